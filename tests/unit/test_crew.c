// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Cores that copy at the same time: who takes part, under which thresholds, and on what.
#include "bench/measure/crew.h"
#include "tests/unit/child.h"
#include "tests/unit/race.h"

#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>

enum { BYTES = 4096, MOST = 8 };

// What the copy that is called has seen. A call has no room for a context.
static atomic_size_t calls_on[CPU_SETSIZE];
static atomic_size_t calls_under[2];
static atomic_size_t aligned_calls;

static const struct glibc_thresholds arms[2] = {{.rep_movsb_threshold = 1},
                                                {.rep_movsb_threshold = 2}};

static void *seen(void *dst, const void *src, size_t n) {
    atomic_fetch_add(&calls_on[sched_getcpu()], 1);
    atomic_fetch_add(&calls_under[glibc_thresholds_get().rep_movsb_threshold - 1], 1);
    atomic_fetch_add(&aligned_calls, (uintptr_t)dst % 4096 == 64 && (uintptr_t)src % 4096 == 128);
    for (size_t i = 0; i < n; i++)
        ((volatile uint8_t *)dst)[i] = ((const uint8_t *)src)[i];
    return dst;
}

static struct {
    struct topology *topology;
    struct cpu_place places[MOST];
    size_t cores;
    struct registry registry;
    struct call_loop loop;
    struct buffers buffers;
    struct crew *crew;
} fixture;

static int open_fixture(void **state) {
    (void)state;
    struct failure failure = {0};
    fixture.topology = topology_open(NULL, &failure);
    assert_non_null(fixture.topology);
    assert_true(topology_choose(fixture.topology, NULL, &fixture.places[0], &failure));
    fixture.cores = topology_cores(fixture.topology, &fixture.places[0], fixture.places, MOST);
    fixture.cores = fixture.cores > MOST ? MOST : fixture.cores;
    fixture.registry = open_registry(&fixture_blobs, cpu_detect());
    assert_true(topology_bind_thread(fixture.topology, &fixture.places[0], &failure));
    assert_true(call_loop_map(&fixture.loop, &fixture.registry, CALL_FAR, 0, &failure));
    assert_true(buffers_map(&fixture.buffers, BYTES, &failure));
    buffers_fill(&fixture.buffers, 1);
    fixture.crew = crew_open(fixture.topology, fixture.places, fixture.cores, &fixture.buffers,
                             BYTES, &failure);
    if (fixture.crew == NULL)
        fail_msg("%s", failure.text);
    return 0;
}

static int close_fixture(void **state) {
    (void)state;
    crew_close(fixture.crew);
    buffers_unmap(&fixture.buffers);
    call_loop_unmap(&fixture.loop);
    registry_close(&fixture.registry);
    topology_close(fixture.topology);
    return 0;
}

static struct crew_job job_of(size_t members, unsigned first) {
    for (size_t i = 0; i < CPU_SETSIZE; i++)
        atomic_store(&calls_on[i], 0);
    atomic_store(&calls_under[0], 0);
    atomic_store(&calls_under[1], 0);
    atomic_store(&aligned_calls, 0);
    return (struct crew_job){.loop = &fixture.loop,
                             .fn = seen,
                             .arms = {&arms[0], &arms[1]},
                             .first = first,
                             .bytes = BYTES,
                             .src_offset = 8192 + 128,
                             .dst_offset = 4096 + 64,
                             .calls = 3,
                             .members = members};
}

// Each on its core, where its buffers say, half of the calls under either arm's thresholds.
static void check_round(size_t members, unsigned first, bool then_read) {
    struct crew_job job = job_of(members, first);
    double speed[CREW_ARMS] = {0};
    job.then_read = then_read;
    crew_round(fixture.crew, &job, speed);
    for (size_t i = 0; i < fixture.cores; i++)
        assert_int_equal(atomic_load(&calls_on[fixture.places[i].os_index]), i < members ? 8 : 0);
    assert_int_equal(atomic_load(&calls_under[0]), 4 * members);
    assert_int_equal(atomic_load(&calls_under[1]), 4 * members);
    assert_int_equal(atomic_load(&aligned_calls), 8 * members);
    assert_true(speed[0] > 0 && speed[1] > 0);
    assert_int_equal(glibc_thresholds_get().rep_movsb_threshold, first == 0 ? 2 : 1);
}

static void one_copies_alone(void **state) {
    (void)state;
    for (unsigned first = 0; first < 2; first++)
        check_round(1, first, false);
    check_round(1, 0, true);
}

static void all_copy_at_once_and_alternate_with_one(void **state) {
    (void)state;
    for (unsigned i = 0; i < 200; i++)
        check_round(i % 3 == 0 ? 1 : fixture.cores, i % 2, i % 5 == 0);
}

// The first member is quick; all others dawdle, and must still be under the thresholds they began
// with.
static void *dawdle(void *dst, const void *src, size_t n) {
    long began = glibc_thresholds_get().rep_movsb_threshold;
    (void)src;
    (void)n;
    if (sched_getcpu() != (int)fixture.places[0].os_index)
        usleep(2000);
    atomic_fetch_add(&calls_under[0], glibc_thresholds_get().rep_movsb_threshold == began);
    return dst;
}

static void thresholds_change_when_the_last_has_copied(void **state) {
    (void)state;
    for (unsigned first = 0; first < 2; first++) {
        struct crew_job job = job_of(fixture.cores, first);
        double speed[CREW_ARMS];
        job.fn = dawdle;
        crew_round(fixture.crew, &job, speed);
        assert_int_equal(atomic_load(&calls_under[0]), 8 * fixture.cores);
    }
}

static void who_is_not_asked_takes_no_part(void **state) {
    (void)state;
    const struct cpu_place *last = &fixture.places[fixture.cores - 1];
    const struct cpu_place places[] = {fixture.places[0], *last, *last};
    struct failure failure = {0};
    struct crew *crew = crew_open(fixture.topology, places, 3, &fixture.buffers, BYTES, &failure);
    assert_non_null(crew);
    for (size_t members = 1; members <= 3; members++) {
        struct crew_job job = job_of(members, 0);
        double speed[CREW_ARMS];
        crew_round(crew, &job, speed);
        assert_int_equal(atomic_load(&aligned_calls), 8 * members);
    }
    crew_close(crew);
}

static void *nothing(void *dst, const void *src, size_t n) {
    (void)src;
    (void)n;
    return dst;
}

// A round whose last line of dst, and no other, cannot be read.
static int round_with_a_forbidden_line(void *context) {
    const bool *then_read = context;
    struct crew_job job = job_of(1, 0);
    double speed[CREW_ARMS] = {0};
    job.fn = nothing;
    job.then_read = *then_read;
    job.dst_offset = 4096 - BYTES + 64;
    if (mprotect(fixture.buffers.dst + 4096, 4096, PROT_NONE) != 0)
        return 2;
    crew_round(fixture.crew, &job, speed);
    return 0;
}

static void each_line_is_read_where_asked_for_and_none_else(void **state) {
    (void)state;
    bool then_read = false;
    assert_exits_zero(round_with_a_forbidden_line, &then_read);
    then_read = true;
    assert_dies_of(round_with_a_forbidden_line, &then_read, SIGSEGV);
}

static void a_crew_that_nobody_called_ends(void **state) {
    (void)state;
    struct failure failure = {0};
    struct crew *crew = crew_open(fixture.topology, fixture.places, fixture.cores, &fixture.buffers,
                                  BYTES, &failure);
    assert_non_null(crew);
    crew_close(crew);
    crew_close(NULL);
}

static void a_thread_that_cannot_be_bound_is_told(void **state) {
    (void)state;
    const struct cpu_place places[] = {fixture.places[0], {.os_index = 100000, .node = -1}};
    struct failure failure = {0};
    assert_null(crew_open(fixture.topology, places, 2, &fixture.buffers, BYTES, &failure));
    assert_int_equal(failure.status, EXIT_ENVIRONMENT);
    assert_non_null(strstr(failure.text, "CPU 100000"));
}

static void cores_are_each_there_once_and_the_chosen_one_first(void **state) {
    (void)state;
    struct failure failure = {0};
    struct topology *t = topology_open("core:4 pu:2", &failure);
    struct cpu_place chosen, cores[MOST];
    assert_non_null(t);
    assert_true(topology_choose(t, "pu:5", &chosen, &failure));
    assert_int_equal(topology_cores(t, &chosen, cores, MOST), 4);
    static const unsigned expected[] = {5, 0, 2, 6};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(cores[i].os_index, expected[i]);
    cores[2].os_index = 77;
    assert_int_equal(topology_cores(t, &chosen, cores, 2), 4);
    assert_int_equal(cores[2].os_index, 77); // beyond what was asked for
    topology_close(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_copies_alone),
        cmocka_unit_test(all_copy_at_once_and_alternate_with_one),
        cmocka_unit_test(thresholds_change_when_the_last_has_copied),
        cmocka_unit_test(who_is_not_asked_takes_no_part),
        cmocka_unit_test(each_line_is_read_where_asked_for_and_none_else),
        cmocka_unit_test(a_crew_that_nobody_called_ends),
        cmocka_unit_test(a_thread_that_cannot_be_bound_is_told),
        cmocka_unit_test(cores_are_each_there_once_and_the_chosen_one_first),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What the sampler does before and behind the copies it times, mode by mode.
#include "bench/measure/follow.h"
#include "bench/measure/sampler.h"
#include "tests/unit/child.h"
#include "tests/unit/race.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

enum { PAGE = 4096 };

static struct {
    struct registry registry; // asm_blobs
    struct plan plan;
    struct call_loop loop;
    struct buffers buffers;
    struct sampler sampler;
    struct cell_samples samples;
} stand;

static int open_registry_of_all(void **state) {
    (void)state;
    struct failure failure = {0};
    stand.registry = open_registry(&asm_blobs, cpu_detect());
    return !call_loop_map(&stand.loop, &stand.registry, CALL_FAR, 0, &failure);
}

static int close_registry(void **state) {
    (void)state;
    call_loop_unmap(&stand.loop);
    registry_close(&stand.registry);
    return 0;
}

// A race of these, the first being the reference, at one size in one mode.
static void open_stand(enum mode mode, size_t bytes, const struct impl *const *impls,
                       size_t count) {
    struct condition c = condition_default;
    struct failure failure = {0};
    struct cpu_place place = {.os_index = (unsigned)sched_getcpu()};
    c.mode = mode;
    const struct plan_options options = {.sizes = {&bytes, 1},
                                         .cell_seconds = 0.05,
                                         .seed = 5,
                                         .conditions = &c,
                                         .condition_count = 1};
    if (!plan_make(&options, impls[0], impls, count, &stand.plan, &failure) ||
        !buffers_map(&stand.buffers, bytes, &failure) ||
        !sampler_open(&stand.sampler, &stand.plan, &stand.loop, &stand.buffers, &place, &failure))
        fail_msg("%s", failure.text);
    buffers_fill(&stand.buffers, 5);
}

static void close_stand(void) {
    sampler_close(&stand.sampler);
    buffers_unmap(&stand.buffers);
    plan_free(&stand.plan);
}

// A turn of somebody's with all the time in the world.
static void begin_turn(const struct impl *impl) {
    size_t cell = 0;
    while (stand.plan.cells[cell].impl != impl)
        cell++;
    stand.samples = (struct cell_samples){0};
    sampler_begin(&stand.sampler, &(struct turn){.cell = cell}, &stand.samples);
    stand.sampler.deadline = INFINITY;
}

// One of the tests', which allows all.
static struct impl fake(const char *name, memcpy_fn *fn) {
    struct impl impl = *find_impl(&stand.registry, "glibc");
    strcpy(impl.name, name);
    impl.entries[0] = fn;
    return impl;
}

// Who touches dst once this has been called, by where its code lies.
enum { NOBODY, THE_LOOP, ANOTHER };

static bool may_close; // from now on, in a child

static void *closes_dst(void *dst, const void *src, size_t n) {
    uint8_t *page = (uint8_t *)((uintptr_t)dst / PAGE * PAGE);
    memmove(dst, src, n);
    if (may_close)
        (void)mprotect(page, (size_t)2 * PAGE, PROT_NONE);
    return dst;
}

static void tell_who(int number, siginfo_t *info, void *context) {
    (void)number;
    (void)info;
    const ucontext_t *at = context;
    const uint8_t *code = (const uint8_t *)(uintptr_t)at->uc_mcontext.gregs[REG_RIP];
    const struct code_arena *arena = &stand.loop.arena;
    _exit(code >= arena->base && code < arena->base + arena->size ? THE_LOOP : ANOTHER);
}

static int take_round(void *context) {
    (void)context;
    const struct sigaction action = {.sa_sigaction = tell_who, .sa_flags = SA_SIGINFO};
    may_close = true;
    (void)sigaction(SIGSEGV, &action, NULL);
    (void)sampler_round(&stand.sampler);
    return NOBODY;
}

static int who_touches_dst_next(enum mode mode) {
    const struct impl closes = fake("closes", closes_dst), *impls[] = {&closes};
    open_stand(mode, PAGE, impls, 1);
    begin_turn(&closes);
    int status = child_run(take_round, NULL);
    close_stand();
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void dst_is_read_behind_a_call_where_asked_for_and_nowhere_else(void **state) {
    (void)state;
    assert_int_equal(who_touches_dst_next(MODE_READ), THE_LOOP);
    assert_int_equal(who_touches_dst_next(MODE_HOT), ANOTHER);
}

// What is read is no part of the bytes, nor of the calls.
static void a_read_round_copies_as_a_hot_one(void **state) {
    (void)state;
    const struct impl *impls[] = {find_impl(&stand.registry, "glibc"),
                                  find_impl(&stand.registry, "rep_movsb")};
    open_stand(MODE_READ, PAGE, impls, 2);
    begin_turn(impls[1]);
    const struct placement *at = &stand.plan.cells[0].placements[0];
    memset(stand.buffers.dst, 0, stand.buffers.bytes);
    assert_true(sampler_round(&stand.sampler) > 0);
    assert_true(stand.samples.calls >= PLAN_FEWEST_CALLS);
    assert_false(stand.samples.wrong || stand.samples.ref_wrong);
    assert_memory_equal(stand.buffers.dst + at->dst_offset, stand.buffers.src + at->src_offset,
                        PAGE);
    close_stand();
}

// What calls of the tests' own copies have been made of.
enum { MOST_CALLS = 64 };

static struct {
    struct {
        char who;
        bool spoiled; // dst was not src when it was called
        void *dst;
        const void *src;
        size_t n;
    } calls[MOST_CALLS];
    size_t count;
} seen;

static void *copy_and_note(char who, void *dst, const void *src, size_t n) {
    if (seen.count < MOST_CALLS) {
        seen.calls[seen.count].who = who;
        seen.calls[seen.count].spoiled = memcmp(dst, src, n) != 0;
        seen.calls[seen.count].dst = dst;
        seen.calls[seen.count].src = src;
        seen.calls[seen.count++].n = n;
    }
    return memmove(dst, src, n);
}

static void *copy_a(void *dst, const void *src, size_t n) {
    return copy_and_note('a', dst, src, n);
}

static void *copy_b(void *dst, const void *src, size_t n) {
    return copy_and_note('b', dst, src, n);
}

static void *copy_c(void *dst, const void *src, size_t n) {
    return copy_and_note('c', dst, src, n);
}

// Two batches of one call: who is timed finds dst spoiled, and the other before it has copied the
// same bytes to the same place.
static void assert_round(size_t bytes, char followed_by_a, char followed_by_b) {
    const struct placement *at = &stand.plan.cells[0].placements[0];
    assert_int_equal(seen.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_ptr_equal(seen.calls[i].dst, stand.buffers.dst + at->dst_offset);
        assert_ptr_equal(seen.calls[i].src, stand.buffers.src + at->src_offset);
        assert_int_equal(seen.calls[i].n, bytes);
    }
    for (size_t i = 1; i < 4; i += 2) {
        assert_true(seen.calls[i].spoiled);
        assert_int_equal(seen.calls[i - 1].who,
                         seen.calls[i].who == 'a' ? followed_by_a : followed_by_b);
    }
}

// Of the first so many of three, a being the reference, rounds of b against it.
static void take_no_warm_rounds(size_t count, char followed_by_a, char followed_by_b) {
    const struct impl fakes[] = {fake("a", copy_a), fake("b", copy_b), fake("c", copy_c)};
    const struct impl *impls[] = {&fakes[0], &fakes[1], &fakes[2]};
    size_t bytes = FOLLOW_ONE_FROM, rounds = 0;
    open_stand(MODE_NO_WARM, bytes, impls, count);
    begin_turn(impls[count > 1 ? 1 : 0]);
    assert_int_equal(stand.samples.calls, 1);
    assert_int_equal(stand.samples.ref_calls, 1);
    for (seen.count = 0; sampler_round(&stand.sampler) > 0; seen.count = 0, rounds++)
        assert_round(bytes, followed_by_a, followed_by_b);
    assert_true(rounds > 1);
    assert_false(stand.samples.wrong || stand.samples.ref_wrong);
    close_stand();
}

static void a_call_that_is_not_warm_follows_a_third(void **state) {
    (void)state;
    take_no_warm_rounds(3, 'c', 'c');
}

static void without_a_third_two_follow_each_other(void **state) {
    (void)state;
    take_no_warm_rounds(2, 'b', 'a');
}

static void without_another_one_follows_itself(void **state) {
    (void)state;
    take_no_warm_rounds(1, 'a', 'a');
}

// Of small copies many make a batch that can be timed.
static void a_small_batch_that_is_not_warm_has_many_calls(void **state) {
    (void)state;
    const struct impl *impls[] = {find_impl(&stand.registry, "glibc"),
                                  find_impl(&stand.registry, "rep_movsb")};
    open_stand(MODE_NO_WARM, 64, impls, 2);
    begin_turn(impls[1]);
    assert_in_range(stand.samples.calls, 2, FOLLOW_BATCH_NS);
    assert_in_range(stand.samples.ref_calls, 2, FOLLOW_BATCH_NS);
    close_stand();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dst_is_read_behind_a_call_where_asked_for_and_nowhere_else),
        cmocka_unit_test(a_read_round_copies_as_a_hot_one),
        cmocka_unit_test(a_call_that_is_not_warm_follows_a_third),
        cmocka_unit_test(without_a_third_two_follow_each_other),
        cmocka_unit_test(without_another_one_follows_itself),
        cmocka_unit_test(a_small_batch_that_is_not_warm_has_many_calls),
    };
    return cmocka_run_group_tests(tests, open_registry_of_all, close_registry);
}

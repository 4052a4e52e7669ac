// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Cold batches: where their copies lie, and that every line of them is flushed. How long anything
// takes is nobody's business here.
#include "bench/measure/cold.h"

#include "bench/measure/flush_x86.h"
#include "bench/measure/sampler.h"
#include "tests/unit/race.h"

#include <sched.h>
#include <stdlib.h>

enum { PAGE = 4096 };

static const size_t some_bytes[] = {64, 128, 1024, 4096, 8192, 65536, 1 << 20, 8 << 20};

static void a_batch_has_from_the_fewest_calls_to_the_most(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(some_bytes); i++) {
        size_t bytes = some_bytes[i], most = cold_most_calls(bytes);
        assert_in_range(most, 1, COLD_MOST_PLACES);
        assert_in_range(cold_fewest_calls(bytes), 1, most);
        assert_true(most == 1 || most * bytes <= COLD_BATCH_BYTES);
    }
    assert_int_equal(cold_most_calls(64), COLD_MOST_PLACES);
    assert_int_equal(cold_most_calls(8 << 20), 1);
}

// The highest offset there is and pages between it and the end, at any size.
static void all_places_fit_the_buffers(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(some_bytes); i++) {
        size_t bytes = some_bytes[i], largest = bytes > COLD_POOL_BYTES ? bytes : COLD_POOL_BYTES;
        struct placement at = {.src_offset = BUFFER_SLACK - PAGE - 1, .dst_offset = PAGE};
        struct placement last = cold_place(&at, bytes, cold_most_calls(bytes) - 1);
        assert_true(last.src_offset + bytes + PAGE <= largest + BUFFER_SLACK);
    }
}

// More than a page apart, no prefetcher goes from one to the next.
static void places_keep_distance_and_alignment(void **state) {
    (void)state;
    static const struct placement ats[] = {{0, 4096, 8192 + 2048},
                                           {0, 4096 + 7, 8192 + 1063},
                                           {0, 8192, 12288},
                                           {0, 4096 + 256, 8192 + 1280}};
    for (size_t a = 0; a < COUNT_OF(ats); a++)
        for (size_t i = 0; i < COUNT_OF(some_bytes); i++) {
            size_t bytes = some_bytes[i], bits = ats[a].src_offset | ats[a].dst_offset | PAGE;
            size_t align = bits & -bits, before = 0;
            for (size_t k = 0; k < cold_most_calls(bytes); k++) {
                struct placement p = cold_place(&ats[a], bytes, k);
                assert_int_equal(p.src_offset % align, 0);
                assert_int_equal(p.dst_offset % align, 0);
                assert_int_equal((p.dst_offset - p.src_offset) % PAGE,
                                 (ats[a].dst_offset - ats[a].src_offset) % PAGE);
                assert_int_equal(p.src_offset % 64, ats[a].src_offset % 64);
                assert_true(k == 0 || p.src_offset >= before + PAGE);
                before = p.src_offset + bytes;
            }
        }
}

static void a_batch_has_each_place_once_in_no_order(void **state) {
    (void)state;
    enum { CALLS = 100 };
    static struct call_args list[CALLS];
    static uint8_t src[1], dst[1];
    struct buffers buffers = {.src = src, .dst = dst};
    struct placement at = {0, 4096, 8192};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    size_t in_place = 0;
    cold_list(&buffers, &at, 64, CALLS, rng, list);
    for (size_t k = 0; k < CALLS; k++) {
        struct placement p = cold_place(&at, 64, k);
        size_t found = 0;
        for (size_t i = 0; i < CALLS; i++)
            found += list[i].src == src + p.src_offset && list[i].dst == dst + p.dst_offset &&
                     list[i].n == 64;
        assert_int_equal(found, 1);
        in_place += list[k].src == src + p.src_offset;
    }
    assert_true(in_place < CALLS / 2);
    gsl_rng_free(rng);
}

static void every_line_is_flushed(void **state) {
    (void)state;
    static _Alignas(64) uint8_t memory[8192];
    static const struct {
        size_t at, bytes, lines;
    } cases[] = {{0, 64, 1}, {0, 128, 2}, {1, 64, 2}, {63, 64, 2}, {63, 1, 1}, {32, 4096, 65}};
    bool has = (cpu_detect() & CPU_BIT(CPU_CLFLUSHOPT)) != 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        memory[cases[i].at] = (uint8_t)i;
        assert_int_equal(flush_lines(memory + cases[i].at, cases[i].bytes, false), cases[i].lines);
        if (has)
            assert_int_equal(flush_lines(memory + cases[i].at, cases[i].bytes, true),
                             cases[i].lines);
        flush_wait();
        assert_int_equal(memory[cases[i].at], i); // written back, not lost
    }
}

static void both_sides_of_every_copy_are_flushed(void **state) {
    (void)state;
    static _Alignas(64) uint8_t memory[4096];
    const struct call_args list[] = {{memory, memory + 1024, 256},
                                     {memory + 2048, memory + 3073, 128}};
    assert_int_equal(cold_flush(list, 2, false), 4 + 4 + 2 + 3);
}

// Through the sampler: what a cold cell copies, and that it copied.
static void a_cold_cell_copies_to_all_its_places(void **state) {
    (void)state;
    static size_t sizes[] = {4096};
    struct registry registry = open_registry(&asm_blobs, cpu_detect());
    const struct impl *impls[] = {find_impl(&registry, "rep_movsb")};
    struct condition cold = condition_default;
    cold.mode = MODE_COLD;
    struct plan_options options = {
        .sizes = {sizes, 1}, .cell_seconds = 10, .conditions = &cold, .condition_count = 1};
    struct plan plan;
    struct call_loop loop;
    struct buffers buffers;
    struct sampler *sampler = calloc(1, sizeof *sampler);
    struct cell_samples *samples = calloc(1, sizeof *samples);
    struct failure failure = {0};
    struct cpu_place place = {.os_index = (unsigned)sched_getcpu()};
    assert_true(plan_make(&options, find_impl(&registry, "glibc"), impls, 1, &plan, &failure) &&
                call_loop_map(&loop, &registry, CALL_FAR, 0, &failure) &&
                buffers_map(&buffers, COLD_POOL_BYTES, &failure) &&
                sampler_open(sampler, &plan, &loop, &buffers, &place, &failure));
    buffers_fill(&buffers, 1);
    sampler_begin(sampler, &(struct turn){0}, samples);
    assert_in_range(samples->calls, cold_fewest_calls(4096), cold_most_calls(4096));
    sampler->flushed = 0;
    assert_true(sampler_round(sampler) > 0);
    assert_int_equal(sampler->flushed, (samples->calls + samples->ref_calls) * 2 * 4096 / 64);
    assert_false(samples->wrong || samples->ref_wrong);
    for (size_t k = 0; k < samples->calls; k++) {
        struct placement p = cold_place(&plan.cells[0].placements[0], 4096, k);
        assert_memory_equal(buffers.dst + p.dst_offset, buffers.src + p.src_offset, 4096);
    }
    struct placement beyond = cold_place(&plan.cells[0].placements[0], 4096, cold_most_calls(4096));
    assert_int_equal(buffers.dst[beyond.dst_offset], 0);
    sampler_close(sampler);
    buffers_unmap(&buffers);
    call_loop_unmap(&loop);
    plan_free(&plan);
    registry_close(&registry);
    free(samples);
    free(sampler);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_has_from_the_fewest_calls_to_the_most),
        cmocka_unit_test(all_places_fit_the_buffers),
        cmocka_unit_test(places_keep_distance_and_alignment),
        cmocka_unit_test(a_batch_has_each_place_once_in_no_order),
        cmocka_unit_test(every_line_is_flushed),
        cmocka_unit_test(both_sides_of_every_copy_are_flushed),
        cmocka_unit_test(a_cold_cell_copies_to_all_its_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

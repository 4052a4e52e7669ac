// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What is verified is what will be timed: the list of calls, under every condition.
#include "bench/task/stand.h"

#include "bench/measure/cold.h"
#include "tests/unit/race.h"

#include <stdlib.h>

static size_t sizes[] = {64, 4096, 16384};

static struct registry registry; // asm_blobs
static struct stand stand;

static int open_stand(void **state) {
    (void)state;
    static const int deltas[] = {CONDITION_DRAWN, 64};
    struct condition conditions[4 * MODES];
    size_t count = 0;
    for (enum mode mode = 0; mode < MODES; mode++)
        for (size_t align = 16; align <= 64; align += 48)
            for (size_t d = 0; d < COUNT_OF(deltas); d++)
                conditions[count++] = (struct condition){
                    .mode = mode, .align = align, .delta = deltas[d], .src_mod = CONDITION_DRAWN};
    registry = open_registry(&asm_blobs, cpu_detect());
    const struct impl *impls[] = {find_impl(&registry, "rep_movsb"),
                                  find_impl(&registry, "sse2_loop")};
    struct plan_options options = {.sizes = {sizes, COUNT_OF(sizes)},
                                   .cell_seconds = 0.01,
                                   .seed = 3,
                                   .conditions = conditions,
                                   .condition_count = count};
    struct failure failure = {0};
    bool ok = plan_make(&options, find_impl(&registry, "glibc"), impls, 2, &stand.plan, &failure) &&
              buffers_map(&stand.buffers, stand_largest(&stand.plan), &failure);
    stand.effort = EFFORT_FULL;
    return !ok;
}

static int close_stand(void **state) {
    (void)state;
    stand_close(&stand);
    registry_close(&registry);
    return 0;
}

static int by_dst_src_bytes(const void *a, const void *b) {
    const struct verify_call *x = a, *y = b;
    if (x->dst != y->dst)
        return x->dst < y->dst ? -1 : 1;
    if (x->src != y->src)
        return x->src < y->src ? -1 : 1;
    return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static void assert_listed(const struct verify_call *calls, size_t count, struct placement at,
                          size_t bytes) {
    const struct verify_call wanted = {.dst = stand.buffers.dst + at.dst_offset,
                                       .src = stand.buffers.src + at.src_offset,
                                       .bytes = bytes};
    assert_non_null(bsearch(&wanted, calls, count, sizeof *calls, by_dst_src_bytes));
    assert_in_range(at.dst_offset, VERIFY_CANARY, stand.buffers.bytes - bytes - VERIFY_CANARY);
    assert_in_range(at.src_offset, 0, stand.buffers.bytes - bytes);
}

// What the k-th of a block's calls copies, beside the size.
static struct placement place_of(const struct plan_cell *cell, size_t b, size_t k, size_t *bytes) {
    struct placement at = cell->placements[b];
    *bytes = cell->bytes;
    if (cell->condition.mode == MODE_COLD)
        return cold_place(&at, cell->bytes, k);
    if (cell->condition.mode == MODE_MIX) {
        struct mix_call call = mix_checked_call(&cell->mix, &at, k);
        at.src_offset = call.src_offset;
        at.dst_offset = call.dst_offset;
        *bytes = call.bytes;
    }
    return at;
}

// Every place of a cold batch too, and of a mix a part; the reference is timed beside everybody.
static void every_call_that_will_be_timed_is_listed(void **state) {
    (void)state;
    const struct impl *who[] = {find_impl(&registry, "glibc"), find_impl(&registry, "rep_movsb")};
    for (size_t w = 0; w < COUNT_OF(who); w++) {
        size_t count = 0, checked = 0;
        struct verify_call *calls = stand_calls(&stand, who[w], &count);
        qsort(calls, count, sizeof *calls, by_dst_src_bytes);
        for (size_t i = 0; i < stand.plan.cell_count; i++) {
            const struct plan_cell *cell = &stand.plan.cells[i];
            enum mode mode = cell->condition.mode;
            size_t bytes, each = mode == MODE_COLD  ? cold_most_calls(cell->bytes)
                                 : mode == MODE_MIX ? mix_checked_calls(&cell->mix)
                                                    : 1;
            if (cell->impl != who[w] && who[w] != stand.plan.reference)
                continue;
            for (size_t b = 0; b < cell->blocks; b++)
                for (size_t k = 0; k < each; k++, checked++) {
                    struct placement at = place_of(cell, b, k, &bytes);
                    assert_listed(calls, count, at, bytes);
                }
        }
        assert_int_equal(checked, who[w] == stand.plan.reference ? 2 * count : count);
        free(calls);
    }
}

static void buffers_hold_a_cold_pool_and_no_more(void **state) {
    (void)state;
    assert_int_equal(stand_largest(&stand.plan), COLD_POOL_BYTES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_call_that_will_be_timed_is_listed),
        cmocka_unit_test(buffers_hold_a_cold_pool_and_no_more),
    };
    return cmocka_run_group_tests(tests, open_stand, close_stand);
}

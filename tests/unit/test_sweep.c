// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Which calls a sweep makes, from an implementation that writes them all down.
#include "bench/verify/sweep.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

enum { SEED = 5, LINE = 64, PAGE = 4096, KEPT = 1 << 20, DENSE = 4400 };

// One call, its pointers counted from the beginnings of the rooms.
struct call {
    ptrdiff_t dst, src;
    size_t n;
    bool low; // both pointers lie below 2^33: across a boundary
};

static struct rooms rooms;
static struct call *calls; // of the latest sweep, in their order
static size_t call_count;

static void *writes_down(void *to, const void *from, size_t n) {
    if (call_count < KEPT)
        calls[call_count++] = (struct call){(ptrdiff_t)((uintptr_t)to - (uintptr_t)rooms.dst),
                                            (ptrdiff_t)((uintptr_t)from - (uintptr_t)rooms.src), n,
                                            (uintptr_t)to >> 33 == 0};
    return memmove(to, from, n);
}

static const struct contract plain = {.role = CONTRACT_COPY, .align = 1, .granule = 1};
static const struct contract odd = {.role = CONTRACT_COPY, .align = 32, .granule = 128, .min = 256};

static void sweep_at_length(const struct contract *contract, uint64_t seed, uint64_t most,
                            enum sweep_stop stop, bool sparse) {
    struct verify_log log = {.stop = stop};
    struct impl impl = {.name = "writes_down",
                        .kind = IMPL_C,
                        .contract = *contract,
                        .entries = {writes_down},
                        .entry_count = 1};
    struct lane lane;
    call_count = 0;
    assert_true(lane_open(&lane, &impl, &rooms, &log));
    if (!sweep_run(&lane, seed, most, sparse))
        fail_msg("%s", log.fault.cause);
    assert_int_equal(log.calls, call_count);
    lane_close(&lane);
}

static void sweep(const struct contract *contract, uint64_t seed, uint64_t most,
                  enum sweep_stop stop) {
    sweep_at_length(contract, seed, most, stop, false);
}

// The fixed set for who takes anything.
static int sweep_plainly(void **state) {
    (void)state;
    calls = malloc(KEPT * sizeof *calls);
    if (calls == NULL || !rooms_map(&rooms, ROOMS_BYTES))
        return -1;
    sweep(&plain, SEED, 0, SWEEP_GO_ON);
    return 0;
}

static int forget(void **state) {
    (void)state;
    free(calls);
    rooms_unmap(&rooms);
    return 0;
}

static bool in_rooms(const struct call *c) {
    return !c->low && c->dst >= 0 && (size_t)c->dst + c->n <= ROOMS_BYTES && c->src >= 0 &&
           (size_t)c->src + c->n <= ROOMS_BYTES;
}

static bool is_same(const struct call *c) {
    return (uintptr_t)rooms.dst + (uintptr_t)c->dst == (uintptr_t)rooms.src + (uintptr_t)c->src;
}

static void every_size_to_4400_is_flush_with_every_pair_of_guards(void **state) {
    (void)state;
    static uint8_t corners[DENSE + 1];
    for (size_t i = 0; i < call_count; i++) {
        const struct call *c = &calls[i];
        if (c->n == 0 || c->n > DENSE || !in_rooms(c))
            continue;
        ptrdiff_t last = (ptrdiff_t)(ROOMS_BYTES - c->n);
        bool dst_low = c->dst == 0, src_low = c->src == 0;
        if ((dst_low || c->dst == last) && (src_low || c->src == last))
            corners[c->n] |= (uint8_t)(1 << (dst_low + 2 * src_low));
    }
    for (size_t n = 1; n <= DENSE; n++)
        if (corners[n] != 15)
            fail_msg("n = %zu: 0x%x", n, corners[n]);
}

static void small_sizes_meet_every_pair_of_alignments(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 4, 16, 17, 32, 33, 64, 65, 128};
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        static bool seen[LINE][LINE];
        size_t pairs = 0;
        memset(seen, 0, sizeof seen);
        for (size_t i = 0; i < call_count; i++)
            if (calls[i].n == sizes[s] && in_rooms(&calls[i]) && !is_same(&calls[i])) {
                bool *pair = &seen[calls[i].dst % LINE][calls[i].src % LINE];
                pairs += !*pair;
                *pair = true;
            }
        assert_int_equal(pairs, LINE * LINE);
    }
}

static void n_0_comes_with_good_pointers_and_with_bad(void **state) {
    (void)state;
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < call_count; i++)
        if (calls[i].n == 0) {
            good += in_rooms(&calls[i]);
            bad += calls[i].dst < 0 && calls[i].dst > -ROOMS_GUARD && calls[i].src < 0 &&
                   calls[i].src > -ROOMS_GUARD;
        }
    assert_true(good > 0);
    assert_true(bad > 0);
}

static void dst_is_src_at_every_third_size(void **state) {
    (void)state;
    static bool seen[DENSE + 1];
    for (size_t i = 0; i < call_count; i++)
        if (calls[i].n <= DENSE && calls[i].n > 0 && is_same(&calls[i]))
            seen[calls[i].n] = true;
    for (size_t n = 1; n <= DENSE; n += 3)
        assert_true(seen[n]);
}

static void buffers_end_at_cross_and_begin_at_both_boundaries(void **state) {
    (void)state;
    if (rooms.boundaries[0] == NULL || rooms.boundaries[1] == NULL)
        skip();
    unsigned seen[2][2] = {{0}};
    for (size_t i = 0; i < call_count; i++)
        for (unsigned b = 0; b < 2 && calls[i].low; b++) {
            uint64_t at = UINT64_C(1) << (31 + b), n = calls[i].n;
            uint64_t pointers[] = {(uintptr_t)rooms.dst + (uintptr_t)calls[i].dst,
                                   (uintptr_t)rooms.src + (uintptr_t)calls[i].src};
            for (unsigned p = 0; p < 2; p++)
                seen[b][p] |= (pointers[p] + n == at ? 1U : 0U) | (pointers[p] == at ? 2U : 0U) |
                              (pointers[p] < at && pointers[p] + n > at ? 4U : 0U);
        }
    for (unsigned b = 0; b < 2; b++)
        for (unsigned p = 0; p < 2; p++)
            assert_int_equal(seen[b][p], 7);
}

static void powers_of_two_come_with_their_neighbours(void **state) {
    (void)state;
    for (size_t power = 8192; power < ROOMS_BYTES; power *= 2)
        for (size_t n = power - 2; n <= power + 2; n++) {
            size_t seen = 0;
            for (size_t i = 0; i < call_count; i++)
                seen += calls[i].n == n;
            assert_true(seen >= 5);
        }
}

static void every_small_distance_mod_a_page_is_met(void **state) {
    (void)state;
    enum { MOST = 200 };
    static const size_t sizes[] = {64, 128, 256, 512, 1024, 2048, 4096};
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        bool seen[2 * MOST + 1] = {false};
        for (size_t i = 0; i < call_count; i++) {
            ptrdiff_t distance = (calls[i].dst - calls[i].src + PAGE / 2) & (PAGE - 1);
            if (calls[i].n == sizes[s] && in_rooms(&calls[i]) && labs(distance - PAGE / 2) <= MOST)
                seen[distance - PAGE / 2 + MOST] = true;
        }
        for (size_t d = 0; d < COUNT_OF(seen); d++)
            if (!seen[d])
                fail_msg("n = %zu: distance %td", sizes[s], (ptrdiff_t)d - MOST);
    }
}

static void a_contract_is_kept(void **state) {
    (void)state;
    sweep(&odd, SEED, 100000, SWEEP_GO_ON);
    assert_int_equal(call_count, 100000);
    bool seen[DENSE / 128 + 1] = {false};
    for (size_t i = 0; i < call_count; i++) {
        const struct call *c = &calls[i];
        assert_true(c->n >= 256 && c->n % 128 == 0);
        assert_true(c->dst % 32 == 0 && c->src % 32 == 0);
        if (c->n <= DENSE)
            seen[c->n / 128] = true;
    }
    for (size_t n = 256; n <= DENSE; n += 128)
        assert_true(seen[n / 128]);
}

static uint64_t digest(void) {
    uint64_t sum = 0;
    for (size_t i = 0; i < call_count; i++)
        sum = (sum ^ (uint64_t)calls[i].dst) * 31 + (uint64_t)calls[i].src * 7 + calls[i].n;
    return sum;
}

static void a_seed_makes_the_same_calls_each_time(void **state) {
    (void)state;
    sweep(&odd, SEED, 50000, SWEEP_GO_ON);
    uint64_t first = digest();
    sweep(&odd, SEED, 50000, SWEEP_GO_ON);
    assert_int_equal(digest(), first);
    sweep(&odd, SEED + 1, 50000, SWEEP_GO_ON);
    assert_int_not_equal(digest(), first);
}

static void it_stops_when_it_is_told_to(void **state) {
    (void)state;
    sweep(&odd, SEED, 0, SWEEP_GO_ON);
    size_t fixed = call_count;
    assert_in_range(fixed, 100, 49999);
    sweep(&odd, SEED, 50000, SWEEP_ENOUGH);
    assert_int_equal(call_count, fixed); // nothing at random
    sweep(&odd, SEED, 50000, SWEEP_AT_ONCE);
    assert_int_equal(call_count, 0);
}

static void rooms_are_as_large_as_a_contract_needs(void **state) {
    (void)state;
    struct contract c = plain;
    assert_int_equal(sweep_room_bytes(&c), ROOMS_BYTES);
    c.min = 4 << 20, c.granule = 4096;
    size_t bytes = sweep_room_bytes(&c);
    assert_true(bytes > c.min + 7 * 4096 && bytes % PAGE == 0);
    assert_true(sweep_has_room(&c));
}

static void who_begins_above_every_room_is_not_called(void **state) {
    (void)state;
    const struct contract far_above[] = {
        {.role = CONTRACT_COPY, .align = 1, .granule = 4096, .min = 9 << 20},
        {.role = CONTRACT_COPY, .align = 1, .granule = 2 << 20}};
    for (size_t i = 0; i < COUNT_OF(far_above); i++) {
        assert_false(sweep_has_room(&far_above[i]));
        assert_int_equal(sweep_room_bytes(&far_above[i]), ROOMS_BYTES);
        sweep(&far_above[i], SEED, 1000, SWEEP_GO_ON);
        assert_int_equal(call_count, 0);
    }
}

// At no size all pairs, and all of them by the ninth size: SHARE is 7, and the first sizes have
// whole grids.
static void a_sparse_sweep_meets_every_pair_over_a_few_sizes(void **state) {
    (void)state;
    sweep(&plain, SEED, 0, SWEEP_GO_ON);
    size_t whole = call_count, met = 0, full_sizes = 0;
    sweep_at_length(&plain, SEED, 0, SWEEP_GO_ON, true);
    assert_in_range(call_count, 1000, whole / 2);
    static bool seen[LINE][LINE], of_size[LINE][LINE];
    for (size_t n = 5; n <= 128; n++) { // beyond the first four
        size_t mine = 0;
        memset(of_size, 0, sizeof of_size);
        for (size_t i = 0; i < call_count; i++)
            if (calls[i].n == n && in_rooms(&calls[i]) && !is_same(&calls[i])) {
                bool *pair = &of_size[calls[i].dst % LINE][calls[i].src % LINE];
                bool *ever = &seen[calls[i].dst % LINE][calls[i].src % LINE];
                mine += !*pair, met += !*ever;
                *pair = *ever = true;
            }
        full_sizes += mine == LINE * LINE;
    }
    assert_int_equal(met, LINE * LINE);
    assert_int_equal(full_sizes, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_to_4400_is_flush_with_every_pair_of_guards),
        cmocka_unit_test(small_sizes_meet_every_pair_of_alignments),
        cmocka_unit_test(n_0_comes_with_good_pointers_and_with_bad),
        cmocka_unit_test(dst_is_src_at_every_third_size),
        cmocka_unit_test(buffers_end_at_cross_and_begin_at_both_boundaries),
        cmocka_unit_test(powers_of_two_come_with_their_neighbours),
        cmocka_unit_test(every_small_distance_mod_a_page_is_met),
        cmocka_unit_test(a_contract_is_kept), // from here on other sweeps are made
        cmocka_unit_test(a_seed_makes_the_same_calls_each_time),
        cmocka_unit_test(it_stops_when_it_is_told_to),
        cmocka_unit_test(rooms_are_as_large_as_a_contract_needs),
        cmocka_unit_test(who_begins_above_every_room_is_not_called),
        cmocka_unit_test(a_sparse_sweep_meets_every_pair_over_a_few_sizes),
    };
    return cmocka_run_group_tests(tests, sweep_plainly, forget);
}

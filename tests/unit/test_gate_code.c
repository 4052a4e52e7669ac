// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Where a gate puts its code, and the one kernel that must never change.
#include "bench/task/gate_code.h"

#include "bench/measure/call_loop.h"
#include "tests/unit/race.h"

static struct registry asm_registry, fixtures;

static int open_fixture(void **state) {
    (void)state;
    asm_registry = open_registry(&asm_blobs, cpu_detect());
    fixtures = open_registry(&fixture_blobs, UINT64_MAX);
    return 0;
}

static int close_fixture(void **state) {
    (void)state;
    registry_close(&asm_registry);
    registry_close(&fixtures);
    return 0;
}

static struct gate_code open_code(const struct impl *base, const struct impl *candidate) {
    const struct blob_mapping values = {.l1d = 32768, .l2 = 1048576, .l3 = 33554432};
    const struct gate_pair pairs[] = {{base, candidate}};
    const struct impl anchor = gate_anchor();
    struct gate_code code;
    struct failure failure = {0};
    if (!gate_code_open(&code, pairs, 1, &anchor, &values, &failure))
        fail_msg("%s", failure.text);
    return code;
}

static uintptr_t entry(const struct gate_code *code, size_t impl, size_t i) {
    return (uintptr_t)code->impls[impl].entries[i];
}

// Stored ratios are to these bytes. If this fails, the anchor has been touched: put it back.
static void the_anchor_never_changes(void **state) {
    (void)state;
    const struct impl anchor = gate_anchor();
    assert_string_equal(anchor.name, "anchor_sse2");
    assert_string_equal(anchor.sha256,
                        "dc69a5292687c9f071ca8da8ded3d941521e634e88b3ada6def597187926e950");
    assert_int_equal(anchor.contract.granule, 64);
    assert_int_equal(anchor.contract.role, CONTRACT_COPY);
}

static void both_lie_at_the_same_offsets_before_and_behind_each_other(void **state) {
    (void)state;
    const struct impl *base = find_impl(&asm_registry, "rep_movsb"),
                      *candidate = find_impl(&asm_registry, "avx512_unroll4");
    struct gate_code code = open_code(base, candidate);
    bool seen[64][2] = {{false}};
    assert_int_equal(code.impls[0].entry_count, 8);
    assert_int_equal(code.impls[1].entry_count, 8);
    assert_int_equal(code.impls[2].entry_count, 1);
    for (size_t i = 0; i < 8; i++) {
        uintptr_t a = entry(&code, 0, i), b = entry(&code, 1, i);
        assert_int_equal(a % 4096, b % 4096);
        assert_int_not_equal(a / 4096, b / 4096);
        assert_memory_equal((const void *)a, base->code, base->code_size);
        assert_memory_equal((const void *)b, candidate->code, candidate->code_size);
        seen[a % 64][a < b] = true;
    }
    for (size_t shift = 0; shift < 64; shift += 16)
        assert_true(seen[shift][0] && seen[shift][1]);
    assert_int_equal(base->entry_count, 4); // what it had is as it was
    gate_code_close(&code);
}

static void a_canary_is_a_copy_of_its_own(void **state) {
    (void)state;
    const struct impl *base = find_impl(&asm_registry, "sse2_loop");
    struct gate_code code = open_code(base, base);
    for (size_t i = 0; i < 8; i++) {
        assert_int_not_equal(entry(&code, 0, i), entry(&code, 1, i));
        assert_memory_equal((const void *)entry(&code, 0, i), (const void *)entry(&code, 1, i),
                            base->code_size);
    }
    gate_code_close(&code);
}

static void contracts_say_where_code_may_lie(void **state) {
    (void)state;
    const struct impl *any = find_impl(&asm_registry, "sse2_loop");
    struct gate_code code = open_code(any, find_impl(&fixtures, "code_align32"));
    assert_int_equal(code.impls[0].entry_count, 4); // 0 and 32, each twice
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(entry(&code, 1, i) % 32, 0);
    gate_code_close(&code);
}

static void what_is_linked_stays_where_it_is(void **state) {
    (void)state;
    const struct impl *glibc = find_impl(&asm_registry, "glibc");
    struct gate_code code = open_code(glibc, find_impl(&asm_registry, "sse2_loop"));
    assert_int_equal(code.impls[0].entry_count, 1);
    assert_ptr_equal(code.impls[0].entries[0], glibc->entries[0]);
    assert_int_equal(code.impls[1].entry_count, 8);
    gate_code_close(&code);
}

static void constants_are_filled_in(void **state) {
    (void)state;
    const struct impl *patched = find_impl(&fixtures, "patched");
    struct gate_code code = open_code(patched, patched);
    const struct contract *c = &patched->contract;
    for (size_t i = 0; i < code.impls[0].entry_count; i++) {
        uint64_t value = 0;
        memcpy(&value, (const uint8_t *)entry(&code, 0, i) + c->patch_offset, sizeof value);
        assert_true(value == 32768 || value == 1048576 || value == 33554432);
    }
    gate_code_close(&code);
}

static void a_call_loop_finds_a_place_far_from_all(void **state) {
    (void)state;
    const struct impl *base = find_impl(&asm_registry, "sse2_loop");
    struct gate_code code = open_code(base, base);
    const struct registry everybody = gate_code_registry(&code);
    struct call_loop loop;
    struct failure failure = {0};
    assert_int_equal(everybody.count, 3);
    assert_true(call_loop_map(&loop, &everybody, CALL_FAR, 0, &failure));
    for (size_t i = 0; i < 3; i++)
        assert_true(call_loop_is_far((uintptr_t)loop.mapped[CALL_ANCHOR], entry(&code, i, 0)));
    call_loop_unmap(&loop);
    gate_code_close(&code);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_anchor_never_changes),
        cmocka_unit_test(both_lie_at_the_same_offsets_before_and_behind_each_other),
        cmocka_unit_test(a_canary_is_a_copy_of_its_own),
        cmocka_unit_test(contracts_say_where_code_may_lie),
        cmocka_unit_test(what_is_linked_stays_where_it_is),
        cmocka_unit_test(constants_are_filled_in),
        cmocka_unit_test(a_call_loop_finds_a_place_far_from_all),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a callee must leave as it was, one breach at a time.
#include "bench/verify/state.h"

#include "tests/unit/unit.h"

#include <string.h>

enum { DST = 0x1000, EVERYTHING = 0x3f, EMPTY = 0xffff };

static const struct arch_state good = {
    .gpr = {DST, 11, 22, 33, 44, 55, 66, 77, 88, 99, 110, 121, 132, 143, 154, 165},
    .flags = 0x202,
    .fs_base = 7,
    .gs_base = 8,
    .mxcsr = 0x1f80,
    .pkru = 9,
    .x87 = {0x37f, 0, EMPTY}};

static void assert_holds(const struct arch_state *after, uint64_t features) {
    struct fault fault = {0};
    if (!state_check(&good, after, DST, features, &fault))
        fail_msg("%s", fault.cause);
    assert_int_equal(fault.class, FINDING_NONE);
}

static void assert_breaks(const struct arch_state *after, uint64_t features,
                          enum finding_class class, const char *cause) {
    struct fault fault = {0};
    assert_false(state_check(&good, after, DST, features, &fault));
    assert_string_equal(finding_class_name(fault.class), finding_class_name(class));
    assert_string_equal(fault.cause, cause);
}

static void what_is_as_it_was_holds(void **state) {
    (void)state;
    assert_holds(&good, EVERYTHING);
    assert_holds(&good, 0);
}

static void registers_that_are_the_callees_may_change(void **state) {
    (void)state;
    static const int scratch[] = {GPR_RCX, GPR_RDX, GPR_RSI, GPR_RDI, GPR_R8, 9, 10, 11};
    struct arch_state after = good;
    for (size_t i = 0; i < COUNT_OF(scratch); i++)
        after.gpr[scratch[i]] = ~after.gpr[scratch[i]];
    after.flags |= 0x8d5; // arithmetic
    assert_holds(&after, EVERYTHING);
}

static void every_register_that_is_the_callers_is_held(void **state) {
    (void)state;
    static const struct {
        int number;
        const char *cause;
    } saved[] = {
        {GPR_RBX, "rbx held 0x21 before and 0x20 after; the caller relies on it"},
        {GPR_RBP, "rbp held 0x37 before and 0x36 after; the caller relies on it"},
        {12, "r12 held 0x84 before and 0x85 after; the caller relies on it"},
        {13, "r13 held 0x8f before and 0x8e after; the caller relies on it"},
        {14, "r14 held 0x9a before and 0x9b after; the caller relies on it"},
        {15, "r15 held 0xa5 before and 0xa4 after; the caller relies on it"},
    };
    for (size_t i = 0; i < COUNT_OF(saved); i++) {
        struct arch_state after = good;
        after.gpr[saved[i].number] ^= 1;
        assert_breaks(&after, 0, FINDING_CALLEE_SAVED, saved[i].cause);
        after = good;
        after.gpr[saved[i].number] ^= UINT64_C(1) << 63; // the upper half counts too
        struct fault fault = {0};
        assert_false(state_check(&good, &after, DST, 0, &fault));
    }
}

static void rsp_and_rax(void **state) {
    (void)state;
    struct arch_state after = good;
    after.gpr[GPR_RSP] += 8;
    assert_breaks(&after, 0, FINDING_STACK_POINTER, "returned with rsp off by 8 bytes");
    after.gpr[GPR_RSP] -= 32;
    assert_breaks(&after, 0, FINDING_STACK_POINTER, "returned with rsp off by -24 bytes");
    after = good;
    after.gpr[GPR_RAX] += 64;
    assert_breaks(&after, 0, FINDING_RETURN_VALUE, "returned 0x1040 instead of dst, 0x1000");
}

static void flags_of_the_system(void **state) {
    (void)state;
    static const struct {
        uint64_t flag;
        enum finding_class class;
        const char *cause;
    } rows[] = {
        {1 << 8, FINDING_FLAGS, "left the trap flag set"},
        {1 << 10, FINDING_DIRECTION_FLAG,
         "left the direction flag set; the caller's string instructions run backwards"},
        {1 << 14, FINDING_FLAGS, "left the nested-task flag set"},
        {1 << 18, FINDING_ALIGNMENT_CHECK,
         "left alignment checks on; the caller's next misaligned access faults"},
        {1 << 21, FINDING_FLAGS, "left the identification flag set"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arch_state after = good;
        after.flags |= rows[i].flag;
        assert_breaks(&after, 0, rows[i].class, rows[i].cause);
    }
}

static void the_control_bits_of_mxcsr_are_held_and_its_sticky_bits_are_not(void **state) {
    (void)state;
    for (unsigned bit = 0; bit < 16; bit++) {
        struct arch_state after = good;
        after.mxcsr ^= 1U << bit;
        struct fault fault = {0};
        bool holds = state_check(&good, &after, DST, 0, &fault);
        assert_int_equal(holds, bit < 6);
        assert_int_equal(fault.class, bit < 6 ? FINDING_NONE : FINDING_MXCSR);
    }
    struct arch_state after = good;
    after.mxcsr = 0x9fbf;
    assert_breaks(&after, 0, FINDING_MXCSR,
                  "MXCSR's control bits were 0x1f80 and are 0x9f80: the caller's floating point "
                  "changes");
}

static void the_x87(void **state) {
    (void)state;
    struct arch_state after = good;
    after.x87[0] = 0x27f;
    assert_breaks(&after, 0, FINDING_X87_CONTROL, "the x87 control word was 0x37f and is 0x27f");
    after = good;
    after.x87[2] = 0x3fff;
    assert_breaks(&after, 0, FINDING_X87_STACK,
                  "left x87 registers in use (tags 0x3fff): after MMX comes emms, after fld a pop");
    after = good;
    after.x87[0] |= 0xffff0000; // fnstenv leaves the upper halves of its words undefined
    after.x87[1] = 0xffffffff;
    after.x87[2] |= 0xffff0000;
    assert_holds(&after, 0);
}

static void segment_bases_are_only_held_where_they_can_be_read(void **state) {
    (void)state;
    struct arch_state after = good;
    after.fs_base++;
    assert_holds(&after, EVERYTHING & ~(uint64_t)TRAMPOLINE_FSGSBASE);
    assert_breaks(&after, TRAMPOLINE_FSGSBASE, FINDING_SEGMENT_BASE,
                  "changed the base of fs, where thread-local storage lies");
    after = good;
    after.gs_base++;
    assert_holds(&after, EVERYTHING & ~(uint64_t)TRAMPOLINE_FSGSBASE);
    assert_breaks(&after, TRAMPOLINE_FSGSBASE, FINDING_SEGMENT_BASE,
                  "changed the base of gs, where thread-local storage lies");
}

static void protection_keys_and_tiles_are_only_held_where_there_are_any(void **state) {
    (void)state;
    struct arch_state after = good;
    after.pkru = 0x55;
    assert_holds(&after, EVERYTHING & ~(uint64_t)TRAMPOLINE_PKU);
    assert_breaks(&after, TRAMPOLINE_PKU, FINDING_PROTECTION_KEY, "PKRU was 0x9 and is 0x55");
    for (unsigned bit = 17; bit <= 18; bit++) { // tile configuration, tile data
        after = good;
        after.xinuse = UINT64_C(1) << bit;
        assert_holds(&after, EVERYTHING & ~(uint64_t)TRAMPOLINE_XINUSE);
        assert_breaks(&after, TRAMPOLINE_XINUSE, FINDING_TILE_STATE,
                      "left AMX tiles in use (end with tilerelease)");
    }
}

static void dirty_upper_halves_break_nothing(void **state) {
    (void)state;
    for (unsigned bit = 0; bit < 12; bit++) {
        struct arch_state after = good;
        after.xinuse = UINT64_C(1) << bit;
        assert_holds(&after, EVERYTHING);
        assert_int_equal(state_is_dirty_upper(&after, TRAMPOLINE_XINUSE), bit == 2 || bit == 6);
        assert_false(state_is_dirty_upper(&after, EVERYTHING & ~(uint64_t)TRAMPOLINE_XINUSE));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_as_it_was_holds),
        cmocka_unit_test(registers_that_are_the_callees_may_change),
        cmocka_unit_test(every_register_that_is_the_callers_is_held),
        cmocka_unit_test(rsp_and_rax),
        cmocka_unit_test(flags_of_the_system),
        cmocka_unit_test(the_control_bits_of_mxcsr_are_held_and_its_sticky_bits_are_not),
        cmocka_unit_test(the_x87),
        cmocka_unit_test(segment_bases_are_only_held_where_they_can_be_read),
        cmocka_unit_test(protection_keys_and_tiles_are_only_held_where_there_are_any),
        cmocka_unit_test(dirty_upper_halves_break_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

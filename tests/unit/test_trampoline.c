// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a callee finds when it is called through the trampoline, what is written down of what it
// leaves, and what our own code gets back.
#include "bench/verify/trampoline.h"

#include "bench/measure/call_loop.h"
#include "bench/verify/pattern.h"
#include "tests/unit/race.h"

#include <immintrin.h>

enum {
    SHOWN = 4096,
    STACK = 64 << 10,
    ARITHMETIC = 0x8d5,
    XINUSE_UPPER = 1 << 2 | 1 << 6,
    VECTOR = 64,
};

static _Alignas(64) uint8_t shown[SHOWN], stack[STACK], vectors[TRAMPOLINE_VECTORS];
static struct registry fixtures;

static int open_fixtures(void **state) {
    (void)state;
    fixtures = open_registry(&fixture_blobs, cpu_detect());
    pattern_fill(vectors, sizeof vectors, 3);
    return 0;
}

static int close_fixtures(void **state) {
    (void)state;
    registry_close(&fixtures);
    return 0;
}

static const struct impl *runnable(const char *name) {
    const struct impl *impl = find_impl(&fixtures, name);
    if (!impl_can_run(impl))
        skip();
    return impl;
}

static void call(const struct impl *impl, size_t n, uint64_t flags, uint64_t features) {
    struct trampoline_frame *f = &trampoline_frame;
    *f = (struct trampoline_frame){.fn = (uintptr_t)impl->entries[0],
                                   .dst = (uintptr_t)shown,
                                   .src = 0x5151,
                                   .n = n,
                                   .stack = (uintptr_t)stack + STACK - 4096,
                                   .flags = flags,
                                   .vectors = vectors,
                                   .features = features};
    for (size_t i = 0; i < GPRS; i++)
        f->poison[i] = UINT64_C(0x5a5a000000000000) + i;
    trampoline_call();
    assert_int_equal(f->inside, 0);
}

static uint64_t shown_word(size_t at) {
    uint64_t word = 0;
    memcpy(&word, shown + at, sizeof word);
    return word;
}

static void the_call_carries_its_arguments_and_a_good_stack(void **state) {
    (void)state;
    call(runnable("shows_registers"), 0, 0x202, trampoline_detect());
    assert_int_equal(shown_word(8 * GPR_RDI), (uintptr_t)shown);
    assert_int_equal(shown_word(8 * GPR_RSI), 0x5151);
    assert_int_equal(shown_word(8 * GPR_RDX), 0);
    assert_int_equal(shown_word(8 * GPR_RSP), trampoline_frame.stack - 8);
    assert_int_equal(shown_word(8 * GPR_RSP) % 16, 8);
    assert_int_equal(trampoline_frame.after.gpr[GPR_RAX], (uintptr_t)shown);
    assert_int_equal(trampoline_frame.after.gpr[GPR_RSP], trampoline_frame.stack);
}

static void poison_is_in_every_other_register(void **state) {
    (void)state;
    static const int others[] = {GPR_RAX, GPR_RCX, GPR_RBX, GPR_RBP, 8, 9, 10, 11, 12, 13, 14, 15};
    call(runnable("shows_registers"), 0, 0x202, trampoline_detect());
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_int_equal(shown_word(8 * (size_t)others[i]),
                         UINT64_C(0x5a5a000000000000) + (uint64_t)others[i]);
}

static void callee_saved_registers_are_written_down_as_they_came_back(void **state) {
    (void)state;
    static const int saved[] = {GPR_RBX, GPR_RBP, 12, 13, 14, 15};
    call(runnable("shows_registers"), 0, 0x202, trampoline_detect());
    for (size_t i = 0; i < COUNT_OF(saved); i++)
        assert_int_equal(trampoline_frame.after.gpr[saved[i]], trampoline_frame.poison[saved[i]]);
}

static void arithmetic_flags_are_as_asked(void **state) {
    (void)state;
    static const uint64_t flags[] = {0x202, 0x202 | ARITHMETIC, 0x203, 0xa02};
    for (size_t i = 0; i < COUNT_OF(flags); i++) {
        call(runnable("shows_registers"), 0, flags[i], trampoline_detect());
        assert_int_equal(shown_word(128) & ~(uint64_t)(1 << 21), flags[i]);
    }
}

static void floating_point_is_as_the_abi_has_it(void **state) {
    (void)state;
    call(runnable("shows_registers"), 0, 0x202, trampoline_detect());
    assert_int_equal(shown_word(144) & UINT32_MAX, 0x1f80);
    assert_int_equal(shown_word(148) & UINT16_MAX, 0x37f);
    assert_int_equal(shown_word(168) & UINT16_MAX, 0xffff); // tags: empty
}

static void vectors_hold_their_poison(void **state) {
    (void)state;
    const struct impl *shows = runnable("shows_registers");
    uint64_t features = trampoline_detect();
    call(shows, 0, 0x202, features | TRAMPOLINE_DIRTY);
    for (size_t i = 0; i < 16; i++)
        assert_memory_equal(shown + 512 + 32 * i, vectors + VECTOR * i, 32);
    call(shows, 0, 0x202, features); // the upper halves are clean
    static const uint8_t zeros[16];
    for (size_t i = 0; i < 16; i++) {
        assert_memory_equal(shown + 512 + 32 * i, vectors + VECTOR * i, 16);
        assert_memory_equal(shown + 512 + 32 * i + 16, zeros, 16);
    }
}

static void vectors_of_512_bits_and_masks_hold_their_poison(void **state) {
    (void)state;
    const struct impl *shows = runnable("shows_zmm");
    uint64_t features = trampoline_detect();
    call(shows, 0, 0x202, features | TRAMPOLINE_DIRTY);
    assert_memory_equal(shown, vectors, TRAMPOLINE_VECTORS);
    for (size_t i = 0; i < 8; i++)
        assert_memory_equal(shown + TRAMPOLINE_VECTORS + 8 * i, vectors + VECTOR * i + 32, 2);
    call(shows, 0, 0x202, features);
    assert_memory_equal(shown + 16 * VECTOR, vectors + 16 * VECTOR, 16 * VECTOR);
    for (size_t i = 0; i < 16; i++)
        for (size_t byte = 16; byte < VECTOR; byte++)
            assert_int_equal(shown[VECTOR * i + byte], 0);
}

static void the_processor_takes_upper_halves_for_clean_unless_asked(void **state) {
    (void)state;
    const struct impl *shows = runnable("shows_registers");
    uint64_t features = trampoline_detect();
    if ((features & TRAMPOLINE_XINUSE) == 0)
        skip();
    call(shows, 1, 0x202, features);
    assert_int_equal(shown_word(136) & XINUSE_UPPER, 0);
    assert_int_equal(trampoline_frame.after.xinuse & XINUSE_UPPER, 0);
    call(shows, 1, 0x202, features | TRAMPOLINE_DIRTY);
    assert_int_not_equal(shown_word(136) & XINUSE_UPPER, 0);
}

// keeps_registers calls what it is given and looks whether that kept the registers.
static void our_own_registers_come_back_whatever_the_callee_does(void **state) {
    (void)state;
    call(runnable("leaves_ruins"), 0, 0x202, trampoline_detect());
    long (*keeps)(call_loop_fn *, memcpy_fn *) =
        (long (*)(call_loop_fn *, memcpy_fn *))(void (*)(void))runnable("keeps_registers")
            ->entries[0];
    assert_int_equal(keeps((call_loop_fn *)(void (*)(void))trampoline_call, NULL), 1);
}

static void flags_and_floating_point_come_back_whatever_the_callee_does(void **state) {
    (void)state;
    unsigned was = _mm_getcsr();
    uint16_t control = 0, tags[14];
    __asm__ volatile("fnstcw %0" : "=m"(control));
    uint16_t control_was = control;
    call(runnable("leaves_ruins"), 0, 0x202, trampoline_detect());
    uint64_t flags = __builtin_ia32_readeflags_u64();
    __asm__ volatile("fnstcw %0" : "=m"(control));
    __asm__ volatile("fnstenv %0\n\tfldenv %0" : "=m"(tags));
    assert_int_equal(flags & (1 << 10 | 1 << 14 | 1 << 18), 0);
    assert_int_equal(_mm_getcsr(), was);
    assert_int_equal(control, control_was);
    assert_int_equal(tags[4], 0xffff);
}

static void all_that_the_callee_left_is_written_down(void **state) {
    (void)state;
    static const int saved[] = {GPR_RBX, GPR_RBP, 12, 13, 14, 15, GPR_RAX};
    call(runnable("leaves_ruins"), 0, 0x202, trampoline_detect());
    const struct arch_state *after = &trampoline_frame.after;
    for (size_t i = 0; i < COUNT_OF(saved); i++)
        assert_int_equal(after->gpr[saved[i]], (i + 1) * UINT64_C(0x1111111111111111));
    assert_int_equal(after->gpr[GPR_RSP], trampoline_frame.stack - 64);
    assert_int_equal(after->flags & 0x246cd5, 0x244cd5);
    assert_int_equal(after->mxcsr, 0x9fff);
    assert_int_equal(after->x87[0] & UINT16_MAX, 0x77f);
    assert_int_equal(after->x87[2] & UINT16_MAX, 0x0fff); // two registers in use
}

static void segment_bases_are_written_down_and_come_back(void **state) {
    (void)state;
    uint64_t features = trampoline_detect();
    if ((features & TRAMPOLINE_FSGSBASE) == 0)
        skip();
    call(runnable("leaves_ruins"), 1, 0x202, features);
    assert_int_equal(trampoline_frame.after.fs_base, 0);
    assert_int_equal(trampoline_frame.after.gs_base, 77);
    assert_int_not_equal(trampoline_frame.own_fs, 0);
    static _Thread_local int lives = 42;
    assert_int_equal(*(volatile int *)&lives, 42); // through fs
}

static void only_what_the_machine_has_is_detected(void **state) {
    (void)state;
    uint64_t features = trampoline_detect(), isa = cpu_detect();
    assert_int_equal((features & TRAMPOLINE_AVX) != 0, (isa & CPU_BIT(CPU_AVX)) != 0);
    assert_int_equal((features & TRAMPOLINE_AVX512) != 0, (isa & CPU_BIT(CPU_AVX512F)) != 0);
    assert_int_equal((features & TRAMPOLINE_AMX) != 0, (isa & CPU_BIT(CPU_AMX_TILE)) != 0);
    assert_int_equal(features & TRAMPOLINE_DIRTY, 0); // no feature of a machine
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_call_carries_its_arguments_and_a_good_stack),
        cmocka_unit_test(poison_is_in_every_other_register),
        cmocka_unit_test(callee_saved_registers_are_written_down_as_they_came_back),
        cmocka_unit_test(arithmetic_flags_are_as_asked),
        cmocka_unit_test(floating_point_is_as_the_abi_has_it),
        cmocka_unit_test(vectors_hold_their_poison),
        cmocka_unit_test(vectors_of_512_bits_and_masks_hold_their_poison),
        cmocka_unit_test(the_processor_takes_upper_halves_for_clean_unless_asked),
        cmocka_unit_test(our_own_registers_come_back_whatever_the_callee_does),
        cmocka_unit_test(flags_and_floating_point_come_back_whatever_the_callee_does),
        cmocka_unit_test(all_that_the_callee_left_is_written_down),
        cmocka_unit_test(segment_bases_are_written_down_and_come_back),
        cmocka_unit_test(only_what_the_machine_has_is_detected),
    };
    return cmocka_run_group_tests(tests, open_fixtures, close_fixtures);
}

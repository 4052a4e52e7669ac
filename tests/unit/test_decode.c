// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Instructions as their bytes: what they touch and what sort they are.
#include "bench/verify/decode.h"

#include "tests/unit/unit.h"

#include <string.h>

// Each register leads somewhere else.
static const struct user_regs_struct regs = {.rax = 0x10000,
                                             .rcx = 0x20,
                                             .rdx = 0x30000,
                                             .rbx = 0x40000,
                                             .rsi = 0x50000,
                                             .rdi = 0x60000,
                                             .rsp = 0x70000,
                                             .rip = 0x80000};

#define BYTES(...)                                                                                 \
    (const uint8_t[DECODE_LONGEST]) {                                                              \
        __VA_ARGS__                                                                                \
    }

static struct decoded decode_all(const uint8_t *code) {
    struct decoded d;
    if (!decode(code, DECODE_LONGEST, &regs, 0, &d))
        fail_msg("no instruction: %s", d.text);
    return d;
}

static void assert_access(const struct access *a, uint64_t address, size_t bytes, bool write) {
    assert_int_equal(a->address, address);
    assert_int_equal(a->bytes, bytes);
    assert_int_equal(a->write, write);
}

static void a_load_and_a_store(void **state) {
    (void)state;
    struct decoded d = decode_all(BYTES(0x48, 0x8b, 0x46, 0x08));
    assert_string_equal(d.text, "mov rax, [rsi+0x08]");
    assert_int_equal(d.length, 4);
    assert_int_equal(d.access_count, 1);
    assert_access(&d.accesses[0], 0x50008, 8, false);
    assert_int_equal(d.accesses[0].base, 0x50000);
    assert_int_equal(d.sorts, 0);
    d = decode_all(BYTES(0xc5, 0xfe, 0x7f, 0x44, 0x0f, 0x01)); // vmovdqu [rdi + rcx + 1], ymm0
    assert_int_equal(d.access_count, 1);
    assert_access(&d.accesses[0], 0x60021, 32, true);
    d = decode_all(BYTES(0x48, 0x8b, 0x05, 0x10, 0, 0, 0)); // mov rax, [rip + 16]
    assert_access(&d.accesses[0], 0x80017, 8, false);
    d = decode_all(BYTES(0x48, 0x01, 0x07)); // add [rdi], rax: a store as well
    assert_access(&d.accesses[0], 0x60000, 8, true);
    d = decode_all(BYTES(0x48, 0x8d, 0x46, 0x08)); // lea rax, [rsi + 8]
    assert_int_equal(d.access_count, 0);
}

static void string_instructions_and_the_stack(void **state) {
    (void)state;
    struct decoded d = decode_all(BYTES(0xf3, 0xa4));
    assert_string_equal(d.text, "rep movsb");
    assert_int_equal(d.access_count, 2);
    assert_access(&d.accesses[0], 0x60000, 1, true);
    assert_access(&d.accesses[1], 0x50000, 1, false);
    d = decode_all(BYTES(0x50)); // push rax
    assert_int_equal(d.access_count, 1);
    assert_true(d.accesses[0].write);
    assert_int_equal(d.accesses[0].bytes, 8);
    assert_int_equal(d.accesses[0].base, regs.rsp);
    d = decode_all(BYTES(0xe8, 0, 1, 0, 0));
    assert_int_equal(d.sorts, DECODE_CALL);
    assert_string_equal(d.text, "call 0x105");
    d = decode_all(BYTES(0xc3));
    assert_int_equal(d.sorts, DECODE_RET);
}

static void branches_count_from_the_codes_start(void **state) {
    (void)state;
    struct decoded d;
    assert_true(decode(BYTES(0xeb, 0x02), DECODE_LONGEST, &regs, 0x10, &d));
    assert_string_equal(d.text, "jmp 0x14");
}

static void every_sort_is_told(void **state) {
    (void)state;
    static const struct {
        const char *what;
        uint8_t code[DECODE_LONGEST];
        unsigned sorts;
    } rows[] = {
        {"nop", {0x90}, 0},
        {"movnti", {0x48, 0x0f, 0xc3, 0x07}, DECODE_NON_TEMPORAL_STORE},
        {"movntq", {0x0f, 0xe7, 0x07}, DECODE_NON_TEMPORAL_STORE},
        {"movntdq", {0x66, 0x0f, 0xe7, 0x07}, DECODE_NON_TEMPORAL_STORE},
        {"movntps", {0x0f, 0x2b, 0x07}, DECODE_NON_TEMPORAL_STORE},
        {"movntpd", {0x66, 0x0f, 0x2b, 0x07}, DECODE_NON_TEMPORAL_STORE},
        {"movntsd", {0xf2, 0x0f, 0x2b, 0x07}, DECODE_NON_TEMPORAL_STORE},
        {"movntss", {0xf3, 0x0f, 0x2b, 0x07}, DECODE_NON_TEMPORAL_STORE},
        {"vmovntdq", {0xc5, 0xfd, 0xe7, 0x07}, DECODE_NON_TEMPORAL_STORE},
        {"vmovntdq zmm", {0x62, 0xf1, 0x7d, 0x48, 0xe7, 0x07}, DECODE_NON_TEMPORAL_STORE},
        {"vmovntps", {0xc5, 0xfc, 0x2b, 0x07}, DECODE_NON_TEMPORAL_STORE},
        {"vmovntpd", {0xc5, 0xfd, 0x2b, 0x07}, DECODE_NON_TEMPORAL_STORE},
        {"movdiri", {0x48, 0x0f, 0x38, 0xf9, 0x07}, DECODE_NON_TEMPORAL_STORE},
        {"movdir64b", {0x66, 0x0f, 0x38, 0xf8, 0x06}, DECODE_NON_TEMPORAL_STORE},
        {"movntdqa, a load", {0x66, 0x0f, 0x38, 0x2a, 0x07}, 0},
        {"maskmovq", {0x0f, 0xf7, 0xc1}, DECODE_MASKED | DECODE_NON_TEMPORAL_STORE},
        {"maskmovdqu", {0x66, 0x0f, 0xf7, 0xc1}, DECODE_MASKED | DECODE_NON_TEMPORAL_STORE},
        {"vmaskmovdqu", {0xc5, 0xf9, 0xf7, 0xc1}, DECODE_MASKED | DECODE_NON_TEMPORAL_STORE},
        {"vmaskmovps", {0xc4, 0xe2, 0x7d, 0x2e, 0x0f}, DECODE_MASKED},
        {"vmaskmovpd", {0xc4, 0xe2, 0x7d, 0x2f, 0x0f}, DECODE_MASKED},
        {"vpmaskmovd", {0xc4, 0xe2, 0x7d, 0x8e, 0x0f}, DECODE_MASKED},
        {"vpmaskmovq", {0xc4, 0xe2, 0xfd, 0x8e, 0x0f}, DECODE_MASKED},
        {"vmovdqu8 with k1", {0x62, 0xf1, 0x7f, 0x49, 0x7f, 0x07}, DECODE_MASKED},
        {"vmovdqu8 with k0", {0x62, 0xf1, 0x7f, 0x48, 0x7f, 0x07}, 0},
        {"sfence", {0x0f, 0xae, 0xf8}, DECODE_FENCE},
        {"mfence", {0x0f, 0xae, 0xf0}, DECODE_FENCE},
        {"lfence, which orders no stores", {0x0f, 0xae, 0xe8}, 0},
        {"serialize", {0x0f, 0x01, 0xe8}, DECODE_FENCE},
        {"lock add", {0xf0, 0x01, 0x07}, DECODE_FENCE},
        {"xchg with memory", {0x87, 0x07}, DECODE_FENCE},
        {"xchg of registers", {0x48, 0x87, 0xd8}, 0},
        {"syscall", {0x0f, 0x05}, DECODE_SYSTEM_CALL},
        {"int 0x80", {0xcd, 0x80}, DECODE_SYSTEM_CALL},
        {"hlt", {0xf4}, DECODE_PRIVILEGED},
        {"wbinvd", {0x0f, 0x09}, DECODE_PRIVILEGED},
        {"cpuid", {0x0f, 0xa2}, DECODE_FENCE | DECODE_SUSPICIOUS},
        {"rdtsc", {0x0f, 0x31}, DECODE_SUSPICIOUS},
        {"rdtscp", {0x0f, 0x01, 0xf9}, DECODE_SUSPICIOUS},
        {"rdpid", {0xf3, 0x0f, 0xc7, 0xf8}, DECODE_SUSPICIOUS},
        {"rdrand", {0x0f, 0xc7, 0xf0}, DECODE_SUSPICIOUS},
        {"rdseed", {0x0f, 0xc7, 0xf8}, DECODE_SUSPICIOUS},
        {"clflush", {0x0f, 0xae, 0x3f}, DECODE_SUSPICIOUS},
        {"clflushopt", {0x66, 0x0f, 0xae, 0x3f}, DECODE_SUSPICIOUS},
        {"xbegin", {0xc7, 0xf8, 0, 0, 0, 0}, DECODE_SUSPICIOUS},
        {"tpause", {0x66, 0x0f, 0xae, 0xf0}, DECODE_SUSPICIOUS},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct decoded d = decode_all(rows[i].code);
        if (d.sorts != rows[i].sorts)
            fail_msg("%s (%s): 0x%x, should be 0x%x", rows[i].what, d.text, d.sorts, rows[i].sorts);
    }
}

static void a_lock_across_two_lines_is_suspicious(void **state) {
    (void)state;
    struct user_regs_struct at = regs;
    struct decoded d;
    for (uint64_t offset = 0; offset < 128; offset++) {
        at.rdi = 0x60000 + offset;
        assert_true(decode(BYTES(0xf0, 0x01, 0x07), DECODE_LONGEST, &at, 0, &d)); // 4 bytes
        assert_int_equal((d.sorts & DECODE_SUSPICIOUS) != 0, offset % 64 > 60);
        assert_true(decode(BYTES(0x87, 0x07), DECODE_LONGEST, &at, 0, &d));
        assert_int_equal((d.sorts & DECODE_SUSPICIOUS) != 0, offset % 64 > 60);
        assert_true(decode(BYTES(0x01, 0x07), DECODE_LONGEST, &at, 0, &d)); // not locked
        assert_int_equal(d.sorts, 0);
    }
}

static void bytes_that_are_no_instruction(void **state) {
    (void)state;
    struct decoded d;
    assert_false(decode(BYTES(0x06), DECODE_LONGEST, &regs, 0, &d)); // push es: gone in 64 bits
    assert_string_equal(d.text, "db 0x06");
    assert_int_equal(d.length, 1);
    assert_int_equal(d.access_count, 0);
    assert_int_equal(d.sorts, 0);
}

// Memory ends within an instruction.
static void an_instruction_that_is_cut_off(void **state) {
    (void)state;
    const uint8_t *load = BYTES(0x48, 0x8b, 0x46, 0x08);
    struct decoded d;
    for (size_t bytes = 0; bytes < 4; bytes++) {
        assert_false(decode(load, bytes, &regs, 0, &d));
        assert_string_equal(d.text, bytes > 0 ? "db 0x48" : "db 0x00");
    }
    assert_true(decode(load, 4, &regs, 0, &d));
}

static void the_longest_text_fits(void **state) {
    (void)state;
    struct decoded d = decode_all( // vpternlogq with everything there is
        BYTES(0x62, 0xf3, 0xcd, 0xd1, 0x25, 0x84, 0x48, 0x78, 0x56, 0x34, 0x12, 0xff));
    assert_true(strlen(d.text) < DECODE_TEXT - 1);
    assert_non_null(strstr(d.text, "vpternlogq zmm0"));
    assert_true((d.sorts & DECODE_MASKED) != 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_load_and_a_store),
        cmocka_unit_test(string_instructions_and_the_stack),
        cmocka_unit_test(branches_count_from_the_codes_start),
        cmocka_unit_test(every_sort_is_told),
        cmocka_unit_test(a_lock_across_two_lines_is_suspicious),
        cmocka_unit_test(bytes_that_are_no_instruction),
        cmocka_unit_test(an_instruction_that_is_cut_off),
        cmocka_unit_test(the_longest_text_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The pattern that makes every displaced byte visible.
#include "bench/verify/pattern.h"
#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// The first outputs of SplitMix64 for seed 0 as its authors publish them, least byte first.
static void is_split_mix_64(void **state) {
    (void)state;
    static const uint64_t known[] = {UINT64_C(0xe220a8397b1dcdaf), UINT64_C(0x6e789e6aa1b965f4),
                                     UINT64_C(0x06c45d188009454f)};
    uint8_t bytes[sizeof known];
    pattern_fill(bytes, sizeof bytes, 0);
    assert_memory_equal(bytes, known, sizeof known);
}

static void a_key_gives_the_same_bytes_each_time(void **state) {
    (void)state;
    uint8_t a[1000], b[1000], c[1000];
    pattern_fill(a, sizeof a, 42);
    pattern_fill(b, sizeof b, 42);
    pattern_fill(c, sizeof c, 43);
    assert_memory_equal(a, b, sizeof a);
    assert_memory_not_equal(a, c, sizeof a);
}

static void a_shorter_fill_is_the_beginning_of_a_longer_one(void **state) {
    (void)state;
    uint8_t whole[100], part[101];
    pattern_fill(whole, sizeof whole, 7);
    for (size_t n = 0; n <= sizeof whole; n++) {
        memset(part, 0x5a, sizeof part);
        pattern_fill(part, n, 7);
        assert_memory_equal(part, whole, n);
        for (size_t i = n; i < sizeof part; i++)
            assert_int_equal(part[i], 0x5a); // nothing behind the end
    }
}

static void a_fill_can_begin_anywhere_in_the_stream(void **state) {
    (void)state;
    uint8_t whole[100], part[16];
    pattern_fill(whole, sizeof whole, 7);
    for (size_t position = 0; position <= sizeof whole - 13; position += 8) {
        memset(part, 0x5a, sizeof part);
        pattern_fill_from(part, 13, 7, position);
        assert_memory_equal(part, whole + position, 13);
        assert_int_equal(part[13], 0x5a);
    }
}

// Any displacement up to 8 KiB changes nearly every byte: 255 of 256 on average.
static void has_no_short_period(void **state) {
    (void)state;
    enum { BYTES = 16384, SHIFTS = 8192 };
    uint8_t *bytes = malloc(BYTES);
    assert_non_null(bytes);
    pattern_fill(bytes, BYTES, 1);
    for (size_t shift = 1; shift <= SHIFTS; shift++) {
        size_t same = 0;
        for (size_t i = 0; i + shift < BYTES; i++)
            same += bytes[i] == bytes[i + shift];
        assert_in_range(same, 0, (BYTES - shift) / 64);
    }
    free(bytes);
}

static void finds_the_first_difference(void **state) {
    (void)state;
    uint8_t a[300], b[300];
    pattern_fill(a, sizeof a, 9);
    memcpy(b, a, sizeof a);
    assert_int_equal(pattern_first_difference(a, b, sizeof a), sizeof a);
    assert_int_equal(pattern_first_difference(a, b, 0), 0);
    b[299] ^= 1;
    assert_int_equal(pattern_first_difference(a, b, sizeof a), 299);
    assert_int_equal(pattern_first_difference(a, b, 299), 299); // the last byte is not looked at
    b[17] ^= 0x80;
    assert_int_equal(pattern_first_difference(a, b, sizeof a), 17);
    b[0] ^= 0xff;
    assert_int_equal(pattern_first_difference(a, b, sizeof a), 0);
}

// Of 32 or of 64 bits: exponent all ones, the quiet bit clear, something below it.
static bool is_signalling_64(uint64_t word) {
    return (word >> 52 & 0x7ff) == 0x7ff && (word >> 51 & 1) == 0 && (word & 0x7ffffffffffff) != 0;
}

static bool is_signalling_32(uint32_t half) {
    return (half >> 23 & 0xff) == 0xff && (half >> 22 & 1) == 0 && (half & 0x3fffff) != 0;
}

static void one_word_in_sixteen_becomes_signalling_nans(void **state) {
    (void)state;
    enum { WORDS = 1 << 14 };
    static uint64_t was[WORDS], is[WORDS];
    pattern_fill((uint8_t *)was, sizeof was, 5);
    memcpy(is, was, sizeof is);
    pattern_add_nans((uint8_t *)is, sizeof is, 5);
    size_t wide = 0, narrow = 0;
    for (size_t group = 0; group < WORDS; group += 16) {
        size_t changed = 0;
        for (size_t i = group; i < group + 16; i++) {
            if (is[i] == was[i])
                continue;
            bool both =
                is_signalling_32((uint32_t)is[i]) && is_signalling_32((uint32_t)(is[i] >> 32));
            assert_true(both || is_signalling_64(is[i]));
            wide += !both;
            narrow += both;
            changed++;
        }
        assert_int_equal(changed, 1);
    }
    assert_in_range(wide, WORDS / 16 / 3, WORDS / 16 * 2 / 3); // half of them each
    assert_int_equal(wide + narrow, WORDS / 16);
}

static void nans_stay_within_their_bytes_and_come_again_with_their_key(void **state) {
    (void)state;
    uint8_t a[1000], b[1000];
    for (size_t n = 0; n <= 512; n++) {
        memset(a, 0, sizeof a);
        memset(b, 0, sizeof b);
        pattern_add_nans(a, n, 7);
        pattern_add_nans(b, n, 7);
        assert_memory_equal(a, b, sizeof a);
        for (size_t i = n; i < sizeof a; i++)
            assert_int_equal(a[i], 0);
    }
    pattern_add_nans(b, 512, 8);
    assert_memory_not_equal(a, b, sizeof a);
}

static void finds_the_first_byte_that_is_not_the_streams(void **state) {
    (void)state;
    uint8_t whole[512];
    pattern_fill(whole, sizeof whole, 11);
    assert_int_equal(pattern_first_fault(whole, sizeof whole, 11, 0), sizeof whole);
    assert_int_equal(pattern_first_fault(whole + 64, 128, 11, 64), 128);
    assert_int_not_equal(pattern_first_fault(whole + 64, 128, 11, 72), 128);
    for (size_t i = 0; i < 128; i++) {
        whole[64 + i] ^= 1;
        assert_int_equal(pattern_first_fault(whole + 64, 128, 11, 64), i);
        whole[64 + i] ^= 1;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_split_mix_64),
        cmocka_unit_test(a_key_gives_the_same_bytes_each_time),
        cmocka_unit_test(a_shorter_fill_is_the_beginning_of_a_longer_one),
        cmocka_unit_test(a_fill_can_begin_anywhere_in_the_stream),
        cmocka_unit_test(has_no_short_period),
        cmocka_unit_test(finds_the_first_difference),
        cmocka_unit_test(one_word_in_sixteen_becomes_signalling_nans),
        cmocka_unit_test(nans_stay_within_their_bytes_and_come_again_with_their_key),
        cmocka_unit_test(finds_the_first_byte_that_is_not_the_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

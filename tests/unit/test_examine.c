// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What went wrong with a copy's bytes, from bytes that were made to be wrong.
#include "bench/verify/examine.h"

#include "bench/verify/pattern.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES = 96 << 10, AT = 512, SRC_AT = 1000 };

static uint8_t *around, *before, *after;

// A copy of n bytes that went right.
static struct copy right_copy(size_t n) {
    pattern_fill(around, BYTES, 1);
    pattern_fill(before, BYTES, 2);
    memcpy(after, before, BYTES);
    memcpy(after + AT, around + SRC_AT, n);
    return (struct copy){.want = around + SRC_AT,
                         .around = around,
                         .around_bytes = BYTES,
                         .before = before,
                         .after = after,
                         .bytes = BYTES,
                         .at = AT,
                         .n = n};
}

static int take_memory(void **state) {
    (void)state;
    around = malloc(BYTES);
    before = malloc(BYTES);
    after = malloc(BYTES);
    return around == NULL || before == NULL || after == NULL;
}

static int give_memory_back(void **state) {
    (void)state;
    free(around);
    free(before);
    free(after);
    return 0;
}

static void assert_is(const struct copy *c, enum finding_class class, const char *cause,
                      size_t byte) {
    struct fault fault = {0};
    assert_false(examine_copy(c, &fault));
    assert_string_equal(fault.cause, cause);
    assert_string_equal(finding_class_name(fault.class), finding_class_name(class));
    assert_ptr_equal(fault.byte, after + AT + byte);
}

// Bytes [from, to) of dst as they were before.
static void undo(size_t from, size_t to) {
    memcpy(after + AT + from, before + AT + from, to - from);
}

static void a_right_copy_shows_nothing(void **state) {
    (void)state;
    static const size_t sizes[] = {0, 1, 7, 8, 9, 64, 4096, 70000};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct copy c = right_copy(sizes[i]);
        struct fault fault = {0};
        assert_true(examine_copy(&c, &fault));
        assert_true(examine_around(&c, 0, AT, &fault));
        assert_true(examine_around(&c, AT + sizes[i], BYTES, &fault));
        assert_int_equal(fault.class, FINDING_NONE);
        assert_null(fault.byte);
    }
}

static void nothing_copied(void **state) {
    (void)state;
    struct copy c = right_copy(128);
    undo(0, 128);
    assert_is(&c, FINDING_NO_COPY, "copied nothing of 128 bytes", 0);
}

static void the_last_bytes_missing(void **state) {
    (void)state;
    struct copy c = right_copy(128);
    undo(64, 128);
    assert_is(&c, FINDING_SHORT_COPY, "copied 64 of 128 bytes, the last 64 are missing", 64);
    c = right_copy(128);
    undo(127, 128);
    assert_is(&c, FINDING_SHORT_COPY, "copied 127 of 128 bytes, the last 1 are missing", 127);
}

static void a_hole(void **state) {
    (void)state;
    struct copy c = right_copy(128);
    undo(32, 48);
    assert_is(&c, FINDING_SHORT_COPY, "left 16 bytes as they were, from byte 32 of 128 on", 32);
    c = right_copy(128);
    undo(0, 4);
    assert_is(&c, FINDING_SHORT_COPY, "left 4 bytes as they were, from byte 0 of 128 on", 0);
}

// Three bytes that are as they were may be so by chance.
static void a_hole_of_three_bytes_is_wrong_data(void **state) {
    (void)state;
    struct copy c = right_copy(128);
    undo(32, 35);
    char cause[64];
    snprintf(cause, sizeof cause, "byte 32 of 128 is 0x%02x, should be 0x%02x", after[AT + 32],
             c.want[32]);
    assert_is(&c, FINDING_WRONG_DATA, cause, 32);
}

static void a_count_that_lost_its_upper_bits(void **state) {
    (void)state;
    struct copy c = right_copy(300);
    undo(44, 300);
    assert_is(&c, FINDING_TRUNCATED_COUNT, "copied 44 of 300 bytes: the count's low 8 bits", 44);
    c = right_copy(65536 + 300);
    undo(300, 65536 + 300);
    assert_is(&c, FINDING_TRUNCATED_COUNT, "copied 300 of 65836 bytes: the count's low 16 bits",
              300);
}

static void bytes_of_another_place(void **state) {
    (void)state;
    struct copy c = right_copy(128);
    memcpy(after + AT + 64, c.want + 80, 16);
    assert_is(&c, FINDING_WRONG_DATA, "byte 64 of 128 holds what belongs at byte 80", 64);
    c = right_copy(128);
    memcpy(after + AT + 64, c.want - 8, 64); // from before the source
    assert_is(&c, FINDING_WRONG_DATA, "byte 64 of 128 holds what belongs at byte -8", 64);
}

// Zeros stand nowhere, or in more places than one: of them no place can be named.
static void bytes_of_two_places_are_not_called_displaced(void **state) {
    (void)state;
    struct copy c = right_copy(128);
    memset(around + 9000, 0, 32);
    memset(after + AT + 64, 0, 8);
    char cause[64];
    snprintf(cause, sizeof cause, "byte 64 of 128 is 0x00, should be 0x%02x", c.want[64]);
    assert_is(&c, FINDING_WRONG_DATA, cause, 64);
}

static void one_wrong_byte_at_the_very_end(void **state) {
    (void)state;
    struct copy c = right_copy(128);
    after[AT + 127] = (uint8_t)(c.want[127] ^ 0x80);
    char cause[64];
    snprintf(cause, sizeof cause, "byte 127 of 128 is 0x%02x, should be 0x%02x", after[AT + 127],
             c.want[127]);
    assert_is(&c, FINDING_WRONG_DATA, cause, 127);
}

// The quiet bit of a NaN whose first byte is dst's byte `at`; the wrong byte is two behind the
// sign.
static void assert_quieted(size_t n, size_t at, const void *nan, size_t bytes, size_t wrong) {
    struct copy c = right_copy(n);
    memcpy(around + SRC_AT + at, nan, bytes);
    memcpy(after + AT, c.want, n);
    after[AT + wrong] ^= bytes == 8 ? 0x08 : 0x40;
    char cause[128];
    snprintf(cause, sizeof cause,
             "byte %zu of %zu: a signalling NaN became a quiet one, as through a floating-point "
             "register",
             wrong, n);
    assert_is(&c, FINDING_WRONG_DATA, cause, wrong);
}

static void a_signalling_nan_that_became_quiet(void **state) {
    (void)state;
    const uint64_t wide = UINT64_C(0xfff0000000000123);
    const uint32_t narrow = UINT32_C(0x7f800007);
    assert_quieted(128, 40, &wide, sizeof wide, 46);
    assert_quieted(128, 120, &wide, sizeof wide, 126); // the last of all
    assert_quieted(128, 0, &wide, sizeof wide, 6);     // the first
    assert_quieted(128, 44, &narrow, sizeof narrow, 46);
    assert_quieted(128, 124, &narrow, sizeof narrow, 126);
    assert_quieted(128, 0, &narrow, sizeof narrow, 2);
}

static void a_byte_beside_the_copy(void **state) {
    (void)state;
    struct fault fault = {0};
    struct copy c = right_copy(128);
    after[AT + 128] ^= 1;
    assert_false(examine_around(&c, AT + 128, BYTES, &fault));
    assert_int_equal(fault.class, FINDING_OVERRUN);
    assert_string_equal(fault.cause, "wrote 1 bytes past the end of dst");
    assert_ptr_equal(fault.byte, after + AT + 128);
    assert_true(examine_around(&c, AT + 129, BYTES, &fault)); // what is not asked about
    c = right_copy(128);
    after[AT + 128 + 99] ^= 0x80;
    assert_false(examine_around(&c, AT + 128, BYTES, &fault));
    assert_string_equal(fault.cause, "wrote 100 bytes past the end of dst");
    c = right_copy(128);
    after[AT - 17] ^= 1;
    assert_false(examine_around(&c, AT - 64, AT, &fault));
    assert_int_equal(fault.class, FINDING_UNDERRUN);
    assert_string_equal(fault.cause, "wrote 17 bytes below dst");
    assert_ptr_equal(fault.byte, after + AT - 17);
    assert_true(examine_around(&c, AT - 16, AT, &fault));
    assert_true(examine_around(&c, AT, AT, &fault));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_copy_shows_nothing),
        cmocka_unit_test(nothing_copied),
        cmocka_unit_test(the_last_bytes_missing),
        cmocka_unit_test(a_hole),
        cmocka_unit_test(a_hole_of_three_bytes_is_wrong_data),
        cmocka_unit_test(a_count_that_lost_its_upper_bits),
        cmocka_unit_test(bytes_of_another_place),
        cmocka_unit_test(bytes_of_two_places_are_not_called_displaced),
        cmocka_unit_test(one_wrong_byte_at_the_very_end),
        cmocka_unit_test(a_signalling_nan_that_became_quiet),
        cmocka_unit_test(a_byte_beside_the_copy),
    };
    return cmocka_run_group_tests(tests, take_memory, give_memory_back);
}

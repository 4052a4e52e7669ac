// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// One function at two places, and functions that are nearly the same.
#include "bench/impl/twin.h"
#include "tests/unit/unit.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// clang-format off
static const uint8_t original[] = {
    0x48, 0x89, 0xf8,                         //  0: mov rax, rdi
    0x48, 0x83, 0xfa, 0x20,                   //  3: cmp rdx, 0x20
    0x72, 0x08,                               //  7: jb 17
    0x48, 0x3b, 0x15, 0x10, 0x00, 0x00, 0x00, //  9: cmp rdx, [rip + 0x10]
    0xc3,                                     // 16: ret
    0xf3, 0xa4,                               // 17: rep movsb
    0xeb, 0xf4,                               // 19: jmp 9
};
// The same, with its datum elsewhere and its branches' targets moved apart by padding.
static const uint8_t moved[] = {
    0x48, 0x89, 0xf8,
    0x48, 0x83, 0xfa, 0x20,
    0x72, 0x0a,                               //  7: jb 19
    0x48, 0x3b, 0x15, 0x40, 0x01, 0x00, 0x00, //  9: cmp rdx, [rip + 0x140]
    0xc3,
    0xcc, 0xcc,
    0xf3, 0xa4,
    0xeb, 0xf2,                               // 21: jmp 9
};
// clang-format on

// Data are not there: what counts is where they would be.
enum { DATUM_AT = 12, DATUM_END = 16, ORIGINAL_DATUM = 16 + 0x10, MOVED_DATUM = 16 + 0x140 };

struct seen {
    size_t count;
    uintptr_t one, other;
};

static void see(void *context, const void *one, const void *other) {
    struct seen *seen = context;
    seen->count++;
    seen->one = (uintptr_t)one;
    seen->other = (uintptr_t)other;
}

static struct twin_range whole(const uint8_t *code, size_t size) {
    return (struct twin_range){code, code + size};
}

static bool is_twin(const uint8_t *code, size_t size) {
    return twin_compare(original, code, whole(code, size), NULL, NULL);
}

static void distances_do_not_count(void **state) {
    (void)state;
    assert_true(is_twin(original, sizeof original));
    assert_true(is_twin(moved, sizeof moved));
}

static void each_pair_of_data_is_seen(void **state) {
    (void)state;
    struct seen seen = {0};
    assert_true(twin_compare(original, moved, whole(moved, sizeof moved), see, &seen));
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.one, (uintptr_t)original + ORIGINAL_DATUM);
    assert_int_equal(seen.other, (uintptr_t)moved + MOVED_DATUM);
}

// Wherever it is but in a distance: there, another datum is no difference, another target may be.
static void every_other_byte_counts(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof original; i++) {
        uint8_t other[sizeof original];
        memcpy(other, original, sizeof other);
        other[i] ^= 0x10;
        bool in_datum = i >= DATUM_AT && i < DATUM_END;
        if (is_twin(other, sizeof other) != in_datum)
            fail_msg("byte %zu", i);
    }
}

// jmp 9 in the one, jmp 7 in the other, which is an instruction too.
static void a_branch_to_elsewhere_counts(void **state) {
    (void)state;
    uint8_t other[sizeof original];
    memcpy(other, original, sizeof other);
    other[sizeof other - 1] = 0xf2;
    assert_false(is_twin(other, sizeof other));
}

static void what_lies_before_the_range_is_no_twin(void **state) {
    (void)state;
    const struct twin_range late = {moved + 3, moved + sizeof moved};
    assert_false(twin_compare(original, moved, late, NULL, NULL));
}

static void nothing_behind_the_range_is_read(void **state) {
    (void)state;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *pages =
        mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(pages, MAP_FAILED);
    assert_int_equal(mprotect(pages + page, page, PROT_NONE), 0);
    for (size_t size = 1; size <= sizeof original; size++) {
        uint8_t *other = pages + page - size;
        memcpy(other, original, size);
        assert_int_equal(is_twin(other, size), size == sizeof original);
        assert_int_equal(twin_find(original, whole(pages, page), NULL, NULL) != NULL,
                         size == sizeof original);
        memset(other, 0, size);
    }
    assert_int_equal(munmap(pages, 2 * page), 0);
}

static void the_first_that_is_the_same_is_found(void **state) {
    (void)state;
    uint8_t text[400] = {0};
    memcpy(text + 5, original, sizeof original);
    text[5 + 17] = 0xf2; // repne
    memcpy(text + 101, moved, sizeof moved);
    memcpy(text + 202, original, sizeof original);
    struct seen seen = {0};
    assert_ptr_equal(twin_find(original, whole(text, sizeof text), see, &seen), text + 101);
    assert_int_equal(seen.other, (uintptr_t)text + 101 + MOVED_DATUM);
    assert_null(twin_find(original, whole(text, 101), NULL, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_do_not_count),
        cmocka_unit_test(each_pair_of_data_is_seen),
        cmocka_unit_test(every_other_byte_counts),
        cmocka_unit_test(a_branch_to_elsewhere_counts),
        cmocka_unit_test(what_lies_before_the_range_is_no_twin),
        cmocka_unit_test(nothing_behind_the_range_is_read),
        cmocka_unit_test(the_first_that_is_the_same_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

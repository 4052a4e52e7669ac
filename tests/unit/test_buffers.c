// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The source and the destination of every timed copy.
#include "bench/measure/buffers.h"

#include "bench/verify/pattern.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HUGE = 2 << 20 };

static struct buffers map_or_fail(size_t largest) {
    struct buffers buffers;
    struct failure failure = {0};
    if (!buffers_map(&buffers, largest, &failure))
        fail_msg("%s", failure.text);
    return buffers;
}

static void both_start_at_2_mib_and_hold_the_largest_copy_at_any_placement(void **state) {
    (void)state;
    static const size_t largest[] = {64, HUGE - 64, HUGE, HUGE + 64, 3 * HUGE};
    for (size_t i = 0; i < COUNT_OF(largest); i++) {
        struct buffers b = map_or_fail(largest[i]);
        assert_int_equal((uintptr_t)b.src % HUGE, 0);
        assert_int_equal((uintptr_t)b.dst % HUGE, 0);
        assert_true(b.bytes >= largest[i] + BUFFER_SLACK);
        assert_true(b.src >= b.base);
        assert_true(b.dst >= b.src + b.bytes);
        assert_true(b.dst + b.bytes <= b.base + b.mapped);
        b.src[0] = b.src[b.bytes - 1] = b.dst[b.bytes - 1] = 1;
        buffers_unmap(&b);
        assert_null(b.base);
        assert_null(b.src);
        buffers_unmap(&b); // nothing is left to unmap
    }
}

static void filling_writes_the_seeds_pattern_and_zeros(void **state) {
    (void)state;
    struct buffers b = map_or_fail(64);
    uint8_t *pattern = malloc(b.bytes);
    memset(b.dst, 0x5a, b.bytes);
    buffers_fill(&b, 99);
    pattern_fill(pattern, b.bytes, 99);
    assert_int_equal(pattern_first_difference(b.src, pattern, b.bytes), b.bytes);
    for (size_t i = 0; i < b.bytes; i++)
        if (b.dst[i] != 0)
            fail_msg("dst[%zu] is not zero", i);
    free(pattern);
    buffers_unmap(&b);
}

static void filling_faults_every_page_in(void **state) {
    (void)state;
    struct buffers b = map_or_fail(64);
    size_t pages = 2 * b.bytes / 4096;
    unsigned char *resident = calloc(pages, 1);
    buffers_fill(&b, 1);
    assert_int_equal(mincore(b.src, 2 * b.bytes, resident), 0);
    for (size_t i = 0; i < pages; i++)
        assert_int_equal(resident[i] & 1, 1);
    free(resident);
    buffers_unmap(&b);
}

static void what_does_not_fit_into_memory_is_refused(void **state) {
    (void)state;
    struct buffers b;
    struct failure failure = {0};
    assert_false(buffers_map(&b, (size_t)1 << 45, &failure)); // 32 TiB
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_non_null(strstr(failure.text, "--sizes"));
    assert_non_null(strstr(failure.text, "smaller"));
}

static void the_page_size_is_one_that_x86_has(void **state) {
    (void)state;
    struct buffers b = map_or_fail(64);
    buffers_fill(&b, 1);
    size_t page = buffers_page_bytes(&b);
    assert_true(page == 4096 || page == HUGE);
    buffers_unmap(&b);
}

static void small_pages_are_read_back_as_small_pages(void **state) {
    (void)state;
    struct buffers b = map_or_fail(64);
    assert_int_equal(madvise(b.base, b.mapped, MADV_NOHUGEPAGE), 0);
    buffers_fill(&b, 1);
    assert_int_equal(buffers_page_bytes(&b), sysconf(_SC_PAGESIZE));
    buffers_unmap(&b);
}

static void huge_pages_of_somebody_else_do_not_count(void **state) {
    (void)state;
    const size_t bytes = (size_t)64 << 20;
    char *theirs = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(theirs, MAP_FAILED);
    (void)madvise(theirs, bytes, MADV_HUGEPAGE);
    memset(theirs, 1, bytes);
    struct buffers b = map_or_fail(64); // below theirs, where the kernel maps downwards
    assert_int_equal(madvise(b.base, b.mapped, MADV_NOHUGEPAGE), 0);
    buffers_fill(&b, 1);
    assert_int_equal(buffers_page_bytes(&b), sysconf(_SC_PAGESIZE));
    buffers_unmap(&b);
    munmap(theirs, bytes);
}

// At ends that are no words of the pattern, too, and with no other byte of src or dst changed.
static void src_can_be_restored_in_part(void **state) {
    (void)state;
    struct buffers b = map_or_fail(4096), c = map_or_fail(4096);
    buffers_fill(&b, 3);
    buffers_fill(&c, 3);
    for (size_t at = 4096; at < 4096 + 16; at++)
        for (size_t n = 0; n < 20; n++) {
            memset(b.src + at, 0xff, n);
            memset(b.dst + at, 0xff, n);
            buffers_restore_src(&b, at, n);
            assert_memory_equal(b.src, c.src, 8192);
        }
    assert_int_equal(b.dst[4096], 0xff);
    buffers_unmap(&b);
    buffers_unmap(&c);
}

static void other_pages_take_their_place_at_the_same_addresses(void **state) {
    (void)state;
    static const enum page_kind kinds[] = {PAGE_4K, PAGE_THP, PAGE_4K};
    struct buffers b = map_or_fail(64);
    struct failure failure;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const struct buffers before = b;
        b.dst[0] = 1;
        assert_true(buffers_remap(&b, kinds[i], &failure));
        assert_memory_equal(&b, &before, sizeof b);
        assert_int_equal(b.dst[0], 0);
        buffers_fill(&b, 1);
        size_t page = buffers_page_bytes(&b);
        assert_true(page == 4096 || (page == HUGE && kinds[i] == PAGE_THP));
    }
    buffers_unmap(&b);
}

static void hugetlb_pages_are_used_where_there_are_any(void **state) {
    (void)state;
    if (!buffers_have_huge(64))
        skip();
    struct buffers b = map_or_fail(64);
    struct failure failure = {0};
    if (!buffers_remap(&b, PAGE_HUGE, &failure))
        fail_msg("%s", failure.text);
    buffers_fill(&b, 1);
    assert_int_equal(buffers_page_bytes(&b), HUGE);
    buffers_unmap(&b);
}

static void nobody_has_32_tib_of_hugetlb_pages(void **state) {
    (void)state;
    assert_false(buffers_have_huge((size_t)1 << 45));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_start_at_2_mib_and_hold_the_largest_copy_at_any_placement),
        cmocka_unit_test(filling_writes_the_seeds_pattern_and_zeros),
        cmocka_unit_test(filling_faults_every_page_in),
        cmocka_unit_test(what_does_not_fit_into_memory_is_refused),
        cmocka_unit_test(the_page_size_is_one_that_x86_has),
        cmocka_unit_test(small_pages_are_read_back_as_small_pages),
        cmocka_unit_test(src_can_be_restored_in_part),
        cmocka_unit_test(huge_pages_of_somebody_else_do_not_count),
        cmocka_unit_test(other_pages_take_their_place_at_the_same_addresses),
        cmocka_unit_test(hugetlb_pages_are_used_where_there_are_any),
        cmocka_unit_test(nobody_has_32_tib_of_hugetlb_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

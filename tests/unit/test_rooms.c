// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The memory a memcpy is let loose in.
#include "bench/verify/rooms.h"

#include "tests/unit/child.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, ASKED = 3 * PAGE - 5, GIVEN = 3 * PAGE };

static struct rooms rooms;

static int map(void **state) {
    (void)state;
    return rooms_map(&rooms, ASKED) ? 0 : -1;
}

static int unmap(void **state) {
    (void)state;
    rooms_unmap(&rooms);
    return 0;
}

static int read_at(void *address) {
    (void)*(volatile const uint8_t *)address;
    return 0;
}

static int write_at(void *address) {
    *(volatile uint8_t *)address = 1;
    return 0;
}

static void assert_guarded(const uint8_t *start, size_t bytes, size_t below, size_t above) {
    uint8_t *room = (uint8_t *)(uintptr_t)start;
    const ptrdiff_t outside[] = {-1, -(ptrdiff_t)below, (ptrdiff_t)bytes,
                                 (ptrdiff_t)(bytes + above - 1)};
    for (size_t i = 0; i < COUNT_OF(outside); i++) {
        assert_dies_of(read_at, room + outside[i], SIGSEGV);
        assert_dies_of(write_at, room + outside[i], SIGSEGV);
    }
    assert_exits_zero(read_at, room);
    assert_exits_zero(read_at, room + bytes - 1);
}

static void bytes_are_rounded_up_to_pages(void **state) {
    (void)state;
    assert_int_equal(rooms.bytes, GIVEN);
    assert_int_equal((uintptr_t)rooms.src % PAGE, 0);
    assert_int_equal((uintptr_t)rooms.dst % PAGE, 0);
}

static void guards_fault_on_either_side(void **state) {
    (void)state;
    assert_guarded(rooms.src, GIVEN, ROOMS_GUARD, ROOMS_GUARD);
    assert_guarded(rooms.dst, GIVEN, ROOMS_GUARD, ROOMS_GUARD);
    assert_guarded(rooms.stack, ROOMS_STACK + ROOMS_CALLER, ROOMS_STACK_GUARD, ROOMS_GUARD);
}

static void src_is_the_memory_of_src_write_and_read_only(void **state) {
    (void)state;
    for (size_t i = 0; i < GIVEN; i++)
        rooms.src_write[i] = (uint8_t)(i * 7);
    for (size_t i = 0; i < GIVEN; i++)
        assert_int_equal(rooms.src[i], (uint8_t)(i * 7));
    uint8_t *src = (uint8_t *)(uintptr_t)rooms.src;
    assert_dies_of(write_at, src, SIGSEGV);
    assert_dies_of(write_at, src + GIVEN - 1, SIGSEGV);
}

// What the child writes the verifier sees.
static void all_of_it_is_shared_with_a_child(void **state) {
    (void)state;
    uint8_t *places[] = {rooms.src_write,     rooms.dst,
                         rooms.stack,         rooms.stack + ROOMS_STACK + ROOMS_CALLER - 1,
                         rooms.boundaries[0], rooms.boundaries[1]};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        if (places[i] == NULL)
            continue;
        *places[i] = 0;
        assert_exits_zero(write_at, places[i]);
        assert_int_equal(*places[i], 1);
    }
}

static void areas_lie_across_both_boundaries(void **state) {
    (void)state;
    for (size_t i = 0; i < ROOMS_BOUNDARIES; i++) {
        if (rooms.boundaries[i] == NULL)
            continue; // a sanitizer may have taken it
        assert_int_equal((uintptr_t)rooms.boundaries[i] + ROOMS_EDGE, UINT64_C(1) << (31 + i));
        memset(rooms.boundaries[i], (int)i + 1, 2 * (size_t)ROOMS_EDGE);
        assert_dies_of(read_at, rooms.boundaries[i] - 1, SIGSEGV);
    }
}

// A second set of rooms does not get the boundaries; the first keeps them.
static void what_is_taken_is_left_out(void **state) {
    (void)state;
    struct rooms second;
    if (rooms.boundaries[0] == NULL)
        skip();
    *rooms.boundaries[0] = 42;
    assert_true(rooms_map(&second, PAGE));
    assert_null(second.boundaries[0]);
    rooms_unmap(&second);
    assert_int_equal(*rooms.boundaries[0], 42);
}

static void the_stacks_top_is_aligned_with_the_callers_bytes_above(void **state) {
    (void)state;
    assert_int_equal((uintptr_t)rooms_stack_top(&rooms) % 16, 0);
    assert_ptr_equal(rooms_stack_top(&rooms), rooms.stack + ROOMS_STACK);
}

static void unmapping_leaves_nothing(void **state) {
    (void)state;
    struct rooms mine;
    assert_true(rooms_map(&mine, PAGE));
    struct rooms was = mine;
    rooms_unmap(&mine);
    assert_int_equal(mine.map_count, 0);
    assert_null(mine.dst);
    assert_true(was.map_count >= 4);
    for (size_t i = 0; i < was.map_count; i++)
        for (size_t at = 0; at < was.maps[i].bytes; at += PAGE) {
            errno = 0;
            assert_int_equal(msync((uint8_t *)was.maps[i].start + at, PAGE, MS_ASYNC), -1);
            assert_int_equal(errno, ENOMEM); // nothing is mapped there
        }
    rooms_unmap(&mine); // again: nothing to do
}

static void too_much_is_refused_with_nothing_left(void **state) {
    (void)state;
    struct rooms mine;
    assert_false(rooms_map(&mine, (size_t)1 << 50));
    assert_int_equal(errno, ENOMEM);
    assert_int_equal(mine.map_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_rounded_up_to_pages),
        cmocka_unit_test(guards_fault_on_either_side),
        cmocka_unit_test(src_is_the_memory_of_src_write_and_read_only),
        cmocka_unit_test(all_of_it_is_shared_with_a_child),
        cmocka_unit_test(areas_lie_across_both_boundaries),
        cmocka_unit_test(what_is_taken_is_left_out),
        cmocka_unit_test(the_stacks_top_is_aligned_with_the_callers_bytes_above),
        cmocka_unit_test(unmapping_leaves_nothing),
        cmocka_unit_test(too_much_is_refused_with_nothing_left),
    };
    return cmocka_run_group_tests(tests, map, unmap);
}

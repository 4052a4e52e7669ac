// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What the kernel says of an arena's pages, and what becomes of code that strays.
#include "loader/blob.h"
#include "loader/code_arena.h"
#include "tests/unit/child.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

extern const struct blob_table asm_blobs;

struct mapping {
    uintptr_t first, end;
    char access[5]; // "r-xp"
};

// The mapping that holds an address; an empty one where there is none.
static struct mapping mapping_of(uintptr_t address) {
    struct mapping m, found = {0};
    char line[4096];
    FILE *maps = fopen("/proc/self/maps", "r");
    assert_non_null(maps);
    while (fgets(line, sizeof line, maps) != NULL)
        if (sscanf(line, "%lx-%lx %4s", &m.first, &m.end, m.access) == 3 && m.first <= address &&
            address < m.end)
            found = m;
    fclose(maps);
    return found;
}

static size_t writable_and_executable_mappings(void) {
    struct mapping m;
    char line[4096];
    size_t count = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    assert_non_null(maps);
    while (fgets(line, sizeof line, maps) != NULL)
        count += sscanf(line, "%lx-%lx %4s", &m.first, &m.end, m.access) == 3 &&
                 m.access[1] == 'w' && m.access[2] == 'x';
    fclose(maps);
    return count;
}

// Two pages of code: add() near the start of the first, again in the second.
static void map_add(struct code_arena *arena, struct code_piece pieces[2]) {
    const struct blob *add = blob_find(&asm_blobs, "add");
    for (size_t i = 0; i < 2; i++)
        pieces[i] = (struct code_piece){.code = add->code,
                                        .size = add->size,
                                        .align = 64,
                                        .page_offset = 64,
                                        .patch_offset = CODE_NO_PATCH};
    assert_int_equal(code_arena_map(arena, NULL, pieces, 2), CODE_OK);
    assert_int_equal(arena->size, 2 * CODE_PAGE);
}

static void seals_pages_read_execute_never_writable(void **state) {
    (void)state;
    struct code_piece pieces[2];
    struct code_arena arena;
    map_add(&arena, pieces);
    for (size_t at = 0; at < arena.size; at += CODE_PAGE)
        assert_string_equal(mapping_of((uintptr_t)arena.base + at).access, "r-xp");
    assert_int_equal(writable_and_executable_mappings(), 0);
    code_arena_unmap(&arena);
}

static void unreadable_pages_guard_both_ends(void **state) {
    (void)state;
    struct code_piece pieces[2];
    struct code_arena arena;
    map_add(&arena, pieces);
    struct mapping below = mapping_of((uintptr_t)arena.base - 1);
    struct mapping above = mapping_of((uintptr_t)arena.base + arena.size);
    assert_string_equal(below.access, "---p");
    assert_int_equal(below.end, (uintptr_t)arena.base);
    assert_string_equal(above.access, "---p");
    assert_int_equal(above.first, (uintptr_t)arena.base + arena.size);
    code_arena_unmap(&arena);
}

static void unmaps_guards_and_all_and_maps_again(void **state) {
    (void)state;
    struct code_piece pieces[2];
    struct code_arena arena;
    map_add(&arena, pieces);
    uintptr_t base = (uintptr_t)arena.base, size = arena.size;
    code_arena_unmap(&arena);
    assert_null(arena.base);
    assert_int_equal(arena.size, 0);
    for (uintptr_t at = base - CODE_PAGE; at <= base + size; at += CODE_PAGE)
        assert_int_equal(mapping_of(at).end, 0);
    code_arena_unmap(&arena); // a zeroed arena is allowed
    map_add(&arena, pieces);
    assert_int_equal(((uint64_t(*)(uint64_t, uint64_t))pieces[1].entry)(40, 2), 42);
    code_arena_unmap(&arena);
}

static void a_refused_piece_maps_nothing(void **state) {
    (void)state;
    struct code_piece pieces[2];
    struct code_arena arena;
    void *where = (void *)(uintptr_t)0x520000000000;
    map_add(&arena, pieces);
    code_arena_unmap(&arena);
    pieces[1].align = 3;
    assert_int_equal(code_arena_map(&arena, where, pieces, 2), CODE_BAD_PIECE);
    for (intptr_t page = -1; page <= 2; page++)
        assert_int_equal(mapping_of((uintptr_t)where + (uintptr_t)(page * CODE_PAGE)).end, 0);
}

static int call(void *code) {
    ((void (*)(void))code)();
    return 0;
}

static int write_byte(void *code) {
    *(volatile uint8_t *)code = 0xc3;
    return 0;
}

static int read_byte(void *code) {
    return *(volatile uint8_t *)code;
}

static void a_stray_jump_traps(void **state) {
    (void)state;
    struct code_piece pieces[2];
    struct code_arena arena;
    map_add(&arena, pieces);
    assert_dies_of(call, arena.base, SIGTRAP);
    assert_dies_of(call, (uint8_t *)pieces[0].entry + pieces[0].size, SIGTRAP);
    assert_dies_of(call, arena.base + arena.size - 1, SIGTRAP);
    code_arena_unmap(&arena);
}

static void the_guard_pages_can_be_neither_called_nor_read(void **state) {
    (void)state;
    struct code_piece pieces[2];
    struct code_arena arena;
    map_add(&arena, pieces);
    assert_dies_of(call, arena.base - 1, SIGSEGV);
    assert_dies_of(call, arena.base + arena.size, SIGSEGV);
    assert_dies_of(read_byte, arena.base - 1, SIGSEGV);
    assert_dies_of(read_byte, arena.base + arena.size, SIGSEGV);
    code_arena_unmap(&arena);
}

static void sealed_code_cannot_be_written(void **state) {
    (void)state;
    struct code_piece pieces[2];
    struct code_arena arena;
    map_add(&arena, pieces);
    assert_dies_of(write_byte, pieces[0].entry, SIGSEGV);
    assert_dies_of(write_byte, arena.base + arena.size - 1, SIGSEGV);
    code_arena_unmap(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seals_pages_read_execute_never_writable),
        cmocka_unit_test(unreadable_pages_guard_both_ends),
        cmocka_unit_test(unmaps_guards_and_all_and_maps_again),
        cmocka_unit_test(a_refused_piece_maps_nothing),
        cmocka_unit_test(a_stray_jump_traps),
        cmocka_unit_test(the_guard_pages_can_be_neither_called_nor_read),
        cmocka_unit_test(sealed_code_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Where an arena puts its pieces, what lies between them, and what it refuses.
#include "loader/blob.h"
#include "loader/code_arena.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

extern const struct blob_table asm_blobs, fixture_blobs;

static uint8_t stuff[10000]; // code that is only looked at, never called

static int fill_stuff(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof stuff; i++)
        stuff[i] = (uint8_t)(i * 7 % 199); // never 0xcc, which is 204
    return 0;
}

static struct code_piece piece_of(size_t size, size_t align, size_t page_offset) {
    return (struct code_piece){.code = stuff,
                               .size = size,
                               .align = align,
                               .page_offset = page_offset,
                               .patch_offset = CODE_NO_PATCH};
}

static void map_or_fail(struct code_arena *arena, struct code_piece *pieces, size_t count) {
    assert_int_equal(code_arena_map(arena, NULL, pieces, count), CODE_OK);
    assert_int_equal((uintptr_t)arena->base % CODE_PAGE, 0);
    assert_int_equal(arena->size % CODE_PAGE, 0);
}

static bool inside_a_piece(const uint8_t *at, const struct code_piece *pieces, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const uint8_t *entry = pieces[i].entry;
        if (at >= entry && at < entry + pieces[i].size)
            return true;
    }
    return false;
}

// Every piece is there whole, and every other byte of the arena is int3.
static void assert_holds(const struct code_arena *arena, const struct code_piece *pieces,
                         size_t count) {
    for (size_t i = 0; i < count; i++) {
        const uint8_t *entry = pieces[i].entry;
        assert_true(entry > arena->base);
        assert_true(entry + pieces[i].size < arena->base + arena->size);
        assert_memory_equal(entry, pieces[i].code, pieces[i].size);
    }
    for (const uint8_t *at = arena->base; at < arena->base + arena->size; at++)
        if (!inside_a_piece(at, pieces, count))
            assert_int_equal(*at, CODE_INT3);
}

static void places_many_pieces_at_their_alignments_with_int3_between(void **state) {
    (void)state;
    struct code_piece pieces[39];
    struct code_arena arena;
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        pieces[i] = piece_of(1 + i * 37 % 300, (size_t)1 << i % 13, CODE_ANYWHERE);
    map_or_fail(&arena, pieces, COUNT_OF(pieces));
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        assert_int_equal((uintptr_t)pieces[i].entry % pieces[i].align, 0);
    for (size_t i = 1; i < COUNT_OF(pieces); i++) // in order, at least one int3 between
        assert_true((uint8_t *)pieces[i].entry >
                    (uint8_t *)pieces[i - 1].entry + pieces[i - 1].size);
    assert_holds(&arena, pieces, COUNT_OF(pieces));
    code_arena_unmap(&arena);
}

static void honours_the_page_offsets_asked_for(void **state) {
    (void)state;
    static const size_t offsets[] = {0, 64, 48, 4095, 1, 2048, 2048, 4080, 16, 0};
    struct code_piece pieces[COUNT_OF(offsets)];
    struct code_arena arena;
    for (size_t i = 0; i < COUNT_OF(offsets); i++)
        pieces[i] = piece_of(100, 1, offsets[i]);
    map_or_fail(&arena, pieces, COUNT_OF(pieces));
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        assert_int_equal((uintptr_t)pieces[i].entry % CODE_PAGE, offsets[i]);
    assert_holds(&arena, pieces, COUNT_OF(pieces));
    code_arena_unmap(&arena);
}

static void holds_a_piece_larger_than_a_page(void **state) {
    (void)state;
    struct code_piece piece = piece_of(sizeof stuff, CODE_PAGE, 0);
    struct code_arena arena;
    map_or_fail(&arena, &piece, 1);
    assert_holds(&arena, &piece, 1);
    code_arena_unmap(&arena);
}

// A piece that ends where a page ends must not touch the guard page: one int3 lies between.
static void leaves_an_int3_before_the_first_and_behind_the_last_piece(void **state) {
    (void)state;
    struct code_piece pieces[] = {piece_of(10, 1, 0), piece_of(96, 1, CODE_PAGE - 96)};
    struct code_arena arena;
    map_or_fail(&arena, pieces, 2);
    assert_holds(&arena, pieces, 2);
    code_arena_unmap(&arena);
}

static void writes_the_patch_value_and_nothing_else(void **state) {
    (void)state;
    const struct blob *blob = blob_find(&fixture_blobs, "patched");
    const uint64_t value = UINT64_C(0x1122334455667788);
    struct code_piece piece = {.code = blob->code,
                               .size = blob->size,
                               .align = 16,
                               .page_offset = CODE_ANYWHERE,
                               .patch_offset = 3,
                               .patch_value = value};
    struct code_arena arena;
    map_or_fail(&arena, &piece, 1);
    const uint8_t *code = piece.entry;
    assert_memory_equal(code, blob->code, 3);
    assert_memory_equal(code + 3, &value, sizeof value);
    assert_memory_equal(code + 11, blob->code + 11, blob->size - 11);
    assert_int_equal(((uint64_t(*)(void))piece.entry)(), value);
    code_arena_unmap(&arena);
}

static void a_mapped_blob_is_a_function(void **state) {
    (void)state;
    const struct blob *add = blob_find(&asm_blobs, "add");
    struct code_piece piece = {.code = add->code,
                               .size = add->size,
                               .align = 16,
                               .page_offset = CODE_ANYWHERE,
                               .patch_offset = CODE_NO_PATCH};
    struct code_arena arena;
    map_or_fail(&arena, &piece, 1);
    assert_int_equal(((uint64_t(*)(uint64_t, uint64_t))piece.entry)(1, 2), 3);
    code_arena_unmap(&arena);
}

static void maps_at_the_address_asked_for(void **state) {
    (void)state;
    struct code_piece piece = piece_of(100, 16, 16);
    struct code_arena arena;
    void *where = (void *)(uintptr_t)0x510000000000;
    assert_int_equal(code_arena_map(&arena, where, &piece, 1), CODE_OK);
    assert_ptr_equal(arena.base, where);
    assert_holds(&arena, &piece, 1);
    code_arena_unmap(&arena);
}

// Taken under the code, under the guard below or under the guard above: all the same.
static void a_taken_address_is_refused_and_left_as_it_was(void **state) {
    (void)state;
    uint8_t *theirs =
        mmap(NULL, CODE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(theirs, MAP_FAILED);
    memset(theirs, 0x77, CODE_PAGE);
    for (int pages = -1; pages <= 1; pages++) {
        struct code_piece piece = piece_of(100, 16, 16);
        struct code_arena arena;
        memset(&arena, 0x5a, sizeof arena);
        assert_int_equal(code_arena_map(&arena, theirs + pages * CODE_PAGE, &piece, 1), CODE_TAKEN);
        assert_null(arena.base);
        assert_int_equal(arena.size, 0);
        for (size_t i = 0; i < CODE_PAGE; i++)
            assert_int_equal(theirs[i], 0x77);
    }
    theirs[0] = 1; // still writable
    munmap(theirs, CODE_PAGE);
}

static void assert_bad(struct code_piece bad) {
    struct code_piece pieces[] = {piece_of(10, 1, CODE_ANYWHERE), bad};
    struct code_arena arena;
    memset(&arena, 0x5a, sizeof arena);
    assert_int_equal(code_arena_map(&arena, NULL, pieces, 2), CODE_BAD_PIECE);
    assert_null(arena.base);
    assert_int_equal(arena.size, 0);
    assert_null(pieces[0].entry); // nothing was placed, nothing mapped
}

static struct code_piece patched_at(size_t size, size_t offset) {
    struct code_piece piece = piece_of(size, 16, CODE_ANYWHERE);
    piece.patch_offset = offset;
    return piece;
}

static void refuses_pieces_out_of_range(void **state) {
    (void)state;
    struct code_piece no_code = piece_of(10, 1, CODE_ANYWHERE);
    no_code.code = NULL;
    assert_bad(no_code);
    assert_bad(piece_of(0, 1, CODE_ANYWHERE));
    assert_bad(piece_of(SIZE_MAX, 1, CODE_ANYWHERE));
    assert_bad(piece_of(10, 0, CODE_ANYWHERE));
    assert_bad(piece_of(10, 3, CODE_ANYWHERE));
    assert_bad(piece_of(10, 8192, CODE_ANYWHERE));
    assert_bad(piece_of(10, 16, 8));
    assert_bad(piece_of(10, 1, CODE_PAGE));
    assert_bad(patched_at(7, 0));
    assert_bad(patched_at(16, 9));
    assert_bad(patched_at(16, SIZE_MAX - 1));
}

static void refuses_an_address_that_is_no_page(void **state) {
    (void)state;
    struct code_piece piece = piece_of(10, 1, CODE_ANYWHERE);
    struct code_arena arena;
    void *where = (void *)((uintptr_t)0x510000000000 + 64);
    assert_int_equal(code_arena_map(&arena, where, &piece, 1), CODE_BAD_PIECE);
    assert_null(arena.base);
}

static void every_status_says_something_of_its_own(void **state) {
    (void)state;
    for (unsigned a = CODE_OK; a <= CODE_NO_EXEC; a++)
        for (unsigned b = 0; b < a; b++)
            assert_string_not_equal(code_status_text(a), code_status_text(b));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_many_pieces_at_their_alignments_with_int3_between),
        cmocka_unit_test(honours_the_page_offsets_asked_for),
        cmocka_unit_test(holds_a_piece_larger_than_a_page),
        cmocka_unit_test(leaves_an_int3_before_the_first_and_behind_the_last_piece),
        cmocka_unit_test(writes_the_patch_value_and_nothing_else),
        cmocka_unit_test(a_mapped_blob_is_a_function),
        cmocka_unit_test(maps_at_the_address_asked_for),
        cmocka_unit_test(a_taken_address_is_refused_and_left_as_it_was),
        cmocka_unit_test(refuses_pieces_out_of_range),
        cmocka_unit_test(refuses_an_address_that_is_no_page),
        cmocka_unit_test(every_status_says_something_of_its_own),
    };
    return cmocka_run_group_tests(tests, fill_stuff, NULL);
}

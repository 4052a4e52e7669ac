// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "loader/code_arena.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

static size_t round_up(size_t value, size_t multiple) {
    return (value + multiple - 1) / multiple * multiple;
}

static bool piece_is_valid(const struct code_piece *p) {
    if (p->code == NULL || p->size == 0 || p->size > PTRDIFF_MAX / 2)
        return false;
    if (p->align == 0 || p->align > CODE_PAGE || (p->align & (p->align - 1)) != 0)
        return false;
    if (p->page_offset != CODE_ANYWHERE &&
        (p->page_offset >= CODE_PAGE || p->page_offset % p->align != 0))
        return false;
    return p->patch_offset == CODE_NO_PATCH ||
           (p->size >= sizeof p->patch_value && p->patch_offset <= p->size - sizeof p->patch_value);
}

// The first place at or after `from` that the piece accepts. At least one byte of int3 stays free
// before it.
static size_t place_after(size_t from, const struct code_piece *p) {
    size_t at = from + 1;
    if (p->page_offset == CODE_ANYWHERE)
        return round_up(at, p->align);
    size_t in_page = at / CODE_PAGE * CODE_PAGE + p->page_offset;
    return in_page >= at ? in_page : in_page + CODE_PAGE;
}

// Bytes of code pages that the pieces take, or 0 where one of them is invalid.
static size_t measure_layout(const struct code_piece *pieces, size_t count) {
    size_t end = 0;
    for (size_t i = 0; i < count; i++) {
        if (!piece_is_valid(&pieces[i]))
            return 0;
        end = place_after(end, &pieces[i]) + pieces[i].size;
    }
    return round_up(end + 1, CODE_PAGE);
}

static void copy_pieces(uint8_t *base, size_t size, struct code_piece *pieces, size_t count) {
    memset(base, CODE_INT3, size);
    size_t end = 0;
    for (size_t i = 0; i < count; i++) {
        struct code_piece *p = &pieces[i];
        size_t at = place_after(end, p);
        memcpy(base + at, p->code, p->size);
        if (p->patch_offset != CODE_NO_PATCH)
            memcpy(base + at + p->patch_offset, &p->patch_value, sizeof p->patch_value);
        p->entry = base + at;
        end = at + p->size;
    }
}

// Reserves the pages with their guards, all unreadable, and returns the first code page.
static enum code_status reserve(void *where, size_t size, uint8_t **base) {
    uint8_t *want = where == NULL ? NULL : (uint8_t *)where - CODE_PAGE;
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | (where == NULL ? 0 : MAP_FIXED_NOREPLACE);
    size_t whole = size + 2 * (size_t)CODE_PAGE;
    uint8_t *got = mmap(want, whole, PROT_NONE, flags, -1, 0);
    if (got == MAP_FAILED)
        return errno == EEXIST ? CODE_TAKEN : CODE_NO_MEMORY;
    if (where != NULL && got != want) { // kernels before 4.17 take the address as a hint
        munmap(got, whole);
        errno = EEXIST;
        return CODE_TAKEN;
    }
    *base = got + CODE_PAGE;
    return CODE_OK;
}

enum code_status code_arena_map(struct code_arena *arena, void *where, struct code_piece *pieces,
                                size_t count) {
    *arena = (struct code_arena){0};
    size_t size = measure_layout(pieces, count);
    if (size == 0 || (uintptr_t)where % CODE_PAGE != 0) {
        errno = EINVAL;
        return CODE_BAD_PIECE;
    }
    uint8_t *base = NULL;
    enum code_status status = reserve(where, size, &base);
    if (status != CODE_OK)
        return status;
    *arena = (struct code_arena){.base = base, .size = size};
    if (mprotect(base, size, PROT_READ | PROT_WRITE) != 0) {
        status = CODE_NO_MEMORY;
    } else {
        copy_pieces(base, size, pieces, count);
        if (mprotect(base, size, PROT_READ | PROT_EXEC) != 0)
            status = CODE_NO_EXEC;
    }
    if (status != CODE_OK) {
        int reason = errno;
        code_arena_unmap(arena);
        errno = reason;
    }
    return status;
}

void code_arena_unmap(struct code_arena *arena) {
    if (arena->base != NULL)
        munmap(arena->base - CODE_PAGE, arena->size + 2 * (size_t)CODE_PAGE);
    *arena = (struct code_arena){0};
}

const char *code_status_text(enum code_status status) {
    switch (status) {
    case CODE_OK: return "mapped";
    case CODE_BAD_PIECE:
        return "a piece of code has no bytes, or its alignment or offset is out of range";
    case CODE_NO_MEMORY: return "the kernel gave no memory for code";
    case CODE_TAKEN: return "the address asked for is taken";
    case CODE_NO_EXEC: return "the kernel refused to make memory executable";
    }
    return "unknown";
}

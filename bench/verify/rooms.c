// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/rooms.h"

#include <errno.h>
#include <sys/mman.h>

enum { PAGE = 4096 };

static void *keep(struct rooms *r, void *start, size_t bytes) {
    if (start == MAP_FAILED)
        return NULL;
    r->maps[r->map_count].start = start;
    r->maps[r->map_count++].bytes = bytes;
    return start;
}

enum { READ_WRITE = PROT_READ | PROT_WRITE };

// Room for `bytes`, unreadable like what lies below and above it; returns where they go.
static uint8_t *reserve(struct rooms *r, size_t bytes, size_t below, size_t above) {
    size_t all = below + bytes + above;
    uint8_t *whole = keep(
        r, mmap(NULL, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), all);
    return whole != NULL ? whole + below : NULL;
}

// Memory that parent and child share; anywhere where `where` is NULL.
static uint8_t *share(void *where, size_t bytes) {
    int fixed = where != NULL ? MAP_FIXED : 0;
    return mmap(where, bytes, READ_WRITE, MAP_SHARED | MAP_ANONYMOUS | fixed, -1, 0);
}

// The same memory at a second place. Of a shared mapping, mremap(2) with a size of 0 makes another.
static bool map_again(void *from, size_t bytes, uint8_t *where, int protection) {
    return mremap(from, 0, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, where) == where &&
           mprotect(where, bytes, protection) == 0;
}

static bool map_rooms(struct rooms *r) {
    size_t stack = ROOMS_STACK + ROOMS_CALLER;
    uint8_t *src = reserve(r, r->bytes, ROOMS_GUARD, ROOMS_GUARD);
    r->dst = reserve(r, r->bytes, ROOMS_GUARD, ROOMS_GUARD);
    r->stack = reserve(r, stack, ROOMS_STACK_GUARD, ROOMS_GUARD);
    r->src_write = keep(r, share(NULL, r->bytes), r->bytes);
    r->src = src;
    return src != NULL && r->dst != NULL && r->stack != NULL && r->src_write != NULL &&
           map_again(r->src_write, r->bytes, src, PROT_READ) && share(r->dst, r->bytes) == r->dst &&
           share(r->stack, stack) == r->stack;
}

static void map_boundaries(struct rooms *r) {
    static const uint64_t at[ROOMS_BOUNDARIES] = {UINT64_C(1) << 31, UINT64_C(1) << 32};
    for (size_t i = 0; i < ROOMS_BOUNDARIES; i++) {
        uint8_t *wanted = (uint8_t *)(uintptr_t)(at[i] - ROOMS_EDGE); // NOLINT: an address it is
        void *got = mmap(wanted, 2 * (size_t)ROOMS_EDGE, READ_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        if (got == wanted)
            r->boundaries[i] = keep(r, got, 2 * (size_t)ROOMS_EDGE);
        else if (got != MAP_FAILED) // a kernel that takes the address for a hint
            munmap(got, 2 * (size_t)ROOMS_EDGE);
    }
}

bool rooms_map(struct rooms *out, size_t bytes) {
    struct rooms r = {.bytes = (bytes + PAGE - 1) / PAGE * PAGE};
    bool ok = map_rooms(&r);
    int why = errno;
    if (ok)
        map_boundaries(&r);
    else
        rooms_unmap(&r);
    *out = r;
    errno = why;
    return ok;
}

void rooms_unmap(struct rooms *rooms) {
    for (size_t i = 0; i < rooms->map_count; i++)
        munmap(rooms->maps[i].start, rooms->maps[i].bytes);
    *rooms = (struct rooms){0};
}

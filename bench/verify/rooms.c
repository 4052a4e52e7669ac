// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/rooms.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096 };

static void *keep(struct rooms *r, void *start, size_t bytes) {
    if (start == MAP_FAILED)
        return NULL;
    r->maps[r->map_count].start = start;
    r->maps[r->map_count++].bytes = bytes;
    return start;
}

// `bytes` of a file's memory from `offset` on, with unreadable memory below and above.
static uint8_t *map_guarded(struct rooms *r, int fd, size_t offset, size_t bytes, size_t below,
                            size_t above, int protection) {
    int reserve = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    uint8_t *whole = keep(r, mmap(NULL, below + bytes + above, PROT_NONE, reserve, -1, 0),
                          below + bytes + above);
    if (whole == NULL || mmap(whole + below, bytes, protection, MAP_SHARED | MAP_FIXED, fd,
                              (off_t)offset) == MAP_FAILED)
        return NULL;
    return whole + below;
}

static bool map_rooms(struct rooms *r, int fd) {
    const int write = PROT_READ | PROT_WRITE;
    size_t stack = ROOMS_STACK + ROOMS_CALLER;
    if (ftruncate(fd, (off_t)(2 * r->bytes + stack)) != 0)
        return false;
    r->src = map_guarded(r, fd, 0, r->bytes, ROOMS_GUARD, ROOMS_GUARD, PROT_READ);
    r->src_write = keep(r, mmap(NULL, r->bytes, write, MAP_SHARED, fd, 0), r->bytes);
    r->dst = map_guarded(r, fd, r->bytes, r->bytes, ROOMS_GUARD, ROOMS_GUARD, write);
    r->stack = map_guarded(r, fd, 2 * r->bytes, stack, ROOMS_STACK_GUARD, ROOMS_GUARD, write);
    return r->src != NULL && r->src_write != NULL && r->dst != NULL && r->stack != NULL;
}

static void map_boundaries(struct rooms *r) {
    static const uint64_t at[ROOMS_BOUNDARIES] = {UINT64_C(1) << 31, UINT64_C(1) << 32};
    for (size_t i = 0; i < ROOMS_BOUNDARIES; i++) {
        uint8_t *wanted = (uint8_t *)(uintptr_t)(at[i] - ROOMS_EDGE); // NOLINT: an address it is
        void *got = mmap(wanted, 2 * (size_t)ROOMS_EDGE, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        if (got == wanted)
            r->boundaries[i] = keep(r, got, 2 * (size_t)ROOMS_EDGE);
        else if (got != MAP_FAILED) // a kernel that takes the address for a hint
            munmap(got, 2 * (size_t)ROOMS_EDGE);
    }
}

bool rooms_map(struct rooms *out, size_t bytes) {
    struct rooms r = {.bytes = (bytes + PAGE - 1) / PAGE * PAGE};
    int fd = memfd_create("memcpybench-rooms", MFD_CLOEXEC);
    bool ok = fd >= 0 && map_rooms(&r, fd);
    int why = errno;
    if (fd >= 0)
        close(fd);
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

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/checks.h"

#include "bench/verify/pattern.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum {
    PAGE = 4096,
    ROOM = 4 * PAGE, // readable and writable bytes between two guard pages
    SWEEP_MAX = 2 * PAGE,
    FINE_MAX = 1024, // every size the contract allows up to here, then ever larger steps
};

// Offsets from a 64-byte line: the ends, the middle, and neighbours of vector widths.
static const size_t line_offsets[] = {0, 1, 8, 15, 16, 31, 32, 33, 48, 63};

struct sweep {
    const struct impl *impl;
    struct check_log *log;
    uint64_t key;
    uint8_t *src, *dst;       // ROOM bytes each, guard pages on both sides
    uint8_t *src_is, *dst_is; // what the rooms should hold
};

static uint8_t *map_guarded_room(void) {
    uint8_t *whole = mmap(NULL, ROOM + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (whole == MAP_FAILED || mprotect(whole + PAGE, ROOM, PROT_READ | PROT_WRITE) != 0)
        return NULL;
    return whole + PAGE;
}

static bool call_and_check_return(const struct impl *impl, struct check_log *log, size_t entry,
                                  uint8_t *dst, const uint8_t *src, size_t bytes) {
    log->code = (uintptr_t)impl->entries[entry];
    log->bytes = bytes;
    log->dst = (uintptr_t)dst;
    log->src = (uintptr_t)src;
    log->calls++;
    log->calling = true;
    void *returned = impl->entries[entry](dst, src, bytes);
    log->calling = false;
    if (returned == dst)
        return true;
    snprintf(log->diagnosis, sizeof log->diagnosis, "returned %p instead of dst %p", returned,
             (void *)dst);
    return false;
}

// Compares the whole room with what it should hold after a copy of n bytes to `at`.
static bool room_is(struct sweep *s, const uint8_t *room, const uint8_t *should, const char *name,
                    size_t at, size_t n) {
    size_t i = pattern_first_difference(room, should, ROOM);
    if (i == ROOM)
        return true;
    char *out = s->log->diagnosis;
    if (strcmp(name, "src") == 0)
        snprintf(out, CERTIFICATE_TEXT, "changed the source at byte %td of it",
                 (ptrdiff_t)i - (ptrdiff_t)at);
    else if (i < at)
        snprintf(out, CERTIFICATE_TEXT, "wrote %zu bytes below dst", at - i);
    else if (i >= at + n)
        snprintf(out, CERTIFICATE_TEXT, "wrote %zu bytes past the end of dst", i - (at + n) + 1);
    else
        snprintf(out, CERTIFICATE_TEXT, "byte %zu of %zu is 0x%02x, should be 0x%02x", i - at, n,
                 room[i], should[i]);
    return false;
}

// One call in the guarded rooms, with offsets from their starts.
static bool check_call(struct sweep *s, size_t entry, size_t dst_at, size_t src_at, size_t n) {
    const struct contract *c = &s->impl->contract;
    if (dst_at % c->align != 0 || src_at % c->align != 0 || dst_at + n > ROOM || src_at + n > ROOM)
        return true;
    pattern_fill(s->dst_is, ROOM, s->key++);
    memcpy(s->dst, s->dst_is, ROOM);
    memcpy(s->dst_is + dst_at, s->src_is + src_at, n);
    return call_and_check_return(s->impl, s->log, entry, s->dst + dst_at, s->src + src_at, n) &&
           room_is(s, s->dst, s->dst_is, "dst", dst_at, n) &&
           room_is(s, s->src, s->src_is, "src", src_at, n);
}

// Both buffers flush with the guard page above, then below, then crosswise.
static bool check_flush(struct sweep *s, size_t entry, size_t n) {
    size_t align = s->impl->contract.align;
    size_t last = (ROOM - n) / align * align;
    return check_call(s, entry, last, last, n) && check_call(s, entry, 0, 0, n) &&
           check_call(s, entry, last, 0, n) && check_call(s, entry, 0, last, n);
}

static bool check_alignments(struct sweep *s, size_t entry, size_t n) {
    enum { OFFSETS = sizeof line_offsets / sizeof *line_offsets };
    for (size_t d = 0; d < OFFSETS; d++)
        for (size_t o = 0; o < OFFSETS; o++)
            if (!check_call(s, entry, PAGE - 64 + line_offsets[d], PAGE + line_offsets[o], n))
                return false;
    return true;
}

static size_t next_size(const struct contract *c, size_t n) {
    size_t step = n < FINE_MAX ? 1 : n / 8;
    size_t next = n + step;
    return (next + c->granule - 1) / c->granule * c->granule;
}

static bool check_small_sizes(struct sweep *s) {
    const struct contract *c = &s->impl->contract;
    const size_t granule = c->granule, entries = s->impl->entry_count;
    assert(granule > 0 && entries > 0);
    size_t first = (c->min + granule - 1) / granule * granule;
    for (size_t n = first; n <= SWEEP_MAX; n = next_size(c, n)) {
        pattern_fill(s->src_is, ROOM, s->key++);
        memcpy(s->src, s->src_is, ROOM);
        for (size_t entry = 0; entry < entries; entry++)
            if (!check_flush(s, entry, n))
                return false;
        // The grid at one place a size: over the sizes every place meets every alignment.
        if (n % 8 != 0 && n > 256)
            continue;
        if (!check_alignments(s, n / granule % entries, n))
            return false;
    }
    return true;
}

// One call exactly as it will be timed, dst wiped before.
static bool check_timed(const struct impl *impl, const struct verify_call *call,
                        struct check_log *log) {
    memset(call->dst, 0, call->bytes);
    if (!call_and_check_return(impl, log, call->entry, call->dst, call->src, call->bytes))
        return false;
    size_t i = pattern_first_difference(call->dst, call->src, call->bytes);
    if (i == call->bytes)
        return true;
    snprintf(log->diagnosis, sizeof log->diagnosis, "byte %zu of %zu is 0x%02x, should be 0x%02x",
             i, call->bytes, call->dst[i], call->src[i]);
    return false;
}

void checks_run(const struct impl *impl, const struct verify_call *timed, size_t timed_count,
                uint64_t seed, struct check_log *log) {
    static uint8_t src_is[ROOM], dst_is[ROOM];
    struct sweep s = {.impl = impl,
                      .log = log,
                      .key = seed,
                      .src_is = src_is,
                      .dst_is = dst_is,
                      .src = map_guarded_room(),
                      .dst = map_guarded_room()};
    if (s.src == NULL || s.dst == NULL) {
        log->no_memory = true;
        return;
    }
    if (!check_small_sizes(&s))
        return;
    for (size_t i = 0; i < timed_count; i++)
        if (!check_timed(impl, &timed[i], log))
            return;
    log->finished = true;
}

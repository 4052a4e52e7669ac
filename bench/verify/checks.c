// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/checks.h"

#include "bench/verify/pattern.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    PAGE = 4096,
    SWEEP_MAX = 2 * PAGE,   // the sweep's largest size, unless a contract begins above it
    SWEEP_LIMIT = 16 << 20, // a contract that begins above this is checked only as it will be timed
    FINE_MAX = 1024,        // every size the contract allows up to here, then ever larger steps
};

// Offsets from a 64-byte line: the ends, the middle, and neighbours of vector widths.
static const size_t line_offsets[] = {0, 1, 8, 15, 16, 31, 32, 33, 48, 63};

struct sweep {
    const struct impl *impl;
    struct check_log *log;
    uint64_t key;
    size_t largest;           // size of the sweep
    size_t room;              // bytes between two guard pages
    uint8_t *src, *dst;       // room bytes each, guard pages on both sides
    uint8_t *src_is, *dst_is; // what the rooms should hold
};

static size_t first_size(const struct contract *c) {
    return (c->min + c->granule - 1) / c->granule * c->granule;
}

static uint8_t *map_guarded_room(size_t room) {
    uint8_t *whole =
        mmap(NULL, room + 2 * (size_t)PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (whole == MAP_FAILED || mprotect(whole + PAGE, room, PROT_READ | PROT_WRITE) != 0)
        return NULL;
    return whole + PAGE;
}

// The rooms are given back when the child ends.
static bool open_sweep(struct sweep *s) {
    const struct contract *c = &s->impl->contract;
    size_t beyond = first_size(c) + c->granule;
    s->largest = beyond > SWEEP_MAX ? beyond : SWEEP_MAX;
    s->room = (s->largest + PAGE - 1) / PAGE * PAGE + 2 * (size_t)PAGE;
    s->src = map_guarded_room(s->room);
    s->dst = map_guarded_room(s->room);
    s->src_is = malloc(s->room);
    s->dst_is = malloc(s->room);
    return s->src != NULL && s->dst != NULL && s->src_is != NULL && s->dst_is != NULL;
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
    size_t i = pattern_first_difference(room, should, s->room);
    if (i == s->room)
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
    if (dst_at % c->align != 0 || src_at % c->align != 0 || dst_at + n > s->room ||
        src_at + n > s->room)
        return true;
    pattern_fill(s->dst_is, s->room, s->key++);
    memcpy(s->dst, s->dst_is, s->room);
    memcpy(s->dst_is + dst_at, s->src_is + src_at, n);
    return call_and_check_return(s->impl, s->log, entry, s->dst + dst_at, s->src + src_at, n) &&
           room_is(s, s->dst, s->dst_is, "dst", dst_at, n) &&
           room_is(s, s->src, s->src_is, "src", src_at, n);
}

// Both buffers flush with the guard page above, then below, then crosswise.
static bool check_flush(struct sweep *s, size_t entry, size_t n) {
    size_t align = s->impl->contract.align;
    size_t last = (s->room - n) / align * align;
    return check_call(s, entry, last, last, n) && check_call(s, entry, 0, 0, n) &&
           check_call(s, entry, last, 0, n) && check_call(s, entry, 0, last, n);
}

static bool check_alignments(struct sweep *s, size_t entry, size_t n) {
    enum { OFFSETS = sizeof line_offsets / sizeof *line_offsets };
    // dst runs over a page's end where its alignment lets it lie just before one.
    size_t before = s->impl->contract.align <= 64 ? PAGE - 64 : PAGE;
    for (size_t d = 0; d < OFFSETS; d++)
        for (size_t o = 0; o < OFFSETS; o++)
            if (!check_call(s, entry, before + line_offsets[d], PAGE + line_offsets[o], n))
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
    for (size_t n = first_size(c); n <= s->largest; n = next_size(c, n)) {
        pattern_fill(s->src_is, s->room, s->key++);
        memcpy(s->src, s->src_is, s->room);
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

static bool canaries_live(const struct verify_call *call, uint8_t value) {
    for (size_t i = 1; i <= VERIFY_CANARY; i++)
        if (call->dst[-(ptrdiff_t)i] != value || call->dst[call->bytes + i - 1] != value)
            return false;
    return true;
}

// One call exactly as it will be timed: dst wiped before, canaries around it.
static bool check_timed(const struct impl *impl, const struct verify_call *call,
                        struct check_log *log) {
    const uint8_t canary = 0xa5;
    memset(call->dst, 0, call->bytes);
    memset(call->dst - VERIFY_CANARY, canary, VERIFY_CANARY);
    memset(call->dst + call->bytes, canary, VERIFY_CANARY);
    if (!call_and_check_return(impl, log, call->entry, call->dst, call->src, call->bytes))
        return false;
    size_t i = pattern_first_difference(call->dst, call->src, call->bytes);
    if (i < call->bytes)
        snprintf(log->diagnosis, sizeof log->diagnosis,
                 "byte %zu of %zu is 0x%02x, should be 0x%02x", i, call->bytes, call->dst[i],
                 call->src[i]);
    else if (!canaries_live(call, canary))
        snprintf(log->diagnosis, sizeof log->diagnosis, "wrote beyond dst");
    return log->diagnosis[0] == '\0';
}

// A kernel that changes src and dst alike passes the comparison of the two; so at the end all that
// has been a source is held, in one pass, to the pattern it was filled with.
static bool check_sources(const struct verify_call *timed, size_t count, struct check_log *log) {
    size_t from = SIZE_MAX, to = 0;
    for (size_t i = 0; i < count; i++) {
        size_t end = timed[i].position + timed[i].bytes;
        from = timed[i].position < from ? timed[i].position : from;
        to = end > to ? end : to;
    }
    if (count == 0)
        return true;
    const uint8_t *buffer = timed[0].src - timed[0].position;
    size_t i = pattern_first_fault(buffer + from, to - from, timed[0].key, from);
    if (i < to - from)
        snprintf(log->diagnosis, sizeof log->diagnosis,
                 "changed its source at byte %zu of the buffer, in this or an earlier timed call",
                 from + i);
    return i == to - from;
}

static bool check_as_timed(const struct impl *impl, const struct verify_call *timed, size_t count,
                           struct check_log *log) {
    for (size_t i = 0; i < count; i++)
        if (!check_timed(impl, &timed[i], log))
            return false;
    return check_sources(timed, count, log);
}

void checks_run(const struct impl *impl, const struct verify_call *timed, size_t timed_count,
                uint64_t seed, struct check_log *log) {
    struct sweep s = {.impl = impl, .log = log, .key = seed};
    bool sweep = first_size(&impl->contract) + impl->contract.granule <= SWEEP_LIMIT;
    log->no_memory = sweep && !open_sweep(&s);
    log->finished = !log->no_memory && (!sweep || check_small_sizes(&s)) &&
                    check_as_timed(impl, timed, timed_count, log);
    free(s.src_is);
    free(s.dst_is);
}

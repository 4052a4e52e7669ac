// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/timed.h"

#include "bench/verify/pattern.h"

#include <string.h>

enum {
    WIPED = 64 << 10, // copies to here find dst wiped in any case
    WORD = 8,         // of the pattern that src is filled with
};

static const uint8_t canary = 0xa5;

static bool overlaps(const struct verify_call *a, const struct verify_call *b) {
    return a->dst < b->dst + b->bytes && b->dst < a->dst + a->bytes;
}

// Larger copies are spared the wiping where all that lies in dst came from elsewhere in the source,
// so that no byte of it is right but by chance.
static bool differs_already(const struct verify_call *calls, size_t which) {
    const struct verify_call *call = &calls[which];
    if (call->bytes <= WIPED)
        return false;
    for (size_t i = 0; i < which; i++)
        if (calls[i].dst - calls[i].src == call->dst - call->src && overlaps(&calls[i], call))
            return false;
    return true;
}

static bool canaries_live(const struct verify_call *call) {
    for (size_t i = 1; i <= VERIFY_CANARY; i++)
        if (call->dst[-(ptrdiff_t)i] != canary || call->dst[call->bytes + i - 1] != canary)
            return false;
    return true;
}

static bool check_data(const struct verify_call *call, struct fault *out) {
    size_t i = pattern_first_difference(call->dst, call->src, call->bytes);
    if (i < call->bytes)
        return fault_is(out, FINDING_WRONG_DATA, "byte %zu of %zu is 0x%02x, should be 0x%02x", i,
                        call->bytes, call->dst[i], call->src[i]);
    return canaries_live(call) ||
           fault_is(out, FINDING_OVERRUN, "wrote within %d bytes of dst, beyond it", VERIFY_CANARY);
}

static bool check_call(struct lane *lane, const struct verify_call *calls, size_t which) {
    const struct verify_call *call = &calls[which];
    const struct probe probe = {.n = call->bytes,
                                .dst_at = (uintptr_t)call->dst % 4096,
                                .src_at = (uintptr_t)call->src % 4096,
                                .entry = (unsigned)call->entry,
                                .place = PLACE_TIMED,
                                .key = which};
    struct lane_call c;
    if (!differs_already(calls, which))
        memset(call->dst, 0, call->bytes);
    memset(call->dst - VERIFY_CANARY, canary, VERIFY_CANARY);
    memset(call->dst + call->bytes, canary, VERIFY_CANARY);
    lane_prepare_elsewhere(lane, &probe, call->dst, call->src, &c);
    const struct arch_state *after = lane_enter(lane, &c);
    return check_data(call, &lane->log->fault) && lane_conclude_state(lane, &c, after);
}

// Who changes src and dst alike passes the comparison of the two; so at the end all that has been a
// source is held, in one pass, to the pattern it was filled with.
static bool check_sources(const struct verify_call *calls, size_t count, struct verify_log *log) {
    size_t from = SIZE_MAX, to = 0;
    for (size_t i = 0; i < count; i++) {
        size_t end = calls[i].position + calls[i].bytes;
        from = calls[i].position < from ? calls[i].position : from;
        to = end > to ? end : to;
    }
    if (count == 0)
        return true;
    from -= from % WORD; // the pattern is one of words, and so is the buffer
    to += (WORD - to % WORD) % WORD;
    const uint8_t *buffer = calls[0].src - calls[0].position;
    size_t i = pattern_first_fault(buffer + from, to - from, calls[0].key, from);
    return i == to - from ||
           fault_is(
               &log->fault, FINDING_WRITES_SRC,
               "changed its source at byte %zu of the buffer, in this or an earlier timed call",
               from + i);
}

bool timed_run(struct lane *lane, const struct verify_call *calls, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!check_call(lane, calls, i))
            return false;
    return check_sources(calls, count, lane->log);
}

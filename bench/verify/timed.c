// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/timed.h"

#include "bench/verify/examine.h"
#include "bench/verify/pattern.h"

#include <string.h>

enum { WIPED = 64 << 10 }; // copies to here find dst wiped; see differs_already()

static const uint8_t canary = 0xa5;

// Larger copies spare themselves the wiping where dst holds the copy before, taken from elsewhere
// in the source, so that no byte of it is right by chance.
static bool differs_already(const struct verify_call *call, const struct verify_call *before) {
    return call->bytes > WIPED && before != NULL && before->bytes >= call->bytes &&
           before->dst - before->src != call->dst - call->src &&
           before->dst + before->bytes >= call->dst + call->bytes && before->dst <= call->dst;
}

static bool canaries_live(const struct verify_call *call) {
    for (size_t i = 1; i <= VERIFY_CANARY; i++)
        if (call->dst[-(ptrdiff_t)i] != canary || call->dst[call->bytes + i - 1] != canary)
            return false;
    return true;
}

static void write_down(const struct impl *impl, const struct verify_call *call, size_t which,
                       struct verify_log *log) {
    log->probe = (struct probe){.n = call->bytes,
                                .dst_at = (uintptr_t)call->dst % 4096,
                                .src_at = (uintptr_t)call->src % 4096,
                                .entry = (unsigned)call->entry,
                                .place = PLACE_TIMED,
                                .key = which};
    log->code = (uintptr_t)impl->entries[call->entry];
    log->dst = (uintptr_t)call->dst;
    log->src = (uintptr_t)call->src;
    log->calls++;
}

static bool check_call(const struct impl *impl, const struct verify_call *call,
                       const struct verify_call *before, size_t which, struct verify_log *log) {
    if (!differs_already(call, before))
        memset(call->dst, 0, call->bytes);
    memset(call->dst - VERIFY_CANARY, canary, VERIFY_CANARY);
    memset(call->dst + call->bytes, canary, VERIFY_CANARY);
    write_down(impl, call, which, log);
    log->inside = 1;
    void *returned = impl->entries[call->entry](call->dst, call->src, call->bytes);
    log->inside = 0;
    size_t i = pattern_first_difference(call->dst, call->src, call->bytes);
    if (i < call->bytes)
        return fault_is(&log->fault, FINDING_WRONG_DATA,
                        "byte %zu of %zu is 0x%02x, should be 0x%02x", i, call->bytes, call->dst[i],
                        call->src[i]);
    if (!canaries_live(call))
        return fault_is(&log->fault, FINDING_OVERRUN, "wrote within %d bytes of dst, beyond it",
                        VERIFY_CANARY);
    return returned == call->dst ||
           fault_is(&log->fault, FINDING_RETURN_VALUE, "returned %p instead of dst, %p", returned,
                    (void *)call->dst);
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
    const uint8_t *buffer = calls[0].src - calls[0].position;
    size_t i = pattern_first_fault(buffer + from, to - from, calls[0].key, from);
    return i == to - from ||
           fault_is(
               &log->fault, FINDING_WRITES_SRC,
               "changed its source at byte %zu of the buffer, in this or an earlier timed call",
               from + i);
}

bool timed_run(const struct impl *impl, const struct verify_call *calls, size_t count,
               struct verify_log *log) {
    for (size_t i = 0; i < count; i++)
        if (!check_call(impl, &calls[i], i > 0 ? &calls[i - 1] : NULL, i, log))
            return false;
    return check_sources(calls, count, log);
}

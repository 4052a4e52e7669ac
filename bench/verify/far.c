// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/far.h"

#include "bench/verify/pattern.h"

#include <string.h>
#include <sys/mman.h>

enum { BEHIND = 4096 }; // bytes behind dst that must stay as they are

// Fresh shared memory; of such a mapping, mremap(2) with a size of 0 makes another of the same.
static bool map_unit(uint8_t *where) {
    return mmap(where, FAR_UNIT, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1,
                0) == where;
}

static bool map_area(struct far_area *area) {
    size_t bytes = (size_t)FAR_UNIT * FAR_UNITS;
    void *start = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED)
        return false;
    area->start = start;
    bool ok = map_unit(area->start) && map_unit(area->start + bytes - FAR_UNIT);
    for (size_t i = 1; ok && i < FAR_UNITS - 1; i++) {
        uint8_t *where = area->start + i * FAR_UNIT;
        ok = mremap(area->start, 0, FAR_UNIT, MREMAP_MAYMOVE | MREMAP_FIXED, where) == where;
    }
    return ok;
}

bool far_map(struct far *out) {
    *out = (struct far){0};
    return map_area(&out->src) && map_area(&out->dst);
}

static bool copy(const struct far *far, struct lane *lane, size_t n) {
    const size_t last = (size_t)FAR_UNIT * (FAR_UNITS - 1); // where the last unit begins
    size_t end = last + FAR_UNIT - BEHIND;
    size_t at = (end - n) / lane->impl->contract.align * lane->impl->contract.align;
    const struct probe probe = {.n = n, .dst_at = at, .src_at = at, .place = PLACE_FAR};
    struct lane_call c;
    struct fault *fault = &lane->log->fault;
    memset(far->dst.start, 0, FAR_UNIT);
    memset(far->dst.start + last, 0, FAR_UNIT);
    lane_prepare_elsewhere(lane, &probe, far->dst.start + at, far->src.start + at, &c);
    const struct arch_state *after = lane_enter(lane, &c);
    size_t tail = at + n - last;
    static const uint8_t nothing[BEHIND];
    if (memcmp(far->dst.start, far->src.start, FAR_UNIT) != 0 ||
        memcmp(far->dst.start + last, far->src.start + last, tail) != 0)
        return fault_is(fault, FINDING_TRUNCATED_COUNT,
                        "copied something else than %zu bytes: the count loses its upper bits", n);
    if (memcmp(far->dst.start + at + n, nothing, BEHIND) != 0)
        return fault_is(fault, FINDING_OVERRUN, "wrote past the end of dst");
    return lane_conclude_state(lane, &c, after);
}

bool far_run(const struct far *far, struct lane *lane, uint64_t key) {
    const size_t beyond[] = {(size_t)1 << 31, (size_t)1 << 32};
    const struct contract *contract = &lane->impl->contract;
    pattern_fill(far->src.start, FAR_UNIT, key);
    pattern_fill(far->src.start + (size_t)FAR_UNIT * (FAR_UNITS - 1), FAR_UNIT, key + 1);
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        size_t n = (beyond[i] / contract->granule + 1) * contract->granule;
        if (n - beyond[i] <= FAR_UNIT / 2 && n >= contract->min && !copy(far, lane, n))
            return false;
    }
    return true;
}

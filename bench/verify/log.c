// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/log.h"

#include "bench/verify/lane.h"
#include "bench/verify/sweep.h"

#include <string.h>

// More calls than any certification has time for.
static const uint64_t calls_limit = UINT32_MAX;

static bool is_line(const char *text, size_t size) {
    size_t length = strnlen(text, size);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < ' ' || (unsigned char)text[i] > '~')
            return false;
    return length < size;
}

static bool lies_in(const uint8_t *byte, const struct lane_area *area) {
    return area->is != NULL && (uintptr_t)byte - (uintptr_t)area->is < area->bytes;
}

static bool fault_is_sound(const struct fault *f, const struct lane *lane) {
    return f->class < FINDING_CLASSES && is_line(f->cause, sizeof f->cause) &&
           (f->byte == NULL || lies_in(f->byte, &lane->room) || lies_in(f->byte, &lane->edges[0]) ||
            lies_in(f->byte, &lane->edges[1]));
}

static bool probe_is_sound(const struct probe *p, const struct impl *impl, const struct lane *lane,
                           size_t timed_count) {
    if (p->entry >= impl->entry_count || p->fill >= PROBE_FILLS || p->place >= PROBE_PLACES)
        return false;
    if (p->place == PLACE_FAR || p->place == PLACE_WATCHED)
        return true;
    if (p->place == PLACE_TIMED)
        return p->key < timed_count;
    return lane_holds(lane, p);
}

bool log_is_sound(const struct verify_log *log, const struct impl *impl, const struct lane *lane,
                  size_t timed_count) {
    return log->stage <= LOG_NO_MEMORY && log->inside <= 1 && log->cut <= 1 &&
           log->stop <= SWEEP_AT_ONCE && log->traced <= 1 && log->filtered <= 1 &&
           log->far_missing <= 1 && log->litmus.done <= 1 && log->calls <= calls_limit &&
           fault_is_sound(&log->fault, lane) && fault_is_sound(&log->warning, lane) &&
           probe_is_sound(&log->probe, impl, lane, timed_count) &&
           probe_is_sound(&log->warning_probe, impl, lane, timed_count);
}

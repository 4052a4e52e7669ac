// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What is swept, and under which thresholds.
#include "bench/task/advise.h"

#include <limits.h>

enum {
    FIRST_NON_TEMPORAL = 256 << 10, // sizes below which nobody would pass the caches
    LAST_REP_MOVSB = 16 << 20,
    LAST_QUICK = 16 << 20,
};

static void add_size(struct advice_sweep *s, size_t bytes, size_t from, size_t to) {
    if (bytes >= from && bytes <= to && s->count < ADVICE_SIZES)
        s->cells[s->count++].bytes = bytes;
}

// Powers of two, and halfway between them.
static void add_sizes(struct advice_sweep *s, size_t from, size_t to, bool quick) {
    for (size_t bytes = 128; bytes <= to; bytes *= 2) {
        add_size(s, bytes, from, to);
        if (!quick)
            add_size(s, bytes / 2 * 3, from, to);
    }
}

void advise_plan(const struct advise_plan *plan, struct advice_report *report) {
    struct advice_sweep *rep = &report->sweeps[ADVICE_REP_MOVSB],
                        *non_temporal = &report->sweeps[ADVICE_NON_TEMPORAL];
    const struct glibc_thresholds *now = &plan->present;
    size_t stop = now->rep_movsb_stop_threshold > 0 ? (size_t)now->rep_movsb_stop_threshold : 0;
    size_t largest = plan->quick && plan->largest > LAST_QUICK ? LAST_QUICK : plan->largest;
    size_t last_rep = stop > LAST_REP_MOVSB ? LAST_REP_MOVSB : stop > 0 ? stop - 1 : 0;
    bool together = now->rep_movsb_stop_threshold == now->shared_non_temporal_threshold;
    report->present = *now;
    *rep = (struct advice_sweep){.present = now->rep_movsb_threshold,
                                 .never = now->rep_movsb_stop_threshold};
    *non_temporal = (struct advice_sweep){.present = now->shared_non_temporal_threshold,
                                          .never = LONG_MAX >> 3};
    if (plan->has_rep_movsb)
        add_sizes(rep, ADVISE_VECTORS * plan->vector + 2, last_rep < largest ? last_rep : largest,
                  plan->quick);
    // Between rep movsb's two thresholds nobody looks at this one, unless its end is the stop.
    size_t from =
        plan->has_rep_movsb && !together && stop > FIRST_NON_TEMPORAL ? stop : FIRST_NON_TEMPORAL;
    add_sizes(non_temporal, from, largest, plan->quick);
}

void advise_arms(const struct glibc_thresholds *present, enum advice_knob knob, size_t bytes,
                 struct glibc_thresholds arms[2]) {
    if (knob == ADVICE_NON_TEMPORAL) {
        arms[0] = advice_tuned(present, knob, LONG_MAX);
        arms[1] = *present;
        arms[1].rep_movsb_threshold = LONG_MAX;
        arms[1].shared_non_temporal_threshold = (long)bytes - 1;
        return;
    }
    for (unsigned i = 0; i < 2; i++) {
        arms[i] = *present;
        arms[i].rep_movsb_threshold = i == 0 ? LONG_MAX : 0;
        arms[i].rep_movsb_stop_threshold = LONG_MAX;
        arms[i].shared_non_temporal_threshold = LONG_MAX;
    }
}

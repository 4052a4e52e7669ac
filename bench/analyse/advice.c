// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/advice.h"

#include "bench/analyse/summary.h"

#include <math.h>
#include <string.h>

// What may be lost, and what must be won.
static const double most_lost = 0.99, least_won = 1.01;

enum advice_path advice_path_of(const struct glibc_thresholds *t, bool has_rep, size_t n) {
    long bytes = (long)n;
    if (has_rep && bytes > t->rep_movsb_threshold) {
        if (bytes < t->rep_movsb_stop_threshold)
            return ADVICE_PATH_REP_MOVSB;
        return bytes >= t->shared_non_temporal_threshold ? ADVICE_PATH_NON_TEMPORAL
                                                         : ADVICE_PATH_VECTOR;
    }
    return bytes > t->shared_non_temporal_threshold ? ADVICE_PATH_NON_TEMPORAL : ADVICE_PATH_VECTOR;
}

struct glibc_thresholds advice_tuned(const struct glibc_thresholds *present, enum advice_knob knob,
                                     long value) {
    struct glibc_thresholds t = *present;
    if (knob == ADVICE_REP_MOVSB) {
        t.rep_movsb_threshold = value;
        return t;
    }
    if (t.rep_movsb_stop_threshold == t.shared_non_temporal_threshold)
        t.rep_movsb_stop_threshold = value;
    t.shared_non_temporal_threshold = value;
    return t;
}

static struct advice_ratio ratio_of_logs(const double *logs, size_t count) {
    double sorted[ADVICE_BLOCKS], half = 0;
    memcpy(sorted, logs, count * sizeof *sorted);
    double mean = summary_trimmed_mean(sorted, count, &half);
    return (struct advice_ratio){exp(mean), exp(mean - half), exp(mean + half)};
}

struct advice_ratio advice_ratio_of(const struct advice_cell *cell, enum advice_setting setting) {
    return ratio_of_logs(cell->logs[setting], cell->blocks);
}

size_t advice_crossover(const struct advice_sweep *sweep, enum advice_setting setting) {
    size_t found = 0;
    for (size_t i = sweep->count; i-- > 0;) {
        struct advice_ratio r = advice_ratio_of(&sweep->cells[i], setting);
        if (r.hi < 1)
            break;
        if (r.lo > 1)
            found = sweep->cells[i].bytes;
    }
    return found;
}

// What a size that changes its path wins: upward, it leaves the path above for the one below.
static struct advice_ratio gain_at(const struct advice_sweep *s, size_t i, size_t setting,
                                   bool upward) {
    struct advice_ratio r = advice_ratio_of(&s->cells[i], (enum advice_setting)setting);
    return upward ? (struct advice_ratio){1 / r.ratio, 1 / r.hi, 1 / r.lo} : r;
}

// The sum of logarithms over cells[first..end), which would change their path; -INFINITY where they
// must not.
static double score(const struct advice_sweep *s, size_t first, size_t end, bool upward) {
    size_t edge = upward ? end - 1 : first; // next to the new threshold
    bool wins = false, wins_at_edge = false;
    double sum = 0;
    for (size_t i = first; i < end; i++)
        for (size_t setting = 0; setting < s->settings; setting++) {
            struct advice_ratio r = gain_at(s, i, setting, upward);
            if (!(r.ratio >= most_lost))
                return -INFINITY;
            wins = wins || r.lo > least_won;
            wins_at_edge = wins_at_edge || (i == edge && r.lo > 1);
            sum += log(r.ratio);
        }
    return wins && wins_at_edge ? sum : -INFINITY;
}

struct advice_choice advice_choose(const struct advice_sweep *sweep) {
    struct advice_choice best = {.better = false};
    double best_score = 0;
    size_t now = 0; // the first cell that takes the path above
    while (now < sweep->count && (long)sweep->cells[now].bytes <= sweep->present)
        now++;
    for (size_t k = 0; k <= sweep->count; k++) {
        bool upward = k > now;
        size_t first = upward ? now : k, end = upward ? k : now;
        double s = first < end ? score(sweep, first, end, upward) : -INFINITY;
        if (s <= best_score)
            continue;
        best_score = s;
        best = (struct advice_choice){
            .better = true,
            .threshold = k < sweep->count ? (long)sweep->cells[k].bytes - 1 : sweep->never,
            .first = first,
            .end = end};
    }
    return best;
}

// Over all sizes: the mean within each block, then as ever.
static struct advice_ratio gain_of(const struct advice_cell *cells, size_t count, size_t setting) {
    double means[ADVICE_BLOCKS] = {0};
    size_t blocks = cells[0].blocks;
    for (size_t b = 0; b < blocks; b++)
        for (size_t i = 0; i < count; i++)
            means[b] += cells[i].logs[setting][b] / (double)count;
    return ratio_of_logs(means, blocks);
}

void advice_judge(struct advice_choice *choice, const struct advice_cell *cells, size_t count,
                  size_t settings) {
    bool wins = false, loses = false;
    for (size_t setting = 0; count > 0 && setting < settings; setting++) {
        choice->gain[setting] = gain_of(cells, count, setting);
        wins = wins || choice->gain[setting].lo > least_won;
        loses = loses || !(choice->gain[setting].ratio >= most_lost);
        for (size_t i = 0; i < count; i++)
            loses =
                loses || advice_ratio_of(&cells[i], (enum advice_setting)setting).hi < most_lost;
    }
    choice->confirmed = wins && !loses;
}

long advice_value(const struct advice_report *report, enum advice_knob knob) {
    const struct advice_choice *choice = &report->choices[knob];
    if (choice->better && choice->confirmed)
        return choice->threshold;
    return knob == ADVICE_REP_MOVSB ? report->present.rep_movsb_threshold
                                    : report->present.shared_non_temporal_threshold;
}

bool advice_is_any(const struct advice_report *report) {
    bool any = false;
    for (size_t k = 0; k < ADVICE_KNOBS; k++)
        any = any || (report->choices[k].better && report->choices[k].confirmed);
    return any;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/advice.h"

#include "bench/analyse/summary.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// What may be lost at the most, and what must be won at the least.
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

void advice_add(struct advice_cell *cell, enum advice_setting setting, size_t placements,
                double value) {
    size_t turn = cell->turns[setting]++, before = turn / placements; // of this placement
    double *mean = &cell->logs[setting][turn % placements];
    *mean += (value - *mean) / (double)(before + 1);
    if (turn < placements)
        cell->blocks[setting] = turn + 1;
}

static struct advice_ratio ratio_of_logs(const double *logs, size_t count) {
    double sorted[ADVICE_BLOCKS_MOST], half = 0;
    memcpy(sorted, logs, count * sizeof *sorted);
    double mean = summary_trimmed_mean(sorted, count, &half);
    return (struct advice_ratio){exp(mean), exp(mean - half), exp(mean + half)};
}

struct advice_ratio advice_ratio_of(const struct advice_cell *cell, enum advice_setting setting) {
    return ratio_of_logs(cell->logs[setting], cell->blocks[setting]);
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

static struct advice_ratio turned(struct advice_ratio r, bool upward) {
    return upward ? (struct advice_ratio){1 / r.ratio, 1 / r.hi, 1 / r.lo} : r;
}

static struct advice_ratio gain_at(const struct advice_change *c, size_t i, size_t setting) {
    return turned(advice_ratio_of(&c->cells[i], (enum advice_setting)setting), c->upward);
}

// Over all sizes: the mean within each block that all of them have, then as ever.
static struct advice_ratio gain_over(const struct advice_change *c, size_t setting) {
    double means[ADVICE_BLOCKS_MOST] = {0};
    size_t blocks = ADVICE_BLOCKS_MOST;
    for (size_t i = 0; i < c->count; i++)
        if (c->cells[i].blocks[setting] < blocks)
            blocks = c->cells[i].blocks[setting];
    for (size_t b = 0; b < blocks; b++)
        for (size_t i = 0; i < c->count; i++)
            means[b] += c->cells[i].logs[setting][b] / (double)c->count;
    return turned(ratio_of_logs(means, blocks), c->upward);
}

static bool surely_loses(const struct advice_ratio *gain) {
    return gain->hi < most_lost;
}

static bool may_lose(const struct advice_ratio *gain) {
    return gain->lo < most_lost;
}

static bool surely_wins(const struct advice_ratio *gain) {
    return gain->lo > least_won;
}

static bool may_win(const struct advice_ratio *gain) {
    return gain->hi > least_won;
}

// Sizes in a setting that surely lose.
static size_t losers_of(const struct advice_change *c) {
    size_t count = 0;
    for (size_t setting = 0; setting < c->settings; setting++)
        for (size_t i = 0; i < c->count; i++) {
            struct advice_ratio gain = gain_at(c, i, setting);
            count += surely_loses(&gain);
        }
    return count;
}

// By all sizes together, and where `single` is set by each.
static enum advice_verdict verdict_of(const struct advice_change *c, bool single) {
    bool wins = false, can_win = false, can_lose = false;
    bool loses = single && losers_of(c) > 0;
    for (size_t setting = 0; c->count > 0 && setting < c->settings; setting++) {
        struct advice_ratio over = gain_over(c, setting);
        wins = wins || surely_wins(&over);
        can_win = can_win || may_win(&over);
        loses = loses || surely_loses(&over);
        can_lose = can_lose || may_lose(&over);
    }
    if (loses || !can_win)
        return ADVICE_NO;
    return wins && !can_lose ? ADVICE_YES : ADVICE_UNTOLD;
}

// The cell next to the new threshold.
static size_t edge_of(const struct advice_change *c) {
    return c->upward ? c->count - 1 : 0;
}

// Whether the line can be drawn there. One that does not win surely, though it looks like more than
// a little, may do so after more rounds.
static enum advice_verdict edge_verdict(const struct advice_change *c) {
    bool wins = false, seems = false, can_lose = false;
    for (size_t setting = 0; setting < c->settings; setting++) {
        struct advice_ratio gain = gain_at(c, edge_of(c), setting);
        wins = wins || gain.lo > 1;
        seems = seems || gain.ratio > least_won;
        can_lose = can_lose || may_lose(&gain);
    }
    if (!wins && !seems)
        return ADVICE_NO;
    return wins && !can_lose ? ADVICE_YES : ADVICE_UNTOLD;
}

static double sum_of_logs(const struct advice_change *c) {
    double sum = 0;
    for (size_t i = 0; i < c->count; i++)
        for (size_t setting = 0; setting < c->settings; setting++)
            sum += log(gain_at(c, i, setting).ratio);
    return sum;
}

struct advice_change advice_change_of(const struct advice_sweep *sweep,
                                      const struct advice_choice *choice) {
    const struct advice_cell *cells = sweep->cells + choice->first;
    return (struct advice_change){.cells = cells,
                                  .count = choice->end - choice->first,
                                  .settings = sweep->settings,
                                  .upward = (long)cells->bytes > sweep->present};
}

// What would change with cells from the k-th on above the threshold; `now` are.
static struct advice_choice choice_at(const struct advice_sweep *sweep, size_t now, size_t k,
                                      bool single) {
    struct advice_choice choice = {.threshold = k < sweep->count ? (long)sweep->cells[k].bytes - 1
                                                                 : sweep->never,
                                   .first = k < now ? k : now,
                                   .end = k < now ? now : k};
    struct advice_change change = advice_change_of(sweep, &choice);
    enum advice_verdict all = verdict_of(&change, single), edge = edge_verdict(&change);
    choice.found = all < edge ? all : edge;
    return choice;
}

// The best of those of which at least so much is known: with the fewest sizes that lose, which is
// none where single ones count, then with the largest sum.
static struct advice_choice best_of(const struct advice_sweep *sweep, enum advice_verdict least,
                                    bool single) {
    struct advice_choice best = {.found = ADVICE_NO};
    double most = 0;
    size_t fewest = SIZE_MAX;
    size_t now = 0; // the first cell that takes the path above
    while (now < sweep->count && (long)sweep->cells[now].bytes <= sweep->present)
        now++;
    for (size_t k = 0; k <= sweep->count; k++) {
        if (k == now)
            continue; // nothing would change
        struct advice_choice choice = choice_at(sweep, now, k, single);
        struct advice_change change = advice_change_of(sweep, &choice);
        double sum = sum_of_logs(&change);
        size_t losers = losers_of(&change);
        if (choice.found < least || losers > fewest || sum <= (losers < fewest ? 0 : most))
            continue;
        fewest = losers;
        most = sum;
        best = choice;
    }
    return best;
}

struct advice_choice advice_prospect(const struct advice_sweep *sweep) {
    return best_of(sweep, ADVICE_UNTOLD, true);
}

struct advice_choice advice_choose(const struct advice_sweep *sweep) {
    struct advice_choice sure = best_of(sweep, ADVICE_YES, true);
    return sure.found == ADVICE_YES ? sure : advice_prospect(sweep);
}

size_t advice_doubtful(const struct advice_change *c, bool out[ADVICE_SIZES][ADVICE_SETTINGS]) {
    size_t count = 0;
    bool wins = false, edge_wins = false;
    for (size_t setting = 0; setting < c->settings; setting++) {
        struct advice_ratio over = gain_over(c, setting), edge = gain_at(c, edge_of(c), setting);
        wins = wins || surely_wins(&over);
        edge_wins = edge_wins || edge.lo > 1;
    }
    for (size_t setting = 0; setting < c->settings; setting++) {
        struct advice_ratio over = gain_over(c, setting);
        bool all = may_lose(&over) || (!wins && may_win(&over));
        for (size_t i = 0; i < c->count; i++) {
            struct advice_ratio gain = gain_at(c, i, setting);
            out[i][setting] =
                all || may_lose(&gain) || (i == edge_of(c) && !edge_wins && gain.ratio > least_won);
            count += out[i][setting];
        }
    }
    return count;
}

void advice_judge(struct advice_choice *choice, const struct advice_change *anew) {
    choice->stands = verdict_of(anew, true);
    choice->doubt_count = 0;
    for (size_t i = 0; i < anew->count; i++)
        for (size_t setting = 0; setting < anew->settings; setting++) {
            struct advice_ratio gain = gain_at(anew, i, setting);
            if (may_lose(&gain))
                choice->doubts[choice->doubt_count++] =
                    (struct advice_doubt){.bytes = anew->cells[i].bytes,
                                          .setting = (enum advice_setting)setting,
                                          .loses = surely_loses(&gain),
                                          .gain = gain};
        }
    for (size_t setting = 0; anew->count > 0 && setting < anew->settings; setting++)
        choice->gain[setting] = gain_over(anew, setting);
}

struct advice_choice advice_refused(const struct advice_sweep *sweep) {
    struct advice_choice choice = best_of(sweep, ADVICE_YES, false);
    if (choice.found == ADVICE_NO)
        return choice;
    struct advice_change change = advice_change_of(sweep, &choice);
    advice_judge(&choice, &change);
    choice.found = ADVICE_NO;
    return choice;
}

// Whether it was chosen and has been confirmed.
static bool stands(const struct advice_choice *choice) {
    return choice->found != ADVICE_NO && choice->stands == ADVICE_YES;
}

long advice_value(const struct advice_report *report, enum advice_knob knob) {
    const struct advice_choice *choice = &report->choices[knob];
    if (stands(choice))
        return choice->threshold;
    return knob == ADVICE_REP_MOVSB ? report->present.rep_movsb_threshold
                                    : report->present.shared_non_temporal_threshold;
}

bool advice_is_any(const struct advice_report *report) {
    bool any = false;
    for (size_t k = 0; k < ADVICE_KNOBS; k++)
        any = any || stands(&report->choices[k]);
    return any;
}

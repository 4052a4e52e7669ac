// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Which thresholds glibc's memcpy would be faster with here. Pure functions of paired blocks.
//
// A threshold only chooses, by a size, between two paths through the same function. So each path
// was forced at each size, and a sweep holds, for every size and setting, one value a block:
//
//   v_b = ln(time below the threshold / time above it)
//
// its ratio is the exponential of their 20 % trimmed mean with its 95 % interval (summary.h): above
// 1, the path above the threshold is the faster one.
//
// Crossover, of one setting: the least size at which the whole interval lies above 1 and behind
// which none lies wholly below it.
//
// A threshold T other than the present one sends the sizes between the two down the other path.
// What that gains has an interval at each size, and one over all these sizes (of each setting the
// mean within each block, then as ever). Intervals alone decide:
//
//   no      at some size, or over all of them, a setting surely loses: its whole interval lies
//           below 0.99. Or none can win: no setting's interval over all reaches above 1.01.
//   yes     over all sizes some setting surely wins, its whole interval above 1.01, and none may
//           lose: no setting's interval reaches below 0.99.
//   untold  else.
//
// A size whose interval reaches to both sides of 0.99 is in doubt and decides nothing: one of a
// hundred is always noisy, and its ratio would say yes today and no tomorrow. That it does not lose
// is as little proved. So it gets more rounds as long as there is time, and is named where they did
// not tell; what it may cost a setting as a whole is in the interval over all sizes. Only where the
// size next to T is in doubt is T untold, or the next run would draw the line elsewhere: that size
// must surely win in some setting, its whole interval above 1, and may lose in none.
//
// Of those that are a yes, or where there is none of those untold, the one with the largest sum of
// logarithms is chosen. What is chosen as the best of many looks better than it is. So it is
// measured once more, the process's thresholds against the advised ones, and judged in the same way
// by the new rounds alone.
#ifndef ANALYSE_ADVICE_H
#define ANALYSE_ADVICE_H

#include "bench/impl/glibc_thresholds.h"

#include <stddef.h>

enum advice_knob { ADVICE_REP_MOVSB, ADVICE_NON_TEMPORAL, ADVICE_KNOBS };

// How many cores copy, and whether dst is read behind each copy. Where there is but one core, the
// first two are all.
enum advice_setting {
    ADVICE_ONE_COPY,
    ADVICE_ONE_READ,
    ADVICE_ALL_COPY,
    ADVICE_ALL_READ,
    ADVICE_SETTINGS
};

enum {
    ADVICE_BLOCKS = 8,       // that every cell is to have
    ADVICE_BLOCKS_MOST = 16, // that one in doubt can have, a placement each
    ADVICE_SIZES = 64,       // most of a sweep
};

struct advice_cell {
    size_t bytes;
    size_t turns[ADVICE_SETTINGS];  // taken, advice_add()
    size_t blocks[ADVICE_SETTINGS]; // 3 at least
    double logs[ADVICE_SETTINGS][ADVICE_BLOCKS_MOST];
};

struct advice_ratio {
    double ratio, lo, hi;
};

struct advice_sweep {
    struct advice_cell cells[ADVICE_SIZES]; // sizes ascending
    size_t count;                           // 0: nothing to choose here
    size_t settings;                        // 2 or ADVICE_SETTINGS
    long present;                           // sizes above it take the path above
    long never;                             // a threshold that no size swept is above
};

// Cells that change their path.
struct advice_change {
    const struct advice_cell *cells;
    size_t count, settings;
    bool upward; // they leave the path above the threshold: a gain is 1 / their ratio
};

enum advice_verdict { ADVICE_NO, ADVICE_UNTOLD, ADVICE_YES };

// A size in a setting that may lose, or surely does.
struct advice_doubt {
    size_t bytes;
    enum advice_setting setting;
    bool loses;
    struct advice_ratio gain;
};

// What was found for a knob.
struct advice_choice {
    enum advice_verdict found;  // by the sweep; ADVICE_NO: nothing, or advice_refused()
    long threshold;             // the chosen one
    size_t first, end;          // cells that would change their path
    enum advice_verdict stands; // by rounds of its own, as all that follows
    struct advice_ratio gain[ADVICE_SETTINGS]; // time now / time as chosen, over these cells
    struct advice_doubt doubts[ADVICE_SIZES * ADVICE_SETTINGS];
    size_t doubt_count;
};

struct advice_report {
    const char *variant;             // "avx512_unaligned_erms"
    struct glibc_thresholds present; // of the C library
    bool assumed;                    // they are not read but guessed
    size_t cores;
    unsigned cpu; // where the one core measured
    unsigned seed;
    struct advice_sweep sweeps[ADVICE_KNOBS];
    struct advice_choice choices[ADVICE_KNOBS];
};

// The paths through a variant.
enum advice_path { ADVICE_PATH_VECTOR, ADVICE_PATH_REP_MOVSB, ADVICE_PATH_NON_TEMPORAL };

// Which one a copy of n bytes takes that do not overlap; n above what the variant does without a
// loop. has_rep: the variant looks at the rep movsb threshold.
enum advice_path advice_path_of(const struct glibc_thresholds *t, bool has_rep, size_t n);

// The thresholds a process would have with one of them tuned. Where the stop threshold is the
// non-temporal one, as glibc makes it on all but AMD's processors, they move together.
struct glibc_thresholds advice_tuned(const struct glibc_thresholds *present, enum advice_knob knob,
                                     long value);

// Adds a cell's next turn, the placements taking turns; there are so many of them. A block is a
// placement: of one that has had its turn before, the mean counts. Else ever more turns at the same
// placements would narrow the interval beyond what other placements, the next run's, then show.
void advice_add(struct advice_cell *cell, enum advice_setting setting, size_t placements,
                double value);

struct advice_ratio advice_ratio_of(const struct advice_cell *cell, enum advice_setting setting);

// 0: none.
size_t advice_crossover(const struct advice_sweep *sweep, enum advice_setting setting);

// Of all that might be chosen for a knob the best by what is known so far, and so what is worth
// more rounds; advice_choose() takes what is a yes before what is untold. Both fill in a choice to
// its cells.
struct advice_choice advice_prospect(const struct advice_sweep *sweep);
struct advice_choice advice_choose(const struct advice_sweep *sweep);

// What would be chosen if a single size could not refuse it: where nothing else is found, what
// stands in the way. Judged by the sweep: its doubts are the sizes. found is ADVICE_NO, and end 0
// where there is none.
struct advice_choice advice_refused(const struct advice_sweep *sweep);

// What a choice would change of a sweep.
struct advice_change advice_change_of(const struct advice_sweep *sweep,
                                      const struct advice_choice *choice);

// Which cells and settings more rounds would say more of: sizes in doubt, and all sizes of a
// setting that is itself. How many.
size_t advice_doubtful(const struct advice_change *change, bool out[ADVICE_SIZES][ADVICE_SETTINGS]);

// Judges a choice by its cells measured anew, where logs are ln(time now / time as chosen).
void advice_judge(struct advice_choice *choice, const struct advice_change *anew);

// The value a knob should have: the chosen one where that stands, else the present one.
long advice_value(const struct advice_report *report, enum advice_knob knob);

// Whether any knob should be turned.
bool advice_is_any(const struct advice_report *report);

#endif

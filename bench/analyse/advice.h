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
// A threshold T other than the present one sends the sizes between the two down the other path. It
// can be advised where none of these loses more than 1 % in any setting, by the ratio itself, and
// where the one that lies next to T wins with its whole interval in a setting at least, as some one
// does by more than 1 %. Of those that can be, the one with the largest sum of logarithms is
// chosen.
//
// What is chosen as the best of many looks better than it is. So it is measured once more, the
// process's thresholds against the advised ones, and judged by the new rounds alone. Of each
// setting the mean over the sizes is taken within each block, and of these the trimmed mean with
// its interval. The advice stands where the whole interval of some setting lies above 1.01, no
// setting's ratio below 0.99 and no size's whole interval below 0.99 in any setting.
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
    ADVICE_BLOCKS = 8,
    ADVICE_SIZES = 64, // most of a sweep
};

struct advice_cell {
    size_t bytes;
    size_t blocks; // of each setting, 3 at least
    double logs[ADVICE_SETTINGS][ADVICE_BLOCKS];
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

// What was found for a knob.
struct advice_choice {
    bool better;                               // all below holds; else nothing was found
    long threshold;                            // the advised one
    size_t first, end;                         // cells that would change their path
    bool confirmed;                            // by rounds of its own
    struct advice_ratio gain[ADVICE_SETTINGS]; // time now / time as advised, over these cells
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

struct advice_ratio advice_ratio_of(const struct advice_cell *cell, enum advice_setting setting);

// 0: none.
size_t advice_crossover(const struct advice_sweep *sweep, enum advice_setting setting);

// Fills in all but gain and confirmed.
struct advice_choice advice_choose(const struct advice_sweep *sweep);

// Judges by the cells measured anew, where logs are ln(time now / time as advised).
void advice_judge(struct advice_choice *choice, const struct advice_cell *cells, size_t count,
                  size_t settings);

// The value a knob should have: the advised one where that was confirmed, else the present one.
long advice_value(const struct advice_report *report, enum advice_knob knob);

// Whether any knob should be turned.
bool advice_is_any(const struct advice_report *report);

#endif

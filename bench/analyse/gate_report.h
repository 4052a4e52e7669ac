// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// All that a gate has to say, for whoever prints it.
#ifndef ANALYSE_GATE_REPORT_H
#define ANALYSE_GATE_REPORT_H

#include "bench/analyse/comparable.h"
#include "bench/analyse/gate_suite.h"

#include <stdlib.h>

enum { GATE_FAULT = 480 }; // a finding of the verifier with the call that shows it again

// How a cell stands to what was stored of it. Advice: no verdict comes from it.
enum gate_drift_kind {
    DRIFT_NONE,    // not beyond the tolerance, as far as can be told
    DRIFT_SLOWER,  // the whole interval lies above the tolerance
    DRIFT_FASTER,  // below minus the tolerance
    DRIFT_UNKNOWN, // the core was shared in one of the two alone: that changes ratios
    DRIFT_KINDS
};

struct gate_drift {
    size_t cell; // index
    enum gate_drift_kind kind;
    double change, lo, hi; // (candidate / anchor now) / (the same as stored) - 1, 95 % interval
    bool same_bytes;       // known to be
};

// What a stored baseline says of the cells.
struct gate_past {
    bool asked;
    char path[RESULT_TEXT], date[RESULT_TEXT]; // of the baseline; of the nearest where none fits
    char differs[COMPARABLE_TEXT];             // why that one does not fit; empty where it does
    struct gate_drift *drifts;                 // owned; in the order of the cells
    size_t drift_count;
    size_t counts[DRIFT_KINDS];
};

struct gate_report {
    struct fingerprint machine;
    size_t page_bytes; // under the buffers, in effect; 0 unknown
    char anchor_sha256[IMPL_SHA256];
    char date[RESULT_TEXT]; // UTC, ISO 8601
    char command[RESULT_COMMAND];
    char base[RESULT_TEXT], candidate[RESULT_TEXT]; // as typed
    uint32_t seed;
    double tolerance, tolerance_large; // above SAMPLE_LARGE
    double wall_seconds, verify_seconds;
    struct gate_cell *cells; // settled; canaries behind the others, sizes ascending
    size_t cell_count;
    struct gate_suite suite;
    char (*notes)[RESULT_TEXT]; // what was left out, and why
    size_t note_count;
    struct gate_past past;
    char recorded[RESULT_TEXT]; // the file this run was stored in, or why it was not; empty where
                                // nobody asked
    char fault[GATE_FAULT];     // what ended it before its end; empty where nothing did
    int signal;                 // that interrupted it; 0: none
    enum exit_status status;    // what all of it comes to
};

static inline void gate_report_free(struct gate_report *report) {
    free(report->cells);
    free(report->notes);
    free(report->past.drifts);
    *report = (struct gate_report){.signal = 0};
}

#endif

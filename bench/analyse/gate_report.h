// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// All that a gate has to say, for whoever prints it.
#ifndef ANALYSE_GATE_REPORT_H
#define ANALYSE_GATE_REPORT_H

#include "bench/analyse/gate_suite.h"
#include "bench/record/result.h"

#include <stdlib.h>

enum { GATE_FAULT = 480 }; // a finding of the verifier with the call that shows it again

struct gate_report {
    struct fingerprint machine;
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
    char fault[GATE_FAULT];  // what ended it before its end; empty where nothing did
    int signal;              // that interrupted it; 0: none
    enum exit_status status; // what all of it comes to
};

static inline void gate_report_free(struct gate_report *report) {
    free(report->cells);
    free(report->notes);
    *report = (struct gate_report){.signal = 0};
}

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What check found as one HTML page, as report.h has it for races: for whoever opens what a CI job
// has kept.
#ifndef PRESENT_REPORT_GATE_H
#define PRESENT_REPORT_GATE_H

#include "bench/analyse/gate_report.h"

struct report_gate {
    const struct gate_report *report; // as gate_read() has it
    const char *path;                 // of its file, whose bytes the page hands out
    const char *command;              // what makes the page again
    size_t left_out;                  // cells that the page is to be without
};

// Draws the forest (present/gnuplot.h) and writes the page, whole or not at all.
bool report_gate_write(const struct report_gate *gate, const char *path, struct failure *failure);

#endif

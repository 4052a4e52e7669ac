// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Reads what gate_json_print() wrote, and believes nothing in it.
#ifndef PRESENT_GATE_READ_H
#define PRESENT_GATE_READ_H

#include "bench/analyse/gate_report.h"

// Fills in what a picture or a page of the cells wants: host, date, command, base, candidate, seed,
// tolerances, seconds, fault, status, notes and the cells, of which the suite is summed up anew.
// EXIT_USAGE, with the place, where something is missing or can't be. Owned by the caller
// (gate_report_free).
bool gate_read(const char *path, struct gate_report *out, struct failure *failure);

// Whether a file is JSON that says it is check's, sound or not.
bool gate_is_json(const char *path);

#endif

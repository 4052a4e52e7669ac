// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Reads what gate_json_print() wrote, and believes nothing in it.
#ifndef PRESENT_GATE_READ_H
#define PRESENT_GATE_READ_H

#include "bench/analyse/gate_report.h"

// Fills in what a picture or a table of the cells wants: host, date, base, candidate, seed,
// tolerances, seconds, fault, status and the cells, of which the suite is summed up anew.
// EXIT_USAGE, with the place, where something is missing or can't be. Owned by the caller
// (gate_report_free).
bool gate_read(const char *path, struct gate_report *out, struct failure *failure);

#endif

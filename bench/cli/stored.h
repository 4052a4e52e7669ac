// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Stored results, as people name them.
#ifndef CLI_STORED_H
#define CLI_STORED_H

#include "bench/analyse/gate_report.h"
#include "bench/base/choice.h"
#include "bench/record/result.h"

// The path of a result's file. Owned by the caller; NULL where memory is short.
char *stored_file(const char *path);

// Whether a file holds what check wrote. A pipe does not: it could not be read again.
bool stored_is_check(const char *path);

// Reads a result, named by its file or by the directory it lies in, and derives its figures.
// *directory is the directory, to be freed.
bool stored_read(const char *path, struct result *out, char **directory, struct failure *failure);

// Whether each glob names an implementation of the result: one that names none is bad usage.
bool stored_check_globs(const struct result *result, const char *const *globs, size_t count,
                        struct failure *failure);

// Keeps the implementations that are meant, and their rows, and those of ceilings and the floor.
// Nothing left is bad usage.
bool stored_keep(struct result *result, const struct choice *choice, struct failure *failure);

// Keeps the cells of a check that are meant, and sums them up anew; there may be none.
void stored_keep_cells(struct gate_report *report, const struct choice *choice);

#endif

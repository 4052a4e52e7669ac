// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Where results go.
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "bench/base/failure.h"

#include <stddef.h>

// A directory for a result and its pictures.
struct output {
    char *directory;
    size_t made; // its first so many bytes name the topmost directory that is new, 0: none is; what
                 // is new is taken away again if nothing is kept in it
};

// Makes the directory, results/<host>-<UTC time> where `wanted` is NULL, and makes sure now that it
// can be written.
bool output_open(struct output *out, const char *wanted, const char *host, struct failure *failure);

// Removes the directories we made, as far as nothing lies in them; frees.
void output_close(struct output *output);

#endif

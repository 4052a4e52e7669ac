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

// Makes the directory; where `wanted` is NULL one that nobody else has,
// results/<host>-<UTC time>[-<n>].
bool output_open(struct output *out, const char *wanted, const char *host, struct failure *failure);

// Makes sure that it can be written.
bool output_probe(const struct output *output, struct failure *failure);

// Prints a directory's name on standard output, without what would do something to a terminal.
void output_print(const char *directory);

// Removes the directories we made, as far as nothing lies in them; frees.
void output_close(struct output *output);

#endif

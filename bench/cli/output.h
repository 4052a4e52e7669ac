// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Where results go and where they are found.
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "bench/record/result.h"

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

// Reads a result, named by its file or by the directory it lies in, and derives its figures.
// *directory is the directory, to be freed.
bool output_read_result(const char *path, struct result *out, char **directory,
                        struct failure *failure);

#endif

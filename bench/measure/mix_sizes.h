// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The sizes of a mix as a file of the user's own has them: how often a program copies how much.
#ifndef MEASURE_MIX_SIZES_H
#define MEASURE_MIX_SIZES_H

#include "bench/base/failure.h"
#include "bench/impl/impl.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    MIX_FILE_BYTES = 1 << 20, // of the largest file
    MIX_FILE_NAME = 64,       // bytes that hold its name, cut where it is longer
};

struct mix_size {
    size_t bytes; // a multiple of 64
    double up_to; // the share of calls of this size and of all before it
};

struct mix_sizes {
    struct mix_size *list; // owned; ascending, each size once; the last one's share is 1
    size_t count;
    char name[MIX_FILE_NAME]; // of the file, without its directory
    char sha256[IMPL_SHA256]; // of its bytes
    bool first_of_three;      // lines: the others tell of overlap and alignment
};

// Reads `size:weight` pairs, parted by commas, blanks or newlines; `#` begins a comment. Weights
// need not add up to 1, and a size may come twice. Sizes are rounded up to a multiple of 64, 0 too.
//
// A file of three lines of several pairs in which the second has no value but 0 and 1 and the third
// none but powers of two up to 4096 tells of sizes, overlap and alignment: its first line is read.
//
// EXIT_USAGE, with the number of the line, for what is no such file.
bool mix_sizes_read(const char *path, struct mix_sizes *out, struct failure *failure);
void mix_sizes_free(struct mix_sizes *sizes);

#endif

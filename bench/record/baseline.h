// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a gate keeps for later ones: how long kernels took on one machine, as ratios to the anchor,
// which never changes. results/README.md describes the file.
#ifndef RECORD_BASELINE_H
#define RECORD_BASELINE_H

#include "bench/record/result.h"

enum {
    BASELINE_SCHEMA_VERSION = 1,
    BASELINE_BYTES = 16 << 20, // of the largest file that is read
    BASELINE_ROWS = 16384,     // most that are read, or written
};

// A kernel at a size.
struct baseline_row {
    char impl[IMPL_NAME];
    size_t bytes;
    char sha256[IMPL_SHA256]; // of its bytes, or a library's; empty where unknown
    double to_anchor, lo, hi; // its time / the anchor's, with the 95 % interval
    bool shared_core;         // from rounds in which the core was shared
};

struct baseline {
    int version; // of the schema; where it is not ours, all that was read
    struct fingerprint machine;
    size_t page_bytes;        // of the buffers, in effect; 0 unknown
    char anchor[IMPL_SHA256]; // of the anchor's bytes
    char date[RESULT_TEXT];   // UTC, ISO 8601
    char command[RESULT_COMMAND];
    struct baseline_row *rows; // owned
    size_t row_count;
};

// Writes the file as a whole or not at all.
bool baseline_write(const struct baseline *baseline, const char *path, struct failure *failure);

// Reads a file and checks every field; EXIT_USAGE with the place where it is wrong. One of another
// schema version is read as far as its version. Owned by the caller.
bool baseline_read(const char *path, struct baseline *out, struct failure *failure);
void baseline_free(struct baseline *baseline);

#endif

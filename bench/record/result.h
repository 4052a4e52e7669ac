// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A race as it is kept: what was measured, where, how, and the raw samples. result.json holds it
// (results/README.md describes the file); the later stages read nothing else.
#ifndef RECORD_RESULT_H
#define RECORD_RESULT_H

#include "bench/base/failure.h"
#include "bench/impl/impl.h"
#include "bench/machine/fingerprint.h"
#include "bench/measure/call_loop.h"
#include "bench/measure/condition.h"
#include "bench/measure/mix_sizes.h"
#include "bench/measure/sample.h"
#include "bench/verify/verify.h"

#include <stdio.h>

enum {
    RESULT_SCHEMA_VERSION = 1,
    RESULT_TEXT = 256,
    RESULT_NOTES = 16,
    RESULT_COMMAND = 1024,
};

// A row's figures, derived from its samples by analyse/summary.h, where each is defined.
struct summary {
    double ns, ns_q1, ns_q3;          // per call: median and quartiles
    double ratio, ratio_lo, ratio_hi; // reference time / candidate time, 95 % interval
    double layout_sensitivity;
    size_t used;        // rounds the figures come from
    size_t dropped;     // rounds left out as tainted
    double shared_core; // share of all rounds with a busy sibling, 0 to 1
    bool disturbed;     // more than half of all rounds were tainted
    bool from_shared;   // too few rounds were alone: the figures come from shared ones too
};

// One cell.
struct result_row {
    char impl[IMPL_NAME];
    enum impl_kind kind;
    size_t bytes;      // of a call; of a mix, of the largest
    double bytes_mean; // of a call
    struct condition condition;
    size_t page_bytes;        // of the buffers, in effect, the smallest; 0 unknown
    char sha256[IMPL_SHA256]; // empty where unknown
    struct cell_samples samples;
    struct summary summary;
    double percent_of_ceiling; // from analyse/ceiling.h; NAN where there is none
};

// What reading alone, or writing alone, takes at a size: the kernel that was the fastest.
struct ceiling_half {
    char impl[IMPL_NAME];
    double ratio; // reference time / time of reading (or writing) n bytes
    double gb;    // 1e9 payload bytes a second
};

// The ceiling of a size, derived by analyse/ceiling.h, which defines it.
struct ceiling {
    size_t bytes;
    struct ceiling_half load, store;
};

// One implementation that was to be raced.
struct result_impl {
    char name[IMPL_NAME];
    enum impl_kind kind;
    char sha256[IMPL_SHA256];
    char missing[RESULT_TEXT];      // features it lacks here; empty: it can run
    bool isa_known;                 // files of before this was kept do not say
    uint64_t isa;                   // features its contract needs, a bit an enum cpu_feature
    struct certificate certificate; // meaningful where it can run
};

struct result {
    struct fingerprint machine;
    char date[RESULT_TEXT]; // UTC, ISO 8601
    char command[RESULT_COMMAND];
    char reference[IMPL_NAME];
    uint32_t seed;
    char mix[MIX_FILE_NAME];               // the file that a mix's sizes are from; empty: none is
    char mix_sha256[IMPL_SHA256];          // of its bytes
    enum call_placement calls;             // how far away the loop that called was
    size_t page_bytes;                     // of the buffers, in effect; 0 unknown
    double wall_seconds;                   // of the whole run up to the writing of this
    double setup_seconds;                  // of these: buffers, clock, machine
    double verify_seconds;                 // of these: in the verifier
    double measure_seconds;                // of these: from the first round to the last
    double timed_seconds;                  // of these: in timed copies
    size_t peak_memory_bytes;              // most held at once by the program or a child of it
    int signal;                            // that interrupted it; 0: complete
    char notes[RESULT_NOTES][RESULT_TEXT]; // what could not be controlled
    size_t note_count;
    struct result_impl *impls;
    size_t impl_count;
    struct result_row *rows; // in the order measured
    size_t row_count;
    struct ceiling *ceilings; // ascending; room for one a row
    size_t ceiling_count;
};

// Throughput in GB/s where a call takes so long.
static inline double result_gb(const struct result_row *row, double ns) {
    return row->bytes_mean / ns;
}

// Whether two rows are of one cell: the same implementation, size and condition.
bool result_same_cell(const struct result_row *a, const struct result_row *b);

// Adds to a row what was measured later of the same cell. False where there is no room for it.
bool result_add_part(struct result_row *row, const struct result_row *part);

// The row of an implementation that nobody has certified yet.
struct result_impl result_impl_of(const struct impl *impl);

// Makes room for `impls` and `rows`, both counts 0.
bool result_init(struct result *result, size_t impls, size_t rows, struct failure *failure);
void result_free(struct result *result);

// Takes a certificate back: timed, at this size, the implementation did something else than when it
// was verified.
void result_revoke(struct result *result, const char *impl, size_t bytes);

// Drops the rows of whose certificate was taken back, and all where that is the reference: they are
// no times of a copy.
void result_drop_revoked(struct result *result);

// Adds a note; control characters in it are replaced. Silently full after RESULT_NOTES.
__attribute__((format(printf, 2, 3))) void result_note(struct result *result, const char *format,
                                                       ...);

// Prints it as result.json. False where a text is not UTF-8 or the output could not be written.
bool result_print(const struct result *result, FILE *out);

// Prints a line an implementation, as they stand in result.json, as one JSON array.
bool result_print_impls(const struct result_impl *impls, size_t count, FILE *out);

// Writes the file as a whole or not at all: a temporary file beside it is synced and renamed, then
// the directory is synced.
bool result_write(const struct result *result, const char *path, struct failure *failure);

// Reads and checks a file; summaries are left for analyse/ to derive. The failure says where the
// file is wrong.
bool result_read(const char *path, struct result *out, struct failure *failure);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// check --baseline and check --record: where what is stored lies.
//
//      FILE.json                       that file
//      DIR                             DIR/<cpu>/<key>.json: <cpu> is vendor, family, model and
//                                      stepping, <key> what comparable machines have in common
#ifndef CLI_BASELINES_H
#define CLI_BASELINES_H

#include "bench/analyse/gate_past.h"
#include "bench/cli/output.h"

// What there is to compare with.
struct baselines {
    bool asked;
    struct stored_baseline {
        char *path; // owned
        struct baseline baseline;
    } * list; // owned
    size_t count;
};

// Reads a file, or all *.json in a directory and in those in it. EXIT_USAGE where one is damaged or
// no baseline. NULL opens nothing.
bool baselines_open(struct baselines *out, const char *path, struct failure *failure);
void baselines_close(struct baselines *baselines);

// Fills in the report's past from the newest that fits, or says how the nearest differs.
bool baselines_compare(const struct baselines *baselines, struct gate_report *report,
                       struct failure *failure);

// Where a run is to be stored.
struct recording {
    const char *file;     // as typed; NULL: into the directory
    struct output output; // which is open; empty where nothing is to be stored
};

// Makes sure that it can be written. NULL stores nothing.
bool recording_open(struct recording *out, const char *path, const struct cpu_place *place,
                    struct failure *failure);
bool recording_write(const struct recording *recording, struct gate_report *report,
                     struct failure *failure);
void recording_close(struct recording *recording); // directories that are still empty go again

#endif

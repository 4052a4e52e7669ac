// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The parts that result.json, the journal of an unfinished race and a gate's baseline are made of,
// as JSON: each is written and read in one place. For record/, and for who reads another file of
// ours.
#ifndef RECORD_PARTS_H
#define RECORD_PARTS_H

#include "bench/record/result.h"

#include <jansson.h>

// Written. NULL where a text is not UTF-8 or memory is short. Owned by the caller.
json_t *parts_of_identity(const struct result_impl *impl); // an implementation, not its certificate
json_t *parts_of_impl(const struct result_impl *impl);     // with it, where it can run
json_t *parts_of_row(const struct result_row *row); // what was measured of a cell, nothing derived
json_t *parts_of_head(const struct result *result); // a result file with no benchmarks in it
json_t *parts_of_fingerprint(const struct fingerprint *machine, size_t buffer_page_bytes);
json_t *parts_of_number(double value); // five significant digits; null: not finite

// Where a reader is, for its complaints.
struct reader {
    const char *path;
    size_t line;    // 0: not read by lines
    char place[64]; // "benchmarks[3]"
    const char *advice;
    struct failure *failure;
};

// Says where and why, and returns false.
bool parts_wrong(const struct reader *reader, const char *why);

// A file's JSON, NULL with a failure where it is none; the advice says what to name instead.
json_t *parts_load(const char *path, const char *advice, struct failure *failure);

// Copies a text, printable; one that is too long is complained of as `what`. A name must be one.
bool parts_copy_text(const struct reader *reader, char *out, size_t size, const char *text,
                     const char *what);
bool parts_copy_name(const struct reader *reader, char out[IMPL_NAME], const char *text);
bool parts_read_kind(const struct reader *reader, const char *text, enum impl_kind *out);

// A SHA-256 or null, which makes *out empty.
bool parts_read_sha256(const struct reader *reader, const json_t *value, char out[IMPL_SHA256]);

// Read. *out is zeroed by the caller and filled in; nothing is believed.
bool parts_read_identity(const struct reader *reader, json_t *object, struct result_impl *out);
bool parts_read_impl(const struct reader *reader, json_t *object, struct result_impl *out);
bool parts_read_row(const struct reader *reader, json_t *object, struct result_row *out);
bool parts_read_fingerprint(const struct reader *reader, json_t *object, struct fingerprint *out,
                            size_t *buffer_page_bytes);
bool parts_read_result(struct reader *reader, json_t *root, struct result *out);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/gate_read.h"

#include "bench/base/sizes.h"
#include "bench/record/parts.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

enum { SCHEMA_VERSION = 1, SIGNALLED = 128 }; // a status above: ended by a signal

// A figure that may be missing, as JSON knows no NAN.
static const struct {
    const char *key;
    size_t offset; // in struct gate_estimate
    double least, most;
} figures[] = {
    {"slowdown", offsetof(struct gate_estimate, slowdown), -1, 1e9},
    {"slowdown_lo", offsetof(struct gate_estimate, lo), -1, 1e9},
    {"slowdown_hi", offsetof(struct gate_estimate, hi), -1, 1e9},
    {"p", offsetof(struct gate_estimate, p), 0, 1},
    {"detectable", offsetof(struct gate_estimate, detectable), 0, 1e9},
    {"ns", offsetof(struct gate_estimate, ns), 0, 1e15},
    {"base_ns", offsetof(struct gate_estimate, base_ns), 0, 1e15},
    {"to_anchor", offsetof(struct gate_estimate, to_anchor), 0, 1e9},
    {"base_to_anchor", offsetof(struct gate_estimate, base_to_anchor), 0, 1e9},
};

static bool read_figures(const struct reader *r, const json_t *object, struct gate_estimate *out) {
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        const json_t *value = json_object_get(object, figures[i].key);
        double figure = value != NULL ? json_number_value(value) : NAN;
        if (value != NULL && (!json_is_number(value) || !(figure >= figures[i].least) ||
                              !(figure <= figures[i].most))) {
            char why[96];
            snprintf(why, sizeof why, "'%s' is no number or out of range", figures[i].key);
            return parts_wrong(r, why);
        }
        memcpy((char *)out + figures[i].offset, &figure, sizeof figure);
    }
    bool one = isfinite(out->slowdown) || isfinite(out->lo) || isfinite(out->hi);
    return !one || (out->lo <= out->slowdown && out->slowdown <= out->hi) ||
           parts_wrong(r, "a slowdown lies outside its interval, or has none");
}

static bool read_verdict(const struct reader *r, const char *text, enum gate_verdict *out) {
    for (unsigned v = 0; v < GATE_VERDICTS; v++)
        if (strcmp(gate_verdict_name(v), text) == 0) {
            *out = v;
            return true;
        }
    return parts_wrong(r, "an unknown verdict");
}

static bool read_reason(const struct reader *r, const char *text, enum gate_reason *out) {
    for (unsigned reason = 0; reason < GATE_REASONS; reason++)
        if (strcmp(gate_reason_text(reason), text) == 0) {
            *out = reason;
            return true;
        }
    return parts_wrong(r, "an unknown reason");
}

static bool read_stage(const struct reader *r, json_t *object, struct gate_estimate *out) {
    const char *verdict = NULL;
    json_int_t blocks = 0, rounds = 0, tainted = 0;
    int shared = 0, sensitive = 0;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:I, s:I, s:I, s:b, s:b}", "verdict", &verdict,
                       "blocks", &blocks, "rounds", &rounds, "tainted", &tainted, "shared_core",
                       &shared, "layout_sensitive", &sensitive) != 0)
        return parts_wrong(r, e.text);
    if (blocks < 0 || rounds < 0 || tainted < 0)
        return parts_wrong(r, "blocks, rounds or tainted is below 0");
    out->blocks = (size_t)blocks;
    out->used = (size_t)rounds;
    out->tainted = (size_t)tainted;
    out->from_shared = shared != 0;
    out->layout_sensitive = sensitive != 0;
    return read_verdict(r, verdict, &out->verdict) && read_figures(r, object, out);
}

static bool read_stages(const struct reader *r, json_t *list, struct gate_cell *out) {
    size_t i = 0;
    json_t *item = NULL;
    if (!json_is_array(list) || json_array_size(list) > GATE_STAGES)
        return parts_wrong(r, "stages is no array of three at the most");
    json_array_foreach(list, i, item) {
        if (!read_stage(r, item, &out->stages[out->stage_count++]))
            return false;
    }
    return !out->identical || out->stage_count <= 1 || // the first is for their own sake
           parts_wrong(r, "the same bytes have been judged");
}

static bool read_cell(const struct reader *r, json_t *object, struct gate_cell *out) {
    const char *name = NULL, *verdict = NULL, *reason = NULL;
    json_int_t bytes = 0;
    int canary = 0, identical = 0;
    json_t *stages = NULL;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:I, s:F, s:b, s:b, s:s, s:s, s:F, s:F, s:o}", "name",
                       &name, "bytes", &bytes, "tolerance", &out->tolerance, "canary", &canary,
                       "identical", &identical, "verdict", &verdict, "reason", &reason, "holm_p",
                       &out->holm, "q", &out->q, "stages", &stages) != 0)
        return parts_wrong(r, e.text);
    if (!impl_name_is_valid(name))
        return parts_wrong(r, "a name is not [a-z0-9][a-z0-9_.-]{0,47}");
    if (bytes <= 0 || bytes > (json_int_t)SIZE_LIMIT || bytes % SIZE_STEP != 0)
        return parts_wrong(r, "bytes is no multiple of 64 from 64 to 64G");
    if (!(out->tolerance > 0 && out->tolerance <= 10))
        return parts_wrong(r, "tolerance is not above 0 and to 10");
    if (!(out->holm >= 0 && out->holm <= 1 && out->q >= 0 && out->q <= 1))
        return parts_wrong(r, "holm_p or q is not from 0 to 1");
    snprintf(out->name, sizeof out->name, "%s", name);
    out->bytes = (size_t)bytes;
    out->canary = canary != 0;
    out->identical = identical != 0;
    return read_verdict(r, verdict, &out->verdict) && read_reason(r, reason, &out->reason) &&
           read_stages(r, stages, out);
}

static bool read_cells(struct reader *r, json_t *list, struct gate_report *out) {
    size_t i = 0;
    json_t *item = NULL;
    if (!json_is_array(list))
        return parts_wrong(r, "cells is no array");
    out->cells = calloc(json_array_size(list) + 1, sizeof *out->cells);
    if (out->cells == NULL)
        return failure_set(r->failure, EXIT_ENVIRONMENT, "%.200s: out of memory", r->path);
    json_array_foreach(list, i, item) {
        snprintf(r->place, sizeof r->place, "memcpybench_gate.cells[%zu]", i);
        if (!read_cell(r, item, &out->cells[out->cell_count++]))
            return false;
    }
    out->suite = gate_suite_of(out->cells, out->cell_count);
    return true;
}

static bool read_notes(const struct reader *r, const json_t *list, struct gate_report *out) {
    size_t i = 0;
    json_t *item = NULL;
    if (list == NULL)
        return true;
    if (!json_is_array(list))
        return parts_wrong(r, "notes is no array");
    out->notes = calloc(json_array_size(list) + 1, sizeof *out->notes);
    if (out->notes == NULL)
        return failure_set(r->failure, EXIT_ENVIRONMENT, "%.200s: out of memory", r->path);
    json_array_foreach(list, i, item) {
        if (!json_is_string(item) || strlen(json_string_value(item)) >= sizeof *out->notes)
            return parts_wrong(r, "a note is no string, or too long");
        fingerprint_clean(out->notes[out->note_count++], sizeof *out->notes,
                          json_string_value(item));
    }
    return true;
}

static bool read_gate(struct reader *r, json_t *object, struct gate_report *out) {
    const char *base = NULL, *candidate = NULL, *fault = NULL;
    int version = 0, status = 0;
    json_int_t seed = 0;
    json_t *cells = NULL;
    json_error_t e;
    snprintf(r->place, sizeof r->place, "memcpybench_gate");
    if (json_unpack_ex(object, &e, 0, "{s:i}", "schema_version", &version) != 0)
        return parts_wrong(r, e.text);
    if (version != SCHEMA_VERSION)
        return parts_wrong(r, "a schema version other than 1");
    if (json_unpack_ex(object, &e, 0, "{s:i, s:s, s:s, s:s, s:I, s:F, s:F, s:F, s:o}", "status",
                       &status, "fault", &fault, "base", &base, "candidate", &candidate, "seed",
                       &seed, "tolerance", &out->tolerance, "tolerance_large",
                       &out->tolerance_large, "wall_seconds", &out->wall_seconds, "cells",
                       &cells) != 0)
        return parts_wrong(r, e.text);
    if (status < 0 || status > 255 || seed < 0 || seed > UINT32_MAX)
        return parts_wrong(r, "status or seed is out of range");
    if (!(out->tolerance > 0 && out->tolerance <= 10) || !(out->wall_seconds >= 0) ||
        !(out->tolerance_large > 0 && out->tolerance_large <= 10))
        return parts_wrong(r, "a tolerance or wall_seconds is out of range");
    if (strlen(fault) >= sizeof out->fault || strlen(base) >= sizeof out->base ||
        strlen(candidate) >= sizeof out->candidate)
        return parts_wrong(r, "fault, base or candidate is too long");
    fingerprint_clean(out->fault, sizeof out->fault, fault);
    fingerprint_clean(out->base, sizeof out->base, base);
    fingerprint_clean(out->candidate, sizeof out->candidate, candidate);
    out->status = (enum exit_status)status;
    out->signal = status > SIGNALLED ? status - SIGNALLED : 0;
    out->seed = (uint32_t)seed;
    return read_notes(r, json_object_get(object, "notes"), out) && read_cells(r, cells, out);
}

static bool read_report(struct reader *r, json_t *root, struct gate_report *out) {
    const char *date = NULL, *host = NULL, *command = "";
    json_t *gate = NULL;
    json_error_t e;
    if (json_unpack_ex(root, &e, 0, "{s:{s:s, s:s, s?s}, s:o}", "context", "date", &date,
                       "host_name", &host, "command", &command, "memcpybench_gate", &gate) != 0)
        return parts_wrong(r, e.text);
    if (strlen(date) >= sizeof out->date || strlen(host) >= sizeof out->machine.host ||
        strlen(command) >= sizeof out->command)
        return parts_wrong(r, "context.date, host_name or command is too long");
    fingerprint_clean(out->command, sizeof out->command, command);
    fingerprint_clean(out->date, sizeof out->date, date);
    fingerprint_clean(out->machine.host, sizeof out->machine.host, host);
    return read_gate(r, gate, out);
}

bool gate_read(const char *path, struct gate_report *out, struct failure *failure) {
    *out = (struct gate_report){.signal = 0};
    json_t *root = parts_load(path, "name what check --format json=FILE wrote", failure);
    if (root == NULL)
        return false;
    struct reader reader = {.path = path,
                            .place = "top level",
                            .advice = "not what check --format json wrote?",
                            .failure = failure};
    bool ok = read_report(&reader, root, out);
    json_decref(root);
    if (!ok)
        gate_report_free(out);
    return ok;
}

bool gate_is_json(const char *path) {
    json_t *root = json_load_file(path, 0, NULL);
    bool is = json_object_get(root, "memcpybench_gate") != NULL;
    json_decref(root);
    return is;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/gate_format.h"
#include "bench/present/gate_rows.h"

#include "bench/analyse/gate_past.h"

#include <jansson.h>
#include <math.h>

// JSON knows no NAN: what there is no telling is left out.
static void set_real(json_t *object, const char *key, double value) {
    if (isfinite(value))
        json_object_set_new(object, key, json_real(value));
}

// One arm of a cell as Google Benchmark would have it.
static json_t *row_of(const struct gate_cell *c, const char *arm, double ns, double bytes) {
    char name[IMPL_NAME + 48];
    snprintf(name, sizeof name, "%s/%s/%zu", arm, c->name, c->bytes);
    const struct gate_estimate *e = gate_cell_latest(c);
    json_t *row = json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:I, s:s}", "name", name, "run_name",
                            name, "run_type", "iteration", "repetitions", 1, "repetition_index", 0,
                            "threads", 1, "iterations", (json_int_t)e->used, "time_unit", "ns");
    set_real(row, "real_time", ns);
    set_real(row, "cpu_time", ns);
    set_real(row, "bytes_per_second", bytes / ns * 1e9);
    return row;
}

static json_t *benchmarks(const struct gate_report *r) {
    json_t *rows = json_array();
    for (size_t i = 0; i < r->cell_count; i++) {
        const struct gate_cell *c = &r->cells[i];
        const struct gate_estimate *e = gate_cell_latest(c);
        if (c->canary || e == NULL || !isfinite(e->ns) || !isfinite(e->base_ns))
            continue;
        json_array_append_new(rows, row_of(c, "base", e->base_ns, (double)c->bytes));
        json_array_append_new(rows, row_of(c, "candidate", e->ns, (double)c->bytes));
    }
    return rows;
}

static json_t *estimate(const struct gate_estimate *e) {
    json_t *o = json_pack("{s:s, s:I, s:I, s:I, s:b, s:b}", "verdict",
                          gate_verdict_name(e->verdict), "blocks", (json_int_t)e->blocks, "rounds",
                          (json_int_t)e->used, "tainted", (json_int_t)e->tainted, "shared_core",
                          (int)e->from_shared, "layout_sensitive", (int)e->layout_sensitive);
    set_real(o, "slowdown", e->slowdown);
    set_real(o, "slowdown_lo", e->lo);
    set_real(o, "slowdown_hi", e->hi);
    set_real(o, "p", e->p);
    set_real(o, "detectable", e->detectable);
    set_real(o, "ns", e->ns);
    set_real(o, "base_ns", e->base_ns);
    set_real(o, "to_anchor", e->to_anchor);
    set_real(o, "to_anchor_lo", e->to_anchor_lo);
    set_real(o, "to_anchor_hi", e->to_anchor_hi);
    set_real(o, "base_to_anchor", e->base_to_anchor);
    return o;
}

static json_t *cell(const struct gate_cell *c) {
    json_t *stages = json_array();
    for (size_t i = 0; i < c->stage_count; i++)
        json_array_append_new(stages, estimate(&c->stages[i]));
    return json_pack("{s:s, s:I, s:f, s:b, s:b, s:s, s:s, s:f, s:f, s:o}", "name", c->name, "bytes",
                     (json_int_t)c->bytes, "tolerance", c->tolerance, "canary", (int)c->canary,
                     "identical", (int)c->identical, "verdict", gate_verdict_name(c->verdict),
                     "reason", gate_reason_text(c->reason), "holm_p", c->holm, "q", c->q, "stages",
                     stages);
}

// Null where nobody asked.
static json_t *past(const struct gate_report *r) {
    const struct gate_past *p = &r->past;
    if (!p->asked)
        return json_null();
    json_t *cells = json_array();
    for (size_t i = 0; i < p->drift_count; i++) {
        const struct gate_drift *d = &p->drifts[i];
        const struct gate_cell *c = &r->cells[d->cell];
        json_t *o =
            json_pack("{s:s, s:I, s:s, s:b}", "name", c->name, "bytes", (json_int_t)c->bytes,
                      "drift", gate_drift_name(d->kind), "same_bytes", (int)d->same_bytes);
        set_real(o, "change", d->change);
        set_real(o, "change_lo", d->lo);
        set_real(o, "change_hi", d->hi);
        json_array_append_new(cells, o);
    }
    return json_pack("{s:s, s:s, s:b, s:s, s:o}", "path", p->path, "date", p->date, "comparable",
                     (int)(p->differs[0] == '\0'), "differs", p->differs, "cells", cells);
}

static json_t *gate(const struct gate_report *r) {
    json_t *cells = json_array(), *notes = json_array();
    for (size_t i = 0; i < r->cell_count; i++)
        json_array_append_new(cells, cell(&r->cells[i]));
    for (size_t i = 0; i < r->note_count; i++)
        json_array_append_new(notes, json_string(r->notes[i]));
    json_t *o =
        json_pack("{s:i, s:s, s:i, s:s, s:s, s:s, s:I, s:f, s:f, s:f, s:f, s:I, s:I, s:o, s:o}",
                  "schema_version", 1, "outcome", gate_rows_outcome(r), "status", (int)r->status,
                  "fault", r->fault, "base", r->base, "candidate", r->candidate, "seed",
                  (json_int_t)r->seed, "tolerance", r->tolerance, "tolerance_large",
                  r->tolerance_large, "wall_seconds", r->wall_seconds, "verify_seconds",
                  r->verify_seconds, "canaries", (json_int_t)r->suite.canaries, "alarms",
                  (json_int_t)r->suite.alarms, "notes", notes, "cells", cells);
    set_real(o, "detectable", r->suite.detectable);
    json_object_set_new(o, "baseline", past(r));
    json_object_set_new(o, "recorded", json_string(r->recorded));
    return o;
}

static json_t *context(const struct gate_report *r) {
    const struct fingerprint *m = &r->machine;
    return json_pack("{s:s, s:s, s:s, s:i, s:i, s:b, s:[], s:[f,f,f], s:s, s:s}", "date", r->date,
                     "host_name", m->host, "executable", "memcpybench", "num_cpus",
                     (int)m->shape.threads, "mhz_per_cpu", (int)lround(m->core_hz / 1e6),
                     "cpu_scaling_enabled", (int)m->cpu_scaling, "caches", "load_avg", m->load[0],
                     m->load[1], m->load[2], "library_build_type", "release", "command",
                     r->command);
}

static bool dump(json_t *value, FILE *out) {
    bool ok = value != NULL && json_dumpf(value, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) == 0;
    json_decref(value);
    fputc('\n', out);
    return ok;
}

bool gate_json_print(const struct gate_report *r, FILE *out) {
    return dump(json_pack("{s:o, s:o, s:o}", "context", context(r), "benchmarks", benchmarks(r),
                          "memcpybench_gate", gate(r)),
                out);
}

bool gate_custom_print(const struct gate_report *r, FILE *out) {
    json_t *rows = json_array();
    for (size_t i = 0; i < r->cell_count; i++) {
        const struct gate_cell *c = &r->cells[i];
        const struct gate_estimate *e = gate_cell_latest(c);
        char name[IMPL_NAME + 24], range[48], line[GATE_LINE];
        if (c->canary || e == NULL || !isfinite(e->slowdown))
            continue;
        snprintf(name, sizeof name, "%s/%zu", c->name, c->bytes);
        snprintf(range, sizeof range, "+/- %.4f", (e->hi - e->lo) / 2);
        gate_rows_describe(c, line);
        json_array_append_new(rows, json_pack("{s:s, s:s, s:f, s:s, s:s}", "name", name, "unit",
                                              "candidate / base", "value", 1 + e->slowdown, "range",
                                              range, "extra", line));
    }
    return dump(rows, out);
}

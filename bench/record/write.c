// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// result.json: Google Benchmark's format with our fields added, one benchmark a line.
#include "bench/record/parts.h"

#include "bench/base/whole_file.h"
#include "bench/machine/cycles.h"
#include "bench/measure/plan.h"
#include "loader/cpu.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Five significant digits say more than any of these clocks; the file is a third of the size.
static double five_digits(double value) {
    char text[32];
    snprintf(text, sizeof text, "%.5g", value);
    return strtod(text, NULL);
}

json_t *parts_of_number(double value) {
    if (!isfinite(value))
        return json_null();
    double rounded = five_digits(value);
    if (rounded == floor(rounded) && fabs(rounded) < 1e15)
        return json_integer((json_int_t)rounded);
    return json_real(rounded);
}

// With all its digits.
static json_t *exact(double value) {
    return value == floor(value) ? json_integer((json_int_t)value) : json_real(value);
}

static json_t *text_or_null(const char *text) {
    return text[0] != '\0' ? json_string(text) : json_null();
}

static json_t *caches(const struct shape *shape) {
    json_t *list = json_array();
    for (size_t i = 0; i < shape->cache_count; i++) {
        const struct cache *c = &shape->caches[i];
        json_array_append_new(list, json_pack("{s:s, s:i, s:I, s:i}", "type",
                                              c->type == 'u' ? "Unified" : "Data", "level",
                                              (int)c->level, "size", (json_int_t)c->bytes,
                                              "num_sharing", (int)c->shared_by));
    }
    return list;
}

// What Google Benchmark's own writer would have put there.
static json_t *context(const struct result *r) {
    const struct fingerprint *m = &r->machine;
    return json_pack(
        "{s:s, s:s, s:s, s:i, s:i, s:b, s:o, s:[o, o, o]}", "date", r->date, "host_name", m->host,
        "executable", "memcpybench", "num_cpus", (int)m->shape.threads, "mhz_per_cpu",
        (int)lround(five_digits(m->core_hz) / 1e6), "cpu_scaling_enabled", (int)m->cpu_scaling,
        "caches", caches(&m->shape), "load_avg", parts_of_number(m->load[0]),
        parts_of_number(m->load[1]), parts_of_number(m->load[2]));
}

json_t *parts_of_fingerprint(const struct fingerprint *m, size_t buffer_page_bytes) {
    return json_pack(
        "{s:s, s:s, s:s, s:i, s:i, s:i, s:s, s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:o, s:I, "
        "s:I, "
        "s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
        "host", m->host, "cpu_vendor", m->cpu_vendor, "cpu_model_name", m->cpu_model_name,
        "cpu_family", (int)m->cpu_family, "cpu_model", (int)m->cpu_model, "cpu_stepping",
        (int)m->cpu_stepping, "microcode", m->microcode, "hypervisor", m->hypervisor, "cores",
        (int)m->shape.cores, "threads", (int)m->shape.threads, "threads_per_core",
        (int)m->shape.threads_per_core, "numa_nodes", (int)m->shape.nodes, "cpu",
        (int)m->place.os_index, "core", (int)m->place.core, "node", m->place.node, "caches",
        caches(&m->shape), "page_bytes", (json_int_t)m->page_bytes, "buffer_page_bytes",
        (json_int_t)buffer_page_bytes, "transparent_huge_pages", m->huge_pages, "kernel", m->kernel,
        "libc", m->libc, "libc_variant", m->libc_variant, "glibc_tunables", m->tunables, "compiler",
        m->compiler, "commit", m->commit);
}

static json_t *certificate(const struct certificate *c) {
    json_t *findings = json_array();
    for (size_t i = 0; i < c->finding_count; i++)
        json_array_append_new(findings, json_pack("{s:s, s:s, s:s}", "severity",
                                                  severity_name(c->findings[i].severity), "class",
                                                  finding_class_name(c->findings[i].class), "text",
                                                  c->findings[i].text));
    return json_pack("{s:b, s:I, s:o, s:s, s:o}", "passed", (int)c->passed, "calls",
                     (json_int_t)c->calls, "seconds", parts_of_number(c->seconds), "sandbox",
                     c->sandbox, "findings", findings);
}

// NULL where it is not known.
static json_t *isa(const struct result_impl *impl) {
    json_t *list = impl->isa_known ? json_array() : NULL;
    for (enum cpu_feature f = 0; list != NULL && f < CPU_FEATURES; f++)
        if ((impl->isa & CPU_BIT(f)) != 0)
            json_array_append_new(list, json_string(cpu_feature_name(f)));
    return list;
}

json_t *parts_of_identity(const struct result_impl *impl) {
    return json_pack("{s:s, s:s, s:o, s:o*, s:o}", "name", impl->name, "kind",
                     impl_kind_name(impl->kind), "sha256", text_or_null(impl->sha256), "isa",
                     isa(impl), "missing", text_or_null(impl->missing));
}

json_t *parts_of_impl(const struct result_impl *impl) {
    json_t *row = parts_of_identity(impl);
    if (impl->missing[0] == '\0')
        json_object_set_new(row, "certificate", certificate(&impl->certificate));
    return row;
}

static json_t *impls(const struct result *r) {
    json_t *list = json_array();
    for (size_t i = 0; i < r->impl_count; i++)
        json_array_append_new(list, parts_of_impl(&r->impls[i]));
    return list;
}

static json_t *ceiling_half(const struct ceiling_half *half) {
    return json_pack("{s:s, s:o, s:o}", "impl", half->impl, "ratio", parts_of_number(half->ratio),
                     "bytes_per_second", parts_of_number(half->gb * 1e9));
}

static json_t *ceilings(const struct result *r) {
    json_t *list = json_array();
    for (size_t i = 0; i < r->ceiling_count; i++)
        json_array_append_new(list, json_pack("{s:I, s:o, s:o}", "bytes",
                                              (json_int_t)r->ceilings[i].bytes, "load",
                                              ceiling_half(&r->ceilings[i].load), "store",
                                              ceiling_half(&r->ceilings[i].store)));
    return list;
}

// Where the sizes of a mix are from, if from a file.
static json_t *mix(const struct result *r) {
    return r->mix[0] == '\0' ? json_null()
                             : json_pack("{s:s, s:s}", "file", r->mix, "sha256", r->mix_sha256);
}

static json_t *ours(const struct result *r) {
    json_t *notes = json_array();
    for (size_t i = 0; i < r->note_count; i++)
        json_array_append_new(notes, json_string(r->notes[i]));
    return json_pack(
        "{s:i, s:o, s:o, s:s, s:s, s:s, s:I, s:{s:o, s:s}, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, "
        "s:o, s:o}",
        "schema_version", RESULT_SCHEMA_VERSION, "fingerprint",
        parts_of_fingerprint(&r->machine, r->page_bytes), "notes", notes, "command", r->command,
        "reference", r->reference, "calls", call_placement_name(r->calls), "seed",
        (json_int_t)r->seed, "clock", "core_hz", parts_of_number(r->machine.core_hz), "method",
        cycles_method(r->machine.core_hz_counted), "implementations", impls(r), "ceilings",
        ceilings(r), "wall_seconds", parts_of_number(r->wall_seconds), "setup_seconds",
        parts_of_number(r->setup_seconds), "verify_seconds", parts_of_number(r->verify_seconds),
        "measure_seconds", parts_of_number(r->measure_seconds), "timed_seconds",
        parts_of_number(r->timed_seconds), "peak_memory_bytes", (json_int_t)r->peak_memory_bytes,
        "interrupted_by", r->signal == 0 ? json_null() : json_integer(r->signal), "mix", mix(r));
}

static json_t *blocks(const struct cell_samples *s) {
    json_t *list = json_array();
    for (size_t b = 0; b < s->block_count; b++) {
        const struct block *block = &s->blocks[b];
        json_t *ns = json_array(), *ref_ns = json_array(), *probe = json_array(),
               *taint = json_array();
        for (size_t i = block->first; i < block->first + block->count; i++) {
            json_array_append_new(ns, parts_of_number(s->rounds[i].ns));
            json_array_append_new(ref_ns, parts_of_number(s->rounds[i].ref_ns));
            json_array_append_new(probe, parts_of_number(s->rounds[i].probe));
            json_array_append_new(taint, json_integer((json_int_t)s->rounds[i].taint));
        }
        json_array_append_new(list, json_pack("{s:I, s:I, s:I, s:o, s:o, s:o, s:o}", "code_offset",
                                              (json_int_t)block->code_offset, "src_offset",
                                              (json_int_t)block->src_offset, "dst_offset",
                                              (json_int_t)block->dst_offset, "ns", ns, "ref_ns",
                                              ref_ns, "probe", probe, "taint", taint));
    }
    return list;
}

static json_t *number_or_drawn(int value) {
    return value == CONDITION_DRAWN ? json_null() : json_integer(value);
}

json_t *parts_of_row(const struct result_row *row) {
    const struct condition *c = &row->condition;
    return json_pack("{s:s, s:s, s:I, s:o, s:s, s:I, s:o, s:o, s:s, s:I, s:o, s:o, s:I, s:I, s:o}",
                     "impl", row->impl, "kind", impl_kind_name(row->kind), "bytes",
                     (json_int_t)row->bytes, "bytes_mean", exact(row->bytes_mean), "mode",
                     mode_name(c->mode), "align", (json_int_t)c->align, "delta",
                     number_or_drawn(c->delta), "src_mod", number_or_drawn(c->src_mod), "page_kind",
                     page_kind_name(c->page), "page", (json_int_t)row->page_bytes, "sha256",
                     text_or_null(row->sha256), "cpu_time", parts_of_number(row->samples.cpu_ns),
                     "calls", (json_int_t)row->samples.calls, "ref_calls",
                     (json_int_t)row->samples.ref_calls, "blocks", blocks(&row->samples));
}

// The calls that this row's trust rests on: memcpybench.implementations has the whole certificate.
static json_t *verified_calls(const struct result *r, const char *impl) {
    for (size_t i = 0; i < r->impl_count; i++)
        if (strcmp(r->impls[i].name, impl) == 0 && r->impls[i].certificate.passed)
            return json_integer((json_int_t)r->impls[i].certificate.calls);
    return json_null();
}

static json_t *benchmark(const struct result *r, const struct result_row *row) {
    const struct summary *s = &row->summary;
    char name[PLAN_NAME];
    plan_name(name, row->impl, row->bytes, &row->condition);
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:i, s:i, s:i, s:I, s:o, s:s, s:o, s:[i], s:o, s:o, s:o, "
        "s:o, s:o, s:o, s:o, s:o}",
        "name", name, "run_name", name, "run_type", "iteration", "repetitions", 1,
        "repetition_index", 0, "threads", 1, "iterations", (json_int_t)row->samples.round_count,
        "real_time", parts_of_number(s->ns), "time_unit", "ns", "bytes_per_second",
        parts_of_number(result_gb(row, s->ns) * 1e9), "cpus", (int)r->machine.place.os_index,
        "ratio", parts_of_number(s->ratio), "ratio_lo", parts_of_number(s->ratio_lo), "ratio_hi",
        parts_of_number(s->ratio_hi), "layout_sensitivity", parts_of_number(s->layout_sensitivity),
        "bytes_per_cycle", parts_of_number(result_gb(row, s->ns) * 1e9 / r->machine.core_hz),
        "percent_of_ceiling", parts_of_number(row->percent_of_ceiling), "shared_core",
        parts_of_number(s->shared_core), "verified_calls", verified_calls(r, row->impl));
    json_t *measured = parts_of_row(row);
    json_object_update(object, measured);
    json_decref(measured);
    return object;
}

json_t *parts_of_head(const struct result *r) {
    return json_pack("{s:o, s:o, s:[]}", "context", context(r), "memcpybench", ours(r),
                     "benchmarks");
}

// Prints one value on one line. jansson returns what the callback's stdio saw, so ferror() later
// tells all.
static bool dump(json_t *value, FILE *file) {
    bool ok = value != NULL && json_dumpf(value, file, JSON_COMPACT | JSON_REAL_PRECISION(15)) == 0;
    json_decref(value);
    return ok;
}

bool result_print_impls(const struct result_impl *impls, size_t count, FILE *file) {
    bool ok = true;
    fputs("[", file);
    for (size_t i = 0; ok && i < count; i++) {
        fputs(i == 0 ? "\n" : ",\n", file);
        ok = dump(parts_of_impl(&impls[i]), file);
    }
    fputs("\n]\n", file);
    return ok;
}

bool result_print(const struct result *r, FILE *file) {
    fputs("{\n\"context\": ", file);
    bool ok = dump(context(r), file);
    fputs(",\n\"memcpybench\": ", file);
    ok = ok && dump(ours(r), file);
    fputs(",\n\"benchmarks\": [", file);
    for (size_t i = 0; ok && i < r->row_count; i++) {
        fputs(i == 0 ? "\n" : ",\n", file);
        ok = dump(benchmark(r, &r->rows[i]), file);
    }
    fputs("\n]\n}\n", file);
    return ok;
}

static bool print_content(const void *content, FILE *out) {
    return result_print(content, out);
}

bool result_write(const struct result *result, const char *path, struct failure *failure) {
    return whole_file_write(path, print_content, result, failure);
}

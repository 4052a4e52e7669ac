// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Reads result.json and believes nothing in it.
#include "bench/record/parts.h"

#include "bench/machine/cycles.h"

#include <stdio.h>
#include <string.h>

// None, or null, where sizes were from no file.
static bool read_mix(const struct reader *r, json_t *object, struct result *out) {
    const char *file = NULL;
    json_t *sha256 = NULL;
    json_error_t e;
    if (object == NULL || json_is_null(object))
        return true;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:o}", "file", &file, "sha256", &sha256) != 0)
        return parts_wrong(r, e.text);
    if (!parts_copy_text(r, out->mix, sizeof out->mix, file, "mix.file is too long") ||
        !parts_read_sha256(r, sha256, out->mix_sha256))
        return false;
    return (out->mix[0] != '\0' && out->mix_sha256[0] != '\0') ||
           parts_wrong(r, "mix has no file or no sha256");
}

static bool read_ours(struct reader *r, json_t *object, struct result *out) {
    const char *method = "", *command = NULL, *reference = NULL, *calls = NULL;
    json_int_t seed = 0, version = 0, peak = 0;
    json_t *notes = NULL, *impls = NULL, *machine = NULL, *item = NULL, *signal = NULL;
    json_error_t e;
    size_t i = 0;
    if (json_unpack_ex(object, &e, 0, "{s:I}", "schema_version", &version) != 0)
        return parts_wrong(r, e.text);
    if (version != RESULT_SCHEMA_VERSION)
        return failure_set(
            r->failure, EXIT_USAGE,
            "%.200s: schema version %lld, this program reads %d (use the memcpybench that "
            "wrote it)",
            r->path, (long long)version, RESULT_SCHEMA_VERSION);
    if (json_unpack_ex(
            object, &e, 0,
            "{s:o, s:o, s:s, s:s, s:s, s:I, s:{s:F, s?s}, s:o, s:F, s:F, s:F, s:F, s:F, s:I, s:o}",
            "fingerprint", &machine, "notes", &notes, "command", &command, "reference", &reference,
            "calls", &calls, "seed", &seed, "clock", "core_hz", &out->machine.core_hz, "method",
            &method, "implementations", &impls, "wall_seconds", &out->wall_seconds, "setup_seconds",
            &out->setup_seconds, "verify_seconds", &out->verify_seconds, "measure_seconds",
            &out->measure_seconds, "timed_seconds", &out->timed_seconds, "peak_memory_bytes", &peak,
            "interrupted_by", &signal) != 0)
        return parts_wrong(r, e.text);
    out->seed = (uint32_t)seed;
    out->machine.core_hz_counted = strcmp(method, cycles_method(true)) == 0;
    out->peak_memory_bytes = peak > 0 ? (size_t)peak : 0;
    out->signal = (int)json_integer_value(signal);
    if (seed < 0 || seed > UINT32_MAX || !json_is_array(notes))
        return parts_wrong(r, "seed is out of range, or notes is no array");
    out->calls = strcmp(calls, call_placement_name(CALL_NEAR)) == 0 ? CALL_NEAR : CALL_FAR;
    if (strcmp(calls, call_placement_name(out->calls)) != 0)
        return parts_wrong(r, "calls is neither far nor near");
    if (!json_is_null(signal) && (!json_is_integer(signal) || json_integer_value(signal) < 1 ||
                                  json_integer_value(signal) > 64))
        return parts_wrong(r, "interrupted_by is neither null nor a signal");
    if (!(out->machine.core_hz > 0))
        return parts_wrong(r, "clock.core_hz is not above 0");
    json_array_foreach(notes, i, item) {
        result_note(out, "%s", json_is_string(item) ? json_string_value(item) : "?");
    }
    if (!parts_copy_name(r, out->reference, reference) ||
        !parts_copy_text(r, out->command, sizeof out->command, command, "command is too long") ||
        !read_mix(r, json_object_get(object, "mix"), out))
        return false;
    json_array_foreach(impls, i, item) {
        snprintf(r->place, sizeof r->place, "memcpybench.implementations[%zu]", i);
        if (!parts_read_impl(r, item, &out->impls[out->impl_count++]))
            return false;
    }
    snprintf(r->place, sizeof r->place, "memcpybench.fingerprint");
    return parts_read_fingerprint(r, machine, &out->machine, &out->page_bytes);
}

bool parts_read_result(struct reader *r, json_t *root, struct result *out) {
    json_t *own = NULL, *rows = NULL, *impls = NULL, *item = NULL;
    const char *date = NULL;
    double load[3];
    int scaling = 0;
    json_error_t e;
    size_t i = 0;
    if (json_unpack_ex(root, &e, 0, "{s:{s:s, s:b, s:[F, F, F]}, s:o, s:o}", "context", "date",
                       &date, "cpu_scaling_enabled", &scaling, "load_avg", &load[0], &load[1],
                       &load[2], "memcpybench", &own, "benchmarks", &rows) != 0)
        return parts_wrong(r, e.text);
    impls = json_object_get(own, "implementations");
    if (!json_is_array(rows) || !json_is_array(impls))
        return parts_wrong(r, "benchmarks or memcpybench.implementations is no array");
    if (!result_init(out, json_array_size(impls), json_array_size(rows), r->failure))
        return false;
    out->machine.cpu_scaling = scaling != 0;
    memcpy(out->machine.load, load, sizeof load);
    snprintf(r->place, sizeof r->place, "context.date");
    if (!parts_copy_text(r, out->date, sizeof out->date, date, "too long"))
        return false;
    snprintf(r->place, sizeof r->place, "memcpybench");
    if (!read_ours(r, own, out))
        return false;
    json_array_foreach(rows, i, item) {
        snprintf(r->place, sizeof r->place, "benchmarks[%zu]", i);
        if (!parts_read_row(r, item, &out->rows[out->row_count++]))
            return false;
    }
    return true;
}

bool result_read(const char *path, struct result *out, struct failure *failure) {
    json_t *root = parts_load(path, "name a result.json", failure);
    if (root == NULL)
        return false;
    struct reader reader = {.path = path,
                            .place = "top level",
                            .advice = "not a result file of memcpybench?",
                            .failure = failure};
    struct result result = {0};
    bool ok = parts_read_result(&reader, root, &result);
    json_decref(root);
    if (ok)
        *out = result;
    else
        result_free(&result);
    return ok;
}

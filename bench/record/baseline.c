// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Written a row a line, so that git shows which kernels moved.
#include "bench/record/baseline.h"

#include "bench/base/sizes.h"
#include "bench/base/whole_file.h"
#include "bench/impl/file_bytes.h"
#include "bench/record/parts.h"

#include <stdlib.h>
#include <string.h>

static const char top[] = "memcpybench_baseline";

static json_t *head(const struct baseline *b) {
    return json_pack("{s:i, s:s, s:s, s:s, s:o}", "schema_version", BASELINE_SCHEMA_VERSION, "date",
                     b->date, "command", b->command, "anchor_sha256", b->anchor, "fingerprint",
                     parts_of_fingerprint(&b->machine, b->page_bytes));
}

static json_t *row(const struct baseline_row *row) {
    return json_pack(
        "{s:s, s:I, s:o, s:o, s:o, s:o, s:b}", "impl", row->impl, "bytes", (json_int_t)row->bytes,
        "sha256", row->sha256[0] != '\0' ? json_string(row->sha256) : json_null(), "to_anchor",
        parts_of_number(row->to_anchor), "to_anchor_lo", parts_of_number(row->lo), "to_anchor_hi",
        parts_of_number(row->hi), "shared_core", (int)row->shared_core);
}

static bool dump(json_t *value, FILE *out) {
    bool ok = value != NULL && json_dumpf(value, out, JSON_COMPACT | JSON_REAL_PRECISION(15)) == 0;
    json_decref(value);
    return ok;
}

static bool print(const void *content, FILE *out) {
    const struct baseline *b = content;
    fprintf(out, "{\n\"%s\": ", top);
    bool ok = dump(head(b), out);
    fputs(",\n\"rows\": [", out);
    for (size_t i = 0; ok && i < b->row_count; i++) {
        fputs(i == 0 ? "\n" : ",\n", out);
        ok = dump(row(&b->rows[i]), out);
    }
    fputs("\n]\n}\n", out);
    return ok;
}

bool baseline_write(const struct baseline *baseline, const char *path, struct failure *failure) {
    return whole_file_write(path, print, baseline, failure);
}

static bool read_head(struct reader *r, json_t *object, struct baseline *out) {
    const char *date = NULL, *command = NULL;
    json_t *anchor = NULL, *machine = NULL;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:s, s:o, s:o}", "date", &date, "command", &command,
                       "anchor_sha256", &anchor, "fingerprint", &machine) != 0)
        return parts_wrong(r, e.text);
    if (!parts_copy_text(r, out->date, sizeof out->date, date, "date is too long") ||
        !parts_copy_text(r, out->command, sizeof out->command, command, "command is too long") ||
        !parts_read_sha256(r, anchor, out->anchor))
        return false;
    if (out->anchor[0] == '\0')
        return parts_wrong(r, "anchor_sha256 is null");
    snprintf(r->place, sizeof r->place, "%s.fingerprint", top);
    return parts_read_fingerprint(r, machine, &out->machine, &out->page_bytes);
}

static bool read_row(const struct reader *r, json_t *object, struct baseline_row *out) {
    const char *impl = NULL;
    json_int_t bytes = 0;
    json_t *sha256 = NULL;
    int shared = 0;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:I, s:o, s:F, s:F, s:F, s:b}", "impl", &impl, "bytes",
                       &bytes, "sha256", &sha256, "to_anchor", &out->to_anchor, "to_anchor_lo",
                       &out->lo, "to_anchor_hi", &out->hi, "shared_core", &shared) != 0)
        return parts_wrong(r, e.text);
    if (bytes <= 0 || bytes > (json_int_t)SIZE_LIMIT || bytes % SIZE_STEP != 0)
        return parts_wrong(r, "bytes is no multiple of 64 from 64 to 64G");
    if (!(out->lo > 0 && out->lo <= out->to_anchor && out->to_anchor <= out->hi && out->hi < 1e9))
        return parts_wrong(r, "to_anchor is not within its interval, from above 0 to 1e9");
    out->bytes = (size_t)bytes;
    out->shared_core = shared != 0;
    return parts_copy_name(r, out->impl, impl) && parts_read_sha256(r, sha256, out->sha256);
}

static bool is_twice(const struct baseline *b) {
    const struct baseline_row *last = &b->rows[b->row_count - 1];
    for (size_t i = 0; i + 1 < b->row_count; i++)
        if (b->rows[i].bytes == last->bytes && strcmp(b->rows[i].impl, last->impl) == 0)
            return true;
    return false;
}

static bool read_rows(struct reader *r, json_t *list, struct baseline *out) {
    size_t count = json_array_size(list), i = 0;
    json_t *item = NULL;
    if (!json_is_array(list) || count > BASELINE_ROWS)
        return parts_wrong(r, "rows is no array, or one of too many");
    out->rows = calloc(count + 1, sizeof *out->rows);
    if (out->rows == NULL)
        return failure_set(r->failure, EXIT_ENVIRONMENT, "%.200s: out of memory", r->path);
    json_array_foreach(list, i, item) {
        snprintf(r->place, sizeof r->place, "rows[%zu]", i);
        if (!read_row(r, item, &out->rows[out->row_count++]))
            return false;
        if (is_twice(out))
            return parts_wrong(r, "an impl and size that an earlier row has");
    }
    return true;
}

static bool read_all(struct reader *r, json_t *root, struct baseline *out) {
    json_t *own = NULL, *rows = NULL;
    json_error_t e;
    if (json_unpack_ex(root, &e, 0, "{s:{s:i}}", top, "schema_version", &out->version) != 0)
        return parts_wrong(r, e.text);
    if (out->version != BASELINE_SCHEMA_VERSION)
        return true;
    if (json_unpack_ex(root, &e, 0, "{s:o, s:o}", top, &own, "rows", &rows) != 0)
        return parts_wrong(r, e.text);
    snprintf(r->place, sizeof r->place, "%s", top);
    return read_head(r, own, out) && read_rows(r, rows, out);
}

bool baseline_read(const char *path, struct baseline *out, struct failure *failure) {
    struct file_bytes file;
    json_error_t e;
    char label[256];
    snprintf(label, sizeof label, "%.200s", path);
    if (!file_bytes_read(path, label, BASELINE_BYTES, &file, failure))
        return false;
    json_t *root = json_loadb((const char *)file.bytes, file.size, JSON_REJECT_DUPLICATES, &e);
    free(file.bytes);
    if (root == NULL)
        return failure_set(failure, EXIT_USAGE, "%.200s:%d:%d: %.120s (not valid JSON)", path,
                           e.line, e.column, e.text);
    struct reader reader = {.path = path,
                            .place = "top level",
                            .advice = "not a baseline of memcpybench check --record?",
                            .failure = failure};
    struct baseline baseline = {.version = 0};
    bool ok = read_all(&reader, root, &baseline);
    json_decref(root);
    if (ok)
        *out = baseline;
    else
        baseline_free(&baseline);
    return ok;
}

void baseline_free(struct baseline *baseline) {
    free(baseline->rows);
    *baseline = (struct baseline){.version = 0};
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Reads a cell: its condition and its samples.
#include "bench/record/parts.h"

#include "bench/base/sizes.h"

#include <string.h>

// One of a block's four arrays of samples into the rounds from `first` on.
static bool read_samples(const struct reader *r, json_t *list, struct cell_samples *s, size_t first,
                         size_t count, size_t offset) {
    if (!json_is_array(list) || json_array_size(list) != count)
        return parts_wrong(r, "a block's ns, ref_ns, probe and taint are not equally long arrays");
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(list, i);
        double number = json_number_value(value);
        if (!json_is_number(value) || number < 1e-6 || number > 1e15) // fs to days, in ns
            return parts_wrong(r, "a sample is no number from 1e-6 to 1e15");
        memcpy((char *)&s->rounds[first + i] + offset, &number, sizeof number);
    }
    return true;
}

static bool read_taints(const struct reader *r, json_t *list, struct cell_samples *s, size_t first,
                        size_t count) {
    if (!json_is_array(list) || json_array_size(list) != count)
        return parts_wrong(r, "a block's ns, ref_ns, probe and taint are not equally long arrays");
    for (size_t i = 0; i < count; i++) {
        json_t *value = json_array_get(list, i);
        if (!json_is_integer(value) || json_integer_value(value) < 0 ||
            json_integer_value(value) > (TAINT_PREEMPTED | TAINT_MIGRATED | TAINT_FAULTED))
            return parts_wrong(r, "a taint is no set of known bits");
        s->rounds[first + i].taint = (unsigned)json_integer_value(value);
    }
    return true;
}

static bool read_block(const struct reader *r, json_t *object, struct cell_samples *s) {
    json_int_t code = 0, src = 0, dst = 0;
    json_t *ns = NULL, *ref_ns = NULL, *probe = NULL, *taint = NULL;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:I, s:I, s:I, s:o, s:o, s:o, s:o}", "code_offset", &code,
                       "src_offset", &src, "dst_offset", &dst, "ns", &ns, "ref_ns", &ref_ns,
                       "probe", &probe, "taint", &taint) != 0)
        return parts_wrong(r, e.text);
    size_t count = json_array_size(ns), first = s->round_count;
    if (code < 0 || src < 0 || dst < 0 || s->block_count == SAMPLE_BLOCKS_MOST ||
        count > SAMPLE_ROUNDS - first)
        return parts_wrong(r, "a block's figures are out of range");
    s->blocks[s->block_count++] = (struct block){.code_offset = (size_t)code,
                                                 .src_offset = (size_t)src,
                                                 .dst_offset = (size_t)dst,
                                                 .first = first,
                                                 .count = count};
    s->round_count += count;
    return read_samples(r, ns, s, first, count, offsetof(struct round, ns)) &&
           read_samples(r, ref_ns, s, first, count, offsetof(struct round, ref_ns)) &&
           read_samples(r, probe, s, first, count, offsetof(struct round, probe)) &&
           read_taints(r, taint, s, first, count);
}

// A whole number or null, CONDITION_DRAWN. What is out of range is found later, by
// condition_is_sound().
static bool read_drawn(const struct reader *r, const json_t *value, int *out) {
    *out = CONDITION_DRAWN;
    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) >= CONDITION_PAGE)
        return parts_wrong(r, "delta or src_mod is neither null nor from 0 to 4095");
    *out = (int)json_integer_value(value);
    return true;
}

static bool read_condition(const struct reader *r, json_t *object, struct condition *out) {
    const char *mode = NULL, *page = page_kind_name(PAGE_THP); // as files of before have it
    json_int_t align = 0;
    json_t *delta = NULL, *src_mod = NULL;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:I, s:o, s?o, s?s}", "mode", &mode, "align", &align,
                       "delta", &delta, "src_mod", &src_mod, "page_kind", &page) != 0)
        return parts_wrong(r, e.text);
    while (out->mode < MODES && strcmp(mode_name(out->mode), mode) != 0)
        out->mode++;
    while (out->page < PAGE_KINDS && strcmp(page_kind_name(out->page), page) != 0)
        out->page++;
    out->align = align > 0 ? (size_t)align : 0;
    return read_drawn(r, delta, &out->delta) && read_drawn(r, src_mod, &out->src_mod) &&
           (condition_is_sound(out) ||
            parts_wrong(r, "mode, align, delta, src_mod and page_kind do not fit together"));
}

// Files of before have none, and each call of theirs its row's bytes.
static bool read_mean(const struct reader *r, const json_t *value, struct result_row *row) {
    const double bytes = (double)row->bytes;
    row->bytes_mean = value != NULL ? json_number_value(value) : bytes;
    if (row->condition.mode == MODE_MIX)
        return (value != NULL && row->bytes_mean >= SIZE_STEP && row->bytes_mean <= bytes) ||
               parts_wrong(r, "bytes_mean is not from 64 to bytes");
    return !(row->bytes_mean < bytes || row->bytes_mean > bytes) ||
           parts_wrong(r, "bytes_mean is not bytes, but for a mix");
}

bool parts_read_row(const struct reader *r, json_t *object, struct result_row *row) {
    const char *impl = NULL, *kind = NULL;
    json_int_t bytes = 0, page = 0, calls = 0, ref_calls = 0;
    json_t *list = NULL, *sha256 = NULL, *mean = NULL, *item = NULL;
    json_error_t e;
    size_t i = 0;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:s, s:I, s?o, s:I, s:o, s:I, s:I, s:o, s:F}", "impl",
                       &impl, "kind", &kind, "bytes", &bytes, "bytes_mean", &mean, "page", &page,
                       "sha256", &sha256, "calls", &calls, "ref_calls", &ref_calls, "blocks", &list,
                       "cpu_time", &row->samples.cpu_ns) != 0)
        return parts_wrong(r, e.text);
    if (bytes <= 0 || bytes > (json_int_t)SIZE_LIMIT || bytes % SIZE_STEP != 0 ||
        !json_is_array(list))
        return parts_wrong(r, "bytes is no multiple of 64 from 64 to 64G, or blocks is no array");
    if (page < 0)
        return parts_wrong(r, "page is below 0");
    if (calls < 1 || ref_calls < 1)
        return parts_wrong(r, "calls or ref_calls is below 1");
    row->bytes = (size_t)bytes;
    row->page_bytes = (size_t)page;
    row->samples.calls = (size_t)calls;
    row->samples.ref_calls = (size_t)ref_calls;
    if (!parts_copy_name(r, row->impl, impl) || !parts_read_kind(r, kind, &row->kind) ||
        !parts_read_sha256(r, sha256, row->sha256) || !read_condition(r, object, &row->condition) ||
        !read_mean(r, mean, row))
        return false;
    json_array_foreach(list, i, item) {
        if (!read_block(r, item, &row->samples))
            return false;
    }
    return row->samples.round_count > 0 || parts_wrong(r, "there are no samples");
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Reads a journal and believes nothing in it.
#include "bench/record/journal.h"

#include "bench/record/journal_line.h"
#include "bench/record/parts.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS = 512, FIELD = 4096 }; // more than any race has

static const double longest = 1e9; // seconds

static bool read_seconds(const struct reader *r, json_t *line, struct result *out) {
    json_int_t peak = 0;
    json_error_t e;
    double *figures[] = {&out->wall_seconds, &out->setup_seconds, &out->verify_seconds,
                         &out->measure_seconds};
    if (json_unpack_ex(line, &e, 0, "{s:{s:F, s:F, s:F, s:F, s:I}}", "seconds", "wall", figures[0],
                       "setup", figures[1], "verify", figures[2], "measure", figures[3],
                       "peak_memory_bytes", &peak) != 0)
        return parts_wrong(r, e.text);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (*figures[i] < 0 || *figures[i] > longest)
            return parts_wrong(r, "seconds are out of range");
    if (peak < 0)
        return parts_wrong(r, "peak_memory_bytes is below 0");
    out->peak_memory_bytes = (size_t)peak;
    return true;
}

static bool no_memory(const struct reader *r) {
    return failure_set(r->failure, EXIT_ENVIRONMENT, "%.200s: out of memory", r->path);
}

static bool read_words(const struct reader *r, json_t *list, struct journal_content *c) {
    size_t i = 0;
    json_t *item = NULL;
    if (!json_is_array(list) || json_array_size(list) > WORDS)
        return parts_wrong(r, "words is no array of at most 512");
    c->words = calloc(WORDS, sizeof *c->words);
    if (c->words == NULL)
        return no_memory(r);
    json_array_foreach(list, i, item) {
        const char *word = json_string_value(item);
        if (word == NULL || strncmp(word, "--", 2) != 0)
            return parts_wrong(r, "a word is no option");
        char *copy = strdup(word);
        if (copy == NULL)
            return no_memory(r);
        c->words[i] = copy;
        c->word_count++;
    }
    return true;
}

static bool read_field(const struct reader *r, json_t *list, struct journal_content *c) {
    size_t i = 0;
    json_t *item = NULL;
    if (!json_is_array(list) || json_array_size(list) > FIELD)
        return parts_wrong(r, "field is no array of at most 4096");
    c->field = calloc(json_array_size(list) + 1, sizeof *c->field);
    if (c->field == NULL)
        return no_memory(r);
    json_array_foreach(list, i, item) {
        if (!parts_read_identity(r, item, &c->field[c->field_count++]))
            return false;
    }
    return true;
}

// `lines` is how many the file has at the most, and so how many certificates and cells.
static bool read_head(struct reader *r, json_t *line, size_t lines, struct journal_content *c) {
    json_int_t version = 0;
    json_t *words = NULL, *field = NULL, *result = NULL;
    struct result room = {0};
    json_error_t e;
    if (json_unpack_ex(line, &e, 0, "{s:I}", "journal_version", &version) != 0)
        return parts_wrong(r, e.text);
    if (version != JOURNAL_VERSION)
        return failure_set(r->failure, EXIT_USAGE,
                           "%.200s: journal version %lld, this program reads %d (use the "
                           "memcpybench that wrote it)",
                           r->path, (long long)version, JOURNAL_VERSION);
    if (json_unpack_ex(line, &e, 0, "{s:o, s:o, s:o}", "words", &words, "field", &field, "result",
                       &result) != 0)
        return parts_wrong(r, e.text);
    if (!read_words(r, words, c) || !read_field(r, field, c) ||
        !parts_read_result(r, result, &c->result) || !read_seconds(r, line, &c->result))
        return false;
    if (c->result.impl_count + c->result.row_count > 0 || c->result.signal != 0)
        return parts_wrong(r, "a race that begins has nothing measured yet");
    if (!result_init(&room, lines, lines, r->failure))
        return false;
    free(c->result.impls);
    free(c->result.rows);
    free(c->result.ceilings);
    c->result.impls = room.impls;
    c->result.rows = room.rows;
    c->result.ceilings = room.ceilings;
    return true;
}

static struct result_impl *find_impl(const struct journal_content *c, const char *name) {
    for (size_t i = 0; i < c->result.impl_count; i++)
        if (strcmp(c->result.impls[i].name, name) == 0)
            return &c->result.impls[i];
    return NULL;
}

// A race that was resumed certifies again: the later certificate counts.
static bool read_impl(const struct reader *r, json_t *object, struct journal_content *c) {
    struct result_impl impl = {0};
    if (!parts_read_impl(r, object, &impl))
        return false;
    if (impl.missing[0] != '\0')
        return parts_wrong(r, "one that cannot run has no certificate");
    struct result_impl *earlier = find_impl(c, impl.name);
    *(earlier != NULL ? earlier : &c->result.impls[c->result.impl_count++]) = impl;
    return true;
}

// The first line of a cell begins its row, others add to it.
static bool read_cell(const struct reader *r, json_t *line, json_t *object,
                      struct journal_content *c) {
    struct result_row *row = &c->result.rows[c->result.row_count];
    json_error_t e;
    *row = (struct result_row){0}; // the line before may have been read there too
    if (json_unpack_ex(line, &e, 0, "{s:F}", "cell_seconds", &c->cell_seconds) != 0)
        return parts_wrong(r, e.text);
    if (!(c->cell_seconds > 0) || c->cell_seconds > longest)
        return parts_wrong(r, "cell_seconds is out of range");
    if (!parts_read_row(r, object, row))
        return false;
    const struct result_impl *impl = find_impl(c, row->impl);
    if (row->kind != IMPL_CEILING &&
        (impl == NULL || !impl->certificate.passed || impl->kind != row->kind ||
         strcmp(impl->sha256, row->sha256) != 0))
        return parts_wrong(r, "a cell of one that had no certificate");
    for (size_t i = 0; i < c->result.row_count; i++)
        if (result_same_cell(&c->result.rows[i], row))
            return result_add_part(&c->result.rows[i], row) ||
                   parts_wrong(r, "a cell has more blocks or rounds than any race takes");
    c->result.row_count++;
    return true;
}

static bool read_line(const struct reader *r, json_t *line, struct journal_content *c) {
    json_t *impl = json_object_get(line, "implementation"), *cell = json_object_get(line, "cell");
    bool resumed = json_is_true(json_object_get(line, "resumed"));
    if ((impl != NULL) + (cell != NULL) + resumed != 1)
        return parts_wrong(r, "neither a certificate nor a cell nor a resumption");
    c->resumed += resumed;
    return read_seconds(r, line, &c->result) && (impl == NULL || read_impl(r, impl, c)) &&
           (cell == NULL || read_cell(r, line, cell, c));
}

// A line that is whole.
static bool parse_line(struct reader *r, const char *text, size_t length, size_t lines,
                       struct journal_content *c) {
    json_error_t e;
    json_t *line = json_loadb(text, length, JSON_REJECT_DUPLICATES, &e);
    if (line == NULL)
        return parts_wrong(r, e.text);
    snprintf(r->place, sizeof r->place, r->line == 1 ? "first line" : "a line");
    bool ok = r->line == 1 ? read_head(r, line, lines, c) : read_line(r, line, c);
    json_decref(line);
    return ok;
}

static size_t count_newlines(const char *text, size_t length) {
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += text[i] == '\n';
    return count;
}

static bool parse_lines(struct reader *r, const char *text, size_t length,
                        struct journal_content *c) {
    size_t lines = count_newlines(text, length);
    while (c->length < length) {
        const char *line = text + c->length, *end = memchr(line, '\n', length - c->length);
        size_t bytes = end != NULL ? (size_t)(end - line) : length - c->length;
        r->line++;
        snprintf(r->place, sizeof r->place, "damaged");
        if (end == NULL || !journal_line_is_whole(line, bytes, c->digest)) {
            if (c->length + bytes + 1 >= length) // torn: it never was
                break;
            return parts_wrong(r, "its checksum, which covers the line before, is another");
        }
        if (!parse_line(r, line, bytes, lines, c))
            return false;
        c->length += bytes + 1;
    }
    return c->length > 0 || failure_set(r->failure, EXIT_USAGE,
                                        "%.200s: the race ended before it had begun: there is "
                                        "nothing to resume (run it again)",
                                        r->path);
}

bool journal_parse(const char *path, const char *text, size_t length, struct journal_content *out,
                   struct failure *failure) {
    struct reader reader = {
        .path = path, .advice = "run the race anew with another --out", .failure = failure};
    struct journal_content content = {0};
    bool ok = parse_lines(&reader, text, length, &content);
    if (ok)
        *out = content;
    else
        journal_content_free(&content);
    return ok;
}

void journal_content_free(struct journal_content *content) {
    for (size_t i = 0; i < content->word_count; i++)
        free(content->words[i]);
    free(content->words);
    free(content->field);
    result_free(&content->result);
    *content = (struct journal_content){0};
}

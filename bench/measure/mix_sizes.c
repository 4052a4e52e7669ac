// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/mix_sizes.h"

#include "bench/base/sizes.h"
#include "bench/impl/file_bytes.h"
#include "bench/machine/fingerprint.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINES = 3,   // of a file that tells of overlap and alignment too
    LABEL = 240, // bytes of what a failure calls the file
    LARGEST_ALIGNMENT = 4096,
};

// A file being read.
struct source {
    const char *path;
    size_t line;
    struct mix_sizes *out; // up_to is the weight alone until all have been read
    struct failure *failure;
};

static bool wrong(const struct source *s, const char *token, const char *why) {
    int shown = (int)strcspn(token, ", \t\r\n#");
    return failure_set(s->failure, EXIT_USAGE, "--mix: %.200s:%zu: '%.*s': %s", s->path, s->line,
                       shown > 40 ? 40 : shown, token, why);
}

// Digits and what else a decimal number may have: strtod would take "inf", "nan" and "0x1p3" too.
static bool read_weight(const char *text, size_t length, double *out) {
    char number[40];
    if (length == 0 || length >= sizeof number || strspn(text, "0123456789.eE+-") < length ||
        strchr("+-eE", text[0]) != NULL)
        return false;
    memcpy(number, text, length);
    number[length] = '\0';
    char *end = NULL;
    *out = strtod(number, &end);
    return *end == '\0' && isfinite(*out);
}

static bool add_pair(struct source *s, const char *token, size_t length) {
    struct mix_size *size = &s->out->list[s->out->count];
    const char *colon = memchr(token, ':', length);
    size_t digits = colon != NULL ? (size_t)(colon - token) : 0;
    if (digits == 0)
        return wrong(s, token, "no size:weight (write 64:0.5, 4K:2)");
    if (!size_parse(token, digits, &size->bytes))
        return wrong(s, token, "its size is no number of bytes up to 64G (write 4096 or 4K)");
    if (!read_weight(colon + 1, length - digits - 1, &size->up_to))
        return wrong(s, token, "its weight is no number from 0 on (write 0.25 or 3)");
    size->bytes =
        size->bytes == 0 ? SIZE_STEP : (size->bytes + SIZE_STEP - 1) / SIZE_STEP * SIZE_STEP;
    s->out->count++;
    return true;
}

static bool read_line(struct source *s, const char *line, size_t length) {
    static const char between[] = ", \t\r";
    const char *comment = memchr(line, '#', length);
    const char *end = comment != NULL ? comment : line + length;
    for (const char *at = line; at < end;) {
        size_t gap = strspn(at, between), token = strcspn(at + gap, ", \t\r\n#");
        if (at + gap < end && !add_pair(s, at + gap, token))
            return false;
        at += gap + token;
    }
    return true;
}

// Whether every value of a line suits; false where it has none.
static bool all_values(const char *line, size_t length, bool suits(unsigned long value)) {
    const char *end = line + length;
    bool ok = length > 0;
    for (const char *at = line; ok && at < end; at += strcspn(at, ",\n") + 1) {
        char *colon = NULL;
        unsigned long value = strtoul(at, &colon, 10);
        ok = colon > at && *colon == ':' && suits(value);
    }
    return ok;
}

static bool is_bit(unsigned long value) {
    return value <= 1;
}

static bool is_alignment(unsigned long value) {
    return value > 0 && value <= LARGEST_ALIGNMENT && (value & (value - 1)) == 0;
}

static bool tells_of_more(const char *text) {
    const char *lines[LINES + 1] = {text};
    size_t count = 1;
    for (const char *at = strchr(text, '\n'); at != NULL && at[1] != '\0';
         at = strchr(at + 1, '\n')) {
        if (count == LINES)
            return false;
        lines[count++] = at + 1;
    }
    if (count < LINES || strcspn(text, ",") >= strcspn(text, "\n"))
        return false;
    return all_values(lines[1], strcspn(lines[1], "\r\n"), is_bit) &&
           all_values(lines[2], strcspn(lines[2], "\r\n"), is_alignment);
}

static bool read_lines(struct source *s, const char *text) {
    s->out->first_of_three = tells_of_more(text);
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        s->line++;
        if (!read_line(s, at, length))
            return false;
        if (s->out->first_of_three)
            break;
        at += length + (at[length] == '\n');
    }
    return true;
}

static int by_bytes(const void *a, const void *b) {
    const struct mix_size *x = a, *y = b;
    return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

// Puts weights of one size together, leaves out sizes without any and makes shares of the others.
static bool add_up(struct source *s) {
    struct mix_sizes *m = s->out;
    size_t kept = 0;
    double sum = 0;
    qsort(m->list, m->count, sizeof *m->list, by_bytes);
    for (size_t i = 0; i < m->count; i++) {
        const struct mix_size size = m->list[i];
        if (size.up_to <= 0)
            continue;
        sum += size.up_to;
        kept += kept == 0 || m->list[kept - 1].bytes != size.bytes;
        m->list[kept - 1] = (struct mix_size){size.bytes, sum};
    }
    m->count = kept;
    if (!(sum > 0) || !isfinite(sum))
        return failure_set(
            s->failure, EXIT_USAGE, "--mix: %.200s: %s (write size:weight pairs, 64:0.5,4K:2)",
            s->path, kept == 0 ? "no size has a weight above 0" : "the weights are too large");
    for (size_t i = 0; i < kept; i++)
        m->list[i].up_to /= sum;
    return true;
}

static void name_after(struct mix_sizes *m, const char *path) {
    const char *slash = strrchr(path, '/');
    fingerprint_clean(m->name, sizeof m->name, slash != NULL ? slash + 1 : path);
}

// What the file holds, which the caller frees; NULL where that is no text.
static char *text_of(const struct source *s, const struct file_bytes *file) {
    char *text = calloc(file->size + 1, 1);
    if (text == NULL) {
        failure_set(s->failure, EXIT_ENVIRONMENT, "--mix: out of memory");
        return NULL;
    }
    memcpy(text, file->bytes, file->size);
    if (strlen(text) == file->size)
        return text;
    failure_set(s->failure, EXIT_USAGE,
                "--mix: %.200s: is no text (write size:weight pairs, 64:0.5,4K:2)", s->path);
    free(text);
    return NULL;
}

// A pair takes three bytes and one that parts it from the next.
static bool make_room(struct source *s, size_t bytes) {
    s->out->list = calloc(bytes / 4 + 1, sizeof *s->out->list);
    return s->out->list != NULL ||
           failure_set(s->failure, EXIT_ENVIRONMENT, "--mix: out of memory");
}

bool mix_sizes_read(const char *path, struct mix_sizes *out, struct failure *failure) {
    char label[LABEL];
    struct file_bytes file;
    struct mix_sizes sizes = {.list = NULL};
    struct source s = {.path = path, .out = &sizes, .failure = failure};
    snprintf(label, sizeof label, "--mix: %.200s", path);
    if (!file_bytes_read(path, label, MIX_FILE_BYTES, &file, failure))
        return false;
    name_after(&sizes, path);
    impl_digest(file.bytes, file.size, sizes.sha256);
    char *text = text_of(&s, &file);
    bool ok = text != NULL && make_room(&s, file.size) && read_lines(&s, text) && add_up(&s);
    free(file.bytes);
    free(text);
    if (ok)
        *out = sizes;
    else
        mix_sizes_free(&sizes);
    return ok;
}

void mix_sizes_free(struct mix_sizes *sizes) {
    free(sizes->list);
    *sizes = (struct mix_sizes){.list = NULL};
}

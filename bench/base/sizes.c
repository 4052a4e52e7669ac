// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/sizes.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Digits only: strtoull would take signs, spaces and more.
bool size_parse(const char *text, size_t length, size_t *out) {
    size_t value = 0, i = 0;
    for (; i < length && isdigit((unsigned char)text[i]); i++) {
        if (value > SIZE_LIMIT)
            return false;
        value = value * 10 + (size_t)(text[i] - '0');
    }
    if (i == 0)
        return false;
    unsigned shift = 0;
    if (i < length) {
        const char *units = "KMG", *unit = strchr(units, toupper((unsigned char)text[i]));
        if (unit == NULL || i + 1 != length)
            return false;
        shift = 10 * (unsigned)(unit - units + 1);
    }
    if (value > SIZE_LIMIT >> shift)
        return false;
    *out = value << shift;
    return true;
}

static bool parse_size(const char *text, size_t length, size_t *out, struct failure *failure) {
    int shown = length > 40 ? 40 : (int)length;
    if (!size_parse(text, length, out))
        return failure_set(
            failure, EXIT_USAGE,
            "size '%.*s': not a number of bytes up to 64G (write 4096, 4K, 1M or 2G)", shown, text);
    if (*out == 0)
        return failure_set(failure, EXIT_USAGE,
                           "size '%.*s': nothing would be copied (the smallest size is 64)", shown,
                           text);
    if (*out % SIZE_STEP != 0) {
        size_t below = *out < SIZE_STEP ? SIZE_STEP : *out / SIZE_STEP * SIZE_STEP;
        return failure_set(failure, EXIT_USAGE,
                           "size '%.*s': not a multiple of 64 (the nearest are %zu and %zu)", shown,
                           text, below, below + SIZE_STEP);
    }
    return true;
}

static bool append(struct size_list *list, size_t bytes, struct failure *failure) {
    if (list->count == SIZE_LIST_MAX)
        return failure_set(failure, EXIT_USAGE, "--sizes: more than %d sizes (use a larger step)",
                           SIZE_LIST_MAX);
    size_t *grown = realloc(list->bytes, (list->count + 1) * sizeof *grown);
    if (grown == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "--sizes: out of memory");
    grown[list->count++] = bytes;
    list->bytes = grown;
    return true;
}

static bool bad_range(const char *text, size_t length, const char *why, struct failure *failure) {
    return failure_set(failure, EXIT_USAGE,
                       "sizes '%.*s': %s (write first:last:step, as 64:64M:x2 or 64:4K:+64)",
                       length > 60 ? 60 : (int)length, text, why);
}

// first:last:step
static bool append_range(struct size_list *list, const char *text, size_t length,
                         struct failure *failure) {
    const char *end = text + length;
    const char *colon = memchr(text, ':', length);
    const char *second = memchr(colon + 1, ':', (size_t)(end - colon - 1));
    if (second == NULL)
        return bad_range(text, length, "a range needs a step", failure);
    size_t first = 0, last = 0, step = 0;
    if (!parse_size(text, (size_t)(colon - text), &first, failure) ||
        !parse_size(colon + 1, (size_t)(second - colon - 1), &last, failure))
        return false;
    const char *by = second + 1;
    bool times = by < end && *by == 'x', plus = by < end && *by == '+';
    if (!times && !plus)
        return bad_range(text, length, "the step must begin with x or +", failure);
    if (!size_parse(by + 1, (size_t)(end - by - 1), &step))
        return bad_range(text, length, "the step is no number", failure);
    if (times && step < 2)
        return bad_range(text, length, "a factor must be at least 2", failure);
    if (plus && (step == 0 || step % SIZE_STEP != 0))
        return bad_range(text, length, "what is added must be a multiple of 64 above 0", failure);
    if (first > last)
        return bad_range(text, length, "the first size is above the last", failure);
    for (size_t size = first; size <= last;) {
        if (!append(list, size, failure))
            return false;
        if (times ? size > last / step : size > last - step)
            break;
        size = times ? size * step : size + step;
    }
    return true;
}

static int ascending(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static void sort_unique(struct size_list *list) {
    if (list->count == 0)
        return;
    qsort(list->bytes, list->count, sizeof *list->bytes, ascending);
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || list->bytes[kept - 1] != list->bytes[i])
            list->bytes[kept++] = list->bytes[i];
    list->count = kept;
}

bool sizes_parse(const char *text, struct size_list *out, struct failure *failure) {
    struct size_list list = {0};
    const char *at = text;
    bool ok = true;
    for (;;) {
        size_t length = strcspn(at, ",");
        size_t bytes = 0;
        if (memchr(at, ':', length) != NULL)
            ok = append_range(&list, at, length, failure);
        else
            ok = parse_size(at, length, &bytes, failure) && append(&list, bytes, failure);
        at += length;
        if (!ok || *at == '\0')
            break;
        at++;
    }
    if (!ok) {
        sizes_free(&list);
        return false;
    }
    sort_unique(&list);
    *out = list;
    return true;
}

void sizes_free(struct size_list *list) {
    free(list->bytes);
    *list = (struct size_list){0};
}

const char *size_format(size_t bytes, char out[SIZE_TEXT]) {
    static const char *const units[] = {"B", "KiB", "MiB", "GiB"};
    unsigned unit = 0;
    while (unit < 3 && bytes >> (10 * (unit + 1)) != 0)
        unit++;
    double value = (double)bytes / (double)((size_t)1 << (10 * unit));
    snprintf(out, SIZE_TEXT, "%.3f", value);
    char *end = out + strlen(out); // drop zeros that say nothing
    while (end[-1] == '0')
        end--;
    if (end[-1] == '.')
        end--;
    snprintf(end, SIZE_TEXT - (size_t)(end - out), " %s", units[unit]);
    return out;
}

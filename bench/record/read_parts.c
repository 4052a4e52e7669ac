// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What every reader of a file of ours reads with: complaints, texts, names. Believes nothing.
#include "bench/record/parts.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

bool parts_wrong(const struct reader *r, const char *why) {
    char line[24] = "";
    if (r->line > 0)
        snprintf(line, sizeof line, ":%zu", r->line);
    return failure_set(r->failure, EXIT_USAGE, "%.200s%s: %s: %.120s (%s)", r->path, line, r->place,
                       why, r->advice);
}

bool parts_copy_text(const struct reader *r, char *out, size_t size, const char *text,
                     const char *what) {
    if (strlen(text) >= size)
        return parts_wrong(r, what);
    fingerprint_clean(out, size, text);
    return true;
}

bool parts_copy_name(const struct reader *r, char out[IMPL_NAME], const char *text) {
    if (!impl_name_is_valid(text))
        return parts_wrong(r, "a name is not [a-z0-9][a-z0-9_.-]{0,47}");
    snprintf(out, IMPL_NAME, "%s", text);
    return true;
}

bool parts_read_kind(const struct reader *r, const char *text, enum impl_kind *out) {
    for (unsigned kind = 0; kind < IMPL_KINDS; kind++)
        if (strcmp(impl_kind_name(kind), text) == 0) {
            *out = kind;
            return true;
        }
    return parts_wrong(r, "an unknown kind");
}

bool parts_read_sha256(const struct reader *r, const json_t *value, char out[IMPL_SHA256]) {
    out[0] = '\0';
    if (json_is_null(value))
        return true;
    const char *text = json_string_value(value);
    if (text == NULL || strlen(text) != IMPL_SHA256 - 1 ||
        strspn(text, "0123456789abcdef") != IMPL_SHA256 - 1)
        return parts_wrong(r, "sha256 is neither null nor 64 hex digits");
    snprintf(out, IMPL_SHA256, "%s", text);
    return true;
}

json_t *parts_load(const char *path, const char *advice, struct failure *failure) {
    struct stat st;
    json_error_t e;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
        failure_set(failure, EXIT_USAGE, "%.200s: not a file (%s)", path, advice);
        return NULL;
    }
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &e);
    if (root == NULL && e.line < 0) // not opened; jansson's text names the file and the reason
        failure_set(failure, EXIT_USAGE, "%.300s (%s)", e.text, advice);
    else if (root == NULL)
        failure_set(failure, EXIT_USAGE, "%.200s:%d:%d: %.120s (not valid JSON)", path, e.line,
                    e.column, e.text);
    return root;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/record/journal_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A line is HEAD, the digest, BEFORE_BODY and the body.
static const char head[] = "{\"sha256\":\"", before_body[] = "\",";
enum {
    HEX = IMPL_SHA256 - 1,
    DIGEST_AT = sizeof head - 1,
    BODY_AT = DIGEST_AT + HEX + sizeof before_body - 1,
};

// The digest of a body behind a line of that digest.
static bool digest_of(const char *previous, const char *body, size_t length,
                      char out[IMPL_SHA256]) {
    char *all = malloc(strlen(previous) + length + 1);
    if (all == NULL)
        return false;
    char *end = stpcpy(all, previous);
    memcpy(end, body, length);
    impl_digest(all, (size_t)(end - all) + length, out);
    free(all);
    return true;
}

char *journal_line_seal(const json_t *object, char digest[IMPL_SHA256]) {
    char *json = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(15)), *line = NULL;
    char own[IMPL_SHA256];
    if (json == NULL)
        return NULL;
    const char *body = json + 1; // behind its brace
    if (!digest_of(digest, body, strlen(body), own) ||
        asprintf(&line, "%s%s%s%s\n", head, own, before_body, body) < 0)
        line = NULL;
    else
        memcpy(digest, own, sizeof own);
    free(json);
    return line;
}

bool journal_line_is_whole(const char *text, size_t length, char digest[IMPL_SHA256]) {
    char own[IMPL_SHA256];
    if (length <= BODY_AT || memcmp(text, head, DIGEST_AT) != 0 ||
        memcmp(text + DIGEST_AT + HEX, before_body, sizeof before_body - 1) != 0 ||
        !digest_of(digest, text + BODY_AT, length - BODY_AT, own) ||
        memcmp(text + DIGEST_AT, own, HEX) != 0)
        return false;
    memcpy(digest, own, sizeof own);
    return true;
}

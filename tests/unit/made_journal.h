// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A journal of a race that nobody ran: three cells, and once it was gone on with.
#ifndef TESTS_MADE_JOURNAL_H
#define TESTS_MADE_JOURNAL_H

#include "bench/record/journal.h"
#include "bench/record/journal_line.h"
#include "tests/unit/made_result.h"
#include "tests/unit/temporary.h"

enum { MADE_JOURNAL_LINES = 7 }; // head, two certificates, a cell, a resumption, two cells

static char *made_journal; // its text

static const char *const made_journal_words[] = {"--impl=glibc", "--seed=42"};

static inline void ok_or_fail(bool ok, const struct failure *failure) {
    if (!ok)
        fail_msg("%s", failure->text);
}

static inline void made_journal_add(struct journal *j, struct result *r) {
    struct failure failure = {0};
    struct journal_head head = {.words = made_journal_words,
                                .word_count = COUNT_OF(made_journal_words),
                                .field = r->impls,
                                .field_count = r->impl_count,
                                .result = r};
    bool ok = journal_add_head(j, &head, &failure) &&
              journal_add_impl(j, r, &r->impls[0], &failure) &&
              journal_add_impl(j, r, &r->impls[1], &failure) &&
              journal_add_row(j, r, &r->rows[0], 0.125, &failure) &&
              journal_add_resumption(j, r, &failure);
    r->wall_seconds = 20;
    ok_or_fail(ok && journal_add_row(j, r, &r->rows[1], 0.125, &failure) &&
                   journal_add_row(j, r, &r->rows[2], 0.125, &failure),
               &failure);
}

static inline struct result made_journal_result(void) {
    struct result r = made_result();
    made_impl(&r, "glibc", IMPL_LIBC);
    made_impl(&r, "avx2_loop", IMPL_BLOB);
    made_row(&r, "glibc", IMPL_LIBC, 64, 4.125, 4);
    made_row(&r, "avx2_loop", IMPL_BLOB, 64, 2, 4);
    made_row(&r, "floor", IMPL_CEILING, 128, 1, 4);
    return r;
}

static inline int made_journal_make(void **state) {
    struct failure failure = {0};
    struct journal j;
    if (temporary_make(state) != 0)
        return 1;
    struct result r = made_journal_result();
    ok_or_fail(journal_create(&j, temporary_directory, &failure), &failure);
    made_journal_add(&j, &r);
    assert_int_equal(j.rows, 3);
    journal_close(&j, false);
    result_free(&r);
    made_journal = temporary_read("journal.jsonl");
    return temporary_clear(state);
}

static inline int made_journal_remove(void **state) {
    free(made_journal);
    return temporary_remove(state);
}

static inline bool parses(const char *text, size_t length, struct journal_content *out,
                          struct failure *failure) {
    *failure = (struct failure){0};
    return journal_parse("j.jsonl", text, length, out, failure);
}

// Where line n begins, from 0 to MADE_JOURNAL_LINES.
static inline size_t made_journal_line(size_t n) {
    const char *at = made_journal;
    for (; n > 0; n--)
        at = strchr(at, '\n') + 1;
    return (size_t)(at - made_journal);
}

// The good journal's lines as JSON, to be changed and sealed again.
static inline json_t *made_journal_unsealed(void) {
    json_t *list = json_array();
    for (size_t n = 0; n < MADE_JOURNAL_LINES; n++) {
        json_t *line = json_loadb(made_journal + made_journal_line(n),
                                  made_journal_line(n + 1) - made_journal_line(n) - 1, 0, NULL);
        assert_non_null(line);
        json_object_del(line, "sha256");
        json_array_append_new(list, line);
    }
    return list;
}

static inline char *made_journal_sealed(json_t *list) {
    char digest[IMPL_SHA256] = "", *all = calloc(1, 1 << 20);
    size_t i = 0;
    json_t *line = NULL;
    json_array_foreach(list, i, line) {
        char *text = journal_line_seal(line, digest);
        assert_non_null(text);
        strcat(all, text);
        free(text);
    }
    json_decref(list);
    return all;
}

#endif

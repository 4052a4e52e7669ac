// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Makes a small result, for fuzz_result and fuzz_journal to begin with.
// Usage: make_result DIR     writes DIR/result.json and DIR/journal.jsonl
#include "tests/unit/made_result.h"

#include "bench/analyse/summary.h"
#include "bench/record/journal.h"

static bool write_journal(const struct result *r, const char *directory, struct failure *failure) {
    static const char *const words[] = {"--impl=glibc", "--seed=42"};
    const struct journal_head head = {.words = words,
                                      .word_count = COUNT_OF(words),
                                      .field = r->impls,
                                      .field_count = r->impl_count,
                                      .result = r};
    struct journal journal;
    bool ok = journal_create(&journal, directory, failure) &&
              journal_add_head(&journal, &head, failure) &&
              journal_add_impl(&journal, r, &r->impls[0], failure) &&
              journal_add_impl(&journal, r, &r->impls[1], failure) &&
              journal_add_row(&journal, r, &r->rows[0], 0.125, failure) &&
              journal_add_resumption(&journal, r, failure) &&
              journal_add_row(&journal, r, &r->rows[1], 0.125, failure);
    journal_close(&journal, false);
    return ok;
}

int main(int argc, char **argv) {
    char path[4096];
    struct failure failure = {0};
    if (argc != 2)
        return 2;
    struct result r = made_result();
    made_row(&r, "glibc", IMPL_LIBC, 64, 4, 4);
    made_row(&r, "avx2_loop", IMPL_BLOB, 64, 2, 4);
    made_impl(&r, "glibc", IMPL_LIBC);
    struct certificate *c = &made_impl(&r, "avx2_loop", IMPL_BLOB)->certificate;
    c->findings[c->finding_count++] =
        (struct finding){.severity = SEVERITY_WARN, .class = FINDING_SLOW, .text = "slow"};
    result_note(&r, "a virtual machine");
    summary_fill(&r);
    snprintf(path, sizeof path, "%s/result.json", argv[1]);
    bool ok = result_write(&r, path, &failure) && write_journal(&r, argv[1], &failure);
    if (!ok)
        fprintf(stderr, "make_result: %s\n", failure.text);
    result_free(&r);
    return ok ? 0 : 5;
}

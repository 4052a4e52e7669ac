// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Makes a small result, for fuzz_result, fuzz_journal and fuzz_baseline to begin with.
// Usage: make_result DIR     writes DIR/result.json, DIR/journal.jsonl and DIR/baseline.json
#include "tests/unit/made_result.h"

#include "bench/analyse/summary.h"
#include "bench/record/baseline.h"
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

static bool write_baseline(const struct result *r, const char *directory, struct failure *failure) {
    char path[4096];
    struct baseline_row row = {
        .impl = "avx2_loop", .bytes = 64, .to_anchor = 0.5, .lo = 0.4, .hi = 0.6};
    struct baseline baseline = {.version = BASELINE_SCHEMA_VERSION,
                                .machine = r->machine,
                                .page_bytes = 4096,
                                .date = "2026-01-02T03:04:05Z",
                                .command = "memcpybench check",
                                .rows = &row,
                                .row_count = 1};
    memset(baseline.anchor, 'a', sizeof baseline.anchor - 1);
    snprintf(path, sizeof path, "%s/baseline.json", directory);
    return baseline_write(&baseline, path, failure);
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
    bool ok = result_write(&r, path, &failure) && write_journal(&r, argv[1], &failure) &&
              write_baseline(&r, argv[1], &failure);
    if (!ok)
        fprintf(stderr, "make_result: %s\n", failure.text);
    result_free(&r);
    return ok ? 0 : 5;
}

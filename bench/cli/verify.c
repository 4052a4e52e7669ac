// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/field.h"
#include "bench/cli/terminal.h"

#include <inttypes.h>
#include <string.h>

struct verify_options {
    struct field_flags field;
};

static const struct option_row rows[] = {FIELD_OPTIONS(struct verify_options)};

static void print_certificate(const struct impl *impl, const struct certificate *c) {
    printf("%-18s %s  %" PRIu64 " calls, %.2f s%s%s\n", impl->name, c->passed ? "ok  " : "FAIL",
           c->calls, c->seconds, c->passed ? "" : ": ", c->diagnosis);
}

static bool certify_all(const struct field *field, const struct stand *stand, bool *all_passed,
                        struct failure *failure) {
    const struct selection *s = &field->selection;
    struct progress progress;
    progress_open(&progress);
    for (size_t i = 0; i < s->runnable_count; i++) {
        struct certificate certificate;
        progress_step(&progress, "verify", s->runnable[i]->name,
                      (double)i / (double)s->runnable_count, -1);
        bool ok = stand_certify(stand, s->runnable[i], NULL, &certificate, failure);
        progress_close(&progress);
        if (!ok)
            return false;
        print_certificate(s->runnable[i], &certificate);
        *all_passed = *all_passed && certificate.passed;
    }
    for (size_t i = 0; i < s->skipped_count; i++)
        printf("%-18s cannot run here\n", s->skipped[i]->name);
    return true;
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct verify_options *o = call->options;
    struct field field;
    struct stand stand;
    bool all_passed = true;
    if (!field_open(call->context, &o->field, &field, failure))
        return failure->status;
    bool ok = stand_open(&stand, &field.stand, &field.selection, failure);
    if (ok) {
        ok = certify_all(&field, &stand, &all_passed, failure);
        stand_close(&stand);
    }
    field_close(&field);
    return !ok ? failure->status : all_passed ? EXIT_OK : EXIT_UNVERIFIED;
}

const struct command verify_command = {
    .name = "verify",
    .summary = "checks that implementations copy what they should, as they will be timed",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct verify_options),
    .examples = "  memcpybench verify\n"
                "  memcpybench verify --impl 'avx*' --sizes 64:4K:+64\n",
    .run = run,
};

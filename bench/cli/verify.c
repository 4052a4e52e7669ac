// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/field.h"
#include "bench/cli/progress.h"
#include "bench/record/result.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct verify_flags {
    struct field_flags field;
    const char *call;
    bool json;
};

static const struct option_row rows[] = {
    FIELD_OPTIONS(struct verify_flags, FIELD_SIZES,
                  "fewer sizes (64:16M:x4), half a second of calls and no\nlook from another core"),
    {"call", 0, "CALL", OPTION_TEXT, offsetof(struct verify_flags, call),
     "make this one call and no other, as a diagnosis names it"},
    JSON_OPTION(struct verify_flags)};

// What is certified, a row an implementation.
struct certified {
    struct result_impl *impls;
    size_t count;
    bool all_passed;
};

static void print_finding(const struct finding *f) {
    bool named = f->class != FINDING_NONE;
    printf("  %s %s%s%s\n", severity_name(f->severity), named ? finding_class_name(f->class) : "",
           named ? ": " : "", f->text);
}

static void print_row(const struct result_impl *row, int width) {
    const struct certificate *c = &row->certificate;
    if (row->missing[0] != '\0')
        printf("%-*s cannot run here: needs %s\n", width, row->name, row->missing);
    else
        printf("%-*s %s  %" PRIu64 " call%s, %.2f s\n", width, row->name,
               c->passed ? "ok  " : "FAIL", c->calls, c->calls == 1 ? "" : "s", c->seconds);
    for (size_t i = 0; i < c->finding_count; i++)
        print_finding(&c->findings[i]);
}

static int name_width(const struct selection *s) {
    size_t width = strlen("rep_movsb_inline");
    for (size_t i = 0; i < s->runnable_count + s->skipped_count; i++) {
        const struct impl *impl =
            i < s->runnable_count ? s->runnable[i] : s->skipped[i - s->runnable_count];
        size_t length = strlen(impl->name);
        width = length > width ? length : width;
    }
    return (int)width;
}

// Each line is printed as soon as it is known, JSON all at once.
static bool certify_all(const struct field *field, const struct stand *stand, bool json,
                        struct certified *out, struct failure *failure) {
    const struct selection *s = &field->selection;
    const int width = name_width(s);
    struct progress progress;
    progress_open(&progress);
    bool ok = true;
    for (size_t i = 0; ok && i < s->runnable_count; i++) {
        struct result_impl *row = &out->impls[out->count++];
        progress_step(&progress, "verify", s->runnable[i]->name,
                      (double)i / (double)s->runnable_count, -1);
        ok = stand_certify(stand, s->runnable[i], NULL, row, failure);
        progress_wipe(&progress);
        out->all_passed = out->all_passed && row->certificate.passed;
        if (ok && !json)
            print_row(row, width);
    }
    progress_close(&progress);
    if (!ok)
        return false;
    for (size_t i = 0; i < s->skipped_count; i++) {
        out->impls[out->count] = result_impl_of(s->skipped[i]);
        if (!json)
            print_row(&out->impls[out->count], width);
        out->count++;
    }
    if (!json && field->stand.left_out > 0) {
        char size[SIZE_TEXT];
        printf("not verified: sizes from %s on, there is too little memory for them\n",
               size_format(field->stand.left_out, size));
    }
    if (json)
        result_print_impls(out->impls, out->count, stdout); // main notices a full disk
    return true;
}

static enum exit_status verify_field(const struct field *field, bool json,
                                     struct failure *failure) {
    size_t most = field->selection.runnable_count + field->selection.skipped_count;
    struct certified certified = {.impls = calloc(most, sizeof *certified.impls),
                                  .all_passed = true};
    struct stand stand;
    if (certified.impls == NULL) {
        failure_set(failure, EXIT_ENVIRONMENT, "verify: out of memory");
        return failure->status;
    }
    bool ok = stand_open(&stand, &field->stand, &field->selection, failure);
    if (ok) {
        ok = certify_all(field, &stand, json, &certified, failure);
        stand_close(&stand);
        if (ok && !json && field->stand.only == NULL) // in a call by itself nothing is drawn
            printf("seed %u\n", field->stand.plan.seed);
    }
    free(certified.impls);
    return !ok ? failure->status : certified.all_passed ? EXIT_OK : EXIT_UNVERIFIED;
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct verify_flags *o = call->options;
    struct field field;
    struct probe only;
    if ((o->call != NULL && !probe_parse(o->call, &only, failure)) ||
        !field_open(call->context, &o->field, &field, failure))
        return failure->status;
    field.stand.effort = o->field.quick ? EFFORT_QUICK : EFFORT_FULL;
    field.stand.only = o->call != NULL ? &only : NULL;
    enum exit_status status = verify_field(&field, o->json, failure);
    field_close(&field);
    return status;
}

const struct command verify_command = {
    .name = "verify",
    .summary = "checks that implementations copy what they should, as they will be timed",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct verify_flags),
    .examples = "  memcpybench verify\n"
                "  memcpybench verify --impl 'avx*' --sizes 64:4K:+64\n"
                "  memcpybench verify --impl avx2_loop --call n=128,dst=33,src=5,key=77\n"
                "  memcpybench verify --impl asm:mine.asm --impl so:./libfast.so:memcpy\n"
                "  memcpybench verify --json | jq '.[] | select(.certificate.passed | not)'\n",
    .run = run,
};

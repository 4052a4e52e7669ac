// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/compare.h"

#include "bench/analyse/comparable.h"
#include "bench/base/sizes.h"
#include "bench/cli/command.h"
#include "bench/cli/stored.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// What is common to both and what is not, before any figure.
static bool check_pair(const struct result *a, const struct result *b, bool force,
                       struct failure *failure) {
    if (strcmp(a->reference, b->reference) != 0)
        return failure_set(
            failure, EXIT_USAGE,
            "compare: ratios to %s and to %s mean different things (race both with one --ref)",
            a->reference, b->reference);
    if (a->calls != b->calls)
        return failure_set(failure, EXIT_USAGE,
                           "compare: calls were %s in one and %s in the other (race both with one "
                           "--placement)",
                           call_placement_name(a->calls), call_placement_name(b->calls));
    if (strcmp(a->mix_sha256, b->mix_sha256) != 0)
        return failure_set(failure, EXIT_USAGE,
                           "compare: sizes came from %.60s in one and from %.60s in the other, not "
                           "the same (race both with one --mix)",
                           a->mix[0] != '\0' ? a->mix : "no file",
                           b->mix[0] != '\0' ? b->mix : "no file");
    char differ[COMPARABLE_TEXT];
    if (comparable_machines(a, b, differ))
        return true;
    if (!force)
        return failure_set(
            failure, EXIT_USAGE,
            "compare: not measured on the same kind of machine: %s (--force compares "
            "them all the same)",
            differ);
    printf("note: not measured on the same kind of machine: %s\n", differ);
    return true;
}

static void print_comparison(const struct comparison *c) {
    char size[SIZE_TEXT], title[CONDITION_TITLE];
    bool same_bytes = c->a->sha256[0] != '\0' && strcmp(c->a->sha256, c->b->sha256) == 0;
    printf("%-22s %9s %8.3f %8.3f %8.3f", c->a->impl, size_format(c->a->bytes, size),
           c->a->summary.ratio, c->b->summary.ratio, c->change);
    if (isfinite(c->change_lo))
        printf(" %7.3f to %.3f", c->change_lo, c->change_hi);
    else
        printf(" %16s", "-");
    condition_describe(&c->a->condition, title);
    printf("  %s%s%s%s\n", compare_verdict_name(c->verdict), same_bytes ? " (same bytes)" : "",
           title[0] != '\0' ? "; " : "", title);
}

// Ceilings are the machine's and no implementation's.
static size_t count_copies(const struct result *r) {
    size_t copies = 0;
    for (size_t i = 0; i < r->row_count; i++)
        copies += r->rows[i].kind != IMPL_CEILING;
    return copies;
}

static void print_pair(const struct result *a, const struct result *b) {
    size_t counts[VERDICT_UNKNOWN + 1] = {0}, matched = 0;
    printf("A: %s, %s\nB: %s, %s\n\n", a->date, a->command, b->date, b->command);
    printf("%-22s %9s %8s %8s %8s %16s\n", "implementation", "size", "ratio A", "ratio B", "B / A",
           "95% interval");
    for (size_t i = 0; i < a->row_count; i++) {
        const struct result_row *other = compare_find(b, &a->rows[i]);
        if (other == NULL || other->kind == IMPL_CEILING)
            continue;
        struct comparison c = compare_rows(&a->rows[i], other);
        print_comparison(&c);
        counts[c.verdict]++;
        matched++;
    }
    printf("\n%zu cells: %zu same, %zu faster in B, %zu slower, %zu unknown; %zu only in A, %zu "
           "only in "
           "B\nratios to %s, above 1 is faster. The intervals know the noise within each run, not "
           "what\n"
           "differs between runs: single cells may read as changed where nothing was.\n",
           matched, counts[VERDICT_SAME], counts[VERDICT_FASTER], counts[VERDICT_SLOWER],
           counts[VERDICT_UNKNOWN], count_copies(a) - matched, count_copies(b) - matched,
           a->reference);
}

struct compare_options {
    struct chosen chosen;
    bool force;
};

static const struct option_row rows[] = {
    CHOICE_OPTIONS(offsetof(struct compare_options, chosen)),
    {"force", 0, NULL, OPTION_FLAG, offsetof(struct compare_options, force),
     "compare results of different machines too"},
};

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct compare_options *o = call->options;
    const struct choice choice = chosen_as_choice(&o->chosen);
    struct result a, b;
    if (!stored_read(call->operands[0], &a, NULL, failure))
        return failure->status;
    if (stored_read(call->operands[1], &b, NULL, failure)) {
        if (check_pair(&a, &b, o->force, failure) && stored_keep(&a, &choice, failure) &&
            stored_keep(&b, &choice, failure))
            print_pair(&a, &b);
        result_free(&b);
    }
    result_free(&a);
    return failure->status;
}

const struct command compare_command = {
    .name = "compare",
    .operands = "A B",
    .fewest = 2,
    .most = 2,
    .summary = "two results side by side; informs, and never judges",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct compare_options),
    .examples = "  memcpybench compare results/before results/after\n"
                "  memcpybench compare results/before results/after --impl my_kernel\n",
    .run = run,
};

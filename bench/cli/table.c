// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/formats.h"
#include "bench/cli/rivals.h"
#include "bench/cli/stored.h"
#include "bench/present/versus_format.h"

#include <stdio.h>

struct table_options {
    struct chosen chosen;
    struct rivals rivals;
    struct text_list formats;
    bool chart;
};

static const struct option_row rows[] = {CHOICE_OPTIONS(offsetof(struct table_options, chosen)),
                                         RIVALS_OPTIONS(offsetof(struct table_options, rivals)),
                                         FORMATS_OPTION(struct table_options),
                                         CHART_OPTION(struct table_options)};

static bool check(const struct table_options *o, struct failure *failure) {
    if (!formats_check(&o->formats, failure) ||
        (o->chart && !formats_check_chart(&o->formats, failure)) ||
        !rivals_check(&o->rivals, &o->chosen, failure))
        return false;
    return !o->chart || o->rivals.versus == NULL ||
           failure_set(failure, EXIT_USAGE, "--chart: does not go with --versus (drop one)");
}

static bool print_versus(enum format format, const void *content, const struct table_style *style,
                         FILE *out) {
    return versus_format_print(format, content, style, out);
}

static void print_all(struct result *result, const struct table_options *o,
                      struct failure *failure) {
    const struct choice choice = chosen_as_choice(&o->chosen);
    if (stored_keep(result, &choice, failure) && formats_print(&o->formats, result, failure) &&
        o->chart)
        formats_print_chart(result);
}

// Nobody is dropped from the result: the probe's baseline is that of the whole race.
static void print_one(const struct result *result, const struct table_options *o,
                      struct failure *failure) {
    struct versus_field field;
    const struct versus_view view = {result, &field};
    if (rivals_find(&o->rivals, &o->chosen, result, &field, failure))
        formats_print_as(&o->formats, print_versus, &view, failure);
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct table_options *o = call->options;
    if (!check(o, failure))
        return failure->status;
    for (size_t i = 0; failure->status == EXIT_OK && i < call->operand_count; i++) {
        struct result result;
        if (!stored_read(call->operands[i], &result, NULL, failure))
            break;
        if (i > 0)
            putchar('\n');
        if (o->rivals.versus != NULL)
            print_one(&result, o, failure);
        else
            print_all(&result, o, failure);
        result_free(&result);
    }
    return failure->status;
}

const struct command table_command = {
    .name = "table",
    .operands = "RESULT...",
    .fewest = 1,
    .most = SIZE_MAX,
    .summary = "prints stored results again, in any format",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct table_options),
    .examples = "  memcpybench table results/*/result.json\n"
                "  memcpybench table results/box-20260101T120000Z --format csv=race.csv\n"
                "  memcpybench table result.json --impl glibc --impl 'avx*'\n"
                "  memcpybench table result.json --versus avx2_loop --isa avx2\n",
    .run = run,
};

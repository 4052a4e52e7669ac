// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/formats.h"
#include "bench/cli/stored.h"

#include <stdio.h>

struct table_options {
    struct chosen chosen;
    struct text_list formats;
    bool chart;
};

static const struct option_row rows[] = {CHOICE_OPTIONS(offsetof(struct table_options, chosen)),
                                         FORMATS_OPTION(struct table_options),
                                         CHART_OPTION(struct table_options)};

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct table_options *o = call->options;
    const struct choice choice = chosen_as_choice(&o->chosen);
    if (!formats_check(&o->formats, failure) ||
        (o->chart && !formats_check_chart(&o->formats, failure)))
        return failure->status;
    for (size_t i = 0; failure->status == EXIT_OK && i < call->operand_count; i++) {
        struct result result;
        if (!stored_read(call->operands[i], &result, NULL, failure))
            break;
        if (i > 0)
            putchar('\n');
        if (stored_keep(&result, &choice, failure) &&
            formats_print(&o->formats, &result, failure) && o->chart)
            formats_print_chart(&result);
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
                "  memcpybench table result.json --impl glibc --impl 'avx*'\n",
    .run = run,
};

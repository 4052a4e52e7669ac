// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot.h"
#include "bench/cli/command.h"
#include "bench/cli/output.h"
#include "bench/cli/stored.h"

#include <stdio.h>
#include <stdlib.h>

struct plot_options {
    struct chosen chosen;
    const char *out, *only;
};

static const struct option_row rows[] = {
    CHOICE_OPTIONS(offsetof(struct plot_options, chosen)),
    {"out", 'o', "DIR", OPTION_TEXT, offsetof(struct plot_options, out),
     "where the pictures go (default: beside each result)"},
    {"only", 0, "NAME", OPTION_TEXT, offsetof(struct plot_options, only),
     "throughput, ratio, best, map or sweep (default: all)"},
};

static bool plot_result(const char *path, const struct plot_options *o, struct failure *failure) {
    const struct choice choice = chosen_as_choice(&o->chosen);
    struct result result;
    struct output output = {0};
    char *beside = NULL, what[PLOT_TEXT];
    if (!stored_read(path, &result, &beside, failure))
        return false;
    bool ok = stored_keep(&result, &choice, failure) &&
              output_open(&output, o->out != NULL ? o->out : beside, "", failure);
    if (ok) {
        ok = output_probe(&output, failure) &&
             plot_draw_only(&result, o->only, output.directory, failure);
        plot_describe(&result, o->only, what);
        if (ok) {
            fputs("drawn: ", stdout);
            output_print(output.directory);
            printf("/%s\n", what);
        }
        output_close(&output);
    }
    free(beside);
    result_free(&result);
    return ok;
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct plot_options *o = call->options;
    if (call->operand_count > 1 && o->out != NULL)
        failure_set(failure, EXIT_USAGE,
                    "plot: -o takes one result (without it each is drawn beside its own)");
    if (o->only != NULL && !plot_is_picture(o->only))
        failure_set(failure, EXIT_USAGE,
                    "--only '%.40s': no such picture (throughput, ratio, best, map or sweep)",
                    o->only);
    for (size_t i = 0; failure->status == EXIT_OK && i < call->operand_count; i++)
        plot_result(call->operands[i], o, failure);
    return failure->status;
}

const struct command plot_command = {
    .name = "plot",
    .operands = "RESULT...",
    .fewest = 1,
    .most = SIZE_MAX,
    .summary = "draws throughput, ratio, the best five, maps and sweeps of stored results",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct plot_options),
    .examples = "  memcpybench plot results/box-20260101T120000Z\n"
                "  memcpybench plot result.json --impl 'sse2_*' -o /tmp/pictures\n"
                "  memcpybench plot results/offsets --only map\n",
    .run = run,
};

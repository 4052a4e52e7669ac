// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot.h"
#include "bench/cli/command.h"
#include "bench/cli/output.h"
#include "bench/cli/rivals.h"
#include "bench/cli/stored.h"
#include "bench/present/gate_read.h"
#include "bench/present/plot_forest.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct plot_options {
    struct chosen chosen;
    struct rivals rivals;
    const char *out, *only;
    bool together;
};

static const struct option_row rows[] = {
    CHOICE_OPTIONS(offsetof(struct plot_options, chosen)),
    RIVALS_OPTIONS(offsetof(struct plot_options, rivals)),
    {"out", 'o', "DIR", OPTION_TEXT, offsetof(struct plot_options, out),
     "where the pictures go (default: beside each result)"},
    {"only", 0, "NAME", OPTION_TEXT, offsetof(struct plot_options, only),
     "throughput, ratio, best, heat, ceiling, samples,\nplacement, map or sweep; all: whatever "
     "there is something\nfor (default: all but heat, ceiling, samples and\nplacement); forest: of "
     "what check --format json=FILE\nwrote, and all of it; versus: what --versus asks for"},
    {"together", 0, NULL, OPTION_FLAG, offsetof(struct plot_options, together),
     "one picture of all results over each other"},
};

static void say_drawn(const struct output *output, const char *names) {
    fputs("drawn: ", stdout);
    output_print(output->directory);
    printf("/%s\n", names);
}

static bool plot_result(const char *path, const struct plot_options *o, struct failure *failure) {
    const struct choice choice = chosen_as_choice(&o->chosen);
    struct result result;
    struct output output = {0};
    char *beside = NULL, what[PLOT_TEXT], lacks[PLOT_TEXT];
    if (!stored_read(path, &result, &beside, failure))
        return false;
    bool ok = stored_keep(&result, &choice, failure) &&
              output_open(&output, o->out != NULL ? o->out : beside, "", failure);
    if (ok) {
        ok = output_probe(&output, failure) &&
             plot_draw_only(&result, o->only, output.directory, failure);
        plot_describe(&result, o->only, what);
        if (ok) {
            say_drawn(&output, what);
            plot_describe_lacks(&result, o->only, lacks);
            if (lacks[0] != '\0')
                printf("not drawn, the result holds nothing for it: %s\n", lacks);
        }
        output_close(&output);
    }
    free(beside);
    result_free(&result);
    return ok;
}

static bool plot_check(const char *path, const struct plot_options *o, struct failure *failure) {
    const struct choice choice = chosen_as_choice(&o->chosen);
    struct gate_report report;
    struct output output = {0};
    char *copy = strdup(path); // dirname() writes into it
    bool ok =
        (copy != NULL || failure_set(failure, EXIT_ENVIRONMENT, "%.200s: out of memory", path)) &&
        gate_read(path, &report, failure);
    if (ok) {
        stored_keep_cells(&report, &choice);
        ok = output_open(&output, o->out != NULL ? o->out : dirname(copy), "", failure);
        if (ok) {
            ok = output_probe(&output, failure) &&
                 plot_forest_draw(&report, output.directory, failure);
            if (ok)
                say_drawn(&output, "forest.{png,svg}");
            output_close(&output);
        }
        gate_report_free(&report);
    }
    free(copy);
    return ok;
}

static bool plot_versus(const char *path, const struct plot_options *o, struct failure *failure) {
    struct result result;
    struct versus_field field;
    struct output output = {0};
    char *beside = NULL, names[PLOT_TEXT];
    if (!stored_read(path, &result, &beside, failure))
        return false;
    bool ok = rivals_find(&o->rivals, &o->chosen, &result, &field, failure) &&
              output_open(&output, o->out != NULL ? o->out : beside, "", failure);
    if (ok) {
        ok = output_probe(&output, failure) &&
             plot_draw_versus(&result, &field, output.directory, failure);
        snprintf(names, sizeof names, "versus-%s*.{png,svg}", field.impl);
        if (ok)
            say_drawn(&output, names);
        output_close(&output);
    }
    free(beside);
    result_free(&result);
    return ok;
}

static void draw_together(const struct together *list, size_t count, const char *directory,
                          struct failure *failure) {
    struct output output = {0};
    if (output_open(&output, directory, "", failure)) {
        if (output_probe(&output, failure) &&
            plot_draw_together(list, count, output.directory, failure))
            say_drawn(&output, "together.{png,svg}");
        output_close(&output);
    }
}

static void plot_together(const struct call *call, const struct plot_options *o,
                          struct failure *failure) {
    const struct choice choice = chosen_as_choice(&o->chosen);
    struct result results[TOGETHER_MOST];
    struct together list[TOGETHER_MOST];
    char *beside = NULL;
    size_t count = 0;
    bool ok = true;
    while (ok && count < call->operand_count) {
        ok = stored_read(call->operands[count], &results[count], count == 0 ? &beside : NULL,
                         failure);
        if (!ok)
            break;
        list[count] = (struct together){&results[count], call->operands[count]};
        ok = stored_keep(&results[count], &choice, failure);
        count++;
    }
    if (ok)
        draw_together(list, count, o->out != NULL ? o->out : beside, failure);
    for (size_t i = 0; i < count; i++)
        result_free(&results[i]);
    free(beside);
}

static bool wants_forest(const struct plot_options *o) {
    return o->only != NULL && strcmp(o->only, "forest") == 0;
}

// The forest is all there is to be drawn of a check.
static bool check_operand(const char *path, const struct plot_options *o, struct failure *failure) {
    bool other = o->only != NULL && !wants_forest(o) && strcmp(o->only, "all") != 0;
    const char *wanted = o->together                ? "together"
                         : o->rivals.versus != NULL ? "versus"
                         : other                    ? "only"
                                                    : NULL;
    if (wanted == NULL || !stored_is_check(path))
        return true;
    return failure_set(failure, EXIT_USAGE,
                       "%.200s: is what check wrote, of which there is a forest alone (drop --%s)",
                       path, wanted);
}

static bool check_only(const struct plot_options *o, struct failure *failure) {
    bool versus = o->only != NULL && strcmp(o->only, "versus") == 0;
    if (versus && o->rivals.versus == NULL)
        return failure_set(failure, EXIT_USAGE,
                           "--only versus: whom against the others? (give --versus NAME too)");
    if (!versus && !wants_forest(o) && o->only != NULL && !plot_is_picture(o->only))
        return failure_set(failure, EXIT_USAGE,
                           "--only '%.40s': no such picture (throughput, ratio, best, heat, "
                           "ceiling, samples, placement, map, sweep, forest, versus or all)",
                           o->only);
    if (o->rivals.versus != NULL && (o->together || (o->only != NULL && !versus)))
        return failure_set(failure, EXIT_USAGE, "--versus: is a picture by itself (drop --%s)",
                           o->together ? "together" : "only");
    return true;
}

static bool check(const struct call *call, const struct plot_options *o, struct failure *failure) {
    if (call->operand_count > 1 && o->out != NULL && !o->together)
        return failure_set(failure, EXIT_USAGE,
                           "plot: -o takes one result (without it each is drawn beside its own)");
    if (!check_only(o, failure) || !rivals_check(&o->rivals, &o->chosen, failure))
        return false;
    if (o->together && (o->only != NULL || call->operand_count > TOGETHER_MOST))
        return failure_set(failure, EXIT_USAGE, "--together: %s",
                           o->only != NULL ? "is a picture by itself (drop --only)"
                                           : "takes eight results at the most (name fewer)");
    return true;
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct plot_options *o = call->options;
    bool ok = check(call, o, failure);
    for (size_t i = 0; ok && i < call->operand_count; i++)
        ok = check_operand(call->operands[i], o, failure);
    if (!ok)
        return failure->status;
    if (o->together) {
        plot_together(call, o, failure);
        return failure->status;
    }
    for (size_t i = 0; failure->status == EXIT_OK && i < call->operand_count; i++) {
        if (o->rivals.versus != NULL)
            plot_versus(call->operands[i], o, failure);
        else if (wants_forest(o) || stored_is_check(call->operands[i]))
            plot_check(call->operands[i], o, failure);
        else
            plot_result(call->operands[i], o, failure);
    }
    return failure->status;
}

const struct command plot_command = {
    .name = "plot",
    .operands = "RESULT...",
    .fewest = 1,
    .most = SIZE_MAX,
    .summary = "draws throughput, ratio, heat maps and more of stored results",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct plot_options),
    .examples = "  memcpybench plot results/box-20260101T120000Z\n"
                "  memcpybench plot result.json --impl 'sse2_*' -o /tmp/pictures\n"
                "  memcpybench plot results/offsets --only map\n"
                "  memcpybench plot result.json --versus avx2_loop --among 'avx*'\n"
                "  memcpybench plot before after --together -o /tmp/pictures\n"
                "  memcpybench plot check.json\n",
    .run = run,
};

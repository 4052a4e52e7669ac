// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/field.h"
#include "bench/cli/output.h"
#include "bench/cli/terminal.h"
#include "bench/present/plot.h"
#include "bench/task/race.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct run_options {
    struct field_flags field;
    const char *out;
    bool no_plots;
};

static const struct option_row rows[] = {
    FIELD_OPTIONS(struct run_options),
    {"out", 'o', "DIR", OPTION_TEXT, offsetof(struct run_options, out),
     "where result.json and the plots go\n(default: results/<host>-<UTC time>)"},
    {"no-plots", 0, NULL, OPTION_FLAG, offsetof(struct run_options, no_plots), "draw nothing"},
};

// The command line as typed, as far as it fits.
static void set_command(struct result *result, const struct context *context) {
    size_t used = 0;
    for (int i = 0; i < context->argc && used < sizeof result->command; i++) {
        char word[RESULT_COMMAND];
        fingerprint_clean(word, sizeof word, context->argv[i]);
        int n = snprintf(result->command + used, sizeof result->command - used, "%s%s",
                         i > 0 ? " " : "", word);
        used += (size_t)n;
    }
}

static void set_date(struct result *result) {
    time_t now = time(NULL);
    struct tm utc;
    strftime(result->date, sizeof result->date, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
}

// Writes the result and reads it back: what is printed and drawn is what is kept, and neither can
// lose it.
static bool keep_result(struct result *result, const char *directory, struct failure *failure) {
    char *path = NULL;
    if (asprintf(&path, "%s/result.json", directory) < 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "%.200s: out of memory", directory);
    bool ok = result_write(result, path, failure);
    if (ok) {
        result_free(result);
        ok = output_read_result(path, result, NULL, failure);
    }
    free(path);
    return ok;
}

static enum exit_status status_of(const struct result *result) {
    if (result->signal != 0)
        return (enum exit_status)(128 + result->signal);
    for (size_t i = 0; i < result->impl_count; i++)
        if (result->impls[i].missing[0] == '\0' && !result->impls[i].certificate.passed)
            return EXIT_UNVERIFIED;
    return EXIT_OK;
}

static enum exit_status present(struct result *result, const struct output *output, bool plots,
                                struct failure *failure) {
    if (!keep_result(result, output->directory, failure))
        return failure->status;
    struct table_style style = terminal_style();
    table_print(result, &style, stdout);
    printf(
        "%.1f s, of these %.1f s verifying and %.1f s measuring, %.0f %% of that in timed copies\n"
        "written: %s/result.json\n",
        result->wall_seconds, result->verify_seconds, result->measure_seconds,
        result->measure_seconds > 0 ? 100 * result->timed_seconds / result->measure_seconds : 0.0,
        output->directory);
    enum exit_status status = status_of(result);
    if (!plots || result->row_count == 0)
        return status;
    if (!plot_draw(result, output->directory, failure))
        return status > EXIT_NOTHING ? status : failure->status;
    printf("drawn:   %s/{throughput,ratio}.{png,svg}\n", output->directory);
    return status;
}

static enum exit_status race(const struct run_options *o, const struct context *context,
                             const struct field *field, const struct output *output,
                             struct failure *failure) {
    struct interrupt interrupt;
    struct progress progress;
    struct result result;
    struct race_watcher watcher = {&progress, progress_step};
    progress_open(&progress);
    interrupt_hold(&interrupt);
    bool ok = race_run(&field->stand, &field->registry, &field->selection, &watcher, &interrupt,
                       &result, failure);
    progress_close(&progress);
    if (ok && result.signal != 0 && result.row_count == 0) {
        ok = failure_set(failure, (enum exit_status)(128 + result.signal),
                         "interrupted before anything was measured: nothing was written");
        result_free(&result);
    }
    enum exit_status status = failure->status;
    if (ok) {
        set_command(&result, context);
        set_date(&result);
        status = present(&result, output, !o->no_plots, failure);
        result_free(&result);
    }
    interrupt_release(&interrupt);
    return status;
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct run_options *o = call->options;
    struct field field;
    struct output output;
    char host[FINGERPRINT_TEXT];
    fingerprint_host(host);
    if (!field_open(call->context, &o->field, &field, failure))
        return failure->status;
    enum exit_status status = EXIT_ENVIRONMENT;
    if (output_open(&output, o->out, host, failure)) {
        status = race(o, call->context, &field, &output, failure);
        output_close(&output);
    } else {
        status = failure->status;
    }
    field_close(&field);
    return status;
}

const struct command run_command = {
    .name = "run",
    .summary = "races them: verifies, measures, writes the result, prints the table, draws",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct run_options),
    .examples = "  memcpybench run --quick\n"
                "  memcpybench run --impl glibc --impl 'avx*' --sizes 1K:1M:x2 -o /tmp/race\n"
                "  memcpybench run --ref rep_movsb --cpu core:0 --seed 1\n",
    .run = run,
};

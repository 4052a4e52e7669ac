// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/report.h"
#include "bench/cli/field.h"
#include "bench/cli/output.h"
#include "bench/cli/stored.h"
#include "bench/cli/words.h"
#include "bench/present/gate_read.h"
#include "bench/present/report_gate.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct report_options {
    struct chosen chosen;
    const char *out;
};

static const struct option_row rows[] = {
    CHOICE_OPTIONS(offsetof(struct report_options, chosen)),
    {"out", 'o', "FILE", OPTION_TEXT, offsetof(struct report_options, out),
     "where the page goes (default: report.html beside the\nfirst result)"},
};

static void say_written(const char *page) {
    fputs("written: ", stdout);
    output_print(page);
    putchar('\n');
}

// The results read so far.
struct reading {
    struct result *results;
    struct report_race *races;
    char **files;
    size_t count;
    char *out; // where the page goes
};

static bool read_one(struct reading *r, const char *path, const struct choice *choice,
                     struct failure *failure) {
    struct result *result = &r->results[r->count];
    char *directory = NULL;
    r->files[r->count] = stored_file(path);
    if (r->files[r->count] == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "report: out of memory");
    if (!stored_read(path, result, &directory, failure)) {
        free(r->files[r->count]);
        if (stored_is_check(path))
            failure_set(failure, EXIT_USAGE,
                        "%.200s: is what check wrote, which has a page of its own (name it alone)",
                        path);
        return false;
    }
    r->races[r->count] = (struct report_race){result, r->files[r->count]};
    r->count++;
    if (r->out == NULL && (directory == NULL || asprintf(&r->out, "%s/report.html", directory) < 0))
        r->out = NULL;
    free(directory);
    return stored_keep(result, choice, failure);
}

static bool read_all(struct reading *r, const struct call *call, struct failure *failure) {
    const struct report_options *o = call->options;
    const struct choice choice = chosen_as_choice(&o->chosen);
    size_t n = call->operand_count;
    *r = (struct reading){.results = calloc(n, sizeof *r->results),
                          .races = calloc(n, sizeof *r->races),
                          .files = calloc(n, sizeof *r->files),
                          .out = o->out != NULL ? strdup(o->out) : NULL};
    if (r->results == NULL || r->races == NULL || r->files == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "report: out of memory");
    for (size_t i = 0; i < n; i++)
        if (!read_one(r, call->operands[i], &choice, failure))
            return false;
    return r->out != NULL || failure_set(failure, EXIT_ENVIRONMENT, "report: out of memory");
}

static void forget(struct reading *r) {
    for (size_t i = 0; i < r->count; i++) {
        result_free(&r->results[i]);
        free(r->files[i]);
    }
    free(r->results);
    free(r->races);
    free(r->files);
    free(r->out);
}

static void write_check(const char *path, const struct report_options *o, const char *command,
                        struct failure *failure) {
    const struct choice choice = chosen_as_choice(&o->chosen);
    struct gate_report report;
    char *copy = strdup(path), *page = NULL; // dirname() writes into it
    bool ok =
        copy != NULL && (o->out != NULL ? (page = strdup(o->out)) != NULL
                                        : asprintf(&page, "%s/report.html", dirname(copy)) >= 0);
    if (!ok)
        failure_set(failure, EXIT_ENVIRONMENT, "report: out of memory");
    if (ok && gate_read(path, &report, failure)) {
        size_t all = report.cell_count;
        stored_keep_cells(&report, &choice);
        const struct report_gate gate = {&report, path, command, all - report.cell_count};
        if (all > 0 && report.cell_count == 0)
            failure_set(failure, EXIT_USAGE,
                        "the selection is empty: --impl and --without leave no cell of the check "
                        "(drop one)");
        else if (report_gate_write(&gate, page, failure))
            say_written(page);
        gate_report_free(&report);
    }
    free(page);
    free(copy);
}

static void write_races(const struct call *call, const char *command, struct failure *failure) {
    struct reading reading = {0};
    struct registry registry = {0};
    if (read_all(&reading, call, failure) &&
        field_open_registry(call->context, NULL, &registry, failure)) {
        const struct report report = {reading.races, reading.count, registry.impls, registry.count,
                                      command};
        if (report_write(&report, reading.out, failure))
            say_written(reading.out);
        registry_close(&registry);
    }
    forget(&reading);
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct report_options *o = call->options;
    char command[RESULT_COMMAND];
    words_join(call->context, command, sizeof command);
    if (o->out != NULL && o->out[0] == '\0')
        failure_set(failure, EXIT_USAGE, "--out '': not a file's name (say one, or leave it out)");
    else if (call->operand_count == 1 && stored_is_check(call->operands[0]))
        write_check(call->operands[0], o, command, failure);
    else
        write_races(call, command, failure);
    return failure->status;
}

const struct command report_command = {
    .name = "report",
    .operands = "RESULT...",
    .fewest = 1,
    .most = SIZE_MAX,
    .summary = "writes stored results, or a check's, as one self-contained HTML page",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct report_options),
    .examples = "  memcpybench report results/box-20260101T120000Z\n"
                "  memcpybench report before after --impl glibc --impl 'avx2_*' -o both.html\n"
                "  memcpybench report check.json -o check.html\n",
    .run = run,
};

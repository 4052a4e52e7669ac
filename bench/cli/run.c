// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/whole_file.h"
#include "bench/cli/dry_run.h"
#include "bench/cli/field.h"
#include "bench/cli/formats.h"
#include "bench/cli/output.h"
#include "bench/cli/progress.h"
#include "bench/cli/stored.h"
#include "bench/cli/words.h"
#include "bench/present/plot.h"
#include "bench/task/race.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Seconds of a budget that are kept for reading the clock once more and writing the result, and for
// drawing it too.
static const double writing_seconds = 0.15, drawing_seconds = 0.6;

struct run_options {
    struct field_flags field;
    struct axes_flags axes;
    const char *placement, *budget, *mix;
    bool dry_run, no_ceilings;
    const char *out, *resume;
    struct text_list formats;
    bool no_plots, chart;
};

static const struct option_row rows[] = {
    FIELD_OPTIONS(struct run_options, FIELD_SIZES,
                  "fewer sizes (64:16M:x4) and a quarter of the time each"),
    AXES_OPTIONS(struct run_options),
    {"mix", 0, "FILE", OPTION_TEXT, offsetof(struct run_options, mix),
     "calls of the sizes in FILE, each as often as its weight\nsays: 64:0.5,1K:3 and so on, # "
     "begins a comment"},
    {"budget", 'b', "SECONDS", OPTION_TEXT, offsetof(struct run_options, budget),
     "for the whole run (default: up to a minute of\nmeasuring)"},
    {"dry-run", 'n', NULL, OPTION_FLAG, offsetof(struct run_options, dry_run),
     "print the plan and how long it would take"},
    {"no-ceilings", 0, NULL, OPTION_FLAG, offsetof(struct run_options, no_ceilings),
     "don't measure what reading and writing alone take"},
    {"placement", 0, "WHERE", OPTION_TEXT, offsetof(struct run_options, placement),
     "how far away the calling loop is: far from\neverybody (default) or near; sweep: far, and "
     "blobs\nat 64 places, to see what their addresses cost"},
    {"out", 'o', "DIR", OPTION_TEXT, offsetof(struct run_options, out),
     "where result.json and the plots go\n(default: results/<host>-<UTC time>)"},
    {"resume", 0, "DIR", OPTION_TEXT, offsetof(struct run_options, resume),
     "go on with the race in DIR that was broken off;\nwith --format, --chart and --no-plots only"},
    FORMATS_OPTION(struct run_options),
    CHART_OPTION(struct run_options),
    {"topology", 0, "MACHINE", OPTION_TEXT, offsetof(struct run_options, field.topology),
     "with --dry-run: plan for another machine, an hwloc\nXML file or 'node:2 core:4 pu:2'"},
    {"no-plots", 0, NULL, OPTION_FLAG, offsetof(struct run_options, no_plots), "draw nothing"},
};

// Options that a race can be resumed with, and those that are no part of one.
static const char *const at_the_end[] = {"resume", "format", "chart", "no-plots"};
static const char *const apart[] = {"resume",   "format", "chart",  "no-plots",
                                    "topology", "out",    "dry-run"};

enum {
    MIX_SIZES = 24, // bytes that hold a size
    AT_THE_END = sizeof at_the_end / sizeof *at_the_end,
    APART = sizeof apart / sizeof *apart,
};

// Of a map, where nothing else is asked for: sizes at which offsets tell, and a cell's share of the
// usual time.
static const char map_sizes[] = "256,4K";
static const double map_share = 0.1;

static void set_date(struct result *result) {
    time_t now = time(NULL);
    struct tm utc;
    strftime(result->date, sizeof result->date, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
}

static char *result_path(const char *directory, struct failure *failure) {
    char *path = NULL;
    if (asprintf(&path, "%s/result.json", directory) >= 0)
        return path;
    failure_set(failure, EXIT_ENVIRONMENT, "%.200s: out of memory", directory);
    return NULL;
}

// Whether there is room for what the race will leave, so that none is run in vain.
static bool check_places(const struct run_options *o, const char *directory,
                         struct failure *failure) {
    char *path = result_path(directory, failure);
    bool ok = path != NULL && whole_file_check(path, failure) &&
              formats_check_files(&o->formats, failure);
    free(path);
    return ok;
}

// Writes the result and reads it back: what is printed and drawn is what is kept, and neither can
// lose it.
static bool keep_result(struct result *result, const char *directory, struct failure *failure) {
    char *path = result_path(directory, failure);
    if (path == NULL)
        return false;
    whole_file_sweep(path); // the directory is ours
    bool ok = result_write(result, path, failure);
    if (ok) {
        result_free(result);
        ok = stored_read(path, result, NULL, failure);
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

static void print_account(const struct result *result, const char *directory) {
    char word[RESULT_COMMAND] = "";
    printf(
        "%.1f s: %.1f s setting up, %.1f s verifying, %.1f s measuring, %.0f %% of that in timed "
        "copies;\n%.0f MB of memory at most\nwritten: ",
        result->wall_seconds, result->setup_seconds, result->verify_seconds,
        result->measure_seconds,
        result->measure_seconds > 0 ? 100 * result->timed_seconds / result->measure_seconds : 0.0,
        (double)result->peak_memory_bytes / 1e6);
    output_print(directory);
    puts("/result.json");
    words_append(word, sizeof word, directory);
    if (result->signal != 0)
        printf("to go on: memcpybench run --resume %s\n", word);
}

static enum exit_status present(const struct result *result, const char *directory,
                                const struct run_options *o, struct failure *failure) {
    char what[PLOT_TEXT];
    plot_forget(directory);
    bool words = formats_are_for_reading(&o->formats);
    bool ok = formats_print(&o->formats, result, failure);
    if (ok && o->chart)
        formats_print_chart(result);
    if (words)
        print_account(result, directory);
    if (ok && !o->no_plots && plot_has_content(result)) {
        ok = plot_draw(result, directory, failure);
        plot_describe(result, NULL, what);
        if (ok && words) {
            fputs("drawn:   ", stdout);
            output_print(directory);
            printf("/%s\n", what);
        }
    }
    enum exit_status status = status_of(result);
    return ok || status > EXIT_NOTHING ? status : failure->status;
}

// Runs the race and keeps what comes of it. The journal is closed, and gone unless there is
// something that can be resumed.
static enum exit_status race(const struct run_options *o, const struct field *field,
                             const char *directory, const struct race_record *record,
                             struct failure *failure) {
    struct interrupt interrupt;
    struct progress progress;
    struct result result;
    struct race_watcher watcher = {&progress, progress_step};
    progress_open(&progress);
    interrupt_hold(&interrupt);
    bool ok = race_run(&field->stand, &field->registry, &field->selection, record, &watcher,
                       &interrupt, &result, failure);
    progress_close(&progress);
    if (ok && result.signal != 0 && result.row_count == 0) {
        ok = failure_set(failure, (enum exit_status)(128 + result.signal),
                         "interrupted before anything was measured: nothing was written");
        result_free(&result);
    }
    set_date(&result);
    bool kept = ok && keep_result(&result, directory, failure);
    bool finished = kept && result.signal == 0;
    enum exit_status status = failure->status;
    if (finished)
        journal_finish(record->journal);
    interrupt_release(&interrupt); // from here on a signal can lose nothing
    if (kept)
        status = present(&result, directory, o, failure);
    result_free(&result);
    bool nothing = record->found == NULL && record->journal->rows == 0 && !ok;
    journal_close(record->journal, finished || nothing);
    return status;
}

// In a sweep calls are far, and blobs lie at many places.
static bool is_sweep(const char *text) {
    return text != NULL && strcmp(text, "sweep") == 0;
}

static bool parse_placement(const char *text, enum call_placement *out, struct failure *failure) {
    *out = CALL_FAR;
    if (text == NULL || strcmp(text, "far") == 0 || is_sweep(text))
        return true;
    *out = CALL_NEAR;
    return strcmp(text, "near") == 0 ||
           failure_set(failure, EXIT_USAGE, "--placement '%.40s': neither far, near nor sweep",
                       text);
}

// Under which conditions; a map has many cells, each of them short and at a few sizes.
static bool set_conditions(const struct run_options *o, struct field *field,
                           struct failure *failure) {
    struct stand_options *stand = &field->stand;
    if (!axes_parse(&o->axes, &field->axes, failure))
        return false;
    stand->plan.conditions = field->axes.conditions;
    stand->plan.condition_count = field->axes.count;
    stand->unsound = field->axes.unsound;
    if (o->axes.map != NULL)
        stand->plan.cell_seconds *= map_share;
    return true;
}

static bool add_ceilings(struct field *field, struct failure *failure) {
    field->ceilings = calloc(field->registry.count, sizeof *field->ceilings);
    if (field->ceilings == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "ceilings: out of memory");
    field->stand.plan.ceiling_count = registry_ceilings(&field->registry, field->ceilings);
    field->stand.plan.ceilings = field->ceilings;
    return true;
}

// Reads a file of sizes, where one is named; the sizes and the mode follow from it.
static bool choose_mix(struct run_options *o, struct mix_sizes *mix, char sizes[MIX_SIZES],
                       struct failure *failure) {
    *mix = (struct mix_sizes){.list = NULL};
    if (o->mix == NULL)
        return true;
    if (!mix_sizes_read(o->mix, mix, failure))
        return false;
    if (o->field.sizes != NULL || o->axes.mode != NULL)
        return failure_set(failure, EXIT_USAGE,
                           "--mix: the file says the sizes, and the mode is mix (leave --%s out)",
                           o->field.sizes != NULL ? "sizes" : "mode");
    snprintf(sizes, MIX_SIZES, "%zu", mix->list[mix->count - 1].bytes);
    o->field.sizes = sizes;
    o->axes.mode = mode_name(MODE_MIX);
    return true;
}

// Opens the field, which takes the mix over.
static bool open_field(const struct context *context, const struct run_options *o,
                       struct mix_sizes *mix, struct field *field, struct failure *failure) {
    struct field_flags flags = o->field;
    flags.sweep = is_sweep(o->placement);
    flags.best = true;
    if (o->axes.map != NULL && flags.sizes == NULL)
        flags.sizes = map_sizes;
    if (!field_open(context, &flags, field, failure))
        return false;
    field->mix = *mix;
    *mix = (struct mix_sizes){.list = NULL};
    field->stand.plan.mix = field->mix.count > 0 ? &field->mix : NULL;
    field->stand.presenting = o->no_plots ? writing_seconds : drawing_seconds;
    field->stand.plan.floor = registry_floor(&field->registry);
    if (set_conditions(o, field, failure) && (o->no_ceilings || add_ceilings(field, failure)) &&
        formats_check(&o->formats, failure) &&
        (!o->chart || formats_check_chart(&o->formats, failure)) &&
        parse_placement(o->placement, &field->stand.calls, failure) &&
        field_parse_budget(o->budget, &field->stand.budget, failure))
        return true;
    field_close(field);
    return false;
}

// Opens the field of a race, with all that the options say of it.
static bool open_race(const struct context *context, const struct run_options *o,
                      struct field *field, struct failure *failure) {
    struct run_options chosen = *o;
    struct mix_sizes mix;
    char sizes[MIX_SIZES];
    bool ok = choose_mix(&chosen, &mix, sizes, failure) &&
              open_field(context, &chosen, &mix, field, failure);
    mix_sizes_free(&mix); // unless the field has it
    return ok;
}

static enum exit_status begin(const struct call *call, const struct run_options *o,
                              const struct field *field, struct failure *failure) {
    struct output output;
    struct journal journal;
    struct words words = {0};
    struct run_options chosen = *o;
    enum exit_status status = EXIT_OK;
    char host[FINGERPRINT_TEXT], command[RESULT_COMMAND], seed[16];
    snprintf(seed, sizeof seed, "%u", field->stand.plan.seed); // drawn, where none was given
    chosen.field.seed = seed;
    fingerprint_host(host);
    words_join(call->context, command, sizeof command);
    if (!words_of(&run_command, &chosen, apart, APART, &words, failure))
        return failure->status;
    if (output_open(&output, o->out, host, failure)) {
        struct race_record record = {.journal = &journal,
                                     .command = command,
                                     .words = (const char *const *)words.texts,
                                     .word_count = words.count};
        if (journal_create(&journal, output.directory, failure)) {
            if (check_places(o, output.directory, failure))
                status = race(o, field, output.directory, &record, failure);
            else
                journal_close(&journal, true);
        }
        output_close(&output);
    }
    words_free(&words);
    return failure->text[0] != '\0' && status == EXIT_OK ? failure->status : status;
}

// The options a race was begun with, as its journal has them.
static bool parse_again(const struct journal_content *found, struct run_options *out,
                        struct failure *failure) {
    char **argv = calloc(found->word_count + 2, sizeof *argv);
    if (argv == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "--resume: out of memory");
    argv[0] = (char *)(uintptr_t)run_command.name; // getopt moves the pointers, not the text
    memcpy(argv + 1, found->words, found->word_count * sizeof *argv);
    for (size_t i = 0; i < found->word_count; i++)
        if (strcmp(found->words[i], "--help") == 0)
            argv[i + 1] = argv[0]; // an operand, which is refused
    bool ok = command_parse(&run_command, (int)found->word_count + 1, argv, out, failure);
    free(argv);
    return ok;
}

static enum exit_status go_on(const struct call *call, const struct run_options *o,
                              struct failure *failure) {
    struct journal_content found;
    struct journal journal;
    struct run_options again = {0};
    struct field field;
    if (!journal_open(&journal, o->resume, &found, failure))
        return failure->status;
    struct race_record record = {.journal = &journal,
                                 .command = found.result.command,
                                 .words = (const char *const *)found.words,
                                 .word_count = found.word_count,
                                 .found = &found};
    enum exit_status status = EXIT_OK;
    bool ok = parse_again(&found, &again, failure);
    if (ok) {
        again.formats = o->formats;
        again.no_plots = o->no_plots;
        again.chart = o->chart;
        ok = check_places(&again, o->resume, failure) &&
             open_race(call->context, &again, &field, failure);
    }
    if (ok) {
        status = race(&again, &field, o->resume, &record, failure);
        field_close(&field);
    } else {
        status = failure->status;
        journal_close(&journal, false);
    }
    journal_content_free(&found);
    return status;
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct run_options *o = call->options;
    struct field field;
    const char *other = words_first_given(&run_command, o, at_the_end, AT_THE_END);
    if (o->resume != NULL && other != NULL) {
        failure_set(failure, EXIT_USAGE,
                    "--resume: --%s was chosen when the race began (leave it out)", other);
        return failure->status;
    }
    if (o->resume != NULL)
        return go_on(call, o, failure);
    if (o->field.topology != NULL && !o->dry_run) {
        failure_set(failure, EXIT_USAGE,
                    "--topology: another machine can be planned for, not raced on "
                    "(add --dry-run)");
        return failure->status;
    }
    if (!open_race(call->context, o, &field, failure))
        return failure->status;
    enum exit_status status =
        o->dry_run ? dry_run_print(&field, failure) : begin(call, o, &field, failure);
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
                "  memcpybench run --impl '*'        # everybody; without it the best known\n"
                "  memcpybench run --quick --sizes 64,4K --impl glibc --impl asm:mine.asm\n"
                "  memcpybench run --ref so:./libold.so:memcpy --impl so:./libnew.so:memcpy\n"
                "  memcpybench run --ref rep_movsb --cpu core:0 --seed 1\n"
                "  memcpybench run --mode hot,cold --sizes 64:2M:x4 --impl glibc --impl 'avx2*'\n"
                "  memcpybench run --mode mix --sizes 1K,4K --impl glibc --impl 'champion*'\n"
                "  memcpybench run --mix sizes.txt --impl glibc --impl 'champion*'\n"
                "  memcpybench run --align 1,16,64 --delta drawn,0 --sizes 4K --impl glibc\n"
                "  memcpybench run --map 8 --impl glibc --impl rep_movsb --sizes 4K\n"
                "  memcpybench run --quick --budget 30 --dry-run\n"
                "  memcpybench run --resume results/box-20260101T120000Z\n"
                "  memcpybench run --quick --format csv --format markdown=race.md\n",
    .run = run,
};

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/baselines.h"
#include "bench/cli/check_formats.h"
#include "bench/cli/field.h"
#include "bench/cli/pairs.h"
#include "bench/cli/progress.h"
#include "bench/cli/words.h"
#include "bench/task/gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct check_options {
    struct pairs_wanted wanted;
    const char *baseline, *record;
    const char *sizes, *tolerance, *budget, *cpu, *seed, *inconclusive;
    struct text_list formats;
};

static const struct option_row rows[] = {
    {"base", 'b', "SPEC", OPTION_TEXT, offsetof(struct check_options, wanted.base),
     "what it was: asm:PATH, blob:PATH, so:PATH:SYMBOL, a\nname, or a directory of NAME.asm, "
     "NAME.bin and NAME.so"},
    {"candidate", 'c', "SPEC", OPTION_TEXT, offsetof(struct check_options, wanted.candidate),
     "what it is to become; a directory is matched by NAME,\nand who is new there is verified"},
    {"symbol", 0, "NAME", OPTION_TEXT, offsetof(struct check_options, wanted.symbol),
     "the function to take of each NAME.so of two directories"},
    {"sizes", 's', "LIST", OPTION_TEXT, offsetof(struct check_options, sizes),
     "multiples of 64 bytes: 64,4K,1M or first:last:step\nwith step xK or +bytes (default: "
     "64:1M:x4)"},
    {"tolerance", 't', "PERCENT", OPTION_TEXT, offsetof(struct check_options, tolerance),
     "what may be lost: 1%, or 1%,3% with the second above\n1 MiB (default: 1%, and three times "
     "that)"},
    {"budget", 0, "SECONDS", OPTION_TEXT, offsetof(struct check_options, budget),
     "for the whole of it (default: what it takes)"},
    {"cpu", 0, "CPU", OPTION_TEXT, offsetof(struct check_options, cpu),
     "where to run, core:N or pu:N (default: the last core)"},
    {"seed", 0, "N", OPTION_TEXT, offsetof(struct check_options, seed),
     "seed of everything random, 0 to 4294967295\n(default: drawn, and printed)"},
    {"inconclusive", 0, "HOW", OPTION_TEXT, offsetof(struct check_options, inconclusive),
     "pass: status 0 where nothing could be told;\nfail: status 4 (default)"},
    {"baseline", 0, "PATH", OPTION_TEXT, offsetof(struct check_options, baseline),
     "tell also how it stands to what was recorded: a file,\nor a directory of them; advice, it "
     "decides nothing"},
    {"record", 0, "PATH", OPTION_TEXT, offsetof(struct check_options, record),
     "store what the candidate takes, in FILE.json or under\na directory; the same bytes are "
     "measured too"},
    {"format", 'f', "KIND", OPTION_LIST, offsetof(struct check_options, formats),
     "text, markdown, junit, json, github or\ncustom-smaller-is-better on standard output,\n"
     "KIND=FILE into a file; repeat for more"},
};

static const char default_sizes[] = "64:1M:x4";
static const double default_tolerance = 0.01, times_above = 3, most_tolerance = 10;

// "1%", into a share; *end is behind it. NULL where it is none.
static const char *parse_percent(const char *text, double *out) {
    char *end = NULL;
    *out = strtod(text, &end) / 100;
    bool sound = end != text && *end == '%' && *out > 0 && *out <= most_tolerance;
    return sound ? end + 1 : NULL;
}

static bool parse_tolerance(const char *text, double *small, double *large,
                            struct failure *failure) {
    *small = default_tolerance;
    *large = times_above * *small;
    if (text == NULL)
        return true;
    const char *end = parse_percent(text, small);
    if (end != NULL)
        *large = times_above * *small;
    if (end != NULL && *end == ',')
        end = parse_percent(end + 1, large);
    return (end != NULL && *end == '\0') ||
           failure_set(failure, EXIT_USAGE,
                       "--tolerance '%.40s': not a percentage above 0%% and to 1000%%, or two "
                       "(1%%,3%%)",
                       text);
}

// Whether to be undecided is to pass.
static bool parse_inconclusive(const char *text, bool *out, struct failure *failure) {
    *out = text != NULL && strcmp(text, "pass") == 0;
    return text == NULL || *out || strcmp(text, "fail") == 0 ||
           failure_set(failure, EXIT_USAGE, "--inconclusive '%.40s': neither pass nor fail", text);
}

// A check with all that its options say.
struct check {
    struct gate_options gate;
    struct size_list sizes;
    struct topology *topology;
    struct pairs pairs;
    struct baselines baselines;
    struct recording recording;
    bool pass_inconclusive;
};

static void close_check(struct check *c) {
    recording_close(&c->recording);
    baselines_close(&c->baselines);
    pairs_close(&c->pairs);
    sizes_free(&c->sizes);
    topology_close(c->topology);
}

static bool open_check(const struct context *context, const struct check_options *o,
                       struct check *out, struct failure *failure) {
    struct check *c = out;
    struct gate_options *g = &c->gate;
    *c = (struct check){.topology = NULL};
    if (o->wanted.base == NULL || o->wanted.candidate == NULL)
        return failure_set(failure, EXIT_USAGE,
                           "check: %s is missing (see memcpybench check --help)",
                           o->wanted.base == NULL ? "--base" : "--candidate");
    bool ok =
        sizes_parse(o->sizes != NULL ? o->sizes : default_sizes, &c->sizes, failure) &&
        parse_tolerance(o->tolerance, &g->cells.tolerance, &g->cells.tolerance_large, failure) &&
        field_parse_budget(o->budget, &g->budget, failure) &&
        parse_inconclusive(o->inconclusive, &c->pass_inconclusive, failure) &&
        field_parse_seed(o->seed, &g->seed, failure) &&
        (c->topology = topology_open(NULL, failure)) != NULL &&
        topology_choose(c->topology, o->cpu, &g->place, failure) &&
        check_formats_are_sound(&o->formats, o->record, failure) &&
        baselines_open(&c->baselines, o->baseline, failure) &&
        pairs_open(&c->pairs, &o->wanted, &c->sizes, context, failure) &&
        recording_open(&c->recording, o->record, &g->place, failure);
    if (!ok) {
        close_check(c);
        return false;
    }
    g->cells.pairs = c->pairs.pairs;
    g->cells.pair_count = c->pairs.count;
    g->cells.sizes = &c->sizes;
    g->newcomers = c->pairs.newcomers;
    g->newcomer_count = c->pairs.newcomer_count;
    g->cells.identical_too = o->record != NULL;
    g->topology = c->topology;
    g->mapping = field_cache_sizes(c->topology, &g->place);
    return true;
}

static void describe(struct gate_report *report, struct check *c, const struct check_options *o,
                     const struct context *context) {
    time_t now = time(NULL);
    struct tm utc;
    strftime(report->date, sizeof report->date, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    words_join(context, report->command, sizeof report->command);
    fingerprint_clean(report->base, sizeof report->base, o->wanted.base);
    fingerprint_clean(report->candidate, sizeof report->candidate, o->wanted.candidate);
    report->notes = c->pairs.notes; // they are the report's now
    report->note_count = c->pairs.note_count;
    c->pairs.notes = NULL;
}

// What could not be measured at all is in the reports too; what was asked wrongly is not.
static bool deserves_report(bool ok, const struct failure *failure) {
    return ok || failure->status == EXIT_ENVIRONMENT;
}

// What could not be compared decides where nothing else has ended the check.
static void add_fault(struct gate_report *report, const struct failure *fault) {
    if (fault->text[0] == '\0' || report->fault[0] != '\0' || report->signal != 0)
        return;
    fingerprint_clean(report->fault, sizeof report->fault, fault->text);
    report->status = fault->status;
}

// What is stored is looked at before it is replaced.
static bool look_back(struct gate_report *report, const struct check *c, struct failure *failure) {
    return baselines_compare(&c->baselines, report, failure) &&
           recording_write(&c->recording, report, failure);
}

static enum exit_status report_all(struct gate_report *report, const struct check *c,
                                   const struct check_options *o, struct failure *failure) {
    struct failure printing = {.status = EXIT_OK}, later = {.status = EXIT_OK};
    enum exit_status status = report->status;
    if (failure->text[0] != '\0')
        fingerprint_clean(report->fault, sizeof report->fault, failure->text);
    bool done = look_back(report, c, &printing);
    done = check_formats_print(&o->formats, report, done ? &printing : &later) && done;
    if (failure->text[0] == '\0' && report->fault[0] != '\0')
        failure_set(failure, status, "check: %s", report->fault);
    if (!done && status <= EXIT_NOTHING) {
        *failure = printing;
        status = printing.status;
    }
    return status == EXIT_INCONCLUSIVE && c->pass_inconclusive ? EXIT_OK : status;
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct check_options *o = call->options;
    struct check c;
    struct interrupt interrupt;
    struct progress progress;
    struct gate_report report = {.signal = 0};
    if (!open_check(call->context, o, &c, failure))
        return failure->status;
    describe(&report, &c, o, call->context);
    progress_open(&progress);
    c.gate.step = progress_step;
    c.gate.context = &progress;
    c.gate.interrupt = &interrupt;
    interrupt_hold(&interrupt);
    bool ok = gate_run(&c.gate, &report, failure);
    if (ok)
        add_fault(&report, &c.pairs.fault);
    progress_close(&progress);
    interrupt_release(&interrupt);
    enum exit_status status = failure->status;
    if (deserves_report(ok, failure))
        status = report_all(&report, &c, o, failure);
    gate_report_free(&report);
    close_check(&c);
    return status;
}

const struct command check_command = {
    .name = "check",
    .summary = "the regression gate: is the candidate slower than the base?",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct check_options),
    .examples =
        "  memcpybench check --base asm:old.asm --candidate asm:new.asm\n"
        "  memcpybench check --base so:old.so:copy --candidate so:new.so:copy --tolerance 2%\n"
        "  memcpybench check --base before/asm --candidate after/asm --budget 120\n"
        "  memcpybench check --base before/lib --candidate after/lib --symbol fast_copy\n"
        "  memcpybench check --base before --candidate after --inconclusive pass \\\n"
        "                    --format text --format junit=check.xml --format markdown=check.md\n"
        "  memcpybench check --base asm --candidate asm --record results/baselines\n"
        "  memcpybench check --base before --candidate asm --baseline results/baselines\n",
    .run = run,
};

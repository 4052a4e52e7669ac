// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/advise.h"
#include "bench/cli/field.h"
#include "bench/cli/progress.h"
#include "bench/machine/clock.h"
#include "bench/present/advice_text.h"
#include "loader/cpu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double usual_seconds = 60, quick_seconds = 12;

// Seconds of a budget that are kept for starting and ending.
static const double apart_seconds = 0.3;

enum { LARGEST = 64 << 20 };

struct advise_flags {
    const char *budget, *seed, *cpu;
    bool quick, json;
};

static const struct option_row rows[] = {
    {"budget", 'b', "SECONDS", OPTION_TEXT, offsetof(struct advise_flags, budget),
     "for all of it (default: a minute; with --quick 12)"},
    {"cpu", 0, "CPU", OPTION_TEXT, offsetof(struct advise_flags, cpu),
     "where one core measures, core:N or pu:N (default: the\nlast core)"},
    {"seed", 0, "N", OPTION_TEXT, offsetof(struct advise_flags, seed),
     "seed of everything random, 0 to 4294967295\n(default: drawn, and printed)"},
    {"quick", 'q', NULL, OPTION_FLAG, offsetof(struct advise_flags, quick),
     "a size an octave instead of two, none above 16M: what\nit advises may lose at sizes left "
     "out"},
    JSON_OPTION(struct advise_flags),
};

static bool parse_budget(const struct advise_flags *flags, double *out, struct failure *failure) {
    *out = flags->quick ? quick_seconds : usual_seconds;
    return flags->budget == NULL || field_parse_budget(flags->budget, out, failure);
}

// The variant of libc.a that the C library runs; NULL with a failure that says what to install.
static const struct impl *find_variant(const struct field *field, struct failure *failure) {
    char name[IMPL_NAME + IMPL_DETAIL], lacks[256];
    const char *variant = field->stand.reference->detail;
    if (strstr(variant, "_unaligned") == NULL) {
        failure_set(failure, EXIT_NOTHING,
                    "advise: the C library runs %s, which does not look at these thresholds",
                    variant[0] != '\0' ? variant : "a memcpy unknown here");
        return NULL;
    }
    snprintf(name, sizeof name, "glibc_%s", variant);
    const struct impl *impl = registry_find(&field->registry, name, failure);
    if (impl == NULL || impl_can_run(impl))
        return impl;
    impl_lacks(impl, lacks, sizeof lacks);
    if (impl->package != NULL)
        failure_set(failure, EXIT_NOTHING,
                    "advise: %s needs %s (apt-get install %s and build again)", name, lacks,
                    impl->package);
    else
        failure_set(failure, EXIT_NOTHING, "advise: %s needs %s (see `memcpybench list`)", name,
                    lacks);
    return NULL;
}

// Bytes of the widest registers, as glibc chooses its least rep movsb threshold by them.
static size_t vector_bytes(uint64_t features) {
    return (features & CPU_BIT(CPU_AVX512F)) != 0 ? 64
           : (features & CPU_BIT(CPU_AVX)) != 0   ? 32
                                                  : 16;
}

// As much as there is memory for on all cores.
static size_t largest_copy(const struct field *field) {
    size_t cores = topology_cores(field->topology, &field->stand.place, NULL, 0);
    size_t largest = LARGEST;
    while (largest > SIZE_STEP && !buffers_fit(largest * cores))
        largest /= 2;
    return largest;
}

// The stand is to verify what will be timed.
static bool set_sizes(struct field *field, const struct advice_report *report,
                      struct failure *failure) {
    char text[ADVICE_KNOBS * ADVICE_SIZES * 12];
    size_t used = 0;
    for (size_t knob = 0; knob < ADVICE_KNOBS; knob++)
        for (size_t i = 0; i < report->sweeps[knob].count; i++)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%zu", used > 0 ? "," : "",
                                     report->sweeps[knob].cells[i].bytes);
    if (used == 0)
        return failure_set(failure, EXIT_USAGE,
                           "advise: too little memory for copies of %d KiB on all cores (raise it)",
                           256);
    sizes_free(&field->stand.plan.sizes);
    return sizes_parse(text, &field->stand.plan.sizes, failure);
}

static bool plan(const struct context *context, struct field *field, const struct impl *impl,
                 bool quick, struct advice_report *report, struct failure *failure) {
    struct advise_plan plan = {.has_rep_movsb = strstr(impl->name, "_erms") != NULL,
                               .vector = vector_bytes(context->features),
                               .largest = largest_copy(field),
                               .quick = quick};
    report->variant = field->stand.reference->detail;
    report->seed = field->stand.plan.seed;
    report->assumed = glibc_thresholds_read(&plan.present) == GLIBC_THRESHOLDS_ASSUMED;
    advise_plan(&plan, report);
    field->selection.runnable[0] = impl; // in the place of the reference
    return set_sizes(field, report, failure);
}

// What all of it may take, and when it began.
struct budget {
    double seconds, start;
};

static void work(const struct field *field, const struct stand *stand, const struct budget *budget,
                 bool json, struct advice_report *report, struct failure *failure) {
    struct progress progress;
    struct interrupt interrupt;
    const struct advise_options options = {.impl = field->selection.runnable[0],
                                           .registry = &field->registry,
                                           .stand = stand,
                                           .budget = budget->seconds,
                                           .seconds = budget->seconds - apart_seconds -
                                                      (clock_ns() - budget->start) / 1e9,
                                           .step = progress_step,
                                           .context = &progress,
                                           .interrupt = &interrupt};
    progress_open(&progress);
    interrupt_hold(&interrupt);
    bool ok = advise_run(&options, report, failure);
    progress_close(&progress);
    interrupt_release(&interrupt);
    if (ok && json)
        advice_text_json(report, stdout); // main notices a full disk
    else if (ok)
        advice_text_print(report, stdout);
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct advise_flags *flags = call->options;
    const struct field_flags as_field = {.chosen.wanted = {.texts = {"glibc"}, .count = 1},
                                         .sizes = "64",
                                         .cpu = flags->cpu,
                                         .seed = flags->seed};
    struct budget budget = {.start = clock_ns()};
    struct field field;
    struct stand stand;
    if (!parse_budget(flags, &budget.seconds, failure) ||
        !field_open(call->context, &as_field, &field, failure))
        return failure->status;
    struct advice_report *report = calloc(1, sizeof *report);
    const struct impl *impl = report != NULL ? find_variant(&field, failure) : NULL;
    if (report == NULL)
        failure_set(failure, EXIT_ENVIRONMENT, "advise: out of memory");
    if (impl != NULL && plan(call->context, &field, impl, flags->quick, report, failure) &&
        stand_open(&stand, &field.stand, &field.selection, failure)) {
        work(&field, &stand, &budget, flags->json, report, failure);
        stand_close(&stand);
    }
    free(report);
    field_close(&field);
    return failure->status;
}

const struct command advise_command = {
    .name = "advise",
    .summary = "glibc's thresholds: whether others would be better here, and which",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct advise_flags),
    .examples = "  memcpybench advise\n"
                "  memcpybench advise --budget 300            # narrower intervals\n"
                "  memcpybench advise --json | jq -r .tunables\n",
    .run = run,
};

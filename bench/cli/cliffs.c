// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/cliffs.h"
#include "bench/cli/field.h"
#include "bench/cli/progress.h"
#include "bench/machine/clock.h"

#include <stdio.h>
#include <string.h>

struct cliffs_flags {
    struct field_flags field;
    const char *at;
};

// The sizes to look at unless they are said, and the largest of them.
static const char default_sizes[] = "64:64K:x4", quick_sizes[] = "64:4K:x4";
enum { LARGEST = 64 << 10 };

static const struct option_row rows[] = {
    FIELD_OPTIONS(struct cliffs_flags,
                  "looks from the smallest to the largest of these, as\n64,4K (default: 64,64K)",
                  "looks to 4K only"),
    {"step", 0, "STEP", OPTION_TEXT, offsetof(struct cliffs_flags, at),
     "measure this step and no other, as a cliff is printed"},
};

// What one search works with.
struct search {
    const struct field *field;
    const struct stand *stand;
    struct call_loop loop;
    struct interrupt interrupt;
    struct progress progress;
    const struct impl *impl; // the one at work
    size_t before;           // how many were at work before it
};

// How far all of them have come.
static void tell(struct search *s, const char *stage, double done) {
    double count = (double)s->field->selection.runnable_count;
    progress_step(&s->progress, stage, s->impl->name, ((double)s->before + done) / count, -1);
}

static void step(void *context, double done) {
    tell(context, "look", done);
}

// The command that measures a cliff again. Sizes are what buffers are mapped for: those above what
// is looked at unless something else is said are to be said again.
static void print_again(const struct impl *impl, const struct cliff *c) {
    const char *quote = impl->spec != NULL ? "'" : "";
    char text[CLIFF_TEXT];
    cliffs_format(c, text);
    printf("    again: memcpybench cliffs --impl %s%s%s --step %s", quote,
           impl->spec != NULL ? impl->spec : impl->name, quote, text);
    size_t most = c->slow.n > c->fast.n ? c->slow.n : c->fast.n;
    if (most > LARGEST)
        printf(" --sizes %zu", (most + SIZE_STEP - 1) / SIZE_STEP * SIZE_STEP);
    putchar('\n');
}

static void print_cliff(const struct impl *impl, const struct cliff_report *r) {
    const struct cliff *c = &r->cliff;
    char size[SIZE_TEXT];
    printf("  %s at %.0f %% of its neighbour's speed (%.0f to %.0f): ",
           size_format(c->slow.n, size), 100 * r->fall, 100 * r->fall_lo, 100 * r->fall_hi);
    if (c->axis == CLIFF_SIZE)
        printf("n = %zu, not %zu; src mod 64 = %zu, dst mod 64 = %zu", c->slow.n, c->fast.n,
               c->slow.src % 64, c->slow.dst % 64);
    else
        printf("%s at %zu, not %zu; the other at %zu", cliff_axis_name(c->axis),
               c->axis == CLIFF_SRC ? c->slow.src : c->slow.dst,
               c->axis == CLIFF_SRC ? c->fast.src : c->fast.dst,
               c->axis == CLIFF_SRC ? c->slow.dst : c->slow.src);
    puts(r->confirmed ? "" : " (not confirmed)");
    print_again(impl, c);
}

static bool is_certified(struct search *s, struct failure *failure) {
    struct result_impl row;
    tell(s, "verify", 0);
    if (!stand_certify(s->stand, s->impl, &s->interrupt, &row, failure))
        return false;
    if (row.certificate.passed || interrupt_pending(&s->interrupt) != 0)
        return true;
    progress_wipe(&s->progress);
    return failure_set(failure, EXIT_UNVERIFIED, "%s: %s (what is wrong is never timed)",
                       s->impl->name, certificate_fault(&row.certificate)->text);
}

static struct cliffs_options options_for(struct search *s) {
    const struct size_list *sizes = &s->field->stand.plan.sizes;
    return (struct cliffs_options){.impl = s->impl,
                                   .loop = &s->loop,
                                   .buffers = &s->stand->buffers,
                                   .smallest = sizes->bytes[0],
                                   .largest = sizes->bytes[sizes->count - 1],
                                   .seed = s->field->stand.plan.seed,
                                   .step = step,
                                   .context = s,
                                   .interrupt = &s->interrupt};
}

static bool search_impl(struct search *s, struct failure *failure) {
    struct cliff_report found[CLIFF_MOST];
    const struct cliffs_options o = options_for(s);
    if (!is_certified(s, failure))
        return false;
    size_t count = cliffs_find(&o, found, failure), confirmed = 0;
    for (size_t i = 0; i < count; i++)
        confirmed += found[i].confirmed;
    progress_wipe(&s->progress);
    if (failure->text[0] != '\0')
        return false;
    printf("%s: %zu cliff%s", s->impl->name, confirmed, confirmed == 1 ? "" : "s");
    if (count > confirmed)
        printf(" (%zu more that paired rounds did not confirm)", count - confirmed);
    puts("");
    for (size_t i = 0; i < count; i++)
        if (found[i].confirmed)
            print_cliff(s->impl, &found[i]);
    return true;
}

static bool measure_one(struct search *s, const char *at, struct failure *failure) {
    const struct cliffs_options o = options_for(s);
    struct cliff_report report;
    struct cliff cliff;
    if (!cliffs_parse(at, &s->impl->contract, &cliff, failure))
        return false;
    if (cliff.slow.n > o.largest || cliff.fast.n > o.largest)
        return failure_set(failure, EXIT_USAGE,
                           "--step: a size above the largest of --sizes (add it there)");
    bool ok = is_certified(s, failure) && cliffs_measure(&o, &cliff, &report, failure);
    progress_wipe(&s->progress);
    if (ok)
        print_cliff(s->impl, &report);
    return ok;
}

static bool search_all(struct search *s, const char *at, struct failure *failure) {
    const struct selection *selection = &s->field->selection;
    bool ok = call_loop_map(&s->loop, &s->field->registry, CALL_FAR, 0, failure);
    for (size_t i = 0; ok && i < selection->runnable_count; i++) {
        s->impl = selection->runnable[i];
        s->before = i;
        if (interrupt_pending(&s->interrupt) == 0)
            ok = at != NULL ? measure_one(s, at, failure) : search_impl(s, failure);
    }
    call_loop_unmap(&s->loop);
    if (ok)
        printf("seed %u\n", s->field->stand.plan.seed);
    return ok;
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    struct cliffs_flags flags = *(const struct cliffs_flags *)call->options;
    struct field field;
    struct stand stand;
    if (flags.field.sizes == NULL)
        flags.field.sizes = flags.field.quick ? quick_sizes : default_sizes;
    if (!field_open(call->context, &flags.field, &field, failure))
        return failure->status;
    if (stand_open(&stand, &field.stand, &field.selection, failure)) {
        struct search s = {.field = &field, .stand = &stand};
        progress_open(&s.progress);
        interrupt_hold(&s.interrupt);
        bool ok = search_all(&s, flags.at, failure);
        int signal = interrupt_pending(&s.interrupt);
        progress_close(&s.progress);
        interrupt_release(&s.interrupt);
        if (ok && signal != 0)
            failure_set(failure, (enum exit_status)(128 + signal), "cliffs: interrupted");
        stand_close(&stand);
    }
    field_close(&field);
    return failure->status;
}

const struct command cliffs_command = {
    .name = "cliffs",
    .summary = "finds where a step of the size or of a pointer costs 30 % and more",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct cliffs_flags),
    .examples = "  memcpybench cliffs --impl glibc\n"
                "  memcpybench cliffs --impl asm:mine.asm --sizes 64,4K\n"
                "  memcpybench cliffs --impl rep_movsb --step n=1024,src=0,dst=15:0\n",
    .run = run,
};

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/cliffs.h"

#include "bench/analyse/summary.h"
#include "bench/machine/clock.h"

#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    LOOK_NS = 8000,   // a batch that tells a fall of 30 % from noise
    ROUND_NS = 60000, // one of a paired round
    BLOCKS = 8,       // placements
    ROUNDS = 12,      // a placement
    PAGES = BUFFER_SLACK / CLIFF_PAGE - 3,
};

struct finder {
    const struct cliffs_options *options;
    gsl_rng *rng;
    size_t looked; // batches so far
};

// Where a point's buffers lie: how many pages into the slack, and at which of its entries the code.
struct spot {
    size_t src_page, dst_page, entry;
};

static struct spot draw_spot(struct finder *f, size_t block) {
    return (struct spot){.src_page = 1 + gsl_rng_uniform_int(f->rng, PAGES),
                         .dst_page = 1 + gsl_rng_uniform_int(f->rng, PAGES),
                         .entry = block % f->options->impl->entry_count};
}

static double time_calls(const struct finder *f, const struct cliff_point *at,
                         const struct spot *spot, size_t calls) {
    const struct cliffs_options *o = f->options;
    memcpy_fn *fn = o->impl->entries[spot->entry];
    uint8_t *dst = o->buffers->dst + spot->dst_page * CLIFF_PAGE + at->dst;
    const uint8_t *src = o->buffers->src + spot->src_page * CLIFF_PAGE + at->src;
    call_loop_fn *loop = call_loop_for(o->loop, fn, CALL_CANDIDATE);
    loop(dst, src, at->n, fn, 1);
    double start = clock_ns();
    loop(dst, src, at->n, fn, calls);
    return (clock_ns() - start) / (double)calls;
}

// Calls that take about so long, going by what a first few took.
static size_t calls_filling(const struct finder *f, const struct cliff_point *at,
                            const struct spot *spot, double ns) {
    double one = time_calls(f, at, spot, 4);
    return one * 4 > ns ? 4 : (size_t)(ns / one) + 1;
}

static double look(void *context, const struct cliff_point *at) {
    struct finder *f = context;
    const struct cliffs_options *o = f->options;
    const struct spot spot = {1, 1, 0};
    if (interrupt_pending(o->interrupt) != 0)
        return 0;
    size_t calls = calls_filling(f, at, &spot, LOOK_NS);
    double ns = fmin(time_calls(f, at, &spot, calls), time_calls(f, at, &spot, calls));
    if (o->step != NULL && f->looked++ % 256 == 0)
        o->step(o->context, fmin(1, log((double)at->n / (double)o->smallest + 1) /
                                        log((double)o->largest / (double)o->smallest + 2)));
    return (double)at->n / ns;
}

// Median over a placement's rounds of ln(slow speed / fast speed).
static double measure_spot(struct finder *f, const struct cliff *c, const struct spot *spot) {
    double logs[ROUNDS];
    size_t fast_calls = calls_filling(f, &c->fast, spot, ROUND_NS);
    size_t slow_calls = calls_filling(f, &c->slow, spot, ROUND_NS);
    for (size_t i = 0; i < ROUNDS; i++) {
        double fast = 0, slow = 0;
        bool fast_first = gsl_rng_uniform_int(f->rng, 2) == 0;
        if (fast_first)
            fast = time_calls(f, &c->fast, spot, fast_calls);
        slow = time_calls(f, &c->slow, spot, slow_calls);
        if (!fast_first)
            fast = time_calls(f, &c->fast, spot, fast_calls);
        logs[i] = log((double)c->slow.n / slow * fast / (double)c->fast.n);
    }
    gsl_sort(logs, 1, ROUNDS);
    return gsl_stats_median_from_sorted_data(logs, 1, ROUNDS);
}

static struct cliff_report confirm(struct finder *f, const struct cliff *cliff) {
    double v[BLOCKS], half = 0;
    for (size_t b = 0; b < BLOCKS; b++) {
        const struct spot spot = draw_spot(f, b);
        v[b] = measure_spot(f, cliff, &spot);
    }
    double mean = summary_trimmed_mean(v, BLOCKS, &half);
    return (struct cliff_report){.cliff = *cliff,
                                 .fall = exp(mean),
                                 .fall_lo = exp(mean - half),
                                 .fall_hi = exp(mean + half),
                                 .confirmed = exp(mean + half) < CLIFF_FALL};
}

static bool open_finder(const struct cliffs_options *options, struct finder *out,
                        struct failure *failure) {
    *out = (struct finder){.options = options, .rng = gsl_rng_alloc(gsl_rng_mt19937)};
    if (out->rng == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "cliffs: out of memory");
    gsl_rng_set(out->rng, options->seed);
    return true;
}

size_t cliffs_find(const struct cliffs_options *options, struct cliff_report out[CLIFF_MOST],
                   struct failure *failure) {
    const struct contract *contract = &options->impl->contract;
    const struct cliff_space space = {.smallest = options->smallest,
                                      .largest = options->largest,
                                      .granule = contract_size_from(contract, 64),
                                      .align = contract->align};
    struct cliff found[CLIFF_MOST];
    struct finder f;
    if (!open_finder(options, &f, failure))
        return 0;
    size_t count = cliff_search(&space, look, &f, found), done = 0;
    for (; done < count && interrupt_pending(options->interrupt) == 0; done++)
        out[done] = confirm(&f, &found[done]);
    gsl_rng_free(f.rng);
    return done;
}

bool cliffs_measure(const struct cliffs_options *options, const struct cliff *cliff,
                    struct cliff_report *out, struct failure *failure) {
    struct finder f;
    if (!open_finder(options, &f, failure))
        return false;
    *out = confirm(&f, cliff);
    gsl_rng_free(f.rng);
    return true;
}

static size_t format_value(char *out, size_t used, const char *name, size_t slow, size_t fast) {
    if (slow == fast)
        return used + (size_t)snprintf(out + used, CLIFF_TEXT - used, "%s=%zu", name, slow);
    return used + (size_t)snprintf(out + used, CLIFF_TEXT - used, "%s=%zu:%zu", name, slow, fast);
}

void cliffs_format(const struct cliff *c, char out[CLIFF_TEXT]) {
    size_t used = format_value(out, 0, "n", c->slow.n, c->fast.n);
    used = format_value(out, used, ",src", c->slow.src, c->fast.src);
    format_value(out, used, ",dst", c->slow.dst, c->fast.dst);
}

// Reads "name=SLOW[:FAST]" and what must follow.
static bool parse_value(const char **text, const char *name, char after, size_t *slow,
                        size_t *fast) {
    size_t length = strlen(name);
    int used = 0;
    if (strncmp(*text, name, length) != 0 || sscanf(*text + length, "%9zu%n", slow, &used) != 1)
        return false;
    *fast = *slow;
    const char *at = *text + length + used;
    if (*at == ':') {
        if (sscanf(at + 1, "%9zu%n", fast, &used) != 1)
            return false;
        at += 1 + used;
    }
    *text = at + (after != '\0');
    return *at == after;
}

static bool is_allowed(const struct cliff_point *at, const struct contract *contract) {
    return at->n > 0 && contract_allows_size(contract, at->n) != 0 && at->src < CLIFF_PAGE &&
           at->dst < CLIFF_PAGE && at->src % contract->align == 0 && at->dst % contract->align == 0;
}

bool cliffs_parse(const char *text, const struct contract *contract, struct cliff *out,
                  struct failure *failure) {
    const char *at = text;
    *out = (struct cliff){0};
    if (!parse_value(&at, "n=", ',', &out->slow.n, &out->fast.n) ||
        !parse_value(&at, "src=", ',', &out->slow.src, &out->fast.src) ||
        !parse_value(&at, "dst=", '\0', &out->slow.dst, &out->fast.dst))
        return failure_set(
            failure, EXIT_USAGE,
            "--step '%.60s': not n=N,src=OFFSET,dst=OFFSET with SLOW:FAST for the one "
            "that changes (as `memcpybench cliffs` prints it)",
            text);
    if (!is_allowed(&out->slow, contract) || !is_allowed(&out->fast, contract))
        return failure_set(failure, EXIT_USAGE,
                           "--step '%.60s': not within the contract, or an offset of 4096 or more "
                           "(see memcpybench show)",
                           text);
    out->axis = out->slow.n != out->fast.n       ? CLIFF_SIZE
                : out->slow.src != out->fast.src ? CLIFF_SRC
                                                 : CLIFF_DST;
    return true;
}

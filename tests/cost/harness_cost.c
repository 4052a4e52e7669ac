// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What the harness costs a call: the floor, which returns at once, as the sampler times it, against
// the barest assembly loop that calls the same pointer from as far away. Rounds of the one and the
// other take turns. Prints cycles a call; run by scripts/harness-cost.sh, asserted nowhere.
#include "bench/machine/clock.h"
#include "bench/measure/sampler.h"

#include "tests/unit/race.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <stdio.h>
#include <stdlib.h>

extern const struct blob_table bare_blobs;

enum { TURNS = 40, MOST = TURNS * SAMPLE_ROUNDS, FAR = 1 << 22 };

static size_t smallest[] = {64};

struct stand {
    struct registry registry;
    struct topology *topology;
    struct cpu_place place;
    struct plan plan;
    struct call_loop loop;
    struct buffers buffers;
    struct sampler sampler;
    struct code_arena arena;
    call_loop_fn *bare;
    double core_hz;
};

static bool map_bare(struct stand *s) {
    struct code_piece piece = {.code = bare_blobs.blobs[0].code,
                               .size = bare_blobs.blobs[0].size,
                               .align = 64,
                               .page_offset = 64,
                               .patch_offset = CODE_NO_PATCH};
    uint8_t *near_the_other = (uint8_t *)s->loop.arena.base + FAR; // as far from everybody
    bool ok = code_arena_map(&s->arena, near_the_other, &piece, 1) == CODE_OK;
    s->bare = ok ? (call_loop_fn *)piece.entry : NULL;
    return ok;
}

static bool open_stand(struct stand *s, struct failure *failure) {
    s->registry = open_registry(&asm_blobs, cpu_detect());
    const struct impl *floor = registry_floor(&s->registry);
    const struct impl *glibc = find_impl(&s->registry, "glibc");
    const struct plan_options options = {
        .sizes = {smallest, 1}, .cell_seconds = 0.1, .seed = 1, .floor = floor};
    s->topology = topology_open(NULL, failure);
    return s->topology != NULL && topology_choose(s->topology, NULL, &s->place, failure) &&
           topology_bind_thread(s->topology, &s->place, failure) &&
           (s->core_hz = clock_core_hz()) > 0 &&
           plan_make(&options, glibc, &glibc, 1, &s->plan, failure) &&
           call_loop_map(&s->loop, &s->registry, CALL_FAR, 0, failure) &&
           buffers_map(&s->buffers, smallest[0], failure) && map_bare(s) &&
           sampler_open(&s->sampler, &s->plan, &s->loop, &s->buffers, &s->place, failure);
}

static double time_bare(const struct stand *s, size_t calls) {
    memcpy_fn *fn = s->plan.cells[0].impl->entries[0];
    s->bare(NULL, NULL, 0, fn, 1);
    double start = clock_ns();
    s->bare(NULL, NULL, 0, fn, calls);
    return (clock_ns() - start) / (double)calls;
}

// Untainted rounds of the sampler, and as many of the bare loop.
static size_t take_rounds(struct stand *s, double *sampled, double *bare) {
    struct cell_samples *samples = calloc(1, sizeof *samples);
    size_t count = 0;
    const size_t blocks = s->plan.blocks;
    for (size_t turn = 0; samples != NULL && turn < TURNS * blocks; turn++) {
        samples->calls = 0;
        sampler_begin(&s->sampler, &(struct turn){.block = turn % blocks}, samples);
        while (sampler_round(&s->sampler) > 0) {
            const struct round *round = &samples->rounds[samples->round_count - 1];
            double took = time_bare(s, samples->calls);
            if (round->taint != 0)
                continue;
            sampled[count] = round->ns * s->core_hz / 1e9;
            bare[count++] = took * s->core_hz / 1e9;
        }
    }
    free(samples);
    return count;
}

static void say(const char *what, const double *sorted, size_t count) {
    printf("%-32s %6.3f cycles a call (quartiles %.3f to %.3f)\n", what,
           gsl_stats_median_from_sorted_data(sorted, 1, count),
           gsl_stats_quantile_from_sorted_data(sorted, 1, count, 0.25),
           gsl_stats_quantile_from_sorted_data(sorted, 1, count, 0.75));
}

int main(void) {
    struct stand s = {0};
    struct failure failure = {0};
    double *sampled = calloc(MOST, sizeof *sampled), *bare = calloc(MOST, sizeof *bare);
    if (sampled == NULL || bare == NULL || !open_stand(&s, &failure)) {
        fprintf(stderr, "harness_cost: %s\n", failure.text);
        return EXIT_ENVIRONMENT;
    }
    size_t count = take_rounds(&s, sampled, bare);
    double *cost = calloc(count + 1, sizeof *cost);
    for (size_t i = 0; cost != NULL && i < count; i++)
        cost[i] = sampled[i] - bare[i];
    gsl_sort(sampled, 1, count);
    gsl_sort(bare, 1, count);
    printf("%zu rounds at %.2f GHz\n", count, s.core_hz / 1e9);
    say("the floor, as the sampler has it", sampled, count);
    say("the barest loop", bare, count);
    if (cost != NULL) {
        gsl_sort(cost, 1, count);
        say("difference, round by round", cost, count);
    }
    return 0;
}

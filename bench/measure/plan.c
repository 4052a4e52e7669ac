// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/plan.h"

#include "bench/measure/buffers.h"
#include "bench/measure/ceilings.h"
#include "bench/measure/cold.h"
#include "bench/measure/follow.h"

#include <gsl/gsl_randist.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    LINE = 64,
    PAGE = 4096,
    ALIAS_CLEAR = 1024, // bytes that (dst - src) mod PAGE keeps from 0 on either side
};

// Bytes a second that a copy is taken to make before anybody has measured it. Only the number of
// rounds hangs on it.
static const double assumed_speeds[MODES] = {
    [MODE_HOT] = 10e9,
    [MODE_COLD] = 1.5e9, // with the flushing
    [MODE_READ] = 5e9,   // with the reading
    [MODE_NO_WARM] = 10e9,
    [MODE_MIX] = 20e9, // most of it in the first-level cache, and beside assumed_call
};

// Seconds that each call of a mix is taken to cost, and the drawing of its place in the list.
static const double assumed_call = 15e-9;

// Placements hang on no seed of a run's: two runs then differ by noise, not by the luck of the
// draw.
static const unsigned long placement_seed = 20240607;

// Of a cell's time that a ceiling gets, and half its blocks: the fastest of several kernels counts,
// and a percentage has no interval.
static const double ceiling_share = 0.5;

// Seconds below which a cell's batches are too short to tell anything: 256 of them, 20 µs each.
static const double shortest_cell = 0.005;

// The strictest alignment that anybody who is to be called asks for, a cache line at least.
static size_t strictest_align(const struct condition *c, const struct impl *reference,
                              const struct impl *const *impls, size_t count) {
    size_t align = c->align > LINE ? c->align : LINE;
    if (condition_is_map(c) || c->align < LINE)
        return align; // who asks for more is left out
    for (size_t i = 0; i <= count; i++) {
        const struct contract *contract = &(i < count ? impls[i] : reference)->contract;
        if (condition_suits(c, contract) && contract->align > align)
            align = contract->align;
    }
    return align;
}

// Bytes by which src leaves its line: none, or what the condition asks for.
static size_t draw_into_line(const gsl_rng *rng, const struct condition *c) {
    if (condition_is_map(c))
        return (size_t)c->src_mod;
    if (c->align >= LINE)
        return 0;
    return c->align * (2 * gsl_rng_uniform_int(rng, LINE / c->align / 2) + 1); // odd
}

// How far dst lies from src, mod PAGE. Drawn, it is a multiple of `step` but for the two's places
// in their lines, which then leave room for it at either end.
static size_t draw_apart(const gsl_rng *rng, const struct condition *c, size_t step,
                         size_t src_in) {
    if (c->delta != CONDITION_DRAWN)
        return (size_t)c->delta;
    size_t clear = ALIAS_CLEAR < step ? step : ALIAS_CLEAR; // at PAGE they alias whatever we do
    if (c->align < LINE) {
        size_t choices = (PAGE - 2 * ALIAS_CLEAR) / LINE - 1;
        return ALIAS_CLEAR + (1 + gsl_rng_uniform_int(rng, choices)) * LINE +
               draw_into_line(rng, c) - src_in;
    }
    size_t choices = (PAGE - 2 * ALIAS_CLEAR) / step + 1;
    return clear + gsl_rng_uniform_int(rng, step > ALIAS_CLEAR ? 1 : choices) * step;
}

// Lines begin at multiples of `step`, a power of two from LINE to PAGE. One page stays free at
// either end of the slack, for canaries.
struct placement plan_draw_placement(const gsl_rng *rng, size_t block, const struct condition *c,
                                     size_t step) {
    size_t pages = BUFFER_SLACK / PAGE - 3;
    size_t in_page = gsl_rng_uniform_int(rng, PAGE / step) * step;
    size_t src_in = draw_into_line(rng, c);
    size_t apart = draw_apart(rng, c, step, src_in);
    return (struct placement){
        .entry = block, // each place in turn
        .src_offset = (1 + gsl_rng_uniform_int(rng, pages)) * PAGE + in_page + src_in,
        .dst_offset =
            (1 + gsl_rng_uniform_int(rng, pages)) * PAGE + (in_page + src_in + apart) % PAGE,
    };
}

// Calls that make a batch at the least, where one takes so many seconds. A hot batch has at least
// PLAN_FEWEST_CALLS, so that most of the time goes into timed copies even where a cell has but one
// round a block.
static size_t fewest_calls(enum mode mode, size_t bytes, double call) {
    if (mode == MODE_COLD)
        return cold_fewest_calls(bytes);
    return mode == MODE_NO_WARM ? follow_calls(bytes, call * 1e9) : PLAN_FEWEST_CALLS;
}

// What a round takes at the least, of one arm: what warms, and a batch.
static double shortest_arm(const struct plan_cell *cell) {
    enum mode mode = cell->condition.mode;
    double call = plan_mean_bytes(cell) / assumed_speeds[mode];
    if (mode == MODE_MIX)
        return (double)(cell->mix.calls + mix_warming_calls(&cell->mix)) * (call + assumed_call);
    return (1 + (double)fewest_calls(mode, cell->bytes, call)) * call;
}

// Each round warms up and makes a batch, for both arms. Batches that are not warmed up are no
// longer than they must be, and those of a mix as long as its list, whatever time there is: it goes
// into rounds. A map has many cells, and neighbours to tell one from: a quarter of the rounds do.
static void choose_rounds(struct plan_cell *cell, double every_seconds) {
    const double cell_seconds = every_seconds * cell->share;
    const struct condition *c = &cell->condition;
    size_t most = SAMPLE_ROUNDS / cell->blocks / 2, share = condition_is_map(c) ? 4 : 1;
    double round = 2 * shortest_arm(cell);
    most /= share;
    double rounds = cell_seconds / (double)cell->blocks / round;
    cell->rounds_per_block = rounds < 1 ? 1 : rounds > (double)most ? most : (size_t)rounds;
    double least = round * (double)(cell->rounds_per_block * cell->blocks);
    bool is_filled = c->mode != MODE_NO_WARM && c->mode != MODE_MIX;
    cell->seconds = is_filled && cell_seconds > least ? cell_seconds : least;
}

double plan_mean_bytes(const struct plan_cell *cell) {
    return cell->condition.mode == MODE_MIX ? cell->mix.mean : (double)cell->bytes;
}

void plan_name(char out[PLAN_NAME], const char *impl, size_t bytes, const struct condition *c) {
    char text[CONDITION_TEXT];
    snprintf(out, PLAN_NAME, "memcpy/%s/%zu%s", impl, bytes, condition_format(c, text));
}

// What all cells of a size under a condition have in common.
struct cell_set {
    size_t bytes;
    const struct condition *condition;
    const struct placement *placements;
    size_t blocks;
    struct mix mix; // where that is the mode
};

// Who allows the least size of a mix allows all its multiples.
static bool allows_sizes(const struct impl *impl, const struct cell_set *set) {
    const struct contract *contract = &impl->contract;
    return contract_allows_size(contract, set->bytes) &&
           (set->condition->mode != MODE_MIX || contract_allows_size(contract, SIZE_STEP));
}

static void add_cell(struct plan *plan, const struct impl *impl, const struct cell_set *set) {
    if (!allows_sizes(impl, set) || !allows_sizes(plan->reference, set))
        return;
    if (!condition_suits(set->condition, &impl->contract) ||
        !condition_suits(set->condition, &plan->reference->contract)) {
        plan->unsuited++;
        return;
    }
    struct plan_cell *cell = &plan->cells[plan->cell_count++];
    *cell = (struct plan_cell){.impl = impl,
                               .reference = plan->reference,
                               .number = plan->cell_count,
                               .bytes = set->bytes,
                               .condition = *set->condition,
                               .mix = set->mix,
                               .placements = set->placements,
                               .blocks = set->blocks,
                               .share = 1};
    if (impl_is_ceiling(impl)) {
        cell->share = ceiling_share;
        cell->blocks /= 2;
    }
    choose_rounds(cell, plan->cell_seconds);
    plan_name(cell->name, impl->name, set->bytes, set->condition);
    plan->seconds += cell->seconds;
}

bool plan_is_placed(const struct block *block, const struct placement *at) {
    return block->src_offset == at->src_offset && block->dst_offset == at->dst_offset;
}

bool plan_is_empty(const struct plan *plan) {
    for (size_t i = 0; i < plan->cell_count; i++)
        if (impl_is_copy(plan->cells[i].impl))
            return false;
    return true;
}

// What plan_make() works with beside the plan it makes.
struct planner {
    const struct plan_options *options;
    const struct impl *const *impls;
    size_t impl_count;
    const struct impl **order;           // of the implementations
    const struct condition **conditions; // in random order
    size_t condition_count;
    gsl_rng *rng;
    bool has_floor[MODES];
};

// Who has a cell at a size. Ceilings go among the others, so that a bad moment of the machine's
// does not meet all of them; under other conditions there are none.
static size_t gather(const struct planner *p, size_t bytes, const struct condition *c) {
    const struct plan_options *options = p->options;
    size_t count = 0;
    for (size_t i = 0; i < p->impl_count; i++)
        p->order[count++] = p->impls[i];
    for (size_t i = 0; condition_equal(c, &condition_default) && i < options->ceiling_count; i++)
        if (ceilings_take(options->ceilings, options->ceiling_count, i, bytes))
            p->order[count++] = options->ceilings[i];
    return count;
}

// A size under a condition, drawn from the seed and the size alone: it hangs on no other.
static void add_set(struct planner *p, struct plan *plan, size_t bytes, const struct condition *c) {
    struct placement *placements = plan->placements + plan->size_count++ * plan->blocks;
    bool large = bytes > SAMPLE_LARGE && plan->blocks == SAMPLE_BLOCKS;
    size_t blocks = large ? SAMPLE_BLOCKS_LARGE : plan->blocks;
    struct cell_set set = {bytes, c, placements, blocks, {.calls = 0}};
    size_t step = strictest_align(c, plan->reference, p->impls, p->impl_count);
    if (c->mode == MODE_MIX)
        set.mix = mix_make(bytes, p->options->mix, c, step);
    gsl_rng_set(p->rng, placement_seed ^ bytes / LINE); // the same set in every run
    for (size_t b = 0; b < blocks; b++) {
        placements[b] = plan_draw_placement(p->rng, b, c, step);
        if (plan->blocks > SAMPLE_BLOCKS) { // a sweep: only the code's place is to change
            placements[b].src_offset = placements[0].src_offset;
            placements[b].dst_offset = placements[0].dst_offset;
        }
    }
    gsl_rng_set(p->rng, p->options->seed ^ bytes / LINE); // in an order of its own
    gsl_ran_shuffle(p->rng, placements, blocks, sizeof *placements);
    size_t count = gather(p, bytes, c);
    gsl_ran_shuffle(p->rng, p->order, count, sizeof *p->order);
    if (bytes == p->options->sizes.bytes[0] && p->options->floor != NULL &&
        !p->has_floor[c->mode]) {
        add_cell(plan, p->options->floor, &set);
        p->has_floor[c->mode] = true;
    }
    for (size_t i = 0; i < count; i++)
        add_cell(plan, p->order[i], &set);
}

// The buffers are mapped anew for other pages, which takes time: once for each kind.
static void add_pages(struct planner *p, struct plan *plan, enum page_kind page) {
    const struct size_list *sizes = &p->options->sizes;
    for (size_t s = 0; s < sizes->count; s++)
        for (size_t c = 0; c < p->condition_count; c++)
            if (p->conditions[c]->page == page)
                add_set(p, plan, sizes->bytes[s], p->conditions[c]);
}

// Conditions in random order: what changes while the race lasts shall not look like theirs.
static bool open_planner(struct planner *p) {
    const struct condition *list = p->options->conditions;
    p->condition_count = p->options->condition_count > 0 ? p->options->condition_count : 1;
    p->order = calloc(p->impl_count + p->options->ceiling_count, sizeof *p->order);
    p->conditions = calloc(p->condition_count, sizeof *p->conditions);
    p->rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (p->order == NULL || p->conditions == NULL || p->rng == NULL)
        return false;
    for (size_t i = 0; i < p->condition_count; i++)
        p->conditions[i] = p->options->condition_count > 0 ? &list[i] : &condition_default;
    gsl_rng_set(p->rng, p->options->seed);
    gsl_ran_shuffle(p->rng, p->conditions, p->condition_count, sizeof *p->conditions);
    return true;
}

static void close_planner(struct planner *p) {
    gsl_rng_free(p->rng);
    free(p->conditions);
    free(p->order);
}

static bool no_cells(const struct plan *plan, struct failure *failure) {
    if (plan->unsuited > 0)
        return failure_set(failure, EXIT_USAGE,
                           "plan: no contract of those selected allows such pointers (see --align, "
                           "--delta and `memcpybench list`)");
    return failure_set(
        failure, EXIT_USAGE,
        "plan: no size is within any implementation's contract (see `memcpybench list`)");
}

bool plan_make(const struct plan_options *options, const struct impl *reference,
               const struct impl *const *impls, size_t impl_count, struct plan *out,
               struct failure *failure) {
    size_t most = impl_count + options->ceiling_count;
    if (impl_count == 0)
        return failure_set(failure, EXIT_USAGE, "plan: there is nobody to race (see --impl)");
    struct planner planner = {.options = options, .impls = impls, .impl_count = impl_count};
    bool ok = open_planner(&planner);
    size_t blocks = options->blocks > 0 ? options->blocks : SAMPLE_BLOCKS;
    size_t sets = options->sizes.count * planner.condition_count;
    struct plan plan = {
        .reference = reference,
        .seed = options->seed,
        .cell_seconds = options->cell_seconds,
        .cells = calloc(sets * most + MODES, sizeof *plan.cells),
        .blocks = blocks,
        .placements = calloc(sets * blocks, sizeof *plan.placements),
    };
    ok = ok && plan.cells != NULL && plan.placements != NULL;
    for (enum page_kind page = 0; ok && page < PAGE_KINDS; page++)
        add_pages(&planner, &plan, page);
    close_planner(&planner);
    if (!ok)
        failure_set(failure, EXIT_ENVIRONMENT, "plan: out of memory");
    else if (plan_is_empty(&plan))
        ok = no_cells(&plan, failure);
    if (!ok) {
        plan_free(&plan);
        return false;
    }
    *out = plan;
    return true;
}

void plan_free(struct plan *plan) {
    free(plan->cells);
    free(plan->placements);
    *plan = (struct plan){0};
}

void plan_set_cell_seconds(struct plan *plan, double cell_seconds) {
    plan->cell_seconds = cell_seconds;
    plan->seconds = 0;
    for (size_t i = 0; i < plan->cell_count; i++) {
        choose_rounds(&plan->cells[i], cell_seconds);
        plan->seconds += plan->cells[i].seconds;
    }
}

bool plan_fit(struct plan *plan, double seconds) {
    double low = shortest_cell, high = seconds > low ? seconds : low;
    plan_set_cell_seconds(plan, low);
    if (plan->seconds > seconds)
        return false;
    for (unsigned i = 0; i < 40; i++) { // the total grows with the time of a cell: bisect
        double middle = (low + high) / 2;
        plan_set_cell_seconds(plan, middle);
        *(plan->seconds > seconds ? &high : &low) = middle;
    }
    plan_set_cell_seconds(plan, low);
    return true;
}

void plan_drop_cell(struct plan *plan, size_t cell) {
    plan->seconds -= plan->cells[cell].seconds;
    plan->cell_count--;
    for (size_t i = cell; i < plan->cell_count; i++)
        plan->cells[i] = plan->cells[i + 1];
}

void plan_drop(struct plan *plan, const struct impl *impl) {
    for (size_t i = plan->cell_count; i-- > 0;)
        if (plan->cells[i].impl == impl)
            plan_drop_cell(plan, i);
}

void plan_drop_pages(struct plan *plan, enum page_kind page) {
    for (size_t i = plan->cell_count; i-- > 0;)
        if (plan->cells[i].condition.page == page) {
            plan_drop_cell(plan, i);
            plan->unpaged++;
        }
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Mixes: which sizes their calls have, in which order, where they copy, and that the sampler makes
// them and sees who does not copy. How long anything takes is nobody's business here.
#include "bench/measure/mix.h"

#include "bench/measure/sampler.h"
#include "tests/unit/race.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>

enum { PAGE = 4096 };

static const size_t some_bytes[] = {64,    128,     1024,    4096,     8192,
                                    16384, 1 << 20, 3 << 20, 64 << 20, (size_t)1 << 36};
static const struct placement ats[] = {
    {0, 4096, 8192 + 2048}, {0, 4096 + 7, 8192 + 1063}, {1, 81920, 12288}, {2, 81920, 16384}};

static struct condition aligned(size_t align, int delta) {
    return (struct condition){
        .mode = MODE_MIX, .align = align, .delta = delta, .src_mod = CONDITION_DRAWN};
}

static struct mix usual(size_t largest) {
    const struct condition c = aligned(64, CONDITION_DRAWN);
    return mix_make(largest, NULL, &c, 64);
}

static void a_list_is_as_long_as_its_bytes_allow(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(some_bytes); i++) {
        struct mix m = usual(some_bytes[i]);
        assert_in_range(m.calls, MIX_FEWEST_CALLS, MIX_MOST_CALLS);
        assert_int_equal(m.calls & (m.calls - 1), 0);
        assert_true(m.calls == MIX_FEWEST_CALLS || (double)m.calls * m.mean <= MIX_PASS_BYTES);
    }
    assert_int_equal(usual(16384).calls, MIX_MOST_CALLS);
    assert_int_equal(usual((size_t)1 << 36).calls, MIX_FEWEST_CALLS);
}

// How many calls of a list have each size, counted in units of 64 bytes.
static void count_sizes(const struct mix *m, const struct placement *at, size_t *counts) {
    for (size_t k = 0; k < m->calls; k++) {
        struct mix_call call = mix_call(m, at, k);
        assert_int_equal(call.bytes % 64, 0);
        assert_in_range(call.bytes, 64, m->largest);
        counts[call.bytes / 64]++;
    }
}

// Of k sizes the i-th has a share of ln((i + 1) / i) / ln(k + 1), to a call either way.
static void sizes_are_log_uniform(void **state) {
    (void)state;
    static const size_t largest[] = {64, 128, 4096, 16384};
    for (size_t i = 0; i < COUNT_OF(largest); i++) {
        struct mix m = usual(largest[i]);
        size_t sizes = largest[i] / 64, counts[258] = {0}, sum = 0;
        count_sizes(&m, &ats[0], counts);
        for (size_t s = 1; s <= sizes; s++) {
            double share = log((double)(s + 1) / (double)s) / log((double)(sizes + 1));
            assert_true(fabs((double)counts[s] - share * (double)m.calls) <= 1);
            sum += counts[s] * s * 64;
        }
        assert_true(m.mean * (double)m.calls == (double)sum);
    }
}

// The i-th of few calls is the middle of the i-th stratum: their mean is that of the distribution,
// sum 64 i ln((i + 1) / i) / ln(k + 1) = 64 (k ln(k + 1) - ln k!) / ln(k + 1).
static void a_short_list_has_the_mean_of_the_distribution(void **state) {
    (void)state;
    for (size_t k = 1 << 12; k <= 1 << 20; k *= 4) {
        struct mix m = usual(64 * k);
        double log_sizes = log1p((double)k);
        double mean = 64 * ((double)k * log_sizes - lgamma((double)k + 1)) / log_sizes;
        assert_true(fabs(m.mean / mean - 1) < 0.005);
    }
}

static void every_placement_has_the_same_sizes_in_another_order(void **state) {
    (void)state;
    struct mix m = usual(4096);
    size_t first[66] = {0}, alike = 0;
    count_sizes(&m, &ats[0], first);
    for (size_t a = 1; a < COUNT_OF(ats); a++) {
        size_t counts[66] = {0};
        count_sizes(&m, &ats[a], counts);
        assert_memory_equal(counts, first, sizeof counts);
        for (size_t k = 0; k < m.calls; k++)
            alike += mix_call(&m, &ats[0], k).bytes == mix_call(&m, &ats[a], k).bytes;
    }
    // By chance two calls are as large in a share of about sum (ln((i + 1) / i) / ln 65)^2, 0.044.
    assert_in_range(alike, 1, COUNT_OF(ats) * m.calls / 10);
}

// Half of all calls are below the median, 448 bytes: after such a call, after eight and after a
// thousand a call is so with the same probability, to four standard deviations.
static void no_call_tells_the_next(void **state) {
    (void)state;
    static const size_t lags[] = {1, 2, 3, 8, 64, 128, 1000, 4096};
    struct mix m = usual(4096);
    for (size_t a = 0; a < COUNT_OF(ats); a++)
        for (size_t l = 0; l < COUNT_OF(lags); l++) {
            double both = 0, small = 0, calls = (double)m.calls;
            for (size_t k = 0; k < m.calls; k++) {
                bool now = mix_call(&m, &ats[a], k).bytes <= 448;
                bool then = mix_call(&m, &ats[a], (k + lags[l]) % m.calls).bytes <= 448;
                small += now;
                both += now && then;
            }
            double share = small / calls, expected = share * share * calls;
            assert_true(fabs(both - expected) < 4 * sqrt(expected * (1 - share * share)));
        }
}

static void assert_within(size_t offset, size_t from, const struct mix *m, size_t bytes) {
    assert_in_range(offset, from / PAGE * PAGE, from / PAGE * PAGE + MIX_POOL - 1);
    assert_true(offset + bytes <= from / PAGE * PAGE + MIX_POOL + m->largest);
}

static void assert_placed(const struct condition *c, size_t step, const struct placement *at) {
    struct mix m = mix_make(4096, NULL, c, step);
    bool src_seen[64] = {0}, dst_seen[64] = {0};
    size_t align = c->align < 64 ? c->align : step, src_kinds = 0, dst_kinds = 0;
    for (size_t k = 0; k < m.calls; k++) {
        struct mix_call call = mix_call(&m, at, k);
        size_t apart = (call.dst_offset - call.src_offset) % PAGE;
        assert_within(call.src_offset, at->src_offset, &m, call.bytes);
        assert_within(call.dst_offset, at->dst_offset, &m, call.bytes);
        assert_int_equal(call.src_offset % align, 0);
        assert_int_equal(call.dst_offset % align, 0);
        if (c->delta != CONDITION_DRAWN)
            assert_int_equal(apart, c->delta);
        else if (align < PAGE)
            assert_in_range(apart, 1024, 3072);
        src_kinds += !src_seen[call.src_offset % 64];
        dst_kinds += !dst_seen[call.dst_offset % 64];
        src_seen[call.src_offset % 64] = dst_seen[call.dst_offset % 64] = true;
    }
    assert_int_equal(src_kinds, align < 64 ? 64 / align : 1);
    assert_int_equal(dst_kinds, align < 64 ? 64 / align : 1);
}

// Below 64 each call has any multiple of what is asked for.
static void calls_lie_in_their_pool_as_aligned_and_as_far_apart_as_asked(void **state) {
    (void)state;
    static const int deltas[] = {CONDITION_DRAWN, 0, 64, 2048};
    for (size_t align = 1; align <= PAGE; align *= 2)
        for (size_t d = 0; d < COUNT_OF(deltas); d++)
            for (size_t a = 0; a < COUNT_OF(ats); a++) {
                const struct condition c = aligned(align, deltas[d]);
                if (condition_is_sound(&c))
                    assert_placed(&c, align < 64 ? 64 : align, &ats[a]);
            }
    const struct condition usual_lines = aligned(64, CONDITION_DRAWN);
    assert_placed(&usual_lines, 256, &ats[0]); // somebody's contract asks for it
}

static void a_maps_calls_keep_its_offsets(void **state) {
    (void)state;
    struct condition c = condition_of_map(MODE_MIX, PAGE_THP, 8, 44, 2048);
    struct mix m = mix_make(4096, NULL, &c, 64);
    for (size_t k = 0; k < m.calls; k++) {
        struct mix_call call = mix_call(&m, &ats[0], k);
        assert_int_equal(call.src_offset % 64, 8);
        assert_int_equal(call.dst_offset % 64, 44);
        assert_int_equal((call.dst_offset - call.src_offset) % PAGE, c.delta);
        assert_within(call.src_offset, ats[0].src_offset, &m, call.bytes);
    }
}

// The highest placement there is and the page behind it that is free for canaries.
static void all_calls_fit_the_buffers(void **state) {
    (void)state;
    const size_t last = BUFFER_SLACK - 3 * PAGE + PAGE - 1;
    struct placement at = {.src_offset = last, .dst_offset = last};
    for (size_t i = 0; i < COUNT_OF(some_bytes); i++) {
        struct mix m = usual(some_bytes[i]);
        for (size_t k = 0; k < m.calls; k++) {
            struct mix_call call = mix_call(&m, &at, k);
            assert_true(call.src_offset + call.bytes + PAGE <= some_bytes[i] + BUFFER_SLACK);
            assert_true(call.dst_offset + call.bytes + PAGE <= some_bytes[i] + BUFFER_SLACK);
        }
    }
}

static bool covers(const struct call_args *call, const uint8_t *byte) {
    return byte >= (const uint8_t *)call->dst && byte < (const uint8_t *)call->dst + call->n;
}

// Held against all calls of a pass, one after the other.
static void witnesses_are_of_the_call_that_writes_them_last(void **state) {
    (void)state;
    static const size_t froms[] = {0, 1, 5, 4096, 16383};
    static struct call_args list[MIX_MOST_CALLS];
    static uint8_t src[1], dst[1];
    struct buffers buffers = {.src = src, .dst = dst};
    struct mix_witness witnesses[MIX_WITNESSES];
    struct mix m = usual(4096);
    mix_list(&m, &buffers, &ats[0], list);
    for (size_t f = 0; f < COUNT_OF(froms); f++) {
        size_t count = mix_witnesses(&m, list, froms[f], witnesses);
        assert_in_range(count, MIX_SPOTS, MIX_WITNESSES);
        const struct call_args *latest = &list[(froms[f] + m.calls - 1) % m.calls];
        assert_ptr_equal(witnesses[0].dst, latest->dst);
        assert_true(covers(latest, witnesses[MIX_SPOTS - 1].dst));
        for (size_t w = 0; w < count; w++) {
            const struct call_args *writer = NULL;
            for (size_t k = 0; k < m.calls; k++)
                if (covers(&list[(froms[f] + k) % m.calls], witnesses[w].dst))
                    writer = &list[(froms[f] + k) % m.calls];
            assert_non_null(writer);
            assert_ptr_equal(witnesses[w].src, (const uint8_t *)writer->src +
                                                   (witnesses[w].dst - (uint8_t *)writer->dst));
        }
    }
}

// A quarter of the calls, then half, then a quarter.
static void a_file_has_the_last_word_on_sizes(void **state) {
    (void)state;
    struct mix_size list[] = {{64, 0.25}, {1024, 0.75}, {4096, 1}};
    const struct mix_sizes sizes = {.list = list, .count = 3};
    const struct condition c = aligned(64, CONDITION_DRAWN);
    struct mix m = mix_make(4096, &sizes, &c, 64);
    size_t counts[66] = {0};
    count_sizes(&m, &ats[0], counts);
    assert_int_equal(m.calls, MIX_MOST_CALLS);
    assert_int_equal(counts[1], m.calls / 4);
    assert_int_equal(counts[16], m.calls / 2);
    assert_int_equal(counts[64], m.calls / 4);
    assert_true(m.mean == (64 + 2 * 1024 + 4096) / 4.0);
    list[0].bytes = 16 << 20; // a pass of it is as short as of anything else
    list[1].bytes = 32 << 20;
    list[2].bytes = 64 << 20;
    assert_int_equal(mix_make(64 << 20, &sizes, &c, 64).calls, MIX_FEWEST_CALLS);
}

// Neither what the pass begins with nor what it ends with.
static void what_warms_comes_from_elsewhere(void **state) {
    (void)state;
    struct mix m = usual(4096);
    size_t warming = mix_warming_calls(&m);
    for (size_t from = 0; from < m.calls; from += 37) {
        size_t first = mix_warming_first(&m, from), ahead = (first + m.calls - from) % m.calls;
        assert_true(first + warming <= m.calls);
        assert_in_range(ahead, m.calls / 4, m.calls - m.calls / 4);
        assert_in_range(ahead + warming, 0, m.calls - m.calls / 8);
    }
}

// The calls of a round, noted down by who is called.
static struct noted {
    struct call_args *calls;
    size_t count, lazy_below;
} mine, theirs;

enum { ROOM = 1 << 19 };

static void *note(struct noted *n, void *dst, const void *src, size_t bytes) {
    assert_true(n->count < ROOM);
    n->calls[n->count++] = (struct call_args){dst, src, bytes};
    return bytes < n->lazy_below ? dst : memcpy(dst, src, bytes);
}

static void *candidate(void *dst, const void *src, size_t bytes) {
    return note(&mine, dst, src, bytes);
}

static void *reference(void *dst, const void *src, size_t bytes) {
    return note(&theirs, dst, src, bytes);
}

// What a sampler needs for a mix to 4 KiB of these two.
struct setup {
    struct registry registry;
    struct impl candidate, reference;
    struct plan plan;
    struct call_loop loop;
    struct buffers buffers;
    struct sampler *sampler;
    struct cell_samples *samples;
};

static void open_setup(struct setup *s) {
    static size_t sizes[] = {4096};
    const struct condition mix = aligned(64, CONDITION_DRAWN);
    const struct impl *impls[] = {&s->candidate};
    struct plan_options options = {
        .sizes = {sizes, 1}, .cell_seconds = 1, .conditions = &mix, .condition_count = 1};
    struct failure failure = {0};
    struct cpu_place place = {.os_index = (unsigned)sched_getcpu()};
    s->registry = open_registry(&asm_blobs, cpu_detect());
    s->candidate = s->reference = *find_impl(&s->registry, "glibc");
    s->candidate.entries[0] = candidate;
    s->reference.entries[0] = reference;
    s->sampler = calloc(1, sizeof *s->sampler);
    s->samples = calloc(1, sizeof *s->samples);
    mine = (struct noted){.calls = calloc(ROOM, sizeof *mine.calls)};
    theirs = (struct noted){.calls = calloc(ROOM, sizeof *theirs.calls)};
    assert_true(plan_make(&options, &s->reference, impls, 1, &s->plan, &failure) &&
                call_loop_map(&s->loop, &s->registry, CALL_FAR, 0, &failure) &&
                buffers_map(&s->buffers, 4096, &failure) &&
                sampler_open(s->sampler, &s->plan, &s->loop, &s->buffers, &place, &failure));
    buffers_fill(&s->buffers, 1);
    sampler_begin(s->sampler, &(struct turn){0}, s->samples);
}

static void close_setup(struct setup *s) {
    sampler_close(s->sampler);
    buffers_unmap(&s->buffers);
    call_loop_unmap(&s->loop);
    plan_free(&s->plan);
    registry_close(&s->registry);
    free(s->samples);
    free(s->sampler);
    free(mine.calls);
    free(theirs.calls);
}

static void take_round(struct setup *s) {
    mine.count = theirs.count = 0;
    assert_true(sampler_round(s->sampler) > 0);
}

static void a_batch_is_whole_passes_and_both_arms_walk_the_same(void **state) {
    (void)state;
    struct setup s;
    open_setup(&s);
    const struct mix *m = &s.plan.cells[0].mix;
    assert_int_equal(s.samples->calls % m->calls, 0);
    assert_int_equal(s.samples->calls, s.samples->ref_calls);
    assert_true(s.samples->calls > 0);
    size_t warming = mix_warming_calls(m);
    for (unsigned round = 0; round < 3; round++) {
        double sum = 0;
        take_round(&s);
        assert_int_equal(mine.count, warming + s.samples->calls);
        assert_int_equal(theirs.count, mine.count);
        assert_memory_equal(mine.calls, theirs.calls, mine.count * sizeof *mine.calls);
        for (size_t i = warming; i < mine.count; i++)
            sum += (double)mine.calls[i].n;
        assert_true(sum == m->mean * (double)s.samples->calls);
        assert_false(s.samples->wrong || s.samples->ref_wrong);
    }
    close_setup(&s);
}

static void a_round_begins_where_none_has_just_been(void **state) {
    (void)state;
    struct setup s;
    open_setup(&s);
    size_t warming = mix_warming_calls(&s.plan.cells[0].mix), begins[2];
    for (unsigned round = 0; round < 2; round++) {
        take_round(&s);
        const struct call_args *pass = mine.calls + warming;
        for (size_t i = 0; i < warming; i++)
            assert_memory_not_equal(&mine.calls[0], &pass[i], sizeof *pass);
        begins[round] = s.sampler->mix_from;
        assert_ptr_equal(pass->dst, s.sampler->mix[begins[round]].dst);
    }
    assert_int_not_equal(begins[0], begins[1]);
    close_setup(&s);
}

// However small the part of the calls that it leaves out, a few rounds find it.
static void who_does_not_copy_is_seen_in_either_arm(void **state) {
    (void)state;
    struct setup s;
    open_setup(&s);
    theirs.lazy_below = SIZE_MAX;
    take_round(&s);
    assert_true(s.samples->ref_wrong && !s.samples->wrong);
    s.samples->ref_wrong = false;
    theirs.lazy_below = 0;
    mine.lazy_below = 128;
    for (unsigned round = 0; round < 2; round++)
        take_round(&s);
    assert_true(s.samples->wrong && !s.samples->ref_wrong);
    close_setup(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_as_long_as_its_bytes_allow),
        cmocka_unit_test(sizes_are_log_uniform),
        cmocka_unit_test(a_short_list_has_the_mean_of_the_distribution),
        cmocka_unit_test(every_placement_has_the_same_sizes_in_another_order),
        cmocka_unit_test(no_call_tells_the_next),
        cmocka_unit_test(calls_lie_in_their_pool_as_aligned_and_as_far_apart_as_asked),
        cmocka_unit_test(a_maps_calls_keep_its_offsets),
        cmocka_unit_test(all_calls_fit_the_buffers),
        cmocka_unit_test(witnesses_are_of_the_call_that_writes_them_last),
        cmocka_unit_test(what_warms_comes_from_elsewhere),
        cmocka_unit_test(a_file_has_the_last_word_on_sizes),
        cmocka_unit_test(a_batch_is_whole_passes_and_both_arms_walk_the_same),
        cmocka_unit_test(a_round_begins_where_none_has_just_been),
        cmocka_unit_test(who_does_not_copy_is_seen_in_either_arm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

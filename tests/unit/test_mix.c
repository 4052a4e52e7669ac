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
        assert_true(m.calls == MIX_FEWEST_CALLS || (double)m.calls * m.mean <= MIX_LIST_BYTES);
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

// Each has places of its own: two src begin as far into their pools by chance, once in 128 calls.
static void every_placement_has_the_same_sizes_at_other_places(void **state) {
    (void)state;
    struct mix m = usual(4096);
    size_t alike = 0;
    for (size_t a = 1; a < COUNT_OF(ats); a++)
        for (size_t k = 0; k < m.calls; k++) {
            struct mix_call first = mix_call(&m, &ats[0], k), call = mix_call(&m, &ats[a], k);
            assert_int_equal(call.bytes, first.bytes);
            alike += call.src_offset - ats[a].src_offset / PAGE * PAGE ==
                     first.src_offset - ats[0].src_offset / PAGE * PAGE;
        }
    assert_in_range(alike, 1, COUNT_OF(ats) * m.calls / 64);
}

static void calls_from_the_smallest_to_the_largest_are_verified(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(some_bytes); i++) {
        struct mix m = usual(some_bytes[i]);
        size_t checked = mix_checked_calls(&m), before = 64;
        for (size_t k = 0; k < checked; k++) {
            size_t bytes = mix_checked_call(&m, &ats[0], k).bytes;
            assert_true(bytes >= before);
            before = bytes;
        }
        assert_int_equal(before, mix_call(&m, &ats[0], m.calls - 1).bytes);
        assert_true(mix_checked_call(&m, &ats[0], 0).bytes < 64 + some_bytes[i] / 2);
    }
}

// The list of a mix to 4 KiB, in the order that a key gives it.
static struct mix shuffled(uint64_t key, struct call_args list[MIX_ROOM]) {
    static uint8_t src[1], dst[1];
    struct buffers buffers = {.src = src, .dst = dst};
    struct mix m = usual(4096);
    mix_list(&m, &buffers, &ats[0], list);
    mix_shuffle(&m, key, list);
    return m;
}

static int by_call(const void *a, const void *b) {
    return memcmp(a, b, sizeof(struct call_args));
}

// One after the other, by their bytes: a call is found, and two lists of the same calls are equal.
static void sort_calls(struct call_args *list, size_t count) {
    qsort(list, count, sizeof *list, by_call);
}

static void a_shuffle_makes_another_order_of_the_same_calls(void **state) {
    (void)state;
    static struct call_args one[MIX_ROOM], other[MIX_ROOM];
    struct mix m = shuffled(1, one);
    (void)shuffled(2, other);
    size_t alike = 0, ascending = 0;
    for (size_t k = 0; k < m.calls; k++) {
        alike += by_call(&one[k], &other[k]) == 0;
        ascending += k > 0 && one[k].n >= one[k - 1].n;
    }
    assert_in_range(alike, 0, m.calls / 100);
    assert_in_range(ascending, m.calls * 4 / 10, m.calls * 6 / 10);
    sort_calls(one, m.calls);
    sort_calls(other, m.calls);
    assert_memory_equal(one, other, m.calls * sizeof *one);
    (void)shuffled(1, other);
    mix_shuffle(&m, 1, other);
    sort_calls(other, m.calls);
    assert_memory_equal(one, other, m.calls * sizeof *one);
}

// Half of all calls are below the median, 448 bytes: after such a call, after eight and after a
// thousand a call is so with the same probability, to four standard deviations.
static void no_call_tells_the_next(void **state) {
    (void)state;
    static const size_t lags[] = {1, 2, 3, 8, 64, 128, 1000, 4096};
    static struct call_args list[MIX_ROOM];
    for (uint64_t key = 0; key < 4; key++) {
        struct mix m = shuffled(key, list);
        for (size_t l = 0; l < COUNT_OF(lags); l++) {
            double both = 0, small = 0, calls = (double)m.calls;
            for (size_t k = 0; k < m.calls; k++) {
                bool now = list[k].n <= 448, then = list[(k + lags[l]) % m.calls].n <= 448;
                small += now;
                both += now && then;
            }
            double share = small / calls, expected = share * share * calls;
            assert_true(fabs(both - expected) < 4 * sqrt(expected * (1 - share * share)));
        }
    }
}

// Of the calls that come, in no part of their order, forwards or backwards.
static void what_warms_does_not_tell_what_comes(void **state) {
    (void)state;
    static struct call_args list[MIX_ROOM], sorted[MIX_ROOM];
    struct mix m = shuffled(1, list);
    const struct call_args *warming = list + m.calls;
    size_t forwards = 0, backwards = 0;
    memcpy(sorted, list, m.calls * sizeof *sorted);
    sort_calls(sorted, m.calls);
    assert_int_equal(mix_warming_calls(&m), MIX_ROOM - MIX_MOST_CALLS);
    for (size_t i = 0; i < mix_warming_calls(&m); i++) {
        assert_non_null(bsearch(&warming[i], sorted, m.calls, sizeof *sorted, by_call));
        forwards += by_call(&warming[i], &list[i]) == 0;
        backwards += by_call(&warming[i], &list[m.calls - 1 - i]) == 0;
    }
    assert_in_range(forwards + backwards, 0, 10);
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

// Held against all calls of a list, one after the other.
static void witnesses_are_of_the_call_that_writes_them_last(void **state) {
    (void)state;
    static struct call_args list[MIX_ROOM];
    struct mix_witness witnesses[MIX_WITNESSES];
    for (uint64_t key = 0; key < 5; key++) {
        struct mix m = shuffled(key, list);
        size_t count = mix_witnesses(&m, list, witnesses);
        const struct call_args *latest = &list[m.calls - 1];
        assert_in_range(count, MIX_SPOTS, MIX_WITNESSES);
        assert_ptr_equal(witnesses[count - MIX_SPOTS].dst, latest->dst);
        assert_true(covers(latest, witnesses[count - 1].dst));
        for (size_t w = 0; w < count; w++) {
            const struct call_args *writer = NULL;
            for (size_t k = 0; k < m.calls; k++)
                if (covers(&list[k], witnesses[w].dst))
                    writer = &list[k];
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
    list[0].bytes = 16 << 20; // its list copies no more than any
    list[1].bytes = 32 << 20;
    list[2].bytes = 64 << 20;
    assert_int_equal(mix_make(64 << 20, &sizes, &c, 64).calls, MIX_FEWEST_CALLS);
}

// The calls of a round, noted down by who is called.
static struct noted {
    struct call_args *calls;
    size_t count, lazy_below;
} mine, theirs;

static void *note(struct noted *n, void *dst, const void *src, size_t bytes) {
    assert_true(n->count < MIX_ROOM);
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
    mine = (struct noted){.calls = calloc(MIX_ROOM, sizeof *mine.calls)};
    theirs = (struct noted){.calls = calloc(MIX_ROOM, sizeof *theirs.calls)};
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

static size_t alike_sizes(const struct call_args *a, const struct call_args *b, size_t count) {
    size_t alike = 0;
    for (size_t k = 0; k < count; k++)
        alike += a[k].n == b[k].n;
    return alike;
}

// By chance two calls are as large in a share of about sum (ln((i + 1) / i) / ln 65)^2, 0.044.
static void no_two_batches_walk_the_list_in_one_order(void **state) {
    (void)state;
    enum { BATCHES = 6 };
    static struct call_args batches[BATCHES][MIX_MOST_CALLS];
    struct setup s;
    open_setup(&s);
    const struct mix *m = &s.plan.cells[0].mix;
    size_t warming = mix_warming_calls(m), bytes = m->calls * sizeof **batches;
    assert_int_equal(s.samples->calls, m->calls);
    assert_int_equal(s.samples->ref_calls, m->calls);
    for (size_t b = 0; b < BATCHES; b += 2) {
        take_round(&s);
        assert_int_equal(mine.count, warming + m->calls);
        assert_int_equal(theirs.count, mine.count);
        memcpy(batches[b], mine.calls + warming, bytes);
        memcpy(batches[b + 1], theirs.calls + warming, bytes);
    }
    for (size_t a = 0; a < BATCHES; a++)
        for (size_t b = 0; b < a; b++)
            assert_in_range(alike_sizes(batches[a], batches[b], m->calls), 1, m->calls / 10);
    for (size_t b = 0; b < BATCHES; b++)
        sort_calls(batches[b], m->calls);
    for (size_t b = 1; b < BATCHES; b++)
        assert_memory_equal(batches[b], batches[0], bytes);
    assert_false(s.samples->wrong || s.samples->ref_wrong);
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
        cmocka_unit_test(every_placement_has_the_same_sizes_at_other_places),
        cmocka_unit_test(calls_from_the_smallest_to_the_largest_are_verified),
        cmocka_unit_test(a_shuffle_makes_another_order_of_the_same_calls),
        cmocka_unit_test(no_call_tells_the_next),
        cmocka_unit_test(what_warms_does_not_tell_what_comes),
        cmocka_unit_test(calls_lie_in_their_pool_as_aligned_and_as_far_apart_as_asked),
        cmocka_unit_test(a_maps_calls_keep_its_offsets),
        cmocka_unit_test(all_calls_fit_the_buffers),
        cmocka_unit_test(witnesses_are_of_the_call_that_writes_them_last),
        cmocka_unit_test(a_file_has_the_last_word_on_sizes),
        cmocka_unit_test(no_two_batches_walk_the_list_in_one_order),
        cmocka_unit_test(who_does_not_copy_is_seen_in_either_arm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

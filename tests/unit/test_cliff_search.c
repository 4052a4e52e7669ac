// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Cliffs planted at random in a made-up memcpy: they must be found, exactly, and nothing else.
#include "bench/task/cliff_search.h"

#include "tests/unit/unit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 64, PLANTS = 60 };

// A made-up copy: 5 ns a call and 20 bytes a nanosecond, slower by half where something is planted.
struct made {
    size_t from, step;      // sizes that suffer: multiples of `step` from `from` on; 0: none
    int src, dst, distance; // and of those, pointers at this place in a line, pages this far apart
                            // (in lines); -1: all
    double noise;           // relative
    size_t asked, end_after;
    uint64_t state;
};

static double draw(struct made *m) {
    m->state = m->state * 6364136223846793005U + 1442695040888963407U;
    return (double)(m->state >> 11) / (double)(UINT64_C(1) << 53);
}

static size_t draw_below(struct made *m, size_t most) {
    return (size_t)(draw(m) * (double)most);
}

static bool suffers(const struct made *m, const struct cliff_point *at) {
    size_t apart = (at->dst - at->src) % CLIFF_PAGE / LINE;
    return m->from > 0 && at->n >= m->from && at->n % m->step == 0 &&
           (m->src < 0 || at->src % LINE == (size_t)m->src) &&
           (m->dst < 0 || at->dst % LINE == (size_t)m->dst) &&
           (m->distance < 0 || apart == (size_t)m->distance);
}

static double speed(void *context, const struct cliff_point *at) {
    struct made *m = context;
    double ns = 5 + (double)at->n / 20;
    assert_true(at->n > 0 && at->src < CLIFF_PAGE && at->dst < CLIFF_PAGE);
    if (m->end_after > 0 && m->asked++ >= m->end_after)
        return 0;
    return (double)at->n / (ns * (suffers(m, at) ? 2 : 1)) * (1 - m->noise * draw(m));
}

static const struct cliff_space usual = {64, 32768, 64, 1};

static size_t look(struct made *m, struct cliff out[CLIFF_MOST]) {
    return cliff_search(&usual, speed, m, out);
}

static void a_smooth_copy_has_none(void **state) {
    (void)state;
    struct cliff out[CLIFF_MOST];
    struct made m = {.noise = 0.05, .state = 1};
    assert_int_equal(look(&m, out), 0);
    const struct cliff_space coarse = {4096, 1 << 20, 4096, 64};
    assert_int_equal(cliff_search(&coarse, speed, &m, out), 0);
}

// Each of `count` cliffs is what was planted: the slow point suffers, its neighbour does not.
static void assert_planted(const struct made *m, const struct cliff *found, size_t count) {
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_true(suffers(m, &found[i].slow));
        assert_false(suffers(m, &found[i].fast));
        assert_true(found[i].fall > 0.4 && found[i].fall < 0.6);
        assert_true(i == 0 || found[i].slow.n >= found[i - 1].slow.n);
    }
}

static size_t draw_size(struct made *m) {
    return (1 + draw_below(m, (size_t)1 << (2 + draw_below(m, 7)))) * LINE;
}

static void a_size_from_which_on_it_is_slow_is_found(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < PLANTS; seed++) {
        struct cliff out[CLIFF_MOST];
        struct made m = {
            .src = -1, .dst = -1, .distance = -1, .step = 64, .noise = 0.04, .state = seed};
        m.from = 512 + draw_size(&m); // below, the step itself gains what is lost
        size_t count = look(&m, out);
        assert_planted(&m, out, count);
        assert_int_equal(count, 1);
        assert_int_equal(out[0].axis, CLIFF_SIZE);
        assert_int_equal(out[0].slow.n, m.from);
        assert_int_equal(out[0].fast.n, m.from - 64);
    }
}

static void a_place_in_the_line_is_found_at_the_least_size_that_shows_it(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < PLANTS; seed++) {
        struct cliff out[CLIFF_MOST];
        bool of_src = seed % 2 == 0;
        struct made m = {
            .src = -1, .dst = -1, .distance = -1, .step = 64, .noise = 0.04, .state = seed};
        m.from = draw_size(&m);
        *(of_src ? &m.src : &m.dst) = 2 + (int)draw_below(&m, 60);
        size_t count = look(&m, out), there = 0;
        assert_planted(&m, out, count);
        for (size_t i = 0; i < count; i++)
            there += out[i].axis == (of_src ? CLIFF_SRC : CLIFF_DST) && out[i].slow.n == m.from;
        assert_true(there > 0);
    }
}

static void a_pair_of_places_is_found(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < PLANTS; seed++) {
        struct cliff out[CLIFF_MOST];
        struct made m = {.distance = -1, .step = 64, .noise = 0.04, .state = seed};
        m.from = draw_size(&m) / 2 / LINE * LINE + LINE;
        m.src = 1 + (int)draw_below(&m, 63);
        m.dst = 1 + (int)draw_below(&m, 62);
        assert_planted(&m, out, look(&m, out));
    }
}

static void a_distance_of_pages_is_found(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < PLANTS; seed++) {
        struct cliff out[CLIFF_MOST];
        struct made m = {.src = -1, .dst = -1, .step = 64, .noise = 0.04, .state = seed};
        m.from = draw_size(&m);
        m.distance = (int)draw_below(&m, 63);
        size_t count = look(&m, out);
        assert_planted(&m, out, count);
        assert_int_equal(out[0].slow.n, m.from);
    }
}

static void multiples_of_a_page_are_found(void **state) {
    (void)state;
    struct cliff out[CLIFF_MOST];
    struct made m = {.from = 4096, .step = 4096, .src = -1, .dst = -1, .distance = -1};
    assert_planted(&m, out, look(&m, out));
    assert_int_equal(out[0].slow.n, 4096);
    assert_int_equal(out[0].fast.n, 4032);
}

static void the_search_ends_when_it_is_told_to(void **state) {
    (void)state;
    struct cliff out[CLIFF_MOST];
    struct made m = {
        .from = 128, .step = 64, .src = -1, .dst = -1, .distance = -1, .end_after = 50};
    look(&m, out);
    assert_int_equal(m.asked, 51);
}

static void a_contract_is_kept(void **state) {
    (void)state;
    struct cliff out[CLIFF_MOST];
    struct made m = {.from = 2048, .step = 64, .src = -1, .dst = 32, .distance = -1};
    const struct cliff_space space = {256, 8192, 256, 32};
    size_t count = cliff_search(&space, speed, &m, out);
    assert_planted(&m, out, count);
    for (size_t i = 0; i < count; i++)
        assert_true(out[i].slow.n % 256 == 0 && out[i].fast.n % 256 == 0 &&
                    out[i].slow.dst % 32 == 0 && out[i].fast.src % 32 == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_smooth_copy_has_none),
        cmocka_unit_test(a_size_from_which_on_it_is_slow_is_found),
        cmocka_unit_test(a_place_in_the_line_is_found_at_the_least_size_that_shows_it),
        cmocka_unit_test(a_pair_of_places_is_found),
        cmocka_unit_test(a_distance_of_pages_is_found),
        cmocka_unit_test(multiples_of_a_page_are_found),
        cmocka_unit_test(the_search_ends_when_it_is_told_to),
        cmocka_unit_test(a_contract_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The fastest of all, at a size and over all sizes: made races of which the answer is known.
#include "bench/analyse/winner.h"

#include "bench/analyse/summary.h"
#include "bench/present/grid.h"
#include "tests/unit/made_result.h"

#include <gsl/gsl_randist.h>
#include <math.h>

enum { PLACEMENTS = 16, ROUNDS = 3, SIZES = 8 };

static void assert_near(double is, double should) {
    if (!(fabs(is - should) < 1e-9))
        fail_msg("%.12g should be %.12g", is, should);
}

static void assert_between(double value, double low, double high) {
    if (!(value > low && value < high))
        fail_msg("%.6g is not between %.6g and %.6g", value, low, high);
}

// A copy that takes so long where the reference takes 100 ns, at sixteen placements.
static struct result_row *add(struct result *r, const char *impl, size_t bytes, double ns) {
    struct result_row *row = made_row(r, impl, IMPL_C, bytes, ns, 100);
    row->samples = made_samples(PLACEMENTS, ROUNDS, ns, 100);
    return row;
}

struct found {
    struct grid grid;
    struct winner at[SIZES], over_all;
};

static struct found find(struct result *r) {
    struct found f;
    struct failure failure = {0};
    summary_fill(r);
    assert_true(grid_make(r, &condition_default, &f.grid, &failure));
    const struct winner_field field = {f.grid.impls,      f.grid.cells, f.grid.impl_count,
                                       f.grid.size_count, r->reference, summary_probe_baseline(r)};
    assert_true(f.grid.size_count <= SIZES && winner_find(&field, f.at, &f.over_all));
    return f;
}

static void forget(struct found *f, struct result *r) {
    grid_free(&f->grid);
    result_free(r);
}

// Both halves name these; NULL: nobody.
static void assert_picked(const struct found *f, const struct winner *w, const char *first,
                          const char *second) {
    const char *const wanted[] = {first, second};
    const int *const picks[] = {w->first, w->second};
    for (size_t i = 0; i < 2; i++)
        for (size_t half = 0; half < VERSUS_HALVES; half++) {
            int impl = picks[i][half];
            if (wanted[i] == NULL)
                assert_int_equal(impl, WINNER_NONE);
            else
                assert_string_equal(impl != WINNER_NONE ? f->grid.impls[impl] : "nobody",
                                    wanted[i]);
        }
}

static void the_first_is_held_against_the_next_and_the_reference(void **state) {
    (void)state;
    struct result r = made_result();
    add(&r, "glibc", 64, 50); // noise: it is as fast as itself
    add(&r, "slow", 64, 110);
    add(&r, "quick", 64, 80);
    add(&r, "x", 64, 84);
    made_row(&r, "load_x", IMPL_CEILING, 64, 1, 100);
    struct found f = find(&r);
    assert_picked(&f, &f.at[0], "quick", "x");
    assert_near(f.at[0].to_second.ratio, 84.0 / 80);
    assert_near(f.at[0].to_second.lo, 84.0 / 80); // nothing varies
    assert_near(f.at[0].to_reference.ratio, 1.25);
    assert_int_equal(f.at[0].judged, 4);
    assert_int_equal(f.at[0].level, 0);
    assert_true(winner_is_clear(&f.at[0]) && winner_is_clear(&f.over_all));
    assert_picked(&f, &f.over_all, "quick", "x");
    assert_near(f.over_all.to_reference.hi, 1.25);
    assert_int_equal(f.over_all.judged, 1);
    forget(&f, &r);
}

static void the_reference_may_be_the_first(void **state) {
    (void)state;
    struct result r = made_result();
    add(&r, "glibc", 64, 150);
    add(&r, "slow", 64, 110);
    struct found f = find(&r);
    assert_picked(&f, &f.at[0], "glibc", "slow");
    assert_near(f.at[0].to_second.ratio, 1.1);
    assert_near(f.at[0].to_reference.ratio, 1);
    forget(&f, &r);
}

// even wins where one half of the placements lies and loses where the other does, odd the other way
// round: who judges by the half that picked finds a lead of two.
static void who_wins_one_half_is_judged_by_the_other(void **state) {
    (void)state;
    struct result r = made_result();
    struct result_row *even = add(&r, "even", 64, 100), *odd = add(&r, "odd", 64, 100);
    add(&r, "x", 64, 100);
    for (size_t i = 0; i < PLACEMENTS * ROUNDS; i++)
        (i / ROUNDS % 2 == 0 ? even : odd)->samples.rounds[i].ns = 50;
    struct found f = find(&r);
    assert_string_equal(f.grid.impls[f.at[0].first[0]], "even");
    assert_string_equal(f.grid.impls[f.at[0].first[1]], "odd");
    assert_near(f.at[0].to_reference.ratio, 1);
    assert_int_equal(f.at[0].level, 1); // x
    assert_false(winner_is_clear(&f.at[0]) || winner_is_clear(&f.over_all));
    forget(&f, &r);
}

// Ten that are equal but for noise of each placement. The highest of their ratios seems to be ahead
// of the reference by more than 1 %; who is picked and judged as here is not.
static void the_winners_curse_is_lifted(void **state) {
    (void)state;
    enum { RACES = 400 };
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double cursed = 0, lifted = 0, ahead = 0, clear = 0;
    for (size_t race = 0; race < RACES; race++) {
        struct result r = made_result();
        double best = 0;
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            struct cell_samples *s = &add(&r, names[i], 64, 100)->samples;
            for (size_t b = 0; b < PLACEMENTS; b++) {
                double ns = 100 * exp(gsl_ran_gaussian(rng, 0.03));
                for (size_t round = 0; round < ROUNDS; round++)
                    s->rounds[b * ROUNDS + round].ns = ns;
            }
        }
        struct found f = find(&r);
        for (size_t i = 0; i < r.row_count; i++)
            best = fmax(best, r.rows[i].summary.ratio);
        cursed += log(best) / RACES;
        lifted += log(f.at[0].to_reference.ratio) / RACES;
        ahead += log(f.at[0].to_second.ratio) / RACES;
        clear += winner_is_clear(&f.at[0]) / (double)RACES;
        forget(&f, &r);
    }
    gsl_rng_free(rng);
    assert_between(cursed, 0.008, 0.02);
    assert_between(lifted, -0.002, 0.002);
    assert_between(ahead, -0.002, 0.002);
    assert_between(clear, -1e-9, 0.01);
}

// Nobody's first at any size is the first over all: 1.25 times as fast everywhere is more than
// twice as fast and then half as fast.
static void over_all_sizes_the_geometric_mean_counts(void **state) {
    (void)state;
    struct result r = made_result();
    for (size_t bytes = 64; bytes <= 128; bytes += 64) {
        add(&r, "glibc", bytes, 100);
        add(&r, "small", bytes, bytes == 64 ? 50 : 200);
        add(&r, "large", bytes, bytes == 64 ? 190 : 50);
        add(&r, "steady", bytes, 80);
    }
    add(&r, "rare", 64, 10); // has one size alone
    struct found f = find(&r);
    assert_picked(&f, &f.at[0], "rare", "small");
    assert_picked(&f, &f.at[1], "large", "steady");
    assert_picked(&f, &f.over_all, "steady", "large");
    assert_near(f.over_all.to_reference.ratio, 1.25);
    assert_near(f.over_all.to_second.ratio, sqrt(190.0 * 50) / 80);
    assert_int_equal(f.over_all.judged, 2);
    forget(&f, &r);
}

static void the_same_bytes_are_not_the_next(void **state) {
    (void)state;
    struct result r = made_result();
    made_row(&r, "twin", IMPL_BLOB, 64, 80, 100)->samples =
        made_samples(PLACEMENTS, ROUNDS, 80, 100);
    made_row(&r, "twin.o", IMPL_OBJECT, 64, 81, 100)->samples =
        made_samples(PLACEMENTS, ROUNDS, 81, 100);
    memset(r.rows[1].sha256, 'a', sizeof r.rows[1].sha256 - 1);
    add(&r, "other", 64, 90);
    struct found f = find(&r);
    assert_picked(&f, &f.at[0], "twin", "other");
    assert_picked(&f, &f.over_all, "twin", "other");
    assert_true(winner_is_clear(&f.at[0]));
    forget(&f, &r);
}

// Shared rounds make x quicker than anybody at 64; at 128 all of everybody's are shared.
static void shared_rounds_count_only_where_there_are_no_others(void **state) {
    (void)state;
    struct result r = made_result();
    struct result_row *x = add(&r, "x", 64, 90);
    add(&r, "quick", 64, 80);
    struct result_row *rows[] = {add(&r, "x", 128, 50), add(&r, "quick", 128, 80)};
    for (size_t b = 0; b < PLACEMENTS; b++) {
        x->samples.rounds[b * ROUNDS].ns = x->samples.rounds[b * ROUNDS + 1].ns = 10;
        x->samples.rounds[b * ROUNDS].probe = x->samples.rounds[b * ROUNDS + 1].probe = 0.3;
    }
    for (size_t i = 0; i < PLACEMENTS * ROUNDS; i++)
        rows[0]->samples.rounds[i].probe = rows[1]->samples.rounds[i].probe = 0.3;
    struct found f = find(&r);
    assert_picked(&f, &f.at[0], "quick", "x");
    assert_false(f.at[0].shared);
    assert_picked(&f, &f.at[1], "x", "quick");
    assert_true(f.at[1].shared);
    assert_true(winner_is_clear(&f.at[0]) && !winner_is_clear(&f.at[1]));
    assert_picked(&f, &f.over_all, "quick", "x"); // of 64 alone
    assert_int_equal(f.over_all.judged, 1);
    forget(&f, &r);
}

static void too_few_placements_tell_nothing(void **state) {
    (void)state;
    struct result r = made_result();
    add(&r, "slow", 64, 120);
    add(&r, "rare", 64, 10)->samples.block_count = 3; // one in a half
    add(&r, "few", 128, 10)->samples.block_count = 3;
    struct found f = find(&r);
    assert_picked(&f, &f.at[0], "slow", NULL);
    assert_true(isnan(f.at[0].to_second.ratio));
    assert_picked(&f, &f.at[1], NULL, NULL);
    assert_int_equal(f.at[1].judged, 0);
    assert_true(isnan(f.at[1].to_reference.ratio));
    assert_picked(&f, &f.over_all, "slow", NULL); // of 64 alone
    forget(&f, &r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_is_held_against_the_next_and_the_reference),
        cmocka_unit_test(the_reference_may_be_the_first),
        cmocka_unit_test(who_wins_one_half_is_judged_by_the_other),
        cmocka_unit_test(the_winners_curse_is_lifted),
        cmocka_unit_test(over_all_sizes_the_geometric_mean_counts),
        cmocka_unit_test(the_same_bytes_are_not_the_next),
        cmocka_unit_test(shared_rounds_count_only_where_there_are_no_others),
        cmocka_unit_test(too_few_placements_tell_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

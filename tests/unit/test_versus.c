// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// X against the best of its rivals: made races of which the answer is known.
#include "bench/analyse/versus.h"

#include "bench/analyse/summary.h"
#include "tests/unit/made_result.h"

#include <gsl/gsl_randist.h>
#include <math.h>

enum { PLACEMENTS = 16, ROUNDS = 3 };

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

static struct result_row *add_reference(struct result *r, size_t bytes) {
    struct result_row *row = add(r, "glibc", bytes, 100);
    row->kind = IMPL_LIBC;
    return row;
}

static const struct versus_field everybody = {.impl = "x", .any_isa = true};

static struct versus judge_by(struct result *r, const struct versus_field *field) {
    struct versus v;
    summary_fill(r);
    assert_true(versus_make(r, &condition_default, field, &v));
    return v;
}

static struct versus judge(struct result *r) {
    return judge_by(r, &everybody);
}

// quick is the best: 100/80 of the reference, x 100/84.
static void the_best_is_whom_x_is_held_against(void **state) {
    (void)state;
    struct result r = made_result();
    add_reference(&r, 64);
    add(&r, "slow", 64, 90);
    add(&r, "quick", 64, 80);
    add(&r, "x", 64, 84);
    made_row(&r, "load_x", IMPL_CEILING, 64, 1, 100); // no rivals of anybody's
    made_row(&r, "floor", IMPL_CEILING, 64, 1, 100);
    struct versus v = judge(&r);
    assert_int_equal(v.count, 1);
    const struct versus_cell *c = &v.cells[0];
    assert_string_equal(c->picked[0]->impl, "quick");
    assert_string_equal(c->picked[1]->impl, "quick");
    assert_near(c->to_best.ratio, 80.0 / 84);
    assert_near(c->to_best.lo, 80.0 / 84); // nothing varies
    assert_near(c->to_best.hi, 80.0 / 84);
    assert_int_equal(c->placements, PLACEMENTS);
    assert_int_equal(c->rivals, 3);
    assert_int_equal(c->unjudged, 0);
    versus_free(&v);
    result_free(&r);
}

// At every other placement the reference takes twice as long, whoever stands beside it.
static void the_references_luck_cancels_out(void **state) {
    (void)state;
    struct result r = made_result();
    add(&r, "quick", 64, 80);
    add(&r, "x", 64, 84);
    for (size_t row = 0; row < r.row_count; row++)
        for (size_t i = 0; i < PLACEMENTS * ROUNDS; i += i % 6 == 2 ? 4 : 1)
            r.rows[row].samples.rounds[i].ref_ns = 200;
    struct versus v = judge(&r);
    assert_near(v.cells[0].to_best.lo, 80.0 / 84);
    assert_near(v.cells[0].to_best.hi, 80.0 / 84);
    versus_free(&v);
    result_free(&r);
}

// The reference is a rival, and by definition as fast as itself.
static void the_reference_counts_as_one(void **state) {
    (void)state;
    struct result r = made_result();
    add_reference(&r, 64)->samples = made_samples(PLACEMENTS, ROUNDS, 50, 100); // noise
    add(&r, "slow", 64, 110);
    add(&r, "x", 64, 80);
    struct versus v = judge(&r);
    assert_string_equal(v.cells[0].picked[0]->impl, "glibc");
    assert_near(v.cells[0].to_best.ratio, 1.25);
    versus_free(&v);
    struct versus_field its = everybody;
    its.impl = "glibc"; // held against the best of the others, x
    v = judge_by(&r, &its);
    assert_string_equal(v.cells[0].picked[0]->impl, "x");
    assert_near(v.cells[0].to_best.ratio, 0.8);
    versus_free(&v);
    result_free(&r);
}

// Each half of the placements has a winner of its own, who is the slow one in the other: who picks
// and judges by the same half would find x behind.
static void the_best_of_a_half_is_judged_by_the_other(void **state) {
    (void)state;
    struct result r = made_result();
    struct result_row *even = add(&r, "even", 64, 100), *odd = add(&r, "odd", 64, 100);
    add(&r, "x", 64, 100);
    for (size_t i = 0; i < PLACEMENTS * ROUNDS; i++)
        (i / ROUNDS % 2 == 0 ? even : odd)->samples.rounds[i].ns = 50;
    struct versus v = judge(&r);
    assert_string_equal(v.cells[0].picked[0]->impl, "even");
    assert_string_equal(v.cells[0].picked[1]->impl, "odd");
    assert_near(v.cells[0].to_best.ratio, 1);
    versus_free(&v);
    result_free(&r);
}

// All alike but for noise, of each placement and of each round.
static void make_noisy(struct result *r, gsl_rng *rng) {
    for (size_t row = 0; row < r->row_count; row++) {
        struct cell_samples *s = &r->rows[row].samples;
        for (size_t b = 0; b < s->block_count; b++) {
            double placement = gsl_ran_gaussian(rng, 0.03);
            for (size_t i = s->blocks[b].first; i < s->blocks[b].first + s->blocks[b].count; i++)
                s->rounds[i].ns = 100 * exp(placement + gsl_ran_gaussian(rng, 0.01));
        }
    }
}

static double best_of_rivals(const struct result *r) {
    double best = 0;
    for (size_t i = 0; i + 1 < r->row_count; i++)
        best = fmax(best, r->rows[i].summary.ratio);
    return best;
}

// Ten rivals and x, all equal. Picked and judged by the same placements, x seems to lose; picked by
// one half and judged by the other, it does not, and 19 of 20 intervals hold 1.
static void the_winners_curse_is_lifted(void **state) {
    (void)state;
    enum { RACES = 400 };
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "x"};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double cursed = 0, lifted = 0;
    size_t held = 0;
    for (size_t race = 0; race < RACES; race++) {
        struct result r = made_result();
        for (size_t i = 0; i < COUNT_OF(names); i++)
            add(&r, names[i], 64, 100);
        make_noisy(&r, rng);
        struct versus v = judge(&r);
        const struct versus_ratio *is = &v.cells[0].to_best;
        cursed += log(r.rows[r.row_count - 1].summary.ratio / best_of_rivals(&r)) / RACES;
        lifted += log(is->ratio) / RACES;
        held += is->lo <= 1 && is->hi >= 1;
        versus_free(&v);
        result_free(&r);
    }
    gsl_rng_free(rng);
    assert_between(cursed, -0.02, -0.008);
    assert_between(lifted, -0.002, 0.002); // 0.011 / sqrt(400) is one standard error
    assert_between((double)held / RACES, 0.92, 0.98);
}

static void a_rival_need_not_be_at_every_size(void **state) {
    (void)state;
    struct result r = made_result();
    add(&r, "x", 256, 80); // sizes in any order
    add(&r, "quick", 64, 50);
    add(&r, "slow", 64, 100);
    add(&r, "slow", 256, 100);
    add(&r, "x", 64, 100);
    add(&r, "x", 128, 100); // nobody else is there
    add(&r, "slow", 512, 100);
    struct versus v = judge(&r);
    assert_int_equal(v.count, 3);
    assert_near(v.cells[0].to_best.ratio, 0.5);
    assert_string_equal(v.cells[0].picked[1]->impl, "quick");
    assert_int_equal(v.cells[1].rivals, 0);
    assert_null(v.cells[1].picked[0]);
    assert_true(isnan(v.cells[1].to_best.ratio));
    assert_near(v.cells[2].to_best.ratio, 1.25);
    assert_string_equal(v.cells[2].picked[0]->impl, "slow");
    assert_int_equal(v.told, 2);
    assert_int_equal(v.rivals, 2);
    assert_near(v.to_best.ratio, sqrt(0.5 * 1.25));
    assert_near(v.to_reference.ratio, sqrt(1.25));
    versus_free(&v);
    result_free(&r);
}

// quick was broken off, has its blocks in another order, one of them twice and one nobody else has;
// x was measured twice where its first block lies.
static void placements_are_matched_by_their_offsets(void **state) {
    (void)state;
    struct result r = made_result();
    struct result_row *quick = add(&r, "quick", 64, 80);
    struct result_row *x = add(&r, "x", 64, 100);
    quick->samples.block_count = 12;
    for (size_t b = 0; b < 12; b++) {
        struct block *block = &quick->samples.blocks[b];
        block->src_offset = x->samples.blocks[11 - b].src_offset;
        block->dst_offset = x->samples.blocks[11 - b].dst_offset;
    }
    quick->samples.blocks[3] = quick->samples.blocks[2]; // these rounds once more
    quick->samples.blocks[4].dst_offset += 64;
    x->samples.blocks[15].src_offset = x->samples.blocks[0].src_offset;
    x->samples.blocks[15].dst_offset = x->samples.blocks[0].dst_offset;
    // x takes as long as quick where quick was measured, and thrice as long elsewhere.
    for (size_t i = 0; i < PLACEMENTS * ROUNDS; i++) {
        size_t b = i / ROUNDS;
        x->samples.rounds[i].ns = (b >= 12 && b < 15) || b == 7 || b == 8 ? 300 : 80;
    }
    struct versus v = judge(&r);
    assert_int_equal(v.cells[0].placements, 10);
    assert_near(v.cells[0].to_best.ratio, 1);
    versus_free(&v);
    result_free(&r);
}

static void too_few_placements_tell_nothing(void **state) {
    (void)state;
    struct result r = made_result();
    struct result_row *x = add(&r, "x", 64, 100), *rare = add(&r, "rare", 64, 10);
    add(&r, "slow", 64, 120);
    rare->samples.block_count = 3; // one in a half
    struct versus v = judge(&r);
    assert_string_equal(v.cells[0].picked[0]->impl, "slow");
    assert_int_equal(v.cells[0].unjudged, 1);
    assert_int_equal(v.unjudged, 1);
    versus_free(&v);
    x->samples.block_count = 4; // two in a half: a ratio, but no interval
    v = judge(&r);
    assert_near(v.cells[0].to_best.ratio, 1.2);
    assert_true(isnan(v.cells[0].to_best.lo) && isnan(v.cells[0].to_best.hi));
    assert_int_equal(v.told, 0);
    assert_true(isnan(v.to_best.ratio));
    versus_free(&v);
    x->samples.block_count = 3;
    v = judge(&r);
    assert_null(v.cells[0].picked[0]);
    versus_free(&v);
    result_free(&r);
}

// Shared rounds make quick quicker than anybody, and tainted ones too.
static void only_rounds_alone_and_undisturbed_count(void **state) {
    (void)state;
    struct result r = made_result();
    struct result_row *quick = add(&r, "quick", 64, 80);
    add(&r, "x", 64, 84);
    for (size_t b = 0; b < PLACEMENTS; b++) {
        quick->samples.rounds[b * ROUNDS].ns = quick->samples.rounds[b * ROUNDS + 1].ns = 10;
        quick->samples.rounds[b * ROUNDS].probe = 0.3;
        quick->samples.rounds[b * ROUNDS + 1].taint = TAINT_PREEMPTED;
    }
    struct versus v = judge(&r);
    assert_near(v.cells[0].to_best.ratio, 80.0 / 84);
    assert_false(v.cells[0].shared);
    versus_free(&v);
    result_free(&r);
}

// Nearly all of x's rounds at 128 were shared: everybody's count there, and that size is in no
// mean.
static void where_all_was_shared_the_cell_says_so(void **state) {
    (void)state;
    struct result r = made_result();
    add(&r, "quick", 64, 80);
    add(&r, "x", 64, 100);
    struct result_row *quick = add(&r, "quick", 128, 80), *x = add(&r, "x", 128, 100);
    for (size_t i = 0; i < PLACEMENTS * ROUNDS; i++) {
        x->samples.rounds[i].probe = i < 3 ? 0.2 : 0.3;
        quick->samples.rounds[i].probe = i / ROUNDS < 2 ? 0.2 : 0.3;
        quick->samples.rounds[i].ns = i / ROUNDS < 2 ? 80 : 50;
    }
    struct versus v = judge(&r);
    assert_true(v.cells[1].shared);
    assert_near(v.cells[1].to_best.ratio, 0.5);
    assert_int_equal(v.shared, 1);
    assert_int_equal(v.told, 1);
    assert_near(v.to_best.ratio, 0.8);
    assert_int_equal(v.behind, 1);
    versus_free(&v);
    result_free(&r);
}

// Sizes of one implementation at which x is behind for sure, perhaps and not.
static void how_often_it_is_behind_is_counted(void **state) {
    (void)state;
    struct result r = made_result();
    static const double ns[] = {102, 100, 95, 101.01, 101.02};
    for (size_t i = 0; i < COUNT_OF(ns); i++) {
        add(&r, "y", 64 * (i + 1), 100);
        add(&r, "x", 64 * (i + 1), ns[i]);
    }
    for (size_t i = 0; i < PLACEMENTS * ROUNDS; i++) // at 128 1 +- a lot
        r.rows[3].samples.rounds[i].ns = i / ROUNDS % 4 < 2 ? 90 : 110;
    struct versus v = judge(&r);
    assert_int_equal(v.told, 5);
    assert_int_equal(v.behind, 2); // 1 / 1.0102 is below 0.99, 1 / 1.0101 just is not
    assert_int_equal(v.may_be, 1);
    versus_free(&v);
    result_free(&r);
}

// Half-widths of 0.03 and 0.04 make 0.05 / 2 of the mean.
static void sizes_err_independently(void **state) {
    (void)state;
    struct result r = made_result();
    double h[2];
    for (size_t size = 0; size < 2; size++) {
        add(&r, "y", (size_t)64 << size, 100);
        struct result_row *x = add(&r, "x", (size_t)64 << size, 100);
        for (size_t i = 0; i < PLACEMENTS * ROUNDS; i++)
            x->samples.rounds[i].ns =
                100 * exp(0.01 * (double)(1 + size) * (double)(i / ROUNDS % 5));
    }
    struct versus v = judge(&r);
    for (size_t size = 0; size < 2; size++)
        h[size] = log(v.cells[size].to_best.hi / v.cells[size].to_best.lo) / 2;
    assert_true(h[0] > 0 && h[1] > h[0]);
    assert_near(log(v.to_best.ratio), log(v.cells[0].to_best.ratio * v.cells[1].to_best.ratio) / 2);
    assert_near(log(v.to_best.hi / v.to_best.ratio), hypot(h[0], h[1]) / 2);
    assert_near(log(v.to_best.ratio / v.to_best.lo), hypot(h[0], h[1]) / 2);
    versus_free(&v);
    result_free(&r);
}

static bool is_rival(const struct result *r, size_t x, size_t other, struct versus_field field) {
    field.impl = r->rows[x].impl;
    return versus_is_rival(r, &r->rows[x], &r->rows[other], &field);
}

static void rivals_are_those_that_are_meant(void **state) {
    (void)state;
    struct result r = made_result();
    static const char *const all[] = {"*"}, *const without[] = {"gl*"};
    add(&r, "champion_a", 64, 100);
    add(&r, "champion_b", 64, 100);
    add_reference(&r, 64);
    made_row(&r, "raw", IMPL_BLOB, 64, 100, 100);
    made_row(&r, "raw.o", IMPL_OBJECT, 64, 100, 100);
    memset(r.rows[4].sha256, 'a', sizeof r.rows[4].sha256 - 1);
    add(&r, "other", 64, 100)->condition.mode = MODE_COLD;
    const struct versus_field any = {.any_isa = true};
    assert_false(is_rival(&r, 0, 0, any));
    assert_false(is_rival(&r, 0, 1, any)); // another champion, until it is asked for
    assert_true(
        is_rival(&r, 0, 1, (struct versus_field){.rivals = {all, 1, NULL, 0}, .any_isa = true}));
    assert_true(is_rival(&r, 2, 1, any));
    assert_true(is_rival(&r, 0, 2, any));
    assert_false(is_rival(&r, 0, 2,
                          (struct versus_field){.rivals = {NULL, 0, without, 1}, .any_isa = true}));
    assert_false(is_rival(&r, 3, 4, any)); // the same bytes
    assert_true(is_rival(&r, 0, 4, any));
    assert_false(is_rival(&r, 0, 5, any)); // under another condition
    result_free(&r);
}

static void rivals_need_no_more_than_they_may(void **state) {
    (void)state;
    struct result r = made_result();
    const struct versus_field sse2 = {.isa = 1}, more = {.isa = 3};
    add_reference(&r, 64);
    add(&r, "x", 64, 100);
    add(&r, "plain", 64, 100);
    add(&r, "needs_more", 64, 100);
    made_impl(&r, "glibc", IMPL_LIBC)->isa_known = true;
    made_impl(&r, "plain", IMPL_C)->isa_known = true;
    made_impl(&r, "needs_more", IMPL_C)->isa = 2;
    assert_false(is_rival(&r, 1, 0, sse2)); // the C library's chooses by itself
    assert_true(is_rival(&r, 1, 2, sse2));
    assert_false(is_rival(&r, 1, 3, sse2));
    assert_true(is_rival(&r, 1, 3, more));
    result_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_is_whom_x_is_held_against),
        cmocka_unit_test(the_references_luck_cancels_out),
        cmocka_unit_test(the_reference_counts_as_one),
        cmocka_unit_test(the_best_of_a_half_is_judged_by_the_other),
        cmocka_unit_test(the_winners_curse_is_lifted),
        cmocka_unit_test(a_rival_need_not_be_at_every_size),
        cmocka_unit_test(placements_are_matched_by_their_offsets),
        cmocka_unit_test(too_few_placements_tell_nothing),
        cmocka_unit_test(only_rounds_alone_and_undisturbed_count),
        cmocka_unit_test(where_all_was_shared_the_cell_says_so),
        cmocka_unit_test(how_often_it_is_behind_is_counted),
        cmocka_unit_test(sizes_err_independently),
        cmocka_unit_test(rivals_are_those_that_are_meant),
        cmocka_unit_test(rivals_need_no_more_than_they_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Crossovers and advice from sweeps that were made up.
#include "bench/analyse/advice.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdbool.h>

// A block's deviation from its cell's ratio: symmetric, so that the trimmed mean is the ratio. One
// in every ADVICE_BLOCKS has each.
static double deviation(size_t block, double noise) {
    return noise * ((double)(block % ADVICE_BLOCKS) - (ADVICE_BLOCKS - 1) / 2.0) / ADVICE_BLOCKS;
}

static void set_blocks(struct advice_cell *cell, size_t setting, double ratio, double noise,
                       size_t blocks) {
    cell->blocks[setting] = blocks;
    for (size_t b = 0; b < blocks; b++)
        cell->logs[setting][b] = log(ratio) + deviation(b, noise);
}

static void set_cell(struct advice_cell *cell, size_t setting, double ratio, double noise) {
    set_blocks(cell, setting, ratio, noise, ADVICE_BLOCKS);
}

// Sizes 1 KiB, 2 KiB, 4 KiB and on with these ratios in every setting.
static struct advice_sweep make_sweep(const double *ratios, size_t count, long present,
                                      double noise) {
    struct advice_sweep s = {
        .count = count, .settings = ADVICE_SETTINGS, .present = present, .never = 1 << 30};
    for (size_t i = 0; i < count; i++) {
        s.cells[i].bytes = (size_t)1024 << i;
        for (size_t setting = 0; setting < ADVICE_SETTINGS; setting++)
            set_cell(&s.cells[i], setting, ratios[i], noise);
    }
    return s;
}

static const double clean[] = {0.7, 0.8, 0.9, 1.1, 1.2, 1.3};

static void a_ratio_is_that_of_its_blocks(void **state) {
    (void)state;
    struct advice_sweep s = make_sweep(clean, 6, 0, 0.1);
    struct advice_ratio r = advice_ratio_of(&s.cells[3], ADVICE_ALL_READ);
    assert_true(fabs(r.ratio - 1.1) < 1e-9);
    assert_true(r.lo < 1.1 && r.lo > 1.05 && r.hi > 1.1 && r.hi < 1.16);
    assert_true(fabs(r.lo * r.hi - 1.1 * 1.1) < 1e-9);
}

// More turns at the same placements are no more blocks.
static void a_block_is_the_mean_of_the_turns_at_its_placement(void **state) {
    (void)state;
    struct advice_cell cell = {.bytes = 1024};
    for (size_t turn = 0; turn < 20; turn++) {
        double value = turn < 8 ? 1 : turn < 16 ? 2 : 6;
        advice_add(&cell, ADVICE_ALL_COPY, 8, value * (double)(turn % 8));
        assert_int_equal(cell.blocks[ADVICE_ALL_COPY], turn < 8 ? turn + 1 : 8);
    }
    for (size_t b = 0; b < 8; b++)
        assert_true(fabs(cell.logs[ADVICE_ALL_COPY][b] - (b < 4 ? 3 : 1.5) * (double)b) < 1e-9);
    assert_int_equal(cell.turns[ADVICE_ALL_COPY], 20);
    assert_int_equal(cell.blocks[ADVICE_ONE_COPY], 0);
}

static void a_clean_crossover_is_where_the_sign_changes(void **state) {
    (void)state;
    struct advice_sweep s = make_sweep(clean, 6, 0, 0.01);
    assert_int_equal(advice_crossover(&s, ADVICE_ONE_COPY), 8192);
    s = make_sweep(clean, 3, 0, 0.01);
    assert_int_equal(advice_crossover(&s, ADVICE_ONE_COPY), 0);
    s = make_sweep(clean + 3, 3, 0, 0.01);
    assert_int_equal(advice_crossover(&s, ADVICE_ONE_COPY), 1024);
}

// A win that is lost again is none: it has to be for good.
static void of_two_crossovers_the_last_counts(void **state) {
    (void)state;
    static const double twice[] = {0.8, 1.2, 1.2, 0.8, 1.2, 1.2}, back[] = {0.8, 1.2, 1.2, 0.8};
    struct advice_sweep s = make_sweep(twice, 6, 0, 0.01);
    assert_int_equal(advice_crossover(&s, ADVICE_ONE_COPY), 16384);
    s = make_sweep(back, 4, 0, 0.01);
    assert_int_equal(advice_crossover(&s, ADVICE_ONE_COPY), 0);
}

// An interval that holds 1 neither begins a crossover nor ends one.
static void what_is_not_told_apart_neither_begins_a_crossover_nor_ends_one(void **state) {
    (void)state;
    static const double ratios[] = {0.8, 1.01, 1.2, 1.01, 1.2};
    struct advice_sweep s = make_sweep(ratios, 5, 0, 0.08);
    assert_int_equal(advice_crossover(&s, ADVICE_ONE_COPY), 4096);
    s = make_sweep(ratios, 5, 0, 3);
    assert_int_equal(advice_crossover(&s, ADVICE_ONE_COPY), 0);
}

static void a_present_threshold_that_is_too_high_is_lowered_to_the_crossover(void **state) {
    (void)state;
    struct advice_sweep s = make_sweep(clean, 6, 1 << 20, 0.01);
    struct advice_choice c = advice_choose(&s);
    assert_int_equal(c.found, ADVICE_YES);
    assert_int_equal(c.threshold, 8191); // so that 8 KiB are above it
    assert_int_equal(c.first, 3);
    assert_int_equal(c.end, 6);
}

static void a_present_threshold_that_is_too_low_is_raised_to_the_crossover(void **state) {
    (void)state;
    struct advice_sweep s = make_sweep(clean, 6, 1024, 0.01);
    struct advice_choice c = advice_choose(&s);
    assert_int_equal(c.found, ADVICE_YES);
    assert_int_equal(c.threshold, 8191);
    assert_int_equal(c.first, 1); // 1 KiB is not above 1024
    assert_int_equal(c.end, 3);
}

static void the_right_threshold_is_left_alone(void **state) {
    (void)state;
    for (long present = 4096; present < 8192; present += 64) {
        struct advice_sweep s = make_sweep(clean, 6, present, 0.01);
        assert_int_equal(advice_choose(&s).found, ADVICE_NO);
    }
}

static void a_path_that_always_loses_is_never_to_be_taken(void **state) {
    (void)state;
    struct advice_sweep s = make_sweep(clean, 3, 1024, 0.01);
    struct advice_choice c = advice_choose(&s);
    assert_int_equal(c.found, ADVICE_YES);
    assert_int_equal(c.threshold, s.never);
    assert_int_equal(c.end, 3);
}

static void a_win_below_one_percent_is_not_worth_advice(void **state) {
    (void)state;
    static const double slight[] = {0.7, 1.008, 1.008, 1.009};
    struct advice_sweep s = make_sweep(slight, 4, 1 << 20, 0.001);
    assert_int_equal(advice_crossover(&s, ADVICE_ONE_COPY), 2048);
    assert_int_equal(advice_choose(&s).found, ADVICE_NO);
    set_cell(&s.cells[2], ADVICE_ALL_COPY, 1.02, 0.001); // in one setting at one size will do
    assert_int_equal(advice_choose(&s).found, ADVICE_YES);
}

static void noise_is_no_win(void **state) {
    (void)state;
    static const double wins[] = {0.7, 1.05, 1.05, 1.05};
    struct advice_sweep s = make_sweep(wins, 4, 1 << 20, 0.01);
    assert_int_equal(advice_choose(&s).found, ADVICE_YES);
    s = make_sweep(wins, 4, 1 << 20, 0.3);
    assert_int_equal(advice_choose(&s).found, ADVICE_UNTOLD);
}

// Non-temporal copies that pay for all cores only, or only where nobody reads dst.
static void settings_that_disagree_have_the_threshold_where_none_loses(void **state) {
    (void)state;
    for (size_t other = 0; other < ADVICE_SETTINGS; other++) {
        struct advice_sweep s = make_sweep(clean, 6, 1 << 20, 0.01);
        set_cell(&s.cells[3], other, 0.98, 0.01);
        assert_int_equal(advice_choose(&s).threshold, 16383);
        set_cell(&s.cells[3], other, 0.995, 0.01); // less than 1 % lost, and surely
        assert_int_equal(advice_choose(&s).threshold, 8191);
        for (size_t i = 3; i < 6; i++)
            set_cell(&s.cells[i], other, 0.9, 0.01);
        assert_int_equal(advice_choose(&s).found, ADVICE_NO);
    }
}

// With one core only the other settings were not measured, and hold nothing.
static void settings_that_were_not_measured_do_not_count(void **state) {
    (void)state;
    struct advice_sweep s = make_sweep(clean, 6, 1 << 20, 0.01);
    for (size_t i = 0; i < 6; i++)
        set_cell(&s.cells[i], ADVICE_ALL_READ, 0.5, 0);
    assert_int_equal(advice_choose(&s).found, ADVICE_NO);
    s.settings = 2;
    assert_int_equal(advice_choose(&s).threshold, 8191);
}

static void what_is_next_to_the_threshold_must_win_surely(void **state) {
    (void)state;
    static const double ratios[] = {0.7, 1.002, 1.2, 1.3};
    struct advice_sweep s = make_sweep(ratios, 4, 1 << 20, 0.05);
    assert_int_equal(advice_choose(&s).threshold, 4095);
    assert_int_equal(advice_prospect(&s).threshold, 4095); // nor is there more to find out
}

static void upward_what_is_next_to_the_threshold_is_the_last_below_it(void **state) {
    (void)state;
    static const double ratios[] = {0.7, 0.8, 0.998, 1.2};
    struct advice_sweep s = make_sweep(ratios, 4, 512, 0.05);
    assert_int_equal(advice_choose(&s).threshold, 4095);
    s = make_sweep(ratios, 4, 512, 0.0001);
    assert_int_equal(advice_choose(&s).threshold, 8191);
}

// Whether a cell of a change is in doubt, of which so many are.
static bool is_doubtful(const struct advice_change *change, size_t cell, size_t setting,
                        size_t count) {
    bool doubtful[ADVICE_SIZES][ADVICE_SETTINGS] = {{false}};
    size_t found = advice_doubtful(change, doubtful);
    if (found != count)
        fail_msg("%zu instead of %zu", found, count);
    return doubtful[cell][setting];
}

// Surely a win, and by more than 1 %, but not surely by more than 1 %.
static void one_percent_must_be_sure(void **state) {
    (void)state;
    static const double ratios[] = {0.7, 1.02};
    struct advice_sweep s = make_sweep(ratios, 2, 1 << 20, 0.035);
    double lo = advice_ratio_of(&s.cells[1], ADVICE_ONE_COPY).lo;
    if (!(lo > 1 && lo < 1.01))
        fail_msg("%g", lo);
    struct advice_choice c = advice_choose(&s);
    assert_int_equal(c.found, ADVICE_UNTOLD);
    struct advice_change change = advice_change_of(&s, &c);
    assert_true(is_doubtful(&change, 0, ADVICE_ONE_COPY, ADVICE_SETTINGS));
}

static void nothing_swept_is_nothing_advised(void **state) {
    (void)state;
    struct advice_sweep s = make_sweep(clean, 0, 0, 0);
    assert_int_equal(advice_choose(&s).found, ADVICE_NO);
    assert_int_equal(advice_crossover(&s, ADVICE_ONE_COPY), 0);
}

// Noise of a size in one setting: for an interval of some 20 % either way, and of less than 1 %.
static const double wide = 0.6, narrow = 0.02;

static void one_noisy_size_that_seems_to_lose_decides_nothing_and_is_in_doubt(void **state) {
    (void)state;
    static const double wins[] = {0.7, 1.2, 1.2, 1.2, 1.2};
    struct advice_sweep s = make_sweep(wins, 5, 1 << 20, 0.01);
    set_cell(&s.cells[2], ADVICE_ONE_READ, 0.95, wide);
    struct advice_ratio r = advice_ratio_of(&s.cells[2], ADVICE_ONE_READ);
    assert_true(r.lo < 0.85 && r.hi > 1.05);
    struct advice_choice c = advice_choose(&s);
    assert_int_equal(c.found, ADVICE_YES);
    assert_int_equal(c.threshold, 2047);
    struct advice_change change = advice_change_of(&s, &c);
    assert_true(is_doubtful(&change, 1, ADVICE_ONE_READ, 1));
    set_cell(&s.cells[2], ADVICE_ONE_READ, 1.05, wide); // nor is it told where it seems to win
    assert_true(is_doubtful(&change, 1, ADVICE_ONE_READ, 1));
    set_cell(&s.cells[2], ADVICE_ONE_READ, 1.05, narrow);
    assert_false(is_doubtful(&change, 1, ADVICE_ONE_READ, 0));
}

static void one_size_that_surely_loses_refuses_all_behind_it(void **state) {
    (void)state;
    static const double wins[] = {0.7, 1.2, 1.2, 1.2, 1.2};
    struct advice_sweep s = make_sweep(wins, 5, 1 << 20, 0.01);
    set_cell(&s.cells[2], ADVICE_ONE_READ, 0.95, narrow);
    assert_true(advice_ratio_of(&s.cells[2], ADVICE_ONE_READ).hi < 0.99);
    struct advice_choice c = advice_choose(&s);
    assert_int_equal(c.found, ADVICE_YES);
    assert_int_equal(c.threshold, 8191);
}

// What would have been chosen but for it, and that it is it.
static void what_a_single_size_refuses_is_told(void **state) {
    (void)state;
    static const double wins[] = {0.7, 1.2, 1.2, 1.2, 0.8};
    struct advice_sweep s = make_sweep(wins, 4, 1 << 20, 0.01);
    set_cell(&s.cells[3], ADVICE_ONE_READ, 0.95, narrow);
    assert_int_equal(advice_choose(&s).found, ADVICE_NO);
    struct advice_choice c = advice_refused(&s);
    assert_int_equal(c.found, ADVICE_NO);
    assert_int_equal(c.threshold, 2047);
    assert_int_equal(c.end, 4);
    assert_int_equal(c.doubt_count, 1);
    assert_int_equal(c.doubts[0].bytes, 8192);
    assert_true(c.doubts[0].loses);
    // Of several the one with the fewest, though another one seems to win more.
    static const double upward[] = {0.7, 0.8, 0.8, 1.03, 0.6};
    s = make_sweep(upward, 5, 1024, 0.01);
    set_cell(&s.cells[1], ADVICE_ONE_READ, 1.05, narrow);
    c = advice_refused(&s);
    assert_int_equal(c.threshold, 8191);
    assert_int_equal(c.doubt_count, 1);
    static const double downward[] = {0.7, 1.2, 1.2, 1.3, 1.2};
    s = make_sweep(downward, 5, 1 << 20, 0.01);
    set_cell(&s.cells[2], ADVICE_ONE_READ, 0.95, narrow);
    set_cell(&s.cells[4], ADVICE_ONE_READ, 0.95, narrow);
    assert_int_equal(advice_refused(&s).threshold, 8191);
    s = make_sweep(wins, 5, 1 << 20, 0.01); // all settings lose there: nothing would be chosen
    for (size_t i = 1; i < 4; i++)
        for (size_t setting = 0; setting < ADVICE_SETTINGS; setting++)
            set_cell(&s.cells[i], setting, 0.9, 0.01);
    assert_int_equal(advice_refused(&s).end, 0);
}

// The same upward, as it was met: rep movsb that loses from 2 KiB up, and a noisy size in between.
static void upward_a_noisy_size_decides_nothing_either(void **state) {
    (void)state;
    static const double loses[] = {0.7, 0.8, 0.8, 0.8, 0.9, 1.03};
    struct advice_sweep s = make_sweep(loses, 6, 1024, 0.01);
    set_cell(&s.cells[2], ADVICE_ONE_READ, 1.06, wide);
    struct advice_choice c = advice_choose(&s);
    assert_int_equal(c.found, ADVICE_YES);
    assert_int_equal(c.threshold, 32767);
    struct advice_change change = advice_change_of(&s, &c);
    assert_true(change.upward);
    assert_true(is_doubtful(&change, 1, ADVICE_ONE_READ, 1));
}

// The line is drawn where it can be told, and further out once it can be there.
static void no_threshold_stands_next_to_a_size_in_doubt(void **state) {
    (void)state;
    static const double wins[] = {0.7, 1.05, 1.2, 1.2};
    struct advice_sweep s = make_sweep(wins, 4, 1 << 20, 0.01);
    set_blocks(&s.cells[1], ADVICE_ALL_COPY, 1.01, 0.07, 8);
    assert_int_equal(advice_choose(&s).threshold, 4095);
    struct advice_choice prospect = advice_prospect(&s);
    assert_int_equal(prospect.threshold, 2047);
    assert_int_equal(prospect.found, ADVICE_UNTOLD);
    struct advice_change change = advice_change_of(&s, &prospect);
    assert_true(is_doubtful(&change, 0, ADVICE_ALL_COPY, 1));
    set_blocks(&s.cells[1], ADVICE_ALL_COPY, 1.01, 0.07, ADVICE_BLOCKS_MOST);
    assert_int_equal(advice_choose(&s).threshold, 2047);
}

// It seems to win, and nobody knows yet.
static void the_size_next_to_a_threshold_gets_the_rounds_to_win_surely(void **state) {
    (void)state;
    static const double wins[] = {0.7, 1.03, 1.2, 1.2};
    struct advice_sweep s = make_sweep(wins, 4, 1 << 20, 0.01);
    for (size_t setting = 0; setting < ADVICE_SETTINGS; setting++)
        set_cell(&s.cells[1], setting, 1.03, 0.1);
    assert_true(advice_ratio_of(&s.cells[1], 0).lo < 1);
    assert_true(advice_ratio_of(&s.cells[1], 0).lo > 0.99);
    assert_int_equal(advice_choose(&s).threshold, 4095);
    struct advice_choice prospect = advice_prospect(&s);
    assert_int_equal(prospect.threshold, 2047);
    struct advice_change change = advice_change_of(&s, &prospect);
    assert_true(is_doubtful(&change, 0, ADVICE_ONE_COPY, ADVICE_SETTINGS));
}

// Each size may lose: then so may all of them together.
static void a_setting_of_which_nothing_is_told_is_in_doubt_as_a_whole(void **state) {
    (void)state;
    static const double wins[] = {0.7, 1.2, 1.2, 1.2};
    struct advice_sweep s = make_sweep(wins, 4, 1 << 20, 0.01);
    for (size_t i = 1; i < 4; i++)
        set_cell(&s.cells[i], ADVICE_ONE_READ, 1, i == 2 ? narrow : 0.1);
    struct advice_choice c = advice_choose(&s);
    assert_int_equal(c.found, ADVICE_UNTOLD);
    struct advice_change change = advice_change_of(&s, &c);
    assert_true(is_doubtful(&change, 1, ADVICE_ONE_READ, 3)); // the narrow one with the others
    for (size_t i = 1; i < 4; i++)
        set_cell(&s.cells[i], ADVICE_ONE_READ, 1, narrow);
    assert_int_equal(advice_choose(&s).found, ADVICE_YES);
}

static void a_gain_over_sizes_is_of_the_blocks_that_all_have(void **state) {
    (void)state;
    static const double wins[] = {1.2, 1.2};
    struct advice_sweep s = make_sweep(wins, 2, 0, 0.01);
    struct advice_choice c = {.found = ADVICE_YES};
    const struct advice_change anew = {s.cells, 2, ADVICE_SETTINGS, false};
    for (size_t b = ADVICE_BLOCKS; b < ADVICE_BLOCKS_MOST; b++)
        s.cells[1].logs[ADVICE_ONE_COPY][b] = log(3);
    s.cells[1].blocks[ADVICE_ONE_COPY] = ADVICE_BLOCKS_MOST;
    advice_judge(&c, &anew);
    assert_true(fabs(c.gain[ADVICE_ONE_COPY].ratio - 1.2) < 1e-9);
    assert_true(advice_ratio_of(&s.cells[1], ADVICE_ONE_COPY).ratio > 1.5);
}

static enum advice_verdict judge(const struct advice_sweep *s, struct advice_choice *c) {
    const struct advice_change anew = {s->cells, s->count, s->settings, false};
    *c = (struct advice_choice){.found = ADVICE_YES};
    advice_judge(c, &anew);
    return c->stands;
}

static enum advice_verdict judge_ratios(const double *ratios, size_t count, double noise) {
    struct advice_sweep s = make_sweep(ratios, count, 0, noise);
    struct advice_choice c;
    return judge(&s, &c);
}

static void a_choice_stands_where_new_rounds_confirm_it(void **state) {
    (void)state;
    static const double good[] = {1.1, 1.2, 1.3}, slight[] = {1.005, 1.005},
                        one_loses[] = {1.3, 1.3, 0.97}, even[] = {1.3, 0.995};
    assert_int_equal(judge_ratios(good, 3, 0.01), ADVICE_YES);
    assert_int_equal(judge_ratios(even, 2, 0.001), ADVICE_YES);
    assert_int_equal(judge_ratios(good, 3, 2), ADVICE_UNTOLD);
    assert_int_equal(judge_ratios(slight, 2, 0.001), ADVICE_NO);
    assert_int_equal(judge_ratios(slight, 2, 0.1), ADVICE_UNTOLD);
    assert_int_equal(judge_ratios(one_loses, 3, 0.01), ADVICE_NO);
    assert_int_equal(judge_ratios(good, 0, 0.01), ADVICE_NO);
}

static void one_setting_that_may_lose_as_a_whole_leaves_a_choice_untold(void **state) {
    (void)state;
    static const double good[] = {1.1, 1.2, 1.3};
    struct advice_sweep s = make_sweep(good, 3, 0, 0.01);
    struct advice_choice c;
    for (size_t i = 0; i < 3; i++) // no size's whole interval lies below 0.99
        set_cell(&s.cells[i], ADVICE_ONE_READ, 0.98, 0.2);
    assert_int_equal(judge(&s, &c), ADVICE_UNTOLD);
    assert_true(fabs(c.gain[ADVICE_ONE_READ].ratio - 0.98) < 1e-9);
    // And takes it back where it surely does, as no size does by itself: what one loses in a block
    // the next one wins.
    for (size_t b = 0; b < ADVICE_BLOCKS; b++)
        s.cells[1].logs[ADVICE_ONE_READ][b] = log(0.98) - deviation(b, 0.2);
    set_cell(&s.cells[2], ADVICE_ONE_READ, 0.98, 0.04);
    for (size_t i = 0; i < 3; i++)
        assert_true(advice_ratio_of(&s.cells[i], ADVICE_ONE_READ).hi > 0.99);
    assert_int_equal(judge(&s, &c), ADVICE_NO);
}

static void what_may_lose_is_named_and_what_does(void **state) {
    (void)state;
    static const double good[] = {1.1, 1.2, 1.3};
    struct advice_sweep s = make_sweep(good, 3, 0, 0.01);
    struct advice_choice c;
    assert_int_equal(judge(&s, &c), ADVICE_YES);
    assert_int_equal(c.doubt_count, 0);
    set_cell(&s.cells[1], ADVICE_ALL_READ, 1.03, wide);
    assert_int_equal(judge(&s, &c), ADVICE_YES);
    assert_int_equal(c.doubt_count, 1);
    assert_int_equal(c.doubts[0].bytes, 2048);
    assert_int_equal(c.doubts[0].setting, ADVICE_ALL_READ);
    assert_false(c.doubts[0].loses);
    assert_true(c.doubts[0].gain.lo < 0.99 && c.doubts[0].gain.hi > 1.03);
    set_cell(&s.cells[1], ADVICE_ALL_READ, 0.95, narrow);
    assert_int_equal(judge(&s, &c), ADVICE_NO);
    assert_int_equal(c.doubt_count, 1);
    assert_true(c.doubts[0].loses);
}

static void the_gain_is_the_mean_over_sizes_within_blocks(void **state) {
    (void)state;
    static const double ratios[] = {1.1, 1.2};
    struct advice_sweep s = make_sweep(ratios, 2, 0, 0);
    struct advice_choice c;
    for (size_t b = 0; b < ADVICE_BLOCKS; b++) { // what one size gains the other loses
        s.cells[0].logs[0][b] += deviation(b, 1);
        s.cells[1].logs[0][b] -= deviation(b, 1);
    }
    judge(&s, &c);
    assert_true(fabs(c.gain[0].ratio - sqrt(1.1 * 1.2)) < 1e-9);
    assert_true(c.gain[0].hi - c.gain[0].lo < 1e-9);
}

static const struct glibc_thresholds intel = {2048, 20 << 20, 20 << 20, 0, 0},
                                     amd = {2048, 1 << 20, 20 << 20, 0, 0};

static void paths_follow_the_thresholds(void **state) {
    (void)state;
    assert_int_equal(advice_path_of(&amd, true, 2048), ADVICE_PATH_VECTOR);
    assert_int_equal(advice_path_of(&amd, true, 2049), ADVICE_PATH_REP_MOVSB);
    assert_int_equal(advice_path_of(&amd, true, (1 << 20) - 1), ADVICE_PATH_REP_MOVSB);
    assert_int_equal(advice_path_of(&amd, true, 1 << 20), ADVICE_PATH_VECTOR);
    assert_int_equal(advice_path_of(&amd, true, 20 << 20), ADVICE_PATH_NON_TEMPORAL);
    assert_int_equal(advice_path_of(&amd, false, 4096), ADVICE_PATH_VECTOR);
    assert_int_equal(advice_path_of(&amd, false, 20 << 20), ADVICE_PATH_VECTOR);
    assert_int_equal(advice_path_of(&amd, false, (20 << 20) + 1), ADVICE_PATH_NON_TEMPORAL);
    assert_int_equal(advice_path_of(&intel, true, (20 << 20) - 1), ADVICE_PATH_REP_MOVSB);
    assert_int_equal(advice_path_of(&intel, true, 20 << 20), ADVICE_PATH_NON_TEMPORAL);
}

static void a_stop_that_is_the_non_temporal_threshold_goes_with_it(void **state) {
    (void)state;
    struct glibc_thresholds t = advice_tuned(&intel, ADVICE_NON_TEMPORAL, 5 << 20);
    assert_int_equal(t.shared_non_temporal_threshold, 5 << 20);
    assert_int_equal(t.rep_movsb_stop_threshold, 5 << 20);
    t = advice_tuned(&amd, ADVICE_NON_TEMPORAL, 5 << 20);
    assert_int_equal(t.rep_movsb_stop_threshold, 1 << 20);
    t = advice_tuned(&intel, ADVICE_REP_MOVSB, 4096);
    assert_int_equal(t.rep_movsb_threshold, 4096);
    assert_int_equal(t.rep_movsb_stop_threshold, 20 << 20);
}

static void only_what_was_confirmed_changes_a_value(void **state) {
    (void)state;
    struct advice_report r = {.present = amd};
    r.choices[ADVICE_NON_TEMPORAL] = (struct advice_choice){.found = ADVICE_YES, .threshold = 77};
    assert_false(advice_is_any(&r));
    assert_int_equal(advice_value(&r, ADVICE_NON_TEMPORAL), 20 << 20);
    r.choices[ADVICE_NON_TEMPORAL].stands = ADVICE_UNTOLD;
    assert_false(advice_is_any(&r));
    r.choices[ADVICE_NON_TEMPORAL].stands = ADVICE_YES;
    assert_true(advice_is_any(&r));
    assert_int_equal(advice_value(&r, ADVICE_NON_TEMPORAL), 77);
    assert_int_equal(advice_value(&r, ADVICE_REP_MOVSB), 2048);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ratio_is_that_of_its_blocks),
        cmocka_unit_test(a_block_is_the_mean_of_the_turns_at_its_placement),
        cmocka_unit_test(a_clean_crossover_is_where_the_sign_changes),
        cmocka_unit_test(of_two_crossovers_the_last_counts),
        cmocka_unit_test(what_is_not_told_apart_neither_begins_a_crossover_nor_ends_one),
        cmocka_unit_test(a_present_threshold_that_is_too_high_is_lowered_to_the_crossover),
        cmocka_unit_test(a_present_threshold_that_is_too_low_is_raised_to_the_crossover),
        cmocka_unit_test(the_right_threshold_is_left_alone),
        cmocka_unit_test(a_path_that_always_loses_is_never_to_be_taken),
        cmocka_unit_test(a_win_below_one_percent_is_not_worth_advice),
        cmocka_unit_test(noise_is_no_win),
        cmocka_unit_test(settings_that_disagree_have_the_threshold_where_none_loses),
        cmocka_unit_test(settings_that_were_not_measured_do_not_count),
        cmocka_unit_test(what_is_next_to_the_threshold_must_win_surely),
        cmocka_unit_test(upward_what_is_next_to_the_threshold_is_the_last_below_it),
        cmocka_unit_test(one_percent_must_be_sure),
        cmocka_unit_test(nothing_swept_is_nothing_advised),
        cmocka_unit_test(one_noisy_size_that_seems_to_lose_decides_nothing_and_is_in_doubt),
        cmocka_unit_test(one_size_that_surely_loses_refuses_all_behind_it),
        cmocka_unit_test(what_a_single_size_refuses_is_told),
        cmocka_unit_test(upward_a_noisy_size_decides_nothing_either),
        cmocka_unit_test(no_threshold_stands_next_to_a_size_in_doubt),
        cmocka_unit_test(the_size_next_to_a_threshold_gets_the_rounds_to_win_surely),
        cmocka_unit_test(a_setting_of_which_nothing_is_told_is_in_doubt_as_a_whole),
        cmocka_unit_test(a_gain_over_sizes_is_of_the_blocks_that_all_have),
        cmocka_unit_test(a_choice_stands_where_new_rounds_confirm_it),
        cmocka_unit_test(one_setting_that_may_lose_as_a_whole_leaves_a_choice_untold),
        cmocka_unit_test(what_may_lose_is_named_and_what_does),
        cmocka_unit_test(the_gain_is_the_mean_over_sizes_within_blocks),
        cmocka_unit_test(paths_follow_the_thresholds),
        cmocka_unit_test(a_stop_that_is_the_non_temporal_threshold_goes_with_it),
        cmocka_unit_test(only_what_was_confirmed_changes_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Sweeps of the code's places: what a place costs, which cells are swept, how they are drawn.
#include "bench/analyse/place.h"

#include "bench/analyse/summary.h"
#include "bench/present/plot.h"
#include "bench/present/plot_sweep.h"
#include "tests/unit/made_result.h"
#include "tests/unit/temporary.h"

#include <math.h>
#include <stdlib.h>

static void assert_near(double value, double expected) {
    if (fabs(value - expected) > 1e-9)
        fail_msg("%.12g is not %.12g", value, expected);
}

// A cell of 16 places 16 bytes apart, in falling order, four rounds each; the last byte of a line
// is the slow one: 8 ns instead of 4.
static struct cell_samples swept(void) {
    struct cell_samples s = made_samples(16, 4, 4, 5);
    for (size_t b = 0; b < s.block_count; b++) {
        s.blocks[b].code_offset = 64 + 16 * (15 - b);
        for (size_t i = s.blocks[b].first; s.blocks[b].code_offset % 64 == 48 && i < 4 * b + 4; i++)
            s.rounds[i].ns = 8;
    }
    return s;
}

static struct result_row *add_sweep(struct result *r, const char *impl, size_t bytes) {
    struct result_row *row = made_row(r, impl, IMPL_BLOB, bytes, 1, 1);
    row->samples = swept();
    return row;
}

// Quantiles by hand: of 1, 2, 4, 8 the median is (2 + 4) / 2, the quartiles 1 + 0.75 (2 - 1) and
// 4 + 0.25 (8 - 4); R's quantile(), type 7, has the same.
static void a_place_is_told_by_its_untainted_rounds(void **state) {
    (void)state;
    static const double ns[] = {8, 1, 100, 4, 2};
    struct cell_samples s = made_samples(2, 5, 50, 50);
    struct place place;
    s.blocks[1].code_offset = 1008;
    for (size_t i = 0; i < 5; i++)
        s.rounds[5 + i].ns = ns[i];
    s.rounds[7].taint = TAINT_PREEMPTED; // the 100
    assert_true(place_of(&s, 1, &place));
    assert_int_equal(place.code_offset, 1008);
    assert_near(place.ns, 3);
    assert_near(place.ns_q1, 1.75);
    assert_near(place.ns_q3, 5);
}

static void a_place_whose_rounds_were_all_tainted_is_none(void **state) {
    (void)state;
    struct cell_samples s = made_samples(1, 2, 5, 5);
    struct place place;
    s.rounds[0].taint = TAINT_FAULTED;
    assert_true(place_of(&s, 0, &place));
    s.rounds[1].taint = TAINT_MIGRATED;
    assert_false(place_of(&s, 0, &place));
    s.blocks[0].count = 0;
    assert_false(place_of(&s, 0, &place));
}

static void a_cell_is_swept_where_its_code_moved_to_more_places_than_usual(void **state) {
    (void)state;
    struct cell_samples s = made_samples(20, 3, 5, 5);
    for (size_t b = 0; b < s.block_count; b++)
        s.blocks[b].code_offset = 64; // the linker placed it
    assert_false(place_is_swept(&s));
    for (size_t b = 0; b < s.block_count; b++)
        s.blocks[b].code_offset = 64 + 16 * (b % IMPL_PLACEMENTS); // as every blob
    assert_false(place_is_swept(&s));
    s.blocks[8].code_offset = 16;
    assert_true(place_is_swept(&s));
    s.block_count = 0;
    assert_false(place_is_swept(&s));
}

// Two swept blobs, one of them cold too; glibc is not.
static struct result race(void) {
    struct result r = made_result();
    made_row(&r, "glibc", IMPL_LIBC, 64, 5, 5);
    add_sweep(&r, "some_blob", 4096);
    add_sweep(&r, "some_blob", 64);
    add_sweep(&r, "floor", 64)->kind = IMPL_CEILING;
    add_sweep(&r, "other", 64);
    add_sweep(&r, "other", 64)->condition.mode = MODE_COLD;
    summary_fill(&r);
    return r;
}

static void each_implementation_and_condition_has_its_own(void **state) {
    (void)state;
    struct result r = race();
    size_t count = 0, cells = 0;
    struct sweep *sweeps = sweep_list(&r, &count);
    assert_int_equal(count, 3);
    assert_string_equal(sweeps[0].impl, "some_blob");
    assert_string_equal(sweeps[2].impl, "other");
    assert_int_equal(sweeps[2].condition.mode, MODE_COLD);
    for (size_t i = 0; i < r.row_count; i++)
        cells += sweep_has(&sweeps[0], &r.rows[i]);
    assert_int_equal(cells, 2);
    free(sweeps);
    result_free(&r);
}

// 64 bytes in 4 ns are 16 GB/s, in 8 ns 8; the axis begins at 0.9 of the fastest at the latest.
static void gnuplot_is_told_each_place_in_order(void **state) {
    (void)state;
    struct result r = race();
    size_t count = 0;
    struct sweep *sweeps = sweep_list(&r, &count);
    temporary_write("script", "");
    FILE *out = fopen(temporary_path("script"), "w");
    plot_sweep_define(out, &r, &sweeps[0]);
    fclose(out);
    char *text = temporary_read("script");
    assert_non_null(strstr(text, "EOD\n64 16 16 16\n80 16 16 16\n96 16 16 16\n112 8 8 8\n128 16"));
    assert_non_null(strstr(text, "panels = 2\n"));
    assert_non_null(strstr(text, "titles[1] = '64 B: 8.0 to 16.0 GB/s'\nlow[1] = 8\nhigh[1] = 16"));
    assert_non_null(strstr(text, "titles[2] = '4 KiB: 512.0 to 1024.0 GB/s'\n"));
    assert_non_null(strstr(text, "heading = 'some_blob: throughput"));
    free(text);
    free(sweeps);
    result_free(&r);
}

static void need_gnuplot(void) {
    if (system("command -v gnuplot >/dev/null") != 0)
        skip();
}

// In gnuplot's SVG a point is a <use>: 2 panels of 16.
static void a_sweep_is_drawn_with_a_point_a_place_and_a_panel_a_size(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = race();
    struct failure failure = {0};
    char what[PLOT_TEXT];
    if (!plot_draw_only(&r, "sweep", temporary_directory, &failure))
        fail_msg("%s", failure.text);
    assert_int_equal(temporary_count(), 6);
    char *svg = temporary_read("sweep-some_blob.svg");
    assert_non_null(strstr(svg, "some_blob: throughput against the place of its code"));
    assert_non_null(strstr(svg, "64 B: 8.0 to 16.0 GB/s"));
    assert_non_null(strstr(svg, "4 KiB: 512.0 to 1024.0 GB/s"));
    size_t points = 0;
    for (const char *at = svg; (at = strstr(at, "<use xlink:href='#gpPt6'")) != NULL; at++)
        points++;
    free(svg);
    assert_int_equal(points, 32);
    svg = temporary_read("sweep-other-cold.svg");
    assert_non_null(strstr(svg, "other, cold: throughput"));
    free(svg);
    plot_describe(&r, "sweep", what);
    assert_string_equal(what, "sweep-*.{png,svg}");
    plot_describe(&r, NULL, what);
    assert_string_equal(what, "{throughput,ratio,best}*.{png,svg}, sweep-*.{png,svg}");
    result_free(&r);
}

static void only_a_sweep_is_drawn_as_one_and_a_new_race_takes_it_away(void **state) {
    (void)state;
    struct result r = made_result();
    struct failure failure = {0};
    made_row(&r, "glibc", IMPL_LIBC, 64, 5, 5);
    summary_fill(&r);
    assert_true(plot_is_picture("sweep"));
    assert_false(plot_is_picture("sweeps"));
    assert_false(plot_draw_only(&r, "sweep", temporary_directory, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_non_null(strstr(failure.text, "nothing for --only sweep (see run --placement sweep)"));
    static const char *const ours[] = {"sweep-avx2_loop.png", "sweep-a-b-cold-align=16.svg",
                                       "sweep-a-b.svg"};
    static const char *const theirs[] = {"sweep-.png", "sweep.png", "sweep-Mine.png", "sweep-a.txt",
                                         "sweep-a-align=17.png"};
    for (size_t i = 0; i < COUNT_OF(ours); i++)
        temporary_write(ours[i], "drawn");
    for (size_t i = 0; i < COUNT_OF(theirs); i++)
        temporary_write(theirs[i], "theirs");
    plot_forget(temporary_directory);
    assert_int_equal(temporary_count(), COUNT_OF(theirs));
    result_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_is_told_by_its_untainted_rounds),
        cmocka_unit_test(a_place_whose_rounds_were_all_tainted_is_none),
        cmocka_unit_test(a_cell_is_swept_where_its_code_moved_to_more_places_than_usual),
        cmocka_unit_test(each_implementation_and_condition_has_its_own),
        cmocka_unit_test_setup_teardown(gnuplot_is_told_each_place_in_order, temporary_make,
                                        temporary_remove),
        cmocka_unit_test_setup_teardown(a_sweep_is_drawn_with_a_point_a_place_and_a_panel_a_size,
                                        temporary_make, temporary_remove),
        cmocka_unit_test_setup_teardown(only_a_sweep_is_drawn_as_one_and_a_new_race_takes_it_away,
                                        temporary_make, temporary_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Maps of offsets: which rows are theirs, what a table says of them, how they are drawn.
#include "bench/present/map.h"

#include "bench/analyse/summary.h"
#include "bench/present/plot.h"
#include "bench/present/table.h"
#include "tests/unit/made_result.h"
#include "tests/unit/temporary.h"

#include <stdlib.h>

// A map of two offsets each way and two distances; the slowest where they alias, src at 32, dst at
// 0.
static void add_map(struct result *r, const char *impl, enum impl_kind kind, enum mode mode) {
    for (unsigned apart = 0; apart <= 2048; apart += 2048)
        for (unsigned src = 0; src < 64; src += 32)
            for (unsigned dst = 0; dst < 64; dst += 32) {
                double ns = 100 + src + dst / 2.0 + (apart == 0 && src > dst ? 300 : 0);
                made_row(r, impl, kind, 4096, ns, ns)->condition =
                    condition_of_map(mode, PAGE_THP, src, dst, apart);
            }
}

static struct result race(void) {
    struct result r = made_result();
    made_row(&r, "glibc", IMPL_LIBC, 4096, 100, 100);
    add_map(&r, "glibc", IMPL_LIBC, MODE_HOT);
    add_map(&r, "some_blob", IMPL_BLOB, MODE_COLD);
    made_row(&r, "floor", IMPL_CEILING, 64, 2, 2)->condition =
        condition_of_map(MODE_HOT, PAGE_THP, 0, 0, 0);
    summary_fill(&r);
    return r;
}

static void each_implementation_size_and_mode_has_its_own(void **state) {
    (void)state;
    struct result r = race();
    size_t count = 0;
    struct map *maps = map_list(&r, &count);
    assert_int_equal(count, 2);
    assert_string_equal(maps[0].impl, "glibc");
    assert_string_equal(maps[1].impl, "some_blob");
    assert_int_equal(maps[1].mode, MODE_COLD);
    for (size_t m = 0; m < count; m++) {
        size_t cells = 0;
        for (size_t i = 0; i < r.row_count; i++)
            cells += map_has(&maps[m], &r.rows[i]);
        assert_int_equal(cells, 8);
        assert_true(maps[m].best->summary.ns == 100);
        assert_true(maps[m].worst->summary.ns == 432);
        assert_int_equal(maps[m].worst->condition.src_mod, 32);
        assert_int_equal(map_dst_mod(&maps[m].worst->condition), 0);
        assert_true(map_is_aliased(&maps[m].worst->condition));
    }
    free(maps);
    result_free(&r);
}

static void a_cell_alone_is_no_map(void **state) {
    (void)state;
    struct result r = made_result();
    size_t count = 1;
    made_row(&r, "glibc", IMPL_LIBC, 64, 5, 5)->condition =
        condition_of_map(MODE_HOT, PAGE_THP, 0, 0, 0);
    summary_fill(&r);
    struct map *maps = map_list(&r, &count);
    assert_int_equal(count, 0);
    free(maps);
    result_free(&r);
}

static void pages_alias_within_a_line_either_way(void **state) {
    (void)state;
    for (unsigned src = 0; src < 64; src++)
        for (unsigned dst = 0; dst < 64; dst++) {
            struct condition near = condition_of_map(MODE_HOT, PAGE_THP, src, dst, 0);
            struct condition far = condition_of_map(MODE_HOT, PAGE_THP, src, dst, 2048);
            assert_true(map_is_aliased(&near));
            assert_false(map_is_aliased(&far));
            assert_int_equal(map_dst_mod(&near), dst);
            assert_int_equal(map_dst_mod(&far), dst);
        }
}

static void a_table_says_where_maps_are_fastest_and_slowest(void **state) {
    (void)state;
    struct result r = race();
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_true(table_print(&r, &(struct table_style){.width = 100}, out));
    fclose(out);
    assert_non_null(strstr(text, "glibc, 4 KiB: best 41.0 GB/s (src 0, dst 0, aliased), worst 9.5 "
                                 "GB/s (src 32, dst 0, aliased)\n"));
    assert_non_null(strstr(text, "some_blob, 4 KiB, cold: best"));
    assert_null(strstr(text, "src at")); // no block of a cell
    free(text);
    result_free(&r);
}

static void need_gnuplot(void) {
    if (system("command -v gnuplot >/dev/null") != 0)
        skip();
}

static size_t count_words(const char *text, const char *words) {
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, words)) != NULL; at++)
        count++;
    return count;
}

static void a_map_is_drawn_with_a_number_in_each_cell(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = race();
    struct failure failure = {0};
    char what[PLOT_TEXT];
    if (!plot_draw_only(&r, "map", temporary_directory, &failure))
        fail_msg("%s", failure.text);
    assert_int_equal(temporary_count(), 4);
    char *svg = temporary_read("map-glibc-4096.svg");
    assert_non_null(strstr(svg, "glibc, 4 KiB"));
    assert_non_null(strstr(svg, "aliasing"));
    assert_int_equal(count_words(svg, "<text>4.32<"), 1); // the slowest, in one panel
    assert_int_equal(count_words(svg, "<text>1.32<"), 1); // the same place in the other
    assert_int_equal(count_words(svg, "<text>1.16<"), 2);
    free(svg);
    svg = temporary_read("map-some_blob-4096-cold.svg");
    assert_non_null(strstr(svg, "some_blob, 4 KiB, cold"));
    free(svg);
    plot_describe(&r, "map", what);
    assert_string_equal(what, "map-*.{png,svg}");
    plot_describe(&r, NULL, what);
    assert_string_equal(what, "{throughput,ratio,best}.{png,svg}, map-*.{png,svg}");
    result_free(&r);
}

static void what_there_is_none_of_cannot_be_asked_for(void **state) {
    (void)state;
    struct failure failure = {0};
    struct result r = made_result();
    made_row(&r, "glibc", IMPL_LIBC, 4096, 100, 100);
    summary_fill(&r);
    assert_false(plot_draw_only(&r, "map", temporary_directory, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    r.row_count = 0;
    add_map(&r, "glibc", IMPL_LIBC, MODE_HOT);
    summary_fill(&r);
    assert_false(plot_draw_only(&r, "best", temporary_directory, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_true(plot_is_picture("map") && plot_is_picture("ratio"));
    assert_false(plot_is_picture("") || plot_is_picture("maps"));
    result_free(&r);
}

// Each condition's pictures bear its name; all are forgotten again, and nothing else is.
static void pictures_of_conditions_have_names_and_are_forgotten_by_them(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = race();
    struct failure failure = {0};
    made_row(&r, "glibc", IMPL_LIBC, 4096, 500, 500)->condition =
        (struct condition){.mode = MODE_COLD, .align = 16, .delta = 64, .src_mod = CONDITION_DRAWN};
    summary_fill(&r);
    if (!plot_draw(&r, temporary_directory, &failure))
        fail_msg("%s", failure.text);
    assert_int_equal(temporary_count(), 6 + 6 + 4);
    char *svg = temporary_read("ratio-cold-align=16-delta=64.svg");
    assert_non_null(strstr(svg, "cold, aligned to 16, dst - src = 64 mod 4096"));
    free(svg);
    static const char *const others[] = {"best-friend.png", "map-of.png", "map-glibc-x.svg",
                                         "ratio.txt", "bestcold.png"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        temporary_write(others[i], "theirs");
    plot_forget(temporary_directory);
    assert_int_equal(temporary_count(), COUNT_OF(others));
    result_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_implementation_size_and_mode_has_its_own),
        cmocka_unit_test(a_cell_alone_is_no_map),
        cmocka_unit_test(pages_alias_within_a_line_either_way),
        cmocka_unit_test(a_table_says_where_maps_are_fastest_and_slowest),
        cmocka_unit_test_setup_teardown(a_map_is_drawn_with_a_number_in_each_cell, temporary_make,
                                        temporary_remove),
        cmocka_unit_test_setup_teardown(what_there_is_none_of_cannot_be_asked_for, temporary_make,
                                        temporary_remove),
        cmocka_unit_test_setup_teardown(pictures_of_conditions_have_names_and_are_forgotten_by_them,
                                        temporary_make, temporary_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

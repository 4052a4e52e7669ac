// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Pictures of a result: four files, each whole or not at all.
#include "bench/present/plot.h"

#include "bench/analyse/summary.h"
#include "tests/unit/child.h"
#include "tests/unit/made_result.h"
#include "tests/unit/temporary.h"

#include <stdbool.h>
#include <sys/stat.h>

static const char *const pictures[] = {"throughput.png", "throughput.svg", "ratio.png",
                                       "ratio.svg",      "best.png",       "best.svg"};

static struct result race(size_t sizes) {
    struct result r = made_result();
    for (size_t i = 0; i < sizes; i++) {
        size_t bytes = (size_t)64 << 4 * i;
        double ns = (double)bytes / 16;
        made_row(&r, "glibc", IMPL_LIBC, bytes, ns, ns);
        made_row(&r, "rep_movsb", IMPL_BLOB, bytes, 2 * ns, ns);
    }
    summary_fill(&r);
    return r;
}

static void need_gnuplot(void) {
    if (system("command -v gnuplot >/dev/null") != 0)
        skip();
}

static void draw_or_fail(const struct result *r) {
    struct failure failure = {0};
    if (!plot_draw(r, temporary_directory, &failure))
        fail_msg("%s", failure.text);
}

// PNG's signature, or the start of an XML file.
static void assert_pictures(void) {
    for (size_t i = 0; i < COUNT_OF(pictures); i++) {
        char head[6] = "";
        FILE *file = fopen(temporary_path(pictures[i]), "rb");
        assert_non_null(file);
        assert_int_equal(fread(head, 1, 5, file), 5);
        assert_true(fseek(file, 0, SEEK_END) == 0 && ftell(file) > 5000);
        fclose(file);
        assert_string_equal(head, strstr(pictures[i], ".png") != NULL ? "\x89PNG\r" : "<?xml");
    }
}

static void draws_every_picture_and_leaves_nothing_else(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = race(4);
    draw_or_fail(&r);
    assert_pictures();
    assert_int_equal(temporary_count(), COUNT_OF(pictures));
    result_free(&r);
}

static void replaces_pictures_that_are_there(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = race(4);
    temporary_write("ratio.png", "an old picture");
    draw_or_fail(&r);
    assert_pictures();
    result_free(&r);
}

static void one_size_and_one_implementation_can_be_drawn(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = race(1);
    draw_or_fail(&r);
    assert_pictures();
    r.row_count = 1;
    draw_or_fail(&r);
    assert_pictures();
    result_free(&r);
}

static void a_race_without_its_reference_or_intervals_can_be_drawn(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = race(2);
    snprintf(r.reference, sizeof r.reference, "absent");
    for (size_t i = 0; i < r.row_count; i++)
        r.rows[i].samples = made_samples(2, 2, 10, 20); // too few blocks for an interval
    summary_fill(&r);
    draw_or_fail(&r);
    assert_pictures();
    result_free(&r);
}

static void the_picture_names_everybody_and_survives_quotes(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = race(3);
    snprintf(r.machine.cpu_model_name, sizeof r.machine.cpu_model_name, "O'Brien's _CPU_ {^2}");
    draw_or_fail(&r);
    char *svg = temporary_read("ratio.svg");
    assert_non_null(strstr(svg, "rep_movsb"));
    assert_non_null(strstr(svg, "glibc"));
    assert_non_null(strstr(svg, "_CPU_ {^2}"));
    free(svg);
    result_free(&r);
}

// Thirty-two; the palette has eight.
static void more_implementations_than_colours_can_be_drawn(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = made_result();
    for (size_t i = 0; i < 64; i++) {
        char name[IMPL_NAME];
        snprintf(name, sizeof name, "kernel%zu", i % 32);
        made_row(&r, name, IMPL_BLOB, i < 32 ? 64 : 4096, 10 + (double)i, 20);
    }
    summary_fill(&r);
    draw_or_fail(&r);
    assert_pictures();
    result_free(&r);
}

static void without_gnuplot_it_says_so_and_leaves_nothing(void **state) {
    (void)state;
    struct result r = race(3);
    struct failure failure = {0};
    char *path = strdup(getenv("PATH"));
    setenv("PATH", "", 1);
    bool ok = plot_draw(&r, temporary_directory, &failure);
    setenv("PATH", path, 1);
    free(path);
    assert_false(ok);
    assert_int_equal(failure.status, EXIT_ENVIRONMENT);
    assert_non_null(strstr(failure.text, "gnuplot"));
    assert_int_equal(temporary_count(), 0);
    result_free(&r);
}

// A gnuplot of ours that draws half a picture and gives up.
static void half_a_drawing_is_taken_away(void **state) {
    (void)state;
    struct result r = race(3);
    struct failure failure = {0};
    char *path = strdup(getenv("PATH")), changed[8192];
    temporary_write("ratio.png", "an old picture");
    const char *fake = temporary_write("gnuplot", "#!/bin/sh\ncat > /dev/null\n"
                                                  "echo half > throughput.png.tmp\n"
                                                  "echo half > ratio.png.tmp\n"
                                                  "echo line 7: out of ink\nexit 1\n");
    assert_int_equal(chmod(fake, 0700), 0);
    snprintf(changed, sizeof changed, "%s:%s", temporary_directory, path);
    setenv("PATH", changed, 1);
    bool ok = plot_draw(&r, temporary_directory, &failure);
    setenv("PATH", path, 1);
    free(path);
    assert_false(ok);
    assert_int_equal(failure.status, EXIT_ENVIRONMENT);
    assert_non_null(strstr(failure.text, "out of ink"));
    assert_int_equal(temporary_count(), 2); // the old picture and our gnuplot
    char *old = temporary_read("ratio.png");
    assert_string_equal(old, "an old picture");
    free(old);
    result_free(&r);
}

static void a_result_without_rows_is_refused(void **state) {
    (void)state;
    struct result r = made_result();
    struct failure failure = {0};
    assert_false(plot_draw(&r, temporary_directory, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_non_null(strstr(failure.text, "no measurement"));
    assert_int_equal(temporary_count(), 0);
    result_free(&r);
}

// The files may grow to 20000 bytes: gnuplot's own writing fails, though it ends with status 0.
static int draw_under_a_limit(void *context) {
    (void)context;
    struct result r = race(4);
    struct failure failure = {0};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){20000, 20000});
    return plot_draw(&r, temporary_directory, &failure) ? 1 : 0;
}

static void pictures_that_do_not_fit_are_not_kept(void **state) {
    (void)state;
    need_gnuplot();
    assert_exits_zero(draw_under_a_limit, NULL);
    assert_int_equal(temporary_count(), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(draws_every_picture_and_leaves_nothing_else, temporary_clear),
        cmocka_unit_test_teardown(replaces_pictures_that_are_there, temporary_clear),
        cmocka_unit_test_teardown(one_size_and_one_implementation_can_be_drawn, temporary_clear),
        cmocka_unit_test_teardown(a_race_without_its_reference_or_intervals_can_be_drawn,
                                  temporary_clear),
        cmocka_unit_test_teardown(the_picture_names_everybody_and_survives_quotes, temporary_clear),
        cmocka_unit_test_teardown(more_implementations_than_colours_can_be_drawn, temporary_clear),
        cmocka_unit_test_teardown(without_gnuplot_it_says_so_and_leaves_nothing, temporary_clear),
        cmocka_unit_test_teardown(half_a_drawing_is_taken_away, temporary_clear),
        cmocka_unit_test_teardown(a_result_without_rows_is_refused, temporary_clear),
        cmocka_unit_test(pictures_that_do_not_fit_are_not_kept),
    };
    return cmocka_run_group_tests(tests, temporary_make, temporary_remove);
}

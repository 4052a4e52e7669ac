// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Pictures of a result: four files, each whole or not at all.
#include "bench/present/plot.h"

#include "bench/analyse/summary.h"
#include "tests/unit/child.h"
#include "tests/unit/made_result.h"
#include "tests/unit/temporary.h"

#include <math.h>
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

// A text of an SVG picture.
struct text {
    double x, y, size;
    char fill[32];
    char words[128];
};

enum { TEXTS = 256 };

// In the order drawn.
static size_t texts_of(const char *picture, struct text texts[TEXTS]) {
    char *svg = temporary_read(picture), *at = svg;
    size_t count = 0;
    while ((at = strstr(at, "<g transform=\"translate(")) != NULL && count < TEXTS) {
        struct text *t = &texts[count];
        const char *fill = strstr(at, "fill=\""), *size = strstr(at, "font-size=\"");
        const char *words = strstr(at, "<text>");
        assert_true(fill != NULL && size != NULL && words != NULL);
        assert_int_equal(sscanf(at, "<g transform=\"translate(%lf,%lf)", &t->x, &t->y), 2);
        assert_int_equal(sscanf(fill, "fill=\"%31[^\"]", t->fill), 1);
        assert_int_equal(sscanf(size, "font-size=\"%lf", &t->size), 1);
        count += sscanf(words, "<text>%127[^<]", t->words) == 1;
        at++;
    }
    free(svg);
    return count;
}

static struct text text_of(const char *picture, const char *words) {
    struct text texts[TEXTS];
    size_t count = texts_of(picture, texts);
    for (size_t i = 0; i < count; i++)
        if (strcmp(texts[i].words, words) == 0)
            return texts[i];
    fail_msg("%s: nowhere is written %s", picture, words);
    return texts[0];
}

// One below the other.
static void assert_column(const char *picture, const char *const words[], size_t count) {
    for (size_t i = 1; i < count; i++) {
        struct text above = text_of(picture, words[i - 1]), below = text_of(picture, words[i]);
        if (below.y < above.y + above.size)
            fail_msg("%s: %s is not below %s", picture, words[i], words[i - 1]);
    }
}

// Each call of a mix draws its size: the axis has the largest, and no cache has a mark.
static void the_sizes_of_a_mix_are_said_to_be_the_largest(void **state) {
    (void)state;
    need_gnuplot();
    static const char *const names[] = {"throughput", "ratio", "best", "heat", "samples"};
    struct failure failure = {0};
    struct result r = race(0);
    for (size_t bytes = 4096; bytes <= 65536; bytes *= 4)
        for (int mix = 0; mix < 2; mix++)
            made_row(&r, "a_c", IMPL_C, bytes, 100, 200)->condition.mode =
                mix ? MODE_MIX : MODE_HOT;
    summary_fill(&r);
    assert_true(plot_draw_only(&r, "all", temporary_directory, &failure));
    for (size_t i = 0; i < COUNT_OF(names); i++)
        for (int mix = 0; mix < 2; mix++) {
            char file[64];
            snprintf(file, sizeof file, "%s%s.svg", names[i], mix ? "-mix" : "");
            char *svg = temporary_read(file);
            assert_int_equal(strstr(svg, ">bytes copied by a call<") != NULL, !mix);
            assert_int_equal(strstr(svg, ">bytes of the largest copy: every call") != NULL, mix);
            assert_int_equal(strstr(svg, ">2n = L1d<") != NULL, !mix && i < 3);
            free(svg);
        }
    result_free(&r);
}

// Names, kinds, times and ratios all disagree.
static struct result mixed(void) {
    struct result r = made_result();
    made_row(&r, "a_c", IMPL_C, 4096, 100, 200);
    made_row(&r, "b_blob", IMPL_BLOB, 4096, 200, 100);
    made_row(&r, "glibc", IMPL_LIBC, 4096, 250, 250);
    made_row(&r, "d_blob", IMPL_BLOB, 4096, 300, 600);
    made_row(&r, "c_inline", IMPL_INLINE_ASM, 4096, 900, 300);
    summary_fill(&r);
    return r;
}

static void the_legend_is_by_kind_and_then_by_where_lines_end(void **state) {
    (void)state;
    need_gnuplot();
    static const char *const by_ratio[] = {"libc",       "glibc",    "blob", "d_blob", "b_blob",
                                           "inline-asm", "c_inline", "c",    "a_c"};
    static const char *const by_gb[] = {"libc",       "glibc",    "blob", "b_blob", "d_blob",
                                        "inline-asm", "c_inline", "c",    "a_c"};
    struct result r = mixed();
    draw_or_fail(&r);
    assert_column("ratio.svg", by_ratio, COUNT_OF(by_ratio));
    assert_column("throughput.svg", by_gb, COUNT_OF(by_gb));
    result_free(&r);
}

// Each group of five (bands; lines; points, where they are apart) ends with it.
static void the_reference_is_thick_and_over_all_others(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = mixed();
    snprintf(r.reference, sizeof r.reference, "b_blob"); // neither first nor last by any order
    summary_fill(&r);
    draw_or_fail(&r);
    for (size_t i = 0; i < COUNT_OF(pictures); i++) {
        if (strstr(pictures[i], ".svg") == NULL)
            continue;
        char *svg = temporary_read(pictures[i]), *plot = svg, *thick = NULL;
        size_t implementations = 5, thicks = 0, number = 0;
        while ((plot = strstr(plot, "<g id=\"gnuplot_plot_")) != NULL) {
            char *next = strstr(++plot, "<g id=\"gnuplot_plot_");
            thick = strstr(plot, "stroke-width=\"3.50\"");
            bool is_thick = thick != NULL && (next == NULL || thick < next);
            number++;
            thicks += is_thick;
            if (number > implementations) // bands have no width
                assert_int_equal(is_thick, number % implementations == 0);
        }
        assert_true(thicks > 0);
        free(svg);
    }
    result_free(&r);
}

// Its name stands in the picture of throughput and in no other, and there is one line more.
static void the_ceiling_is_a_line_of_the_throughput(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = mixed();
    size_t lines[2] = {0};
    for (size_t with = 0; with < 2; with++) {
        draw_or_fail(&r);
        char *throughput = temporary_read("throughput.svg"), *ratio = temporary_read("ratio.svg");
        for (char *at = throughput; (at = strstr(at, "<g id=\"gnuplot_plot_")) != NULL; at++)
            lines[with]++;
        assert_int_equal(strstr(throughput, ">ceiling<") != NULL, with);
        assert_null(strstr(ratio, "ceiling"));
        free(throughput);
        free(ratio);
        made_row(&r, "load_x", IMPL_CEILING, 1024, 10, 100);
        made_row(&r, "load_x", IMPL_CEILING, 4096, 10, 100);
        made_row(&r, "store_x", IMPL_CEILING, 1024, 20, 100);
        made_row(&r, "store_x", IMPL_CEILING, 4096, 20, 100);
        summary_fill(&r);
    }
    assert_int_equal(lines[1], lines[0] + 1);
    result_free(&r);
}

// Each text large enough and within the picture; none on another, as far as both are in one column.
static void assert_legible(const char *picture) {
    static struct text texts[TEXTS];
    size_t count = texts_of(picture, texts);
    for (size_t i = 0; i < count; i++) {
        const struct text *t = &texts[i];
        double width = 0.6 * t->size * (double)strlen(t->words);
        bool is_name = impl_name_is_valid(t->words) && t->x > 850; // of the last columns
        if (t->y < t->size || t->y > 750 || t->x < 0 || (is_name && t->x + width > 1200))
            fail_msg("%s: %s is cut off at %g, %g", picture, t->words, t->x, t->y);
        if (t->size < 10)
            fail_msg("%s: %s is too small to read", picture, t->words);
        for (size_t k = 0; k < i; k++)
            if (fabs(texts[k].x - t->x) < 1 && fabs(texts[k].y - t->y) < t->size)
                fail_msg("%s: %s stands on %s", picture, t->words, texts[k].words);
    }
}

static void names_of_forty_are_whole_and_apart(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = made_result();
    for (size_t i = 0; i < 40; i++) {
        char name[IMPL_NAME];
        snprintf(name, sizeof name, "some_kernel_with_a_long_name_%zu", i);
        made_row(&r, name, (enum impl_kind)(i % IMPL_CEILING), 4096, 100 + (double)(i / 8), 110);
    }
    summary_fill(&r);
    draw_or_fail(&r);
    for (size_t i = 0; i < COUNT_OF(pictures); i++)
        if (strstr(pictures[i], ".svg") != NULL)
            assert_legible(pictures[i]);
    for (size_t i = 0; i < r.row_count; i++)
        text_of("ratio.svg", r.rows[i].impl);
    result_free(&r);
}

// Seven rivals as fast as each other, and the reference: five and it are named, at their lines' end
// and in their lines' colour.
static void the_best_are_five_and_the_reference(void **state) {
    (void)state;
    need_gnuplot();
    struct result r = made_result();
    struct text texts[TEXTS];
    made_row(&r, "glibc", IMPL_LIBC, 64, 20, 20);
    for (size_t i = 0; i < 7; i++) {
        char name[IMPL_NAME];
        snprintf(name, sizeof name, "kernel%zu", i);
        made_row(&r, name, IMPL_BLOB, 64, 10, 20);
    }
    summary_fill(&r);
    draw_or_fail(&r);
    size_t count = texts_of("best.svg", texts), named = 0;
    for (size_t i = 0; i < count; i++)
        named += strncmp(texts[i].words, "kernel", 6) == 0;
    assert_int_equal(named, 5);
    assert_legible("best.svg");
    char *svg = temporary_read("best.svg"), stroke[64];
    snprintf(stroke, sizeof stroke, "color='%s", "rgb(  0, 114, 178)");
    assert_non_null(strstr(svg, stroke));
    assert_string_equal(text_of("best.svg", "kernel0").fill, "rgb(0,114,178)");
    assert_string_equal(text_of("best.svg", "glibc").fill, "rgb(0,0,0)");
    free(svg);
    result_free(&r);
}

// Two machines, one of which lacks what the first of three kernels needs.
static void who_cannot_run_here_keeps_its_look(void **state) {
    (void)state;
    need_gnuplot();
    struct text seen[2];
    for (size_t lacks = 0; lacks < 2; lacks++) {
        struct result r = made_result();
        for (size_t i = 0; i < 3; i++) {
            char name[IMPL_NAME];
            snprintf(name, sizeof name, "kernel%zu", i);
            made_impl(&r, name, IMPL_BLOB);
            if (i >= lacks)
                made_row(&r, name, IMPL_BLOB, 64, 10 + (double)i, 20);
        }
        summary_fill(&r);
        draw_or_fail(&r);
        seen[lacks] = text_of("best.svg", "kernel2");
        assert_string_not_equal(seen[lacks].fill, text_of("best.svg", "kernel1").fill);
        result_free(&r);
    }
    assert_string_equal(seen[0].fill, seen[1].fill);
}

// Thirty-two of a kind; a blob has four colours.
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
        cmocka_unit_test_teardown(the_sizes_of_a_mix_are_said_to_be_the_largest, temporary_clear),
        cmocka_unit_test_teardown(the_legend_is_by_kind_and_then_by_where_lines_end,
                                  temporary_clear),
        cmocka_unit_test_teardown(the_reference_is_thick_and_over_all_others, temporary_clear),
        cmocka_unit_test_teardown(the_ceiling_is_a_line_of_the_throughput, temporary_clear),
        cmocka_unit_test_teardown(names_of_forty_are_whole_and_apart, temporary_clear),
        cmocka_unit_test_teardown(the_best_are_five_and_the_reference, temporary_clear),
        cmocka_unit_test_teardown(who_cannot_run_here_keeps_its_look, temporary_clear),
        cmocka_unit_test_teardown(more_implementations_than_colours_can_be_drawn, temporary_clear),
        cmocka_unit_test_teardown(without_gnuplot_it_says_so_and_leaves_nothing, temporary_clear),
        cmocka_unit_test_teardown(half_a_drawing_is_taken_away, temporary_clear),
        cmocka_unit_test_teardown(a_result_without_rows_is_refused, temporary_clear),
        cmocka_unit_test(pictures_that_do_not_fit_are_not_kept),
    };
    return cmocka_run_group_tests(tests, temporary_make, temporary_remove);
}

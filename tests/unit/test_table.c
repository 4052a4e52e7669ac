// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The table on a terminal.
#include "bench/present/table.h"

#include "bench/analyse/summary.h"
#include "tests/unit/made_result.h"

#include <math.h>
#include <stdlib.h>

// Two sizes; "near" is not told apart from "first" at 64, "late" lacks 4096.
static struct result race(void) {
    struct result r = made_result();
    made_row(&r, "glibc", IMPL_LIBC, 64, 10, 10);
    made_row(&r, "first", IMPL_BLOB, 64, 5, 10);
    struct result_row *near = made_row(&r, "near", IMPL_BLOB, 64, 5.1, 10);
    made_row(&r, "late", IMPL_BLOB, 64, 20, 10);
    made_row(&r, "glibc", IMPL_LIBC, 4096, 100, 100);
    made_row(&r, "first", IMPL_BLOB, 4096, 200, 100);
    made_row(&r, "near", IMPL_BLOB, 4096, 400, 100);
    summary_fill(&r);
    near->summary.ratio_lo = 1.9;
    near->summary.ratio_hi = 2.02;
    return r;
}

// The table as text; free() it. Inlined, GCC 12 takes the text for a dangling pointer to the local
// that held it.
__attribute__((noinline)) static char *print(const struct result *r, unsigned width, bool colour) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(table_print(r, &(struct table_style){.width = width, .colour = colour}, out));
    fclose(out);
    return text;
}

// The line of the size in the n-th panel, as a string of its own.
static const char *row_of(const char *text, const char *size, char line[256]) {
    char start[32];
    snprintf(start, sizeof start, "\n%8s ", size);
    assert_non_null(strstr(text, start));
    text = strstr(text, start) + 1;
    snprintf(line, 256, "%.*s", (int)strcspn(text, "\n"), text);
    return line;
}

// 64 B in 5 ns are 12.8 GB/s; 4096 B in 100 ns 41.0, in 200 ns 20.5, in 400 ns 10.2.
static void marks_the_fastest_and_those_not_told_apart_from_it(void **state) {
    (void)state;
    char line[256];
    struct result r = race();
    char *text = print(&r, 200, false);
    assert_string_equal(row_of(text, "64 B", line),
                        "    64 B   6.4 0.0%  1.000 0.0%  12.8 0.0% *2.000 0.0%"
                        "   3.2 0.0%  0.500 0.0%  12.5 0.0% =1.961 3.1%");
    assert_string_equal(row_of(text, "4 KiB", line),
                        "   4 KiB  41.0 0.0% *1.000 0.0%  20.5 0.0%  0.500 0.0%"
                        "                      -  10.2 0.0%  0.250 0.0%");
    free(text);
    result_free(&r);
}

static void says_which_machine_which_reference_which_seed(void **state) {
    (void)state;
    struct result r = race();
    char *text = print(&r, 200, false);
    static const char *const said[] = {
        "Some Processor @ 2.00GHz", "CPU 3 at 2.00 GHz",   "4 KiB pages", "guest of KVM",
        "reference: glibc",         "evex_unaligned_erms", "seed 42",     "2026-01-02T03:04:05"};
    for (size_t i = 0; i < COUNT_OF(said); i++)
        assert_non_null(strstr(text, said[i]));
    assert_null(strstr(text, "INTERRUPTED"));
    assert_null(strstr(text, "shared"));
    free(text);
    snprintf(r.machine.hypervisor, sizeof r.machine.hypervisor, "none");
    r.page_bytes = 2 << 20;
    text = print(&r, 200, false);
    assert_null(strstr(text, "guest"));
    assert_non_null(strstr(text, "2 MiB pages"));
    free(text);
    result_free(&r);
}

// A copy at so many placements, whose bytes nobody else has.
static struct result_row *add(struct result *r, const char *impl, size_t bytes, double ns,
                              size_t placements) {
    struct result_row *row = made_row(r, impl, IMPL_C, bytes, ns, 100);
    row->samples = made_samples(placements, 3, ns, 100);
    return row;
}

static void assert_prints(struct result *r, const char *paragraphs) {
    summary_fill(r);
    char *text = print(r, 1000, false);
    if (strstr(text, paragraphs) == NULL)
        fail_msg("\"%s\" is not in %s", paragraphs, text);
    free(text);
    result_free(r);
}

static void says_who_is_first_how_sure_and_against_the_reference(void **state) {
    (void)state;
    struct result r = made_result();
    for (size_t bytes = 64; bytes <= 192; bytes += 64) {
        add(&r, "glibc", bytes, 100, 16);
        add(&r, "steady", bytes, 80, 16);
        add(&r, "early", bytes, bytes == 64 ? 50 : 200, 16);
    }
    assert_prints(&r, "\n\nfirst over all 3 sizes: steady, 1.250 times as fast as the next, glibc "
                      "(95%: 1.250 to 1.250)\ntold apart from all others at 3 of 3 sizes: steady "
                      "2, early 1\nGB/s: ");
    r = made_result();
    add(&r, "steady", 64, 80, 16);
    add(&r, "next", 64, 90, 16);
    assert_prints(&r, "\nfirst: steady, 1.250 times as fast as glibc (95%: 1.250 to 1.250), 1.125 "
                      "times as fast as the next, next (95%: 1.125 to 1.125)\ntold apart from all "
                      "others at 1 of 1 size: steady 1\n");
    r = made_result();
    add(&r, "glibc", 64, 100, 16);
    add(&r, "slow", 64, 125, 16);
    assert_prints(&r, "\nfirst: glibc, 1.250 times as fast as the next, slow (95%: 1.250 to 1.250)"
                      "\n");
}

// By either half of the placements another is ahead; the highest is marked all the same.
static void nobody_is_first_who_was_lucky_at_some_placements(void **state) {
    (void)state;
    struct result r = made_result();
    struct result_row *even = add(&r, "even", 64, 100, 16), *odd = add(&r, "odd", 64, 100, 16);
    for (size_t i = 0; i < even->samples.round_count; i++)
        (i / 3 % 2 == 0 ? even : odd)->samples.rounds[i].ns = i < 24 ? 50 : 51;
    assert_prints(&r, "\nfirst: even or odd, 1.000 times as fast as glibc (95%: 1.000 to 1.000), "
                      "not told apart from each other\ntold apart from all others at 0 of 1 "
                      "size\n");
}

static void who_is_level_with_the_next_is_not_told_apart(void **state) {
    (void)state;
    struct result r = made_result();
    add(&r, "glibc", 64, 100, 16);
    struct result_row *x = add(&r, "x", 64, 80, 16);
    add(&r, "y", 64, 81, 16);
    for (size_t i = 0; i < x->samples.round_count; i++)
        x->samples.rounds[i].ns += i / 6 % 2 == 0 ? -8 : 8;
    summary_fill(&r);
    char *text = print(&r, 1000, false);
    assert_non_null(strstr(text, "times as fast as the next, y (95%: "));
    assert_non_null(strstr(text,
                           "), from which it is not told apart\ntold apart from all others at "
                           "0 of 1 size\n"));
    free(text);
    result_free(&r);
}

static void too_few_placements_tell_nothing(void **state) {
    (void)state;
    struct result r = made_result();
    add(&r, "glibc", 64, 100, 3);
    add(&r, "x", 64, 80, 3);
    assert_prints(&r, "\nfirst: not told, as too few placements count (race again, or longer)");
    r = made_result();
    for (size_t bytes = 64; bytes <= 128; bytes += 64) {
        add(&r, "glibc", bytes, 100, bytes == 64 ? 16 : 3);
        add(&r, "x", bytes, 80, bytes == 64 ? 16 : 3);
    }
    assert_prints(&r, "\nfirst over 1 of 2 sizes: x, 1.250");
}

// Where there is nobody else, nobody is first.
static void one_alone_has_no_such_line(void **state) {
    (void)state;
    struct result r = made_result();
    add(&r, "x", 64, 80, 16);
    summary_fill(&r);
    char *text = print(&r, 1000, false);
    assert_null(strstr(text, "first"));
    assert_null(strstr(text, "told apart from all"));
    free(text);
    result_free(&r);
}

static size_t longest_line(const char *text) {
    size_t longest = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        longest = length > longest ? length : longest;
        text += length + (text[length] != '\0');
    }
    return longest;
}

// Many columns, long names, everything that can stand below the table.
static struct result wide_race(void) {
    struct result r = made_result();
    static const char *const names[] = {
        "glibc", "a", "a-name-of-48-characters_is_the_longest_there_is.x", "d", "e", "f"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        for (size_t bytes = 64; bytes <= (size_t)16 << 30; bytes *= 16)
            made_row(&r, names[i], i == 0 ? IMPL_LIBC : IMPL_BLOB, bytes,
                     (3 + (double)i) * (double)bytes / 64, (double)bytes / 8);
    snprintf(made_impl(&r, "lacking", IMPL_BLOB)->missing, RESULT_TEXT, "avx512f,avx512vbmi");
    struct certificate *wrong = &made_impl(&r, "wrong", IMPL_BLOB)->certificate;
    wrong->passed = false;
    wrong->findings[wrong->finding_count++].class = FINDING_SHORT_COPY;
    snprintf(wrong->findings[0].text, sizeof wrong->findings[0].text,
             "byte 0 of 64 is 0x00, should be 0x01; n = 64, dst mod 64 = 0, src mod 64 = 0, code "
             "mod 64 = 16");
    result_note(&r, "memory could not be bound to node 0: %s (numactl --show)", "not permitted");
    r.signal = 2;
    summary_fill(&r);
    return r;
}

static void no_line_is_wider_than_the_terminal(void **state) {
    (void)state;
    struct result r = wide_race();
    static const unsigned widths[] = {60, 80, 100, 200};
    for (size_t i = 0; i < COUNT_OF(widths); i++) {
        char *text = print(&r, widths[i], false);
        assert_in_range(longest_line(text), 1, widths[i]);
        free(text);
    }
    result_free(&r);
}

static size_t count(const char *text, const char *part) {
    size_t found = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        found++;
    return found;
}

// 100 columns hold four implementations, 80 three, 60 two, 20 none but one is shown.
static void what_does_not_fit_goes_into_further_panels(void **state) {
    (void)state;
    static const struct {
        unsigned width;
        size_t panels;
    } cases[] = {{20, 6}, {31, 6}, {60, 3}, {80, 2}, {100, 2}, {200, 1}};
    struct result r = wide_race();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *text = print(&r, cases[i].width, false);
        assert_int_equal(count(text, "\n    size "), cases[i].panels);
        assert_int_equal(count(text, "\n    64 B "), cases[i].panels);
        free(text);
    }
    result_free(&r);
}

static void without_colour_there_is_no_escape_sequence(void **state) {
    (void)state;
    struct result r = wide_race();
    char *text = print(&r, 80, false);
    assert_null(strchr(text, '\033'));
    free(text);
    result_free(&r);
}

static void colour_wraps_the_fastest_and_changes_no_letter(void **state) {
    (void)state;
    struct result r = race();
    char *plain = print(&r, 80, false), *coloured = print(&r, 80, true);
    assert_int_equal(count(coloured, "\033[1;32m"), 2); // one a size
    assert_int_equal(count(coloured, "\033[0m"), 2);
    assert_int_equal(count(coloured, "\033"), 4);
    char *to = coloured;
    for (const char *from = coloured; *from != '\0'; from++) {
        if (*from == '\033')
            from = strchr(from, 'm');
        else
            *to++ = *from;
    }
    *to = '\0';
    assert_string_equal(coloured, plain);
    free(plain);
    free(coloured);
    result_free(&r);
}

static void what_was_not_raced_is_named_below(void **state) {
    (void)state;
    struct result r = wide_race();
    char *text = print(&r, 500, false);
    assert_non_null(strstr(text, "not run: lacking (needs avx512f,avx512vbmi)"));
    assert_non_null(strstr(text, "NOT RUN, WRONG: wrong: short-copy: byte 0 of 64 is 0x00"));
    assert_non_null(strstr(text, "note: memory could not be bound to node 0"));
    assert_non_null(strstr(text, "INTERRUPTED by signal 2"));
    free(text);
    result_free(&r);
}

static void a_shared_core_is_marked_and_explained(void **state) {
    (void)state;
    char line[256];
    struct result r = race();
    r.rows[1].summary.from_shared = true;
    char *text = print(&r, 200, false);
    assert_non_null(strstr(row_of(text, "64 B", line), " !12.8"));
    assert_non_null(strstr(text, "shared"));
    free(text);
    result_free(&r);
}

// The last block need not have them.
static void ceilings_are_explained_where_any_block_has_them(void **state) {
    (void)state;
    struct result r = race();
    made_row(&r, "load_x", IMPL_CEILING, 4096, 160, 100);
    made_row(&r, "store_x", IMPL_CEILING, 4096, 100, 100);
    made_row(&r, "glibc", IMPL_LIBC, 64, 20, 20)->condition.mode = MODE_COLD;
    summary_fill(&r);
    char *text = print(&r, 200, false);
    assert_non_null(strstr(text, "\ncold:\n"));
    assert_non_null(strstr(text, "\nceiling: GB/s at which"));
    free(text);
    result_free(&r);
}

// A ceiling's cell is not shown.
static void a_shared_core_is_explained_only_where_it_is_marked(void **state) {
    (void)state;
    struct result r = race();
    made_row(&r, "floor", IMPL_CEILING, 64, 1.75, 10)->summary.from_shared = true;
    char *text = print(&r, 200, false);
    assert_null(strstr(text, "shared"));
    free(text);
    result_free(&r);
}

static void a_cell_that_was_mostly_disturbed_is_marked_and_explained(void **state) {
    (void)state;
    char line[256];
    struct result r = race();
    char *text = print(&r, 200, false);
    assert_null(strstr(text, "disturbed"));
    free(text);
    r.rows[1].summary.disturbed = r.rows[1].summary.from_shared = true;
    text = print(&r, 200, false);
    assert_non_null(strstr(row_of(text, "64 B", line), " ?12.8"));
    assert_non_null(strstr(text, "? more than half of the rounds"));
    free(text);
    result_free(&r);
}

static void figures_that_cannot_be_told_are_dashes(void **state) {
    (void)state;
    char line[256];
    struct result r = race();
    r.row_count = 1;
    r.rows[0].summary.ratio_lo = r.rows[0].summary.ratio_hi = NAN;
    char *text = print(&r, 80, false);
    assert_string_equal(row_of(text, "64 B", line), "    64 B   6.4 0.0% *1.000    -");
    free(text);
    result_free(&r);
}

static void a_result_without_rows_still_says_why(void **state) {
    (void)state;
    struct result r = made_result();
    r.signal = 15;
    char *text = print(&r, 80, false);
    assert_non_null(strstr(text, "INTERRUPTED by signal 15"));
    free(text);
    result_free(&r);
}

static void a_full_disk_is_noticed(void **state) {
    (void)state;
    struct result r = race();
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    assert_false(table_print(&r, &(struct table_style){.width = 80}, full));
    fclose(full);
    result_free(&r);
}

static void long_sizes_do_not_widen_the_table(void **state) {
    (void)state;
    struct result r = made_result();
    static const char *const names[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        made_row(&r, names[i], IMPL_BLOB, 65600, 4000, 4000); // 64.062 KiB
    summary_fill(&r);
    char *text = print(&r, 100, false);
    assert_in_range(longest_line(text), 1, 100);
    free(text);
    result_free(&r);
}

static void without_an_interval_nobody_is_told_apart(void **state) {
    (void)state;
    char line[256];
    struct result r = race();
    for (size_t i = 0; i < r.row_count; i++)
        r.rows[i].summary.ratio_lo = r.rows[i].summary.ratio_hi = NAN;
    char *text = print(&r, 200, false);
    assert_non_null(strstr(row_of(text, "64 B", line), "=1.961"));
    free(text);
    result_free(&r);
}

// At 2 GHz 1.75 ns are 3.5 cycles.
static void the_floor_is_a_line_below_and_no_column(void **state) {
    (void)state;
    struct result r = race();
    char *without = print(&r, 200, false);
    assert_null(strstr(without, "floor"));
    made_row(&r, "floor", IMPL_CEILING, 64, 1.75, 10);
    made_row(&r, "roof", IMPL_CEILING, 64, 1.75, 10); // no other ceiling is a floor
    summary_fill(&r);
    r.rows[2].summary.ratio_lo = 1.9;
    r.rows[2].summary.ratio_hi = 2.02;
    char *text = print(&r, 200, false);
    assert_int_equal(count(text, "floor"), 1);
    assert_non_null(strstr(text, "\nfloor: "));
    assert_non_null(strstr(text, " 1.75 ns, 3.5 cycles"));
    assert_null(strstr(text, "roof"));
    char *line = strstr(text, "\nfloor: ") + 1; // without it the table is the one without a floor
    char *next = strchr(line, '\n') + 1;
    memmove(line, next, strlen(next) + 1);
    assert_string_equal(text, without);
    free(text);
    free(without);
    result_free(&r);
}

// At 4 KiB 41.0 GB/s in 100 ns: reading takes 160 / 2 ns, writing 100 / 2, so that 4096 / 80 = 51.2
// GB/s are the ceiling, and glibc at 80 % of it. "first" and "near" take twice and four times as
// long.
static void with_ceilings_each_cell_has_its_percentage(void **state) {
    (void)state;
    char line[256];
    struct result r = race();
    made_row(&r, "load_x", IMPL_CEILING, 4096, 160, 100);
    made_row(&r, "store_x", IMPL_CEILING, 4096, 100, 100);
    summary_fill(&r);
    char *text = print(&r, 200, false);
    assert_string_equal(row_of(text, "64 B", line),
                        "    64 B       -   6.4 0.0%  1.000 0.0%    -  12.8 0.0% *2.000 0.0%    -"
                        "   3.2 0.0%  0.500 0.0%    -  12.5 0.0%  1.961 0.0%    -");
    assert_string_equal(row_of(text, "4 KiB", line),
                        "   4 KiB    51.2  41.0 0.0% *1.000 0.0%  80%  20.5 0.0%  0.500 0.0%  40%"
                        "                           -  10.2 0.0%  0.250 0.0%  20%");
    assert_non_null(strstr(text, "\n    size ceiling  GB/s   +-  ratio   +- ceil  GB/s"));
    assert_non_null(strstr(text, "\nceiling: "));
    free(text);
    result_free(&r);
}

// Three implementations in 100 columns, two in 80.
static void with_ceilings_no_line_is_wider_than_the_terminal(void **state) {
    (void)state;
    static const struct {
        unsigned width;
        size_t panels;
    } cases[] = {{60, 6}, {80, 3}, {100, 2}, {200, 1}};
    struct result r = wide_race();
    made_row(&r, "load_x", IMPL_CEILING, 1024, 160, 100);
    made_row(&r, "store_x", IMPL_CEILING, 1024, 100, 100);
    summary_fill(&r);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *text = print(&r, cases[i].width, false);
        assert_in_range(longest_line(text), 1, cases[i].width);
        assert_int_equal(count(text, "\n    size ceiling "), cases[i].panels);
        free(text);
    }
    result_free(&r);
}

static void near_calls_are_said_and_far_ones_are_not(void **state) {
    (void)state;
    struct result r = race();
    char *far = print(&r, 200, false);
    assert_null(strstr(far, "--placement"));
    r.calls = CALL_NEAR;
    char *near = print(&r, 200, false);
    assert_non_null(strstr(near, "calls were near"));
    free(far);
    free(near);
    result_free(&r);
}

static void a_mix_counts_the_bytes_of_its_mean_call(void **state) {
    (void)state;
    struct result r = race();
    char *plain = print(&r, 200, false);
    assert_null(strstr(plain, "mix"));
    free(plain);
    struct result_row *row = made_row(&r, "glibc", IMPL_LIBC, 4096, 100, 100);
    row->condition.mode = MODE_MIX;
    row->bytes_mean = 1030;
    made_row(&r, "floor", IMPL_CEILING, 64, 2, 2)->condition.mode = MODE_MIX;
    summary_fill(&r);
    char *text = print(&r, 200, false);
    const char *block = strstr(text, "\n\nmix:\n");
    assert_non_null(block);
    assert_non_null(strstr(block, "10.3 0.0% *1.000"));
    assert_non_null(strstr(block, "mix: calls of random sizes"));
    assert_non_null(strstr(block, "floor, from the loop of a mix:"));
    free(text);
    result_free(&r);
}

static void each_condition_has_a_block_and_cold_is_held_against_hot(void **state) {
    (void)state;
    struct result r = race();
    char *plain = print(&r, 200, false);
    assert_null(strstr(plain, "cold"));
    free(plain);
    struct condition cold = condition_default, small = condition_default;
    cold.mode = MODE_COLD;
    small.page = PAGE_4K;
    small.align = 16;
    made_row(&r, "glibc", IMPL_LIBC, 64, 155, 155)->condition = cold;
    made_row(&r, "first", IMPL_BLOB, 4096, 500, 500)->condition = cold;
    made_row(&r, "glibc", IMPL_LIBC, 64, 32, 32)->condition = small;
    made_row(&r, "floor", IMPL_CEILING, 64, 2, 2)->condition = cold;
    summary_fill(&r);
    char *text = print(&r, 200, false);
    const char *second = strstr(text, "\n\ncold:\n"),
               *third = strstr(text, "\n\nhot, aligned to 16, 4 KiB pages:\n");
    const char *ratios = strstr(text, "\n\ntime of a cold copy / time of a hot one:\n");
    assert_true(second != NULL && third > second && ratios > third);
    assert_non_null(strstr(second, " 0.4 0.0% *1.000")); // 64 B in 155 ns
    assert_non_null(strstr(ratios, "      size  glibc  first   late   near\n"));
    assert_non_null(strstr(ratios, "\n      64 B   15.5      -      -      -\n"));
    assert_non_null(strstr(ratios, "\n     4 KiB      -    2.5      -      -\n"));
    assert_non_null(strstr(text, "floor, from the loop of cold copies:"));
    free(text);
    result_free(&r);
}

static void reading_is_held_against_hot_in_hundredths(void **state) {
    (void)state;
    struct result r = race();
    struct condition read = condition_default;
    read.mode = MODE_READ;
    made_row(&r, "glibc", IMPL_LIBC, 64, 12.5, 12.5)->condition = read;
    made_row(&r, "floor", IMPL_CEILING, 64, 2, 2)->condition = read;
    summary_fill(&r);
    char *text = print(&r, 200, false);
    const char *second = strstr(text, "\n\nread:\n");
    const char *ratios =
        strstr(text, "\n\ntime of a copy and of reading it / time of a hot one:\n");
    assert_true(second != NULL && ratios > second);
    assert_non_null(strstr(ratios, "\n      64 B   1.25      -      -      -\n"));
    assert_non_null(strstr(text, "floor, and one read of each line of dst:"));
    free(text);
    result_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_the_fastest_and_those_not_told_apart_from_it),
        cmocka_unit_test(says_which_machine_which_reference_which_seed),
        cmocka_unit_test(says_who_is_first_how_sure_and_against_the_reference),
        cmocka_unit_test(nobody_is_first_who_was_lucky_at_some_placements),
        cmocka_unit_test(who_is_level_with_the_next_is_not_told_apart),
        cmocka_unit_test(too_few_placements_tell_nothing),
        cmocka_unit_test(one_alone_has_no_such_line),
        cmocka_unit_test(no_line_is_wider_than_the_terminal),
        cmocka_unit_test(what_does_not_fit_goes_into_further_panels),
        cmocka_unit_test(without_colour_there_is_no_escape_sequence),
        cmocka_unit_test(colour_wraps_the_fastest_and_changes_no_letter),
        cmocka_unit_test(what_was_not_raced_is_named_below),
        cmocka_unit_test(a_shared_core_is_marked_and_explained),
        cmocka_unit_test(ceilings_are_explained_where_any_block_has_them),
        cmocka_unit_test(a_shared_core_is_explained_only_where_it_is_marked),
        cmocka_unit_test(a_cell_that_was_mostly_disturbed_is_marked_and_explained),
        cmocka_unit_test(figures_that_cannot_be_told_are_dashes),
        cmocka_unit_test(a_result_without_rows_still_says_why),
        cmocka_unit_test(a_full_disk_is_noticed),
        cmocka_unit_test(long_sizes_do_not_widen_the_table),
        cmocka_unit_test(without_an_interval_nobody_is_told_apart),
        cmocka_unit_test(the_floor_is_a_line_below_and_no_column),
        cmocka_unit_test(with_ceilings_each_cell_has_its_percentage),
        cmocka_unit_test(with_ceilings_no_line_is_wider_than_the_terminal),
        cmocka_unit_test(near_calls_are_said_and_far_ones_are_not),
        cmocka_unit_test(a_mix_counts_the_bytes_of_its_mean_call),
        cmocka_unit_test(each_condition_has_a_block_and_cold_is_held_against_hot),
        cmocka_unit_test(reading_is_held_against_hot_in_hundredths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

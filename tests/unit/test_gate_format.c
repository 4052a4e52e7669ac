// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The forms of a gate's report, where there is nothing to print a figure of.
#include "bench/present/gate_format.h"

#include "tests/unit/unit.h"

#include <math.h>
#include <string.h>

// A cell that was measured, of which no round counts.
static struct gate_cell made_cell(void) {
    return (struct gate_cell){.name = "mine",
                              .bytes = 4096,
                              .tolerance = 0.01,
                              .stages = {{.verdict = GATE_INCONCLUSIVE,
                                          .slowdown = NAN,
                                          .lo = NAN,
                                          .hi = NAN,
                                          .p = 1,
                                          .detectable = NAN,
                                          .ns = NAN,
                                          .base_ns = NAN,
                                          .to_anchor = NAN,
                                          .base_to_anchor = NAN,
                                          .to_anchor_lo = NAN,
                                          .to_anchor_hi = NAN,
                                          .tainted = 160}},
                              .stage_count = 1,
                              .verdict = GATE_INCONCLUSIVE,
                              .reason = GATE_TOO_FEW,
                              .holm = 1,
                              .q = 1};
}

// Owned by the caller.
static char *print(enum gate_format format) {
    struct gate_cell cell = made_cell();
    const struct gate_report report = {.date = "2026-11-23T13:00:00Z",
                                       .base = "before",
                                       .candidate = "after",
                                       .tolerance = 0.01,
                                       .tolerance_large = 0.03,
                                       .cells = &cell,
                                       .cell_count = 1,
                                       .suite = gate_suite_of(&cell, 1),
                                       .status = EXIT_INCONCLUSIVE};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(gate_format_print(format, &report, out));
    fclose(out);
    return text;
}

static void no_form_prints_a_figure_that_is_none(void **state) {
    (void)state;
    for (unsigned format = 0; format < GATE_FORMATS; format++) {
        char *text = print(format);
        if (strcasestr(text, "nan") != NULL || strcasestr(text, "inf") != NULL)
            fail_msg("%s: %s", gate_format_name(format), text);
        free(text);
    }
}

static void the_table_has_dashes_for_what_is_not_known(void **state) {
    (void)state;
    char *text = print(GATE_TEXT);
    static const char row[] = "\nmine                       4 KiB         -         -         -"
                              "         -         -        -       1  inconclusive: too few rounds";
    if (strstr(text, row) == NULL)
        fail_msg("%s", text);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_form_prints_a_figure_that_is_none),
        cmocka_unit_test(the_table_has_dashes_for_what_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

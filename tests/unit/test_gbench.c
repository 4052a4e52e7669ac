// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Google Benchmark through the shim: begin, so many rounds, end, cell after cell.
#include "bench/measure/gbench.h"

#include "tests/unit/unit.h"

enum { CELLS = 3, MOST_EVENTS = 100 };

static const struct gbench_cell cells[CELLS] = {
    {"memcpy/one/64", 5}, {"memcpy/two/64", 1}, {"memcpy/one/128", 7}};

// What was called, in order: 'b', 'r' or 'e' and the cell.
struct log {
    struct {
        char what;
        size_t cell;
    } events[MOST_EVENTS];
    size_t count;
    struct gbench_report reports[CELLS];
    double ns; // what each round returns
};

static void add(struct log *log, char what, size_t cell) {
    assert_in_range(log->count, 0, MOST_EVENTS - 1);
    log->events[log->count].what = what;
    log->events[log->count++].cell = cell;
}

static void begin(void *context, size_t cell) {
    add(context, 'b', cell);
}

static double take_round(void *context, size_t cell) {
    add(context, 'r', cell);
    return ((struct log *)context)->ns;
}

static void end(void *context, const struct gbench_report *report) {
    struct log *log = context;
    assert_in_range(report->cell, 0, CELLS - 1);
    log->reports[report->cell] = *report;
    add(log, 'e', report->cell);
}

static void run(struct log *log, size_t count) {
    const struct gbench_hooks hooks = {log, begin, take_round, end};
    assert_int_equal(gbench_run(cells, count, &hooks), count);
}

static void calls_begin_rounds_and_end_cell_by_cell(void **state) {
    (void)state;
    struct log log = {.ns = 1000};
    size_t at = 0;
    run(&log, CELLS);
    for (size_t c = 0; c < CELLS; c++) {
        assert_int_equal(log.events[at].what, 'b');
        assert_int_equal(log.events[at++].cell, c);
        for (size_t i = 0; i < cells[c].rounds; i++) {
            assert_int_equal(log.events[at].what, 'r');
            assert_int_equal(log.events[at++].cell, c);
        }
        assert_int_equal(log.events[at].what, 'e');
        assert_int_equal(log.events[at++].cell, c);
    }
    assert_int_equal(log.count, at);
}

static void reports_what_the_rounds_returned(void **state) {
    (void)state;
    struct log log = {.ns = 1234};
    run(&log, CELLS);
    for (size_t c = 0; c < CELLS; c++) {
        assert_int_equal(log.reports[c].iterations, cells[c].rounds);
        assert_true(log.reports[c].real_ns > 1233.9 && log.reports[c].real_ns < 1234.1);
    }
}

// What an interrupted race does with the rounds that remain.
static void rounds_may_return_nothing(void **state) {
    (void)state;
    struct log log = {.ns = 0};
    run(&log, CELLS);
    for (size_t c = 0; c < CELLS; c++) {
        assert_int_equal(log.reports[c].iterations, cells[c].rounds);
        assert_true(log.reports[c].real_ns == 0);
    }
}

static void a_second_run_knows_nothing_of_the_first(void **state) {
    (void)state;
    struct log first = {.ns = 10}, second = {.ns = 20};
    run(&first, CELLS);
    run(&second, 1);
    assert_int_equal(second.count, 1 + cells[0].rounds + 1);
    assert_int_equal(second.reports[0].cell, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_begin_rounds_and_end_cell_by_cell),
        cmocka_unit_test(reports_what_the_rounds_returned),
        cmocka_unit_test(rounds_may_return_nothing),
        cmocka_unit_test(a_second_run_knows_nothing_of_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

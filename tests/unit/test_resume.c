// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What is left of a race that was broken off, where copies go before each other's.
#include "bench/task/resume.h"

#include "tests/unit/race.h"

enum { IMPLS = 3 };

static size_t two_sizes[] = {64, 4096};

// At the first size everybody is measured, at the second all but the last.
static void measure(const struct plan *plan, const struct impl *last, struct result *out) {
    struct failure failure = {0};
    assert_true(result_init(out, IMPLS, plan->cell_count, &failure));
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        struct result_row *row = &out->rows[out->row_count++];
        *row = (struct result_row){.bytes = cell->bytes, .condition = cell->condition};
        memcpy(row->impl, cell->impl->name, sizeof row->impl);
        row->samples.block_count =
            cell->impl == last && cell->bytes == two_sizes[1] ? cell->blocks - 1 : cell->blocks;
    }
}

static void check(enum mode mode, size_t cells_left, bool first_is_left) {
    struct registry registry = open_registry(&asm_blobs, CPU_BIT(CPU_FEATURES) - 1);
    const struct impl *impls[IMPLS] = {find_impl(&registry, "glibc"),
                                       find_impl(&registry, "rep_movsb"),
                                       find_impl(&registry, "sse2_loop")};
    struct condition c = condition_default;
    c.mode = mode;
    const struct plan_options options = {.sizes = {two_sizes, COUNT_OF(two_sizes)},
                                         .cell_seconds = 0.01,
                                         .conditions = &c,
                                         .condition_count = 1};
    struct plan plan;
    struct failure failure = {0};
    struct journal_content found = {0};
    assert_true(plan_make(&options, impls[0], impls, IMPLS, &plan, &failure));
    measure(&plan, impls[2], &found.result);
    assert_true(resume_has_cells_left(&found, &plan, impls[2]));
    assert_int_equal(resume_has_cells_left(&found, &plan, impls[1]), first_is_left);
    resume_drop_measured(&found, &plan);
    assert_int_equal(plan.cell_count, cells_left);
    for (size_t i = 0; i < plan.cell_count; i++)
        assert_int_equal(plan.cells[i].bytes, two_sizes[1]);
    plan_free(&plan);
    result_free(&found.result);
    registry_close(&registry);
}

static void what_is_measured_is_dropped(void **state) {
    (void)state;
    check(MODE_HOT, 1, false);
}

static void who_may_go_before_others_stays_with_them(void **state) {
    (void)state;
    check(MODE_NO_WARM, IMPLS, true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_measured_is_dropped),
        cmocka_unit_test(who_may_go_before_others_stays_with_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

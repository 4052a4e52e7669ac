// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What will be measured: the same for a seed, inside every contract, fair to every placement.
#include "bench/measure/plan.h"

#include "bench/measure/buffers.h"
#include "tests/unit/race.h"

#include <stdbool.h>
#include <stdio.h>

static struct registry registry; // fixture_blobs

static int open_fixture(void **state) {
    (void)state;
    registry = open_registry(&fixture_blobs, CPU_BIT(CPU_FEATURES) - 1);
    return 0;
}

static int close_fixture(void **state) {
    (void)state;
    registry_close(&registry);
    return 0;
}

static const char *const three[] = {"glibc", "code_align64", "granule128"};
static size_t some_sizes[] = {64, 128, 192, 256, 384, 4096, 1 << 20};

static bool make(const struct plan_options *options, const char *const *names, size_t count,
                 struct plan *out, struct failure *failure) {
    const struct impl *impls[8];
    for (size_t i = 0; i < count; i++)
        impls[i] = find_impl(&registry, names[i]);
    return plan_make(options, find_impl(&registry, names[0]), impls, count, out, failure);
}

static struct plan make_three(uint32_t seed, double cell_seconds) {
    struct plan_options options = {
        .sizes = {some_sizes, COUNT_OF(some_sizes)}, .cell_seconds = cell_seconds, .seed = seed};
    struct plan plan;
    struct failure failure = {0};
    if (!make(&options, three, COUNT_OF(three), &plan, &failure))
        fail_msg("%s", failure.text);
    return plan;
}

static bool same_cells(const struct plan *a, const struct plan *b) {
    if (a->cell_count != b->cell_count)
        return false;
    for (size_t i = 0; i < a->cell_count; i++)
        if (strcmp(a->cells[i].name, b->cells[i].name) != 0 ||
            a->cells[i].rounds_per_block != b->cells[i].rounds_per_block)
            return false;
    return true;
}

static bool same_placements(const struct plan *a, const struct plan *b) {
    return memcmp(a->placements, b->placements,
                  a->size_count * SAMPLE_BLOCKS * sizeof *a->placements) == 0;
}

static void a_seed_gives_the_same_plan_each_time(void **state) {
    (void)state;
    struct plan a = make_three(7, 0.01), b = make_three(7, 0.01);
    assert_true(same_cells(&a, &b));
    assert_true(same_placements(&a, &b));
    assert_int_equal(a.seed, 7);
    plan_free(&a);
    plan_free(&b);
    assert_null(a.cells);
    assert_null(a.placements);
}

// One size's placements, whatever their order.
static bool same_set(const struct placement *a, const struct placement *b) {
    for (size_t i = 0; i < SAMPLE_BLOCKS; i++) {
        size_t there = 0;
        for (size_t j = 0; j < SAMPLE_BLOCKS; j++)
            there += memcmp(&a[i], &b[j], sizeof a[i]) == 0;
        if (there != 1)
            return false;
    }
    return true;
}

static void other_seeds_give_the_same_placements_in_other_orders(void **state) {
    (void)state;
    struct plan a = make_three(7, 0.01), b = make_three(8, 0.01);
    assert_false(same_cells(&a, &b));
    assert_false(same_placements(&a, &b));
    for (size_t s = 0; s < a.size_count; s++)
        assert_true(same_set(a.placements + s * SAMPLE_BLOCKS, b.placements + s * SAMPLE_BLOCKS));
    plan_free(&a);
    plan_free(&b);
}

// A size keeps its placements whatever other sizes are raced, or results would not compare.
static void a_sizes_placements_hang_on_no_other_size(void **state) {
    (void)state;
    struct plan all = make_three(7, 0.01), one;
    struct plan_options options = {.sizes = {some_sizes + 5, 1}, .cell_seconds = 0.01, .seed = 7};
    struct failure failure;
    assert_true(make(&options, three, COUNT_OF(three), &one, &failure));
    assert_memory_equal(one.placements, all.placements + (size_t)5 * SAMPLE_BLOCKS,
                        SAMPLE_BLOCKS * sizeof *one.placements);
    plan_free(&all);
    plan_free(&one);
}

static void placements_stay_in_the_slack_and_clear_of_aliasing(void **state) {
    (void)state;
    for (uint32_t seed = 0; seed < 200; seed++) {
        struct plan plan = make_three(seed, 0.01);
        for (size_t i = 0; i < plan.size_count * SAMPLE_BLOCKS; i++) {
            const struct placement *p = &plan.placements[i];
            size_t apart = (p->dst_offset - p->src_offset) % 4096;
            assert_int_equal(p->src_offset % 64, 0);
            assert_int_equal(p->dst_offset % 64, 0);
            assert_in_range(apart, 1024, 3072);
            assert_in_range(p->src_offset, 4096, BUFFER_SLACK - 4096);
            assert_in_range(p->dst_offset, 4096, BUFFER_SLACK - 4096);
        }
        plan_free(&plan);
    }
}

static void placements_differ_from_block_to_block(void **state) {
    (void)state;
    struct plan plan = make_three(7, 0.01);
    const struct placement *p = plan.cells[0].placements;
    for (size_t a = 0; a < SAMPLE_BLOCKS; a++)
        for (size_t b = 0; b < a; b++)
            assert_true(p[a].src_offset != p[b].src_offset || p[a].dst_offset != p[b].dst_offset);
    plan_free(&plan);
}

static void a_blobs_four_places_are_used_equally(void **state) {
    (void)state;
    struct plan plan = make_three(7, 0.01);
    for (size_t c = 0; c < plan.cell_count; c++) {
        size_t used[IMPL_PLACEMENTS] = {0};
        for (size_t b = 0; b < SAMPLE_BLOCKS; b++)
            used[plan.cells[c].placements[b].entry % IMPL_PLACEMENTS]++;
        for (size_t e = 0; e < IMPL_PLACEMENTS; e++)
            assert_int_equal(used[e], SAMPLE_BLOCKS / IMPL_PLACEMENTS);
    }
    plan_free(&plan);
}

static void sizes_ascend_and_share_their_placements(void **state) {
    (void)state;
    struct plan plan = make_three(7, 0.01);
    for (size_t i = 1; i < plan.cell_count; i++) {
        const struct plan_cell *a = &plan.cells[i - 1], *b = &plan.cells[i];
        assert_true(a->bytes <= b->bytes);
        assert_int_equal(a->bytes == b->bytes, a->placements == b->placements);
    }
    plan_free(&plan);
}

static size_t cells_of(const struct plan *plan, const char *impl, size_t bytes) {
    size_t count = 0;
    for (size_t i = 0; i < plan->cell_count; i++)
        count += strcmp(plan->cells[i].impl->name, impl) == 0 && plan->cells[i].bytes == bytes;
    return count;
}

// granule128 asks for multiples of 128 from 256 on.
static void every_size_a_contract_allows_is_planned_once_and_no_other(void **state) {
    (void)state;
    struct plan plan = make_three(7, 0.01);
    for (size_t i = 0; i < COUNT_OF(some_sizes); i++) {
        size_t n = some_sizes[i];
        assert_int_equal(cells_of(&plan, "glibc", n), 1);
        assert_int_equal(cells_of(&plan, "code_align64", n), 1);
        assert_int_equal(cells_of(&plan, "granule128", n), n >= 256 && n % 128 == 0);
    }
    plan_free(&plan);
}

static void the_references_contract_counts_too(void **state) {
    (void)state;
    static const char *const two[] = {"granule128", "glibc"};
    struct plan_options options = {.sizes = {some_sizes, 4}, .cell_seconds = 0.01, .seed = 7};
    struct plan plan;
    struct failure failure;
    assert_true(make(&options, two, 2, &plan, &failure));
    assert_int_equal(plan.cell_count, 2); // both, at 256 only
    assert_int_equal(cells_of(&plan, "glibc", 256), 1);
    assert_string_equal(plan.reference->name, "granule128");
    plan_free(&plan);
}

static void cells_are_named_as_the_result_file_names_them(void **state) {
    (void)state;
    struct plan plan = make_three(7, 0.01);
    for (size_t i = 0; i < plan.cell_count; i++) {
        char name[96];
        snprintf(name, sizeof name, "memcpy/%s/%zu", plan.cells[i].impl->name, plan.cells[i].bytes);
        assert_string_equal(plan.cells[i].name, name);
    }
    plan_free(&plan);
}

static void rounds_fit_the_samples_however_long_a_cell_may_take(void **state) {
    (void)state;
    static const double seconds[] = {1e-9, 0.002, 0.1, 10, 1e6};
    for (size_t i = 0; i < COUNT_OF(seconds); i++) {
        struct plan plan = make_three(7, seconds[i]);
        double sum = 0;
        for (size_t c = 0; c < plan.cell_count; c++) {
            assert_in_range(plan.cells[c].rounds_per_block, 1, SAMPLE_ROUNDS / SAMPLE_BLOCKS);
            assert_true(plan.cells[c].seconds >= seconds[i]);
            sum += plan.cells[c].seconds;
        }
        assert_true(plan.seconds > 0.999 * sum && plan.seconds < 1.001 * sum);
        plan_free(&plan);
    }
}

static void longer_cells_of_a_large_size_take_more_rounds(void **state) {
    (void)state;
    struct plan brief = make_three(7, 0.001), lengthy = make_three(7, 1);
    const struct plan_cell *a = &brief.cells[brief.cell_count - 1];
    const struct plan_cell *b = &lengthy.cells[lengthy.cell_count - 1];
    assert_int_equal(a->bytes, 1 << 20);
    assert_true(a->rounds_per_block < b->rounds_per_block);
    plan_free(&brief);
    plan_free(&lengthy);
}

static void a_plan_without_cells_is_an_error(void **state) {
    (void)state;
    static const char *const two[] = {"glibc", "granule128"};
    const struct impl *only = find_impl(&registry, two[1]);
    struct plan_options options = {.sizes = {some_sizes, 3}, .cell_seconds = 0.01, .seed = 7};
    struct plan plan;
    struct failure failure = {0};
    assert_false(plan_make(&options, find_impl(&registry, two[0]), &only, 1, &plan, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_non_null(strstr(failure.text, "contract"));
}

static void a_plan_without_implementations_is_an_error(void **state) {
    (void)state;
    struct plan_options options = {.sizes = {some_sizes, 3}, .cell_seconds = 0.01, .seed = 7};
    struct plan plan;
    struct failure failure = {0};
    assert_false(plan_make(&options, find_impl(&registry, "glibc"), NULL, 0, &plan, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
}

static void dropping_an_implementation_leaves_the_others_as_they_were(void **state) {
    (void)state;
    struct plan plan = make_three(7, 0.01), whole = make_three(7, 0.01);
    const struct impl *dropped = find_impl(&registry, three[1]);
    plan_drop(&plan, dropped);
    size_t kept = 0;
    for (size_t c = 0; c < whole.cell_count; c++)
        if (whole.cells[c].impl != dropped)
            assert_string_equal(plan.cells[kept++].name, whole.cells[c].name);
    assert_int_equal(plan.cell_count, kept);
    assert_true(kept < whole.cell_count);
    assert_true(same_placements(&plan, &whole));
    assert_true(plan.seconds < whole.seconds);
    plan_free(&plan);
    plan_free(&whole);
}

static void nobody_is_called_at_an_alignment_outside_its_contract(void **state) {
    (void)state;
    struct impl picky = *find_impl(&registry, "code_align64");
    const struct impl *impls[] = {&picky};
    struct plan_options options = {
        .sizes = {some_sizes, COUNT_OF(some_sizes)}, .cell_seconds = 0.01, .seed = 7};
    struct plan plan;
    struct failure failure = {0};
    picky.contract.align = 256;
    assert_true(plan_make(&options, find_impl(&registry, "glibc"), impls, 1, &plan, &failure));
    for (size_t c = 0; c < plan.cell_count; c++)
        for (size_t b = 0; b < SAMPLE_BLOCKS; b++) {
            assert_int_equal(plan.cells[c].placements[b].src_offset % 256, 0);
            assert_int_equal(plan.cells[c].placements[b].dst_offset % 256, 0);
        }
    plan_free(&plan);
}

// Of the first six sizes only 4096 has ceilings; of that and 1 MiB each kernel has one cell, at the
// placements that the copies have, and half of their time.
static void ceilings_stand_among_the_copies_of_their_sizes(void **state) {
    (void)state;
    struct impl load = *find_impl(&registry, "code_align64"), store = load;
    load.kind = store.kind = IMPL_CEILING;
    load.contract.role = CONTRACT_LOAD;
    store.contract.role = CONTRACT_STORE;
    snprintf(load.name, sizeof load.name, "load_sse2");
    snprintf(store.name, sizeof store.name, "store_nt_sse2");
    const struct impl *const ceilings[] = {&load, &store};
    struct plan_options options = {.sizes = {some_sizes, COUNT_OF(some_sizes)},
                                   .cell_seconds = 0.01,
                                   .seed = 7,
                                   .ceilings = ceilings,
                                   .ceiling_count = 2};
    struct plan plan;
    struct failure failure = {0};
    size_t loads = 0, stores = 0;
    assert_true(make(&options, three, COUNT_OF(three), &plan, &failure));
    for (size_t c = 0; c < plan.cell_count; c++) {
        const struct plan_cell *cell = &plan.cells[c];
        const struct plan_cell *beside = &plan.cells[c > 0 ? c - 1 : 1];
        bool copies = cell->impl != &load && cell->impl != &store;
        assert_true(copies || cell->bytes >= 4096);
        assert_true(cell->impl != &store || cell->bytes == 1 << 20);
        assert_true(cell->share > 0 && (copies ? cell->share >= 1 : cell->share < 1));
        if (beside->bytes == cell->bytes)
            assert_ptr_equal(beside->placements, cell->placements);
        loads += cell->impl == &load;
        stores += cell->impl == &store;
    }
    assert_int_equal(loads, 2);
    assert_int_equal(stores, 1);
    plan_drop(&plan, find_impl(&registry, "code_align64"));
    plan_drop(&plan, find_impl(&registry, "granule128"));
    assert_false(plan_is_empty(&plan));
    plan_drop(&plan, find_impl(&registry, "glibc"));
    assert_int_equal(plan.cell_count, 3);
    assert_true(plan_is_empty(&plan)); // of copies
    plan_free(&plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_gives_the_same_plan_each_time),
        cmocka_unit_test(other_seeds_give_the_same_placements_in_other_orders),
        cmocka_unit_test(a_sizes_placements_hang_on_no_other_size),
        cmocka_unit_test(placements_stay_in_the_slack_and_clear_of_aliasing),
        cmocka_unit_test(placements_differ_from_block_to_block),
        cmocka_unit_test(a_blobs_four_places_are_used_equally),
        cmocka_unit_test(sizes_ascend_and_share_their_placements),
        cmocka_unit_test(every_size_a_contract_allows_is_planned_once_and_no_other),
        cmocka_unit_test(the_references_contract_counts_too),
        cmocka_unit_test(cells_are_named_as_the_result_file_names_them),
        cmocka_unit_test(rounds_fit_the_samples_however_long_a_cell_may_take),
        cmocka_unit_test(longer_cells_of_a_large_size_take_more_rounds),
        cmocka_unit_test(a_plan_without_cells_is_an_error),
        cmocka_unit_test(a_plan_without_implementations_is_an_error),
        cmocka_unit_test(dropping_an_implementation_leaves_the_others_as_they_were),
        cmocka_unit_test(ceilings_stand_among_the_copies_of_their_sizes),
        cmocka_unit_test(nobody_is_called_at_an_alignment_outside_its_contract),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}

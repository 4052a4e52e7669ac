// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Picking implementations by --impl and --without.
#include "tests/unit/race.h"

#include <fnmatch.h>
#include <stdbool.h>

static struct registry registry; // asm_blobs on a machine that has AVX2 and lacks AVX512F

static int open_fixture(void **state) {
    (void)state;
    registry = open_registry(&asm_blobs, CPU_BIT(CPU_SSE2) | CPU_BIT(CPU_AVX) | CPU_BIT(CPU_AVX2));
    return 0;
}

static int close_fixture(void **state) {
    (void)state;
    registry_close(&registry);
    return 0;
}

static struct selection pick(const char *wanted, const char *without) {
    struct selection selection;
    struct failure failure = {0};
    if (!registry_select(&registry,
                         &(struct choice){&wanted, wanted != NULL, &without, without != NULL},
                         &selection, &failure))
        fail_msg("%s", failure.text);
    return selection;
}

static void assert_refused(const char *wanted, const char *without, const char *phrase) {
    struct selection selection;
    struct failure failure = {0};
    assert_false(registry_select(
        &registry, &(struct choice){&wanted, wanted != NULL, &without, without != NULL}, &selection,
        &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_non_null(strstr(failure.text, phrase));
}

static bool holds(const struct impl **impls, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(impls[i]->name, name) == 0)
            return true;
    return false;
}

static void takes_every_copy_where_nothing_is_said(void **state) {
    (void)state;
    struct selection s = pick(NULL, NULL);
    size_t copies = 0;
    for (size_t i = 0; i < registry.count; i++)
        copies += impl_is_copy(&registry.impls[i]);
    assert_int_equal(s.runnable_count + s.skipped_count, copies);
    assert_true(holds(s.runnable, s.runnable_count, "glibc"));
    assert_true(holds(s.runnable, s.runnable_count, "rep_movsb"));
    assert_true(holds(s.runnable, s.runnable_count, "sse2_inline"));
    assert_false(holds(s.runnable, s.runnable_count, "add")); // no memcpy
    assert_false(holds(s.runnable, s.runnable_count, "hello"));
    selection_free(&s);
    assert_null(s.runnable);
    assert_null(s.skipped);
}

static void sets_aside_what_cannot_run_here(void **state) {
    (void)state;
    struct selection s = pick(NULL, NULL);
    assert_true(holds(s.skipped, s.skipped_count, "avx512_loop"));
    assert_false(holds(s.runnable, s.runnable_count, "avx512_loop"));
    assert_true(holds(s.runnable, s.runnable_count, "avx2_loop"));
    selection_free(&s);
}

static void the_best_are_everybody_but_who_is_raced_on_demand(void **state) {
    (void)state;
    struct impl best = {.name = "best"}, demand = {.name = "demand", .on_demand = true},
                lacking = {.name = "lacking", .missing = 1},
                absent = {.name = "absent", .absent = "the package x"};
    const struct impl *runnable[] = {&demand, &best, &demand};
    const struct impl *skipped[] = {&absent, &lacking};
    struct selection s = {runnable, 3, skipped, 2};
    assert_int_equal(selection_keep_best(&s), 2);
    assert_int_equal(s.runnable_count, 1);
    assert_ptr_equal(s.runnable[0], &best);
    assert_int_equal(s.skipped_count, 1);
    assert_ptr_equal(s.skipped[0], &lacking);
}

static void where_only_those_on_demand_are_left_they_are_the_best(void **state) {
    (void)state;
    struct impl demand = {.name = "demand", .on_demand = true};
    const struct impl *runnable[] = {&demand};
    struct selection s = {runnable, 1, NULL, 0};
    assert_int_equal(selection_keep_best(&s), 0);
    assert_int_equal(s.runnable_count, 1);
}

static bool matches_any(const char *name, const char *const *globs, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (fnmatch(globs[i], name, 0) == 0)
            return true;
    return false;
}

// Each copy that matches stands once, in the registry's order, and nobody else does.
static void assert_picked(const struct selection *s, const char *const *globs, size_t count) {
    size_t runnable = 0, skipped = 0;
    for (size_t i = 0; i < registry.count; i++) {
        const struct impl *impl = &registry.impls[i];
        if (!impl_is_copy(impl) || !matches_any(impl->name, globs, count))
            continue;
        if (impl_can_run(impl)) {
            assert_true(runnable < s->runnable_count);
            assert_ptr_equal(s->runnable[runnable++], impl);
        } else {
            assert_true(skipped < s->skipped_count);
            assert_ptr_equal(s->skipped[skipped++], impl);
        }
    }
    assert_int_equal(s->runnable_count, runnable);
    assert_int_equal(s->skipped_count, skipped);
}

static void a_glob_picks_all_that_match(void **state) {
    (void)state;
    static const char *const glob = "avx*_loop";
    struct selection s = pick(glob, NULL);
    assert_true(holds(s.runnable, s.runnable_count, "avx2_loop"));
    assert_true(holds(s.skipped, s.skipped_count, "avx512_loop"));
    assert_false(holds(s.runnable, s.runnable_count, "rep_movsb"));
    assert_picked(&s, &glob, 1);
    selection_free(&s);
}

static void several_patterns_add_up_and_nobody_comes_twice(void **state) {
    (void)state;
    const char *const wanted[] = {"glibc", "rep_*", "*movsb"};
    struct selection s;
    struct failure failure = {0};
    assert_true(registry_select(&registry, &(struct choice){wanted, 3, NULL, 0}, &s, &failure));
    assert_string_equal(s.runnable[0]->name, "glibc");
    assert_true(holds(s.runnable, s.runnable_count, "rep_movsb")); // two patterns match it
    assert_picked(&s, wanted, COUNT_OF(wanted));
    selection_free(&s);
}

static void without_takes_away(void **state) {
    (void)state;
    struct selection s = pick("avx*", "*512*");
    assert_true(holds(s.runnable, s.runnable_count, "avx2_loop"));
    assert_int_equal(s.skipped_count, 0);
    selection_free(&s);
    s = pick(NULL, "glibc");
    assert_false(holds(s.runnable, s.runnable_count, "glibc"));
    assert_true(holds(s.runnable, s.runnable_count, "rep_movsb"));
    selection_free(&s);
}

static void an_unknown_name_is_an_error_on_either_side(void **state) {
    (void)state;
    assert_refused("rep_movsd", NULL, "did you mean 'rep_movsb'?");
    assert_refused(NULL, "rep_movsd", "did you mean 'rep_movsb'?");
    assert_refused("zzz*", NULL, "'zzz*': matches no implementation");
    assert_refused(NULL, "[xyz]*", "'[xyz]*': matches no implementation");
    assert_refused("", NULL, "no such implementation");
}

static void what_is_no_memcpy_is_refused_by_name_and_by_glob(void **state) {
    (void)state;
    assert_refused("add", NULL, "'add': is no memcpy");
    assert_refused(NULL, "hello", "'hello': is no memcpy");
    assert_refused("ad*", NULL, "'ad*': matches no implementation");
}

static void an_empty_selection_is_an_error(void **state) {
    (void)state;
    assert_refused("glibc", "glibc", "empty");
    assert_refused(NULL, "*", "empty");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_every_copy_where_nothing_is_said),
        cmocka_unit_test(sets_aside_what_cannot_run_here),
        cmocka_unit_test(the_best_are_everybody_but_who_is_raced_on_demand),
        cmocka_unit_test(where_only_those_on_demand_are_left_they_are_the_best),
        cmocka_unit_test(a_glob_picks_all_that_match),
        cmocka_unit_test(several_patterns_add_up_and_nobody_comes_twice),
        cmocka_unit_test(without_takes_away),
        cmocka_unit_test(an_unknown_name_is_an_error_on_either_side),
        cmocka_unit_test(what_is_no_memcpy_is_refused_by_name_and_by_glob),
        cmocka_unit_test(an_empty_selection_is_an_error),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}

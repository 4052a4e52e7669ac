// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Other libraries' copies: rows that say what they are, and variants of glibc that are what runs.
#include "bench/impl/glibc_thresholds.h"
#include "bench/impl/installed/installed.h"
#include "bench/impl/twin.h"
#include "tests/unit/race.h"

#include <stdbool.h>
#include <stdio.h>

static struct registry registry;

static int open_fixture(void **state) {
    (void)state;
    registry = open_registry(&asm_blobs, cpu_detect());
    return 0;
}

static int close_fixture(void **state) {
    (void)state;
    registry_close(&registry);
    return 0;
}

static void a_row_has_a_function_or_says_why_not(void **state) {
    (void)state;
    assert_true(installed_count >= 20);
    for (size_t i = 0; i < installed_count; i++) {
        const struct installed_row *row = &installed_rows[i];
        if ((row->fn != NULL) == (row->absent != NULL) ||
            (row->fn != NULL) == (row->origin == NULL))
            fail_msg("%s", row->name);
        assert_true(row->package == NULL || row->absent != NULL);
        assert_true(strlen(row->summary) < CONTRACT_SUMMARY_SIZE);
        assert_true(row->origin == NULL || strlen(row->origin) < IMPL_DETAIL);
        assert_true(row->sha256 == NULL || strlen(row->sha256) == IMPL_SHA256 - 1);
        assert_true(impl_name_is_valid(row->name));
    }
}

static void the_registry_has_each_as_its_row_says(void **state) {
    (void)state;
    for (size_t i = 0; i < installed_count; i++) {
        const struct installed_row *row = &installed_rows[i];
        const struct impl *impl = find_impl(&registry, row->name);
        assert_int_equal(impl->kind, IMPL_LIBRARY);
        assert_int_equal(impl->contract.align, 1);
        assert_int_equal(impl->contract.granule, 1);
        assert_int_equal(impl->contract.min, 0);
        assert_int_equal(impl->entry_count, row->fn != NULL);
        assert_int_equal(impl->on_demand, !row->best);
        assert_int_equal(impl_can_run(impl), row->fn != NULL && impl->missing == 0);
        assert_ptr_equal((void *)impl->entries[0], (void *)row->fn);
    }
}

static void who_is_absent_cannot_run_and_says_what_to_install(void **state) {
    (void)state;
    static const struct installed_row row = {.name = "nowhere",
                                             .summary = "",
                                             .isa = CPU_BIT(CPU_AVX512F),
                                             .absent = "the package nowhere-dev",
                                             .package = "nowhere-dev"};
    struct impl impl = {.name = ""};
    char lacks[64];
    installed_describe(&impl, &row, CPU_BIT(CPU_AVX512F));
    assert_false(impl_can_run(&impl));
    assert_int_equal(impl.entry_count, 0);
    assert_string_equal(impl_lacks(&impl, lacks, sizeof lacks), "the package nowhere-dev");
    assert_string_equal(impl.package, "nowhere-dev");
}

static void who_lacks_a_feature_names_it(void **state) {
    (void)state;
    struct installed_row row = {.name = "wide", .summary = "", .isa = CPU_BIT(CPU_RTM)};
    row.fn = registry.impls[0].entries[0];
    struct impl impl = {.name = ""};
    char lacks[64];
    installed_describe(&impl, &row, CPU_BIT(CPU_AVX));
    assert_false(impl_can_run(&impl));
    assert_string_equal(impl_lacks(&impl, lacks, sizeof lacks), "rtm");
}

static bool is_variant(const struct installed_row *row) {
    return row->fn != NULL && strncmp(row->name, "glibc_", strlen("glibc_")) == 0;
}

// The variant that the C library's ifunc chose is the one of ours that has its name, and no other.
static void the_variant_that_runs_is_ours_of_its_name(void **state) {
    (void)state;
    const struct impl *glibc = find_impl(&registry, "glibc");
    const uint8_t *entry = (const uint8_t *)glibc->entries[0];
    const struct twin_range around = {entry - 4096, entry + 4096};
    char name[IMPL_DETAIL + sizeof "glibc_"];
    snprintf(name, sizeof name, "glibc_%s", glibc->detail);
    const struct impl *ours = find_impl(&registry, name);
    struct glibc_thresholds unused;
    if (ours->absent != NULL || glibc_thresholds_read(&unused) == GLIBC_THRESHOLDS_ASSUMED) {
        print_message("%s: not there, or of another build than the C library\n", name);
        skip();
    }
    for (size_t i = 0; i < installed_count; i++) {
        const struct installed_row *row = &installed_rows[i];
        bool same =
            is_variant(row) && twin_compare((const uint8_t *)row->fn, entry, around, NULL, NULL);
        if (same != (strcmp(row->name, name) == 0))
            fail_msg("%s is %s what runs, %s", row->name, same ? "" : "not", glibc->detail);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_has_a_function_or_says_why_not),
        cmocka_unit_test(the_registry_has_each_as_its_row_says),
        cmocka_unit_test(who_is_absent_cannot_run_and_says_what_to_install),
        cmocka_unit_test(who_lacks_a_feature_names_it),
        cmocka_unit_test(the_variant_that_runs_is_ours_of_its_name),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Which machines are alike.
#include "bench/analyse/comparable.h"

#include "tests/unit/made_result.h"

static struct result a, b;
static char text[COMPARABLE_TEXT];

static int make_both(void **state) {
    (void)state;
    a = made_result();
    b = made_result();
    return 0;
}

static int free_both(void **state) {
    (void)state;
    result_free(&a);
    result_free(&b);
    return 0;
}

static void a_machine_is_like_itself(void **state) {
    (void)state;
    assert_true(comparable_machines(&a, &b, text));
    assert_string_equal(text, "");
}

static void what_comes_and_goes_makes_no_other_machine(void **state) {
    (void)state;
    snprintf(b.machine.host, sizeof b.machine.host, "elsewhere");
    snprintf(b.machine.kernel, sizeof b.machine.kernel, "Linux 9.9");
    snprintf(b.machine.microcode, sizeof b.machine.microcode, "0x1234");
    b.machine.core_hz *= 1.3;
    b.machine.load[0] += 7;
    assert_true(comparable_machines(&a, &b, text));
}

static void each_field_that_matters_is_named(void **state) {
    (void)state;
    b.machine.cpu_stepping++;
    snprintf(b.machine.hypervisor, sizeof b.machine.hypervisor, "Abacus");
    snprintf(b.machine.libc, sizeof b.machine.libc, "musl");
    snprintf(b.machine.libc_variant, sizeof b.machine.libc_variant, "by_hand");
    snprintf(b.machine.tunables, sizeof b.machine.tunables, "glibc.x=1");
    b.machine.shape.caches[b.machine.shape.cache_count - 1].bytes *= 64;
    b.page_bytes = 512 * a.page_bytes;
    assert_false(comparable_machines(&a, &b, text));
    static const char *const wanted[] = {"family, model and stepping (",
                                         "hypervisor (",
                                         " and Abacus)",
                                         "last cache (",
                                         "C library (",
                                         " and musl)",
                                         "its memcpy (",
                                         " and by_hand)",
                                         "its tunables (",
                                         " and glibc.x=1)",
                                         "pages under the buffers ("};
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        if (strstr(text, wanted[i]) == NULL)
            fail_msg("'%s' lacks '%s'", text, wanted[i]);
}

static void long_values_are_cut_and_end(void **state) {
    (void)state;
    memset(b.machine.libc, 'x', sizeof b.machine.libc - 1);
    memset(b.machine.tunables, 'y', sizeof b.machine.tunables - 1);
    memset(b.machine.cpu_model_name, 'z', sizeof b.machine.cpu_model_name - 1);
    b.machine.libc[sizeof b.machine.libc - 1] = '\0';
    b.machine.tunables[sizeof b.machine.tunables - 1] = '\0';
    b.machine.cpu_model_name[sizeof b.machine.cpu_model_name - 1] = '\0';
    assert_false(comparable_machines(&a, &b, text));
    assert_in_range(strlen(text), 60, COMPARABLE_TEXT - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_machine_is_like_itself, make_both, free_both),
        cmocka_unit_test_setup_teardown(what_comes_and_goes_makes_no_other_machine, make_both,
                                        free_both),
        cmocka_unit_test_setup_teardown(each_field_that_matters_is_named, make_both, free_both),
        cmocka_unit_test_setup_teardown(long_values_are_cut_and_end, make_both, free_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Specs as they are typed, and what is answered to those that are none.
#include "bench/impl/spec.h"
#include "loader/cpu.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static struct spec parse(const char *text) {
    struct spec spec;
    struct failure failure = {0};
    if (!spec_parse(text, &spec, &failure))
        fail_msg("%s: %s", text, failure.text);
    return spec;
}

static void assert_refused(const char *text, const char *phrase) {
    struct spec spec;
    struct failure failure = {0};
    if (spec_parse(text, &spec, &failure))
        fail_msg("%s: taken", text);
    assert_int_equal(failure.status, EXIT_USAGE);
    if (strstr(failure.text, phrase) == NULL)
        fail_msg("%s: '%s' says nothing of '%s'", text, failure.text, phrase);
}

static void a_bare_path_gets_the_defaults(void **state) {
    (void)state;
    struct spec s = parse("blob:dir/My-Copy.v2.bin");
    assert_int_equal(s.kind, SPEC_BLOB);
    assert_string_equal(s.path, "dir/My-Copy.v2.bin");
    assert_string_equal(s.name, "my-copy.v2");
    assert_string_equal(s.label, "blob:dir/My-Copy.v2.bin");
    assert_string_equal(s.from, "dir/My-Copy.v2.bin");
    assert_string_equal(s.symbol, "");
    assert_int_equal(s.contract.role, CONTRACT_COPY);
    assert_int_equal(s.contract.align, 1);
    assert_int_equal(s.contract.granule, 64);
    assert_int_equal(s.contract.min, 0);
    assert_int_equal(s.contract.code_align, 16);
    assert_int_equal(s.contract.isa, 0);
    assert_false(s.states_contract);
}

static void options_set_the_contract_in_any_order(void **state) {
    (void)state;
    struct spec s = parse("asm:x.asm,name=other.one,isa=AVX2+bmi2,min=128,granule=32,align=4096");
    assert_int_equal(s.kind, SPEC_ASM);
    assert_string_equal(s.path, "x.asm");
    assert_string_equal(s.name, "other.one");
    assert_int_equal(s.contract.align, 4096);
    assert_int_equal(s.contract.granule, 32);
    assert_int_equal(s.contract.min, 128);
    assert_int_equal(s.contract.isa, CPU_BIT(CPU_AVX2) | CPU_BIT(CPU_BMI2));
    assert_true(s.states_contract);
    assert_string_equal(s.label, "asm:x.asm");
    assert_false(parse("asm:x.asm,name=y").states_contract);
}

static void a_symbol_stands_behind_the_last_colon(void **state) {
    (void)state;
    struct spec s = parse("so:./a:b/libFast.so.1.2:Copy_It,align=16");
    assert_int_equal(s.kind, SPEC_SO);
    assert_string_equal(s.path, "./a:b/libFast.so.1.2");
    assert_string_equal(s.symbol, "Copy_It");
    assert_string_equal(s.name, "libfast.copy_it");
    assert_string_equal(s.label, "so:./a:b/libFast.so.1.2:Copy_It");
    assert_int_equal(s.contract.granule, 1);
    assert_int_equal(s.contract.align, 16);
    assert_string_equal(parse("so:/opt/lib.v3/fast:f").name, "fast.f");
}

static void names_are_made_valid(void **state) {
    (void)state;
    static const char *const made[][2] = {
        {"asm:/a/b c+d.asm", "b_c_d"},
        {"asm:.hidden.asm", "hidden"},
        {"asm:__x.asm", "x"},
        {"asm:no_extension", "no_extension"},
        {"asm:a.b/c", "c"},
        {"asm:\xc3\xa4x\n.asm", "x_"},
        {"blob:-9.bin", "9"},
        {"blob:a234567890123456789012345678901234567890123456789.bin",
         "a23456789012345678901234567890123456789012345678"},
    };
    for (size_t i = 0; i < COUNT_OF(made); i++) {
        struct spec s = parse(made[i][0]);
        assert_string_equal(s.name, made[i][1]);
        assert_true(impl_name_is_valid(s.name));
    }
    assert_refused("asm:___.asm", "no name can be made");
    assert_string_equal(parse("asm:___.asm,name=x").name, "x");
}

static void a_long_path_is_whole_and_its_label_ends_as_it_does(void **state) {
    (void)state;
    char text[400] = "asm:/", path[400];
    memset(text + 5, 'd', 300);
    strcpy(text + 305, "/x\x1b.asm");
    strcpy(path, text + 4);
    struct spec s = parse(text);
    assert_string_equal(s.path, path);
    assert_int_equal(strlen(s.label), SPEC_LABEL - 1);
    assert_int_equal(strncmp(s.label, "asm:...ddd", 10), 0);
    assert_string_equal(s.label + strlen(s.label) - 8, "d/x?.asm");
    assert_int_equal(strlen(s.from), IMPL_DETAIL - 1);
    assert_int_equal(strncmp(s.from, "...ddd", 6), 0);
    assert_string_equal(s.from + strlen(s.from) - 8, "d/x?.asm");
}

static void what_is_meant_as_a_spec_begins_with_letters_and_a_colon(void **state) {
    (void)state;
    static const char *const meant[] = {"asm:x", "blob:", "so:a:b", "bolb:x", "ASM:x"};
    static const char *const not_meant[] = {"glibc", "avx*", "[[:alpha:]]*", "a.b:c", ""};
    for (size_t i = 0; i < COUNT_OF(meant); i++)
        assert_true(spec_is_meant(meant[i]));
    for (size_t i = 0; i < COUNT_OF(not_meant); i++)
        assert_false(spec_is_meant(not_meant[i]));
}

static void an_unknown_kind_is_refused_with_the_nearest(void **state) {
    (void)state;
    assert_refused("bolb:x", "did you mean 'blob:'?");
    assert_refused("ams:x", "did you mean 'asm:'?");
    assert_refused("library:x", "neither a name nor blob:PATH");
    assert_refused("asm", "neither a name nor blob:PATH");
}

static void a_place_that_lacks_something_is_refused(void **state) {
    (void)state;
    assert_refused("blob:", "names no file");
    assert_refused("asm:,align=1", "names no file");
    static const char *const bad[] = {"so:", "so:x", "so:x:", "so::f", "so:x,name=a:b"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_refused(bad[i], "write so:PATH:SYMBOL");
    char text[SPEC_PATH + 8] = "asm:";
    memset(text + 4, 'd', SPEC_PATH);
    assert_refused(text, "a path of over 4095 bytes");
    memcpy(text, "so:x:", 5);
    assert_refused(text, "a symbol of over 255 bytes");
}

static void options_that_are_none_are_refused(void **state) {
    (void)state;
    assert_refused("asm:x,algin=2", "did you mean align=?");
    assert_refused("asm:x,nonsense=2", "there are align, granule, min, isa and name");
    assert_refused("asm:x,", "not KEY=VALUE");
    assert_refused("asm:x,,align=1", "not KEY=VALUE");
    assert_refused("asm:x,isa=avx2,bmi2", "'bmi2': not KEY=VALUE");
    assert_refused("asm:x,align=1,align=2", "align= stands there twice");
    assert_refused("asm:x,=2", "no option ''");
    assert_refused("asm:x,isa=", "isa= has no value");
    char text[400] = "asm:x,name=";
    memset(text + 11, 'a', 300);
    assert_refused(text, "an option of over 255 bytes");
}

static void numbers_out_of_range_are_refused(void **state) {
    (void)state;
    static const char *const align[] = {
        "0", "3", "8192", "-1", "+1", " 1", "0x10", "1K", "64k", "18446744073709551617", "1e1"};
    static const char *const granule[] = {"0", "2147483648", "-64", "64.0"};
    static const char *const min[] = {"-1", "68719476737", "99999999999999999999", "x"};
    char text[64];
    for (size_t i = 0; i < COUNT_OF(align); i++) {
        snprintf(text, sizeof text, "blob:x,align=%s", align[i]);
        assert_refused(text, "not a power of two from 1 to 4096");
    }
    for (size_t i = 0; i < COUNT_OF(granule); i++) {
        snprintf(text, sizeof text, "blob:x,granule=%s", granule[i]);
        assert_refused(text, "not a whole number from 1 to 2147483647");
    }
    for (size_t i = 0; i < COUNT_OF(min); i++) {
        snprintf(text, sizeof text, "blob:x,min=%s", min[i]);
        assert_refused(text, "not a whole number of bytes up to 64 GiB");
    }
    assert_int_equal(parse("blob:x,granule=2147483647").contract.granule, 2147483647);
    assert_true(parse("blob:x,min=68719476736").contract.min == (size_t)64 << 30);
}

static void unknown_features_are_refused_with_the_nearest(void **state) {
    (void)state;
    assert_refused("asm:x,isa=avx512", "isa 'avx512' is no feature");
    assert_refused("asm:x,isa=avx2+bim2", "did you mean 'bmi2'?");
    assert_refused("asm:x,isa=zzzz", "isa 'zzzz' is no feature (names as in");
    assert_refused("asm:x,isa=avx2+", "is no feature");
}

static void a_name_that_is_given_is_not_mended(void **state) {
    (void)state;
    static const char *const bad[] = {
        "X", "_x", "a b", "a/b", "a\x1b[31m", "a234567890123456789012345678901234567890123456789"};
    char text[128];
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        snprintf(text, sizeof text, "asm:x,name=%s", bad[i]);
        assert_refused(text, "not a name (write [a-z0-9]");
    }
}

static void no_control_character_is_echoed(void **state) {
    (void)state;
    static const char *const bad[] = {"asm:\x1b[31m\n,x", "b\x1blob:x",     "so:\x1b\n",
                                      "asm:x,\x1b=1",     "asm:x,isa=\x1b", "asm:x,align=\x1b"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct spec spec;
        struct failure failure = {0};
        assert_false(spec_parse(bad[i], &spec, &failure));
        assert_null(strpbrk(failure.text, "\x1b\n"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bare_path_gets_the_defaults),
        cmocka_unit_test(options_set_the_contract_in_any_order),
        cmocka_unit_test(a_symbol_stands_behind_the_last_colon),
        cmocka_unit_test(names_are_made_valid),
        cmocka_unit_test(a_long_path_is_whole_and_its_label_ends_as_it_does),
        cmocka_unit_test(what_is_meant_as_a_spec_begins_with_letters_and_a_colon),
        cmocka_unit_test(an_unknown_kind_is_refused_with_the_nearest),
        cmocka_unit_test(a_place_that_lacks_something_is_refused),
        cmocka_unit_test(options_that_are_none_are_refused),
        cmocka_unit_test(numbers_out_of_range_are_refused),
        cmocka_unit_test(unknown_features_are_refused_with_the_nearest),
        cmocka_unit_test(a_name_that_is_given_is_not_mended),
        cmocka_unit_test(no_control_character_is_echoed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Feature sets as text, and what a lesser machine still has.
#include "loader/cpu.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t parse(const char *text) {
    uint64_t set = 0;
    const char *unknown = NULL;
    size_t length = 0;
    assert_true(cpu_parse(text, &set, &unknown, &length));
    return set;
}

// The text is refused at that place, and the set stays as it was.
static void assert_unknown_at(const char *text, size_t at, size_t expected_length) {
    uint64_t set = 12345;
    const char *unknown = NULL;
    size_t length = 99;
    assert_false(cpu_parse(text, &set, &unknown, &length));
    assert_ptr_equal(unknown, text + at);
    assert_int_equal(length, expected_length);
    assert_int_equal(set, 12345);
}

static void every_feature_survives_as_text(void **state) {
    (void)state;
    char text[512];
    for (unsigned f = 0; f < CPU_FEATURES; f++) {
        size_t length = cpu_format(CPU_BIT(f), text, sizeof text);
        assert_int_equal(length, strlen(text));
        assert_string_equal(text, cpu_feature_name(f));
        assert_int_equal(parse(text), CPU_BIT(f));
    }
    uint64_t all = CPU_BIT(CPU_FEATURES) - 1;
    size_t length = cpu_format(all, text, sizeof text);
    assert_int_equal(length, strlen(text));
    assert_int_equal(parse(text), all);
}

static void a_number_outside_the_enum_is_unknown(void **state) {
    (void)state;
    assert_string_equal(cpu_feature_name(CPU_FEATURES), "unknown");
}

static void reads_commas_plus_signs_and_any_case(void **state) {
    (void)state;
    uint64_t both = CPU_BIT(CPU_AVX2) | CPU_BIT(CPU_AVX512F);
    assert_int_equal(parse("avx2,AVX512F"), both);
    assert_int_equal(parse("Avx512f+avx2"), both);
    assert_int_equal(parse("avx2"), CPU_BIT(CPU_AVX2));
    assert_int_equal(parse(""), 0);
}

static void points_at_the_unknown_name(void **state) {
    (void)state;
    assert_unknown_at("avx9", 0, 4);
    assert_unknown_at("avx2,avx1024,sse2", 5, 7);
    assert_unknown_at("avx2+sse2,?", 10, 1);
}

static void a_prefix_or_an_extension_of_a_name_is_unknown(void **state) {
    (void)state;
    assert_unknown_at("sse", 0, 3);
    assert_unknown_at("avx512", 0, 6);
    assert_unknown_at("rtmx", 0, 4);
    assert_unknown_at("avx2 ", 0, 5);
}

static void refuses_separators_with_nothing_beside_them(void **state) {
    (void)state;
    assert_unknown_at("avx2,", 4, 1);
    assert_unknown_at("avx2+", 4, 1);
    assert_unknown_at(",avx2", 0, 0);
    assert_unknown_at("avx,,avx2", 4, 0);
    assert_unknown_at(",", 0, 0);
}

static void the_empty_set_is_a_dash(void **state) {
    (void)state;
    char text[4];
    assert_int_equal(cpu_format(0, text, sizeof text), 1);
    assert_string_equal(text, "-");
}

static void formats_into_too_little_room_as_snprintf_does(void **state) {
    (void)state;
    char text[8] = "1234567";
    uint64_t set = CPU_BIT(CPU_SSE2) | CPU_BIT(CPU_SSE3);
    assert_int_equal(cpu_format(set, text, 7), strlen("sse2,sse3"));
    assert_string_equal(text, "sse2,s");
    assert_int_equal(text[7], '\0');
    assert_int_equal(cpu_format(set, NULL, 0), strlen("sse2,sse3"));
    assert_int_equal(cpu_format(0, NULL, 0), 1);
}

static void what_needs_a_masked_feature_goes_with_it(void **state) {
    (void)state;
    uint64_t all = CPU_BIT(CPU_FEATURES) - 1;
    uint64_t avx512 = parse("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi");
    assert_int_equal(cpu_without(all, parse("avx")), all & ~(parse("avx,avx2") | avx512));
    assert_int_equal(cpu_without(all, parse("avx2")), all & ~(parse("avx2") | avx512));
    assert_int_equal(cpu_without(all, parse("avx512f")), all & ~avx512);
    assert_int_equal(cpu_without(all, parse("avx512bw")), all & ~parse("avx512bw,avx512vbmi"));
    assert_int_equal(cpu_without(all, parse("sse2")), all & ~parse("sse2,sse3,ssse3,sse4_1"));
    assert_int_equal(cpu_without(all, parse("rtm,erms")), all & ~parse("rtm,erms"));
    assert_int_equal(cpu_without(all, 0), all);
    assert_int_equal(cpu_without(0, parse("avx")), 0);
}

// The compiler's own reading of CPUID is another program's word for it.
static void detects_what_the_compilers_runtime_detects(void **state) {
    (void)state;
    uint64_t set = cpu_detect();
    assert_true((set & CPU_BIT(CPU_SSE2)) != 0); // every x86-64 has it
    __builtin_cpu_init();
    assert_int_equal((set & CPU_BIT(CPU_SSSE3)) != 0, __builtin_cpu_supports("ssse3") != 0);
    assert_int_equal((set & CPU_BIT(CPU_AVX)) != 0, __builtin_cpu_supports("avx") != 0);
    assert_int_equal((set & CPU_BIT(CPU_AVX2)) != 0, __builtin_cpu_supports("avx2") != 0);
    assert_int_equal((set & CPU_BIT(CPU_BMI2)) != 0, __builtin_cpu_supports("bmi2") != 0);
    assert_int_equal((set & CPU_BIT(CPU_AVX512F)) != 0, __builtin_cpu_supports("avx512f") != 0);
    assert_int_equal((set & CPU_BIT(CPU_AVX512VBMI)) != 0,
                     __builtin_cpu_supports("avx512vbmi") != 0);
}

// The kernel's word for it. Its names differ in three places; AMX tiles need its permission too.
static void detects_all_that_the_kernel_lists(void **state) {
    (void)state;
    char *line = NULL;
    size_t size = 0, listed = 0;
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (file == NULL)
        skip();
    while (getline(&line, &size, file) > 0 && strncmp(line, "flags", 5) != 0)
        ;
    fclose(file);
    line[strcspn(line, "\n")] = ' ';
    for (unsigned f = 0; f < CPU_FEATURES; f++) {
        const char *name = cpu_feature_name(f);
        char flag[32];
        name = f == CPU_SSE3 ? "pni" : f == CPU_LZCNT ? "abm" : name;
        snprintf(flag, sizeof flag, " %s ", f == CPU_PREFETCHW ? "3dnowprefetch" : name);
        if (f == CPU_AMX_TILE || strstr(line, flag) == NULL)
            continue;
        if ((cpu_detect() & CPU_BIT(f)) == 0)
            fail_msg("%s is not detected", cpu_feature_name(f));
        listed++;
    }
    free(line);
    assert_true(listed >= 1); // sse2, at least
}

static void detects_nothing_outside_the_enum_and_the_same_each_time(void **state) {
    (void)state;
    uint64_t set = cpu_detect();
    assert_int_equal(set >> CPU_FEATURES, 0);
    assert_int_equal(cpu_detect(), set);
    assert_int_equal(cpu_without(set, 0), set); // closed over its own needs
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_feature_survives_as_text),
        cmocka_unit_test(a_number_outside_the_enum_is_unknown),
        cmocka_unit_test(reads_commas_plus_signs_and_any_case),
        cmocka_unit_test(points_at_the_unknown_name),
        cmocka_unit_test(a_prefix_or_an_extension_of_a_name_is_unknown),
        cmocka_unit_test(refuses_separators_with_nothing_beside_them),
        cmocka_unit_test(the_empty_set_is_a_dash),
        cmocka_unit_test(formats_into_too_little_room_as_snprintf_does),
        cmocka_unit_test(what_needs_a_masked_feature_goes_with_it),
        cmocka_unit_test(detects_what_the_compilers_runtime_detects),
        cmocka_unit_test(detects_all_that_the_kernel_lists),
        cmocka_unit_test(detects_nothing_outside_the_enum_and_the_same_each_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a level of processors has.
#include "bench/impl/isa.h"

#include "loader/cpu.h"
#include "tests/unit/unit.h"

static uint64_t parse(const char *text) {
    struct failure failure = {0};
    uint64_t set = 0;
    if (!isa_parse(text, &set, &failure))
        fail_msg("%s", failure.text);
    return set;
}

static void a_level_holds_those_below_it(void **state) {
    (void)state;
    uint64_t sse2 = parse("sse2"), avx2 = parse("avx2"), avx512 = parse("AVX512");
    assert_int_equal(sse2, CPU_BIT(CPU_SSE2));
    assert_int_equal(avx2 & sse2, sse2);
    assert_int_equal(avx512 & avx2, avx2);
    assert_true((avx2 & CPU_BIT(CPU_AVX2)) != 0 && (avx2 & CPU_BIT(CPU_ERMS)) != 0);
    assert_true((avx2 & CPU_BIT(CPU_AVX512F)) == 0 && (avx2 & CPU_BIT(CPU_MOVDIR64B)) == 0);
    assert_true((avx512 & CPU_BIT(CPU_AVX512VBMI)) != 0);
    assert_true((avx512 & CPU_BIT(CPU_AMX_TILE)) == 0);
}

static void features_are_added_to_a_level(void **state) {
    (void)state;
    assert_int_equal(parse("sse2,erms"), CPU_BIT(CPU_SSE2) | CPU_BIT(CPU_ERMS));
    assert_int_equal(parse("avx512+amx_tile"), parse("avx512") | CPU_BIT(CPU_AMX_TILE));
    assert_int_equal(parse("ssse3"), CPU_BIT(CPU_SSSE3)); // no level: itself alone
}

static void what_is_neither_is_named(void **state) {
    (void)state;
    static const char *const texts[] = {"",      "avx9", "sse2,",
                                        ",sse2", "avx",  "a_name_that_is_longer_than_any_feature"};
    static const bool right[] = {false, false, false, false, true, false};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct failure failure = {0};
        uint64_t set = 0;
        assert_int_equal(isa_parse(texts[i], &set, &failure), right[i]);
        assert_int_equal(failure.status, right[i] ? EXIT_OK : EXIT_USAGE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_level_holds_those_below_it),
        cmocka_unit_test(features_are_added_to_a_level),
        cmocka_unit_test(what_is_neither_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

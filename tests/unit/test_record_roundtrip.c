// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What is written is read back, and other people's tools find what they look for.
#include "bench/record/result.h"

#include "bench/analyse/summary.h"
#include "loader/cpu.h"
#include "tests/unit/made_result.h"
#include "tests/unit/temporary.h"

#include <math.h>

// Samples that five significant digits do not hold exactly.
static void disturb(struct cell_samples *s, double by) {
    for (size_t i = 0; i < s->round_count; i++) {
        s->rounds[i].ns *= 1 + by * (double)(i + 1);
        s->rounds[i].ref_ns *= 1 + by * (double)(2 * i + 1);
        s->rounds[i].probe *= 1 + by * (double)(i % 3);
        s->rounds[i].taint = (unsigned)i % 8;
    }
}

static struct result race(void) {
    struct result r = made_result();
    disturb(&made_row(&r, "glibc", IMPL_LIBC, 64, 3.3333333, 3.4)->samples, 0.0123456789);
    disturb(&made_row(&r, "avx2_loop", IMPL_BLOB, 1 << 26, 12345678.9, 7654321.1)->samples,
            0.00123456789);
    made_row(&r, "sse2_inline", IMPL_INLINE_ASM, 4096, 100000, 99999)->samples.block_count = 4;
    made_row(&r, "glibc", IMPL_LIBC, 64, 30, 30)->condition = (struct condition){
        .mode = MODE_COLD, .align = 16, .delta = 48, .src_mod = CONDITION_DRAWN, .page = PAGE_4K};
    made_row(&r, "glibc", IMPL_LIBC, 64, 31, 31)->condition =
        condition_of_map(MODE_HOT, PAGE_HUGE, 63, 1, 2048);
    struct result_row *mix = made_row(&r, "glibc", IMPL_LIBC, 4096, 11, 11);
    mix->condition.mode = MODE_MIX;
    mix->bytes_mean = 950.44921875; // more digits than samples have
    made_impl(&r, "glibc", IMPL_LIBC);
    made_impl(&r, "avx2_loop", IMPL_BLOB);
    struct certificate *failed = &made_impl(&r, "broken", IMPL_BLOB)->certificate;
    *failed = (struct certificate){.calls = 3, .seconds = 0.125};
    failed->findings[failed->finding_count++].class = FINDING_OVER_READ;
    snprintf(failed->sandbox, sizeof failed->sandbox, "ptrace");
    snprintf(failed->findings[0].text, sizeof failed->findings[0].text,
             "says \"0x00\" \\ and more");
    struct result_impl *lacking = made_impl(&r, "lacking", IMPL_INTRINSIC);
    lacking->certificate = (struct certificate){0};
    snprintf(lacking->missing, sizeof lacking->missing, "avx512f,rtm");
    r.impls[0].isa_known = lacking->isa_known = true; // the others' files are older
    lacking->isa = CPU_BIT(CPU_AVX512F) | CPU_BIT(CPU_RTM);
    result_note(&r, "first note: 100 %%");
    result_note(&r, "second\nnote \"quoted\"");
    snprintf(r.mix, sizeof r.mix, "sizes.txt");
    memset(r.mix_sha256, 'b', sizeof r.mix_sha256 - 1);
    r.signal = 15;
    summary_fill(&r);
    return r;
}

static struct result write_and_read(const struct result *r) {
    struct failure failure = {0};
    struct result back = {0};
    if (!result_write(r, temporary_path("result.json"), &failure) ||
        !result_read(temporary_path("result.json"), &back, &failure))
        fail_msg("%s", failure.text);
    return back;
}

// Within what five significant digits can lose: half a unit of the fifth.
static void assert_five_digits(double value, double expected) {
    if (!(fabs(value - expected) <= 5.001e-5 * fabs(expected)))
        fail_msg("%.12g is not %.12g to five digits", value, expected);
}

static void everything_about_the_race_comes_back(void **state) {
    (void)state;
    struct result r = race(), b = write_and_read(&r);
    assert_string_equal(b.date, r.date);
    assert_string_equal(b.command, r.command);
    assert_string_equal(b.reference, r.reference);
    assert_int_equal(b.seed, r.seed);
    assert_int_equal(b.page_bytes, r.page_bytes);
    assert_int_equal(b.signal, 15);
    assert_string_equal(b.mix, "sizes.txt");
    assert_string_equal(b.mix_sha256, r.mix_sha256);
    assert_five_digits(b.wall_seconds, r.wall_seconds);
    assert_five_digits(b.setup_seconds, r.setup_seconds);
    assert_five_digits(b.verify_seconds, r.verify_seconds);
    assert_five_digits(b.measure_seconds, r.measure_seconds);
    assert_five_digits(b.timed_seconds, r.timed_seconds);
    assert_int_equal(b.peak_memory_bytes, r.peak_memory_bytes);
    assert_int_equal(b.note_count, 2);
    assert_string_equal(b.notes[0], "first note: 100 %");
    assert_string_equal(b.notes[1], "second?note \"quoted\"");
    result_free(&r);
    result_free(&b);
}

static void what_tables_and_plots_say_of_the_machine_comes_back(void **state) {
    (void)state;
    struct result r = race(), b = write_and_read(&r);
    assert_string_equal(b.machine.host, r.machine.host);
    assert_string_equal(b.machine.cpu_vendor, r.machine.cpu_vendor);
    assert_string_equal(b.machine.cpu_model_name, r.machine.cpu_model_name);
    assert_string_equal(b.machine.hypervisor, r.machine.hypervisor);
    assert_string_equal(b.machine.kernel, r.machine.kernel);
    assert_string_equal(b.machine.libc, r.machine.libc);
    assert_string_equal(b.machine.libc_variant, r.machine.libc_variant);
    assert_string_equal(b.machine.commit, r.machine.commit);
    assert_int_equal(b.machine.place.os_index, 3);
    assert_five_digits(b.machine.core_hz, r.machine.core_hz);
    assert_int_equal(b.machine.shape.cache_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct cache *was = &r.machine.shape.caches[i], *is = &b.machine.shape.caches[i];
        assert_int_equal(is->level, was->level);
        assert_int_equal(is->type, was->type);
        assert_int_equal(is->bytes, was->bytes);
        assert_int_equal(is->shared_by, was->shared_by);
    }
    result_free(&r);
    result_free(&b);
}

static void certificates_and_missing_features_come_back(void **state) {
    (void)state;
    struct result r = race(), b = write_and_read(&r);
    assert_int_equal(b.impl_count, r.impl_count);
    for (size_t i = 0; i < r.impl_count; i++) {
        const struct result_impl *was = &r.impls[i], *is = &b.impls[i];
        assert_string_equal(is->name, was->name);
        assert_int_equal(is->kind, was->kind);
        assert_string_equal(is->sha256, was->sha256);
        assert_string_equal(is->missing, was->missing);
        assert_int_equal(is->isa_known, was->isa_known);
        assert_int_equal(is->isa, was->isa);
        assert_int_equal(is->certificate.passed, was->certificate.passed);
        assert_int_equal(is->certificate.calls, was->certificate.calls);
        assert_five_digits(is->certificate.seconds, was->certificate.seconds);
        assert_string_equal(is->certificate.sandbox, was->certificate.sandbox);
        assert_int_equal(is->certificate.finding_count, was->certificate.finding_count);
        for (size_t f = 0; f < was->certificate.finding_count; f++) {
            const struct finding *a = &is->certificate.findings[f];
            const struct finding *b_ = &was->certificate.findings[f];
            assert_int_equal(a->severity, b_->severity);
            assert_int_equal(a->class, b_->class);
            assert_string_equal(a->text, b_->text);
        }
    }
    result_free(&r);
    result_free(&b);
}

static void assert_same_samples(const struct cell_samples *is, const struct cell_samples *was) {
    assert_int_equal(is->block_count, was->block_count);
    assert_int_equal(is->round_count, was->round_count);
    assert_int_equal(is->calls, was->calls);
    assert_int_equal(is->ref_calls, was->ref_calls);
    assert_five_digits(is->cpu_ns, was->cpu_ns);
    assert_memory_equal(is->blocks, was->blocks, sizeof is->blocks);
    for (size_t i = 0; i < was->round_count; i++) {
        assert_five_digits(is->rounds[i].ns, was->rounds[i].ns);
        assert_five_digits(is->rounds[i].ref_ns, was->rounds[i].ref_ns);
        assert_five_digits(is->rounds[i].probe, was->rounds[i].probe);
        assert_int_equal(is->rounds[i].taint, was->rounds[i].taint);
    }
}

static void every_row_comes_back_with_its_samples(void **state) {
    (void)state;
    struct result r = race(), b = write_and_read(&r);
    assert_int_equal(b.row_count, r.row_count);
    for (size_t i = 0; i < r.row_count; i++) {
        assert_string_equal(b.rows[i].impl, r.rows[i].impl);
        assert_int_equal(b.rows[i].kind, r.rows[i].kind);
        assert_int_equal(b.rows[i].bytes, r.rows[i].bytes);
        assert_string_equal(b.rows[i].sha256, r.rows[i].sha256);
        assert_same_samples(&b.rows[i].samples, &r.rows[i].samples);
    }
    result_free(&r);
    result_free(&b);
}

static void the_figures_derived_from_the_file_are_the_written_ones(void **state) {
    (void)state;
    struct result r = race(), b = write_and_read(&r);
    summary_fill(&b);
    for (size_t i = 0; i < r.row_count; i++) {
        const struct summary *was = &r.rows[i].summary, *is = &b.rows[i].summary;
        assert_true(fabs(is->ns / was->ns - 1) < 1e-4);
        assert_true(fabs(is->ratio / was->ratio - 1) < 2e-4);
        assert_int_equal(is->used, was->used);
        assert_int_equal(is->dropped, was->dropped);
        assert_int_equal(is->from_shared, was->from_shared);
    }
    result_free(&r);
    result_free(&b);
}

static void the_fullest_cell_comes_back_whole(void **state) {
    (void)state;
    struct result r = made_result();
    struct result_row *row = made_row(&r, "glibc", IMPL_LIBC, 64, 1, 1);
    row->samples = made_samples(SAMPLE_BLOCKS, SAMPLE_ROUNDS / SAMPLE_BLOCKS, 1.5, 2.5);
    summary_fill(&r);
    struct result b = write_and_read(&r);
    assert_int_equal(b.rows[0].samples.round_count, SAMPLE_ROUNDS);
    assert_same_samples(&b.rows[0].samples, &row->samples);
    result_free(&r);
    result_free(&b);
}

static void any_seed_comes_back(void **state) {
    (void)state;
    static const uint32_t seeds[] = {0, 1, INT32_MAX, (uint32_t)INT32_MAX + 1, UINT32_MAX};
    struct result r = race();
    for (size_t i = 0; i < COUNT_OF(seeds); i++) {
        r.seed = seeds[i];
        struct result b = write_and_read(&r);
        assert_true(b.seed == seeds[i]);
        result_free(&b);
    }
    result_free(&r);
}

static void a_complete_race_has_no_signal(void **state) {
    (void)state;
    struct result r = race();
    r.signal = 0;
    struct result b = write_and_read(&r);
    assert_int_equal(b.signal, 0);
    result_free(&r);
    result_free(&b);
}

static void how_far_the_calls_were_comes_back(void **state) {
    (void)state;
    static const enum call_placement both[] = {CALL_FAR, CALL_NEAR};
    struct result r = race();
    for (size_t i = 0; i < COUNT_OF(both); i++) {
        r.calls = both[i];
        struct result b = write_and_read(&r);
        assert_int_equal(b.calls, both[i]);
        result_free(&b);
    }
    result_free(&r);
}

// The written result with another text for how far the calls were, as a file.
static const char *write_calls(const char *calls) {
    static const char key[] = "\"calls\":\"near\"";
    char *text = temporary_read("result.json");
    char *at = strstr(text, key);
    char *changed = NULL;
    assert_non_null(at);
    assert_true(asprintf(&changed, "%.*s\"calls\":%s%s", (int)(at - text), text, calls,
                         at + strlen(key)) > 0);
    const char *path = temporary_write("other.json", changed);
    free(changed);
    free(text);
    return path;
}

static void calls_that_are_neither_far_nor_near_are_refused(void **state) {
    (void)state;
    static const char *const others[] = {"\"wide\"", "\"FAR\"", "\"\"", "\"nearer\""};
    struct failure failure = {0};
    struct result r = race();
    r.calls = CALL_NEAR;
    struct result back = write_and_read(&r);
    result_free(&back);
    result_free(&r);
    assert_true(result_read(write_calls("\"near\""), &back, &failure)); // nothing else is wrong
    result_free(&back);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_false(result_read(write_calls(others[i]), &back, &failure));
        assert_int_equal(failure.status, EXIT_USAGE);
        assert_non_null(strstr(failure.text, "calls is neither far nor near"));
    }
    assert_false(result_read(write_calls("3"), &back, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
}

static void conditions_come_back(void **state) {
    (void)state;
    struct result r = race(), b = write_and_read(&r);
    assert_int_equal(b.row_count, r.row_count);
    for (size_t i = 0; i < r.row_count; i++)
        for (size_t k = 0; k < r.row_count; k++)
            assert_int_equal(result_same_cell(&r.rows[i], &b.rows[k]), i == k);
    for (size_t i = 0; i < r.row_count; i++)
        assert_true(b.rows[i].bytes_mean == r.rows[i].bytes_mean);
    char *text = temporary_read("result.json");
    assert_non_null(strstr(text, "\"memcpy/glibc/64\""));
    assert_non_null(strstr(text, "\"memcpy/glibc/64/cold/align:16/delta:48/page:4k\""));
    assert_non_null(strstr(text, "\"memcpy/glibc/4096/mix\""));
    assert_non_null(strstr(text, "\"bytes_per_second\":86404000000")); // 950.449 bytes in 11 ns
    free(text);
    result_free(&r);
    result_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_about_the_race_comes_back),
        cmocka_unit_test(what_tables_and_plots_say_of_the_machine_comes_back),
        cmocka_unit_test(certificates_and_missing_features_come_back),
        cmocka_unit_test(every_row_comes_back_with_its_samples),
        cmocka_unit_test(the_figures_derived_from_the_file_are_the_written_ones),
        cmocka_unit_test(the_fullest_cell_comes_back_whole),
        cmocka_unit_test(any_seed_comes_back),
        cmocka_unit_test(a_complete_race_has_no_signal),
        cmocka_unit_test(how_far_the_calls_were_comes_back),
        cmocka_unit_test(calls_that_are_neither_far_nor_near_are_refused),
        cmocka_unit_test(conditions_come_back),
    };
    return cmocka_run_group_tests(tests, temporary_make, temporary_remove);
}

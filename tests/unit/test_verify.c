// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Broken kernels get the diagnosis they were written for, good ones their certificate.
#include "bench/verify/pattern.h"
#include "bench/verify/verify.h"

#include "tests/unit/race.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SEED = 20240229, MIB = 1 << 20 };

static uint8_t *room, *dst,
    *src; // for timed calls, 1 MiB each, dst with a page on either side of it

static int map_buffers(void **state) {
    (void)state;
    room = aligned_alloc(4096, MIB + 2 * 4096);
    src = aligned_alloc(4096, MIB);
    dst = room + 4096;
    pattern_fill(src, MIB, SEED);
    return 0;
}

static int unmap_buffers(void **state) {
    (void)state;
    free(room);
    free(src);
    return 0;
}

// A call from src + position, which pattern_fill() has filled with the seed's stream.
static struct verify_call timed_call(size_t entry, size_t position, size_t bytes) {
    return (struct verify_call){.entry = entry,
                                .dst = dst,
                                .src = src + position,
                                .bytes = bytes,
                                .key = SEED,
                                .position = position};
}

static void assert_no_child_is_left(void) {
    int status = 0;
    assert_int_equal(waitpid(-1, &status, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static struct certificate certify(const struct impl *impl, const struct verify_call *timed,
                                  size_t count) {
    struct certificate certificate;
    struct failure failure = {0};
    const struct verify_options options = {.timed = timed,
                                           .timed_count = count,
                                           .seed = SEED,
                                           .most = 100000,
                                           .seconds = 0.02,
                                           .steps = 1000,
                                           .sequences = 8};
    if (!verify_impl(impl, &options, NULL, &certificate, &failure))
        fail_msg("%s", failure.text);
    assert_no_child_is_left();
    return certificate;
}

// What made it fail.
static const char *diagnosis(const struct certificate *c) {
    const struct finding *fault = certificate_fault(c);
    return fault != NULL ? fault->text : "";
}

static void a_diagnosis_says_where_what_and_how_to_see_it_again(void **state) {
    (void)state;
    struct registry r = open_registry(&mutant_blobs, CPU_BIT(CPU_FEATURES) - 1);
    struct certificate c = certify(find_impl(&r, "mutant_misaligned"), NULL, 0);
    assert_int_equal(certificate_fault(&c)->class, FINDING_MISALIGNED_ACCESS);
    assert_int_equal(certificate_fault(&c)->severity, SEVERITY_FAIL);
    assert_non_null(strstr(diagnosis(&c), "at +0x8: movaps xmm0, "));
    assert_non_null(strstr(diagnosis(&c), "; n = 64, dst mod 64 = "));
    assert_non_null(strstr(diagnosis(&c), "src mod 64 = "));
    assert_non_null(strstr(diagnosis(&c), "code mod 64 = "));
    assert_non_null(strstr(diagnosis(&c), "verify --impl mutant_misaligned --call n=64,dst="));
    registry_close(&r);
}

// The call that a diagnosis names, made alone, shows the same again.
static void the_call_that_is_named_shows_the_fault_again(void **state) {
    (void)state;
    struct registry r = open_registry(&mutant_blobs, CPU_BIT(CPU_FEATURES) - 1);
    const struct impl *mutant = find_impl(&r, "mutant_short");
    struct certificate c = certify(mutant, NULL, 0), again;
    struct failure failure = {0};
    struct probe probe;
    const char *call = strstr(diagnosis(&c), "--call ");
    assert_non_null(call);
    assert_true(probe_parse(call + strlen("--call "), &probe, &failure));
    const struct verify_options options = {.only = &probe};
    assert_true(verify_impl(mutant, &options, NULL, &again, &failure));
    assert_int_equal(again.calls, 1);
    assert_string_equal(diagnosis(&again), diagnosis(&c));
    registry_close(&r);
}

// What is wrong at 1 MiB only shows in a call exactly as it will be timed.
static void a_timed_call_finds_what_small_sizes_hide(void **state) {
    (void)state;
    struct registry r = open_registry(&mutant_blobs, CPU_BIT(CPU_FEATURES) - 1);
    const struct impl *mutant = find_impl(&r, "mutant_large_only");
    const struct verify_call timed[] = {timed_call(0, 4096, MIB / 2), timed_call(1, 0, MIB)};
    assert_true(certify(mutant, NULL, 0).passed);
    assert_true(certify(mutant, timed, 1).passed);
    struct certificate c = certify(mutant, timed, 2);
    assert_false(c.passed);
    assert_non_null(strstr(diagnosis(&c), "byte 1048575 of 1048576"));
    assert_non_null(strstr(diagnosis(&c), "n = 1048576,"));
    registry_close(&r);
}

static void good_kernels_pass_at_every_place(void **state) {
    (void)state;
    struct registry r = open_registry(&asm_blobs, cpu_detect());
    size_t passed = 0;
    for (size_t i = 0; i < r.count; i++) {
        const struct impl *impl = &r.impls[i];
        if (!impl_is_copy(impl) || !impl_can_run(impl))
            continue;
        const struct verify_call timed = timed_call(impl->entry_count - 1, 0, MIB);
        struct certificate c = certify(impl, &timed, 1);
        if (!c.passed)
            fail_msg("%s: %s", impl->name, diagnosis(&c));
        assert_string_equal(diagnosis(&c), "");
        assert_true(c.seconds > 0);
        passed++;
    }
    assert_true(passed >= 3); // glibc, rep_movsb and sse2_inline run anywhere
    registry_close(&r);
}

static void the_timed_call_is_made_once_more(void **state) {
    (void)state;
    struct registry r = open_registry(&asm_blobs, cpu_detect());
    const struct impl *impl = find_impl(&r, "rep_movsb");
    const struct verify_call timed[] = {timed_call(0, 0, 64), timed_call(1, 64, 128),
                                        timed_call(2, 128, 192)};
    struct certificate c;
    struct failure failure = {0};
    const struct verify_options options = {.timed = timed, .timed_count = 3, .seed = SEED};
    const struct verify_options fewer = {.timed = timed, .timed_count = 1, .seed = SEED};
    assert_true(verify_impl(impl, &options, NULL, &c, &failure));
    uint64_t calls = c.calls;
    assert_true(verify_impl(impl, &fewer, NULL, &c, &failure));
    assert_int_equal(calls, c.calls + 2); // nothing is drawn at random: the rest is the same
    assert_true(calls > 1000);
    registry_close(&r);
}

// Called outside its contract granule128 would still copy; it must not be called there at all.
static void *refuses_odd_sizes(void *to, const void *from, size_t n) {
    if (n % 128 != 0 || n < 256 || (uintptr_t)to % 32 != 0 || (uintptr_t)from % 32 != 0)
        abort();
    return memcpy(to, from, n);
}

static void an_implementation_is_called_inside_its_contract_only(void **state) {
    (void)state;
    struct impl impl = {
        .name = "odd",
        .kind = IMPL_C,
        .contract = {.role = CONTRACT_COPY, .align = 32, .granule = 128, .min = 256},
        .entries = {refuses_odd_sizes},
        .entry_count = 1};
    struct certificate c = certify(&impl, NULL, 0);
    assert_string_equal(diagnosis(&c), "");
    assert_true(c.passed);
}

static void *exits(void *to, const void *from, size_t n) {
    (void)to;
    (void)from;
    syscall(SYS_exit_group, n == 128 ? 0 : 9); // a sanitizer's _exit() does more than that
    return NULL;
}

static void ending_the_process_is_no_way_to_pass(void **state) {
    (void)state;
    struct impl impl = {.name = "exits",
                        .kind = IMPL_C,
                        .contract = {.role = CONTRACT_COPY, .align = 1, .granule = 128, .min = 128},
                        .entries = {exits},
                        .entry_count = 1};
    struct certificate c = certify(&impl, NULL, 0);
    assert_false(c.passed);
    assert_int_equal(certificate_fault(&c)->class, FINDING_SYSTEM_CALL);
    assert_non_null(strstr(diagnosis(&c), "exit_group"));
    assert_non_null(strstr(diagnosis(&c), "; n = 128,"));
}

static void *spoils_both(void *to, const void *from, size_t n) {
    memcpy(to, from, n);
    if (n >= MIB / 2)
        ((uint8_t *)to)[5] = *(uint8_t *)((uintptr_t)from + 5) = 0;
    return to;
}

static void *runs_over(void *to, const void *from, size_t n) {
    memcpy(to, from, n);
    if (n >= MIB / 2)
        ((uint8_t *)to)[n] ^= 1;
    return to;
}

static struct certificate certify_at_half_a_mib(memcpy_fn *fn) {
    struct impl impl = {.name = "late",
                        .kind = IMPL_C,
                        .contract = {.role = CONTRACT_COPY, .align = 1, .granule = 64},
                        .entries = {fn},
                        .entry_count = 1};
    const struct verify_call timed = timed_call(0, 64, MIB / 2);
    return certify(&impl, &timed, 1);
}

static void a_timed_call_must_not_change_its_source(void **state) {
    (void)state;
    assert_false(certify_at_half_a_mib(spoils_both).passed);
}

static void a_timed_call_must_not_run_over(void **state) {
    (void)state;
    assert_false(certify_at_half_a_mib(runs_over).passed);
}

static void a_contract_beyond_8_kib_is_not_certified_unseen(void **state) {
    (void)state;
    struct impl impl = {
        .name = "big",
        .kind = IMPL_C,
        .contract = {.role = CONTRACT_COPY, .align = 1, .granule = 64, .min = 16384},
        .entries = {exits},
        .entry_count = 1};
    assert_false(certify(&impl, NULL, 0).passed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_diagnosis_says_where_what_and_how_to_see_it_again),
        cmocka_unit_test(the_call_that_is_named_shows_the_fault_again),
        cmocka_unit_test(a_timed_call_finds_what_small_sizes_hide),
        cmocka_unit_test(good_kernels_pass_at_every_place),
        cmocka_unit_test(the_timed_call_is_made_once_more),
        cmocka_unit_test(an_implementation_is_called_inside_its_contract_only),
        cmocka_unit_test(ending_the_process_is_no_way_to_pass),
        cmocka_unit_test(a_timed_call_must_not_change_its_source),
        cmocka_unit_test(a_timed_call_must_not_run_over),
        cmocka_unit_test(a_contract_beyond_8_kib_is_not_certified_unseen),
    };
    return cmocka_run_group_tests(tests, map_buffers, unmap_buffers);
}

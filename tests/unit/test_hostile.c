// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Copies that tamper with the verifier's own machinery, as a stray store or jump might: with the
// books that it shares with its child, with the frame of its trampoline, with its traps. Each gets
// a diagnosis and harms nobody.
#include "bench/verify/trampoline.h"
#include "bench/verify/verify.h"

#include "bench/verify/log.h"
#include "tests/unit/unit.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

// They look at memory that is not theirs; a sanitizer must not stop them.
#define HOSTILE __attribute__((no_sanitize("address", "undefined"), noinline)) static

HOSTILE void put(volatile void *to, uint8_t byte, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        ((volatile uint8_t *)to)[i] = byte;
}

HOSTILE void *copy(void *dst, const void *src, size_t n) {
    for (size_t i = 0; i < n; i++)
        ((volatile uint8_t *)dst)[i] = ((const uint8_t *)src)[i];
    return dst;
}

// The books lie at the start of a page, and the stack of our caller's caller leads to them.
// Mappings lie in the last two TiB: in one run of seventy the kernel's draw puts them into the
// lower one.
HOSTILE struct verify_log *find_log(void) {
    enum { PAGE = 4096, WORDS = 1 << 14 };
    const uint64_t *stack = (const uint64_t *)trampoline_frame.own_rsp;
    for (size_t i = 0; i < WORDS; i++) {
        struct verify_log *log = (struct verify_log *)stack[i];
        if (stack[i] % PAGE == 0 && stack[i] >> 41 == 0x3f && log->dst == trampoline_frame.dst &&
            log->code == trampoline_frame.fn && log->stage == LOG_CALLING)
            return log;
    }
    __builtin_trap(); // a test that finds nothing fails by its class
}

HOSTILE void *fills_books_with_ones(void *dst, const void *src, size_t n) {
    put(find_log(), 0xff, sizeof(struct verify_log));
    return copy(dst, src, n);
}

HOSTILE void *fills_books_with_letters(void *dst, const void *src, size_t n) {
    put(find_log(), 'A', sizeof(struct verify_log));
    return copy(dst, src, n);
}

HOSTILE void *invents_a_fault(void *dst, const void *src, size_t n) {
    struct verify_log *log = find_log();
    put(log->fault.cause, 'x', sizeof log->fault.cause);
    log->fault.class = FINDING_OVERRUN;
    log->fault.byte = (const uint8_t *)8; // we would read it, step by step
    return copy(dst, src, n);
}

HOSTILE void *invents_control_characters(void *dst, const void *src, size_t n) {
    struct verify_log *log = find_log();
    log->warning.class = FINDING_DIRTY_UPPER;
    put(log->warning.cause, '\033', 4);
    return copy(dst, src, n);
}

HOSTILE void *invents_a_call_and_crashes(void *dst, const void *src, size_t n) {
    struct verify_log *log = find_log();
    log->probe.entry = 1U << 30;
    log->probe.n = SIZE_MAX - 5;
    log->probe.fill = PROBE_FILLS;
    *(volatile uint8_t *)(uintptr_t)(n + 1) = 1;
    (void)src;
    return dst;
}

HOSTILE void *is_inside_for_ever(void *dst, const void *src, size_t n) {
    put(&find_log()->inside, 77, 1);
    for (volatile uint64_t i = 0;;)
        i = i + 1;
    return copy(dst, src, n);
}

HOSTILE void *says_it_has_finished(void *dst, const void *src, size_t n) {
    find_log()->stage = LOG_FINISHED;
    __asm__ volatile("int3");
    return copy(dst, src, n);
}

HOSTILE void *says_it_has_finished_and_parks(void *dst, const void *src, size_t n) {
    if (n == 0)
        return dst;
    if (__builtin_return_address(0) != (void *)trampoline_trap) {
        struct verify_log *log = find_log();
        log->stage = LOG_FINISHED;
        log->inside = 0;
        trampoline_trap();
    }
    (void)src;
    return dst;
}

HOSTILE void *jumps_to_the_trap(void *dst, const void *src, size_t n) {
    (void)src;
    (void)n;
    trampoline_trap();
    return dst;
}

HOSTILE void *takes_the_callers_stack_away(void *dst, const void *src, size_t n) {
    trampoline_frame.own_rsp = 16;
    return copy(dst, src, n);
}

HOSTILE void *hangs_when_driven(void *dst, const void *src, size_t n) {
    for (volatile uint64_t i = 0; __builtin_return_address(0) == (void *)trampoline_trap;)
        i = i + 1;
    return copy(dst, src, n);
}

static struct certificate certify(memcpy_fn *fn) {
    struct impl impl = {.name = "hostile",
                        .kind = IMPL_C,
                        .contract = {.role = CONTRACT_COPY, .align = 1, .granule = 64, .min = 64},
                        .entries = {fn},
                        .entry_count = 1};
    const struct verify_options options = {.seed = 1, .patience = 0.03, .sequences = 2};
    struct certificate c;
    struct failure failure = {0};
    if (!verify_impl(&impl, &options, NULL, &c, &failure))
        fail_msg("%s", failure.text);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    for (size_t i = 0; i < c.finding_count; i++)
        for (const char *at = c.findings[i].text; *at != '\0'; at++)
            assert_true(isascii(*at) && isprint(*at));
    return c;
}

static void assert_found(memcpy_fn *fn, enum finding_class class, const char *phrase) {
    struct certificate c = certify(fn);
    const struct finding *fault = certificate_fault(&c);
    assert_non_null(fault);
    if (fault->class != class || strstr(fault->text, phrase) == NULL)
        fail_msg("%s: %s", finding_class_name(fault->class), fault->text);
}

static void books_that_have_been_written_over_are_not_believed(void **state) {
    (void)state;
    static const char phrase[] = "wrote over what the verifier writes down";
    assert_found(fills_books_with_ones, FINDING_WILD_ACCESS, phrase);
    assert_found(fills_books_with_letters, FINDING_WILD_ACCESS, phrase);
    assert_found(invents_a_fault, FINDING_WILD_ACCESS, phrase);
    assert_found(invents_control_characters, FINDING_WILD_ACCESS, phrase);
    assert_found(invents_a_call_and_crashes, FINDING_WILD_ACCESS, phrase);
}

static void a_hang_is_one_whatever_the_books_say(void **state) {
    (void)state;
    assert_false(certify(is_inside_for_ever).passed);
}

static void having_finished_is_told_by_the_place_as_well(void **state) {
    (void)state;
    assert_found(says_it_has_finished, FINDING_ILLEGAL_INSTRUCTION, "an int3 of its own");
    assert_false(certify(says_it_has_finished_and_parks).passed);
    assert_false(certify(jumps_to_the_trap).passed);
}

static void a_lost_stack_is_a_fault_of_the_callee(void **state) {
    (void)state;
    assert_false(certify(takes_the_callers_stack_away).passed);
}

static void a_driven_call_that_hangs_is_said_to(void **state) {
    (void)state;
    assert_found(hangs_when_driven, FINDING_HANG, "does not come back");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(books_that_have_been_written_over_are_not_believed),
        cmocka_unit_test(a_hang_is_one_whatever_the_books_say),
        cmocka_unit_test(having_finished_is_told_by_the_place_as_well),
        cmocka_unit_test(a_lost_stack_is_a_fault_of_the_callee),
        cmocka_unit_test(a_driven_call_that_hangs_is_said_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

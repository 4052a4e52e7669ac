// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Copies beyond 2 and 4 GiB. All of it happens in children, which give the address space back.
#include "bench/verify/far.h"

#include "tests/unit/child.h"
#include "tests/unit/race.h"

#include <stdio.h>

enum { EXIT_NO_SPACE = 77, EXIT_WRONG = 78 };

static const size_t two_gib = (size_t)1 << 31, four_gib = (size_t)1 << 32;

static void *copy(void *dst, const void *src, size_t n) {
    void *to = dst;
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(src), "+c"(n) : : "memory");
    return dst;
}

static void *counts_in_32_bits(void *dst, const void *src, size_t n) {
    return copy(dst, src, (uint32_t)n);
}

static void *counts_in_31_bits(void *dst, const void *src, size_t n) {
    return copy(dst, src, n > four_gib ? n : n & 0x7fffffff);
}

static void *runs_over(void *dst, const void *src, size_t n) {
    copy(dst, src, n);
    ((uint8_t *)dst)[n + 100] = 1;
    return dst;
}

static void *returns_the_end(void *dst, const void *src, size_t n) {
    return (uint8_t *)copy(dst, src, n) + n;
}

static void *leaves_the_last_byte_out(void *dst, const void *src, size_t n) {
    return copy(dst, src, n - 1);
}

static void *copies_the_last_mib_only(void *dst, const void *src, size_t n) {
    size_t skipped = n - (1 << 20);
    copy((uint8_t *)dst + skipped, (const uint8_t *)src + skipped, 1 << 20);
    return dst;
}

// What far_run() must say of one implementation.
struct expectation {
    memcpy_fn *fn;
    struct contract contract;
    enum finding_class class;
    const char *cause;
    size_t calls, n; // made in all, and the latest one's
};

static int look(void *context) {
    const struct expectation *e = context;
    struct impl impl = {.name = "far",
                        .kind = IMPL_C,
                        .contract = e->contract,
                        .entries = {e->fn},
                        .entry_count = 1};
    struct verify_log log = {0};
    struct far far;
    struct rooms rooms;
    struct lane lane;
    if (!far_map(&far) || !rooms_map(&rooms, ROOMS_BYTES) || !lane_open(&lane, &impl, &rooms, &log))
        return EXIT_NO_SPACE;
    lane_refill(&lane, 5);
    bool ok = far_run(&far, &lane, 5);
    bool right = ok == (e->class == FINDING_NONE) && log.fault.class == e->class &&
                 strstr(log.fault.cause, e->cause) != NULL && log.calls == e->calls &&
                 (e->calls == 0 || (log.probe.n == e->n && log.probe.place == PLACE_FAR)) &&
                 !log.inside;
    if (!right)
        fprintf(stderr, "%s: %s, %zu calls, n = %zu\n", finding_class_name(log.fault.class),
                log.fault.cause, (size_t)log.calls, log.probe.n);
    return right ? 0 : EXIT_WRONG;
}

static void assert_is(struct expectation e) {
    if (e.contract.granule == 0)
        e.contract = (struct contract){.role = CONTRACT_COPY, .align = 1, .granule = 64};
    int status = child_run(look, &e);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == EXIT_NO_SPACE)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_right_copy_passes_within_its_contract(void **state) {
    (void)state;
    assert_is((struct expectation){
        copy, .contract = {.role = CONTRACT_COPY, .align = 4096, .granule = 3 << 12}, .cause = "",
        .calls = 2, .n = (four_gib / (3 << 12) + 1) * (3 << 12)});
}

static void who_has_no_size_just_beyond_is_not_called(void **state) {
    (void)state;
    assert_is((struct expectation){
        copy, .contract = {.role = CONTRACT_COPY, .align = 1, .granule = 64 << 20}, .cause = ""});
}

static void a_count_of_32_bits_is_found_beyond_4_gib(void **state) {
    (void)state;
    assert_is((struct expectation){counts_in_32_bits, .class = FINDING_TRUNCATED_COUNT,
                                   .cause = "4294967360 bytes: the count loses its upper bits",
                                   .calls = 2, .n = four_gib + 64});
}

static void a_signed_count_is_found_beyond_2_gib(void **state) {
    (void)state;
    assert_is((struct expectation){counts_in_31_bits, .class = FINDING_TRUNCATED_COUNT,
                                   .cause = "2147483712 bytes", .calls = 1, .n = two_gib + 64});
}

static void both_ends_and_what_lies_behind_are_looked_at(void **state) {
    (void)state;
    static memcpy_fn *const wrong[] = {copies_the_last_mib_only, leaves_the_last_byte_out};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_is((struct expectation){wrong[i], .class = FINDING_TRUNCATED_COUNT, .cause = "",
                                       .calls = 1, .n = two_gib + 64});
    assert_is((struct expectation){runs_over, .class = FINDING_OVERRUN,
                                   .cause = "wrote past the end of dst", .calls = 1,
                                   .n = two_gib + 64});
}

static void what_is_returned_is_looked_at(void **state) {
    (void)state;
    assert_is((struct expectation){returns_the_end, .class = FINDING_RETURN_VALUE,
                                   .cause = "instead of dst", .calls = 1, .n = two_gib + 64});
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_copy_passes_within_its_contract),
        cmocka_unit_test(who_has_no_size_just_beyond_is_not_called),
        cmocka_unit_test(a_count_of_32_bits_is_found_beyond_4_gib),
        cmocka_unit_test(a_signed_count_is_found_beyond_2_gib),
        cmocka_unit_test(both_ends_and_what_lies_behind_are_looked_at),
        cmocka_unit_test(what_is_returned_is_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

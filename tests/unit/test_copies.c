// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The copies that the linker has placed, ours in C and other libraries', each over every small size
// at offsets its contract allows.
#include "tests/unit/race.h"

#include <stdbool.h>
#include <stdlib.h>

enum { LARGEST = 4096, EDGE = 64, ROOM = EDGE + 4096 + LARGEST + EDGE };

static struct registry registry;
static uint8_t *src, *dst;

static int open_fixture(void **state) {
    (void)state;
    registry = open_registry(&asm_blobs, cpu_detect());
    src = aligned_alloc(4096, 3 * LARGEST + 4096);
    dst = aligned_alloc(4096, 3 * LARGEST + 4096);
    if (src == NULL || dst == NULL)
        return 1;
    for (size_t i = 0; i < (size_t)ROOM; i++)
        src[i] = (uint8_t)(i % 251 + 1); // never what dst holds before
    return 0;
}

static int close_fixture(void **state) {
    (void)state;
    free(src);
    free(dst);
    registry_close(&registry);
    return 0;
}

static bool is_linked(const struct impl *impl) {
    return impl->kind == IMPL_LIBRARY || impl->kind == IMPL_INLINE_ASM ||
           impl->kind == IMPL_INTRINSIC || impl->kind == IMPL_C;
}

static void assert_copies(const struct impl *impl, size_t to, size_t from, size_t n) {
    memset(dst, 0, to + n + EDGE);
    if (impl->entries[0](dst + to, src + from, n) != dst + to)
        fail_msg("%s: returns another pointer, n = %zu", impl->name, n);
    bool right = n == 0 || memcmp(dst + to, src + from, n) == 0;
    for (size_t i = 0; i < EDGE; i++)
        right = right && dst[to - EDGE + i] == 0 && dst[to + n + i] == 0;
    if (!right)
        fail_msg("%s: wrong at n = %zu, dst + %zu, src + %zu", impl->name, n, to, from);
}

static void assert_copies_everywhere(const struct impl *impl, size_t n) {
    static const size_t steps[][2] = {{0, 0}, {1, 0}, {0, 1}, {3, 31}, {31, 3}, {17, 63}, {63, 63}};
    size_t align = impl->contract.align;
    size_t edge = align > EDGE ? align : EDGE; // a multiple of both, as they are powers of two
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        assert_copies(impl, edge + steps[i][0] * align % 4096, edge + steps[i][1] * align % 4096,
                      n);
}

static void copies_every_size_its_contract_allows(void **state) {
    (void)state;
    size_t tried[IMPL_KINDS] = {0};
    for (size_t i = 0; i < registry.count; i++) {
        const struct impl *impl = &registry.impls[i];
        if (!is_linked(impl) || !impl_can_run(impl))
            continue;
        for (size_t n = 0; n <= LARGEST; n += 64)
            if (contract_allows_size(&impl->contract, n))
                assert_copies_everywhere(impl, n);
        tried[impl->kind]++;
    }
    assert_true(tried[IMPL_INLINE_ASM] > 0);
    assert_true(tried[IMPL_INTRINSIC] > 0);
    assert_true(tried[IMPL_C] > 0);
}

static void a_granule_of_one_byte_means_every_size(void **state) {
    (void)state;
    size_t tried = 0;
    for (size_t i = 0; i < registry.count; i++) {
        const struct impl *impl = &registry.impls[i];
        if (!is_linked(impl) || !impl_can_run(impl) || impl->contract.granule != 1)
            continue;
        for (size_t n = 1; n < 300; n += 2)
            assert_copies_everywhere(impl, n);
        for (size_t n = 511; n < LARGEST; n = 2 * n + 1) {
            assert_copies_everywhere(impl, n);
            assert_copies_everywhere(impl, n - 32);
        }
        tried++;
    }
    assert_true(tried > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_every_size_its_contract_allows),
        cmocka_unit_test(a_granule_of_one_byte_means_every_size),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}

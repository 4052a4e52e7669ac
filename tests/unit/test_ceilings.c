// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The ceiling kernels: each touches all of what its role says and nothing else, and keeps the ABI.
#include "bench/measure/ceilings.h"

#include "bench/verify/decode.h"
#include "bench/verify/lane.h"
#include "bench/verify/pattern.h"
#include "tests/unit/child.h"
#include "tests/unit/race.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/user.h>

enum { PAGE = 4096, PAGES = 20, BYTES = PAGES * PAGE, MOST = 128, KEY = 7 };

static struct registry registry; // asm_blobs
static const struct impl *ceilings[MOST];
static size_t ceiling_count;

// Two ranges, each between unreadable pages.
static uint8_t *dst, *src;
static uint8_t *before; // what either held

static uint8_t *map_guarded(void) {
    uint8_t *all = mmap(NULL, BYTES + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(all, MAP_FAILED);
    assert_int_equal(mprotect(all + PAGE, BYTES, PROT_READ | PROT_WRITE), 0);
    return all + PAGE;
}

static int open_kernels(void **state) {
    (void)state;
    registry = open_registry(&asm_blobs, cpu_detect());
    assert_true(registry.count <= MOST);
    ceiling_count = registry_ceilings(&registry, ceilings);
    dst = map_guarded();
    src = map_guarded();
    before = malloc(BYTES);
    assert_non_null(before);
    pattern_fill(before, BYTES, KEY);
    return 0;
}

static int close_kernels(void **state) {
    (void)state;
    munmap(dst - PAGE, BYTES + 2 * PAGE);
    munmap(src - PAGE, BYTES + 2 * PAGE);
    free(before);
    registry_close(&registry);
    return 0;
}

static bool is_load(const struct impl *impl) {
    return impl->contract.role == CONTRACT_LOAD;
}

// Sizes that end every loop of every kernel in each of its ways: none, every remainder of lines,
// whole groups of pages and what is left of them.
static size_t next_size(size_t n) {
    return n < 1024 ? n + 64 : n < 2 * PAGE ? n + 320 : n + 3 * PAGE + 64;
}

static void refill(void) {
    memcpy(dst, before, BYTES);
    memcpy(src, before, BYTES);
}

// That [at, at + n) of a range holds one constant, or what it held where it is only read, and the
// rest what it held.
static void assert_range(const struct impl *impl, const uint8_t *range, size_t at, size_t n) {
    enum { constant = 0xff };
    bool stores = !is_load(impl);
    for (size_t i = 0; i < BYTES; i++) {
        bool inside = i >= at && i < at + n;
        if (range[i] != (inside && stores ? constant : before[i]))
            fail_msg("%s, n = %zu: byte %zu is 0x%02x", impl->name, n, i - at, range[i]);
    }
}

// From both ends: guard pages lie right before the first byte and right behind the last.
static void every_byte_of_its_role_and_no_other(void **state) {
    (void)state;
    assert_true(ceiling_count > 0);
    for (size_t c = 0; c < ceiling_count; c++)
        for (size_t n = 0; n <= BYTES; n = next_size(n))
            for (size_t at = 0; at <= BYTES - n; at += BYTES - n > 0 ? BYTES - n : 1) {
                refill();
                assert_ptr_equal(ceilings[c]->entries[0](dst + at, src + at, n), dst + at);
                assert_range(ceilings[c], dst, at, n);
                assert_range(ceilings[c], src, at, n);
            }
}

struct call {
    const struct impl *impl;
    uint8_t *dst, *src;
    size_t n;
};

static int make_call(void *context) {
    const struct call *call = context;
    call->impl->entries[0](call->dst, call->src, call->n);
    return 0;
}

// One page after the other becomes unreadable: whoever does not touch it lives on.
static void loads_read_every_page_of_both_ranges(void **state) {
    (void)state;
    for (size_t c = 0; c < ceiling_count; c++)
        for (size_t page = 0; page < 2 * (size_t)PAGES; page++) {
            uint8_t *at = (page < PAGES ? dst : src) + page % PAGES * PAGE;
            struct call call = {ceilings[c], dst, src, BYTES};
            if (!is_load(ceilings[c]))
                continue;
            assert_int_equal(mprotect(at, PAGE, PROT_NONE), 0);
            assert_dies_of(make_call, &call, SIGSEGV);
            assert_int_equal(mprotect(at, PAGE, PROT_READ | PROT_WRITE), 0);
        }
}

// How often each byte of a call's two ranges is read and written, as its instructions say.
struct touched {
    uint8_t reads[2][BYTES], writes[2][BYTES];
};

static void count_accesses(const struct decoded *d, struct touched *out) {
    const uint8_t *ranges[] = {dst, src};
    for (size_t a = 0; a < d->access_count; a++)
        for (size_t r = 0; r < COUNT_OF(ranges); r++) {
            size_t at = d->accesses[a].address - (uintptr_t)ranges[r];
            if (at >= BYTES)
                continue;
            assert_true(d->accesses[a].bytes <= BYTES - at);
            uint8_t *counts = d->accesses[a].write ? out->writes[r] : out->reads[r];
            for (size_t i = 0; i < d->accesses[a].bytes; i++)
                counts[at + i]++;
        }
}

static int make_traced_call(void *context) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
    return make_call(context);
}

// Follows the call in a child, instruction by instruction.
static void trace(struct call *call, struct touched *out) {
    struct user_regs_struct regs = {0};
    struct decoded d;
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(make_traced_call(call));
    const uint8_t *code = (const uint8_t *)call->impl->entries[0];
    *out = (struct touched){0};
    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
        assert_int_equal(ptrace(PTRACE_GETREGS, child, NULL, &regs), 0);
        size_t at = regs.rip - (uintptr_t)code;
        if (at < call->impl->code_size) {
            assert_true(decode(code + at, DECODE_LONGEST, &regs, at, &d));
            count_accesses(&d, out);
        }
        assert_int_equal(ptrace(PTRACE_SINGLESTEP, child, NULL, NULL), 0);
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

// Nobody reads a line twice or leaves one out, in whatever way its loops end: the bytes touched are
// the 2n that the ceiling is computed from.
static void loads_read_each_byte_once_and_stores_read_none(void **state) {
    (void)state;
    static const size_t sizes[] = {64, 128, 192, 256, 320, 448, 576, 1024, 4 * PAGE + 192};
    struct touched *t = malloc(sizeof *t);
    assert_non_null(t);
    for (size_t c = 0; c < ceiling_count; c++)
        for (size_t s = 0; s < COUNT_OF(sizes); s++) {
            struct call call = {ceilings[c], dst, src, sizes[s]};
            if (strcmp(ceilings[c]->name, "store_rep_stosb") == 0)
                continue; // one instruction, a step of it is no access that could be counted
            trace(&call, t);
            for (size_t i = 0; i < BYTES; i++)
                for (size_t r = 0; r < 2; r++) {
                    bool touched = i < call.n, loads = is_load(ceilings[c]);
                    if (t->reads[r][i] != (touched && loads) ||
                        t->writes[r][i] != (touched && !loads))
                        fail_msg("%s, n = %zu: byte %zu of %s is read %u times, written %u",
                                 call.impl->name, call.n, i, r == 0 ? "dst" : "src", t->reads[r][i],
                                 t->writes[r][i]);
                }
        }
    free(t);
}

static void they_keep_the_abi(void **state) {
    (void)state;
    static struct verify_log log;
    static struct lane lane;
    struct rooms rooms;
    assert_true(rooms_map(&rooms, ROOMS_BYTES));
    for (size_t c = 0; c < ceiling_count; c++) {
        assert_true(lane_open(&lane, ceilings[c], &rooms, &log));
        lane_refill(&lane, 0x70000);
        for (size_t n = 0; n <= BYTES; n = next_size(n))
            for (uint64_t key = 0; key < 4; key++) { // each entry, each kind of rubbish
                struct probe probe = {
                    .n = n, .entry = (unsigned)key, .key = 0x70000 + 1000 * n + key};
                struct lane_call call;
                lane_prepare_elsewhere(&lane, &probe, dst, src, &call);
                if (!lane_conclude_state(&lane, &call, lane_enter(&lane, &call)))
                    fail_msg("%s, n = %zu: %s", ceilings[c]->name, n, log.fault.cause);
            }
        if (log.warning.class != FINDING_NONE)
            fail_msg("%s: %s", ceilings[c]->name, log.warning.cause);
        lane_close(&lane);
    }
    rooms_unmap(&rooms);
}

static void a_name_begins_with_its_role_and_is_a_ceilings(void **state) {
    (void)state;
    size_t loads = 0, stores = 0;
    for (size_t i = 0; i < registry.count; i++) {
        const struct impl *impl = &registry.impls[i];
        bool load = strncmp(impl->name, "load_", 5) == 0;
        bool store = strncmp(impl->name, "store_", 6) == 0;
        assert_int_equal(load, impl->contract.role == CONTRACT_LOAD);
        assert_int_equal(store, impl->contract.role == CONTRACT_STORE);
        assert_int_equal(load || store, impl_is_ceiling(impl));
        loads += load;
        stores += store;
    }
    assert_int_equal(loads, 6);
    assert_int_equal(stores, 10);
}

// Of a machine that has it all, by hand from the header's list.
static void few_are_measured_at_a_size(void **state) {
    (void)state;
    static const char *const in_caches[] = {"load_avx2", "load_avx512", "store_avx2",
                                            "store_avx512", "store_rep_stosb"};
    static const char *const beyond[] = {"load_avx512_pages", "store_nt_avx512",
                                         "store_nt_avx512_pages"};
    struct registry all = open_registry(&asm_blobs, CPU_BIT(CPU_FEATURES) - 1);
    const struct impl *kernels[MOST];
    size_t count = registry_ceilings(&all, kernels);
    for (size_t i = 0; i < count; i++) {
        bool small = false, large = false;
        for (size_t k = 0; k < COUNT_OF(in_caches); k++)
            small = small || strcmp(kernels[i]->name, in_caches[k]) == 0;
        for (size_t k = 0; k < COUNT_OF(beyond); k++)
            large = large || strcmp(kernels[i]->name, beyond[k]) == 0;
        assert_false(ceilings_take(kernels, count, i, 1024 - 64));
        assert_int_equal(ceilings_take(kernels, count, i, 1024), small);
        assert_int_equal(ceilings_take(kernels, count, i, (1 << 20) - 64), small);
        assert_int_equal(ceilings_take(kernels, count, i, 1 << 20), small || large);
    }
    registry_close(&all);
}

// On the least of machines SSE2 is the widest.
static void the_widest_that_can_run_are_measured(void **state) {
    (void)state;
    struct registry least = open_registry(&asm_blobs, CPU_BIT(CPU_SSE2));
    const struct impl *kernels[MOST];
    size_t count = registry_ceilings(&least, kernels);
    assert_int_equal(count, 6); // load, store, store_nt, each but store with pages; rep stosb
    for (size_t i = 0; i < count; i++)
        assert_true(ceilings_take(kernels, count, i, 1 << 20));
    registry_close(&least);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_of_its_role_and_no_other),
        cmocka_unit_test(loads_read_every_page_of_both_ranges),
        cmocka_unit_test(loads_read_each_byte_once_and_stores_read_none),
        cmocka_unit_test(they_keep_the_abi),
        cmocka_unit_test(a_name_begins_with_its_role_and_is_a_ceilings),
        cmocka_unit_test(few_are_measured_at_a_size),
        cmocka_unit_test(the_widest_that_can_run_are_measured),
    };
    return cmocka_run_group_tests(tests, open_kernels, close_kernels);
}

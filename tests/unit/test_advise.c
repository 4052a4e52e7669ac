// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Which sizes are swept, and that thresholds send a call down the path that is meant: seen by
// walking glibc's variants instruction by instruction.
#include "bench/task/advise.h"
#include "bench/verify/decode.h"
#include "tests/unit/child.h"
#include "tests/unit/race.h"

#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/user.h>

enum { MOST = 32 << 10 };

static struct registry registry;

static int open_fixture(void **state) {
    (void)state;
    registry = open_registry(&fixture_blobs, cpu_detect());
    return 0;
}

static int close_fixture(void **state) {
    (void)state;
    registry_close(&registry);
    return 0;
}

// One call in a child that is stepped through; it stops once before.
static pid_t start_call(memcpy_fn *fn, uint8_t *dst, const uint8_t *src, size_t n) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
            _exit(77);
        raise(SIGSTOP);
        fn(dst, src, n);
        _exit(0);
    }
    return child;
}

static bool step(pid_t child, struct user_regs_struct *regs) {
    int status = 0;
    return ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) == 0 &&
           waitpid(child, &status, 0) == child && WIFSTOPPED(status) &&
           ptrace(PTRACE_GETREGS, child, NULL, regs) == 0;
}

// What the instruction that comes next does; the child's code is ours.
static bool tells(const struct user_regs_struct *regs, enum advice_path *out) {
    struct decoded d;
    assert_true(decode((const uint8_t *)regs->rip, DECODE_LONGEST, regs, 0, &d));
    if (strstr(d.text, "movsb") != NULL)
        *out = ADVICE_PATH_REP_MOVSB;
    else if ((d.sorts & DECODE_NON_TEMPORAL_STORE) != 0)
        *out = ADVICE_PATH_NON_TEMPORAL;
    else
        return false;
    return true;
}

// By its instructions, from its first to the one that tells, or to its return.
static enum advice_path walk(memcpy_fn *fn, size_t n) {
    static uint8_t src[MOST + 4096], dst[MOST + 8192];
    struct user_regs_struct regs;
    uint64_t back = 0;
    enum advice_path path = ADVICE_PATH_VECTOR;
    // Far apart mod 4096, where glibc copies backward.
    uint8_t *to = dst + (4096 - (uintptr_t)dst % 4096 + (uintptr_t)src % 4096 + 2048) % 4096;
    int status = 0;
    pid_t child = start_call(fn, to, src, n);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFSTOPPED(status)) {
        print_message("ptrace is denied here\n");
        skip();
    }
    while (step(child, &regs) && (back == 0 || regs.rip != back)) {
        if (regs.rip == (uintptr_t)fn)
            back = (uint64_t)ptrace(PTRACE_PEEKDATA, child, (void *)regs.rsp, NULL);
        if (back != 0 && tells(&regs, &path))
            break;
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    assert_true(back != 0);
    return path;
}

static bool has_rep_movsb(const struct impl *impl) {
    return strstr(impl->name, "_erms") != NULL;
}

// Calls `check` for every variant that can run here; how many there are.
static void for_each_variant(void (*check)(const struct impl *impl)) {
    const struct glibc_thresholds before = glibc_thresholds_get();
    size_t count = 0;
    for (size_t i = 0; i < registry.count; i++) {
        const struct impl *impl = &registry.impls[i];
        if (strncmp(impl->name, "glibc_", 6) != 0 || strstr(impl->name, "_unaligned") == NULL ||
            !impl_can_run(impl))
            continue;
        check(impl);
        count++;
    }
    glibc_thresholds_set(&before);
    if (count == 0)
        skip();
}

static void check_walks(const struct impl *impl) {
    static const struct glibc_thresholds sets[] = {
        {2048, 16384, 20480, 0, 0}, // as on AMD's processors
        {2048, 16384, 16384, 0, 0}, // as on others
        {20480, 16384, 16384, 0, 0},
        {2048, 20480, 16384, 0, 0},
    };
    static const size_t sizes[] = {2048, 2049, 16383, 16384, 16385, 20479, 20480, 20481};
    for (size_t s = 0; s < COUNT_OF(sets); s++)
        for (size_t i = 0; i < COUNT_OF(sizes); i++) {
            glibc_thresholds_set(&sets[s]);
            enum advice_path expected = advice_path_of(&sets[s], has_rep_movsb(impl), sizes[i]);
            enum advice_path path = walk(impl->entries[0], sizes[i]);
            if (path != expected)
                fail_msg("%s, thresholds %zu, %zu bytes: path %d, not %d", impl->name, s, sizes[i],
                         (int)path, (int)expected);
        }
}

static void calls_take_the_path_that_thresholds_say(void **state) {
    (void)state;
    for_each_variant(check_walks);
}

static void check_arms(const struct impl *impl) {
    static const struct glibc_thresholds presents[] = {{2112, 16384, 1 << 27, 0, 0},
                                                       {2112, 1 << 27, 1 << 27, 0, 0},
                                                       {2112, 2048, 20480, 0, 0},
                                                       {2112, 20480, 20480, 0, 0}};
    struct glibc_thresholds arms[2];
    for (size_t p = 0; p < COUNT_OF(presents); p++) {
        bool erms = has_rep_movsb(impl);
        advise_arms(&presents[p], ADVICE_REP_MOVSB, 4096, arms);
        glibc_thresholds_set(&arms[0]);
        assert_int_equal(walk(impl->entries[0], 4096), ADVICE_PATH_VECTOR);
        glibc_thresholds_set(&arms[1]);
        assert_int_equal(walk(impl->entries[0], 4096),
                         erms ? ADVICE_PATH_REP_MOVSB : ADVICE_PATH_VECTOR);
        advise_arms(&presents[p], ADVICE_NON_TEMPORAL, MOST, arms);
        glibc_thresholds_set(&arms[0]);
        assert_int_equal(walk(impl->entries[0], MOST),
                         erms && p % 2 == 1 ? ADVICE_PATH_REP_MOVSB : ADVICE_PATH_VECTOR);
        glibc_thresholds_set(&arms[1]);
        assert_int_equal(walk(impl->entries[0], MOST), ADVICE_PATH_NON_TEMPORAL);
    }
}

static void a_forced_path_is_the_one_that_runs(void **state) {
    (void)state;
    for_each_variant(check_arms);
}

static const struct advise_plan amd = {.present = {2112, 1 << 20, 240 << 20, 0, 0},
                                       .has_rep_movsb = true,
                                       .vector = 64,
                                       .largest = 64 << 20};

// The sizes are told by their first, their last and their number.
static void assert_sizes(const struct advice_sweep *s, size_t first, size_t last, size_t count) {
    assert_int_equal(s->count, count);
    assert_int_equal(s->cells[0].bytes, first);
    assert_int_equal(s->cells[count - 1].bytes, last);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(s->cells[i].bytes % 64, 0);
        assert_true(i == 0 || s->cells[i].bytes > s->cells[i - 1].bytes);
    }
}

static void sizes_lie_where_the_thresholds_choose(void **state) {
    (void)state;
    struct advice_report r;
    advise_plan(&amd, &r);
    assert_sizes(&r.sweeps[ADVICE_REP_MOVSB], 768, 768 << 10, 21); // below the stop
    assert_sizes(&r.sweeps[ADVICE_NON_TEMPORAL], 1 << 20, 64 << 20, 13);
    assert_int_equal(r.sweeps[ADVICE_REP_MOVSB].present, 2112);
    assert_int_equal(r.sweeps[ADVICE_NON_TEMPORAL].present, 240 << 20);
    assert_int_equal(r.sweeps[ADVICE_REP_MOVSB].never, 1 << 20);
    assert_int_equal(r.sweeps[ADVICE_NON_TEMPORAL].never, 0x0fffffffffffffff);
}

static void no_size_lies_at_or_below_the_least_threshold_that_glibc_takes(void **state) {
    (void)state;
    struct advise_plan plan = amd;
    struct advice_report r;
    static const size_t first[][2] = {{16, 192}, {32, 384}, {64, 768}};
    for (size_t i = 0; i < COUNT_OF(first); i++) {
        plan.vector = first[i][0];
        advise_plan(&plan, &r);
        assert_int_equal(r.sweeps[ADVICE_REP_MOVSB].cells[0].bytes, first[i][1]);
        assert_true(first[i][1] - 1 > 8 * plan.vector);
    }
    assert_true(r.sweeps[ADVICE_NON_TEMPORAL].cells[0].bytes - 1 > ADVISE_LEAST_NON_TEMPORAL);
}

static void where_the_stop_moves_along_both_sweeps_overlap(void **state) {
    (void)state;
    struct advise_plan plan = amd;
    struct advice_report r;
    plan.present.rep_movsb_stop_threshold = plan.present.shared_non_temporal_threshold;
    advise_plan(&plan, &r);
    assert_sizes(&r.sweeps[ADVICE_REP_MOVSB], 768, 16 << 20, 30);
    assert_sizes(&r.sweeps[ADVICE_NON_TEMPORAL], 256 << 10, 64 << 20, 17);
}

static void a_variant_without_rep_movsb_has_one_sweep(void **state) {
    (void)state;
    struct advise_plan plan = amd;
    struct advice_report r;
    plan.has_rep_movsb = false;
    advise_plan(&plan, &r);
    assert_int_equal(r.sweeps[ADVICE_REP_MOVSB].count, 0);
    assert_sizes(&r.sweeps[ADVICE_NON_TEMPORAL], 256 << 10, 64 << 20, 17);
}

static void quick_and_little_memory_leave_sizes_out(void **state) {
    (void)state;
    struct advise_plan plan = amd;
    struct advice_report r;
    plan.quick = true;
    advise_plan(&plan, &r);
    assert_sizes(&r.sweeps[ADVICE_REP_MOVSB], 1024, 512 << 10, 10);
    assert_sizes(&r.sweeps[ADVICE_NON_TEMPORAL], 1 << 20, 16 << 20, 5);
    plan.quick = false;
    plan.largest = 512 << 10;
    advise_plan(&plan, &r);
    assert_int_equal(r.sweeps[ADVICE_NON_TEMPORAL].count, 0);
    assert_sizes(&r.sweeps[ADVICE_REP_MOVSB], 768, 512 << 10, 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_take_the_path_that_thresholds_say),
        cmocka_unit_test(a_forced_path_is_the_one_that_runs),
        cmocka_unit_test(sizes_lie_where_the_thresholds_choose),
        cmocka_unit_test(no_size_lies_at_or_below_the_least_threshold_that_glibc_takes),
        cmocka_unit_test(where_the_stop_moves_along_both_sweeps_overlap),
        cmocka_unit_test(a_variant_without_rep_movsb_has_one_sweep),
        cmocka_unit_test(quick_and_little_memory_leave_sizes_out),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The loop that makes every timed call: where it lies, and what it does.
#include "bench/measure/call_loop.h"

#include "tests/unit/race.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>

static struct registry registry; // asm_blobs
static struct call_loop loop;

static int map_loop(void **state) {
    (void)state;
    struct failure failure = {0};
    registry = open_registry(&asm_blobs, CPU_BIT(CPU_FEATURES) - 1);
    if (!call_loop_map(&loop, &registry, CALL_FAR, 0, &failure))
        print_error("%s\n", failure.text);
    return loop.mapped[0] == NULL;
}

static int unmap_loop(void **state) {
    (void)state;
    call_loop_unmap(&loop);
    registry_close(&registry);
    return loop.mapped[0] != NULL || loop.arena.base != NULL;
}

static void far_means_more_than_4_gib_and_another_page_number(void **state) {
    (void)state;
    const uintptr_t at = (uintptr_t)0x600000000000, gib4 = (uintptr_t)4 << 30, page = 4096;
    assert_false(call_loop_is_far(at, at));
    assert_false(call_loop_is_far(at, at + gib4));        // not more than 4 GiB, and bits 12-23
    assert_false(call_loop_is_far(at, at + gib4 - page)); // near
    assert_false(call_loop_is_far(at, at - gib4 + page)); // near on the other side
    assert_true(call_loop_is_far(at, at + gib4 + page));
    assert_true(call_loop_is_far(at, at - gib4 - page));
    assert_true(call_loop_is_far(at + gib4 + page, at));
}

// Pages a multiple of 16 MiB apart agree in bits 12 to 23, wherever in them the code starts.
static void page_numbers_are_compared_in_bits_12_to_23(void **state) {
    (void)state;
    const uintptr_t at = (uintptr_t)0x600000123000, far = (uintptr_t)1 << 40, mib16 = 16 << 20;
    assert_false(call_loop_is_far(at, at + far));
    assert_false(call_loop_is_far(at, at + far + mib16));
    assert_false(call_loop_is_far(at, at + far + 0xfff));
    assert_true(call_loop_is_far(at, at + far + 0x1000));
    assert_true(call_loop_is_far(at, at + far + 0x800000));   // bit 23 alone
    assert_false(call_loop_is_far(at, at + far + 0x1000000)); // bit 24 does not count
}

// Of all entries, of the program's text and of libc's: read, not assumed.
static void the_loop_is_far_from_everybody_it_calls(void **state) {
    (void)state;
    uintptr_t at = (uintptr_t)loop.mapped[0];
    for (size_t i = 0; i < registry.count; i++)
        for (size_t e = 0; e < registry.impls[i].entry_count; e++) {
            uintptr_t entry = (uintptr_t)registry.impls[i].entries[e];
            uintptr_t distance = at > entry ? at - entry : entry - at;
            assert_true(distance > (uintptr_t)1 << 32);
            assert_int_not_equal(at >> 12 & 0xfff, entry >> 12 & 0xfff);
        }
}

static void the_hot_part_is_one_line(void **state) {
    (void)state;
    const uint8_t *code = (const uint8_t *)loop.mapped[0];
    assert_int_equal((uintptr_t)code % 64, 0);
    const uint8_t *call = memmem(code, 256, "\xff\xd3", 2); // call rbx
    assert_non_null(call);
    assert_int_equal((uintptr_t)(call - 9) % 64, 0); // three moves of three bytes stand before it
}

static struct {
    size_t calls, wrong;
    void *dst;
    const void *src;
    size_t n;
} expected;

// The ABI: rsp + 8 is a multiple of 16 at a function's first instruction, so that the frame's base,
// where rbp has been pushed, is a multiple of 16.
static void *counts(void *dst, const void *src, size_t n) {
    expected.calls++;
    if (dst != expected.dst || src != expected.src || n != expected.n ||
        (uintptr_t)__builtin_frame_address(0) % 16 != 0)
        expected.wrong++;
    // What a call may destroy is destroyed, so that the loop can't lean on it.
    __asm__ volatile("xor %%edi, %%edi\n\txor %%esi, %%esi\n\txor %%edx, %%edx\n\t"
                     "xor %%ecx, %%ecx\n\txor %%r8d, %%r8d\n\txor %%r9d, %%r9d\n\t"
                     "xor %%r10d, %%r10d\n\txor %%r11d, %%r11d" ::
                         : "rdi", "rsi", "rdx", "rcx", "r8", "r9", "r10", "r11");
    return NULL; // nor on what is returned
}

static void calls_exactly_so_often_with_the_same_arguments(void **state) {
    (void)state;
    static const size_t often[] = {1, 2, 3, 1000, 100000};
    char a = 0, b = 0;
    for (size_t i = 0; i < COUNT_OF(often); i++) {
        expected.calls = expected.wrong = 0;
        expected.dst = &a;
        expected.src = &b;
        expected.n = SIZE_MAX - i;
        loop.mapped[0](&a, &b, SIZE_MAX - i, counts, often[i]);
        assert_int_equal(expected.calls, often[i]);
        assert_int_equal(expected.wrong, 0);
    }
}

static struct {
    const struct call_args *next;
    size_t wrong;
} walked;

static void *follows(void *dst, const void *src, size_t n) {
    walked.wrong += dst != walked.next->dst || src != walked.next->src || n != walked.next->n ||
                    (uintptr_t)__builtin_frame_address(0) % 16 != 0;
    walked.next++;
    __asm__ volatile("xor %%edi, %%edi\n\txor %%esi, %%esi\n\txor %%edx, %%edx\n\t"
                     "xor %%ecx, %%ecx\n\txor %%r8d, %%r8d\n\txor %%r9d, %%r9d\n\t"
                     "xor %%r10d, %%r10d\n\txor %%r11d, %%r11d" ::
                         : "rdi", "rsi", "rdx", "rcx", "r8", "r9", "r10", "r11");
    return NULL;
}

static void walks_make_each_call_once_in_order(const struct call_loop *of, memcpy_fn *fn) {
    static char memory[64];
    struct call_args list[32];
    for (size_t i = 0; i < COUNT_OF(list); i++)
        list[i] = (struct call_args){memory + i, memory + 63 - i, SIZE_MAX - 320 * i};
    for (enum call_arm arm = 0; arm < CALL_ARMS; arm++)
        for (size_t calls = 1; calls <= COUNT_OF(list); calls++) {
            walked.next = list;
            walked.wrong = 0;
            call_walk_for(of, fn, arm)(list, follows, calls);
            assert_int_equal(walked.next - list, calls);
            assert_int_equal(walked.wrong, 0);
        }
}

static void a_walk_makes_each_call_once_in_order(void **state) {
    (void)state;
    walks_make_each_call_once_in_order(&loop, follows);
}

static void the_walks_hot_part_is_one_line(void **state) {
    (void)state;
    const uint8_t *code = (const uint8_t *)loop.mapped_walks[0];
    assert_int_equal((uintptr_t)code % 64, 0);
    assert_int_equal((uintptr_t)code / 4096, (uintptr_t)loop.mapped[0] / 4096);
    const uint8_t *call = memmem(code, 256, "\xff\xd3", 2);         // call rbx
    const uint8_t *back = memmem(code, 256, "\x48\xff\xcd\x75", 4); // dec rbp, jnz
    assert_non_null(call);
    assert_non_null(back);
    assert_int_equal((uintptr_t)call / 64, (uintptr_t)(back + 4) / 64);
}

static void keeps_its_callers_registers(void **state) {
    (void)state;
    static uint8_t line[64];
    struct registry fixtures = open_registry(&fixture_blobs, 0);
    const struct impl *probe = find_impl(&fixtures, "keeps_registers");
    call_loop_fn *loops[] = {loop.mapped[0], loop.mapped_reads[0]};
    for (size_t i = 0; i < COUNT_OF(loops); i++) {
        expected.calls = expected.wrong = 0;
        expected.dst = line;
        expected.src = NULL;
        expected.n = 64;
        assert_int_equal(
            (uintptr_t)probe->entries[0]((void *)loops[i], (const void *)counts, (uintptr_t)line),
            1);
        assert_int_equal(expected.calls, 3);
        assert_int_equal(expected.wrong, 0);
    }
    registry_close(&fixtures);
}

static uintptr_t distance(const void *a, const void *b) {
    uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;
    return x > y ? x - y : y - x;
}

static struct call_loop map_near(void) {
    struct call_loop near;
    struct failure failure = {0};
    if (!call_loop_map(&near, &registry, CALL_NEAR, 0, &failure))
        fail_msg("%s", failure.text);
    return near;
}

static bool lies_in(const struct code_arena *arena, const void *at) {
    return (const uint8_t *)at >= arena->base && (const uint8_t *)at < arena->base + arena->size;
}

static void far_there_is_one_loop_for_everybody(void **state) {
    (void)state;
    assert_null(loop.linked);
    assert_true(loop.mapped[CALL_CANDIDATE] == loop.mapped[CALL_REFERENCE]);
    for (size_t i = 0; i < registry.count; i++)
        for (enum call_arm arm = 0; arm < CALL_ARMS; arm++)
            assert_true(call_loop_for(&loop, registry.impls[i].entries[0], arm) == loop.mapped[0]);
    assert_true(call_loop_for(&loop, counts, CALL_CANDIDATE) == loop.mapped[0]);
}

static void near_loops_lie_beside_the_blobs_one_an_arm(void **state) {
    (void)state;
    struct call_loop near = map_near();
    const void *mine = (const void *)near.mapped[CALL_CANDIDATE];
    const void *theirs = (const void *)near.mapped[CALL_REFERENCE];
    assert_non_null((const void *)near.linked);
    assert_ptr_not_equal(mine, theirs);
    assert_true(lies_in(&near.arena, mine));
    assert_true(lies_in(&near.arena, theirs));
    assert_false(lies_in(&near.arena, (const void *)near.linked));
    assert_true(distance(mine, theirs) < CALL_LOOP_FAR);
    assert_true(distance(mine, registry.arena.base) < CALL_LOOP_FAR);
    assert_true(distance(theirs, registry.arena.base) < CALL_LOOP_FAR);
    call_loop_unmap(&near);
    assert_null((const void *)near.linked);
    assert_null(near.arena.base);
}

static void near_each_is_called_from_the_loop_next_to_it(void **state) {
    (void)state;
    struct call_loop near = map_near();
    memcpy_fn *glibc = find_impl(&registry, "glibc")->entries[0];
    memcpy_fn *blob = find_impl(&registry, "rep_movsb")->entries[1];
    for (enum call_arm arm = 0; arm < CALL_ARMS; arm++) {
        assert_true(call_loop_for(&near, counts, arm) == near.linked);
        assert_true(call_loop_for(&near, glibc, arm) == near.mapped[arm]);
        assert_true(call_loop_for(&near, blob, arm) == near.mapped[arm]);
    }
    call_loop_unmap(&near);
}

static void the_near_loops_call_as_the_far_one_does(void **state) {
    (void)state;
    struct call_loop near = map_near();
    call_loop_fn *loops[] = {near.linked, near.mapped[CALL_CANDIDATE], near.mapped[CALL_REFERENCE]};
    for (size_t i = 0; i < COUNT_OF(loops); i++) {
        assert_int_equal((uintptr_t)loops[i] % 64, 0);
        assert_memory_equal((const void *)loops[i], (const void *)loop.mapped[0], 64);
        expected.calls = expected.wrong = 0;
        expected.dst = &near;
        expected.src = &loop;
        expected.n = 192 + i;
        loops[i](&near, &loop, 192 + i, counts, 1000 + i);
        assert_int_equal(expected.calls, 1000 + i);
        assert_int_equal(expected.wrong, 0);
    }
    call_loop_unmap(&near);
}

static void near_walks_lie_beside_the_blobs_too(void **state) {
    (void)state;
    struct call_loop near = map_near();
    memcpy_fn *blob = find_impl(&registry, "rep_movsb")->entries[1];
    assert_true(near.mapped_walks[0] != near.mapped_walks[1]);
    for (enum call_arm arm = 0; arm < CALL_ARMS; arm++) {
        assert_true(lies_in(&near.arena, (const void *)near.mapped_walks[arm]));
        assert_true(call_walk_for(&near, counts, arm) == near.linked_walk);
        assert_true(call_walk_for(&near, blob, arm) == near.mapped_walks[arm]);
    }
    walks_make_each_call_once_in_order(&near, follows);
    walks_make_each_call_once_in_order(&near, blob);
    call_loop_unmap(&near);
}

// Three pages, of which a call can close the second. Lines are read ascending, so that one right at
// the beginning of the closed page is where the first fault lies if it is read, and nowhere if it
// is left out.
static struct {
    uint8_t *pages;
    sigjmp_buf back;
    const uint8_t *volatile faulted_at;
    size_t calls, closed_at; // the call that closes the second page
} reading;

enum { PAGE = 4096 };

static void note_fault(int number, siginfo_t *info, void *context) {
    (void)number;
    (void)context;
    reading.faulted_at = info->si_addr;
    siglongjmp(reading.back, 1);
}

static void *closes(void *dst, const void *src, size_t n) {
    (void)src;
    (void)n;
    if (++reading.calls == reading.closed_at)
        (void)mprotect(reading.pages + PAGE, PAGE, PROT_NONE);
    return dst;
}

// The first byte of the second page at which a read of n bytes at dst faults, NULL for none, where
// that page is closed by the closed_at-th of three calls.
static const uint8_t *first_fault(call_loop_fn *read, uint8_t *dst, size_t n, size_t closed_at) {
    reading.faulted_at = NULL;
    reading.calls = 0;
    reading.closed_at = closed_at;
    if (sigsetjmp(reading.back, 1) == 0)
        read(dst, dst, n, closes, 3);
    (void)mprotect(reading.pages + PAGE, PAGE, PROT_READ | PROT_WRITE);
    return reading.faulted_at;
}

static void each_line_is_read_behind_each_call(call_loop_fn *read) {
    uint8_t *closed = reading.pages + PAGE;
    for (size_t lines = 1; lines <= 64; lines += 7)
        for (size_t line = 0; line < lines; line++) // is the first that is closed
            for (size_t call = 1; call <= 3; call++) {
                uint8_t *dst = closed - line * 64;
                assert_ptr_equal(first_fault(read, dst, lines * 64, call), closed);
                assert_int_equal(reading.calls, call);
            }
    assert_ptr_equal(first_fault(read, closed - 64, 65, 2), closed);   // a byte of the last line
    assert_ptr_equal(first_fault(read, closed - 127, 128, 2), closed); // dst is no line's begin
    assert_ptr_equal(first_fault(read, closed + 63, 64, 1), closed);   // nor here
    assert_null(first_fault(read, closed - 1024, 1024, 1));            // nothing behind it
    assert_null(first_fault(read, closed - 1023, 1023, 1));
    assert_null(first_fault(read, closed + PAGE, 64, 1)); // nor before it
    assert_int_equal(reading.calls, 3);
}

static void a_read_reads_each_line_behind_each_call_and_no_other(void **state) {
    (void)state;
    const struct sigaction action = {.sa_sigaction = note_fault, .sa_flags = SA_SIGINFO};
    struct sigaction before;
    struct call_loop near = map_near();
    reading.pages =
        mmap(NULL, (size_t)3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(reading.pages != MAP_FAILED && sigaction(SIGSEGV, &action, &before) == 0);
    each_line_is_read_behind_each_call(call_read_for(&loop, closes, CALL_CANDIDATE));
    each_line_is_read_behind_each_call(call_read_for(&near, closes, CALL_CANDIDATE));
    (void)sigaction(SIGSEGV, &before, NULL);
    munmap(reading.pages, (size_t)3 * PAGE);
    call_loop_unmap(&near);
}

static void a_read_calls_as_the_loop_does(void **state) {
    (void)state;
    static char memory[320];
    struct call_loop near = map_near();
    call_loop_fn *reads[] = {loop.mapped_reads[0], near.linked_read,
                             near.mapped_reads[CALL_CANDIDATE], near.mapped_reads[CALL_REFERENCE]};
    for (size_t i = 0; i < COUNT_OF(reads); i++) {
        const uint8_t *code = (const uint8_t *)reads[i];
        const uint8_t *call = memmem(code, 256, "\xff\xd3", 2);         // call rbx
        const uint8_t *back = memmem(code, 256, "\x48\xff\xcd\x75", 4); // dec rbp, jnz
        assert_true(call != NULL && back != NULL && (uintptr_t)code % 64 == 0);
        assert_int_equal((uintptr_t)(call - 9) % 64, 0);
        assert_int_equal((uintptr_t)call / 64, (uintptr_t)(back + 4) / 64);
        expected.calls = expected.wrong = 0;
        expected.dst = memory;
        expected.src = &near;
        expected.n = 256 + i;
        reads[i](memory, &near, 256 + i, counts, 1000 + i);
        assert_int_equal(expected.calls, 1000 + i);
        assert_int_equal(expected.wrong, 0);
    }
    call_loop_unmap(&near);
}

static void near_reads_lie_beside_the_blobs_too(void **state) {
    (void)state;
    struct call_loop near = map_near();
    memcpy_fn *blob = find_impl(&registry, "rep_movsb")->entries[1];
    assert_true(loop.mapped_reads[CALL_CANDIDATE] == loop.mapped_reads[CALL_REFERENCE]);
    assert_true(near.mapped_reads[CALL_CANDIDATE] != near.mapped_reads[CALL_REFERENCE]);
    for (enum call_arm arm = 0; arm < CALL_ARMS; arm++) {
        assert_true(lies_in(&near.arena, (const void *)near.mapped_reads[arm]));
        assert_true(call_read_for(&near, counts, arm) == near.linked_read);
        assert_true(call_read_for(&near, blob, arm) == near.mapped_reads[arm]);
        assert_true(call_read_for(&loop, blob, arm) == loop.mapped_reads[arm]);
    }
    call_loop_unmap(&near);
}

static void placements_have_names(void **state) {
    (void)state;
    assert_string_equal(call_placement_name(CALL_FAR), "far");
    assert_string_equal(call_placement_name(CALL_NEAR), "near");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(far_means_more_than_4_gib_and_another_page_number),
        cmocka_unit_test(page_numbers_are_compared_in_bits_12_to_23),
        cmocka_unit_test(the_loop_is_far_from_everybody_it_calls),
        cmocka_unit_test(the_hot_part_is_one_line),
        cmocka_unit_test(calls_exactly_so_often_with_the_same_arguments),
        cmocka_unit_test(keeps_its_callers_registers),
        cmocka_unit_test(far_there_is_one_loop_for_everybody),
        cmocka_unit_test(near_loops_lie_beside_the_blobs_one_an_arm),
        cmocka_unit_test(near_each_is_called_from_the_loop_next_to_it),
        cmocka_unit_test(the_near_loops_call_as_the_far_one_does),
        cmocka_unit_test(a_walk_makes_each_call_once_in_order),
        cmocka_unit_test(the_walks_hot_part_is_one_line),
        cmocka_unit_test(near_walks_lie_beside_the_blobs_too),
        cmocka_unit_test(a_read_reads_each_line_behind_each_call_and_no_other),
        cmocka_unit_test(a_read_calls_as_the_loop_does),
        cmocka_unit_test(near_reads_lie_beside_the_blobs_too),
        cmocka_unit_test(placements_have_names),
    };
    return cmocka_run_group_tests(tests, map_loop, unmap_loop);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Why a child stopped, from made-up registers and signals: nothing here crashes.
#include "bench/verify/stop.h"

#include "bench/verify/trampoline.h"
#include "tests/unit/unit.h"

#include <asm/unistd_64.h>
#include <seccomp.h>
#include <string.h>

enum { CODE = 100, N = 1000, SEGV_PROTECTION_KEY = 4 };

static const uint64_t src_room = UINT64_C(0x7f1000000000), dst_room = UINT64_C(0x7f2000000000),
                      stack_room = UINT64_C(0x7f3000000000), code_at = UINT64_C(0x7f4000000010),
                      second_at = UINT64_C(0x7f4000001020);

// One stop in the making: what each test changes starts from a store to dst in the code's midst.
struct made {
    struct stop stop;
    struct impl impl;
    struct rooms rooms;
    struct verify_log log;
    struct decoded instruction;
};

static void *address(uint64_t a) {
    return (void *)(uintptr_t)a; // NOLINT: made up
}

static struct made make(int signal) {
    struct made m = {
        .stop = {.signal = signal, .regs = {.rip = code_at + 10}},
        .impl = {.code = (const uint8_t *)"", .code_size = CODE, .entry_count = 2},
        .rooms = {.bytes = ROOMS_BYTES,
                  .src = address(src_room),
                  .dst = address(dst_room),
                  .stack = address(stack_room)},
        .log = {.inside = true, .probe = {.n = N}, .src = src_room + 4096, .dst = dst_room + 4096},
        .instruction = {.length = 3},
    };
    m.impl.entries[0] = (memcpy_fn *)(uintptr_t)code_at;
    m.impl.entries[1] = (memcpy_fn *)(uintptr_t)second_at;
    return m;
}

static struct made made_access(uint64_t to, size_t bytes, bool write) {
    struct made m = make(SIGSEGV);
    m.stop.info.si_code = SEGV_MAPERR;
    m.stop.info.si_addr = address(to);
    m.instruction.access_count = 1;
    m.instruction.accesses[0] = (struct access){.address = to, .bytes = bytes, .write = write};
    return m;
}

// A general protection fault: the kernel tells no address.
static struct made made_protection(void) {
    struct made m = make(SIGSEGV);
    m.stop.info.si_code = SI_KERNEL;
    return m;
}

static void assert_is(const struct made *m, enum finding_class class, const char *cause) {
    struct fault fault;
    stop_explain(&m->stop, &m->impl, &m->rooms, &m->log, &m->instruction, &fault);
    assert_string_equal(fault.cause, cause);
    assert_string_equal(finding_class_name(fault.class), finding_class_name(class));
}

static void offsets_in_code(void **state) {
    (void)state;
    struct made m = make(SIGSEGV);
    assert_int_equal(stop_code_offset(&m.impl, code_at), 0);
    assert_int_equal(stop_code_offset(&m.impl, code_at + CODE - 1), CODE - 1);
    assert_int_equal(stop_code_offset(&m.impl, code_at + CODE), STOP_ELSEWHERE);
    assert_int_equal(stop_code_offset(&m.impl, code_at - 1), STOP_ELSEWHERE);
    assert_int_equal(stop_code_offset(&m.impl, second_at + 7), 7);
    assert_int_equal(stop_code_offset(&m.impl, 0), STOP_ELSEWHERE);
}

static void what_was_compiled_in_has_no_known_end(void **state) {
    (void)state;
    struct made m = make(SIGSEGV);
    m.impl.code = NULL;
    m.impl.code_size = 0;
    m.impl.entry_count = 1;
    assert_int_equal(stop_code_offset(&m.impl, code_at + 8000), 8000);
    assert_int_equal(stop_code_offset(&m.impl, code_at + (64 << 10)), STOP_ELSEWHERE);
}

static void traps(void **state) {
    (void)state;
    struct made m = make(SIGTRAP);
    assert_is(&m, FINDING_ILLEGAL_INSTRUCTION, "ran an int3 of its own");
    m.stop.regs.rip = code_at + CODE + 1;
    assert_is(&m, FINDING_FALLS_OFF_END,
              "ran off its end into the int3 behind it (is a ret or a jump missing?)");
    m.stop.regs.rip = second_at + CODE + 1;
    assert_is(&m, FINDING_FALLS_OFF_END,
              "ran off its end into the int3 behind it (is a ret or a jump missing?)");
    m.stop.regs.rip = code_at + CODE + 2;
    assert_is(&m, FINDING_JUMPS_OUT, "jumped to 0x7f4000000075, outside its code");
    m.stop.regs.eflags = 1 << 8;
    assert_is(&m, FINDING_FLAGS, "set the trap flag");
}

static void system_calls(void **state) {
    (void)state;
    struct made m = make(SIGSYS);
    m.stop.info.si_syscall = __NR_write;
    m.stop.info.si_arch = SCMP_ARCH_X86_64;
    assert_is(&m, FINDING_SYSTEM_CALL, "made a system call: write (number 1)");
    m.stop.info.si_syscall = 20;
    m.stop.info.si_arch = SCMP_ARCH_X86;
    assert_is(&m, FINDING_SYSTEM_CALL, "made a system call: getpid (number 20, through int 0x80)");
    m.stop.info.si_syscall = 99999;
    m.stop.info.si_arch = SCMP_ARCH_X86_64;
    assert_is(&m, FINDING_SYSTEM_CALL, "made a system call: unknown (number 99999)");
}

static void accesses_around_dst(void **state) {
    (void)state;
    uint64_t dst = dst_room + 4096;
    struct made m = made_access(dst + N, 1, true);
    assert_is(&m, FINDING_OVERRUN, "wrote 1 bytes past the end of dst");
    m = made_access(dst + N + 63, 32, true);
    assert_is(&m, FINDING_OVERRUN, "wrote 64 bytes past the end of dst");
    m = made_access(dst - 1, 1, true);
    assert_is(&m, FINDING_UNDERRUN, "wrote 1 bytes below dst");
    m = made_access(dst + N, 1, false);
    assert_is(&m, FINDING_TOUCHES_NEIGHBOURS, "read memory beside dst");
    m = made_access(dst - 16, 16, false);
    assert_is(&m, FINDING_TOUCHES_NEIGHBOURS, "read memory beside dst");
}

static void accesses_around_src(void **state) {
    (void)state;
    uint64_t src = src_room + 4096;
    struct made m = made_access(src + N + 15, 16, false);
    assert_is(&m, FINDING_OVER_READ, "read 16 bytes past the end of src");
    m = made_access(src - 1, 1, false);
    assert_is(&m, FINDING_UNDER_READ, "read 1 bytes below src");
    m = made_access(src + 5, 1, true);
    assert_is(&m, FINDING_WRITES_SRC, "wrote to the source, at byte 5 of it");
    m = made_access(src - 5, 1, true);
    assert_is(&m, FINDING_WRITES_SRC, "wrote to the source, at byte -5 of it");
}

// The fault's address lies in the midst of the operand, where it crosses into a guard.
static void an_access_that_faults_in_its_midst_is_still_a_store(void **state) {
    (void)state;
    uint64_t end = dst_room + 4096 + N;
    struct made m = made_access(end, 1, true);
    m.instruction.accesses[0].address = end - 20;
    m.instruction.accesses[0].bytes = 32;
    assert_is(&m, FINDING_OVERRUN, "wrote 1 bytes past the end of dst");
}

static void the_stack_and_the_code(void **state) {
    (void)state;
    struct made m = made_access(stack_room - 1024, 8, true);
    assert_is(&m, FINDING_STACK_DEPTH, "went 65 KiB down the stack");
    m = made_access(stack_room + ROOMS_STACK + ROOMS_CALLER, 8, false);
    assert_is(&m, FINDING_CALLER_STACK, "went beyond its caller's stack");
    m = made_access(code_at + 4, 1, true);
    assert_is(&m, FINDING_WRITES_CODE, "wrote its own code's memory");
    m = made_access(code_at + CODE + 50, 1, true); // of the same page
    assert_is(&m, FINDING_WRITES_CODE, "wrote its own code's memory");
}

static void pointers_that_lost_their_upper_half(void **state) {
    (void)state;
    struct made m = made_access((uint32_t)(dst_room + 4096) + 10, 8, true);
    assert_is(&m, FINDING_TRUNCATED_POINTER, "wrote where the lower 32 bits of a pointer lead");
    m = made_access(0, 8, false);
    m.log.src = UINT64_C(0x7f1080000000); // its sign is extended
    m.stop.info.si_addr = address(UINT64_C(0xffffffff80000000));
    assert_is(&m, FINDING_TRUNCATED_POINTER, "read where the lower 32 bits of a pointer lead");
}

static void memory_that_is_nobodys(void **state) {
    (void)state;
    struct made m = made_access(0x123456789000, 8, false);
    assert_is(&m, FINDING_WILD_ACCESS, "read memory at 0x123456789000, which is nobody's");
    m = made_access(0x123456789000, 8, true);
    assert_is(&m, FINDING_WILD_ACCESS, "wrote memory at 0x123456789000, which is nobody's");
}

static void jumps(void **state) {
    (void)state;
    struct made m = made_access(0x1234, 1, false);
    m.stop.regs.rip = 0x1234;
    assert_is(&m, FINDING_JUMPS_OUT, "jumped to 0x1234, where no code is");
    m = made_access(0x99, 1, true);
    m.stop.regs.rip = code_at + 2000; // ran there, and faulted at something else
    assert_is(&m, FINDING_JUMPS_OUT, "jumped to 0x7f40000007e0, outside its code");
    m = make(SIGILL);
    m.stop.regs.rip = 0x1234;
    assert_is(&m, FINDING_JUMPS_OUT, "jumped to 0x1234, where no instruction is");
}

static void general_protection_faults(void **state) {
    (void)state;
    struct made m = made_protection();
    assert_is(&m, FINDING_ILLEGAL_INSTRUCTION, "caused a general protection fault");
    m.instruction.sorts = DECODE_PRIVILEGED;
    assert_is(&m, FINDING_ILLEGAL_INSTRUCTION, "ran a privileged instruction");
    m.instruction.sorts = DECODE_SYSTEM_CALL; // int n
    assert_is(&m, FINDING_ILLEGAL_INSTRUCTION, "ran a privileged instruction");
    m.instruction.sorts = DECODE_RET;
    assert_is(&m, FINDING_STACK_POINTER,
              "returned to what is no address: rsp is not where it was at entry");
    m.instruction.sorts = 0;
    m.instruction.access_count = 1;
    m.instruction.accesses[0] =
        (struct access){.address = dst_room + 8, .bytes = 16, .write = true};
    assert_is(&m, FINDING_MISALIGNED_ACCESS,
              "wrote 16 bytes at an address that is no multiple of that, with an instruction that "
              "asks for it");
    m.instruction.accesses[0] = (struct access){.address = src_room + 32, .bytes = 64};
    assert_is(&m, FINDING_MISALIGNED_ACCESS,
              "read 64 bytes at an address that is no multiple of that, with an instruction that "
              "asks for it");
    m.instruction.accesses[0].address = src_room + 64;
    assert_is(&m, FINDING_ILLEGAL_INSTRUCTION, "caused a general protection fault");
}

static void poison_used_as_an_address(void **state) {
    (void)state;
    struct made m = made_protection();
    m.instruction.access_count = 1;
    m.instruction.accesses[0] =
        (struct access){.address = UINT64_C(0x5a5a000000000008), .bytes = 8};
    assert_is(&m, FINDING_UNINITIALISED, "used as an address a register that nobody had set");
    m.instruction.accesses[0] = // the index has carried the address out of it
        (struct access){.address = 0x1, .bytes = 8, .base = UINT64_C(0x5a5affffffffffff)};
    assert_is(&m, FINDING_UNINITIALISED, "used as an address a register that nobody had set");
}

static void protection_keys(void **state) {
    (void)state;
    struct made m = made_access(dst_room + 4096, 8, true);
    m.stop.info.si_code = SEGV_PROTECTION_KEY;
    assert_is(&m, FINDING_PROTECTION_KEY, "PKRU forbids memory that everybody uses");
}

static void anything_near_a_pointer_at_n_0_is_touching(void **state) {
    (void)state;
    struct made m = made_access(dst_room + 4096 + 5, 8, true);
    m.log.probe = (struct probe){.place = PLACE_NOWHERE};
    assert_is(&m, FINDING_TOUCHES_AT_ZERO, "touched memory though n is 0");
    m = made_access(src_room + 4096 - 64, 8, false);
    m.log.probe = (struct probe){.place = PLACE_NOWHERE};
    assert_is(&m, FINDING_TOUCHES_AT_ZERO, "touched memory though n is 0");
    m = made_access(0x123456789000, 8, false);
    m.log.probe = (struct probe){.place = PLACE_NOWHERE};
    assert_is(&m, FINDING_WILD_ACCESS, "read memory at 0x123456789000, which is nobody's");
}

static void faults_at_a_boundary_are_the_pointers(void **state) {
    (void)state;
    struct made m = made_access(0x7ff00000, 8, true);
    m.log.dst = 0x7fffff00;
    m.log.probe = (struct probe){.place = PLACE_2G, .n = N};
    assert_is(&m, FINDING_TRUNCATED_POINTER, "went astray where a buffer crosses 2^31");
    m.log.probe.place = PLACE_4G;
    assert_is(&m, FINDING_TRUNCATED_POINTER, "went astray where a buffer crosses 2^32");
    m.stop.info.si_code = SEGV_PROTECTION_KEY; // but not what has nothing to do with addresses
    assert_is(&m, FINDING_PROTECTION_KEY, "PKRU forbids memory that everybody uses");
}

static void other_signals(void **state) {
    (void)state;
    struct made m = make(SIGILL);
    assert_is(&m, FINDING_ILLEGAL_INSTRUCTION, "ran an instruction that this machine refuses");
    m = make(SIGFPE);
    assert_is(&m, FINDING_ILLEGAL_INSTRUCTION, "divided by zero, or unmasked an exception");
    m = make(SIGBUS);
    assert_is(&m, FINDING_ALIGNMENT_CHECK, "switched alignment checks on, and was caught by one");
    m = make(SIGXCPU);
    assert_is(&m, FINDING_WILD_ACCESS, "was ended by CPU time limit exceeded");
}

static void a_fault_after_the_call_had_returned(void **state) {
    (void)state;
    struct made m = made_access(0x10, 8, true);
    m.log.inside = false;
    assert_is(&m, FINDING_WILD_ACCESS,
              "left a process in which nothing works any more (Segmentation fault after it had "
              "returned)");
    m.stop.regs.rip = (uintptr_t)trampoline_call + 16; // on its way back
    assert_is(&m, FINDING_WILD_ACCESS, "wrote memory at 0x10, which is nobody's");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_in_code),
        cmocka_unit_test(what_was_compiled_in_has_no_known_end),
        cmocka_unit_test(traps),
        cmocka_unit_test(system_calls),
        cmocka_unit_test(accesses_around_dst),
        cmocka_unit_test(accesses_around_src),
        cmocka_unit_test(an_access_that_faults_in_its_midst_is_still_a_store),
        cmocka_unit_test(the_stack_and_the_code),
        cmocka_unit_test(pointers_that_lost_their_upper_half),
        cmocka_unit_test(memory_that_is_nobodys),
        cmocka_unit_test(jumps),
        cmocka_unit_test(general_protection_faults),
        cmocka_unit_test(poison_used_as_an_address),
        cmocka_unit_test(protection_keys),
        cmocka_unit_test(anything_near_a_pointer_at_n_0_is_touching),
        cmocka_unit_test(faults_at_a_boundary_are_the_pointers),
        cmocka_unit_test(other_signals),
        cmocka_unit_test(a_fault_after_the_call_had_returned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

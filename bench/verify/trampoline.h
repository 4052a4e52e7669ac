// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The assembly through which the verifier calls: it poisons every register before and writes down
// the whole architectural state after. x86-64 only.
#ifndef VERIFY_TRAMPOLINE_H
#define VERIFY_TRAMPOLINE_H

#include <stddef.h>
#include <stdint.h>

// General registers by their numbers in machine code.
enum gpr {
    GPR_RAX,
    GPR_RCX,
    GPR_RDX,
    GPR_RBX,
    GPR_RSP,
    GPR_RBP,
    GPR_RSI,
    GPR_RDI,
    GPR_R8,
    GPRS = 16
};

enum trampoline_feature {
    TRAMPOLINE_AVX = 1,
    TRAMPOLINE_AVX512 = 2,
    TRAMPOLINE_XINUSE = 4,   // XGETBV with ecx = 1 tells which state components are in use
    TRAMPOLINE_FSGSBASE = 8, // rdfsbase and its like are allowed
    TRAMPOLINE_PKU = 16,
    TRAMPOLINE_AMX = 32,
    TRAMPOLINE_DIRTY = 64, // not of the machine: this call finds the upper vector halves in use
};

enum { TRAMPOLINE_VECTORS = 32 * 64 }; // bytes of poison for the vector registers

// What a call leaves in the processor. Only what a callee must preserve is filled in of gpr, and
// rax.
struct arch_state {
    uint64_t gpr[GPRS];
    uint64_t flags;
    uint64_t xinuse;
    uint64_t fs_base, gs_base;
    uint32_t mxcsr;
    uint32_t pkru;
    uint32_t x87[7]; // as fnstenv writes it: control, status and tag words first
    uint32_t reserved;
};

// trampoline.asm has the same layout.
struct trampoline_frame {
    uint64_t fn, dst, src, n;
    uint64_t stack;        // rsp before the call, a multiple of 16
    uint64_t flags;        // RFLAGS at entry: arithmetic flags may be set at will, no others
    const void *vectors;   // TRAMPOLINE_VECTORS bytes
    uint64_t features;     // enum trampoline_feature: what may be touched
    uint64_t poison[GPRS]; // of the general registers that carry no argument
    struct arch_state after;
    uint64_t own_rsp, own_fs, own_gs;
    uint32_t own_mxcsr, own_pkru, own_x87;
    uint32_t inside; // 1 while the callee runs
};

_Static_assert(offsetof(struct trampoline_frame, after) == 192, "trampoline.asm has this layout");
_Static_assert(offsetof(struct trampoline_frame, own_rsp) == 392, "trampoline.asm has this layout");

// The one exception from "no global state": after the call no register can be trusted to lead to a
// frame. It is only used in the verifier's child, which has one thread.
extern struct trampoline_frame trampoline_frame;

// Makes the call that trampoline_frame describes.
void trampoline_call(void);

// An int3: here the child waits once it has made its calls, and to here a call returns that is made
// by setting its registers.
void trampoline_trap(void);

// What may be touched on this machine.
uint64_t trampoline_detect(void);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/trampoline.h"

#include "loader/cpu.h"

#include <cpuid.h>
#include <stdbool.h>
#include <sys/auxv.h>

enum {
    LEAF_FEATURES = 7,
    ECX_OSPKE = 4, // the kernel uses protection keys
    LEAF_XSAVE = 0xd,
    EAX_XGETBV1 = 2,
    HWCAP2_RDFSBASE = 1 << 1, // HWCAP2_FSGSBASE: the kernel lets us use the instructions
};

uint64_t trampoline_detect(void) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    uint64_t isa = cpu_detect(), out = 0;
    if ((isa & CPU_BIT(CPU_AVX)) != 0)
        out |= TRAMPOLINE_AVX;
    if ((isa & CPU_BIT(CPU_AVX512F)) != 0)
        out |= TRAMPOLINE_AVX512;
    if ((isa & CPU_BIT(CPU_AMX_TILE)) != 0)
        out |= TRAMPOLINE_AMX;
    if ((getauxval(AT_HWCAP2) & HWCAP2_RDFSBASE) != 0)
        out |= TRAMPOLINE_FSGSBASE;
    if (__get_cpuid_count(LEAF_FEATURES, 0, &a, &b, &c, &d) != 0 && (c >> ECX_OSPKE & 1) != 0)
        out |= TRAMPOLINE_PKU;
    if ((out & TRAMPOLINE_AVX) != 0 && __get_cpuid_count(LEAF_XSAVE, 1, &a, &b, &c, &d) != 0 &&
        (a >> EAX_XGETBV1 & 1) != 0)
        out |= TRAMPOLINE_XINUSE;
    return out;
}

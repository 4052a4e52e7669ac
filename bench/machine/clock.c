// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/machine/clock.h"

#include <stdint.h>

enum {
    CHAIN_BLOCKS = 4096,
    CHAIN_BLOCK = 8, // multiplications in one block of the chain
    IMUL_CYCLES = 3,
    STEADY_NS = 20000000,
    LONGEST_NS = 200000000,
    PROBE_CHAIN_BLOCKS = 208,
    PROBE_BLOCKS = 1024,
    PROBE_BLOCK = 16, // leas in one block of the probe
};

static const double faster = 0.999; // of the best burst so far: what is worth going on for

static void imul_chain(uint64_t blocks) {
    uint64_t x = 3;
    __asm__ volatile("1:\n\t"
                     ".rept 8\n\t"
                     "imul %0, %0\n\t"
                     ".endr\n\t"
                     "dec %1\n\t"
                     "jnz 1b"
                     : "+r"(x), "+r"(blocks)
                     :
                     : "cc");
}

static double chain_ns(uint64_t blocks) {
    double start = clock_ns();
    imul_chain(blocks);
    return clock_ns() - start;
}

// An idle core takes a few milliseconds to reach its speed, and a neighbour can hold it back for as
// many: so it goes on until nothing has been faster for a while.
double clock_core_hz(void) {
    double start = clock_ns(), now = start, best = chain_ns(CHAIN_BLOCKS), found = start;
    while (now - found < STEADY_NS && now - start < LONGEST_NS) {
        double took = chain_ns(CHAIN_BLOCKS);
        now = clock_ns();
        if (took < best * faster) {
            best = took;
            found = now;
        }
    }
    return (double)CHAIN_BLOCKS * CHAIN_BLOCK * IMUL_CYCLES / best * 1e9;
}

static double leas_ns(void) {
    uint64_t blocks = PROBE_BLOCKS;
    double start = clock_ns();
    __asm__ volatile(".p2align 6\n"
                     "1:\n\t"
                     ".rept 4\n\t"
                     "lea 1(%%rdi), %%rax\n\t"
                     "lea 1(%%rdi), %%rcx\n\t"
                     "lea 1(%%rdi), %%rdx\n\t"
                     "lea 1(%%rdi), %%rsi\n\t"
                     ".endr\n\t"
                     "dec %0\n\t"
                     "jnz 1b"
                     : "+r"(blocks)
                     :
                     : "rax", "rcx", "rdx", "rsi", "cc");
    return clock_ns() - start;
}

static double least(double a, double b) {
    return a < b ? a : b;
}

double clock_probe(void) {
    double leas = leas_ns(), chain = chain_ns(PROBE_CHAIN_BLOCKS);
    leas = least(leas, leas_ns());
    chain = least(chain, chain_ns(PROBE_CHAIN_BLOCKS));
    return clock_probe_of(leas, chain);
}

double clock_probe_of(double leas_ns, double chain_ns) {
    double cycle_ns = chain_ns / ((double)PROBE_CHAIN_BLOCKS * CHAIN_BLOCK * IMUL_CYCLES);
    return leas_ns / ((double)PROBE_BLOCKS * PROBE_BLOCK) / cycle_ns;
}

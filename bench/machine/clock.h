// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Time, the core's clock, and whether somebody else is on the core.
#ifndef MACHINE_CLOCK_H
#define MACHINE_CLOCK_H

#include <time.h>

// Nanoseconds since some fixed moment, undisturbed by NTP's slewing. About 20 ns a call through the
// vDSO.
static inline double clock_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_RAW, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

// The calling core's frequency in Hz while it runs multiplications: a chain of dependent `imul r64,
// r64`, 3 cycles each on every x86-64 core since Nehalem and Zen (Agner Fog, instruction tables). A
// chain of `add reg, imm` will not do: recent Intel cores fold it. The fastest of many bursts
// counts, as an interrupted one only reads slow: 20 ms of them after the latest that was faster,
// 200 ms at the most.
double clock_core_hz(void);

// Cycles an independent `lea` takes on the calling core: its issue width divides one, and a busy
// hyperthread on the same core takes part of that width, so that the figure rises by a tenth to the
// double. A burst of 16,384 of them is held against a chain of 1,664 multiplications, whose latency
// nobody on the core changes: whatever the clock is at the moment, the figure is the same. The
// faster of two of each, so that an interrupt does not look like a neighbour; some 6 µs.
double clock_probe(void);

// The probe where the leas took so long and the chain so long.
double clock_probe_of(double leas_ns, double chain_ns);

#endif

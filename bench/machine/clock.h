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

// Nanoseconds an independent `lea` takes in a burst of 16,384: some 3 µs. The core's issue width
// divides them; a busy hyperthread on the same core takes part of that width, so the figure rises
// by half or more.
double clock_probe_ns(void);

#endif

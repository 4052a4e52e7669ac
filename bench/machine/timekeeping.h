// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What may be wrong with time itself: a hypervisor that takes it away, a clock that is slow to read
// or unsteady.
#ifndef MACHINE_TIMEKEEPING_H
#define MACHINE_TIMEKEEPING_H

#include <stdbool.h>
#include <stdint.h>

enum { TIMEKEEPING_TEXT = 128 };

// The share of stolen time above which it is worth a word. A hypervisor gives a core away for a
// millisecond and more at a time; a round that is shorter than that, as most are, is then hit with
// a probability of at most twice the share. Up to one in a hundred, that moves a median by less
// than its rank's 2 %, and a cell of few long rounds by no more than the time stolen.
#define TIMEKEEPING_STEAL_TOLD 0.01

// A core's time since boot, as the kernel accounts for it: in ticks, a hundred a second.
struct core_time {
    uint64_t all, stolen;
};

// Reads it of the CPU from a file like /proc/stat. False, with both 0, where that does not tell.
bool timekeeping_read_core(const char *path, unsigned cpu, struct core_time *out);

// The same of this machine.
struct core_time timekeeping_core(unsigned cpu);

// The part of the time between the two that was stolen; 0 where it is not known, or was a tick,
// which is as long as some races.
double timekeeping_stolen(const struct core_time *before, const struct core_time *after);

// What is wrong with the clock that time is read from, "clock source hpet: slow to read"; empty
// where nothing is. `source` is a file like /sys/devices/system/clocksource/clocksource0/
// current_clocksource, `cpuinfo` one like /proc/cpuinfo; what is not there is not held against the
// machine. The kernel turns the time stamp counter into time without a system call where it is the
// source, by itself ("tsc") or corrected by the hypervisor (KVM's and Hyper-V's); all others are
// devices, or take a system call. As a source by itself it has to have a constant rate
// (constant_tsc) that goes on in deep sleep (nonstop_tsc).
void timekeeping_check(const char *source, const char *cpuinfo, char out[TIMEKEEPING_TEXT]);

// The same of this machine.
void timekeeping_check_own(char out[TIMEKEEPING_TEXT]);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The core's frequency, by the processor's own cycle counter where the kernel lets this process
// read it (perf_event_open(2), user mode alone), else calibrated.
#ifndef MACHINE_CYCLES_H
#define MACHINE_CYCLES_H

#include <stdbool.h>
#include <stdint.h>

struct core_clock {
    double hz;
    bool counted; // by the cycle counter; else by clock_core_hz()
};

// Of the calling core while it runs multiplications; takes as long as clock_core_hz().
struct core_clock cycles_core_clock(void);

// What to make of `cycles` counted in `seconds` by whom clock_core_hz() says runs at
// `calibrated_hz`. A counter that is off by more than half was shared with others or is none, and
// is not believed.
struct core_clock cycles_judge(uint64_t cycles, double seconds, double calibrated_hz);

// Whether two readings of a core's clock, in Hz, are so far apart that it is worth a word: the
// later 2 % and more from the earlier.
bool cycles_differ(double earlier, double later);

// "perf_event: core cycles", "calibrated: imul chain": what result.json calls it.
const char *cycles_method(bool counted);

#endif

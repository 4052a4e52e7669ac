// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/machine/cycles.h"

#include "bench/machine/clock.h"

#include <linux/perf_event.h>
#include <math.h>
#include <sys/syscall.h>
#include <unistd.h>

static const double least_believed = 0.5, most_believed = 1.5; // of what was calibrated

static int open_counter(void) {
    struct perf_event_attr attr = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof attr,
        .config = PERF_COUNT_HW_CPU_CYCLES,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

static uint64_t read_counter(int fd) {
    uint64_t count = 0;
    return read(fd, &count, sizeof count) == (ssize_t)sizeof count ? count : 0;
}

struct core_clock cycles_judge(uint64_t cycles, double seconds, double calibrated_hz) {
    double hz = (double)cycles / seconds;
    bool believed = hz > least_believed * calibrated_hz && hz < most_believed * calibrated_hz;
    return (struct core_clock){.hz = believed ? hz : calibrated_hz, .counted = believed};
}

struct core_clock cycles_core_clock(void) {
    int fd = open_counter();
    if (fd < 0)
        return (struct core_clock){.hz = clock_core_hz()};
    (void)read_counter(fd); // the first takes longer
    uint64_t before = read_counter(fd);
    double start = clock_ns(), calibrated = clock_core_hz(), end = clock_ns();
    uint64_t after = read_counter(fd);
    close(fd);
    return cycles_judge(after - before, (end - start) / 1e9, calibrated);
}

bool cycles_differ(double earlier, double later) {
    return fabs(later / earlier - 1) > 0.02;
}

const char *cycles_method(bool counted) {
    return counted ? "perf_event: core cycles" : "calibrated: imul chain";
}

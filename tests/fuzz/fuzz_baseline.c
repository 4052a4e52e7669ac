// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A gate's baselines: what has been read can be compared with and written again.
#include "bench/analyse/gate_past.h"

#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void compare(const struct baseline *baseline) {
    struct gate_cell cell = {.bytes = 64, .tolerance = 0.01, .stage_count = 1};
    struct gate_report report = {.cells = &cell, .cell_count = 1};
    struct failure failure = {0};
    char text[COMPARABLE_TEXT];
    strcpy(cell.name, "avx2_loop");
    cell.stages[0] = (struct gate_estimate){
        .blocks = GATE_BLOCKS_LEAST, .to_anchor = 1, .to_anchor_lo = 0.9, .to_anchor_hi = 1.1};
    expect(gate_past_fits(baseline, &report, text) == (text[0] == '\0'));
    expect(gate_past_compare(baseline, &report, &failure));
    free(report.past.drifts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    struct baseline baseline;
    struct failure failure = {0};
    int file = memfd_create("baseline", MFD_CLOEXEC);
    expect(file >= 0 && write(file, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    if (baseline_read(path, &baseline, &failure)) {
        compare(&baseline);
        baseline_free(&baseline);
    } else {
        expect_failure(&failure);
    }
    close(file);
    return 0;
}

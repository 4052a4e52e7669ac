// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Result files: what has been read can be summed up, printed and written again.
#include "bench/analyse/summary.h"
#include "bench/present/table.h"
#include "bench/record/result.h"

#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

// Gives what is printed to nobody.
static void print(struct result *result) {
    const struct table_style style = {.width = 80};
    FILE *out = fopen("/dev/null", "w");
    expect(out != NULL);
    summary_fill(result);
    expect(table_print(result, &style, out));
    expect(result_print(result, out));
    fclose(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    struct result result;
    struct failure failure = {0};
    int file = memfd_create("result", MFD_CLOEXEC);
    expect(file >= 0 && write(file, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    if (result_read(path, &result, &failure)) {
        print(&result);
        result_free(&result);
    } else {
        expect_failure(&failure);
    }
    close(file);
    return 0;
}

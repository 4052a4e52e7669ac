// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Prints a small result file, for fuzz_result to begin with.
#include "tests/unit/made_result.h"

#include "bench/analyse/summary.h"

int main(void) {
    struct result r = made_result();
    made_row(&r, "glibc", IMPL_LIBC, 64, 4, 4);
    made_row(&r, "avx2_loop", IMPL_BLOB, 64, 2, 4);
    made_impl(&r, "glibc", IMPL_LIBC);
    struct certificate *c = &made_impl(&r, "avx2_loop", IMPL_BLOB)->certificate;
    c->findings[c->finding_count++] =
        (struct finding){.severity = SEVERITY_WARN, .class = FINDING_SLOW, .text = "slow"};
    result_note(&r, "a virtual machine");
    summary_fill(&r);
    bool ok = result_print(&r, stdout);
    result_free(&r);
    return ok ? 0 : 1;
}

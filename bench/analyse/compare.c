// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/compare.h"

#include <math.h>
#include <string.h>

static double log_half_width(const struct summary *s) {
    return (log(s->ratio_hi) - log(s->ratio_lo)) / 2;
}

struct comparison compare_rows(const struct result_row *a, const struct result_row *b) {
    double change = log(b->summary.ratio / a->summary.ratio);
    double half = hypot(log_half_width(&a->summary), log_half_width(&b->summary));
    struct comparison c = {.a = a,
                           .b = b,
                           .change = exp(change),
                           .change_lo = exp(change - half),
                           .change_hi = exp(change + half),
                           .verdict = VERDICT_SAME};
    if (!isfinite(half) || a->summary.from_shared != b->summary.from_shared)
        c.verdict = VERDICT_UNKNOWN;
    else if (c.change_lo > 1)
        c.verdict = VERDICT_FASTER;
    else if (c.change_hi < 1)
        c.verdict = VERDICT_SLOWER;
    return c;
}

const struct result_row *compare_find(const struct result *b, const struct result_row *row) {
    for (size_t i = 0; i < b->row_count; i++)
        if (result_same_cell(&b->rows[i], row))
            return &b->rows[i];
    return NULL;
}

const char *compare_verdict_name(enum verdict verdict) {
    switch (verdict) {
    case VERDICT_SAME: return "same";
    case VERDICT_FASTER: return "faster";
    case VERDICT_SLOWER: return "slower";
    default: return "unknown";
    }
}

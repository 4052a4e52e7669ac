// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/entry.h"

#include "bench/analyse/summary.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

// False where too few blocks have their entry there.
static bool entry_at(const struct cell_samples *s, const double logs[SAMPLE_BLOCKS_MOST],
                     size_t offset, struct entry *out) {
    double v[SAMPLE_BLOCKS_MOST];
    size_t count = 0;
    for (size_t b = 0; b < s->block_count; b++)
        if (s->blocks[b].code_offset % ENTRY_LINE == offset && isfinite(logs[b]))
            v[count++] = logs[b];
    if (count < ENTRY_FEWEST_BLOCKS)
        return false;
    gsl_sort(v, 1, count);
    *out = (struct entry){.offset = offset,
                          .blocks = count,
                          .ratio = exp(gsl_stats_median_from_sorted_data(v, 1, count)),
                          .slowest = exp(v[0]),
                          .fastest = exp(v[count - 1])};
    return true;
}

static void judge(struct entries *e) {
    const struct entry *fastest = &e->list[0], *slowest = &e->list[0];
    for (size_t i = 1; i < e->count; i++) {
        fastest = e->list[i].ratio > fastest->ratio ? &e->list[i] : fastest;
        slowest = e->list[i].ratio < slowest->ratio ? &e->list[i] : slowest;
    }
    e->loss = fastest->ratio / slowest->ratio - 1;
    e->told = fastest->slowest > slowest->fastest;
}

void entry_list(const struct cell_samples *samples, double probe_baseline, struct entries *out) {
    double logs[SAMPLE_BLOCKS_MOST];
    *out = (struct entries){.count = 0};
    summary_blocks(samples, probe_baseline, logs);
    for (size_t offset = 0; offset < ENTRY_LINE && out->count < SAMPLE_BLOCKS_MOST; offset++)
        out->count += entry_at(samples, logs, offset, &out->list[out->count]);
    if (out->count > 1)
        judge(out);
}

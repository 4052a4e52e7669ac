// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/place.h"

#include "bench/impl/impl.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

bool place_of(const struct cell_samples *samples, size_t block, struct place *out) {
    const struct block *b = &samples->blocks[block];
    double ns[SAMPLE_ROUNDS];
    size_t count = 0;
    for (size_t i = b->first; i < b->first + b->count; i++)
        if (samples->rounds[i].taint == 0)
            ns[count++] = samples->rounds[i].ns;
    if (count == 0)
        return false;
    gsl_sort(ns, 1, count);
    *out = (struct place){.code_offset = b->code_offset,
                          .ns = gsl_stats_median_from_sorted_data(ns, 1, count),
                          .ns_q1 = gsl_stats_quantile_from_sorted_data(ns, 1, count, 0.25),
                          .ns_q3 = gsl_stats_quantile_from_sorted_data(ns, 1, count, 0.75)};
    return true;
}

static bool is_new(const struct cell_samples *samples, size_t block) {
    for (size_t b = 0; b < block; b++)
        if (samples->blocks[b].code_offset == samples->blocks[block].code_offset)
            return false;
    return true;
}

bool place_is_swept(const struct cell_samples *samples) {
    size_t places = 0;
    for (size_t b = 0; b < samples->block_count; b++)
        places += is_new(samples, b);
    return places > IMPL_PLACEMENTS;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/sample.h"

#include <string.h>

bool sample_was_preempted(double wall_ns, double off_cpu_ns) {
    const double least_ns = 50000, interrupts = 0.005;
    return off_cpu_ns > least_ns && off_cpu_ns > interrupts * wall_ns;
}

bool cell_samples_append(struct cell_samples *to, const struct cell_samples *part) {
    size_t had = to->round_count, all = had + part->round_count;
    if (to->block_count + part->block_count > SAMPLE_BLOCKS_MOST || all > SAMPLE_ROUNDS)
        return false;
    for (size_t b = 0; b < part->block_count; b++) {
        struct block *block = &to->blocks[to->block_count++];
        *block = part->blocks[b];
        block->first += had;
    }
    memcpy(to->rounds + had, part->rounds, part->round_count * sizeof *part->rounds);
    if (all > 0)
        to->cpu_ns =
            (to->cpu_ns * (double)had + part->cpu_ns * (double)part->round_count) / (double)all;
    to->round_count = all;
    to->calls = part->calls;
    to->ref_calls = part->ref_calls;
    to->anchor_calls = part->anchor_calls;
    to->wrong = to->wrong || part->wrong;
    to->ref_wrong = to->ref_wrong || part->ref_wrong;
    return true;
}

double cell_samples_timed_seconds(const struct cell_samples *samples) {
    double ns = 0;
    for (size_t i = 0; i < samples->round_count; i++)
        ns += samples->rounds[i].ns * (double)samples->calls +
              samples->rounds[i].ref_ns * (double)samples->ref_calls +
              samples->rounds[i].anchor_ns * (double)samples->anchor_calls;
    return ns / 1e9;
}

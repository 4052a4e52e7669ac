// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Cores, caches and memory nodes as hwloc sees them, and binding to them. topology.c is the only
// file that knows hwloc.
#ifndef MACHINE_TOPOLOGY_H
#define MACHINE_TOPOLOGY_H

#include "bench/base/failure.h"

#include <stddef.h>

enum { TOPOLOGY_CACHES = 8, TOPOLOGY_NOTE = 160 };

// A data or unified cache of the measuring core.
struct cache {
    unsigned level;
    char type; // 'd' data, 'u' unified
    size_t bytes;
    unsigned shared_by; // hardware threads that use it
};

// What a result says about the machine's shape.
struct shape {
    unsigned cores, threads, nodes;       // of the whole machine; threads are hwloc's PUs
    unsigned threads_per_core;            // of the measuring core; 1 where SMT is off or hidden
    struct cache caches[TOPOLOGY_CACHES]; // of the measuring core, smallest first
    size_t cache_count;
};

// One hardware thread to measure on.
struct cpu_place {
    unsigned os_index; // the kernel's number of it, as in /proc/cpuinfo
    unsigned core;     // hwloc's logical index of its core
    int node; // the memory node next to it, as the kernel numbers it; -1 where there is none
};

struct topology;

// Reads this machine where `described` is NULL, else the machine that it describes: the path of an
// hwloc XML file, or a synthetic description ("node:2 core:4 pu:2"). A described machine can be
// planned for, never bound to. Fails where the environment (HWLOC_XMLFILE and its like) passes
// another machine off as this one. NULL on failure; topology_close() what it returns.
struct topology *topology_open(const char *described, struct failure *failure);
void topology_close(struct topology *topology);

// Resolves hwloc's "core:1" or "pu:3" (logical indices) within the set this process may run on; a
// thread of which no core is known is its own core. NULL asks for the default, the first thread of
// the last core of that set.
bool topology_choose(const struct topology *topology, const char *spec, struct cpu_place *out,
                     struct failure *failure);

// A hardware thread of another core than the place's that this process may use; false where there
// is none.
bool topology_other(const struct topology *topology, const struct cpu_place *place,
                    struct cpu_place *out);

// A hardware thread of every core that this process may use, each core's first, but for the place's
// own, which stands at the front. Returns how many there are; out[] holds at most `most` of them.
size_t topology_cores(const struct topology *topology, const struct cpu_place *place,
                      struct cpu_place *out, size_t most);

// Binds the calling thread to that one hardware thread.
bool topology_bind_thread(const struct topology *topology, const struct cpu_place *place,
                          struct failure *failure);

// Binds pages of [start, start + bytes) to the place's node. Where the kernel won't, false and a
// note that says why; measuring goes on with memory where the kernel puts it.
bool topology_bind_memory(const struct topology *topology, const struct cpu_place *place,
                          void *start, size_t bytes, char note[TOPOLOGY_NOTE]);

// The shape of the machine as seen from a place.
void topology_shape(const struct topology *topology, const struct cpu_place *place,
                    struct shape *out);

#endif

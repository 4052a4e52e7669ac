// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Takes lines out of all caches, as x86 does it.
#ifndef MEASURE_FLUSH_X86_H
#define MEASURE_FLUSH_X86_H

#include <stdbool.h>
#include <stddef.h>

// Flushes every line that holds one of these bytes, by clflushopt or, one after the other and
// slower, by clflush; returns how many.
size_t flush_lines(const void *at, size_t bytes, bool has_clflushopt);

// Waits until all lines are flushed and nothing is left to be stored.
void flush_wait(void);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// DPDK's rte_memcpy(), a header's inline function, as one that can be called. The build compiles
// this once for each instruction set the header knows; DPDK_RTE names the function.
#include <rte_memcpy.h>

void *DPDK_RTE(void *dst, const void *src, size_t n);

void *DPDK_RTE(void *dst, const void *src, size_t n) {
    return rte_memcpy(dst, src, n);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Which ceiling kernels are worth a cell, so that a race need not wait for those that cannot win.
#ifndef MEASURE_CEILINGS_H
#define MEASURE_CEILINGS_H

#include "bench/impl/impl.h"

enum { CEILINGS_FROM = 1024 }; // bytes; below, the call is the limit

// Whether kernels[which], of all that can run here, is to be measured at a size:
//
//   load_<isa>, store_<isa>                    from 1 KiB, the two widest vectors: the widest may
//                                              lower the clock
//   store_rep_stosb                            from 1 KiB
//   load_<isa>_pages, store_nt_<isa>[_pages]   from 1 MiB, the widest: they are for memory, which
//                                              doesn't mind the vectors' width, and no cache gains
//                                              by going round it
//
// A kernel of another name has all sizes from 1 KiB.
bool ceilings_take(const struct impl *const *kernels, size_t count, size_t which, size_t bytes);

#endif

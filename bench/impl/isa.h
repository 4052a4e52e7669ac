// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What processors of a level have, as people name levels: "sse2", "avx2", "avx512". A processor
// that has AVX2 has more than AVX2; a copy whose contract needs ERMS besides can run there.
#ifndef IMPL_ISA_H
#define IMPL_ISA_H

#include "bench/base/failure.h"

#include <stdint.h>

// Reads levels and single features joined by ',' or '+' ("avx2", "sse2,erms") into all features a
// processor has that is meant. A name that is both is the level. EXIT_USAGE for what is neither.
bool isa_parse(const char *text, uint64_t *set, struct failure *failure);

#endif

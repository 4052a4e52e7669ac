// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Implementations as JSON: who they are and what they promise, for scripts. Certificates and
// figures are elsewhere (record/result.h).
#ifndef PRESENT_DESCRIBE_H
#define PRESENT_DESCRIBE_H

#include "bench/impl/impl.h"

#include <stdio.h>

// An array of objects, one a line. False where it could not be printed.
bool describe_impls(const struct impl *impls, size_t count, FILE *out);

// One object, over several lines; with code where it is known: "bytes" in hex, and "disassembly",
// an array of {offset, length, text}.
bool describe_impl(const struct impl *impl, FILE *out);

// What a detail is: "variant" of a libc, or "from" where an implementation was brought along from.
const char *describe_detail(const struct impl *impl);

// "non_temporal", "floor", "-".
const char *describe_flags(unsigned flags);

#endif

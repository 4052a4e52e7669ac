// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The functions that a shared library offers, read from its bytes: nothing of it runs.
#ifndef IMPL_EXPORTS_H
#define IMPL_EXPORTS_H

#include <stddef.h>
#include <stdint.h>

// Called with a name that lies in the library's bytes and lives as long as they do.
typedef void exports_visitor(void *context, const char *name);

// Visits the name of each symbol that a library of 64-bit little-endian ELF defines for others and
// that can be code, in the order of its dynamic symbol table. Of bytes that contradict themselves
// it visits what it can find, and reads none beyond them. The table is found by its section header:
// a library that was stripped of those has none to show.
void exports_visit(const uint8_t *bytes, size_t size, exports_visitor *visit, void *context);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Specs to implementations. A file is read once, and what was read is what is hashed, shown,
// verified and timed, whatever becomes of the file meanwhile.
//
// The bytes of a library come to life when it is loaded: its constructors and ifunc resolvers run,
// first in a child that may crash or hang, then in this process, before anything of it has been
// verified and outside any sandbox. Code of a blob runs only where the verifier and the race call
// it.
#ifndef IMPL_BRING_H
#define IMPL_BRING_H

#include "bench/impl/impl.h"
#include "bench/impl/spec.h"

// Bytes of a blob, an assembler source and what it assembles to; of a library.
#define BRING_CODE_MOST    ((size_t)1 << 20)
#define BRING_LIBRARY_MOST ((size_t)256 << 20)

// What an implementation that was brought along lives on.
struct brought {
    uint8_t *code; // owned; NULL for a library
    void *library; // from dlopen(); NULL for a blob
    int file;      // the memory that holds the library's bytes; meaningful where there is a library
};

// Fills in all of *impl but `missing`, and for blobs the entries: they are to be mapped. *impl is
// valid until bring_release(out).
bool bring(const struct spec *spec, struct impl *impl, struct brought *out,
           struct failure *failure);
void bring_release(struct brought *brought);

// The three kinds of it; *impl has its name, its detail and the spec's contract already.
bool bring_blob(const struct spec *spec, struct impl *impl, struct brought *out,
                struct failure *failure);
bool bring_asm(const struct spec *spec, struct impl *impl, struct brought *out,
               struct failure *failure);
bool bring_so(const struct spec *spec, struct impl *impl, struct brought *out,
              struct failure *failure);

#endif

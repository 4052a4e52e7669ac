// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Who else has a memcpy: what the machine has installed that the program was built on. The build
// takes object files out of static libraries, renames their symbols and links them; installed.cmake
// is the list, and what is absent is in it too, with the reason. Nothing of theirs is ours to keep.
#ifndef IMPL_INSTALLED_H
#define IMPL_INSTALLED_H

#include "bench/impl/impl.h"

struct installed_row {
    const char *name, *summary;
    uint64_t isa;        // what its code needs
    memcpy_fn *fn;       // NULL where absent
    const char *origin;  // package and version it was taken from; NULL where absent
    const char *sha256;  // of the object file as it was in its library; NULL where we compiled it
    const char *absent;  // what the build lacked; NULL where it is there
    const char *package; // that would bring it; NULL where none is missing
    bool best;           // among the best known: raced where nobody is asked for
};

// Written by the build.
extern const struct installed_row installed_rows[];
extern const size_t installed_count;

// Fills in all of *impl.
void installed_describe(struct impl *impl, const struct installed_row *row, uint64_t features);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// NASM at run time: a source to raw code, in a temporary directory that holds a copy of the source,
// so that every assembly is of the same text.
#ifndef IMPL_NASM_H
#define IMPL_NASM_H

#include "bench/base/interrupt.h"
#include "bench/impl/file_bytes.h"
#include "bench/impl/spec.h"

struct nasm {
    const struct spec *spec;     // the source it came from
    struct interrupt *interrupt; // held
    char directory[512];         // below TMPDIR, absolute
};

// Makes the directory and puts source and contract.inc into it. The interrupt must be held until
// nasm_close(), which takes the directory away again.
bool nasm_open(struct nasm *out, const struct spec *spec, const struct file_bytes *source,
               struct interrupt *interrupt, struct failure *failure);
void nasm_close(const struct nasm *nasm);

// Assembles with warnings as errors, as the build does; with_record puts the contract record before
// the code, where the source has a contract line. out->bytes is to be freed. What the source
// includes is looked for beside it and in the directories above it, wherever the program runs. A
// fault of the source is EXIT_USAGE and nasm's first complaint, a missing nasm EXIT_ENVIRONMENT, a
// signal 128 + its number.
bool nasm_run(const struct nasm *nasm, bool with_record, struct file_bytes *out,
              struct failure *failure);

#endif

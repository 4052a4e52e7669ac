// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// An implementation that the user brings along, as typed:
//
//      blob:PATH[,OPTION]...         raw machine code
//      asm:PATH[,OPTION]...          NASM source, assembled now
//      so:PATH:SYMBOL[,OPTION]...    a function of a shared library
//
// with the options align=N, granule=N, min=N, isa=NAME+NAME and name=NAME. PATH holds no comma;
// SYMBOL stands after the last colon. Reading a spec touches no file.
#ifndef IMPL_SPEC_H
#define IMPL_SPEC_H

#include "bench/base/failure.h"
#include "bench/impl/impl.h"

#include <stdbool.h>
#include <stddef.h>

enum spec_kind { SPEC_BLOB, SPEC_ASM, SPEC_SO, SPEC_KINDS };

enum {
    SPEC_PATH = 4096,
    SPEC_SYMBOL = 256,
    SPEC_LABEL = 200,
};

struct spec {
    const char *text; // as typed; the caller's, and to outlive the spec and who was brought by it
    enum spec_kind kind;
    char name[IMPL_NAME];     // from name=; else made of the file's name, for so: NAME.SYMBOL
    char path[SPEC_PATH];     // as typed
    char symbol[SPEC_SYMBOL]; // so: only
    char label[SPEC_LABEL];   // what messages call it: "asm:x.asm"; a long path has only its end
    char from[IMPL_DETAIL];   // the path, printable, a long one only its end
    // Role copy; from the options, and where they say nothing any alignment and a granule of 64,
    // for so: of 1. The summary is empty.
    struct contract contract;
    bool states_contract; // align, granule, min or isa was given
};

struct spec_list {
    struct spec *specs;
    size_t count;
};

// Whether a text is meant as a spec, rightly typed or not: it begins with letters and a colon,
// which no name has and no glob that matches one.
bool spec_is_meant(const char *text);

// Reads a spec. EXIT_USAGE where it is none, with the nearest word where one is mistyped.
bool spec_parse(const char *text, struct spec *out, struct failure *failure);

#endif

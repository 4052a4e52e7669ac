// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Blobs: raw machine code assembled by `nasm -f bin` and embedded in the program with .incbin. The
// build (loader/embed.cmake) writes one table for a set of .asm files; nothing else lists them.
#ifndef LOADER_BLOB_H
#define LOADER_BLOB_H

#include "loader/contract.h"

// One embedded file. The bytes live as long as the program and are never executed where they lie.
struct blob {
    const char *name; // the file's name without .asm
    const struct contract_record *record;
    const uint8_t *code;
    size_t size;        // bytes of code, above 0
    const void *linked; // the same code as the linker has placed it, callable; NULL where the build
                        // was not asked to link it
};

// What loader_embed_blobs() defines under the symbol it is given.
struct blob_table {
    size_t count;
    struct blob blobs[];
};

// The blob of that name, or NULL.
const struct blob *blob_find(const struct blob_table *table, const char *name);

#endif

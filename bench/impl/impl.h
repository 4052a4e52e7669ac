// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// An implementation: one memcpy with its contract. The one type every stage shares.
#ifndef IMPL_IMPL_H
#define IMPL_IMPL_H

#include "loader/contract.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void *memcpy_fn(void *dst, const void *src, size_t n);

enum impl_kind {
    IMPL_LIBC,
    IMPL_BLOB,
    IMPL_OBJECT,
    IMPL_INLINE_ASM,
    IMPL_INTRINSIC,
    IMPL_C,
    IMPL_LIBRARY,
    IMPL_CEILING,
    IMPL_KINDS
};

enum {
    IMPL_NAME = 49,            // bytes that hold any name, with the terminating zero
    IMPL_PLACEMENTS = 4,       // places in a code line at which a blob is mapped
    IMPL_PLACEMENTS_MOST = 64, // or, where that is what is looked at, so many in a row
    IMPL_SHA256 = 65,          // hex digits and the terminating zero
    IMPL_DETAIL = 64,
};

struct impl {
    char name[IMPL_NAME]; // [a-z0-9][a-z0-9_.-]{0,47}
    enum impl_kind kind;
    struct contract contract;
    uint64_t missing;    // features it needs and this machine lacks
    const char *absent;  // what the build lacked: "the package musl-dev"; NULL: it is there
    const char *package; // to install for it; NULL: none
    bool on_demand;      // raced only where somebody asks for it
    const uint8_t *code; // its bytes as assembled or linked, before patching; NULL where unknown
    size_t code_size;
    char sha256[IMPL_SHA256]; // of those bytes, of a library's whole file, of the object file that
                              // was taken out of one; empty where unknown
    char detail[IMPL_DETAIL]; // glibc: the variant its ifunc chose; of a library: the file or
                              // package it came from; otherwise empty
    const char *spec;         // where the user brought it along: how, as typed; otherwise NULL
    memcpy_fn *entries[IMPL_PLACEMENTS_MOST]; // the same code at different offsets mod 64
    size_t entry_count; // 1 for what the linker has placed; 0 where it is absent
};

// "libc", "blob", "object", "inline-asm", "intrinsic", "c", "library", "ceiling".
const char *impl_kind_name(enum impl_kind kind);

// Whether a name may be an implementation's.
bool impl_name_is_valid(const char *name);

// The SHA-256 of the bytes in hex.
void impl_digest(const void *bytes, size_t size, char out[IMPL_SHA256]);

// Sets its SHA-256 to that of the bytes.
void impl_hash(struct impl *impl, const void *bytes, size_t size);

// What it needs and has not got here, features or a package: "avx512f", "the package musl-dev".
// Returns out.
const char *impl_lacks(const struct impl *impl, char *out, size_t size);

// Whether it is a memcpy (its role is copy): listed, verified and raced.
static inline bool impl_is_copy(const struct impl *impl) {
    return impl->contract.role == CONTRACT_COPY;
}

// Whether it is one of our kernels that only read or only write what a copy would touch.
static inline bool impl_is_ceiling(const struct impl *impl) {
    return impl->kind == IMPL_CEILING &&
           (impl->contract.role == CONTRACT_LOAD || impl->contract.role == CONTRACT_STORE);
}

static inline bool impl_can_run(const struct impl *impl) {
    return impl->missing == 0 && impl->absent == NULL;
}

#endif

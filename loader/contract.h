// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a blob needs and promises. asm/contract.inc writes the record, NASM assembles it, the build
// puts it beside the code; this header is its mirror in C. The layout is version 1 and other
// programs may read it: a change of meaning is a new version.
#ifndef LOADER_CONTRACT_H
#define LOADER_CONTRACT_H

#include <stddef.h>
#include <stdint.h>

enum {
    CONTRACT_VERSION = 1,
    CONTRACT_SUMMARY_SIZE = 64,    // bytes, with the terminating zero
    CONTRACT_NO_PATCH = 0xffffffff // patch_offset of a blob that asks for no value
};

// What may be called through which C type.
enum contract_role {
    CONTRACT_NONE,  // something else: shown and called by those who know it, never raced
    CONTRACT_COPY,  // void *(void *dst, const void *src, size_t n)
    CONTRACT_LOAD,  // the same arguments; reads both buffers, writes neither
    CONTRACT_STORE, // the same arguments; writes both buffers, reads neither
    CONTRACT_ROLES
};

enum contract_flag {
    CONTRACT_NON_TEMPORAL = 1U << 0, // stores bypass the caches
    CONTRACT_FLOOR = 1U << 1,        // does nothing and returns: what a call costs
    CONTRACT_KNOWN_FLAGS = CONTRACT_NON_TEMPORAL | CONTRACT_FLOOR
};

// The value a blob asks to have written into its patch slot.
enum contract_patch {
    CONTRACT_PATCH_NONE,
    CONTRACT_PATCH_L1D_BYTES,
    CONTRACT_PATCH_L2_BYTES,
    CONTRACT_PATCH_L3_BYTES,
    CONTRACT_PATCHES
};

// The 128 bytes that `nasm -f bin -DMEMCPYBENCH_CONTRACT` puts before the code. Little endian.
struct contract_record {
    char magic[8]; // "MBENCHC" and a zero
    uint16_t version;
    uint8_t role; // enum contract_role
    uint8_t reserved_a;
    uint32_t flags;        // enum contract_flag
    uint64_t isa;          // a bit for each enum cpu_feature
    uint32_t align;        // dst and src are multiples of it; a power of two, 1 to 4096
    uint32_t granule;      // n is a multiple of it; 1 to 0x7fffffff
    uint64_t min;          // n is at least this
    uint32_t patch_offset; // of a 64-bit constant in the code, or CONTRACT_NO_PATCH
    uint16_t patch;        // enum contract_patch
    uint16_t code_align;   // the code may lie at any multiple of it; a power of two, 1 to 64
    uint8_t reserved_b[16];
    char summary[CONTRACT_SUMMARY_SIZE];
};

_Static_assert(sizeof(struct contract_record) == 128, "the record's layout is an interface");
_Static_assert(offsetof(struct contract_record, isa) == 16, "the record's layout is an interface");
_Static_assert(offsetof(struct contract_record, patch_offset) == 40,
               "the record's layout is an interface");
_Static_assert(offsetof(struct contract_record, summary) == 64,
               "the record's layout is an interface");

// A contract that has been checked; fields as in the record.
struct contract {
    enum contract_role role;
    unsigned flags;
    uint64_t isa;
    size_t align;
    size_t granule;
    size_t min;
    size_t code_align;
    enum contract_patch patch;
    size_t patch_offset; // meaningful where patch is not CONTRACT_PATCH_NONE
    char summary[CONTRACT_SUMMARY_SIZE];
};

// Checks a record against the code it stands beside and copies it into *out. Returns NULL, or a
// static string that says what is wrong with it; *out is then untouched.
const char *contract_decode(const struct contract_record *record, size_t code_size,
                            struct contract *out);

// "copy", "load", "store", "none".
const char *contract_role_name(enum contract_role role);

// Whether n may be asked of an implementation with this contract.
int contract_allows_size(const struct contract *contract, size_t n);

// The smallest size above 0 that may be asked and is at least n; and the i-th of all such, from 0.
// Neither minds an overflow.
size_t contract_size_from(const struct contract *contract, size_t n);
size_t contract_nth_size(const struct contract *contract, size_t i);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/impl.h"

#include "loader/cpu.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

const char *impl_kind_name(enum impl_kind kind) {
    static const char *const names[IMPL_KINDS] = {
        [IMPL_LIBC] = "libc",           [IMPL_BLOB] = "blob",
        [IMPL_OBJECT] = "object",       [IMPL_INLINE_ASM] = "inline-asm",
        [IMPL_INTRINSIC] = "intrinsic", [IMPL_C] = "c",
        [IMPL_LIBRARY] = "library",     [IMPL_CEILING] = "ceiling",
    };
    return kind < IMPL_KINDS ? names[kind] : "unknown";
}

bool impl_name_is_valid(const char *name) {
    static const char first[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    static const char rest[] = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
    size_t length = strlen(name);
    return length >= 1 && length < IMPL_NAME && strchr(first, name[0]) != NULL &&
           strspn(name, rest) == length;
}

void impl_digest(const void *bytes, size_t size, char out[IMPL_SHA256]) {
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(bytes, size, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

void impl_hash(struct impl *impl, const void *bytes, size_t size) {
    impl_digest(bytes, size, impl->sha256);
}

const char *impl_lacks(const struct impl *impl, char *out, size_t size) {
    if (impl->absent != NULL)
        snprintf(out, size, "%s", impl->absent);
    else
        cpu_format(impl->missing, out, size);
    return out;
}

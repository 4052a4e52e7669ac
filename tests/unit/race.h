// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A registry over blobs of the tests.
#ifndef TESTS_RACE_H
#define TESTS_RACE_H

#include "bench/impl/registry.h"
#include "loader/cpu.h"
#include "tests/unit/unit.h"

#include <string.h>

extern const struct blob_table asm_blobs, fixture_blobs, linked_blobs, mutant_blobs;

static inline struct registry open_registry(const struct blob_table *blobs, uint64_t features) {
    const struct blob_mapping patches = {.l1d = 32768, .l2 = 1048576, .l3 = 33554432};
    struct registry registry;
    struct failure failure = {0};
    if (!registry_open(&registry, blobs, NULL, features, &patches, &failure))
        fail_msg("%s", failure.text);
    return registry;
}

static inline const struct impl *find_impl(const struct registry *registry, const char *name) {
    struct failure failure = {0};
    const struct impl *impl = registry_find(registry, name, &failure);
    if (impl == NULL)
        fail_msg("%s", failure.text);
    return impl;
}

#endif

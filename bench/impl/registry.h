// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The one list of implementations. Every command reads it; nothing else knows where a memcpy comes
// from.
#ifndef IMPL_REGISTRY_H
#define IMPL_REGISTRY_H

#include "bench/base/choice.h"
#include "bench/base/failure.h"
#include "bench/impl/bring.h"
#include "bench/impl/impl.h"
#include "bench/impl/spec.h"
#include "loader/blob.h"
#include "loader/code_arena.h"

struct registry {
    struct impl *impls; // by kind, libc first, then by name
    size_t count;
    struct code_arena arena; // every blob, at each of its placements
    struct brought *brought; // what the user's own live on
    size_t brought_count;
};

// How blobs are mapped.
struct blob_mapping {
    uint64_t l1d, l2, l3; // bytes that may be written into a patch slot; 0 where a cache is absent
    bool sweep;           // at IMPL_PLACEMENTS_MOST places in a row instead of a few in a line
};

// What goes into a patch slot; 0 where nothing does.
uint64_t registry_patch_value(const struct blob_mapping *values, enum contract_patch patch);

// Builds the list: glibc, the table's blobs (mapped, and those that are linked too once more as
// NAME.o), the C copies, other libraries', and what the specs bring along (NULL: nothing), read,
// assembled and loaded here. `features` says what can run.
bool registry_open(struct registry *out, const struct blob_table *blobs,
                   const struct spec_list *specs, uint64_t features,
                   const struct blob_mapping *mapping, struct failure *failure);
void registry_close(struct registry *registry);

// The implementation of that name. NULL, with the nearest name suggested, where there is none.
const struct impl *registry_find(const struct registry *registry, const char *name,
                                 struct failure *failure);

// The one that does nothing, or NULL.
const struct impl *registry_floor(const struct registry *registry);

// The ceilings that can run here, in the registry's order: out has room for registry->count.
size_t registry_ceilings(const struct registry *registry, const struct impl **out);

// Implementations picked out of the registry, which must outlive it. Free with selection_free().
struct selection {
    const struct impl **runnable; // copies that can run here
    size_t runnable_count;
    const struct impl **skipped; // copies that were asked for and lack a feature
    size_t skipped_count;
};

// Picks the copies that are meant. A glob that matches nothing is an error, and so is an empty
// selection.
bool registry_select(const struct registry *registry, const struct choice *choice,
                     struct selection *out, struct failure *failure);
// What is raced where nobody was asked for: leaves out those that are raced on demand only, and
// what is not there; where nothing else could run, nobody. Returns how many that could run were
// left out.
size_t selection_keep_best(struct selection *selection);
void selection_free(struct selection *selection);

#endif

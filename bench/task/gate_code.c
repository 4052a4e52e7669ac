// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/gate_code.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Assembled from asm/anchor/ by the build.
extern const struct blob_table anchor_blobs;

enum {
    SHIFTS = 4,              // places in a line
    PIECES = 2 * 2 * SHIFTS, // of a pair: each place, in both orders
    FIRST_OFFSET = 64,       // in a page
};

struct impl gate_anchor(void) {
    const struct blob *blob = &anchor_blobs.blobs[0];
    struct impl anchor = {.kind = IMPL_BLOB, .code = blob->code, .code_size = blob->size};
    snprintf(anchor.name, sizeof anchor.name, "%s", blob->name);
    contract_decode(blob->record, blob->size, &anchor.contract); // the build has checked it
    impl_hash(&anchor, anchor.code, anchor.code_size);
    return anchor;
}

static bool is_mapped(const struct impl *impl) {
    return impl->kind == IMPL_BLOB;
}

static struct code_piece piece_of(const struct impl *impl, const struct blob_mapping *mapping,
                                  size_t shift) {
    bool patched = impl->contract.patch != CONTRACT_PATCH_NONE;
    return (struct code_piece){
        .code = impl->code,
        .size = impl->code_size,
        .align = impl->contract.code_align,
        .page_offset = FIRST_OFFSET + shift,
        .patch_offset = patched ? impl->contract.patch_offset : CODE_NO_PATCH,
        .patch_value = registry_patch_value(mapping, impl->contract.patch),
    };
}

// What is being mapped: whose entry each piece is.
struct mapping_job {
    struct code_piece *pieces;
    struct impl **owners;
    size_t count;
    const struct blob_mapping *values;
};

static void add_piece(struct mapping_job *job, struct impl *impl, size_t shift) {
    if (!is_mapped(impl))
        return;
    job->owners[job->count] = impl;
    job->pieces[job->count++] = piece_of(impl, job->values, shift);
}

// Where both allow it.
static bool allows(const struct impl *a, const struct impl *b, size_t shift) {
    return (!is_mapped(a) || shift % a->contract.code_align == 0) &&
           (!is_mapped(b) || shift % b->contract.code_align == 0);
}

static void add_pair(struct mapping_job *job, struct impl *base, struct impl *candidate) {
    for (unsigned swapped = 0; swapped < 2; swapped++)
        for (size_t shift = 0; shift < 64; shift += 64 / SHIFTS)
            if (allows(base, candidate, shift)) {
                add_piece(job, swapped ? candidate : base, shift);
                add_piece(job, swapped ? base : candidate, shift);
            }
}

static bool map(struct gate_code *code, struct mapping_job *job, struct failure *failure) {
    enum code_status status =
        job->count > 0 ? code_arena_map(&code->arena, NULL, job->pieces, job->count) : CODE_OK;
    for (size_t i = 0; status == CODE_OK && i < job->count; i++) {
        struct impl *owner = job->owners[i];
        owner->entries[owner->entry_count++] = (memcpy_fn *)job->pieces[i].entry;
    }
    return status == CODE_OK || failure_set(failure, EXIT_ENVIRONMENT,
                                            "code arena: %s: %s (is executable memory forbidden "
                                            "here, or memory limited?)",
                                            code_status_text(status), strerror(errno));
}

static void take(struct impl *out, const struct impl *impl) {
    *out = *impl;
    if (is_mapped(impl)) // it gets places of its own here
        out->entry_count = 0;
}

static bool fill(struct gate_code *code, struct mapping_job *job, const struct gate_pair *pairs,
                 const struct impl *anchor, struct failure *failure) {
    for (size_t i = 0; i < code->pair_count; i++) {
        take(&code->impls[2 * i], pairs[i].base);
        take(&code->impls[2 * i + 1], pairs[i].candidate);
        add_pair(job, &code->impls[2 * i], &code->impls[2 * i + 1]);
    }
    take(&code->impls[2 * code->pair_count], anchor);
    add_piece(job, &code->impls[2 * code->pair_count], 0);
    return map(code, job, failure);
}

bool gate_code_open(struct gate_code *out, const struct gate_pair *pairs, size_t count,
                    const struct impl *anchor, const struct blob_mapping *mapping,
                    struct failure *failure) {
    struct gate_code code = {.impls = calloc(2 * count + 1, sizeof *code.impls),
                             .pair_count = count};
    struct mapping_job job = {.pieces = calloc((count + 1) * PIECES, sizeof *job.pieces),
                              .owners = calloc((count + 1) * PIECES, sizeof *job.owners),
                              .values = mapping};
    bool ok = false;
    if (code.impls != NULL && job.pieces != NULL && job.owners != NULL)
        ok = fill(&code, &job, pairs, anchor, failure);
    else
        failure_set(failure, EXIT_ENVIRONMENT, "gate: out of memory");
    free(job.pieces);
    free(job.owners);
    if (ok)
        *out = code;
    else
        free(code.impls);
    return ok;
}

void gate_code_close(struct gate_code *code) {
    code_arena_unmap(&code->arena);
    free(code->impls);
    *code = (struct gate_code){0};
}

struct registry gate_code_registry(const struct gate_code *code) {
    return (struct registry){.impls = code->impls, .count = 2 * code->pair_count + 1};
}

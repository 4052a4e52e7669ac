// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/call_loop.h"

// Assembled from call_loop.asm by the build.
extern const struct blob_table call_loop_blobs;

enum {
    LOOP_BITS = 0xfff, // page number modulo 16 MiB: address bits 12 to 23
    CANDIDATES = 4096,
};

// Far below the program (0x55…) and the libraries (0x7f…) of a position-independent executable, far
// above those of a fixed one, and outside the heap that AddressSanitizer keeps at 0x60….
static const uintptr_t first_candidate = (uintptr_t)0x200000000000;

bool call_loop_is_far(uintptr_t loop, uintptr_t target) {
    uintptr_t distance = loop > target ? loop - target : target - loop;
    return distance > CALL_LOOP_FAR &&
           (loop / CODE_PAGE & LOOP_BITS) != (target / CODE_PAGE & LOOP_BITS);
}

static bool is_far_from_all(uintptr_t loop, const struct registry *registry) {
    for (size_t i = 0; i < registry->count; i++)
        for (size_t e = 0; e < registry->impls[i].entry_count; e++)
            if (!call_loop_is_far(loop, (uintptr_t)registry->impls[i].entries[e]))
                return false;
    return true;
}

bool call_loop_map(struct call_loop *out, const struct registry *registry,
                   struct failure *failure) {
    const struct blob *blob = &call_loop_blobs.blobs[0];
    enum code_status status = CODE_TAKEN;
    for (uintptr_t i = 0; i < CANDIDATES && status == CODE_TAKEN; i++) {
        uintptr_t where = first_candidate + i * CODE_PAGE;
        if (!is_far_from_all(where, registry))
            continue;
        struct code_piece piece = {.code = blob->code,
                                   .size = blob->size,
                                   .align = 64,
                                   .page_offset = 64,
                                   .patch_offset = CODE_NO_PATCH};
        status = code_arena_map(&out->arena, (void *)where, &piece, 1);
        out->run = (call_loop_fn *)piece.entry;
    }
    return status == CODE_OK ||
           failure_set(failure, EXIT_ENVIRONMENT, "call loop: %s at a far address",
                       code_status_text(status));
}

void call_loop_unmap(struct call_loop *loop) {
    code_arena_unmap(&loop->arena);
    loop->run = NULL;
}

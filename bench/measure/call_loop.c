// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/call_loop.h"

#include <errno.h>
#include <string.h>

// Assembled from call_loop.asm, call_walk.asm and call_read.asm by the build.
extern const struct blob_table call_loop_blobs;

enum {
    LOOP_BITS = 0xfff, // page number modulo 16 MiB: address bits 12 to 23
    CANDIDATES = 4096,
    DRAW_STEP = 1021, // odd: 4096 draws differ
};

// Far below the program (0x55…) and the libraries (0x7f…) of a position-independent executable, far
// above those of a fixed one, and outside the heap that AddressSanitizer keeps at 0x60….
static const uintptr_t first_candidate = (uintptr_t)0x200000000000;

static uintptr_t distance(uintptr_t a, uintptr_t b) {
    return a > b ? a - b : b - a;
}

bool call_loop_is_far(uintptr_t loop, uintptr_t target) {
    return distance(loop, target) > CALL_LOOP_FAR &&
           (loop / CODE_PAGE & LOOP_BITS) != (target / CODE_PAGE & LOOP_BITS);
}

static bool is_far_from_all(uintptr_t loop, const struct registry *registry) {
    for (size_t i = 0; i < registry->count; i++)
        for (size_t e = 0; e < registry->impls[i].entry_count; e++) {
            uintptr_t entry = (uintptr_t)registry->impls[i].entries[e];
            if (!call_loop_is_far(loop, entry) ||
                !call_loop_is_far(loop, entry + registry->impls[i].code_size)) // its last page
                return false;
        }
    return true;
}

enum {
    LOOP,
    WALK,
    READ,
    PIECES,
    APART = (CODE_PAGE - 64) / (CALL_ARMS * PIECES) / 64 * 64, // bytes, so that one page holds all
};

static const struct blob *find_blob(size_t which) {
    static const char *const names[PIECES] = {"call_loop", "call_walk", "call_read"};
    const struct blob *blob = call_loop_blobs.blobs;
    while (strcmp(blob->name, names[which]) != 0)
        blob++;
    return blob;
}

// One loop of each sort for both arms, or one for each.
static enum code_status map_at(struct call_loop *out, void *where, size_t loops) {
    struct code_piece pieces[CALL_ARMS * PIECES];
    for (size_t i = 0; i < loops * PIECES; i++) {
        const struct blob *blob = find_blob(i % PIECES);
        pieces[i] = (struct code_piece){.code = blob->code,
                                        .size = blob->size,
                                        .align = 64,
                                        .page_offset = 64 + i * APART, // no two at one offset
                                        .patch_offset = CODE_NO_PATCH};
    }
    enum code_status status = code_arena_map(&out->arena, where, pieces, loops * PIECES);
    for (size_t arm = 0; status == CODE_OK && arm < CALL_ARMS; arm++) {
        out->mapped[arm] = (call_loop_fn *)pieces[arm % loops * PIECES + LOOP].entry;
        out->mapped_walks[arm] = (call_walk_fn *)pieces[arm % loops * PIECES + WALK].entry;
        out->mapped_reads[arm] = (call_loop_fn *)pieces[arm % loops * PIECES + READ].entry;
    }
    return status;
}

static enum code_status map_far(struct call_loop *out, const struct registry *registry,
                                size_t draw) {
    enum code_status status = CODE_TAKEN;
    for (uintptr_t i = 0; i < CANDIDATES && status == CODE_TAKEN; i++) {
        uintptr_t where = first_candidate + (draw * DRAW_STEP + i) % CANDIDATES * CODE_PAGE;
        if (is_far_from_all(where, registry))
            status = map_at(out, (void *)where, 1);
    }
    return status;
}

bool call_loop_map(struct call_loop *out, const struct registry *registry,
                   enum call_placement placement, size_t draw, struct failure *failure) {
    *out = (struct call_loop){.linked = NULL};
    enum code_status status = CODE_OK;
    if (placement == CALL_FAR) {
        status = map_far(out, registry, draw);
    } else { // the kernel puts it where it puts libraries and the blobs' arena
        status = map_at(out, NULL, CALL_ARMS);
        out->linked = (call_loop_fn *)find_blob(LOOP)->linked;
        out->linked_walk = (call_walk_fn *)find_blob(WALK)->linked;
        out->linked_read = (call_loop_fn *)find_blob(READ)->linked;
    }
    return status == CODE_OK ||
           failure_set(failure, EXIT_ENVIRONMENT, "call loop: %s: %s (placement %s)",
                       code_status_text(status), strerror(errno), call_placement_name(placement));
}

void call_loop_unmap(struct call_loop *loop) {
    code_arena_unmap(&loop->arena);
    *loop = (struct call_loop){.linked = NULL};
}

static bool linked_is_nearer(const struct call_loop *loop, memcpy_fn *fn, enum call_arm arm) {
    uintptr_t callee = (uintptr_t)fn;
    return loop->linked != NULL && distance((uintptr_t)loop->linked, callee) <
                                       distance((uintptr_t)loop->mapped[arm], callee);
}

call_loop_fn *call_loop_for(const struct call_loop *loop, memcpy_fn *fn, enum call_arm arm) {
    call_loop_fn *mapped = loop->mapped[arm];
    return linked_is_nearer(loop, fn, arm) ? loop->linked : mapped;
}

call_walk_fn *call_walk_for(const struct call_loop *loop, memcpy_fn *fn, enum call_arm arm) {
    call_walk_fn *mapped = loop->mapped_walks[arm];
    return linked_is_nearer(loop, fn, arm) ? loop->linked_walk : mapped;
}

call_loop_fn *call_read_for(const struct call_loop *loop, memcpy_fn *fn, enum call_arm arm) {
    call_loop_fn *mapped = loop->mapped_reads[arm];
    return linked_is_nearer(loop, fn, arm) ? loop->linked_read : mapped;
}

const char *call_placement_name(enum call_placement placement) {
    return placement == CALL_NEAR ? "near" : "far";
}

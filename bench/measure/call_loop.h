// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The one loop that makes every timed call, on a page of its own that is equally far from
// everybody: more than 4 GiB from the program, from libc and from every blob. Distance matters: a
// near call of glibc's memcpy takes 4.9 cycles at 64 bytes, a far one 6.3 to 7.0; and calls between
// pages whose numbers agree in address bits 12 to 23 cost 40 more. To see what a near call saves,
// the loop can be put near instead: a copy beside the blobs and libraries, and one linked into the
// program.
#ifndef MEASURE_CALL_LOOP_H
#define MEASURE_CALL_LOOP_H

#include "bench/base/failure.h"
#include "bench/impl/registry.h"
#include "loader/code_arena.h"

typedef void call_loop_fn(void *dst, const void *src, size_t n, memcpy_fn *fn, size_t calls);

// Copies that are each made once: the same loop, but that it loads its arguments.
struct call_args {
    void *dst;
    const void *src;
    size_t n;
};

typedef void call_walk_fn(const struct call_args *list, memcpy_fn *fn, size_t calls);

enum call_placement { CALL_FAR, CALL_NEAR };

// Who is called in a round.
enum call_arm { CALL_CANDIDATE, CALL_REFERENCE, CALL_ANCHOR, CALL_ARMS };

struct call_loop {
    struct code_arena arena;
    call_loop_fn *mapped[CALL_ARMS]; // in the arena; far, the same loop for both
    call_walk_fn *mapped_walks[CALL_ARMS];
    call_loop_fn *mapped_reads[CALL_ARMS];
    call_loop_fn *linked; // in the program; NULL where calls are to be far
    call_walk_fn *linked_walk;
    call_loop_fn *linked_read;
};

#define CALL_LOOP_FAR ((uintptr_t)1 << 32) // bytes

// Whether a loop at `loop` is far from the page of `target` and differs from it in bits 12 to 23.
bool call_loop_is_far(uintptr_t loop, uintptr_t target);

// Maps the loop, far from every entry of the registry or near as many as can be. Far, each draw has
// another page: how a branch predictor takes its calls hangs on that, and is no kernel's merit.
bool call_loop_map(struct call_loop *out, const struct registry *registry,
                   enum call_placement placement, size_t draw, struct failure *failure);
void call_loop_unmap(struct call_loop *loop);

// The loop that is to call fn. Far, there is one for all. Near, each arm has its own, so that its
// call sees but one target: AMD's Zen 4 predicts a near call with a single target in 5 cycles and
// any other in 8.
call_loop_fn *call_loop_for(const struct call_loop *loop, memcpy_fn *fn, enum call_arm arm);
call_walk_fn *call_walk_for(const struct call_loop *loop, memcpy_fn *fn, enum call_arm arm);

// The loop that also reads every line of dst behind each call; n is at least 1.
call_loop_fn *call_read_for(const struct call_loop *loop, memcpy_fn *fn, enum call_arm arm);

// "far", "near".
const char *call_placement_name(enum call_placement placement);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The test stand: a core to measure on, a plan, and buffers for it. Racing and verifying share it,
// so that what is verified is what will be timed.
#ifndef TASK_STAND_H
#define TASK_STAND_H

#include "bench/impl/registry.h"
#include "bench/machine/topology.h"
#include "bench/measure/buffers.h"
#include "bench/measure/call_loop.h"
#include "bench/measure/plan.h"
#include "bench/record/result.h"
#include "bench/verify/verify.h"

// How much is put into certifying.
enum stand_effort {
    EFFORT_IN_PASSING, // before a race: about 0.2 s an implementation; of the largest sizes, one
                       // placement instead of all
    EFFORT_QUICK,      // half a second of random calls
    EFFORT_FULL,       // five
};

// Of the time planned for measuring, so much may go into rounds and blocks taken once more because
// somebody else was on the core: beyond it, or within a budget.
#define STAND_SPARE_SHARE 0.25

struct stand_options {
    struct plan_options plan;
    const struct impl *reference;
    const struct topology *topology; // must outlive the stand
    struct cpu_place place;          // where to measure
    enum call_placement calls;       // how far away the loop that calls is
    enum stand_effort effort;
    const struct probe *only; // certify by this call and no other; NULL: by all
    double presenting;        // seconds that writing the result and drawing it take
    double budget;            // seconds the whole run may take; 0: no limit but the next
    size_t unsound;           // combinations of conditions asked for that cannot be, to be told
    double longest;           // seconds that measuring may take where there is no budget
    size_t left_out;          // the least size that memory is too little for, of those that nobody
                              // asked for; 0: none is
};

struct stand {
    struct plan plan;
    struct buffers buffers;
    struct cpu_place place;
    enum stand_effort effort;
    const struct probe *only;
    const struct topology *topology;
    struct cpu_place other; // on another core, where has_other
    bool has_other;
    char memory_note[TOPOLOGY_NOTE]; // why memory could not be bound; empty where it could
};

// The plan a stand would have. Owned by the caller (plan_free).
bool stand_plan(const struct stand_options *options, const struct selection *selection,
                struct plan *out, struct failure *failure);

// Plans the selection's runnable implementations, binds the calling thread and maps and fills the
// buffers.
bool stand_open(struct stand *out, const struct stand_options *options,
                const struct selection *selection, struct failure *failure);

// The same for a plan that is made already, which becomes the stand's, or nobody's on failure.
bool stand_open_plan(struct stand *out, const struct stand_options *options, struct plan *plan,
                     struct failure *failure);
void stand_close(struct stand *stand);

// Puts the buffers on other pages, bound to the same memory and filled anew, at the same addresses.
bool stand_change_pages(struct stand *stand, enum page_kind kind, struct failure *failure);

// The largest copy that buffers have to be mapped for: cold batches want room for many.
size_t stand_largest(const struct plan *plan);

// Seconds that verifying a plan and presenting its result are expected to take.
double stand_overhead(const struct plan *plan, const struct stand_options *options);

// The calls that will be timed of an implementation, in whatever condition: its own and, for a
// reference and an anchor, those of who is paired with it. Owned by the caller; NULL where memory
// is short.
struct verify_call *stand_calls(const struct stand *stand, const struct impl *impl, size_t *count);

// Certifies one implementation, also by the calls the plan will time, at its own and, for the
// reference, at all sizes; *out is its row in a result.
bool stand_certify(const struct stand *stand, const struct impl *impl, struct interrupt *interrupt,
                   struct result_impl *out, struct failure *failure);

#endif

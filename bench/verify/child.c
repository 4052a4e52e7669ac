// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/child.h"

#include "bench/verify/far.h"
#include "bench/verify/lane.h"
#include "bench/verify/litmus.h"
#include "bench/verify/sandbox.h"
#include "bench/verify/sweep.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <unistd.h>

static bool make_calls(const struct child_job *job, struct lane *lane, const struct far *far) {
    lane->registers = job->registers;
    if (job->only_park)
        return true;
    if (job->only != NULL) {
        struct probe probe = *job->only;
        if (!lane_allows(lane, &probe))
            return true;
        lane_rewind(lane, probe.key);
        return lane_call(lane, &probe) && lane_check_all(lane);
    }
    if (job->timed_only)
        lane_refill(lane, job->seed);
    return (job->timed_only || sweep_run(lane, job->seed, job->most, job->sparse)) &&
           (!job->litmus || litmus_run(lane)) && timed_run(lane, job->timed, job->timed_count) &&
           (far == NULL || job->log->stop == SWEEP_AT_ONCE || far_run(far, lane, job->seed));
}

// Zeros, without a copy of every page that is written to. Where there are none the pages that came
// with the fork do.
static void renew_scratch(const struct child_job *job) {
    if (job->scratch_bytes > 0 &&
        mmap(job->scratch, job->scratch_bytes, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) != MAP_FAILED)
        (void)madvise(job->scratch, job->scratch_bytes, MADV_HUGEPAGE);
}

_Noreturn void child_run(const struct child_job *job) {
    struct verify_log *log = job->log;
    struct lane lane = {0};
    struct far far;
    bool has_far = job->far && far_map(&far);
    log->far_missing = job->far && !has_far ? 1 : 0;
    log->traced = ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 1 : 0;
    if (log->traced != 0) {
        sandbox_start_ticks(job->tick); // nobody else would let the signal pass
        raise(SIGSTOP);                 // until the verifier has taken hold
    }
    renew_scratch(job);
    if (!lane_open(&lane, job->impl, job->rooms, log)) {
        log->stage = LOG_NO_MEMORY;
        _exit(0);
    }
    log->filtered = sandbox_close(log->traced);
    log->stage = LOG_CALLING;
    (void)make_calls(job, &lane, has_far ? &far : NULL); // the log knows
    log->stage = LOG_FINISHED;
    if (log->traced)
        trampoline_trap();
    _exit(0);
}

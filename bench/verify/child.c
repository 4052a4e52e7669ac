// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/child.h"

#include "bench/verify/far.h"
#include "bench/verify/lane.h"
#include "bench/verify/litmus.h"
#include "bench/verify/sandbox.h"
#include "bench/verify/sweep.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <unistd.h>

static bool make_calls(const struct child_job *job, struct lane *lane, const struct far *far) {
    if (job->only_park)
        return true;
    if (job->only != NULL) {
        struct probe probe = *job->only;
        if (!lane_allows(lane, &probe))
            return true;
        lane->registers = job->registers;
        lane_rewind(lane, probe.key);
        return lane_call(lane, &probe) && lane_check_all(lane);
    }
    return (job->rooms->bytes == 0 || job->timed_only || sweep_run(lane, job->seed, job->most)) &&
           (!job->litmus || job->rooms->bytes == 0 || litmus_run(lane)) &&
           timed_run(job->impl, job->timed, job->timed_count, job->log) &&
           (far == NULL || job->log->stop == SWEEP_AT_ONCE ||
            far_run(far, job->impl, job->log, job->seed));
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
    if (job->rooms->bytes > 0 && !lane_open(&lane, job->impl, job->rooms, log)) {
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

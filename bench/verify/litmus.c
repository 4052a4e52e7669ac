// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/litmus.h"

#include "bench/base/subprocess.h"
#include "bench/verify/splitmix.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LINE = 64,
    PATIENCE = 1 << 22, // looks for an answer after which the other side has no core to run on
    BYTES_IN_ALL = 200 << 20,
    BYTES_A_TURN = 20000, // that a turn costs besides those it copies
};

// What is written at the end of the copy in a turn; never what any other turn writes there.
static uint64_t mark(uint64_t turn, size_t i) {
    return (turn + i) * SPLITMIX_STEP;
}

static bool sees_all(const volatile uint8_t *end, uint64_t turn) {
    bool all = true;
    for (size_t i = 1; i <= LINE / sizeof(uint64_t); i++) { // the last first: it was stored last
        uint64_t is = *(const volatile uint64_t *)(const volatile void *)(end - 8 * i); // NOLINT
        all = all && is == mark(turn, i);
    }
    return all;
}

static _Noreturn void read_turns(struct litmus *l, const struct rooms *rooms) {
    uint64_t seen = 0;
    l->ready = 1;
    for (;;) {
        uint64_t turn = l->turn;
        if (turn == seen) {
            __builtin_ia32_pause();
            continue;
        }
        size_t end = (uintptr_t)l->end - (uintptr_t)rooms->dst; // or whatever was written there
        bool all = end >= LINE && end <= rooms->bytes && sees_all(rooms->dst + end, turn);
        l->late += all ? 0 : 1;
        l->answer = seen = turn;
    }
}

pid_t litmus_start(const struct rooms *rooms, struct verify_log *log,
                   const struct topology *topology, const struct cpu_place *other) {
    struct failure ignored = {0};
    if (other == NULL)
        return 0;
    pid_t reader = subprocess_fork();
    if (reader == 0) {
        if (!topology_bind_thread(topology, other, &ignored))
            _exit(1);
        read_turns(&log->litmus, rooms);
    }
    return reader > 0 ? reader : 0;
}

void litmus_end(pid_t reader) {
    if (reader <= 0 || kill(reader, SIGKILL) != 0) // it ends with us
        return;
    waitpid(reader, NULL, 0);
}

static bool wait_for(const volatile uint64_t *what, uint64_t value) {
    for (size_t i = 0; i < PATIENCE; i++) {
        if (*what == value)
            return true;
        __builtin_ia32_pause();
    }
    return false;
}

// One copy, and the news of it. False where nobody answers.
static bool take_turn(struct lane *lane, const struct probe *p, uint64_t turn) {
    struct litmus *l = &lane->log->litmus;
    uint8_t *end = lane->rooms->src_write + p->src_at + p->n;
    uint8_t *dst = lane->rooms->dst + p->dst_at;
    for (size_t i = 1; i <= LINE / sizeof(uint64_t); i++) {
        uint64_t word = mark(turn, i);
        memcpy(end - sizeof word * i, &word, sizeof word);
    }
    l->end = dst + p->n;
    lane->log->inside = 1;
    lane->impl->entries[p->entry](dst, lane->rooms->src + p->src_at, p->n);
    l->turn = turn; // at once: a store like any other
    lane->log->inside = 0;
    return wait_for(&l->answer, turn);
}

bool litmus_run(struct lane *lane) {
    static const size_t sizes[] = {64, 192, 4096, 65536, 262144};
    static const size_t places[] = {4096, 4096 + 24}; // whole last lines, and a part of one
    const struct contract *c = &lane->impl->contract;
    struct verify_log *log = lane->log;
    uint64_t turn = 0;
    for (size_t i = 0; i < 10; i++) {
        struct probe p = {.n = contract_size_from(c, sizes[i / 2]),
                          .dst_at = places[i % 2] / c->align * c->align,
                          .src_at = 8192,
                          .place = PLACE_ROOMS};
        if (p.n < LINE || !lane_allows(lane, &p))
            continue;
        log->probe = p;
        log->probe.place = PLACE_WATCHED;
        log->calls++;
        for (size_t n = 0; n < BYTES_IN_ALL / (p.n + BYTES_A_TURN) / 10; n++)
            if (!take_turn(lane, &p, ++turn))
                return true; // nobody there: the verifier notes it
        if (log->litmus.late > 0)
            return fault_is(
                &log->fault, FINDING_MISSING_FENCE,
                "another core saw the end of the copy late, in %" PRIu64 " of %" PRIu64
                " calls: non-temporal stores, and no fence after them (end with sfence)",
                log->litmus.late, turn);
    }
    log->litmus.done = 1;
    return true;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/crew.h"

#include "bench/machine/clock.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct member {
    struct crew *crew;
    size_t number;
    struct cpu_place place;
    struct buffers buffers;
    pthread_t thread; // none of the first's
    double ns[CREW_ARMS];
};

struct crew {
    const struct topology *topology;
    struct member *members;
    size_t count;
    size_t started; // threads, the caller among them
    uint64_t seed;  // of what lies in src
    // Asleep between rounds.
    pthread_mutex_t mutex;
    pthread_cond_t called;
    unsigned long rounds; // called so far
    const struct crew_job *job;
    bool over;
    // Awake within one: a barrier that is spun on, since waking takes longer than a batch may.
    atomic_size_t arrived;
    atomic_ulong meetings;
    // While they are being started.
    size_t ready;
    struct failure failure; // of the latest that could not
};

// Everybody has come when it returns.
static void meet(struct crew *c, size_t members) {
    enum { SPINS = 1 << 16 }; // then somebody else may need this core for us to go on
    unsigned long meeting = atomic_load(&c->meetings);
    if (atomic_fetch_add(&c->arrived, 1) + 1 == members) {
        atomic_store(&c->arrived, 0);
        atomic_store(&c->meetings, meeting + 1);
        return;
    }
    for (unsigned spins = 0; atomic_load(&c->meetings) == meeting; spins++)
        if (spins > SPINS)
            sched_yield();
}

static void call(const struct crew_job *job, const struct buffers *buffers, size_t calls) {
    uint8_t *dst = buffers->dst + job->dst_offset;
    const uint8_t *src = buffers->src + job->src_offset;
    call_loop_fn *loop =
        (job->then_read ? call_read_for : call_loop_for)(job->loop, job->fn, CALL_CANDIDATE);
    loop(dst, src, job->bytes, job->fn, calls);
}

// Thresholds are set while nobody calls: before the first meeting of an arm, after the last of the
// one before.
static void take_part(struct member *m, const struct crew_job *job) {
    for (unsigned i = 0; i < CREW_ARMS; i++) {
        unsigned arm = (job->first + i) % CREW_ARMS;
        if (m->number == 0)
            glibc_thresholds_set(job->arms[arm]);
        meet(m->crew, job->members);
        call(job, &m->buffers, 1);
        meet(m->crew, job->members);
        double start = clock_ns();
        call(job, &m->buffers, job->calls);
        m->ns[arm] = clock_ns() - start;
        meet(m->crew, job->members);
    }
}

static void say_ready(struct member *m, const struct failure *failure) {
    struct crew *c = m->crew;
    pthread_mutex_lock(&c->mutex);
    c->ready++;
    if (failure->text[0] != '\0')
        c->failure = *failure;
    pthread_cond_broadcast(&c->called);
    pthread_mutex_unlock(&c->mutex);
}

// The next job that needs this member; NULL when all is over.
static const struct crew_job *next_job(struct member *m, unsigned long *seen) {
    struct crew *c = m->crew;
    const struct crew_job *job = NULL;
    pthread_mutex_lock(&c->mutex);
    while (!c->over && job == NULL) {
        if (c->rounds != *seen && c->job != NULL && m->number < c->job->members)
            job = c->job;
        else
            pthread_cond_wait(&c->called, &c->mutex);
    }
    *seen = c->rounds;
    pthread_mutex_unlock(&c->mutex);
    return job;
}

// Fills its own buffers, so that the pages are next to it.
static void *work(void *context) {
    struct member *m = context;
    struct failure failure = {EXIT_OK, ""};
    unsigned long seen = 0;
    const struct crew_job *job = NULL;
    char note[TOPOLOGY_NOTE];
    if (topology_bind_thread(m->crew->topology, &m->place, &failure)) {
        (void)topology_bind_memory(m->crew->topology, &m->place, m->buffers.base, m->buffers.mapped,
                                   note);
        buffers_fill(&m->buffers, m->crew->seed);
    }
    say_ready(m, &failure);
    while ((job = next_job(m, &seen)) != NULL)
        take_part(m, job);
    return NULL;
}

static bool start(struct crew *c, size_t number, const struct cpu_place *place, size_t largest,
                  struct failure *failure) {
    struct member *m = &c->members[number];
    *m = (struct member){.crew = c, .number = number, .place = *place};
    if (!buffers_map(&m->buffers, largest, failure))
        return false;
    int error = pthread_create(&m->thread, NULL, work, m);
    if (error != 0) {
        buffers_unmap(&m->buffers);
        return failure_set(failure, EXIT_ENVIRONMENT, "a thread for CPU %u: %s", place->os_index,
                           strerror(error));
    }
    c->started++;
    return true;
}

// Until all that were started are ready.
static bool await(struct crew *c, struct failure *failure) {
    pthread_mutex_lock(&c->mutex);
    while (c->ready + 1 < c->started)
        pthread_cond_wait(&c->called, &c->mutex);
    bool ok = c->failure.text[0] == '\0';
    if (!ok)
        *failure = c->failure;
    pthread_mutex_unlock(&c->mutex);
    return ok;
}

struct crew *crew_open(const struct topology *topology, const struct cpu_place *places,
                       size_t count, const struct buffers *buffers, size_t largest,
                       struct failure *failure) {
    struct crew *c = calloc(1, sizeof *c);
    struct member *members = calloc(count, sizeof *members);
    if (c == NULL || members == NULL) {
        free(members);
        free(c);
        failure_set(failure, EXIT_ENVIRONMENT, "threads: out of memory");
        return NULL;
    }
    c->topology = topology;
    c->members = members;
    c->count = count;
    c->seed = buffers->seed;
    pthread_mutex_init(&c->mutex, NULL);
    pthread_cond_init(&c->called, NULL);
    members[0] = (struct member){.crew = c, .place = places[0], .buffers = *buffers};
    c->started = 1;
    bool ok = true;
    for (size_t i = 1; ok && i < count; i++)
        ok = start(c, i, &places[i], largest, failure);
    if (ok && await(c, failure))
        return c;
    crew_close(c);
    return NULL;
}

void crew_close(struct crew *crew) {
    if (crew == NULL)
        return;
    pthread_mutex_lock(&crew->mutex);
    crew->over = true;
    pthread_cond_broadcast(&crew->called);
    pthread_mutex_unlock(&crew->mutex);
    for (size_t i = 1; i < crew->started; i++) {
        pthread_join(crew->members[i].thread, NULL);
        buffers_unmap(&crew->members[i].buffers);
    }
    pthread_cond_destroy(&crew->called);
    pthread_mutex_destroy(&crew->mutex);
    free(crew->members);
    free(crew);
}

void crew_round(struct crew *crew, const struct crew_job *job, double speed[CREW_ARMS]) {
    if (job->members > 1) {
        pthread_mutex_lock(&crew->mutex);
        crew->job = job;
        crew->rounds++;
        pthread_cond_broadcast(&crew->called);
        pthread_mutex_unlock(&crew->mutex);
    }
    take_part(&crew->members[0], job);
    double moved = (double)job->bytes * (double)job->calls;
    for (unsigned arm = 0; arm < CREW_ARMS; arm++) {
        speed[arm] = 0;
        for (size_t i = 0; i < job->members; i++)
            speed[arm] += moved / crew->members[i].ns[arm];
    }
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Verifies machine code that nobody wrote: whatever it does, it gets a diagnosis, and the program
// that asked goes on as if nothing had happened.
//
// Usage: random_blobs COUNT [SEED]             prints how many were found what
//        random_blobs --replay INDEX SEED      one of them alone, in this process
//
// The work is done in a child: should the verifier crash or hang, that is found as well.
#include "tests/stress/checks.h"
#include "tests/stress/generate.h"

#include "bench/cli/progress.h"
#include "bench/machine/clock.h"
#include "loader/cpu.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern const struct blob_table asm_blobs;

enum {
    STUCK_SECONDS = 100, // the verifier itself gives up after 60
    PATCH_BYTES = 1 << 20,
    PASSED = FINDING_CLASSES, // index of a tally
    OUTCOMES
};

// What one child has found so far; shared, so that it survives it.
struct tally {
    volatile uint64_t next; // to be verified, or being verified
    uint64_t found[GENERATORS][OUTCOMES];
    uint64_t violations;
    double slowest;
    uint64_t slowest_index;
};

struct stress {
    struct registry registry;
    struct kernels kernels;
    uint64_t seed, count;
    struct tally *tally;
    bool loud; // says what each was found
};

static void complain(const struct stress *s, uint64_t index, const char *what) {
    struct generated g;
    char path[128];
    generate(&s->kernels, s->seed, index, &g);
    snprintf(path, sizeof path, "random_blob-%" PRIu64 "-%" PRIu64 ".bin", s->seed, index);
    FILE *file = fopen(path, "w");
    if (file != NULL) {
        fwrite(g.code, 1, g.size, file);
        fclose(file);
    }
    printf("VIOLATION: %s: %s (its bytes are in %s; again: random_blobs --replay %" PRIu64
           " %" PRIu64 ")\n",
           generator_name(g.generator), what, path, index, s->seed);
    fflush(stdout);
    s->tally->violations++;
}

// Once anywhere, and once as near to its arena's end as can be: what reads behind it meets a guard.
static bool map(const struct generated *g, struct code_arena *arena, struct impl *out) {
    const struct contract *c = &g->contract;
    size_t flush = (CODE_PAGE - 1 - g->size % CODE_PAGE) / c->code_align * c->code_align;
    struct code_piece pieces[2];
    for (size_t i = 0; i < 2; i++)
        pieces[i] = (struct code_piece){
            .code = g->code,
            .size = g->size,
            .align = c->code_align,
            .page_offset = i == 0 ? CODE_ANYWHERE : flush,
            .patch_offset = c->patch == CONTRACT_PATCH_NONE ? CODE_NO_PATCH : c->patch_offset,
            .patch_value = PATCH_BYTES};
    if (code_arena_map(arena, NULL, pieces, 2) != CODE_OK)
        return false;
    *out = (struct impl){.name = "random",
                         .kind = IMPL_BLOB,
                         .contract = *c,
                         .code = g->code,
                         .code_size = g->size,
                         .entry_count = 2};
    for (size_t i = 0; i < 2; i++)
        memcpy(&out->entries[i], &pieces[i].entry, sizeof pieces[i].entry);
    return true;
}

static void note(const struct stress *s, uint64_t index, const struct generated *g,
                 const struct certificate *c) {
    struct tally *t = s->tally;
    const struct finding *fault = certificate_fault(c);
    t->found[g->generator][fault == NULL ? PASSED : fault->class]++;
    if (c->seconds > t->slowest) {
        t->slowest = c->seconds;
        t->slowest_index = index;
    }
    if (s->loud)
        printf("%s, %zu bytes: %s: %s (%.3f s)\n", generator_name(g->generator), g->size,
               fault == NULL ? "passed" : finding_class_name(fault->class),
               fault == NULL ? "" : fault->text, c->seconds);
}

// False with what is wrong, where anything is that must not be.
static bool try_one(const struct stress *s, uint64_t index, char wrong[CHECK_TEXT]) {
    const struct verify_options options = {
        .seed = s->seed + index, .patience = 0.012, .steps = 300, .sequences = 2};
    struct generated g;
    struct code_arena arena;
    struct impl impl;
    struct certificate c;
    struct failure failure = {0};
    generate(&s->kernels, s->seed, index, &g);
    if (!map(&g, &arena, &impl)) {
        snprintf(wrong, CHECK_TEXT, "could not be mapped");
        return false;
    }
    bool ok = verify_impl(&impl, &options, NULL, &c, &failure);
    if (ok) {
        note(s, index, &g, &c);
        ok = check_certificate(&c, wrong) &&
             (!c.passed || check_copies(&impl, s->seed + index, wrong));
    } else {
        snprintf(wrong, CHECK_TEXT, "could not be verified: %s", failure.text);
    }
    code_arena_unmap(&arena);
    return ok;
}

static void work(const struct stress *s) {
    char wrong[CHECK_TEXT];
    struct tally *t = s->tally;
    (void)try_one(s, t->next, wrong); // whatever is made once has then been made
    memset(t->found, 0, t->next == 0 ? sizeof t->found : 0);
    const struct own_state was = own_state();
    for (; t->next < s->count; t->next++) {
        if (!try_one(s, t->next, wrong) || !check_own_state(&was, wrong))
            complain(s, t->next, wrong);
    }
}

// Waits for the worker. False with what is wrong where it has not ended in peace.
static bool watch(pid_t worker, const struct stress *s, struct progress *progress,
                  char wrong[CHECK_TEXT]) {
    const struct timespec pause = {.tv_nsec = 50 * 1000 * 1000};
    const struct tally *t = s->tally;
    uint64_t seen = t->next;
    double since = clock_ns();
    int status = 0;
    for (;;) {
        pid_t changed = waitpid(worker, &status, WNOHANG);
        if (changed != 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
            return true;
        if (changed != 0) {
            snprintf(wrong, CHECK_TEXT, "the verifier itself ended: %s",
                     WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "exit");
            return false;
        }
        if (t->next != seen)
            since = clock_ns();
        seen = t->next;
        if ((clock_ns() - since) / 1e9 > STUCK_SECONDS) {
            kill(worker, SIGKILL);
            waitpid(worker, &status, 0);
            snprintf(wrong, CHECK_TEXT, "the verifier itself hangs");
            return false;
        }
        progress_step(progress, "stress", "random and damaged code",
                      (double)t->next / (double)s->count, -1);
        nanosleep(&pause, NULL);
    }
}

// A worker that dies is followed by another, which goes on behind what it died of.
static bool supervise(const struct stress *s) {
    struct tally *t = s->tally;
    struct progress progress;
    pid_t worker = 0;
    progress_open(&progress);
    while (t->next < s->count) {
        char wrong[CHECK_TEXT];
        fflush(stdout);
        worker = fork();
        if (worker < 0)
            break;
        if (worker == 0) {
            work(s);
            fflush(stdout);
            _exit(0);
        }
        if (!watch(worker, s, &progress, wrong)) {
            progress_wipe(&progress);
            complain(s, t->next, wrong);
            t->next++;
        }
    }
    progress_close(&progress);
    return worker >= 0;
}

static void print_tally(const struct stress *s, double seconds) {
    const struct tally *t = s->tally;
    printf("%-22s", "");
    for (unsigned g = 0; g < GENERATORS; g++)
        printf(" %9s", generator_name(g));
    printf("\n");
    for (unsigned o = 0; o < OUTCOMES; o++) {
        uint64_t sum = 0;
        for (unsigned g = 0; g < GENERATORS; g++)
            sum += t->found[g][o];
        if (sum == 0)
            continue;
        printf("%-22s", o == PASSED ? "passed" : finding_class_name(o));
        for (unsigned g = 0; g < GENERATORS; g++)
            printf(" %9" PRIu64, t->found[g][o]);
        printf("\n");
    }
    printf("%" PRIu64 " pieces of code of seed %" PRIu64
           " in %.1f s, %.1f a second; slowest %.2f s "
           "(index %" PRIu64 "); %" PRIu64 " violations\n",
           s->count, s->seed, seconds, (double)s->count / seconds, t->slowest, t->slowest_index,
           t->violations);
}

static bool open_stress(struct stress *s) {
    static const struct blob_mapping patches = {
        .l1d = PATCH_BYTES, .l2 = PATCH_BYTES, .l3 = PATCH_BYTES};
    struct failure failure = {0};
    s->tally =
        mmap(NULL, sizeof *s->tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (s->tally == MAP_FAILED ||
        !registry_open(&s->registry, &asm_blobs, NULL, cpu_detect(), &patches, &failure) ||
        !kernels_open(&s->kernels, &s->registry)) {
        fprintf(stderr, "random_blobs: %s\n",
                failure.text[0] != '\0' ? failure.text : strerror(errno));
        return false;
    }
    return true;
}

int main(int argc, char **argv) {
    struct stress s = {.seed = 1};
    bool replay = argc == 4 && strcmp(argv[1], "--replay") == 0;
    if (!replay && (argc < 2 || argc > 3)) {
        fprintf(stderr, "usage: random_blobs COUNT [SEED] | random_blobs --replay INDEX SEED\n");
        return 2;
    }
    s.count = strtoull(argv[replay ? 2 : 1], NULL, 10);
    if (argc > 2)
        s.seed = strtoull(argv[argc - 1], NULL, 10);
    if (!open_stress(&s))
        return 5;
    char wrong[CHECK_TEXT] = "";
    double start = clock_ns();
    bool ok = true;
    s.loud = replay;
    if (replay) {
        ok = try_one(&s, s.count, wrong);
        printf("%s\n", ok ? "as it should be" : wrong);
    } else {
        ok = supervise(&s);
        print_tally(&s, (clock_ns() - start) / 1e9);
        ok = ok && s.tally->violations == 0;
    }
    kernels_close(&s.kernels);
    registry_close(&s.registry);
    return ok ? 0 : 1;
}

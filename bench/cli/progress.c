// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/progress.h"

#include "bench/cli/terminal.h"
#include "bench/machine/clock.h"

#include <sys/mman.h>
#include <unistd.h>

static const double redraw_ns = 1e8; // not more often: the race waits for the terminal
static const double line_ns = 60e9;
static const double telling_ns = 1e9; // of a count, before anything is made of its pace

struct progress_state {
    bool dirty;         // a line stands on the terminal
    double latest;      // when something was shown last; the beginning, before
    double done, begun; // of the count: what it came to last, and when it began
    double from;        // at what
};

static double now_ns(void) {
    return clock_ns();
}

void progress_open(struct progress *progress) {
    bool terminal = isatty(STDERR_FILENO) != 0 && !terminal_is_dumb();
    progress_open_on(progress, stderr, terminal, now_ns);
}

void progress_open_on(struct progress *progress, FILE *out, bool terminal, double (*now)(void)) {
    *progress = (struct progress){.out = out, .terminal = terminal, .now = now};
    void *shared = mmap(NULL, sizeof *progress->state, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return;
    progress->state = shared;
    progress->state->latest = progress->state->begun = now();
}

static double seconds_left_at(struct progress_state *s, double done, double now) {
    if (done < s->done) {
        s->from = done;
        s->begun = now;
    }
    s->done = done;
    if (now - s->begun < telling_ns || done <= s->from)
        return -1;
    return (now - s->begun) / 1e9 * (1 - done) / (done - s->from);
}

void progress_step(void *progress, const char *stage, const char *what, double done,
                   double seconds_left) {
    struct progress *p = progress;
    struct progress_state *s = p->state;
    if (s == NULL)
        return;
    char left[32] = "";
    double now = p->now(), by_pace = seconds_left_at(s, done, now);
    double wait = !p->terminal ? line_ns : s->dirty ? redraw_ns : 0;
    if (now - s->latest < wait)
        return;
    double seconds = seconds_left >= 0 ? seconds_left : by_pace;
    if (seconds >= 0)
        snprintf(left, sizeof left, ", %d:%02d left", (int)seconds / 60, (int)seconds % 60);
    if (p->terminal)
        fprintf(p->out, "\r\033[K%s %3.0f%%%s  %.48s", stage, done * 100, left, what);
    else
        fprintf(p->out, "memcpybench: %s: %.0f%%%s%s%.48s\n", stage, done * 100, left,
                what[0] != '\0' ? ": " : "", what);
    fflush(p->out);
    s->dirty = p->terminal;
    s->latest = now;
}

void progress_wipe(struct progress *progress) {
    if (progress->state != NULL && progress->state->dirty) {
        fputs("\r\033[K", progress->out);
        progress->state->dirty = false;
    }
    fflush(progress->out);
}

void progress_close(struct progress *progress) {
    progress_wipe(progress);
    if (progress->state != NULL)
        munmap(progress->state, sizeof *progress->state);
    progress->state = NULL;
}

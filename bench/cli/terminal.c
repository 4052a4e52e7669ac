// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/terminal.h"

#include "bench/machine/clock.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_ELSEWHERE = 100 };
static const double redraw_ns = 1e8; // not more often: the race waits for the terminal

static bool is_dumb(void) {
    const char *term = getenv("TERM");
    return term == NULL || strcmp(term, "dumb") == 0;
}

struct table_style terminal_style(void) {
    const char *no_colour = getenv("NO_COLOR");
    bool terminal = isatty(STDOUT_FILENO) != 0;
    struct winsize size = {0};
    struct table_style style = {.width = WIDTH_ELSEWHERE};
    style.colour = terminal && !is_dumb() && (no_colour == NULL || no_colour[0] == '\0');
    if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        style.width = size.ws_col;
    return style;
}

void progress_open(struct progress *progress) {
    *progress = (struct progress){.shown = isatty(STDERR_FILENO) != 0 && !is_dumb()};
}

void progress_step(void *progress, const char *stage, const char *what, double done,
                   double seconds_left) {
    struct progress *p = progress;
    double now = clock_ns();
    if (!p->shown || (p->dirty && now - p->latest < redraw_ns))
        return;
    char left[32] = "";
    if (seconds_left >= 0)
        snprintf(left, sizeof left, ", %d:%02d left", (int)seconds_left / 60,
                 (int)seconds_left % 60);
    fprintf(stderr, "\r\033[K%s %3.0f%%%s  %.48s", stage, done * 100, left, what);
    fflush(stderr);
    p->dirty = true;
    p->latest = now;
}

void progress_close(struct progress *progress) {
    if (progress->dirty)
        fputs("\r\033[K", stderr);
    fflush(stderr);
    progress->dirty = false;
}

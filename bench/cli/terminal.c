// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_ELSEWHERE = 100 };

bool terminal_is_dumb(void) {
    const char *term = getenv("TERM");
    return term == NULL || strcmp(term, "dumb") == 0;
}

struct table_style terminal_style(void) {
    const char *no_colour = getenv("NO_COLOR");
    bool terminal = isatty(STDOUT_FILENO) != 0;
    struct winsize size = {0};
    struct table_style style = {.width = WIDTH_ELSEWHERE};
    style.colour = terminal && !terminal_is_dumb() && (no_colour == NULL || no_colour[0] == '\0');
    if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        style.width = size.ws_col;
    return style;
}

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

// As setlocale() would choose, which nothing else here needs: the first of them that is not empty.
static bool has_utf8(void) {
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *locale = getenv(names[i]);
        if (locale != NULL && locale[0] != '\0')
            return strcasestr(locale, "utf-8") != NULL || strcasestr(locale, "utf8") != NULL;
    }
    return false;
}

struct table_style terminal_style(void) {
    const char *no_colour = getenv("NO_COLOR");
    bool terminal = isatty(STDOUT_FILENO) != 0;
    struct winsize size = {0};
    struct table_style style = {.width = WIDTH_ELSEWHERE};
    style.ascii = terminal && !has_utf8();
    style.colour = terminal && !terminal_is_dumb() && (no_colour == NULL || no_colour[0] == '\0');
    if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        style.width = size.ws_col;
    return style;
}

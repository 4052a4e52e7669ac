// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/drawing.h"

#include "bench/base/whole_file.h"
#include "bench/present/gnuplot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct format {
    const char *extension;
    const char *ending; // what a whole file ends with
    const char *terminal;
};

// The same drawing area in both, PLOT_WIDTH by PLOT_HEIGHT (plot_script.h); a font of size 14 is 14
// of its units high (of PNG's pixels there are 1.5 a unit, and 4/3 a point).
static const struct format formats[] = {
    {"png", "IEND\xae\x42\x60\x82",
     "pngcairo size 1800,1125 font 'sans,14' fontscale 1.125 linewidth 1.5 pointscale 2 "
     "noenhanced background '#ffffff'"},
    {"svg", "</svg>", "svg size 1200,750 dynamic font 'sans,14' noenhanced background '#ffffff'"},
};

enum { FORMATS = sizeof formats / sizeof *formats };

// On a full disk gnuplot stops in the middle of a file and says nothing. Newlines may follow the
// ending. False with errno set, to 0 where it could be read and ends too early.
static bool is_whole(const char *path, const char *ending) {
    char last[17] = {0};
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    size_t length = 0;
    errno = 0;
    if (fseek(file, -(long)(sizeof last - 1), SEEK_END) == 0)
        length = fread(last, 1, sizeof last - 1, file);
    int reason = errno;
    fclose(file);
    errno = reason;
    while (length > 0 && last[length - 1] == '\n')
        length--;
    size_t wanted = strlen(ending);
    return length >= wanted && memcmp(last + length - wanted, ending, wanted) == 0;
}

// Gives one picture its name, or takes it away.
static bool settle_one(const char *directory, const char *name, const char *ending, bool keep,
                       struct failure *failure) {
    char *temporary = NULL, *final = NULL;
    if (asprintf(&final, "%s/%s", directory, name) < 0 ||
        asprintf(&temporary, "%s/%s.tmp", directory, name) < 0) {
        free(final);
        return failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
    }
    if (keep && !is_whole(temporary, ending))
        keep = failure_set(failure, EXIT_ENVIRONMENT,
                           "%.200s: gnuplot did not finish it: %s (free space, or another -o)",
                           final, errno != 0 ? strerror(errno) : "it ends too early");
    else if (keep && rename(temporary, final) != 0)
        keep = failure_set(failure, EXIT_ENVIRONMENT, "%.200s: not written: %s (choose another -o)",
                           final, strerror(errno));
    if (!keep)
        unlink(temporary);
    free(temporary);
    free(final);
    return keep;
}

// A drawing's i-th file.
static void name_file(const struct drawing *d, size_t i, char out[DRAWING_NAME + 8]) {
    snprintf(out, DRAWING_NAME + 8, "%s.%s", d->names[i / FORMATS], formats[i % FORMATS].extension);
}

// Gives the pictures their names, as far as they are whole, or takes away what was drawn.
static bool settle(const struct drawing *d, const char *directory, bool keep,
                   struct failure *failure) {
    bool kept = keep;
    for (size_t i = 0; i < d->count * FORMATS; i++) {
        char name[DRAWING_NAME + 8];
        name_file(d, i, name);
        kept = settle_one(directory, name, formats[i % FORMATS].ending, keep, failure) && kept;
    }
    return kept;
}

// Looks whether the pictures can have their names, and takes away what somebody who was ended left
// under those they are drawn under: gnuplot would wait at a pipe, and follow a link.
static bool make_room(const struct drawing *d, const char *directory, struct failure *failure) {
    for (size_t i = 0; i < d->count * FORMATS; i++) {
        char name[DRAWING_NAME + 8], *path = NULL;
        name_file(d, i, name);
        bool ok = asprintf(&path, "%s/%s", directory, name) >= 0
                      ? whole_file_check(path, failure)
                      : failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
        free(path);
        if (!ok)
            return false;
    }
    (void)settle(d, directory, false, failure);
    return true;
}

bool drawing_begin(struct drawing *d, size_t most, struct failure *failure) {
    *d = (struct drawing){.script = tmpfile(), .names = calloc(most + 1, sizeof *d->names)};
    return (d->script != NULL && d->names != NULL) ||
           failure_set(failure, EXIT_ENVIRONMENT, "plot: no script written: %s (set TMPDIR)",
                       strerror(errno));
}

bool drawing_end(struct drawing *d, const char *directory, bool ok, struct failure *failure) {
    if (ok && (fflush(d->script) != 0 || ferror(d->script)))
        ok = failure_set(failure, EXIT_ENVIRONMENT, "plot: no script written: %s (set TMPDIR)",
                         strerror(errno));
    ok = ok && make_room(d, directory, failure) && gnuplot_run(d->script, directory, failure);
    if (d->script != NULL)
        fclose(d->script);
    ok = settle(d, directory, ok, failure) && ok;
    free(d->names);
    return ok;
}

void drawing_add(struct drawing *d, const char *name, const char *script) {
    snprintf(d->names[d->count++], DRAWING_NAME, "%s", name);
    for (size_t k = 0; k < FORMATS; k++) {
        fprintf(d->script, "set terminal %s\nset output '%s.%s.tmp'\n", formats[k].terminal, name,
                formats[k].extension);
        fputs(script, d->script);
        fputs("unset output\n", d->script);
    }
}

bool drawing_is_name(const char *file, char out[DRAWING_NAME]) {
    const char *dot = strrchr(file, '.');
    bool known = false;
    for (size_t k = 0; dot != NULL && k < FORMATS; k++)
        known = known || strcmp(dot + 1, formats[k].extension) == 0;
    if (!known || (size_t)(dot - file) >= DRAWING_NAME)
        return false;
    memcpy(out, file, (size_t)(dot - file));
    out[dot - file] = '\0';
    return true;
}

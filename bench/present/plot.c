// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot.h"

#include "bench/base/whole_file.h"
#include "bench/present/gnuplot.h"
#include "bench/present/plot_names.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

// scripts/plot/*.gp, embedded by the build; each ends in a zero byte.
extern const char plot_throughput_gp[], plot_ratio_gp[], plot_best_gp[];

struct picture {
    const char *name;
    const char *script;
    bool (*print_names)(const struct plot_script *script);
};

static const struct picture pictures[] = {
    {"throughput", plot_throughput_gp, plot_names_by_gb},
    {"ratio", plot_ratio_gp, plot_names_by_ratio},
    {"best", plot_best_gp, plot_names_at_ends},
};

struct format {
    const char *extension;
    const char *ending; // what a whole file ends with
    const char *terminal;
};

// The same drawing area in both, PLOT_WIDTH by PLOT_HEIGHT; a font of size 14 is 14 of its units
// high (of PNG's pixels there are 1.5 a unit, and 4/3 a point).
static const struct format formats[] = {
    {"png", "IEND\xae\x42\x60\x82",
     "pngcairo size 1800,1125 font 'sans,14' fontscale 1.125 linewidth 1.5 pointscale 2 "
     "noenhanced background '#ffffff'"},
    {"svg", "</svg>", "svg size 1200,750 dynamic font 'sans,14' noenhanced background '#ffffff'"},
};

enum {
    PICTURES = sizeof pictures / sizeof *pictures,
    FORMATS = sizeof formats / sizeof *formats,
};

static void file_name(char out[64], size_t picture, size_t format, const char *suffix) {
    snprintf(out, 64, "%s.%s%s", pictures[picture].name, formats[format].extension, suffix);
}

static bool print_script(const struct plot_script *script) {
    char name[64];
    plot_script_define(script);
    for (size_t p = 0; p < PICTURES; p++) {
        plot_script_decorate(script);
        if (!pictures[p].print_names(script))
            return false;
        for (size_t k = 0; k < FORMATS; k++) {
            file_name(name, p, k, ".tmp");
            fprintf(script->out, "set terminal %s\nset output '%s'\n", formats[k].terminal, name);
            fputs(pictures[p].script, script->out);
            fputs("unset output\n", script->out);
        }
    }
    return fflush(script->out) == 0 && !ferror(script->out);
}

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

// Gives the pictures their names, as far as they are whole, or takes away what was drawn.
static bool settle(const char *directory, bool keep, struct failure *failure) {
    bool kept = keep;
    for (size_t i = 0; i < (size_t)PICTURES * FORMATS; i++) {
        char name[64];
        file_name(name, i / FORMATS, i % FORMATS, "");
        kept = settle_one(directory, name, formats[i % FORMATS].ending, keep, failure) && kept;
    }
    return kept;
}

// The path of one of the pictures, to be freed; NULL where memory is short.
static char *picture_path(const char *directory, size_t i) {
    char name[64], *path = NULL;
    file_name(name, i / FORMATS, i % FORMATS, "");
    return asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : path;
}

// Looks whether the pictures can have their names, and takes away what somebody who was ended left
// under those they are drawn under: gnuplot would wait at a pipe, and follow a link.
static bool make_room(const char *directory, struct failure *failure) {
    for (size_t i = 0; i < (size_t)PICTURES * FORMATS; i++) {
        char *path = picture_path(directory, i);
        bool ok = path != NULL ? whole_file_check(path, failure)
                               : failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
        free(path);
        if (!ok)
            return false;
    }
    (void)settle(directory, false, failure);
    return true;
}

bool plot_has_content(const struct result *result) {
    for (size_t i = 0; i < result->row_count; i++)
        if (result->rows[i].kind != IMPL_CEILING)
            return true;
    return false;
}

static bool draw(const struct result *result, const char *directory, struct failure *failure) {
    struct grid grid;
    if (!plot_has_content(result))
        return failure_set(failure, EXIT_USAGE,
                           "plot: the result holds no measurement of a copy (run it longer)");
    if (!make_room(directory, failure) ||
        !grid_make(result, &condition_default, &grid, failure))
        return false;
    FILE *script = tmpfile();
    bool ok = script != NULL && print_script(&(struct plot_script){script, result, &grid});
    if (!ok)
        failure_set(failure, EXIT_ENVIRONMENT, "plot: no script written: %s (set TMPDIR)",
                    strerror(errno));
    ok = ok && gnuplot_run(script, directory, failure);
    if (script != NULL)
        fclose(script);
    ok = settle(directory, ok, failure) && ok;
    grid_free(&grid);
    return ok;
}

bool plot_draw(const struct result *result, const char *directory, struct failure *failure) {
    // One at a time in a directory; where its file system knows no locks, nobody waits.
    int lock = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock >= 0)
        (void)flock(lock, LOCK_EX);
    bool ok = draw(result, directory, failure);
    if (lock >= 0)
        close(lock);
    return ok;
}

void plot_forget(const char *directory) {
    for (size_t i = 0; i < (size_t)PICTURES * FORMATS; i++) {
        char *path = picture_path(directory, i);
        if (path != NULL)
            unlink(path);
        free(path);
    }
}

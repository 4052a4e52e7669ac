// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot.h"

#include "bench/base/whole_file.h"
#include "bench/present/gnuplot.h"
#include "bench/present/plot_map.h"
#include "bench/present/plot_more.h"
#include "bench/present/plot_names.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

// scripts/plot/*.gp, embedded by the build; each ends in a zero byte.
extern const char plot_throughput_gp[], plot_ratio_gp[], plot_best_gp[], plot_map_gp[],
    plot_heat_gp[], plot_samples_gp[], plot_ceiling_gp[], plot_together_gp[];

struct picture {
    const char *name;
    const char *script;
    bool (*prepare)(const struct plot_script *script); // prints names, and what else it wants
    bool (*has)(const struct grid *grid);              // what it draws; NULL: every grid does
    bool on_request;
};

// Those that keep nothing of a script's beginning (plot_more.h) come last.
static const struct picture pictures[] = {
    {"throughput", plot_throughput_gp, plot_names_by_gb, NULL, false},
    {"ratio", plot_ratio_gp, plot_names_by_ratio, NULL, false},
    {"best", plot_best_gp, plot_names_at_ends, NULL, false},
    {"ceiling", plot_ceiling_gp, plot_more_ceiling, plot_more_has_ceiling, true},
    {"heat", plot_heat_gp, plot_more_heat, NULL, true},
    {"samples", plot_samples_gp, plot_more_samples, NULL, true},
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
    NAME = 160, // bytes that hold any picture's name
};

// The pictures of one run of gnuplot.
struct drawing {
    FILE *script;
    char (*names)[NAME]; // of those in it so far, without extension
    size_t count;
};

const char *plot_suffix(const struct condition *c, char out[CONDITION_TEXT]) {
    condition_format(c, out);
    for (char *at = out; *at != '\0'; at++)
        *at = *at == '/' ? '-' : *at == ':' ? '=' : *at;
    return out;
}

static bool is_suffix(const char *text) {
    char as_written[CONDITION_TEXT];
    struct condition c;
    snprintf(as_written, sizeof as_written, "%s", text);
    for (char *at = as_written; *at != '\0'; at++)
        *at = *at == '-' ? '/' : *at == '=' ? ':' : *at;
    return strlen(text) < sizeof as_written && condition_parse(as_written, &c);
}

// Prints what draws a picture in every format.
static void print_picture(struct drawing *d, const char *name, const char *script) {
    snprintf(d->names[d->count++], NAME, "%s", name);
    for (size_t k = 0; k < FORMATS; k++) {
        fprintf(d->script, "set terminal %s\nset output '%s.%s.tmp'\n", formats[k].terminal, name,
                formats[k].extension);
        fputs(script, d->script);
        fputs("unset output\n", d->script);
    }
}

static bool is_wanted(const char *only, const char *name) {
    return only == NULL || strcmp(only, "all") == 0 || strcmp(only, name) == 0;
}

static bool is_drawn(const struct picture *picture, const char *only) {
    return only == NULL ? !picture->on_request : is_wanted(only, picture->name);
}

static bool print_grid(struct drawing *d, const struct plot_script *script, const char *only) {
    char name[NAME], suffix[CONDITION_TEXT];
    plot_script_define(script);
    plot_suffix(script->condition, suffix);
    for (size_t p = 0; p < PICTURES; p++) {
        if (!is_drawn(&pictures[p], only) ||
            (pictures[p].has != NULL && !pictures[p].has(script->grid)))
            continue;
        plot_script_decorate(script);
        if (!pictures[p].prepare(script))
            return false;
        snprintf(name, sizeof name, "%s%s", pictures[p].name, suffix);
        print_picture(d, name, pictures[p].script);
    }
    return true;
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

// A drawing's i-th file.
static void name_file(const struct drawing *d, size_t i, char out[NAME + 8]) {
    snprintf(out, NAME + 8, "%s.%s", d->names[i / FORMATS], formats[i % FORMATS].extension);
}

// Gives the pictures their names, as far as they are whole, or takes away what was drawn.
static bool settle(const struct drawing *d, const char *directory, bool keep,
                   struct failure *failure) {
    bool kept = keep;
    for (size_t i = 0; i < d->count * FORMATS; i++) {
        char name[NAME + 8];
        name_file(d, i, name);
        kept = settle_one(directory, name, formats[i % FORMATS].ending, keep, failure) && kept;
    }
    return kept;
}

// Looks whether the pictures can have their names, and takes away what somebody who was ended left
// under those they are drawn under: gnuplot would wait at a pipe, and follow a link.
static bool make_room(const struct drawing *d, const char *directory, struct failure *failure) {
    for (size_t i = 0; i < d->count * FORMATS; i++) {
        char name[NAME + 8], *path = NULL;
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

bool plot_has_content(const struct result *result) {
    for (size_t i = 0; i < result->row_count; i++)
        if (result->rows[i].kind != IMPL_CEILING)
            return true;
    return false;
}

static bool begin(struct drawing *d, size_t most, struct failure *failure) {
    *d = (struct drawing){.script = tmpfile(), .names = calloc(most + 1, sizeof *d->names)};
    return (d->script != NULL && d->names != NULL) ||
           failure_set(failure, EXIT_ENVIRONMENT, "plot: no script written: %s (set TMPDIR)",
                       strerror(errno));
}

// Draws what the script says, unless something was wrong already, and ends the drawing.
static bool end(struct drawing *d, const char *directory, bool ok, struct failure *failure) {
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

static bool draw_grid(const struct result *result, const struct condition *condition,
                      const char *only, const char *directory, struct failure *failure) {
    struct grid grid;
    struct drawing d;
    if (!grid_make(result, condition, &grid, failure))
        return false;
    const struct plot_script script = {NULL, result, &grid, condition};
    bool ok = begin(&d, PICTURES, failure);
    if (ok) {
        struct plot_script to = script;
        to.out = d.script;
        ok = print_grid(&d, &to, only) ||
             failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
    }
    ok = end(&d, directory, ok, failure);
    grid_free(&grid);
    return ok;
}

static bool draw_grids(const struct result *result, const char *only, const char *directory,
                       struct failure *failure) {
    size_t count = 0;
    struct condition *conditions = grid_conditions(result, &count);
    bool ok = conditions != NULL || failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
    for (size_t i = 0; ok && i < count && i < PLOT_CONDITIONS; i++)
        ok = draw_grid(result, &conditions[i], only, directory, failure);
    free(conditions);
    return ok;
}

static void name_map(char out[NAME], const struct map *map) {
    struct condition c = condition_default;
    char suffix[CONDITION_TEXT];
    c.mode = map->mode;
    c.page = map->page;
    snprintf(out, NAME, "map-%s-%zu%s", map->impl, map->bytes, plot_suffix(&c, suffix));
}

static bool draw_maps(const struct result *result, const char *directory, struct failure *failure) {
    size_t count = 0;
    struct drawing d = {.count = 0};
    struct map *maps = map_list(result, &count);
    if (maps == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
    bool ok = true;
    if (count > 0) {
        ok = begin(&d, count, failure);
        for (size_t i = 0; ok && i < count; i++) {
            char name[NAME];
            name_map(name, &maps[i]);
            plot_map_define(d.script, result, &maps[i]);
            print_picture(&d, name, plot_map_gp);
        }
        ok = end(&d, directory, ok, failure);
    }
    free(maps);
    return ok;
}

// What there is to be drawn of a kind.
static size_t count_grids(const struct result *result) {
    size_t count = 0;
    free(grid_conditions(result, &count));
    return count;
}

static size_t count_maps(const struct result *result) {
    size_t count = 0;
    free(map_list(result, &count));
    return count;
}

bool plot_is_picture(const char *name) {
    for (size_t p = 0; p < PICTURES; p++)
        if (strcmp(pictures[p].name, name) == 0)
            return true;
    return strcmp(name, "map") == 0 || strcmp(name, "all") == 0;
}

// Of the conditions that are drawn, whether any has what a picture draws.
static bool has_for(const struct result *result, const struct picture *picture) {
    size_t count = 0;
    bool found = false;
    struct failure ignored = {0};
    struct condition *conditions = grid_conditions(result, &count);
    for (size_t i = 0; conditions != NULL && i < count && i < PLOT_CONDITIONS && !found; i++) {
        struct grid grid;
        if (!grid_make(result, &conditions[i], &grid, &ignored))
            break;
        found = picture->has == NULL || picture->has(&grid);
        grid_free(&grid);
    }
    free(conditions);
    return found;
}

void plot_describe_lacks(const struct result *result, const char *only, char out[PLOT_TEXT]) {
    int used = 0;
    bool grids = count_grids(result) > 0, named = only != NULL; // or nothing is asked for by name
    out[0] = '\0';
    for (size_t p = 0; named && grids && p < PICTURES; p++)
        if (is_drawn(&pictures[p], only) && !has_for(result, &pictures[p]))
            used = snprintf(out, PLOT_TEXT, "%s (no ceilings were measured)", pictures[p].name);
    if (named && !grids && strcmp(only, "map") != 0)
        used = snprintf(out, PLOT_TEXT, "%s (it has a map)", only);
    if (named && is_wanted(only, "map") && count_maps(result) == 0)
        snprintf(out + used, PLOT_TEXT - (size_t)used, "%smap (see run --map)",
                 used > 0 ? ", " : "");
}

static bool draw(const struct result *result, const char *only, const char *directory,
                 struct failure *failure) {
    char lacks[PLOT_TEXT];
    bool maps = is_wanted(only, "map"), one = only != NULL && strcmp(only, "all") != 0;
    if (!plot_has_content(result))
        return failure_set(failure, EXIT_USAGE,
                           "plot: the result holds no measurement of a copy (run it longer)");
    plot_describe_lacks(result, only, lacks);
    if (one && lacks[0] != '\0')
        return failure_set(failure, EXIT_USAGE, "plot: the result holds nothing for --only %s",
                           lacks);
    return ((one && maps) || draw_grids(result, only, directory, failure)) &&
           (!maps || draw_maps(result, directory, failure));
}

// One at a time in a directory; where its file system knows no locks, nobody waits.
static int lock_directory(const char *directory) {
    int lock = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock >= 0)
        (void)flock(lock, LOCK_EX);
    return lock;
}

bool plot_draw_only(const struct result *result, const char *only, const char *directory,
                    struct failure *failure) {
    int lock = lock_directory(directory);
    bool ok = draw(result, only, directory, failure);
    if (lock >= 0)
        close(lock);
    return ok;
}

bool plot_draw(const struct result *result, const char *directory, struct failure *failure) {
    return plot_draw_only(result, NULL, directory, failure);
}

static bool draw_together(const struct together *list, size_t count, const char *directory,
                          struct failure *failure) {
    struct drawing d;
    bool ok = begin(&d, 1, failure) && plot_together_define(d.script, list, count, failure);
    if (ok)
        print_picture(&d, "together", plot_together_gp);
    return end(&d, directory, ok, failure);
}

bool plot_draw_together(const struct together *list, size_t count, const char *directory,
                        struct failure *failure) {
    int lock = lock_directory(directory);
    bool ok = draw_together(list, count, directory, failure);
    if (lock >= 0)
        close(lock);
    return ok;
}

void plot_describe(const struct result *result, const char *only, char out[PLOT_TEXT]) {
    size_t grids = count_grids(result), maps = is_wanted(only, "map") ? count_maps(result) : 0;
    char names[PLOT_TEXT] = "";
    int used = 0, drawn = 0;
    for (size_t p = 0; p < PICTURES; p++)
        if (is_drawn(&pictures[p], only) && has_for(result, &pictures[p]))
            used += snprintf(names + used, sizeof names - (size_t)used, "%s%s",
                             drawn++ > 0 ? "," : "", pictures[p].name);
    used = 0;
    out[0] = '\0';
    if (drawn > 0)
        used = snprintf(out, PLOT_TEXT, drawn > 1 ? "{%s}%s.{png,svg}" : "%s%s.{png,svg}", names,
                        grids > 1 ? "*" : "");
    if (grids > PLOT_CONDITIONS && used > 0)
        used += snprintf(out + used, PLOT_TEXT - (size_t)used, " (the first %d conditions)",
                         PLOT_CONDITIONS);
    if (maps > 0)
        snprintf(out + used, PLOT_TEXT - (size_t)used, "%smap-*.{png,svg}", used > 0 ? ", " : "");
}

// "map-glibc-4096-cold": an implementation's name may hold dashes and digits too.
static bool is_map_name(const char *name) {
    char impl[IMPL_NAME];
    if (strncmp(name, "map-", 4) != 0)
        return false;
    const char *begin = name + 4;
    for (const char *dash = strchr(begin, '-'); dash != NULL; dash = strchr(dash + 1, '-')) {
        size_t length = (size_t)(dash - begin), digits = strspn(dash + 1, "0123456789");
        if (length >= sizeof impl || digits == 0)
            continue;
        memcpy(impl, begin, length);
        impl[length] = '\0';
        if (impl_name_is_valid(impl) && is_suffix(dash + 1 + digits))
            return true;
    }
    return false;
}

// Whether a file of that name is one that we draw.
static bool is_ours(const char *file) {
    char name[NAME];
    const char *dot = strrchr(file, '.');
    bool known = false;
    for (size_t k = 0; dot != NULL && k < FORMATS; k++)
        known = known || strcmp(dot + 1, formats[k].extension) == 0;
    if (!known || (size_t)(dot - file) >= sizeof name)
        return false;
    memcpy(name, file, (size_t)(dot - file));
    name[dot - file] = '\0';
    for (size_t p = 0; p < PICTURES; p++) {
        size_t length = strlen(pictures[p].name);
        if (strncmp(name, pictures[p].name, length) == 0 && is_suffix(name + length))
            return true;
    }
    return is_map_name(name);
}

void plot_forget(const char *directory) {
    DIR *dir = opendir(directory);
    for (const struct dirent *entry = NULL; dir != NULL && (entry = readdir(dir)) != NULL;)
        if (is_ours(entry->d_name))
            unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir != NULL)
        closedir(dir);
}

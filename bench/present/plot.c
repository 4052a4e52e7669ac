// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot.h"

#include "bench/present/drawing.h"
#include "bench/present/plot_map.h"
#include "bench/present/plot_more.h"
#include "bench/present/plot_names.h"
#include "bench/present/plot_placement.h"
#include "bench/present/plot_sweep.h"
#include "bench/present/plot_versus.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

// scripts/plot/*.gp, embedded by the build; each ends in a zero byte.
extern const char plot_throughput_gp[], plot_ratio_gp[], plot_best_gp[], plot_map_gp[],
    plot_sweep_gp[], plot_heat_gp[], plot_samples_gp[], plot_ceiling_gp[], plot_placement_gp[],
    plot_together_gp[];

struct picture {
    const char *name;
    const char *script;
    bool (*prepare)(const struct plot_script *script); // prints names, and what else it wants
    bool (*has)(const struct grid *grid);              // what it draws; NULL: every grid does
    bool on_request;
    const char *lacks; // why a grid may have nothing for it
};

// Those that keep nothing of a script's beginning (plot_more.h) come last.
static const struct picture pictures[] = {
    {"throughput", plot_throughput_gp, plot_names_by_gb, NULL, false, NULL},
    {"ratio", plot_ratio_gp, plot_names_by_ratio, NULL, false, NULL},
    {"best", plot_best_gp, plot_names_at_ends, NULL, false, NULL},
    {"ceiling", plot_ceiling_gp, plot_more_ceiling, plot_more_has_ceiling, true,
     "no ceilings were measured"},
    {"heat", plot_heat_gp, plot_more_heat, NULL, true, NULL},
    {"samples", plot_samples_gp, plot_more_samples, NULL, true, NULL},
    {"placement", plot_placement_gp, plot_placement, plot_placement_has, true,
     "no code was at several places"},
};

enum { PICTURES = sizeof pictures / sizeof *pictures };

const char *plot_suffix(const struct condition *c, char out[CONDITION_TEXT]) {
    condition_format(c, out);
    for (char *at = out; *at != '\0'; at++)
        *at = *at == '/' ? '-' : *at == ':' ? '=' : *at;
    return out;
}

// Past a mode at its beginning, whose own hyphens stay.
static size_t skip_mode(char *suffix) {
    for (enum mode mode = MODE_HOT + 1; mode < MODES; mode++) {
        size_t length = strlen(mode_name(mode));
        if (suffix[0] == '-' && strncmp(suffix + 1, mode_name(mode), length) == 0) {
            suffix[0] = '/';
            return 1 + length;
        }
    }
    return 0;
}

static bool is_suffix(const char *text) {
    char as_written[CONDITION_TEXT];
    struct condition c;
    snprintf(as_written, sizeof as_written, "%s", text);
    for (char *at = as_written + skip_mode(as_written); *at != '\0'; at++)
        *at = *at == '-' ? '/' : *at == '=' ? ':' : *at;
    return strlen(text) < sizeof as_written && condition_parse(as_written, &c);
}

static bool is_wanted(const char *only, const char *name) {
    return only == NULL || strcmp(only, "all") == 0 || strcmp(only, name) == 0;
}

static bool is_drawn(const struct picture *picture, const char *only) {
    return only == NULL ? !picture->on_request : is_wanted(only, picture->name);
}

static bool print_grid(struct drawing *d, const struct plot_script *script, const char *only) {
    char name[DRAWING_NAME], suffix[CONDITION_TEXT];
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
        drawing_add(d, name, pictures[p].script);
    }
    return true;
}

bool plot_has_content(const struct result *result) {
    for (size_t i = 0; i < result->row_count; i++)
        if (result->rows[i].kind != IMPL_CEILING)
            return true;
    return false;
}

static bool draw_grid(const struct result *result, const struct condition *condition,
                      const char *only, const char *directory, struct failure *failure) {
    struct grid grid;
    struct drawing d;
    if (!grid_make(result, condition, &grid, failure))
        return false;
    const struct plot_script script = {NULL, result, &grid, condition};
    bool ok = drawing_begin(&d, PICTURES, failure);
    if (ok) {
        struct plot_script to = script;
        to.out = d.script;
        ok = print_grid(&d, &to, only) ||
             failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
    }
    ok = drawing_end(&d, directory, ok, failure);
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

static void name_map(char out[DRAWING_NAME], const struct map *map) {
    struct condition c = condition_default;
    char suffix[CONDITION_TEXT];
    c.mode = map->mode;
    c.page = map->page;
    snprintf(out, DRAWING_NAME, "map-%s-%zu%s", map->impl, map->bytes, plot_suffix(&c, suffix));
}

static bool draw_maps(const struct result *result, const char *directory, struct failure *failure) {
    size_t count = 0;
    struct drawing d = {.count = 0};
    struct map *maps = map_list(result, &count);
    if (maps == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
    bool ok = true;
    if (count > 0) {
        ok = drawing_begin(&d, count, failure);
        for (size_t i = 0; ok && i < count; i++) {
            char name[DRAWING_NAME];
            name_map(name, &maps[i]);
            plot_map_define(d.script, result, &maps[i]);
            drawing_add(&d, name, plot_map_gp);
        }
        ok = drawing_end(&d, directory, ok, failure);
    }
    free(maps);
    return ok;
}

static bool draw_sweeps(const struct result *result, const char *directory,
                        struct failure *failure) {
    size_t count = 0;
    struct drawing d = {.count = 0};
    struct sweep *sweeps = sweep_list(result, &count);
    if (sweeps == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
    bool ok = true;
    if (count > 0) {
        ok = drawing_begin(&d, count, failure);
        for (size_t i = 0; ok && i < count; i++) {
            char name[DRAWING_NAME], suffix[CONDITION_TEXT];
            snprintf(name, sizeof name, "sweep-%s%s", sweeps[i].impl,
                     plot_suffix(&sweeps[i].condition, suffix));
            plot_sweep_define(d.script, result, &sweeps[i]);
            drawing_add(&d, name, plot_sweep_gp);
        }
        ok = drawing_end(&d, directory, ok, failure);
    }
    free(sweeps);
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

static size_t count_sweeps(const struct result *result) {
    size_t count = 0;
    free(sweep_list(result, &count));
    return count;
}

// Sorts beside the grids' own.
static const struct sort {
    const char *name;
    size_t (*count)(const struct result *result);
    bool (*draw)(const struct result *result, const char *directory, struct failure *failure);
    const char *advice; // where there is nothing of it
} sorts[] = {
    {"map", count_maps, draw_maps, "see run --map"},
    {"sweep", count_sweeps, draw_sweeps, "see run --placement sweep"},
};

enum { SORTS = sizeof sorts / sizeof *sorts };

// NULL for the grids' own.
static const struct sort *sort_of(const char *name) {
    for (size_t i = 0; i < SORTS; i++)
        if (name != NULL && strcmp(name, sorts[i].name) == 0)
            return &sorts[i];
    return NULL;
}

bool plot_is_picture(const char *name) {
    for (size_t p = 0; p < PICTURES; p++)
        if (strcmp(pictures[p].name, name) == 0)
            return true;
    return sort_of(name) != NULL || strcmp(name, "all") == 0;
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

static int add_lack(char out[PLOT_TEXT], int used, const char *name, const char *advice) {
    return used + snprintf(out + used, PLOT_TEXT - (size_t)used, "%s%s (%s)", used > 0 ? ", " : "",
                           name, advice);
}

void plot_describe_lacks(const struct result *result, const char *only, char out[PLOT_TEXT]) {
    bool grids = count_grids(result) > 0;
    int used = 0;
    out[0] = '\0';
    if (only == NULL) // nothing is asked for by name
        return;
    for (size_t p = 0; grids && p < PICTURES; p++)
        if (is_drawn(&pictures[p], only) && !has_for(result, &pictures[p]))
            used = add_lack(out, used, pictures[p].name, pictures[p].lacks);
    if (!grids && sort_of(only) == NULL && strcmp(only, "all") != 0)
        used = add_lack(out, used, only, "all of it is maps: see --only map");
    for (size_t i = 0; i < SORTS; i++)
        if (is_wanted(only, sorts[i].name) && sorts[i].count(result) == 0)
            used = add_lack(out, used, sorts[i].name, sorts[i].advice);
}

static bool draw(const struct result *result, const char *only, const char *directory,
                 struct failure *failure) {
    char lacks[PLOT_TEXT];
    bool one = only != NULL && strcmp(only, "all") != 0;
    if (!plot_has_content(result))
        return failure_set(failure, EXIT_USAGE,
                           "plot: the result holds no measurement of a copy (run it longer)");
    plot_describe_lacks(result, only, lacks);
    if (one && lacks[0] != '\0')
        return failure_set(failure, EXIT_USAGE, "plot: the result holds nothing for --only %s",
                           lacks);
    bool ok = sort_of(only) != NULL || draw_grids(result, only, directory, failure);
    for (size_t i = 0; ok && i < SORTS; i++)
        ok = !is_wanted(only, sorts[i].name) || sorts[i].draw(result, directory, failure);
    return ok;
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
    bool ok = drawing_begin(&d, 1, failure) && plot_together_define(d.script, list, count, failure);
    if (ok)
        drawing_add(&d, "together", plot_together_gp);
    return drawing_end(&d, directory, ok, failure);
}

bool plot_draw_together(const struct together *list, size_t count, const char *directory,
                        struct failure *failure) {
    int lock = lock_directory(directory);
    bool ok = draw_together(list, count, directory, failure);
    if (lock >= 0)
        close(lock);
    return ok;
}

bool plot_draw_versus(const struct result *result, const struct versus_field *field,
                      const char *directory, struct failure *failure) {
    int lock = lock_directory(directory);
    bool ok = plot_versus_draw(result, field, directory, failure);
    if (lock >= 0)
        close(lock);
    return ok;
}

void plot_describe(const struct result *result, const char *only, char out[PLOT_TEXT]) {
    size_t grids = count_grids(result);
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
    for (size_t i = 0; i < SORTS; i++)
        if (is_wanted(only, sorts[i].name) && sorts[i].count(result) > 0)
            used += snprintf(out + used, PLOT_TEXT - (size_t)used, "%s%s-*.{png,svg}",
                             used > 0 ? ", " : "", sorts[i].name);
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

// "sweep-avx2_loop-cold" of "sweep-".
static bool is_name_of(const char *sort, const char *name) {
    char impl[IMPL_NAME];
    if (strncmp(name, sort, strlen(sort)) != 0)
        return false;
    const char *begin = name + strlen(sort);
    for (const char *end = begin; end != NULL && *end != '\0';) {
        end = strchr(end + 1, '-');
        size_t length = end != NULL ? (size_t)(end - begin) : strlen(begin);
        if (length >= sizeof impl)
            return false;
        memcpy(impl, begin, length);
        impl[length] = '\0';
        if (impl_name_is_valid(impl) && is_suffix(begin + length))
            return true;
    }
    return false;
}

// Whether a file of that name is one that we draw.
static bool is_ours(const char *file) {
    char name[DRAWING_NAME];
    if (!drawing_is_name(file, name))
        return false;
    for (size_t p = 0; p < PICTURES; p++) {
        size_t length = strlen(pictures[p].name);
        if (strncmp(name, pictures[p].name, length) == 0 && is_suffix(name + length))
            return true;
    }
    return is_map_name(name) || is_name_of("sweep-", name) || is_name_of("versus-", name);
}

void plot_forget(const char *directory) {
    DIR *dir = opendir(directory);
    for (const struct dirent *entry = NULL; dir != NULL && (entry = readdir(dir)) != NULL;)
        if (is_ours(entry->d_name))
            unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir != NULL)
        closedir(dir);
}

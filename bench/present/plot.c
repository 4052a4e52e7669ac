// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot.h"

#include "bench/base/sizes.h"
#include "bench/present/gnuplot.h"
#include "bench/present/grid.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// scripts/*.gp, embedded by the build; each ends in a zero byte.
extern const char plot_style_gp[], plot_throughput_gp[], plot_ratio_gp[], plot_best_gp[];

struct picture {
    const char *name;
    const char *script;
};

static const struct picture pictures[] = {
    {"throughput", plot_throughput_gp},
    {"ratio", plot_ratio_gp},
    {"best", plot_best_gp},
};

struct format {
    const char *extension;
    const char *ending; // what a whole file ends with
    const char *terminal;
};

// The same drawing area in both: fonts are sized for 1200 by 750 units.
static const struct format formats[] = {
    {"png", "IEND\xae\x42\x60\x82",
     "pngcairo size 1800,1125 fontscale 1.25 linewidth 1.5 noenhanced background '#ffffff'"},
    {"svg", "</svg>", "svg size 1200,750 dynamic font 'sans,14' noenhanced background '#ffffff'"},
};

enum {
    PICTURES = sizeof pictures / sizeof *pictures,
    FORMATS = sizeof formats / sizeof *formats,
};

// One data set an implementation, parted by two blank lines: bytes, GB/s (median, low, high), ratio
// (estimate, low, high).
static void print_data(FILE *f, const struct grid *g) {
    fputs("$data << EOD\n", f);
    for (size_t i = 0; i < g->impl_count; i++) {
        for (size_t s = 0; s < g->size_count; s++) {
            const struct result_row *row = grid_cell(g, i, s);
            if (row == NULL)
                continue;
            const struct summary *m = &row->summary;
            double bytes = (double)row->bytes;
            bool known = isfinite(m->ratio_lo);
            fprintf(f, "%zu %.6g %.6g %.6g %.6g %.6g %.6g\n", row->bytes, bytes / m->ns,
                    bytes / m->ns_q3, bytes / m->ns_q1, m->ratio, known ? m->ratio_lo : m->ratio,
                    known ? m->ratio_hi : m->ratio);
        }
        fputs("\n\n", f);
    }
    fputs("EOD\n", f);
}

// A labelled tic at powers of four, at every size where there are few.
static void print_tics(FILE *f, const struct grid *g) {
    char text[SIZE_TEXT];
    const char *separator = "set xtics (";
    size_t first = g->sizes[0], last = g->sizes[g->size_count - 1];
    size_t factor = last / first > 4096 ? 4 : 2;
    for (size_t size = SIZE_STEP; size <= last; size *= factor) {
        if (size < first)
            continue;
        fprintf(f, "%s'%s' %zu", separator, size_format(size, text), size);
        separator = ", ";
    }
    if (separator[0] == ',')
        fputs(")\n", f);
}

// Source and destination together fill a cache at half its size.
static void print_caches(FILE *f, const struct shape *shape, const struct grid *g) {
    for (size_t i = 0; i < shape->cache_count; i++) {
        const struct cache *c = &shape->caches[i];
        size_t half = c->bytes / 2;
        if (half < g->sizes[0] || half > g->sizes[g->size_count - 1])
            continue;
        fprintf(
            f,
            "set arrow from first %zu, graph 0 to first %zu, graph 1 nohead back lw 1 dt 3 lc rgb "
            "'#808080'\n"
            "set label '2n = L%u%s' at first %zu, graph 0.02 left rotate by 90 offset char -0.8,0 "
            "back textcolor rgb '#606060' font ',11'\n",
            half, half, c->level, c->type == 'd' ? "d" : "", half);
    }
}

static void print_title(FILE *f, const struct result *r) {
    char text[1024];
    snprintf(text, sizeof text, "%s, CPU %u, %.2f GHz%s%s, %s pages, %s%s",
             r->machine.cpu_model_name, r->machine.place.os_index, r->machine.core_hz / 1e9,
             strcmp(r->machine.hypervisor, "none") == 0 ? "" : ", guest of ",
             strcmp(r->machine.hypervisor, "none") == 0 ? "" : r->machine.hypervisor,
             r->page_bytes >= 2 << 20 ? "2 MiB" : "4 KiB", r->date,
             r->signal != 0 ? ", INTERRUPTED" : "");
    fputs("machine = ", f);
    gnuplot_quote(f, text);
    fputs("\nreference = ", f);
    gnuplot_quote(f, r->reference);
    fputc('\n', f);
}

// The lowest and highest of what is drawn: gnuplot would stretch its axes to the next tics.
static void print_ranges(FILE *f, const struct grid *g) {
    double gb[2] = {INFINITY, 0}, ratio[2] = {INFINITY, 0};
    for (size_t i = 0; i < g->impl_count * g->size_count; i++) {
        if (g->cells[i] == NULL)
            continue;
        const struct summary *m = &g->cells[i]->summary;
        double bytes = (double)g->cells[i]->bytes;
        gb[0] = fmin(gb[0], bytes / m->ns_q3);
        gb[1] = fmax(gb[1], bytes / m->ns_q1);
        ratio[0] = fmin(ratio[0], fmin(m->ratio, m->ratio_lo)); // fmin passes over NAN
        ratio[1] = fmax(ratio[1], fmax(m->ratio, m->ratio_hi));
    }
    fprintf(f, "gb_low = %.6g\ngb_high = %.6g\nratio_low = %.6g\nratio_high = %.6g\n", gb[0], gb[1],
            ratio[0], ratio[1]);
}

// How fast an implementation is over all sizes: the mean of ln(ratio) over those it has.
static double mean_log_ratio(const struct grid *g, size_t impl) {
    double sum = 0, count = 0;
    for (size_t s = 0; s < g->size_count; s++)
        if (grid_cell(g, impl, s) != NULL) {
            sum += log(grid_cell(g, impl, s)->summary.ratio);
            count++;
        }
    return sum / count;
}

// Whether fewer than BEST implementations, the reference aside, are faster over all sizes.
static bool is_among_best(const struct grid *g, const char *reference, size_t impl) {
    enum { BEST = 5 };
    size_t faster = 0;
    for (size_t i = 0; i < g->impl_count; i++)
        faster +=
            strcmp(g->impls[i], reference) != 0 && mean_log_ratio(g, i) > mean_log_ratio(g, impl);
    return faster < BEST || strcmp(g->impls[impl], reference) == 0;
}

// The reference and the best, by their numbers from 1, and the range of their ratios.
static void print_best(FILE *f, const struct result *r, const struct grid *g) {
    double low = INFINITY, high = 0;
    fputs("best = '", f);
    for (size_t i = 0; i < g->impl_count; i++) {
        if (!is_among_best(g, r->reference, i))
            continue;
        fprintf(f, "%zu ", i + 1);
        for (size_t s = 0; s < g->size_count; s++)
            if (grid_cell(g, i, s) != NULL) {
                low = fmin(low, grid_cell(g, i, s)->summary.ratio);
                high = fmax(high, grid_cell(g, i, s)->summary.ratio);
            }
    }
    fprintf(f, "'\nbest_low = %.6g\nbest_high = %.6g\n", low, high);
}

// What every picture's script finds defined.
static void print_definitions(FILE *f, const struct result *r, const struct grid *g) {
    print_title(f, r);
    fputs("names = '", f);
    for (size_t i = 0; i < g->impl_count; i++)
        fprintf(f, "%s%s", i > 0 ? " " : "", g->impls[i]); // a valid name needs no quoting
    fprintf(f, "'\ncount = %zu\n", g->impl_count);
    fprintf(f, "first = %zu\nlast = %zu\n", g->sizes[0], g->sizes[g->size_count - 1]);
    fprintf(f, "has_reference = %d\n", strcmp(g->impls[0], r->reference) == 0);
    print_ranges(f, g);
    print_best(f, r, g);
    print_data(f, g);
    fputs(plot_style_gp, f);
    print_tics(f, g);
    print_caches(f, &r->machine.shape, g);
}

static void file_name(char out[64], size_t picture, size_t format, const char *suffix) {
    snprintf(out, 64, "%s.%s%s", pictures[picture].name, formats[format].extension, suffix);
}

static void print_script(FILE *f, const struct result *r, const struct grid *g) {
    char name[64];
    print_definitions(f, r, g);
    for (size_t p = 0; p < PICTURES; p++)
        for (size_t k = 0; k < FORMATS; k++) {
            file_name(name, p, k, ".tmp");
            fprintf(f, "set terminal %s\nset output '%s'\n", formats[k].terminal, name);
            fputs(pictures[p].script, f);
            fputs("unset output\n", f);
        }
}

// On a full disk gnuplot stops in the middle of a file and says nothing. Newlines may follow the
// ending.
static bool is_whole(const char *path, const char *ending) {
    char last[17] = {0};
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    size_t length = 0;
    if (fseek(file, -(long)(sizeof last - 1), SEEK_END) == 0)
        length = fread(last, 1, sizeof last - 1, file);
    fclose(file);
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
                           "%.200s: gnuplot did not finish it (free space, or another -o)", final);
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

bool plot_draw(const struct result *result, const char *directory, struct failure *failure) {
    struct grid grid;
    if (result->row_count == 0)
        return failure_set(failure, EXIT_USAGE,
                           "plot: the result holds no measurement (run it longer)");
    if (!grid_make(result, &grid, failure))
        return false;
    FILE *script = tmpfile();
    bool ok = script != NULL;
    if (ok) {
        print_script(script, result, &grid);
        ok = fflush(script) == 0 && !ferror(script);
    }
    if (!ok)
        failure_set(failure, EXIT_ENVIRONMENT, "plot: no temporary file: %s (set TMPDIR)",
                    strerror(errno));
    ok = ok && gnuplot_run(script, directory, failure);
    if (script != NULL)
        fclose(script);
    ok = settle(directory, ok, failure) && ok;
    grid_free(&grid);
    return ok;
}

void plot_forget(const char *directory) {
    for (size_t i = 0; i < (size_t)PICTURES * FORMATS; i++) {
        char name[64], *path = NULL;
        file_name(name, i / FORMATS, i % FORMATS, "");
        if (asprintf(&path, "%s/%s", directory, name) < 0)
            return;
        unlink(path);
        free(path);
    }
}

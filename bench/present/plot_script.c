// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot_script.h"

#include "bench/analyse/ceiling.h"
#include "bench/base/sizes.h"
#include "bench/present/gnuplot.h"

#include <math.h>
#include <string.h>

// scripts/plot/style.gp, embedded by the build with a zero byte at its end.
extern const char plot_style_gp[];

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
            bool known = isfinite(m->ratio_lo);
            fprintf(f, "%zu %.6g %.6g %.6g %.6g %.6g %.6g\n", row->bytes, result_gb(row, m->ns),
                    result_gb(row, m->ns_q3), result_gb(row, m->ns_q1), m->ratio,
                    known ? m->ratio_lo : m->ratio, known ? m->ratio_hi : m->ratio);
        }
        fputs("\n\n", f);
    }
    fputs("EOD\n", f);
}

// There are none but under the default condition.
static size_t ceiling_count(const struct plot_script *p) {
    return condition_equal(p->condition, &condition_default) ? p->result->ceiling_count : 0;
}

// Bytes and GB/s of each ceiling, and where its name has room: above the end of its highest
// stretch.
static void print_ceilings(const struct plot_script *p) {
    const struct result *r = p->result;
    FILE *f = p->out;
    double highest = 0;
    fputs("$ceilings << EOD\n", f);
    for (size_t i = 0; i < ceiling_count(p); i++) {
        double gb = ceiling_limit(&r->ceilings[i])->gb;
        fprintf(f, "%zu %.6g\n", r->ceilings[i].bytes, gb);
        highest = fmax(highest, gb);
    }
    fprintf(f, "EOD\nhas_ceilings = %d\n", ceiling_count(p) > 0);
    for (size_t i = ceiling_count(p); i-- > 0;) {
        double gb = ceiling_limit(&r->ceilings[i])->gb;
        if (gb < 0.97 * highest)
            continue;
        fprintf(f, "ceiling_bytes = %zu\nceiling_gb = %.6g\n", r->ceilings[i].bytes, gb);
        break;
    }
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

// Source and destination together fill a cache at half its size; those of a mix at none that could
// be named, as its calls differ. The label stands above the plot, where no line passes.
static void print_caches(const struct plot_script *p) {
    FILE *f = p->out;
    const struct grid *g = p->grid;
    const struct shape *shape = &p->result->machine.shape;
    for (size_t i = 0; i < shape->cache_count && p->condition->mode != MODE_MIX; i++) {
        const struct cache *c = &shape->caches[i];
        size_t half = c->bytes / 2;
        if (half < g->sizes[0] || half > g->sizes[g->size_count - 1])
            continue;
        fprintf(f,
                "set arrow from first %zu, graph 0 to first %zu, graph 1 nohead back lw 1 dt 3 lc "
                "rgb '#808080'\n"
                "set label '2n = L%u%s' at first %zu, graph 1 center offset 0, char 0.6 textcolor "
                "rgb '#606060' font ',11'\n",
                half, half, c->level, c->type == 'd' ? "d" : "", half);
    }
}

void plot_script_machine(char *out, size_t size, const struct result *r, size_t page_bytes) {
    bool guest = strcmp(r->machine.hypervisor, "none") != 0;
    snprintf(out, size, "%s, CPU %u, %.2f GHz%s%s, %s pages, %s%s", r->machine.cpu_model_name,
             r->machine.place.os_index, r->machine.core_hz / 1e9, guest ? ", guest of " : "",
             guest ? r->machine.hypervisor : "", page_bytes >= 2 << 20 ? "2 MiB" : "4 KiB", r->date,
             r->signal != 0 ? ", INTERRUPTED" : "");
}

static void print_machine(const struct plot_script *p) {
    char text[1024], title[CONDITION_TITLE];
    size_t page_bytes = p->result->page_bytes;
    for (size_t i = 0; i < p->grid->impl_count * p->grid->size_count; i++)
        if (p->grid->cells[i] != NULL)
            page_bytes = p->grid->cells[i]->page_bytes;
    plot_script_machine(text, sizeof text, p->result, page_bytes);
    fputs("machine = ", p->out);
    gnuplot_quote(p->out, text);
    fputs("\nreference = ", p->out);
    gnuplot_quote(p->out, p->result->reference);
    fputs("\ncondition = ", p->out);
    gnuplot_quote(p->out, condition_describe(p->condition, title));
    fputc('\n', p->out);
}

// The lowest and highest of what is drawn: gnuplot would stretch its axes to the next tics. The
// reference's 1 is always in sight.
static void print_ranges(const struct plot_script *p) {
    struct plot_range gb = {INFINITY, 0}, ratio = {1, 1}, best = plot_script_best_range(p);
    for (size_t i = 0; i < p->grid->impl_count * p->grid->size_count; i++) {
        if (p->grid->cells[i] == NULL)
            continue;
        const struct result_row *row = p->grid->cells[i];
        const struct summary *m = &row->summary;
        gb.low = fmin(gb.low, result_gb(row, m->ns_q3));
        gb.high = fmax(gb.high, result_gb(row, m->ns_q1));
        ratio.low = fmin(ratio.low, fmin(m->ratio, m->ratio_lo)); // fmin passes over NAN
        ratio.high = fmax(ratio.high, fmax(m->ratio, m->ratio_hi));
    }
    for (size_t i = 0; i < ceiling_count(p); i++) {
        gb.low = fmin(gb.low, ceiling_limit(&p->result->ceilings[i])->gb);
        gb.high = fmax(gb.high, ceiling_limit(&p->result->ceilings[i])->gb);
    }
    fprintf(p->out, "gb_low = %.6g\ngb_high = %.6g\nratio_low = %.6g\nratio_high = %.6g\n",
            gb.low / 1.15, gb.high * 1.15, ratio.low / 1.15, ratio.high * 1.15);
    fprintf(p->out, "best_low = %.6g\nbest_high = %.6g\n", best.low, best.high);
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

bool plot_script_is_best(const struct plot_script *script, size_t impl) {
    enum { BEST = 5 };
    const struct grid *g = script->grid;
    const char *reference = script->result->reference;
    double mine = mean_log_ratio(g, impl);
    size_t faster = 0;
    for (size_t i = 0; i < g->impl_count; i++) {
        double other = mean_log_ratio(g, i);
        bool before = other > mine || (other >= mine && i < impl);
        faster += strcmp(g->impls[i], reference) != 0 && before;
    }
    return faster < BEST || strcmp(g->impls[impl], reference) == 0;
}

struct plot_range plot_script_best_range(const struct plot_script *script) {
    struct plot_range range = {1, 1};
    const struct grid *g = script->grid;
    for (size_t i = 0; i < g->impl_count; i++) {
        bool drawn = plot_script_is_best(script, i);
        for (size_t s = 0; drawn && s < g->size_count; s++)
            if (grid_cell(g, i, s) != NULL) {
                range.low = fmin(range.low, grid_cell(g, i, s)->summary.ratio);
                range.high = fmax(range.high, grid_cell(g, i, s)->summary.ratio);
            }
    }
    return (struct plot_range){range.low / 1.05, range.high * 1.05};
}

static bool is_listed(const struct result *r, const char *name) {
    for (size_t i = 0; i < r->impl_count; i++)
        if (strcmp(r->impls[i].name, name) == 0)
            return true;
    return false;
}

// Which of its kind it is, by name, from 0: its look. Those count that were to be raced, whether
// they could run here or not: the same field looks the same on every machine, in every picture. A
// new kernel moves the looks of those that follow it in its kind, and so does a chosen few.
static size_t rank_of(const struct plot_script *p, size_t impl) {
    const struct grid *g = p->grid;
    const struct result *r = p->result;
    size_t rank = 0;
    for (size_t i = 0; i < r->impl_count; i++)
        rank += r->impls[i].kind == g->kinds[impl] && strcmp(r->impls[i].name, g->impls[impl]) < 0;
    for (size_t i = 0; i < g->impl_count; i++) // a file from elsewhere may not list all it has
        rank += g->kinds[i] == g->kinds[impl] && strcmp(g->impls[i], g->impls[impl]) < 0 &&
                !is_listed(r, g->impls[i]);
    return rank;
}

static size_t length_of(const struct grid *g, size_t impl) {
    size_t length = 0;
    for (size_t s = 0; s < g->size_count; s++)
        length += grid_cell(g, impl, s) != NULL;
    return length;
}

static void print_field(const struct plot_script *p) {
    const struct grid *g = p->grid;
    fprintf(p->out,
            "count = %zu\narray kind[count]\narray rank[count]\narray length[count]\n"
            "array is_best[count]\narray name[count]\n",
            g->impl_count);
    for (size_t i = 0; i < g->impl_count; i++)
        fprintf(p->out,
                "name[%zu] = '%s'; kind[%zu] = '%s'; rank[%zu] = %zu; length[%zu] = %zu; "
                "is_best[%zu] = %d\n",
                i + 1, g->impls[i], i + 1, impl_kind_name(g->kinds[i]), i + 1, rank_of(p, i), i + 1,
                length_of(g, i), i + 1, plot_script_is_best(p, i));
    fprintf(p->out, "has_reference = %d\n", strcmp(g->impls[0], p->result->reference) == 0);
}

void plot_script_define(const struct plot_script *script) {
    FILE *f = script->out;
    const struct grid *g = script->grid;
    print_machine(script);
    print_field(script);
    fprintf(f, "size_label = '%s'\n",
            script->condition->mode == MODE_MIX
                ? "bytes of the largest copy: every call draws its size, up to that"
                : "bytes copied by a call");
    fprintf(f, "first = %zu\nlast = %zu\n", g->sizes[0], g->sizes[g->size_count - 1]);
    print_ranges(script);
    print_data(f, g);
    print_ceilings(script);
    fputs(plot_style_gp, f);
    print_tics(f, g);
    fprintf(f,
            "set lmargin at screen %.4f\nset tmargin at screen %.4f\nset bmargin at screen %.4f\n",
            (double)PLOT_LEFT / PLOT_WIDTH, 1 - (double)PLOT_TOP / PLOT_HEIGHT,
            (double)PLOT_BOTTOM / PLOT_HEIGHT);
}

void plot_script_decorate(const struct plot_script *script) {
    fputs("unset label\nunset arrow\n", script->out);
    print_caches(script);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/plot_versus.h"

#include "bench/present/drawing.h"
#include "bench/present/plot.h"
#include "bench/present/plot_script.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// scripts/plot/versus.gp, embedded by the build with a zero byte at its end.
extern const char plot_versus_gp[];

// Whether there is anything to draw: a size at which somebody was the best.
static bool has_any(const struct versus *versus) {
    for (size_t i = 0; i < versus->count; i++)
        if (versus->cells[i].picked[0] != NULL)
            return true;
    return false;
}

// The ends of the axis: every ratio is in sight, intervals may reach beyond.
static struct plot_range range_of(const struct versus *v) {
    struct plot_range range = {0.95, 1.05};
    for (size_t i = 0; i < v->count; i++) {
        const struct versus_ratio *r = &v->cells[i].to_best;
        range.low = fmin(range.low, r->ratio); // fmin passes over NAN
        range.high = fmax(range.high, r->ratio);
    }
    return (struct plot_range){range.low / 1.04, range.high * 1.04};
}

static double within(const struct plot_range *range, double value) {
    return fmin(range->high, fmax(range->low, value));
}

// Three data sets: the band, broken off by a blank line where there is no interval (two would end
// the set); ratios from rounds alone; ratios from shared rounds.
static void print_ratios(FILE *f, const struct versus *v) {
    struct plot_range range = range_of(v);
    bool begun = true;                         // a line stands before
    fputs("$versus << EOD\nNaN NaN NaN\n", f); // gnuplot refuses a data set of nothing
    for (size_t i = 0; i < v->count; i++) {
        const struct versus_ratio *r = &v->cells[i].to_best;
        bool known = isfinite(r->lo);
        if (known)
            fprintf(f, "%zu %.6g %.6g\n", v->cells[i].row->bytes, within(&range, r->lo),
                    within(&range, r->hi));
        else if (begun)
            fputc('\n', f);
        begun = known;
    }
    fputs(begun ? "\n" : "", f);
    for (int shared = 0; shared < 2; shared++) {
        fputs(shared == 0 ? "\nNaN NaN\n" : "\n\nNaN NaN\n", f);
        for (size_t i = 0; i < v->count; i++)
            if (isfinite(v->cells[i].to_best.ratio) && v->cells[i].shared == shared)
                fprintf(f, "%zu %.6g\n", v->cells[i].row->bytes, v->cells[i].to_best.ratio);
    }
    fprintf(f, "EOD\nversus_low = %.6g\nversus_high = %.6g\n", range.low, range.high);
}

// One that was the best.
struct winner {
    size_t impl;
    size_t halves; // that picked it, over all sizes
};

static int most_first(const void *a, const void *b) {
    const struct winner *x = a, *y = b;
    if (x->halves != y->halves)
        return x->halves < y->halves ? 1 : -1;
    return (x->impl > y->impl) - (x->impl < y->impl);
}

static bool was_picked(const struct versus_cell *cell, size_t half, const char *name) {
    return cell->picked[half] != NULL && strcmp(cell->picked[half]->impl, name) == 0;
}

static size_t list_winners(const struct grid *g, const struct versus *v, struct winner *out) {
    size_t count = 0;
    for (size_t impl = 0; impl < g->impl_count; impl++) {
        size_t halves = 0;
        for (size_t i = 0; i < v->count; i++)
            for (size_t half = 0; half < VERSUS_HALVES; half++)
                halves += was_picked(&v->cells[i], half, g->impls[impl]);
        if (halves > 0)
            out[count++] = (struct winner){impl, halves};
    }
    if (count > 1)
        qsort(out, count, sizeof *out, most_first);
    return count;
}

// A winner's marks: a data set of bytes and the half that picked it.
static void print_marks(FILE *f, const struct versus *v, const char *name) {
    for (size_t i = 0; i < v->count; i++)
        for (size_t half = 0; half < VERSUS_HALVES; half++)
            if (was_picked(&v->cells[i], half, name))
                fprintf(f, "%zu %zu\n", v->cells[i].row->bytes, half);
    fputs("\n\n", f);
}

// Names with their marks, to the right of the plot, as far apart as there is room.
static void print_legend(const struct plot_script *p, const struct winner *winners, size_t count) {
    static const double advance = 0.62, beside = 24, widest = 20;
    static const char heading[] = "the best, at so many sizes";
    size_t longest = strlen(heading) - 5; // behind a name stands a number
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(p->grid->impls[winners[i].impl]);
        longest = length > longest ? length : longest;
    }
    double pitch = fmin(widest, (PLOT_HEIGHT - PLOT_TOP - 60.0) / (double)(count + 1));
    double font = fmin(13, pitch * 0.7);
    double left = PLOT_WIDTH - beside - 8 - advance * font * (double)(longest + 5);
    fprintf(p->out,
            "set rmargin at screen %.5f\n"
            "set label '%s' at screen %.5f, screen %.5f left font ',%.1f' textcolor rgb "
            "'#707070'\n",
            (left - 28) / PLOT_WIDTH, heading, left / PLOT_WIDTH,
            1 - (double)PLOT_TOP / PLOT_HEIGHT, font);
    for (size_t i = 0; i < count; i++) {
        double y = 1 - (PLOT_TOP + (double)(i + 1) * pitch) / PLOT_HEIGHT;
        fprintf(p->out,
                "set label '' at screen %.5f, screen %.5f point ls %zu\n"
                "set label '%s %g' at screen %.5f, screen %.5f left font ',%.1f'\n",
                (left + 8) / PLOT_WIDTH, y, winners[i].impl + 1, p->grid->impls[winners[i].impl],
                (double)winners[i].halves / VERSUS_HALVES, (left + beside) / PLOT_WIDTH, y, font);
    }
}

// What the script wants, behind what all pictures share.
static bool define(const struct plot_script *script, const struct versus *v) {
    const struct grid *g = script->grid;
    struct winner *winners = calloc(g->impl_count + 1, sizeof *winners);
    if (winners == NULL)
        return false;
    size_t count = list_winners(g, v, winners);
    print_ratios(script->out, v);
    fprintf(script->out,
            "versus = '%s'\nrivals = %zu\nsizes = %zu\nwinners = %zu\narray winner[%zu]\n",
            v->field->impl, v->rivals, v->count, count, count);
    for (size_t i = 0; i < count; i++)
        fprintf(script->out, "winner[%zu] = %zu\n", i + 1, winners[i].impl + 1);
    fputs("$marks << EOD\n", script->out);
    for (size_t i = 0; i < count; i++)
        print_marks(script->out, v, g->impls[winners[i].impl]);
    fputs("EOD\n", script->out);
    print_legend(script, winners, count);
    free(winners);
    return true;
}

static bool draw(const struct result *result, const struct versus *versus, const char *directory,
                 struct failure *failure) {
    const struct condition *condition = &versus->cells[0].row->condition;
    char name[DRAWING_NAME], suffix[CONDITION_TEXT];
    struct grid grid;
    struct drawing d;
    if (!grid_make(result, condition, &grid, failure))
        return false;
    bool ok = drawing_begin(&d, 1, failure);
    if (ok) {
        const struct plot_script script = {d.script, result, &grid, condition};
        plot_script_define(&script);
        plot_script_decorate(&script);
        ok = define(&script, versus) ||
             failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
        snprintf(name, sizeof name, "versus-%s%s", versus->field->impl,
                 plot_suffix(condition, suffix));
        drawing_add(&d, name, plot_versus_gp);
    }
    ok = drawing_end(&d, directory, ok, failure);
    grid_free(&grid);
    return ok;
}

bool plot_versus_draw(const struct result *result, const struct versus_field *field,
                      const char *directory, struct failure *failure) {
    size_t count = 0, drawn = 0;
    struct condition *conditions = grid_conditions(result, &count);
    bool ok = conditions != NULL || failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
    for (size_t i = 0; ok && i < count && drawn < PLOT_CONDITIONS; i++) {
        struct versus versus;
        ok = versus_make(result, &conditions[i], field, &versus) ||
             failure_set(failure, EXIT_ENVIRONMENT, "plot: out of memory");
        if (ok && has_any(&versus)) {
            ok = draw(result, &versus, directory, failure);
            drawn++;
        }
        versus_free(&versus);
    }
    free(conditions);
    if (ok && drawn == 0)
        return failure_set(failure, EXIT_USAGE,
                           "plot: %s has too few placements beside its rivals at every size (race "
                           "longer)",
                           field->impl);
    return ok;
}

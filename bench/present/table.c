// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/table.h"

#include "bench/analyse/ceiling.h"
#include "bench/base/sizes.h"
#include "bench/present/grid.h"
#include "bench/present/table_extra.h"
#include "bench/present/table_first.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLUMN = 23, // of one implementation: doubt, GB/s and its spread, mark, ratio and its interval
    OF_CEILING = 5, // wider where there are ceilings: percent of them
    CEILING = 8,    // the ceilings' own column, before the first implementation of a panel
};

struct printer {
    const struct result *result;
    const struct grid *grid; // of the block being printed
    const char *heading;     // of its sizes
    const struct table_style *style;
    FILE *out;
    size_t size_column;    // as wide as the longest size
    size_t ceiling_column; // CEILING, 0 where there are none
    size_t column;         // of one implementation
    bool has_first;        // a block says who comes first
    bool has_ceilings;     // a block has their column
};

// " 1.2%", "  34%", or "    -" where there is no telling.
static void print_percent(FILE *out, double share) {
    char text[16];
    if (!isfinite(share))
        snprintf(text, sizeof text, "-");
    else if (share >= 0.0995)
        snprintf(text, sizeof text, share < 0.995 ? "%.0f%%" : ">99%%", share * 100);
    else
        snprintf(text, sizeof text, "%.1f%%", share * 100);
    fprintf(out, " %4s", text);
}

// "  98%", "    -" where the size has no ceiling.
static void print_of_ceiling(const struct printer *p, double percent) {
    if (p->ceiling_column == 0)
        return;
    char text[16] = "-";
    if (isfinite(percent))
        snprintf(text, sizeof text, percent < 999.5 ? "%.0f%%" : ">999%%", percent);
    fprintf(p->out, "%*s", OF_CEILING, text);
}

// The ceiling of a size in GB/s.
static void print_ceiling(const struct printer *p, size_t bytes) {
    const struct ceiling *ceiling = ceiling_of(p->result, bytes);
    if (p->ceiling_column == 0)
        return;
    char text[16] = "-";
    double gb = ceiling != NULL ? ceiling_limit(ceiling)->gb : 0;
    if (ceiling != NULL)
        snprintf(text, sizeof text, "%.*f", gb < 99.95 ? 1 : 0, gb);
    fprintf(p->out, "%*s", (int)p->ceiling_column, text);
}

static char mark_of(const struct printer *p, size_t impl, size_t size) {
    switch (grid_standing(p->grid, impl, size)) {
    case STANDING_BEST: return '*';
    case STANDING_TIED: return '=';
    default: return ' ';
    }
}

// What a reader should know of a cell before believing it.
static char doubt(const struct summary *s) {
    return s->disturbed ? '?' : s->from_shared ? '!' : ' ';
}

static void print_cell(const struct printer *p, size_t impl, size_t size) {
    const struct result_row *row = grid_cell(p->grid, impl, size);
    if (row == NULL) {
        fprintf(p->out, "%*s", (int)p->column, "-");
        return;
    }
    const struct summary *s = &row->summary;
    double gb = result_gb(row, s->ns);
    char mark = mark_of(p, impl, size);
    bool bold = mark == '*' && p->style->colour;
    fprintf(p->out, " %s%c%4.*f", bold ? "\033[1;32m" : "", doubt(s), gb < 99.95 ? 1 : 0, gb);
    print_percent(p->out, (s->ns_q3 - s->ns_q1) / 2 / s->ns);
    fprintf(p->out, " %c%5.*f", mark, s->ratio < 9.9995 ? 3 : 1, s->ratio);
    print_percent(p->out, (s->ratio_hi - s->ratio_lo) / 2 / s->ratio);
    print_of_ceiling(p, row->percent_of_ceiling);
    fputs(bold ? "\033[0m" : "", p->out);
}

// Right-aligned over its column; a name that is too long keeps its ends.
static void print_name(const struct printer *p, const char *name) {
    enum { HEAD = 10 };
    size_t length = strlen(name), room = p->column - 2, tail = room - HEAD - 2;
    if (length <= room)
        fprintf(p->out, "%*s", (int)p->column, name);
    else
        fprintf(p->out, "%*s%.*s..%s", (int)(p->column - room), "", HEAD, name,
                name + length - tail);
}

static void print_panel(const struct printer *p, size_t first, size_t count) {
    char text[SIZE_TEXT];
    bool ceilings = p->ceiling_column > 0;
    static const char of_it[] = " ceil";
    fprintf(p->out, "\n%*s", (int)(p->size_column + p->ceiling_column), "");
    for (size_t i = first; i < first + count; i++)
        print_name(p, p->grid->impls[i]);
    fprintf(p->out, "\n%*s%*s", (int)p->size_column, p->heading, (int)p->ceiling_column,
            ceilings ? "ceiling" : "");
    for (size_t i = 0; i < count; i++)
        fprintf(p->out, "%6s%5s%7s%5s%s", "GB/s", "+-", "ratio", "+-", ceilings ? of_it : "");
    fputc('\n', p->out);
    for (size_t s = 0; s < p->grid->size_count; s++) {
        fprintf(p->out, "%*s", (int)p->size_column, size_format(p->grid->sizes[s], text));
        print_ceiling(p, p->grid->sizes[s]);
        for (size_t i = first; i < first + count; i++)
            print_cell(p, i, s);
        fputc('\n', p->out);
    }
}

static void print_paragraph(const struct table_style *style, FILE *out, const char *format,
                            va_list args) {
    char text[2048];
    vsnprintf(text, sizeof text, format, args);
    size_t column = 0;
    char *rest = NULL;
    for (char *word = strtok_r(text, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        size_t length = strlen(word);
        if (column > 0 && column + 1 + length > style->width) {
            fputs("\n ", out);
            column = 1;
        }
        fprintf(out, "%s%s", column > 0 ? " " : "", word);
        column += length + (column > 0);
    }
    fputc('\n', out);
}

void table_print_text(const struct table_style *style, FILE *out, const char *format, ...) {
    va_list args;
    va_start(args, format);
    print_paragraph(style, out, format, args);
    va_end(args);
}

__attribute__((format(printf, 2, 3))) static void print_text(const struct printer *p,
                                                             const char *format, ...) {
    va_list args;
    va_start(args, format);
    print_paragraph(p->style, p->out, format, args);
    va_end(args);
}

static void print_head(const struct printer *p) {
    const struct result *r = p->result;
    const struct fingerprint *m = &r->machine;
    bool guest = strcmp(m->hypervisor, "none") != 0, libc = strcmp(r->reference, "glibc") == 0;
    print_text(p, "%s, CPU %u at %.2f GHz, %s pages%s%s", m->cpu_model_name, m->place.os_index,
               m->core_hz / 1e9, r->page_bytes >= 2 << 20 ? "2 MiB" : "4 KiB",
               guest ? ", guest of " : "", guest ? m->hypervisor : "");
    print_text(p, "reference: %s%s%s%s%s%s; seed %u; %s", r->reference, libc ? " (" : "",
               libc ? m->libc : "", libc ? ", " : "", libc ? m->libc_variant : "", libc ? ")" : "",
               r->seed, r->date);
}

static void print_legend(const struct printer *p) {
    const struct result *r = p->result;
    bool shared = false, disturbed = false, mixed = false;
    for (size_t i = 0; i < r->row_count; i++) {
        if (r->rows[i].kind == IMPL_CEILING) // has no cell
            continue;
        mixed = mixed || r->rows[i].condition.mode == MODE_MIX;
        shared = shared || doubt(&r->rows[i].summary) == '!';
        disturbed = disturbed || doubt(&r->rows[i].summary) == '?';
    }
    print_text(
        p,
        "GB/s: 1e9 payload bytes a second, +- half the interquartile range. ratio: to %s, "
        "above 1 is faster, +- half the 95%% interval. * highest, = not told apart from it%s%s. "
        "* and = go by ratios, which are paired; GB/s of two were measured at different times, and "
        "more of them can be the slower one's.",
        r->reference, shared ? ", ! the core was shared" : "",
        disturbed ? ", ? more than half of the rounds were disturbed" : "");
    if (p->has_first)
        print_text(p, "first, told apart: picked by one half of the placements and judged by the "
                      "other; the highest of many is partly luck.");
    if (mixed)
        print_text(p, "mix: calls of random sizes, %s%s; GB/s by the mean of their bytes.",
                   r->mix[0] != '\0' ? "as often as in "
                                     : "log-uniform from 64 bytes to the size named",
                   r->mix);
    if (p->has_ceilings)
        print_text(p,
                   "ceiling: GB/s at which the core could copy if reading alone and writing "
                   "alone, each measured over the same memory, overlapped entirely. ceil: how much "
                   "of that was reached, by paired ratios.");
}

// In what a mode's floor differs from the hot one.
static const char *const floors[MODES] = {
    [MODE_HOT] = "",
    [MODE_COLD] = ", from the loop of cold copies",
    [MODE_READ] = ", and one read of each line of dst",
    [MODE_NO_WARM] = ", behind another's call",
    [MODE_MIX] = ", from the loop of a mix",
};

// What a call costs that does nothing, in time and in core cycles.
static void print_floor(const struct printer *p) {
    const struct result *r = p->result;
    for (size_t i = 0; i < r->row_count; i++) {
        const struct result_row *row = &r->rows[i];
        if (row->kind == IMPL_CEILING && strcmp(row->impl, "floor") == 0)
            print_text(p,
                       "floor%s: a call that returns at once takes %.2f ns, %.1f cycles; never "
                       "subtracted",
                       floors[row->condition.mode], row->summary.ns,
                       row->summary.ns * r->machine.core_hz / 1e9);
    }
    if (r->calls == CALL_NEAR)
        print_text(p, "calls were near: --placement near");
}

static void print_fault(const struct printer *p, const struct result_impl *impl) {
    const struct finding *fault = certificate_fault(&impl->certificate);
    if (fault != NULL)
        print_text(p, "NOT RUN, WRONG: %s: %s: %s", impl->name, finding_class_name(fault->class),
                   fault->text);
}

static void print_foot(const struct printer *p) {
    const struct result *r = p->result;
    print_floor(p);
    for (size_t i = 0; i < r->impl_count; i++) {
        const struct result_impl *impl = &r->impls[i];
        if (impl->missing[0] != '\0')
            print_text(p, "not run: %s (needs %s)", impl->name, impl->missing);
        else if (!impl->certificate.passed)
            print_fault(p, impl);
    }
    for (size_t i = 0; i < r->note_count; i++)
        print_text(p, "note: %s", r->notes[i]);
    if (r->signal != 0)
        print_text(p, "INTERRUPTED by signal %d: what had been measured by then is shown",
                   r->signal);
}

static size_t measure_sizes(const struct grid *grid) {
    char text[SIZE_TEXT];
    size_t widest = strlen("128 KiB") + 1;
    for (size_t s = 0; s < grid->size_count; s++) {
        size_t width = strlen(size_format(grid->sizes[s], text));
        widest = width > widest ? width : widest;
    }
    return widest;
}

// Of a size that is shown.
static bool has_ceilings(const struct result *r, const struct grid *grid) {
    for (size_t s = 0; s < grid->size_count; s++)
        if (ceiling_of(r, grid->sizes[s]) != NULL)
            return true;
    return false;
}

// One condition's panels, under a line that says which it is where it is not the usual one.
static bool print_block(struct printer *p, const struct condition *condition) {
    struct grid grid;
    struct failure ignored = {0};
    char title[CONDITION_TITLE];
    if (!grid_make(p->result, condition, &grid, &ignored))
        return false;
    p->grid = &grid;
    p->heading = grid_size_heading(condition);
    p->size_column = measure_sizes(&grid);
    if (condition_describe(condition, title)[0] != '\0')
        fprintf(p->out, "\n%s:\n", title);
    bool ceilings =
        condition_equal(condition, &condition_default) && has_ceilings(p->result, &grid);
    p->has_ceilings = p->has_ceilings || ceilings;
    p->ceiling_column = ceilings ? CEILING : 0;
    p->column = COLUMN + (ceilings ? OF_CEILING : 0);
    size_t left = p->size_column + p->ceiling_column;
    size_t fit = p->style->width > left + p->column ? (p->style->width - left) / p->column : 1;
    for (size_t first = 0; first < grid.impl_count; first += fit)
        print_panel(p, first, grid.impl_count - first < fit ? grid.impl_count - first : fit);
    bool ok = table_first_print(p->result, &grid, p->style, p->out);
    p->has_first = p->has_first || grid.impl_count > 1;
    grid_free(&grid);
    p->grid = NULL;
    return ok;
}

void table_print_head(const struct result *result, const struct table_style *style, FILE *out) {
    const struct printer p = {.result = result, .style = style, .out = out};
    print_head(&p);
}

bool table_print(const struct result *result, const struct table_style *style, FILE *out) {
    size_t count = 0;
    struct condition *conditions = grid_conditions(result, &count);
    if (conditions == NULL)
        return false;
    struct printer p = {.result = result, .style = style, .out = out};
    bool ok = true;
    print_head(&p);
    for (size_t i = 0; ok && i < count; i++)
        ok = print_block(&p, &conditions[i]);
    if (ok && count > 0)
        print_legend(&p);
    ok = ok && table_extra_print(result, style, out);
    print_foot(&p);
    free(conditions);
    return fflush(out) == 0 && ok && !ferror(out);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/sizes.h"
#include "bench/present/gate_format.h"
#include "bench/present/gate_rows.h"

#include <math.h>
#include <stdlib.h>

// A job's summary holds 1 MiB, a row takes less than 256 bytes and a drift less than 640.
enum { MOST_ROWS = 3500, MOST_DRIFTS = 200 };

// What somebody typed, which may hold what Markdown takes for its own.
static void print_escaped(const char *text, FILE *out) {
    for (; *text != '\0'; text++) {
        if (*text == '<' || *text == '&') {
            fputs(*text == '<' ? "&lt;" : "&amp;", out);
            continue;
        }
        if (*text == '|' || *text == '*' || *text == '_' || *text == '`' || *text == '[' ||
            *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
}

static void print_line(const char *before, const char *text, const char *behind, FILE *out) {
    fputs(before, out);
    print_escaped(text, out);
    fputs(behind, out);
}

static void print_row(const struct gate_cell *c, FILE *out) {
    const struct gate_estimate *e = gate_cell_latest(c);
    char size[SIZE_TEXT];
    const char *why = gate_reason_text(c->reason), *flags = gate_rows_flags(c);
    bool strong = c->verdict == GATE_REGRESSION;
    print_line("| ", c->name, " | ", out);
    fprintf(out, "%s | ", size_format(c->bytes, size));
    if (e != NULL && isfinite(e->slowdown))
        fprintf(out, "%.4g | %.4g | %+.2f %% | %+.2f to %+.2f %% | %.1f %% | ", e->base_ns, e->ns,
                100 * e->slowdown, 100 * e->lo, 100 * e->hi, 100 * e->detectable);
    else
        fputs("- | - | - | - | - | ", out);
    fprintf(out, "%s%s%s%s%s%s%s |\n", strong ? "**" : "", gate_verdict_name(c->verdict),
            strong ? "**" : "", why[0] != '\0' ? ": " : "", why, flags[0] != '\0' ? "; " : "",
            flags);
}

static void print_past(const struct gate_report *r, FILE *out) {
    char line[GATE_LINE];
    gate_rows_past(r, line);
    if (line[0] != '\0')
        print_line("\n", line, ".\n", out);
    size_t shown = 0;
    for (const struct gate_drift *d = NULL;
         shown < MOST_DRIFTS && (d = gate_rows_next_drift(r, d)) != NULL; shown++) {
        gate_rows_drift(r, d, line);
        print_line("\n- ", line, "\n", out);
    }
    if (r->recorded[0] != '\0')
        print_line("\nRecorded: ", r->recorded, "\n", out);
}

bool gate_markdown_print(const struct gate_report *r, FILE *out) {
    char line[GATE_LINE];
    size_t count = 0;
    const struct gate_cell **rows = gate_rows_sorted(r, &count);
    if (rows == NULL)
        return false;
    gate_rows_headline(r, line);
    print_line("### memcpybench check: ", line, "\n\n", out);
    print_line("Base ", r->base, ", ", out);
    print_line("candidate ", r->candidate, "; ", out);
    print_line("", r->machine.cpu_model_name, "", out);
    fprintf(out, "; tolerance %.3g %%, %.3g %% above 1 MiB; seed %u; %.1f s.\n\n",
            100 * r->tolerance, 100 * r->tolerance_large, r->seed, r->wall_seconds);
    if (count > 0)
        fputs("| kernel | size | base ns | ns | slowdown | 95 % interval | detects | verdict |\n"
              "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n",
              out);
    for (size_t i = 0; i < count && i < MOST_ROWS; i++)
        print_row(rows[i], out);
    if (count > MOST_ROWS)
        fprintf(out, "\n%zu more rows are left out.\n", count - MOST_ROWS);
    free(rows);
    gate_rows_account(r, line);
    print_line("\n", line, ".\n", out);
    print_past(r, out);
    for (size_t i = 0; i < r->note_count; i++)
        print_line("\n- ", r->notes[i], "\n", out);
    return true;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/sizes.h"
#include "bench/present/gate_format.h"
#include "bench/present/gate_rows.h"

#include <math.h>
#include <stdlib.h>

enum { FIGURE = 16 };

static const char *percent(double value, char out[FIGURE]) {
    if (isfinite(value))
        snprintf(out, FIGURE, "%+.2f%%", 100 * value);
    else
        snprintf(out, FIGURE, "-");
    return out;
}

static const char *nanoseconds(double value, char out[FIGURE]) {
    if (isfinite(value))
        snprintf(out, FIGURE, "%.4g", value);
    else
        snprintf(out, FIGURE, "-");
    return out;
}

static void print_row(const struct gate_cell *c, FILE *out) {
    const struct gate_estimate *e = gate_cell_latest(c);
    char size[SIZE_TEXT], base[FIGURE], ns[FIGURE];
    char slowdown[FIGURE], lo[FIGURE], hi[FIGURE], least[FIGURE];
    const char *flags = gate_rows_flags(c), *why = gate_reason_text(c->reason);
    fprintf(out, "%-22s %9s ", c->name, size_format(c->bytes, size));
    if (e != NULL)
        fprintf(out, "%9s %9s %9s %9s %9s %8s %7.2g  ", nanoseconds(e->base_ns, base),
                nanoseconds(e->ns, ns), percent(e->slowdown, slowdown), percent(e->lo, lo),
                percent(e->hi, hi), percent(e->detectable, least), c->q);
    else
        fprintf(out, "%9s %9s %9s %9s %9s %8s %7s  ", "-", "-", "-", "-", "-", "-", "-");
    fprintf(out, "%s%s%s%s%s%s\n", gate_verdict_name(c->verdict), why[0] != '\0' ? ": " : "", why,
            flags[0] != '\0' ? " (" : "", flags, flags[0] != '\0' ? ")" : "");
}

static void print_past(const struct gate_report *r, FILE *out) {
    char line[GATE_LINE];
    gate_rows_past(r, line);
    if (line[0] != '\0')
        fprintf(out, "%s\n", line);
    for (const struct gate_drift *d = NULL; (d = gate_rows_next_drift(r, d)) != NULL;) {
        gate_rows_drift(r, d, line);
        fprintf(out, "  %s\n", line);
    }
    if (r->recorded[0] != '\0')
        fprintf(out, "recorded: %s\n", r->recorded);
}

bool gate_text_print(const struct gate_report *r, FILE *out) {
    char line[GATE_LINE];
    size_t count = 0;
    const struct gate_cell **rows = gate_rows_sorted(r, &count);
    if (rows == NULL)
        return false;
    fprintf(out, "base:      %s\ncandidate: %s\n", r->base, r->candidate);
    fprintf(out, "%s, CPU %u; tolerance %.3g %%, %.3g %% above 1 MiB; seed %u; %.1f s\n",
            r->machine.cpu_model_name, r->machine.place.os_index, 100 * r->tolerance,
            100 * r->tolerance_large, r->seed, r->wall_seconds);
    if (count > 0)
        fprintf(out, "\n%-22s %9s %9s %9s %9s %9s %9s %8s %7s  %s\n", "kernel", "size", "base ns",
                "ns", "slowdown", "95% from", "to", "detects", "q", "verdict");
    for (size_t i = 0; i < count; i++)
        print_row(rows[i], out);
    free(rows);
    fputs("\n", out);
    for (size_t i = 0; i < r->note_count; i++)
        fprintf(out, "note: %s\n", r->notes[i]);
    print_past(r, out);
    gate_rows_account(r, line);
    fprintf(out, "%s\n", line);
    gate_rows_headline(r, line);
    fprintf(out, "%s\n", line);
    return true;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/report_gate.h"

#include "bench/base/sizes.h"
#include "bench/base/whole_file.h"
#include "bench/present/gate_rows.h"
#include "bench/present/html.h"
#include "bench/present/plot_forest.h"
#include "bench/present/report_parts.h"

#include <math.h>
#include <string.h>

// What is printed, with all of it that can fail done before.
struct content {
    const struct report_gate *gate;
    const struct gate_cell **rows; // worst first
    size_t row_count;
    struct report_pictures pictures;
    struct report_raw raw;
};

static void print_verdict(const struct content *c, FILE *out) {
    const struct gate_report *r = c->gate->report;
    char line[GATE_LINE];
    gate_rows_headline(r, line);
    fprintf(out, "<article>\n<h2%s>",
            r->status != EXIT_OK && r->status != EXIT_INCONCLUSIVE ? " class=\"wrong\"" : "");
    html_text(out, line);
    fputs("</h2>\n<ul class=\"answer\">\n<li>", out);
    gate_rows_account(r, line);
    html_text(out, line);
    fputs(".</li>\n<li>Candidate <strong>", out);
    html_text(out, r->candidate);
    fputs("</strong> against base <strong>", out);
    html_text(out, r->base);
    fputs("</strong>: slowdown is candidate / base - 1, above 0 is slower.</li>\n", out);
    if (c->gate->left_out > 0)
        fprintf(
            out,
            "<li>The check came to its verdict by %zu cells more, which are left out here.</li>\n",
            c->gate->left_out);
    fputs("</ul>\n", out);
}

// A share in percent; a dash where there is no telling.
static void print_percent(FILE *out, int digits, double share) {
    if (isfinite(share))
        fprintf(out, "<td data-v=\"%.6g\">%+.*f %%</td>", share, digits, 100 * share);
    else
        fputs("<td data-v=\"-1e9\">-</td>", out);
}

static void print_ns(FILE *out, double ns) {
    if (isfinite(ns))
        fprintf(out, "<td data-v=\"%.6g\">%.*f</td>", ns, ns < 999.5 ? 2 : 0, ns);
    else
        fputs("<td data-v=\"-1\">-</td>", out);
}

static void print_cell(FILE *out, const struct gate_cell *c) {
    static const struct gate_estimate nothing = {
        .slowdown = NAN, .lo = NAN, .hi = NAN, .detectable = NAN, .ns = NAN, .base_ns = NAN};
    const struct gate_estimate *latest = gate_cell_latest(c), *e = latest ? latest : &nothing;
    const char *verdict = gate_verdict_name(c->verdict);
    char size[SIZE_TEXT];
    fprintf(out,
            "<tr data-bytes=\"%zu\"><th scope=\"row\" class=\"l\">%s</th><td class=\"l%s\">%s</td>"
            "<td data-v=\"%zu\">%s</td>",
            c->bytes, c->name, c->verdict == GATE_REGRESSION ? " wrong" : "", verdict, c->bytes,
            size_format(c->bytes, size));
    print_percent(out, 2, e->slowdown);
    print_percent(out, 2, e->lo);
    print_percent(out, 2, e->hi);
    fprintf(out, "<td>%.3g %%</td>", 100 * c->tolerance);
    if (isfinite(e->detectable))
        fprintf(out, "<td>%.1f %%</td>", 100 * e->detectable);
    else
        fputs("<td data-v=\"-1\">-</td>", out);
    print_ns(out, e->base_ns);
    print_ns(out, e->ns);
    fprintf(out, "<td>%zu</td><td>%zu</td><td class=\"l\">%s</td><td class=\"l\">%s</td></tr>\n",
            c->stage_count, e->used, c->identical ? "the same bytes" : gate_reason_text(c->reason),
            gate_rows_flags(c));
}

static void open_table(FILE *out, const char *label, const char *says) {
    static const char *const columns[] = {"<kernel", "<verdict",  "size",    "slowdown", "at least",
                                          "at most", "tolerance", "detects", "base ns",  "ns",
                                          "stages",  "rounds",    "<why",    "<doubt"};
    fprintf(out,
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table "
            "class=\"sortable filterable cells\"><caption>%s%s</caption><thead><tr>",
            label, label, says);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        bool left = columns[i][0] == '<'; // a column of words
        fprintf(out, "<th scope=\"col\"%s>%s</th>", left ? " class=\"l\"" : "", columns[i] + left);
    }
    fputs("</tr></thead><tbody>\n", out);
}

static void print_cells(const struct content *c, FILE *out) {
    open_table(
        out, "Every cell, worst first",
        ". At least, at most: the slowdown's 95 % interval; detects: a slowdown of that size "
        "or more would have been seen; stages: of three, each with data of its own");
    for (size_t i = 0; i < c->row_count; i++)
        print_cell(out, c->rows[i]);
    fputs("</tbody></table></div>\n", out);
}

// Cells that say nothing of the candidate: those of the same bytes, and canaries.
static void print_others(const struct gate_report *r, FILE *out) {
    fputs("<details class=\"figures\"><summary>The same bytes, and canaries</summary>\n", out);
    open_table(out, "The same bytes, and canaries",
               ". A canary is the same bytes twice, measured as all cells are: where it differs, "
               "this run is not to be believed");
    for (size_t i = 0; i < r->cell_count; i++)
        if (r->cells[i].canary || r->cells[i].identical)
            print_cell(out, &r->cells[i]);
    fputs("</tbody></table></div></details>\n", out);
}

static void print_fact(FILE *out, const char *name, const char *value) {
    fprintf(out, "<dt>%s</dt><dd>", name);
    html_text(out, value);
    fputs("</dd>\n", out);
}

static void print_run(const struct gate_report *r, FILE *out) {
    char text[64];
    fputs("<h3>This run</h3>\n<dl>\n", out);
    print_fact(out, "host", r->machine.host);
    print_fact(out, "date", r->date);
    snprintf(text, sizeof text, "%.3g %%, above 1 MiB %.3g %%", 100 * r->tolerance,
             100 * r->tolerance_large);
    print_fact(out, "tolerance", text);
    snprintf(text, sizeof text, "%.1f s", r->wall_seconds);
    print_fact(out, "took", text);
    snprintf(text, sizeof text, "%u", r->seed);
    print_fact(out, "seed", text);
    snprintf(text, sizeof text, "%d", (int)r->status);
    print_fact(out, "exit status", text);
    fputs("</dl>\n", out);
    if (r->note_count > 0)
        fputs("<p>Left out, or not controlled:</p>\n<ul>\n", out);
    for (size_t i = 0; i < r->note_count; i++) {
        fputs("<li>", out);
        html_text(out, r->notes[i]);
        fputs("</li>\n", out);
    }
    fputs(r->note_count > 0 ? "</ul>\n" : "", out);
    if (r->command[0] == '\0')
        return;
    fputs("<p>The command that made it; with <code>--seed</code> of the seed above, everything "
          "random is drawn alike:</p>\n<pre class=\"command\"><code>",
          out);
    html_text(out, r->command);
    fputs("</code></pre>\n", out);
}

static bool print_forest(const struct content *c, FILE *out) {
    static const char says[] = "Each cell's slowdown with its 95 % interval, worst first; grey: "
                               "the tolerance.";
    bool ok = true;
    for (size_t i = 0; ok && i < c->pictures.count; i++) {
        fputs("<figure><div class=\"wide\" tabindex=\"0\">", out);
        ok = html_svg(out, c->pictures.list[i].svg, "forest", says);
        fprintf(out, "</div><figcaption>%s</figcaption></figure>\n", says);
    }
    return ok;
}

static bool print_page(const void *content, FILE *out) {
    const struct content *c = content;
    const struct gate_report *r = c->gate->report;
    char title[GATE_LINE];
    snprintf(title, sizeof title, "memcpybench check: %s, %.100s", gate_rows_outcome(r), r->date);
    report_page_begin(out, title, "memcpybench check");
    fputs("</header>\n<main id=\"main\">\n", out);
    print_verdict(c, out);
    bool ok = print_forest(c, out);
    if (c->row_count > 0)
        print_cells(c, out);
    if (c->row_count < r->cell_count)
        print_others(r, out);
    print_run(r, out);
    report_raw_print(out, "check", "check.json", &c->raw);
    fputs("</article>\n", out);
    report_page_end(out, c->gate->command);
    return ok;
}

static bool draw_forest(const void *report, const char *directory, struct failure *failure) {
    return plot_forest_draw(report, directory, failure);
}

bool report_gate_write(const struct report_gate *gate, const char *path, struct failure *failure) {
    struct content c = {.gate = gate};
    c.rows = gate_rows_sorted(gate->report, &c.row_count);
    if (c.rows == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "report: out of memory");
    bool ok = whole_file_check(path, failure) && report_raw_read(gate->path, &c.raw, failure) &&
              (c.row_count == 0 ||
               report_pictures_draw(draw_forest, gate->report, &c.pictures, failure)) &&
              whole_file_write(path, print_page, &c, failure);
    report_pictures_free(&c.pictures);
    free(c.raw.text);
    free(c.rows);
    return ok;
}

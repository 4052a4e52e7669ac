// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/gate_format.h"
#include "bench/present/gate_rows.h"

static void print_escaped(const char *text, FILE *out) {
    for (; *text != '\0'; text++)
        switch (*text) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '"': fputs("&quot;", out); break;
        default: fputc(*text, out);
        }
}

static void print_child(const char *element, const char *type, const char *message, FILE *out) {
    fprintf(out, ">\n      <%s", element);
    if (type != NULL)
        fprintf(out, " type=\"%s\"", type);
    fputs(" message=\"", out);
    print_escaped(message, out);
    fputs("\"/>\n    </testcase>\n", out);
}

static void print_cell(const struct gate_cell *c, FILE *out) {
    char line[GATE_LINE];
    gate_rows_describe(c, line);
    fprintf(out, "    <testcase classname=\"memcpybench.check.%s\" name=\"%s/%zu\"", c->name,
            c->name, c->bytes);
    if (c->verdict == GATE_REGRESSION)
        print_child("failure", "regression", line, out);
    else if (c->verdict == GATE_INCONCLUSIVE)
        print_child("skipped", NULL, line, out);
    else
        fputs("/>\n", out);
}

// The gate itself: what ended it, or canaries that say not to believe it.
static void print_gate(const struct gate_report *r, FILE *out) {
    char line[GATE_LINE];
    gate_rows_headline(r, line);
    fputs("    <testcase classname=\"memcpybench.check\" name=\"gate\"", out);
    if (r->fault[0] != '\0')
        print_child("error", gate_rows_outcome(r), line, out);
    else if (r->suite.alarms > 0)
        print_child("skipped", NULL, line, out);
    else
        fputs("/>\n", out);
}

// What is no verdict: how the run stands to what was stored.
static void print_past(const struct gate_report *r, FILE *out) {
    char line[GATE_LINE];
    gate_rows_past(r, line);
    if (line[0] == '\0')
        return;
    fputs("    <system-out>", out);
    print_escaped(line, out);
    for (const struct gate_drift *d = NULL; (d = gate_rows_next_drift(r, d)) != NULL;) {
        gate_rows_drift(r, d, line);
        fputc('\n', out);
        print_escaped(line, out);
    }
    fputs("</system-out>\n", out);
}

bool gate_junit_print(const struct gate_report *r, FILE *out) {
    size_t tests = 1;
    for (size_t i = 0; i < r->cell_count; i++)
        tests += !r->cells[i].canary;
    size_t failures = r->suite.counts[GATE_REGRESSION], errors = r->fault[0] != '\0';
    size_t skipped =
        r->suite.counts[GATE_INCONCLUSIVE] + (errors == 0 && r->suite.alarms > 0 ? 1 : 0);
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"%zu\" "
            "failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\">\n",
            tests, failures, errors, skipped, r->wall_seconds);
    fprintf(out,
            "  <testsuite name=\"memcpybench check\" tests=\"%zu\" failures=\"%zu\" "
            "errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\" timestamp=\"%.19s\" hostname=\"",
            tests, failures, errors, skipped, r->wall_seconds, r->date);
    print_escaped(r->machine.host, out);
    fputs("\">\n", out);
    print_gate(r, out);
    for (size_t i = 0; i < r->cell_count; i++)
        if (!r->cells[i].canary)
            print_cell(&r->cells[i], out);
    print_past(r, out);
    fputs("  </testsuite>\n</testsuites>\n", out);
    return true;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/sizes.h"
#include "bench/present/gate_format.h"
#include "bench/present/gate_rows.h"

#include <stdlib.h>
#include <string.h>

// GitHub shows ten of a kind and drops the rest without a word.
enum { MOST_OF_A_KIND = 10 };

// As the workflow command's data: what would end it or begin another is escaped.
static void print_data(const char *text, FILE *out) {
    for (; *text != '\0'; text++)
        if (strchr("%\r\n", *text) != NULL)
            fprintf(out, "%%%02X", (unsigned)(unsigned char)*text);
        else
            fputc(*text, out);
}

static void annotate(const char *kind, const char *title, const char *text, FILE *out) {
    fprintf(out, "::%s title=", kind);
    for (; *title != '\0'; title++)
        if (strchr("%\r\n:,", *title) != NULL)
            fprintf(out, "%%%02X", (unsigned)(unsigned char)*title);
        else
            fputc(*title, out);
    fputs("::", out);
    print_data(text, out);
    fputc('\n', out);
}

// All cells of a verdict, the last place being kept for how many there are more.
static void annotate_cells(const struct gate_cell *const *rows, size_t count,
                           enum gate_verdict verdict, const char *kind, size_t most, FILE *out) {
    size_t of_it = 0, shown = 0;
    char line[GATE_LINE], title[IMPL_NAME + 4 + SIZE_TEXT], size[SIZE_TEXT];
    for (size_t i = 0; i < count; i++)
        of_it += rows[i]->verdict == verdict;
    size_t room = of_it > most ? most - 1 : most;
    for (size_t i = 0; i < count && shown < room; i++)
        if (rows[i]->verdict == verdict) {
            snprintf(title, sizeof title, "%s, %s", rows[i]->name,
                     size_format(rows[i]->bytes, size));
            gate_rows_describe(rows[i], line);
            annotate(kind, title, line, out);
            shown++;
        }
    if (of_it > shown) {
        snprintf(line, sizeof line, "and %zu more cells: %s", of_it - shown,
                 gate_verdict_name(verdict));
        annotate(kind, "memcpybench check", line, out);
    }
}

// All of it in one annotation, which may have several lines.
static void annotate_past(const struct gate_report *r, FILE *out) {
    char line[GATE_LINE], all[MOST_OF_A_KIND * GATE_LINE];
    gate_rows_past(r, line);
    if (line[0] == '\0')
        return;
    int used = snprintf(all, sizeof all, "%s", line);
    size_t lines = 1;
    for (const struct gate_drift *d = NULL;
         lines < MOST_OF_A_KIND && (d = gate_rows_next_drift(r, d)) != NULL; lines++) {
        gate_rows_drift(r, d, line);
        used += snprintf(all + used, sizeof all - (size_t)used, "\n%s", line);
    }
    annotate("notice", "memcpybench check, stored baseline", all, out);
}

bool gate_github_print(const struct gate_report *r, FILE *out) {
    char line[GATE_LINE];
    size_t count = 0;
    const struct gate_cell **rows = gate_rows_sorted(r, &count);
    if (rows == NULL)
        return false;
    bool bad = r->status != EXIT_OK, undecided = r->status == EXIT_INCONCLUSIVE;
    gate_rows_headline(r, line);
    annotate(!bad ? "notice" : undecided ? "warning" : "error", "memcpybench check", line, out);
    annotate_past(r, out);
    annotate_cells(rows, count, GATE_REGRESSION, "error", MOST_OF_A_KIND - 1, out);
    if (r->fault[0] == '\0') // what ended it is why cells are undecided
        annotate_cells(rows, count, GATE_INCONCLUSIVE, "warning", MOST_OF_A_KIND - 1, out);
    annotate_cells(rows, count, GATE_IMPROVED, "notice", MOST_OF_A_KIND - 2, out);
    free(rows);
    return true;
}

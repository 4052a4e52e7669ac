// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The parts of a report's page, for report.c alone.
#ifndef PRESENT_REPORT_PARTS_H
#define PRESENT_REPORT_PARTS_H

#include "bench/present/grid.h"
#include "bench/present/report.h"

#include <stdio.h>

// Where a part is printed to and what it is of.
struct page {
    FILE *out;
    const struct report *report;
    const struct report_race *race;
    const struct result *result; // the race's
    size_t number;               // of the race, from 1: what its ids begin with
    const struct grid *grid;     // of the condition that is being printed
    const struct condition *condition;
    size_t block; // of the condition, from 0
};

// What a page begins and ends with: its head, up to where its header goes on; its end, with the
// command that makes it again. Texts are escaped.
void report_page_begin(FILE *out, const char *title, const char *heading);
void report_page_end(FILE *out, const char *command);

// A file that a page is made from and hands out.
struct report_raw {
    char *text; // to be freed
    size_t length;
};

bool report_raw_read(const char *path, struct report_raw *out, struct failure *failure);

// A section with it; `id` begins the ids, `name` is what it is downloaded as.
void report_raw_print(FILE *out, const char *id, const char *name, const struct report_raw *raw);

// Pictures, as SVG.
struct report_picture {
    char name[160]; // as plot_draw() names it, without extension
    char *svg;
};

struct report_pictures {
    struct report_picture *list;
    size_t count;
};

// Draws in a directory of its own under TMPDIR that is taken away again.
typedef bool report_draw(const void *what, const char *directory, struct failure *failure);
bool report_pictures_draw(report_draw *draw, const void *what, struct report_pictures *out,
                          struct failure *failure);
void report_pictures_free(struct report_pictures *pictures);

// Who wins where, by how much and how sure that is: of the page's condition. False where memory is
// short.
bool report_answer_print(const struct page *page);

// The pictures of the page's condition; and those of no condition (maps of offsets).
bool report_pictures_print(const struct page *page, const struct report_pictures *pictures);
bool report_maps_print(const struct page *page, const struct report_pictures *pictures);

// Ratios by implementation and size, and every figure of every cell.
void report_tables_print(const struct page *page);

// What is to be known before believing it: notes, doubts, who was not run.
void report_doubts_print(const struct page *page);

// The machine, how it was measured, and what makes it again.
void report_facts_print(const struct page *page);

// Who was verified and how, with the code of each where this program has the very bytes.
void report_certificates_print(const struct page *page);

// GB/s with three digits; a ratio.
const char *report_gb(double gb, char out[24]);
const char *report_ratio(double ratio, char out[24]);

#endif

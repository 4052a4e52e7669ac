// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/report.h"

#include "bench/base/whole_file.h"
#include "bench/present/html.h"
#include "bench/present/plot.h"
#include "bench/present/report_parts.h"

#include <stdlib.h>

// What is printed, with all of it that can fail done before.
struct content {
    const struct report *report;
    struct race_content {
        struct report_pictures pictures;
        struct report_raw raw; // its file
    } * races;
};

static void print_name(FILE *out, const struct result *r) {
    html_text(out, r->machine.cpu_model_name);
    fputs(", ", out);
    html_text(out, r->date);
}

static void print_head(const struct report *report, FILE *out) {
    const struct result *first = report->races[0].result;
    char title[3 * RESULT_TEXT];
    snprintf(title, sizeof title, "memcpy race: %s, %s", first->machine.cpu_model_name,
             first->date);
    report_page_begin(out, title, "memcpy race");
    if (report->race_count > 1) {
        fputs("<nav aria-label=\"Races\"><ol>\n", out);
        for (size_t i = 0; i < report->race_count; i++) {
            fprintf(out, "<li><a href=\"#r%zu\">", i + 1);
            print_name(out, report->races[i].result);
            fputs("</a></li>\n", out);
        }
        fputs("</ol></nav>\n", out);
    }
    fputs("</header>\n<main id=\"main\">\n", out);
}

static void print_mix(const struct page *p) {
    bool has_file = p->result->mix[0] != '\0';
    if (p->condition->mode != MODE_MIX)
        return;
    fputs("<p>Every call draws its size at random, ", p->out);
    html_say(p->out, "%s%s", has_file ? "as often as in " : "log-uniform from 64 bytes",
             p->result->mix);
    fputs(", up to the one named; GB/s are by the mean of their bytes.</p>\n", p->out);
}

// One condition's part.
static bool print_block(struct page *page, const struct condition *condition,
                        const struct report_pictures *pictures) {
    struct grid grid;
    struct failure ignored = {0};
    char title[CONDITION_TITLE];
    if (!grid_make(page->result, condition, &grid, &ignored))
        return false;
    page->grid = &grid;
    page->condition = condition;
    fprintf(page->out, "<section class=\"block\" aria-labelledby=\"r%zub%zu\">\n", page->number,
            page->block);
    fprintf(page->out, "<h3 id=\"r%zub%zu\">Who wins where%s%s</h3>\n", page->number, page->block,
            condition_describe(condition, title)[0] != '\0' ? ": " : "",
            condition_describe(condition, title));
    print_mix(page);
    bool ok = report_answer_print(page) && report_pictures_print(page, pictures);
    report_tables_print(page);
    fputs("</section>\n", page->out);
    grid_free(&grid);
    page->grid = NULL;
    page->condition = NULL;
    return ok;
}

static void print_nav(const struct page *p) {
    static const char *const parts[][2] = {{"answer", "The answer"},
                                           {"doubts", "Doubts"},
                                           {"facts", "Machine and method"},
                                           {"code", "Certificates"},
                                           {"raw", "The raw result"}};
    fprintf(p->out, "<nav aria-label=\"Parts of race %zu\"><ul>\n", p->number);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        fprintf(p->out, "<li><a href=\"#r%zu%s\">%s</a></li>\n", p->number, parts[i][0],
                parts[i][1]);
    fputs("</ul></nav>\n", p->out);
}

static bool print_conditions(struct page *page, const struct report_pictures *pictures) {
    size_t count = 0;
    struct condition *conditions = grid_conditions(page->result, &count);
    bool ok = conditions != NULL;
    fprintf(page->out, "<section id=\"r%zuanswer\">\n", page->number);
    for (size_t i = 0; ok && i < count && i < PLOT_CONDITIONS; i++) {
        page->block = i;
        ok = print_block(page, &conditions[i], pictures);
    }
    if (count > PLOT_CONDITIONS)
        fprintf(page->out, "<p>%zu more conditions are in the raw result only.</p>\n",
                count - PLOT_CONDITIONS);
    free(conditions);
    ok = ok && report_maps_print(page, pictures);
    fputs("</section>\n", page->out);
    return ok;
}

static bool print_race(const struct content *c, size_t i, FILE *out) {
    struct page page = {.out = out,
                        .report = c->report,
                        .race = &c->report->races[i],
                        .result = c->report->races[i].result,
                        .number = i + 1};
    fprintf(out, "<article id=\"r%zu\" aria-labelledby=\"r%zuname\">\n<h2 id=\"r%zuname\">", i + 1,
            i + 1, i + 1);
    print_name(out, page.result);
    fputs("</h2>\n", out);
    print_nav(&page);
    bool ok = print_conditions(&page, &c->races[i].pictures);
    fprintf(out, "<section id=\"r%zudoubts\">\n", page.number);
    report_doubts_print(&page);
    fprintf(out, "</section>\n<section id=\"r%zufacts\">\n", page.number);
    report_facts_print(&page);
    fprintf(out, "</section>\n<section id=\"r%zucode\">\n", page.number);
    report_certificates_print(&page);
    fputs("</section>\n", out);
    char id[32];
    snprintf(id, sizeof id, "r%zu", page.number);
    report_raw_print(out, id, "result.json", &c->races[i].raw);
    fputs("</article>\n", out);
    return ok;
}

static bool print_page(const void *content, FILE *out) {
    const struct content *c = content;
    bool ok = true;
    print_head(c->report, out);
    for (size_t i = 0; ok && i < c->report->race_count; i++)
        ok = print_race(c, i, out);
    report_page_end(out, c->report->command);
    return ok;
}

static bool draw_all(const void *result, const char *directory, struct failure *failure) {
    return plot_draw_only(result, "all", directory, failure);
}

static bool prepare(const struct report_race *race, struct race_content *out,
                    struct failure *failure) {
    if (!plot_has_content(race->result))
        return failure_set(failure, EXIT_USAGE,
                           "%.200s: holds no measurement of a copy (run it longer)", race->path);
    return report_raw_read(race->path, &out->raw, failure) &&
           report_pictures_draw(draw_all, race->result, &out->pictures, failure);
}

bool report_write(const struct report *report, const char *path, struct failure *failure) {
    size_t count = report->race_count;
    struct content c = {.report = report, .races = calloc(count, sizeof *c.races)};
    if (c.races == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "report: out of memory");
    bool ok = whole_file_check(path, failure);
    for (size_t i = 0; ok && i < count; i++)
        ok = prepare(&report->races[i], &c.races[i], failure);
    ok = ok && whole_file_write(path, print_page, &c, failure);
    for (size_t i = 0; i < count; i++) {
        report_pictures_free(&c.races[i].pictures);
        free(c.races[i].raw.text);
    }
    free(c.races);
    return ok;
}

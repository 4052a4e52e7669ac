// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/report.h"

#include "bench/base/whole_file.h"
#include "bench/present/html.h"
#include "bench/present/plot.h"
#include "bench/present/report_parts.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

// scripts/report/report.{css,js}, embedded by the build; each ends in a zero byte.
extern const char report_css[], report_js[];

// What is printed, with all of it that can fail done before.
struct content {
    const struct report *report;
    struct race_content {
        struct report_pictures pictures;
        char *raw; // its file
        size_t raw_length;
    } * races;
};

// The one script that may run is ours, and nothing is loaded from anywhere: escaping is not the
// only thing that stands between a foreign file and whoever opens the page.
static void print_policy(FILE *out) {
    unsigned char digest[SHA256_DIGEST_LENGTH], text[64];
    SHA256((const unsigned char *)report_js, strlen(report_js), digest);
    EVP_EncodeBlock(text, digest, sizeof digest);
    fprintf(out,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
            "'unsafe-inline'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n",
            (const char *)text);
}

static void print_name(FILE *out, const struct result *r) {
    html_text(out, r->machine.cpu_model_name);
    fputs(", ", out);
    html_text(out, r->date);
}

static void print_head(const struct report *report, FILE *out) {
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", out);
    print_policy(out);
    fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta "
          "name=\"color-scheme\" content=\"light dark\">\n<title>memcpy race: ",
          out);
    print_name(out, report->races[0].result);
    fprintf(out,
            "</title>\n<style>\n%s</style>\n</head>\n<body>\n<a class=\"skip\" "
            "href=\"#main\">To the answer</a>\n<header>\n<h1>memcpy race</h1>\n",
            report_css);
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

static void print_raw(const struct page *p, const char *raw, size_t length) {
    fprintf(p->out,
            "<section id=\"r%zuraw\">\n<h3>The raw result</h3>\n<p class=\"raw\">Every sample of "
            "this race is in this page, as the file it was made from, %zu bytes: in its source, in "
            "the element of id <code>r%zuresult</code>. <span class=\"download\"></span></p>\n"
            "<script type=\"application/json\" class=\"result\" id=\"r%zuresult\">",
            p->number, length, p->number, p->number);
    html_json(p->out, raw, length);
    fputs("</script>\n</section>\n", p->out);
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
    print_raw(&page, c->races[i].raw, c->races[i].raw_length);
    fputs("</article>\n", out);
    return ok;
}

static bool print_page(const void *content, FILE *out) {
    const struct content *c = content;
    bool ok = true;
    print_head(c->report, out);
    for (size_t i = 0; ok && i < c->report->race_count; i++)
        ok = print_race(c, i, out);
    fputs("</main>\n<footer><p>This page was made by</p>\n<pre class=\"command\"><code>", out);
    html_text(out, c->report->command);
    fprintf(out,
            "</code></pre>\n<p>memcpybench: it needs no network and "
            "no other file.</p></footer>\n<script>%s</script>\n</body>\n</html>\n",
            report_js);
    return ok;
}

static bool read_raw(const char *path, struct race_content *out, struct failure *failure) {
    size_t size = 0;
    FILE *file = fopen(path, "re");
    ssize_t got = file != NULL ? getdelim(&out->raw, &size, '\0', file) : -1; // JSON has no zeros
    if (file != NULL)
        fclose(file);
    if (got < 0)
        return failure_set(failure, EXIT_USAGE, "%.200s: not read again: %s", path,
                           strerror(errno));
    out->raw_length = (size_t)got;
    return true;
}

static bool prepare(const struct report_race *race, struct race_content *out,
                    struct failure *failure) {
    if (!plot_has_content(race->result))
        return failure_set(failure, EXIT_USAGE,
                           "%.200s: holds no measurement of a copy (run it longer)", race->path);
    return read_raw(race->path, out, failure) &&
           report_pictures_draw(race->result, &out->pictures, failure);
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
        free(c.races[i].raw);
    }
    free(c.races);
    return ok;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/html.h"
#include "bench/present/plot.h"
#include "bench/present/report_parts.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *read_text(const char *directory, const char *name) {
    char *path = NULL, *text = NULL;
    size_t size = 0;
    FILE *file = asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : fopen(path, "re");
    if (file != NULL && getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    if (file != NULL)
        fclose(file);
    free(path);
    return text;
}

static bool add(struct report_pictures *all, const char *directory, const char *file) {
    struct report_picture *list =
        realloc(all->list, (all->count + 1) * sizeof *list); // a handful in all
    if (list == NULL)
        return false;
    all->list = list;
    struct report_picture *picture = &list[all->count];
    picture->svg = read_text(directory, file);
    snprintf(picture->name, sizeof picture->name, "%.*s", (int)(strlen(file) - strlen(".svg")),
             file);
    all->count += picture->svg != NULL;
    return picture->svg != NULL;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

// Keeps the SVG among a directory's files and removes all of them.
static bool gather(struct report_pictures *out, const char *directory) {
    struct dirent **entries = NULL;
    int count = scandir(directory, &entries, NULL, by_name);
    bool ok = count >= 0;
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name, *dot = strrchr(name, '.');
        char *path = NULL;
        if (ok && dot != NULL && strcmp(dot, ".svg") == 0)
            ok = add(out, directory, name);
        if (name[0] != '.' && asprintf(&path, "%s/%s", directory, name) >= 0)
            unlink(path);
        free(path);
        free(entries[i]);
    }
    free(entries);
    return rmdir(directory) == 0 && ok;
}

bool report_pictures_draw(report_draw *draw, const void *what, struct report_pictures *out,
                          struct failure *failure) {
    const char *parent = getenv("TMPDIR");
    char *directory = NULL;
    *out = (struct report_pictures){0};
    if (asprintf(&directory, "%s/memcpybench-report-XXXXXX",
                 parent != NULL && parent[0] != '\0' ? parent : "/tmp") < 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "report: out of memory");
    if (mkdtemp(directory) == NULL) {
        failure_set(failure, EXIT_ENVIRONMENT, "%.200s: not made: %s (set TMPDIR)", directory,
                    strerror(errno));
        free(directory);
        return false;
    }
    bool ok = draw(what, directory, failure);
    if (!gather(out, directory) && ok)
        ok = failure_set(failure, EXIT_ENVIRONMENT, "%.200s: not read: %s", directory,
                         strerror(errno));
    if (!ok)
        report_pictures_free(out);
    free(directory);
    return ok;
}

void report_pictures_free(struct report_pictures *pictures) {
    for (size_t i = 0; i < pictures->count; i++)
        free(pictures->list[i].svg);
    free(pictures->list);
    *pictures = (struct report_pictures){0};
}

struct caption {
    const char *name; // what a picture's begins with
    const char *says; // what it shows
    bool folded;      // is behind a fold
    bool interactive; // what the page's script looks for
};

static const struct caption captions[] = {
    {"throughput", "Throughput against size. Every value is in the table of every figure below.",
     false, true},
    {"best", "Ratio to the reference of the five whose geometric mean is the highest.", false,
     false},
    {"ratio", "Ratio to the reference of all.", true, false},
    {"ceiling", "Percent of the ceiling: of what reading alone and writing alone would allow.",
     true, false},
    {"samples", "How the rounds of each cell are spread: a cell with two modes shows two humps.",
     true, false},
    {"placement", "What the same code loses where it begins badly in a cache line.", true, false},
};

static const struct report_picture *find(const struct report_pictures *pictures, const char *name,
                                         const char *suffix) {
    char wanted[160];
    snprintf(wanted, sizeof wanted, "%s%s", name, suffix);
    for (size_t i = 0; i < pictures->count; i++)
        if (strcmp(pictures->list[i].name, wanted) == 0)
            return &pictures->list[i];
    return NULL;
}

static bool print_picture(const struct page *p, const struct report_picture *picture,
                          const struct caption *caption, size_t number) {
    char prefix[64], title[CONDITION_TITLE] = "", label[256];
    if (p->condition != NULL)
        condition_describe(p->condition, title);
    snprintf(prefix, sizeof prefix, "r%zub%zup%zu", p->number, p->block, number);
    snprintf(label, sizeof label, "%s%s%s", caption->says, title[0] != '\0' ? " " : "", title);
    if (caption->folded)
        fprintf(p->out, "<details><summary>%s</summary>", caption->says);
    fprintf(p->out, "<figure%s><div class=\"wide\" tabindex=\"0\">",
            caption->interactive ? " class=\"live\"" : "");
    bool ok = html_svg(p->out, picture->svg, prefix, label);
    fprintf(p->out, "</div><figcaption>%s</figcaption></figure>%s\n", caption->says,
            caption->folded ? "</details>" : "");
    return ok;
}

bool report_pictures_print(const struct page *page, const struct report_pictures *pictures) {
    char suffix[CONDITION_TEXT];
    bool ok = true;
    plot_suffix(page->condition, suffix);
    for (size_t i = 0; ok && i < sizeof captions / sizeof *captions; i++) {
        const struct report_picture *picture = find(pictures, captions[i].name, suffix);
        if (picture != NULL)
            ok = print_picture(page, picture, &captions[i], i);
    }
    return ok;
}

bool report_maps_print(const struct page *page, const struct report_pictures *pictures) {
    static const struct caption caption = {
        "map-", "What a copy takes against where src and dst lie in a cache line.", true, false};
    bool ok = true;
    for (size_t i = 0; ok && i < pictures->count; i++)
        if (strncmp(pictures->list[i].name, caption.name, strlen(caption.name)) == 0)
            ok = print_picture(page, &pictures->list[i], &caption, 100 + i);
    return ok;
}

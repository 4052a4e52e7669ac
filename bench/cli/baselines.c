// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/baselines.h"

#include "bench/base/path.h"
#include "bench/base/whole_file.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FILES_MOST = 1024,
    DEPTH_MOST = 1, // directories in the directory
};

static bool has_ending(const char *name) {
    static const char ending[] = ".json";
    size_t length = strlen(name), of_ending = sizeof ending - 1;
    return length > of_ending && strcmp(name + length - of_ending, ending) == 0;
}

static bool add_file(struct baselines *out, const char *path, struct failure *failure) {
    struct baseline baseline;
    if (!baseline_read(path, &baseline, failure))
        return false;
    if (out->count == FILES_MOST) {
        baseline_free(&baseline);
        return failure_set(failure, EXIT_USAGE, "%.200s: more than %d files (name one of them)",
                           path, FILES_MOST);
    }
    struct stored_baseline *list = realloc(out->list, (out->count + 1) * sizeof *list);
    if (list == NULL) {
        baseline_free(&baseline);
        return failure_set(failure, EXIT_ENVIRONMENT, "--baseline: out of memory");
    }
    out->list = list;
    struct stored_baseline *added = &list[out->count++]; // who opened the list frees it
    *added = (struct stored_baseline){.path = strdup(path), .baseline = baseline};
    return added->path != NULL ||
           failure_set(failure, EXIT_ENVIRONMENT, "--baseline: out of memory");
}

static int by_name(const FTSENT **a, const FTSENT **b) {
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

// What one entry of a directory's tree adds.
static bool add_entry(struct baselines *out, FTS *tree, FTSENT *entry, struct failure *failure) {
    bool hidden = entry->fts_level > 0 && entry->fts_name[0] == '.';
    switch (entry->fts_info) {
    case FTS_D:
        if (hidden || entry->fts_level > DEPTH_MOST)
            fts_set(tree, entry, FTS_SKIP);
        return true;
    case FTS_F:
        return hidden || !has_ending(entry->fts_name) || add_file(out, entry->fts_path, failure);
    case FTS_DNR:
    case FTS_ERR:
        return failure_set(failure, EXIT_USAGE, "%.200s: %s", entry->fts_path,
                           strerror(entry->fts_errno));
    default: return true;
    }
}

// Of a directory, and those in it down to some depth.
static bool add_directory(struct baselines *out, const char *directory, struct failure *failure) {
    char *copy = strdup(directory);
    char *roots[] = {copy, NULL};
    FTS *tree = copy != NULL ? fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name) : NULL;
    bool ok = tree != NULL ||
              failure_set(failure, EXIT_ENVIRONMENT, "%.200s: %s", directory, strerror(errno));
    FTSENT *entry = NULL;
    while (ok && (entry = fts_read(tree)) != NULL)
        ok = add_entry(out, tree, entry, failure);
    if (tree != NULL)
        fts_close(tree);
    free(copy);
    return ok;
}

bool baselines_open(struct baselines *out, const char *path, struct failure *failure) {
    *out = (struct baselines){.asked = path != NULL};
    if (path == NULL)
        return true;
    if (access(path, F_OK) != 0)
        return failure_set(failure, EXIT_USAGE,
                           "--baseline '%.200s': %s (name a file or directory that --record made)",
                           path, strerror(errno));
    bool ok =
        path_is_directory(path) ? add_directory(out, path, failure) : add_file(out, path, failure);
    if (!ok)
        baselines_close(out);
    return ok;
}

void baselines_close(struct baselines *baselines) {
    for (size_t i = 0; i < baselines->count; i++) {
        free(baselines->list[i].path);
        baseline_free(&baselines->list[i].baseline);
    }
    free(baselines->list);
    *baselines = (struct baselines){.count = 0};
}

// The newest that fits; else the one of which the least is to be said.
static const struct stored_baseline *choose(const struct baselines *b, const struct gate_report *r,
                                            char differs[COMPARABLE_TEXT]) {
    const struct stored_baseline *best = NULL;
    char text[COMPARABLE_TEXT];
    for (size_t i = 0; i < b->count; i++) {
        const struct stored_baseline *s = &b->list[i];
        bool fits = gate_past_fits(&s->baseline, r, text);
        bool better = best == NULL || strlen(text) < strlen(differs) ||
                      (fits && strcmp(s->baseline.date, best->baseline.date) > 0);
        if (!better)
            continue;
        best = s;
        memcpy(differs, text, COMPARABLE_TEXT);
    }
    return best;
}

bool baselines_compare(const struct baselines *baselines, struct gate_report *report,
                       struct failure *failure) {
    struct gate_past *past = &report->past;
    past->asked = baselines->asked;
    if (!past->asked)
        return true;
    const struct stored_baseline *chosen = choose(baselines, report, past->differs);
    if (chosen == NULL) {
        snprintf(past->differs, sizeof past->differs, "there is none yet (check --record)");
        return true;
    }
    fingerprint_clean(past->path, sizeof past->path, chosen->path);
    memcpy(past->date, chosen->baseline.date, sizeof past->date);
    return past->differs[0] != '\0' || gate_past_compare(&chosen->baseline, report, failure);
}

// "authenticamd-25-17-1"
static void name_cpu(const struct cpu_place *place, char out[FINGERPRINT_TEXT]) {
    struct fingerprint m;
    fingerprint_read(&m, place);
    snprintf(out, FINGERPRINT_TEXT, "%.40s-%u-%u-%u", m.cpu_vendor, m.cpu_family, m.cpu_model,
             m.cpu_stepping);
    for (char *c = out; *c != '\0'; c++) {
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-", *c) == NULL)
            *c = '_';
    }
}

bool recording_open(struct recording *out, const char *path, const struct cpu_place *place,
                    struct failure *failure) {
    char cpu[FINGERPRINT_TEXT], *directory = NULL;
    *out = (struct recording){.file = NULL};
    if (path == NULL)
        return true;
    if (path[0] == '\0')
        return failure_set(failure, EXIT_USAGE, "--record '': names no place (DIR or FILE.json)");
    if (has_ending(path)) {
        out->file = path;
        return whole_file_check(path, failure);
    }
    name_cpu(place, cpu);
    if (asprintf(&directory, "%s/%s", path, cpu) < 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "--record: out of memory");
    bool ok =
        output_open(&out->output, directory, cpu, failure) && output_probe(&out->output, failure);
    free(directory);
    if (!ok)
        recording_close(out);
    return ok;
}

static bool write_to(const struct recording *to, const struct baseline *baseline,
                     struct gate_report *report, struct failure *failure) {
    char key[COMPARABLE_KEY], *path = NULL;
    comparable_key(&baseline->machine, baseline->page_bytes, key);
    int made = to->file != NULL ? asprintf(&path, "%s", to->file)
                                : asprintf(&path, "%s/%s.json", to->output.directory, key);
    if (made < 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "--record: out of memory");
    bool ok = baseline_write(baseline, path, failure);
    if (ok)
        fingerprint_clean(report->recorded, sizeof report->recorded, path);
    free(path);
    return ok;
}

bool recording_write(const struct recording *recording, struct gate_report *report,
                     struct failure *failure) {
    struct baseline baseline;
    char why[RESULT_TEXT];
    if (recording->file == NULL && recording->output.directory == NULL)
        return true;
    bool ok = gate_past_make(report, &baseline, why, failure);
    if (ok && why[0] != '\0')
        snprintf(report->recorded, sizeof report->recorded, "nothing: %.200s", why);
    else if (ok)
        ok = write_to(recording, &baseline, report, failure);
    if (!ok) {
        snprintf(why, sizeof why, "nothing: %.200s", failure->text);
        fingerprint_clean(report->recorded, sizeof report->recorded, why);
    }
    baseline_free(&baseline);
    return ok;
}

void recording_close(struct recording *recording) {
    output_close(&recording->output);
}

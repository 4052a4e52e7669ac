// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/stored.h"

#include "bench/analyse/summary.h"
#include "bench/base/path.h"
#include "bench/present/gate_read.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *stored_file(const char *path) {
    char *file = NULL;
    const char *in_it = path_is_directory(path) ? "/result.json" : "";
    return asprintf(&file, "%s%s", path, in_it) < 0 ? NULL : file;
}

bool stored_is_check(const char *path) {
    return path_is_file(path) && gate_is_json(path);
}

bool stored_read(const char *path, struct result *out, char **directory, struct failure *failure) {
    char *file = stored_file(path);
    if (file == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "%.200s: out of memory", path);
    bool ok = result_read(file, out, failure);
    if (ok)
        summary_fill(out);
    else if (stored_is_check(file))
        failure_set(failure, EXIT_USAGE,
                    "%.200s: is what check wrote, no race (memcpybench report makes a page of it, "
                    "plot a picture)",
                    path);
    if (ok && directory != NULL)
        *directory = strdup(dirname(file));
    free(file);
    return ok;
}

// A glob that selects nothing is a mistake somebody would want to hear of.
bool stored_check_globs(const struct result *r, const char *const *globs, size_t count,
                        struct failure *failure) {
    for (size_t g = 0; g < count; g++) {
        const struct choice only = {.wanted = &globs[g], .wanted_count = 1};
        size_t i = 0;
        while (i < r->impl_count && !choice_takes(&only, r->impls[i].name))
            i++;
        if (i == r->impl_count)
            return failure_set(failure, EXIT_USAGE,
                               "'%.60s': no such implementation in this result (`memcpybench "
                               "table` shows them)",
                               globs[g]);
    }
    return true;
}

bool stored_keep(struct result *result, const struct choice *choice, struct failure *failure) {
    size_t impls = 0, rows = 0, copies = 0, kept = 0;
    if (!stored_check_globs(result, choice->wanted, choice->wanted_count, failure) ||
        !stored_check_globs(result, choice->without, choice->without_count, failure))
        return false;
    for (size_t i = 0; i < result->impl_count; i++)
        if (choice_takes(choice, result->impls[i].name))
            result->impls[impls++] = result->impls[i];
    for (size_t i = 0; i < result->row_count; i++) {
        bool is_copy = result->rows[i].kind != IMPL_CEILING; // ceilings and the floor are for all
        bool taken = !is_copy || choice_takes(choice, result->rows[i].impl);
        copies += is_copy;
        kept += is_copy && taken;
        if (taken)
            result->rows[rows++] = result->rows[i];
    }
    result->impl_count = impls;
    if (kept == 0 && copies > 0)
        return failure_set(failure, EXIT_USAGE,
                           "the selection is empty: --without leaves nothing of --impl (drop one)");
    result->row_count = rows;
    return true;
}

void stored_keep_cells(struct gate_report *report, const struct choice *choice) {
    size_t kept = 0;
    for (size_t i = 0; i < report->cell_count; i++)
        if (choice_takes(choice, report->cells[i].name))
            report->cells[kept++] = report->cells[i];
    report->cell_count = kept;
    report->suite = gate_suite_of(report->cells, kept);
}

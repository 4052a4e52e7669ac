// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/stored.h"

#include "bench/analyse/summary.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool stored_read(const char *path, struct result *out, char **directory, struct failure *failure) {
    struct stat st;
    char *file = NULL;
    bool is_directory = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    if (asprintf(&file, is_directory ? "%s/result.json" : "%s", path) < 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "%.200s: out of memory", path);
    bool ok = result_read(file, out, failure);
    if (ok)
        summary_fill(out);
    if (ok && directory != NULL)
        *directory = strdup(dirname(file));
    free(file);
    return ok;
}

bool stored_keep(struct result *result, const struct choice *choice, struct failure *failure) {
    size_t impls = 0, rows = 0;
    for (size_t i = 0; i < result->impl_count; i++)
        if (choice_takes(choice, result->impls[i].name))
            result->impls[impls++] = result->impls[i];
    for (size_t i = 0; i < result->row_count; i++)
        if (choice_takes(choice, result->rows[i].impl))
            result->rows[rows++] = result->rows[i];
    result->impl_count = impls;
    if (rows == 0 && result->row_count > 0)
        return failure_set(failure, EXIT_USAGE,
                           "--impl, --without: the result has nobody of these names (without them "
                           "it shows all)");
    result->row_count = rows;
    return true;
}

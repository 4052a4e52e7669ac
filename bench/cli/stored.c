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

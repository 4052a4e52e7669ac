// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/nearest.h"

#include <string.h>

enum { LONGEST = 64 };

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

// Optimal string alignment distance: letters typed, dropped or replaced, and neighbours swapped,
// cost one each. Words past LONGEST letters are far from everything.
static size_t edit_distance(const char *a, const char *b) {
    size_t na = strlen(a), nb = strlen(b);
    if (na > LONGEST || nb > LONGEST)
        return LONGEST;
    size_t d[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= na; i++) {
        for (size_t j = 0; j <= nb; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = least(d[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
                            least(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[na][nb];
}

void nearest_consider(struct nearest *search, const char *word) {
    size_t typed = strlen(search->typed);
    size_t distance = edit_distance(search->typed, word);
    int begins = typed >= 2 && strncmp(search->typed, word, typed) == 0;
    if (begins)
        distance = 1;
    if (!begins && distance * 3 > strlen(word))
        return;
    if (search->best == NULL || distance < search->distance) {
        search->best = word;
        search->distance = distance;
    }
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// "Did you mean": the known word nearest to a mistyped one.
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

// A search over words met one after another; start with {.typed = word}.
struct nearest {
    const char *typed;
    const char *best; // NULL while no word is near enough to be worth suggesting
    size_t distance;
};

// Considers one more known word, which must outlive the search. A word is near when at most a third
// of its letters have to be typed, dropped, replaced or swapped (optimal string alignment, after
// Damerau 1964), or when it begins with what was typed.
void nearest_consider(struct nearest *search, const char *word);

#endif

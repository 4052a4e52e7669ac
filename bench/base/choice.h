// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Which names are meant: --impl GLOB and --without GLOB, as typed.
#ifndef BASE_CHOICE_H
#define BASE_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

struct choice {
    const char *const *wanted; // globs; none of them: everybody
    size_t wanted_count;
    const char *const *without; // globs of those to leave out
    size_t without_count;
};

// Whether a name is meant.
bool choice_takes(const struct choice *choice, const char *name);

#endif

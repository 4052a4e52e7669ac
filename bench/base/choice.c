// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/choice.h"

#include <fnmatch.h>

static bool matches_any(const char *name, const char *const *globs, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (fnmatch(globs[i], name, 0) == 0)
            return true;
    return false;
}

bool choice_takes(const struct choice *choice, const char *name) {
    return (choice->wanted_count == 0 || matches_any(name, choice->wanted, choice->wanted_count)) &&
           !matches_any(name, choice->without, choice->without_count);
}

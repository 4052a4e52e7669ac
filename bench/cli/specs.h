// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The specs among what was typed, where a name or a glob may stand as well.
#ifndef CLI_SPECS_H
#define CLI_SPECS_H

#include "bench/cli/command.h"
#include "bench/impl/spec.h"

// What was typed, with names in place of the specs. Everything in it is valid until specs_close().
struct specs {
    struct spec_list list;                // each spec once, however often it was typed
    const char *texts[TEXT_LIST_MAX + 1]; // of each spec, as typed
    const char *wanted[TEXT_LIST_MAX];
    struct choice choice;
    const char *one;
};

// Reads --impl, --without and `one`, a further text or NULL.
bool specs_open(struct specs *out, const struct chosen *chosen, const char *one,
                struct failure *failure);
void specs_close(struct specs *specs);

#endif

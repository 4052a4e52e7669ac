// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A command line as words, to be kept and run again.
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include "bench/cli/command.h"

struct words {
    char **texts; // "--impl=glibc", "--quick"
    size_t count;
};

// The name of the first option that was given and is not among `others`; NULL where none was.
const char *words_first_given(const struct command *command, const void *options,
                              const char *const *others, size_t other_count);

// The options that were given, but for those. Free with words_free().
bool words_of(const struct command *command, const void *options, const char *const *others,
              size_t other_count, struct words *out, struct failure *failure);
void words_free(struct words *words);

// Appends a word as a shell would want it, if it fits.
void words_append(char *text, size_t size, const char *word);

// The command line, to be run again.
void words_join(const struct context *context, char *out, size_t size);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// How anything below main says that it could not do its work: it fills in a failure and returns
// false (or NULL). Only main prints it and turns it into an exit status.
#ifndef BASE_FAILURE_H
#define BASE_FAILURE_H

#include <stdbool.h>

// The program's exit statuses; a signal n ends it with 128 + n.
enum exit_status {
    EXIT_OK = 0,
    EXIT_REGRESSION = 1,
    EXIT_USAGE = 2,      // bad usage or bad input
    EXIT_UNVERIFIED = 3, // an implementation failed verification
    EXIT_INCONCLUSIVE = 4,
    EXIT_ENVIRONMENT = 5, // disk full, no permission, a missing program
    EXIT_NOTHING = 77,    // nothing here can run
};

struct failure {
    enum exit_status status;
    char text[512]; // "what: why (what to do)", without the program's name and without a newline
};

// Fills in *failure and returns false, so that a function can end with `return failure_set(…)`.
// Control characters in the text become '?': it may quote what a user or a file said.
__attribute__((format(printf, 3, 4))) bool
failure_set(struct failure *failure, enum exit_status status, const char *format, ...);

#endif

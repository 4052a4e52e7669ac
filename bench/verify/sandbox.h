// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What keeps an accident inside the child. It is no security boundary: it contains mistakes, not
// malice.
#ifndef VERIFY_SANDBOX_H
#define VERIFY_SANDBOX_H

#include <stdbool.h>

enum { SANDBOX_TICK_MS = 100 }; // of CPU time, between two SIGVTALRM

// In the child, before anything foreign runs: default signal handling, no core file, an end with
// the parent, and a SIGVTALRM every tick of CPU time for whoever traces it.
void sandbox_prepare(bool traced);

// Denies every system call, but the end of the process where nobody is there to end it: SIGSYS,
// with the place it came from, instead. False where the kernel won't filter.
bool sandbox_close(bool traced);

#endif

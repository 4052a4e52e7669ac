// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What keeps an accident inside the child. It is no security boundary: it contains mistakes, not
// malice.
#ifndef VERIFY_SANDBOX_H
#define VERIFY_SANDBOX_H

#include <stdbool.h>

// In the child, before anything foreign runs: default signal handling, no core file, an end with
// the parent, and a SIGVTALRM every `tick` seconds of CPU time for whoever traces it.
void sandbox_prepare(bool traced, double tick);

// Denies every system call, but the end of the process where nobody is there to end it: SIGSYS,
// with the place it came from, instead. False where the kernel won't filter.
bool sandbox_close(bool traced);

#endif

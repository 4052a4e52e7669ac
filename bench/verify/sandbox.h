// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What keeps an accident inside the child. It is no security boundary: it contains mistakes, not
// malice.
#ifndef VERIFY_SANDBOX_H
#define VERIFY_SANDBOX_H

#include <stdbool.h>

// In a traced child: a SIGVTALRM every `tick` seconds of CPU time, for its tracer to see.
void sandbox_start_ticks(double tick);

// Denies every system call, but the end of the process where nobody is there to end it: SIGSYS,
// with the place it came from, instead. False where the kernel won't filter.
bool sandbox_close(bool traced);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What the terminal can show.
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "bench/present/table.h"

// Whether a line on it cannot be drawn over.
bool terminal_is_dumb(void);

// The style for tables on stdout: colour only on a terminal that has it and without NO_COLOR; ASCII
// alone on one whose locale is not of UTF-8; its width, 100 elsewhere.
struct table_style terminal_style(void);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/failure.h"

#include <stdarg.h>
#include <stdio.h>

bool failure_set(struct failure *failure, enum exit_status status, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(failure->text, sizeof failure->text, format, args);
    va_end(args);
    for (unsigned char *c = (unsigned char *)failure->text; *c != '\0'; c++)
        if (*c < 0x20 || *c == 0x7f)
            *c = '?';
    failure->status = status;
    return false;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/fault.h"

#include <stdarg.h>
#include <stdio.h>

bool fault_is(struct fault *out, enum finding_class class, const char *format, ...) {
    va_list args;
    out->class = class;
    va_start(args, format);
    vsnprintf(out->cause, sizeof out->cause, format, args);
    va_end(args);
    return false;
}

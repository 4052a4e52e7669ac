// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/record/result.h"

#include "loader/cpu.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct result_impl result_impl_of(const struct impl *impl) {
    struct result_impl row = {.kind = impl->kind};
    memcpy(row.name, impl->name, sizeof row.name);
    memcpy(row.sha256, impl->sha256, sizeof row.sha256);
    if (!impl_can_run(impl))
        cpu_format(impl->missing, row.missing, sizeof row.missing);
    return row;
}

bool result_init(struct result *result, size_t impls, size_t rows, struct failure *failure) {
    *result = (struct result){
        .impls = calloc(impls > 0 ? impls : 1, sizeof *result->impls),
        .rows = calloc(rows > 0 ? rows : 1, sizeof *result->rows),
    };
    if (result->impls != NULL && result->rows != NULL)
        return true;
    result_free(result);
    return failure_set(failure, EXIT_ENVIRONMENT, "result: out of memory");
}

void result_free(struct result *result) {
    free(result->impls);
    free(result->rows);
    *result = (struct result){0};
}

void result_note(struct result *result, const char *format, ...) {
    if (result->note_count == RESULT_NOTES)
        return;
    char text[RESULT_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fingerprint_clean(result->notes[result->note_count++], RESULT_TEXT, text);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/record/result.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

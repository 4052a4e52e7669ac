// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What every target includes: libFuzzer's entry, its input as a text, and what must always hold.
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "bench/base/failure.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// A finding: libFuzzer keeps the input that led here.
static inline void expect(bool holds) {
    if (!holds)
        abort();
}

// One line that says something, for people.
static inline void expect_failure(const struct failure *failure) {
    expect(failure->text[0] != '\0' && failure->status != EXIT_OK);
    for (const char *c = failure->text; *c != '\0'; c++)
        expect((unsigned char)*c >= ' ' && *c != 0x7f);
}

// The input as a text of exactly its length, so that a look behind it is seen; free() it.
static inline char *input_text(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    expect(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

#endif

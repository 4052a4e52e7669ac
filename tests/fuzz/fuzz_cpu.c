// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Sets of processor features.
#include "loader/cpu.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = input_text(data, size), out[512];
    const char *unknown = NULL;
    size_t length = 0;
    uint64_t set = 0, again = 0;
    if (cpu_parse(text, &set, &unknown, &length)) {
        expect(cpu_format(set, out, sizeof out) < sizeof out);
        expect(set == 0 || (cpu_parse(out, &again, &unknown, &length) && again == set));
        expect((cpu_without(UINT64_MAX, set) & set) == 0);
    } else {
        expect(unknown >= text && unknown + length <= text + strlen(text));
    }
    free(text);
    return 0;
}

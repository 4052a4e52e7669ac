// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Implementations that the user brings along, as typed.
#include "bench/impl/spec.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = input_text(data, size);
    struct spec spec;
    struct failure failure = {0};
    bool meant = spec_is_meant(text);
    if (spec_parse(text, &spec, &failure)) {
        const struct contract *c = &spec.contract;
        expect(meant && spec.kind < SPEC_KINDS && impl_name_is_valid(spec.name));
        expect(spec.path[0] != '\0' && (spec.kind == SPEC_SO) == (spec.symbol[0] != '\0'));
        expect(c->align >= 1 && (c->align & (c->align - 1)) == 0 && c->granule >= 1);
    } else {
        expect_failure(&failure);
    }
    free(text);
    return 0;
}

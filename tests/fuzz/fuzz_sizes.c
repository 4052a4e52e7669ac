// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Lists of sizes.
#include "bench/base/sizes.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = input_text(data, size), out[SIZE_TEXT];
    struct size_list list;
    struct failure failure = {0};
    if (sizes_parse(text, &list, &failure)) {
        expect(list.count > 0 && list.count <= SIZE_LIST_MAX);
        for (size_t i = 0; i < list.count; i++) {
            expect(list.bytes[i] % SIZE_STEP == 0 && list.bytes[i] <= SIZE_LIMIT);
            expect(list.bytes[i] > (i > 0 ? list.bytes[i - 1] : 0));
            expect(size_format(list.bytes[i], out)[0] != '\0');
        }
        sizes_free(&list);
    } else {
        expect_failure(&failure);
    }
    free(text);
    return 0;
}

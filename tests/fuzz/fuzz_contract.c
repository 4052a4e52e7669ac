// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Records beside a blob: what has been decoded can be relied on.
#include "loader/contract.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct contract_record record;
    struct contract c;
    if (size < sizeof record)
        return 0;
    memcpy(&record, data, sizeof record);
    size_t code_size = size - sizeof record;
    const char *fault = contract_decode(&record, code_size, &c);
    if (fault != NULL) {
        expect(fault[0] != '\0');
        return 0;
    }
    expect(code_size > 0 && c.align >= 1 && (c.align & (c.align - 1)) == 0 && c.granule >= 1);
    expect(memchr(c.summary, 0, sizeof c.summary) != NULL);
    expect(c.patch == CONTRACT_PATCH_NONE || c.patch_offset + sizeof(uint64_t) <= code_size);
    expect(strcmp(contract_role_name(c.role), "unknown") != 0);
    (void)contract_allows_size(&c, code_size);
    return 0;
}

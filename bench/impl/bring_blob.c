// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// blob:PATH, raw machine code. There is nothing in it that could be checked but what it is not.
#include "bench/impl/bring.h"
#include "bench/impl/file_bytes.h"

#include <stdio.h>
#include <stdlib.h>

static bool check_raw(const struct spec *spec, const struct file_bytes *file,
                      struct failure *failure) {
    struct file_kind kind = file_bytes_kind(file);
    switch (kind.class) {
    case FILE_RAW: return true;
    case FILE_TEXT:
        return failure_set(failure, EXIT_USAGE,
                           "%s: is %s, not machine code (asm:PATH takes assembler source)",
                           spec->label, kind.name);
    case FILE_ELF:
        return failure_set(failure, EXIT_USAGE,
                           "%s: is %s, not raw code (so:PATH:SYMBOL takes a library; objcopy -O "
                           "binary -j .text makes raw code of an object)",
                           spec->label, kind.name);
    default:
        return failure_set(failure, EXIT_USAGE,
                           "%s: is %s, not raw code (nasm -f bin or objcopy -O binary make it)",
                           spec->label, kind.name);
    }
}

bool bring_blob(const struct spec *spec, struct impl *impl, struct brought *out,
                struct failure *failure) {
    struct file_bytes file;
    if (!file_bytes_read(spec->path, spec->label, BRING_CODE_MOST, &file, failure))
        return false;
    if (!check_raw(spec, &file, failure)) {
        free(file.bytes);
        return false;
    }
    out->code = file.bytes;
    impl->code = file.bytes;
    impl->code_size = file.size;
    impl_hash(impl, file.bytes, file.size);
    snprintf(impl->contract.summary, sizeof impl->contract.summary, "raw code");
    return true;
}

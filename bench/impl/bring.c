// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/bring.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool bring(const struct spec *spec, struct impl *impl, struct brought *out,
           struct failure *failure) {
    *out = (struct brought){.code = NULL};
    *impl = (struct impl){.spec = spec->text,
                          .kind = spec->kind == SPEC_SO ? IMPL_LIBRARY : IMPL_BLOB,
                          .contract = spec->contract};
    memcpy(impl->name, spec->name, sizeof impl->name);
    memcpy(impl->detail, spec->from, sizeof impl->detail);
    switch (spec->kind) {
    case SPEC_BLOB: return bring_blob(spec, impl, out, failure);
    case SPEC_ASM: return bring_asm(spec, impl, out, failure);
    default: return bring_so(spec, impl, out, failure);
    }
}

void bring_release(struct brought *brought) {
    free(brought->code);
    if (brought->library != NULL) {
        dlclose(brought->library);
        close(brought->file); // not before: its number is the name the library was loaded under
    }
    *brought = (struct brought){.code = NULL};
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/installed/installed.h"

#include <stdio.h>

void installed_describe(struct impl *impl, const struct installed_row *row, uint64_t features) {
    snprintf(impl->name, sizeof impl->name, "%s", row->name);
    impl->kind = IMPL_LIBRARY;
    impl->contract = (struct contract){
        .role = CONTRACT_COPY, .isa = row->isa, .align = 1, .granule = 1, .code_align = 1};
    snprintf(impl->contract.summary, sizeof impl->contract.summary, "%s", row->summary);
    impl->missing = row->isa & ~features;
    impl->absent = row->absent;
    impl->package = row->package;
    impl->on_demand = !row->best;
    if (row->sha256 != NULL)
        snprintf(impl->sha256, sizeof impl->sha256, "%s", row->sha256);
    if (row->origin != NULL)
        snprintf(impl->detail, sizeof impl->detail, "%s", row->origin);
    impl->entries[0] = row->fn;
    impl->entry_count = row->fn != NULL;
}

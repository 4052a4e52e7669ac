// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/field.h"
#include "loader/cpu.h"

#include <stdio.h>

static void print_row(const struct impl *impl) {
    char text[256];
    cpu_format(impl->contract.isa, text, sizeof text);
    printf("%-18s %-10s %-10s %5zu %7zu  %s", impl->name, impl_kind_name(impl->kind), text,
           impl->contract.align, impl->contract.granule, impl->contract.summary);
    if (impl->detail[0] != '\0')
        printf(" (%s)", impl->detail);
    if (!impl_can_run(impl)) {
        cpu_format(impl->missing, text, sizeof text);
        printf(" -- CANNOT RUN HERE: needs %s", text);
    }
    putchar('\n');
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    struct registry registry;
    if (!field_open_registry(call->context, &registry, failure))
        return failure->status;
    printf("%-18s %-10s %-10s %5s %7s  %s\n", "NAME", "KIND", "ISA", "ALIGN", "GRANULE", "SUMMARY");
    for (size_t i = 0; i < registry.count; i++)
        if (impl_is_copy(&registry.impls[i]))
            print_row(&registry.impls[i]);
    registry_close(&registry);
    return EXIT_OK;
}

const struct command list_command = {
    .name = "list",
    .summary = "the implementations: what can run here, what can't and why",
    .examples = "  memcpybench list\n"
                "  MEMCPYBENCH_MASK_ISA=avx512f memcpybench list   # as on a lesser machine\n",
    .run = run,
};

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/field.h"
#include "loader/cpu.h"

#include <stdio.h>
#include <string.h>

enum { ISA_TEXT = 256 };

// Columns as wide as what stands in them.
struct widths {
    int name, isa;
};

static struct widths measure(const struct registry *registry) {
    struct widths w = {.name = (int)strlen("NAME"), .isa = (int)strlen("ISA")};
    char isa[ISA_TEXT];
    for (size_t i = 0; i < registry->count; i++) {
        const struct impl *impl = &registry->impls[i];
        int name = (int)strlen(impl->name),
            length = (int)cpu_format(impl->contract.isa, isa, sizeof isa);
        w.name = name > w.name ? name : w.name;
        w.isa = length > w.isa ? length : w.isa;
    }
    return w;
}

static void print_row(const struct impl *impl, const struct widths *w) {
    char isa[ISA_TEXT], missing[ISA_TEXT];
    cpu_format(impl->contract.isa, isa, sizeof isa);
    cpu_format(impl->missing, missing, sizeof missing);
    printf("%-*s  %-10s  %-*s  %5zu %7zu  %s", w->name, impl->name, impl_kind_name(impl->kind),
           w->isa, isa, impl->contract.align, impl->contract.granule, impl->contract.summary);
    if (impl->detail[0] != '\0')
        printf(" (%s)", impl->detail);
    if (!impl_can_run(impl))
        printf(" -- CANNOT RUN HERE: needs %s", missing);
    putchar('\n');
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    struct registry registry;
    if (!field_open_registry(call->context, &registry, failure))
        return failure->status;
    struct widths w = measure(&registry);
    printf("%-*s  %-10s  %-*s  %5s %7s  %s\n", w.name, "NAME", "KIND", w.isa, "ISA", "ALIGN",
           "GRANULE", "SUMMARY");
    for (size_t i = 0; i < registry.count; i++)
        if (impl_is_copy(&registry.impls[i]))
            print_row(&registry.impls[i], &w);
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

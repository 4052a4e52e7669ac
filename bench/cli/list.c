// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/field.h"
#include "bench/present/describe.h"
#include "loader/cpu.h"

#include <stdio.h>
#include <string.h>

struct list_options {
    bool json;
};

static const struct option_row rows[] = {JSON_OPTION(struct list_options)};

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

static void print_table(const struct registry *registry) {
    struct widths w = measure(registry);
    printf("%-*s  %-10s  %-*s  %5s %7s  %s\n", w.name, "NAME", "KIND", w.isa, "ISA", "ALIGN",
           "GRANULE", "SUMMARY");
    for (size_t i = 0; i < registry->count; i++)
        if (impl_is_copy(&registry->impls[i]))
            print_row(&registry->impls[i], &w);
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct list_options *o = call->options;
    struct registry registry;
    if (!field_open_registry(call->context, &registry, failure))
        return failure->status;
    if (o->json)
        describe_copies(registry.impls, registry.count, stdout); // main notices a full disk
    else
        print_table(&registry);
    registry_close(&registry);
    return EXIT_OK;
}

const struct command list_command = {
    .name = "list",
    .summary = "the implementations: what can run here, what can't and why",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct list_options),
    .examples = "  memcpybench list\n"
                "  memcpybench list --json | jq -r '.[] | select(.can_run) | .name'\n"
                "  MEMCPYBENCH_MASK_ISA=avx512f memcpybench list   # as on a lesser machine\n",
    .run = run,
};

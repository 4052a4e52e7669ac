// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/field.h"
#include "bench/cli/specs.h"
#include "bench/present/describe.h"
#include "loader/cpu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list_options {
    struct chosen chosen;
    bool json;
};

static const struct option_row rows[] = {CALLED_OPTIONS(offsetof(struct list_options, chosen)),
                                         JSON_OPTION(struct list_options)};

enum { ISA_TEXT = 256 };

// Columns as wide as what stands in them.
struct widths {
    int name, isa;
};

static struct widths measure(const struct impl *impls, size_t count) {
    struct widths w = {.name = (int)strlen("NAME"), .isa = (int)strlen("ISA")};
    char isa[ISA_TEXT];
    for (size_t i = 0; i < count; i++) {
        const struct impl *impl = &impls[i];
        int name = (int)strlen(impl->name),
            length = (int)cpu_format(impl->contract.isa, isa, sizeof isa);
        w.name = name > w.name ? name : w.name;
        w.isa = length > w.isa ? length : w.isa;
    }
    return w;
}

static void print_row(const struct impl *impl, const struct widths *w) {
    char isa[ISA_TEXT], lacks[ISA_TEXT];
    cpu_format(impl->contract.isa, isa, sizeof isa);
    printf("%-*s  %-10s  %-*s  %5zu %7zu  %s", w->name, impl->name, impl_kind_name(impl->kind),
           w->isa, isa, impl->contract.align, impl->contract.granule, impl->contract.summary);
    if (impl->detail[0] != '\0')
        printf(impl->kind == IMPL_LIBC ? " (%s)" : " (from %s)", impl->detail);
    if (!impl_can_run(impl))
        printf(" -- CANNOT RUN HERE: needs %s", impl_lacks(impl, lacks, sizeof lacks));
    if (impl->package != NULL)
        printf(" (apt-get install %s and build again)", impl->package);
    putchar('\n');
}

static void print_table(const struct impl *impls, size_t count) {
    struct widths w = measure(impls, count);
    printf("%-*s  %-10s  %-*s  %5s %7s  %s\n", w.name, "NAME", "KIND", w.isa, "ISA", "ALIGN",
           "GRANULE", "SUMMARY");
    for (size_t i = 0; i < count; i++)
        print_row(&impls[i], &w);
}

// The copies and ceilings that are meant, in the registry's order whether they can run or not, or
// NULL. free() them.
static struct impl *choose(const struct registry *registry, const struct choice *choice,
                           size_t *count, struct failure *failure) {
    struct selection selection;
    if (!registry_select(registry, choice, &selection, failure)) // says what is wrong with it
        return NULL;
    selection_free(&selection);
    struct impl *chosen = calloc(registry->count, sizeof *chosen);
    if (chosen == NULL)
        failure_set(failure, EXIT_ENVIRONMENT, "list: out of memory");
    *count = 0;
    for (size_t i = 0; chosen != NULL && i < registry->count; i++)
        if ((impl_is_copy(&registry->impls[i]) || impl_is_ceiling(&registry->impls[i])) &&
            choice_takes(choice, registry->impls[i].name))
            chosen[(*count)++] = registry->impls[i];
    return chosen;
}

static bool list(const struct context *context, const struct specs *specs, bool json,
                 struct failure *failure) {
    struct registry registry;
    size_t count = 0;
    if (!field_open_registry(context, &specs->list, &registry, failure))
        return false;
    struct impl *chosen = choose(&registry, &specs->choice, &count, failure);
    if (chosen != NULL && json)
        describe_impls(chosen, count, stdout); // main notices a full disk
    else if (chosen != NULL)
        print_table(chosen, count);
    free(chosen);
    registry_close(&registry);
    return chosen != NULL;
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct list_options *o = call->options;
    struct specs specs;
    if (!specs_open(&specs, &o->chosen, NULL, failure))
        return failure->status;
    bool ok = list(call->context, &specs, o->json, failure);
    specs_close(&specs);
    return ok ? EXIT_OK : failure->status;
}

const struct command list_command = {
    .name = "list",
    .summary = "the implementations: what can run here, what can't and why",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct list_options),
    .examples =
        "  memcpybench list\n"
        "  memcpybench list --impl asm:mine.asm            # what is understood of it\n"
        "  memcpybench list --json | jq -r '.[] | select(.can_run and .role == \"copy\").name'\n"
        "  MEMCPYBENCH_MASK_ISA=avx512f memcpybench list   # as on a lesser machine\n",
    .run = run,
};

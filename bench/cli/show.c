// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/field.h"
#include "bench/cli/specs.h"
#include "bench/impl/disasm.h"
#include "bench/present/describe.h"
#include "loader/cpu.h"

#include <stdio.h>

struct show_options {
    bool json;
};

static const struct option_row rows[] = {JSON_OPTION(struct show_options)};

static void print_contract(const struct impl *impl) {
    const struct contract *c = &impl->contract;
    char isa[256], lacks[256];
    cpu_format(c->isa, isa, sizeof isa);
    printf("name        %s\nkind        %s\nsummary     %s\nrole        %s\n", impl->name,
           impl_kind_name(impl->kind), c->summary, contract_role_name(c->role));
    printf("isa         %s%s%s\n", isa, impl_can_run(impl) ? "" : "  -- this machine lacks ",
           impl_can_run(impl) ? "" : impl_lacks(impl, lacks, sizeof lacks));
    if (impl_is_copy(impl))
        printf("align       %zu\ngranule     %zu\nmin         %zu\n", c->align, c->granule, c->min);
    printf("flags       %s\n", describe_flags(c->flags));
    if (impl->detail[0] != '\0')
        printf("%-12s%s\n", describe_detail(impl), impl->detail);
    if (impl->code != NULL)
        printf("code_align  %zu\nsize        %zu bytes\n", c->code_align, impl->code_size);
    if (impl->sha256[0] != '\0')
        printf("sha256      %s\n", impl->sha256);
}

static void print_hex(const struct impl *impl) {
    puts("\nbytes");
    for (size_t i = 0; i < impl->code_size; i += 16) {
        printf("  %04zx ", i);
        for (size_t j = i; j < i + 16 && j < impl->code_size; j++)
            printf(" %02x", impl->code[j]);
        putchar('\n');
    }
}

static void print_disassembly(const struct impl *impl) {
    struct disasm_line line;
    puts("\ndisassembly");
    for (size_t at = 0; at < impl->code_size; at += line.length) {
        disasm_next(impl->code, impl->code_size, at, &line);
        printf("  %04zx  %s\n", at, line.text);
    }
}

static void print_impl(const struct impl *impl) {
    print_contract(impl);
    if (impl->code == NULL) {
        puts(impl->absent != NULL ? "\nIt was not there when this program was built."
             : impl->kind == IMPL_LIBRARY && impl->spec == NULL
                 ? "\nIts SHA-256 is that of the object file it was taken from."
             : impl->kind == IMPL_LIBRARY
                 ? "\nIts SHA-256 is the whole library's: which bytes of it are this function's is "
                   "not "
                   "known."
                 : "\nIts code was compiled and linked, not embedded: there are no bytes to show.");
        return;
    }
    print_hex(impl);
    print_disassembly(impl);
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct show_options *o = call->options;
    struct specs specs;
    struct registry registry;
    if (!specs_open(&specs, &(struct chosen){0}, call->operands[0], failure))
        return failure->status;
    const struct impl *impl = NULL;
    if (field_open_registry(call->context, &specs.list, &registry, failure))
        impl = registry_find(&registry, specs.one, failure);
    else
        registry = (struct registry){0};
    if (impl != NULL && o->json)
        describe_impl(impl, stdout); // main notices a full disk
    else if (impl != NULL)
        print_impl(impl);
    registry_close(&registry);
    specs_close(&specs);
    return impl != NULL ? EXIT_OK : failure->status;
}

const struct command show_command = {
    .name = "show",
    .operands = "IMPL",
    .fewest = 1,
    .most = 1,
    .summary = "contract, SHA-256, bytes and disassembly of one implementation",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct show_options),
    .examples = "  memcpybench show avx2_loop\n"
                "  memcpybench show add          # the examples too\n"
                "  memcpybench show asm:mine.asm # assembled now\n"
                "  memcpybench show rep_movsb --json | jq -r .bytes | xxd -r -p >rep_movsb.bin\n",
    .run = run,
};

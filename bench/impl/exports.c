// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/exports.h"

#include <elf.h>
#include <stdbool.h>
#include <string.h>

struct span {
    const uint8_t *bytes;
    size_t size;
};

// Copies what lies at an offset, wherever it is aligned; false where it does not lie in there.
static bool take(const struct span *from, uint64_t offset, void *out, size_t size) {
    if (offset > from->size || from->size - offset < size)
        return false;
    memcpy(out, from->bytes + offset, size);
    return true;
}

static bool section(const struct span *file, const Elf64_Ehdr *h, size_t index, Elf64_Shdr *out) {
    return index < h->e_shnum && h->e_shoff <= file->size &&
           take(file, h->e_shoff + index * sizeof *out, out, sizeof *out);
}

// What a section says it holds; nothing where that does not lie in the file.
static struct span content(const struct span *file, const Elf64_Shdr *s) {
    if (s->sh_type == SHT_NOBITS || s->sh_offset > file->size ||
        s->sh_size > file->size - s->sh_offset)
        return (struct span){0};
    return (struct span){file->bytes + s->sh_offset, s->sh_size};
}

static bool is_function(const Elf64_Sym *symbol) {
    unsigned type = ELF64_ST_TYPE(symbol->st_info), binding = ELF64_ST_BIND(symbol->st_info);
    return symbol->st_shndx != SHN_UNDEF && binding != STB_LOCAL &&
           (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE);
}

static void visit_table(const struct span *symbols, const struct span *names,
                        exports_visitor *visit, void *context) {
    Elf64_Sym symbol;
    for (uint64_t at = 0; take(symbols, at, &symbol, sizeof symbol); at += sizeof symbol)
        if (is_function(&symbol) && symbol.st_name < names->size &&
            memchr(names->bytes + symbol.st_name, '\0', names->size - symbol.st_name) != NULL)
            visit(context, (const char *)names->bytes + symbol.st_name);
}

void exports_visit(const uint8_t *bytes, size_t size, exports_visitor *visit, void *context) {
    const struct span file = {bytes, size};
    Elf64_Ehdr h;
    Elf64_Shdr table, strings;
    if (!take(&file, 0, &h, sizeof h) || h.e_shentsize != sizeof table)
        return;
    for (size_t i = 0; section(&file, &h, i, &table); i++) {
        if (table.sh_type != SHT_DYNSYM || !section(&file, &h, table.sh_link, &strings))
            continue;
        struct span symbols = content(&file, &table), names = content(&file, &strings);
        visit_table(&symbols, &names, visit, context);
    }
}

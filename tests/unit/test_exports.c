// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a library offers, read from bytes that nobody vouches for.
#include "bench/impl/exports.h"
#include "tests/unit/unit.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

// The least library that has a dynamic symbol table.
struct library {
    Elf64_Ehdr header;
    Elf64_Shdr sections[3]; // none, the symbols, their names
    Elf64_Sym symbols[7];
    char names[40];
};

static struct library library_make(void) {
    enum { COPY = 1, CHOSEN = 6, TABLE = 13, FOREIGN = 19, OWN = 27, BARE = 31 };
    struct library l = {
        .header = {.e_shoff = offsetof(struct library, sections),
                   .e_shentsize = sizeof(Elf64_Shdr),
                   .e_shnum = 3},
        .sections = {{0},
                     {.sh_type = SHT_DYNSYM,
                      .sh_link = 2,
                      .sh_offset = offsetof(struct library, symbols),
                      .sh_size = sizeof l.symbols},
                     {.sh_type = SHT_STRTAB,
                      .sh_offset = offsetof(struct library, names),
                      .sh_size = sizeof l.names}},
        .symbols =
            {{0},
             {.st_name = COPY, .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), .st_shndx = 1},
             {.st_name = CHOSEN, .st_info = ELF64_ST_INFO(STB_WEAK, STT_GNU_IFUNC), .st_shndx = 1},
             {.st_name = TABLE, .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT), .st_shndx = 1},
             {.st_name = FOREIGN, .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC)},
             {.st_name = OWN, .st_info = ELF64_ST_INFO(STB_LOCAL, STT_FUNC), .st_shndx = 1},
             {.st_name = BARE, .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE), .st_shndx = 1}},
        .names = "\0copy\0chosen\0table\0foreign\0own\0bare",
    };
    return l;
}

static void append(void *context, const char *name) {
    char *all = context;
    strcat(all, name);
    strcat(all, " ");
}

// Bytes at the end of an allocation, so that a sanitizer sees who reads beyond them.
static void assert_exports(const void *bytes, size_t size, const char *wanted) {
    char all[200] = "";
    uint8_t *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    exports_visit(copy, size, append, all);
    free(copy);
    if (wanted != NULL)
        assert_string_equal(all, wanted);
}

static void functions_that_are_defined_and_not_local_are_visited(void **state) {
    (void)state;
    struct library l = library_make();
    assert_exports(&l, sizeof l, "copy chosen bare ");
}

static void nothing_is_read_beyond_the_end_wherever_that_is(void **state) {
    (void)state;
    struct library l = library_make();
    for (size_t size = 0; size < sizeof l; size++)
        assert_exports(&l, size, size < sizeof l - sizeof l.names ? "" : NULL);
}

static void any_byte_may_be_anything(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(struct library); i++)
        for (size_t bit = 0; bit < 8; bit++) {
            struct library l = library_make();
            ((uint8_t *)&l)[i] ^= (uint8_t)(1 << bit);
            assert_exports(&l, sizeof l, NULL);
        }
}

static void offsets_that_wrap_round_lead_nowhere(void **state) {
    (void)state;
    struct library l = library_make();
    l.header.e_shoff = UINT64_MAX - sizeof(Elf64_Shdr) + 1;
    assert_exports(&l, sizeof l, "");
    l = library_make();
    l.sections[1].sh_size = UINT64_MAX;
    assert_exports(&l, sizeof l, "");
    l = library_make();
    l.sections[2].sh_offset = UINT64_MAX;
    assert_exports(&l, sizeof l, "");
    l = library_make();
    l.sections[1].sh_link = UINT32_MAX;
    assert_exports(&l, sizeof l, "");
}

static void a_name_without_an_end_is_none(void **state) {
    (void)state;
    struct library l = library_make();
    l.sections[2].sh_size = sizeof "\0copy" - 1; // the zero is missing, and so are the others
    assert_exports(&l, sizeof l, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_that_are_defined_and_not_local_are_visited),
        cmocka_unit_test(nothing_is_read_beyond_the_end_wherever_that_is),
        cmocka_unit_test(any_byte_may_be_anything),
        cmocka_unit_test(offsets_that_wrap_round_lead_nowhere),
        cmocka_unit_test(a_name_without_an_end_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

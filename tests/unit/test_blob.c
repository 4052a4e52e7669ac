// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What the build embeds is what NASM made, byte for byte.
#include "loader/blob.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct blob_table asm_blobs, fixture_blobs, mutant_blobs;

static const struct {
    const char *symbol;
    const struct blob_table *table;
} tables[] = {
    {"asm_blobs", &asm_blobs}, {"fixture_blobs", &fixture_blobs}, {"mutant_blobs", &mutant_blobs}};

enum { LARGEST = 65536 };

// A file the build assembled; its bytes and their number.
static size_t read_file(const char *symbol, const char *name, const char *extension,
                        uint8_t bytes[LARGEST]) {
    char path[4096];
    const char *directory = getenv("BLOB_FILES");
    assert_non_null(directory); // ctest sets it
    snprintf(path, sizeof path, "%s/%s/%s.%s", directory, symbol, name, extension);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, LARGEST, file);
    fclose(file);
    assert_in_range(size, 1, LARGEST - 1);
    return size;
}

static void embeds_the_plain_assembly_and_only_that(void **state) {
    (void)state;
    static uint8_t plain[LARGEST];
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (size_t i = 0; i < tables[t].table->count; i++) {
            const struct blob *blob = &tables[t].table->blobs[i];
            size_t size = read_file(tables[t].symbol, blob->name, "bin", plain);
            assert_int_equal(blob->size, size);
            assert_memory_equal(blob->code, plain, size);
        }
}

static void assembling_with_a_contract_leaves_the_code_as_it_is(void **state) {
    (void)state;
    static uint8_t whole[LARGEST];
    enum { RECORD = sizeof(struct contract_record) };
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (size_t i = 0; i < tables[t].table->count; i++) {
            const struct blob *blob = &tables[t].table->blobs[i];
            size_t size = read_file(tables[t].symbol, blob->name, "contract", whole);
            assert_int_equal(size, RECORD + blob->size);
            assert_memory_equal(whole, blob->record, RECORD);
            assert_memory_equal(whole + RECORD, blob->code, blob->size);
        }
}

static void add_is_seven_known_bytes(void **state) {
    (void)state;
    static const uint8_t known[] = {0x48, 0x89, 0xf8, 0x48, 0x01, 0xf0, 0xc3};
    const struct blob *add = blob_find(&asm_blobs, "add");
    assert_non_null(add);
    assert_int_equal(add->size, sizeof known);
    assert_memory_equal(add->code, known, sizeof known);
}

static void names_are_the_files_names(void **state) {
    (void)state;
    static const char *const some[] = {"add", "hello", "rep_movsb", "avx2_loop", "avx512_loop"};
    for (size_t i = 0; i < COUNT_OF(some); i++)
        assert_string_equal(blob_find(&asm_blobs, some[i])->name, some[i]);
}

static void does_not_find_what_is_not_there(void **state) {
    (void)state;
    assert_null(blob_find(&asm_blobs, ""));
    assert_null(blob_find(&asm_blobs, "ad"));
    assert_null(blob_find(&asm_blobs, "add.asm"));
    assert_null(blob_find(&asm_blobs, "mutant_no_copy"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(embeds_the_plain_assembly_and_only_that),
        cmocka_unit_test(assembling_with_a_contract_leaves_the_code_as_it_is),
        cmocka_unit_test(add_is_seven_known_bytes),
        cmocka_unit_test(names_are_the_files_names),
        cmocka_unit_test(does_not_find_what_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

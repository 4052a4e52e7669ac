// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Machine code as text, and glibc's variants told apart by their code.
#include "bench/impl/disasm.h"
#include "loader/blob.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

extern const struct blob_table asm_blobs, fixture_blobs;

struct expected {
    size_t length;
    const char *text;
};

static void assert_lines(const uint8_t *code, size_t size, const struct expected *lines,
                         size_t count) {
    size_t offset = 0;
    for (size_t i = 0; i < count; i++) {
        struct disasm_line line;
        disasm_next(code, size, offset, &line);
        assert_int_equal(line.offset, offset);
        assert_int_equal(line.length, lines[i].length);
        assert_string_equal(line.text, lines[i].text);
        offset += line.length;
    }
    assert_int_equal(offset, size);
}

static void shows_add_as_its_source_says(void **state) {
    (void)state;
    static const struct expected lines[] = {{3, "mov rax, rdi"}, {3, "add rax, rsi"}, {1, "ret"}};
    const struct blob *add = blob_find(&asm_blobs, "add");
    assert_lines(add->code, add->size, lines, COUNT_OF(lines));
}

// jnz back to offset 1: targets count from the code's first byte, wherever it lies.
static void branch_targets_are_offsets_from_the_first_byte(void **state) {
    (void)state;
    static const uint8_t code[] = {0x90, 0x48, 0xff, 0xca, 0x75, 0xfb, 0xc3};
    struct disasm_line line;
    disasm_next(code, sizeof code, 4, &line);
    assert_int_equal(line.length, 2);
    assert_int_equal(line.text[0], 'j');
    const char *target = strstr(line.text, " 0x"); // however many zeros follow
    assert_non_null(target);
    assert_int_equal(strtoul(target, NULL, 16), 1);
}

static void bytes_that_are_no_instruction_are_shown_one_by_one(void **state) {
    (void)state;
    static const uint8_t code[] = {0x06, 0x0e, 0xc3}; // push es, push cs: not in 64-bit mode
    static const struct expected lines[] = {{1, "db 0x06"}, {1, "db 0x0e"}, {1, "ret"}};
    assert_lines(code, sizeof code, lines, COUNT_OF(lines));
}

// The bytes behind `size` would complete the instruction; they are not ours to read.
static void an_instruction_cut_short_is_no_instruction(void **state) {
    (void)state;
    static const uint8_t code[] = {0x48, 0x89, 0xf8};
    struct disasm_line line;
    disasm_next(code, 2, 0, &line);
    assert_int_equal(line.length, 1);
    assert_string_equal(line.text, "db 0x48");
    disasm_next(code, 2, 1, &line);
    assert_string_equal(line.text, "db 0x89");
}

static void every_byte_of_every_kernel_belongs_to_one_line(void **state) {
    (void)state;
    for (size_t i = 0; i < asm_blobs.count; i++) {
        const struct blob *blob = &asm_blobs.blobs[i];
        struct disasm_line line;
        size_t offset = 0;
        while (offset < blob->size) {
            disasm_next(blob->code, blob->size, offset, &line);
            assert_int_equal(strncmp(line.text, "db ", 3) == 0, 0);
            offset += line.length;
        }
        assert_int_equal(offset, blob->size);
        assert_true(strcmp(line.text, "ret") == 0 || strncmp(line.text, "jmp ", 4) == 0);
    }
}

// The fixture like_glibc_NAME is written to be taken for NAME.
static void recognises_each_variant_by_its_code(void **state) {
    (void)state;
    static const char prefix[] = "like_glibc_";
    size_t seen = 0;
    for (size_t i = 0; i < fixture_blobs.count; i++) {
        const struct blob *blob = &fixture_blobs.blobs[i];
        char text[DISASM_TEXT];
        if (strncmp(blob->name, prefix, strlen(prefix)) != 0)
            continue;
        assert_string_equal(disasm_glibc_variant(blob->code, text), blob->name + strlen(prefix));
        seen++;
    }
    assert_int_equal(seen, 12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_add_as_its_source_says),
        cmocka_unit_test(branch_targets_are_offsets_from_the_first_byte),
        cmocka_unit_test(bytes_that_are_no_instruction_are_shown_one_by_one),
        cmocka_unit_test(an_instruction_cut_short_is_no_instruction),
        cmocka_unit_test(every_byte_of_every_kernel_belongs_to_one_line),
        cmocka_unit_test(recognises_each_variant_by_its_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

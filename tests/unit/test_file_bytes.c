// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Files read once and whole, and what they look like.
#include "bench/impl/file_bytes.h"
#include "tests/unit/temporary.h"

#include <sys/stat.h>

static void put(const char *name, const void *bytes, size_t size) {
    FILE *file = fopen(temporary_path(name), "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void assert_refused(const char *path, size_t most, const char *phrase) {
    struct file_bytes file;
    struct failure failure = {0};
    assert_false(file_bytes_read(path, "LABEL", most, &file, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_int_equal(strncmp(failure.text, "LABEL: ", 7), 0);
    if (strstr(failure.text, phrase) == NULL)
        fail_msg("'%s' says nothing of '%s'", failure.text, phrase);
}

static void a_file_is_read_whole_up_to_the_limit(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 4095, 4096, 4097, 100000, 1 << 20};
    static uint8_t bytes[(1 << 20) + 1];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 + i / 256);
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct file_bytes file;
        struct failure failure = {0};
        put("file", bytes, sizes[i]);
        assert_true(file_bytes_read(temporary_path("file"), "LABEL", 1 << 20, &file, &failure));
        assert_int_equal(file.size, sizes[i]);
        assert_memory_equal(file.bytes, bytes, sizes[i]);
        free(file.bytes);
    }
    put("file", bytes, sizeof bytes);
    assert_refused(temporary_path("file"), 1 << 20, "over 1 MiB");
}

static void what_is_no_file_to_be_read_is_refused(void **state) {
    (void)state;
    put("empty", "", 0);
    assert_refused(temporary_path("empty"), 100, "is empty");
    assert_refused(temporary_path("missing"), 100, "No such file");
    assert_refused(temporary_directory, 100, "is a directory");
    assert_refused("/dev/zero", 100, "is a device");
    assert_int_equal(mkfifo(temporary_path("fifo"), 0600), 0);
    assert_refused(temporary_path("fifo"), 100, "is a pipe"); // and nobody waits for a writer
}

static void assert_looks_like(const char *bytes, size_t size, enum file_class class,
                              const char *name) {
    char padded[600] = {0};
    memcpy(padded, bytes, size);
    struct file_kind kind = file_bytes_kind(&(struct file_bytes){(uint8_t *)padded, size});
    assert_int_equal(kind.class, class);
    if (name == NULL)
        assert_null(kind.name);
    else if (kind.name == NULL || strstr(kind.name, name) == NULL)
        fail_msg("'%s' is not '%s'", kind.name, name);
}

#define LOOKS_LIKE(bytes, class, name) assert_looks_like(bytes, sizeof(bytes) - 1, class, name)

static void what_is_no_machine_code_is_named(void **state) {
    (void)state;
    LOOKS_LIKE("#!/bin/sh\nexit\n", FILE_TEXT, "a script");
    LOOKS_LIKE("        mov rax, rdi\n        ret\n", FILE_TEXT, "text");
    LOOKS_LIKE("; gr\xc3\xbc\xc3\x9f\x65\r\n\tret\f", FILE_TEXT, "text");
    LOOKS_LIKE("; \xe2\x82\xac \xf0\x9f\x98\x80 ......", FILE_TEXT, "text");
    LOOKS_LIKE("\x1f\x8b\x08\0\0\0\0", FILE_OTHER, "gzip");
    LOOKS_LIKE("\xfd"
               "7zXZ\0\0",
               FILE_OTHER, "xz");
    LOOKS_LIKE("\x28\xb5\x2f\xfd\0", FILE_OTHER, "zstd");
    LOOKS_LIKE("PK\3\4\0", FILE_OTHER, "zip");
    LOOKS_LIKE("!<arch>\n\0", FILE_OTHER, "archive of objects");
    LOOKS_LIKE("\xcf\xfa\xed\xfe\0", FILE_OTHER, "Mach-O");
    LOOKS_LIKE("MBENCHC\0\1\0", FILE_OTHER, "contract record");
    LOOKS_LIKE("\x7f"
               "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0",
               FILE_ELF, "library");
    LOOKS_LIKE("\x7f"
               "ELF\2\1\1\0\0\0\0\0\0\0\0\0\1\0",
               FILE_ELF, "object");
    LOOKS_LIKE("\x7f"
               "ELF",
               FILE_ELF, "ELF file");
    char tar[300] = "name", pe[128] = "MZ\x90";
    memcpy(tar + 257, "ustar", 5);
    assert_looks_like(tar, sizeof tar, FILE_OTHER, "tar");
    pe[0x3c] = 124;
    memcpy(pe + 124, "PE\0\0", 4);
    assert_looks_like(pe, sizeof pe, FILE_OTHER, "PE");
    pe[0x3c] = 125; // the signature would end past the end
    memcpy(pe + 125, "PE", 3);
    assert_looks_like(pe, sizeof pe, FILE_RAW, NULL);
}

static void machine_code_is_taken_for_nothing_else(void **state) {
    (void)state;
    LOOKS_LIKE("\xc3", FILE_RAW, NULL);                                 // ret
    LOOKS_LIKE("\xc3\x90", FILE_RAW, NULL);                             // and as UTF-8 a letter
    LOOKS_LIKE("\x48\x89\xf8\x48\x89\xd1\xf3\xa4\xc3", FILE_RAW, NULL); // no control character
    LOOKS_LIKE("MZ\xc3", FILE_RAW, NULL);                               // pop r10; ret
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_whole_up_to_the_limit),
        cmocka_unit_test(what_is_no_file_to_be_read_is_refused),
        cmocka_unit_test(what_is_no_machine_code_is_named),
        cmocka_unit_test(machine_code_is_taken_for_nothing_else),
    };
    return cmocka_run_group_tests(tests, temporary_make, temporary_remove);
}

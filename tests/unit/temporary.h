// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A directory of a test's own, gone when the test program ends.
#ifndef TESTS_TEMPORARY_H
#define TESTS_TEMPORARY_H

#include "tests/unit/unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char temporary_directory[4096];

// As setup and teardown of a group of tests.
static inline int temporary_make(void **state) {
    (void)state;
    const char *parent = getenv("TMPDIR");
    snprintf(temporary_directory, sizeof temporary_directory, "%s/memcpybench-unit-XXXXXX",
             parent != NULL ? parent : "/tmp");
    return mkdtemp(temporary_directory) == NULL;
}

// "DIR/name", valid until the next call.
static inline const char *temporary_path(const char *name) {
    static char path[5000];
    snprintf(path, sizeof path, "%s/%s", temporary_directory, name);
    return path;
}

// Entries of the directory.
static inline size_t temporary_count(void) {
    size_t count = 0;
    DIR *directory = opendir(temporary_directory);
    assert_non_null(directory);
    for (struct dirent *e; (e = readdir(directory)) != NULL;)
        count += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(directory);
    return count;
}

// Empties the directory; files only.
static inline int temporary_clear(void **state) {
    (void)state;
    DIR *directory = opendir(temporary_directory);
    if (directory == NULL)
        return 1;
    for (struct dirent *e; (e = readdir(directory)) != NULL;)
        (void)unlinkat(dirfd(directory), e->d_name, 0);
    closedir(directory);
    return 0;
}

static inline int temporary_remove(void **state) {
    return temporary_clear(state) != 0 || rmdir(temporary_directory) != 0;
}

static inline const char *temporary_write(const char *name, const char *text) {
    const char *path = temporary_path(name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return path;
}

// A file's text; free() it. Inlined, GCC 12 takes the text for a dangling pointer to the local that
// held it.
__attribute__((noinline, unused)) static char *temporary_read(const char *name) {
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(temporary_path(name), "r");
    assert_non_null(file);
    assert_true(getdelim(&text, &size, '\0', file) > 0);
    fclose(file);
    return text;
}

#endif

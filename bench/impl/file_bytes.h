// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A file that the user brings along, read once: what happens to it later changes nothing.
#ifndef IMPL_FILE_BYTES_H
#define IMPL_FILE_BYTES_H

#include "bench/base/failure.h"

#include <stddef.h>
#include <stdint.h>

struct file_bytes {
    uint8_t *bytes; // owned; free() it
    size_t size;
};

// Reads a whole file of 1 to `most` bytes. `label` is what a failure calls it. EXIT_USAGE for
// whatever is no such file: a directory, a FIFO, a device, one that is missing, may not be read, is
// empty or larger.
bool file_bytes_read(const char *path, const char *label, size_t most, struct file_bytes *out,
                     struct failure *failure);

// What the bytes look like.
enum file_class {
    FILE_RAW,  // nothing we know: machine code, we hope
    FILE_TEXT, // a source, a script
    FILE_ELF,
    FILE_OTHER, // an archive, a program of another system
};

// `name` is with its article: "a gzip archive"; NULL for FILE_RAW.
struct file_kind {
    enum file_class class;
    const char *name;
};

struct file_kind file_bytes_kind(const struct file_bytes *file);

#endif

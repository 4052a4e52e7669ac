// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/file_bytes.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(const char *label, const char *why, struct failure *failure) {
    return failure_set(failure, EXIT_USAGE, "%s: %s", label, why);
}

// Stops soon after the limit, so that a file without an end has one.
static bool read_all(int fd, size_t most, struct file_bytes *out) {
    size_t room = 0;
    while (out->size <= most) {
        if (out->size == room) {
            room = room == 0 ? 4096 : 2 * room;
            uint8_t *grown = realloc(out->bytes, room);
            if (grown == NULL)
                return false;
            out->bytes = grown;
        }
        ssize_t got = read(fd, out->bytes + out->size, room - out->size);
        if (got == 0)
            return true;
        if (got > 0)
            out->size += (size_t)got;
        else if (errno != EINTR)
            return false;
    }
    return true;
}

static const char *no_regular_file(mode_t mode) {
    if (S_ISDIR(mode))
        return "is a directory, not a file";
    if (S_ISFIFO(mode) || S_ISSOCK(mode))
        return "is a pipe, which can be read once only (give a file)";
    return S_ISREG(mode) ? NULL : "is a device, not a file";
}

static bool check(const struct file_bytes *file, const char *label, size_t most,
                  struct failure *failure) {
    if (file->size == 0)
        return refuse(label, "is empty", failure);
    if (file->size > most)
        return failure_set(failure, EXIT_USAGE, "%s: is over %zu MiB, the most that is taken",
                           label, most >> 20);
    return true;
}

bool file_bytes_read(const char *path, const char *label, size_t most, struct file_bytes *out,
                     struct failure *failure) {
    struct stat st;
    struct file_bytes file = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); // a FIFO must not keep us
    bool there = fd >= 0 && fstat(fd, &st) == 0;
    const char *why = there ? no_regular_file(st.st_mode) : strerror(errno);
    if (why == NULL && !read_all(fd, most, &file))
        why = strerror(errno);
    bool ok = why == NULL ? check(&file, label, most, failure) : refuse(label, why, failure);
    if (fd >= 0)
        close(fd);
    if (ok)
        *out = file;
    else
        free(file.bytes);
    return ok;
}

struct magic {
    size_t offset, length;
    const char *bytes;
    struct file_kind kind;
};

// None of them begins machine code that does something.
static const struct magic magics[] = {
    {0, 2, "#!", {FILE_TEXT, "a script"}},
    {0, 2, "\x1f\x8b", {FILE_OTHER, "a gzip archive"}},
    {0,
     6,
     "\xfd"
     "7zXZ",
     {FILE_OTHER, "an xz archive"}}, // with its zero
    {0, 4, "\x28\xb5\x2f\xfd", {FILE_OTHER, "a zstd archive"}},
    {0, 4, "BZh9", {FILE_OTHER, "a bzip2 archive"}},
    {0, 4, "PK\3\4", {FILE_OTHER, "a zip archive"}},
    {257, 5, "ustar", {FILE_OTHER, "a tar archive"}},
    {0, 8, "!<arch>\n", {FILE_OTHER, "an archive of objects (link it: cc -shared)"}},
    {0, 8, "!<thin>\n", {FILE_OTHER, "an archive of objects (link it: cc -shared)"}},
    {0, 4, "\xcf\xfa\xed\xfe", {FILE_OTHER, "a Mach-O file, of another system"}},
    {0, 4, "BC\xc0\xde", {FILE_OTHER, "LLVM bitcode"}},
    {0, 4, "\0asm", {FILE_OTHER, "WebAssembly"}},
    {0, 8, "MBENCHC", {FILE_OTHER, "code behind a contract record (assemble it without -D)"}},
};

static struct file_kind elf_kind(const struct file_bytes *file) {
    uint16_t type = 0;
    if (file->size >= offsetof(Elf64_Ehdr, e_type) + sizeof type)
        memcpy(&type, file->bytes + offsetof(Elf64_Ehdr, e_type), sizeof type);
    const char *name = type == ET_REL    ? "an ELF object"
                       : type == ET_EXEC ? "an ELF program"
                       : type == ET_DYN  ? "an ELF library or program"
                                         : "an ELF file";
    return (struct file_kind){FILE_ELF, name};
}

// "MZ" alone could be code (pop r10).
static bool is_pe(const struct file_bytes *file) {
    enum { POINTER = 0x3c };
    uint32_t at = 0;
    if (file->size < POINTER + sizeof at || memcmp(file->bytes, "MZ", 2) != 0)
        return false;
    memcpy(&at, file->bytes + POINTER, sizeof at);
    return at <= file->size - 4 && memcmp(file->bytes + at, "PE\0\0", 4) == 0;
}

// UTF-8 without a control character but those of text, and at least half of it ASCII: a `ret` makes
// any code something else.
static bool is_text(const struct file_bytes *file) {
    size_t high = 0, owed = 0; // bytes that the character so far still needs
    for (size_t i = 0; i < file->size; i++) {
        uint8_t c = file->bytes[i];
        bool follows = (c & 0xc0) == 0x80;
        if ((c < 0x20 && (c == 0 || strchr("\t\n\f\r", c) == NULL)) || c == 0x7f ||
            follows != (owed > 0) || c >= 0xf8)
            return false;
        owed = follows ? owed - 1 : c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
        high += c >= 0x80;
    }
    return owed == 0 && high * 2 <= file->size;
}

struct file_kind file_bytes_kind(const struct file_bytes *file) {
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        const struct magic *m = &magics[i];
        if (file->size >= m->offset + m->length &&
            memcmp(file->bytes + m->offset, m->bytes, m->length) == 0)
            return m->kind;
    }
    if (file->size >= SELFMAG && memcmp(file->bytes, ELFMAG, SELFMAG) == 0)
        return elf_kind(file);
    if (is_pe(file))
        return (struct file_kind){FILE_OTHER, "a Windows program or library (PE)"};
    return is_text(file) ? (struct file_kind){FILE_TEXT, "text"}
                         : (struct file_kind){FILE_RAW, NULL};
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/whole_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool whole_file_sync_directory(const char *path) {
    char *copy = strdup(path);
    int fd = copy == NULL ? -1 : open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(copy);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok || errno == EINVAL; // some file systems cannot sync a directory
}

static bool write_and_rename(const char *path, const char *temporary, whole_file_print *print,
                             const void *content) {
    FILE *file = fopen(temporary, "wex");
    if (file == NULL)
        return false;
    errno = 0;
    bool representable = print(content, file); // false too where a write failed
    int reason = ferror(file) ? errno : 0;
    if (fflush(file) != 0 || fsync(fileno(file)) != 0)
        reason = reason != 0 ? reason : errno;
    if (reason == 0 && !representable)
        reason = EILSEQ;
    fclose(file); // synced: nothing is left that could fail
    if (reason == 0 && rename(temporary, path) == 0)
        return whole_file_sync_directory(path);
    reason = reason != 0 ? reason : errno;
    unlink(temporary);
    errno = reason;
    return false;
}

// Whether an entry is NAME.<pid>.tmp.
static bool is_temporary_of(const char *entry, const char *name) {
    size_t length = strlen(name);
    if (strncmp(entry, name, length) != 0 || entry[length] != '.')
        return false;
    size_t digits = strspn(entry + length + 1, "0123456789");
    return digits > 0 && strcmp(entry + length + 1 + digits, ".tmp") == 0;
}

void whole_file_sweep(const char *path) {
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    char *parent = slash != NULL ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    DIR *directory = parent != NULL ? opendir(parent) : NULL;
    free(parent);
    if (directory == NULL)
        return;
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;)
        if (is_temporary_of(entry->d_name, name))
            (void)unlinkat(dirfd(directory), entry->d_name, 0);
    closedir(directory);
}

// A rename would put a file in the place of what stands there.
static bool is_free(const char *path, struct failure *failure) {
    struct stat st;
    return lstat(path, &st) != 0 || S_ISREG(st.st_mode) ||
           failure_set(failure, EXIT_ENVIRONMENT,
                       "%.200s: a directory, a link or a device stands there (choose another "
                       "place)",
                       path);
}

// Where what is to become `path` is written, to be freed; NULL with a failure.
static char *temporary_of(const char *path, struct failure *failure) {
    char *temporary = NULL;
    if (asprintf(&temporary, "%s.%ld.tmp", path, (long)getpid()) >= 0)
        return temporary;
    failure_set(failure, EXIT_ENVIRONMENT, "%.200s: out of memory", path);
    return NULL;
}

// Makes the file, writes a byte and takes it away again. False with errno set.
static bool can_make(const char *temporary) {
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && write(fd, "", 1) == 1;
    int reason = errno;
    if (fd >= 0 && unlink(temporary) != 0 && ok) { // files may only be added there
        ok = false;
        reason = errno;
    }
    if (fd >= 0)
        close(fd);
    errno = reason;
    return ok;
}

bool whole_file_check(const char *path, struct failure *failure) {
    char *temporary = is_free(path, failure) ? temporary_of(path, failure) : NULL;
    if (temporary == NULL)
        return false;
    bool ok =
        can_make(temporary) ||
        failure_set(failure, EXIT_ENVIRONMENT,
                    "%.200s: cannot be written: %s (choose another place)", path, strerror(errno));
    free(temporary);
    return ok;
}

bool whole_file_write(const char *path, whole_file_print *print, const void *content,
                      struct failure *failure) {
    char *temporary = is_free(path, failure) ? temporary_of(path, failure) : NULL;
    if (temporary == NULL)
        return false;
    bool ok = write_and_rename(path, temporary, print, content);
    if (!ok)
        failure_set(failure, EXIT_ENVIRONMENT,
                    "%.200s: not written: %s (free space, or choose another place)", path,
                    strerror(errno));
    free(temporary);
    return ok;
}

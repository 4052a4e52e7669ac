// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/output.h"

#include "bench/machine/fingerprint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool cannot_write(const char *path, struct failure *failure) {
    return failure_set(failure, EXIT_ENVIRONMENT,
                       "%.200s: cannot be written: %s (choose another place)", path,
                       strerror(errno));
}

// The n-th choice, from 1 on.
static char *default_directory(const char *host, unsigned n) {
    char when[32], again[16] = "", name[FINGERPRINT_TEXT], *path = NULL;
    time_t now = time(NULL);
    struct tm utc;
    strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
    snprintf(name, sizeof name, "%s", host);
    for (char *c = name; *c != '\0'; c++)
        if (*c == '/' || *c == ' ' || *c == '?')
            *c = '_';
    if (n > 1)
        snprintf(again, sizeof again, "-%u", n);
    return asprintf(&path, "results/%s-%s%s", name, when, again) < 0 ? NULL : path;
}

// mkdir -p; *made becomes the length of the first part that was new, unless it was set before, and
// *is_new whether the whole of it was.
static bool make_directories(char *path, size_t *made, bool *is_new) {
    char *end = path;
    do {
        end = strchr(end + 1, '/');
        if (end != NULL)
            *end = '\0';
        *is_new = mkdir(path, 0777) == 0;
        if (!*is_new && errno != EEXIST)
            return false;
        if (*is_new && *made == 0)
            *made = strlen(path);
        if (end != NULL)
            *end = '/';
    } while (end != NULL);
    return true;
}

// Root may write where the mode forbids it, and a full or read-only file system says so only when
// asked: so a file is made.
bool output_probe(const struct output *output, struct failure *failure) {
    const char *path = output->directory;
    char *probe = NULL;
    if (asprintf(&probe, "%s/.memcpybench-%ld", path, (long)getpid()) < 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "%.200s: out of memory", path);
    int fd = open(probe, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && write(fd, probe, 1) == 1;
    int reason = errno;
    if (fd >= 0 && unlink(probe) != 0 && ok) { // a directory where files may only be added
        ok = false;
        reason = errno;
    }
    if (fd >= 0)
        close(fd);
    errno = reason;
    if (!ok)
        cannot_write(path, failure);
    free(probe);
    return ok;
}

// Runs that begin in the same second do not share a directory, whoever of them made the one above.
static bool open_default(struct output *o, const char *host, struct failure *failure) {
    bool is_new = false;
    for (unsigned n = 1; !is_new; n++) {
        free(o->directory);
        o->directory = default_directory(host, n);
        if (o->directory == NULL)
            return failure_set(failure, EXIT_ENVIRONMENT, "results: out of memory");
        if (!make_directories(o->directory, &o->made, &is_new))
            return cannot_write(o->directory, failure);
    }
    return true;
}

static bool open_wanted(struct output *o, const char *wanted, struct failure *failure) {
    if (wanted[0] == '\0')
        return failure_set(failure, EXIT_USAGE,
                           "--out '': not a directory's name (say one, or leave it out)");
    o->directory = strdup(wanted);
    if (o->directory == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "--out: out of memory");
    for (size_t n = strlen(o->directory); n > 1 && o->directory[n - 1] == '/'; n--)
        o->directory[n - 1] = '\0';
    bool is_new = false;
    return make_directories(o->directory, &o->made, &is_new) || cannot_write(o->directory, failure);
}

bool output_open(struct output *out, const char *wanted, const char *host,
                 struct failure *failure) {
    *out = (struct output){0};
    if (wanted != NULL ? open_wanted(out, wanted, failure) : open_default(out, host, failure))
        return true;
    output_close(out);
    return false;
}

void output_print(const char *directory) {
    for (const char *c = directory; *c != '\0'; c++)
        putchar((unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c);
}

void output_close(struct output *output) {
    size_t length = output->directory != NULL ? strlen(output->directory) : 0;
    // rmdir refuses where anything is kept.
    while (output->made > 0 && length >= output->made && rmdir(output->directory) == 0) {
        char *slash = strrchr(output->directory, '/');
        if (slash == NULL)
            break;
        *slash = '\0';
        length = strlen(output->directory);
    }
    free(output->directory);
    *output = (struct output){0};
}

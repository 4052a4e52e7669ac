// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/record/journal.h"

#include "bench/base/whole_file.h"
#include "bench/machine/clock.h"
#include "bench/record/journal_line.h"
#include "bench/record/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SYNC_EVERY_NS = 1000000000 };

static const off_t longest = 1 << 30;

// A lock of this process, which ends with it; flock()'s would be held on by a process forked off to
// be verified, and knows no NFS directory.
static bool lock(int fd) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_SETLK, &whole) == 0;
}

// Whether the file is still the one that its name leads to.
static bool is_in_place(int fd, const char *path) {
    struct stat ours, there;
    return fstat(fd, &ours) == 0 && lstat(path, &there) == 0 && ours.st_ino == there.st_ino &&
           ours.st_dev == there.st_dev;
}

// Where nobody can lock, nobody holds what has nothing in it: we have just made it.
static void forget_empty(int fd, const char *path) {
    struct stat st;
    if (fstat(fd, &st) == 0 && st.st_size == 0)
        unlink(path);
}

// Opens and locks; false with errno set, EAGAIN where another run holds the lock. Who removed the
// file between our two steps has finished: then we look again.
static bool open_locked(struct journal *j, int flags) {
    for (;;) {
        j->fd =
            open(j->path, flags | O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
        if (j->fd < 0)
            return false;
        bool locked = lock(j->fd);
        if (locked && is_in_place(j->fd, j->path))
            return true;
        int reason = errno == EACCES ? EAGAIN : errno;
        if (!locked && reason != EAGAIN && (flags & O_CREAT) != 0)
            forget_empty(j->fd, j->path);
        close(j->fd);
        errno = reason;
        if (!locked)
            return false;
    }
}

// The file's text, to be freed, zero-terminated; NULL with a failure.
static char *read_all(const struct journal *j, size_t *length, struct failure *failure) {
    struct stat st;
    *length = 0;
    if (fstat(j->fd, &st) != 0) {
        failure_set(failure, EXIT_ENVIRONMENT, "%.200s: %s", j->path, strerror(errno));
        return NULL;
    }
    if (!S_ISREG(st.st_mode) || st.st_size > longest) {
        failure_set(failure, EXIT_USAGE, "%.200s: not a journal of memcpybench", j->path);
        return NULL;
    }
    char *text = malloc((size_t)st.st_size + 1);
    ssize_t got = 1;
    while (text != NULL && got > 0 && *length < (size_t)st.st_size) {
        got = pread(j->fd, text + *length, (size_t)st.st_size - *length, (off_t)*length);
        *length += got > 0 ? (size_t)got : 0;
    }
    if (text == NULL || got < 0) {
        failure_set(failure, EXIT_ENVIRONMENT, "%.200s: %s", j->path, strerror(errno));
        free(text);
        return NULL;
    }
    text[*length] = '\0';
    return text;
}

// Empties the file and makes sure that something can be written to it.
static bool make_empty(const struct journal *j) {
    return ftruncate(j->fd, 0) == 0 && write(j->fd, "\n", 1) == 1 && ftruncate(j->fd, 0) == 0;
}

static bool create_locked(struct journal *j, const char *directory, struct failure *failure) {
    if (!open_locked(j, O_CREAT)) {
        int reason = errno;
        free(j->path);
        *j = (struct journal){0};
        return failure_set(failure, EXIT_ENVIRONMENT,
                           reason == EAGAIN
                               ? "%.200s: another run writes there (choose another --out, or wait)"
                               : "%.200s: cannot be written: %s (choose another --out)",
                           directory, strerror(reason));
    }
    size_t length = 0;
    struct stat st;
    if (fstat(j->fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        failure_set(failure, EXIT_ENVIRONMENT,
                    "%.200s: a device stands there (choose another --out)", j->path);
        journal_close(j, false);
        return false;
    }
    char *text = read_all(j, &length, failure);
    bool ok = text != NULL;
    bool unfinished = ok && memchr(text, '\n', length) != NULL; // else not even a first line
    free(text);
    if (unfinished)
        ok = failure_set(failure, EXIT_USAGE,
                         "%.150s: an unfinished race lies there (run --resume %.150s, or choose "
                         "another --out)",
                         directory, directory);
    else if (ok && !make_empty(j))
        ok = failure_set(failure, EXIT_ENVIRONMENT,
                         "%.200s: cannot be written: %s (choose another --out)", directory,
                         strerror(errno));
    if (text == NULL)
        forget_empty(j->fd, j->path);
    if (!ok)
        journal_close(j, text != NULL && !unfinished);
    return ok;
}

bool journal_create(struct journal *out, const char *directory, struct failure *failure) {
    *out = (struct journal){0};
    if (asprintf(&out->path, "%s/journal.jsonl", directory) < 0) {
        out->path = NULL;
        return failure_set(failure, EXIT_ENVIRONMENT, "%.200s: out of memory", directory);
    }
    return create_locked(out, directory, failure);
}

// Why there is nothing to be resumed.
static bool nothing_there(const char *directory, int reason, struct failure *failure) {
    char *result = NULL;
    if (reason == EAGAIN)
        return failure_set(failure, EXIT_ENVIRONMENT,
                           "%.200s: another run writes there (wait for its end)", directory);
    if (reason != ENOENT)
        return failure_set(failure, EXIT_USAGE, "%.200s: no unfinished race lies there: %s",
                           directory, strerror(reason));
    if (asprintf(&result, "%s/result.json", directory) < 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "%.200s: out of memory", directory);
    bool finished = access(result, F_OK) == 0;
    free(result);
    return failure_set(failure, EXIT_USAGE,
                       finished ? "%.200s: its race is finished, nothing is left to resume (see "
                                  "memcpybench table %.200s)"
                                : "%.200s: no unfinished race lies there (name a race's directory)",
                       directory, directory);
}

bool journal_open(struct journal *out, const char *directory, struct journal_content *content,
                  struct failure *failure) {
    struct journal j = {0};
    *content = (struct journal_content){0};
    if (asprintf(&j.path, "%s/journal.jsonl", directory) < 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "%.200s: out of memory", directory);
    if (!open_locked(&j, 0)) {
        int reason = errno;
        free(j.path);
        return nothing_there(directory, reason, failure);
    }
    size_t length = 0;
    char *text = read_all(&j, &length, failure);
    if (text != NULL && length == 0) { // somebody was ended after journal_finish(), or very early
        free(text);
        journal_close(&j, true);
        return nothing_there(directory, ENOENT, failure);
    }
    bool ok = text != NULL && journal_parse(j.path, text, length, content, failure);
    free(text);
    if (!ok) {
        journal_close(&j, false);
        return false;
    }
    j.length = content->length;
    j.rows = content->result.row_count;
    memcpy(j.digest, content->digest, sizeof j.digest);
    *out = j;
    return true;
}

static bool write_all(int fd, const char *text) {
    size_t length = strlen(text), done = 0;
    while (done < length) { // one call, but where it came short: then another says why
        ssize_t n = write(fd, text + done, length - done);
        if (n < 0 && errno != EINTR)
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool sync_if_due(struct journal *j) {
    double now = clock_ns();
    if (j->length > 0 && now - j->synced < SYNC_EVERY_NS)
        return true;
    j->synced = now;
    return fdatasync(j->fd) == 0;
}

// Seals and writes a line, syncs the file if that is due, and releases the object.
static bool append(struct journal *j, json_t *object, struct failure *failure) {
    char digest[IMPL_SHA256];
    memcpy(digest, j->digest, sizeof digest);
    char *line = object != NULL ? journal_line_seal(object, digest) : NULL;
    json_decref(object);
    if (line == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT,
                           "%.200s: not written: out of memory, or a text that is not UTF-8",
                           j->path);
    bool ok = write_all(j->fd, line) && sync_if_due(j);
    int reason = errno;
    if (ok) {
        j->length += strlen(line);
        memcpy(j->digest, digest, sizeof digest);
    } else if (ftruncate(j->fd, (off_t)j->length) != 0) {
        // what is left is a torn last line, which no reader takes for one
    }
    free(line);
    return ok || failure_set(failure, EXIT_ENVIRONMENT, "%.200s: not written: %s (%s)", j->path,
                             strerror(reason),
                             j->rows > 0 ? "what is there is kept: free space and --resume"
                                         : "free space, or choose another --out");
}

static json_t *seconds(const struct result *r) {
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:I}", "wall", parts_of_number(r->wall_seconds), "setup",
        parts_of_number(r->setup_seconds), "verify", parts_of_number(r->verify_seconds), "measure",
        parts_of_number(r->measure_seconds), "peak_memory_bytes", (json_int_t)r->peak_memory_bytes);
}

bool journal_add_head(struct journal *journal, const struct journal_head *head,
                      struct failure *failure) {
    json_t *words = json_array(), *field = json_array();
    bool ok = true;
    for (size_t i = 0; i < head->word_count; i++)
        ok = ok && json_array_append_new(words, json_string(head->words[i])) == 0;
    for (size_t i = 0; i < head->field_count; i++)
        ok = ok && json_array_append_new(field, parts_of_identity(&head->field[i])) == 0;
    struct result bare = *head->result;
    bare.impl_count = bare.row_count = 0;
    json_t *object =
        json_pack("{s:i, s:o, s:o, s:o, s:o}", "journal_version", JOURNAL_VERSION, "words", words,
                  "field", field, "result", parts_of_head(&bare), "seconds", seconds(head->result));
    if (!ok) {
        json_decref(object);
        object = NULL;
    }
    return append(journal, object, failure) &&
           (whole_file_sync_directory(journal->path) ||
            failure_set(failure, EXIT_ENVIRONMENT, "%.200s: not written: %s", journal->path,
                        strerror(errno)));
}

bool journal_add_resumption(struct journal *journal, const struct result *so_far,
                            struct failure *failure) {
    if (ftruncate(journal->fd, (off_t)journal->length) != 0) // a torn last line
        return failure_set(failure, EXIT_ENVIRONMENT, "%.200s: not written: %s", journal->path,
                           strerror(errno));
    return append(journal, json_pack("{s:b, s:o}", "resumed", 1, "seconds", seconds(so_far)),
                  failure);
}

bool journal_add_impl(struct journal *journal, const struct result *so_far,
                      const struct result_impl *impl, struct failure *failure) {
    return append(
        journal,
        json_pack("{s:o, s:o}", "implementation", parts_of_impl(impl), "seconds", seconds(so_far)),
        failure);
}

bool journal_add_row(struct journal *journal, const struct result *so_far,
                     const struct result_row *row, double cell_seconds, struct failure *failure) {
    if (!append(journal,
                json_pack("{s:f, s:o, s:o}", "cell_seconds", cell_seconds, "seconds",
                          seconds(so_far), "cell", parts_of_row(row)),
                failure))
        return false;
    journal->rows++;
    return true;
}

void journal_finish(struct journal *journal) {
    if (ftruncate(journal->fd, 0) == 0)
        journal->length = 0;
}

void journal_close(struct journal *journal, bool remove) {
    if (journal->path == NULL)
        return;
    if (remove)
        unlink(journal->path);
    close(journal->fd);
    free(journal->path);
    *journal = (struct journal){0};
}

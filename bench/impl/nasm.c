// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/nasm.h"

#include "bench/base/subprocess.h"
#include "bench/impl/bring.h"
#include "loader/contract.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// asm/contract.inc, embedded by the build.
extern const char contract_inc[];

enum {
    NOT_STARTED = 127,
    FILE_PATH = 600,
    COMPLAINT = 256,
    INCLUDES = 16,  // most directories that are searched
    ARGUMENTS = 10, // of nasm beside those
};

static const double longest = 10; // seconds
// The code and its record; what would write more has lost its way.
static const size_t most = BRING_CODE_MOST + sizeof(struct contract_record);

static char *path_in(const struct nasm *n, const char *name, char out[FILE_PATH]) {
    snprintf(out, FILE_PATH, "%s/%s", n->directory, name);
    return out;
}

static bool put(const struct nasm *n, const char *name, const void *bytes, size_t size) {
    char path[FILE_PATH];
    FILE *file = fopen(path_in(n, name, path), "wxe");
    if (file == NULL)
        return false;
    bool ok = fwrite(bytes, 1, size, file) == size;
    return fclose(file) == 0 && ok;
}

bool nasm_open(struct nasm *out, const struct spec *spec, const struct file_bytes *source,
               struct interrupt *interrupt, struct failure *failure) {
    const char *tmp = getenv("TMPDIR");
    struct nasm n = {.spec = spec, .interrupt = interrupt};
    int length = snprintf(n.directory, sizeof n.directory, "%s/memcpybench-asm-XXXXXX",
                          tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
    if (length >= (int)sizeof n.directory || mkdtemp(n.directory) == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "%s: no temporary directory: %s (set TMPDIR)",
                           spec->label, strerror(errno));
    if (!put(&n, "source.asm", source->bytes, source->size) ||
        !put(&n, "contract.inc", contract_inc, strlen(contract_inc))) {
        failure_set(failure, EXIT_ENVIRONMENT, "%s: %s: %s (set TMPDIR)", spec->label, n.directory,
                    strerror(errno));
        nasm_close(&n);
        return false;
    }
    *out = n;
    return true;
}

void nasm_close(const struct nasm *nasm) {
    static const char *const ours[] = {"source.asm", "contract.inc", "code", "complaints"};
    char path[FILE_PATH];
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        unlink(path_in(nasm, ours[i], path)); // as far as it is there
    rmdir(nasm->directory);
}

// The source's directory and those above it, the nearest first, each with a slash as nasm wants it.
// They belong to the process that becomes nasm. Returns how many.
static size_t list_includes(const struct spec *spec, char *out[INCLUDES]) {
    char beside[SPEC_PATH + 3];
    const char *slash = strrchr(spec->path, '/');
    snprintf(beside, sizeof beside, "%s%.*s", slash != NULL ? "" : "./",
             slash != NULL ? (int)(slash - spec->path + 1) : 0, spec->path);
    char *path = realpath(beside, NULL);
    size_t length = path != NULL ? strlen(path) : 0, count = 0;
    while (length > 0 && count < INCLUDES &&
           asprintf(&out[count], "%.*s/", (int)length, path) > 0) {
        count++;
        do
            length--;
        while (length > 0 && path[length] != '/');
    }
    free(path);
    return count;
}

// nasm looks for what is included where it stands before it looks anywhere else. Sources of two
// trees, as a gate compares them, would then share what the one of them holds: it stands at the
// root, and finds for each what its own tree has.
static void run_nasm(const struct nasm *n, bool with_record) {
    char source[FILE_PATH], contract[FILE_PATH], code[FILE_PATH], *includes[INCLUDES];
    char *all[ARGUMENTS + 2 * INCLUDES + 1] = {"nasm",
                                               "-w+error",
                                               "-f",
                                               "bin",
                                               "-p",
                                               path_in(n, "contract.inc", contract),
                                               "-o",
                                               path_in(n, "code", code),
                                               path_in(n, "source.asm", source)};
    size_t count = ARGUMENTS - 1, include_count = list_includes(n->spec, includes);
    for (size_t i = 0; i < include_count; i++) {
        all[count++] = "-I";
        all[count++] = includes[i];
    }
    if (with_record)
        all[count++] = "-DMEMCPYBENCH_CONTRACT";
    if (chdir("/") == 0)
        execvp("nasm", all);
}

static _Noreturn void become_nasm(const struct nasm *n, bool with_record) {
    char complaints[FILE_PATH];
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int out =
        open(path_in(n, "complaints", complaints), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (nothing < 0 || out < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(out, STDERR_FILENO) < 0)
        _exit(NOT_STARTED);
    unsetenv("NASMENV"); // the user's own settings are none of ours
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){most, most});
    setrlimit(RLIMIT_AS, &(struct rlimit){(rlim_t)1 << 30, (rlim_t)1 << 30});
    run_nasm(n, with_record);
    _exit(NOT_STARTED);
}

// "FILE:3: error: TEXT" becomes "line 3: TEXT" where FILE is our copy of the source.
static void reword(const char *line, const char *source, char out[COMPLAINT]) {
    size_t length = strlen(source);
    const char *error = strstr(line, "error: ");
    bool ours = strncmp(line, source, length) == 0 && line[length] == ':';
    const char *rest = ours ? line + length + 1 : line;
    int digits = ours ? (int)strspn(rest, "0123456789") : 0;
    if (digits > 0 && digits < 10 && error != NULL)
        snprintf(out, COMPLAINT, "line %.*s: %.*s", digits, rest, COMPLAINT - 32,
                 error + strlen("error: "));
    else
        snprintf(out, COMPLAINT, "%.*s", COMPLAINT - 1, rest);
}

// nasm's first line that is an error, else its first.
static void first_complaint(const struct nasm *n, char out[COMPLAINT]) {
    char path[FILE_PATH], line[1024];
    snprintf(out, COMPLAINT, "nasm gives no reason");
    FILE *file = fopen(path_in(n, "complaints", path), "re");
    bool found = false, first = true;
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        found = strstr(line, "error: ") != NULL || strstr(line, "fatal: ") != NULL;
        if (found || first)
            reword(line, path_in(n, "source.asm", path), out);
        first = false;
    }
    if (file != NULL)
        fclose(file);
}

static bool conclude(const struct nasm *n, enum subprocess_end end, int status,
                     struct failure *failure) {
    char why[COMPLAINT];
    const char *label = n->spec->label;
    if (end == SUBPROCESS_INTERRUPTED)
        return failure_set(failure, (enum exit_status)(128 + n->interrupt->signal),
                           "%s: interrupted while nasm was at work", label);
    if (end == SUBPROCESS_TOO_SLOW)
        return failure_set(failure, EXIT_USAGE,
                           "%s: nasm was not done in %.0f s (does a macro go round in circles?)",
                           label, longest);
    if (end == SUBPROCESS_LOST)
        return failure_set(failure, EXIT_ENVIRONMENT, "%s: no child process: %s", label,
                           strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_STARTED)
        return failure_set(failure, EXIT_ENVIRONMENT,
                           "%s: nasm could not be started (install nasm: apt-get install nasm)",
                           label);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
        return failure_set(failure, EXIT_USAGE,
                           "%s: its code is over %zu MiB, the most that is "
                           "taken",
                           label, BRING_CODE_MOST >> 20);
    if (WIFSIGNALED(status))
        return failure_set(failure, EXIT_USAGE, "%s: nasm died of it (%s)", label,
                           strsignal(WTERMSIG(status)));
    first_complaint(n, why);
    return failure_set(failure, EXIT_USAGE, "%s: %s", label, why);
}

bool nasm_run(const struct nasm *nasm, bool with_record, struct file_bytes *out,
              struct failure *failure) {
    char code[FILE_PATH];
    struct stat st;
    path_in(nasm, "code", code);
    fflush(NULL); // what is buffered is written once, by us
    pid_t child = subprocess_fork();
    if (child == 0)
        become_nasm(nasm, with_record);
    int status = 0;
    enum subprocess_end end =
        child < 0 ? SUBPROCESS_LOST : subprocess_wait(child, longest, nasm->interrupt, &status);
    if (!conclude(nasm, end, status, failure))
        return false;
    if (stat(code, &st) == 0 && st.st_size == 0)
        return failure_set(failure, EXIT_USAGE, "%s: assembles to nothing, not a single byte",
                           nasm->spec->label);
    return file_bytes_read(code, nasm->spec->label, most, out, failure);
}

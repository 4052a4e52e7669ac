// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/gnuplot.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int spawn(int script, int complaints, const char *directory, pid_t *child) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, directory);
    posix_spawn_file_actions_adddup2(&actions, script, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, complaints, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
    posix_spawnattr_t attributes; // no signal that we hold back is held back from it
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    char *argv[] = {"gnuplot", "-d", "-", NULL}; // -d: the user's own settings are none of ours
    int error = posix_spawnp(child, "gnuplot", &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

// gnuplot echoes the faulty line and a caret; the line with the reason holds "line N:".
static void first_complaint(FILE *file, char *out, size_t size) {
    char line[256];
    snprintf(out, size, "no reason given");
    rewind(file);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strstr(line, "line ") != NULL) {
            snprintf(out, size, "%s", line);
            break;
        }
    }
}

// Nobody would stop it from drawing on, into files that are taken away.
static bool lose(pid_t child, struct failure *failure) {
    failure_set(failure, EXIT_ENVIRONMENT, "gnuplot: lost sight of it: %s", strerror(errno));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return false;
}

bool gnuplot_run(FILE *script, const char *directory, struct failure *failure) {
    // A directory that is not there would look like a gnuplot that is not there.
    if (access(directory, W_OK | X_OK) != 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "%.200s: cannot be written: %s", directory,
                           strerror(errno));
    FILE *complaints = tmpfile();
    if (complaints == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "gnuplot: no temporary file: %s (set TMPDIR)",
                           strerror(errno));
    rewind(script);
    lseek(fileno(script), 0, SEEK_SET);
    pid_t child = 0;
    int error = spawn(fileno(script), fileno(complaints), directory, &child), status = 0;
    char why[256];
    bool ok = error == 0;
    if (error == ENOENT)
        failure_set(
            failure, EXIT_ENVIRONMENT,
            "gnuplot: not installed, no plots drawn (apt-get install gnuplot-nox; the result "
            "is kept, `memcpybench plot` draws it later)");
    else if (error != 0)
        failure_set(failure, EXIT_ENVIRONMENT, "gnuplot: not started: %s", strerror(error));
    while (ok && waitpid(child, &status, 0) < 0)
        ok = errno == EINTR || lose(child, failure);
    if (ok && status != 0) {
        first_complaint(complaints, why, sizeof why);
        ok = failure_set(failure, EXIT_ENVIRONMENT, "gnuplot: failed: %.200s", why);
    }
    fclose(complaints);
    return ok;
}

void gnuplot_quote(FILE *script, const char *text) {
    fputc('\'', script);
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputc('\'', script);
        if ((unsigned char)*text >= 0x20 && *text != 0x7f)
            fputc(*text, script);
    }
    fputc('\'', script);
}

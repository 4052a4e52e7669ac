// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The table of commands, nothing more.
#include "bench/base/nearest.h"
#include "bench/cli/command.h"
#include "loader/cpu.h"
#include "version.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

// Assembled from asm/ by the build.
extern const struct blob_table kernel_blobs;

static const struct command *const commands[] = {
    &list_command,   &show_command,   &demo_command,   &verify_command,  &run_command,
    &table_command,  &plot_command,   &report_command, &compare_command, &check_command,
    &cliffs_command, &advise_command, &topo_command,
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_usage(void) {
    printf("Usage: memcpybench COMMAND [OPTION]...\n\n"
           "Races memcpy implementations on this machine.\n\nCommands:\n");
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  %-8s %s\n", commands[i]->name, commands[i]->summary);
    printf("\nEvery command has --help with examples. MEMCPYBENCH_MASK_ISA=avx512f,... in\n"
           "the environment makes it believe that the processor lacks these features.\n\n"
           "Exit status: 0 ok, 1 regression, 2 bad usage or input, 3 an implementation failed\n"
           "verification, 4 inconclusive, 5 the environment failed, 77 nothing here can run,\n"
           "128+n ended by signal n.\n");
}

static const struct command *find_command(const char *name, struct failure *failure) {
    struct nearest search = {.typed = name};
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
        nearest_consider(&search, commands[i]->name);
    }
    if (search.best != NULL)
        failure_set(failure, EXIT_USAGE, "'%.40s': no such command (did you mean '%s'?)", name,
                    search.best);
    else
        failure_set(failure, EXIT_USAGE, "'%.40s': no such command (see memcpybench --help)", name);
    return NULL;
}

static bool find_features(uint64_t *out, struct failure *failure) {
    const char *mask = getenv("MEMCPYBENCH_MASK_ISA"), *unknown = NULL;
    uint64_t masked = 0;
    size_t length = 0;
    if (mask != NULL && !cpu_parse(mask, &masked, &unknown, &length))
        return failure_set(
            failure, EXIT_USAGE,
            "MEMCPYBENCH_MASK_ISA: '%.*s' is no feature (names as in `memcpybench list`)",
            length > 40 ? 40 : (int)length, unknown);
    *out = cpu_without(cpu_detect(), masked);
    return true;
}

// What an implementation may take of the stack, 64 KiB, and thrice as much for ourselves: who finds
// none left is ended, in a race and without a word, or is taken for a wrong copy.
enum { STACK_LEAST = 256 << 10 };

static bool find_stack(struct failure *failure) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= STACK_LEAST)
        return true;
    struct rlimit raised = {STACK_LEAST, limit.rlim_max};
    return (limit.rlim_max >= STACK_LEAST && setrlimit(RLIMIT_STACK, &raised) == 0) ||
           failure_set(failure, EXIT_ENVIRONMENT,
                       "stack: %llu KiB are too little, %d are needed (raise the limit, ulimit -s)",
                       (unsigned long long)limit.rlim_cur >> 10, STACK_LEAST >> 10);
}

static enum exit_status dispatch(int argc, char **argv, struct failure *failure) {
    struct context context = {.blobs = &kernel_blobs, .argc = argc, .argv = argv};
    if (argc < 2) {
        failure_set(failure, EXIT_USAGE, "no command (try memcpybench run --quick, or --help)");
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_usage();
        return EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("memcpybench %s (%s)\n", MEMCPYBENCH_VERSION, MEMCPYBENCH_COMMIT);
        return EXIT_OK;
    }
    if (!find_stack(failure))
        return failure->status;
    const struct command *command = find_command(argv[1], failure);
    if (command == NULL || !find_features(&context.features, failure))
        return failure->status;
    return command_run(command, &context, argc - 1, argv + 1, failure);
}

// A signal that interrupted the work is passed on, so that whoever started us sees 128 + n as from
// any other program.
static void die_of(int sig) {
    fflush(NULL);
    signal(sig, SIG_DFL);
    raise(sig);
}

// A file that may not grow is a write that fails, and not our end. Caught and not ignored, since
// gnuplot would inherit that.
static void on_file_too_large(int sig) {
    (void)sig;
}

int main(int argc, char **argv) {
    struct failure failure = {EXIT_OK, ""};
    signal(SIGXFSZ, on_file_too_large);
    signal(SIGCHLD, SIG_DFL); // a parent that ignores it would leave us nothing to wait for
    int status = (int)dispatch(argc, argv, &failure);
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        fprintf(stderr, "memcpybench: standard output: %s (what was to be kept has been kept)\n",
                strerror(errno));
        status = status > 128 ? status : EXIT_ENVIRONMENT;
    }
    if (failure.text[0] != '\0') {
        fprintf(stderr, "memcpybench: %s\n", failure.text);
        status = status > 128 ? status : (int)failure.status;
    }
    if (status > 128)
        die_of(status - 128);
    return status;
}

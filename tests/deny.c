// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Runs a program to which the kernel denies system calls, as a container or a hardened system may:
//   deny CALL[:ARGUMENT=VALUE | :ARGUMENT&BITS]... -- PROGRAM [ARG]...
// Each CALL is answered with EPERM; behind a colon, only where the argument of that number, from 0
// on, is VALUE, or has all BITS set. Its children are bound by it too.
#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FAILED = 125 }; // as of env(1) and others that run programs

// What stands behind the colon.
static bool parse_argument(const char *text, struct scmp_arg_cmp *out) {
    unsigned argument = 0;
    unsigned long value = 0;
    char kind = 0, rest = 0;
    if (sscanf(text, "%u%c%lu%c", &argument, &kind, &value, &rest) != 3 || argument > 5)
        return false;
    *out = (struct scmp_arg_cmp){.arg = argument,
                                 .op = kind == '=' ? SCMP_CMP_EQ : SCMP_CMP_MASKED_EQ,
                                 .datum_a = value,
                                 .datum_b = kind == '=' ? 0 : value};
    return kind == '=' || kind == '&';
}

static bool add_rule(scmp_filter_ctx filter, char *rule) {
    struct scmp_arg_cmp argument;
    char *behind = strchr(rule, ':');
    if (behind != NULL)
        *behind++ = '\0';
    int call = seccomp_syscall_resolve_name(rule);
    return call != __NR_SCMP_ERROR && (behind == NULL || parse_argument(behind, &argument)) &&
           seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, behind != NULL, &argument) ==
               0;
}

int main(int argc, char **argv) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int i = 1;
    for (; filter != NULL && i < argc && strcmp(argv[i], "--") != 0; i++)
        if (!add_rule(filter, argv[i])) {
            fprintf(stderr, "deny: '%s': no system call, or no argument of one\n", argv[i]);
            return FAILED;
        }
    if (filter == NULL || i + 1 >= argc || seccomp_load(filter) != 0) {
        fprintf(stderr, "deny: no filter, or nothing to run\n");
        return FAILED;
    }
    seccomp_release(filter);
    execvp(argv[i + 1], argv + i + 1);
    perror(argv[i + 1]);
    return FAILED;
}

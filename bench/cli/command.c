// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/command.h"

#include "bench/base/nearest.h"
#include "bench/record/result.h"

#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS_MAX = 32, HELP_VALUE = 256 }; // getopt's values: HELP_VALUE, then one an option

static void print_option(const struct option_row *row) {
    char left[64];
    snprintf(left, sizeof left, "%s%c%s--%s%s%s", row->letter != 0 ? "-" : " ",
             row->letter != 0 ? row->letter : ' ', row->letter != 0 ? ", " : "  ", row->name,
             row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
    printf("  %-26s", left);
    for (const char *line = row->help; line != NULL;) {
        const char *end = strchr(line, '\n');
        printf("%.*s\n", end != NULL ? (int)(end - line) : (int)strlen(line), line);
        line = end != NULL ? end + 1 : NULL;
        if (line != NULL)
            printf("  %-26s", "");
    }
}

static void print_help(const struct command *command) {
    printf("Usage: memcpybench %s [OPTION]...%s%s\n\n%s\n\nOptions:\n", command->name,
           command->operands != NULL ? " " : "", command->operands != NULL ? command->operands : "",
           command->summary);
    for (size_t i = 0; i < command->option_count; i++)
        print_option(&command->options[i]);
    print_option(&(struct option_row){.name = "help", .help = "print this and exit"});
    printf("\nExamples:\n%s", command->examples);
}

static bool bad_option(const struct command *command, const char *typed, struct failure *failure) {
    char word[64];
    snprintf(word, sizeof word, "%s", typed + strspn(typed, "-"));
    word[strcspn(word, "=")] = '\0';
    struct nearest search = {.typed = word};
    size_t begin = 0;
    for (size_t i = 0; i <= command->option_count; i++) {
        const char *name = i < command->option_count ? command->options[i].name : "help";
        if (strcmp(name, word) == 0)
            return failure_set(failure, EXIT_USAGE, "%s: --%s takes no value (write --%s alone)",
                               command->name, name, name);
        begin += word[0] != '\0' && strncmp(name, word, strlen(word)) == 0;
        nearest_consider(&search, name);
    }
    if (begin > 1)
        return failure_set(failure, EXIT_USAGE,
                           "%s: '%.60s' begins more than one option (see memcpybench %s --help)",
                           command->name, typed, command->name);
    if (search.best != NULL)
        return failure_set(failure, EXIT_USAGE, "%s: no option '%.60s' (did you mean --%s?)",
                           command->name, typed, search.best);
    return failure_set(failure, EXIT_USAGE, "%s: no option '%.60s' (see memcpybench %s --help)",
                       command->name, typed, command->name);
}

static bool store(const struct option_row *row, char *value, void *values,
                  struct failure *failure) {
    char *at = (char *)values + row->offset;
    struct text_list *list = (struct text_list *)(void *)at;
    switch (row->type) {
    case OPTION_FLAG: *(bool *)(void *)at = true; break;
    case OPTION_TEXT: *(const char **)(void *)at = value; break;
    case OPTION_LIST:
        if (list->count == TEXT_LIST_MAX)
            return failure_set(failure, EXIT_USAGE, "--%s: given more than %d times (give fewer)",
                               row->name, TEXT_LIST_MAX);
        list->texts[list->count++] = value;
        break;
    }
    return true;
}

// The rows as getopt_long wants them.
static void fill_getopt(const struct command *command, struct option *longs, char *shorts) {
    size_t n = 0;
    *shorts++ = ':'; // a missing value is told from an unknown option
    for (; n < command->option_count; n++) {
        const struct option_row *row = &command->options[n];
        int has_arg = row->argument != NULL ? required_argument : no_argument;
        longs[n] = (struct option){row->name, has_arg, NULL, HELP_VALUE + 1 + (int)n};
        if (row->letter != 0)
            *shorts++ = row->letter;
        if (row->letter != 0 && has_arg == required_argument)
            *shorts++ = ':';
    }
    longs[n++] = (struct option){"help", no_argument, NULL, HELP_VALUE};
    longs[n] = (struct option){0};
    *shorts = '\0';
}

static const struct option_row *find_row(const struct command *command, int value) {
    if (value > HELP_VALUE)
        return &command->options[value - HELP_VALUE - 1];
    for (size_t i = 0; i < command->option_count; i++)
        if (command->options[i].letter == value)
            return &command->options[i];
    return NULL;
}

static bool check_operands(const struct command *command, const struct call *call,
                           struct failure *failure) {
    if (call->operand_count > command->most)
        return failure_set(failure, EXIT_USAGE,
                           command->most == 0
                               ? "%s: takes no names, got '%.60s' (options begin with --; see "
                                 "memcpybench %s --help)"
                               : "%s: too many, got also '%.60s' (see memcpybench %s --help)",
                           command->name, call->operands[command->most], command->name);
    if (call->operand_count < command->fewest)
        return failure_set(failure, EXIT_USAGE, "%s: names no %s (see memcpybench %s --help)",
                           command->name, command->operands, command->name);
    return true;
}

// False where there is nothing to run: on bad usage, with a failure, and after printing help,
// without one.
static bool parse(const struct command *command, int argc, char **argv, void *values,
                  struct call *call, struct failure *failure) {
    struct option longs[OPTIONS_MAX + 2];
    char shorts[2 * OPTIONS_MAX + 2];
    fill_getopt(command, longs, shorts);
    optind = 0; // getopt's own state, begun anew
    opterr = 0;
    for (;;) {
        int before = optind > 0 ? optind : 1;
        int value = getopt_long(argc, argv, shorts, longs, NULL);
        if (value == -1)
            break;
        if (value == HELP_VALUE) {
            print_help(command);
            return false;
        }
        const char *typed = argv[optind > before ? optind - 1 : before];
        if (value == ':')
            return failure_set(failure, EXIT_USAGE,
                               "%s: '%.60s' needs a value (see memcpybench %s --help)",
                               command->name, typed, command->name);
        const struct option_row *row = value == '?' ? NULL : find_row(command, value);
        if (row == NULL)
            return bad_option(command, typed, failure);
        if (!store(row, optarg, values, failure))
            return false;
    }
    call->operands = (const char *const *)argv + optind;
    call->operand_count = (size_t)(argc - optind);
    return check_operands(command, call, failure);
}

bool command_parse(const struct command *command, int argc, char **argv, void *options,
                   struct failure *failure) {
    struct call call;
    return parse(command, argc, argv, options, &call, failure);
}

enum exit_status command_run(const struct command *command, const struct context *context, int argc,
                             char **argv, struct failure *failure) {
    void *values = calloc(1, command->options_size + 1);
    if (values == NULL) {
        failure_set(failure, EXIT_ENVIRONMENT, "%s: out of memory", command->name);
        return failure->status;
    }
    struct call call = {.context = context, .options = values};
    enum exit_status status = EXIT_OK;
    if (parse(command, argc, argv, values, &call, failure))
        status = command->run(&call, failure);
    free(values);
    return failure->text[0] != '\0' && status <= 128 ? failure->status : status;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Command lines, a word a line, for the options of every command; none of them is run.
#include "bench/cli/command.h"

#include "tests/fuzz/fuzz.h"

enum { WORDS = 80 };

static enum exit_status check_call(const struct call *call, struct failure *failure) {
    (void)failure;
    for (size_t i = 0; i < call->operand_count; i++)
        expect(call->operands[i] != NULL);
    return EXIT_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct command *const commands[] = {
        &list_command,  &show_command, &demo_command,    &verify_command, &run_command,
        &table_command, &plot_command, &compare_command, &topo_command};
    if (size == 0)
        return 0;
    struct command command = *commands[data[0] % (sizeof commands / sizeof *commands)];
    char *text = input_text(data + 1, size - 1), *rest = text, name[] = "command";
    char *argv[WORDS + 2] = {name};
    int argc = 1;
    for (char *word; argc <= WORDS && (word = strsep(&rest, "\n")) != NULL;)
        argv[argc++] = word;
    const struct context context = {.argc = argc, .argv = argv};
    struct failure failure = {0};
    command.run = check_call;
    if (command_run(&command, &context, argc, argv, &failure) != EXIT_OK)
        expect_failure(&failure);
    free(text);
    return 0;
}

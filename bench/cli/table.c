// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/command.h"
#include "bench/cli/output.h"
#include "bench/cli/terminal.h"

static enum exit_status run(const struct call *call, struct failure *failure) {
    struct table_style style = terminal_style();
    for (size_t i = 0; i < call->operand_count; i++) {
        struct result result;
        if (!output_read_result(call->operands[i], &result, NULL, failure))
            break;
        if (i > 0)
            putchar('\n');
        table_print(&result, &style, stdout);
        result_free(&result);
    }
    return failure->status;
}

const struct command table_command = {
    .name = "table",
    .operands = "RESULT…",
    .fewest = 1,
    .most = SIZE_MAX,
    .summary = "prints stored results again",
    .examples = "  memcpybench table results/*/result.json\n",
    .run = run,
};

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a race would do, printed and not done.
#ifndef CLI_DRY_RUN_H
#define CLI_DRY_RUN_H

#include "bench/cli/field.h"

// EXIT_OK, or the failure's status where no race can be planned.
enum exit_status dry_run_print(const struct field *field, struct failure *failure);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What stands at a path, links followed. False for what is not there or may not be looked at.
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stdbool.h>

bool path_is_directory(const char *path);

// A regular file: reading it ends, and may begin anew.
bool path_is_file(const char *path);

#endif

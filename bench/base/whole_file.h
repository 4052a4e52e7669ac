// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Files that are there whole or not at all.
#ifndef BASE_WHOLE_FILE_H
#define BASE_WHOLE_FILE_H

#include "bench/base/failure.h"

#include <stdio.h>

// Prints into the file; false where the content cannot be printed, as where a write failed.
typedef bool whole_file_print(const void *content, FILE *out);

// Whether `path` can be written, as far as its temporary file tells, which is made and taken away
// again: before work is done for it that would be lost.
bool whole_file_check(const char *path, struct failure *failure);

// Writes a temporary file beside `path`, syncs it, renames it and syncs the directory. Until the
// rename what stood there stays as it was; a directory, a link or a device that stands there is
// refused.
bool whole_file_write(const char *path, whole_file_print *print, const void *content,
                      struct failure *failure);

// Removes the temporary files that writers of `path` left who were killed. Only while nobody else
// can be writing it.
void whole_file_sweep(const char *path);

// Makes sure that names in the directory that `path` lies in outlast a power failure. False with
// errno set.
bool whole_file_sync_directory(const char *path);

#endif

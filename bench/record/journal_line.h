// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// One line of a journal: JSON that carries a chained checksum. For record/ alone.
#ifndef RECORD_JOURNAL_LINE_H
#define RECORD_JOURNAL_LINE_H

#include "bench/impl/impl.h"

#include <jansson.h>

// The line of an object, newline included, to be freed; *digest is the line's before it (empty for
// the first) and becomes its own. NULL where memory is short. The object is not released.
char *journal_line_seal(const json_t *object, char digest[IMPL_SHA256]);

// Whether a line, without its newline, is what was sealed after a line of that digest; *digest
// becomes its own then.
bool journal_line_is_whole(const char *text, size_t length, char digest[IMPL_SHA256]);

#endif

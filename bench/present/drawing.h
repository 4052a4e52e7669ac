// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// One run of gnuplot that draws pictures into a directory, each in every format, whole or not at
// all.
#ifndef PRESENT_DRAWING_H
#define PRESENT_DRAWING_H

#include "bench/base/failure.h"

#include <stddef.h>
#include <stdio.h>

enum { DRAWING_NAME = 160 }; // bytes that hold any picture's name

struct drawing {
    FILE *script;                // what the pictures have in common is printed into it
    char (*names)[DRAWING_NAME]; // of those in it so far, without extension
    size_t count;
};

// Begins one of `most` pictures at the most. End it whether this succeeds or not.
bool drawing_begin(struct drawing *d, size_t most, struct failure *failure);

// Prints what draws a picture in every format.
void drawing_add(struct drawing *d, const char *name, const char *script);

// Draws the pictures unless something was wrong already (`ok` is false), and gives them their
// names. False, with none of those left that are not whole, where anything failed.
bool drawing_end(struct drawing *d, const char *directory, bool ok, struct failure *failure);

// Whether a file's name is one that a picture may have: out is it without its extension.
bool drawing_is_name(const char *file, char out[DRAWING_NAME]);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Text from files, as HTML may hold it.
#ifndef PRESENT_HTML_H
#define PRESENT_HTML_H

#include <stdbool.h>
#include <stdio.h>

// Prints a text as an element's content or an attribute's value in quotes.
void html_text(FILE *out, const char *text);

// The same of what a format gives, cut after 1023 bytes.
__attribute__((format(printf, 2, 3))) void html_say(FILE *out, const char *format, ...);

// Prints JSON so that a script element may hold it: no '<' is left, which stands in strings only.
void html_json(FILE *out, const char *json, size_t length);

// Prints an SVG picture as gnuplot writes it into a page: without what stands before its first
// element, all its ids and what refers to them with a prefix of letters and digits, since pictures
// in one page share their names. False where it is no whole picture.
bool html_svg(FILE *out, const char *svg, const char *prefix, const char *label);

#endif

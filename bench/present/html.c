// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/html.h"

#include <stdarg.h>
#include <string.h>

void html_text(FILE *out, const char *text) {
    for (; *text != '\0'; text++)
        switch (*text) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '"': fputs("&quot;", out); break;
        case '\'': fputs("&#39;", out); break;
        default: fputc(*text, out); break;
        }
}

void html_say(FILE *out, const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    html_text(out, text);
}

void html_json(FILE *out, const char *json, size_t length) {
    for (const char *at = json; at < json + length; at++)
        if (*at == '<')
            fputs("\\u003c", out);
        else
            fputc(*at, out);
}

// What a name that others refer to stands behind, inside a tag.
static const char *const before_ids[] = {" id='", " id=\"", "href='#", "href=\"#", "url(#"};

static size_t length_before_id(const char *at) {
    for (size_t i = 0; i < sizeof before_ids / sizeof *before_ids; i++) {
        size_t length = strlen(before_ids[i]);
        if (strncmp(at, before_ids[i], length) == 0)
            return length;
    }
    return 0;
}

bool html_svg(FILE *out, const char *svg, const char *prefix, const char *label) {
    const char *at = strstr(svg, "<svg");
    bool in_tag = true;
    if (at == NULL || strstr(at, "</svg>") == NULL)
        return false;
    at += strlen("<svg");
    fputs("<svg class=\"plot\" role=\"img\" aria-label=\"", out);
    html_text(out, label);
    fputs("\"", out);
    while (*at != '\0') {
        size_t length = in_tag ? length_before_id(at) : 0;
        if (length > 0) {
            fprintf(out, "%.*s%s", (int)length, at, prefix);
            at += length;
            continue;
        }
        // In text '<' is always escaped, '>' is not.
        in_tag = *at == '<' || (in_tag && *at != '>');
        fputc(*at++, out);
    }
    return true;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/check_formats.h"

#include "bench/base/whole_file.h"
#include "bench/present/gate_format.h"

#include <string.h>

// GATE_FORMATS where the text names none; *file is what stands behind '=', NULL for standard
// output.
static enum gate_format parse(const char *text, const char **file) {
    size_t length = strcspn(text, "=");
    enum gate_format format = 0;
    *file = text[length] == '=' ? text + length + 1 : NULL;
    while (format < GATE_FORMATS && (strlen(gate_format_name(format)) != length ||
                                     strncmp(gate_format_name(format), text, length) != 0))
        format++;
    return format;
}

// Whether what is written before the i-th leaves its file to it.
static bool has_file_alone(const struct text_list *texts, size_t i, const char *file,
                           const char *taken) {
    bool alone = taken == NULL || strcmp(taken, file) != 0;
    for (size_t j = 0; j < i; j++) {
        const char *other = NULL;
        (void)parse(texts->texts[j], &other);
        alone = alone && (other == NULL || strcmp(other, file) != 0);
    }
    return alone;
}

bool check_formats_are_sound(const struct text_list *texts, const char *taken,
                             struct failure *failure) {
    for (size_t i = 0; i < texts->count; i++) {
        const char *file = NULL, *text = texts->texts[i];
        if (parse(text, &file) == GATE_FORMATS)
            return failure_set(failure, EXIT_USAGE,
                               "--format '%.60s': no such format (text, markdown, junit, json, "
                               "custom-smaller-is-better or github, with =FILE or without)",
                               text);
        if (file != NULL && file[0] == '\0')
            return failure_set(failure, EXIT_USAGE, "--format '%.60s': names no file (KIND=FILE)",
                               text);
        if (file != NULL && !has_file_alone(texts, i, file, taken))
            return failure_set(failure, EXIT_USAGE,
                               "--format '%.200s': something else is to be written into that "
                               "file too (name another)",
                               text);
        if (file != NULL && !whole_file_check(file, failure))
            return false;
    }
    return true;
}

struct printing {
    enum gate_format format;
    const struct gate_report *report;
};

static bool print(const void *content, FILE *out) {
    const struct printing *p = content;
    return gate_format_print(p->format, p->report, out);
}

static bool write_files(const struct text_list *texts, const struct gate_report *report,
                        struct failure *failure) {
    struct failure first = {.status = EXIT_OK};
    for (size_t i = 0; i < texts->count; i++) {
        const char *file = NULL;
        struct failure here = {.status = EXIT_OK};
        const struct printing p = {parse(texts->texts[i], &file), report};
        if (file != NULL && !whole_file_write(file, print, &p, &here) && first.text[0] == '\0')
            first = here;
    }
    if (first.text[0] != '\0')
        *failure = first;
    return first.text[0] == '\0';
}

bool check_formats_print(const struct text_list *texts, const struct gate_report *report,
                         struct failure *failure) {
    bool written = write_files(texts, report, failure);
    if (texts->count == 0)
        gate_format_print(GATE_TEXT, report, stdout);
    for (size_t i = 0; i < texts->count; i++) {
        const char *file = NULL;
        enum gate_format format = parse(texts->texts[i], &file);
        if (file == NULL) // main notices where standard output cannot be written
            gate_format_print(format, report, stdout);
    }
    return written;
}

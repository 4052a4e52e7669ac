// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/formats.h"

#include "bench/base/whole_file.h"
#include "bench/cli/terminal.h"
#include "bench/present/chart.h"

#include <string.h>

// FORMATS_KNOWN where the text names none; *file is what stands behind '=', NULL for standard
// output.
static enum format parse(const char *text, const char **file) {
    size_t length = strcspn(text, "=");
    enum format format = 0;
    *file = text[length] == '=' ? text + length + 1 : NULL;
    while (format < FORMATS_KNOWN && (strlen(format_name(format)) != length ||
                                      strncmp(format_name(format), text, length) != 0))
        format++;
    return format;
}

bool formats_check(const struct text_list *texts, struct failure *failure) {
    for (size_t i = 0; i < texts->count; i++) {
        const char *file = NULL;
        if (parse(texts->texts[i], &file) == FORMATS_KNOWN)
            return failure_set(
                failure, EXIT_USAGE,
                "--format '%.60s': no such format (table, csv, markdown or json, with "
                "=FILE or without)",
                texts->texts[i]);
        if (file != NULL && file[0] == '\0')
            return failure_set(failure, EXIT_USAGE, "--format '%.60s': names no file (KIND=FILE)",
                               texts->texts[i]);
    }
    return true;
}

bool formats_check_files(const struct text_list *texts, struct failure *failure) {
    const char *file = NULL;
    for (size_t i = 0; i < texts->count; i++)
        if (parse(texts->texts[i], &file) < FORMATS_KNOWN && file != NULL &&
            !whole_file_check(file, failure))
            return false;
    return true;
}

bool formats_are_for_reading(const struct text_list *texts) {
    const char *file = NULL;
    for (size_t i = 0; i < texts->count; i++)
        if (parse(texts->texts[i], &file) != FORMAT_TABLE && file == NULL)
            return false;
    return true;
}

struct printing {
    enum format format;
    formats_printer *print;
    const void *content;
};

static bool print_plain(const void *content, FILE *out) {
    const struct printing *p = content;
    const struct table_style plain = {.width = 100};
    return p->print(p->format, p->content, &plain, out);
}

bool formats_print_as(const struct text_list *texts, formats_printer *print, const void *content,
                      struct failure *failure) {
    const struct table_style style = terminal_style();
    if (texts->count == 0)
        print(FORMAT_TABLE, content, &style, stdout);
    for (size_t i = 0; i < texts->count; i++) {
        const char *file = NULL;
        enum format format = parse(texts->texts[i], &file);
        if (file == NULL) // main notices where standard output cannot be written
            print(format, content, &style, stdout);
        else if (!whole_file_write(file, print_plain, &(struct printing){format, print, content},
                                   failure))
            return false;
    }
    return true;
}

static bool print_result(enum format format, const void *content, const struct table_style *style,
                         FILE *out) {
    return format_print(format, content, style, out);
}

bool formats_print(const struct text_list *texts, const struct result *result,
                   struct failure *failure) {
    return formats_print_as(texts, print_result, result, failure);
}

bool formats_check_chart(const struct text_list *texts, struct failure *failure) {
    return formats_are_for_reading(texts) ||
           failure_set(failure, EXIT_USAGE,
                       "--chart: standard output is to hold another format (write that to a file, "
                       "with =FILE)");
}

void formats_print_chart(const struct result *result) {
    const struct table_style style = terminal_style();
    chart_print(result, &style, stdout); // main notices a full disk
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Journals. No chance finds a line's checksum, so each line that is an object is sealed here.
#include "bench/analyse/summary.h"
#include "bench/record/journal.h"
#include "bench/record/journal_line.h"

#include "tests/fuzz/fuzz.h"

static void add_line(FILE *out, const char *line, char digest[IMPL_SHA256]) {
    json_t *object = json_loads(line, 0, NULL);
    char *sealed = NULL;
    json_object_del(object, "sha256");
    if (json_object_size(object) > 0)
        sealed = journal_line_seal(object, digest);
    json_decref(object);
    if (sealed != NULL)
        fputs(sealed, out);
    else
        fprintf(out, "%s\n", line);
    free(sealed);
}

static char *seal_lines(char *lines, size_t *length) {
    char digest[IMPL_SHA256] = "", *text = NULL, *line = NULL;
    FILE *out = open_memstream(&text, length);
    expect(out != NULL);
    while ((line = strsep(&lines, "\n")) != NULL)
        add_line(out, line, digest);
    fclose(out);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *lines = input_text(data, size);
    size_t length = 0;
    char *text = seal_lines(lines, &length);
    struct journal_content content;
    struct failure failure = {0};
    if (journal_parse("journal", text, length, &content, &failure)) {
        FILE *out = fopen("/dev/null", "w");
        expect(content.length <= length && out != NULL);
        summary_fill(&content.result);
        expect(result_print(&content.result, out));
        fclose(out);
        journal_content_free(&content);
    } else {
        expect_failure(&failure);
    }
    free(text);
    free(lines);
    return 0;
}

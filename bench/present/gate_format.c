// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/gate_format.h"

static const struct {
    const char *name;
    bool (*print)(const struct gate_report *report, FILE *out);
} formats[GATE_FORMATS] = {
    [GATE_TEXT] = {"text", gate_text_print},
    [GATE_MARKDOWN] = {"markdown", gate_markdown_print},
    [GATE_JUNIT] = {"junit", gate_junit_print},
    [GATE_JSON] = {"json", gate_json_print},
    [GATE_CUSTOM] = {"custom-smaller-is-better", gate_custom_print},
    [GATE_GITHUB] = {"github", gate_github_print},
};

const char *gate_format_name(enum gate_format format) {
    return formats[format].name;
}

bool gate_format_print(enum gate_format format, const struct gate_report *report, FILE *out) {
    return formats[format].print(report, out) && ferror(out) == 0;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The forms in which a gate's report can be printed.
#ifndef PRESENT_GATE_FORMAT_H
#define PRESENT_GATE_FORMAT_H

#include "bench/analyse/gate_report.h"

#include <stdio.h>

enum gate_format {
    GATE_TEXT,
    GATE_MARKDOWN, // for a job's summary: worst first, far below 1 MiB
    GATE_JUNIT,    // XML; inconclusive is skipped
    GATE_JSON,     // Google Benchmark's, rows base/NAME/SIZE and candidate/NAME/SIZE, and ours
    GATE_CUSTOM,   // [{name, unit, value, range, extra}], of ratios candidate / base
    GATE_GITHUB,   // annotations as workflow commands, ten of a kind
    GATE_FORMATS
};

// "text", "markdown", "junit", "json", "custom-smaller-is-better", "github".
const char *gate_format_name(enum gate_format format);

// False where the output could not be written.
bool gate_format_print(enum gate_format format, const struct gate_report *report, FILE *out);

// One each; they are called by gate_format_print().
bool gate_text_print(const struct gate_report *report, FILE *out);
bool gate_markdown_print(const struct gate_report *report, FILE *out);
bool gate_junit_print(const struct gate_report *report, FILE *out);
bool gate_json_print(const struct gate_report *report, FILE *out);
bool gate_custom_print(const struct gate_report *report, FILE *out);
bool gate_github_print(const struct gate_report *report, FILE *out);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/record/result.h"

#include "loader/cpu.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct result_impl result_impl_of(const struct impl *impl) {
    struct result_impl row = {.kind = impl->kind, .isa_known = true, .isa = impl->contract.isa};
    memcpy(row.name, impl->name, sizeof row.name);
    memcpy(row.sha256, impl->sha256, sizeof row.sha256);
    if (!impl_can_run(impl))
        impl_lacks(impl, row.missing, sizeof row.missing);
    return row;
}

bool result_same_cell(const struct result_row *a, const struct result_row *b) {
    return a->bytes == b->bytes && condition_equal(&a->condition, &b->condition) &&
           strcmp(a->impl, b->impl) == 0;
}

bool result_add_part(struct result_row *row, const struct result_row *part) {
    if (!cell_samples_append(&row->samples, &part->samples))
        return false;
    if (part->page_bytes < row->page_bytes)
        row->page_bytes = part->page_bytes;
    return true;
}

bool result_init(struct result *result, size_t impls, size_t rows, struct failure *failure) {
    *result = (struct result){
        .impls = calloc(impls > 0 ? impls : 1, sizeof *result->impls),
        .rows = calloc(rows > 0 ? rows : 1, sizeof *result->rows),
        .ceilings = calloc(rows > 0 ? rows : 1, sizeof *result->ceilings),
    };
    if (result->impls != NULL && result->rows != NULL && result->ceilings != NULL)
        return true;
    result_free(result);
    return failure_set(failure, EXIT_ENVIRONMENT, "result: out of memory");
}

void result_free(struct result *result) {
    free(result->impls);
    free(result->rows);
    free(result->ceilings);
    *result = (struct result){0};
}

void result_note(struct result *result, const char *format, ...) {
    if (result->note_count == RESULT_NOTES)
        return;
    char text[RESULT_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fingerprint_clean(result->notes[result->note_count++], RESULT_TEXT, text);
}

static struct certificate *find_certificate(struct result *result, const char *impl) {
    for (size_t i = 0; i < result->impl_count; i++)
        if (strcmp(result->impls[i].name, impl) == 0)
            return &result->impls[i].certificate;
    return NULL; // the floor, which is no copy
}

void result_revoke(struct result *result, const char *impl, size_t bytes) {
    struct certificate *c = find_certificate(result, impl);
    if (c == NULL || !c->passed)
        return;
    c->passed = false;
    c->finding_count -= c->finding_count == CERTIFICATE_FINDINGS;
    struct finding *f = &c->findings[c->finding_count++];
    *f = (struct finding){.severity = SEVERITY_FAIL, .class = FINDING_DIFFERS_WHEN_TIMED};
    snprintf(
        f->text, sizeof f->text,
        "dst did not hold the copy after a timed batch at %zu bytes, though every call was right "
        "while it was verified",
        bytes);
}

void result_drop_revoked(struct result *result) {
    const struct certificate *reference = find_certificate(result, result->reference);
    size_t kept = 0;
    for (size_t i = 0; i < result->row_count; i++) {
        const struct certificate *c = find_certificate(result, result->rows[i].impl);
        if ((reference == NULL || reference->passed) && (c == NULL || c->passed))
            result->rows[kept++] = result->rows[i];
    }
    result->row_count = kept;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Reads an implementation: who it is, its certificate, or what it lacks.
#include "bench/record/parts.h"

#include "loader/cpu.h"

#include <string.h>

static bool read_finding(const struct reader *r, json_t *object, struct finding *out) {
    const char *severity = NULL, *class = NULL, *text = NULL;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:s, s:s}", "severity", &severity, "class", &class,
                       "text", &text) != 0)
        return parts_wrong(r, e.text);
    while (out->severity < SEVERITIES && strcmp(severity_name(out->severity), severity) != 0)
        out->severity++;
    while (out->class < FINDING_CLASSES && strcmp(finding_class_name(out->class), class) != 0)
        out->class ++;
    if (out->severity == SEVERITIES || out->class == FINDING_CLASSES)
        return parts_wrong(r, "a finding has an unknown severity or class");
    return parts_copy_text(r, out->text, sizeof out->text, text, "a finding is too long");
}

static bool read_certificate(const struct reader *r, json_t *object, struct certificate *out) {
    const char *sandbox = NULL;
    int passed = 0;
    json_int_t calls = 0;
    json_t *findings = NULL, *item = NULL;
    json_error_t e;
    size_t i = 0;
    if (json_unpack_ex(object, &e, 0, "{s:b, s:I, s:F, s:s, s:o}", "passed", &passed, "calls",
                       &calls, "seconds", &out->seconds, "sandbox", &sandbox, "findings",
                       &findings) != 0)
        return parts_wrong(r, e.text);
    out->passed = passed != 0;
    out->calls = (uint64_t)calls;
    if (json_array_size(findings) > CERTIFICATE_FINDINGS)
        return parts_wrong(r, "a certificate has too many findings");
    json_array_foreach(findings, i, item) {
        if (!read_finding(r, item, &out->findings[out->finding_count++]))
            return false;
    }
    if (out->passed != (certificate_fault(out) == NULL))
        return parts_wrong(r, "a certificate's findings contradict it");
    return parts_copy_text(r, out->sandbox, sizeof out->sandbox, sandbox, "sandbox is too long");
}

// Absent in files of before it was kept.
static bool read_isa(const struct reader *r, const json_t *list, struct result_impl *out) {
    size_t i = 0;
    const json_t *item = NULL;
    out->isa_known = list != NULL;
    if (list != NULL && !json_is_array(list))
        return parts_wrong(r, "isa is no array");
    json_array_foreach(list, i, item) {
        const char *name = json_string_value(item);
        enum cpu_feature f = 0;
        while (name != NULL && f < CPU_FEATURES && strcmp(cpu_feature_name(f), name) != 0)
            f++;
        if (name == NULL || f == CPU_FEATURES)
            return parts_wrong(r, "isa holds what is no CPU feature");
        out->isa |= CPU_BIT(f);
    }
    return true;
}

bool parts_read_identity(const struct reader *r, json_t *object, struct result_impl *out) {
    const char *name = NULL, *kind = NULL;
    json_t *sha256 = NULL, *missing = NULL;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:s, s:o, s:o}", "name", &name, "kind", &kind,
                       "sha256", &sha256, "missing", &missing) != 0)
        return parts_wrong(r, e.text);
    const char *lacks = json_string_value(missing);
    if (lacks == NULL && !json_is_null(missing))
        return parts_wrong(r, "missing is neither null nor a text");
    return parts_copy_name(r, out->name, name) && parts_read_kind(r, kind, &out->kind) &&
           parts_read_sha256(r, sha256, out->sha256) &&
           read_isa(r, json_object_get(object, "isa"), out) &&
           parts_copy_text(r, out->missing, sizeof out->missing, lacks != NULL ? lacks : "",
                           "missing is too long");
}

bool parts_read_impl(const struct reader *r, json_t *object, struct result_impl *out) {
    if (!parts_read_identity(r, object, out))
        return false;
    json_t *certificate = json_object_get(object, "certificate");
    if (certificate == NULL && out->missing[0] == '\0')
        return parts_wrong(r, "it could run and has no certificate");
    return certificate == NULL || read_certificate(r, certificate, &out->certificate);
}

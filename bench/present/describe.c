// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/describe.h"

#include "bench/impl/disasm.h"
#include "loader/cpu.h"

#include <jansson.h>
#include <stdlib.h>

const char *describe_flags(unsigned flags) {
    if ((flags & CONTRACT_NON_TEMPORAL) != 0)
        return "non_temporal";
    return (flags & CONTRACT_FLOOR) != 0 ? "floor" : "-";
}

const char *describe_detail(const struct impl *impl) {
    return impl->kind == IMPL_LIBC ? "variant" : "from";
}

static json_t *flags(unsigned set) {
    return set == 0 ? json_array() : json_pack("[s]", describe_flags(set));
}

static json_t *features(uint64_t set) {
    json_t *list = json_array();
    for (enum cpu_feature f = 0; f < CPU_FEATURES; f++)
        if ((set & CPU_BIT(f)) != 0)
            json_array_append_new(list, json_string(cpu_feature_name(f)));
    return list;
}

static json_t *identity(const struct impl *impl) {
    const struct contract *c = &impl->contract;
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s*, s:o, s:o, s:b, s:s*, s:s*, s:I, s:I, s:I, s:o, s:o*, s:s*}",
        "name", impl->name, "kind", impl_kind_name(impl->kind), "role", contract_role_name(c->role),
        "summary", c->summary, describe_detail(impl), impl->detail[0] != '\0' ? impl->detail : NULL,
        "isa", features(c->isa), "missing", features(impl->missing), "can_run",
        (int)impl_can_run(impl), "absent", impl->absent, "package", impl->package, "align",
        (json_int_t)c->align, "granule", (json_int_t)c->granule, "min", (json_int_t)c->min, "flags",
        flags(c->flags), "size",
        impl->code != NULL ? json_integer((json_int_t)impl->code_size) : NULL, "sha256",
        impl->sha256[0] != '\0' ? impl->sha256 : NULL);
}

static bool dump(json_t *value, size_t flags_of_jansson, FILE *out) {
    bool ok = value != NULL && json_dumpf(value, out, flags_of_jansson) == 0;
    json_decref(value);
    return ok;
}

bool describe_impls(const struct impl *impls, size_t count, FILE *out) {
    const char *before = "[\n";
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        fputs(before, out);
        before = ",\n";
        ok = dump(identity(&impls[i]), JSON_COMPACT, out);
    }
    fputs("\n]\n", out);
    return ok && !ferror(out);
}

static json_t *disassembly(const struct impl *impl) {
    json_t *list = json_array();
    struct disasm_line line;
    for (size_t at = 0; at < impl->code_size; at += line.length) {
        disasm_next(impl->code, impl->code_size, at, &line);
        json_array_append_new(list, json_pack("{s:I, s:I, s:s}", "offset", (json_int_t)at, "length",
                                              (json_int_t)line.length, "text", line.text));
    }
    return list;
}

static json_t *hex(const struct impl *impl) {
    char *text = malloc(2 * impl->code_size + 1);
    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < impl->code_size; i++)
        snprintf(text + 2 * i, 3, "%02x", impl->code[i]);
    json_t *value = json_stringn(text, 2 * impl->code_size);
    free(text);
    return value;
}

bool describe_impl(const struct impl *impl, FILE *out) {
    json_t *object = identity(impl);
    if (object != NULL && impl->code != NULL) {
        json_object_set_new(object, "code_align",
                            json_integer((json_int_t)impl->contract.code_align));
        json_object_set_new(object, "bytes", hex(impl));
        json_object_set_new(object, "disassembly", disassembly(impl));
    }
    bool ok = dump(object, JSON_INDENT(2), out);
    fputc('\n', out);
    return ok && !ferror(out);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Reads the fingerprint of the machine that was measured.
#include "bench/record/parts.h"

#include <stdio.h>
#include <string.h>

static bool read_caches(const struct reader *r, json_t *list, struct shape *shape) {
    size_t i = 0;
    json_t *item = NULL;
    json_error_t e;
    if (json_array_size(list) > TOPOLOGY_CACHES)
        return parts_wrong(r, "more caches than any machine has");
    json_array_foreach(list, i, item) {
        const char *type = NULL;
        int level = 0, sharing = 0;
        json_int_t size = 0;
        if (json_unpack_ex(item, &e, 0, "{s:s, s:i, s:I, s:i}", "type", &type, "level", &level,
                           "size", &size, "num_sharing", &sharing) != 0)
            return parts_wrong(r, e.text);
        if (level < 1 || level > 9 || size < 0 || sharing < 0)
            return parts_wrong(r, "a cache's figures are out of range");
        shape->caches[shape->cache_count++] =
            (struct cache){.level = (unsigned)level,
                           .type = strcmp(type, "Unified") == 0 ? 'u' : 'd',
                           .bytes = (size_t)size,
                           .shared_by = (unsigned)sharing};
    }
    return true;
}

struct text_field {
    const char *key;
    size_t offset, size; // in struct fingerprint
};

#define TEXT_FIELD(KEY, FIELD)                                                                     \
    { KEY, offsetof(struct fingerprint, FIELD), sizeof((struct fingerprint *)NULL)->FIELD }

static const struct text_field fingerprint_texts[] = {
    TEXT_FIELD("host", host),
    TEXT_FIELD("cpu_vendor", cpu_vendor),
    TEXT_FIELD("cpu_model_name", cpu_model_name),
    TEXT_FIELD("microcode", microcode),
    TEXT_FIELD("hypervisor", hypervisor),
    TEXT_FIELD("transparent_huge_pages", huge_pages),
    TEXT_FIELD("kernel", kernel),
    TEXT_FIELD("libc", libc),
    TEXT_FIELD("libc_variant", libc_variant),
    TEXT_FIELD("glibc_tunables", tunables),
    TEXT_FIELD("compiler", compiler),
    TEXT_FIELD("commit", commit),
};

static bool read_texts(const struct reader *r, const json_t *object, struct fingerprint *out) {
    for (size_t i = 0; i < sizeof fingerprint_texts / sizeof *fingerprint_texts; i++) {
        const struct text_field *field = &fingerprint_texts[i];
        const char *text = json_string_value(json_object_get(object, field->key));
        if (text == NULL || strlen(text) >= field->size) {
            char why[96];
            snprintf(why, sizeof why, "'%s' is missing, no text or too long", field->key);
            return parts_wrong(r, why);
        }
        fingerprint_clean((char *)out + field->offset, field->size, text);
    }
    return true;
}

static const struct {
    const char *key;
    size_t offset; // of an unsigned in struct fingerprint
} fingerprint_figures[] = {
    {"cpu_family", offsetof(struct fingerprint, cpu_family)},
    {"cpu_model", offsetof(struct fingerprint, cpu_model)},
    {"cpu_stepping", offsetof(struct fingerprint, cpu_stepping)},
    {"cores", offsetof(struct fingerprint, shape.cores)},
    {"threads", offsetof(struct fingerprint, shape.threads)},
    {"threads_per_core", offsetof(struct fingerprint, shape.threads_per_core)},
    {"numa_nodes", offsetof(struct fingerprint, shape.nodes)},
    {"cpu", offsetof(struct fingerprint, place.os_index)},
    {"core", offsetof(struct fingerprint, place.core)},
};

static bool read_figures(const struct reader *r, const json_t *object, struct fingerprint *out) {
    for (size_t i = 0; i < sizeof fingerprint_figures / sizeof *fingerprint_figures; i++) {
        const json_t *value = json_object_get(object, fingerprint_figures[i].key);
        json_int_t figure = json_integer_value(value);
        unsigned stored = (unsigned)figure;
        if (!json_is_integer(value) || figure < 0 || figure > INT32_MAX) {
            char why[96];
            snprintf(why, sizeof why, "'%s' is missing or out of range",
                     fingerprint_figures[i].key);
            return parts_wrong(r, why);
        }
        memcpy((char *)out + fingerprint_figures[i].offset, &stored, sizeof stored);
    }
    return true;
}

bool parts_read_fingerprint(const struct reader *r, json_t *object, struct fingerprint *out,
                            size_t *buffer_page_bytes) {
    json_int_t page = 0, base_page = 0;
    json_t *list = NULL;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:i, s:I, s:I, s:o}", "node", &out->place.node,
                       "page_bytes", &base_page, "buffer_page_bytes", &page, "caches", &list) != 0)
        return parts_wrong(r, e.text);
    if (!json_is_array(list) || base_page < 0 || page < 0)
        return parts_wrong(r, "a figure is out of range");
    out->page_bytes = (size_t)base_page;
    *buffer_page_bytes = (size_t)page;
    return read_texts(r, object, out) && read_figures(r, object, out) &&
           read_caches(r, list, &out->shape);
}

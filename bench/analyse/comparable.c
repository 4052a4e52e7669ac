// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/comparable.h"

#include "bench/base/sizes.h"

#include <stdio.h>
#include <string.h>

enum { VALUE = FINGERPRINT_TUNABLES };

// What must be the same, as people read it.
struct trait {
    const char *name;
    char value[VALUE];
};

enum { TRAITS = 8 };

static void set(struct trait *trait, const char *name, const char *value) {
    trait->name = name;
    snprintf(trait->value, VALUE, "%s", value);
}

static size_t last_cache(const struct fingerprint *m) {
    size_t largest = 0;
    for (size_t i = 0; i < m->shape.cache_count; i++)
        if (m->shape.caches[i].bytes > largest)
            largest = m->shape.caches[i].bytes;
    return largest;
}

static void describe(const struct fingerprint *m, size_t page_bytes, struct trait out[TRAITS]) {
    char model[VALUE], size[SIZE_TEXT];
    snprintf(model, sizeof model, "%.20s %u/%u/%u", m->cpu_vendor, m->cpu_family, m->cpu_model,
             m->cpu_stepping);
    set(&out[0], "processor", m->cpu_model_name);
    set(&out[1], "family, model and stepping", model);
    set(&out[2], "hypervisor", m->hypervisor);
    set(&out[3], "last cache", size_format(last_cache(m), size));
    set(&out[4], "C library", m->libc);
    set(&out[5], "its memcpy", m->libc_variant);
    set(&out[6], "its tunables", m->tunables);
    set(&out[7], "pages under the buffers", size_format(page_bytes, size));
}

void comparable_hold(char out[COMPARABLE_TEXT], const char *name, const char *a, const char *b) {
    size_t used = strlen(out);
    if (strcmp(a, b) != 0)
        snprintf(out + used, COMPARABLE_TEXT - used, "%s%s (%.60s and %.60s)", used > 0 ? ", " : "",
                 name, a[0] != '\0' ? a : "none", b[0] != '\0' ? b : "none");
}

void comparable_fingerprints(char out[COMPARABLE_TEXT], const struct fingerprint *a,
                             size_t a_page_bytes, const struct fingerprint *b,
                             size_t b_page_bytes) {
    struct trait mine[TRAITS], theirs[TRAITS];
    describe(a, a_page_bytes, mine);
    describe(b, b_page_bytes, theirs);
    for (size_t i = 0; i < TRAITS; i++)
        comparable_hold(out, mine[i].name, mine[i].value, theirs[i].value);
}

bool comparable_machines(const struct result *a, const struct result *b,
                         char out[COMPARABLE_TEXT]) {
    out[0] = '\0';
    comparable_fingerprints(out, &a->machine, a->page_bytes, &b->machine, b->page_bytes);
    return out[0] == '\0';
}

void comparable_key(const struct fingerprint *m, size_t page_bytes, char out[COMPARABLE_KEY]) {
    struct trait traits[TRAITS];
    struct impl hashed = {.name = ""};
    describe(m, page_bytes, traits);
    char text[TRAITS * (VALUE + 1)];
    size_t used = 0;
    for (size_t i = 0; i < TRAITS; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s\n", traits[i].value);
    impl_hash(&hashed, text, used);
    snprintf(out, COMPARABLE_KEY, "%.*s", COMPARABLE_KEY - 1, hashed.sha256);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/analyse/comparable.h"

#include "bench/base/sizes.h"

#include <stdio.h>
#include <string.h>

enum { VALUE = FINGERPRINT_TUNABLES };

static void hold(char *out, const char *field, const char *a, const char *b) {
    size_t used = strlen(out);
    if (strcmp(a, b) != 0)
        snprintf(out + used, COMPARABLE_TEXT - used, "%s%s (%.60s and %.60s)", used > 0 ? ", " : "",
                 field, a[0] != '\0' ? a : "none", b[0] != '\0' ? b : "none");
}

static void describe_model(const struct fingerprint *m, char out[VALUE]) {
    snprintf(out, VALUE, "%.20s %u/%u/%u", m->cpu_vendor, m->cpu_family, m->cpu_model,
             m->cpu_stepping);
}

static void describe_last_cache(const struct fingerprint *m, char out[VALUE]) {
    size_t largest = 0;
    for (size_t i = 0; i < m->shape.cache_count; i++)
        if (m->shape.caches[i].bytes > largest)
            largest = m->shape.caches[i].bytes;
    size_format(largest, out);
}

bool comparable_machines(const struct result *a, const struct result *b,
                         char out[COMPARABLE_TEXT]) {
    const struct fingerprint *m = &a->machine, *n = &b->machine;
    char mine[VALUE], theirs[VALUE];
    out[0] = '\0';
    hold(out, "processor", m->cpu_model_name, n->cpu_model_name);
    describe_model(m, mine), describe_model(n, theirs);
    hold(out, "family, model and stepping", mine, theirs);
    hold(out, "hypervisor", m->hypervisor, n->hypervisor);
    describe_last_cache(m, mine), describe_last_cache(n, theirs);
    hold(out, "last cache", mine, theirs);
    hold(out, "C library", m->libc, n->libc);
    hold(out, "its memcpy", m->libc_variant, n->libc_variant);
    hold(out, "its tunables", m->tunables, n->tunables);
    size_format(a->page_bytes, mine), size_format(b->page_bytes, theirs);
    hold(out, "pages under the buffers", mine, theirs);
    return out[0] == '\0';
}

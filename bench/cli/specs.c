// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/specs.h"

#include <stdlib.h>
#include <string.h>

// The text, or the name of the spec that it is. NULL where it is a bad one.
static const char *name_of(struct specs *s, const char *text, struct failure *failure) {
    if (!spec_is_meant(text))
        return text;
    for (size_t i = 0; i < s->list.count; i++)
        if (strcmp(s->texts[i], text) == 0)
            return s->list.specs[i].name;
    if (s->list.specs == NULL)
        s->list.specs = calloc(sizeof s->texts / sizeof *s->texts, sizeof *s->list.specs);
    if (s->list.specs == NULL) {
        failure_set(failure, EXIT_ENVIRONMENT, "%.60s: out of memory", text);
        return NULL;
    }
    struct spec *spec = &s->list.specs[s->list.count];
    if (!spec_parse(text, spec, failure))
        return NULL;
    s->texts[s->list.count++] = text;
    return spec->name;
}

static bool fill(struct specs *s, const struct chosen *chosen, const char *one,
                 struct failure *failure) {
    s->choice = chosen_as_choice(chosen);
    s->choice.wanted = s->wanted;
    for (size_t i = 0; i < chosen->wanted.count; i++)
        if ((s->wanted[i] = name_of(s, chosen->wanted.texts[i], failure)) == NULL)
            return false;
    for (size_t i = 0; i < chosen->without.count; i++)
        if (spec_is_meant(chosen->without.texts[i]))
            return failure_set(failure, EXIT_USAGE,
                               "--without %.60s: takes names (`memcpybench list` shows them)",
                               chosen->without.texts[i]);
    return one == NULL || (s->one = name_of(s, one, failure)) != NULL;
}

bool specs_open(struct specs *out, const struct chosen *chosen, const char *one,
                struct failure *failure) {
    *out = (struct specs){.one = NULL};
    if (fill(out, chosen, one, failure))
        return true;
    specs_close(out);
    return false;
}

void specs_close(struct specs *specs) {
    free(specs->list.specs);
    *specs = (struct specs){.one = NULL};
}

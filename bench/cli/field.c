// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/field.h"

#include "bench/cli/specs.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

// A cell's time and a race's, where nobody says otherwise; --quick takes a quarter and a tenth of
// them.
static const double cell_seconds = 0.1, longest_race = 60;

bool field_parse_seed(const char *text, uint32_t *out, struct failure *failure) {
    if (text == NULL) {
        if (getrandom(out, sizeof *out, 0) != (ssize_t)sizeof *out)
            return failure_set(failure, EXIT_ENVIRONMENT,
                               "seed: no random numbers: %s (give --seed)", strerror(errno));
        return true;
    }
    char *end = NULL;
    unsigned long long value = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0' || value > UINT32_MAX)
        return failure_set(failure, EXIT_USAGE,
                           "--seed '%.40s': not a whole number from 0 to 4294967295", text);
    *out = (uint32_t)value;
    return true;
}

bool field_parse_budget(const char *text, double *out, struct failure *failure) {
    char *end = NULL;
    *out = text != NULL ? strtod(text, &end) : 0;
    if (text == NULL || (end != text && *end == '\0' && *out > 0 && *out <= 1e6))
        return true;
    return failure_set(failure, EXIT_USAGE,
                       "--budget '%.40s': not a number of seconds above 0 and to a million", text);
}

struct blob_mapping field_cache_sizes(const struct topology *topology,
                                      const struct cpu_place *place) {
    struct shape shape;
    struct blob_mapping values = {0};
    topology_shape(topology, place, &shape);
    for (size_t i = 0; i < shape.cache_count; i++) {
        const struct cache *c = &shape.caches[i];
        uint64_t *slot = c->level == 1   ? &values.l1d
                         : c->level == 2 ? &values.l2
                         : c->level == 3 ? &values.l3
                                         : NULL;
        if (slot != NULL)
            *slot = c->bytes;
    }
    return values;
}

static bool select_field(const struct specs *specs, bool best, struct field *f,
                         struct failure *failure) {
    const char *name = specs->one != NULL ? specs->one : "glibc";
    const struct impl *reference = registry_find(&f->registry, name, failure);
    if (reference == NULL || !registry_select(&f->registry, &specs->choice, &f->selection, failure))
        return false;
    if (!impl_is_copy(reference))
        return failure_set(failure, EXIT_USAGE, "--ref %s: is no memcpy (see memcpybench show)",
                           name);
    char lacks[256];
    if (!impl_can_run(reference))
        return failure_set(
            failure, EXIT_USAGE,
            "--ref %s: cannot run here, it needs %s (`memcpybench list` shows who can)", name,
            impl_lacks(reference, lacks, sizeof lacks));
    f->stand.reference = reference;
    if (best && specs->choice.wanted_count == 0)
        f->on_demand = selection_keep_best(&f->selection);
    if (f->selection.runnable_count > 0)
        return true;
    return failure_set(failure, EXIT_NOTHING,
                       "nothing selected can run here: %s needs %s (see `memcpybench list`)",
                       f->selection.skipped[0]->name,
                       impl_lacks(f->selection.skipped[0], lacks, sizeof lacks));
}

// A container may have less memory than the largest sizes take that are raced unless others are
// asked for.
static void leave_out(struct stand_options *stand) {
    struct size_list *sizes = &stand->plan.sizes;
    while (sizes->count > 1 && !buffers_fit(sizes->bytes[sizes->count - 1]))
        stand->left_out = sizes->bytes[--sizes->count];
}

bool field_open(const struct context *context, const struct field_flags *flags, struct field *out,
                struct failure *failure) {
    struct field f = {.topology = NULL};
    struct specs specs = {.one = NULL};
    const char *sizes = flags->sizes != NULL ? flags->sizes
                        : flags->quick       ? "64:16M:x4"
                                             : "64:64M:x2";
    f.stand.plan.cell_seconds = flags->quick ? cell_seconds / 4 : cell_seconds;
    f.stand.longest = flags->quick ? longest_race / 10 : longest_race;
    bool ok = sizes_parse(sizes, &f.stand.plan.sizes, failure) &&
              field_parse_seed(flags->seed, &f.stand.plan.seed, failure) &&
              (f.topology = topology_open(flags->topology, failure)) != NULL &&
              topology_choose(f.topology, flags->cpu, &f.stand.place, failure) &&
              specs_open(&specs, &flags->chosen, flags->reference, failure);
    if (ok && flags->sizes == NULL && flags->topology == NULL)
        leave_out(&f.stand);
    if (ok) {
        f.stand.topology = f.topology;
        struct blob_mapping mapping = field_cache_sizes(f.topology, &f.stand.place);
        mapping.sweep = flags->sweep;
        f.stand.plan.blocks = flags->sweep ? IMPL_PLACEMENTS_MOST : 0;
        ok = registry_open(&f.registry, context->blobs, &specs.list, context->features, &mapping,
                           failure) &&
             select_field(&specs, flags->best, &f, failure);
        specs_close(&specs);
    }
    if (ok)
        *out = f;
    else
        field_close(&f);
    return ok;
}

void field_close(struct field *field) {
    sizes_free(&field->stand.plan.sizes);
    axes_free(&field->axes);
    mix_sizes_free(&field->mix);
    selection_free(&field->selection);
    free(field->ceilings);
    registry_close(&field->registry);
    topology_close(field->topology);
    *field = (struct field){0};
}

bool field_open_registry(const struct context *context, const struct spec_list *specs,
                         struct registry *out, struct failure *failure) {
    return registry_open(out, context->blobs, specs, context->features, &(struct blob_mapping){0},
                         failure);
}

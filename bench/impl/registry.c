// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/registry.h"

#include "bench/base/nearest.h"
#include "bench/impl/bring.h"
#include "bench/impl/copies.h"
#include "bench/impl/disasm.h"
#include "bench/impl/glibc_thresholds.h"
#include "bench/impl/installed/installed.h"
#include "loader/cpu.h"

#include <dlfcn.h>
#include <errno.h>
#include <fnmatch.h>
#include <gnu/lib-names.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void set_name(struct impl *impl, const char *name) {
    snprintf(impl->name, sizeof impl->name, "%s", name);
}

// libc's own, whatever the compiler expands inline, a PLT leads to or somebody has preloaded.
static bool add_glibc(struct impl *impl, struct failure *failure) {
    void *libc = dlopen(LIBC_SO, RTLD_LAZY | RTLD_NOLOAD);
    void *entry = libc != NULL ? dlsym(libc, "memcpy") : NULL;
    Dl_info memcpy_is, libc_is;
    if (entry == NULL || dladdr(entry, &memcpy_is) == 0 ||
        dladdr(dlsym(libc, "gnu_get_libc_version"), &libc_is) == 0 ||
        memcpy_is.dli_fbase != libc_is.dli_fbase)
        return failure_set(failure, EXIT_ENVIRONMENT,
                           "glibc: no memcpy of its own in %s (is this another C library?)",
                           LIBC_SO);
    dlclose(libc); // it was there before and stays
    char variant[DISASM_TEXT];
    set_name(impl, "glibc");
    impl->kind = IMPL_LIBC;
    impl->contract = (struct contract){.role = CONTRACT_COPY,
                                       .align = 1,
                                       .granule = 1,
                                       .code_align = 1,
                                       .summary = "the C library's memcpy, as its ifunc chose"};
    impl->entries[0] = (memcpy_fn *)entry;
    impl->entry_count = 1;
    snprintf(impl->detail, sizeof impl->detail, "%.*s", IMPL_DETAIL - 1,
             disasm_glibc_variant(entry, variant));
    return true;
}

static void add_copy(struct impl *impl, const struct copy_row *row, uint64_t features) {
    set_name(impl, row->name);
    impl->kind = row->kind;
    impl->contract = row->contract;
    impl->contract.role = CONTRACT_COPY;
    impl->contract.code_align = 1;
    if (impl->contract.align == 0)
        impl->contract.align = 1;
    if (impl->contract.granule == 0)
        impl->contract.granule = 64;
    impl->missing = impl->contract.isa & ~features;
    impl->entries[0] = row->fn;
    impl->entry_count = 1;
}

// Whether it is there to show what no copy can beat.
static bool is_limit(const struct contract *c) {
    return c->role == CONTRACT_LOAD || c->role == CONTRACT_STORE ||
           (c->flags & CONTRACT_FLOOR) != 0;
}

static bool add_blob(struct impl *impl, const struct blob *blob, uint64_t features,
                     struct failure *failure) {
    const char *fault = contract_decode(blob->record, blob->size, &impl->contract);
    if (fault == NULL && !impl_name_is_valid(blob->name))
        fault = "a name must match [a-z0-9][a-z0-9_.-]{0,47}";
    if (fault != NULL)
        return failure_set(failure, EXIT_USAGE, "blob %.60s: %s (mend its contract line)",
                           blob->name, fault);
    set_name(impl, blob->name);
    impl->kind = is_limit(&impl->contract) ? IMPL_CEILING : IMPL_BLOB;
    impl->missing = impl->contract.isa & ~features;
    impl->code = blob->code;
    impl->code_size = blob->size;
    impl_hash(impl, impl->code, impl->code_size);
    return true;
}

// The same code as the linker has placed it: one place, no arena. Its SHA-256 is of the bytes that
// lie there.
static void add_object(struct impl *impl, const struct impl *blob, const void *linked) {
    *impl = *blob;
    snprintf(impl->name, sizeof impl->name, "%.*s.o", IMPL_NAME - 3, blob->name);
    impl->kind = IMPL_OBJECT;
    impl->code = linked;
    impl_hash(impl, impl->code, impl->code_size);
    impl->entries[0] = (memcpy_fn *)linked;
    impl->entry_count = 1;
}

// A name selects one implementation, and a result's row belongs to one: what the user brings along
// must have one of its own.
static bool add_brought(struct registry *r, const struct spec *spec, uint64_t features,
                        struct failure *failure) {
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->impls[i].name, spec->name) == 0)
            return failure_set(failure, EXIT_USAGE,
                               "%s: another implementation is named '%s' (add ,name=NAME)",
                               spec->label, spec->name);
    struct impl *impl = &r->impls[r->count];
    struct brought *brought = &r->brought[r->brought_count];
    if (!bring(spec, impl, brought, failure))
        return false;
    impl->missing = impl->contract.isa & ~features;
    r->brought_count++;
    r->count++;
    return true;
}

uint64_t registry_patch_value(const struct blob_mapping *values, enum contract_patch patch) {
    switch (patch) {
    case CONTRACT_PATCH_L1D_BYTES: return values->l1d;
    case CONTRACT_PATCH_L2_BYTES: return values->l2;
    case CONTRACT_PATCH_L3_BYTES: return values->l3;
    default: return 0;
    }
}

static struct code_piece piece_of(const struct impl *impl, const struct blob_mapping *mapping,
                                  size_t align, size_t page_offset) {
    bool patched = impl->contract.patch != CONTRACT_PATCH_NONE;
    return (struct code_piece){
        .code = impl->code,
        .size = impl->code_size,
        .align = align,
        .page_offset = page_offset % CODE_PAGE,
        .patch_offset = patched ? impl->contract.patch_offset : CODE_NO_PATCH,
        .patch_value = registry_patch_value(mapping, impl->contract.patch),
    };
}

// As near to each other as the contract lets them lie, each on a page of its own.
static size_t add_sweep(struct code_piece *pieces, const struct impl *impl,
                        const struct blob_mapping *mapping) {
    size_t step = impl->contract.code_align;
    for (size_t i = 0; i < IMPL_PLACEMENTS_MOST; i++)
        pieces[i] = piece_of(impl, mapping, step, 64 + i * step);
    return IMPL_PLACEMENTS_MOST;
}

// The pieces of one blob: its bytes at each multiple of its code_align in {0, 16, 32, 48} mod 64,
// begun on a page of its own, so that no blob's place in its page changes with the set of blobs.
static size_t add_pieces(struct code_piece *pieces, const struct impl *impl,
                         const struct blob_mapping *mapping) {
    size_t count = 0;
    size_t stride = (impl->code_size + 127) / 64 * 64; // room for the shift, then the next line
    size_t align = impl->contract.code_align < 16 ? 16 : impl->contract.code_align;
    if (mapping->sweep)
        return add_sweep(pieces, impl, mapping);
    for (size_t shift = 0; shift < 64; shift += 16)
        if (shift % impl->contract.code_align == 0) {
            pieces[count] = piece_of(impl, mapping, align, 64 + count * stride + shift);
            count++;
        }
    return count;
}

static bool map_blobs(struct registry *r, const struct blob_mapping *mapping,
                      struct failure *failure) {
    struct code_piece *pieces = calloc(r->count * IMPL_PLACEMENTS_MOST, sizeof *pieces);
    if (pieces == NULL)
        return failure_set(failure, EXIT_ENVIRONMENT, "registry: out of memory");
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++)
        if (r->impls[i].entry_count == 0 && r->impls[i].code != NULL)
            count += add_pieces(pieces + count, &r->impls[i], mapping);
    enum code_status status = count > 0 ? code_arena_map(&r->arena, NULL, pieces, count) : CODE_OK;
    struct code_piece *next = pieces;
    for (size_t i = 0; status == CODE_OK && i < r->count; i++) {
        struct impl *impl = &r->impls[i];
        for (; impl->code != NULL && next < pieces + count && next->code == impl->code;
             next++) // none for who has a place
            impl->entries[impl->entry_count++] = (memcpy_fn *)next->entry;
    }
    free(pieces);
    return status == CODE_OK || failure_set(failure, EXIT_ENVIRONMENT,
                                            "code arena: %s: %s (is executable memory "
                                            "forbidden here, or memory limited?)",
                                            code_status_text(status), strerror(errno));
}

static int by_kind_and_name(const void *a, const void *b) {
    const struct impl *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return strcmp(x->name, y->name);
}

// A name selects one implementation, and a result's row belongs to one.
static bool check_unique(const struct registry *r, struct failure *failure) {
    for (size_t i = 0; i < r->count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(r->impls[i].name, r->impls[j].name) == 0)
                return failure_set(failure, EXIT_USAGE,
                                   "'%s': a %s and a %s have this name (rename one)",
                                   r->impls[i].name, impl_kind_name(r->impls[j].kind),
                                   impl_kind_name(r->impls[i].kind));
    return true;
}

// The table's blobs, and those that are linked too.
static bool add_table(struct registry *r, const struct blob_table *blobs, uint64_t features,
                      struct failure *failure) {
    for (size_t i = 0; i < blobs->count; i++) {
        const struct blob *blob = &blobs->blobs[i];
        struct impl *mapped = &r->impls[r->count];
        if (!add_blob(mapped, blob, features, failure))
            return false;
        r->count++;
        if (blob->linked == NULL)
            continue;
        if (mapped->contract.patch != CONTRACT_PATCH_NONE)
            return failure_set(
                failure, EXIT_USAGE,
                "blob %s: has a patch slot, which nobody fills in linked code (do not LINK it)",
                blob->name);
        add_object(&r->impls[r->count++], mapped, blob->linked);
    }
    return true;
}

// Of other libraries. glibc's variants are to change their ways where the C library itself does.
static void add_installed(struct registry *r, uint64_t features) {
    struct glibc_thresholds thresholds;
    glibc_thresholds_read(&thresholds);
    glibc_thresholds_set(&thresholds);
    for (size_t i = 0; i < installed_count; i++)
        installed_describe(&r->impls[r->count++], &installed_rows[i], features);
}

bool registry_open(struct registry *out, const struct blob_table *blobs,
                   const struct spec_list *specs, uint64_t features,
                   const struct blob_mapping *mapping, struct failure *failure) {
    // cppcheck-suppress comparePointers ; the two bounds of one section
    size_t copies = (size_t)(__stop_memcpybench_copies - __start_memcpybench_copies);
    size_t brought = specs != NULL ? specs->count : 0;
    struct registry r = {
        .impls = calloc(1 + 2 * blobs->count + copies + installed_count + brought, sizeof *r.impls),
        .brought = calloc(brought + 1, sizeof *r.brought),
    };
    if (r.impls == NULL || r.brought == NULL) {
        registry_close(&r);
        return failure_set(failure, EXIT_ENVIRONMENT, "registry: out of memory");
    }
    bool ok = add_glibc(&r.impls[r.count++], failure) && add_table(&r, blobs, features, failure);
    for (size_t i = 0; ok && i < copies; i++)
        add_copy(&r.impls[r.count++], __start_memcpybench_copies[i], features);
    if (ok)
        add_installed(&r, features);
    for (size_t i = 0; ok && i < brought; i++)
        ok = add_brought(&r, &specs->specs[i], features, failure);
    if (ok)
        qsort(r.impls, r.count, sizeof *r.impls, by_kind_and_name);
    if (!ok || !check_unique(&r, failure) || !map_blobs(&r, mapping, failure)) {
        registry_close(&r);
        return false;
    }
    *out = r;
    return true;
}

void registry_close(struct registry *registry) {
    code_arena_unmap(&registry->arena);
    for (size_t i = 0; i < registry->brought_count; i++)
        bring_release(&registry->brought[i]);
    free(registry->brought);
    free(registry->impls);
    *registry = (struct registry){0};
}

const struct impl *registry_find(const struct registry *registry, const char *name,
                                 struct failure *failure) {
    struct nearest search = {.typed = name};
    for (size_t i = 0; i < registry->count; i++) {
        if (strcmp(registry->impls[i].name, name) == 0)
            return &registry->impls[i];
        nearest_consider(&search, registry->impls[i].name);
    }
    if (search.best != NULL)
        failure_set(failure, EXIT_USAGE, "'%.60s': no such implementation (did you mean '%s'?)",
                    name, search.best);
    else if (access(name, F_OK) == 0)
        failure_set(failure, EXIT_USAGE,
                    "'%.60s': no such implementation (a file of that name is asm:%.60s, blob:... "
                    "or so:...:SYMBOL)",
                    name, name);
    else
        failure_set(failure, EXIT_USAGE,
                    "'%.60s': no such implementation (`memcpybench list` shows them)", name);
    return NULL;
}

// A pattern that selects nothing is a mistake somebody would want to hear of.
static bool check_globs(const struct registry *r, const char *const *globs, size_t count,
                        struct failure *failure) {
    for (size_t g = 0; g < count; g++) {
        bool found = false;
        for (size_t i = 0; i < r->count && !found; i++)
            found = impl_is_copy(&r->impls[i]) && fnmatch(globs[g], r->impls[i].name, 0) == 0;
        if (found)
            continue;
        if (strpbrk(globs[g], "*?[") != NULL)
            return failure_set(failure, EXIT_USAGE,
                               "'%.60s': matches no implementation (`memcpybench list` shows them)",
                               globs[g]);
        if (registry_find(r, globs[g], failure) != NULL)
            return failure_set(failure, EXIT_USAGE,
                               "'%.60s': is no memcpy (`memcpybench show %.60s` shows it)",
                               globs[g], globs[g]);
        return false;
    }
    return true;
}

const struct impl *registry_floor(const struct registry *registry) {
    for (size_t i = 0; i < registry->count; i++)
        if ((registry->impls[i].contract.flags & CONTRACT_FLOOR) != 0)
            return &registry->impls[i];
    return NULL;
}

size_t registry_ceilings(const struct registry *registry, const struct impl **out) {
    size_t count = 0;
    for (size_t i = 0; i < registry->count; i++)
        if (impl_is_ceiling(&registry->impls[i]) && impl_can_run(&registry->impls[i]))
            out[count++] = &registry->impls[i];
    return count;
}

bool registry_select(const struct registry *registry, const struct choice *choice,
                     struct selection *out, struct failure *failure) {
    if (!check_globs(registry, choice->wanted, choice->wanted_count, failure) ||
        !check_globs(registry, choice->without, choice->without_count, failure))
        return false;
    struct selection s = {
        .runnable = calloc(registry->count, sizeof *s.runnable),
        .skipped = calloc(registry->count, sizeof *s.skipped),
    };
    if (s.runnable == NULL || s.skipped == NULL) {
        selection_free(&s);
        return failure_set(failure, EXIT_ENVIRONMENT, "selection: out of memory");
    }
    for (size_t i = 0; i < registry->count; i++) {
        const struct impl *impl = &registry->impls[i];
        if (!impl_is_copy(impl) || !choice_takes(choice, impl->name))
            continue;
        if (impl_can_run(impl))
            s.runnable[s.runnable_count++] = impl;
        else
            s.skipped[s.skipped_count++] = impl;
    }
    if (s.runnable_count + s.skipped_count == 0) {
        selection_free(&s);
        return failure_set(failure, EXIT_USAGE,
                           "the selection is empty: --without leaves nothing of --impl (drop one)");
    }
    *out = s;
    return true;
}

size_t selection_keep_best(struct selection *s) {
    size_t kept[2] = {0}, best = 0;
    for (size_t i = 0; i < s->runnable_count; i++)
        best += !s->runnable[i]->on_demand;
    if (best == 0)
        return 0;
    for (size_t i = 0; i < s->runnable_count; i++)
        if (!s->runnable[i]->on_demand)
            s->runnable[kept[0]++] = s->runnable[i];
    for (size_t i = 0; i < s->skipped_count; i++)
        if (s->skipped[i]->absent == NULL && !s->skipped[i]->on_demand)
            s->skipped[kept[1]++] = s->skipped[i];
    size_t left = s->runnable_count - kept[0];
    s->runnable_count = kept[0];
    s->skipped_count = kept[1];
    return left;
}

void selection_free(struct selection *selection) {
    free(selection->runnable);
    free(selection->skipped);
    *selection = (struct selection){0};
}

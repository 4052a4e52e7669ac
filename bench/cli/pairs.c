// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/pairs.h"

#include "bench/base/path.h"
#include "bench/cli/field.h"
#include "loader/cpu.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MOST = 512 }; // of a directory

// A kernel of a directory, or a library.
struct kernel_file {
    char name[IMPL_NAME]; // the file's, without its ending
    const char *kind;     // "asm", "blob", "so"
    char *path;
};

struct kernel_files {
    struct kernel_file files[FILES_MOST];
    size_t count;
};

// Of two directories the same may have to be said: it is once.
__attribute__((format(printf, 2, 3))) static void note(struct pairs *p, const char *format, ...) {
    char text[RESULT_TEXT], clean[RESULT_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fingerprint_clean(clean, sizeof clean, text);
    for (size_t i = 0; i < p->note_count; i++)
        if (strcmp(p->notes[i], clean) == 0)
            return;
    char(*notes)[RESULT_TEXT] = realloc(p->notes, (p->note_count + 1) * sizeof *notes);
    if (notes == NULL)
        return; // it is only said, and decides nothing
    p->notes = notes;
    memcpy(notes[p->note_count++], clean, sizeof clean);
}

// Who is left out by its contract, and not for want of anything, shares a note with its like: a
// directory like ours would have twenty.
static void note_no_copy(struct pairs *p, const char *name) {
    static const char head[] = "left out, being no memcpy: ";
    for (size_t i = 0; i < p->note_count; i++) {
        size_t length = strlen(p->notes[i]);
        if (strncmp(p->notes[i], head, sizeof head - 1) == 0 &&
            length + strlen(", ") + strlen(name) < sizeof p->notes[i]) {
            snprintf(p->notes[i] + length, sizeof p->notes[i] - length, ", %s", name);
            return;
        }
    }
    note(p, "%s%s", head, name);
}

// What a file of that ending is; NULL for any other.
static const char *kind_of_ending(const char *ending) {
    static const char *const kinds[][2] = {{".asm", "asm"}, {".bin", "blob"}, {".so", "so"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(ending, kinds[i][0]) == 0)
            return kinds[i][1];
    return NULL;
}

static bool is_library(const struct kernel_file *file) {
    return strcmp(file->kind, "so") == 0;
}

// The kind of a kernel's file; NULL for any other, as those that editors hide.
static const char *kind_of(const char *file) {
    const char *dot = strrchr(file, '.');
    return dot != NULL && file[0] != '.' ? kind_of_ending(dot) : NULL;
}

// A kernel's name of its file's; false where it would be none.
static bool name_of(const char *file, char name[IMPL_NAME]) {
    size_t length = (size_t)(strrchr(file, '.') - file);
    if (length >= IMPL_NAME)
        return false;
    memcpy(name, file, length);
    name[length] = '\0';
    return impl_name_is_valid(name);
}

static int by_name(const void *a, const void *b) {
    const struct kernel_file *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static bool add_file(struct pairs *p, struct kernel_files *out, const char *directory,
                     const char *file, struct failure *failure) {
    struct kernel_file *kernel = &out->files[out->count];
    kernel->kind = kind_of(file);
    if (kernel->kind == NULL)
        return true;
    if (!name_of(file, kernel->name)) {
        note(p, "%.100s left out: that is no kernel's name (rename it: [a-z0-9][a-z0-9_.-]{0,47})",
             file);
        return true;
    }
    if (out->count + 1 == FILES_MOST)
        return failure_set(failure, EXIT_USAGE, "%.200s: more than %d kernels (make two of it)",
                           directory, FILES_MOST - 1);
    if (asprintf(&kernel->path, "%s/%s", directory, file) < 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "%.200s: out of memory", directory);
    out->count++;
    return true;
}

static void close_files(struct kernel_files *files) {
    for (size_t i = 0; i < files->count; i++)
        free(files->files[i].path);
    free(files);
}

static bool read_entries(struct pairs *p, DIR *stream, const char *directory,
                         struct kernel_files *out, struct failure *failure) {
    const struct dirent *entry = NULL;
    bool ok = true;
    while (ok && (entry = readdir(stream)) != NULL)
        ok = add_file(p, out, directory, entry->d_name, failure);
    qsort(out->files, out->count, sizeof *out->files, by_name);
    for (size_t i = 1; ok && i < out->count; i++)
        if (by_name(&out->files[i - 1], &out->files[i]) == 0)
            ok = failure_set(failure, EXIT_USAGE, "%.200s: two files of the name %s (keep one)",
                             directory, out->files[i].name);
    return ok;
}

// NULL on failure; close_files() it.
static struct kernel_files *open_files(struct pairs *p, const char *directory,
                                       struct failure *failure) {
    struct kernel_files *files = calloc(1, sizeof *files);
    DIR *stream = opendir(directory);
    bool ok = true;
    if (stream == NULL)
        ok = failure_set(failure, EXIT_USAGE, "%.200s: %s", directory, strerror(errno));
    else if (files == NULL)
        ok = failure_set(failure, EXIT_ENVIRONMENT, "%.200s: out of memory", directory);
    else
        ok = read_entries(p, stream, directory, files, failure);
    if (stream != NULL)
        closedir(stream);
    if (!ok && files != NULL) {
        close_files(files);
        files = NULL;
    }
    return files;
}

// The text becomes the pairs' to free, also on failure.
static const struct impl *bring_one(struct pairs *p, char *text, uint64_t features,
                                    struct failure *failure) {
    struct pair_source *source = &p->sources[p->source_count];
    struct impl *impl = &p->impls[p->source_count];
    source->text = text;
    p->source_count++; // from here on it is released with the others
    if (text == NULL) {
        failure_set(failure, EXIT_ENVIRONMENT, "check: out of memory");
        return NULL;
    }
    if (!spec_parse(text, &source->spec, failure) ||
        !bring(&source->spec, impl, &source->brought, failure))
        return NULL;
    impl->missing = impl->contract.isa & ~features;
    return impl;
}

static const struct impl *find_one(struct pairs *p, const char *text, uint64_t features,
                                   struct failure *failure) {
    if (spec_is_meant(text))
        return bring_one(p, strdup(text), features, failure);
    return registry_find(&p->registry, text, failure);
}

// What a caller may ask, and on which machines.
static bool same_contract(const struct impl *base, const struct impl *candidate,
                          struct failure *failure) {
    const struct contract *a = &base->contract, *b = &candidate->contract;
    char a_isa[200], b_isa[200];
    if (a->align != b->align || a->granule != b->granule || a->min != b->min)
        return failure_set(failure, EXIT_USAGE,
                           "%s: base and candidate have different contracts: align %zu, granule "
                           "%zu, min %zu and align %zu, granule %zu, min %zu (compare what may be "
                           "called alike: what asks for more is another kernel, of another name)",
                           candidate->name, a->align, a->granule, a->min, b->align, b->granule,
                           b->min);
    cpu_format(a->isa, a_isa, sizeof a_isa);
    cpu_format(b->isa, b_isa, sizeof b_isa);
    return a->isa == b->isa ||
           failure_set(failure, EXIT_USAGE,
                       "%s: base and candidate have different contracts: isa %s and %s (compare "
                       "what runs on the same machines: what needs more is another kernel, of "
                       "another name)",
                       candidate->name, a->isa != 0 ? a_isa : "none", b->isa != 0 ? b_isa : "none");
}

static bool runs_here(struct pairs *p, const struct impl *impl) {
    char missing[200];
    if (impl_can_run(impl))
        return true;
    cpu_format(impl->missing, missing, sizeof missing);
    note(p, "%s left out: it needs %s, which this machine lacks", impl->name, missing);
    return false;
}

static bool allows_a_size(const struct impl *impl, const struct size_list *sizes) {
    for (size_t i = 0; i < sizes->count; i++)
        if (contract_allows_size(&impl->contract, sizes->bytes[i]))
            return true;
    return false;
}

static void add_newcomer(struct pairs *p, const struct impl *impl, const char *why) {
    if (!impl_is_copy(impl)) {
        note_no_copy(p, impl->name);
        return;
    }
    if (!runs_here(p, impl))
        return;
    if (!allows_a_size(impl, p->sizes)) {
        note(p, "%s left out: %s, and no size is within its contract (see --sizes)", impl->name,
             why);
        return;
    }
    note(p, "%s: %s: verified, and nothing to compare it with", impl->name, why);
    p->newcomers[p->newcomer_count++] = (struct gate_pair){impl, impl};
}

// Where contracts differ that is the end of the check, but not before all others are compared: who
// changed one contract wants to know how the rest does, too.
static void add_pair(struct pairs *p, const struct impl *base, const struct impl *candidate) {
    struct failure differs = {.status = EXIT_OK};
    if (!impl_is_copy(base) || !impl_is_copy(candidate)) {
        note_no_copy(p, candidate->name);
    } else if (!same_contract(base, candidate, &differs)) {
        if (p->fault.text[0] == '\0')
            p->fault = differs;
        else
            note(p, "%s", differs.text);
        add_newcomer(p, candidate, "of another contract than the base");
    } else if (runs_here(p, candidate)) {
        p->pairs[p->count++] = (struct gate_pair){base, candidate};
    }
}

static const struct impl *bring_file(struct pairs *p, const struct kernel_file *file,
                                     const char *symbol, uint64_t features,
                                     struct failure *failure) {
    char *text = NULL;
    bool library = is_library(file);
    if (asprintf(&text, "%s:%s%s%s,name=%s", file->kind, file->path, library ? ":" : "",
                 library ? symbol : "", file->name) < 0)
        text = NULL;
    return bring_one(p, text, features, failure);
}

// Whether its contract line says FLOOR, which nobody may bring along: a directory of ours has one.
static bool is_floor(const struct kernel_file *file) {
    char line[256];
    bool found = false;
    bool readable = strcmp(file->kind, "asm") == 0 && path_is_file(file->path); // no FIFO
    FILE *source = readable ? fopen(file->path, "re") : NULL;
    while (source != NULL && !found && fgets(line, sizeof line, source) != NULL)
        found = strncmp(line + strspn(line, " \t"), "contract ", 9) == 0 &&
                strstr(line, "FLOOR") != NULL;
    if (source != NULL)
        fclose(source);
    return found;
}

// Whether there is something to bring of a file.
static bool is_meant(struct pairs *p, const struct kernel_file *file, const char *symbol) {
    bool floor = is_floor(file), nameless = is_library(file) && symbol == NULL;
    if (floor)
        note_no_copy(p, file->name);
    else if (nameless)
        note(p, "%s.so left out: which of its functions is meant? (--symbol NAME)", file->name);
    return !floor && !nameless;
}

// The files of one name in both.
static bool match_two(struct pairs *p, const struct kernel_file *a, const struct kernel_file *b,
                      const char *symbol, uint64_t features, struct failure *failure) {
    if (!is_meant(p, a, symbol) || !is_meant(p, b, symbol))
        return true;
    const struct impl *x = bring_file(p, a, symbol, features, failure);
    const struct impl *y = x != NULL ? bring_file(p, b, symbol, features, failure) : NULL;
    if (y != NULL)
        add_pair(p, x, y);
    return y != NULL;
}

static const struct kernel_file *find_file(const struct kernel_files *files,
                                           const struct kernel_file *like) {
    return bsearch(like, files->files, files->count, sizeof *files->files, by_name);
}

static bool match(struct pairs *p, const struct kernel_files *base,
                  const struct kernel_files *candidate, const char *symbol, uint64_t features,
                  struct failure *failure) {
    bool ok = true;
    for (size_t i = 0; ok && i < base->count; i++) {
        const struct kernel_file *file = &base->files[i], *other = find_file(candidate, file);
        if (other != NULL)
            ok = match_two(p, file, other, symbol, features, failure);
        else
            note(p, "%s: only in the base: not compared", file->name);
    }
    return ok;
}

// The candidate's that the base has not.
static bool bring_newcomers(struct pairs *p, const struct kernel_files *base,
                            const struct kernel_files *candidate, const char *symbol,
                            uint64_t features, struct failure *failure) {
    bool ok = true;
    for (size_t i = 0; ok && i < candidate->count; i++) {
        const struct kernel_file *file = &candidate->files[i];
        if (find_file(base, file) != NULL || !is_meant(p, file, symbol))
            continue;
        const struct impl *impl = bring_file(p, file, symbol, features, failure);
        ok = impl != NULL;
        if (ok)
            add_newcomer(p, impl, "new");
    }
    return ok;
}

// For that many pairs and newcomers.
static bool make_room(struct pairs *p, size_t pairs, struct failure *failure) {
    p->sources = calloc(2 * pairs + 1, sizeof *p->sources);
    p->impls = calloc(2 * pairs + 1, sizeof *p->impls);
    p->pairs = calloc(pairs + 1, sizeof *p->pairs);
    p->newcomers = calloc(pairs + 1, sizeof *p->newcomers);
    return (p->sources != NULL && p->impls != NULL && p->pairs != NULL && p->newcomers != NULL) ||
           failure_set(failure, EXIT_ENVIRONMENT, "check: out of memory");
}

static bool open_directories(struct pairs *p, const struct pairs_wanted *w, uint64_t features,
                             struct failure *failure) {
    struct kernel_files *a = open_files(p, w->base, failure);
    struct kernel_files *b = a != NULL ? open_files(p, w->candidate, failure) : NULL;
    bool ok = b != NULL && make_room(p, a->count + b->count, failure) &&
              match(p, a, b, w->symbol, features, failure);
    if (ok && p->source_count == 0)
        ok = failure_set(failure, EXIT_USAGE,
                         "check: no kernel is in both %.150s and %.150s (files NAME.asm or "
                         "NAME.bin, matched by NAME; NAME.so with --symbol)%s%.120s",
                         w->base, w->candidate, p->note_count > 0 ? ": " : "",
                         p->note_count > 0 ? p->notes[0] : "");
    ok = ok && bring_newcomers(p, a, b, w->symbol, features, failure);
    if (a != NULL)
        close_files(a);
    if (b != NULL)
        close_files(b);
    return ok;
}

static bool open_two(struct pairs *p, const struct pairs_wanted *w, const struct context *context,
                     struct failure *failure) {
    bool named = !spec_is_meant(w->base) || !spec_is_meant(w->candidate);
    if (w->symbol != NULL)
        return failure_set(failure, EXIT_USAGE,
                           "--symbol '%.60s': is for directories (name a library's function as "
                           "so:PATH:SYMBOL)",
                           w->symbol);
    if (!make_room(p, 1, failure) ||
        (named && !field_open_registry(context, NULL, &p->registry, failure)))
        return false;
    const struct impl *a = find_one(p, w->base, context->features, failure);
    const struct impl *b = a != NULL ? find_one(p, w->candidate, context->features, failure) : NULL;
    if (b != NULL && (!impl_is_copy(a) || !impl_is_copy(b)))
        return failure_set(failure, EXIT_USAGE, "%s: is no memcpy (see memcpybench show)",
                           impl_is_copy(a) ? b->name : a->name);
    if (b != NULL)
        add_pair(p, a, b);
    return b != NULL;
}

static bool open_any(struct pairs *p, const struct pairs_wanted *w, const struct context *context,
                     struct failure *failure) {
    bool a = !spec_is_meant(w->base) && path_is_directory(w->base);
    bool b = !spec_is_meant(w->candidate) && path_is_directory(w->candidate);
    if (a != b)
        return failure_set(failure, EXIT_USAGE,
                           "check: %.200s is a directory and %.200s is not (give two of a kind)",
                           a ? w->base : w->candidate, a ? w->candidate : w->base);
    if (!(a ? open_directories(p, w, context->features, failure)
            : open_two(p, w, context, failure)))
        return false;
    if (p->count > 0 || p->newcomer_count > 0 || p->fault.text[0] != '\0')
        return true;
    return failure_set(failure, EXIT_NOTHING, "check: nothing to compare can run here (%.200s)",
                       p->note_count > 0 ? p->notes[p->note_count - 1] : "");
}

bool pairs_open(struct pairs *out, const struct pairs_wanted *wanted, const struct size_list *sizes,
                const struct context *context, struct failure *failure) {
    *out = (struct pairs){.sizes = sizes};
    if (open_any(out, wanted, context, failure))
        return true;
    pairs_close(out);
    return false;
}

void pairs_close(struct pairs *pairs) {
    for (size_t i = 0; i < pairs->source_count; i++) {
        bring_release(&pairs->sources[i].brought);
        free(pairs->sources[i].text);
    }
    free(pairs->sources);
    free(pairs->impls);
    free(pairs->pairs);
    free(pairs->newcomers);
    free(pairs->notes);
    registry_close(&pairs->registry);
    *pairs = (struct pairs){.count = 0};
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/glibc_thresholds.h"

#include "bench/impl/installed/installed.h"
#include "bench/impl/twin.h"

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The only variables of this program that outlive a call and can change. glibc's variants name
// them, so they are not ours to put into a struct: installed.cmake gives each symbol of theirs the
// prefix.
#define VARIABLE(NAME) NAME __asm__("installed_glibc___x86_" #NAME)
static const long none = 0x7fffffffffffffff;
long VARIABLE(rep_movsb_threshold) = 2048;
long VARIABLE(rep_movsb_stop_threshold) = none;
long VARIABLE(shared_non_temporal_threshold) = none;
long VARIABLE(shared_cache_size_half) = none;
int VARIABLE(string_control) = 0;

// Called by the variants' checked forms, which nobody calls.
_Noreturn void glibc_thresholds_chk_fail(void) __asm__("installed_glibc___chk_fail");
void glibc_thresholds_chk_fail(void) {
    __builtin_trap();
}

struct glibc_thresholds glibc_thresholds_get(void) {
    return (struct glibc_thresholds){rep_movsb_threshold, rep_movsb_stop_threshold,
                                     shared_non_temporal_threshold, shared_cache_size_half,
                                     string_control};
}

void glibc_thresholds_set(const struct glibc_thresholds *t) {
    rep_movsb_threshold = t->rep_movsb_threshold;
    rep_movsb_stop_threshold = t->rep_movsb_stop_threshold;
    shared_non_temporal_threshold = t->shared_non_temporal_threshold;
    shared_cache_size_half = t->shared_cache_size_half;
    string_control = t->string_control;
}

// The C library as it lies in memory.
struct libc {
    const uint8_t *within; // an address in it
    struct twin_range code, all;
};

static int find_libc(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    struct libc *libc = context;
    struct twin_range code = {0}, all = {0};
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_LOAD)
            continue;
        const uint8_t *begin = (const uint8_t *)(info->dlpi_addr + p->p_vaddr);
        const uint8_t *end = begin + p->p_memsz;
        if ((p->p_flags & PF_X) != 0)
            code = (struct twin_range){begin, end};
        all.begin = all.begin == NULL ? begin : all.begin; // they stand in ascending order
        all.end = end;
    }
    if (libc->within < code.begin || libc->within >= code.end)
        return 0;
    libc->code = code;
    libc->all = all;
    return 1;
}

// What has been found of the values: a bit for each in the order of the struct.
struct reading {
    struct twin_range libc;
    struct glibc_thresholds values;
    unsigned found;
};

enum { ALL_FOUND = 0x1f };

static void take(void *context, const void *ours, const void *theirs) {
    struct reading *r = context;
    struct glibc_thresholds *v = &r->values;
    const struct {
        const void *ours;
        void *to;
        size_t size;
    } variables[] = {
        {&rep_movsb_threshold, &v->rep_movsb_threshold, sizeof(long)},
        {&rep_movsb_stop_threshold, &v->rep_movsb_stop_threshold, sizeof(long)},
        {&shared_non_temporal_threshold, &v->shared_non_temporal_threshold, sizeof(long)},
        {&shared_cache_size_half, &v->shared_cache_size_half, sizeof(long)},
        {&string_control, &v->string_control, sizeof(int)},
    };
    const uint8_t *from = theirs;
    for (unsigned i = 0; i < sizeof variables / sizeof *variables; i++)
        if (ours == variables[i].ours && from >= r->libc.begin &&
            from <= r->libc.end - sizeof(long)) {
            memcpy(variables[i].to, from, variables[i].size);
            r->found |= 1U << i;
        }
}

// What glibc 2.36 takes on most machines: a shared cache's three quarters and half.
static struct glibc_thresholds assume(void) {
    long shared = sysconf(_SC_LEVEL3_CACHE_SIZE);
    if (shared <= 0)
        shared = 1 << 20;
    return (struct glibc_thresholds){.rep_movsb_threshold = 2048,
                                     .rep_movsb_stop_threshold = shared * 3 / 4,
                                     .shared_non_temporal_threshold = shared * 3 / 4,
                                     .shared_cache_size_half = shared / 2};
}

enum glibc_thresholds_source glibc_thresholds_read(struct glibc_thresholds *out) {
    struct libc libc = {.within = dlsym(RTLD_DEFAULT, "gnu_get_libc_version")};
    struct reading kept = {.values = assume()};
    if (libc.within != NULL && dl_iterate_phdr(find_libc, &libc) == 1)
        for (size_t i = 0; i < installed_count && kept.found != ALL_FOUND; i++) {
            const struct installed_row *row = &installed_rows[i];
            struct reading r = kept;
            r.libc = libc.all;
            if (row->fn != NULL && strncmp(row->name, "glibc_", strlen("glibc_")) == 0 &&
                twin_find((const uint8_t *)row->fn, libc.code, take, &r) != NULL)
                kept = r; // what was seen of a candidate that proved to be another does not count
        }
    *out = kept.values;
    return kept.found == ALL_FOUND ? GLIBC_THRESHOLDS_LIBC : GLIBC_THRESHOLDS_ASSUMED;
}

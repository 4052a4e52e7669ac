// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a result must say about where it was measured, so that nobody compares what can't be
// compared.
#ifndef MACHINE_FINGERPRINT_H
#define MACHINE_FINGERPRINT_H

#include "bench/machine/topology.h"

#include <stdbool.h>

enum { FINGERPRINT_TEXT = 128, FINGERPRINT_TUNABLES = 512 };

// Texts are printable ASCII; "unknown" (or 0) where this machine doesn't tell.
struct fingerprint {
    char host[FINGERPRINT_TEXT];
    char cpu_vendor[FINGERPRINT_TEXT];
    char cpu_model_name[FINGERPRINT_TEXT];
    unsigned cpu_family, cpu_model, cpu_stepping;
    char microcode[FINGERPRINT_TEXT];
    char hypervisor[FINGERPRINT_TEXT]; // "KVM", …; "none" on bare metal
    struct shape shape;
    struct cpu_place place;            // where it was measured
    double core_hz;                    // by cycles_core_clock() on that place
    bool core_hz_counted;              // by the processor's cycle counter
    size_t page_bytes;                 // the base page
    char huge_pages[FINGERPRINT_TEXT]; // transparent huge pages: "always", "madvise", "never"
    bool cpu_scaling; // the kernel may change the frequency of the place; false where it has no say
    double load[3];   // load averages of 1, 5 and 15 minutes
    char kernel[FINGERPRINT_TEXT];
    char libc[FINGERPRINT_TEXT];
    char libc_variant[FINGERPRINT_TEXT]; // which memcpy its ifunc chose; filled in by impl/
    char tunables[FINGERPRINT_TUNABLES]; // GLIBC_TUNABLES, empty where unset
    char compiler[FINGERPRINT_TEXT];
    char commit[FINGERPRINT_TEXT]; // of memcpybench
};

// Fills in all but shape, core_hz and libc_variant.
void fingerprint_read(struct fingerprint *out, const struct cpu_place *place);

// Cycles an independent lea takes (clock_probe()) on a core of such a processor that nobody
// shares, as measured by us; INFINITY where we have met none of its kind.
double fingerprint_probe_alone(const struct fingerprint *machine);

// The machine's name, as in a fingerprint.
void fingerprint_host(char out[FINGERPRINT_TEXT]);

// Copies a text from outside, control characters and non-ASCII bytes replaced by '?'.
void fingerprint_clean(char *out, size_t size, const char *text);

#endif

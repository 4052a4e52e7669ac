// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/machine/fingerprint.h"

#include "version.h"

#include <cpuid.h>
#include <gnu/libc-version.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

void fingerprint_clean(char *out, size_t size, const char *text) {
    size_t n = 0;
    for (; text[n] != '\0' && n + 1 < size; n++)
        out[n] = text[n] >= 0x20 && text[n] < 0x7f ? text[n] : '?';
    out[n] = '\0';
}

static void set_text(char out[FINGERPRINT_TEXT], const char *text) {
    fingerprint_clean(out, FINGERPRINT_TEXT, text);
}

// CPUID spreads names over registers, four letters each.
static void registers_text(char *out, const uint32_t *registers, size_t count) {
    char text[4 * 12 + 1] = {0};
    memcpy(text, registers, count * sizeof *registers);
    const char *start = text + strspn(text, " ");
    set_text(out, *start != '\0' ? start : "unknown");
    for (size_t n = strlen(out); n > 0 && out[n - 1] == ' '; n--)
        out[n - 1] = '\0';
}

// Hypervisors sign CPUID leaf 0x40000000 with twelve letters; these are the names people know them
// by.
static const char *hypervisor_name(const char *signature) {
    static const char *const known[][2] = {
        {"KVMKVMKVM", "KVM"},           {"Microsoft Hv", "Hyper-V"}, {"VMwareVMware", "VMware"},
        {"XenVMMXenVMM", "Xen"},        {"TCGTCGTCGTCG", "QEMU"},    {"bhyve bhyve", "bhyve"},
        {"VBoxVBoxVBox", "VirtualBox"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i][0], signature) == 0)
            return known[i][1];
    return signature;
}

static void read_cpu(struct fingerprint *out) {
    uint32_t r[12] = {0}, a = 0, b = 0, c = 0, d = 0;
    __cpuid(0, a, b, c, d);
    registers_text(out->cpu_vendor, (uint32_t[]){b, d, c}, 3);
    __cpuid(1, a, b, c, d);
    unsigned family = a >> 8 & 15, model = a >> 4 & 15;
    out->cpu_stepping = a & 15;
    out->cpu_model = family == 6 || family == 15 ? model | (a >> 12 & 0xf0) : model;
    out->cpu_family = family == 15 ? family + (a >> 20 & 0xff) : family;
    enum { HYPERVISOR = 31 };
    set_text(out->hypervisor, "none");
    if ((c >> HYPERVISOR & 1) != 0) {
        __cpuid(0x40000000, a, b, c, d);
        char signature[FINGERPRINT_TEXT];
        registers_text(signature, (uint32_t[]){b, c, d}, 3);
        set_text(out->hypervisor, hypervisor_name(signature));
    }
    for (size_t i = 0; i < 12; i += 4)
        __get_cpuid(0x80000002 + (unsigned)i / 4, &r[i], &r[i + 1], &r[i + 2], &r[i + 3]);
    registers_text(out->cpu_model_name, r, 12);
}

// The value of the first "key : value" line of a /proc file.
static void read_proc_value(const char *path, const char *key, char out[FINGERPRINT_TEXT]) {
    char line[256];
    FILE *file = fopen(path, "re");
    set_text(out, "unknown");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char *colon = strchr(line, ':');
        if (colon == NULL || strncmp(line, key, strlen(key)) != 0)
            continue;
        line[strcspn(line, "\n")] = '\0';
        set_text(out, colon + 1 + strspn(colon + 1, " \t"));
        break;
    }
    if (file != NULL)
        fclose(file);
}

// Which of "always [madvise] never" stands in brackets.
static void read_huge_pages(char out[FINGERPRINT_TEXT]) {
    char line[128];
    FILE *file = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "re");
    set_text(out, "unknown");
    if (file == NULL)
        return;
    if (fgets(line, sizeof line, file) != NULL) {
        char *open = strchr(line, '['), *close = strchr(line, ']');
        if (open != NULL && close != NULL && open < close) {
            *close = '\0';
            set_text(out, open + 1);
        }
    }
    fclose(file);
}

// A governor other than "performance" moves the frequency about; without cpufreq nobody here can.
static bool may_scale(const struct cpu_place *place) {
    char path[96], governor[32] = "";
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%u/cpufreq/scaling_governor",
             place->os_index);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool known = fgets(governor, sizeof governor, file) != NULL;
    fclose(file);
    return known && strncmp(governor, "performance", strlen("performance")) != 0;
}

void fingerprint_host(char out[FINGERPRINT_TEXT]) {
    char text[FINGERPRINT_TEXT];
    if (gethostname(text, sizeof text) != 0)
        snprintf(text, sizeof text, "unknown");
    text[sizeof text - 1] = '\0';
    set_text(out, text);
}

void fingerprint_read(struct fingerprint *out, const struct cpu_place *place) {
    *out = (struct fingerprint){.place = *place, .cpu_scaling = may_scale(place)};
    char text[FINGERPRINT_TEXT];
    fingerprint_host(out->host);
    (void)getloadavg(out->load, 3);
    read_cpu(out);
    read_proc_value("/proc/cpuinfo", "microcode", out->microcode);
    read_huge_pages(out->huge_pages);
    struct utsname kernel;
    set_text(out->kernel, "unknown");
    if (uname(&kernel) == 0) {
        snprintf(text, sizeof text, "%.60s %.60s", kernel.sysname, kernel.release);
        set_text(out->kernel, text);
    }
    snprintf(text, sizeof text, "glibc %s", gnu_get_libc_version());
    set_text(out->libc, text);
    set_text(out->libc_variant, "unknown");
    out->page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    const char *tunables = getenv("GLIBC_TUNABLES");
    fingerprint_clean(out->tunables, sizeof out->tunables, tunables != NULL ? tunables : "");
    set_text(out->compiler, MEMCPYBENCH_COMPILER);
    set_text(out->commit, MEMCPYBENCH_COMMIT);
}

double fingerprint_probe_alone(const struct fingerprint *m) {
    static const struct {
        const char *vendor;
        unsigned family, model;
        double cycles;
    } known[] = {
        {"AuthenticAMD", 25, 17, 0.285}, // Zen 4 (Genoa); shared it read 0.30 to 0.5
        {"GenuineIntel", 6, 143, 0.18},  // Golden Cove (Sapphire Rapids); shared 0.25 to 0.35
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(m->cpu_vendor, known[i].vendor) == 0 && m->cpu_family == known[i].family &&
            m->cpu_model == known[i].model)
            return known[i].cycles;
    return INFINITY;
}

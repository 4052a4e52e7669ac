// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/machine/cgroup.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 4096 };

// A file's first two numbers; 0 for what isn't there or is none, as "max" and version 1's "-1".
static void read_numbers(const char *directory, const char *name, double out[2]) {
    char path[LONGEST + 64];
    out[0] = out[1] = 0;
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    if (fscanf(file, "%lf %lf", &out[0], &out[1]) < 1 || out[0] < 0)
        out[0] = 0;
    fclose(file);
}

static void take_memory(const char *directory, const char *name, struct cgroup_limits *out) {
    double bytes[2];
    read_numbers(directory, name, bytes);
    if (bytes[0] > 0 && bytes[0] < (double)out->memory)
        out->memory = (size_t)bytes[0];
}

static void take_quota(double quota, double period, struct cgroup_limits *out) {
    if (quota > 0 && period > 0 && (out->cpus <= 0 || quota / period < out->cpus))
        out->cpus = quota / period;
}

static void look_v2(const char *directory, struct cgroup_limits *out) {
    double cpu[2];
    take_memory(directory, "memory.max", out);
    read_numbers(directory, "cpu.max", cpu); // "max 100000" or "50000 100000"
    take_quota(cpu[0], cpu[1], out);
}

static void look_v1_memory(const char *directory, struct cgroup_limits *out) {
    take_memory(directory, "memory.limit_in_bytes", out);
}

static void look_v1_cpu(const char *directory, struct cgroup_limits *out) {
    double quota[2], period[2];
    read_numbers(directory, "cpu.cfs_quota_us", quota);
    read_numbers(directory, "cpu.cfs_period_us", period);
    take_quota(quota[0], period[0], out);
}

typedef void look_at(const char *directory, struct cgroup_limits *out);

// Looks at a group and at all above it.
static void climb(const char *root, const char *hierarchy, const char *group, look_at *look,
                  struct cgroup_limits *out) {
    char path[LONGEST];
    int top = snprintf(path, sizeof path, "%s%s", root, hierarchy);
    int length = snprintf(path, sizeof path, "%s%s%s", root, hierarchy, group);
    if (top < 0 || length < top || length >= LONGEST)
        return;
    for (char *end = path + length; end >= path + top; end--)
        if (*end == '\0' || *end == '/') {
            *end = '\0';
            look(path, out);
        }
}

// Whether a word is among those of a list with commas.
static bool is_listed(const char *list, const char *word) {
    size_t length = strlen(word);
    for (const char *at = list; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, word, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}

void cgroup_read(const char *self, const char *root, struct cgroup_limits *out) {
    char line[LONGEST];
    *out = (struct cgroup_limits){.memory = SIZE_MAX};
    FILE *file = fopen(self, "re");
    if (file == NULL)
        look_v2(root, out);
    while (file != NULL && fgets(line, sizeof line, file) != NULL) { // "4:cpu,cpuacct:/group"
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':');
        char *group = controllers != NULL ? strchr(controllers + 1, ':') : NULL;
        if (group == NULL)
            continue;
        *group++ = '\0';
        controllers++;
        if (*controllers == '\0') {
            climb(root, "", group, look_v2, out);
            climb(root, "/unified", group, look_v2, out); // beside version 1's
        }
        if (is_listed(controllers, "memory"))
            climb(root, "/memory", group, look_v1_memory, out);
        if (is_listed(controllers, "cpu"))
            climb(root, "/cpu", group, look_v1_cpu, out);
    }
    if (file != NULL)
        fclose(file);
}

void cgroup_read_own(struct cgroup_limits *out) {
    cgroup_read("/proc/self/cgroup", "/sys/fs/cgroup", out);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What the control groups that this process is in allow it: a container's limits, or a service's.
#ifndef MACHINE_CGROUP_H
#define MACHINE_CGROUP_H

#include <stddef.h>

struct cgroup_limits {
    size_t memory; // bytes; SIZE_MAX: as much as there is
    double cpus;   // CPU seconds a second, over all threads; 0: as much as there is
};

// Reads them, of version 2 and of version 1: the least that a group on the way from our own up to
// the root allows. `self` is a file like /proc/self/cgroup, `root` a directory like /sys/fs/cgroup.
// In a container that sees its own group as the root the names in the first are not found in the
// second; what is not there limits nothing.
void cgroup_read(const char *self, const char *root, struct cgroup_limits *out);

// The same of this process.
void cgroup_read_own(struct cgroup_limits *out);

#endif

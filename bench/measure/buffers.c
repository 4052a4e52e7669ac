// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/buffers.h"

#include "bench/base/sizes.h"
#include "bench/machine/cgroup.h"
#include "bench/verify/pattern.h"

#include <errno.h>
#include <linux/mman.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HUGE_PAGE = 2 << 20 };

// MemAvailable of /proc/meminfo in bytes, SIZE_MAX where it isn't told.
static size_t available_memory(void) {
    char line[128];
    size_t kib = 0;
    FILE *file = fopen("/proc/meminfo", "re");
    if (file == NULL)
        return SIZE_MAX;
    while (fgets(line, sizeof line, file) != NULL && sscanf(line, "MemAvailable: %zu", &kib) != 1)
        ;
    fclose(file);
    return kib > 0 ? kib << 10 : SIZE_MAX;
}

// What can be had: free memory, or what this process's control groups allow where that is less.
static size_t most_memory(void) {
    struct cgroup_limits group;
    size_t available = available_memory();
    cgroup_read_own(&group);
    return available < group.memory ? available : group.memory;
}

// Bytes of one buffer.
static size_t buffer_bytes(size_t largest) {
    return (largest + BUFFER_SLACK + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

// The mapping, and the pages of its own that the verifier's child gets for dst.
static size_t memory_for(size_t largest) {
    return 3 * buffer_bytes(largest) + HUGE_PAGE;
}

bool buffers_fit(size_t largest) {
    return memory_for(largest) <= most_memory();
}

bool buffers_have_huge(size_t largest) {
    size_t free_pages = 0;
    FILE *file = fopen("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "re");
    if (file == NULL)
        return false;
    bool known = fscanf(file, "%zu", &free_pages) == 1;
    fclose(file);
    return known && free_pages >= 2 * buffer_bytes(largest) / HUGE_PAGE;
}

bool buffers_remap(struct buffers *buffers, enum page_kind kind, struct failure *failure) {
    size_t bytes = 2 * buffers->bytes;
    char text[SIZE_TEXT];
    // What is reserved is there when it is touched; hugetlb pages that are not would end us.
    int flags = kind == PAGE_HUGE ? MAP_HUGETLB | MAP_HUGE_2MB : MAP_NORESERVE;
    if (mmap(buffers->src, bytes, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | flags, -1, 0) == MAP_FAILED)
        return failure_set(failure, EXIT_USAGE, "--page %s: no %s of such pages: %s",
                           page_kind_name(kind), size_format(bytes, text), strerror(errno));
    if (kind != PAGE_HUGE)
        (void)madvise(buffers->src, bytes, kind == PAGE_4K ? MADV_NOHUGEPAGE : MADV_HUGEPAGE);
    return true;
}

bool buffers_map(struct buffers *out, size_t largest, struct failure *failure) {
    size_t bytes = buffer_bytes(largest), mapped = 2 * bytes + HUGE_PAGE;
    size_t most = most_memory();
    char need[SIZE_TEXT], have[SIZE_TEXT];
    if (memory_for(largest) > most)
        return failure_set(failure, EXIT_USAGE,
                           "--sizes: buffers would take %s, %s are free (use smaller sizes)",
                           size_format(memory_for(largest), need), size_format(most, have));
    uint8_t *base = mmap(NULL, mapped, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return failure_set(failure, EXIT_ENVIRONMENT,
                           "buffers: no %s of address space: %s (ulimit -v?)",
                           size_format(mapped, need), strerror(errno));
    (void)madvise(base, mapped, MADV_HUGEPAGE); // whether it helped is read back later
    uint8_t *src = base + (HUGE_PAGE - (uintptr_t)base % HUGE_PAGE) % HUGE_PAGE;
    *out = (struct buffers){
        .base = base, .mapped = mapped, .src = src, .dst = src + bytes, .bytes = bytes};
    return true;
}

void buffers_unmap(struct buffers *buffers) {
    if (buffers->base != NULL)
        munmap(buffers->base, buffers->mapped);
    *buffers = (struct buffers){0};
}

void buffers_fill(struct buffers *buffers, uint64_t seed) {
    buffers->seed = seed;
    pattern_fill(buffers->src, buffers->bytes, seed);
    memset(buffers->dst, 0, buffers->bytes);
}

void buffers_restore_src(const struct buffers *buffers, size_t offset, size_t bytes) {
    enum { WORD = 8 }; // where the pattern can be entered
    size_t first = offset / WORD * WORD, end = (offset + bytes + WORD - 1) / WORD * WORD;
    pattern_fill_from(buffers->src + first, end - first, buffers->seed, first);
}

size_t buffers_page_bytes(const struct buffers *buffers) {
    char line[256];
    FILE *file = fopen("/proc/self/smaps", "re");
    if (file == NULL)
        return 0;
    uintptr_t src = (uintptr_t)buffers->src;
    size_t huge = 0, kib = 0;
    bool ours = false;
    while (fgets(line, sizeof line, file) != NULL) {
        uintptr_t first = 0, end = 0;
        if (sscanf(line, "%lx-%lx ", &first, &end) == 2)
            ours = end > src && first < src + 2 * buffers->bytes;
        else if (ours && (sscanf(line, "AnonHugePages: %zu", &kib) == 1 ||
                          sscanf(line, "Private_Hugetlb: %zu", &kib) == 1))
            huge += kib << 10;
    }
    fclose(file);
    return huge >= 2 * buffers->bytes / 10 * 9 ? HUGE_PAGE : (size_t)sysconf(_SC_PAGESIZE);
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/sizes.h"
#include "bench/cli/command.h"
#include "bench/machine/cgroup.h"
#include "bench/machine/cycles.h"
#include "bench/machine/fingerprint.h"
#include "bench/machine/timekeeping.h"
#include "loader/cpu.h"

#include <stdio.h>
#include <string.h>

struct topo_options {
    const char *cpu, *topology;
};

static const struct option_row rows[] = {
    {"cpu", 0, "CPU", OPTION_TEXT, offsetof(struct topo_options, cpu),
     "as seen from core:N or pu:N (default: the last core)"},
    {"topology", 0, "MACHINE", OPTION_TEXT, offsetof(struct topo_options, topology),
     "another machine: an hwloc XML file or a synthetic\ndescription, as 'node:2 l3:1 core:4 "
     "pu:2'"},
};

static void print_shape(const struct shape *s, const struct cpu_place *place) {
    char size[SIZE_TEXT], node[16] = "none";
    if (place->node >= 0)
        snprintf(node, sizeof node, "%d", place->node);
    printf("cores       %u, threads %u, memory nodes %u\n", s->cores, s->threads, s->nodes);
    printf("measuring   CPU %u: core %u, node %s, %u thread%s a core\n", place->os_index,
           place->core, node, s->threads_per_core, s->threads_per_core == 1 ? "" : "s");
    for (size_t i = 0; i < s->cache_count; i++)
        printf("L%u%-10s%s, shared by %u thread%s\n", s->caches[i].level,
               s->caches[i].type == 'd' ? "d" : "", size_format(s->caches[i].bytes, size),
               s->caches[i].shared_by, s->caches[i].shared_by == 1 ? "" : "s");
}

static void print_isa(uint64_t features) {
    char text[256];
    cpu_format(features, text, sizeof text);
    printf("isa         %s\n", text);
    cpu_format(~features & (CPU_BIT(CPU_FEATURES) - 1), text, sizeof text);
    printf("lacks       %s\n", text);
}

// What stands between this machine and quiet figures, each with what can be done about it.
static void print_limits(const struct fingerprint *m) {
    puts("\nlimits");
    if (strcmp(m->hypervisor, "none") != 0)
        printf("  a guest of %s: others share caches, memory and perhaps the core unseen; race "
               "when it is "
               "quiet,\n  watch the ! marks, or take a dedicated host\n",
               m->hypervisor);
    if (m->shape.threads_per_core > 1)
        puts("  the core has another hardware thread: keep it idle, or switch SMT off");
    struct cgroup_limits group;
    char size[SIZE_TEXT];
    cgroup_read_own(&group);
    if (group.cpus > 0)
        printf("  this container has the time of %.3g CPUs: raise its quota (cpu.max) above 1\n",
               group.cpus);
    if (group.memory < (size_t)1 << 40)
        printf("  this container has %s of memory: raise it (memory.max) for larger sizes\n",
               size_format(group.memory, size));
    char clock[TIMEKEEPING_TEXT];
    timekeeping_check_own(clock);
    if (clock[0] != '\0')
        printf("  %s\n", clock);
    if (m->cpu_scaling)
        puts("  the kernel moves the frequency: choose the performance governor");
    if (strcmp(m->huge_pages, "never") == 0)
        puts("  no transparent huge pages: write madvise to "
             "/sys/kernel/mm/transparent_hugepage/enabled");
    puts("  paired rounds cancel what is left of drift; tainted rounds are left out and counted");
}

static void print_this_machine(const struct context *context, struct fingerprint *m) {
    struct core_clock clock = cycles_core_clock();
    printf("host        %s, %s\n", m->host, m->kernel);
    printf("processor   %s (%s family %u model %u stepping %u, microcode %s)\n", m->cpu_model_name,
           m->cpu_vendor, m->cpu_family, m->cpu_model, m->cpu_stepping, m->microcode);
    printf("hypervisor  %s\n", m->hypervisor);
    printf("clock       %.2f GHz while multiplying (%s)\n", clock.hz / 1e9,
           cycles_method(clock.counted));
    printf("pages       %zu bytes, transparent huge pages: %s\n", m->page_bytes, m->huge_pages);
    printf("libc        %s\n", m->libc);
    print_isa(context->features);
    print_shape(&m->shape, &m->place);
    print_limits(m);
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    const struct topo_options *o = call->options;
    struct fingerprint m;
    struct cpu_place place;
    struct topology *topology = topology_open(o->topology, failure);
    if (topology == NULL)
        return failure->status;
    if (topology_choose(topology, o->cpu, &place, failure)) {
        fingerprint_read(&m, &place);
        topology_shape(topology, &place, &m.shape);
        if (o->topology != NULL)
            print_shape(&m.shape, &place);
        else if (topology_bind_thread(topology, &place, failure))
            print_this_machine(call->context, &m);
    }
    topology_close(topology);
    return failure->status;
}

const struct command topo_command = {
    .name = "topo",
    .summary = "the machine as we see it, and what limits measuring on it",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .options_size = sizeof(struct topo_options),
    .examples = "  memcpybench topo\n"
                "  memcpybench topo --topology 'node:2 l3:1 core:4 pu:2' --cpu core:5\n",
    .run = run,
};

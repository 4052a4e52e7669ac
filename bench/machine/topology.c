// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/machine/topology.h"

#include <errno.h>
#include <hwloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct topology {
    hwloc_topology_t hwloc;
    hwloc_bitmap_t usable; // allowed by the cpuset and by this process's affinity
};

static bool find_usable(struct topology *t, bool described) {
    t->usable = hwloc_bitmap_alloc();
    hwloc_bitmap_t bound = hwloc_bitmap_alloc();
    bool ok = t->usable != NULL && bound != NULL;
    if (ok) {
        hwloc_bitmap_copy(t->usable, hwloc_topology_get_allowed_cpuset(t->hwloc));
        if (!described && hwloc_get_cpubind(t->hwloc, bound, HWLOC_CPUBIND_THREAD) == 0)
            hwloc_bitmap_and(t->usable, t->usable, bound);
        ok = !hwloc_bitmap_iszero(t->usable);
    }
    hwloc_bitmap_free(bound);
    return ok;
}

static bool describe(struct topology *t, const char *described, struct failure *failure) {
    bool is_file = access(described, F_OK) == 0;
    int set = is_file ? hwloc_topology_set_xml(t->hwloc, described)
                      : hwloc_topology_set_synthetic(t->hwloc, described);
    return set == 0 ||
           failure_set(failure, EXIT_USAGE,
                       "--topology '%.60s': %s (save one with lstopo machine.xml, or write "
                       "'node:1 core:4 pu:2')",
                       described, is_file ? "no hwloc XML file" : "no file, and no description");
}

// The environment can make hwloc describe another machine; it then only pretends to bind.
static bool is_this_machine(const struct topology *t, struct failure *failure) {
    static const char *const variables[] = {"HWLOC_XMLFILE",    "HWLOC_SYNTHETIC",
                                            "HWLOC_FSROOT",     "HWLOC_CPUID_PATH",
                                            "HWLOC_THISSYSTEM", "HWLOC_COMPONENTS"};
    size_t i = 0, count = sizeof variables / sizeof *variables;
    if (hwloc_topology_is_thissystem(t->hwloc) != 0)
        return true;
    while (i < count && getenv(variables[i]) == NULL)
        i++;
    return failure_set(failure, EXIT_ENVIRONMENT,
                       "topology: %s has hwloc describe another machine, where nothing can be "
                       "measured (unset it; --topology plans for another machine)",
                       i < count ? variables[i] : "the environment");
}

struct topology *topology_open(const char *described, struct failure *failure) {
    struct topology *t = calloc(1, sizeof *t);
    if (t == NULL || hwloc_topology_init(&t->hwloc) != 0) {
        free(t);
        failure_set(failure, EXIT_ENVIRONMENT, "topology: out of memory");
        return NULL;
    }
    // What hwloc complains of (no /sys) it makes up for by asking the processor.
    (void)setenv("HWLOC_HIDE_ERRORS", "2", 0);
    // Cores outside our cpuset are kept so that asking for one can be told from asking for none.
    hwloc_topology_set_flags(t->hwloc, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
    bool ok = described == NULL || describe(t, described, failure);
    if (ok && (hwloc_topology_load(t->hwloc) != 0 || !find_usable(t, described != NULL)))
        ok = described == NULL
                 ? failure_set(failure, EXIT_ENVIRONMENT,
                               "topology: hwloc finds no processor here: %s (is /sys mounted?)",
                               strerror(errno))
                 : failure_set(
                       failure, EXIT_USAGE,
                       "--topology '%.60s': hwloc finds no processor in it (save one with lstopo "
                       "machine.xml)",
                       described);
    if (ok && (described != NULL || is_this_machine(t, failure)))
        return t;
    topology_close(t);
    return NULL;
}

void topology_close(struct topology *topology) {
    if (topology == NULL)
        return;
    hwloc_bitmap_free(topology->usable);
    hwloc_topology_destroy(topology->hwloc);
    free(topology);
}

// The object's first hardware thread that we may use, or NULL.
static hwloc_obj_t first_usable_pu(const struct topology *t, hwloc_obj_t object) {
    hwloc_obj_t pu = NULL;
    while ((pu = hwloc_get_next_obj_inside_cpuset_by_type(t->hwloc, object->cpuset, HWLOC_OBJ_PU,
                                                          pu)) != NULL)
        if (hwloc_bitmap_isset(t->usable, pu->os_index))
            return pu;
    return NULL;
}

// Some systems show threads but no cores; a thread then is its own core.
static hwloc_obj_type_t core_type(const struct topology *t) {
    return hwloc_get_nbobjs_by_type(t->hwloc, HWLOC_OBJ_CORE) > 0 ? HWLOC_OBJ_CORE : HWLOC_OBJ_PU;
}

static hwloc_obj_t last_usable_pu(const struct topology *t) {
    hwloc_obj_t core = NULL, found = NULL;
    while ((core = hwloc_get_next_obj_by_type(t->hwloc, core_type(t), core)) != NULL) {
        hwloc_obj_t pu = first_usable_pu(t, core);
        if (pu != NULL)
            found = pu;
    }
    return found;
}

// hwloc's numbers, which --cpu takes, are not the kernel's: both are told.
static bool bad_cpu(const struct topology *t, const char *spec, const char *why,
                    struct failure *failure) {
    char logical[96] = "", usable[96];
    hwloc_bitmap_t pus = hwloc_bitmap_alloc();
    hwloc_obj_t pu = NULL;
    while (pus != NULL && (pu = hwloc_get_next_obj_by_type(t->hwloc, HWLOC_OBJ_PU, pu)) != NULL)
        if (hwloc_bitmap_isset(t->usable, pu->os_index))
            hwloc_bitmap_set(pus, pu->logical_index);
    if (pus != NULL)
        hwloc_bitmap_list_snprintf(logical, sizeof logical, pus);
    hwloc_bitmap_free(pus);
    hwloc_bitmap_list_snprintf(usable, sizeof usable, t->usable);
    return failure_set(failure, EXIT_USAGE,
                       "--cpu '%.40s': %s (write pu:N, where N of %s are the kernel's CPUs %s, or "
                       "core:N)",
                       spec, why, logical, usable);
}

static hwloc_obj_t resolve(const struct topology *t, const char *spec, struct failure *failure) {
    char word[8];
    unsigned index = 0;
    int end = 0;
    if (sscanf(spec, "%7[a-zA-Z]:%5u%n", word, &index, &end) != 2 || spec[end] != '\0' ||
        strpbrk(spec, "+- ") != NULL) {
        bad_cpu(t, spec, "not understood", failure);
        return NULL;
    }
    hwloc_obj_type_t type = HWLOC_OBJ_PU;
    if (hwloc_type_sscanf(word, &type, NULL, 0) != 0 ||
        (type != HWLOC_OBJ_CORE && type != HWLOC_OBJ_PU)) {
        bad_cpu(t, spec, "neither a core nor a pu", failure);
        return NULL;
    }
    if (type == HWLOC_OBJ_CORE)
        type = core_type(t);
    hwloc_obj_t object = hwloc_get_obj_by_type(t->hwloc, type, index);
    if (object == NULL) {
        bad_cpu(t, spec, "there is none with that number", failure);
        return NULL;
    }
    hwloc_obj_t pu = first_usable_pu(t, object);
    if (pu == NULL)
        bad_cpu(t, spec, "outside the set this process may run on", failure);
    return pu;
}

// The memory next to a thread: what hangs lowest above it. hwloc counts memory that belongs to no
// core in particular to everybody's nodeset, so the nodeset's first need not be it.
static hwloc_obj_t nearest_node(hwloc_obj_t pu) {
    for (hwloc_obj_t o = pu; o != NULL; o = o->parent) {
        hwloc_obj_t memory = o->memory_first_child;
        while (memory != NULL && memory->type != HWLOC_OBJ_NUMANODE) // a memory-side cache
            memory = memory->memory_first_child;
        if (memory != NULL)
            return memory;
    }
    return NULL;
}

static struct cpu_place place_of(const struct topology *t, hwloc_obj_t pu) {
    hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(t->hwloc, HWLOC_OBJ_CORE, pu);
    hwloc_obj_t node = nearest_node(pu);
    return (struct cpu_place){
        .os_index = pu->os_index,
        .core = core != NULL ? core->logical_index : pu->logical_index,
        .node = node != NULL ? (int)node->os_index : -1,
    };
}

bool topology_choose(const struct topology *topology, const char *spec, struct cpu_place *out,
                     struct failure *failure) {
    hwloc_obj_t pu = spec == NULL ? last_usable_pu(topology) : resolve(topology, spec, failure);
    if (pu == NULL)
        return spec == NULL ? failure_set(failure, EXIT_ENVIRONMENT,
                                          "topology: no core that this process may use")
                            : false;
    *out = place_of(topology, pu);
    return true;
}

bool topology_other(const struct topology *topology, const struct cpu_place *place,
                    struct cpu_place *out) {
    hwloc_obj_t core = NULL;
    while ((core = hwloc_get_next_obj_by_type(topology->hwloc, core_type(topology), core)) !=
           NULL) {
        hwloc_obj_t pu = first_usable_pu(topology, core);
        if (pu == NULL || hwloc_bitmap_isset(core->cpuset, place->os_index))
            continue;
        *out = place_of(topology, pu);
        return true;
    }
    return false;
}

size_t topology_cores(const struct topology *topology, const struct cpu_place *place,
                      struct cpu_place *out, size_t most) {
    hwloc_obj_t core = NULL;
    size_t count = 1;
    if (most > 0)
        out[0] = *place;
    while ((core = hwloc_get_next_obj_by_type(topology->hwloc, core_type(topology), core)) !=
           NULL) {
        hwloc_obj_t pu = first_usable_pu(topology, core);
        if (pu == NULL || hwloc_bitmap_isset(core->cpuset, place->os_index))
            continue;
        if (count < most)
            out[count] = place_of(topology, pu);
        count++;
    }
    return count;
}

static hwloc_obj_t find_pu(const struct topology *t, const struct cpu_place *place) {
    return hwloc_get_pu_obj_by_os_index(t->hwloc, place->os_index);
}

bool topology_bind_thread(const struct topology *topology, const struct cpu_place *place,
                          struct failure *failure) {
    hwloc_obj_t pu = find_pu(topology, place);
    if (pu != NULL && hwloc_set_cpubind(topology->hwloc, pu->cpuset,
                                        HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT) == 0)
        return true;
    return failure_set(failure, EXIT_ENVIRONMENT,
                       "CPU %u: cannot bind to it: %s (choose another with --cpu)", place->os_index,
                       strerror(errno));
}

bool topology_bind_memory(const struct topology *topology, const struct cpu_place *place,
                          void *start, size_t bytes, char note[TOPOLOGY_NOTE]) {
    hwloc_obj_t node = place->node < 0 ? NULL
                                       : hwloc_get_numanode_obj_by_os_index(topology->hwloc,
                                                                            (unsigned)place->node);
    if (node != NULL &&
        hwloc_set_area_membind(topology->hwloc, start, bytes, node->nodeset, HWLOC_MEMBIND_BIND,
                               HWLOC_MEMBIND_STRICT | HWLOC_MEMBIND_BYNODESET) == 0)
        return true;
    snprintf(note, TOPOLOGY_NOTE, "memory could not be bound to the core's node: %s",
             node != NULL ? strerror(errno) : "it has none");
    return false;
}

void topology_shape(const struct topology *topology, const struct cpu_place *place,
                    struct shape *out) {
    hwloc_topology_t hwloc = topology->hwloc;
    *out = (struct shape){
        .cores = (unsigned)hwloc_get_nbobjs_by_type(hwloc, core_type(topology)),
        .threads = (unsigned)hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_PU),
        .nodes = (unsigned)hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_NUMANODE),
        .threads_per_core = 1,
    };
    for (hwloc_obj_t o = find_pu(topology, place); o != NULL; o = o->parent) {
        if (o->type == HWLOC_OBJ_CORE)
            out->threads_per_core = (unsigned)hwloc_bitmap_weight(o->cpuset);
        if (!hwloc_obj_type_is_dcache(o->type) || out->cache_count == TOPOLOGY_CACHES)
            continue;
        out->caches[out->cache_count++] = (struct cache){
            .level = o->attr->cache.depth,
            .type = o->attr->cache.type == HWLOC_OBJ_CACHE_UNIFIED ? 'u' : 'd',
            .bytes = o->attr->cache.size,
            .shared_by = (unsigned)hwloc_bitmap_weight(o->cpuset),
        };
    }
}

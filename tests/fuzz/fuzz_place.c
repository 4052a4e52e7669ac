// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Places to run on, as --cpu names them, on a machine that is described.
#include "bench/machine/topology.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct topology *topology; // opened once: that is hwloc's work and not ours
    struct failure failure = {0};
    struct cpu_place place;
    char *text = input_text(data, size);
    if (topology == NULL)
        topology = topology_open("node:2 core:4 pu:2", &failure);
    expect(topology != NULL);
    if (topology_choose(topology, text, &place, &failure))
        expect(place.os_index < 16 && place.core < 8 && place.node < 2);
    else
        expect_failure(&failure);
    free(text);
    return 0;
}

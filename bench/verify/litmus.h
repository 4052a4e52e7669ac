// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A second core that looks at the copy as soon as it hears that the call has returned. Ordinary
// stores are seen in the order they were made (Intel SDM vol. 3, 9.2.2; AMD APM vol. 2, 7.2), so
// what it sees late was stored past the caches, and no fence came after. Stepping finds that at
// sizes that can be stepped through; this also finds it at those that can't.
#ifndef VERIFY_LITMUS_H
#define VERIFY_LITMUS_H

#include "bench/machine/topology.h"
#include "bench/verify/lane.h"

#include <sys/types.h>

// Starts the reader, a process of its own bound to another core than the child's, and returns its
// number; 0 where there can be none.
pid_t litmus_start(const struct rooms *rooms, struct verify_log *log,
                   const struct topology *topology, const struct cpu_place *other);
void litmus_end(pid_t reader);

// The writer, in the child: small copies and large ones. False, with log->fault, where the reader
// saw one late.
bool litmus_run(struct lane *lane);

#endif

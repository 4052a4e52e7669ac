// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The certificate: before a memcpy is timed it is called, inside its contract and in a traced,
// sandboxed child process of its own, some hundred thousand times, and everything that it should
// and should not have touched is looked at: every byte, every register, every flag, where it
// faulted and where it went. A crash or a hang costs the child. docs/verify.md tells it for users.
#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include "bench/base/failure.h"
#include "bench/base/interrupt.h"
#include "bench/impl/impl.h"
#include "bench/machine/topology.h"
#include "bench/verify/finding.h"
#include "bench/verify/probe.h"

// A call that will be timed.
struct verify_call {
    size_t entry;       // index into impl.entries
    uint8_t *dst;       // in verify_options.scratch, VERIFY_CANARY bytes from either end of it
    const uint8_t *src; // byte `position` of a buffer of whole words that pattern_fill() has filled
                        // with `key`;
                        // the same buffer and key for all calls verified together
    size_t bytes;
    uint64_t key;
    size_t position;
};

// No copy takes a thousandth of it, and as CPU time it is the same on a busy machine. Who verifies
// a hundred thousand pieces of code, of which many loop for ever, may ask for less.
#define VERIFY_PATIENCE 0.3

enum { VERIFY_CANARY = 64, CERTIFICATE_FINDINGS = 6, CERTIFICATE_SANDBOX = 96 };

struct certificate {
    bool passed;
    uint64_t calls;                    // made in all
    double seconds;                    // wall time it took
    char sandbox[CERTIFICATE_SANDBOX]; // what kept and watched the child: "ptrace, seccomp"
    struct finding findings[CERTIFICATE_FINDINGS]; // what failed first, if anything
    size_t finding_count;
};

struct verify_options {
    const struct verify_call *timed;
    size_t timed_count;
    uint8_t
        *scratch; // whole pages of zeros in which all these calls have their dst; the child gets
    size_t scratch_bytes; // others in that place
    uint64_t seed;
    uint64_t most;    // calls to make through the trampoline, if time allows
    bool sparse;      // not every pair of alignments at every size
    double seconds;   // after which no further call is drawn at random
    double patience;  // seconds of CPU time that a call may take, with 50 ns more for each of its
                      // bytes, before it is said to hang; 0: VERIFY_PATIENCE. The kernel counts in
                      // ticks of its own, 4 ms most often: less than four of them is not to be had
    size_t steps;     // single steps that may be taken
    size_t sequences; // of the audit
    bool litmus;      // let another core look at the copies, if there is one
    const struct topology *topology; // with it: where that core is, or NULL
    const struct cpu_place *other;
    bool far;                 // copy more than 2 and 4 GiB too: some seconds
    const struct probe *only; // make this call and no other: nobody looks on, as that takes
                              // thousands, and nothing is said of what else was left out; NULL: all
};

// Certifies one implementation that can run here. False only where the check itself could not be
// made (no fork, no memory). Where `interrupt` is not NULL and a signal comes, the child is ended
// and the certificate says so.
bool verify_impl(const struct impl *impl, const struct verify_options *options,
                 struct interrupt *interrupt, struct certificate *out, struct failure *failure);

// The finding that made it fail, or NULL where it passed.
const struct finding *certificate_fault(const struct certificate *certificate);

#endif

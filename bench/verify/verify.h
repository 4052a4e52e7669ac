// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The certificate: before a memcpy is timed it is called, inside its contract, in a child process
// of its own, and every byte it should and should not have touched is looked at. A crash or a hang
// costs the child.
//
// What is checked: the bytes copied (a pattern that never repeats), 64 canary bytes and more around
// dst, the source unchanged, the returned pointer; buffers flush against unreadable pages at either
// end; a sweep of small sizes over alignments at every place the code is mapped; and each call that
// is going to be timed, with its own size, buffers and place.
#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include "bench/base/failure.h"
#include "bench/base/interrupt.h"
#include "bench/impl/impl.h"

// A call that will be timed. dst, with VERIFY_CANARY bytes on either side of it, is writable, and
// what it held is lost.
struct verify_call {
    size_t entry; // index into impl.entries
    uint8_t *dst;
    const uint8_t *src; // byte `position` of a buffer that pattern_fill() has filled with `key`;
                        // the same buffer and key for all calls verified together
    size_t bytes;       // a multiple of 8, as is position
    uint64_t key;
    size_t position;
};

enum { VERIFY_CANARY = 64 };

enum { CERTIFICATE_TEXT = 320 };

struct certificate {
    bool passed;
    uint64_t calls;                   // made in all
    double seconds;                   // wall time it took
    char diagnosis[CERTIFICATE_TEXT]; // what went wrong and in which call; empty where it passed
};

// Certifies one implementation that can run here. False only where the check itself could not be
// made (no fork, no memory). Where `interrupt` is not NULL and a signal comes, the child is ended
// and the certificate says so.
bool verify_impl(const struct impl *impl, const struct verify_call *timed, size_t timed_count,
                 uint64_t seed, struct interrupt *interrupt, struct certificate *out,
                 struct failure *failure);

#endif

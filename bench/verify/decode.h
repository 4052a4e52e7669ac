// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// An instruction that is about to run, or that faulted: its text, the memory it touches with the
// registers it has, and what sort it is (Zydis).
#ifndef VERIFY_DECODE_H
#define VERIFY_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/user.h>

enum { DECODE_ACCESSES = 4, DECODE_TEXT = 96, DECODE_LONGEST = 15 };

struct access {
    uint64_t address;
    size_t bytes;
    bool write;
    uint64_t base; // what the operand's base register holds; 0 where it has none
};

// What an instruction is, as far as a memcpy's verifier cares; bits.
enum decode_sort {
    DECODE_CALL = 1 << 0,
    DECODE_RET = 1 << 1,
    DECODE_NON_TEMPORAL_STORE = 1 << 2,
    DECODE_FENCE = 1 << 3, // sfence, mfence, or anything locked or serialising
    DECODE_SYSTEM_CALL = 1 << 4,
    DECODE_PRIVILEGED = 1 << 5,
    DECODE_MASKED = 1 << 7,     // touches less than its operands' bytes, as a mask says
    DECODE_SUSPICIOUS = 1 << 6, // no business in a memcpy: reads clocks, flushes caches, …
};

struct decoded {
    size_t length;
    char text[DECODE_TEXT];
    unsigned sorts; // enum decode_sort
    struct access accesses[DECODE_ACCESSES];
    size_t access_count;
};

// Decodes the bytes at regs->rip; `code` holds DECODE_LONGEST of them, fewer at the end of memory.
// The text counts branch targets from the code's start, `offset` bytes before. False where they are
// no instruction.
bool decode(const uint8_t *code, size_t bytes, const struct user_regs_struct *regs, uint64_t offset,
            struct decoded *out);

#endif

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a verifier can find wrong with a memcpy, by name, and one such finding.
#ifndef VERIFY_FINDING_H
#define VERIFY_FINDING_H

#include <stdbool.h>
#include <stddef.h>

enum finding_class {
    FINDING_NONE, // no fault: what could not be checked, and what is good to know
    // The bytes.
    FINDING_NO_COPY,
    FINDING_SHORT_COPY,
    FINDING_WRONG_DATA,
    FINDING_TRUNCATED_COUNT,
    FINDING_TRUNCATED_POINTER,
    FINDING_SAME_POINTER,
    FINDING_TOUCHES_AT_ZERO,
    FINDING_UNINITIALISED,
    FINDING_REMEMBERS,
    FINDING_DIFFERS_WHEN_TIMED,
    FINDING_MISSING_FENCE,
    // Where it reads and writes.
    FINDING_OVERRUN,
    FINDING_UNDERRUN,
    FINDING_OVER_READ,
    FINDING_UNDER_READ,
    FINDING_TOUCHES_NEIGHBOURS,
    FINDING_WRITES_SRC,
    FINDING_WRITES_CODE,
    FINDING_MISALIGNED_ACCESS,
    FINDING_WILD_ACCESS,
    // What it leaves to its caller.
    FINDING_RETURN_VALUE,
    FINDING_CALLEE_SAVED,
    FINDING_STACK_POINTER,
    FINDING_CALLER_STACK,
    FINDING_RED_ZONE,
    FINDING_STACK_DEPTH,
    FINDING_DIRECTION_FLAG,
    FINDING_ALIGNMENT_CHECK,
    FINDING_FLAGS,
    FINDING_MXCSR,
    FINDING_X87_CONTROL,
    FINDING_X87_STACK,
    FINDING_DIRTY_UPPER,
    FINDING_TILE_STATE,
    FINDING_SEGMENT_BASE,
    FINDING_PROTECTION_KEY,
    FINDING_RETURN_TRICK,
    // Where it goes.
    FINDING_FALLS_OFF_END,
    FINDING_JUMPS_OUT,
    FINDING_HANG,
    FINDING_SLOW,
    FINDING_SYSTEM_CALL,
    FINDING_ILLEGAL_INSTRUCTION,
    FINDING_POSITION_DEPENDENT,
    FINDING_SUSPICIOUS_INSTRUCTION,
    FINDING_CLASSES
};

enum severity {
    SEVERITY_FAIL, // breaks the contract: never timed
    SEVERITY_WARN, // breaks nothing a caller may rely on, and costs somebody something
    SEVERITY_INFO,
    SEVERITY_SKIP, // not checked: outside its contract, or the machine lacks what the check needs
    SEVERITY_ENV,  // not checked: the surroundings forbid it
    SEVERITIES
};

enum { FINDING_TEXT = 480 };

struct finding {
    enum severity severity;
    enum finding_class class;
    char text[FINDING_TEXT]; // one line for people: cause, place, call, and how to repeat it
};

// "over-read"; "none".
const char *finding_class_name(enum finding_class class);

// "FAIL", "WARN", "INFO", "SKIP", "ENV".
const char *severity_name(enum severity severity);

#endif

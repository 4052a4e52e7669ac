// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/finding.h"

const char *finding_class_name(enum finding_class class) {
    static const char *const names[FINDING_CLASSES] = {
        [FINDING_NONE] = "none",
        [FINDING_NO_COPY] = "no-copy",
        [FINDING_SHORT_COPY] = "short-copy",
        [FINDING_WRONG_DATA] = "wrong-data",
        [FINDING_TRUNCATED_COUNT] = "truncated-count",
        [FINDING_TRUNCATED_POINTER] = "truncated-pointer",
        [FINDING_SAME_POINTER] = "same-pointer",
        [FINDING_TOUCHES_AT_ZERO] = "touches-at-zero",
        [FINDING_UNINITIALISED] = "uninitialised",
        [FINDING_REMEMBERS] = "remembers",
        [FINDING_DIFFERS_WHEN_TIMED] = "differs-when-timed",
        [FINDING_MISSING_FENCE] = "missing-fence",
        [FINDING_OVERRUN] = "overrun",
        [FINDING_UNDERRUN] = "underrun",
        [FINDING_OVER_READ] = "over-read",
        [FINDING_UNDER_READ] = "under-read",
        [FINDING_TOUCHES_NEIGHBOURS] = "touches-neighbours",
        [FINDING_WRITES_SRC] = "writes-src",
        [FINDING_WRITES_CODE] = "writes-code",
        [FINDING_MISALIGNED_ACCESS] = "misaligned-access",
        [FINDING_WILD_ACCESS] = "wild-access",
        [FINDING_RETURN_VALUE] = "return-value",
        [FINDING_CALLEE_SAVED] = "callee-saved",
        [FINDING_STACK_POINTER] = "stack-pointer",
        [FINDING_CALLER_STACK] = "caller-stack",
        [FINDING_RED_ZONE] = "red-zone",
        [FINDING_STACK_DEPTH] = "stack-depth",
        [FINDING_DIRECTION_FLAG] = "direction-flag",
        [FINDING_ALIGNMENT_CHECK] = "alignment-check",
        [FINDING_FLAGS] = "flags",
        [FINDING_MXCSR] = "mxcsr",
        [FINDING_X87_CONTROL] = "x87-control",
        [FINDING_X87_STACK] = "x87-stack",
        [FINDING_DIRTY_UPPER] = "dirty-upper",
        [FINDING_TILE_STATE] = "tile-state",
        [FINDING_SEGMENT_BASE] = "segment-base",
        [FINDING_PROTECTION_KEY] = "protection-key",
        [FINDING_RETURN_TRICK] = "return-trick",
        [FINDING_FALLS_OFF_END] = "falls-off-end",
        [FINDING_JUMPS_OUT] = "jumps-out",
        [FINDING_HANG] = "hang",
        [FINDING_SLOW] = "slow",
        [FINDING_SYSTEM_CALL] = "system-call",
        [FINDING_ILLEGAL_INSTRUCTION] = "illegal-instruction",
        [FINDING_POSITION_DEPENDENT] = "position-dependent",
        [FINDING_SUSPICIOUS_INSTRUCTION] = "suspicious-instruction",
    };
    return class < FINDING_CLASSES ? names[class] : "unknown";
}

const char *severity_name(enum severity severity) {
    static const char *const names[SEVERITIES] = {"FAIL", "WARN", "INFO", "SKIP", "ENV"};
    return severity < SEVERITIES ? names[severity] : "unknown";
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/state.h"

#include <inttypes.h>

enum {
    FLAG_TF = 1 << 8,
    FLAG_DF = 1 << 10,
    FLAG_NT = 1 << 14,
    FLAG_AC = 1 << 18,
    FLAG_ID = 1 << 21,
    MXCSR_STATUS = 0x3f, // sticky exception flags: a callee may set them
    X87_CONTROL = 0,     // words of fnstenv's image
    X87_TAGS = 2,
    X87_EMPTY = 0xffff,
    XINUSE_UPPER = 1 << 2 | 1 << 6, // upper halves of ymm0-15, of zmm0-15
    XINUSE_TILES = 3 << 17,
};

static bool registers_hold(const struct arch_state *before, const struct arch_state *after,
                           struct fault *out) {
    static const struct {
        enum gpr number;
        const char *name;
    } saved[] = {{GPR_RBX, "rbx"}, {GPR_RBP, "rbp"}, {12, "r12"},
                 {13, "r13"},      {14, "r14"},      {15, "r15"}};
    for (size_t i = 0; i < sizeof saved / sizeof *saved; i++) {
        uint64_t was = before->gpr[saved[i].number], is = after->gpr[saved[i].number];
        if (was == is)
            continue;
        return fault_is(out, FINDING_CALLEE_SAVED,
                        "%s held 0x%" PRIx64 " before and 0x%" PRIx64
                        " after; the caller relies on it",
                        saved[i].name, was, is);
    }
    return true;
}

static bool flags_hold(const struct arch_state *after, struct fault *out) {
    if ((after->flags & FLAG_DF) != 0)
        return fault_is(
            out, FINDING_DIRECTION_FLAG,
            "left the direction flag set; the caller's string instructions run backwards");
    if ((after->flags & FLAG_AC) != 0)
        return fault_is(out, FINDING_ALIGNMENT_CHECK,
                        "left alignment checks on; the caller's next misaligned access faults");
    if ((after->flags & (FLAG_TF | FLAG_NT | FLAG_ID)) == 0)
        return true;
    return fault_is(out, FINDING_FLAGS, "left the %s flag set",
                    (after->flags & FLAG_TF) != 0   ? "trap"
                    : (after->flags & FLAG_NT) != 0 ? "nested-task"
                                                    : "identification");
}

static bool floating_point_holds(const struct arch_state *before, const struct arch_state *after,
                                 struct fault *out) {
    uint32_t was = before->mxcsr & ~(uint32_t)MXCSR_STATUS;
    uint32_t is = after->mxcsr & ~(uint32_t)MXCSR_STATUS;
    uint16_t control = (uint16_t)after->x87[X87_CONTROL], tags = (uint16_t)after->x87[X87_TAGS];
    if (was != is)
        return fault_is(
            out, FINDING_MXCSR,
            "MXCSR's control bits were 0x%x and are 0x%x: the caller's floating point changes", was,
            is);
    if (control != (uint16_t)before->x87[X87_CONTROL])
        return fault_is(out, FINDING_X87_CONTROL, "the x87 control word was 0x%x and is 0x%x",
                        (uint16_t)before->x87[X87_CONTROL], control);
    if (tags == X87_EMPTY)
        return true;
    return fault_is(
        out, FINDING_X87_STACK,
        "left x87 registers in use (tags 0x%04x): after MMX comes emms, after fld a pop", tags);
}

static bool machine_holds(const struct arch_state *before, const struct arch_state *after,
                          uint64_t features, struct fault *out) {
    if ((features & TRAMPOLINE_FSGSBASE) != 0 &&
        (before->fs_base != after->fs_base || before->gs_base != after->gs_base))
        return fault_is(out, FINDING_SEGMENT_BASE,
                        "changed the base of %s, where thread-local storage lies",
                        before->fs_base != after->fs_base ? "fs" : "gs");
    if ((features & TRAMPOLINE_PKU) != 0 && before->pkru != after->pkru)
        return fault_is(out, FINDING_PROTECTION_KEY, "PKRU was 0x%x and is 0x%x", before->pkru,
                        after->pkru);
    if ((features & TRAMPOLINE_XINUSE) != 0 && (after->xinuse & XINUSE_TILES) != 0)
        return fault_is(out, FINDING_TILE_STATE, "left AMX tiles in use (end with tilerelease)");
    return true;
}

bool state_check(const struct arch_state *before, const struct arch_state *after, uint64_t dst,
                 uint64_t features, struct fault *out) {
    if (before->gpr[GPR_RSP] != after->gpr[GPR_RSP])
        return fault_is(out, FINDING_STACK_POINTER, "returned with rsp off by %" PRId64 " bytes",
                        (int64_t)(after->gpr[GPR_RSP] - before->gpr[GPR_RSP]));
    if (!registers_hold(before, after, out))
        return false;
    if (after->gpr[GPR_RAX] != dst && (uint32_t)after->gpr[GPR_RAX] == (uint32_t)dst)
        return fault_is(out, FINDING_RETURN_VALUE,
                        "returned 0x%" PRIx64 ", of dst the lower half (is it 16- or 32-bit code? "
                        "nasm -f bin needs `bits 64`)",
                        after->gpr[GPR_RAX]);
    if (after->gpr[GPR_RAX] != dst)
        return fault_is(out, FINDING_RETURN_VALUE,
                        "returned 0x%" PRIx64 " instead of dst, 0x%" PRIx64, after->gpr[GPR_RAX],
                        dst);
    return flags_hold(after, out) && floating_point_holds(before, after, out) &&
           machine_holds(before, after, features, out);
}

bool state_is_dirty_upper(const struct arch_state *after, uint64_t features) {
    return (features & TRAMPOLINE_XINUSE) != 0 && (after->xinuse & XINUSE_UPPER) != 0;
}

// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/disasm.h"

#include <Zydis/Zydis.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool format(const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands,
                   size_t offset, char text[DISASM_TEXT]) {
    ZydisFormatter formatter;
    ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_INTEL);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE,
                              ZYDIS_PADDING_DISABLED);
    return ZYAN_SUCCESS(ZydisFormatterFormatInstruction(&formatter, instruction, operands,
                                                        instruction->operand_count_visible, text,
                                                        DISASM_TEXT, offset, ZYAN_NULL));
}

void disasm_next(const uint8_t *code, size_t size, size_t offset, struct disasm_line *out) {
    ZydisDecoder decoder;
    ZydisDecodedInstruction instruction;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    *out = (struct disasm_line){.offset = offset, .length = 1};
    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    if (ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code + offset, size - offset, &instruction,
                                            operands)) &&
        format(&instruction, operands, offset, out->text))
        out->length = instruction.length;
    else
        snprintf(out->text, sizeof out->text, "db 0x%02x", code[offset]);
}

// What the reachable code uses.
struct traits {
    bool zmm, vmovups_zmm, evex_ymm, vex_ymm, xmm, jump_table, rep_movsb, xtest;
};

enum {
    WALK_RANGE =
        16384, // bytes after the entry that are looked at; glibc's variants are below 3 KiB
    WALK_STARTS = 1024, // branch targets waiting to be followed
};

struct walk {
    const uint8_t *code;
    ZydisDecoder decoder;
    struct traits traits;
    bool seen[WALK_RANGE];
    size_t starts[WALK_STARTS];
    size_t start_count;
};

static void note_register(struct traits *t, const ZydisDecodedInstruction *i, ZydisRegister reg) {
    bool evex = i->encoding == ZYDIS_INSTRUCTION_ENCODING_EVEX;
    switch (ZydisRegisterGetClass(reg)) {
    case ZYDIS_REGCLASS_ZMM:
        t->zmm = true;
        t->vmovups_zmm |= i->mnemonic == ZYDIS_MNEMONIC_VMOVUPS;
        break;
    case ZYDIS_REGCLASS_YMM: *(evex ? &t->evex_ymm : &t->vex_ymm) = true; break;
    case ZYDIS_REGCLASS_XMM: t->xmm = true; break;
    default: break;
    }
}

static void note(struct traits *t, const ZydisDecodedInstruction *i,
                 const ZydisDecodedOperand *operands) {
    for (unsigned o = 0; o < i->operand_count_visible; o++)
        if (operands[o].type == ZYDIS_OPERAND_TYPE_REGISTER)
            note_register(t, i, operands[o].reg.value);
    t->jump_table |=
        i->mnemonic == ZYDIS_MNEMONIC_JMP && operands[0].type == ZYDIS_OPERAND_TYPE_REGISTER;
    t->xtest |= i->mnemonic == ZYDIS_MNEMONIC_XTEST;
    t->rep_movsb |=
        i->mnemonic == ZYDIS_MNEMONIC_MOVSB && (i->attributes & ZYDIS_ATTRIB_HAS_REP) != 0;
}

static void add_start(struct walk *w, uint64_t offset) {
    if (offset < WALK_RANGE && !w->seen[offset] && w->start_count < WALK_STARTS)
        w->starts[w->start_count++] = offset;
}

// Follows one straight run of instructions, leaving the targets of its branches for later.
static void walk_run(struct walk *w, size_t at) {
    ZydisDecodedInstruction i;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    while (at < WALK_RANGE - ZYDIS_MAX_INSTRUCTION_LENGTH && !w->seen[at]) {
        w->seen[at] = true;
        if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&w->decoder, w->code + at,
                                                 ZYDIS_MAX_INSTRUCTION_LENGTH, &i, operands)))
            return;
        note(&w->traits, &i, operands);
        uint64_t target = 0;
        if (i.meta.branch_type != ZYDIS_BRANCH_TYPE_NONE &&
            ZYAN_SUCCESS(ZydisCalcAbsoluteAddress(&i, &operands[0], at, &target)))
            add_start(w, target);
        if (i.meta.category == ZYDIS_CATEGORY_RET || i.meta.category == ZYDIS_CATEGORY_UNCOND_BR)
            return;
        at += i.length;
    }
}

// glibc's names, sysdeps/x86_64/multiarch/ifunc-impl-list.c: vector family, then _unaligned, then
// _erms where long copies use `rep movsb`, then _rtm where the ending tests for a transaction.
static const char *name_of(const struct traits *t, char out[DISASM_TEXT]) {
    if (!t->zmm && !t->evex_ymm && !t->vex_ymm && !t->xmm)
        return t->rep_movsb ? "erms" : "unknown";
    if (t->vmovups_zmm)
        return "avx512_no_vzeroupper";
    if (t->jump_table) // its palignr loops, one a shift, are reached through one
        return "ssse3";
    const char *family = t->zmm ? "avx512" : t->evex_ymm ? "evex" : t->vex_ymm ? "avx" : "sse2";
    snprintf(out, DISASM_TEXT, "%s_unaligned%s%s", family, t->rep_movsb ? "_erms" : "",
             t->xtest ? "_rtm" : "");
    return out;
}

const char *disasm_glibc_variant(const void *code, char out[DISASM_TEXT]) {
    struct walk *w = calloc(1, sizeof *w);
    if (w == NULL)
        return "unknown";
    w->code = code;
    ZydisDecoderInit(&w->decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    add_start(w, 0);
    while (w->start_count > 0)
        walk_run(w, w->starts[--w->start_count]);
    const char *name = name_of(&w->traits, out);
    free(w);
    return name;
}

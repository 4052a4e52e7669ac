// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/decode.h"

#include <Zydis/Zydis.h>
#include <stdio.h>
#include <string.h>

static ZydisRegisterContext context_of(const struct user_regs_struct *r) {
    ZydisRegisterContext c = {0};
    const struct {
        ZydisRegister name;
        uint64_t value;
    } all[] = {
        {ZYDIS_REGISTER_RAX, r->rax}, {ZYDIS_REGISTER_RBX, r->rbx}, {ZYDIS_REGISTER_RCX, r->rcx},
        {ZYDIS_REGISTER_RDX, r->rdx}, {ZYDIS_REGISTER_RSI, r->rsi}, {ZYDIS_REGISTER_RDI, r->rdi},
        {ZYDIS_REGISTER_RBP, r->rbp}, {ZYDIS_REGISTER_RSP, r->rsp}, {ZYDIS_REGISTER_R8, r->r8},
        {ZYDIS_REGISTER_R9, r->r9},   {ZYDIS_REGISTER_R10, r->r10}, {ZYDIS_REGISTER_R11, r->r11},
        {ZYDIS_REGISTER_R12, r->r12}, {ZYDIS_REGISTER_R13, r->r13}, {ZYDIS_REGISTER_R14, r->r14},
        {ZYDIS_REGISTER_R15, r->r15}, {ZYDIS_REGISTER_RIP, r->rip},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        c.values[all[i].name] = all[i].value;
    return c;
}

static void add_accesses(const ZydisDecodedInstruction *i, const ZydisDecodedOperand *operands,
                         const struct user_regs_struct *regs, struct decoded *out) {
    const ZydisRegisterContext context = context_of(regs);
    const ZydisInstructionAttributes repeated =
        ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE | ZYDIS_ATTRIB_HAS_REPNE;
    if ((i->attributes & repeated) != 0 && regs->rcx == 0)
        return; // no times
    for (size_t o = 0; o < i->operand_count; o++) {
        const ZydisDecodedOperand *operand = &operands[o];
        ZyanU64 address = 0;
        if (operand->type != ZYDIS_OPERAND_TYPE_MEMORY ||
            operand->mem.type != ZYDIS_MEMOP_TYPE_MEM || out->access_count == DECODE_ACCESSES ||
            !ZYAN_SUCCESS(ZydisCalcAbsoluteAddressEx(i, operand, regs->rip, &context, &address)))
            continue;
        out->accesses[out->access_count++] = (struct access){
            .address = address,
            .bytes = operand->size / 8,
            .write = (operand->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) != 0,
            .base = context.values[operand->mem.base],
        };
    }
}

static unsigned sorts_of(const ZydisDecodedInstruction *i) {
    unsigned sorts = i->avx.mask.reg != ZYDIS_REGISTER_NONE && i->avx.mask.reg != ZYDIS_REGISTER_K0
                         ? DECODE_MASKED
                         : 0;
    if ((i->attributes & (ZYDIS_ATTRIB_HAS_LOCK | ZYDIS_ATTRIB_IS_PRIVILEGED)) != 0)
        sorts |= (i->attributes & ZYDIS_ATTRIB_HAS_LOCK) != 0 ? DECODE_FENCE : DECODE_PRIVILEGED;
    switch (i->mnemonic) {
    case ZYDIS_MNEMONIC_MASKMOVQ:
    case ZYDIS_MNEMONIC_MASKMOVDQU:
    case ZYDIS_MNEMONIC_VMASKMOVDQU: return sorts | DECODE_MASKED | DECODE_NON_TEMPORAL_STORE;
    case ZYDIS_MNEMONIC_VMASKMOVPS:
    case ZYDIS_MNEMONIC_VMASKMOVPD:
    case ZYDIS_MNEMONIC_VPMASKMOVD:
    case ZYDIS_MNEMONIC_VPMASKMOVQ: return sorts | DECODE_MASKED;
    case ZYDIS_MNEMONIC_CALL: return sorts | DECODE_CALL;
    case ZYDIS_MNEMONIC_RET: return sorts | DECODE_RET;
    case ZYDIS_MNEMONIC_MOVNTI:
    case ZYDIS_MNEMONIC_MOVNTQ:
    case ZYDIS_MNEMONIC_MOVNTDQ:
    case ZYDIS_MNEMONIC_MOVNTPS:
    case ZYDIS_MNEMONIC_MOVNTPD:
    case ZYDIS_MNEMONIC_MOVNTSD:
    case ZYDIS_MNEMONIC_MOVNTSS:
    case ZYDIS_MNEMONIC_VMOVNTDQ:
    case ZYDIS_MNEMONIC_VMOVNTPS:
    case ZYDIS_MNEMONIC_VMOVNTPD:
    case ZYDIS_MNEMONIC_MOVDIRI:
    case ZYDIS_MNEMONIC_MOVDIR64B: return sorts | DECODE_NON_TEMPORAL_STORE;
    case ZYDIS_MNEMONIC_SFENCE:
    case ZYDIS_MNEMONIC_MFENCE:
    case ZYDIS_MNEMONIC_XCHG: // locked where it touches memory, see below
    case ZYDIS_MNEMONIC_SERIALIZE: return sorts | DECODE_FENCE;
    case ZYDIS_MNEMONIC_CPUID: return sorts | DECODE_FENCE | DECODE_SUSPICIOUS;
    case ZYDIS_MNEMONIC_SYSCALL:
    case ZYDIS_MNEMONIC_SYSENTER:
    case ZYDIS_MNEMONIC_INT: return sorts | DECODE_SYSTEM_CALL;
    case ZYDIS_MNEMONIC_RDTSC:
    case ZYDIS_MNEMONIC_RDTSCP:
    case ZYDIS_MNEMONIC_RDPMC:
    case ZYDIS_MNEMONIC_RDPID:
    case ZYDIS_MNEMONIC_RDRAND:
    case ZYDIS_MNEMONIC_RDSEED:
    case ZYDIS_MNEMONIC_CLFLUSH:
    case ZYDIS_MNEMONIC_CLFLUSHOPT:
    case ZYDIS_MNEMONIC_XBEGIN:
    case ZYDIS_MNEMONIC_UMONITOR:
    case ZYDIS_MNEMONIC_UMWAIT:
    case ZYDIS_MNEMONIC_TPAUSE: return sorts | DECODE_SUSPICIOUS;
    default: return sorts;
    }
}

bool decode(const uint8_t *code, size_t bytes, const struct user_regs_struct *regs, uint64_t offset,
            struct decoded *out) {
    ZydisDecoder decoder;
    ZydisFormatter formatter;
    ZydisDecodedInstruction i;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    *out = (struct decoded){.length = 1};
    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code, bytes, &i, operands))) {
        snprintf(out->text, sizeof out->text, "db 0x%02x", bytes > 0 ? code[0] : 0);
        return false;
    }
    ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_INTEL);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE,
                              ZYDIS_PADDING_DISABLED);
    ZydisFormatterFormatInstruction(&formatter, &i, operands, i.operand_count_visible, out->text,
                                    sizeof out->text, offset, ZYAN_NULL);
    out->length = i.length;
    add_accesses(&i, operands, regs, out);
    out->sorts = sorts_of(&i);
    if (i.mnemonic == ZYDIS_MNEMONIC_XCHG && out->access_count == 0)
        out->sorts &= ~(unsigned)DECODE_FENCE;
    for (size_t a = 0; a < out->access_count; a++)
        if ((out->sorts & DECODE_FENCE) != 0 && out->accesses[a].bytes > 0 &&
            out->accesses[a].address % 64 + out->accesses[a].bytes > 64)
            out->sorts |= DECODE_SUSPICIOUS; // a split lock stops the whole machine
    return true;
}

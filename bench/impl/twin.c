// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/twin.h"

#include <Zydis/Zydis.h>
#include <stdlib.h>
#include <string.h>

enum {
    REACH = 16384, // bytes to either side of the entry
    STARTS = 2048, // branch targets waiting to be followed
    PATTERN = 7,   // bytes by which candidates are found: no function begins with a distance
};

struct start {
    ptrdiff_t one, other; // counted from the entries
};

struct walk {
    const uint8_t *one, *other;
    struct twin_range range; // of the other
    twin_visitor *visit;
    void *context;
    ZydisDecoder decoder;
    bool seen[2 * REACH];
    ptrdiff_t shift[2 * REACH]; // other's offset less one's, where seen
    struct start starts[STARTS];
    size_t start_count;
};

// One instruction, in both.
struct pair {
    struct start at;
    ZydisDecodedInstruction i;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
};

static bool is_in_reach(ptrdiff_t offset) {
    return offset >= -REACH && offset < REACH - ZYDIS_MAX_INSTRUCTION_LENGTH;
}

static bool decode(const struct walk *w, struct start at, struct pair *out) {
    const uint8_t *one = w->one + at.one, *other = w->other + at.other;
    out->at = at;
    return is_in_reach(at.one) &&
           ZYAN_SUCCESS(ZydisDecoderDecodeFull(&w->decoder, one, ZYDIS_MAX_INSTRUCTION_LENGTH,
                                               &out->i, out->operands)) &&
           other >= w->range.begin && other < w->range.end &&
           (size_t)(w->range.end - other) >= out->i.length;
}

// The distance at `offset` in an instruction, 1 or 4 bytes of it.
static ptrdiff_t distance(const uint8_t *code, unsigned offset, unsigned bits) {
    int32_t wide;
    if (bits == 8)
        return (int8_t)code[offset];
    memcpy(&wide, code + offset, sizeof wide);
    return wide;
}

static bool same_bytes_but(const uint8_t *one, const uint8_t *other, size_t length, size_t from,
                           size_t count) {
    return memcmp(one, other, from) == 0 &&
           memcmp(one + from + count, other + from + count, length - from - count) == 0;
}

// Where a branch goes in each is to be walked as well.
static bool follow(struct walk *w, const struct pair *p) {
    const uint8_t *one = w->one + p->at.one, *other = w->other + p->at.other;
    unsigned offset = p->i.raw.imm[0].offset, bits = p->i.raw.imm[0].size;
    if (!p->i.raw.imm[0].is_relative || w->start_count == STARTS || (bits != 8 && bits != 32))
        return false;
    w->starts[w->start_count++] =
        (struct start){p->at.one + p->i.length + distance(one, offset, bits),
                       p->at.other + p->i.length + distance(other, offset, bits)};
    return same_bytes_but(one, other, p->i.length, offset, bits / 8);
}

static bool names_datum(const struct pair *p) {
    for (unsigned o = 0; o < p->i.operand_count_visible; o++)
        if (p->operands[o].type == ZYDIS_OPERAND_TYPE_MEMORY &&
            p->operands[o].mem.base == ZYDIS_REGISTER_RIP)
            return true;
    return false;
}

static bool compare_one(struct walk *w, const struct pair *p) {
    const uint8_t *one = w->one + p->at.one, *other = w->other + p->at.other;
    size_t length = p->i.length, from = length, count = 0;
    if (p->i.meta.branch_type != ZYDIS_BRANCH_TYPE_NONE && p->i.raw.imm[0].is_relative)
        return follow(w, p);
    if (names_datum(p)) {
        from = p->i.raw.disp.offset;
        count = p->i.raw.disp.size / 8;
        if (w->visit != NULL)
            w->visit(w->context, one + length + distance(one, (unsigned)from, 32),
                     other + length + distance(other, (unsigned)from, 32));
    }
    return same_bytes_but(one, other, length, from, count);
}

// A straight run of instructions, up to one that control does not pass or that has been met: there,
// the other's must be the same as then.
static bool compare_run(struct walk *w, struct start at) {
    struct pair p;
    while (decode(w, at, &p)) {
        size_t slot = (size_t)(at.one + REACH);
        if (w->seen[slot])
            return w->shift[slot] == at.other - at.one;
        w->seen[slot] = true;
        w->shift[slot] = at.other - at.one;
        if (!compare_one(w, &p))
            return false;
        if (p.i.meta.category == ZYDIS_CATEGORY_RET ||
            p.i.meta.category == ZYDIS_CATEGORY_UNCOND_BR)
            return true;
        at.one += p.i.length;
        at.other += p.i.length;
    }
    return false;
}

static bool compare(struct walk *w, const uint8_t *other) {
    w->other = other;
    w->starts[0] = (struct start){0, 0};
    w->start_count = 1;
    memset(w->seen, 0, sizeof w->seen);
    while (w->start_count > 0)
        if (!compare_run(w, w->starts[--w->start_count]))
            return false;
    return true;
}

static struct walk *open_walk(const uint8_t *one, struct twin_range range, twin_visitor *visit,
                              void *context) {
    struct walk *w = calloc(1, sizeof *w);
    if (w == NULL)
        return NULL;
    w->one = one;
    w->range = range;
    w->visit = visit;
    w->context = context;
    ZydisDecoderInit(&w->decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    return w;
}

bool twin_compare(const uint8_t *one, const uint8_t *other, struct twin_range range,
                  twin_visitor *visit, void *context) {
    struct walk *w = open_walk(one, range, visit, context);
    bool same = w != NULL && compare(w, other);
    free(w);
    return same;
}

const uint8_t *twin_find(const uint8_t *one, struct twin_range range, twin_visitor *visit,
                         void *context) {
    struct walk *w = open_walk(one, range, visit, context);
    const uint8_t *at = range.begin;
    while (w != NULL && (at = memmem(at, (size_t)(range.end - at), one, PATTERN)) != NULL &&
           !compare(w, at))
        at++;
    bool found = w != NULL && at != NULL;
    free(w);
    return found ? at : NULL;
}

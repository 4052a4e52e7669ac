// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/lane.h"

#include "bench/verify/examine.h"
#include "bench/verify/pattern.h"
#include "bench/verify/splitmix.h"
#include "bench/verify/state.h"

#include <stdlib.h>
#include <string.h>

enum {
    AROUND = 256,        // bytes on either side of dst that are looked at after each call
    ALL_EVERY = 1 << 12, // calls after which all bytes are
    PLAIN_ONE_IN = 64,   // calls with zeros in all registers; as many with ones, with small numbers
    SMALL_MOST = 4,
    PLAIN_FROM = 512,   // calls with rubbish that come first: those name a fault better
    STACK_SEEN = 128,   // of the caller's stack, after each call
    ARITHMETIC = 0x8d5, // CF, PF, AF, ZF, SF and OF
    FLAGS_AT_ENTRY = 0x202,
    MXCSR_DEFAULT = 0x1f80,
    X87_DEFAULT = 0x37f,
};

static bool open_area(struct lane_area *area, uint8_t *memory, size_t bytes) {
    *area = (struct lane_area){.is = memory, .should = malloc(bytes), .bytes = bytes};
    return area->should != NULL;
}

bool lane_open(struct lane *out, const struct impl *impl, const struct rooms *rooms,
               struct verify_log *log) {
    *out = (struct lane){.impl = impl, .rooms = rooms, .log = log, .features = trampoline_detect()};
    bool ok = open_area(&out->room, rooms->dst, rooms->bytes);
    for (size_t i = 0; ok && i < ROOMS_BOUNDARIES; i++)
        if (rooms->boundaries[i] != NULL)
            ok = open_area(&out->edges[i], rooms->boundaries[i], 2 * (size_t)ROOMS_EDGE);
    return ok;
}

void lane_close(struct lane *lane) {
    free(lane->room.should);
    for (size_t i = 0; i < ROOMS_BOUNDARIES; i++)
        free(lane->edges[i].should);
}

static void fill_area(struct lane_area *area, uint64_t key) {
    if (area->is == NULL)
        return;
    pattern_fill(area->should, area->bytes, key);
    memcpy(area->is, area->should, area->bytes);
}

void lane_refill(struct lane *lane, uint64_t key) {
    lane->key = key & ~(uint64_t)UINT16_MAX;
    uint64_t content = splitmix_scramble(lane->key + 1);
    pattern_fill(lane->rooms->src_write, lane->rooms->bytes, content);
    pattern_add_nans(lane->rooms->src_write, lane->rooms->bytes, content);
    fill_area(&lane->room, splitmix_scramble(content + 1));
    for (size_t i = 0; i < ROOMS_BOUNDARIES; i++)
        fill_area(&lane->edges[i], splitmix_scramble(content + 2 + i));
    pattern_fill(lane->vectors, sizeof lane->vectors, content);
    if (lane->registers != REGISTERS_RUBBISH)
        memset(lane->vectors, lane->registers == REGISTERS_ONES ? 0xff : 0, sizeof lane->vectors);
    pattern_fill(lane->caller, sizeof lane->caller, splitmix_scramble(content + 9));
    memcpy(rooms_stack_top(lane->rooms), lane->caller, sizeof lane->caller);
}

static bool fits(size_t at, size_t n, size_t bytes) {
    return n <= bytes && at <= bytes - n;
}

// src is in the other boundary's area.
static bool find_boundary(const struct lane *l, const struct probe *p, size_t mine,
                          struct lane_call *out) {
    const struct lane_area *area = &l->edges[mine], *other = &l->edges[1 - mine];
    if (area->is == NULL || other->is == NULL || !fits(p->dst_at, p->n, area->bytes) ||
        !fits(p->src_at, p->n, other->bytes))
        return false;
    out->area = area;
    out->dst = area->is + p->dst_at;
    out->src = other->is + p->src_at;
    out->around = other->is;
    out->around_bytes = other->bytes;
    return true;
}

static bool find_place(const struct lane *l, const struct probe *p, struct lane_call *out) {
    const struct rooms *r = l->rooms;
    out->area = &l->room;
    out->dst = r->dst + p->dst_at;
    out->src = out->around = r->src;
    out->src += p->src_at;
    out->around_bytes = r->bytes;
    switch (p->place) {
    case PLACE_ROOMS: return fits(p->dst_at, p->n, r->bytes) && fits(p->src_at, p->n, r->bytes);
    case PLACE_SAME:
        out->src = out->dst;
        out->around = r->dst;
        return fits(p->dst_at, p->n, r->bytes);
    case PLACE_NOWHERE:
        out->dst = r->dst - ROOMS_GUARD / 2;
        out->src = r->src - ROOMS_GUARD / 2;
        return p->n == 0;
    case PLACE_2G: return find_boundary(l, p, 0, out);
    case PLACE_4G: return find_boundary(l, p, 1, out);
    default: return false;
    }
}

bool lane_holds(const struct lane *lane, const struct probe *p) {
    struct lane_call at;
    return p->entry < lane->impl->entry_count && find_place(lane, p, &at);
}

bool lane_allows(const struct lane *lane, const struct probe *p) {
    const struct contract *c = &lane->impl->contract;
    return (p->n == 0 ? c->min == 0 : contract_allows_size(c, p->n) != 0) &&
           p->dst_at % c->align == 0 && p->src_at % c->align == 0 && lane_holds(lane, p);
}

// dst's content before the call, in the memory and in the book.
static void prefill(const struct lane_call *c) {
    const struct probe *p = &c->probe;
    uint8_t *should = c->area->should + p->dst_at;
    if (p->place == PLACE_SAME || p->fill == FILL_OLD || p->n == 0)
        return;
    if (p->fill == FILL_ZERO)
        memset(should, 0, p->n);
    else if (p->fill == FILL_ALMOST)
        memcpy(should, c->src, p->n);
    else
        for (size_t i = 0; i < p->n; i++)
            should[i] = (uint8_t)~c->src[i];
    if (p->fill == FILL_ALMOST)
        should[splitmix_scramble(p->key) % p->n] ^= 0x10;
    memcpy(c->dst, should, p->n);
}

// Some of the later calls find what rubbish never is, and who jumps where rcx is zero waits for, or
// who counts it down.
static enum lane_registers registers_for(const struct lane *l, uint64_t key) {
    uint64_t lot = splitmix_scramble(key) >> 40 & (PLAIN_ONE_IN - 1);
    if (l->registers != REGISTERS_RUBBISH || (key & UINT16_MAX) < PLAIN_FROM || lot > 2)
        return l->registers;
    return lot == 0 ? REGISTERS_ZEROS : lot == 1 ? REGISTERS_ONES : REGISTERS_SMALL;
}

static uint64_t register_content(enum lane_registers registers, uint64_t random) {
    switch (registers) {
    case REGISTERS_ZEROS: return 0;
    case REGISTERS_ONES: return UINT64_MAX;
    case REGISTERS_SMALL: return 1 + random % SMALL_MOST;
    default: // an address added to it leaves the upper bits as they are
        return (uint64_t)LANE_POISON << 48 | (random & UINT64_C(0x3fffffffffff));
    }
}

static void choose_registers(const struct lane *l, struct lane_call *c) {
    const enum lane_registers registers = registers_for(l, c->probe.key);
    bool plain = registers == REGISTERS_ZEROS || registers == REGISTERS_ONES;
    uint64_t r = splitmix_scramble(c->probe.key);
    c->before = (struct arch_state){.mxcsr = MXCSR_DEFAULT, .x87 = {X87_DEFAULT}};
    for (size_t i = 0; i < GPRS; i++)
        c->before.gpr[i] = register_content(registers, splitmix_scramble(r + i));
    c->before.gpr[GPR_RSP] = (uintptr_t)rooms_stack_top(l->rooms);
    c->flags = FLAGS_AT_ENTRY | ((plain ? register_content(registers, r) : r) & ARITHMETIC);
    c->vectors = l->vectors + (plain ? 0 : r % 64);
    // Three calls in four find the upper halves clean, so that dirt afterwards is the callee's own.
    bool dirty = (r >> 32 & 3) == 0 && (l->features & TRAMPOLINE_AVX) != 0;
    c->dirty = dirty ? TRAMPOLINE_DIRTY : 0;
}

static void announce(const struct lane *lane, const struct lane_call *c) {
    struct verify_log *log = lane->log;
    log->probe = c->probe;
    log->dst = (uintptr_t)c->dst;
    log->src = (uintptr_t)c->src;
    log->code = (uintptr_t)c->fn;
    log->calls++;
}

void lane_prepare(struct lane *lane, struct probe *probe, struct lane_call *out) {
    probe->key = ++lane->key;
    *out = (struct lane_call){.probe = *probe, .fn = (uintptr_t)lane->impl->entries[probe->entry]};
    find_place(lane, probe, out);
    prefill(out);
    choose_registers(lane, out);
    announce(lane, out);
}

void lane_prepare_elsewhere(struct lane *lane, const struct probe *probe, uint8_t *dst,
                            const uint8_t *src, struct lane_call *out) {
    *out = (struct lane_call){.probe = *probe,
                              .dst = dst,
                              .src = src,
                              .fn = (uintptr_t)lane->impl->entries[probe->entry]};
    choose_registers(lane, out);
    announce(lane, out);
}

static bool check_data(const struct lane_call *c, struct fault *out) {
    const struct probe *p = &c->probe;
    const struct lane_area *a = c->area;
    uint8_t *should = a->should + p->dst_at;
    bool same = p->place == PLACE_SAME;
    struct copy copy = {.want = same ? should : c->src,
                        .around = c->around,
                        .around_bytes = c->around_bytes,
                        .before = a->should,
                        .after = a->is,
                        .bytes = a->bytes,
                        .at = p->dst_at,
                        .n = p->n};
    if (p->place == PLACE_NOWHERE)
        return true;
    if (!examine_copy(&copy, out)) {
        if (same || p->place != PLACE_ROOMS)
            out->class = same ? FINDING_SAME_POINTER : FINDING_TRUNCATED_POINTER;
        return false;
    }
    if (!same)
        memcpy(should, c->src, p->n);
    size_t end = p->dst_at + p->n;
    size_t from = p->dst_at < AROUND ? 0 : p->dst_at - AROUND;
    size_t to = a->bytes - end < AROUND ? a->bytes : end + AROUND;
    return examine_around(&copy, from, p->dst_at, out) && examine_around(&copy, end, to, out);
}

static bool check_stack(const struct lane *l, size_t bytes, struct fault *out) {
    size_t i = pattern_first_difference(rooms_stack_top(l->rooms), l->caller, bytes);
    return i == bytes ||
           fault_is(out, FINDING_CALLER_STACK,
                    "wrote to its caller's stack, %zu bytes above its return address", i + 8);
}

static void note_dirty_upper(const struct lane *l, const struct lane_call *c,
                             const struct arch_state *after) {
    struct verify_log *log = l->log;
    if (log->warning.class != FINDING_NONE || c->dirty != 0 ||
        !state_is_dirty_upper(after, l->features))
        return;
    log->warning_probe = c->probe;
    fault_is(&log->warning, FINDING_DIRTY_UPPER,
             "left the upper halves of vector registers dirty (end with vzeroupper): SSE code "
             "after it runs slower on some processors");
}

bool lane_conclude_state(struct lane *lane, const struct lane_call *c,
                         const struct arch_state *after) {
    struct fault *fault = &lane->log->fault;
    note_dirty_upper(lane, c, after);
    return state_check(&c->before, after, (uintptr_t)c->dst, lane->features, fault) &&
           check_stack(lane, STACK_SEEN, fault);
}

bool lane_conclude(struct lane *lane, const struct lane_call *c, const struct arch_state *after) {
    bool all = (c->probe.key & (ALL_EVERY - 1)) == 0;
    return check_data(c, &lane->log->fault) && lane_conclude_state(lane, c, after) &&
           (!all || lane_check_all(lane));
}

const struct arch_state *lane_enter(struct lane *lane, struct lane_call *c) {
    struct trampoline_frame *f = &trampoline_frame;
    f->fn = c->fn;
    f->dst = (uintptr_t)c->dst;
    f->src = (uintptr_t)c->src;
    f->n = c->probe.n;
    f->flags = c->flags;
    f->vectors = c->vectors;
    f->features = lane->features | c->dirty;
    f->stack = c->before.gpr[GPR_RSP];
    memcpy(f->poison, c->before.gpr, sizeof f->poison);
    lane->log->inside = 1;
    trampoline_call();
    lane->log->inside = 0;
    c->before.fs_base = f->own_fs;
    c->before.gs_base = f->own_gs;
    c->before.pkru = f->own_pkru;
    return &f->after;
}

bool lane_call(struct lane *lane, struct probe *probe) {
    struct lane_call c;
    lane_prepare(lane, probe, &c);
    return lane_conclude(lane, &c, lane_enter(lane, &c));
}

void lane_rewind(struct lane *lane, uint64_t key) {
    lane_refill(lane, key);
    lane->key = key - 1;
}

bool lane_check_all(struct lane *lane) {
    struct lane_area *areas[] = {&lane->room, &lane->edges[0], &lane->edges[1]};
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        const struct lane_area *a = areas[i];
        size_t wrong =
            a->is == NULL ? a->bytes : pattern_first_difference(a->is, a->should, a->bytes);
        if (wrong == a->bytes)
            continue;
        return fault_is(&lane->log->fault,
                        a->is + wrong < (uint8_t *)lane->log->dst ? FINDING_UNDERRUN
                                                                  : FINDING_OVERRUN,
                        "wrote far from dst, %td bytes from it, in this or an earlier call",
                        a->is + wrong - (uint8_t *)lane->log->dst);
    }
    return check_stack(lane, ROOMS_CALLER, &lane->log->fault);
}

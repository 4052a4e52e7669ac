// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "tests/stress/generate.h"

#include "bench/impl/disasm.h"

#include <stdlib.h>
#include <string.h>

enum { RET = 0xc3 };

uint64_t draw_below(uint64_t *state, uint64_t below) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (z ^ z >> 31) % below;
}

static void cut(struct kernels *k, const struct impl *impl) {
    struct disasm_line line;
    for (size_t at = 0; at < impl->code_size; at += line.length) {
        disasm_next(impl->code, impl->code_size, at, &line);
        k->pieces[k->piece_count++] = (struct piece){impl->code + at, line.length};
    }
}

bool kernels_open(struct kernels *out, const struct registry *registry) {
    size_t bytes = 0;
    for (size_t i = 0; i < registry->count; i++)
        bytes += registry->impls[i].code_size;
    *out = (struct kernels){.impls = calloc(registry->count, sizeof *out->impls),
                            .pieces = calloc(bytes, sizeof *out->pieces)};
    if (out->impls == NULL || out->pieces == NULL) {
        kernels_close(out);
        return false;
    }
    for (size_t i = 0; i < registry->count; i++) {
        const struct impl *impl = &registry->impls[i];
        if (impl->kind != IMPL_BLOB || !impl_is_copy(impl) || !impl_can_run(impl) ||
            impl->code_size > GENERATE_MOST)
            continue;
        out->impls[out->count++] = impl;
        cut(out, impl);
    }
    return true;
}

void kernels_close(struct kernels *kernels) {
    free(kernels->impls);
    free(kernels->pieces);
    *kernels = (struct kernels){0};
}

static void fill_noise(uint64_t *state, uint8_t *out, size_t size) {
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)draw_below(state, 256);
}

// Short ones more often than long ones: most end within their first instructions.
static void make_noise(uint64_t *state, struct generated *out) {
    out->size = 1 + draw_below(state, (uint64_t)2 << draw_below(state, 9));
    fill_noise(state, out->code, out->size);
}

static void splice(const struct kernels *k, uint64_t *state, struct generated *out) {
    size_t pieces = 1 + draw_below(state, 40);
    for (size_t i = 0; i < pieces; i++) {
        const struct piece *p = &k->pieces[draw_below(state, k->piece_count)];
        memcpy(out->code + out->size, p->code, p->size);
        out->size += p->size;
    }
    if (draw_below(state, 4) > 0)
        out->code[out->size++] = RET;
}

static void copy_kernel(const struct kernels *k, uint64_t *state, struct generated *out) {
    const struct impl *impl = k->impls[draw_below(state, k->count)];
    out->contract = impl->contract;
    out->size = impl->code_size;
    memcpy(out->code, impl->code, impl->code_size);
}

static void flip(uint64_t *state, struct generated *out) {
    for (size_t flips = 1 + draw_below(state, 4); flips > 0; flips--)
        out->code[draw_below(state, out->size)] ^= (uint8_t)(1U << draw_below(state, 8));
}

static void replace(uint64_t *state, struct generated *out) {
    struct disasm_line line;
    size_t at = 0, chosen = draw_below(state, out->size);
    disasm_next(out->code, out->size, at, &line);
    while (at + line.length <= chosen) {
        at += line.length;
        disasm_next(out->code, out->size, at, &line);
    }
    fill_noise(state, out->code + at, line.length);
}

// A constant that the cut has taken away is not asked for any more.
static void truncate_code(uint64_t *state, struct generated *out) {
    struct contract *c = &out->contract;
    out->size = 1 + draw_below(state, out->size - 1);
    if (c->patch != CONTRACT_PATCH_NONE &&
        (out->size < sizeof(uint64_t) || c->patch_offset > out->size - sizeof(uint64_t)))
        c->patch = CONTRACT_PATCH_NONE;
}

void generate(const struct kernels *kernels, uint64_t seed, uint64_t index, struct generated *out) {
    uint64_t state = seed;
    state = draw_below(&state, UINT64_MAX) ^ index * UINT64_C(0xd1342543de82ef95);
    *out = (struct generated){
        .generator = (enum generator)draw_below(&state, GENERATORS),
        .contract = {.role = CONTRACT_COPY, .align = 1, .granule = 64, .code_align = 1}};
    if (draw_below(&state, 2) > 0)
        out->contract.min = 64; // is not met by n = 0 first, where most would end
    if (out->generator >= GENERATE_FLIPPED)
        copy_kernel(kernels, &state, out);
    switch (out->generator) {
    case GENERATE_NOISE: make_noise(&state, out); break;
    case GENERATE_SPLICED: splice(kernels, &state, out); break;
    case GENERATE_FLIPPED: flip(&state, out); break;
    case GENERATE_REPLACED: replace(&state, out); break;
    default: truncate_code(&state, out); break;
    }
}

const char *generator_name(enum generator generator) {
    static const char *const names[GENERATORS] = {"noise", "spliced", "flipped", "replaced",
                                                  "truncated"};
    return generator < GENERATORS ? names[generator] : "unknown";
}

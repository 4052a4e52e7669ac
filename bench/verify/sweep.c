// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/sweep.h"

#include "bench/verify/splitmix.h"

enum {
    PAGE = 4096,
    LINE = 64,
    DENSE_MAX = 4400, // every size the contract allows up to here
    DENSE_LEAST = 8,  // and this many of them where it begins above
    GRID_SIZES = 4,   // that meet every pair of alignments
    GRID_MAX = 128,   // or sizes up to here, where the granule is small
    DELTAS = 256,     // distances of dst from src, mod PAGE, on either side of 0
    ROOM_LIMIT = 16 << 20,
    REFILL_EVERY = 1 << 13,
    SHARE = 7, // of a sparse sweep: has no factor in common with any number of alignments
};

struct sweep {
    struct lane *lane;
    const struct contract *contract;
    uint64_t state; // of what is drawn
    size_t dense_max;
    size_t share;  // one in so many
    unsigned turn; // counts calls: fills and entries take turns
    bool failed;
};

// Offsets from a line: its ends, its middle, and the neighbours of vector widths.
static const size_t line_offsets[] = {0, 1, 8, 15, 16, 31, 32, 33, 48, 63};
enum { OFFSETS = sizeof line_offsets / sizeof *line_offsets };

static uint64_t draw(struct sweep *s, uint64_t below) {
    return splitmix_scramble(s->state += SPLITMIX_STEP) % below;
}

static size_t round_up(size_t n, size_t granule) {
    return (n + granule - 1) / granule * granule;
}

static size_t dense_max(const struct contract *c) {
    size_t beyond = contract_nth_size(c, DENSE_LEAST - 1);
    return beyond > DENSE_MAX ? beyond : DENSE_MAX;
}

bool sweep_has_room(const struct contract *contract) {
    return contract->granule <= ROOM_LIMIT / 16 && contract->min <= ROOM_LIMIT / 2;
}

size_t sweep_room_bytes(const struct contract *contract) {
    size_t wanted = sweep_has_room(contract) ? dense_max(contract) + 4 * (size_t)PAGE : 0;
    return wanted > ROOMS_BYTES ? round_up(wanted, PAGE) : ROOMS_BYTES;
}

// Makes one call if the contract allows it; false when the sweep is over.
static bool try(struct sweep *s, struct probe p) {
    struct lane *l = s->lane;
    l->log->cut = l->log->stop == SWEEP_AT_ONCE ? 1 : 0;
    if (l->log->cut != 0)
        return false;
    if (!lane_allows(l, &p))
        return true;
    if (l->log->calls % REFILL_EVERY == 0)
        lane_refill(l, draw(s, UINT64_MAX));
    s->turn++;
    s->failed = !lane_call(l, &p);
    return !s->failed;
}

static unsigned next_entry(const struct sweep *s) {
    return s->turn % (unsigned)s->lane->impl->entry_count;
}

static enum probe_fill next_fill(const struct sweep *s) {
    return s->turn / 4 % PROBE_FILLS;
}

static bool try_at(struct sweep *s, size_t n, size_t dst_at, size_t src_at) {
    return try(s, (struct probe){.n = n,
                                 .dst_at = dst_at,
                                 .src_at = src_at,
                                 .entry = next_entry(s),
                                 .fill = next_fill(s)});
}

static bool try_zero(struct sweep *s) {
    for (unsigned entry = 0; entry < s->lane->impl->entry_count; entry++)
        if (!try(s, (struct probe){.entry = entry, .place = PLACE_NOWHERE}) ||
            !try(s, (struct probe){.entry = entry, .dst_at = PAGE, .src_at = PAGE}))
            return false;
    return true;
}

// Both buffers flush with the guard above, then below, then crosswise, at every entry.
static bool try_flush(struct sweep *s, size_t n) {
    size_t room = s->lane->room.bytes;
    size_t last = n > room ? 0 : (room - n) / s->contract->align * s->contract->align;
    for (unsigned entry = 0; entry < s->lane->impl->entry_count; entry++)
        for (unsigned corner = 0; corner < 4; corner++)
            if (!try(s, (struct probe){.n = n,
                                       .dst_at = (corner & 1) != 0 ? last : 0,
                                       .src_at = (corner & 2) != 0 ? last : 0,
                                       .entry = entry,
                                       .fill = (enum probe_fill)((corner + entry) % PROBE_FILLS)}))
                return false;
    return true;
}

// dst runs over a page's end where its alignment lets it begin just before one.
static size_t before_page(const struct sweep *s) {
    return s->contract->align <= LINE ? PAGE - LINE : PAGE;
}

// Every pair, or a share of them that begins at `first`.
static bool try_grid(struct sweep *s, size_t n, size_t first, size_t share) {
    size_t step = s->contract->align < LINE ? s->contract->align : LINE, side = LINE / step;
    for (size_t i = first; i < side * side; i += share)
        if (!try_at(s, n, before_page(s) + i / side * step, PAGE + i % side * step))
            return false;
    return true;
}

static bool try_offsets(struct sweep *s, size_t n, size_t first, size_t share) {
    for (size_t i = first; i < OFFSETS * (size_t)OFFSETS; i += share)
        if (!try_at(s, n, before_page(s) + line_offsets[i / OFFSETS],
                    PAGE + line_offsets[i % OFFSETS]))
            return false;
    return true;
}

static bool try_small(struct sweep *s) {
    const struct contract *c = s->contract;
    size_t first = contract_nth_size(c, 0), seen = 0;
    for (size_t n = first; n <= s->dense_max; n += c->granule, seen++) {
        size_t part = seen % s->share; // of the pairs: another at each size
        bool grid = n <= GRID_MAX && n % 16 <= 1;
        if (!try_flush(s, n) || (seen < GRID_SIZES && !try_grid(s, n, 0, 1)) ||
            (seen >= GRID_SIZES && grid && !try_grid(s, n, part, s->share)) ||
            ((n % 8 == 0 || n <= 256) && !try_offsets(s, n, part, s->share)))
            return false;
    }
    return true;
}

// dst - src near a multiple of a page, above it and below: loads then seem to depend on stores.
static bool try_deltas(struct sweep *s) {
    static const size_t sizes[] = {64, 128, 256, 512, 1024, 2048, 4096};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t delta = 0; delta <= 2 * (size_t)DELTAS; delta++)
            if (!try_at(s, contract_size_from(s->contract, sizes[i]),
                        4 * (size_t)PAGE + delta - DELTAS, 4 * (size_t)PAGE + (delta % 4) * 16))
                return false;
    return true;
}

// Powers of two and their neighbours, as far as the room goes.
static bool try_powers(struct sweep *s) {
    size_t g = s->contract->granule;
    for (size_t power = 2 * (size_t)PAGE; power < s->lane->room.bytes; power *= 2)
        for (size_t i = 0; i < 5; i++) {
            size_t n = contract_size_from(s->contract, power) + i * g - 2 * g;
            if (!try_flush(s, n) || !try_at(s, n, 2 * (size_t)PAGE + 33 * i, PAGE + 7 * i) ||
                !try_at(s, n, PAGE, PAGE))
                return false;
        }
    return true;
}

static bool try_same(struct sweep *s) {
    for (size_t n = contract_nth_size(s->contract, 0); n <= s->dense_max;
         n += 3 * s->contract->granule)
        for (size_t at = 0; at < 2; at++)
            if (!try(s, (struct probe){.n = n,
                                       .dst_at = PAGE + 33 * at,
                                       .entry = next_entry(s),
                                       .place = PLACE_SAME}))
                return false;
    return true;
}

// Buffers that end at, cross and begin at 2^31 and 2^32.
static bool try_boundaries(struct sweep *s) {
    const size_t edge = ROOMS_EDGE;
    for (size_t n = contract_nth_size(s->contract, 0); n <= edge / 2;
         n += 5 * s->share * s->contract->granule) {
        const size_t places[] = {edge - n, edge - n / 2, edge - LINE, edge};
        for (size_t d = 0; d < 4; d++)
            for (size_t o = 0; o < 4; o++)
                for (enum probe_place place = PLACE_2G; place <= PLACE_4G; place++)
                    if (!try(s, (struct probe){
                                    .n = n,
                                    .dst_at = places[d] / s->contract->align * s->contract->align,
                                    .src_at = places[o] / s->contract->align * s->contract->align,
                                    .entry = next_entry(s),
                                    .fill = next_fill(s),
                                    .place = place}))
                        return false;
    }
    return true;
}

// Mostly small, sometimes as large as the room.
static size_t draw_size(struct sweep *s) {
    unsigned bits = (unsigned)draw(s, 64) == 0 ? 20 : 13;
    size_t most = (size_t)1 << (1 + draw(s, bits));
    return contract_size_from(s->contract, contract_nth_size(s->contract, 0) + draw(s, most));
}

static size_t draw_place(struct sweep *s, size_t n) {
    size_t room = s->lane->room.bytes, align = s->contract->align;
    if (n >= room)
        return 0;
    size_t at = draw(s, 8) == 0 ? room - n : draw(s, room - n + 1);
    return at / align * align;
}

static bool try_random(struct sweep *s, uint64_t most) {
    while (s->lane->log->calls < most && s->lane->log->stop == SWEEP_GO_ON) {
        size_t n = draw_size(s);
        struct probe p = {.n = n,
                          .dst_at = draw_place(s, n),
                          .src_at = draw_place(s, n),
                          .entry = (unsigned)draw(s, s->lane->impl->entry_count),
                          .fill = (enum probe_fill)draw(s, PROBE_FILLS),
                          .place = draw(s, 64) == 0 ? PLACE_SAME : PLACE_ROOMS};
        if (!try(s, p))
            return false;
    }
    return true;
}

bool sweep_run(struct lane *lane, uint64_t seed, uint64_t most, bool sparse) {
    struct sweep s = {.lane = lane,
                      .contract = &lane->impl->contract,
                      .state = seed,
                      .dense_max = dense_max(&lane->impl->contract),
                      .share = sparse ? SHARE : 1};
    lane_refill(lane, draw(&s, UINT64_MAX));
    if (!sweep_has_room(s.contract))
        return true;
    bool over = !(try_zero(&s) && try_small(&s) && try_deltas(&s) && try_powers(&s) &&
                  try_same(&s) && try_boundaries(&s) && try_random(&s, most));
    (void)over; // cut short or not: what was written far off has been written
    return !s.failed && lane_check_all(lane);
}

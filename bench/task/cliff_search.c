// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/task/cliff_search.h"

#include <math.h>
#include <string.h>

enum {
    LINE = 64,
    STEPS = 4,   // sizes an octave
    SIZES = 256, // most that are visited
    LOOKS = 3,   // times a step is looked at again before it is believed
};

struct search {
    const struct cliff_space *space;
    cliff_speed_fn *speed;
    void *context;
    struct cliff *out;
    size_t count;
    bool over;
    size_t sizes[SIZES]; // to be visited, ascending
    size_t size_count;
};

static double speed_at(struct search *s, struct cliff_point at) {
    double speed = s->over ? 0 : s->speed(s->context, &at);
    s->over = s->over || speed <= 0;
    return speed;
}

// The ratio of two speeds, the fastest of several looks at each: what disturbs only slows down.
static double fall_between(struct search *s, struct cliff_point fast, struct cliff_point slow) {
    double best_fast = 0, best_slow = 0;
    for (int i = 0; i < LOOKS; i++) {
        best_fast = fmax(best_fast, speed_at(s, fast));
        best_slow = fmax(best_slow, speed_at(s, slow));
    }
    return best_fast > 0 ? best_slow / best_fast : 1;
}

static size_t in_line(size_t offset) {
    return offset % LINE;
}

// The same step of the same pointer, however far into the page and at whatever size. Of sizes each
// step is its own.
static bool is_known(const struct search *s, enum cliff_axis axis, const struct cliff_point *fast,
                     const struct cliff_point *slow) {
    for (size_t i = 0; i < s->count; i++) {
        const struct cliff *c = &s->out[i];
        if (c->axis != axis)
            continue;
        if (axis == CLIFF_SIZE  ? c->slow.n == slow->n && c->fast.n == fast->n
            : axis == CLIFF_SRC ? in_line(c->slow.src) == in_line(slow->src) &&
                                      in_line(c->fast.src) == in_line(fast->src)
                                : c->slow.dst % CLIFF_PAGE == slow->dst % CLIFF_PAGE &&
                                      c->fast.dst % CLIFF_PAGE == fast->dst % CLIFF_PAGE)
            return true;
    }
    return false;
}

static void keep(struct search *s, const struct cliff *found) {
    size_t at = s->count;
    if (s->over || s->count == CLIFF_MOST)
        return;
    while (at > 0 && s->out[at - 1].slow.n > found->slow.n)
        at--;
    memmove(&s->out[at + 1], &s->out[at], (s->count - at) * sizeof *s->out);
    s->out[at] = *found;
    s->count++;
}

// The largest visited size below n, 0 where it is the first.
static size_t size_before(const struct search *s, size_t n) {
    size_t before = 0;
    for (size_t i = 0; i < s->size_count && s->sizes[i] < n; i++)
        before = s->sizes[i];
    return before;
}

// A step of a pointer: shown at the least size that has it.
static void found_offset(struct search *s, enum cliff_axis axis, struct cliff_point fast,
                         struct cliff_point slow) {
    const size_t granule = s->space->granule;
    double fall;
    if (is_known(s, axis, &fast, &slow) || (fall = fall_between(s, fast, slow)) >= CLIFF_FALL)
        return;
    size_t without = size_before(s, slow.n), with = slow.n;
    while (without > 0 && with - without > granule) {
        size_t middle = without + (with - without) / 2 / granule * granule;
        struct cliff_point a = fast, b = slow;
        a.n = b.n = middle;
        double there = fall_between(s, a, b);
        *(there < CLIFF_FALL ? &with : &without) = middle;
        fall = there < CLIFF_FALL ? there : fall;
    }
    fast.n = slow.n = with;
    keep(s, &(struct cliff){axis, fast, slow, fall});
}

// A fall between two sizes: of a gradual one nothing is left at the end.
static void found_size(struct search *s, struct cliff_point fast, struct cliff_point slow) {
    const size_t granule = s->space->granule;
    double high = speed_at(s, fast), low = speed_at(s, slow);
    while (slow.n - fast.n > granule) {
        struct cliff_point middle = fast;
        middle.n = fast.n + (slow.n - fast.n) / 2 / granule * granule;
        double speed = speed_at(s, middle);
        bool above = speed * speed > high * low;
        *(above ? &fast : &slow) = middle;
        *(above ? &high : &low) = speed;
    }
    if (is_known(s, CLIFF_SIZE, &fast, &slow))
        return;
    double fall = fall_between(s, fast, slow);
    if (fall < CLIFF_FALL)
        keep(s, &(struct cliff){CLIFF_SIZE, fast, slow, fall});
}

static void hold_offsets(struct search *s, enum cliff_axis axis, struct cliff_point a,
                         double speed_a, struct cliff_point b, double speed_b) {
    if (speed_b < CLIFF_FALL * speed_a)
        found_offset(s, axis, a, b);
    else if (speed_a < CLIFF_FALL * speed_b)
        found_offset(s, axis, b, a);
}

// One pointer goes through a line and to the next one's first byte, or in lines through a page.
static void walk(struct search *s, enum cliff_axis axis, struct cliff_point at, size_t step,
                 size_t steps) {
    double before = speed_at(s, at);
    for (size_t i = 0; i < steps && !s->over; i++) {
        struct cliff_point next = at;
        *(axis == CLIFF_SRC ? &next.src : &next.dst) += step;
        double speed = speed_at(s, next);
        hold_offsets(s, axis, at, before, next, speed);
        at = next;
        before = speed;
    }
}

// Both pointers: each place of src in its line with each of dst.
static void walk_pairs(struct search *s, size_t n) {
    const size_t step = s->space->align;
    for (size_t src = step; src < LINE && !s->over; src += step)
        walk(s, CLIFF_DST, (struct cliff_point){n, src, CLIFF_APART}, step, LINE / step);
}

static void visit_offsets(struct search *s, size_t n) {
    const size_t step = s->space->align;
    const struct cliff_point apart = {n, 0, CLIFF_APART}, together = {n, 0, 0};
    if (step < LINE) {
        walk(s, CLIFF_SRC, apart, step, LINE / step);
        walk(s, CLIFF_DST, apart, step, LINE / step);
        walk(s, CLIFF_DST, together, step, LINE / step);
        if ((n & (n - 1)) == 0)
            walk_pairs(s, n);
    }
    size_t lines = step > LINE ? step : LINE;
    walk(s, CLIFF_DST, together, lines, CLIFF_PAGE / lines - 1);
}

static void visit_sizes(struct search *s) {
    static const struct cliff_point places[] = {{0, 0, CLIFF_APART},
                                                {0, 1, CLIFF_APART},
                                                {0, 0, CLIFF_APART + 1},
                                                {0, 33, CLIFF_APART + 17},
                                                {0, 0, 32}};
    for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
        struct cliff_point before = places[p];
        if (before.src % s->space->align != 0 || before.dst % s->space->align != 0)
            continue;
        before.n = s->sizes[0];
        double speed_before = speed_at(s, before);
        for (size_t i = 1; i < s->size_count && !s->over; i++) {
            struct cliff_point now = before;
            now.n = s->sizes[i];
            double speed = speed_at(s, now);
            if (speed < CLIFF_FALL * speed_before)
                found_size(s, before, now);
            before = now;
            speed_before = speed;
        }
    }
}

static void add_size(struct search *s, size_t n) {
    const struct cliff_space *space = s->space;
    n = n / space->granule * space->granule;
    bool fits = n >= space->smallest && n <= space->largest && n > 0 && s->size_count < SIZES;
    if (fits && (s->size_count == 0 || n > s->sizes[s->size_count - 1]))
        s->sizes[s->size_count++] = n;
}

// Four an octave, and the neighbours of each power of two.
static void choose_sizes(struct search *s) {
    const size_t granule = s->space->granule;
    for (size_t power = 1; power != 0 && power <= s->space->largest; power *= 2) {
        add_size(s, power > granule ? power - granule : 0);
        add_size(s, power);
        add_size(s, power + granule);
        for (size_t i = 1; i < STEPS; i++)
            add_size(s, power + power / STEPS * i);
    }
    add_size(s, s->space->largest);
}

size_t cliff_search(const struct cliff_space *space, cliff_speed_fn *speed, void *context,
                    struct cliff out[CLIFF_MOST]) {
    struct search s = {.space = space, .speed = speed, .context = context, .out = out};
    if (space->granule == 0 || space->align == 0)
        return 0;
    choose_sizes(&s);
    if (s.size_count == 0)
        return 0;
    visit_sizes(&s);
    for (size_t i = 0; i < s.size_count && !s.over; i++)
        visit_offsets(&s, s.sizes[i]);
    return s.count;
}

const char *cliff_axis_name(enum cliff_axis axis) {
    static const char *const names[CLIFF_AXES] = {"size", "src", "dst"};
    return names[axis];
}

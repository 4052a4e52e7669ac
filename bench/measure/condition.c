// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/condition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct condition condition_default = {
    .align = CONDITION_LINE, .delta = CONDITION_DRAWN, .src_mod = CONDITION_DRAWN};

static const char *const modes[MODES] = {
    [MODE_HOT] = "hot",         [MODE_COLD] = "cold", [MODE_READ] = "read",
    [MODE_NO_WARM] = "no-warm", [MODE_MIX] = "mix",
};
static const char *const page_kinds[PAGE_KINDS] = {"thp", "4k", "huge"};

const char *mode_name(enum mode mode) {
    return mode < MODES ? modes[mode] : "unknown";
}

const char *mode_suffix(enum mode mode) {
    static const char *const suffixes[MODES] = {
        [MODE_HOT] = "",        [MODE_COLD] = ", cold",
        [MODE_READ] = ", read", [MODE_NO_WARM] = ", no-warm",
        [MODE_MIX] = ", mix",
    };
    return mode < MODES ? suffixes[mode] : "";
}

const char *page_kind_name(enum page_kind kind) {
    return kind < PAGE_KINDS ? page_kinds[kind] : "unknown";
}

// The largest power of two, to a cache line, that divides both.
static size_t kept_align(unsigned src_mod, unsigned delta) {
    unsigned bits = src_mod | delta | CONDITION_LINE;
    return bits & -bits;
}

struct condition condition_of_map(enum mode mode, enum page_kind page, unsigned src_mod,
                                  unsigned dst_mod, unsigned pages_apart) {
    unsigned delta = (pages_apart + dst_mod - src_mod) % CONDITION_PAGE;
    return (struct condition){.mode = mode,
                              .align = kept_align(src_mod, delta),
                              .delta = (int)delta,
                              .src_mod = (int)src_mod,
                              .page = page};
}

// Below, equal to or above 0.
static int order(long a, long b) {
    return (a > b) - (a < b);
}

// The usual alignment stands before all others.
static long align_rank(size_t align) {
    return align == CONDITION_LINE ? 0 : (long)align;
}

int condition_compare(const struct condition *a, const struct condition *b) {
    const int orders[] = {
        order(a->page, b->page), order(a->mode, b->mode), order(a->src_mod, b->src_mod),
        order(align_rank(a->align), align_rank(b->align)), order(a->delta, b->delta)};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (orders[i] != 0)
            return orders[i];
    return 0;
}

bool condition_is_sound(const struct condition *c) {
    bool is_power = c->align > 0 && c->align <= CONDITION_PAGE && (c->align & (c->align - 1)) == 0;
    if (c->mode >= MODES || c->page >= PAGE_KINDS || !is_power || c->delta < CONDITION_DRAWN ||
        c->delta >= CONDITION_PAGE || c->src_mod < CONDITION_DRAWN || c->src_mod >= CONDITION_LINE)
        return false;
    if (condition_is_map(c))
        return c->delta != CONDITION_DRAWN &&
               c->align == kept_align((unsigned)c->src_mod, (unsigned)c->delta);
    return c->delta == CONDITION_DRAWN || (size_t)c->delta % c->align == 0;
}

bool condition_suits(const struct condition *c, const struct contract *contract) {
    bool src = c->align >= contract->align || (c->align >= CONDITION_LINE && !condition_is_map(c));
    return src && (c->delta == CONDITION_DRAWN || (size_t)c->delta % contract->align == 0);
}

const char *condition_format(const struct condition *c, char out[CONDITION_TEXT]) {
    char *end = out;
    *out = '\0';
    if (c->mode != MODE_HOT)
        end += sprintf(end, "/%s", mode_name(c->mode));
    if (condition_is_map(c))
        end += sprintf(end, "/src:%d", c->src_mod);
    else if (c->align != CONDITION_LINE)
        end += sprintf(end, "/align:%zu", c->align);
    if (c->delta != CONDITION_DRAWN)
        end += sprintf(end, "/delta:%d", c->delta);
    if (c->page != PAGE_THP)
        sprintf(end, "/page:%s", page_kind_name(c->page));
    return out;
}

// Passes over a part that begins with `key` and a number as condition_format() prints it; *value is
// left alone where there is none.
static const char *read_number(const char *text, const char *key, int *value) {
    size_t length = strlen(key);
    if (strncmp(text, key, length) != 0)
        return text;
    size_t digits = strspn(text + length, "0123456789");
    if (digits == 0 || digits > 4 || (digits > 1 && text[length] == '0'))
        return text;
    *value = atoi(text + length);
    return text + length + digits;
}

// Passes over a part that is a mode's name.
static const char *read_mode(const char *text, enum mode *out) {
    for (enum mode mode = MODE_HOT + 1; mode < MODES; mode++) {
        size_t length = strlen(modes[mode]);
        if (*text == '/' && strncmp(text + 1, modes[mode], length) == 0) {
            *out = mode;
            return text + 1 + length;
        }
    }
    return text;
}

bool condition_parse(const char *text, struct condition *out) {
    struct condition c = condition_default;
    char again[CONDITION_TEXT];
    int align = CONDITION_LINE;
    const char *rest = text;
    rest = read_mode(rest, &c.mode);
    rest = read_number(rest, "/align:", &align);
    rest = read_number(rest, "/src:", &c.src_mod);
    rest = read_number(rest, "/delta:", &c.delta);
    for (enum page_kind kind = PAGE_4K; kind < PAGE_KINDS; kind++) {
        size_t length = strlen(page_kinds[kind]);
        if (strncmp(rest, "/page:", 6) == 0 && strcmp(rest + 6, page_kinds[kind]) == 0) {
            c.page = kind;
            rest += 6 + length;
        }
    }
    c.align = condition_is_map(&c) && c.delta != CONDITION_DRAWN
                  ? kept_align((unsigned)c.src_mod, (unsigned)c.delta)
                  : (size_t)align;
    // A part that says the default, or says it twice, is not what we print.
    if (*rest != '\0' || !condition_is_sound(&c) || strcmp(condition_format(&c, again), text) != 0)
        return false;
    *out = c;
    return true;
}

const char *condition_describe(const struct condition *c, char out[CONDITION_TITLE]) {
    char *end = out;
    static const char *const pages[PAGE_KINDS] = {"", ", 4 KiB pages", ", hugetlb pages"};
    *out = '\0';
    if (condition_equal(c, &condition_default))
        return out;
    end += sprintf(end, "%s", mode_name(c->mode));
    if (condition_is_map(c))
        end += sprintf(end, ", src at %d of a line", c->src_mod);
    else if (c->align != CONDITION_LINE)
        end += sprintf(end, ", aligned to %zu", c->align);
    if (c->delta != CONDITION_DRAWN)
        end += sprintf(end, ", dst - src = %d mod %d", c->delta, CONDITION_PAGE);
    sprintf(end, "%s", pages[c->page]);
    return out;
}

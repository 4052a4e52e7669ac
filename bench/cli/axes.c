// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/axes.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LIST = 64,     // values of an axis
    COARSEST = 32, // step of a map: two offsets
    FINEST = 4,    // 512 cells
    APART = 2048,  // of the pages that do not alias
    ALIASED = 0,   // of those that do
};

// The values of one axis.
struct axis {
    int values[LIST];
    size_t count;
};

// A word's value, below -1 where it is none.
typedef int value_fn(const char *word);

enum { NO_VALUE = -2 };

static int number_value(const char *word, int most) {
    char *end = NULL;
    long value = strtol(word, &end, 10);
    return isdigit((unsigned char)*word) && *end == '\0' && value <= most ? (int)value : NO_VALUE;
}

static int mode_value(const char *word) {
    for (enum mode mode = 0; mode < MODES; mode++)
        if (strcmp(word, mode_name(mode)) == 0)
            return (int)mode;
    return NO_VALUE;
}

static int page_value(const char *word) {
    for (enum page_kind kind = 0; kind < PAGE_KINDS; kind++)
        if (strcmp(word, page_kind_name(kind)) == 0)
            return (int)kind;
    return NO_VALUE;
}

static int align_value(const char *word) {
    int value = number_value(word, CONDITION_PAGE);
    return value > 0 && (value & (value - 1)) == 0 ? value : NO_VALUE;
}

static int delta_value(const char *word) {
    return strcmp(word, "drawn") == 0 ? CONDITION_DRAWN : number_value(word, CONDITION_PAGE - 1);
}

static bool has_value(const struct axis *axis, int value) {
    for (size_t i = 0; i < axis->count; i++)
        if (axis->values[i] == value)
            return true;
    return false;
}

static void add_value(struct axis *axis, int value) {
    if (!has_value(axis, value))
        axis->values[axis->count++] = value;
}

// One option: its name, what its values are, and the one it has where nothing is said.
struct option {
    const char *name;
    value_fn *value;
    const char *choice;
    int usual;
};

static const struct option options[] = {
    {"page", page_value, "4k, thp or huge", PAGE_THP},
    {"mode", mode_value, "hot, cold, read, no-warm or mix", MODE_HOT},
    {"align", align_value, "a power of two from 1 to 4096", CONDITION_LINE},
    {"delta", delta_value, "a number from 0 to 4095 or 'drawn'", CONDITION_DRAWN},
};

enum { PAGE, MODE, ALIGN, DELTA, AXES };

static bool read_axis(const struct option *option, const char *text, struct axis *out,
                      struct failure *failure) {
    char word[16];
    *out = (struct axis){.values = {option->usual}, .count = text == NULL};
    while (text != NULL) {
        size_t length = strcspn(text, ",");
        int value = NO_VALUE;
        snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : sizeof word),
                 text);
        if (length < sizeof word)
            value = option->value(word);
        if (value == NO_VALUE)
            return failure_set(failure, EXIT_USAGE, "--%s '%.*s': not %s", option->name,
                               length < 40 ? (int)length : 40, text, option->choice);
        if (out->count == LIST)
            return failure_set(failure, EXIT_USAGE, "--%s: more than %d values (ask for fewer)",
                               option->name, LIST);
        add_value(out, value);
        text = text[length] == ',' ? text + length + 1 : NULL;
    }
    return true;
}

// --no-warm puts that mode in the place of hot; --warm only says what is so without it.
static bool apply_warm(const struct axes_flags *flags, struct axis *modes,
                       struct failure *failure) {
    const struct axis asked = *modes;
    if (flags->warm && flags->no_warm)
        return failure_set(failure, EXIT_USAGE,
                           "--no-warm: contradicts --warm (leave one out, or give --mode "
                           "hot,no-warm)");
    bool fits = has_value(&asked, MODE_HOT) || (flags->no_warm && has_value(&asked, MODE_NO_WARM));
    if ((flags->warm || flags->no_warm) && !fits)
        return failure_set(failure, EXIT_USAGE,
                           "--%s: no copy is hot by --mode (leave it out, or add hot)",
                           flags->warm ? "warm" : "no-warm");
    modes->count = 0;
    for (size_t i = 0; i < asked.count; i++)
        add_value(modes,
                  flags->no_warm && asked.values[i] == MODE_HOT ? MODE_NO_WARM : asked.values[i]);
    return true;
}

static bool check_deltas(const struct axis *axes, struct failure *failure) {
    int least = CONDITION_PAGE;
    for (size_t i = 0; i < axes[ALIGN].count; i++)
        least = axes[ALIGN].values[i] < least ? axes[ALIGN].values[i] : least;
    for (size_t i = 0; i < axes[DELTA].count; i++) {
        int delta = axes[DELTA].values[i];
        if (delta != CONDITION_DRAWN && delta % least != 0)
            return failure_set(failure, EXIT_USAGE,
                               "--delta %d: no two multiples of %d lie so far apart (give --align)",
                               delta, least);
    }
    return true;
}

static bool add(struct axes *axes, const struct condition *c, struct failure *failure) {
    if (axes->count == CONDITION_LIST_MAX)
        return failure_set(failure, EXIT_USAGE, "--align, --delta: more than %d combinations",
                           CONDITION_LIST_MAX);
    axes->conditions[axes->count++] = *c;
    return true;
}

static bool add_combinations(const struct axis *axes, enum page_kind page, enum mode mode,
                             struct axes *out, struct failure *failure) {
    for (size_t a = 0; a < axes[ALIGN].count; a++)
        for (size_t d = 0; d < axes[DELTA].count; d++) {
            struct condition c = {.mode = mode,
                                  .align = (size_t)axes[ALIGN].values[a],
                                  .delta = axes[DELTA].values[d],
                                  .src_mod = CONDITION_DRAWN,
                                  .page = page};
            if (!condition_is_sound(&c))
                out->unsound++;
            else if (!add(out, &c, failure))
                return false;
        }
    return true;
}

static bool add_map(unsigned step, enum page_kind page, enum mode mode, struct axes *out,
                    struct failure *failure) {
    static const unsigned apart[] = {APART, ALIASED};
    for (size_t p = 0; p < sizeof apart / sizeof *apart; p++)
        for (unsigned src = 0; src < CONDITION_LINE; src += step)
            for (unsigned dst = 0; dst < CONDITION_LINE; dst += step) {
                struct condition c = condition_of_map(mode, page, src, dst, apart[p]);
                if (!add(out, &c, failure))
                    return false;
            }
    return true;
}

static bool read_step(const struct axes_flags *flags, unsigned *out, struct failure *failure) {
    *out = 0;
    if (flags->map == NULL)
        return true;
    int step = number_value(flags->map, COARSEST);
    if (step < FINEST)
        return failure_set(failure, EXIT_USAGE, "--map '%.40s': not a step from %d to %d bytes",
                           flags->map, FINEST, COARSEST);
    if (flags->align != NULL || flags->delta != NULL)
        return failure_set(failure, EXIT_USAGE,
                           "--map: chooses where src and dst lie by itself (leave --%s out)",
                           flags->align != NULL ? "align" : "delta");
    *out = (unsigned)step;
    return true;
}

bool axes_parse(const struct axes_flags *flags, struct axes *out, struct failure *failure) {
    const char *texts[AXES] = {flags->page, flags->mode, flags->align, flags->delta};
    struct axis axes[AXES] = {{.count = 0}};
    unsigned step = 0;
    *out = (struct axes){.conditions = calloc(CONDITION_LIST_MAX, sizeof *out->conditions)};
    bool ok =
        out->conditions != NULL || failure_set(failure, EXIT_ENVIRONMENT, "run: out of memory");
    for (size_t i = 0; ok && i < AXES; i++)
        ok = read_axis(&options[i], texts[i], &axes[i], failure);
    ok = ok && apply_warm(flags, &axes[MODE], failure) && check_deltas(axes, failure) &&
         read_step(flags, &step, failure);
    for (size_t p = 0; ok && p < axes[PAGE].count; p++)
        for (size_t m = 0; ok && m < axes[MODE].count; m++) {
            enum page_kind page = (enum page_kind)axes[PAGE].values[p];
            enum mode mode = (enum mode)axes[MODE].values[m];
            ok = step > 0 ? add_map(step, page, mode, out, failure)
                          : add_combinations(axes, page, mode, out, failure);
        }
    if (!ok)
        axes_free(out);
    return ok;
}

void axes_free(struct axes *axes) {
    free(axes->conditions);
    *axes = (struct axes){0};
}

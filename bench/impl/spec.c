// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/spec.h"

#include "bench/base/nearest.h"
#include "bench/base/sizes.h"
#include "bench/machine/fingerprint.h"
#include "loader/cpu.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 256 };

static const char *const kind_words[SPEC_KINDS] = {"blob", "asm", "so"};

enum key { KEY_ALIGN, KEY_GRANULE, KEY_MIN, KEY_ISA, KEY_NAME, KEYS };
static const char *const key_words[KEYS] = {"align", "granule", "min", "isa", "name"};

// The index of a word; where it is none of them, count, and *nearest is the one it may have been.
static unsigned find_word(const char *word, const char *const *words, unsigned count,
                          const char **nearest) {
    struct nearest search = {.typed = word};
    for (unsigned i = 0; i < count; i++) {
        if (strcmp(words[i], word) == 0)
            return i;
        nearest_consider(&search, words[i]);
    }
    *nearest = search.best;
    return count;
}

// Copies text[0..length) where it fits.
static bool cut(char *out, size_t size, const char *text, size_t length) {
    if (length >= size)
        return false;
    memcpy(out, text, length);
    out[length] = '\0';
    return true;
}

// A text that is too long keeps its end, which tells more than its beginning.
static void keep_end(char *out, size_t size, const char *before, const char *text) {
    size_t room = size - 1 - strlen(before), length = strlen(text);
    char *all = NULL;
    bool long_one = length > room;
    if (asprintf(&all, "%s%s%s", before, long_one ? "..." : "",
                 long_one ? text + length - room + 3 : text) < 0)
        all = NULL;
    fingerprint_clean(out, size, all != NULL ? all : before);
    free(all);
}

static bool read_kind(const char *text, struct spec *s, struct failure *failure) {
    char word[WORD];
    const char *nearest = NULL;
    unsigned kind = SPEC_KINDS;
    size_t length = strcspn(text, ":");
    if (text[length] == ':' && cut(word, sizeof word, text, length))
        kind = find_word(word, kind_words, SPEC_KINDS, &nearest);
    s->kind = (enum spec_kind)kind;
    if (kind < SPEC_KINDS)
        return true;
    if (nearest != NULL)
        failure_set(failure, EXIT_USAGE, "'%.60s': no such kind (did you mean '%s:'?)", text,
                    nearest);
    else
        failure_set(failure, EXIT_USAGE,
                    "'%.60s': neither a name nor blob:PATH, asm:PATH or so:PATH:SYMBOL (no name "
                    "has a colon)",
                    text);
    return false;
}

// PATH, and for so: PATH:SYMBOL. `text` begins behind the kind.
static bool read_place(const char *text, struct spec *s, struct failure *failure) {
    size_t length = strcspn(text, ","), path = length;
    const char *kind = kind_words[s->kind];
    if (s->kind == SPEC_SO) {
        const char *colon = memrchr(text, ':', length);
        if (colon == NULL || colon == text || colon + 1 == text + length)
            return failure_set(failure, EXIT_USAGE,
                               "'so:%.100s': a file or a function is missing (write "
                               "so:PATH:SYMBOL, as so:./libfast.so:memcpy)",
                               text);
        path = (size_t)(colon - text);
        if (!cut(s->symbol, sizeof s->symbol, colon + 1, length - path - 1))
            return failure_set(failure, EXIT_USAGE, "'so:%.100s': a symbol of over %d bytes", text,
                               SPEC_SYMBOL - 1);
    }
    if (path == 0)
        return failure_set(failure, EXIT_USAGE, "'%s:%.100s': names no file (write %s:PATH)", kind,
                           text, kind);
    if (!cut(s->path, sizeof s->path, text, path))
        return failure_set(failure, EXIT_USAGE, "'%s:%.60s...': a path of over %d bytes", kind,
                           text, SPEC_PATH - 1);
    char before[8], *place = NULL;
    snprintf(before, sizeof before, "%s:", kind);
    if (asprintf(&place, "%.*s", (int)length, text) < 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "%s: out of memory", before);
    keep_end(s->label, sizeof s->label, before, place);
    keep_end(s->from, sizeof s->from, "", s->path);
    free(place);
    return true;
}

static bool read_number(const char *text, uint64_t least, uint64_t most, uint64_t *out) {
    char *end = NULL;
    if (!isdigit((unsigned char)text[0]))
        return false;
    *out = strtoull(text, &end, 10); // what is too large is the largest, and out of range
    return *end == '\0' && *out >= least && *out <= most;
}

static bool read_isa(const struct spec *s, const char *value, uint64_t *out,
                     struct failure *failure) {
    const char *unknown = NULL, *names[CPU_FEATURES], *nearest = NULL;
    size_t length = 0;
    char word[WORD];
    if (cpu_parse(value, out, &unknown, &length))
        return true;
    for (unsigned f = 0; f < CPU_FEATURES; f++)
        names[f] = cpu_feature_name(f);
    if (cut(word, sizeof word, unknown, length))
        (void)find_word(word, names, CPU_FEATURES, &nearest);
    if (nearest != NULL)
        return failure_set(failure, EXIT_USAGE, "%s: isa '%s' is no feature (did you mean '%s'?)",
                           s->label, word, nearest);
    return failure_set(failure, EXIT_USAGE,
                       "%s: isa '%.*s' is no feature (names as in `memcpybench list`, joined by +)",
                       s->label, length > 60 ? 60 : (int)length, unknown);
}

static bool bad_number(const struct spec *s, enum key key, const char *value, const char *range,
                       struct failure *failure) {
    return failure_set(failure, EXIT_USAGE, "%s: %s '%.40s': not %s", s->label, key_words[key],
                       value, range);
}

static bool set_option(struct spec *s, enum key key, const char *value, struct failure *failure) {
    struct contract *c = &s->contract;
    uint64_t n = 0;
    s->states_contract = s->states_contract || key != KEY_NAME;
    switch (key) {
    case KEY_ALIGN:
        if (!read_number(value, 1, 4096, &n) || (n & (n - 1)) != 0)
            return bad_number(s, key, value, "a power of two from 1 to 4096", failure);
        c->align = n;
        return true;
    case KEY_GRANULE:
        if (!read_number(value, 1, INT32_MAX, &n))
            return bad_number(s, key, value, "a whole number from 1 to 2147483647", failure);
        c->granule = n;
        return true;
    case KEY_MIN:
        if (!read_number(value, 0, SIZE_LIMIT, &n))
            return bad_number(s, key, value, "a whole number of bytes up to 64 GiB", failure);
        c->min = n;
        return true;
    case KEY_ISA: return read_isa(s, value, &c->isa, failure);
    default: break;
    }
    if (!impl_name_is_valid(value))
        return failure_set(failure, EXIT_USAGE,
                           "%s: name '%.60s': not a name (write [a-z0-9][a-z0-9_.-]{0,47})",
                           s->label, value);
    memcpy(s->name, value, strlen(value) + 1);
    return true;
}

static bool read_option(struct spec *s, char *option, unsigned *seen, struct failure *failure) {
    char *equals = strchr(option, '=');
    const char *nearest = NULL;
    if (equals == NULL)
        return failure_set(
            failure, EXIT_USAGE,
            "%s: '%.60s': not KEY=VALUE (a path holds no comma; isa=avx2+bmi2 joins by +)",
            s->label, option);
    *equals = '\0';
    unsigned key = find_word(option, key_words, KEYS, &nearest);
    if (key == KEYS && nearest != NULL)
        return failure_set(failure, EXIT_USAGE, "%s: no option '%.60s' (did you mean %s=?)",
                           s->label, option, nearest);
    if (key == KEYS)
        return failure_set(failure, EXIT_USAGE,
                           "%s: no option '%.60s' (there are align, granule, min, isa and name)",
                           s->label, option);
    if ((*seen & 1U << key) != 0 || equals[1] == '\0')
        return failure_set(failure, EXIT_USAGE, "%s: %s= %s", s->label, option,
                           equals[1] == '\0' ? "has no value" : "stands there twice");
    *seen |= 1U << key;
    return set_option(s, (enum key)key, equals + 1, failure);
}

// ",KEY=VALUE" as often as it stands there.
static bool read_options(const char *text, struct spec *s, struct failure *failure) {
    unsigned seen = 0; // a bit for each key
    while (*text == ',') {
        char option[WORD];
        size_t length = strcspn(++text, ",");
        if (!cut(option, sizeof option, text, length))
            return failure_set(failure, EXIT_USAGE, "%s: '%.60s...': an option of over %d bytes",
                               s->label, text, WORD - 1);
        if (!read_option(s, option, &seen, failure))
            return false;
        text += length;
    }
    return true;
}

// Without directories and extension; "libx.so.1.2" is "libx", as a library's version is no part of
// its name.
static size_t base_name(const struct spec *s, const char **base) {
    const char *slash = strrchr(s->path, '/');
    *base = slash != NULL ? slash + 1 : s->path;
    const char *dot = s->kind == SPEC_SO ? strstr(*base, ".so") : NULL;
    dot = dot != NULL ? dot : strrchr(*base, '.');
    return dot != NULL && dot != *base ? (size_t)(dot - *base) : strlen(*base);
}

// Lower case, what cannot be in a name as '_', what cannot begin one left out.
static bool make_name(struct spec *s, struct failure *failure) {
    const char *base = NULL;
    char text[SPEC_PATH + SPEC_SYMBOL + 2];
    int length = (int)base_name(s, &base);
    snprintf(text, sizeof text, "%.*s%s%s", length, base, s->kind == SPEC_SO ? "." : "", s->symbol);
    size_t n = 0;
    for (const char *c = text; *c != '\0' && n + 1 < sizeof s->name; c++) {
        int lower = *c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c;
        bool begins = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
        if (n > 0 || begins)
            s->name[n++] = (char)(begins || lower == '.' || lower == '-' ? lower : '_');
    }
    s->name[n] = '\0';
    return n > 0 || failure_set(failure, EXIT_USAGE,
                                "%s: no name can be made of the file's (add ,name=NAME)", s->label);
}

bool spec_is_meant(const char *text) {
    size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return text[letters] == ':';
}

bool spec_parse(const char *text, struct spec *out, struct failure *failure) {
    *out = (struct spec){.text = text,
                         .contract = {.role = CONTRACT_COPY, .align = 1, .code_align = 16}};
    if (!read_kind(text, out, failure))
        return false;
    out->contract.granule = out->kind == SPEC_SO ? 1 : 64;
    out->contract.code_align = out->kind == SPEC_SO ? 1 : 16;
    const char *place = strchr(text, ':') + 1;
    return read_place(place, out, failure) &&
           read_options(place + strcspn(place, ","), out, failure) &&
           (out->name[0] != '\0' || make_name(out, failure));
}

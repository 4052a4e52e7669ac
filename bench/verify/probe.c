// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/probe.h"

#include "bench/verify/rooms.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const fills[PROBE_FILLS] = {"old", "zero", "inverse", "almost"};
static const char *const places[PROBE_PLACES] = {"rooms", "same", "nowhere", "2g",
                                                 "4g",    "far",  "timed",   "watched"};

void probe_format(const struct probe *probe, char out[PROBE_TEXT]) {
    char entry[24] = "", fill[24] = "", place[24] = "";
    if (probe->entry != 0)
        snprintf(entry, sizeof entry, ",entry=%u", probe->entry);
    if (probe->fill != FILL_OLD)
        snprintf(fill, sizeof fill, ",fill=%s", fills[probe->fill]);
    if (probe->place != PLACE_ROOMS)
        snprintf(place, sizeof place, ",place=%s", places[probe->place]);
    snprintf(out, PROBE_TEXT, "n=%zu,dst=%zu,src=%zu%s%s%s,key=%" PRIu64, probe->n, probe->dst_at,
             probe->src_at, entry, fill, place, probe->key);
}

static bool find_word(const char *value, const char *const *words, size_t count, unsigned *out) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], value) == 0) {
            *out = (unsigned)i;
            return true;
        }
    return false;
}

static bool find_number(const char *value, uint64_t most, uint64_t *out) {
    char *end = NULL;
    errno = 0;
    *out = strtoull(value, &end, 10);
    return value[0] >= '0' && value[0] <= '9' && *end == '\0' && errno == 0 && *out <= most;
}

static bool set_part(struct probe *p, int part, const char *value) {
    uint64_t number = 0;
    unsigned word = 0;
    bool ok = false;
    switch (part) {
    case 0: ok = find_number(value, ROOMS_BYTES, &number), p->n = number; break;
    case 1: ok = find_number(value, ROOMS_BYTES, &number), p->dst_at = number; break;
    case 2: ok = find_number(value, ROOMS_BYTES, &number), p->src_at = number; break;
    case 3: ok = find_number(value, UINT8_MAX, &number), p->entry = (unsigned)number; break;
    case 4: ok = find_word(value, fills, PROBE_FILLS, &word), p->fill = word; break;
    case 5: ok = find_word(value, places, PLACE_2G, &word), p->place = word; break;
    case 6: ok = find_number(value, UINT64_MAX, &p->key); break;
    default: break;
    }
    return ok;
}

bool probe_parse(const char *text, struct probe *out, struct failure *failure) {
    static char *const parts[] = {"n", "dst", "src", "entry", "fill", "place", "key", NULL};
    struct probe probe = {.n = 0};
    char *copy = strdup(text), *rest = copy;
    bool ok = copy != NULL && copy[0] != '\0';
    while (ok && *rest != '\0') {
        char *value = NULL;
        int part = getsubopt(&rest, parts, &value);
        ok = value != NULL && set_part(&probe, part, value);
    }
    free(copy);
    size_t last = probe.dst_at > probe.src_at ? probe.dst_at : probe.src_at;
    ok = ok && probe.n + last <= ROOMS_BYTES && (probe.place != PLACE_NOWHERE || probe.n == 0);
    if (!ok)
        return failure_set(failure, EXIT_USAGE,
                           "--call '%.80s': no call (as verify prints it: "
                           "n=128,dst=33,src=5,entry=0,fill=zero,place=rooms,key=77)",
                           text);
    *out = probe;
    return true;
}

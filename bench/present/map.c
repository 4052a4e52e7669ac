// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/map.h"

#include <stdlib.h>
#include <string.h>

bool map_has(const struct map *map, const struct result_row *row) {
    const struct condition *c = &row->condition;
    return row->kind != IMPL_CEILING && condition_is_map(c) && c->mode == map->mode &&
           c->page == map->page && row->bytes == map->bytes && strcmp(row->impl, map->impl) == 0;
}

static double speed(const struct result_row *row) {
    return result_gb(row, row->summary.ns);
}

struct map *map_list(const struct result *result, size_t *count) {
    struct map *maps = calloc(result->row_count + 1, sizeof *maps);
    size_t found = 0;
    *count = 0;
    for (size_t i = 0; maps != NULL && i < result->row_count; i++) {
        const struct result_row *row = &result->rows[i];
        size_t m = 0;
        if (row->kind == IMPL_CEILING || !condition_is_map(&row->condition))
            continue;
        while (m < found && !map_has(&maps[m], row))
            m++;
        if (m == found)
            maps[found++] = (struct map){.impl = row->impl,
                                         .bytes = row->bytes,
                                         .mode = row->condition.mode,
                                         .page = row->condition.page,
                                         .best = row,
                                         .worst = row};
        maps[m].best = speed(row) > speed(maps[m].best) ? row : maps[m].best;
        maps[m].worst = speed(row) < speed(maps[m].worst) ? row : maps[m].worst;
    }
    for (size_t m = 0; m < found; m++)
        if (maps[m].best != maps[m].worst)
            maps[(*count)++] = maps[m];
    return maps;
}

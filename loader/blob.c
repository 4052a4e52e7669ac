// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "loader/blob.h"

#include <string.h>

const struct blob *blob_find(const struct blob_table *table, const char *name) {
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->blobs[i].name, name) == 0)
            return &table->blobs[i];
    return NULL;
}

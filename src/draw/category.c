/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/category.h"

#include <stdlib.h>
#include <string.h>

bool category_find(const struct drawing *d, const char *column, size_t most,
                   size_t out[], size_t first[], size_t *n, struct err *e) {
    const struct table *t = d->points;
    size_t at;

    *n = 0;
    if (!table_find(t, column, &at, e))
        return false;
    for (size_t row = 0; row < table_rows(t); row++) {
        const char *cell = table_cell(t, row, at);

        for (out[row] = 0; out[row] < *n; out[row]++)
            if (strcmp(table_cell(t, first[out[row]], at), cell) == 0)
                break;
        if (out[row] == most)
            return err_set(e, ERR_INPUT,
                           "%s: column %s: found more than %zu different "
                           "texts, expected at most that many in a figure",
                           table_path(t), column, most);
        if (out[row] == *n)
            first[(*n)++] = row;
    }
    return true;
}

const char *category_name(const struct drawing *d, const char *column,
                          size_t row) {
    struct err ignored;
    size_t at = 0;

    table_find(d->points, column, &at, &ignored);
    return table_cell(d->points, row, at);
}

char *category_shown(const struct drawing *d, const char *column, size_t row,
                     size_t most) {
    char *name = drawing_clean(category_name(d, column, row));
    size_t n = strlen(name);

    if (n > most) {
        for (n = most; n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80;)
            n--;
        name[n] = '\0';
    }
    return name;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/preview.h"

#include "base/file.h"
#include "draw/figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Only what the command itself has drawn: another's script in the folder may
 * have come from anywhere. */
static const char *choose(const struct table *list, const char *command) {
    size_t name, kind, by;
    struct err ignored;
    const char *first = NULL;

    if (!table_find(list, "name", &name, &ignored) ||
        !table_find(list, "kind", &kind, &ignored) ||
        !table_find(list, "command", &by, &ignored))
        return NULL;
    for (size_t i = 0; i < table_rows(list); i++) {
        if (strcmp(table_cell(list, i, by), command) != 0 ||
            !gallery_name_is_good(table_cell(list, i, name)))
            continue;
        if (strcmp(table_cell(list, i, kind),
                   figure_kind_names[FIGURE_PARETO]) == 0)
            return table_cell(list, i, name);
        if (first == NULL)
            first = table_cell(list, i, name);
    }
    return first;
}

void preview_show(const char *dir, const char *command) {
    char *plots;
    struct table *list;
    const char *name;
    struct err e;

    if (isatty(STDOUT_FILENO) == 0 || !figure_can_draw())
        return;
    plots = file_join(dir, "plots");
    list = gallery_read(plots);
    name = list == NULL ? NULL : choose(list, command);
    if (name != NULL) {
        /* gnuplot writes to the same terminal. */
        putchar('\n');
        fflush(stdout);
        if (!figure_preview(plots, name, &e))
            cli_note("no preview: %s", e.text);
    }
    table_free(list);
    free(plots);
}

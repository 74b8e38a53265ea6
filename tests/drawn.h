/* SPDX-License-Identifier: MIT
 *
 * For tests of figures: a folder that they are drawn into, what stands in it,
 * and its end.
 */
#ifndef DRAWN_H
#define DRAWN_H

#include "base/file.h"
#include "base/mem.h"
#include "draw/figure.h"
#include "draw/gallery.h"

#include "tap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PNG = 1u << FIGURE_PNG,
    SVG = 1u << FIGURE_SVG,
    PDF = 1u << FIGURE_PDF,
    ALL = PNG | SVG | PDF
};

static char scratch[] = "/tmp/test-figures-XXXXXX";
static struct gallery into = {.dir = scratch, .command = "test"};

/* The text of a file, the caller's; "" where there is none. */
static inline char *read_scratch(const char *name) {
    struct err e;
    char *path = file_join(scratch, name), *text = file_read(path, &e);

    free(path);
    return text != NULL ? text : mem_strdup("");
}

static inline bool have(const char *name) {
    char *path = file_join(scratch, name);
    bool found = file_exists(path);

    free(path);
    return found;
}

static inline void drop(const char *name) {
    char *path = file_join(scratch, name);

    unlink(path);
    free(path);
}

/* Rows of a figure's data in a layer. */
static inline size_t count_rows(const char *csv, const char *layer) {
    size_t n = 0, length = strlen(layer);

    for (const char *line = csv; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        n += strncmp(line, layer, length) == 0 && line[length] == ',';
    }
    return n;
}

/* Writes the list of what was drawn, in which the texts must stand; the
 * figures of these names are all that was written. */
static inline void test_end(const char *const names[], size_t n_names,
                            const char *const alts[], size_t n_alts) {
    static const char *const ends[] = {"csv", "gp", "png", "svg", "pdf"};
    struct err e = {ERR_NONE, ""};
    char *list;

    ok(gallery_close(&into, true, &e), "the list: %s", e.text);
    list = read_scratch("figures.csv");
    for (size_t i = 0; i < n_alts; i++)
        has_str(list, alts[i], alts[i]);
    free(list);
    drop("figures.csv");
    for (size_t i = 0; i < n_names; i++)
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
            char *name = mem_printf("%s.%s", names[i], ends[k]);

            drop(name);
            free(name);
        }
    /* A name that was run would have left a file. */
    ok(rmdir(scratch) == 0, "nothing else was written");
}

#endif

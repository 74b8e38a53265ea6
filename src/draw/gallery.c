/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/gallery.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char list_name[] = "figures";

static const char *const columns[] = {"name",    "kind", "title",
                                      "caption", "alt",  "command"};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

/* What a figure may have in the folder. */
static const char *const suffixes[] = {"csv", "gp", "png", "svg", "pdf"};

bool gallery_name_is_good(const char *name) {
    size_t n = strlen(name);

    return n > 0 && name[0] != '-' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n &&
           strcmp(name, list_name) != 0;
}

static void entry_free(struct gallery_entry *entry) {
    free(entry->name);
    free(entry->kind);
    free(entry->title);
    free(entry->caption);
    free(entry->alt);
    free(entry->command);
}

static void entry_append(struct gallery *g, const char *const cells[N_COLUMNS],
                         bool fresh) {
    g->entries =
        mem_grow(g->entries, &g->capacity, g->n + 1, sizeof *g->entries);
    g->entries[g->n++] = (struct gallery_entry){.name = mem_strdup(cells[0]),
                                                .kind = mem_strdup(cells[1]),
                                                .title = mem_strdup(cells[2]),
                                                .caption = mem_strdup(cells[3]),
                                                .alt = mem_strdup(cells[4]),
                                                .command = mem_strdup(cells[5]),
                                                .fresh = fresh};
}

struct table *gallery_read(const char *dir) {
    char *path = mem_printf("%s/%s.csv", dir, list_name);
    struct err ignored;
    struct table *t =
        file_exists(path) ? table_read(path, &ignored) : (struct table *)NULL;

    for (size_t i = 0; t != NULL && i < N_COLUMNS; i++)
        if (!table_has(t, columns[i])) {
            table_free(t);
            t = NULL;
        }
    free(path);
    return t;
}

static bool is_listed(const struct gallery *g, const char *name) {
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->entries[i].name, name) == 0)
            return true;
    return false;
}

static void read_list(struct gallery *g) {
    struct table *t = gallery_read(g->dir);

    for (size_t row = 0; t != NULL && row < table_rows(t); row++) {
        const char *cells[N_COLUMNS];
        struct err ignored;
        size_t at;

        for (size_t i = 0; i < N_COLUMNS; i++) {
            cells[i] = "";
            if (table_find(t, columns[i], &at, &ignored))
                cells[i] = table_cell(t, row, at);
        }
        if (gallery_name_is_good(cells[0]) && !is_listed(g, cells[0]))
            entry_append(g, cells, false);
    }
    table_free(t);
}

bool gallery_open(struct gallery *g, const char *dir, const char *command,
                  bool whole, struct err *e) {
    *g = (struct gallery){.dir = dir, .command = command, .whole = whole};
    if (!file_make_dir(dir, e))
        return false;
    read_list(g);
    return true;
}

void gallery_add(struct gallery *g, const char *kind, const char *name,
                 const char *title, const char *caption, const char *alt) {
    const char *const cells[N_COLUMNS] = {name,    kind, title,
                                          caption, alt,  g->command};
    struct gallery_entry fresh;
    size_t i = 0;

    entry_append(g, cells, true);
    fresh = g->entries[g->n - 1];
    while (strcmp(g->entries[i].name, name) != 0)
        i++;
    if (i == g->n - 1)
        return;
    /* It stays where it was, or, when all are drawn, takes its turn. */
    entry_free(&g->entries[i]);
    g->n--;
    if (!g->whole) {
        g->entries[i] = fresh;
        return;
    }
    memmove(&g->entries[i], &g->entries[i + 1],
            (g->n - i) * sizeof *g->entries);
    g->entries[g->n - 1] = fresh;
}

static void remove_files(const struct gallery *g, const char *name) {
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char *path = mem_printf("%s/%s.%s", g->dir, name, suffixes[i]);

        unlink(path);
        free(path);
    }
}

static void remove_stale(struct gallery *g) {
    size_t kept = 0;

    for (size_t i = 0; i < g->n; i++) {
        struct gallery_entry *entry = &g->entries[i];

        if (entry->fresh || strcmp(entry->command, g->command) != 0) {
            g->entries[kept++] = *entry;
            continue;
        }
        remove_files(g, entry->name);
        entry_free(entry);
    }
    g->n = kept;
}

static bool write_list(const struct gallery *g, struct err *e) {
    char *path = mem_printf("%s/%s.csv", g->dir, list_name);
    struct table *t = table_new();
    struct file_out out = {0};
    bool good = file_out_open(&out, path, e);

    for (size_t i = 0; i < N_COLUMNS; i++)
        table_column(t, columns[i]);
    for (size_t i = 0; i < g->n; i++) {
        const struct gallery_entry *entry = &g->entries[i];

        table_row(t);
        table_add_text(t, entry->name);
        table_add_text(t, entry->kind);
        table_add_text(t, entry->title);
        table_add_text(t, entry->caption);
        table_add_text(t, entry->alt);
        table_add_text(t, entry->command);
    }
    if (good) {
        table_write(t, TABLE_CSV, out.stream);
        good = file_out_commit(&out, e);
    }
    table_free(t);
    free(path);
    return good;
}

bool gallery_close(struct gallery *g, bool good, struct err *e) {
    struct err ignored;

    if (good && g->whole)
        remove_stale(g);
    /* What was drawn before a failure is listed too. */
    good = g->n > 0 ? write_list(g, good ? e : &ignored) && good : good;
    for (size_t i = 0; i < g->n; i++)
        entry_free(&g->entries[i]);
    free(g->entries);
    *g = (struct gallery){.dir = NULL};
    return good;
}

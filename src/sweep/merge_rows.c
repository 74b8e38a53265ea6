/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/merge_rows.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "sweep/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { CHUNK = 1 << 16 };

/* The cell behind the last comma is on_front, the last column. */
static bool put(FILE *out, const struct buffer *row, const char *end) {
    return fwrite(row->text, 1, row->length, out) == row->length &&
           fputs(end, out) >= 0;
}

/* A row without its newline. */
static bool add_row(struct merge_rows *m, struct buffer *row, const char *path,
                    struct err *e) {
    const struct run *r = m->run;
    char *end, *comma;
    size_t id;
    bool on_front;

    row->text[row->length] = '\0';
    id = strtoul(row->text, &end, 10);
    comma = strrchr(row->text, ',');
    if (end == row->text || *end != ',' || comma == NULL)
        return err_set(e, ERR_INPUT, "%s: a row of another form", path);
    on_front = m->n_front < r->n_front && r->front[m->n_front] == id;
    m->n_front += on_front;
    row->length = (size_t)(comma - row->text);
    if (m->plan->sweep->keep == KEEP_FRONT && !on_front)
        return true;
    if (put(m->points, row, on_front ? ",true\n" : ",false\n") &&
        (!on_front || put(m->front, row, ",true\n")))
        return true;
    return err_set(e, ERR_IO, "cannot write the points: %s", strerror(errno));
}

/* Takes a stream of rows apart; a quoted cell may hold a newline. */
static bool add_rows(struct merge_rows *m, FILE *in, const char *path,
                     unsigned long *crc, struct err *e) {
    struct buffer row = {0};
    char *chunk = mem_alloc(CHUNK, 1);
    bool good = true, quoted = false, header = true;
    size_t n;

    *crc = crc32(0, NULL, 0);
    while (good && (n = fread(chunk, 1, CHUNK, in)) > 0) {
        *crc = crc32_z(*crc, (unsigned char *)chunk, n);
        row.text = mem_grow(row.text, &row.capacity, row.length + n + 1, 1);
        for (size_t i = 0; good && i < n; i++) {
            quoted = quoted != (chunk[i] == '"');
            if (chunk[i] != '\n' || quoted) {
                row.text[row.length++] = chunk[i];
                continue;
            }
            good = header || add_row(m, &row, path, e);
            header = false;
            row.length = 0;
        }
    }
    free(row.text);
    free(chunk);
    return good;
}

static bool merge_text(struct merge_rows *m, const char *path,
                       unsigned long *crc, struct err *e) {
    FILE *in = fopen(path, "re");
    bool good;

    if (in == NULL)
        return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
    good = add_rows(m, in, path, crc, e);
    if (good && ferror(in))
        good = err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
    fclose(in);
    return good;
}

bool merge_rows_of(struct merge_rows *m, const char *dir, unsigned long crc,
                   struct err *e) {
    char *path = file_join(dir, rows_file(m->plan));
    unsigned long found = 0;
    bool good = m->table != NULL ? merge_packed(m, path, &found, e)
                                 : merge_text(m, path, &found, e);

    if (good && found != crc)
        good = err_set(e, ERR_INPUT,
                       "%s: not as the shard left it: CRC-32 %08lx, expected "
                       "%08lx",
                       path, found, crc);
    free(path);
    return good;
}

bool merge_rows_end(const struct merge_rows *m, struct err *e) {
    return m->n_front == m->run->n_front ||
           err_set(e, ERR_INPUT,
                   "the shards' rows hold %zu points of the front of %zu",
                   m->n_front, m->run->n_front);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/cells.h"

#include "base/mem.h"
#include "base/text.h"
#include "sweep/block.h"
#include "sweep/column.h"
#include "sweep/rows.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool cells_are_wanted(const struct plan *p) {
    const struct sweep *s = p->sweep;

    return p->sampled == NULL && s->n_plots > 0 &&
           (s->keep == KEEP_FRONT || p->n_points > ROWS_CSV_MOST);
}

static size_t bins_of(const struct sweep *s, size_t axis) {
    return s->axes[axis].n < CELLS_BINS ? s->axes[axis].n : CELLS_BINS;
}

/* What the plot has cells of; false where it has none. */
static bool describe(struct cell_map *m, const struct plan *p, size_t i) {
    const struct sweep *s = p->sweep;
    const struct sweep_plot *plot = &s->plots[i];
    bool lines = strcmp(plot->kind, "lines") == 0;
    bool bottleneck = strcmp(plot->kind, "bottleneck") == 0;
    const char *second = lines ? plot->series : plot->y;
    const char *z = lines                              ? plot->y
                    : bottleneck && plot->z[0] == '\0' ? s->objectives[0].column
                                                       : plot->z;
    struct err ignored;

    if (!lines && !bottleneck && strcmp(plot->kind, "map") != 0)
        return false;
    *m = (struct cell_map){.plot = i,
                           .n = second[0] != '\0' ? 2 : 1,
                           .bins = {1, 1},
                           .more_is_better = column_better(s, z) > 0,
                           .skips_unknown = lines};
    m->axis[0] = sweep_axis(s, plot->x);
    m->axis[1] = sweep_axis(s, second);
    for (size_t k = 0; k < m->n; k++) {
        if (m->axis[k] == s->n_axes)
            return false;
        m->bins[k] = bins_of(s, m->axis[k]);
    }
    return plan_column(p, z, &m->column, &ignored) &&
           column_is_number(p, m->column);
}

void cells_init(struct cells *c, const struct plan *p) {
    *c = (struct cells){0};
    if (!cells_are_wanted(p))
        return;
    c->maps = mem_alloc(p->sweep->n_plots, sizeof *c->maps);
    for (size_t i = 0; i < p->sweep->n_plots; i++)
        c->n += describe(&c->maps[c->n], p, i);
}

void cells_free(struct cells *c) {
    for (size_t i = 0; i < c->n; i++)
        free(c->maps[i].cell);
    free(c->maps);
    *c = (struct cells){0};
}

static size_t n_cells(const struct cell_map *m) {
    return m->bins[0] * m->bins[1];
}

static void make_room(struct cell_map *m) {
    if (m->cell == NULL)
        m->cell = mem_alloc(n_cells(m), sizeof *m->cell);
}

/* Whether a stands for both. */
static bool is_before(const struct cell_map *m, const struct cell *a,
                      const struct cell *b) {
    if (a->state != b->state)
        return a->state > b->state;
    if (isnan(a->z) != isnan(b->z))
        return !isnan(a->z);
    if (!isnan(a->z) && a->z != b->z)
        return m->more_is_better ? a->z > b->z : a->z < b->z;
    return a->index < b->index;
}

/* A place on an axis, as the index rises by one. */
struct walk {
    size_t n, bins, stride, at, left; /* the value; points to the next */
};

static struct walk walk_from(const struct plan *p, const struct cell_map *m,
                             size_t k, size_t index) {
    size_t axis = m->axis[k], stride;

    if (k >= m->n)
        return (struct walk){1, 1, SIZE_MAX, 0, SIZE_MAX};
    stride = p->stride[axis];
    return (struct walk){p->sweep->axes[axis].n, m->bins[k], stride,
                         index / stride % p->sweep->axes[axis].n,
                         stride - index % stride};
}

static size_t walk_bin(const struct walk *w) {
    return w->bins == w->n ? w->at : w->at * w->bins / w->n;
}

static void walk_on(struct walk *w) {
    if (--w->left > 0)
        return;
    w->left = w->stride;
    w->at = w->at + 1 < w->n ? w->at + 1 : 0;
}

static void take(struct cell_map *m, struct block *b) {
    const double *z = block_column(b, m->column);
    struct walk x = walk_from(b->p, m, 0, b->first);
    struct walk y = walk_from(b->p, m, 1, b->first);

    make_room(m);
    for (size_t i = 0; i < b->n; i++, walk_on(&x), walk_on(&y)) {
        struct cell *cell = &m->cell[walk_bin(&y) * x.bins + walk_bin(&x)];
        struct cell point = {b->reason[b->is_uniform ? 0 : i] == 0
                                 ? CELL_FEASIBLE
                                 : CELL_INFEASIBLE,
                             z[i], b->first + i};

        if (m->skips_unknown && isnan(point.z))
            continue;
        if (is_before(m, &point, cell))
            *cell = point;
    }
}

void cells_take(struct cells *c, struct block *b) {
    for (size_t i = 0; i < c->n; i++)
        take(&c->maps[i], b);
}

void cells_add(struct cells *c, const struct cells *more) {
    for (size_t i = 0; i < c->n; i++) {
        struct cell_map *m = &c->maps[i];
        const struct cell *from = more->maps[i].cell;

        if (from == NULL)
            continue;
        make_room(m);
        for (size_t k = 0; k < n_cells(m); k++)
            if (is_before(m, &from[k], &m->cell[k]))
                m->cell[k] = from[k];
    }
}

void cells_put(const struct cells *c, struct record *out) {
    record_size(out, c->n);
    for (size_t i = 0; i < c->n; i++) {
        const struct cell_map *m = &c->maps[i];
        size_t n = 0;

        for (size_t k = 0; m->cell != NULL && k < n_cells(m); k++)
            n += m->cell[k].state != CELL_EMPTY;
        record_size(out, n);
        for (size_t k = 0; n > 0 && k < n_cells(m); k++) {
            if (m->cell[k].state == CELL_EMPTY)
                continue;
            record_size(out, k);
            record_size(out, m->cell[k].state);
            record_number(out, m->cell[k].z);
            record_size(out, m->cell[k].index);
        }
    }
}

bool cells_get(struct cells *c, const struct plan *p,
               struct record_reader *in) {
    if (record_get_size(in) != c->n)
        in->bad = true;
    for (size_t i = 0; !in->bad && i < c->n; i++) {
        struct cell_map *m = &c->maps[i];
        size_t n = record_get_count(in, 4 * sizeof(uint64_t));

        if (n > 0)
            make_room(m);
        for (size_t j = 0; !in->bad && j < n; j++) {
            size_t k = record_get_size(in), state = record_get_size(in);
            double z = record_get_number(in);
            size_t index = record_get_size(in);

            if (k >= n_cells(m) || state > CELL_FEASIBLE ||
                index >= p->n_points)
                in->bad = true;
            else
                m->cell[k] = (struct cell){(enum cell_state)state, z, index};
        }
    }
    return !in->bad;
}

static int compare_indices(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;

    return x < y ? -1 : x > y;
}

/* The value of an axis in the middle of a bin. */
static double middle(const struct axis *a, size_t bins, size_t bin) {
    size_t first = (bin * a->n + bins - 1) / bins;
    size_t last = ((bin + 1) * a->n + bins - 1) / bins - 1;

    return a->values[(first + last) / 2];
}

/* The row of cell k. */
static void add_row(struct row_memo *memo, struct buffer *text,
                    const struct cell_map *m, size_t k, const struct plan *p,
                    struct batch *b, bool on_front) {
    char number[TEXT_NUMBER_MAX];
    size_t bin[2] = {k % m->bins[0], k / m->bins[0]};

    plan_evaluate(p, m->cell[k].index, 1, b);
    b->values[plan_metric(p, METRIC_ON_FRONT_ID) * PLAN_BATCH] = on_front;
    for (size_t a = 0; a < m->n; a++) { /* axes are behind point_id */
        const struct axis *axis = &p->sweep->axes[m->axis[a]];

        if (m->bins[a] < axis->n)
            b->values[(m->axis[a] + 1) * PLAN_BATCH] =
                middle(axis, m->bins[a], bin[a]);
    }
    text_number((double)m->plot + 1, number);
    buffer_add(text, number, strlen(number));
    buffer_add(text, ",", 1);
    row_text_at(memo, text, p, b, 0);
}

bool cells_write(const struct cells *c, const struct plan *p,
                 const size_t front[], size_t n_front, FILE *out,
                 struct err *e) {
    struct buffer text = {0};
    struct row_memo memo = {0};
    struct err ignored; /* plan_new () made such a batch already */
    struct batch b;
    bool good;

    batch_new(&b, p, &ignored);
    good = fputs("plot,", out) >= 0 && rows_header(p, out);
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; good && k < n_cells(&c->maps[i]); k++) {
            const struct cell_map *m = &c->maps[i];

            if (m->cell == NULL || m->cell[k].state == CELL_EMPTY)
                continue;
            text.length = 0;
            row_memo_forget(&memo);
            add_row(&memo, &text, m, k, p, &b,
                    bsearch(&m->cell[k].index, front, n_front, sizeof *front,
                            compare_indices) != NULL);
            good = fwrite(text.text, 1, text.length, out) == text.length;
        }
    batch_free(&b);
    free(text.text);
    row_memo_free(&memo);
    return good ||
           err_set(e, ERR_IO, "cannot write cells.csv: %s", strerror(errno));
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/grid.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static int compare_values(const void *a, const void *b) {
    double p = *(const double *)a, q = *(const double *)b;

    return p < q ? -1 : p > q;
}

/* The different values of a column, ascending.  Values closer than rounding
 * in a sweep's own arithmetic are one. */
static double *distinct(const double x[], const double other[], size_t n,
                        size_t *out) {
    double *value = mem_alloc(n, sizeof *value);
    size_t kept = 0, count = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]) && !isnan(other[i]))
            value[count++] = x[i];
    qsort(value, count, sizeof *value, compare_values);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || value[i] - value[kept - 1] > 1e-9 * fabs(value[i]))
            value[kept++] = value[i];
    *out = kept;
    return value;
}

/* Place of a value among the distinct ones: the last that is not above it,
 * give or take rounding. */
static size_t place_of(const double value[], size_t n, double x) {
    size_t low = 0, high = n;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (value[middle] <= x + 1e-9 * fabs(x))
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Borders halfway between neighbours as drawn; the outer cells are as wide
 * on the far side as on the near. */
static double *edges(const double value[], size_t n, struct scale *s,
                     bool log) {
    double *edge = mem_alloc(n + 1, sizeof *edge), first, last;
    struct scale inner;

    scale_init(&inner, value[0], value[n - 1], log, 7);
    for (size_t i = 1; i < n; i++)
        edge[i] = (scale_to_unit(&inner, value[i - 1]) +
                   scale_to_unit(&inner, value[i])) /
                  2;
    edge[0] = -edge[1];
    edge[n] = 2 - edge[n - 1];
    first = scale_from_unit(&inner, edge[0]);
    last = scale_from_unit(&inner, edge[n]);
    scale_init(s, first, last, log, 7);
    for (size_t i = 0; i <= n; i++)
        edge[i] = scale_to_unit(s, scale_from_unit(&inner, edge[i]));
    return edge;
}

static void fill(struct grid *g, const double x[], const double y[],
                 const double z[], const bool feasible[], size_t n,
                 bool more_is_better) {
    for (size_t i = 0; i < n; i++) {
        size_t k;
        unsigned char state = feasible[i] ? GRID_FEASIBLE : GRID_INFEASIBLE;
        bool better;

        if (isnan(x[i]) || isnan(y[i]))
            continue;
        k = place_of(g->y, g->ny, y[i]) * g->nx + place_of(g->x, g->nx, x[i]);
        better = isnan(g->z[k])   ? !isnan(z[i])
                 : more_is_better ? z[i] > g->z[k]
                                  : z[i] < g->z[k];
        g->n_shared += g->state[k] != GRID_EMPTY;
        if (state > g->state[k] || (state == g->state[k] && better)) {
            g->state[k] = state;
            g->z[k] = z[i];
            g->row[k] = i;
        }
    }
    for (size_t k = 0; k < g->nx * g->ny; k++) {
        /* A feasible cell without a value has no colour. */
        if (g->state[k] == GRID_FEASIBLE && isnan(g->z[k]))
            g->state[k] = GRID_EMPTY;
        g->n_infeasible += g->state[k] == GRID_INFEASIBLE;
    }
}

static bool check_shape(const struct grid *g, const struct drawing *d,
                        struct err *e) {
    size_t n = table_rows(d->points);

    if (g->nx < 2 || g->ny < 2)
        return err_set(e, ERR_INPUT,
                       "%s: a map needs two values or more on each axis; "
                       "found %zu of %s and %zu of %s",
                       table_path(d->points), g->nx, d->figure->x.column, g->ny,
                       d->figure->y.column);
    /* A map may have holes, but seven cells of eight? */
    if (g->nx > (8 * n + 64) / g->ny)
        return err_set(e, ERR_INPUT,
                       "%s: a map needs points on a grid; found %zu points "
                       "with %zu values of %s and %zu of %s",
                       table_path(d->points), n, g->nx, d->figure->x.column,
                       g->ny, d->figure->y.column);
    return true;
}

bool grid_read(struct grid *g, struct drawing *d, struct err *e) {
    const struct figure *f = d->figure;
    size_t n = table_rows(d->points);
    double *x = NULL, *y = NULL, *z = NULL;
    bool *feasible = NULL, good = false;

    *g = (struct grid){0};
    if ((x = drawing_axis(d, &f->x, e)) == NULL ||
        (y = drawing_axis(d, &f->y, e)) == NULL ||
        (z = drawing_axis(d, &f->z, e)) == NULL ||
        (feasible = drawing_flags(d, "feasible", true, e)) == NULL)
        goto done;
    g->x = distinct(x, y, n, &g->nx);
    g->y = distinct(y, x, n, &g->ny);
    if (!check_shape(g, d, e))
        goto done;
    g->x_edge = edges(g->x, g->nx, &d->x, f->x.log);
    g->y_edge = edges(g->y, g->ny, &d->y, f->y.log);
    g->z = mem_alloc(g->nx * g->ny, sizeof *g->z);
    g->state = mem_alloc(g->nx * g->ny, 1);
    g->row = mem_alloc(g->nx * g->ny, sizeof *g->row);
    for (size_t k = 0; k < g->nx * g->ny; k++)
        g->z[k] = (double)NAN;
    fill(g, x, y, z, feasible, n, f->z.more_is_better);
    good = true;
done:
    free(x);
    free(y);
    free(z);
    free(feasible);
    return good;
}

void grid_free(struct grid *g) {
    free(g->x);
    free(g->y);
    free(g->x_edge);
    free(g->y_edge);
    free(g->z);
    free(g->state);
    free(g->row);
    *g = (struct grid){0};
}

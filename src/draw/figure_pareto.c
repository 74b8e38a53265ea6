/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/drawing.h"

#include "analyse/pareto.h"
#include "base/mem.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>

/* More points than this in one layer are thinned: nobody sees them, and a
 * vector picture of a million points opens in no viewer. */
enum { MAX_DRAWN = 20000 };

/* Of the front: best in the two axes shown, or by other objectives only. */
enum cloud_layer { DOMINATED, INFEASIBLE, FRONT, BY_OTHERS, SKIPPED, N_LAYERS };

struct cloud {
    size_t n;
    double *x, *y;
    double *low, *high; /* ends of y's interval, NAN where unknown */
    bool has_band;      /* a point of the front has them */
    bool *feasible, *on_front;
    unsigned char *layer; /* enum cloud_layer */
    size_t count[N_LAYERS], drawn[N_LAYERS];
};

static void cloud_free(struct cloud *c) {
    free(c->x);
    free(c->y);
    free(c->low);
    free(c->high);
    free(c->feasible);
    free(c->on_front);
    free(c->layer);
}

/* Both axes as something to be made small, for pareto_front (). */
static void to_minimise(const struct drawing *d, const struct cloud *c,
                        size_t i, double out[2]) {
    out[0] = d->figure->x.more_is_better ? -c->x[i] : c->x[i];
    out[1] = d->figure->y.more_is_better ? -c->y[i] : c->y[i];
}

/* The front of the two axes among the rows whose layer is `layer`; `on` is
 * set for all rows. */
static void front_of_axes(const struct drawing *d, const struct cloud *c,
                          enum cloud_layer layer, bool on[]) {
    size_t *row = mem_alloc(c->n, sizeof *row), n = 0;
    double *xy = mem_alloc(2 * c->n, sizeof *xy);
    bool *front = mem_alloc(c->n, sizeof *front);

    for (size_t i = 0; i < c->n; i++) {
        on[i] = false;
        if (c->layer[i] != layer)
            continue;
        to_minimise(d, c, i, xy + 2 * n);
        row[n++] = i;
    }
    pareto_front(xy, n, 2, front);
    for (size_t k = 0; k < n; k++)
        on[row[k]] = front[k];
    free(row);
    free(xy);
    free(front);
}

/* With more than two objectives some of the front are not among the best in
 * the two that are shown. */
static void part_front(const struct drawing *d, struct cloud *c) {
    bool *on = mem_alloc(c->n, sizeof *on);

    front_of_axes(d, c, FRONT, on);
    for (size_t i = 0; i < c->n; i++)
        if (c->layer[i] == FRONT && !on[i])
            c->layer[i] = BY_OTHERS;
    free(on);
}

static bool has_ends(const struct drawing *d, const struct cloud *c, size_t i) {
    return isfinite(c->low[i]) && isfinite(c->high[i]) &&
           (!d->figure->y.log || c->low[i] > 0);
}

static bool cloud_read(struct cloud *c, const struct drawing *d,
                       struct err *e) {
    bool stated = table_has(d->points, "on_front");

    c->n = table_rows(d->points);
    c->layer = mem_alloc(c->n, 1);
    c->x = drawing_axis(d, &d->figure->x, e);
    c->y = c->x == NULL ? NULL : drawing_axis(d, &d->figure->y, e);
    if (c->y == NULL ||
        (c->low = drawing_optional(d, d->figure->y.low, e)) == NULL ||
        (c->high = drawing_optional(d, d->figure->y.high, e)) == NULL ||
        (c->feasible = drawing_flags(d, "feasible", true, e)) == NULL ||
        (c->on_front = drawing_flags(d, "on_front", false, e)) == NULL)
        return false;
    for (size_t i = 0; i < c->n; i++)
        c->layer[i] = isnan(c->x[i]) || isnan(c->y[i]) ? SKIPPED
                      : !c->feasible[i]                ? INFEASIBLE
                                                       : DOMINATED;
    if (!stated)
        front_of_axes(d, c, DOMINATED, c->on_front);
    for (size_t i = 0; i < c->n; i++)
        if (c->layer[i] == DOMINATED && c->on_front[i])
            c->layer[i] = FRONT;
    if (stated)
        part_front(d, c);
    for (size_t i = 0; i < c->n; i++) {
        c->count[c->layer[i]]++;
        c->has_band |= c->layer[i] == FRONT && has_ends(d, c, i);
    }
    if (c->count[SKIPPED] == c->n)
        return err_set(e, ERR_INPUT, "%s: no row has numbers in both %s and %s",
                       table_path(d->points), d->figure->x.column,
                       d->figure->y.column);
    return true;
}

/* The range of the feasible points and the reference, with a margin; the
 * infeasible ones may stretch it by a quarter on either side. */
static void set_scale(const struct drawing *d, const struct cloud *c,
                      const double values[], const struct figure_axis *axis,
                      bool is_x, struct scale *out) {
    bool feasible =
        c->count[DOMINATED] + c->count[FRONT] + c->count[BY_OTHERS] > 0;
    double low = HUGE_VAL, high = -HUGE_VAL, far_low, far_high;
    struct scale tight;

    for (size_t i = 0; i < c->n; i++) {
        if (c->layer[i] == SKIPPED || (c->layer[i] == INFEASIBLE && feasible))
            continue;
        low = fmin(low, values[i]);
        high = fmax(high, values[i]);
    }
    for (size_t i = 0; !is_x && i < c->n; i++)
        if (c->layer[i] == FRONT && has_ends(d, c, i)) {
            low = fmin(low, c->low[i]);
            high = fmax(high, c->high[i]);
        }
    for (size_t i = 0; i < d->figure->n_marks; i++) {
        const struct figure_mark *m = &d->figure->marks[i];
        double at = is_x ? m->x : m->y;

        if (!m->is_reference || !isfinite(at) || (axis->log && at <= 0))
            continue;
        low = fmin(low, at);
        high = fmax(high, at);
    }
    scale_init(&tight, low, high, axis->log, 7);
    far_low = 0;
    far_high = 1;
    for (size_t i = 0; i < c->n; i++) {
        if (c->layer[i] != INFEASIBLE)
            continue;
        far_low = fmin(far_low, scale_to_unit(&tight, values[i]));
        far_high = fmax(far_high, scale_to_unit(&tight, values[i]));
    }
    far_low = scale_from_unit(&tight, fmax(far_low, -0.25) - 0.05);
    far_high = scale_from_unit(&tight, fmin(far_high, 1.25) + 0.05);
    if (!axis->log && low >= 0)
        far_low = fmax(far_low, 0);
    scale_init(out, far_low, far_high, axis->log, 7);
}

static bool in_range(const struct scale *s, double x) {
    return x >= s->low && x <= s->high;
}

/* Each place_add is looked at for every name tried, so points stand in cells
 * of a grid, whose weight is their number.  In a text terminal a name is
 * rather upon points than far from its own. */
static void reserve_points(struct drawing *d, const struct cloud *c) {
    enum { NX = 96, NY = 54 };
    double *weight = mem_alloc(NX * NY, sizeof *weight);

    for (size_t i = 0; i < c->n; i++) {
        double u, v;

        if (c->layer[i] == SKIPPED || !in_range(&d->x, c->x[i]) ||
            !in_range(&d->y, c->y[i]))
            continue;
        u = fmin(scale_to_unit(&d->x, c->x[i]) * NX, NX - 1);
        v = fmin(scale_to_unit(&d->y, c->y[i]) * NY, NY - 1);
        weight[(size_t)v * NX + (size_t)u] += c->layer[i] == FRONT ? 2 : 0.1;
    }
    for (size_t k = 0; k < NX * NY; k++) {
        if (weight[k] <= 0)
            continue;
        for (int kind = 0; kind < LAYOUT_DUMB; kind++) {
            struct place *p = &d->places[kind];

            place_add(p, ((double)(k % NX) + 0.5) / NX * p->width,
                      ((double)(k / NX) + 0.5) / NY * p->height, p->width / NX,
                      p->height / NY, fmin(weight[k], 3));
        }
    }
    free(weight);
}

/* Room for the arrow that says where better is, in the corner of the axes
 * that is best in both. */
static void reserve_arrow(struct drawing *d) {
    for (int kind = 0; kind < LAYOUT_N; kind++) {
        struct place *p = &d->places[kind];
        double width = kind == LAYOUT_DUMB ? 10 : 5.5;
        double height = kind == LAYOUT_DUMB ? 2 : 3;

        place_add(
            p, d->figure->x.more_is_better ? p->width - width / 2 : width / 2,
            d->figure->y.more_is_better ? p->height - height / 2 : height / 2,
            width, height, HUGE_VAL);
    }
}

/* Signs that lie upon one another show as one and make a vector picture large:
 * in cells smaller than a sign only the first point is drawn. */
enum { CELLS_X = 640, CELLS_Y = 360 };

static bool is_first_there(const struct drawing *d, const struct cloud *c,
                           size_t i, bool taken[]) {
    double u = fmin(scale_to_unit(&d->x, c->x[i]) * CELLS_X, CELLS_X - 1);
    double v = fmin(scale_to_unit(&d->y, c->y[i]) * CELLS_Y, CELLS_Y - 1);
    bool *cell = &taken[(size_t)fmax(v, 0) * CELLS_X + (size_t)fmax(u, 0)];
    bool first = !*cell;

    *cell = true;
    return first;
}

static bool is_of_front(enum cloud_layer layer) {
    return layer == FRONT || layer == BY_OTHERS;
}

/* Rows of one layer, at most MAX_DRAWN of them, drawn by lot; of the front
 * all. */
static void put_layer(struct drawing *d, struct cloud *c,
                      enum cloud_layer layer, const char *name) {
    size_t *row = mem_alloc(c->n, sizeof *row), *lot, n = 0;
    bool *keep = mem_alloc(c->n, sizeof *keep);
    bool *taken = mem_alloc((size_t)CELLS_X * CELLS_Y, sizeof *taken);

    for (size_t i = 0; i < c->n; i++)
        if (c->layer[i] == layer && in_range(&d->x, c->x[i]) &&
            in_range(&d->y, c->y[i]) &&
            (is_of_front(layer) || is_first_there(d, c, i, taken)))
            row[n++] = i;
    lot = mem_alloc(n, sizeof *lot);
    for (size_t k = 0; k < n; k++)
        lot[k] = k;
    if (n > MAX_DRAWN && !is_of_front(layer)) {
        struct rng r;

        rng_init(&r, 1, (uint64_t)layer);
        rng_permute(&r, lot, n);
    }
    c->drawn[layer] = n > MAX_DRAWN && !is_of_front(layer) ? MAX_DRAWN : n;
    for (size_t k = 0; k < c->drawn[layer]; k++)
        keep[lot[k]] = true;
    for (size_t k = 0; k < n; k++)
        if (keep[k])
            drawing_point(d, name, c->x[row[k]], c->y[row[k]]);
    free(row);
    free(lot);
    free(keep);
    free(taken);
}

static int compare_points(const void *a, const void *b) {
    const double *p = a, *q = b;

    return p[0] < q[0] ? -1 : p[0] > q[0];
}

/* One corner of the step line.  Its long pieces stay clear of names; where
 * points are dense their cells do that already. */
static void put_corner(struct drawing *d, const double from[2], double x,
                       double y) {
    drawing_point(d, "step", x, y);
    for (int kind = 0; from != NULL && kind < LAYOUT_DUMB; kind++) {
        struct place *p = &d->places[kind];
        double x0 = scale_to_unit(&d->x, from[0]) * p->width;
        double y0 = scale_to_unit(&d->y, from[1]) * p->height;
        double x1 = scale_to_unit(&d->x, x) * p->width;
        double y1 = scale_to_unit(&d->y, y) * p->height;
        double width = fabs(x1 - x0), height = fabs(y1 - y0);

        if (fmax(width, height) > 2)
            place_add(p, (x0 + x1) / 2, (y0 + y1) / 2, fmax(width, 0.5),
                      fmax(height, 0.5), 8);
    }
}

/* The interval of what is to be had: as the step line, between the ends at
 * each of its points (x, y, low, high). */
static void put_band(struct drawing *d, const double points[][4], size_t n) {
    bool up_first = d->figure->x.more_is_better;

    for (size_t k = 0; k < n; k++) {
        struct drawing_row row = drawing_row_empty;

        row.layer = "band";
        row.x = points[k][0];
        row.y = points[k][1];
        row.y_low = points[k][2];
        row.y_high = points[k][3];
        if (!isfinite(row.y_low) || !isfinite(row.y_high))
            continue;
        if (up_first && k > 0) {
            row.x = points[k - 1][0];
            drawing_put(d, &row);
            row.x = points[k][0];
        }
        drawing_put(d, &row);
        if (!up_first && k + 1 < n) {
            row.x = points[k + 1][0];
            drawing_put(d, &row);
        }
    }
}

/* The border of what the front dominates in the two axes: from one point on
 * along x at the value that is still the best, then to the next. */
static void put_step(struct drawing *d, const struct cloud *c) {
    double(*corners)[4] = mem_alloc(c->n, sizeof *corners);
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++) {
        if (c->layer[i] != FRONT)
            continue;
        corners[n][0] = c->x[i];
        corners[n][1] = c->y[i];
        corners[n][2] = c->low[i];
        corners[n++][3] = c->high[i];
    }
    qsort(corners, n, sizeof *corners, compare_points);
    put_band(d, (const double(*)[4])corners, n);
    for (size_t k = 0; k < n; k++) {
        const double *at = corners[k];
        bool up_first = d->figure->x.more_is_better;
        double corner[2];

        if (k == 0) {
            put_corner(d, NULL, at[0], at[1]);
            continue;
        }
        corner[0] = up_first ? corners[k - 1][0] : at[0];
        corner[1] = up_first ? at[1] : corners[k - 1][1];
        put_corner(d, corners[k - 1], corner[0], corner[1]);
        put_corner(d, corner, at[0], at[1]);
    }
    free(corners);
}

/* How many points of a layer do not lie upon another. */
static size_t apart(const struct drawing *d, const struct cloud *c,
                    enum cloud_layer layer) {
    bool *taken = mem_alloc((size_t)CELLS_X * CELLS_Y, sizeof *taken);
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++)
        n += c->layer[i] == layer && in_range(&d->x, c->x[i]) &&
             in_range(&d->y, c->y[i]) && is_first_there(d, c, i, taken);
    free(taken);
    return n;
}

static void note_what_is_left_out(struct drawing *d, const struct cloud *c) {
    static const struct {
        enum cloud_layer layer;
        const char *name;
    } layers[] = {{DOMINATED, "dominated point"},
                  {INFEASIBLE, "infeasible point"}};

    for (size_t k = 0; k < 2; k++) {
        enum cloud_layer layer = layers[k].layer;
        size_t outside = 0, inside;
        char count[DRAWING_KEY_MAX];

        for (size_t i = 0; i < c->n; i++)
            outside += c->layer[i] == layer &&
                       (!in_range(&d->x, c->x[i]) || !in_range(&d->y, c->y[i]));
        inside = c->count[layer] - outside;
        if (apart(d, c, layer) > MAX_DRAWN)
            drawing_note(d, "Of %s a random 20,000 are drawn.",
                         drawing_count(inside, layers[k].name, count));
        if (outside > 0)
            drawing_note(d, "Beyond the axes: %s.",
                         drawing_count(outside, layers[k].name, count));
    }
}

static void put_key(struct drawing *d, const struct cloud *c,
                    enum cloud_layer layer, const char *name,
                    const char *label) {
    char count[DRAWING_KEY_MAX];

    if (c->count[layer] == 0)
        drawing_key(d, name, "%s", "");
    else
        drawing_key(d, name, "%s (%s)", label,
                    drawing_count(c->count[layer], NULL, count));
}

/* "Scatter of speedup against board power. ...". */
static void set_alt(struct drawing *d, const struct cloud *c) {
    const struct figure *f = d->figure;
    char x[FIGURE_NAME_MAX], y[FIGURE_NAME_MAX], count[DRAWING_KEY_MAX];
    size_t first = c->n, last = c->n;

    for (size_t i = 0; i < c->n; i++) {
        if (c->layer[i] != FRONT)
            continue;
        if (first == c->n || c->x[i] < c->x[first])
            first = i;
        if (last == c->n || c->x[i] > c->x[last])
            last = i;
    }
    drawing_alt(d, "Scatter of %s against %s", drawing_words(f->y.label, y),
                drawing_words(f->x.label, x));
    if (first < c->n) {
        drawing_alt(d, ": the front of %s goes from %s at %s",
                    drawing_count(c->count[FRONT] + c->count[BY_OTHERS],
                                  "point", count),
                    drawing_amount(&f->y, c->y[first], y),
                    drawing_amount(&f->x, c->x[first], x));
        drawing_alt(d, " to %s at %s", drawing_amount(&f->y, c->y[last], y),
                    drawing_amount(&f->x, c->x[last], x));
    }
    drawing_alt(d, ". Behind it are %s",
                drawing_count(c->count[DOMINATED], "dominated point", count));
    drawing_alt(d, " and %s.",
                drawing_count(c->count[INFEASIBLE], "infeasible point", count));
}

bool drawing_pareto(struct drawing *d, struct err *e) {
    static const double right[LAYOUT_N] = {0, 0, 0};
    struct cloud c = {0};

    if (!cloud_read(&c, d, e)) {
        cloud_free(&c);
        return false;
    }
    set_scale(d, &c, c.x, &d->figure->x, true, &d->x);
    set_scale(d, &c, c.y, &d->figure->y, false, &d->y);
    note_what_is_left_out(d, &c);
    put_key(d, &c, FRONT, "front",
            c.count[BY_OTHERS] > 0 ? "Pareto front in these two"
                                   : "Pareto front");
    put_key(d, &c, BY_OTHERS, "by_others", "on it by other objectives");
    drawing_key(d, "band", "%s", c.has_band ? "90 % interval" : "");
    put_key(d, &c, DOMINATED, "dominated", "dominated");
    put_key(d, &c, INFEASIBLE, "infeasible", "infeasible");
    set_alt(d, &c);
    drawing_layouts(d, right);
    drawing_set_number(d, "x_better", d->figure->x.more_is_better);
    drawing_set_number(d, "y_better", d->figure->y.more_is_better);
    drawing_set_number(d, "n_by_others", (double)c.count[BY_OTHERS]);
    drawing_set_number(d, "n_behind",
                       (double)(c.count[DOMINATED] + c.count[INFEASIBLE]));
    reserve_arrow(d);
    drawing_reserve_marks(d);
    reserve_points(d, &c);
    put_layer(d, &c, INFEASIBLE, "infeasible");
    put_layer(d, &c, DOMINATED, "dominated");
    put_layer(d, &c, BY_OTHERS, "front-by-others");
    put_step(d, &c);
    put_layer(d, &c, FRONT, "front");
    drawing_marks(d);
    cloud_free(&c);
    return true;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/drawing.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More lines than this cannot be told apart, nor more signs on one. */
enum { MAX_SERIES = 8, MAX_SIGNS = 25 };

struct sample {
    double x, y, series;
    double low, high; /* ends of y's interval, NAN where unknown */
    double second;    /* y by another model, NAN where unknown */
    size_t row;
    bool feasible;
};

struct lines {
    struct sample *sample; /* by series, then by x; one for each pair */
    size_t n;
    size_t n_series, n_found;
    size_t start[MAX_SERIES + 1];
    bool n_shared, any_infeasible;
    char *name[MAX_SERIES];
};

static void lines_free(struct lines *l) {
    free(l->sample);
    for (size_t i = 0; i < l->n_series; i++)
        free(l->name[i]);
}

static int compare_samples(const void *a, const void *b) {
    const struct sample *p = a, *q = b;

    if (p->series != q->series)
        return p->series < q->series ? -1 : 1;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return p->row < q->row ? -1 : p->row > q->row;
}

/* The column of y in the other model's table, by point; NULL on failure. */
static double *read_second(const struct drawing *d, struct err *e) {
    const struct figure *f = d->figure;
    struct drawing other = {.figure = f, .points = f->second};
    size_t n = table_rows(d->points);
    double *out = drawing_optional(d, "", e), *id = NULL, *its_id = NULL;
    double *its_y = NULL, *by_id;
    bool good;

    if (f->second == NULL)
        return out;
    good = (id = drawing_numbers(d, "point_id", e)) != NULL &&
           (its_id = drawing_numbers(&other, "point_id", e)) != NULL &&
           (its_y = drawing_numbers(&other, f->y.column, e)) != NULL;
    /* Its rows are all points, in their order. */
    by_id = its_y;
    for (size_t i = 0; good && i < n; i++) {
        size_t at = id[i] >= 0 && id[i] < (double)table_rows(f->second)
                        ? (size_t)id[i]
                        : table_rows(f->second);

        if (at < table_rows(f->second) && its_id[at] == id[i] &&
            (!f->y.log || by_id[at] > 0))
            out[i] = by_id[at];
    }
    free(id);
    free(its_id);
    free(its_y);
    if (good)
        return out;
    free(out);
    return NULL;
}

static bool read_samples(struct lines *l, const struct drawing *d,
                         struct err *e) {
    const struct figure *f = d->figure;
    size_t n = table_rows(d->points);
    double *x = NULL, *y = NULL, *series = NULL, *low = NULL, *high = NULL;
    double *second = NULL;
    bool *feasible = NULL, has_series = f->series.column[0] != '\0';

    if ((x = drawing_axis(d, &f->x, e)) != NULL &&
        (y = drawing_axis(d, &f->y, e)) != NULL &&
        (!has_series ||
         (series = drawing_ranks(d, f->series.column, e)) != NULL) &&
        (low = drawing_optional(d, f->y.low, e)) != NULL &&
        (high = drawing_optional(d, f->y.high, e)) != NULL &&
        (second = read_second(d, e)) != NULL)
        feasible = drawing_flags(d, "feasible", true, e);
    l->sample = mem_alloc(n, sizeof *l->sample);
    for (size_t i = 0; feasible != NULL && i < n; i++) {
        double s = series == NULL ? 0 : series[i];

        if (!isnan(x[i]) && !isnan(y[i]) && !isnan(s))
            l->sample[l->n++] = (struct sample){
                x[i], y[i], s, low[i], high[i], second[i], i, feasible[i]};
    }
    free(x);
    free(y);
    free(series);
    free(low);
    free(high);
    free(second);
    if (feasible == NULL)
        return false;
    free(feasible);
    if (l->n == 0)
        return err_set(e, ERR_INPUT,
                       "%s: no row has numbers in all of %s, %s and %s",
                       table_path(d->points), f->x.column, f->y.column,
                       has_series ? f->series.column : f->y.column);
    qsort(l->sample, l->n, sizeof *l->sample, compare_samples);
    return true;
}

/* Points that differ in another axis share a place on a line: the best
 * feasible one stands for them. */
static void merge_samples(struct lines *l, bool more_is_better) {
    size_t kept = 0;

    for (size_t i = 0; i < l->n; i++) {
        struct sample *last = kept > 0 ? &l->sample[kept - 1] : NULL;
        const struct sample *s = &l->sample[i];
        bool better;

        if (last == NULL || last->series != s->series || last->x != s->x) {
            l->sample[kept++] = *s;
            continue;
        }
        l->n_shared = true;
        better = more_is_better ? s->y > last->y : s->y < last->y;
        if (s->feasible != last->feasible ? s->feasible : better)
            *last = *s;
    }
    l->n = kept;
}

/* A value of the series as a name: numbers to four digits. */
static char *series_name(const char *cell) {
    double x;

    if (strlen(cell) > 6 && text_to_number(cell, &x) && fabs(x) < 1e4)
        return mem_printf("%.4g", x);
    return drawing_clean(cell);
}

/* Keeps MAX_SERIES series, evenly spread, and finds their bounds. */
static void choose_series(struct lines *l, const struct drawing *d) {
    size_t kept = 0, index = 0, column = 0;
    struct err ignored;
    bool named =
        d->figure->series.column[0] != '\0' &&
        table_find(d->points, d->figure->series.column, &column, &ignored);

    for (size_t i = 0; i < l->n; i++)
        l->n_found += i == 0 || l->sample[i].series != l->sample[i - 1].series;
    for (size_t i = 0, next; i < l->n; i = next, index++) {
        size_t wanted = l->n_series;

        for (next = i + 1;
             next < l->n && l->sample[next].series == l->sample[i].series;)
            next++;
        if (l->n_found > MAX_SERIES)
            wanted = (l->n_series * (l->n_found - 1) + (MAX_SERIES - 1) / 2) /
                     (MAX_SERIES - 1);
        if (index != wanted)
            continue;
        l->start[l->n_series] = kept;
        l->name[l->n_series++] =
            named ? series_name(table_cell(d->points, l->sample[i].row, column))
                  : mem_strdup("");
        for (size_t k = i; k < next; k++) {
            l->any_infeasible |= !l->sample[k].feasible;
            l->sample[kept++] = l->sample[k];
        }
    }
    l->n = l->start[l->n_series] = kept;
}

/* The band of which lines is drawn: of all where it is one or two, else of the
 * one in the middle, for bands of many lie upon one another. */
static bool shows_band(const struct lines *l, size_t series) {
    return l->n_series <= 2 || series == l->n_series / 2;
}

static bool has_ends(const struct drawing *d, const struct sample *s) {
    return isfinite(s->low) && isfinite(s->high) && s->low < s->high &&
           (!d->figure->y.log || s->low > 0);
}

static void set_scales(struct drawing *d, const struct lines *l) {
    double x_low = HUGE_VAL, x_high = -HUGE_VAL;
    double y_low = HUGE_VAL, y_high = -HUGE_VAL;
    struct scale x, y;

    for (size_t i = 0; i < l->n; i++) {
        x_low = fmin(x_low, l->sample[i].x);
        x_high = fmax(x_high, l->sample[i].x);
        y_low = fmin(y_low, l->sample[i].y);
        y_high = fmax(y_high, l->sample[i].y);
    }
    for (size_t s = 0; s < l->n_series; s++)
        for (size_t i = l->start[s]; i < l->start[s + 1]; i++)
            if (shows_band(l, s) && has_ends(d, &l->sample[i])) {
                y_low = fmin(y_low, l->sample[i].low);
                y_high = fmax(y_high, l->sample[i].high);
            }
    for (size_t s = 0; s < l->n_series; s++)
        for (size_t i = l->start[s]; i < l->start[s + 1]; i++)
            if (shows_band(l, s) && isfinite(l->sample[i].second)) {
                y_low = fmin(y_low, l->sample[i].second);
                y_high = fmax(y_high, l->sample[i].second);
            }
    for (size_t i = 0; i < d->figure->n_marks; i++) {
        const struct figure_mark *m = &d->figure->marks[i];

        if (m->is_reference && isfinite(m->y) &&
            (!d->figure->y.log || m->y > 0)) {
            y_low = fmin(y_low, m->y);
            y_high = fmax(y_high, m->y);
        }
    }
    scale_init(&x, x_low, x_high, d->figure->x.log, 8);
    scale_init(&d->x, scale_from_unit(&x, -0.03), scale_from_unit(&x, 1.03),
               x.log, 8);
    scale_init(&y, y_low, y_high, d->figure->y.log, 7);
    /* A linear axis shows zero when that costs little room. */
    if (!y.log && y_low >= 0 && y_low < 0.4 * y_high)
        scale_init(&d->y, 0, scale_from_unit(&y, 1.06), false, 7);
    else
        scale_init(&d->y, scale_from_unit(&y, -0.06), scale_from_unit(&y, 1.06),
                   y.log, 7);
}

static void put_names(struct drawing *d, const struct lines *l) {
    char name[48];

    for (size_t i = 0; i < l->n_series; i++) {
        const struct sample *end = &l->sample[l->start[i + 1] - 1];

        snprintf(name, sizeof name, "series_%zu", i + 1);
        drawing_set_text(d, name, l->name[i]);
        snprintf(name, sizeof name, "series_x_%zu", i + 1);
        drawing_set_number(d, name, scale_to_unit(&d->x, end->x));
        snprintf(name, sizeof name, "series_y_%zu", i + 1);
        drawing_set_number(d, name, scale_to_unit(&d->y, end->y));
    }
    for (int kind = 0; kind < LAYOUT_N; kind++) {
        double height = d->places[kind].height, at[MAX_SERIES];
        double apart =
            kind == LAYOUT_DUMB ? 1 : 1.25 * d->layouts[kind].small_size;

        for (size_t i = 0; i < l->n_series; i++)
            at[i] =
                height * scale_to_unit(&d->y, l->sample[l->start[i + 1] - 1].y);
        place_spread(at, l->n_series, apart, height);
        for (size_t i = 0; i < l->n_series; i++) {
            snprintf(name, sizeof name, "series_%s_%zu", layout_names[kind],
                     i + 1);
            drawing_set_number(d, name, at[i] / height);
        }
    }
}

static void put_rows(struct drawing *d, const struct lines *l) {
    struct drawing_row row = drawing_row_empty;

    for (size_t s = 0; s < l->n_series; s++) {
        for (size_t i = l->start[s]; i < l->start[s + 1]; i++) {
            const struct sample *at = &l->sample[i];

            row.layer = "line";
            row.x = at->x;
            row.y = at->y;
            row.z = (double)s + 1;
            row.text = l->name[s];
            drawing_put(d, &row);
            for (int kind = 0; kind < LAYOUT_N; kind++) {
                struct place *p = &d->places[kind];

                place_add(p, scale_to_unit(&d->x, at->x) * p->width,
                          scale_to_unit(&d->y, at->y) * p->height, 0.8, 0.8, 1);
            }
        }
        drawing_break(d, l->sample[l->start[s + 1] - 1].x,
                      l->sample[l->start[s + 1] - 1].y);
    }
}

/* The interval around a line, which a break ends. */
static void put_bands(struct drawing *d, const struct lines *l) {
    for (size_t s = 0; s < l->n_series; s++) {
        struct drawing_row row = drawing_row_empty;

        for (size_t i = l->start[s]; i < l->start[s + 1]; i++) {
            const struct sample *at = &l->sample[i];

            if (!shows_band(l, s) || !has_ends(d, at))
                continue;
            row.layer = "band";
            row.x = at->x;
            row.y = at->y;
            row.z = (double)s + 1;
            row.y_low = at->low;
            row.y_high = at->high;
            drawing_put(d, &row);
        }
        drawing_break(d, row.x, row.y);
    }
}

/* The same lines by the other model, and how far the two are apart. */
static void put_second(struct drawing *d, const struct lines *l) {
    for (size_t s = 0; s < l->n_series; s++) {
        struct drawing_row row = drawing_row_empty;

        for (size_t i = l->start[s]; i < l->start[s + 1]; i++) {
            const struct sample *at = &l->sample[i];

            if (!shows_band(l, s) || !isfinite(at->second))
                continue;
            row.layer = "second";
            row.x = at->x;
            row.y = at->second;
            row.z = (double)s + 1;
            drawing_put(d, &row);
        }
        drawing_break(d, row.x, row.y);
    }
}

static void note_second(struct drawing *d, const struct lines *l) {
    double most = 0;

    for (size_t s = 0; s < l->n_series; s++)
        for (size_t i = l->start[s]; i < l->start[s + 1]; i++) {
            const struct sample *at = &l->sample[i];

            if (shows_band(l, s) && isfinite(at->second) && at->y != 0)
                most = fmax(most, fabs(at->second / at->y - 1));
        }
    if (most == 0)
        return;
    drawing_note(d,
                 "Dashed: %s%s by model %.40s, up to %.0f %% apart; where two "
                 "models part, neither is sure.",
                 l->n_series > 2 ? "the line of " : "the same",
                 l->n_series > 2 ? l->name[l->n_series / 2] : "",
                 d->figure->second_name, 100 * most);
}

static void note_bands(struct drawing *d, const struct lines *l) {
    size_t middle = l->n_series / 2;
    bool any = false;

    for (size_t s = 0; s < l->n_series; s++)
        any |= shows_band(l, s) && has_ends(d, &l->sample[l->start[s]]);
    if (any && l->n_series > 2)
        drawing_note(d, "Band: 90 %% interval of the line of %s.",
                     l->name[middle]);
    else if (any)
        drawing_note(d, "Band: 90 %% interval.");
}

/* Signs on the lines, all where they are few; an infeasible point has a cross
 * whatever its line. */
static void put_signs(struct drawing *d, const struct lines *l) {
    struct drawing_row row = drawing_row_empty;

    for (size_t s = 0; s < l->n_series; s++) {
        size_t step = 1 + (l->start[s + 1] - l->start[s]) / MAX_SIGNS;

        for (size_t i = l->start[s]; i < l->start[s + 1]; i += step) {
            row.layer = l->sample[i].feasible ? "sign" : "infeasible";
            row.x = l->sample[i].x;
            row.y = l->sample[i].y;
            row.z = (double)s + 1;
            drawing_put(d, &row);
        }
    }
}

/* "8 lines, speedup along boost clock from 800 to 2200 MHz; ...". */
static void set_alt(struct drawing *d, const struct lines *l) {
    const struct figure *f = d->figure;
    char words[FIGURE_NAME_MAX], from[FIGURE_NAME_MAX], to[FIGURE_NAME_MAX];
    double low = HUGE_VAL, high = -HUGE_VAL;
    bool named = f->series.column[0] != '\0';

    for (size_t i = 0; i < l->n; i++) {
        low = fmin(low, l->sample[i].x);
        high = fmax(high, l->sample[i].x);
    }
    if (named)
        drawing_alt(d, "%zu lines, one for each %s: ", l->n_series,
                    drawing_words(f->series.label, words));
    else
        drawing_alt(d, "Line: ");
    drawing_alt(d, "%s along ", drawing_words(f->y.label, words));
    drawing_alt_range(d, &f->x, low, high);
    for (size_t s = 0;
         s<l->n_series; s += l->n_series> 1 ? l->n_series - 1 : 1) {
        const struct sample *first = &l->sample[l->start[s]];
        const struct sample *last = &l->sample[l->start[s + 1] - 1];

        drawing_alt(d, "; %s%sfrom %s to %s", named ? l->name[s] : "",
                    named ? " " : "", drawing_amount(&f->y, first->y, from),
                    drawing_amount(&f->y, last->y, to));
    }
    drawing_alt(d, ".");
}

bool drawing_lines(struct drawing *d, struct err *e) {
    struct lines l = {0};
    double right[LAYOUT_N] = {0, 0, 0};
    bool named = d->figure->series.column[0] != '\0';
    char *label = drawing_clean(d->figure->series.label);

    if (!read_samples(&l, d, e)) {
        free(label);
        lines_free(&l);
        return false;
    }
    merge_samples(&l, d->figure->y.more_is_better);
    choose_series(&l, d);
    set_scales(d, &l);
    if (l.n_shared || d->figure->stands)
        drawing_note(d, "Each point is the best of those that share its "
                        "place.");
    if (l.n_series < l.n_found)
        drawing_note(d, "%zu of %zu lines are drawn.", l.n_series, l.n_found);
    note_bands(d, &l);
    note_second(d, &l);
    drawing_key(d, "series", "%.70s", named ? label : "");
    drawing_key(d, "infeasible", "%s", l.any_infeasible ? "infeasible" : "");
    for (int kind = 0; kind < LAYOUT_N && named; kind++) {
        for (size_t i = 0; i < l.n_series; i++)
            right[kind] =
                fmax(right[kind],
                     layout_text_width((enum layout_kind)kind, l.name[i]));
        right[kind] += 2.5;
    }
    set_alt(d, &l);
    drawing_layouts(d, right);
    drawing_set_number(d, "n_series", (double)l.n_series);
    drawing_reserve_marks(d);
    put_names(d, &l);
    put_bands(d, &l);
    put_second(d, &l);
    put_rows(d, &l);
    put_signs(d, &l);
    drawing_marks(d);
    free(label);
    lines_free(&l);
    return true;
}

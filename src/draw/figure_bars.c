/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/drawing.h"

#include "base/mem.h"
#include "draw/category.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct bar {
    double value, low, high, measured;
    size_t group, series;
    bool fits;
};

struct bars {
    struct bar *bar; /* one a row of the table; owned */
    size_t n, n_groups, n_series;
    size_t *group_row, *series_row; /* a row of each, for its name; owned */
};

static void bars_free(struct bars *b) {
    free(b->bar);
    free(b->group_row);
    free(b->series_row);
}

static bool read_values(struct bars *b, const struct drawing *d,
                        struct err *e) {
    double *value = drawing_axis(d, &d->figure->x, e), *low = NULL;
    double *high = NULL, *measured = NULL;
    bool *fits = NULL, good;

    good = value != NULL && (low = drawing_optional(d, "low", e)) != NULL &&
           (high = drawing_optional(d, "high", e)) != NULL &&
           (measured = drawing_optional(d, "measured", e)) != NULL &&
           (fits = drawing_flags(d, "fits", true, e)) != NULL;
    for (size_t i = 0; good && i < b->n; i++) {
        b->bar[i].value = value[i];
        b->bar[i].low = low[i];
        b->bar[i].high = high[i];
        b->bar[i].measured = measured[i];
        b->bar[i].fits = fits[i];
    }
    free(value);
    free(low);
    free(high);
    free(measured);
    free(fits);
    return good;
}

static bool read_bars(struct bars *b, const struct drawing *d, struct err *e) {
    size_t *at;
    bool good;

    b->n = table_rows(d->points);
    b->bar = mem_alloc(b->n, sizeof *b->bar);
    b->group_row = mem_alloc(b->n, sizeof *b->group_row);
    b->series_row = mem_alloc(b->n, sizeof *b->series_row);
    at = mem_alloc(b->n, sizeof *at);
    good = category_find(d, d->figure->y.column, FIGURE_MAX_GROUPS, at,
                         b->group_row, &b->n_groups, e);
    for (size_t i = 0; good && i < b->n; i++)
        b->bar[i].group = at[i];
    good = good && category_find(d, d->figure->series.column, FIGURE_MAX_BARS,
                                 at, b->series_row, &b->n_series, e);
    for (size_t i = 0; good && i < b->n; i++)
        b->bar[i].series = at[i];
    free(at);
    return good && read_values(b, d, e);
}

/* Groups stand from top to bottom at n, n - 1, ... 1.  gnuplot takes a
 * percent sign of a tic's label for a format. */
static void set_groups(struct drawing *d, const struct bars *b) {
    d->y = (struct scale){.low = 0.5, .high = (double)b->n_groups + 0.5};
    for (size_t i = 0; i < b->n_groups; i++) {
        char *name = category_shown(d, d->figure->y.column, b->group_row[i],
                                    SCALE_LABEL_MAX - 2);
        char *out = d->y.label[i];

        d->y.tic[i] = (double)(b->n_groups - i);
        for (const char *c = name;
             *c != '\0' && out < d->y.label[i] + SCALE_LABEL_MAX - 2; c++) {
            if (*c == '%')
                *out++ = '%';
            *out++ = *c;
        }
        *out = '\0';
        free(name);
    }
    d->y.n_tics = b->n_groups;
}

static bool set_values(struct drawing *d, const struct bars *b, struct err *e) {
    double low = HUGE_VAL, high = -HUGE_VAL, baseline = d->figure->baseline;
    struct scale x;

    for (size_t i = 0; i < b->n; i++) {
        const double all[] = {b->bar[i].value, b->bar[i].low, b->bar[i].high,
                              b->bar[i].measured};

        for (size_t k = 0; k < 4; k++)
            if (isfinite(all[k]) && (!d->figure->x.log || all[k] > 0)) {
                low = fmin(low, all[k]);
                high = fmax(high, all[k]);
            }
    }
    if (low > high)
        return err_set(e, ERR_INPUT, "%s: column %s has no number",
                       table_path(d->points), d->figure->x.column);
    if (baseline > 0) {
        low = fmin(low, baseline);
        high = fmax(high, baseline);
    }
    scale_init(&x, d->figure->x.log ? low : fmin(low, 0), high,
               d->figure->x.log, 8);
    scale_init(&d->x, d->figure->x.log ? scale_from_unit(&x, -0.03) : x.low,
               scale_from_unit(&x, 1.03), x.log, 8);
    return true;
}

static void set_keys(struct drawing *d, const struct bars *b) {
    bool measured = false, misfit = false;

    for (size_t i = 0; i < b->n_series; i++) {
        char name[32];
        char *shown =
            category_shown(d, d->figure->series.column, b->series_row[i], 40);

        snprintf(name, sizeof name, "series_%zu", i + 1);
        drawing_key(d, name, "%s", shown);
        free(shown);
    }
    for (size_t i = 0; i < b->n; i++) {
        measured |= isfinite(b->bar[i].measured);
        misfit |= !b->bar[i].fits;
    }
    drawing_key(d, "measured", "%s", measured ? "measured" : "");
    drawing_key(d, "misfit", "%s", misfit ? "does not fit in memory" : "");
    drawing_set_number(d, "n_series", (double)b->n_series);
    drawing_set_number(d, "n_groups", (double)b->n_groups);
    drawing_set_number(d, "baseline", d->figure->baseline);
}

static void put_bar(struct drawing *d, const struct bars *b, size_t i) {
    const struct bar *bar = &b->bar[i];
    double thick = 0.84 / (double)b->n_series;
    double top =
        (double)(b->n_groups - bar->group) + 0.42 - thick * (double)bar->series;
    struct drawing_row row = drawing_row_empty;

    if (!isfinite(bar->value))
        return;
    row.layer = bar->fits ? "bar" : "misfit";
    row.text =
        category_name(d, d->figure->series.column, b->series_row[bar->series]);
    row.x = bar->value;
    row.y = top - thick / 2;
    row.z = (double)bar->series + 1;
    row.x_low = d->x.log ? d->x.low : 0;
    row.x_high = bar->value;
    row.y_low = top - thick;
    row.y_high = top;
    drawing_put(d, &row);
    row.text = NULL;
    if (isfinite(bar->low) && isfinite(bar->high) && bar->low < bar->high) {
        row.layer = "interval";
        row.x_low = bar->low;
        row.x_high = bar->high;
        drawing_put(d, &row);
    }
    if (isfinite(bar->measured)) {
        row.layer = "measured";
        row.x = row.x_low = row.x_high = bar->measured;
        drawing_put(d, &row);
    }
}

/* All bars of the first group, the longest of all. */
static void set_alt(struct drawing *d, const struct bars *b) {
    const struct figure *f = d->figure;
    char words[FIGURE_NAME_MAX], amount[FIGURE_NAME_MAX];
    size_t longest = 0;

    drawing_alt(d, "%s, %zu groups. %s:", drawing_words(f->x.label, words),
                b->n_groups, category_name(d, f->y.column, b->group_row[0]));
    for (size_t i = 0, n = 0; i < b->n; i++) {
        if (!(b->bar[i].value <= b->bar[longest].value))
            longest = isfinite(b->bar[i].value) ? i : longest;
        if (b->bar[i].group != 0 || !isfinite(b->bar[i].value))
            continue;
        drawing_alt(
            d, "%s %s %s", n++ > 0 ? "," : "",
            category_name(d, f->series.column, b->series_row[b->bar[i].series]),
            drawing_amount(&f->x, b->bar[i].value, amount));
    }
    drawing_alt(
        d, ". Most: %s, %s, %s.",
        category_name(d, f->y.column, b->group_row[b->bar[longest].group]),
        category_name(d, f->series.column,
                      b->series_row[b->bar[longest].series]),
        drawing_amount(&f->x, b->bar[longest].value, amount));
}

bool drawing_bars(struct drawing *d, struct err *e) {
    struct bars b = {0};
    const double right[LAYOUT_N] = {0, 0, 0};

    if (!read_bars(&b, d, e) || !set_values(d, &b, e)) {
        bars_free(&b);
        return false;
    }
    set_groups(d, &b);
    set_keys(d, &b);
    set_alt(d, &b);
    /* A bar of a third of an em is the least that shows its colour. */
    d->plot_height = fmax(12, 0.42 * (double)(b.n_groups * (b.n_series + 1)));
    d->wide_key = true;
    drawing_layouts(d, right);
    for (size_t i = 0; i < b.n; i++)
        put_bar(d, &b, i);
    bars_free(&b);
    return true;
}

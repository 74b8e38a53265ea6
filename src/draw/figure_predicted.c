/* SPDX-License-Identifier: MIT
 *
 * Predicted against measured times, one dot a row, on two logarithmic axes of
 * the same range.
 */
#include "config.h"

#include "draw/drawing.h"

#include "base/mem.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

enum { MOST_DRAWN = 20000, MAX_TICS = 6 };

/* Filled: the GPU was left out. */
enum layer { KERNELS, SESSIONS, KERNELS_SEEN, SESSIONS_SEEN, N_LAYERS };
static const struct {
    const char *layer, *key;
} layers[N_LAYERS] = {
    [KERNELS] = {"kernels", "kernels timed alone"},
    [SESSIONS] = {"sessions", "session steps"},
    [KERNELS_SEEN] = {"kernels-seen", "kernels, GPU seen"},
    [SESSIONS_SEEN] = {"sessions-seen", "session steps, GPU seen"},
};

/* Lines of equal error, in percent. */
static const double errors_pct[] = {0, 10, 25};

struct rows {
    double *x, *y;
    bool *session, *left_out;
    size_t n;
};

static void rows_free(struct rows *r) {
    free(r->x);
    free(r->y);
    free(r->session);
    free(r->left_out);
}

static bool rows_read(struct rows *r, const struct drawing *d, struct err *e) {
    const struct figure *f = d->figure;

    if ((r->x = drawing_axis(d, &f->x, e)) == NULL ||
        (r->y = drawing_axis(d, &f->y, e)) == NULL ||
        (r->session = drawing_flags(d, "session", false, e)) == NULL ||
        (r->left_out = drawing_flags(d, "left_out", true, e)) == NULL)
        return false;
    for (size_t i = 0; i < table_rows(d->points); i++) {
        if (isnan(r->x[i]) || isnan(r->y[i]))
            continue;
        r->x[r->n] = r->x[i];
        r->y[r->n] = r->y[i];
        r->session[r->n] = r->session[i];
        r->left_out[r->n++] = r->left_out[i];
    }
    return r->n > 0 ||
           err_set(e, ERR_INPUT, "%s: no row has numbers in both %s and %s",
                   table_path(d->points), f->x.column, f->y.column);
}

static enum layer layer_of(const struct rows *r, size_t i) {
    return r->left_out[i]  ? r->session[i] ? SESSIONS : KERNELS
           : r->session[i] ? SESSIONS_SEEN
                           : KERNELS_SEEN;
}

static void set_scales(struct drawing *d, const struct rows *r) {
    double low = HUGE_VAL, high = 0;

    for (size_t i = 0; i < r->n; i++) {
        low = fmin(low, fmin(r->x[i], r->y[i]));
        high = fmax(high, fmax(r->x[i], r->y[i]));
    }
    scale_init(&d->x, low / 1.2, high * 1.2, true, MAX_TICS);
    d->y = d->x;
}

static double share_below(const double sorted[], size_t n, double limit) {
    size_t below = 0;

    while (below < n && sorted[below] <= limit)
        below++;
    return (double)below / (double)n;
}

/* What the drawn rows are worth. */
static void note_errors(struct drawing *d, const struct rows *r) {
    double *errors = mem_alloc(r->n, sizeof *errors);
    char count[DRAWING_KEY_MAX];

    for (size_t i = 0; i < r->n; i++)
        errors[i] = 100 * fabs(r->y[i] / r->x[i] - 1);
    gsl_sort(errors, 1, r->n);
    drawing_note(d, "n = %s: error median %.1f %%, mean %.1f %%.",
                 drawing_count(r->n, NULL, count),
                 gsl_stats_median_from_sorted_data(errors, 1, r->n),
                 gsl_stats_mean(errors, 1, r->n));
    if (r->n > MOST_DRAWN)
        drawing_note(d, "Of these a random 20,000 are drawn.");
    drawing_alt(d,
                "Scatter of %s predicted against measured times, both axes "
                "logarithmic: %.0f %% are within 10 %% of the diagonal, %.0f "
                "%% within 25 %%; median error %.1f %%.",
                drawing_count(r->n, NULL, count),
                100 * share_below(errors, r->n, 10),
                100 * share_below(errors, r->n, 25),
                gsl_stats_median_from_sorted_data(errors, 1, r->n));
    free(errors);
}

static void put_keys(struct drawing *d, const struct rows *r) {
    size_t counts[N_LAYERS] = {0};
    char count[DRAWING_KEY_MAX];

    for (size_t i = 0; i < r->n; i++)
        counts[layer_of(r, i)]++;
    for (size_t k = 0; k < N_LAYERS; k++) {
        char *name = mem_strdup(layers[k].layer);

        /* Variables of gnuplot have no hyphens. */
        for (char *c = name; *c != '\0'; c++)
            *c = *c == '-' ? '_' : *c;
        if (counts[k] == 0)
            drawing_key(d, name, "%s", "");
        else
            drawing_key(d, name, "%s (%s)", layers[k].key,
                        drawing_count(counts[k], NULL, count));
        free(name);
    }
    drawing_key(d, "10", "off by 10 %%");
    drawing_key(d, "25", "off by 25 %%");
}

/* y = factor x where it is within the axes. */
static void put_line(struct drawing *d, const char *layer, double factor) {
    double low = d->x.low, high = d->x.high;
    double from = fmax(low, low / factor), to = fmin(high, high / factor);

    drawing_segment(d, layer, from, from * factor, to, to * factor);
}

static void put_lines(struct drawing *d) {
    for (size_t i = 0; i < sizeof errors_pct / sizeof *errors_pct; i++) {
        char *layer = mem_printf("line-%.0f", errors_pct[i]);

        put_line(d, layer, 1 + errors_pct[i] / 100);
        if (errors_pct[i] > 0)
            put_line(d, layer, 1 - errors_pct[i] / 100);
        free(layer);
    }
}

/* In a random order, so that no kind of row covers another. */
static void put_rows(struct drawing *d, const struct rows *r) {
    size_t *lot = mem_alloc(r->n, sizeof *lot);
    size_t n = r->n < MOST_DRAWN ? r->n : MOST_DRAWN;
    struct rng rng;

    rng_init(&rng, 1, 0);
    rng_permute(&rng, lot, r->n);
    for (size_t k = 0; k < n; k++) {
        size_t i = lot[k];
        struct drawing_row row = drawing_row_empty;

        row.layer = "row";
        row.x = r->x[i];
        row.y = r->y[i];
        row.z = (double)layer_of(r, i);
        row.text = layers[layer_of(r, i)].layer;
        drawing_put(d, &row);
    }
    free(lot);
}

bool drawing_predicted(struct drawing *d, struct err *e) {
    static const double right[LAYOUT_N] = {0, 0, 0};
    struct rows r = {0};

    if (!rows_read(&r, d, e)) {
        rows_free(&r);
        return false;
    }
    set_scales(d, &r);
    note_errors(d, &r);
    put_keys(d, &r);
    drawing_layouts(d, right);
    drawing_set_number(d, "has_reference", 0);
    drawing_set_number(d, "reference_u", 0);
    drawing_set_number(d, "reference_v", 0);
    drawing_set_number(d, "n_rows", (double)r.n);
    put_lines(d);
    put_rows(d, &r);
    rows_free(&r);
    return true;
}

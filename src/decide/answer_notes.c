/* SPDX-License-Identifier: MIT
 *
 * What somebody should know who is about to trust an answer.
 */
#include "config.h"

#include "decide/answer.h"

#include "predict/kin.h"
#include "sweep/column.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

/* A prediction and the end of its band that speaks against the design. */
static const struct {
    const char *value, *end;
} bands[] = {{"speedup", "speedup_lo"},   {"throughput", "throughput_lo"},
             {"time_ms", "time_hi_ms"},   {"power_w", "power_hi_w"},
             {"area_mm2", "area_hi_mm2"}, {"cost_usd", "cost_hi_usd"}};

/* The column of that end, where a limit is on a prediction alone. */
static bool find_end(const struct answer *a, const struct limit *l,
                     size_t *column) {
    for (size_t i = 0; i < sizeof bands / sizeof *bands; i++) {
        size_t n = strlen(bands[i].value);
        struct err ignored;
        char name[2 * LIMIT_TEXT_MAX];

        if (strncmp(l->value, bands[i].value, n) != 0 ||
            (l->value[n] != '\0' && l->value[n] != '_'))
            continue;
        snprintf(name, sizeof name, "%s%s", bands[i].end, l->value + n);
        if (plan_column(a->plan, name, column, &ignored))
            return true;
    }
    return false;
}

/* The probability that what is predicted to hold does, with a normal error in
 * the logarithm that has the band's end at 90 %; NAN where a bound has none. */
static double odds(double value, double bound, double end) {
    double spread = fabs(log(end / value)) / gsl_cdf_ugaussian_Pinv(0.95);

    return value > 0 && bound > 0 && spread > 0
               ? kin_odds(fabs(log(value / bound)), spread)
               : (double)NAN;
}

/* Which targets and limits hold in the middle of a band, not over all of it. */
static void put_bands(const struct answer *a, FILE *out) {
    const struct recommend *r = a->recommend;

    for (size_t j = 0; j < r->n_limits; j++) {
        const struct limit *l = &r->limits[j];
        const struct reading *x = &a->best.reading;
        double end, p;
        size_t column;

        if (!find_end(a, l, &column))
            continue;
        end = a->best.columns[column];
        if (isnan(end) || limit_excess(l, end, x->bound[j], 0) <= 0)
            continue;
        p = odds(x->value[j], x->bound[j], end);
        fprintf(out,
                "%s holds for the prediction, not to the end of its band: "
                "%s is %.4g",
                l->text, a->plan->columns[column].name, end);
        if (!isnan(p))
            fprintf(out, "; it holds with a probability of %.0f %%", 100 * p);
        fputs(".\n", out);
    }
}

/* What is free and stands at an end of its range. */
static void put_ends(const struct answer *a, FILE *out) {
    const struct sweep *s = &a->recommend->sweep;

    for (size_t i = 0; i < s->n_axes; i++) {
        const struct axis *x = &s->axes[i];
        double at = a->best.spot.axes[i];

        if (x->n > 1 && axis_is_number(x) &&
            (at == x->values[0] || at == x->values[x->n - 1]))
            fprintf(out,
                    "%s is at the end of its range: beyond %g there may be "
                    "better.\n",
                    x->name, at);
    }
}

void answer_notes(const struct answer *a, FILE *out) {
    if (a->feasible)
        put_bands(a, out);
    if (a->best.columns != NULL)
        put_ends(a, out);
    if (!a->refined && a->recommend->n_refined > 0)
        fputs("Of the grid alone: nothing was searched between its points.\n",
              out);
}

/* SPDX-License-Identifier: MIT
 *
 * What errors of left-out devices have in common, and the probabilities that
 * follow from it against what was measured.  What is said of two devices rests
 * on the errors of the others.
 */
#include "config.h"

#include "cli/validate_table.h"

#include "base/mem.h"
#include "predict/kin.h"
#include "predict/left_out.h"
#include "predict/validate_pairs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

/* Probabilities from one of these to the next are counted together. */
static const double bounds[] = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1};
enum { N_BINS = sizeof bounds / sizeof *bounds - 1 };

struct bin {
    size_t n, right;
    double stated; /* sum of the probabilities */
};

/* The errors of one predictor. */
struct errors {
    const struct trial *t;
    struct left_out x;
    struct kin_pair *pairs;
    size_t n_pairs;
    double *deviation; /* device x device, NAN where not known yet */
    struct bin bins[N_BINS];
};

static bool errors_new(struct errors *e, const struct trial *t, size_t kind) {
    *e = (struct errors){.t = t};
    if (t->split.device_fold == NULL)
        return false;
    left_out_of_times(&e->x, &t->m, t->times[kind].rows.plain_ms,
                      t->split.device_fold);
    e->pairs = kin_pairs(&e->x, &e->n_pairs);
    e->deviation =
        mem_alloc(t->m.n_devices * t->m.n_devices, sizeof *e->deviation);
    for (size_t i = 0; i < t->m.n_devices * t->m.n_devices; i++)
        e->deviation[i] = (double)NAN;
    return true;
}

static void errors_free(struct errors *e) {
    left_out_free(&e->x);
    free(e->pairs);
    free(e->deviation);
}

/* Whether a pair has nothing to do with either device. */
static bool is_other(const struct errors *e, const struct kin_pair *p, size_t a,
                     size_t b) {
    const size_t *twins = e->x.twins;

    return twins[p->a] != twins[a] && twins[p->a] != twins[b] &&
           twins[p->b] != twins[a] && twins[p->b] != twins[b];
}

/* Of the log of time a / time b, from the pairs of other devices; the balance
 * is left out: what part memory has is not known of a measured row. */
static double deviation(struct errors *e, size_t a, size_t b) {
    double *known = &e->deviation[a * e->t->m.n_devices + b];
    double apart = 0, alike = 0;
    size_t n_apart = 0, n_alike = 0;
    struct kin k = {0};

    if (!isnan(*known))
        return *known;
    for (size_t i = 0; i < e->n_pairs; i++) {
        double square = e->pairs[i].error * e->pairs[i].error;

        if (!is_other(e, &e->pairs[i], a, b))
            continue;
        apart += e->pairs[i].twins ? 0 : square;
        alike += e->pairs[i].twins ? square : 0;
        n_apart += !e->pairs[i].twins;
        n_alike += e->pairs[i].twins;
    }
    if (n_apart == 0)
        return *known;
    alike = n_alike > 0 ? alike / (double)n_alike : 0;
    k.board = sqrt(alike);
    k.structure = sqrt(fmax(apart / (double)n_apart - alike, 0));
    *known = kin_deviation(
        &k, false, kin_likeness(&e->t->m.devices[a], &e->t->m.devices[b]), 0,
        0);
    return *known;
}

/* Counts one comparison of devices a and b by its stated probability. */
static void count(struct errors *e, size_t a, size_t b, double measured,
                  double predicted) {
    double spread = deviation(e, a, b), odds;
    size_t bin = 0;

    if (isnan(spread))
        return;
    odds = kin_odds(fabs(log(predicted)), spread);
    while (bin + 1 < N_BINS && odds >= bounds[bin + 1])
        bin++;
    e->bins[bin].n++;
    e->bins[bin].stated += odds;
    e->bins[bin].right += (measured > 1) == (predicted > 1);
}

static void visit(void *data, size_t a, size_t b, double measured,
                  double predicted) {
    count(data, a, b, measured, predicted);
}

/* The measured device that is a network row's, or n_devices. */
static size_t measured_device(const struct trial *t, size_t row) {
    const struct device *d = &t->networks.devices[t->networks.rows[row].device];
    size_t i = 0;

    while (i < t->m.n_devices && strcmp(t->m.devices[i].name, d->name) != 0)
        i++;
    return i;
}

/* Networks timed by one harness on two devices. */
static void count_networks(struct errors *e, size_t kind) {
    const struct network_times *n = &e->t->networks;
    const double *ms = e->t->times[kind].network_ms;

    for (size_t i = 0; ms != NULL && i < n->n; i++)
        for (size_t j = i + 1; j < n->n; j++) {
            size_t a = measured_device(e->t, i), b = measured_device(e->t, j);

            if (a < e->t->m.n_devices && b < e->t->m.n_devices && a != b &&
                network_rows_alike(&n->rows[i], &n->rows[j]) &&
                isfinite(ms[i]) && isfinite(ms[j]) &&
                trial_network_role(e->t, i) == TRIAL_LEFT_OUT &&
                trial_network_role(e->t, j) == TRIAL_LEFT_OUT)
                count(e, a, b, n->rows[i].time_ms / n->rows[j].time_ms,
                      ms[i] / ms[j]);
        }
}

static void put_bins(struct table *out, struct errors *e, const char *predictor,
                     const char *of) {
    for (size_t i = 0; i < N_BINS; i++) {
        const struct bin *b = &e->bins[i];

        if (b->n == 0)
            continue;
        table_row(out);
        table_add_text(out, predictor);
        table_add_text(out, of);
        table_add_number(out, 100 * bounds[i]);
        table_add_number(out, 100 * bounds[i + 1]);
        table_add_number(out, (double)b->n);
        table_add_number(out, 100 * b->stated / (double)b->n);
        table_add_number(out, 100 * (double)b->right / (double)b->n);
    }
    memset(e->bins, 0, sizeof e->bins);
}

struct table *validate_odds(const struct trial *t) {
    static const char *const columns[] = {"predictor", "of",    "from_pct",
                                          "to_pct",    "pairs", "stated_pct",
                                          "right_pct"};
    struct table *out = table_new();

    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t k = 0; k < t->n_kinds; k++) {
        struct errors e;

        if (!errors_new(&e, t, k))
            continue;
        validate_pairs_each(&t->m, t->times[k].rows.plain_ms, visit, &e);
        put_bins(out, &e, t->times[k].predictor, "layers");
        count_networks(&e, k);
        put_bins(out, &e, t->times[k].predictor, "networks");
        errors_free(&e);
    }
    return out;
}

/* What share of the pairs the 90 % intervals of the others hold. */
static double held(struct errors *e, size_t *n) {
    const double wide = gsl_cdf_ugaussian_Pinv(0.95);
    size_t inside = 0;

    *n = 0;
    for (size_t i = 0; i < e->n_pairs; i++) {
        const struct kin_pair *p = &e->pairs[i];
        double spread = deviation(e, p->a, p->b);

        if (isnan(spread))
            continue;
        ++*n;
        inside += fabs(p->error) <= wide * spread;
    }
    return *n > 0 ? (double)inside / (double)*n : (double)NAN;
}

struct table *validate_kin(const struct trial *t) {
    static const char *const columns[] = {"predictor", "board",      "twins",
                                          "structure", "pairs",      "balance",
                                          "both",      "held_90_pct"};
    struct table *out = table_new();

    validate_put_columns(out, columns, sizeof columns / sizeof *columns);
    for (size_t k = 0; k < t->n_kinds; k++) {
        struct errors e;
        struct kin kin;
        double share;
        size_t n;

        if (!errors_new(&e, t, k))
            continue;
        kin_fit(&kin, &e.x);
        share = held(&e, &n);
        if (kin_is_known(&kin) && n > 0) {
            table_row(out);
            table_add_text(out, t->times[k].predictor);
            table_add_number(out, kin.board);
            table_add_number(out, (double)kin.n_twins);
            table_add_number(out, kin.structure);
            table_add_number(out, (double)kin.n_pairs);
            table_add_number(out, kin.balance);
            table_add_number(out, (double)kin.n_balances);
            table_add_number(out, 100 * share);
        }
        errors_free(&e);
    }
    return out;
}

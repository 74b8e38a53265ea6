/* SPDX-License-Identifier: MIT
 *
 * The fits of the cost models: that they find what made the data, and every
 * catalogue GPU held against the models that never saw it.
 */
#include "config.h"

#include "cost/area.h"
#include "cost/cost_fit.h"
#include "cost/cost_trial.h"
#include "cost/least.h"
#include "cost/power.h"

#include "tap.h"

#include <stdlib.h>

#include <gsl/gsl_errno.h>

/* y = exp (u0) exp (-exp (u1) x) */
static void decay(const void *data, const double u[], double r[], double s[]) {
    const double *y = data;

    for (size_t i = 0; i < 7; i++) {
        double x = 0.3 * (double)i, rate = exp(u[1]),
               model = exp(u[0] - rate * x);

        if (r != NULL)
            r[i] = model - y[i];
        if (s != NULL) {
            s[2 * i] = model;
            s[2 * i + 1] = -model * rate * x;
        }
    }
}

static void nowhere(const void *data, const double u[], double r[],
                    double s[]) {
    (void)data;
    (void)s;
    if (r != NULL)
        r[0] = sqrt(-1 - u[0] * u[0]);
}

static void test_least(void) {
    double y[7], u[2] = {0, 0};
    struct err e = {0};

    for (size_t i = 0; i < 7; i++)
        y[i] = 3.7 * exp(-1.9 * 0.3 * (double)i);
    ok(least_solve(&(struct least){7, 2, y, decay}, u, &e), "a fit: %s",
       e.text);
    near(exp(u[0]), 3.7, 1e-6, "its height");
    near(exp(u[1]), 1.9, 1e-6, "its rate");
    ok(!least_solve(&(struct least){1, 1, NULL, nowhere}, u, &e),
       "a fit without values fails");
    has_str(e.text, "1 parameters to 1 residuals", "and says so");
}

/* Boards and dies as a model makes them are fitted to that model again. */
static void test_recovery(const struct cost_model *facts, struct catalogue *c,
                          const struct cost_model *truth) {
    struct catalogue made = *c;
    struct cost_model *m;
    struct err e = {0};
    double area = 0, power = 0;
    size_t n = 0;

    made.devices = calloc(c->n_devices, sizeof *made.devices);
    made.chips = calloc(c->n_chips, sizeof *made.chips);
    for (size_t k = 0; k < c->n_chips; k++) {
        struct cost_params p = cost_resolve(truth, &c->chips[k].full);

        made.chips[k] = c->chips[k];
        if (c->chips[k].has_area)
            made.chips[k].full.die_area_mm2 =
                area_die_mm2(&p, &c->chips[k].full);
    }
    for (size_t i = 0; i < c->n_devices; i++) {
        struct cost_params p = cost_resolve(truth, &c->devices[i]);

        made.devices[i] = c->devices[i];
        made.devices[i].board_power_w =
            power_board_w(&p, &c->devices[i], c->devices[i].die_area_mm2);
    }
    m = cost_fit_all(facts, &made, &e);
    if (ok(m != NULL, "fits what a model made: %s", e.text)) {
        for (size_t i = 0; i < c->n_devices; i++) {
            struct cost_params p = cost_resolve(m, &made.devices[i]);
            const struct device *full = &made.chips[c->chip[i]].full;

            power += fabs(power_board_w(&p, &made.devices[i],
                                        made.devices[i].die_area_mm2) /
                              made.devices[i].board_power_w -
                          1);
            p = cost_resolve(m, full);
            if (made.chips[c->chip[i]].has_area)
                area += fabs(area_die_mm2(&p, full) / full->die_area_mm2 - 1);
            n++;
        }
        printf("# %.2f %% of power, %.2f %% of area\n", 100 * power / (double)n,
               100 * area / (double)n);
        ok(power / (double)n < 0.01, "power within 1 %%");
        ok(area / (double)n < 0.04, "area within 4 %%");
    }
    cost_model_free(m);
    free(made.devices);
    free(made.chips);
}

static bool is_nvidia(const struct cost_trial_row *r, const void *data) {
    (void)data;
    return strcmp(r->device->vendor, "NVIDIA") == 0;
}

static bool is_generation(const struct cost_trial_row *r, const void *data) {
    return strcmp(r->device->architecture, data) == 0;
}

/* The errors of every generation, for people. */
static void put_generations(const struct cost_trial *t,
                            const struct catalogue *c) {
    for (size_t k = 0; k < c->n_chips; k++) {
        const char *name = c->chips[k].full.architecture;
        size_t first = 0;

        while (strcmp(c->chips[first].full.architecture, name) != 0)
            first++;
        for (size_t q = 0; first == k && q < QUANTITY_N; q++) {
            struct cost_score s = cost_trial_score(
                t, (enum cost_quantity)q,
                q == QUANTITY_POWER || q == QUANTITY_PRICE ? LEFT_OUT_ONE
                                                           : LEFT_OUT_CHIP,
                is_generation, name);

            if (s.n > 0)
                printf("# %-12s %-8s n %3zu mean %5.1f %% median %5.1f %% "
                       "worst %5.1f %% (%s)\n",
                       name, cost_quantity_names[q], s.n, 100 * s.mean,
                       100 * s.median, 100 * s.worst, s.worst_device->name);
        }
    }
}

/* No worse than the study that the models come from. */
static void test_errors(const struct cost_trial *t) {
    static const struct {
        enum cost_quantity quantity;
        enum cost_left_out left_out;
        double most;
    } limits[] = {
        {QUANTITY_AREA, LEFT_OUT_CHIP, 0.051},
        {QUANTITY_AREA, LEFT_OUT_ARCHITECTURE, 0.077},
        {QUANTITY_AREA, LEFT_OUT_NODE, 0.122},
        {QUANTITY_POWER, LEFT_OUT_ONE, 0.135},
        {QUANTITY_POWER, LEFT_OUT_CHIP, 0.164},
        {QUANTITY_POWER, LEFT_OUT_ARCHITECTURE, 0.213},
    };
    struct cost_score half;

    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct cost_score s = cost_trial_score(t, limits[i].quantity,
                                               limits[i].left_out, NULL, NULL);

        ok(s.n > 30 && s.mean <= limits[i].most,
           "%s, %s left out: %.1f %% of %zu, at most %.1f",
           cost_quantity_names[limits[i].quantity],
           cost_left_out_names[limits[i].left_out], 100 * s.mean, s.n,
           100 * limits[i].most);
        ok(s.median <= s.mean && s.mean < s.worst && s.within_90 > 1,
           "and its other figures agree");
    }
    half = cost_trial_score(t, QUANTITY_POWER, LEFT_OUT_ONE, is_nvidia, NULL);
    ok(half.n > 150 && half.n < 200, "some rows only: %zu", half.n);
}

int main(void) {
    struct err e = {0};
    struct cost_model *facts, *m = NULL;
    struct catalogue c = {0};
    struct cost_trial t = {0};

    gsl_set_error_handler_off();
    test_least();
    facts = cost_facts_load("silicon", &e);
    if (ok(facts != NULL && catalogue_list(&c, facts, &e),
           "facts and catalogue: %s", e.text))
        m = cost_fit_all(facts, &c, &e);
    if (ok(m != NULL, "the fit: %s", e.text)) {
        test_recovery(facts, &c, m);
        if (getenv("GPUSCAPE_RUN") != NULL)
            skip("errors of what was left out", "too slow under a checker");
        else if (ok(cost_trial_run(&t, facts, &c, &e), "the trial: %s",
                    e.text)) {
            put_generations(&t, &c);
            test_errors(&t);
        }
    }
    cost_trial_free(&t);
    catalogue_free(&c);
    cost_model_free(m);
    cost_model_free(facts);
    return done();
}

/* SPDX-License-Identifier: MIT
 *
 * What must hold for any device and operation: a time is finite and above
 * zero, and never rises with the clock, the bandwidth or the host link.
 */
#include "config.h"

#include "predict/predictor.h"

#include "base/file.h"
#include "predict/efficiency.h"
#include "predict/feature.h"
#include "synthetic.h"
#include "tap.h"

enum { DEVICES = 500, OPS = 20 }; /* 10,000 draws of both */

static struct device draw_device(struct rng *rng, const struct device *base) {
    struct device d = *base;

    for (size_t i = 0; i < device_n_fields; i++) {
        const struct device_field *f = &device_fields[i];

        if (f->low > 0)
            device_set(&d, i, draw(rng, f->low, f->high));
        if (!f->required && rng_uniform(rng) < 0.3)
            device_set(&d, i, (double)NAN);
    }
    d.sm_count = floor(d.sm_count);
    d.cores_per_sm = floor(d.cores_per_sm);
    return d;
}

/* All operations under their stacks, in ms. */
static void times(const struct predictor *p, const struct op ops[],
                  const size_t stack[], const struct device *d, double out[]) {
    struct law_term terms[OPS];

    predictor_terms(p, ops, stack, OPS, d, terms);
    for (size_t i = 0; i < OPS; i++) {
        struct law law = {.overlap = p->kind->overlap,
                          .host_default_ms = p->null_ms[stack[i]],
                          .n = 1,
                          .terms = &terms[i]};

        out[i] = law_time_ms(&law, d, NULL);
    }
}

static void check(const struct predictor *p, const char *name) {
    static const char *const faster[] = {
        "boost_clock_mhz", "sustained_clock_mhz", "memory_bandwidth_gbs",
        "host_link_gbs", "host_link_efficiency"};
    enum { N = sizeof faster / sizeof *faster };
    const struct device base = device_named("gtx-1080-ti");
    size_t bad = 0, slower[N] = {0}, gains[N] = {0};
    struct rng rng;

    rng_init(&rng, 31337, 0);
    for (size_t i = 0; i < DEVICES; i++) {
        struct device d = draw_device(&rng, &base);
        double first[OPS], then[OPS];
        struct op ops[OPS];
        size_t stack[OPS];

        for (size_t j = 0; j < OPS; j++) {
            ops[j] = draw_op(&rng, (enum op_kind)(j % OP_N_KINDS));
            ops[j].phase = (enum op_phase)(rng_next(&rng) % OP_N_PHASES);
            stack[j] = rng_next(&rng) % STACK_N;
        }
        times(p, ops, stack, &d, first);
        for (size_t j = 0; j < OPS; j++)
            bad += !(first[j] > 0 && first[j] < 1e30);
        for (size_t k = 0; k < N; k++) {
            size_t field = device_field_index(faster[k]);
            double more = 1 + 4 * rng_uniform(&rng),
                   was = device_get(&d, field);

            device_set(&d, field, more * was);
            times(p, ops, stack, &d, then);
            device_set(&d, field, was);
            for (size_t j = 0; j < OPS; j++) {
                slower[k] += !(then[j] <= first[j]);
                gains[k] += then[j] < first[j];
            }
        }
    }
    is_int((long long)bad, 0, "every time is finite and above zero");
    for (size_t k = 0; k < N; k++)
        ok(slower[k] == 0 && gains[k] > 0,
           "%s: more %s is never slower (%zu are, %zu of %d gain)", name,
           faster[k], slower[k], gains[k], DEVICES * OPS);
}

/* It holds by construction: also for networks full of noise. */
static void test_noise(void) {
    const size_t f_sizes[] = {feature_n_layer(), 8, F_N};
    const size_t g_sizes[] = {feature_n_device(), 8, G_N};
    struct efficiency *state = efficiency_new();
    struct predictor p = {.kind = &predictor_efficiency, .state = state};
    struct rng rng;

    rng_init(&rng, 404, 0);
    state->n_members = 1;
    state->typical = (struct feature_structure){23, 6.6, 0.1, 0.5};
    mlp_init(&state->f[0], f_sizes, 2);
    mlp_init(&state->g[0], g_sizes, 2);
    for (size_t i = 0; i < state->f[0].n_parameters; i++)
        state->f[0].parameters[i] = 0.4 * rng_normal(&rng);
    for (size_t i = 0; i < state->g[0].n_parameters; i++)
        state->g[0].parameters[i] = 0.4 * rng_normal(&rng);
    for (size_t i = 0; i < feature_n_layer(); i++)
        state->f_scale[i] = 0.3;
    for (size_t i = 0; i < feature_n_device(); i++)
        state->g_scale[i] = 0.3;
    for (size_t s = 0; s < STACK_N; s++)
        p.null_ms[s] = 0.17;
    check(&p, "noise");
    predictor_free(&p);
}

/* The models that come with the program. */
static void test_models(void) {
    size_t n, n_models = 0;
    char **names = file_list("models", &n);

    for (size_t i = 0; i < n; i++) {
        struct predictor p;
        struct err e = {0};

        /* The tables of costs are no predictors. */
        if (strcmp(names[i], "costs") == 0 || strcmp(names[i], "silicon") == 0)
            continue;
        n_models++;
        if (ok(predictor_load(&p, names[i], &e), "model %s loads", names[i]))
            check(&p, names[i]);
        else
            printf("# %s\n", e.text);
        predictor_free(&p);
    }
    ok(n_models > 0, "there are models");
    file_list_free(names, n);
}

int main(void) {
    test_noise();
    test_models();
    return done();
}

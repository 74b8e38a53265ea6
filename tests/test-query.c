/* SPDX-License-Identifier: MIT
 *
 * Many devices asked about at a time: what the predictor's networks say of
 * each alone, and the same bits whoever is asked about with it.
 */
#include "config.h"

#include "predict/query.h"

#include "predict/efficiency.h"
#include "predict/efficiency_cards.h"
#include "predict/feature.h"
#include "predict/icbd2018.h"
#include "predict/layer_net.h"
#include "predict/perfnetv2.h"
#include "predict/roofline.h"
#include "synthetic.h"
#include "tap.h"

enum { N_OPS = 21, N_DEVICES = 1000 };

static const char *const names[] = {"gtx-1080-ti", "tesla-k40", "titan-xp"};
static const enum op_kind kinds[] = {OP_CONV2D, OP_DENSE, OP_UNARY};

static bool train(struct predictor *p, const struct predictor_kind *kind) {
    const struct train_options few = {.seed = 2,
                                      .members = 2,
                                      .epochs = 3,
                                      .rows_per_group = 60,
                                      .cards = true};
    const bool none[3] = {false};
    struct measurements m = {0};
    struct err e = {0};
    bool good;

    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++) {
            struct device d = device_named(names[i]);

            synthetic_rows(&m, &d, EVENTS, kinds[k], 60, 7 + k);
            synthetic_rows(&m, &d, FETCH, kinds[k], 60, 9 + k);
        }
    good = ok(predictor_train(p, kind, &m, none, &few, &e), "%s is trained",
              kind->name);
    measurements_free(&m);
    return good;
}

struct question {
    struct op ops[N_OPS];
    size_t stack[N_OPS];
    struct device devices[N_DEVICES];
};

/* Operations of several kinds, one of a kind that no network saw; devices some
 * of which go by a card's name. */
static struct question *question_new(void) {
    struct question *q = mem_alloc(1, sizeof *q);
    struct rng rng;

    rng_init(&rng, 5, 1);
    for (size_t i = 0; i < N_OPS; i++) {
        q->ops[i] = draw_op(&rng, i == 20 ? OP_SOFTMAX : kinds[i % 3]);
        q->stack[i] = i % 2 ? EVENTS : FETCH;
    }
    for (size_t i = 0; i < N_DEVICES; i++) {
        struct device *d = &q->devices[i];

        *d = device_named(names[i % 3]);
        if (i % 2)
            d->like[0] = '\0';
        d->sm_count = draw_whole(&rng, 3, 90);
        d->cores_per_sm = 32 * draw_whole(&rng, 1, 6);
        d->memory_bandwidth_gbs = draw(&rng, 100, 2000);
        d->sustained_clock_mhz = draw(&rng, 700, 2500);
    }
    return q;
}

/* ---- one path ---- */

/* In whole, one by one, and in pieces back to front. */
static void check_bits(const struct predictor *p, const struct question *x) {
    enum { PIECE = 37 };
    const struct device *devices[N_DEVICES], *turned[N_DEVICES];
    struct law_term *together =
        mem_alloc((size_t)N_DEVICES * N_OPS, sizeof *together);
    struct law_term *got = mem_alloc((size_t)N_DEVICES * N_OPS, sizeof *got);
    size_t alone = 0, pieces = 0, size = N_OPS * sizeof *got;
    struct query q;

    query_init(&q, p, x->ops, x->stack, N_OPS, false);
    for (size_t i = 0; i < N_DEVICES; i++) {
        devices[i] = &x->devices[i];
        turned[N_DEVICES - 1 - i] = &x->devices[i];
    }
    query_terms(&q, devices, N_DEVICES, together);
    for (size_t i = 0; i < N_DEVICES; i += 7) {
        query_terms(&q, devices + i, 1, got);
        alone += memcmp(got, together + i * N_OPS, size) != 0;
    }
    for (size_t i = 0; i < N_DEVICES; i += PIECE)
        query_terms(&q, turned + i,
                    N_DEVICES - i < PIECE ? N_DEVICES - i : PIECE,
                    got + i * N_OPS);
    for (size_t i = 0; i < N_DEVICES; i++)
        pieces += memcmp(got + (N_DEVICES - 1 - i) * N_OPS,
                         together + i * N_OPS, size) != 0;
    ok(alone == 0, "%s: a device alone", p->kind->name);
    ok(pieces == 0, "%s: in other pieces, in another order", p->kind->name);
    query_free(&q);
    free(together);
    free(got);
}

/* Operations may stand with others too. */
static void check_ops(const struct predictor *p, const struct question *x) {
    struct law_term all[N_OPS], one;
    size_t differing = 0;

    predictor_terms(p, x->ops, x->stack, N_OPS, &x->devices[4], all);
    for (size_t i = 0; i < N_OPS; i++) {
        predictor_terms(p, &x->ops[i], &x->stack[i], 1, &x->devices[4], &one);
        differing += memcmp(&one, &all[i], sizeof one) != 0;
    }
    ok(differing == 0, "%s: an operation alone", p->kind->name);
}

/* ---- against the networks one by one, as they learn ---- */

static double net_ms(const struct predictor *p, const struct op *op,
                     size_t stack, const struct device *d) {
    const struct layer_nets *nets = p->state;
    const struct layer_net *x =
        &nets->nets[stack][op->kind][layer_net_phase(nets->recipe, op->phase)];
    double columns[LAYER_NET_N_COLUMNS], inputs[LAYER_NET_N_COLUMNS], y;
    struct dense_net_tape tape;

    if (x->n_columns == 0)
        return (double)NAN;
    layer_net_op_columns(op, columns);
    layer_net_device_columns(d, columns);
    layer_net_inputs(x, columns, inputs);
    dense_net_tape_init(&tape, &x->net, 1);
    dense_net_forward(&x->net, inputs, 1, NULL, &tape, &y);
    dense_net_tape_free(&tape);
    return fmax(y / x->per_ms, 1e-4);
}

static void check_times(const struct predictor *p, const struct question *x) {
    const struct device *devices[N_DEVICES];
    double *ms = mem_alloc((size_t)N_DEVICES * N_OPS, sizeof *ms);
    double far = 0, least = HUGE_VAL, most = 0;
    struct query q;

    for (size_t i = 0; i < N_DEVICES; i++)
        devices[i] = &x->devices[i];
    query_init(&q, p, x->ops, x->stack, N_OPS, false);
    p->kind->times(&q, devices, N_DEVICES, ms);
    for (size_t i = 0; i < (size_t)N_DEVICES * N_OPS; i += 11) {
        double want = net_ms(p, &x->ops[i % N_OPS], x->stack[i % N_OPS],
                             devices[i / N_OPS]);

        if (isnan(want))
            continue;
        far = fmax(far, fabs(ms[i] / want - 1));
        least = fmin(least, want);
        most = fmax(most, want);
    }
    ok(far < 1e-12 && most > 3 * least,
       "%s: times are those of the networks (%.1e; %.2g to %.2g ms)",
       p->kind->name, far, least, most);
    query_free(&q);
    free(ms);
}

/* Logs of the efficiencies of compute and memory by one member. */
static void member_logs(const struct efficiency *p, size_t member,
                        const struct op *op, size_t stack,
                        const struct device *d, double out[F_N]) {
    const size_t card = efficiency_card(p, d->like);
    const struct feature_structure structure = feature_structure_of(d);
    double x_f[128], x_g[128], x_t[128], h[F_N * EFFICIENCY_RANK];
    struct mlp_tape tape;

    feature_layer(op, stack, x_f);
    feature_device(op, &structure, x_g);
    feature_device(op, &p->typical, x_t);
    efficiency_standardise(x_f, feature_n_layer(), p->f_mean, p->f_scale);
    efficiency_standardise(x_g, feature_n_device(), p->g_mean, p->g_scale);
    efficiency_standardise(x_t, feature_n_device(), p->g_mean, p->g_scale);
    efficiency_logits(p, member, x_f, x_g, x_t, 1, out);
    if (card < p->n_cards) {
        mlp_tape_init(&tape, &p->h[member], 1);
        mlp_forward(&p->h[member], x_f, 1, &tape, h);
        mlp_tape_free(&tape);
        efficiency_card_shift(p, member, card, op, &stack, h, 1, out);
    }
    for (size_t i = F_COMPUTE; i < F_N; i++)
        out[i] = log(efficiency_logistic(out[i]));
}

static void check_terms(const struct predictor *p, const struct question *x) {
    const struct efficiency *state = p->state;
    struct law_term t;
    double far = 0;

    for (size_t i = 0; i < 400; i++) {
        const struct device *d = &x->devices[i];
        const struct op *op = &x->ops[i % N_OPS];
        size_t stack = x->stack[i % N_OPS];
        double sum[F_N] = {0}, logs[F_N];
        struct op_load load;

        op_load(op, &stacks[stack], &load);
        predictor_terms(p, op, &stack, 1, d, &t);
        for (size_t m = 0; m < state->n_members; m++) {
            member_logs(state, m, op, stack, d, logs);
            for (size_t j = 0; j < F_N; j++)
                sum[j] += logs[j] / (double)state->n_members;
        }
        far = fmax(far, fabs(t.memory_ms_gbs * 1.1 * exp(sum[F_MEMORY]) /
                                 (1e-6 * load.bytes) -
                             1));
        if (load.flop > 0)
            far = fmax(far, fabs(t.compute_ms_mhz * 3 * exp(sum[F_COMPUTE]) *
                                     2 * device_cores(d) / (1e-3 * load.flop) -
                                 1));
        far = fmax(far, fabs((t.overhead_ms + t.host * p->null_ms[stack]) /
                                 exp(sum[F_OVERHEAD]) -
                             1));
    }
    ok(far < 1e-12, "efficiency: terms are those of the networks (%.1e)", far);
}

static void test_kind(const struct predictor_kind *kind) {
    struct question *x = question_new();
    struct predictor p;

    if (train(&p, kind)) {
        check_bits(&p, x);
        check_ops(&p, x);
        if (kind->times != NULL)
            check_times(&p, x);
        if (kind == &predictor_efficiency)
            check_terms(&p, x);
    }
    predictor_free(&p);
    free(x);
}

int main(void) {
    test_kind(&predictor_perfnetv2);
    test_kind(&predictor_icbd2018);
    test_kind(&predictor_efficiency);
    test_kind(&predictor_roofline);
    return done();
}

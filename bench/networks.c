/* SPDX-License-Identifier: MIT
 *
 * How fast the predictors that are networks are asked about many devices.
 *
 *   bench/networks [RUNS [FILE]]
 *
 * Prints a line a measurement, with tabs between: key, unit, value, words.
 * Values are medians of RUNS (default 3); the peak of fused multiply-adds is
 * measured in turns with what is held against it.  Networks of the published
 * predictors have random weights, which take the time that learned ones do.
 * FILE gets one of their networks with its inputs, for others to evaluate:
 * numbers of layers, operations and devices, sizes of the layers, which
 * inputs are the device's, weights and biases, inputs of the operations and
 * of the devices, the first outputs.
 */
#include "config.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/simd.h"
#include "predict/composition.h"
#include "predict/efficiency.h"
#include "predict/icbd2018.h"
#include "predict/layer_net.h"
#include "predict/panel.h"
#include "predict/perfnetv2.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#ifdef SIMD_LEVELS
#include <immintrin.h>
#endif
#ifdef _OPENMP
#include <omp.h>
#endif

/* Devices asked about at a time are as many as in a sweep. */
enum { DEVICES = 4032, AT_ONCE = 8 * PANEL, OPS = 16, MOST_RUNS = 99 };

/* ---- the peak ---- */

/* More chains than a multiply-add takes cycles, on two units. */
enum { CHAINS = 16, ROUNDS = 4000000 };

#ifdef SIMD_LEVELS
SIMD_V4 static double chains_v4(size_t n) {
    const __m512d factor = _mm512_set1_pd(0.99), one = _mm512_set1_pd(1);
    __m512d x[CHAINS], sum = one;

    SIMD_UNROLL
    for (int i = 0; i < CHAINS; i++)
        x[i] = _mm512_set1_pd(i);
    for (size_t k = 0; k < n; k++) {
        SIMD_UNROLL
        for (int i = 0; i < CHAINS; i++)
            x[i] = _mm512_fmadd_pd(x[i], factor, one);
    }
    for (int i = 0; i < CHAINS; i++)
        sum = _mm512_add_pd(sum, x[i]);
    return _mm512_reduce_add_pd(sum);
}

SIMD_V3 static double chains_v3(size_t n) {
    enum { FEW = CHAINS - 4 }; /* of 16 registers */
    const __m256d factor = _mm256_set1_pd(0.99), one = _mm256_set1_pd(1);
    __m256d x[FEW], sum = one;

    SIMD_UNROLL
    for (int i = 0; i < FEW; i++)
        x[i] = _mm256_set1_pd(i);
    for (size_t k = 0; k < n; k++) {
        SIMD_UNROLL
        for (int i = 0; i < FEW; i++)
            x[i] = _mm256_fmadd_pd(x[i], factor, one);
    }
    for (int i = 0; i < FEW; i++)
        sum = _mm256_add_pd(sum, x[i]);
    return _mm256_cvtsd_f64(sum);
}
#endif

static double chains_plain(size_t n) {
    double x[CHAINS] = {0}, sum = 0;

    for (size_t k = 0; k < n; k++) {
        SIMD_UNROLL
        for (int i = 0; i < CHAINS; i++)
            x[i] = fma(x[i], 0.99, 1);
    }
    for (int i = 0; i < CHAINS; i++)
        sum += x[i];
    return sum;
}

struct peak {
    double (*chains)(size_t);
    double flop; /* of a round */
};

static struct peak peak_of_machine(void) {
#ifdef SIMD_LEVELS
    if (simd_has_v4())
        return (struct peak){chains_v4, 2.0 * 8 * CHAINS};
    if (simd_has_v3())
        return (struct peak){chains_v3, 2.0 * 4 * (CHAINS - 4)};
#endif
    return (struct peak){chains_plain, 2.0 * CHAINS};
}

/* Operations a second of all threads. */
static double peak_flops(int threads) {
    const struct peak p = peak_of_machine();
    double start = clock_now_s(), sum = 0;

#pragma omp parallel for num_threads(threads) reduction(+ : sum)
    for (int i = 0; i < threads; i++)
        sum += p.chains(ROUNDS);
    return (sum > 0 ? threads : 0) * p.flop * ROUNDS / (clock_now_s() - start);
}

/* ---- predictors ---- */

static const struct recipe recipes[] = {
    {.several = {32, 64, 128, 256}},
    {.phases_as_one = true, .several = {32, 64, 128, 128, 128, 128}}};

/* Every column that a convolution of several devices has. */
static void net_randomise(struct layer_net *x, const struct recipe *r,
                          struct rng *rng) {
    static const size_t columns[] = {
        LAYER_NET_batch,       LAYER_NET_side_squared,
        LAYER_NET_in_channels, LAYER_NET_out_channels,
        LAYER_NET_bias,        LAYER_NET_kernel_squared,
        LAYER_NET_padding,     LAYER_NET_stride,
        LAYER_NET_groups,      LAYER_NET_relu,
        LAYER_NET_curved,      LAYER_NET_bandwidth_gbs,
        LAYER_NET_cores,       LAYER_NET_clock_mhz};
    size_t n_hidden = 0;

    x->per_ms = 10;
    x->n_columns = sizeof columns / sizeof *columns;
    for (size_t i = 0; i < x->n_columns; i++) {
        x->column[i] = columns[i];
        x->lambda[i] = 1;
        x->mean[i] = 0;
        x->scale[i] = 1e-3;
    }
    while (r->several[n_hidden] > 0)
        n_hidden++;
    dense_net_init(&x->net, x->n_columns, r->several, n_hidden);
    dense_net_randomise(&x->net, rng);
}

static struct predictor of_random_networks(const struct predictor_kind *kind,
                                           const struct recipe *r) {
    struct predictor p = {.kind = kind};
    struct layer_nets *nets = mem_alloc(1, sizeof *nets);
    struct rng rng;

    rng_init(&rng, 1, 1);
    nets->recipe = r;
    p.state = nets;
    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++) {
            p.covers[s][k][OP_FORWARD] = !stacks[s].session;
            net_randomise(&nets->nets[s][k][OP_FORWARD], r, &rng);
        }
    return p;
}

/* Operations of all matrix products but the first layer's, for each pair. */
static double flop_of_net(const size_t sizes[], size_t n_layers) {
    double flop = 0;

    for (size_t i = 1; i < n_layers; i++)
        flop += 2 * (double)(sizes[i] * sizes[i + 1]);
    return flop;
}

static double flop_of_pair(const struct predictor *p, const struct op *op,
                           size_t stack) {
    double flop = 0;

    if (p->kind == &predictor_efficiency) {
        const struct efficiency *x = p->state;

        for (size_t i = 0; i < x->n_members; i++)
            flop += flop_of_net(x->g[i].sizes, x->g[i].n_layers) +
                    2 * (double)(feature_n_fill() * x->g[i].sizes[1]);
    } else {
        const struct layer_nets *x = p->state;
        const struct dense_net *net = &x->nets[stack][op->kind][op->phase].net;

        flop = flop_of_net(net->sizes, net->n_layers);
    }
    return flop;
}

/* ---- measurements ---- */

/* Devices all of which differ in structure. */
static void devices_fill(struct device devices[DEVICES],
                         const struct device *base) {
    for (size_t i = 0; i < DEVICES; i++) {
        devices[i] = *base;
        devices[i].sm_count = (double)(12 + i % 64);
        devices[i].cores_per_sm = (double)(32 + 4 * (i / 64));
        devices[i].memory_bandwidth_gbs = 300 + 0.1 * (double)i;
    }
}

static void ask(const struct composition *c, const struct device devices[],
                size_t first) {
    const struct device *some[AT_ONCE];
    struct law laws[AT_ONCE];

    for (size_t i = 0; i < AT_ONCE; i++)
        some[i] = &devices[first + i];
    composition_laws(c, some, AT_ONCE, laws);
    for (size_t i = 0; i < AT_ONCE; i++)
        law_free(&laws[i]);
}

/* Seconds for all devices. */
static double ask_all(const struct composition *c,
                      const struct device devices[], int threads) {
    double start = clock_now_s();

#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (size_t i = 0; i < DEVICES; i += AT_ONCE)
        ask(c, devices, i);
    return clock_now_s() - start;
}

/* One network over operations and devices. */
struct trial {
    const struct layer_net *net;
    struct panel_net panels;
    double *x_ops, *x_devices; /* inputs: OPS, DEVICES */
    double *out;
};

static double run_net(const struct trial *t, int threads) {
    size_t n_in = t->net->n_columns, hidden = t->net->net.sizes[1];
    double start = clock_now_s();
    double *a = mem_alloc_lines(panel_count(OPS) * PANEL * hidden, sizeof *a);

    panel_halves(&t->panels, t->x_ops, OPS, true, a);
#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (size_t i = 0; i < DEVICES; i += AT_ONCE) {
        double *b = mem_alloc_lines(AT_ONCE * hidden, sizeof *b);
        const struct panel_pairs pairs = {
            .net = &t->panels, .a = a, .n_a = OPS, .b = b, .n_b = AT_ONCE};

        panel_halves(&t->panels, t->x_devices + i * n_in, AT_ONCE, false, b);
        panel_pairs(&pairs, t->out + i * OPS);
        free(b);
    }
    free(a);
    return clock_now_s() - start;
}

static double median(double x[], int n) {
    gsl_sort(x, 1, (size_t)n);
    return gsl_stats_median_from_sorted_data(x, 1, (size_t)n);
}

/* What is measured, of what. */
struct subject {
    const char *key, *of, *by;
};

static void report(const struct subject *l, const char *suffix, int threads,
                   const char *unit, double value, const char *words) {
    printf("%s%s%s%s%s%s_threads_%d\t%s\t%.4g\t%s%s%s%s%s, %d\n", l->key,
           l->of[0] ? "_" : "", l->of, l->by[0] ? "_" : "", l->by, suffix,
           threads, unit, value, words, l->of[0] ? ", " : "", l->of,
           l->by[0] ? ", " : "", l->by, threads);
    fflush(stdout);
}

/* Rates of `seconds ()` in turns with the peak. */
struct rates {
    double flops[MOST_RUNS], share[MOST_RUNS];
    int n;
};

static void add_rate(struct rates *r, double flop, double seconds,
                     int threads) {
    double peak = peak_flops(threads);

    r->flops[r->n] = flop / seconds;
    r->share[r->n++] = flop / seconds / peak;
}

/* A rate per unit of `flop` operations, and what it is of the peak. */
static void put_rates(struct rates *r, const struct subject *l, int threads,
                      double flop, const char *unit, const char *words) {
    double flops = median(r->flops, r->n);

    report(l, "", threads, unit, flops / flop, words);
    report(l, "_gflops", threads, "GFLOP/s", 1e-9 * flops, "  products");
    report(l, "_share", threads, "ratio", median(r->share, r->n),
           "  of the peak");
}

static void measure_peak(int threads, int runs) {
    const struct subject label = {"fma_peak", "", ""};
    double flops[MOST_RUNS];

    for (int i = 0; i < runs; i++)
        flops[i] = peak_flops(threads);
    report(&label, "", threads, "GFLOP/s", 1e-9 * median(flops, runs),
           "peak of multiply-adds");
}

static void measure_net(const struct trial *t, const char *name, int threads,
                        int runs) {
    const struct subject label = {"network", name, ""};
    const struct dense_net *net = &t->net->net;
    double flop = flop_of_net(net->sizes, net->n_layers);
    struct rates r = {.n = 0};

    for (int i = 0; i < runs; i++)
        add_rate(&r, flop * OPS * DEVICES, run_net(t, threads), threads);
    put_rates(&r, &label, threads, flop, "pairs/s", "pairs of one network");
}

static void measure_predictor(const struct predictor *p,
                              const struct workload *w,
                              const struct device devices[], int threads,
                              int runs) {
    const struct subject label = {"laws", p->kind->name, w->network.name};
    struct rates r = {.n = 0};
    struct composition c;
    struct err e;
    double flop = 0;

    if (!composition_init(&c, p, w, &e)) {
        fprintf(stderr, "bench/networks: %s\n", e.text);
        exit(1);
    }
    for (size_t i = 0; i < c.n_uniques; i++)
        flop += flop_of_pair(p, &c.ops[i], c.stacks[i]);
    for (int i = 0; i < runs; i++)
        add_rate(&r, flop * DEVICES, ask_all(&c, devices, threads), threads);
    put_rates(&r, &label, threads, flop, "points/s", "structures");
    composition_free(&c);
}

/* ---- for others ---- */

static void put_numbers(FILE *out, const double x[], size_t n) {
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%.17g\n", x[i]);
}

static bool export(const struct trial *t, const char *path) {
    const struct dense_net *net = &t->net->net;
    FILE *out = fopen(path, "w");

    if (out == NULL)
        return false;
    fprintf(out, "%zu %d %d\n", net->n_layers, OPS, DEVICES);
    for (size_t i = 0; i <= net->n_layers; i++)
        fprintf(out, "%zu\n", net->sizes[i]);
    for (size_t i = 0; i < t->net->n_columns; i++)
        fprintf(out, "%d\n", t->net->column[i] >= LAYER_NET_FIRST_OF_DEVICE);
    put_numbers(out, net->parameters, net->n_parameters);
    put_numbers(out, t->x_ops, OPS * t->net->n_columns);
    put_numbers(out, t->x_devices, DEVICES * t->net->n_columns);
    /* Of the first operation on the first devices. */
    put_numbers(out, t->out, AT_ONCE);
    return fclose(out) == 0;
}

static struct trial trial_new(const struct predictor *p) {
    const struct layer_nets *nets = p->state;
    struct trial t = {.net = &nets->nets[STACK_N - 1][OP_CONV2D][OP_FORWARD]};
    size_t n_in = t.net->n_columns;
    struct rng rng;

    rng_init(&rng, 2, 1);
    t.panels = dense_net_panels(&t.net->net);
    t.x_ops = mem_alloc(OPS * n_in, sizeof *t.x_ops);
    t.x_devices = mem_alloc(DEVICES * n_in, sizeof *t.x_devices);
    t.out = mem_alloc((size_t)OPS * DEVICES, sizeof *t.out);
    for (size_t j = 0; j < n_in; j++) {
        bool of_device = t.net->column[j] >= LAYER_NET_FIRST_OF_DEVICE;

        for (size_t i = 0; i < OPS && !of_device; i++)
            t.x_ops[i * n_in + j] = rng_normal(&rng);
        for (size_t i = 0; i < DEVICES && of_device; i++)
            t.x_devices[i * n_in + j] = rng_normal(&rng);
    }
    return t;
}

static void trial_free(struct trial *t) {
    free(t->x_ops);
    free(t->x_devices);
    free(t->out);
}

static bool load_network(struct workload *w, const char *name, struct err *e) {
    *w = (struct workload){.batch = 16, .phase = PHASE_INFERENCE};
    strcpy(w->stack, STACK_KERNELS);
    return network_load(&w->network, name, e);
}

int main(int argc, char *argv[]) {
    int runs = argc > 1 ? atoi(argv[1]) : 3, most = 1;
    struct device base, *devices = mem_alloc(DEVICES, sizeof *devices);
    struct predictor p[3];
    struct workload w[2];
    struct trial trial[2];
    struct err e;

#ifdef _OPENMP
    most = omp_get_num_procs();
#endif
    if (runs < 1 || runs > MOST_RUNS) {
        fputs("usage: bench/networks [RUNS [FILE]]\n", stderr);
        return 2;
    }
    if (!device_load(&base, "gtx-1080-ti", &e) ||
        !predictor_load(&p[2], "efficiency", &e) ||
        !load_network(&w[0], "vgg16", &e) ||
        !load_network(&w[1], "resnet50", &e)) {
        fprintf(stderr, "bench/networks: %s\n", e.text);
        return 1;
    }
    devices_fill(devices, &base);
    p[0] = of_random_networks(&predictor_perfnetv2, &recipes[0]);
    p[1] = of_random_networks(&predictor_icbd2018, &recipes[1]);
    for (size_t i = 0; i < 2; i++)
        trial[i] = trial_new(&p[i]);
    for (int t = 1; t <= most; t += most > 1 ? most - 1 : 1) {
        measure_peak(t, runs);
        for (size_t i = 0; i < 2; i++)
            measure_net(&trial[i], p[i].kind->name, t, runs);
        for (size_t i = 0; i < 3; i++)
            for (size_t j = 0; j < 2; j++)
                measure_predictor(&p[i], &w[j], devices, t, runs);
    }
    if (argc > 2 && !export(&trial[0], argv[2])) {
        perror(argv[2]);
        return 1;
    }
    for (size_t i = 0; i < 2; i++) {
        trial_free(&trial[i]);
        workload_free(&w[i]);
    }
    for (size_t i = 0; i < 3; i++)
        predictor_free(&p[i]);
    free(devices);
    return 0;
}

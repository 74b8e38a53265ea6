/* SPDX-License-Identifier: MIT
 *
 * From layers to operations, and from operations to the time of a network.
 */
#include "config.h"

#include "predict/composition.h"
#include "predict/lower.h"

#include "base/file.h"
#include "synthetic.h"
#include "tap.h"

#include <unistd.h>

static char folder[] = "/tmp/test-lower-XXXXXX";

static struct workload work_of(const char *network, size_t batch,
                               enum phase phase, const char *stack) {
    struct workload w = {
        .batch = batch, .phase = phase, .optimizer = OPTIMIZER_MOMENTUM};
    struct err e = {0};

    strcpy(w.stack, stack);
    if (!network_load(&w.network, network, &e)) {
        printf("Bail out! %s\n", e.text);
        exit(1);
    }
    return w;
}

/* ---- operations ---- */

struct counts {
    size_t ops[OP_N_KINDS][OP_N_PHASES][PART_N];
    double conv_flop, dense_flop; /* forward */
};

static struct counts count(const struct workload *w) {
    struct counts c = {0};

    for (size_t i = 0; i < w->network.n_layers; i++) {
        struct lowered l[LOWER_MAX];
        size_t n =
            lower_layer(&w->network, i, w->batch, w->phase, w->optimizer, l);

        for (size_t j = 0; j < n; j++) {
            struct op_load load;

            op_load(&l[j].op, &stacks[LOOP], &load);
            c.ops[l[j].op.kind][l[j].op.phase][l[j].part]++;
            if (l[j].part != PART_FORWARD)
                continue;
            c.conv_flop += l[j].op.kind == OP_CONV2D ? load.flop : 0;
            c.dense_flop += l[j].op.kind == OP_DENSE ? load.flop : 0;
        }
    }
    return c;
}

/* Forward operations of one kind of layer, by the network's own count. */
static double layer_flop(const struct workload *w, enum layer_kind kind) {
    double sum = 0;

    for (size_t i = 0; i < w->network.n_layers; i++) {
        struct layer_work work;

        layer_work(&w->network, i, w->batch, w->phase, 4, &work);
        sum += w->network.layers[i].kind == kind ? work.forward_flop : 0;
    }
    return sum;
}

static void test_vgg16(void) {
    struct workload w = work_of("vgg16", 3, PHASE_INFERENCE, "cudnn");
    struct counts c = count(&w);
    size_t backward = 0;

    is_int((long long)c.ops[OP_CONV2D][OP_FORWARD][PART_FORWARD], 13,
           "VGG16: convolutions");
    is_int((long long)c.ops[OP_MAXPOOL2D][OP_FORWARD][PART_FORWARD], 5,
           "poolings");
    is_int((long long)c.ops[OP_DENSE][OP_FORWARD][PART_FORWARD], 3, "dense");
    is_int((long long)c.ops[OP_UNARY][OP_FORWARD][PART_FORWARD], 15,
           "activations, and no dropout");
    is_int((long long)c.ops[OP_SOFTMAX][OP_FORWARD][PART_FORWARD], 1,
           "softmax");
    for (size_t k = 0; k < OP_N_KINDS; k++)
        for (size_t h = 0; h < OP_N_PHASES; h++)
            backward += c.ops[k][h][PART_BACKWARD] + c.ops[k][h][PART_UPDATE] +
                        (h != OP_FORWARD ? c.ops[k][h][PART_FORWARD] : 0);
    is_int((long long)backward, 0, "inference goes forward only");
    near(c.dense_flop, 2.0 * 3 * (25088. * 4096 + 4096. * 4096 + 4096. * 1000),
         1e-14, "work of the dense layers");
    workload_free(&w);

    w = work_of("vgg16", 3, PHASE_TRAINING, "cudnn");
    c = count(&w);
    is_int((long long)c.ops[OP_CONV2D][OP_BACKWARD_WEIGHTS][PART_BACKWARD], 13,
           "training: gradients of the weights");
    is_int((long long)c.ops[OP_CONV2D][OP_BACKWARD_DATA][PART_BACKWARD], 12,
           "and of the data, but for the first layer");
    is_int((long long)c.ops[OP_DENSE][OP_FORWARD][PART_BACKWARD], 6,
           "two products for each dense layer");
    is_int((long long)c.ops[OP_BINARY][OP_FORWARD][PART_UPDATE], 16,
           "an update for each layer that learns");
    is_int((long long)c.ops[OP_UNARY][OP_FORWARD][PART_FORWARD], 17,
           "and dropout is run");
    workload_free(&w);
}

static void test_flop(void) {
    static const char *const names[] = {
        "vgg16",        "alexnet-grouped", "googlenet",  "resnet50",
        "mobilenet-v2", "inception-v3",    "densenet121"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct workload w = work_of(names[i], 7, PHASE_INFERENCE, "cudnn");
        struct counts c = count(&w);
        char what[64];

        snprintf(what, sizeof what, "%s: work of the convolutions", names[i]);
        near(c.conv_flop, layer_flop(&w, LAYER_CONV2D), 1e-13, what);
        snprintf(what, sizeof what, "%s: of the dense layers", names[i]);
        near(c.dense_flop, layer_flop(&w, LAYER_DENSE), 1e-13, what);
        workload_free(&w);
    }
}

/* The first layer of a kind. */
static size_t first_of(const struct network *n, enum layer_kind kind) {
    for (size_t i = 0; i < n->n_layers; i++)
        if (n->layers[i].kind == kind)
            return i;
    printf("Bail out! %s has no %s\n", n->name, layer_kind_names[kind]);
    exit(1);
}

static void test_layers(void) {
    struct workload w = work_of("resnet18", 5, PHASE_TRAINING, "cudnn");
    struct lowered l[LOWER_MAX];
    size_t i = first_of(&w.network, LAYER_BATCHNORM), n;

    n = lower_layer(&w.network, i, 5, PHASE_TRAINING, OPTIMIZER_ADAM, l);
    ok(n == 3 && l[0].op.kind == OP_UNARY && l[0].count == 1.5 &&
           l[1].op.kind == OP_UNARY && l[1].count == 2.5 &&
           l[1].part == PART_BACKWARD && l[0].op.batch == 5 &&
           l[0].op.in_ch == 64 && l[0].op.in_h == 112,
       "batch norm in passes over memory");
    ok(l[2].part == PART_UPDATE && l[2].op.in_ch == 128 &&
           fabs(l[2].count - 7.0 / 3) < 1e-15,
       "Adam moves seven words a parameter");
    i = first_of(&w.network, LAYER_ADD);
    n = lower_layer(&w.network, i, 5, PHASE_INFERENCE, OPTIMIZER_SGD, l);
    ok(n == 1 && l[0].op.kind == OP_BINARY && l[0].count == 1 &&
           l[0].op.in_ch == 64 && l[0].op.in_h == 56,
       "a sum of two");
    i = first_of(&w.network, LAYER_GLOBALPOOL2D);
    n = lower_layer(&w.network, i, 5, PHASE_INFERENCE, OPTIMIZER_SGD, l);
    ok(n == 1 && l[0].op.kind == OP_AVGPOOL2D && l[0].op.kernel_h == 7 &&
           l[0].op.kernel_w == 7 && l[0].op.out_h == 1 && l[0].op.in_ch == 512,
       "a global pooling is one window");
    workload_free(&w);
    w = work_of("vgg16", 5, PHASE_TRAINING, "cudnn");
    i = first_of(&w.network, LAYER_FLATTEN);
    is_int((long long)lower_layer(&w.network, i, 5, PHASE_TRAINING,
                                  OPTIMIZER_SGD, l),
           0, "to flatten is no work");
    workload_free(&w);
}

/* ---- composition ---- */

/* A roofline that saw convolutions in a session and two kernel stacks, all
 * else in one of these; with constants of each. */
static const char model[] =
    "model: { version = 3; kind = \"roofline\"; seed = 1; rows = 9;\n"
    " devices = (\"X\");\n stacks = (\n"
    "  { name = \"tensorflow1\"; null_ms = 0.19; machines_ms = [0.0]; seen = "
    "[\"conv2d "
    "forward\"]; },\n"
    "  { name = \"tensorflow1-fetch\"; null_ms = 0.31; machines_ms = [0.0]; "
    "seen = [\"dense "
    "forward\"]; },\n"
    "  { name = \"pytorch2\"; null_ms = 1.0; machines_ms = [0.0]; seen = "
    "[\"conv2d forward\", "
    "\"unary forward\", \"binary forward\", \"softmax forward\"]; },\n"
    "  { name = \"cudnn-loop\"; null_ms = 1.0; machines_ms = [0.0]; seen = "
    "[\"conv2d forward\", "
    "\"conv2d backward_data\", \"conv2d backward_weights\", \"dense "
    "forward\"]; },\n"
    "  { name = \"cudnn-best\"; null_ms = 1.0; machines_ms = [0.0]; seen = "
    "[\"maxpool2d forward\", "
    "\"batchnorm forward\", \"avgpool2d forward\"]; });\n"
    " ranges = { sm_count = []; cores_per_sm = []; compute_capability = [];\n"
    "  clock_mhz = []; memory_bandwidth_gbs = []; peak_fp32_gflops = [];\n"
    "  balance_flop_per_byte = []; };\n"
    " fits = (\n"
    "  { stack = \"tensorflow1\"; kind = \"conv2d\"; phase = \"forward\"; "
    "log_overhead_ms = -1.7; log_compute = -0.8; log_memory = -0.3; log_link = "
    "-0.2; },\n"
    "  { stack = \"pytorch2\"; kind = \"conv2d\"; phase = \"forward\"; "
    "log_overhead_ms = -3.9; log_compute = -0.5; log_memory = -0.4; log_link = "
    "-0.2; },\n"
    "  { stack = \"cudnn-loop\"; kind = \"conv2d\"; phase = \"forward\"; "
    "log_overhead_ms = -4.3; log_compute = -0.3; log_memory = -0.1; log_link = "
    "-0.2; });\n};\n";

static bool load_model(struct predictor *p, const char *text) {
    char *path = file_join(folder, "model.cfg");
    struct err e = {0};
    bool good;

    write_text(path, text);
    good = predictor_load(p, path, &e);
    if (!ok(good, "a hand-made model is read"))
        printf("# %s\n", e.text);
    unlink(path);
    free(path);
    return good;
}

static bool compose(struct composition *c, const struct predictor *p,
                    const struct workload *w) {
    struct err e = {0};
    bool good = composition_init(c, p, w, &e);

    if (!ok(good, "%s is composed", w->network.name))
        printf("# %s\n", e.text);
    return good;
}

/* The law is the sum over layers, the host once and the copies once. */
static void check_sum(const struct predictor *p, const char *network,
                      enum phase phase, const char *stack, double null_ms,
                      double copied) {
    struct workload w = work_of(network, 6, phase, stack);
    struct device d = device_named("tesla-k40");
    struct layer_time *layers = mem_alloc(w.network.n_layers, sizeof *layers);
    double sum = 0, once, parts = 0;
    struct composition c;
    struct law law;

    if (compose(&c, p, &w)) {
        composition_law(&c, &d, &law);
        composition_layers(&c, &d, layers);
        for (size_t i = 0; i < w.network.n_layers; i++) {
            sum += layers[i].total_ms;
            for (size_t j = 0; j < PART_N; j++)
                parts += layers[i].part_ms[j];
        }
        once =
            null_ms + 1e-6 * 4 * 6 * copied / (d.host_link_gbs * 12.5 / 15.75);
        near(law_time_ms(&law, &d, NULL), sum + once, 1e-12,
             "its time is that of the layers, the host's and the copies'");
        near(parts, sum, 1e-12, "layers are made of their parts");
        d.host_overhead_ms = 0.73;
        near(law_time_ms(&law, &d, NULL), sum + once + 0.73 - null_ms, 1e-12,
             "a host of its own counts");
        law_free(&law);
        composition_free(&c);
    }
    free(layers);
    workload_free(&w);
}

static void test_sums(const struct predictor *p) {
    const double input = 3 * 224 * 224;

    check_sum(p, "vgg16", PHASE_INFERENCE, "cudnn", 0.19, input + 1000);
    check_sum(p, "resnet50", PHASE_TRAINING, "cudnn", 0.19, input);
    check_sum(p, "vgg16", PHASE_INFERENCE, "tensorflow1", 0.19, input + 1000);
    check_sum(p, "vgg16", PHASE_INFERENCE, "tensorflow1-fetch", 0.31,
              input + 1000);
}

/* One operation is the mean of the kernel stacks that saw it, with the least
 * overhead; under a stack that did not see it the mean alone. */
static void test_stacks(const struct predictor *p) {
    struct workload w = work_of("vgg16", 6, PHASE_INFERENCE, "cudnn");
    struct device d = device_named("tesla-k40");
    struct lowered l[LOWER_MAX];
    struct layer_time layers[64];
    struct composition c;
    struct law_term terms[2];
    const size_t two[] = {EVENTS, LOOP};
    double a, b, hidden_ms, session;

    lower_layer(&w.network, 0, 6, PHASE_INFERENCE, OPTIMIZER_SGD, l);
    a = predictor_time_ms(p, &l[0].op, EVENTS, &d);
    b = predictor_time_ms(p, &l[0].op, LOOP, &d);
    predictor_terms(p, &l[0].op, &two[0], 1, &d, &terms[0]);
    predictor_terms(p, &l[0].op, &two[1], 1, &d, &terms[1]);
    hidden_ms = fabs(terms[0].overhead_ms - terms[1].overhead_ms) / 2;
    if (compose(&c, p, &w)) {
        composition_layers(&c, &d, layers);
        near(layers[0].total_ms, (a + b) / 2 - hidden_ms, 1e-12,
             "the mean of two kernel stacks, launched as by the leaner");
        ok(hidden_ms > 0.001, "which is less");
        composition_free(&c);
    }
    strcpy(w.stack, "cudnn-loop");
    if (compose(&c, p, &w)) {
        composition_layers(&c, &d, layers);
        near(layers[0].total_ms, b, 1e-12, "one kernel stack alone");
        composition_free(&c);
    }
    strcpy(w.stack, "tensorflow1");
    session = predictor_time_ms(p, &l[0].op, SESSION, &d) - exp(-1.7);
    lower_layer(&w.network, 1, 6, PHASE_INFERENCE, OPTIMIZER_SGD, l);
    a = predictor_time_ms(p, &l[0].op, EVENTS, &d);
    if (compose(&c, p, &w)) {
        composition_layers(&c, &d, layers);
        near(layers[0].total_ms, session, 1e-12,
             "a session without the overhead that is paid once");
        near(layers[1].total_ms, a, 1e-12,
             "what a session never saw is taken from the kernels");
        composition_free(&c);
    }
    workload_free(&w);
}

static void test_uniques(const struct predictor *p) {
    struct workload w = work_of("resnet152", 6, PHASE_TRAINING, "cudnn");
    struct composition c;

    if (compose(&c, p, &w)) {
        ok(c.n_uses > 1500 && c.n_uniques * 6 < c.n_uses,
           "equal operations are held once: %zu of %zu", c.n_uniques, c.n_uses);
        for (size_t i = 0; i < c.n_uniques; i++)
            for (size_t j = 0; j < i; j++)
                if (c.stacks[i] == c.stacks[j] &&
                    op_equal(&c.ops[i], &c.ops[j]))
                    ok(false, "operations %zu and %zu are equal", i, j);
        composition_free(&c);
    }
    workload_free(&w);
}

static void test_errors(const struct predictor *p) {
    struct workload w = work_of("vgg16", 6, PHASE_INFERENCE, "tensorflow2");
    char *text = replaced(model, ", \"softmax forward\"", "");
    struct predictor poor;
    struct composition c;
    struct err e = {0};

    ok(!composition_init(&c, p, &w, &e) && e.code == ERR_INPUT,
       "an unknown stack");
    has_str(e.text, "did you mean 'tensorflow1'?", "has a nearest");
    composition_free(&c);
    strcpy(w.stack, "cudnn");
    if (load_model(&poor, text)) {
        ok(!composition_init(&c, &poor, &w, &e) && e.code == ERR_INPUT,
           "an operation that nobody measured");
        has_str(e.text, "the model saw no forward of softmax", "is named");
        has_str(e.text, "of network vgg16", "with the network");
        has_str(e.text, w.network.layers[w.network.n_layers - 1].name,
                "and the layer");
        ok(c.ops == NULL && c.uses == NULL, "nothing is left");
    }
    predictor_free(&poor);
    workload_free(&w);
    free(text);
}

int main(void) {
    struct predictor p;

    if (!ok(mkdtemp(folder) != NULL, "a scratch folder"))
        return done();
    test_vgg16();
    test_flop();
    test_layers();
    if (load_model(&p, model)) {
        test_sums(&p);
        test_stacks(&p);
        test_uniques(&p);
        test_errors(&p);
    }
    predictor_free(&p);
    ok(rmdir(folder) == 0, "nothing is left");
    return done();
}

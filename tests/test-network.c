/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/mem.h"
#include "base/text.h"
#include "network/activation.h"
#include "network/network.h"
#include "network/shape.h"
#include "network/work.h"
#include "network/workload.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/test-network-XXXXXX";

/* Writes `layers` into a network file of that input and loads it. */
static bool load_layers(struct network *n, const char *input,
                        const char *layers, struct err *e) {
    char *path = mem_printf("%s/a $(b)'.cfg", folder);
    FILE *f = fopen(path, "w");
    bool good;

    fprintf(f,
            "network: {\n title = \"T\"; source = \"S\";\n input = %s;\n"
            " layers = (\n%s\n );\n};\n",
            input, layers);
    fclose(f);
    good = network_load(n, path, e);
    unlink(path);
    free(path);
    return good;
}

static bool load(struct network *n, const char *input, const char *layers) {
    struct err e = {0};

    if (load_layers(n, input, layers, &e))
        return true;
    printf("# %s\n", e.text);
    return ok(false, "a small network loads");
}

/* ---- the networks that come with the program ---- */

struct known {
    const char *name;
    double parameters; /* as published, exactly */
    double gmac;       /* as published, to the last digit */
    double digit;
    size_t classes;
};

/* torchvision's documentation of its weights; LeCun 1998 by way of every
 * course (61,706); Caffe's bvlc_alexnet (60,965,224). */
static const struct known known[] = {
    {"lenet5", 61706, 0.00042, 0.00001, 10},
    {"alexnet", 61100840, 0.714, 0.001, 1000},
    {"alexnet-grouped", 60965224, 0.724, 0.001, 1000},
    {"vgg16", 138357544, 15.470, 0.001, 1000},
    {"vgg19", 143667240, 19.632, 0.001, 1000},
    {"resnet18", 11689512, 1.814, 0.001, 1000},
    {"resnet34", 21797672, 3.664, 0.001, 1000},
    {"resnet50", 25557032, 4.089, 0.001, 1000},
    {"resnet101", 44549160, 7.801, 0.001, 1000},
    {"resnet152", 60192808, 11.514, 0.001, 1000},
    {"googlenet", 6624904, 1.498, 0.001, 1000},
    {"inception-v3", 23834568, 5.713, 0.001, 1000},
    {"squeezenet1-1", 1235496, 0.349, 0.001, 1000},
    {"mobilenet-v2", 3504872, 0.301, 0.001, 1000},
    {"densenet121", 7978856, 2.834, 0.001, 1000},
    {"perfnet-alexnet", 62378344, 1.135, 0.001, 1000},
    {"perfnet-lenet", 155606, 0.00384, 0.00001, 10},
    {"perfnet-lenet-32", 61706, 0.00042, 0.00001, 10},
};

/* The totals in the file's comment come from the generator's own inference. */
static void test_totals_in_file(const char *name,
                                const struct layer_work *sum) {
    const char *root = getenv("GPUSCAPE_DATA");
    char *path =
        mem_printf("%s/networks/%s.cfg", root != NULL ? root : ".", name);
    FILE *f = fopen(path, "r");
    double totals[2] = {0};
    char line[256];

    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        const char *at = strstr(line, "# Totals: ");
        size_t i = 0;

        for (at = at != NULL ? at + 10 : ""; *at != '\0' && i < 2; at++)
            if (*at >= '0' && *at <= '9')
                totals[i] = totals[i] * 10 + (*at - '0');
            else if (*at == ' ' && at[-1] >= '0' && at[-1] <= '9')
                i++;
    }
    if (f != NULL)
        fclose(f);
    ok(totals[0] == sum->parameters && totals[1] == sum->macs,
       "%s: the totals in the file are %.0f and %.0f", name, sum->parameters,
       sum->macs);
    free(path);
}

static void test_known(const struct known *k) {
    struct layer_work sum;
    struct network n;
    struct err e = {0};

    if (!ok(network_load(&n, k->name, &e), "%s loads", k->name)) {
        printf("# %s\n", e.text);
        return;
    }
    network_work(&n, 1, PHASE_INFERENCE, 4, &sum);
    is_int((long long)sum.parameters, (long long)k->parameters, "parameters");
    if (!ok(fabs(sum.macs / 1e9 - k->gmac) <= 0.5 * k->digit, "%s: GMAC",
            k->name))
        printf("# %.17g, published %g\n", sum.macs / 1e9, k->gmac);
    is_int((long long)n.layers[n.n_layers - 1].out.channels,
           (long long)k->classes, "classes");
    is_str(n.name, k->name, "the name is the file's");
    ok(sum.forward_flop > sum.macs && sum.flop == sum.forward_flop,
       "%s: operations of inference", k->name);
    test_totals_in_file(k->name, &sum);
    network_free(&n);
}

static const struct layer *find(const struct network *n, const char *name) {
    for (size_t i = 0; i < n->n_layers; i++)
        if (strcmp(n->layers[i].name, name) == 0)
            return &n->layers[i];
    return NULL;
}

static void shape_is(const struct network *n, const char *name,
                     const char *want) {
    const struct layer *l = find(n, name);
    char text[SHAPE_TEXT_MAX];

    is_str(l != NULL ? shape_text(l->out, text) : NULL, want, name);
}

static void test_shapes_of_known(void) {
    struct network n;
    struct err e;

    if (ok(network_load(&n, "alexnet-grouped", &e), "alexnet-grouped")) {
        shape_is(&n, "conv1", "96x55x55");
        shape_is(&n, "conv2", "256x27x27");
        shape_is(&n, "lrn2", "256x27x27");
        shape_is(&n, "conv5", "256x13x13");
        shape_is(&n, "flatten1", "9216x1x1");
        network_free(&n);
    }
    if (ok(network_load(&n, "inception-v3", &e), "inception-v3")) {
        shape_is(&n, "A1", "256x35x35");
        shape_is(&n, "B", "768x17x17");
        shape_is(&n, "E2", "2048x8x8");
        network_free(&n);
    }
    if (ok(network_load(&n, "googlenet", &e), "googlenet")) {
        shape_is(&n, "3b", "480x28x28");
        shape_is(&n, "4e", "832x14x14");
        shape_is(&n, "5b", "1024x7x7");
        network_free(&n);
    }
    if (ok(network_load(&n, "densenet121", &e), "densenet121")) {
        shape_is(&n, "d4b16", "1024x7x7");
        network_free(&n);
    }
}

/* ---- shapes and counts of single layers ---- */

static void test_windows(void) {
    struct network n;

    /* "same" in TensorFlow: 13 by 2 gives 7, 9 by 3 gives 3; the padding is
     * (7 - 1) * 2 + 4 - 13 = 3 and (3 - 1) * 3 + 5 - 9 = 2. */
    if (load(&n, "[3, 13, 9]",
             "{ kind = \"conv2d\"; out_channels = 5; kernel = [4, 5];"
             " stride = [2, 3]; pad = \"same\"; }")) {
        shape_is(&n, "conv2d1", "5x7x3");
        is_int((long long)n.layers[0].pad_top, 1, "top");
        is_int((long long)n.layers[0].pad_bottom, 2, "bottom");
        is_int((long long)n.layers[0].pad_left, 1, "left");
        is_int((long long)n.layers[0].pad_right, 1, "right");
        network_free(&n);
    }
    /* (13 - 3) / 2 + 1 = 6, (9 - 3) / 2 + 1 = 4: nothing left over; with
     * kernel 2 and stride 4, 13 has 11 / 4 = 2.75 steps. */
    if (load(&n, "[3, 13, 9]",
             "{ kind = \"maxpool2d\"; kernel = 2; stride = 4; ceil = true; },"
             "{ kind = \"maxpool2d\"; kernel = 2; }")) {
        shape_is(&n, "maxpool2d1", "3x4x3");
        shape_is(&n, "maxpool2d2", "3x2x1");
        network_free(&n);
    }
    /* A last window that would begin behind the map is left out: 5 wide,
     * kernel 1, stride 3, 4 / 3 steps would begin at 6. */
    if (load(
            &n, "[2, 5, 6]",
            "{ kind = \"avgpool2d\"; kernel = 1; stride = 3; ceil = true; }")) {
        shape_is(&n, "avgpool2d1", "2x2x2");
        network_free(&n);
    }
}

/* Multiply-adds on the map itself, counted one by one. */
static double count_taps(const struct layer *l) {
    double count = 0;

    for (size_t y = 0; y < l->out.height; y++)
        for (size_t x = 0; x < l->out.width; x++)
            for (size_t i = 0; i < l->kernel_h; i++)
                for (size_t j = 0; j < l->kernel_w; j++) {
                    long long row = (long long)(y * l->stride_h + i) -
                                    (long long)l->pad_top;
                    long long column = (long long)(x * l->stride_w + j) -
                                       (long long)l->pad_left;

                    count += row >= 0 && row < (long long)l->in.height &&
                             column >= 0 && column < (long long)l->in.width;
                }
    return count * (double)l->out.channels *
           (double)(l->in.channels / l->groups);
}

static void test_useful_operations(void) {
    static const char *const windows[] = {
        "kernel = 3; pad = 1;",
        "kernel = [5, 3]; stride = [2, 3]; pad = [2, 1];",
        "kernel = [4, 7]; stride = 3; pad = \"same\"; groups = 2;",
        "kernel = 1; pad = 4; stride = 2;",
        "kernel = [2, 3]; stride = 5; pad = 3; groups = 4;",
        "kernel = 3; pad = 7;",
    };

    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        char *text = mem_printf("{ kind = \"conv2d\"; out_channels = 8; %s }",
                                windows[i]);
        struct layer_work w;
        struct network n;

        if (load(&n, "[4, 13, 9]", text)) {
            const struct layer *l = &n.layers[0];

            layer_work(&n, 0, 3, PHASE_INFERENCE, 4, &w);
            near(w.forward_flop, 2 * 3 * count_taps(l), 0, windows[i]);
            near(w.macs,
                 3.0 * (double)(8 * l->out.height * l->out.width *
                                (4 / l->groups) * l->kernel_h * l->kernel_w),
                 0, "with the padding");
            network_free(&n);
        }
        free(text);
    }
}

static void test_counts(void) {
    struct layer_work w, f;
    struct network n;

    if (!load(&n, "[4, 13, 9]",
              "{ name = \"c\"; kind = \"conv2d\"; out_channels = 6; kernel = "
              "[3, 2]; groups = 2; },"
              "{ kind = \"conv2d\"; out_channels = 7; kernel = 1; },"
              "{ kind = \"batchnorm\"; }, { kind = \"lrn\"; size = 3; },"
              "{ kind = \"flatten\"; }, { kind = \"dropout\"; },"
              "{ kind = \"dense\"; out_features = 17; bias = false; }"))
        return;
    /* 6x11x8 from 4x13x9; then 7x11x8 = 616. */
    layer_work(&n, 0, 5, PHASE_TRAINING, 2, &w);
    near(w.parameters, 6 * 2 * 6 + 6, 0, "grouped convolution: parameters");
    near(w.macs, 5.0 * 6 * 11 * 8 * 2 * 6, 0, "multiply-adds");
    near(w.flop, 2 * 2 * w.macs + 2 * w.parameters, 0,
         "no gradient for the network's input");
    near(w.read_bytes, 2 * (5.0 * 4 * 13 * 9 + 78), 0, "read");
    near(w.written_bytes, 2 * 5.0 * 6 * 11 * 8, 0, "written");
    layer_work(&n, 1, 5, PHASE_TRAINING, 2, &w);
    near(w.parameters, 49, 0, "1x1 convolution: parameters");
    near(w.flop, 3 * 2 * w.macs + 2 * 49, 0, "forward and two backward");
    layer_work(&n, 2, 5, PHASE_INFERENCE, 2, &w);
    near(w.parameters, 14, 0, "batch norm: scale and shift");
    near(w.forward_flop, 2 * 5 * 616, 0, "batch norm of inference");
    layer_work(&n, 3, 5, PHASE_INFERENCE, 2, &w);
    near(w.forward_flop, (4 + 3) * 5 * 616, 0, "lrn over three channels");
    layer_work(&n, 4, 5, PHASE_TRAINING, 2, &w);
    ok(w.flop == 0 && w.read_bytes == 0 && w.written_bytes == 0 &&
           w.activation_bytes == 0,
       "flatten does nothing");
    layer_work(&n, 5, 5, PHASE_INFERENCE, 2, &w);
    ok(w.flop == 0 && w.written_bytes == 0, "nor does dropout in inference");
    layer_work(&n, 6, 5, PHASE_INFERENCE, 2, &w);
    near(w.parameters, 616 * 17, 0, "dense without bias: parameters");
    near(w.forward_flop, 2.0 * 5 * 616 * 17, 0, "dense: operations");
    network_work(&n, 5, PHASE_TRAINING, 2, &w);
    network_work(&n, 10, PHASE_TRAINING, 2, &f);
    near(f.activation_bytes, 2 * w.activation_bytes, 1e-15,
         "activations grow with the batch");
    near(f.forward_flop, 2 * w.forward_flop, 1e-15, "and so do operations");
    near(f.parameters, w.parameters, 0, "but parameters do not");
    network_free(&n);
}

/* ---- memory ---- */

static void test_kept(void) {
    static const double want[] = {2048, 0, 2048, 1024, 0, 640, 0, 80};
    struct network n;

    /* Batch 2 of 4 bytes: the map of 4x8x8 is 2048 bytes. */
    if (!load(&n, "[3, 8, 8]",
              "{ kind = \"conv2d\"; out_channels = 4; kernel = 3; pad = 1; },"
              "{ kind = \"batchnorm\"; }, { kind = \"relu\"; },"
              "{ kind = \"maxpool2d\"; kernel = 2; }, { kind = \"flatten\"; },"
              "{ kind = \"dropout\"; }, { kind = \"dense\"; out_features = "
              "10; }, { kind = \"softmax\"; }"))
        return;
    for (size_t i = 0; i < n.n_layers; i++) {
        struct layer_work w;

        layer_work(&n, i, 2, PHASE_TRAINING, 4, &w);
        near(w.activation_bytes, want[i], 0, n.layers[i].name);
    }
    near(activation_gradients(&n, 2, 4), 4096, 0,
         "gradients before and behind batch norm");
    near(activation_live(&n, 2, 4), 4096, 0, "map before and behind it");
    network_free(&n);
}

static void test_live(void) {
    struct network n;

    if (load(&n, "[3, 8, 8]",
             "{ name = \"c\"; kind = \"conv2d\"; out_channels = 4; kernel = "
             "3; pad = 1; },"
             "{ name = \"r\"; kind = \"relu\"; },"
             "{ kind = \"concat\"; inputs = [\"c\", \"r\"]; }")) {
        near(activation_live(&n, 1, 1), 256 + 256 + 512, 0,
             "relu leaves a map alone that is read again");
        network_free(&n);
    }
    if (load(&n, "[3, 8, 8]",
             "{ name = \"c\"; kind = \"conv2d\"; out_channels = 4; kernel = "
             "3; pad = 1; },"
             "{ name = \"d\"; kind = \"conv2d\"; out_channels = 4; kernel = "
             "3; pad = 1; },"
             "{ kind = \"add\"; inputs = [\"d\", \"c\"]; },"
             "{ kind = \"relu\"; }, { kind = \"relu6\"; }")) {
        near(activation_live(&n, 1, 1), 512, 0, "add and relu work in place");
        network_free(&n);
    }
    if (load(&n, "[3, 8, 8]",
             "{ kind = \"conv2d\"; out_channels = 2; kernel = 1; },"
             "{ kind = \"conv2d\"; out_channels = 3; kernel = 1; },"
             "{ kind = \"concat\"; inputs = [\"conv2d2\", \"input\"]; }")) {
        near(activation_live(&n, 1, 1), 64 * (3 + 3 + 6), 0,
             "the network's input lives as long as it is read");
        network_free(&n);
    }
}

static void test_footprints(void) {
    struct footprint f, g;
    struct network n;
    struct err e;
    double gb;

    /* PyTorch, ResNet-50, batch 32: about 3 GB of maps and gradients. */
    if (ok(network_load(&n, "resnet50", &e), "resnet50")) {
        network_footprint(&n, 32, PHASE_TRAINING, OPTIMIZER_SGD, 4, &f);
        gb = f.activations_gib * 1.073741824;
        ok(gb > 2.8 && gb < 3.3, "resnet50 keeps %.2f GB", gb);
        ok(f.optimizer_gib == 0, "SGD has no state");
        network_free(&n);
    }
    if (!ok(network_load(&n, "vgg16", &e), "vgg16"))
        return;
    /* Known practice on cards of 11 GiB. */
    network_footprint(&n, 64, PHASE_TRAINING, OPTIMIZER_MOMENTUM, 4, &f);
    ok(f.total_gib > 6 && f.total_gib < 11, "vgg16 at 64 needs %.2f GiB",
       f.total_gib);
    near(f.weights_gib, 138357544.0 * 4 / 1073741824.0, 1e-15, "weights");
    near(f.optimizer_gib, f.weights_gib, 0, "momentum: one word");
    near(f.total_gib,
         f.weights_gib + f.gradients_gib + f.optimizer_gib + f.activations_gib +
             f.workspace_gib,
         1e-15, "the parts add up");
    network_footprint(&n, 128, PHASE_TRAINING, OPTIMIZER_MOMENTUM, 4, &g);
    ok(g.total_gib > 11, "at 128 it needs %.2f GiB", g.total_gib);
    near(g.activations_gib, 2 * f.activations_gib, 1e-15, "twice the maps");
    network_footprint(&n, 64, PHASE_TRAINING, OPTIMIZER_ADAM, 4, &g);
    near(g.optimizer_gib, 2 * f.weights_gib, 0, "Adam: two words");
    network_footprint(&n, 64, PHASE_INFERENCE, OPTIMIZER_SGD, 4, &g);
    ok(g.total_gib < f.total_gib && g.gradients_gib == 0,
       "inference needs %.2f GiB", g.total_gib);
    /* conv1_1 (in place with its relu) and conv1_2 are alive together. */
    near(g.activations_gib, 64 * 4 * 2 * 64 * 224.0 * 224 / 1073741824.0, 1e-15,
         "the two largest maps of inference");
    network_free(&n);
}

/* ---- names, labels, refusals ---- */

static void test_names(void) {
    struct workload w = {.batch = 16, .phase = PHASE_TRAINING};
    struct network n;

    if (load(&n, "[3, 8, 8]",
             "{ kind = \"relu\"; }, { name = \"relu2\"; kind = \"tanh\"; },"
             "{ kind = \"relu\"; }, { name = \"`x`\\\"$(y)\\n\"; kind = "
             "\"relu\"; }, { kind = \"relu\"; }")) {
        is_str(n.layers[0].name, "relu1", "a layer without a name");
        is_str(n.layers[2].name, "relu3", "the next free number");
        is_str(n.layers[3].name, "`x`\"$(y)\n", "a name is data");
        is_str(n.layers[4].name, "relu4", "numbers count the kind");
        is_str(n.name, "a $(b)'", "so is the file's");
        is_str(n.title, "T", "title");
        is_str(n.source, "S", "source");
        w.network = n;
        workload_label(&w, true);
        is_str(w.label, "a___b___training_b16", "label");
        strcpy(w.network.name, "2D-Net");
        w.phase = PHASE_INFERENCE;
        workload_label(&w, false);
        is_str(w.label, "n2d_net_inference", "label without batch");
        memset(w.network.name, 'x', LAYER_NAME_MAX - 1);
        w.batch = (size_t)-1;
        workload_label(&w, true);
        ok(strlen(w.label) < WORKLOAD_LABEL_MAX, "the longest label fits");
        workload_free(&w);
        ok(w.network.layers == NULL, "freed");
    }
}

struct refusal {
    const char *layers;
    const char *parts[3]; /* of the message */
};

#define CONV(more) "{ kind = \"conv2d\"; out_channels = 6; " more " }"

static const struct refusal refusals[] = {
    {"", {":4: ", "0 layers", NULL}},
    {"{ kind = \"relu\"; },\n{ kind = \"convd2\"; }",
     {":6: ", "\"convd2\"", "'conv2d'"}},
    {"{ out_channels = 3; }", {":5: ", "kind", NULL}},
    {"3", {":5: ", "layer 1 is not a group", NULL}},
    {CONV(""), {":5: ", "missing key 'kernel'", NULL}},
    {CONV("kernel = 0;"), {":5: ", "from 1 to", "[height, width]"}},
    {CONV("kernel = [3, 3, 3];"), {":5: ", "length 3", "[height, width]"}},
    {CONV("kernel = [3.5, 3.0];"), {":5: ", "3.5", "whole numbers"}},
    {CONV("kernel = \"three\";"), {":5: ", "three", "[height, width]"}},
    {CONV("kernel = 3; pad = \"some\";"), {":5: ", "\"some\"", "'same'"}},
    {CONV("kernel = 3; padd = 1;"), {":5: ", "'padd'", "'pad'"}},
    {CONV("kernel = 3; ceil = true;"), {":5: ", "unknown key 'ceil'", NULL}},
    {CONV("kernel = 3; bias = 1;"), {":5: ", "bias", "true or false"}},
    {CONV("kernel = [14, 3]; name = \"big\";"),
     {":5: ", "'big' (conv2d)",
      "height 14 is larger than the padded input's "
      "height 13"}},
    {CONV("kernel = 3; groups = 2;"), {":5: ", "3 input channels", "2 groups"}},
    {CONV("kernel = 3; groups = 3;") "," CONV("kernel = 1; groups = 4;"),
     {":5: ", "6 input channels", "4 groups"}},
    {"{ kind = \"conv2d\"; out_channels = 5; kernel = 1; groups = 3; }",
     {":5: ", "out_channels = 5", "3 groups"}},
    {"{ kind = \"maxpool2d\"; kernel = 3; pad = 2; }",
     {":5: ", "more than half", "[3, 3]"}},
    {"{ kind = \"dense\"; out_features = 4; }",
     {":5: ", "3x13x9", "put a flatten before it"}},
    {"{ kind = \"relu\"; out_features = 4; }", {":5: ", "out_features", NULL}},
    {CONV("kernel = 1; name = \"a\";") ",\n" CONV(
         "kernel = 3; name = \"b\";") ",\n{ kind = \"add\"; inputs = [\"a\", "
                                      "\"b\"]; }",
     {":7: ", "6x13x9", "6x11x7"}},
    {CONV("kernel = 1; name = \"a\";") ",\n" CONV(
         "kernel = 3; name = \"b\";") ",\n{ kind = \"concat\"; inputs = "
                                      "[\"b\", \"a\"]; }",
     {":7: ", "input 2 is 6x13x9", "heights"}},
    {"{ kind = \"add\"; inputs = [\"input\"]; }", {":5: ", "length 1", "2 to"}},
    {"{ kind = \"add\"; }", {":5: ", "inputs", NULL}},
    {"{ kind = \"relu\"; name = \"first\"; },\n{ kind = \"relu\"; input = "
     "\"frist\"; }",
     {":6: ", "unknown input 'frist'", "'first'"}},
    {"{ kind = \"relu\"; input = \"late\"; },\n{ kind = \"relu\"; name = "
     "\"late\"; }",
     {":5: ", "'late' is layer 2", "in front"}},
    {"{ kind = \"relu\"; name = \"x\"; input = \"x\"; }",
     {":5: ", "'x' reads itself", NULL}},
    {"{ kind = \"relu\"; name = \"x\"; },\n{ kind = \"tanh\"; name = \"x\"; }",
     {":6: ", "already that of layer 1", NULL}},
    {"{ kind = \"relu\"; name = \"input\"; }", {":5: ", "\"input\"", NULL}},
    {"{ kind = \"relu\"; name = \"a\\x01b\"; },\n{ kind = \"relu\"; input = "
     "\"input\"; }",
     {":5: ", "no layer reads layer 'a\\x01b'", NULL}},
    {"{ kind = \"relu\"; name = \"0123456789012345678901234567890123456789"
     "012345678901234567890123\"; }",
     {":5: ", "64 characters", "63"}},
    {CONV("kernel = 1; pad = 65536;"), {":5: ", "2^31 values", NULL}},
};

static void test_refusals(void) {
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct err e = {0};
        struct network n;

        if (!ok(!load_layers(&n, "[3, 13, 9]", refusals[i].layers, &e),
                "refusal %zu", i)) {
            network_free(&n);
            continue;
        }
        printf("# %s\n", e.text);
        ok(n.layers == NULL && e.code == ERR_INPUT, "nothing is left");
        for (size_t k = 0; k < 3 && refusals[i].parts[k] != NULL; k++)
            has_str(e.text, refusals[i].parts[k], refusals[i].parts[k]);
    }
}

static void test_refused_files(void) {
    static const char layers[] = "{ kind = \"relu\"; }";
    struct network n;
    struct err e = {0};

    ok(!load_layers(&n, "[3, 13]", layers, &e), "two sides");
    has_str(e.text, ":3: ", "line");
    has_str(e.text, "expected 3: [channels, height, width]", "expected");
    ok(!load_layers(&n, "[3, 0, 4]", layers, &e), "no height");
    has_str(e.text, ":3: ", "line");
    ok(!load_layers(&n, "[3.0, 1.5, 4.0]", layers, &e), "half a height");
    has_str(e.text, "whole numbers", "whole");
    ok(!load_layers(&n, "[65536, 65536, 1]", layers, &e), "too large");
    has_str(e.text, "65536x65536x1", "the shape");
    ok(!load_layers(&n, "[3, 4, 4]; licence = 3", layers, &e), "a stray key");
    has_str(e.text, "'licence'", "the key");
    ok(!network_load(&n, "vgg61", &e), "no such network");
    has_str(e.text, "vgg61", "the name");
    has_str(e.text, "vgg1", "the nearest");
}

int main(void) {
    if (mkdtemp(folder) == NULL)
        return 1;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        test_known(&known[i]);
    test_shapes_of_known();
    test_windows();
    test_useful_operations();
    test_counts();
    test_kept();
    test_live();
    test_footprints();
    test_names();
    test_refusals();
    test_refused_files();
    rmdir(folder);
    return done();
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/network_times.h"

#include "predict/composition.h"
#include "predict/roofline.h"
#include "synthetic.h"
#include "tap.h"

#include <unistd.h>

static const char header[] =
    "source,framework,software,device,network,phase,optimizer,precision,batch,"
    "in_h,in_w,seq_len,n_gpu,data,mode,kind,time_ms,time_std_ms,images_per_s,"
    "n_iter,note\n";

/* Reads a table of these lines; false with the message in `e`. */
static bool read_lines(struct network_times *t, const char *lines,
                       struct err *e) {
    char path[] = "/tmp/network-times-XXXXXX";
    int fd = mkstemp(path);
    char *text = mem_printf("%s%s", header, lines);
    bool good;

    assert(fd >= 0);
    close(fd);
    write_text(path, text);
    good = network_times_read(t, path, e);
    unlink(path);
    free(text);
    return good;
}

#define ROW(source, framework, device, network, phase, precision, batch, mode, \
            kind, time, note)                                                  \
    source "," framework ",," device "," network "," phase ",sgd," precision   \
           "," batch ",224,224,,1,synthetic," mode "," kind "," time           \
           ",,,10," note "\n"
#define TI "GeForce GTX 1080 Ti"

static void test_read(void) {
    struct network_times t = {0};
    struct err e = {0};

    if (!ok(read_lines(
                &t,
                ROW("cnn-benchmarks", "torch7", TI, "alexnet", "forward",
                    "fp32", "16", "cudnn", "end_to_end", "7.31",
                    "") ROW("lambda-tf", "tf", TI, "alexnet",
                            "forward_backward_update", "fp32", "512", "",
                            "end_to_end", "190.7",
                            "") ROW("pytorch-gpu-benchmark", "pytorch", TI,
                                    "vgg16", "forward_backward", "fp32", "12",
                                    "", "end_to_end", "112.9", "a copy")
                    ROW("x", "y", TI, "vgg16", "forward", "fp16", "12", "",
                        "end_to_end", "1",
                        "") ROW("x", "y", TI, "vgg16", "forward", "fp32", "12",
                                "", "end_to_end", "1", "TF32 may be active")
                        ROW("x", "y", TI, "vgg16", "forward", "fp32", "12",
                            "xla", "end_to_end", "1",
                            "") ROW("perfnet", "y", TI, "vgg16", "forward",
                                    "fp32", "12", "", "sum_of_layers", "1", "")
                            ROW("x", "y", "Radeon Pro VII", "vgg16", "forward",
                                "fp32", "12", "", "end_to_end", "1",
                                "") ROW("x", "y", TI, "overfeat", "forward",
                                        "fp32", "12", "", "end_to_end", "1", "")
                                ROW("justus2018", "y", TI, "vgg16", "forward",
                                    "fp32", "12", "", "end_to_end", "1", ""),
                &e),
            "read")) {
        printf("# %s\n", e.text);
        return;
    }
    if (!is_int((long long)t.n, 3, "rows kept"))
        return;
    ok(t.skipped[NETWORK_SKIP_PRECISION] == 1 &&
           t.skipped[NETWORK_SKIP_TF32] == 1 &&
           t.skipped[NETWORK_SKIP_MODE] == 1 &&
           t.skipped[NETWORK_SKIP_LAYERS] == 1 &&
           t.skipped[NETWORK_SKIP_DEVICE] == 1 &&
           t.skipped[NETWORK_SKIP_NETWORK] == 1 &&
           t.skipped[NETWORK_SKIP_HARNESS] == 1,
       "each of the rest is counted by its reason");
    is_str(t.models[t.rows[0].model].name, "alexnet-grouped",
           "AlexNet of two towers");
    is_str(t.models[t.rows[1].model].name, "alexnet", "and of one");
    ok(t.rows[0].run == NETWORK_FORWARD_IN_TRAINING &&
           t.rows[0].phase == NETWORK_FORWARD,
       "a harness that runs forward in training mode");
    ok(t.rows[2].copies && !t.rows[1].copies, "a harness that copies");
    ok(t.rows[1].batch == 512 && t.rows[1].time_ms == 190.7, "numbers");
    is_str(t.devices[t.rows[1].device].name, TI, "device");
    network_times_free(&t);
    ok(t.rows == NULL && t.n_models == 0, "freed");
}

static void fails(const char *line, const char *part, const char *what) {
    struct network_times t = {0};
    struct err e = {0};
    char *lines = mem_printf("%s%s",
                             ROW("a", "b", TI, "vgg16", "forward", "fp32", "12",
                                 "", "end_to_end", "7", ""),
                             line);

    ok(!read_lines(&t, lines, &e) && e.code == ERR_INPUT &&
           strstr(e.text, ":3: ") != NULL && strstr(e.text, part) != NULL,
       "%s: %s", what, e.text);
    network_times_free(&t);
    free(lines);
}

static void test_bad(void) {
    fails(ROW("a", "b", TI, "vgg16", "forward", "fp32", "12", "", "end_to_end",
              "-7", ""),
          "time_ms", "a time below 0");
    fails(ROW("a", "b", TI, "vgg16", "forward", "fp32", "12", "", "end_to_end",
              "fast", ""),
          "'fast'", "a time that is a word");
    fails(ROW("a", "b", TI, "vgg16", "forward", "fp32", "1.5", "", "end_to_end",
              "7", ""),
          "batch", "half an image");
    fails(ROW("a", "b", TI, "vgg16", "forwards", "fp32", "12", "", "end_to_end",
              "7", ""),
          "'forwards'", "an unknown phase");
    fails("a,b\n", "2", "a short row");
}

/* The times of all kinds of operation, so that any network is covered. */
static void fill(struct measurements *m, const char *name) {
    struct device d = device_named(name);

    for (size_t k = 0; k < OP_N_KINDS; k++)
        synthetic_rows(m, &d, LOOP, (enum op_kind)k, 60, 8 + k);
    for (size_t i = m->n, n = 0; i-- > 0 && n < 60;)
        if (m->rows[i].op.kind == OP_CONV2D) {
            struct op op = m->rows[i].op;

            op.phase = n++ % 2 ? OP_BACKWARD_DATA : OP_BACKWARD_WEIGHTS;
            synthetic_row(m, &d, LOOP, &op, m->rows[i].time_ms);
        }
}

static double of_parts(const struct predictor *p, const struct network_times *t,
                       size_t row, enum phase phase, size_t n_parts,
                       bool copies) {
    const struct network_time *r = &t->rows[row];
    struct workload w = {.network = t->models[r->model],
                         .stack = "cudnn",
                         .batch = r->batch,
                         .phase = phase};
    const struct device *d = &t->devices[r->device];
    struct composition c;
    struct layer_time *layers;
    struct err e;
    double ms = p->null_ms[0];

    if (!composition_init(&c, p, &w, &e)) {
        printf("Bail out! %s\n", e.text);
        exit(1);
    }
    layers = mem_alloc(c.n_layers, sizeof *layers);
    composition_layers(&c, d, layers);
    for (size_t i = 0; i < c.n_layers; i++)
        for (size_t j = 0; j < n_parts; j++)
            ms += layers[i].part_ms[j];
    if (copies)
        ms += c.copy_ms_gbs / d->host_link_gbs;
    free(layers);
    composition_free(&c);
    return ms;
}

static void test_time(void) {
    struct measurements m = {0};
    struct network_times t = {0};
    struct predictor p;
    const bool none[1] = {false};
    struct err e = {0};

    fill(&m, "tesla-t4");
    if (!ok(predictor_train(&p, &predictor_roofline, &m, none, &train_defaults,
                            &e) &&
                read_lines(
                    &t,
                    ROW("a", "b", TI, "vgg16", "forward", "fp32", "3", "",
                        "end_to_end", "1",
                        "") ROW("a", "b", TI, "vgg16", "forward_backward",
                                "fp32", "3", "", "end_to_end", "1", "")
                        ROW("a", "b", TI, "vgg16", "forward_backward_update",
                            "fp32", "3", "", "end_to_end", "1", "")
                            ROW("cnn-benchmarks", "b", TI, "vgg16", "forward",
                                "fp32", "3", "", "end_to_end", "1", "")
                                ROW("pytorch-gpu-benchmark", "b", TI, "vgg16",
                                    "forward", "fp32", "3", "", "end_to_end",
                                    "1", ""),
                    &e),
            "trained")) {
        printf("# %s\n", e.text);
        return;
    }
    near(network_time_ms(&p, &t, 0, "cudnn"),
         of_parts(&p, &t, 0, PHASE_INFERENCE, 1, false), 1e-12,
         "forward: the layers and the host, no copy");
    near(network_time_ms(&p, &t, 1, "cudnn"),
         of_parts(&p, &t, 1, PHASE_TRAINING, 2, false), 1e-12,
         "no update where none was timed");
    near(network_time_ms(&p, &t, 2, "cudnn"),
         of_parts(&p, &t, 2, PHASE_TRAINING, 3, false), 1e-12, "a whole step");
    near(network_time_ms(&p, &t, 3, "cudnn"),
         of_parts(&p, &t, 3, PHASE_TRAINING, 1, false), 1e-12,
         "forward as in training");
    near(network_time_ms(&p, &t, 4, "cudnn"),
         of_parts(&p, &t, 4, PHASE_INFERENCE, 1, true), 1e-12,
         "the copy where the harness has it");
    memset(p.covers, 0, sizeof p.covers);
    ok(isnan(network_time_ms(&p, &t, 0, "cudnn")),
       "nothing where a layer was never seen");
    predictor_free(&p);
    network_times_free(&t);
    measurements_free(&m);
}

int main(void) {
    test_read();
    test_bad();
    test_time();
    return done();
}

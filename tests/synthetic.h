/* SPDX-License-Identifier: MIT
 *
 * What the tests of the predictors share: operations, catalogue devices and
 * tables of times that follow a known physics.
 */
#ifndef SYNTHETIC_H
#define SYNTHETIC_H

#include "base/mem.h"
#include "base/rng.h"
#include "device/device.h"
#include "predict/measurement.h"
#include "predict/op.h"
#include "predict/predictor.h"
#include "predict/stack.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Indices of stacks[] by what they are. */
enum { SESSION = 0, FETCH = 1, EVENTS = 2, LOOP = 3, BEST = 4 };

static inline struct op op_of(enum op_kind kind) {
    return (struct op){.kind = kind,
                       .batch = 1,
                       .in_ch = 1,
                       .in_h = 1,
                       .in_w = 1,
                       .out_ch = 1,
                       .out_h = 1,
                       .out_w = 1,
                       .kernel_h = 1,
                       .kernel_w = 1,
                       .stride_h = 1,
                       .stride_w = 1,
                       .groups = 1,
                       .m = 1,
                       .n = 1,
                       .k = 1};
}

/* A square convolution with "same" padding. */
static inline struct op op_conv(double batch, double in_ch, double size,
                                double out_ch, double kernel, double stride) {
    struct op op = op_of(OP_CONV2D);
    double total;

    op.batch = batch;
    op.in_ch = in_ch;
    op.in_h = op.in_w = size;
    op.out_ch = out_ch;
    op.out_h = op.out_w = ceil(size / stride);
    op.kernel_h = op.kernel_w = kernel;
    op.stride_h = op.stride_w = stride;
    total = (op.out_h - 1) * stride + kernel - size;
    op.pad_h = op.pad_w = total > 0 ? total / 2 : 0;
    return op;
}

static inline struct op op_dense(double m, double n, double k) {
    struct op op = op_of(OP_DENSE);

    op.batch = op.m = m;
    op.out_ch = op.n = n;
    op.in_ch = op.k = k;
    return op;
}

static inline struct op op_elements(enum op_kind kind, double batch,
                                    double channels, double size) {
    struct op op = op_of(kind);

    op.batch = batch;
    op.in_ch = op.out_ch = channels;
    op.in_h = op.in_w = op.out_h = op.out_w = size;
    return op;
}

/* Uniform in the logarithm. */
static inline double draw(struct rng *r, double low, double high) {
    return low * exp(rng_uniform(r) * log(high / low));
}

static inline double draw_whole(struct rng *r, double low, double high) {
    return floor(draw(r, low, high + 0.999));
}

static inline struct op draw_op(struct rng *r, enum op_kind kind) {
    struct op op;

    if (kind == OP_CONV2D) {
        op = op_conv(draw_whole(r, 1, 64), draw_whole(r, 3, 600),
                     draw_whole(r, 7, 120), draw_whole(r, 8, 600),
                     draw_whole(r, 1, 7), draw_whole(r, 1, 3));
        op.bias = rng_uniform(r) < 0.5;
        op.activation = rng_uniform(r) < 0.5 ? OP_RELU : OP_LINEAR;
        return op;
    }
    if (kind == OP_DENSE || kind == OP_SOFTMAX) {
        op = op_dense(draw_whole(r, 1, 512), draw_whole(r, 10, 4096),
                      kind == OP_DENSE ? draw_whole(r, 10, 4096) : 1);
        op.kind = kind;
        return op;
    }
    op = op_elements(kind, draw_whole(r, 1, 64), draw_whole(r, 3, 600),
                     draw_whole(r, 7, 120));
    if (kind == OP_MAXPOOL2D || kind == OP_AVGPOOL2D) {
        op.kernel_h = op.kernel_w = op.stride_h = op.stride_w = 2;
        op.out_h = op.out_w = ceil(op.in_h / 2);
    }
    return op;
}

/* A catalogue device by the name of its file. */
static inline struct device device_named(const char *file) {
    struct device d;
    struct err e = {0};

    if (!device_load(&d, file, &e)) {
        printf("Bail out! %s\n", e.text);
        exit(1);
    }
    return d;
}

/* The physics of the tables below: overheads by stack, and efficiencies that
 * hang on the depth of the product alone. */
static inline double synthetic_compute(const struct op *op) {
    double m, n, k;

    op_product(op, &m, &n, &k);
    return 0.25 + 0.6 * k / (k + 300);
}
static const double synthetic_memory = 0.7, synthetic_link = 0.6;
static const double synthetic_overhead_ms[STACK_N] = {0.181, 0.297, 0.023,
                                                      0.0131, 0.0079};

static inline double synthetic_time_ms(const struct op *op, size_t stack,
                                       const struct device *d) {
    struct op_load load;
    double memory_ms, link_ms;

    op_load(op, &stacks[stack], &load);
    memory_ms =
        1e-6 * load.bytes / (d->memory_bandwidth_gbs * synthetic_memory);
    link_ms = 1e-6 * load.copy_bytes / (d->host_link_gbs * synthetic_link);
    return synthetic_overhead_ms[stack] +
           1e-6 * load.flop /
               (device_sustained_fp32_gflops(d) * synthetic_compute(op)) +
           memory_ms + link_ms;
}

/* Index of the device in the table; added when it is new. */
static inline unsigned short synthetic_device(struct measurements *m,
                                              const struct device *d) {
    for (size_t i = 0; i < m->n_devices; i++)
        if (strcmp(m->devices[i].name, d->name) == 0)
            return (unsigned short)i;
    m->devices = mem_grow(m->devices, &m->devices_capacity, m->n_devices + 1,
                          sizeof *m->devices);
    m->devices[m->n_devices] = *d;
    return (unsigned short)m->n_devices++;
}

static inline void synthetic_row(struct measurements *m, const struct device *d,
                                 size_t stack, const struct op *op,
                                 double time_ms) {
    unsigned short device = synthetic_device(m, d);

    m->rows = mem_grow(m->rows, &m->capacity, m->n + 1, sizeof *m->rows);
    m->rows[m->n++] = (struct measurement){*op, time_ms, (unsigned short)stack,
                                           device, false};
}

/* `n` rows of a device, stack and kind, the same shapes for the same seed,
 * with 3 % of noise. */
static inline void synthetic_rows(struct measurements *m,
                                  const struct device *d, size_t stack,
                                  enum op_kind kind, size_t n, uint64_t seed) {
    struct rng shapes, noise;

    rng_init(&shapes, seed, (uint64_t)kind);
    rng_init(&noise, seed,
             1000 + (size_t)STACK_N * synthetic_device(m, d) + stack);
    for (size_t i = 0; i < n; i++) {
        struct op op = draw_op(&shapes, kind);

        synthetic_row(m, d, stack, &op,
                      synthetic_time_ms(&op, stack, d) *
                          exp(0.03 * rng_normal(&noise)));
    }
}

/* The model file of a predictor as text; the caller frees it. */
static inline char *model_text(const struct predictor *p) {
    FILE *f = tmpfile();
    size_t size;
    char *text;

    assert(f != NULL);
    predictor_save(p, f);
    size = (size_t)ftell(f);
    rewind(f);
    text = mem_alloc(size + 1, 1);
    size = fread(text, 1, size, f);
    text[size] = '\0';
    fclose(f);
    return text;
}

/* Writes text to a file; the caller unlinks it. */
static inline void write_text(const char *path, const char *text) {
    FILE *f = fopen(path, "w");

    assert(f != NULL);
    fputs(text, f);
    fclose(f);
}

/* The text with the first `old` replaced, or NULL when it is not there; the
 * caller frees it. */
static inline char *replaced(const char *text, const char *old,
                             const char *new) {
    const char *at = strstr(text, old);

    return at == NULL ? NULL
                      : mem_printf("%.*s%s%s", (int)(at - text), text, new,
                                   at + strlen(old));
}

#endif

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/op.h"

#include "base/err.h"
#include "predict/stack.h"
#include "synthetic.h"
#include "tap.h"

static const struct stack plain = {"", "", "", false, false, false, ""};

/* Multiply-adds of a convolution that touch the map, one by one. */
static double count_macs(const struct op *op) {
    double macs = 0;

    for (int y = 0; y < (int)op->out_h; y++)
        for (int x = 0; x < (int)op->out_w; x++)
            for (int i = 0; i < (int)op->kernel_h; i++)
                for (int j = 0; j < (int)op->kernel_w; j++) {
                    int row = y * (int)op->stride_h + i - (int)op->pad_h;
                    int column = x * (int)op->stride_w + j - (int)op->pad_w;

                    macs += row >= 0 && row < (int)op->in_h && column >= 0 &&
                            column < (int)op->in_w;
                }
    return macs * op->batch * op->out_ch * (op->in_ch / op->groups);
}

/* 3 images of 7 x 13 x 11, kernel 5 x 3, stride 2 x 3, "same": one column of
 * padding in all, which is half a one a side. */
static struct op odd_conv(void) {
    struct op op = op_of(OP_CONV2D);

    op.batch = 3;
    op.in_ch = 7;
    op.in_h = 13;
    op.in_w = 11;
    op.out_ch = 9;
    op.out_h = 7;
    op.out_w = 4;
    op.kernel_h = 5;
    op.kernel_w = 3;
    op.stride_h = 2;
    op.stride_w = 3;
    op.pad_h = 2;
    op.pad_w = 0.5;
    return op;
}

static void test_conv_flop(void) {
    struct op op = odd_conv();
    struct op_load load;

    op_load(&op, &plain, &load);
    /* Rows: 3 + 5 x 5 + 3; columns: 3 + 3 + 3 + 2. */
    near(load.flop, 2.0 * 3 * 9 * 7 * (3 + 5 * 5 + 3) * (3 + 3 + 3 + 2), 0,
         "\"same\" convolution: padding is not counted");
    near(load.flop, 2 * count_macs(&op), 0, "and one by one");
    near(load.bytes, 4.0 * (3 * 7 * 13 * 11 + 3 * 9 * 7 * 4 + 9 * 7 * 5 * 3), 0,
         "bytes: input, output and weights once");
    near(load.copy_bytes, 0, 0, "nothing goes to the host");

    op.pad_h = op.pad_w = 0;
    op.out_h = 5;
    op_load(&op, &plain, &load);
    near(load.flop, 2 * count_macs(&op), 0, "another output size");
    op.out_w = 3;
    op_load(&op, &plain, &load);
    near(load.flop, 2.0 * 3 * 9 * 7 * 5 * 3 * 5 * 3, 0,
         "\"valid\" convolution: every tap counts");

    op.in_w = 12;
    op.out_w = 4;
    op.pad_w = 0.5;
    op_load(&op, &plain, &load);
    near(load.flop, 2.0 * 3 * 9 * 7 * 5 * 5 * 12, 0,
         "half a padding is on the right alone");

    op = op_conv(5, 12, 17, 20, 4, 3);
    op.groups = 4;
    op_load(&op, &plain, &load);
    near(load.flop, 2 * count_macs(&op), 0, "grouped convolution");
    near(load.bytes, 4.0 * (5 * 12 * 17 * 17 + 5 * 20 * 6 * 6 + 20 * 3 * 4 * 4),
         0, "whose weights are a fourth");
    op.groups = 12;
    op.out_ch = 12;
    op_load(&op, &plain, &load);
    near(load.flop, 2 * count_macs(&op), 0, "depth-wise convolution");
    op = op_conv(2, 3, 3, 5, 7, 1);
    op_load(&op, &plain, &load);
    near(load.flop, 2.0 * 2 * 3 * 5 * 9 * 9, 0, "a window over the whole map");
}

static void test_stacks(void) {
    const double in = 3 * 7 * 13 * 11, out = 3 * 9 * 7 * 4;
    const double weights = 9 * 7 * 5 * 3;
    struct op op = odd_conv();
    struct op_load load;

    op.bias = true;
    op.activation = OP_RELU;
    op_load(&op, &stacks[EVENTS], &load);
    near(load.bytes, 4 * (in + out + weights), 0,
         "kernel times: bias and activation are fused");
    op_load(&op, &stacks[SESSION], &load);
    near(load.bytes, 4 * (3 * in + 3 * out + weights + 4 * out), 0,
         "a session changes the layout and passes for bias and activation");
    near(load.copy_bytes, 0, 0, "and leaves the result there");
    op.activation = OP_CURVED;
    op_load(&op, &stacks[FETCH], &load);
    near(load.bytes, 4 * (3 * in + 3 * out + weights + 4 * out), 0,
         "a curved activation is a pass too");
    near(load.copy_bytes, 4 * out, 0, "a fetch copies the output");
    op.bias = false;
    op.activation = OP_LINEAR;
    op_load(&op, &stacks[SESSION], &load);
    near(load.bytes, 4 * (3 * in + 3 * out + weights), 0, "no passes");

    op = op_dense(23, 41, 67);
    op_load(&op, &stacks[SESSION], &load);
    near(load.flop, 2.0 * 23 * 41 * 67, 0, "dense: operations");
    near(load.bytes, 4.0 * (23 * 67 + 23 * 41 + 67 * 41), 0,
         "dense: no change of layout");
}

static void test_step(void) {
    static const double words[OP_N_UPDATES] = {0, 3, 5, 5, 5, 7, 7};
    const double in = 3 * 7 * 13 * 11, out = 3 * 9 * 7 * 4;
    const double weights = 9 * 7 * 5 * 3, all = in + out + weights;
    struct op op = odd_conv();
    struct op_load load, forward;
    char what[64];

    op_load(&op, &plain, &forward);
    op.phase = OP_STEP;
    for (size_t i = 0; i < OP_N_UPDATES; i++) {
        op.update = (enum op_update)i;
        op_load(&op, &plain, &load);
        snprintf(what, sizeof what, "bytes of a step with %s",
                 op_update_names[i]);
        near(load.bytes, 4 * (3 * all + 5 * out + words[i] * all), 0, what);
    }
    near(load.flop, 3 * forward.flop, 0, "a step is three products");
    op.bias = true;
    op.update = OP_UPDATE_SGD;
    op_load(&op, &stacks[SESSION], &load);
    near(load.bytes,
         4 * (3 * all + 4 * (in + out) + 4 * out + 5 * out + 3 * all), 0,
         "with layout changes and a bias, forth and back");
}

static void test_others(void) {
    struct op op = op_of(OP_MAXPOOL2D);
    struct op_load load;
    double m, n, k;

    op.batch = 6;
    op.in_ch = op.out_ch = 21;
    op.in_h = op.in_w = 15;
    op.out_h = op.out_w = 8;
    op.kernel_h = op.kernel_w = 3;
    op.stride_h = op.stride_w = 2;
    op.pad_h = op.pad_w = 1;
    op_load(&op, &stacks[FETCH], &load);
    /* 2 + 6 x 3 + 2 taps a side. */
    near(load.flop, 6.0 * 21 * 22 * 22, 0, "pooling: taps within the map");
    near(load.bytes, 4.0 * 6 * 21 * (15 * 15 + 8 * 8), 0, "pooling: bytes");
    near(load.copy_bytes, 4.0 * 6 * 21 * 8 * 8, 0, "pooling: output fetched");
    op_product(&op, &m, &n, &k);
    ok(m == 6 * 21 * 64 && n == 1 && k == 9, "pooling: outputs and taps");

    op = op_elements(OP_BATCHNORM, 6, 21, 15);
    op_load(&op, &plain, &load);
    near(load.bytes, 2 * 4.0 * 6 * 21 * 225, 0, "batch norm: read, written");
    near(load.flop, 4.0 * 6 * 21 * 225, 0, "batch norm: operations");
    op.kind = OP_BINARY;
    op_load(&op, &plain, &load);
    near(load.bytes, 3 * 4.0 * 6 * 21 * 225, 0, "binary: two read");
    op.kind = OP_UNARY;
    op_load(&op, &plain, &load);
    near(load.bytes, 2 * 4.0 * 6 * 21 * 225, 0, "unary: one read");
    op_product(&op, &m, &n, &k);
    ok(m == 6 * 21 * 225 && n == 1 && k == 1, "unary: elements");
    op = op_of(OP_SOFTMAX);
    op.m = 37;
    op.n = 1003;
    op_load(&op, &stacks[FETCH], &load);
    near(load.bytes, 2 * 4.0 * 37 * 1003, 0, "softmax: read, written");
    near(load.copy_bytes, 4.0 * 37 * 1003, 0, "softmax: output fetched");
    op_product(&op, &m, &n, &k);
    ok(m == 37 && n == 1003 && k == 1, "softmax: rows and columns");
}

static void test_product(void) {
    struct op op = odd_conv();
    double m, n, k, product;

    op_product(&op, &m, &n, &k);
    ok(m == 3 * 7 * 4 && n == 9 && k == 7 * 15, "forward convolution");
    product = m * n * k;
    op.phase = OP_BACKWARD_WEIGHTS;
    op_product(&op, &m, &n, &k);
    ok(m == 7 * 15 && n == 9 && k == 3 * 7 * 4, "gradient of the weights");
    near(m * n * k, product, 0, "is the same product turned round");
    op.phase = OP_BACKWARD_DATA;
    op_product(&op, &m, &n, &k);
    ok(m == 3 * 13 * 11 && n == 7 && k == 9 * 15, "gradient of the data");
    op = op_conv(5, 12, 17, 20, 4, 3);
    op.groups = 4;
    op_product(&op, &m, &n, &k);
    ok(m == 5 * 36 && n == 5 && k == 3 * 16, "one group of a convolution");
    op.phase = OP_BACKWARD_DATA;
    op_product(&op, &m, &n, &k);
    ok(m == 5 * 289 && n == 3 && k == 5 * 16, "of its gradient of the data");
    op.phase = OP_BACKWARD_WEIGHTS;
    op_product(&op, &m, &n, &k);
    ok(m == 3 * 16 && n == 5 && k == 5 * 36, "and of that of the weights");
    op = op_dense(23, 41, 67);
    op_product(&op, &m, &n, &k);
    ok(m == 23 && n == 41 && k == 67, "dense");
}

/* Everything in an operation counts in its hash and in equality. */
static void test_identity(void) {
    enum { FIRST = offsetof(struct op, batch) };
    const struct op op = odd_conv();
    struct op changed[7 + (sizeof op - FIRST) / sizeof(double)];
    size_t n = 0, total = sizeof changed / sizeof *changed, different = 0;
    struct op copy = op;

    for (size_t i = 0; i < total; i++)
        changed[i] = op;
    changed[n++].kind = OP_MAXPOOL2D;
    changed[n++].phase = OP_BACKWARD_DATA;
    changed[n++].update = OP_UPDATE_ADAM;
    changed[n++].activation = OP_CURVED;
    changed[n++].bias = true;
    changed[n++].transpose_a = true;
    changed[n++].transpose_b = true;
    for (size_t at = FIRST; at < sizeof op; at += sizeof(double)) {
        const double other = 1234.5;

        memcpy((char *)&changed[n++] + at, &other, sizeof other);
    }
    is_int((long long)n, 7 + 17, "members of an operation");
    for (size_t i = 0; i < total; i++)
        different += op_hash(&changed[i], 5) != op_hash(&op, 5) &&
                     !op_equal(&changed[i], &op);
    is_int((long long)different, (long long)total,
           "each changes the hash and equality");
    ok(op_equal(&copy, &op) && op_hash(&copy, 5) == op_hash(&op, 5),
       "a copy is equal");
    ok(op_hash(&op, 6) != op_hash(&op, 5), "another seed, another hash");
}

static void test_stack_names(void) {
    struct err e = {0};
    size_t i = 99;

    ok(stack_find("cudnn-loop", &i, &e) && i == LOOP, "a stack by name");
    ok(stack_find(STACK_KERNELS, &i, &e) && i == STACK_N, "all kernel stacks");
    ok(!stack_find("tensorflow1-fetsh", &i, &e) && e.code == ERR_INPUT,
       "an unknown stack");
    has_str(e.text, "'tensorflow1-fetsh'", "is named");
    has_str(e.text, "did you mean 'tensorflow1-fetch'?", "with the nearest");
    has_str(e.text, "gpuscape list stacks", "and where all are");
    ok(!stack_find("x\n$(reboot)", &i, &e), "a hostile name");
    has_str(e.text, "x\\x0a$(reboot)", "is shown safely");
    ok(strstr(e.text, "did you mean") == NULL, "and nothing is near it");
    is_int((long long)stack_of("perfnet", "session_step_fetch"), FETCH,
           "a stack by source and timing");
    is_int((long long)stack_of("perfnet", "session_step"), STACK_N,
           "both must fit");
    for (size_t s = 0; s < STACK_N; s++)
        if (!stack_find(stacks[s].name, &i, &e) || i != s)
            ok(false, "stack %s finds itself", stacks[s].name);
}

int main(void) {
    test_conv_flop();
    test_stacks();
    test_step();
    test_others();
    test_product();
    test_identity();
    test_stack_names();
    return done();
}

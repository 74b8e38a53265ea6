/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/measurement.h"

#include "base/file.h"
#include "base/mem.h"
#include "predict/stack.h"
#include "synthetic.h"
#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

#include <zlib.h>

static char folder[] = "/tmp/test-measurement-XXXXXX";

static const char header[] =
    "source,framework,device,op,phase,optimizer,precision,batch,in_h,in_w,"
    "in_ch,out_h,out_w,out_ch,kernel_h,kernel_w,stride_h,stride_w,pad,pad_h,"
    "pad_w,groups,activation,bias,m,n,k,trans,seq_len,time_ms,time_min_ms,"
    "time_max_ms,time_std_ms,timing,impl,network,layer\n";

/* Kept: 0 convolution step, 1 gemm, 2 relu by m and n, 3 add with a shape,
 * 4 fetch pooling of a network, 5 dense, 6 gemm with the other transposed. */
static const char kept[] =
    "justus2018,tensorflow-1,GeForce GTX 1080 Ti,conv2d,"
    "forward_backward_update,rmsprop,fp32,9,71,73,100,34,35,97,4,5,2,3,same,"
    "1.0,0.5,2,sigmoid,1,,,,,,3.42892,3.3,3.7,0.15,session_step,,,\n"
    "deepbench,cublas,Tesla V100 SXM2 16 GB,gemm,forward,none,fp32,,,,,,,,,,"
    ",,,,,,,,1760,16,1761,NT,,0.058,,,,kernel_loop,,,\n"
    "neusight,pytorch-2.1,Tesla P4,relu,forward,none,fp32,,,,,,,,,,,,,,,,,,"
    "127,168,,,,0.0541376,,,,cuda_event,,,\n"
    "dlperf,cudnn-7.6,Tesla V100 SXM2 16 GB,add,forward,none,fp32,5,112,113,"
    "3,,,,,,,,,,,,,,5,37968,,,,0.01929,,,,kernel_event,,ArcFace,\n"
    "perfnet,tensorflow-1,GeForce GTX 1080 Ti,maxpool2d,forward,none,fp32,15,"
    "98,97,57,32,33,57,5,5,3,3,valid,0.0,0.0,,,,,,,,,0.565767,,,,"
    "session_step_fetch,,VGG16,pool1\n"
    "perfnet,tensorflow-1,GeForce GTX 1080 Ti,dense,forward,,fp32,35,,,1420,"
    ",,2379,,,,,,,,,relu,1,35,2379,1420,NN,,0.332355,,,,session_step_fetch,,,\n"
    "deepbench,cublas,Tesla V100 SXM2 16 GB,gemm,forward,none,fp32,,,,,,,,,,"
    ",,,,,,,,35,8457,4096,TN,,0.31,,,,kernel_loop,,,\n";

/* Each for another reason: unknown device, another vendor, precision,
 * operation, phase, source with another timing, optimizer. */
static const char skipped[] =
    "neusight,p,GeForce GTX 4711,relu,forward,none,fp32,,,,,,,,,,,,,,,,,,127,"
    "168,,,,0.05,,,,cuda_event,,,\n"
    "neusight,p,Radeon Instinct MI100,relu,forward,none,fp32,,,,,,,,,,,,,,,,"
    ",,127,168,,,,0.05,,,,cuda_event,,,\n"
    "neusight,p,Tesla P4,relu,forward,none,fp16,,,,,,,,,,,,,,,,,,127,168,,,,"
    "0.05,,,,cuda_event,,,\n"
    "neusight,p,Tesla P4,bmm,forward,none,fp32,3,,,,,,,,,,,,,,,,,127,168,9,,,"
    "0.05,,,,cuda_event,,,\n"
    "neusight,p,Tesla P4,relu,backward,none,fp32,,,,,,,,,,,,,,,,,,127,168,,,,"
    "0.05,,,,cuda_event,,,\n"
    "neusight,p,Tesla P4,relu,forward,none,fp32,,,,,,,,,,,,,,,,,,127,168,,,,"
    "0.05,,,,kernel_loop,,,\n"
    "neusight,p,Tesla P4,relu,forward,lion,fp32,,,,,,,,,,,,,,,,,,127,168,,,,"
    "0.05,,,,cuda_event,,,\n";

static void check_convolution(const struct measurement *r) {
    const struct op *op = &r->op;

    ok(op->kind == OP_CONV2D && op->phase == OP_STEP &&
           op->update == OP_UPDATE_RMSPROP && op->activation == OP_CURVED &&
           op->bias,
       "a convolution's words");
    ok(op->batch == 9 && op->in_h == 71 && op->in_w == 73 && op->in_ch == 100 &&
           op->out_h == 34 && op->out_w == 35 && op->out_ch == 97,
       "its maps");
    ok(op->kernel_h == 4 && op->kernel_w == 5 && op->stride_h == 2 &&
           op->stride_w == 3 && op->pad_h == 1 && op->pad_w == 0.5 &&
           op->groups == 2,
       "its window");
    ok(op->m == 1 && op->n == 1 && op->k == 1, "and no product");
    ok(r->stack == SESSION && r->time_ms == 3.42892 && !r->of_network,
       "its stack and time");
}

static void check_others(const struct measurements *m) {
    const struct measurement *r = m->rows;
    const struct op *op = &r[1].op;

    ok(op->kind == OP_DENSE && op->m == 1760 && op->n == 16 && op->k == 1761 &&
           !op->transpose_a && op->transpose_b && op->batch == 1760 &&
           op->in_ch == 1761 && op->out_ch == 16 && r[1].stack == LOOP,
       "a gemm is a dense layer");
    is_str(m->devices[r[1].device].name, "Tesla V100 SXM2 16 GB", "on a V100");
    op = &r[2].op;
    ok(op->kind == OP_UNARY && op->batch == 127 && op->in_ch == 168 &&
           op->in_h == 1 && op->out_ch == 168 && op->m == 1 &&
           r[2].stack == EVENTS,
       "an element-wise row by rows and columns");
    op = &r[3].op;
    ok(op->kind == OP_BINARY && op->batch == 5 && op->in_ch == 3 &&
           op->in_h == 112 && op->in_w == 113 && op->out_w == 113 && op->n == 1,
       "one with a shape keeps it");
    op = &r[4].op;
    ok(op->kind == OP_MAXPOOL2D && op->out_h == 32 && op->out_w == 33 &&
           op->stride_h == 3 && op->groups == 1 && r[4].stack == FETCH &&
           r[4].of_network,
       "pooling of a network");
    op = &r[5].op;
    ok(op->kind == OP_DENSE && op->activation == OP_RELU && op->bias &&
           op->m == 35 && op->n == 2379 && op->k == 1420 && !op->transpose_a &&
           !op->transpose_b,
       "a dense layer");
    op = &r[6].op;
    ok(op->transpose_a && !op->transpose_b && r[6].device == r[1].device,
       "a gemm with its first factor transposed");
}

static void test_read(void) {
    char *path = file_join(folder, "a $(b).csv");
    char *packed = file_join(folder, "packed.csv.gz");
    char *text = mem_printf("%s%s%s", header, kept, skipped);
    struct measurements m = {0}, z = {0};
    struct err e = {0};
    gzFile gz;

    write_text(path, text);
    gz = gzopen(packed, "wb");
    gzputs(gz, text);
    gzclose(gz);
    if (!ok(measurements_read(&m, path, &e), "a table is read"))
        printf("# %s\n", e.text);
    is_int((long long)m.n, 7, "rows kept");
    is_int((long long)m.n_skipped, 7, "rows skipped");
    is_int((long long)m.n_devices, 3, "devices that have rows");
    if (m.n == 7) {
        check_convolution(m.rows);
        check_others(&m);
    }
    ok(measurements_read(&z, packed, &e), "the same through gzip");
    ok(m.n == z.n && memcmp(m.rows, z.rows, m.n * sizeof *m.rows) == 0,
       "gives the same rows");
    ok(measurements_read(&z, path, &e) && z.n == 14 && z.n_skipped == 14 &&
           z.n_devices == 3 && z.rows[13].device == m.rows[6].device,
       "a second table is appended");
    measurements_free(&m);
    measurements_free(&z);
    ok(z.rows == NULL && z.n == 0 && z.n_devices == 0, "freed");
    unlink(path);
    unlink(packed);
    free(path);
    free(packed);
    free(text);
}

/* One row of the convolutions is changed: the second row, line 3. */
static void test_wrong_cells(void) {
    static const struct {
        const char *old, *new, *says;
    } wrongs[] = {
        {",9,71,", ",nine,71,", ":3: column batch: "},
        {",9,71,", ",0,71,", ":3: column batch: found 0, expected at least 1"},
        {",71,73,", ",-71,73,", ":3: column in_h: found -71"},
        {",1.0,0.5,2,", ",1.0,-0.5,2,", ":3: column pad_w: found -0.5"},
        {",1.0,0.5,2,", ",1.0,0.5,0x2,", ":3: column groups: "},
        {",3.42892,", ",0,", ":3: column time_ms: found 0, expected a time"},
        {",3.42892,", ",-2.5,", ":3: column time_ms: found -2.5"},
        {",3.42892,", ",nan,", ":3: column time_ms: "},
        {",3.42892,", ",,", ":3: column time_ms: "},
        {",session_step,,,", ",session_step,,,,", ":3"},
    };
    char *path = file_join(folder, "wrong.csv");
    char *row = mem_printf("%.*s", (int)(strchr(kept, '\n') - kept + 1), kept);

    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        char *damaged = replaced(row, wrongs[i].old, wrongs[i].new);
        char *text = mem_printf("%s%s%s", header, row, damaged);
        struct measurements m = {0};
        struct err e = {0};

        write_text(path, text);
        ok(!measurements_read(&m, path, &e) && e.code == ERR_INPUT &&
               strncmp(e.text, path, strlen(path)) == 0,
           "'%s' for '%s' is refused, with the file", wrongs[i].new,
           wrongs[i].old);
        has_str(e.text, wrongs[i].says, "line and column");
        measurements_free(&m);
        free(damaged);
        free(text);
    }
    unlink(path);
    free(path);
    free(row);
}

static void test_wrong_tables(void) {
    char *path = file_join(folder, "wrong.csv");
    char *damaged = replaced(header, "groups", "gruops");
    struct measurements m = {0};
    struct err e = {0};

    write_text(path, damaged);
    ok(!measurements_read(&m, path, &e), "a table without a column");
    has_str(e.text, "'groups'", "names it");
    has_str(e.text, "'gruops'", "and the nearest there is");
    unlink(path);
    ok(!measurements_read(&m, path, &e), "a table that is not there");
    has_str(e.text, path, "is named");
    write_text(path, header);
    ok(measurements_read(&m, path, &e) && m.n == 0 && m.n_skipped == 0,
       "a table without rows has none");
    measurements_free(&m);
    unlink(path);
    free(path);
    free(damaged);
}

static void test_twins(void) {
    struct device a = device_named("tesla-v100-sxm2-16gb");
    struct device b = device_named("tesla-v100-pcie-32gb");
    struct device c = device_named("titan-xp");
    struct device d = device_named("titan-x-pascal");

    ok(measurement_twins(&a, &b), "two V100 are one to a predictor");
    ok(!measurement_twins(&c, &d), "30 and 28 multiprocessors are not");
    ok(!measurement_twins(&a, &c), "nor are two architectures");
    b = a;
    strcpy(b.name, "anything");
    b.memory_bandwidth_gbs *= 2;
    ok(measurement_twins(&a, &b), "names and memory do not tell them apart");
    b.cores_per_sm *= 2;
    ok(!measurement_twins(&a, &b), "cores do");
}

/* The measurements that the shipped model was trained on, where they are. */
static void test_shared(void) {
    const char *shared = getenv("GPUSCAPE_SHARED");
    struct measurements m = {0};
    struct err e = {0};
    const struct measurement *r;
    size_t forward = 0;
    char *path;

    if (shared == NULL) {
        skip("real measurements", "GPUSCAPE_SHARED is not set");
        return;
    }
    path = mem_printf("%s/data/layers/justus2018_conv2d.csv.gz", shared);
    if (!ok(measurements_read(&m, path, &e), "real measurements are read"))
        printf("# %s\n", e.text);
    for (size_t i = 0; i < m.n; i++)
        forward += m.rows[i].op.phase == OP_FORWARD;
    is_int((long long)m.n_devices, 6, "devices of justus2018");
    is_int((long long)m.n, 157280, "rows");
    is_int((long long)forward, 78567, "of which forward");
    is_int((long long)m.n_skipped, 0, "none skipped");
    r = m.rows;
    if (m.n > 0)
        ok(r->op.batch == 9 && r->op.in_h == 71 && r->op.in_ch == 100 &&
               r->op.out_h == 34 && r->op.out_ch == 97 && r->op.kernel_w == 4 &&
               r->op.stride_h == 2 && r->op.update == OP_UPDATE_RMSPROP &&
               r->op.activation == OP_RELU && r->op.phase == OP_STEP &&
               r->time_ms == 3.42892 &&
               strcmp(m.devices[r->device].name, "GeForce GTX 1080 Ti") == 0,
           "the first row");
    measurements_free(&m);
    free(path);
}

int main(void) {
    if (!ok(mkdtemp(folder) != NULL, "a scratch folder"))
        return done();
    test_read();
    test_wrong_cells();
    test_wrong_tables();
    test_twins();
    test_shared();
    ok(rmdir(folder) == 0, "nothing is left");
    return done();
}

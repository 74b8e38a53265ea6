/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/measurement.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "predict/stack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of the schema that are read, in the order of this list. */
/* clang-format off */
#define COLUMNS(X) \
    X(source) X(device) X(op) X(phase) X(optimizer) X(precision) X(batch) \
    X(in_h) X(in_w) X(in_ch) X(out_h) X(out_w) X(out_ch) \
    X(kernel_h) X(kernel_w) X(stride_h) X(stride_w) X(pad_h) X(pad_w) \
    X(groups) X(activation) X(bias) X(m) X(n) X(k) X(trans) \
    X(time_ms) X(timing) X(network)
/* clang-format on */

enum column {
#define X(name) COLUMN_##name,
    COLUMNS(X)
#undef X
        COLUMN_N
};

static const char *const column_names[COLUMN_N] = {
#define X(name) #name,
    COLUMNS(X)
#undef X
};

/* Operations of the tables and the kind that each is taken as. */
static const struct {
    const char *name;
    enum op_kind kind;
} operations[] = {
    {"conv2d", OP_CONV2D},       {"dense", OP_DENSE},
    {"gemm", OP_DENSE},          {"gemv", OP_DENSE},
    {"maxpool2d", OP_MAXPOOL2D}, {"avgpool2d", OP_AVGPOOL2D},
    {"batchnorm", OP_BATCHNORM}, {"softmax", OP_SOFTMAX},
    {"relu", OP_UNARY},          {"tanh", OP_UNARY},
    {"sigmoid", OP_UNARY},       {"dropout", OP_UNARY},
    {"add", OP_BINARY},          {"mul", OP_BINARY},
};

/* The catalogue by device name, read once for all tables. */
struct catalogue {
    struct device *devices;
    size_t n;
};

static bool catalogue_load(struct catalogue *c, struct err *e) {
    size_t n;
    char **names = file_list("devices", &n);
    bool good = true;

    *c = (struct catalogue){mem_alloc(n, sizeof *c->devices), 0};
    if (n == 0)
        good = err_set(e, ERR_INPUT,
                       "no device files are found: look for the folder "
                       "'devices', or let GPUSCAPE_DATA name its parent");
    for (size_t i = 0; good && i < n; i++) {
        good = device_load(&c->devices[c->n], names[i], e);
        c->n += good && strcmp(c->devices[c->n].status, "real") == 0;
    }
    file_list_free(names, n);
    return good;
}

enum { DEVICE_UNKNOWN = 65535 };

/* Index of the device named in a row; DEVICE_UNKNOWN when the catalogue lacks
 * it or another vendor made it. */
static size_t find_device(struct measurements *m, const struct catalogue *c,
                          const char *name) {
    for (size_t i = m->n_devices; i-- > 0;)
        if (strcmp(m->devices[i].name, name) == 0)
            return i;
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->devices[i].name, name) == 0) {
            if (strcmp(c->devices[i].vendor, "NVIDIA") != 0)
                return DEVICE_UNKNOWN;
            m->devices = mem_grow(m->devices, &m->devices_capacity,
                                  m->n_devices + 1, sizeof *m->devices);
            m->devices[m->n_devices] = c->devices[i];
            return m->n_devices++;
        }
    return DEVICE_UNKNOWN;
}

/* A cell that may be empty: then `absent`.  Else a number of at least `low`. */
static bool cell(const struct csv *csv, const size_t columns[],
                 enum column column, double low, double absent, double *out,
                 struct err *e) {
    *out = absent;
    if (csv_cell(csv, columns[column])[0] == '\0')
        return true;
    if (!csv_number(csv, columns[column], out, e))
        return false;
    if (*out < low)
        return csv_fail(csv, columns[column], e,
                        "found %g, expected at least %g", *out, low);
    return true;
}

static bool read_sizes(const struct csv *csv, const size_t c[], struct op *op,
                       struct err *e) {
    const struct {
        enum column column;
        double low, absent, *out;
    } sizes[] = {
        {COLUMN_batch, 1, 1, &op->batch},
        {COLUMN_in_h, 1, 1, &op->in_h},
        {COLUMN_in_w, 1, 1, &op->in_w},
        {COLUMN_in_ch, 1, 1, &op->in_ch},
        {COLUMN_out_h, 1, 1, &op->out_h},
        {COLUMN_out_w, 1, 1, &op->out_w},
        {COLUMN_out_ch, 1, 1, &op->out_ch},
        {COLUMN_kernel_h, 1, 1, &op->kernel_h},
        {COLUMN_kernel_w, 1, 1, &op->kernel_w},
        {COLUMN_stride_h, 1, 1, &op->stride_h},
        {COLUMN_stride_w, 1, 1, &op->stride_w},
        {COLUMN_pad_h, 0, 0, &op->pad_h},
        {COLUMN_pad_w, 0, 0, &op->pad_w},
        {COLUMN_groups, 1, 1, &op->groups},
        {COLUMN_m, 1, 1, &op->m},
        {COLUMN_n, 1, 1, &op->n},
        {COLUMN_k, 1, 1, &op->k},
    };

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (!cell(csv, c, sizes[i].column, sizes[i].low, sizes[i].absent,
                  sizes[i].out, e))
            return false;
    return true;
}

/* Element-wise rows give m rows of n elements; one form for all. */
static void settle(struct op *op) {
    bool element_wise = op->kind == OP_UNARY || op->kind == OP_BINARY ||
                        op->kind == OP_BATCHNORM;

    if (element_wise &&
        op->batch * op->in_ch * op->in_h * op->in_w < op->m * op->n) {
        op->batch = op->m;
        op->in_ch = op->n;
        op->in_h = op->in_w = 1;
    }
    if (element_wise) {
        op->out_ch = op->in_ch;
        op->out_h = op->in_h;
        op->out_w = op->in_w;
    }
    if (element_wise || op->kind == OP_CONV2D || op->kind == OP_MAXPOOL2D ||
        op->kind == OP_AVGPOOL2D)
        op->m = op->n = op->k = 1;
    if (op->kind == OP_DENSE || op->kind == OP_SOFTMAX) {
        op->batch = op->m;
        op->in_ch = op->kind == OP_DENSE ? op->k : op->n;
        op->out_ch = op->n;
        op->in_h = op->in_w = op->out_h = op->out_w = 1;
    }
}

static enum op_activation activation_of(const char *text) {
    if (text[0] == '\0' || strcmp(text, "none") == 0)
        return OP_LINEAR;
    return strcmp(text, "relu") == 0 ? OP_RELU : OP_CURVED;
}

/* Fills a row from the present line: 1 kept, 0 not for us, -1 a failure. */
static int read_row(struct measurement *row, const struct csv *csv,
                    const size_t c[], struct err *e) {
    const char *op_name = csv_cell(csv, c[COLUMN_op]);
    const char *trans = csv_cell(csv, c[COLUMN_trans]);
    const char *optimizer = csv_cell(csv, c[COLUMN_optimizer]);
    size_t known = 0, n = sizeof operations / sizeof *operations;
    size_t stack = stack_of(csv_cell(csv, c[COLUMN_source]),
                            csv_cell(csv, c[COLUMN_timing]));
    size_t phase =
        text_index(csv_cell(csv, c[COLUMN_phase]), op_phase_names, OP_N_PHASES);
    size_t update = text_index(optimizer[0] != '\0' ? optimizer : "none",
                               op_update_names, OP_N_UPDATES);

    while (known < n && strcmp(operations[known].name, op_name) != 0)
        known++;
    if (known == n || stack == STACK_N || phase == OP_N_PHASES ||
        update == OP_N_UPDATES ||
        strcmp(csv_cell(csv, c[COLUMN_precision]), "fp32") != 0)
        return 0;
    memset(row, 0, sizeof *row);
    row->stack = (unsigned short)stack;
    row->op.kind = operations[known].kind;
    row->op.phase = (enum op_phase)phase;
    row->op.update = (enum op_update)update;
    row->op.activation = activation_of(csv_cell(csv, c[COLUMN_activation]));
    row->op.bias = strcmp(csv_cell(csv, c[COLUMN_bias]), "1") == 0;
    row->op.transpose_a = trans[0] == 'T';
    row->op.transpose_b = trans[0] != '\0' && trans[1] == 'T';
    if (!read_sizes(csv, c, &row->op, e))
        return -1;
    settle(&row->op);
    if (!csv_number(csv, c[COLUMN_time_ms], &row->time_ms, e))
        return -1;
    if (row->time_ms <= 0) {
        csv_fail(csv, c[COLUMN_time_ms], e,
                 "found %g, expected a time above 0 ms", row->time_ms);
        return -1;
    }
    return 1;
}

/* 1 + index of a network by name, 0 for no name. */
static unsigned short network_index(struct measurements *m, const char *name) {
    char known[MEASUREMENT_NETWORK_MAX];
    size_t i = 0;

    if (name[0] == '\0')
        return 0;
    snprintf(known, sizeof known, "%.31s", name);
    while (i < m->n_networks && strcmp(m->networks[i], known) != 0)
        i++;
    if (i == m->n_networks) {
        m->networks = mem_grow(m->networks, &m->networks_capacity,
                               m->n_networks + 1, sizeof *m->networks);
        memcpy(m->networks[m->n_networks++], known, sizeof known);
    }
    return i < DEVICE_UNKNOWN ? (unsigned short)(i + 1) : DEVICE_UNKNOWN;
}

static bool read_rows(struct measurements *m, struct csv *csv,
                      const struct catalogue *catalogue, struct err *e) {
    size_t columns[COLUMN_N];
    int more;

    for (size_t i = 0; i < COLUMN_N; i++)
        if (!csv_find(csv, column_names[i], &columns[i], e))
            return false;
    while ((more = csv_next(csv, e)) == 1) {
        struct measurement row;
        int kept = read_row(&row, csv, columns, e);
        size_t device;

        if (kept < 0)
            return false;
        device = kept ? find_device(m, catalogue,
                                    csv_cell(csv, columns[COLUMN_device]))
                      : DEVICE_UNKNOWN;
        if (device == DEVICE_UNKNOWN) {
            m->n_skipped++;
            continue;
        }
        row.device = (unsigned short)device;
        row.of_network =
            network_index(m, csv_cell(csv, columns[COLUMN_network]));
        m->rows = mem_grow(m->rows, &m->capacity, m->n + 1, sizeof *m->rows);
        m->rows[m->n++] = row;
    }
    return more == 0;
}

bool measurements_read(struct measurements *m, const char *path,
                       struct err *e) {
    struct catalogue catalogue;
    struct csv *csv = NULL;
    bool good = catalogue_load(&catalogue, e) &&
                (csv = csv_open(path, e)) != NULL &&
                read_rows(m, csv, &catalogue, e);

    csv_close(csv);
    free(catalogue.devices);
    return good;
}

void measurements_free(struct measurements *m) {
    free(m->rows);
    free(m->devices);
    free(m->networks);
    *m = (struct measurements){0};
}

bool measurement_twins(const struct device *a, const struct device *b) {
    return strcmp(a->architecture, b->architecture) == 0 &&
           a->sm_count == b->sm_count && a->cores_per_sm == b->cores_per_sm;
}

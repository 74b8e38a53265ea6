/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/network_times.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "network/workload.h"
#include "predict/composition.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const network_skip_texts[NETWORK_N_SKIPS] = {
#define X(NAME, text) text,
    NETWORK_SKIPS(X)
#undef X
};

const char *const network_phase_names[NETWORK_N_PHASES] = {
    "forward", "forward_in_training", "forward_backward",
    "forward_backward_update"};

/* Columns that are read, in the order of this list. */
/* clang-format off */
#define COLUMNS(X) \
    X(source) X(framework) X(device) X(network) X(phase) X(optimizer) \
    X(precision) X(batch) X(in_h) X(n_gpu) X(mode) X(kind) X(time_ms) X(note)
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

/* What a source means by a network, and how its harness runs it.  The first
 * row that fits holds; NULL fits all. */
static const struct {
    const char *source, *network, *file;
} files[] = {
    /* Two towers. */
    {"cnn-benchmarks", "alexnet", "alexnet-grouped"},
    /* 96 first filters in one tower, as PerfNet's. */
    {"mxnet-docs", "alexnet", "perfnet-alexnet"},
    {"perfnet", "alexnet", "perfnet-alexnet"},
    {"perfnet", "lenet", "perfnet-lenet"},
    {NULL, "inceptionv3", "inception-v3"},
    {NULL, "mobilenet_v2", "mobilenet-v2"},
    {NULL, "squeezenet1_1", "squeezenet1-1"},
};

static const struct {
    const char *source;
    bool copies; /* times the input's way to the device */
    bool trains; /* forward runs in training mode */
} harnesses[] = {
    {"cnn-benchmarks", false, true},
    {"pytorch-gpu-benchmark", true, false},
};

/* Rows that no prediction can answer for, whatever they say of themselves. */
static const struct {
    const char *source, *framework;
    enum network_skip skip;
} refused[] = {
    /* 17 and 55 ms a step beside what the layers take. */
    {"justus2018", NULL, NETWORK_SKIP_HARNESS},
    {"rtx2080-dl-benchmark", NULL, NETWORK_SKIP_HARNESS},
    {"caffe-docs", NULL, NETWORK_SKIP_HARNESS}, /* batch not stated */
    {"ai-matrix", NULL, NETWORK_SKIP_MODE},
    {"convnet-benchmarks", "CL-nn (Torch)", NETWORK_SKIP_MODE},
    {"convnet-benchmarks", "Caffe", NETWORK_SKIP_MODE},
    {"convnet-benchmarks", "Caffe (native)", NETWORK_SKIP_MODE},
    {"convnet-benchmarks", "Caffe-CLGreenTea", NETWORK_SKIP_MODE},
    {"convnet-benchmarks", "Torch-7 (native)", NETWORK_SKIP_MODE},
    {"convnet-benchmarks", "cudaconvnet2", NETWORK_SKIP_MODE},
    {"convnet-benchmarks", "fbfft (Torch)", NETWORK_SKIP_MODE},
    {"convnet-benchmarks", "Nervana-neon-fp32", NETWORK_SKIP_MODE},
};

static bool is_mode_of_cudnn(const char *mode) {
    return mode[0] == '\0' || strcmp(mode, "cudnn") == 0;
}

/* The reason to skip what the row says of itself, or NETWORK_N_SKIPS. */
static enum network_skip skip_of(const struct csv *csv, const size_t c[]) {
    const char *source = csv_cell(csv, c[COLUMN_source]);
    const char *framework = csv_cell(csv, c[COLUMN_framework]);

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (strcmp(refused[i].source, source) == 0 &&
            (refused[i].framework == NULL ||
             strcmp(refused[i].framework, framework) == 0))
            return refused[i].skip;
    if (strcmp(csv_cell(csv, c[COLUMN_precision]), "fp32") != 0)
        return NETWORK_SKIP_PRECISION;
    if (strstr(csv_cell(csv, c[COLUMN_note]), "TF32") != NULL)
        return NETWORK_SKIP_TF32;
    if (strcmp(csv_cell(csv, c[COLUMN_kind]), "end_to_end") != 0)
        return NETWORK_SKIP_LAYERS;
    if (!is_mode_of_cudnn(csv_cell(csv, c[COLUMN_mode])))
        return NETWORK_SKIP_MODE;
    if (strcmp(csv_cell(csv, c[COLUMN_n_gpu]), "1") != 0)
        return NETWORK_SKIP_GPUS;
    return NETWORK_N_SKIPS;
}

static size_t find_device(const struct network_times *t, const char *name) {
    size_t i = 0;

    while (i < t->n_devices && (strcmp(t->devices[i].name, name) != 0 ||
                                strcmp(t->devices[i].vendor, "NVIDIA") != 0))
        i++;
    return i;
}

/* Index of the network's description, or n_models when there is none. */
static bool find_model(struct network_times *t, const char *source,
                       const char *network, size_t *out, struct err *e) {
    const char *name = network;
    struct err absent;
    char *path;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(files[i].network, network) == 0 &&
            (files[i].source == NULL || strcmp(files[i].source, source) == 0)) {
            name = files[i].file;
            break;
        }
    for (*out = 0; *out < t->n_models; ++*out)
        if (strcmp(t->models[*out].name, name) == 0)
            return true;
    /* A name with a slash is a path to file_find (), never to a table. */
    if (strchr(name, '/') != NULL || strstr(name, ".cfg") != NULL)
        return true;
    path = file_find("networks", name, &absent);
    if (path == NULL)
        return true;
    t->models = mem_grow(t->models, &t->models_capacity, t->n_models + 1,
                         sizeof *t->models);
    free(path);
    if (!network_load(&t->models[t->n_models], name, e))
        return false;
    t->n_models++;
    return true;
}

static bool read_phase(const struct csv *csv, const size_t c[],
                       struct network_time *row, struct err *e) {
    const char *phase = csv_cell(csv, c[COLUMN_phase]);
    const char *optimizer = csv_cell(csv, c[COLUMN_optimizer]);
    size_t i = text_index(phase, network_phase_names, NETWORK_N_PHASES);
    char shown[TEXT_SHOWN_MAX];

    if (i == NETWORK_N_PHASES)
        return csv_fail(csv, c[COLUMN_phase], e,
                        "found '%s', expected forward, forward_in_training, "
                        "forward_backward or forward_backward_update",
                        text_shown(phase, shown));
    row->phase = row->run = (enum network_phase)i;
    row->optimizer = OPTIMIZER_SGD;
    if (strstr(optimizer, "momentum") != NULL)
        row->optimizer = OPTIMIZER_MOMENTUM;
    else if (strstr(optimizer, "adam") != NULL)
        row->optimizer = OPTIMIZER_ADAM;
    return true;
}

static bool read_numbers(const struct csv *csv, const size_t c[],
                         struct network_time *row, struct err *e) {
    double batch;

    if (!csv_number(csv, c[COLUMN_batch], &batch, e) ||
        !csv_number(csv, c[COLUMN_time_ms], &row->time_ms, e))
        return false;
    if (batch < 1 || batch > 1048576 || batch > floor(batch))
        return csv_fail(csv, c[COLUMN_batch], e,
                        "found %g, expected a whole number of images from 1",
                        batch);
    if (row->time_ms <= 0)
        return csv_fail(csv, c[COLUMN_time_ms], e,
                        "found %g, expected a time above 0 ms", row->time_ms);
    row->batch = (size_t)batch;
    return true;
}

static void read_harness(struct network_time *row) {
    for (size_t i = 0; i < sizeof harnesses / sizeof *harnesses; i++)
        if (strcmp(harnesses[i].source, row->source) == 0) {
            row->copies = harnesses[i].copies;
            if (harnesses[i].trains && row->phase == NETWORK_FORWARD)
                row->run = NETWORK_FORWARD_IN_TRAINING;
        }
}

/* Whether the image is of the size that the description is for. */
static bool is_input(const struct csv *csv, const size_t c[],
                     const struct network *model) {
    double side = 0, want = (double)model->input.height;
    struct err unused;

    /* Variants with 224 and 227 pixels are the same network. */
    return csv_cell(csv, c[COLUMN_in_h])[0] == '\0' ||
           (csv_number(csv, c[COLUMN_in_h], &side, &unused) &&
            fabs(side - want) <= 3);
}

static bool read_row(struct network_times *t, const struct csv *csv,
                     const size_t c[], struct err *e) {
    struct network_time row = {0};
    enum network_skip skip = skip_of(csv, c);

    if (skip != NETWORK_N_SKIPS) {
        t->skipped[skip]++;
        return true;
    }
    row.device = find_device(t, csv_cell(csv, c[COLUMN_device]));
    if (row.device == t->n_devices) {
        t->skipped[NETWORK_SKIP_DEVICE]++;
        return true;
    }
    if (!text_copy(row.source, sizeof row.source,
                   csv_cell(csv, c[COLUMN_source])) ||
        !text_copy(row.framework, sizeof row.framework,
                   csv_cell(csv, c[COLUMN_framework])) ||
        !text_copy(row.network, sizeof row.network,
                   csv_cell(csv, c[COLUMN_network])))
        return csv_fail(csv, c[COLUMN_source], e,
                        "source, framework or network is longer than %d "
                        "characters",
                        NETWORK_TEXT_MAX - 1);
    if (!find_model(t, row.source, row.network, &row.model, e))
        return false;
    if (row.model == t->n_models || !is_input(csv, c, &t->models[row.model])) {
        t->skipped[NETWORK_SKIP_NETWORK]++;
        return true;
    }
    if (!read_phase(csv, c, &row, e) || !read_numbers(csv, c, &row, e))
        return false;
    read_harness(&row);
    t->rows = mem_grow(t->rows, &t->capacity, t->n + 1, sizeof *t->rows);
    t->rows[t->n++] = row;
    return true;
}

/* The catalogue, once for all tables. */
static bool load_devices(struct network_times *t, struct err *e) {
    size_t n;
    char **names;
    struct err unused;

    if (t->devices != NULL)
        return true;
    names = file_list("devices", &n);
    t->devices = mem_alloc(n, sizeof *t->devices);
    for (size_t i = 0; i < n; i++)
        t->n_devices +=
            device_load(&t->devices[t->n_devices], names[i], &unused) &&
            strcmp(t->devices[t->n_devices].status, "real") == 0;
    file_list_free(names, n);
    return t->n_devices > 0 ||
           err_set(e, ERR_INPUT,
                   "no device files are found: look for the folder "
                   "'devices', or let GPUSCAPE_DATA name its parent");
}

bool network_times_read(struct network_times *t, const char *path,
                        struct err *e) {
    struct csv *csv = csv_open(path, e);
    size_t columns[COLUMN_N];
    bool good = csv != NULL;
    int more = 1;

    for (size_t i = 0; good && i < COLUMN_N; i++)
        good = csv_find(csv, column_names[i], &columns[i], e);
    good = good && load_devices(t, e);
    while (good && (more = csv_next(csv, e)) == 1)
        good = read_row(t, csv, columns, e);
    csv_close(csv);
    return good && more == 0;
}

void network_times_free(struct network_times *t) {
    for (size_t i = 0; i < t->n_models; i++)
        network_free(&t->models[i]);
    free(t->models);
    free(t->devices);
    free(t->rows);
    *t = (struct network_times){0};
}

double network_time_ms(const struct predictor *p, const struct network_times *t,
                       size_t row, const char *stack) {
    const struct network_time *r = &t->rows[row];
    const struct device *d = &t->devices[r->device];
    struct workload w = {.network = t->models[r->model],
                         .batch = r->batch,
                         .phase = r->run == NETWORK_FORWARD ? PHASE_INFERENCE
                                                            : PHASE_TRAINING,
                         .optimizer = r->optimizer};
    struct composition c;
    struct law law;
    struct err unused;
    double time_ms;

    if (!text_copy(w.stack, sizeof w.stack, stack) ||
        !composition_init(&c, p, &w, &unused))
        return (double)NAN;
    if (r->run == NETWORK_FORWARD_IN_TRAINING)
        composition_drop(&c, PART_BACKWARD);
    if (r->run != NETWORK_STEP)
        composition_drop(&c, PART_UPDATE);
    composition_law(&c, d, &law);
    for (size_t i = 0; !r->copies && i < law.n; i++)
        law.terms[i].link_ms_gbs = law.terms[i].copy_ms_gbs = 0;
    time_ms = law_time_ms(&law, d, NULL);
    law_free(&law);
    composition_free(&c);
    return time_ms;
}

bool network_rows_alike(const struct network_time *a,
                        const struct network_time *b) {
    return a->model == b->model && a->batch == b->batch && a->run == b->run &&
           a->optimizer == b->optimizer && a->copies == b->copies &&
           strcmp(a->source, b->source) == 0 &&
           strcmp(a->framework, b->framework) == 0;
}

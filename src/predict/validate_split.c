/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/validate.h"

#include "base/mem.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const validate_way_names[VALIDATE_N_WAYS] = {
    "device", "architecture", "random", "network"};

/* Of the random split, so that no training seed draws the same. */
static const uint64_t split_seed = 0x5eed0f5917ull;
enum { TEST_ONE_IN = 10 };

/* Devices that go out together get the same number. */
static bool together(enum validate_way way, const struct device *a,
                     const struct device *b) {
    return way == VALIDATE_DEVICE
               ? measurement_twins(a, b)
               : strcmp(a->architecture, b->architecture) == 0;
}

static void split_devices(struct validate_split *s,
                          const struct measurements *m) {
    s->device_fold = mem_alloc(m->n_devices, sizeof *s->device_fold);
    for (size_t d = 0; d < m->n_devices; d++) {
        size_t first = 0;

        while (!together(s->way, &m->devices[first], &m->devices[d]))
            first++;
        s->device_fold[d] =
            (unsigned short)(first < d ? s->device_fold[first] : s->n_folds++);
    }
    for (size_t i = 0; i < m->n; i++)
        s->fold[i] = s->device_fold[m->rows[i].device];
}

/* The letters that a network's name begins with, and whose child it is, so
 * that ResNet050-v1 and resnet152 are one family. */
static void family_of(const char *name, char out[MEASUREMENT_NETWORK_MAX]) {
    static const struct {
        const char *name, *family;
    } children[] = {{"caffenet", "alexnet"}, {"zfnet", "alexnet"},
                    {"rcnn", "alexnet"},     {"googlenet", "inception"},
                    {"arcface", "resnet"},   {"mnist", "lenet"}};
    size_t n = 0;

    if (strncasecmp(name, "bvlc_", 5) == 0)
        name += 5;
    while (isalpha((unsigned char)name[n]) && n + 1 < MEASUREMENT_NETWORK_MAX) {
        out[n] = (char)tolower((unsigned char)name[n]);
        n++;
    }
    out[n] = '\0';
    for (size_t i = 0; i < sizeof children / sizeof *children; i++)
        if (strcmp(out, children[i].name) == 0)
            strcpy(out, children[i].family);
}

static bool same_family(const char *a, const char *b) {
    char of_a[MEASUREMENT_NETWORK_MAX], of_b[MEASUREMENT_NETWORK_MAX];

    family_of(a, of_a);
    family_of(b, of_b);
    return strcmp(of_a, of_b) == 0;
}

static void split_networks(struct validate_split *s,
                           const struct measurements *m) {
    s->family_fold = mem_alloc(m->n_networks, sizeof *s->family_fold);
    for (size_t i = 0; i < m->n_networks; i++) {
        size_t first = 0;

        while (!same_family(m->networks[first], m->networks[i]))
            first++;
        s->family_fold[i] =
            (unsigned short)(first < i ? s->family_fold[first] : s->n_folds++);
    }
    for (size_t i = 0; i < m->n; i++)
        if (m->rows[i].of_network > 0)
            s->fold[i] = s->family_fold[m->rows[i].of_network - 1];
}

void validate_split_new(struct validate_split *s, const struct measurements *m,
                        enum validate_way way) {
    *s = (struct validate_split){.way = way};
    s->fold = mem_alloc(m->n, sizeof *s->fold);
    for (size_t i = 0; i < m->n; i++)
        s->fold[i] = VALIDATE_NO_FOLD;
    if (way == VALIDATE_DEVICE || way == VALIDATE_ARCHITECTURE) {
        split_devices(s, m);
    } else if (way == VALIDATE_NETWORK) {
        split_networks(s, m);
    } else {
        s->n_folds = 1;
        for (size_t i = 0; i < m->n; i++)
            if (op_hash(&m->rows[i].op, split_seed) % TEST_ONE_IN == 0)
                s->fold[i] = 0;
    }
}

void validate_split_free(struct validate_split *s) {
    free(s->fold);
    free(s->device_fold);
    free(s->family_fold);
    *s = (struct validate_split){0};
}

size_t validate_fold_of_device(const struct validate_split *s,
                               const struct measurements *m,
                               const struct device *d) {
    for (size_t i = 0; s->device_fold != NULL && i < m->n_devices; i++)
        if (together(s->way, &m->devices[i], d))
            return s->device_fold[i];
    return s->n_folds;
}

size_t validate_fold_of_network(const struct validate_split *s,
                                const struct measurements *m,
                                const char *network) {
    for (size_t i = 0; s->family_fold != NULL && i < m->n_networks; i++)
        if (same_family(m->networks[i], network))
            return s->family_fold[i];
    return s->n_folds;
}

static int by_value(const void *a, const void *b) {
    const uint64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

/* The rows that are not of a fold, nor of a shape that it holds. */
static struct measurements rows_outside(const struct measurements *m,
                                        const struct validate_split *s,
                                        size_t fold) {
    struct measurements out = {.devices = m->devices,
                               .n_devices = m->n_devices};
    uint64_t *held = mem_alloc(m->n, sizeof *held);
    size_t n_held = 0;

    for (size_t i = 0; i < m->n; i++)
        if (s->fold[i] == fold)
            held[n_held++] = op_hash(&m->rows[i].op, split_seed);
    qsort(held, n_held, sizeof *held, by_value);
    out.rows = mem_alloc(m->n, sizeof *out.rows);
    for (size_t i = 0; i < m->n; i++) {
        uint64_t hash = op_hash(&m->rows[i].op, split_seed);

        if (bsearch(&hash, held, n_held, sizeof *held, by_value) == NULL)
            out.rows[out.n++] = m->rows[i];
    }
    free(held);
    return out;
}

bool validate_train(struct predictor *p, const struct predictor_kind *kind,
                    const struct measurements *m,
                    const struct validate_split *s, size_t fold,
                    const struct train_options *options, struct err *e) {
    bool *excluded = mem_alloc(m->n_devices, sizeof *excluded);
    bool good;

    if (s->device_fold != NULL || fold == s->n_folds) {
        struct train_options others = *options;

        for (size_t d = 0; s->device_fold != NULL && d < m->n_devices; d++)
            excluded[d] = s->device_fold[d] == fold;
        /* Only devices that it never saw are asked of it. */
        others.cards = options->cards && fold == s->n_folds;
        good = predictor_train(p, kind, m, excluded, &others, e);
    } else {
        struct measurements rest = rows_outside(m, s, fold);

        good = predictor_train(p, kind, &rest, excluded, options, e);
        free(rest.rows);
    }
    free(excluded);
    return good;
}

void validate_device(const struct predictor *p, const struct measurements *m,
                     size_t device, struct validate_cells *out) {
    double *null_ms[STACK_N];
    struct validate_split one = {.n_folds = 1};
    struct validate_times times;

    one.fold = mem_alloc(m->n, sizeof *one.fold);
    for (size_t i = 0; i < m->n; i++)
        one.fold[i] = m->rows[i].device == device ? 0 : VALIDATE_NO_FOLD;
    for (size_t s = 0; s < STACK_N; s++) {
        null_ms[s] = mem_alloc(m->n_devices, sizeof *null_ms[s]);
        for (size_t d = 0; d < m->n_devices; d++)
            null_ms[s][d] = (double)NAN;
    }
    validate_times_new(&times, m->n);
    validate_predict(p, m, &one, 0, (const double *const *)null_ms, &times);
    validate_score(m, device, times.plain_ms, out);
    validate_times_free(&times);
    for (size_t s = 0; s < STACK_N; s++)
        free(null_ms[s]);
    validate_split_free(&one);
}

bool validate_left_out(const struct predictor_kind *kind,
                       const struct measurements *m, size_t device,
                       const struct train_options *options,
                       struct validate_cells *out, struct err *e) {
    struct validate_split split;
    struct predictor p = {0};
    bool good;

    validate_split_new(&split, m, VALIDATE_DEVICE);
    good = validate_train(&p, kind, m, &split, split.device_fold[device],
                          options, e);
    if (good)
        validate_device(&p, m, device, out);
    predictor_free(&p);
    validate_split_free(&split);
    return good;
}

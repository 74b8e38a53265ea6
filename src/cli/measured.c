/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/measured.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "predict/efficiency.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool measured_read(struct measurements *m, const char *const paths[], size_t n,
                   struct err *e) {
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(paths[i], paths[j]) == 0)
                return err_set(e, ERR_USAGE, "%s is given twice", paths[i]);
    for (size_t i = 0; i < n; i++)
        if (!measurements_read(m, paths[i], e))
            return false;
    if (m->n == 0)
        return err_set(e, ERR_INPUT,
                       "%s: none of %zu rows can be used: none is fp32, of a "
                       "known operation, phase and software stack (`gpuscape "
                       "list stacks`), and of an NVIDIA device of the "
                       "catalogue",
                       n == 1 ? paths[0] : "the tables", m->n_skipped);
    cli_note("read %zu rows of %zu devices from %zu %s; %zu more rows are not "
             "for these predictors",
             m->n, m->n_devices, n, n == 1 ? "table" : "tables", m->n_skipped);
    return true;
}

/* Names of all devices: files, then what the devices call themselves. */
struct names {
    char **files;
    size_t n_files, n;
    const char **all; /* n = 2 n_files; unreadable files have no own name */
    struct device *devices;
};

static void names_load(struct names *x) {
    x->files = file_list("devices", &x->n_files);
    x->n = 2 * x->n_files;
    x->all = mem_alloc(x->n, sizeof *x->all);
    x->devices = mem_alloc(x->n_files, sizeof *x->devices);
    for (size_t i = 0; i < x->n_files; i++) {
        struct err unused;

        x->all[i] = x->files[i];
        x->all[x->n_files + i] =
            device_load(&x->devices[i], x->files[i], &unused)
                ? x->devices[i].name
                : "";
    }
}

static void names_free(struct names *x) {
    file_list_free(x->files, x->n_files);
    free(x->all);
    free(x->devices);
}

bool measured_device(const struct measurements *m, const char *name,
                     struct device *out, struct err *e) {
    struct err unused;
    struct names names;
    char *path, shown[TEXT_SHOWN_MAX], near[CLI_NEAREST_MAX];
    size_t i;

    for (i = 0; i < m->n_devices; i++)
        if (strcmp(m->devices[i].name, name) == 0) {
            *out = m->devices[i];
            return true;
        }
    path = file_find("devices", name, &unused);
    free(path);
    if (path != NULL)
        return device_load(out, name, e);
    names_load(&names);
    i = text_index(name, names.all, names.n);
    if (i < names.n)
        *out = names.devices[i % names.n_files];
    else
        err_set(e, ERR_INPUT, "no device is called '%s'%s",
                text_shown(name, shown),
                cli_nearest(name, names.all, names.n, near));
    names_free(&names);
    return i < names.n;
}

struct device *measured_catalogue(size_t *n) {
    size_t n_files;
    char **files = file_list("devices", &n_files);
    struct device *devices = mem_alloc(n_files, sizeof *devices);
    struct err unused;

    *n = 0;
    for (size_t i = 0; i < n_files; i++)
        *n += device_load(&devices[*n], files[i], &unused);
    file_list_free(files, n_files);
    return devices;
}

size_t measured_twins(const struct measurements *m, const struct device *d,
                      bool flags[]) {
    size_t n = 0;

    for (size_t i = 0; i < m->n_devices; i++)
        if (measurement_twins(&m->devices[i], d)) {
            flags[i] = true;
            n++;
        }
    return n;
}

bool measured_options(const struct cli *c, size_t first,
                      struct train_options *out) {
    enum { MOST_EPOCHS = 10000, MOST_ROWS = 1000000 };
    const size_t most_seed = (size_t)1 << 52;
    size_t seed = (size_t)train_defaults.seed;

    *out = train_defaults;
    if (!cli_size(c, first + MEASURED_SEED, 0, most_seed, &seed) ||
        !cli_size(c, first + MEASURED_MEMBERS, 1, EFFICIENCY_MAX_MEMBERS,
                  &out->members) ||
        !cli_size(c, first + MEASURED_EPOCHS, 1, MOST_EPOCHS, &out->epochs) ||
        !cli_size(c, first + MEASURED_ROWS, 1, MOST_ROWS, &out->rows_per_group))
        return false;
    out->seed = seed;
    return true;
}

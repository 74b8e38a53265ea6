/* SPDX-License-Identifier: MIT
 *
 * A sweep: what a sweep file says, with everything it names loaded.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cfg.h"
#include "base/err.h"
#include "device/device.h"
#include "network/workload.h"

enum { SWEEP_NAME_MAX = 128, SWEEP_TITLE_MAX = 200, SWEEP_MAX_AXES = 12 };

enum axis_kind { AXIS_FIELD, AXIS_BATCH, AXIS_DEVICE };

/* A named range: of a device field, of the batch, or of whole devices. */
struct axis {
    enum axis_kind kind;
    char name[SWEEP_NAME_MAX]; /* the field, "batch" or "device" */
    size_t field;              /* AXIS_FIELD: index of device_fields */
    bool log;                  /* spaced evenly in the logarithm */
    size_t n;
    double *values;                /* owned; AXIS_DEVICE: 0, 1, ... */
    struct device *devices;        /* owned; AXIS_DEVICE only */
    char (*files)[SWEEP_NAME_MAX]; /* owned; their names as given */
};

struct objective {
    char column[SWEEP_NAME_MAX];
    bool maximise;
};

/* A figure as asked for; "" is left to the figure's own choice. */
struct sweep_plot {
    char kind[SWEEP_NAME_MAX], name[SWEEP_NAME_MAX], title[SWEEP_TITLE_MAX];
    char x[SWEEP_NAME_MAX], y[SWEEP_NAME_MAX], z[SWEEP_NAME_MAX];
    char series[SWEEP_NAME_MAX];
    bool log_x, log_y;
};

enum sweep_keep { KEEP_ALL, KEEP_FEASIBLE, KEEP_FRONT, KEEP_N };
extern const char *const sweep_keep_names[KEEP_N];

struct sweep {
    char name[SWEEP_NAME_MAX]; /* of the file, without folder and .cfg */
    char title[SWEEP_TITLE_MAX], question[SWEEP_TITLE_MAX];
    char base_file[SWEEP_NAME_MAX], reference_file[SWEEP_NAME_MAX];
    char model[SWEEP_NAME_MAX], costs[SWEEP_NAME_MAX];
    struct device base, reference;
    size_t n_workloads, n_axes, n_constraints, n_objectives, n_marks, n_plots;
    struct workload *workloads;
    char (*network_files)[SWEEP_NAME_MAX]; /* their networks, as named */
    struct axis *axes;
    char (*constraints)[SWEEP_TITLE_MAX];
    struct objective *objectives;
    struct device *marks;
    char (*mark_files)[SWEEP_NAME_MAX];
    struct sweep_plot *plots;
    enum sweep_keep keep;
    struct cfg *cfg; /* open, for sweep.cfg as run; the lists are owned */
};

/* Reads a sweep by name or path and applies `overrides` ("key=value").
 * Expressions, objectives and columns of plots are checked by plan_new (). */
bool sweep_load(struct sweep *s, const char *name,
                const char *const overrides[], size_t n_overrides,
                struct err *e);
void sweep_free(struct sweep *s);

/* Index of the axis of that name, or n_axes. */
size_t sweep_axis(const struct sweep *s, const char *name);

#endif

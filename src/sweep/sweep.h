/* SPDX-License-Identifier: MIT
 *
 * A sweep: what a sweep file says, with everything it names loaded.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "analyse/design.h"
#include "base/cfg.h"
#include "base/err.h"
#include "device/device.h"
#include "network/workload.h"

enum { SWEEP_NAME_MAX = 128, SWEEP_TITLE_MAX = 200 };
enum { SWEEP_MAX_AXES = 12, SWEEP_MAX_LINKS = 16, SWEEP_MAX_SOFT = 8 };
enum { SWEEP_MAX_PLOT_COLUMNS = 8 };

enum axis_kind {
    AXIS_FIELD,
    AXIS_BATCH,
    AXIS_DEVICE,
    AXIS_MEMORY_TYPE,
    AXIS_PARAMETER
};

/* A named range: of a device field, of the batch, of whole devices, of memory
 * types, or of a parameter, a number that only links and constraints read. */
struct axis {
    enum axis_kind kind;
    char name[SWEEP_NAME_MAX];  /* field, parameter, "batch", "device" ... */
    char label[SWEEP_NAME_MAX]; /* AXIS_PARAMETER: for plots, or "" */
    size_t field;               /* AXIS_FIELD: index of device_fields */
    bool log;                   /* spaced evenly in the logarithm */
    size_t n;
    double *values;                /* owned; 0, 1, ... of what is no number */
    struct device *devices;        /* owned; AXIS_DEVICE only */
    char (*files)[SWEEP_NAME_MAX]; /* owned; their names, or memory types */
};

/* A link ties a field of the device, or a parameter, to others. */
enum link_kind {
    LINK_VALUE, /* it is the value of an expression */
    LINK_ALONG, /* it has a value for each value of an axis */
    LINK_SOLVE, /* it is what makes a metric equal a target */
};

struct link {
    enum link_kind kind;
    char name[SWEEP_NAME_MAX];    /* of the field or parameter */
    char label[SWEEP_NAME_MAX];   /* of a parameter, for plots, or "" */
    size_t field;                 /* device_n_fields: a parameter */
    bool whole;                   /* the field counts something */
    double low, high;             /* of the value; SOLVE: from and to */
    char value[SWEEP_TITLE_MAX];  /* VALUE: expression; SOLVE: the metric */
    char equals[SWEEP_TITLE_MAX]; /* SOLVE: expression of the target */
    size_t axis;                  /* ALONG */
    double *values;               /* ALONG: one for each of the axis; owned */
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
    char second[SWEEP_NAME_MAX]; /* lines: another model, or "" */
    /* maps: columns with lines of their own; coordinates: its axes */
    char columns[SWEEP_MAX_PLOT_COLUMNS][SWEEP_NAME_MAX];
    size_t n_columns;
    bool has_columns, log_x, log_y;
};

/* Points drawn from the axes' ranges in place of their grid. */
struct sampling {
    size_t points; /* 0: the grid */
    enum design_kind design;
    size_t seed;
};

enum sweep_keep { KEEP_ALL, KEEP_FEASIBLE, KEEP_FRONT, KEEP_N };
extern const char *const sweep_keep_names[KEEP_N];

/* In which form the points are written: see rows_are_packed (). */
enum sweep_format { FORMAT_AUTO, FORMAT_CSV, FORMAT_HDF5, FORMAT_N };
extern const char *const sweep_format_names[FORMAT_N];

struct sweep {
    char name[SWEEP_NAME_MAX]; /* of the file, without folder and .cfg */
    char title[SWEEP_TITLE_MAX], question[SWEEP_TITLE_MAX];
    char base_file[SWEEP_NAME_MAX], reference_file[SWEEP_NAME_MAX];
    char model[SWEEP_NAME_MAX], costs[SWEEP_NAME_MAX];
    struct device base, reference;
    size_t n_workloads, n_axes, n_links, n_constraints, n_objectives;
    size_t n_marks, n_plots;
    struct workload *workloads;
    char (*network_files)[SWEEP_NAME_MAX]; /* their networks, as named */
    struct axis *axes;
    struct link *links;
    char (*constraints)[SWEEP_TITLE_MAX];
    bool *soft; /* of each constraint: a point may break it */
    struct objective *objectives;
    struct device *marks;
    char (*mark_files)[SWEEP_NAME_MAX];
    struct sweep_plot *plots;
    enum sweep_keep keep;
    enum sweep_format points_format;
    struct sampling sampling;
    struct cfg *cfg; /* open, for sweep.cfg as run; the lists are owned */
};

/* Reads a sweep by name or path and applies `overrides` ("key=value").
 * Expressions, objectives and columns of plots are checked by plan_new (). */
bool sweep_load(struct sweep *s, const char *name,
                const char *const overrides[], size_t n_overrides,
                struct err *e);
void sweep_free(struct sweep *s);

/* The same from group `group` of a file that is open, which belongs to the
 * sweep from then on, also on failure.  Keys of the group that the caller has
 * asked for already are its own. */
bool sweep_read(struct sweep *s, struct cfg *cfg, const char *group,
                struct err *e);

/* Index of the axis of that name, or n_axes. */
size_t sweep_axis(const struct sweep *s, const char *name);
/* Index of the link of that name, or n_links. */
size_t sweep_link(const struct sweep *s, const char *name);

/* Whether the values of an axis are numbers, not names. */
bool axis_is_number(const struct axis *a);

#endif

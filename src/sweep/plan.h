/* SPDX-License-Identifier: MIT
 *
 * A sweep made ready to run: a pure function from an index to a design point.
 *
 * What a predictor must be asked for is asked once for every structure (a
 * combination of the axes that change how work fills the device, of the
 * batch and of whole devices); each point is then a closed form of its
 * structure's laws.  Indices count the last axis fastest.  A field that a link
 * solves for and that is structural counts as one more axis of the structures,
 * over all its values, so that a point chooses among laws that are there.
 * Points of a sampled sweep take any value on the other axes, and an axis that
 * a link stands along its own values only.
 */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cost/cost_model.h"
#include "network/capacity.h"
#include "predict/composition.h"
#include "predict/kin.h"
#include "predict/predictor.h"
#include "sweep/metric.h"
#include "sweep/sweep.h"
#include "sweep/tie.h"

enum { PLAN_BATCH = 4096 }; /* points evaluated at a time */

enum column_kind { COLUMN_INDEX, COLUMN_AXIS, COLUMN_LINK, COLUMN_METRIC };

/* A column of the table of points. */
struct column {
    char name[2 * SWEEP_NAME_MAX];
    enum column_kind kind;
    size_t axis;           /* COLUMN_AXIS */
    size_t link;           /* COLUMN_LINK */
    enum metric_id metric; /* COLUMN_METRIC */
    size_t workload;       /* of it, or n_workloads: over all */
};

/* A device as far as laws go, with the laws of its workloads. */
struct structure {
    struct device device;
    const struct device *base; /* borrowed: what it was changed from */
    size_t batch;              /* index on the batch axis */
    struct cost_params cost;
};

struct plan {
    const struct sweep *sweep; /* borrowed */
    /* The points that a run may look at before their turn, from look_first to
     * before look_end: all, or of a share its own, whose front is then that
     * of the share alone.  Set by plan_new () to all. */
    size_t look_first, look_end;
    size_t n_points, n_columns, n_structures, n_batches, n_reasons;
    struct column *columns;
    size_t batch_axis;                       /* or the sweep's n_axes */
    size_t stride[SWEEP_MAX_AXES];           /* of the index */
    size_t structure_stride[SWEEP_MAX_AXES]; /* 0: not structural */
    size_t strip_axis, strip_period;         /* see strip.h */
    struct tie *ties;                        /* of each link */
    size_t tie_order[SWEEP_MAX_LINKS];       /* in which links are set */
    double *sampled; /* point x axis: values of a sampled sweep; else NULL */
    /* Behind those of the points stand those of the marks: the reference,
     * then the sweep's marks, as they are, at the first batch. */
    size_t n_marks;
    struct structure *structures;      /* n_structures + n_marks */
    struct law *laws;                  /* structure x workload */
    double *reference_ms;              /* batch x workload */
    double *memory_need_gib;           /* batch x workload */
    struct footprint_line *footprints; /* workload */
    /* Half-widths of 90 % intervals as factors, NAN where the model has none:
     * of each workload's time, and of any speedup. */
    double *time_factor, speedup_factor;
    struct kin kin; /* what errors have in common; unknown likewise */
    struct label_ranges ranges; /* of the model's training devices */
    char **causes;              /* texts of sets of causes of a label */
    char **reasons;    /* texts of the codes of METRIC_REASON; 0 is "" */
    char **violations; /* texts of sets of soft constraints, as bits */
    size_t n_soft;
    size_t *objective_column; /* of each objective */
    bool frees_bus;           /* bandwidth is swept, the bus is not */
    bool shares_sustained;    /* the boost clock is, the sustained is not */
};

struct strip;

struct batch_use {
    size_t constraint, variable;
};

/* Room for a batch of points; one a thread. */
struct batch {
    size_t first, n;
    double *values; /* column-major: values[column * PLAN_BATCH + i] */
    double (*per_workload)[METRIC_N]; /* of the point at hand */
    /* Variables of the constraints: columns, then device fields.  A place is
     * a column, or n_columns and a field. */
    size_t n_variables;
    const char **names;
    size_t *places;
    double *variables;
    struct expr **constraints;
    size_t n_constraints;
    struct batch_use *uses; /* variables of the constraints, in their order */
    size_t n_uses;
    bool *violated; /* violated[constraint * PLAN_BATCH + i], soft ones */
    struct tie_room ties;
    struct strip *strip; /* NULL: every point by itself */
};

/* Checks every name and expression, and asks the predictor for all laws, in
 * parallel.  `s` must outlive the plan. */
bool plan_new(struct plan *p, const struct sweep *s,
              const struct predictor *predictor, const struct cost_model *costs,
              struct err *e);
void plan_free(struct plan *p);

/* The axes that laws depend on, as bits: the predictor reads them, or the
 * choice of cost coefficients does, or a link to what either reads.  Fails
 * where a link does not fit the others, as plan_new () does. */
bool plan_structural_axes(const struct sweep *s,
                          const struct predictor *predictor, unsigned *axes,
                          struct err *e);

/* Batches of PLAN_BATCH points, the last one perhaps shorter; points before a
 * batch (the number of batches: all points). */
size_t plan_n_batches(const struct plan *p);
size_t plan_points_before(const struct plan *p, size_t batch);

/* Index of a column, with the nearest name in the message. */
bool plan_column(const struct plan *p, const char *name, size_t *out,
                 struct err *e);

/* Column of a metric of the point itself, or over all workloads. */
size_t plan_metric(const struct plan *p, enum metric_id metric);

bool batch_new(struct batch *b, const struct plan *p, struct err *e);
void batch_free(struct batch *b);

/* Computes every column but on_front for points first ... first + n - 1. */
void plan_evaluate(const struct plan *p, size_t first, size_t n,
                   struct batch *b);

/* The same for one point off the grid, as the batch's only one.  An axis with a
 * structure_stride must have its value, any other may take any. */
void plan_evaluate_at(const struct plan *p, const double values[],
                      struct batch *b);

/* The same for mark i, as the batch's only point; its axes are the device's
 * own fields (NAN where it has none, or for an axis of devices). */
void plan_evaluate_mark(const struct plan *p, size_t mark, struct batch *b);
const struct device *plan_mark(const struct plan *p, size_t mark);

/* The device at an index: what plan_evaluate () computes with. */
void plan_device(const struct plan *p, size_t index, struct batch *b,
                 struct device *out);

static inline double batch_value(const struct batch *b, size_t column,
                                 size_t i) {
    return b->values[column * PLAN_BATCH + i];
}

/* Text of a value: a number that round-trips, true or false, a name.  Borrowed
 * from the plan or put in `number`. */
const char *plan_text(const struct plan *p, size_t column, double value,
                      char number[32]);

#endif

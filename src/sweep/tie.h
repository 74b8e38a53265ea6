/* SPDX-License-Identifier: MIT
 *
 * Links made ready for a plan: what depends on what, in which order they are
 * set, and their solution for one design point.
 *
 * Links by expression or along an axis come first, each after what it reads;
 * then each solved field in the order of the file, followed by what reads it.
 * While a field is solved for, what depends on it follows every trial value;
 * fields that are solved for later still have the base's value.  Whether
 * every target still holds in the end is checked.
 */
#ifndef TIE_H
#define TIE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "device/device.h"
#include "predict/predictor.h"
#include "sweep/metric.h"
#include "sweep/sweep.h"

struct plan;
struct point;
struct batch;
struct expr;

/* What is known of one link beforehand. */
struct tie {
    /* What it depends on, through other links too: bits of axes, of links. */
    unsigned axes, links;
    bool structural; /* the structure needs its value */
    size_t stride;   /* of a solved structural field in the structures, or 0 */
    size_t column;   /* LINK_SOLVE: of the metric */
    bool reads_reference;
    double reference; /* LINK_SOLVE: the metric of the reference, for equals */
};

struct tie_use {
    size_t link, variable;
};

/* The links' expressions with room for their variables; one a thread. */
struct tie_room {
    size_t n_variables, n_uses, n_links;
    const char **names;
    size_t *places; /* of each variable: see tie.c */
    double *variables;
    struct expr **expressions; /* of each link: value or equals */
    struct tie_use *uses;      /* by link */
    void *solver;              /* of GSL; NULL where nothing is solved */
};

bool tie_room_new(struct tie_room *r, const struct plan *p, struct err *e);
void tie_room_free(struct tie_room *r);

/* Whether the predictor or the choice of cost coefficients reads a field. */
bool tie_field_is_structural(size_t field, const struct predictor *predictor);

/* Fills p->ties and p->tie_order, but for strides and references.  Refuses
 * unknown names, links that go round, and a structural field that depends on
 * what only a point knows. */
bool ties_new(struct plan *p, const struct predictor *predictor, struct err *e);

/* How many values a solved field that counts may have. */
size_t tie_values(const struct link *l);

/* The axes that structural links depend on, as bits. */
unsigned ties_structural_axes(const struct plan *p);

/* The fields of a structure that links set: the device must have its
 * structural axes, `axes` their values (others are not read). */
void ties_set_structure(const struct plan *p, struct tie_room *r, size_t index,
                        const double axes[], struct device *d);

/* Sets every link of a point whose axes are set; x->link becomes their values.
 * Returns 0, or the code of METRIC_REASON of the link that failed. */
size_t ties_set_point(const struct plan *p, struct batch *b, struct point *x,
                      const double axes[]);

/* Metrics that were solved for become their targets to the last bit, lest
 * what the search leaves of them decides between points.  After
 * point_metrics (), for a point whose links are all set; a target of NAN is
 * none. */
void ties_settle(const struct plan *p, struct point *x,
                 double per_workload[][METRIC_N]);

/* Codes of METRIC_REASON of a link are 2 x link and the next after the first;
 * their texts, allocated. */
char *tie_reason_unset(const struct link *l);
char *tie_reason_broken(const struct link *l);

#endif

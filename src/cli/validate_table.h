/* SPDX-License-Identifier: MIT
 *
 * The tables of `gpuscape validate`, from what a trial computed.  Names are
 * borrowed; tables are the caller's.
 */
#ifndef VALIDATE_TABLE_H
#define VALIDATE_TABLE_H

#include <stddef.h>

#include "base/table.h"
#include "cli/trial.h"

/* Stacks that are scored together. */
enum validate_scope {
    SCOPE_ALL,
    SCOPE_KERNELS,  /* kernels alone were timed */
    SCOPE_SESSIONS, /* wall clock of a session */
    /* The same with the time of the host's null operation given. */
    SCOPE_SESSIONS_GIVEN,
    SCOPE_ALL_GIVEN,
    SCOPE_N
};

extern const char *const validate_scope_names[SCOPE_N];

/* Weighted error of one device in one scope. */
struct validate_mean {
    size_t n;
    double mape;
};

/* Scores of all devices under all predictors. */
struct validate_scores {
    size_t n_devices;
    struct validate_cells *plain, *given; /* kind x device; owned */
    struct validate_mean (*means)[SCOPE_N];
};

void validate_scores_new(struct validate_scores *s, const struct trial *t);
void validate_scores_free(struct validate_scores *s, const struct trial *t);

/* Mean over the devices that have the scope; n counts rows. */
struct validate_over_devices {
    size_t devices, n, worst_device, worse_than_roofline;
    double mape, worst;
};
struct validate_over_devices
validate_over_devices(const struct trial *t, const struct validate_scores *s,
                      size_t kind, size_t scope);

/* Mean and spread over the scores of n_seeds. */
struct validate_spread {
    double mean, sd, least, most; /* sd of the sample */
};

/* Of the mean of a device, or (n_devices) over devices. */
struct validate_spread validate_spread(const struct trial *t,
                                       const struct validate_scores scores[],
                                       size_t n_seeds, size_t device,
                                       size_t kind, size_t scope);
/* A row for each device and over devices, scope and predictor; none for one
 * seed. */
struct table *validate_seeds(const struct trial *t,
                             const struct validate_scores scores[],
                             size_t n_seeds);

/* A row for each device, stack, operation, phase and predictor, then means of
 * each device and over all. */
struct table *validate_errors(const struct trial *t,
                              const struct validate_scores *s);
/* A row for each predictor and scope; with several seeds their spread. */
struct table *validate_summary(const struct trial *t,
                               const struct validate_scores scores[],
                               size_t n_seeds);
/* A row for each device, the predictors side by side. */
struct table *validate_devices(const struct trial *t,
                               const struct validate_scores *s);
/* Order of pairs of devices by stack; ratios to the reference device. */
struct table *validate_order_table(const struct trial *t, size_t reference);
struct table *validate_ratio_table(const struct trial *t, size_t reference);
/* Networks: scores by framework, network, device; every row. */
struct table *validate_networks(const struct trial *t);
struct table *validate_network_rows(const struct trial *t);
/* Sums over layers timed one by one. */
struct table *validate_sum_table(const struct trial *t);
/* Intervals on left-out devices; no rows where none were left out. */
struct table *validate_intervals(const struct trial *t);
/* What errors of devices have in common (predict/kin.h), and how often the
 * device that is stated to be faster is, by the probability stated; both with
 * what the other devices' errors say of two.  No rows where none were left
 * out. */
struct table *validate_kin(const struct trial *t);
struct table *validate_odds(const struct trial *t);
/* Some measured rows of each cell beside their predictions, for figures. */
struct table *validate_rows(const struct trial *t);

void validate_put_columns(struct table *t, const char *const names[], size_t n);
/* n, mape, median, p90, worst, bias. */
void validate_put_score(struct table *t, const struct score *s);

#endif

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/kin.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

void kin_of_ratio(struct kin *k, double half_width_90) {
    *k = (struct kin){0};
    if (isnan(half_width_90))
        return;
    k->n_pairs = 1;
    k->structure = half_width_90 / gsl_cdf_ugaussian_Pinv(0.95);
}

bool kin_is_known(const struct kin *k) {
    return k->n_pairs > 0;
}

double kin_likeness(const struct device *a, const struct device *b) {
    double distance = fabs(log(a->sm_count / b->sm_count)) +
                      fabs(log(a->cores_per_sm / b->cores_per_sm));

    return strcmp(a->architecture, b->architecture) == 0
               ? exp(-distance / KIN_REACH)
               : 0;
}

double kin_deviation(const struct kin *k, bool one_board, double likeness,
                     double share_a, double share_b) {
    double balance = k->balance * (share_a - share_b);

    return sqrt((one_board ? 0 : k->board * k->board) +
                k->structure * k->structure * (1 - likeness) +
                balance * balance);
}

double kin_odds(double log_ratio, double deviation) {
    if (deviation > 0)
        return gsl_cdf_ugaussian_P(log_ratio / deviation);
    return log_ratio > 0 ? 1 : log_ratio < 0 ? 0 : 0.5;
}

void kin_save(const struct kin *k, FILE *out) {
    if (!kin_is_known(k))
        return;
    fprintf(out,
            "\n      // Standard deviations of errors of ratios, in logs.\n"
            "      kin = { pairs = %zu; twins = %zu; balances = %zu; "
            "board = %.17e;\n        structure = %.17e; balance = %.17e; };",
            k->n_pairs, k->n_twins, k->n_balances, k->board, k->structure,
            k->balance);
}

bool kin_load(struct kin *k, struct cfg *cfg, const struct cfg_node *intervals,
              struct err *e) {
    enum { MOST = 1000000 };
    static const double most_deviation = 10;
    const struct cfg_node *group;

    *k = (struct kin){0};
    if (!cfg_has(cfg, intervals, "kin"))
        return true;
    group = cfg_group(cfg, intervals, "kin", e);
    return group != NULL &&
           cfg_size(cfg, group, "pairs", 1, MOST, &k->n_pairs, e) &&
           cfg_size(cfg, group, "twins", 0, MOST, &k->n_twins, e) &&
           cfg_size(cfg, group, "balances", 0, MOST, &k->n_balances, e) &&
           cfg_number(cfg, group, "board", 0, most_deviation, &k->board, e) &&
           cfg_number(cfg, group, "structure", 0, most_deviation, &k->structure,
                      e) &&
           cfg_number(cfg, group, "balance", 0, most_deviation, &k->balance,
                      e) &&
           cfg_done(cfg, group, e);
}

/* SPDX-License-Identifier: MIT
 *
 * What the predictors without a network learn: four numbers for each software
 * stack, kind of operation and phase.
 */
#ifndef FIT_TABLE_H
#define FIT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/cfg.h"
#include "base/err.h"
#include "predict/op.h"
#include "predict/stack.h"

/* Of the overhead and of the three parts of a time. */
enum { FIT_OVERHEAD, FIT_COMPUTE, FIT_MEMORY, FIT_LINK, FIT_N };

struct fit {
    bool fitted;
    double of[FIT_N];
};

struct fit_table {
    struct fit fits[STACK_N][OP_N_KINDS][OP_N_PHASES];
};

/* How the numbers are called in a model file, and their bounds. */
struct fit_form {
    const char *keys[FIT_N];
    double least[FIT_N], most[FIT_N];
    double plain[FIT_N]; /* what is taken where nothing was fitted */
};

/* Every fit plain; release with free (). */
struct fit_table *fit_table_new(const struct fit_form *form);
void fit_table_save(const struct fit_table *t, const struct fit_form *form,
                    FILE *out);
struct fit_table *fit_table_load(const struct fit_form *form, struct cfg *cfg,
                                 const struct cfg_node *group, struct err *e);

#endif

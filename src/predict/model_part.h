/* SPDX-License-Identifier: MIT
 *
 * Parts of a model file that several kinds of predictor have.
 */
#ifndef MODEL_PART_H
#define MODEL_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/cfg.h"
#include "base/err.h"
#include "predict/op.h"
#include "predict/stack.h"

/* `key = [...];` with so many significant digits. */
void model_put_numbers(FILE *out, const char *key, const double x[], size_t n,
                       int digits);
/* Exactly n of them. */
bool model_get_numbers(struct cfg *cfg, const struct cfg_node *group,
                       const char *key, double out[], size_t n, struct err *e);

/* A string of libconfig, whatever it holds. */
void model_put_quoted(FILE *out, const char *text);

/* The stack, kind and phase that a part is of. */
struct model_cell {
    size_t stack, kind, phase;
};

void model_put_cell(FILE *out, const struct model_cell *cell);
bool model_get_cell(struct cfg *cfg, const struct cfg_node *group,
                    struct model_cell *out, struct err *e);

#endif

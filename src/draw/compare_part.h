/* SPDX-License-Identifier: MIT
 *
 * What the figures of a comparison share (compare_figures.c), and nothing
 * else includes: the part that a figure shows, its name and words.
 */
#ifndef COMPARE_PART_H
#define COMPARE_PART_H

#include "compare/comparison.h"
#include "compare/comparison_measured.h"
#include "draw/figure.h"

/* A figure being made of a part of the comparison. */
struct compare_part {
    const struct comparison *c;
    const struct comparison_measured *measured; /* or NULL */
    const char *model;
    struct gallery *into;             /* DIR/plots */
    size_t first_device, last_device; /* without the last */
    size_t first_workload, last_workload;
    bool one_batch;
};

/* A device's name without its brand, where that is enough to tell it. */
const char *compare_part_device(const struct comparison *c, size_t device);

/* f->name: `name`, from the second figure on with its number behind it. */
void compare_part_name(struct figure *f, const char *name, size_t index);

/* f->caption, once kind and axes are set. */
void compare_part_caption(struct figure *f, const struct compare_part *p,
                          bool is_measured);
/* Adds how often the reference itself has no room, if it has not. */
void compare_part_misfits(struct figure *f, const struct compare_part *p);

/* Draws into DIR/plots as PNG, SVG and PDF and frees the table. */
bool compare_part_draw(const struct figure *f, struct table *t,
                       const struct compare_part *p, struct err *e);

#endif

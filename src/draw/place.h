/* SPDX-License-Identifier: MIT
 *
 * Putting names beside points so that nothing overlaps.  Lengths are in em of
 * the picture's font; the origin is the lower left corner of the plot area.
 */
#ifndef PLACE_H
#define PLACE_H

#include <stdbool.h>
#include <stddef.h>

struct place_box {
    double x, y, width, height; /* centre and size */
    bool sign;     /* of a point that a name could be taken to mean */
    double weight; /* cost of lying upon it; HUGE_VAL: not allowed */
};

struct place {
    double width, height; /* of the plot area */
    struct place_box *boxes;
    size_t n, capacity;
};

void place_init(struct place *p, double width, double height);
void place_free(struct place *p);

void place_add(struct place *p, double x, double y, double width, double height,
               double weight);

/* The sign of a point, which stays clear. */
void place_sign(struct place *p, double x, double y, double radius);

/* What it costs to put a box there; HUGE_VAL when it leaves the plot area or
 * lies upon what must stay clear. */
double place_cost(const struct place *p, double x, double y, double width,
                  double height);

/* Finds room for a name of the given size around point (x, y), whose sign has
 * radius `gap`, and keeps that room clear from now on.  False when there is
 * none.  (*cx, *cy) is the centre; *far says that the name stands so far off
 * that a line has to join them. */
bool place_name(struct place *p, double x, double y, double width,
                double height, double gap, double *cx, double *cy, bool *far);

/* Heights of names that stand side by side of what they name, moved a line of
 * text apart: up from the lowest, then down from the top edge. */
void place_spread(double at[], size_t n, double apart, double high);

#endif

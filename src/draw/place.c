/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/place.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

void place_init(struct place *p, double width, double height) {
    *p = (struct place){.width = width, .height = height};
}

void place_free(struct place *p) {
    free(p->boxes);
    *p = (struct place){0};
}

void place_add(struct place *p, double x, double y, double width, double height,
               double weight) {
    p->boxes = mem_grow(p->boxes, &p->capacity, p->n + 1, sizeof *p->boxes);
    p->boxes[p->n++] = (struct place_box){x, y, width, height, weight};
}

double place_cost(const struct place *p, double x, double y, double width,
                  double height) {
    double cost = 0;

    if (x < width / 2 || x > p->width - width / 2 || y < height / 2 ||
        y > p->height - height / 2)
        return HUGE_VAL;
    for (size_t i = 0; i < p->n && cost < HUGE_VAL; i++) {
        const struct place_box *b = &p->boxes[i];

        if (fabs(x - b->x) < (width + b->width) / 2 &&
            fabs(y - b->y) < (height + b->height) / 2)
            cost += b->weight;
    }
    return cost;
}

bool place_name(struct place *p, double x, double y, double width,
                double height, double gap, double *cx, double *cy, bool *far) {
    /* Right first, as one reads; then above and below; then left. */
    static const double side[][2] = {
        {1, 0},  {1, 1},   {1, -1},  {0, 1},    {0, -1},   {-1, 0},
        {-1, 1}, {-1, -1}, {0.5, 1}, {0.5, -1}, {-0.5, 1}, {-0.5, -1}};
    static const double reach[] = {0, 0.9, 2.0, 3.2};
    double best = HUGE_VAL;

    for (size_t r = 0; r < sizeof reach / sizeof *reach; r++) {
        for (size_t s = 0; s < sizeof side / sizeof *side; s++) {
            double dx = side[s][0], dy = side[s][1];
            /* At a corner the name touches the sign's circle. */
            double off = gap * (dx != 0 && dy != 0 ? 0.7 : 1) + reach[r];
            double tx = x + dx * (width / 2 + off);
            double ty = y + dy * (height / 2 + off);
            double cost = place_cost(p, tx, ty, width, height) +
                          0.1 * (double)s + 4.0 * (double)r;

            if (cost < best) {
                best = cost;
                *cx = tx;
                *cy = ty;
                *far = r > 0;
            }
        }
    }
    if (!(best < HUGE_VAL))
        return false;
    place_add(p, *cx, *cy, width, height, HUGE_VAL);
    return true;
}

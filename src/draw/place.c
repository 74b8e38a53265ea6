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
    p->boxes[p->n++] = (struct place_box){x, y, width, height, false, weight};
}

void place_sign(struct place *p, double x, double y, double radius) {
    /* The square in the circle, so that a name may come near its corners. */
    place_add(p, x, y, 1.4 * radius, 1.4 * radius, HUGE_VAL);
    p->boxes[p->n - 1].sign = true;
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

/* The line from a sign to the nearest point of its name's box. */
struct leader {
    double x, y, dx, dy;
};

static struct leader leader_of(double x, double y, double width, double height,
                               double cx, double cy) {
    double ex = fmax(cx - width / 2, fmin(x, cx + width / 2));
    double ey = fmax(cy - height / 2, fmin(y, cy + height / 2));

    return (struct leader){x, y, ex - x, ey - y};
}

enum { LEADER_STEPS = 10 };
static const double LEADER_WIDTH = 0.2;

/* A leader has to keep off other signs and names, too. */
static double leader_cost(const struct place *p, const struct leader *l,
                          double gap) {
    double length = hypot(l->dx, l->dy), cost = 0;

    for (int k = 0; k <= LEADER_STEPS; k++) {
        double t = (double)k / LEADER_STEPS;

        if (t * length > 1.5 * gap &&
            place_cost(p, l->x + t * l->dx, l->y + t * l->dy, LEADER_WIDTH,
                       LEADER_WIDTH) == HUGE_VAL)
            cost = HUGE_VAL;
    }
    return cost;
}

/* Distance from a point to a box. */
static double distance(double x, double y, double cx, double cy, double width,
                       double height) {
    return hypot(fmax(fabs(x - cx) - width / 2, 0),
                 fmax(fabs(y - cy) - height / 2, 0));
}

/* A name without a leader that is as near to another sign as to its own
 * would be read as the other's. */
static double doubt_cost(const struct place *p, double x, double y,
                         double width, double height, double cx, double cy) {
    double own = distance(x, y, cx, cy, width, height), cost = 0;

    for (size_t i = 0; i < p->n; i++) {
        const struct place_box *b = &p->boxes[i];

        if (b->sign && hypot(b->x - x, b->y - y) > 1e-6 &&
            distance(b->x, b->y, cx, cy, width, height) < own + 0.35)
            cost += 12;
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
    struct leader line = {0};

    for (size_t r = 0; r < sizeof reach / sizeof *reach; r++) {
        for (size_t s = 0; s < sizeof side / sizeof *side; s++) {
            bool corner = fabs(side[s][0]) == 1 && fabs(side[s][1]) == 1;
            double off = gap * (corner ? 0.72 : 1) + reach[r];
            double tx = x + side[s][0] * (width / 2 + off);
            double ty = y + side[s][1] * (height / 2 + off);
            double cost = place_cost(p, tx, ty, width, height) +
                          0.1 * (double)s + 3.0 * (double)r;
            struct leader l = leader_of(x, y, width, height, tx, ty);

            if (cost < best)
                cost += r > 0 ? leader_cost(p, &l, gap)
                              : doubt_cost(p, x, y, width, height, tx, ty);
            if (cost >= best)
                continue;
            best = cost;
            *cx = tx;
            *cy = ty;
            *far = r > 0;
            line = l;
        }
    }
    if (!(best < HUGE_VAL))
        return false;
    place_add(p, *cx, *cy, width, height, HUGE_VAL);
    for (int k = 0; *far && k <= LEADER_STEPS; k++) {
        double t = (double)k / LEADER_STEPS;

        place_add(p, x + t * line.dx, y + t * line.dy, LEADER_WIDTH,
                  LEADER_WIDTH, 3);
    }
    return true;
}

void place_spread(double at[], size_t n, double apart, double high) {
    size_t *order = mem_alloc(n, sizeof *order);

    for (size_t i = 0; i < n; i++) {
        size_t k = i;

        for (; k > 0 && at[order[k - 1]] > at[i]; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    for (size_t k = 1; k < n; k++)
        at[order[k]] = fmax(at[order[k]], at[order[k - 1]] + apart);
    for (size_t k = n; k-- > 0; high -= apart)
        at[order[k]] = fmin(at[order[k]], high);
    free(order);
}

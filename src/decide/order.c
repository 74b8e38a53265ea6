/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "decide/order.h"

#include <math.h>

double spans_place(const struct spans *s, size_t criterion, double target) {
    double low = s->low[criterion], high = s->high[criterion], place;

    if (!(low < high))
        return 0;
    /* Targets of what is to be made large are negative. */
    if (low > 0 || high < 0)
        place = log(target / low) / log(high / low);
    else
        place = (target - low) / (high - low);
    /* Between grid points something may be better than all of them. */
    return fmax(place, 0);
}

static double distance(const struct recommend *r, const struct spans *s,
                       const struct reading *x) {
    size_t n = r->sweep.n_objectives;
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        double place = spans_place(s, i, x->target[i]);

        sum += place * place;
    }
    return sqrt(sum / (double)n);
}

void key_of(const struct recommend *r, const struct spans *s,
            const struct reading *x, struct key *out) {
    out->n = 0;
    if (recommend_is_balanced(r))
        out->x[out->n++] = distance(r, s, x);
    for (size_t i = 0; i < r->sweep.n_objectives; i++)
        out->x[out->n++] = x->target[i];
}

int key_compare(const struct key *a, const struct key *b) {
    for (size_t i = 0; i < a->n; i++)
        if (a->x[i] != b->x[i])
            return a->x[i] < b->x[i] ? -1 : 1;
    return 0;
}

double key_score(const struct recommend *r, const struct key *k) {
    bool turned = !recommend_is_balanced(r) && r->sweep.objectives[0].maximise;

    return turned ? -k->x[0] : k->x[0];
}

/* SPDX-License-Identifier: MIT
 *
 * Tallies: wherever a row of points is cut, the parts join to the tally of
 * the whole, to the same bytes, also when they were written down between.
 */
#include "config.h"

#include "sweep/tally.h"

#include "base/mem.h"
#include "base/rng.h"

#include "tap.h"

#include <stdlib.h>

enum { BATCHES = 40, EACH = 25, OBJECTIVES = 3, REASONS = 4, CONSTRAINTS = 2 };

static struct sweep sweep;
static struct plan plan;

/* A point of a made-up sweep, with repeats so that there are ties. */
static double target(size_t i, size_t objective) {
    struct rng rng;

    rng_init(&rng, 23 + objective, i % 700);
    return floor(97 * rng_uniform(&rng)) * 1.1 - 7.7;
}

static void fill(struct tally *t, size_t first, size_t n) {
    size_t many = n * EACH;
    size_t *index = mem_alloc(many, sizeof *index);
    double *targets = mem_alloc(many * OBJECTIVES, sizeof *targets);

    tally_init(t, &plan, first);
    t->n = n;
    for (size_t i = 0; i < many; i++) {
        index[i] = first * EACH + i;
        t->counts[index[i] % t->n_counts]++;
        for (size_t j = 0; j < OBJECTIVES; j++) {
            double x = target(index[i], j);

            targets[i * OBJECTIVES + j] = x;
            quantiles_add(&t->objectives[j], &x, 1);
        }
    }
    tally_front(t, many, index, targets);
}

/* Through bytes and back. */
static bool copy(struct tally *t) {
    struct record r = {0};
    struct record_reader in;
    struct tally back;
    bool good;

    tally_put(t, &r);
    tally_free(t);
    in = (struct record_reader){r.bytes, r.length, false};
    good = tally_get(&back, &plan, &in) && in.left == 0;
    *t = good ? back : (struct tally){0};
    record_free(&r);
    return good;
}

static void test_cuts(void) {
    struct record want = {0};
    struct tally whole;
    size_t wrong = 0, lost = 0, parts = 0;

    fill(&whole, 0, BATCHES);
    tally_put(&whole, &want);
    ok(whole.n_front > 3 && whole.n_front < BATCHES * EACH / 4,
       "a front of %zu points", whole.n_front);
    for (size_t trial = 0; trial < 50; trial++) {
        struct rng rng;
        struct record got = {0};
        struct tally t;

        rng_init(&rng, 5, trial);
        tally_init(&t, &plan, 0);
        while (t.n < BATCHES) {
            size_t n = 1 + (size_t)(rng_uniform(&rng) * 15);
            struct tally next;

            fill(&next, t.n, n < BATCHES - t.n ? n : BATCHES - t.n);
            lost += !copy(&next);
            tally_join(&t, &next);
            parts++;
        }
        tally_put(&t, &got);
        wrong += got.length != want.length ||
                 memcmp(got.bytes, want.bytes, got.length) != 0;
        record_free(&got);
        tally_free(&t);
    }
    is_int((long long)lost, 0, "what is written can be read");
    is_int((long long)wrong, 0, "all cuts join to the same bytes");
    ok(parts > 200, "of %zu parts", parts);
    record_free(&want);
    tally_free(&whole);
}

/* Parts that lie among each other, as ranks find them. */
static void test_mixed(void) {
    struct record want = {0};
    struct tally whole;
    size_t wrong = 0;

    fill(&whole, 0, BATCHES);
    tally_put(&whole, &want);
    for (size_t n = 2; n <= 9; n++) {
        struct record got = {0};
        struct tally t;

        tally_init(&t, &plan, 0);
        for (size_t part = 0; part < n; part++) {
            struct tally mixed;

            /* Every n-th batch; the last part first. */
            tally_init(&mixed, &plan, 0);
            for (size_t i = n - 1 - part; i < BATCHES; i += n) {
                struct tally one;

                fill(&one, i, 1);
                tally_add(&mixed, &one);
            }
            tally_add(&t, &mixed);
        }
        t.n = BATCHES;
        tally_put(&t, &got);
        wrong += got.length != want.length ||
                 memcmp(got.bytes, want.bytes, got.length) != 0;
        record_free(&got);
        tally_free(&t);
    }
    is_int((long long)wrong, 0, "parts that are mixed add to the same bytes");
    record_free(&want);
    tally_free(&whole);
}

/* A record that is cut, or of another sweep, is refused. */
static void test_refused(void) {
    struct record r = {0};
    struct tally t, back;
    size_t wrong = 0;

    fill(&t, 3, 5);
    tally_put(&t, &r);
    for (size_t n = 0; n < r.length; n++) {
        struct record_reader in = {r.bytes, n, false};

        wrong += tally_get(&back, &plan, &in);
    }
    is_int((long long)wrong, 0, "cut at any byte it is refused");
    for (size_t k = 0; k < 3; k++) {
        struct sweep other_sweep = sweep;
        struct plan other = plan;
        struct record_reader in = {r.bytes, r.length, false};

        other.sweep = &other_sweep;
        other_sweep.n_objectives += k == 0;
        other.n_reasons += k == 1;
        other.n_points -= k == 2 ? plan.n_points - 10 : 0;
        ok(!tally_get(&back, &other, &in), "as that of another sweep %zu", k);
    }
    record_free(&r);
    tally_free(&t);
}

int main(void) {
    sweep = (struct sweep){.n_constraints = CONSTRAINTS,
                           .n_objectives = OBJECTIVES};
    plan = (struct plan){
        .sweep = &sweep, .n_points = BATCHES * EACH, .n_reasons = REASONS};
    test_cuts();
    test_mixed();
    test_refused();
    return done();
}

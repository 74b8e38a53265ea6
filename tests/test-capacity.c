/* SPDX-License-Identifier: MIT
 *
 * The largest batch that fits, against the footprint of that batch and of the
 * next.
 */
#include "config.h"

#include "network/capacity.h"

#include "base/rng.h"
#include "tap.h"

static const char *const networks[] = {"vgg16", "resnet50", "alexnet",
                                       "mobilenet-v2", "googlenet"};

static double need_gib(const struct workload *w, double batch) {
    struct footprint f;

    network_footprint(&w->network, (size_t)batch, w->phase, w->optimizer, 4,
                      &f);
    return f.total_gib;
}

static void test_network(const char *name, struct rng *r) {
    struct workload w = {.batch = 1};
    struct err e = {0};
    size_t wrong = 0, wrong_line = 0;

    if (!ok(network_load(&w.network, name, &e), "%s: %s", name, e.text))
        return;
    for (size_t i = 0; i < 60; i++) {
        double capacity = 0.3 * pow(300, rng_uniform(r)), batch;
        double any = floor(1 + 700 * rng_uniform(r));
        struct footprint_line line;

        w.phase = i % 2 == 0 ? PHASE_INFERENCE : PHASE_TRAINING;
        w.optimizer = (enum optimizer)(i % OPTIMIZER_N);
        line = footprint_line_of(&w, 4);
        batch = footprint_max_batch(&line, capacity);
        wrong += (batch >= 1 && need_gib(&w, batch) > capacity * (1 + 1e-12)) ||
                 need_gib(&w, batch + 1) <= capacity * (1 - 1e-12);
        wrong_line +=
            fabs(footprint_gib(&line, any) / need_gib(&w, any) - 1) > 1e-12;
    }
    is_int((long long)wrong, 0, "the largest batch fits and the next does not");
    is_int((long long)wrong_line, 0, "the line is the footprint");
    network_free(&w.network);
}

int main(void) {
    static const struct footprint_line line = {1.5, 0.25, 0.25, 1.0};
    struct rng r;

    near(footprint_max_batch(&line, 2.0), 1, 0, "exactly one");
    near(footprint_max_batch(&line, 1.99), 0, 0, "none");
    near(footprint_max_batch(&line, 3.4), 3, 0, "before scratch is full");
    near(footprint_max_batch(&line, 10.0), 30, 0, "behind that");
    near(footprint_max_batch(&line, (double)NAN), 0, 0, "no capacity, none");
    rng_init(&r, 7, 0);
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
        test_network(networks[i], &r);
    return done();
}

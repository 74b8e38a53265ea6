/* SPDX-License-Identifier: MIT
 *
 * How the cost of a point grows with what a sweep has: points, axes,
 * objectives, workloads.
 *
 *   bench/curve [RUNS [MOST]]
 *
 * Times first passes, from the scouts to the front of all points, on all
 * processors: the best of RUNS (default 3), with MOST points at most (default
 * 1e8).  Prints records, each a line with tabs between: name, unit, value,
 * words.
 */
#include "config.h"

#include "base/mem.h"
#include "base/text.h"

#include "ready.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Values on each axis, from the slowest; 1: the axis is left out.  There are
 * 20 counts of multiprocessors besides. */
struct size {
    size_t memory, link, bandwidth, clock;
};

struct job {
    const char *group; /* what changes in it */
    size_t n_objectives, n_workloads;
    struct size size;
};

static const struct job jobs[] = {
    {"points", 3, 1, {2, 5, 20, 25}},
    {"points", 3, 1, {5, 5, 40, 50}},
    {"points", 3, 1, {5, 20, 50, 100}},
    {"points", 3, 1, {10, 25, 100, 200}},
    {"points", 3, 1, {10, 50, 200, 500}},
    {"axes", 2, 1, {1, 1, 1, 500000}},
    {"axes", 2, 1, {1, 1, 40, 12500}},
    {"axes", 2, 1, {1, 10, 40, 1250}},
    {"axes", 2, 1, {10, 10, 40, 125}},
    {"objectives", 1, 1, {1, 10, 40, 1250}},
    {"objectives", 2, 1, {1, 10, 40, 1250}},
    {"objectives", 3, 1, {1, 10, 40, 1250}},
    {"objectives", 4, 1, {1, 10, 40, 1250}},
    {"workloads", 2, 1, {1, 10, 40, 1250}},
    {"workloads", 2, 2, {1, 10, 40, 1250}},
    {"workloads", 2, 3, {1, 10, 40, 1250}},
    {"workloads", 2, 4, {1, 10, 40, 1250}},
};

static const char *const objectives[] = {"max speedup", "min power_w",
                                         "min cost_usd", "min energy_j"};
static const char *const workloads[] = {
    "network = \"vgg16\"; batch = 16", "network = \"resnet50\"; batch = 32",
    "network = \"alexnet\"; batch = 64", "network = \"googlenet\"; batch = 8"};

static void add_axis(struct text *t, const char *field, double from, double to,
                     size_t n) {
    if (n > 1)
        text_add(t, ", { field = \"%s\"; from = %g; to = %g; count = %zu; }",
                 field, from, to, n);
}

static char *text_of(const struct job *j) {
    struct text t = {0};

    text_add(&t, "sweep: { title = \"A curve\"; base = \"gtx-1080-ti\"; "
                 "reference = \"gtx-1080-ti\"; keep = \"front\";\n"
                 "constraints = [ \"power_w <= 400\", \"area_mm2 <= 800\" ];\n"
                 "axes = ( { field = \"sm_count\"; from = 10; to = 48; "
                 "step = 2; }");
    add_axis(&t, "memory_capacity_gib", 8, 26, j->size.memory);
    add_axis(&t, "host_link_gbs", 8, 32, j->size.link);
    add_axis(&t, "memory_bandwidth_gbs", 200, 1000, j->size.bandwidth);
    add_axis(&t, "boost_clock_mhz", 800, 2200, j->size.clock);
    text_add(&t, " );\nworkloads = (");
    for (size_t i = 0; i < j->n_workloads; i++)
        text_add(&t, "%s { %s; }", i > 0 ? "," : "", workloads[i]);
    text_add(&t, " );\nobjectives = [");
    for (size_t i = 0; i < j->n_objectives; i++)
        text_add(&t, "%s \"%s\"", i > 0 ? "," : "", objectives[i]);
    text_add(&t, " ]; };\n");
    return t.text;
}

static bool write_text(const char *path, const char *text, struct err *e) {
    FILE *out = fopen(path, "w");
    bool good = out != NULL && fputs(text, out) >= 0;

    if (out != NULL)
        good = fclose(out) == 0 && good;
    return good || err_set(e, ERR_IO, "%s: cannot be written", path);
}

static void report(const struct job *j, const struct plan *p, int runs) {
    size_t n_axes = p->sweep->n_axes, n_front = 0;
    double best_s = 0;

    for (int i = 0; i < runs; i++) {
        double start_s = clock_now_s(), taken_s;

        n_front = first_pass(p, p->n_points);
        taken_s = clock_now_s() - start_s;
        best_s = i == 0 || taken_s < best_s ? taken_s : best_s;
    }
    printf("curve_%s_%.0e_points_%zu_axes_%zu_objectives_%zu_workloads\t"
           "ns/point\t%.3g\t%s: %.0e points, %zu axes, %zu objectives, %zu "
           "workloads (front %zu)\n",
           j->group, (double)p->n_points, n_axes, j->n_objectives,
           j->n_workloads, 1e9 * best_s / (double)p->n_points, j->group,
           (double)p->n_points, n_axes, j->n_objectives, j->n_workloads,
           n_front);
    fflush(stdout);
}

static bool run(const struct job *j, const char *path, int runs,
                struct err *e) {
    char *text = text_of(j);
    struct ready ready;
    bool good = write_text(path, text, e) && ready_open(&ready, path, e);

    if (good) {
        report(j, &ready.plan, runs);
        ready_close(&ready);
    }
    free(text);
    return good;
}

static double points_of(const struct job *j) {
    const struct size *s = &j->size;

    return 20.0 * (double)(s->memory * s->link * s->bandwidth * s->clock);
}

int main(int argc, char *argv[]) {
    char path[] = "/tmp/bench-curve-XXXXXX";
    struct err e = {ERR_NONE, ""};
    int runs = argc > 1 ? atoi(argv[1]) : 3, file;
    double most = argc > 2 ? atof(argv[2]) : 1e8;
    bool good = true;

    if (runs < 1 || most < 1 || (file = mkstemp(path)) < 0) {
        fputs("usage: bench/curve [RUNS [MOST]]\n", stderr);
        return 2;
    }
    close(file);
    for (size_t i = 0; good && i < sizeof jobs / sizeof *jobs; i++)
        if (points_of(&jobs[i]) <= most)
            good = run(&jobs[i], path, runs, &e);
    unlink(path);
    if (!good)
        fprintf(stderr, "bench/curve: %s\n", e.text);
    return !good;
}

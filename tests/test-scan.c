/* SPDX-License-Identifier: MIT
 *
 * Scans of small sweeps drawn at random, by a scan and by a crew with scouts,
 * against the definition of a front:
 * with axes that do nothing, so that many points are equal, soft and hard
 * constraints, and the base's own values among the others.
 */
#include "config.h"

#include "sweep/scan.h"

#include "base/rng.h"
#include "base/text.h"
#include "sweep/point.h"

#include "job.h"

#include <string.h>
#include <unistd.h>

enum { SWEEPS = 40, SCANS = 3 };

static char scratch[] = "/tmp/test-scan-XXXXXX";

/* A count is put in where there is no step; the base has 28, 1582, 484,
 * 11, 15.75. */
static const char *const axes[] = {
    "field = \"sm_count\"; from = 10; to = 28; step = 3",
    "field = \"boost_clock_mhz\"; from = 1182; to = 1982",
    "field = \"boost_clock_mhz\"; from = 811; to = 2000",
    "field = \"memory_bandwidth_gbs\"; from = 184; to = 484",
    "field = \"memory_capacity_gib\"; from = 2; to = 11",
    "field = \"host_link_gbs\"; from = 7.75; to = 31.75",
    "parameter = \"limit\"; from = 90; to = 300"};
enum { N_AXES = sizeof axes / sizeof *axes, N_OBJECTIVES = 6 };
static const char *const objectives[N_OBJECTIVES] = {
    "max speedup",  "min power_w",          "min cost_usd",
    "min area_mm2", "max peak_fp32_tflops", "max memory_need_gib"};

static size_t draw(struct rng *r, size_t n) {
    return (size_t)(rng_uniform(r) * (double)n);
}

static bool is_clock(size_t axis) {
    return axis == 1 || axis == 2;
}

/* Members of a sweep of some thousand points. */
static char *members_of(struct rng *r) {
    size_t axis[N_AXES], objective[N_OBJECTIVES];
    size_t n_axes = 3 + draw(r, 3), made = 0, n = 1 + draw(r, 4);
    size_t room = 300; /* for the counts that follow */
    bool at_odds = draw(r, 3) > 0, has_limit = false, has_clock = false;
    struct text t = {0};

    rng_permute(r, axis, N_AXES);
    rng_permute(r, objective, N_OBJECTIVES);
    /* The first two are at odds with each other. */
    for (size_t i = 0; at_odds && i < N_OBJECTIVES; i++)
        if (objective[i] < 2 && i != objective[i]) {
            size_t at = objective[i];

            objective[i] = objective[at];
            objective[at] = at;
        }
    text_add(&t, "base = \"gtx-1080-ti\"; reference = \"gtx-1080-ti\"; "
                 "workloads = ( { network = \"lenet5\"; batch = 24; }");
    if (draw(r, 3) == 0)
        text_add(&t, ", { network = \"alexnet\"; batch = 5; }");
    text_add(&t, " ); axes = (");
    for (size_t i = 0; i < n_axes; i++) {
        if (is_clock(axis[i]) && has_clock)
            continue;
        has_clock = has_clock || is_clock(axis[i]);
        has_limit = has_limit || axis[i] == N_AXES - 1;
        text_add(&t, "%s { %s", made++ > 0 ? "," : "", axes[axis[i]]);
        if (strstr(axes[axis[i]], "step") == NULL) {
            size_t count = 2 + draw(r, room < 60 ? room : 60);

            text_add(&t, "; count = %zu", count);
            room /= count;
        }
        text_add(&t, "; }");
    }
    text_add(&t, " ); constraints = ( \"%s\"%s%s ); objectives = [",
             has_limit         ? "power_w < limit"
             : draw(r, 2) == 0 ? "power_w <= 190"
                               : "area_mm2 * power_w < 90000",
             draw(r, 2) == 0 ? ", \"speedup > 0.6\"" : "",
             draw(r, 2) == 0
                 ? ", { expression = \"cost_usd < 110\"; soft = true; }"
                 : "");
    for (size_t k = 0; k < n; k++)
        text_add(&t, "%s \"%s\"", k > 0 ? "," : "", objectives[objective[k]]);
    text_add(&t, " ];");
    return t.text;
}

/* The definition: every point by itself. */
struct found {
    size_t n, d, n_feasible, broken;
    double *x; /* n x d, all to be made small */
    bool *on;  /* feasible, then on the front */
};

static void evaluate(const struct plan *p, struct found *f) {
    struct batch b;
    struct err ignored;

    *f = (struct found){.n = p->n_points, .d = p->sweep->n_objectives};
    f->x = mem_alloc(f->n * f->d, sizeof *f->x);
    f->on = mem_alloc(f->n, sizeof *f->on);
    batch_new(&b, p, &ignored);
    for (size_t i = 0; i < f->n; i++) {
        point_evaluate(p, i, &b, 0);
        f->on[i] = batch_value(&b, plan_metric(p, METRIC_FEASIBLE_ID), 0) != 0;
        f->n_feasible += f->on[i];
        for (size_t j = 0; f->on[i] && j < p->sweep->n_constraints; j++)
            f->broken += b.violated[j * PLAN_BATCH];
        for (size_t k = 0; k < f->d; k++) {
            double x = batch_value(&b, p->objective_column[k], 0);

            f->x[i * f->d + k] = p->sweep->objectives[k].maximise ? -x : x;
        }
    }
    batch_free(&b);
}

/* Point i is no worse than j, and better or the first of equals. */
static bool beats(const struct found *f, size_t i, size_t j) {
    bool better = i < j;

    for (size_t k = 0; k < f->d; k++) {
        double a = f->x[i * f->d + k], b = f->x[j * f->d + k];

        if (a > b)
            return false;
        better = better || a < b;
    }
    return better;
}

/* A point that is beaten is beaten by one of the front. */
static void find_front(struct found *f) {
    bool *feasible = mem_alloc(f->n, sizeof *feasible);

    memcpy(feasible, f->on, f->n * sizeof *feasible);
    for (size_t j = 0; j < f->n; j++)
        for (size_t i = 0; i < f->n && f->on[j]; i++)
            f->on[j] = !(feasible[i] && (i > j || f->on[i]) && i != j &&
                         beats(f, i, j));
    free(feasible);
}

/* All points in pieces of odd sizes, shared out, and taken now and then. */
static void scan(const struct plan *p, struct rng *r, struct tally *t) {
    struct scan scans[SCANS];
    struct tally fresh;

    tally_init(t, p, 0);
    for (size_t i = 0; i < SCANS; i++)
        scan_init(&scans[i], p);
    for (size_t at = 0, n; at < p->n_points; at += n) {
        n = 1 + draw(r, 1300);
        if (n > p->n_points - at)
            n = p->n_points - at;
        scan_points(&scans[draw(r, SCANS)], at, n);
        if (draw(r, 3) == 0 || at + n == p->n_points) {
            tally_init(&fresh, p, 0);
            scans_join(scans, SCANS, &fresh);
            tally_join(t, &fresh);
        }
    }
    for (size_t i = 0; i < SCANS; i++)
        scan_free(&scans[i]);
}

static void ignore(void *data, size_t n) {
    (void)data;
    (void)n;
}

/* The same by threads that look at some points first. */
static void scan_as_crew(const struct plan *p, struct rng *r, struct tally *t) {
    struct crew crew;
    size_t part = p->n_points / 3;

    crew_init(&crew, p);
    crew_scout(&crew, draw(r, p->n_points < 90 ? p->n_points : 90));
    crew_scan(&crew, 0, part, ignore, NULL);
    crew_scan(&crew, part, p->n_points - part, ignore, NULL);
    tally_init(t, p, 0);
    scans_join(crew.scans, crew.n, t);
    crew_free(&crew);
}

static bool agrees(const struct plan *p, const struct found *f,
                   const struct tally *t) {
    size_t at = 0, broken = 0;

    for (size_t i = 0; i < f->n; i++)
        if (f->on[i] && (at >= t->n_front || t->front[at++] != i))
            return false;
    for (size_t j = 0; j < p->sweep->n_constraints; j++)
        broken += t->counts[p->n_reasons + j];
    return at == t->n_front && t->counts[0] == f->n_feasible &&
           broken == f->broken && t->objectives[0].n == f->n_feasible;
}

int main(void) {
    size_t on_front = 0, equal = 0, soft = 0;
    struct rng r;

    if (mkdtemp(scratch) == NULL)
        return 1;
    rng_init(&r, 20, 7);
    for (size_t i = 0; i < SWEEPS; i++) {
        char *members = members_of(&r);
        struct found f;
        struct tally t;
        struct job j;

        if (job_good(&j, scratch, members)) {
            evaluate(&j.plan, &f);
            find_front(&f);
            scan(&j.plan, &r, &t);
            if (!ok(agrees(&j.plan, &f, &t), "%zu points, a front of %zu", f.n,
                    t.n_front))
                printf("# %s\n", members);
            on_front += t.n_front;
            soft += f.broken;
            for (size_t a = 1; a < f.n; a++)
                equal += memcmp(f.x + a * f.d, f.x + (a - 1) * f.d,
                                f.d * sizeof *f.x) == 0;
            tally_free(&t);
            scan_as_crew(&j.plan, &r, &t);
            ok(agrees(&j.plan, &f, &t), "the same with scouts");
            tally_free(&t);
            free(f.x);
            free(f.on);
            job_close(&j);
        }
        free(members);
    }
    ok(on_front > 1000 && equal > 5000 && soft > 1000,
       "%zu on fronts, %zu equal neighbours, %zu broken soft constraints",
       on_front, equal, soft);
    return done();
}

/* SPDX-License-Identifier: MIT
 *
 * Designs of the unit cube, and sweeps that are sampled by them.
 */
#include "config.h"

#include "analyse/design.h"

#include "sweep/axis.h"

#include "job.h"

#include <unistd.h>

static char scratch[] = "/tmp/test-design-XXXXXX";

/* How many of `cells` equal cells of a dimension hold n / cells points. */
static size_t even_cells(const double u[], size_t n, size_t d, size_t dimension,
                         size_t cells) {
    size_t count[64] = {0}, even = 0;

    for (size_t i = 0; i < n; i++)
        count[(size_t)(u[i * d + dimension] * (double)cells)]++;
    for (size_t k = 0; k < cells; k++)
        even += count[k] == n / cells;
    return even;
}

static void test_designs(void) {
    enum { N = 64, D = 5 };
    double u[N * D], again[N * D];
    struct err e;

    for (int kind = 0; kind < DESIGN_N; kind++) {
        const char *name = design_names[kind];
        size_t outside = 0, even = 0;

        ok(design_fill((enum design_kind)kind, N, D, 11, u, &e), "%s", name);
        for (size_t i = 0; i < N * D; i++)
            outside += !(u[i] >= 0 && u[i] < 1);
        is_int((long long)outside, 0, "all within the cube");
        for (size_t j = 0; j < D; j++)
            even += even_cells(u, N, D, j, N);
        if (kind == DESIGN_RANDOM)
            ok(even < N * D / 2, "left to chance");
        else
            is_int((long long)even, N * D,
                   "one point in each cell of each "
                   "dimension");
        design_fill((enum design_kind)kind, N, D, 11, again, &e);
        ok(memcmp(u, again, sizeof u) == 0, "the same for the same seed");
        design_fill((enum design_kind)kind, N, D, 12, again, &e);
        ok(memcmp(u, again, sizeof u) != 0, "another for another");
    }
}

/* Two dimensions of a Sobol sequence: 64 points, one in each of 8 x 8. */
static void test_pairs(void) {
    double u[64 * 2];
    bool hit[64] = {false};
    size_t n = 0;
    struct err e;

    design_fill(DESIGN_SOBOL, 64, 2, 5, u, &e);
    for (size_t i = 0; i < 64; i++)
        hit[(size_t)(8 * u[2 * i]) * 8 + (size_t)(8 * u[2 * i + 1])] = true;
    for (size_t i = 0; i < 64; i++)
        n += hit[i];
    is_int((long long)n, 64, "one point in each square");
}

#define SPACE                                                                  \
    "base = \"gtx-1080-ti\"; workloads = ( { network = \"lenet5\"; batch = "   \
    "24; } );\n"                                                               \
    "axes = ( { field = \"sm_count\"; values = [9, 28, 47]; }, { field = "     \
    "\"memory_bandwidth_gbs\"; from = 121; to = 968; count = 2; scale = "      \
    "\"log\"; } );\nobjectives = [ \"max speedup\", \"min power_w\" ];\n"

static void test_sweep(void) {
    struct job j;
    struct batch b;
    struct err e;
    size_t listed = 0, inside = 0, few = 0, wrong = 0;
    double y[100];

    if (!job_good(&j, scratch,
                  SPACE "sampling = { design = \"lhs\"; points = 100; seed = "
                        "3; };\n"))
        return;
    is_int((long long)j.plan.n_points, 100, "as many points as asked for");
    is_int((long long)j.plan.n_structures, 3, "of the structures listed");
    batch_new(&b, &j.plan, &e);
    plan_evaluate(&j.plan, 0, 100, &b);
    for (size_t i = 0; i < 100; i++) {
        double sm = job_value(&j, &b, "sm_count", i);
        double bandwidth = job_value(&j, &b, "memory_bandwidth_gbs", i);

        listed += sm == 9 || sm == 28 || sm == 47;
        inside += bandwidth > 121 && bandwidth < 968;
        few += bandwidth < sqrt(121 * 968);
        y[i] = job_value(&j, &b, "time_ms", i);
    }
    is_int((long long)listed, 100, "listed values of a structural axis");
    is_int((long long)inside, 100, "any value of the other");
    is_int((long long)few, 50, "even in the logarithm");
    for (size_t i = 0; i < 100; i++) {
        double x[2] = {j.plan.sampled[2 * i], j.plan.sampled[2 * i + 1]};

        plan_evaluate_at(&j.plan, x, &b);
        wrong += job_value(&j, &b, "time_ms", 0) != y[i];
    }
    is_int((long long)wrong, 0,
           "a point by its values is the point by its "
           "index");
    batch_free(&b);
    job_close(&j);
}

static void refused(const char *sampling, const char *text) {
    struct err e = {ERR_NONE, ""};
    char *members = mem_printf(SPACE "%s", sampling);
    struct job j;

    if (ok(!job_open(&j, scratch, members, &e), "%s", sampling))
        has_str(e.text, text, "is refused");
    else
        job_close(&j);
    free(members);
}

int main(void) {
    char *path;

    if (mkdtemp(scratch) == NULL)
        return 1;
    test_designs();
    test_pairs();
    test_sweep();
    refused("sampling = { design = \"sobl\"; points = 9; };",
            "did you mean 'sobol'?");
    refused("sampling = { design = \"lhs\"; };", "points");
    refused("sampling = { design = \"lhs\"; points = 9; sed = 2; };",
            "did you mean 'seed'?");
    path = file_join(scratch, "job.cfg");
    unlink(path);
    rmdir(scratch);
    free(path);
    return done();
}

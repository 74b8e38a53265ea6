/* SPDX-License-Identifier: MIT
 *
 * Recommendations against brute force over the same grid, from the columns of
 * its points and with bounds as numbers; the search between points against
 * that of the grid; any number of threads.
 */
#include "config.h"

#include "decide/answer.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/text.h"
#include "cost/cost_model.h"
#include "predict/predictor.h"

#include "tap.h"
#include "threads.h"

#include <stdlib.h>
#include <unistd.h>

static char scratch[] = "/tmp/test-recommend-XXXXXX";

static const struct run_options quiet = {.progress = NULL};

/* A question, planned. */
struct job {
    struct recommend recommend;
    struct predictor predictor;
    struct cost_model *costs;
    struct plan plan;
};

static void job_close(struct job *j) {
    plan_free(&j->plan);
    cost_model_free(j->costs);
    predictor_free(&j->predictor);
    recommend_free(&j->recommend);
}

static bool job_open(struct job *j, const char *members, struct err *e) {
    char *path = file_join(scratch, "job.cfg");
    FILE *out = fopen(path, "w");
    bool good = out != NULL;

    *j = (struct job){.costs = NULL};
    if (good) {
        fprintf(out, "recommend: {\ntitle = \"A job\";\n%s\n};\n", members);
        fclose(out);
    }
    good = good && recommend_load(&j->recommend, path, NULL, 0, e) &&
           predictor_load(&j->predictor, j->recommend.sweep.model, e) &&
           (j->costs = cost_model_load(j->recommend.sweep.costs, e)) != NULL &&
           plan_new(&j->plan, &j->recommend.sweep, &j->predictor, j->costs, e);
    free(path);
    if (!good)
        job_close(j);
    return good;
}

static bool job_good(struct job *j, const char *members) {
    struct err e = {ERR_NONE, ""};
    bool good = job_open(j, members, &e);

    if (!good) {
        ok(false, "a question that can be planned");
        printf("# %s\n", e.text);
    }
    return good;
}

static struct answer *job_answer(const struct job *j, bool refine) {
    struct err e = {ERR_NONE, ""};
    struct answer *a = answer_find(&j->recommend, &j->plan, &j->predictor,
                                   j->costs, refine, &quiet, &e);

    if (a == NULL) {
        ok(false, "an answer");
        printf("# %s\n", e.text);
    }
    return a;
}

#define TI "base = \"gtx-1080-ti\"; reference = \"gtx-1080-ti\";\n"
#define LENET "workloads = ( { network = \"lenet5\"; batch = 24; } );\n"

/* Brute force. */

enum { N_LIMITS = 4, N_CRITERIA = 3 };

static const struct {
    const char *column;
    bool at_least;
} limits[N_LIMITS] = {{"speedup", true},
                      {"throughput", true},
                      {"power_w", false},
                      {"area_mm2", false}};

static const char *const criteria[N_CRITERIA] = {"speedup", "power_w",
                                                 "area_mm2"};

struct brute {
    size_t n;
    double *limit[N_LIMITS], *target[N_CRITERIA];
    double bound[N_LIMITS];
};

static double *column_of(const struct job *j, const char *name) {
    double *out = mem_alloc(j->plan.n_points, sizeof *out);
    struct err e;
    struct batch b;
    size_t column;

    if (!plan_column(&j->plan, name, &column, &e) ||
        !batch_new(&b, &j->plan, &e))
        abort();
    for (size_t i = 0; i < j->plan.n_points; i++) {
        plan_evaluate(&j->plan, i, 1, &b);
        out[i] = batch_value(&b, column, 0);
    }
    batch_free(&b);
    return out;
}

static void brute_new(struct brute *b, const struct job *j,
                      const double bound[]) {
    b->n = j->plan.n_points;
    for (size_t k = 0; k < N_LIMITS; k++) {
        b->limit[k] = column_of(j, limits[k].column);
        b->bound[k] = bound[k];
    }
    for (size_t k = 0; k < N_CRITERIA; k++) {
        b->target[k] = column_of(j, criteria[k]);
        for (size_t i = 0; k == 0 && i < b->n; i++)
            b->target[k][i] = -b->target[k][i];
    }
}

static void brute_free(struct brute *b) {
    for (size_t k = 0; k < N_LIMITS; k++)
        free(b->limit[k]);
    for (size_t k = 0; k < N_CRITERIA; k++)
        free(b->target[k]);
}

static bool brute_holds(const struct brute *b, size_t i, size_t k,
                        double give) {
    double bound = b->bound[k];

    return limits[k].at_least ? b->limit[k][i] >= bound - give * bound
                              : b->limit[k][i] <= bound + give * bound;
}

/* Distance to the ideal, or the criterion asked for. */
static double brute_score(const struct brute *b, size_t i, size_t best) {
    double sum = 0;

    if (best < N_CRITERIA)
        return b->target[best][i];
    for (size_t k = 0; k < N_CRITERIA; k++) {
        double low = HUGE_VAL, high = 0, place;

        for (size_t m = 0; m < b->n; m++) {
            low = fmin(low, fabs(b->target[k][m]));
            high = fmax(high, fabs(b->target[k][m]));
        }
        place =
            (log(fabs(b->target[k][i])) - log(low)) / (log(high) - log(low));
        place = k == 0 ? 1 - place : place;
        sum += place * place;
    }
    return sqrt(sum / N_CRITERIA);
}

/* The better of two points: by the score, then by the criteria, the one asked
 * for first. */
static bool brute_better(const struct brute *b, const double score[], size_t i,
                         size_t than) {
    if (score[i] != score[than])
        return score[i] < score[than];
    for (size_t k = 0; k < N_CRITERIA; k++)
        if (b->target[k][i] != b->target[k][than])
            return b->target[k][i] < b->target[k][than];
    return false;
}

/* The best where limit `off` gives way by a share; b->n: there is none. */
static size_t brute_best(const struct brute *b, const double score[],
                         size_t off, double give) {
    size_t best = b->n;

    for (size_t i = 0; i < b->n; i++) {
        bool holds = true;

        for (size_t k = 0; k < N_LIMITS; k++)
            holds = holds && brute_holds(b, i, k, k == off ? give : 0);
        if (holds && (best == b->n || brute_better(b, score, i, best)))
            best = i;
    }
    return best;
}

static size_t picked(const struct pick *p, size_t n) {
    return p->found ? p->index : n;
}

/* Sets of limits missed by some point: the fewest limits in one, and how many
 * sets have so few. */
static size_t brute_fewest(const struct brute *b, size_t *n_sets) {
    bool seen[1 << N_LIMITS] = {false};
    size_t least = N_LIMITS + 1;

    for (size_t i = 0; i < b->n; i++) {
        unsigned set = 0;
        size_t bits = 0;

        for (size_t k = 0; k < N_LIMITS; k++)
            if (!brute_holds(b, i, k, 0)) {
                set |= 1U << k;
                bits++;
            }
        if (bits < least)
            *n_sets = 0;
        if (bits <= least && !(bits == least && seen[set]))
            ++*n_sets;
        seen[set] = true;
        least = bits < least ? bits : least;
    }
    return least;
}

static double brute_miss(const struct brute *b, size_t i) {
    double most = 0;

    for (size_t k = 0; k < N_LIMITS; k++) {
        double beyond = b->limit[k][i] / b->bound[k] - 1;

        most = fmax(most, limits[k].at_least ? -beyond : beyond);
    }
    return most;
}

/* Compares an answer with brute force; each sum of disagreements is one
 * assertion a seed, for there are many. */
static void compare(const struct job *j, const struct brute *b, size_t best,
                    uint64_t seed) {
    struct answer *a = job_answer(j, false);
    double *score = mem_alloc(b->n, sizeof *score), least = HUGE_VAL;
    size_t wanted, n_sets = 0, fewest, wrong = 0;

    if (a == NULL) {
        free(score);
        return;
    }
    for (size_t i = 0; i < b->n; i++) {
        /* The last digits of a distance are its own affair. */
        score[i] = brute_score(b, i, best);
        least = fmin(least, brute_miss(b, i));
    }
    wanted = brute_best(b, score, N_LIMITS, 0);
    if (best == N_CRITERIA && wanted < b->n && a->feasible)
        ok(fabs(score[wanted] - score[a->best.spot.index]) < 1e-12,
           "seed %d: the most balanced", (int)seed);
    else
        is_int((long long)picked(&a->search.best, b->n), (long long)wanted,
               "the best point");
    is_int(a->feasible, wanted < b->n, "whether there is one");
    for (size_t k = 0; k < N_LIMITS && best < N_CRITERIA; k++) {
        wrong += picked(&a->search.relaxed[k], b->n) !=
                 brute_best(b, score, k, ANSWER_GIVE);
        wrong += picked(&a->search.without[k], b->n) !=
                 brute_best(b, score, k, HUGE_VAL);
        wrong += a->feasible &&
                 a->effects[k].binds !=
                     (brute_best(b, score, k, HUGE_VAL) != wanted &&
                      score[brute_best(b, score, k, HUGE_VAL)] < score[wanted]);
    }
    is_int((long long)wrong, 0, "the best with a limit relaxed or removed");
    fewest = brute_fewest(b, &n_sets);
    if (!a->feasible) {
        is_int((long long)a->n_sets, (long long)n_sets, "the sets in the way");
        is_int(__builtin_popcount(a->sets[0]), (long long)fewest,
               "the fewest limits in the way");
        near(a->best.spot.key.x[0], least, 1e-12, "the nearest device");
    }
    answer_free(a);
    free(score);
}

/* A grid and bounds drawn by lot; bounds from within and from beyond what the
 * grid has. */
static char *draw_members(struct rng *r, const char *best, double bound[]) {
    size_t n = 2 + (size_t)(5 * rng_uniform(r));

    bound[0] = exp(-0.9 + 1.4 * rng_uniform(r));
    bound[1] = 20000 * rng_uniform(r);
    bound[2] = 150 + 300 * rng_uniform(r);
    bound[3] = 280 + 500 * rng_uniform(r);
    return mem_printf(
        TI LENET
        "axes = ( { field = \"sm_count\"; from = %zu; to = %zu; step = 3; },\n"
        "{ field = \"boost_clock_mhz\"; from = %.17g; to = %.17g; count = 5; "
        "},\n{ field = \"memory_bandwidth_gbs\"; from = 203; to = 811; count = "
        "%zu; } );\n"
        "targets = [ \"speedup >= %.17g\", \"throughput >= %.17g\" ];\n"
        "limits = [ \"power_w <= %.17g\", \"%.17g >= area_mm2\" ];\n"
        "best = \"%s\"; refine = [ \"boost_clock_mhz\" ];\n%s",
        n, n + 30, 700 + 300 * rng_uniform(r), 1500 + 700 * rng_uniform(r),
        1 + n % 3, bound[0], bound[1], bound[2], bound[3], best,
        strcmp(best, "balanced") == 0
            ? "balance = [ \"max speedup\", \"min power_w\", \"min area_mm2\" "
              "];\n"
            : "");
}

static void test_brute_force(void) {
    static const char *const kinds[] = {"fastest", "coolest", "smallest",
                                        "balanced"};
    size_t n_feasible = 0, n_seeds = 40;

    for (uint64_t seed = 1; seed <= n_seeds; seed++) {
        size_t best = seed % 4;
        double bound[N_LIMITS];
        struct rng r;
        struct job j;
        struct brute b;
        char *members;

        rng_init(&r, seed, 7);
        members = draw_members(&r, kinds[best], bound);
        if (job_good(&j, members)) {
            brute_new(&b, &j, bound);
            compare(&j, &b, best, seed);
            for (size_t i = 0; i < b.n; i++) {
                bool holds = true;

                for (size_t k = 0; k < N_LIMITS; k++)
                    holds = holds && brute_holds(&b, i, k, 0);
                if (holds) {
                    n_feasible++;
                    break;
                }
            }
            brute_free(&b);
            job_close(&j);
        }
        free(members);
    }
    ok(n_feasible > n_seeds / 5 && n_feasible < n_seeds * 4 / 5,
       "seeds of both kinds: %zu of %zu have an answer", n_feasible, n_seeds);
}

/* Between the points. */

/* The answer's own facts, held against its limits as numbers. */
static bool answer_holds(const struct answer *a, const double bound[]) {
    for (size_t k = 0; k < N_LIMITS; k++) {
        struct err e;
        size_t column;

        if (!plan_column(a->plan, limits[k].column, &column, &e))
            abort();
        if (limits[k].at_least ? a->best.columns[column] < bound[k]
                               : a->best.columns[column] > bound[k])
            return false;
    }
    return true;
}

/* The same device from a grid of its own, of one point. */
static void check_again(const struct answer *a, const struct recommend *r) {
    struct text members = {0};
    struct job j;

    text_add(&members, "%s",
             TI LENET "limits = [ \"power_w <= 1e5\" ]; best = "
                      "\"coolest\"; axes = (");
    for (size_t i = 0; i < r->sweep.n_axes; i++)
        text_add(&members, "%s{ field = \"%s\"; values = [%.17g]; }",
                 i > 0 ? ", " : "", r->sweep.axes[i].name,
                 a->best.spot.axes[i]);
    text_add(&members, ");");
    if (job_good(&j, members.text)) {
        struct answer *b = job_answer(&j, true);
        size_t wrong = 0;

        for (size_t i = 0; b != NULL && i < DEVICE_N_FIELDS; i++) {
            double x = device_get(&a->best.device, i);
            double y = device_get(&b->best.device, i);

            wrong += !(x == y || (isnan(x) && isnan(y)));
        }
        is_int((long long)wrong, 0, "its device is that of its axes");
        for (size_t k = 0; b != NULL && k < N_LIMITS; k++) {
            struct err e;
            size_t from, to;

            plan_column(a->plan, limits[k].column, &from, &e);
            plan_column(b->plan, limits[k].column, &to, &e);
            wrong += a->best.columns[from] != b->best.columns[to];
        }
        is_int((long long)wrong, 0, "and so are its metrics");
        answer_free(b);
        job_close(&j);
    }
    free(members.text);
}

static void test_refine(void) {
    static const char *const kinds[] = {"smallest", "coolest", "balanced",
                                        "fastest"};
    size_t n_better = 0, n_only = 0, n = 0;

    for (uint64_t seed = 101; seed <= 116; seed++) {
        double bound[N_LIMITS];
        struct rng r;
        struct job j;
        char *members;

        rng_init(&r, seed, 9);
        members = draw_members(&r, kinds[seed % 4], bound);
        if (job_good(&j, members)) {
            struct answer *grid = job_answer(&j, false);
            struct answer *a = job_answer(&j, true);

            if (grid->feasible) {
                n++;
                ok(a->feasible && key_compare(&a->best.spot.key,
                                              &grid->best.spot.key) <= 0,
                   "seed %d: never worse than the grid", (int)seed);
                n_better +=
                    key_compare(&a->best.spot.key, &grid->best.spot.key) < 0;
            } else {
                n_only += a->feasible;
                ok(a->feasible ||
                       a->best.spot.key.x[0] <= grid->best.spot.key.x[0],
                   "seed %d: never further than the grid", (int)seed);
            }
            if (a->feasible) {
                is_int(answer_holds(a, bound), true, "it holds every limit");
                check_again(a, &j.recommend);
            }
            for (size_t k = 0; k < N_LIMITS; k++)
                ok(!a->feasible || a->effects[k].gain >= 0,
                   "relaxing %s costs nothing", limits[k].column);
            answer_free(grid);
            answer_free(a);
            job_close(&j);
        }
        free(members);
    }
    if (refine_is_there())
        ok(n_better > n / 3, "better than the grid in %zu of %zu", n_better, n);
    else
        skip("better than the grid", "built without NLopt");
    printf("# feasible between the points alone: %zu\n", n_only);
}

#define AXES                                                                   \
    "axes = ( { field = \"sm_count\"; from = 6; to = 60; step = 6; }, { "      \
    "field = \"boost_clock_mhz\"; from = 703; to = 2209; count = 13; } );\n"

/* Nothing can be: the memory is too small. */
static void test_impossible(void) {
    struct job j;
    struct answer *a;

    if (!job_good(&j, TI "workloads = ( { network = \"vgg16\"; batch = 4096; "
                         "phase = \"training\"; } );\n" AXES
                         "limits = [ \"power_w <= 250\" ]; best = "
                         "\"coolest\";"))
        return;
    a = job_answer(&j, true);
    ok(!a->feasible && a->search.n_possible == 0, "no point is possible");
    is_int((long long)a->search.reasons[2], 130, "all for want of memory");
    ok(a->best.columns == NULL && a->n_sets == 0, "so there is no nearest");
    answer_free(a);
    job_close(&j);
}

/* The text of one part of an answer, the caller's. */
static char *written(const struct answer *a,
                     bool (*write)(const struct answer *, FILE *,
                                   struct err *)) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct err e = {ERR_NONE, ""};

    ok(write(a, out, &e), "it is written");
    fclose(out);
    return text;
}

static void test_threads(void) {
    static const char *const kinds[] = {"balanced", "smallest"};

    for (size_t k = 0; k < 2; k++) {
        char *members = mem_printf(
            TI LENET
            "axes = ( { field = \"sm_count\"; from = 6; to = 60; step = 2; },"
            "{ field = \"boost_clock_mhz\"; from = 703; to = 2209; count = "
            "61; }, { field = \"memory_bandwidth_gbs\"; from = 201; to = 807; "
            "count = 7; } );\ntargets = [ \"speedup >= 0.9\" ];\n"
            "limits = [ \"power_w <= 231\", \"area_mm2 <= 500\" ]; best = "
            "\"%s\";",
            kinds[k]);
        char *text[2], *json[2];

        for (int i = 0; i < 2; i++) {
            struct answer *a;
            struct job j;

            threads_set(i == 0 ? 1 : 3);
            if (!job_good(&j, members))
                return;
            a = job_answer(&j, true);
            ok(a->plan->n_points > 2 * PLAN_BATCH, "several batches");
            text[i] = written(a, answer_text);
            json[i] = written(a, answer_json);
            answer_free(a);
            job_close(&j);
        }
        is_str(text[1], text[0], "the same text for any number of threads");
        is_str(json[1], json[0], "the same JSON");
        for (int i = 0; i < 2; i++) {
            free(text[i]);
            free(json[i]);
        }
        free(members);
    }
    threads_set(2);
}

static void test_device(void) {
    char *path = file_join(scratch, "device.cfg"), *text;
    struct device d;
    struct err e = {ERR_NONE, ""};
    struct answer *a;
    struct job j;
    FILE *out;

    if (!job_good(&j, TI LENET AXES
                  "targets = [ \"speedup >= 0.71\" ]; limits = [ "
                  "\"sm_count * 2 <= 90\" ]; best = \"coolest\"; refine = "
                  "[];"))
        return;
    a = job_answer(&j, true);
    ok(a->feasible && !a->refined, "an answer of the grid");
    text = written(a, answer_device);
    out = fopen(path, "w");
    fputs(text, out);
    fclose(out);
    ok(device_load(&d, path, &e), "the device can be read");
    is_str(d.status, "hypothetical", "and is hypothetical");
    near(d.sm_count, a->best.spot.axes[0], 0, "its multiprocessors");
    near(d.boost_clock_mhz, a->best.spot.axes[1], 0, "its clock");
    free(text);
    unlink(path);
    free(path);
    answer_free(a);
    job_close(&j);
}

/* Whether two runners-up differ by a twentieth of the front in a criterion. */
static bool apart(const struct answer *a, const struct job *j, size_t m,
                  size_t k) {
    for (size_t c = 0; c < N_CRITERIA; c++) {
        double *x = column_of(j, criteria[c]);
        double low = HUGE_VAL, high = -HUGE_VAL, between;

        for (size_t i = 0; i < a->search.n_front; i++) {
            low = fmin(low, x[a->search.front[i]]);
            high = fmax(high, x[a->search.front[i]]);
        }
        between =
            fabs(x[a->runners[m].spot.index] - x[a->runners[k].spot.index]);
        free(x);
        if (between > 0.05 * (high - low))
            return true;
    }
    return false;
}

/* Runners-up are on the front of the criteria, in order, none too near.  The
 * last axis does nothing: of equal points the first one counts. */
static void test_runners(void) {
    struct answer *a;
    struct job j;
    size_t near_ones = 0;

    if (!job_good(
            &j, TI LENET
            "axes = ( { field = \"sm_count\"; from = 6; to = 60; step = "
            "2; }, { field = \"boost_clock_mhz\"; from = 1200; to = "
            "2209; count = 23; }, { field = \"launch_price_usd\"; values = "
            "[500, 600]; } );\n"
            "limits = [ \"power_w <= 300\" ]; best = \"coolest\"; "
            "runners_up = 5;"))
        return;
    a = job_answer(&j, false);
    is_int((long long)(a->best.spot.index % 2), 0, "of equals the first");
    is_int((long long)a->n_runners, 5, "as many as asked for");
    for (size_t i = 0; i < a->n_runners; i++) {
        const struct key *before =
            i > 0 ? &a->runners[i - 1].spot.key : &a->best.spot.key;
        bool on_front = false;

        for (size_t k = 0; k < a->search.n_front; k++)
            on_front =
                on_front || a->search.front[k] == a->runners[i].spot.index;
        ok(on_front, "runner-up %zu is on the front", i + 1);
        ok(key_compare(before, &a->runners[i].spot.key) < 0, "in order");
        for (size_t k = 0; k < i; k++)
            near_ones += !apart(a, &j, i, k);
    }
    is_int((long long)near_ones, 0, "no two are alike");
    answer_free(a);
    job_close(&j);
}

static void test_refused(void) {
    static const struct {
        const char *members, *message;
    } cases[] = {
        {TI LENET AXES "best = \"coolest\";", "neither 'targets' nor 'limits'"},
        {TI LENET AXES "limits = [ \"power_w <= 250\" ];", "best"},
        {TI LENET AXES "limits = [ \"power_w <= 250\" ]; best = \"smalest\";",
         "'smallest'"},
        {TI LENET AXES "limits = [ \"power_w = 250\" ]; best = \"coolest\";",
         "'limits', entry 1: found 'power_w = 250'"},
        {TI LENET AXES "limits = [ \"powr_w <= 250\" ]; best = \"coolest\";",
         "did you mean 'power_w'"},
        {TI LENET AXES "limits = [ \"power_w <= 250\" ]; targets = [ \"power_w "
                       "<= 250\" ]; best = \"coolest\";",
         "appears twice"},
        {TI LENET AXES "limits = [ \"power_w <= 250\" ]; best = \"coolest\"; "
                       "balance = [ \"max speedup\", \"min power_w\" ];",
         "for best = \"balanced\" only"},
        {TI LENET AXES "limits = [ \"power_w <= 250\" ]; best = \"balanced\"; "
                       "balance = [ \"max speedup\" ];",
         "found 1, expected two or more"},
        {TI LENET AXES "limits = [ \"power_w <= 250\" ]; best = \"coolest\"; "
                       "refine = [ \"sm_count\" ];",
         "'refine': found 'sm_count'"},
        {TI LENET AXES "limits = [ \"power_w <= 250\" ]; best = \"coolest\"; "
                       "objectives = [ \"max speedup\" ];",
         "'objectives' is for sweeps"},
        {TI LENET AXES "limits = [ \"power_w <= 250\" ]; best = \"coolest\"; "
                       "targts = [];",
         "did you mean 'targets'"},
        {TI
         "workloads = ( { network = \"lenet5\"; } );\naxes = ( { field = "
         "\"batch\"; values = [1, 2]; } );\nlimits = [ \"power_w <= 250\" ]; "
         "best = \"coolest\";",
         "no property of a device"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e = {ERR_NONE, ""};
        struct job j;

        if (job_open(&j, cases[i].members, &e)) {
            ok(false, "refused: %s", cases[i].message);
            job_close(&j);
            continue;
        }
        has_str(e.text, cases[i].message, "refused for what it is");
        has_str(e.text, "job.cfg", "with the file");
    }
}

int main(void) {
    char *path;

    if (mkdtemp(scratch) == NULL)
        return 1;
    threads_set(2);
    test_brute_force();
    test_refine();
    test_impossible();
    test_threads();
    test_device();
    test_runners();
    test_refused();
    path = file_join(scratch, "job.cfg");
    unlink(path);
    free(path);
    rmdir(scratch);
    return done();
}

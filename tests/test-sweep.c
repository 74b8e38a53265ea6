/* SPDX-License-Identifier: MIT
 *
 * Sweep files: what one says, every way in which one is refused, and --set.
 */
#include "config.h"

#include "sweep/sweep.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cost/cost_model.h"
#include "draw/sweep_plots.h"
#include "predict/predictor.h"
#include "sweep/plan.h"

#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

static char scratch[] = "/tmp/test-sweep-XXXXXX";

/* The members of a sweep that is right, one a line: title on line 2. */
enum line {
    TITLE = 2,
    BASE,
    REFERENCE,
    WORKLOADS,
    AXES,
    OBJECTIVES,
    CONSTRAINTS,
    MARKS,
    PLOTS,
    KEEP,
    EXTRA,
    N_LINES
};

static const char *const good_lines[N_LINES] = {
    [TITLE] = "title = \"A trial\"; question = \"Which?\";",
    [BASE] = "base = \"gtx-1080-ti\";",
    [REFERENCE] = "reference = \"gtx-1070\";",
    [WORKLOADS] = "workloads = ( { network = \"lenet5\"; batch = 24; }, { "
                  "network = \"lenet5\"; batch = 48; phase = \"training\"; "
                  "optimizer = \"adam\"; stack = \"cudnn\"; } );",
    [AXES] = "axes = ( { field = \"sm_count\"; values = [14, 28]; }, { field = "
             "\"boost_clock_mhz\"; from = 900; to = 1582; count = 3; } );",
    [OBJECTIVES] = "objectives = [ \"max speedup\", \"min power_w\" ];",
    [CONSTRAINTS] = "constraints = [ \"power_w <= 300\", \"sm_count * "
                    "cores_per_sm >= 1000\" ];",
    [MARKS] = "marks = [ \"titan-xp\" ];",
    [PLOTS] = "plots = ( { kind = \"pareto\"; x = \"power_w\"; y = "
              "\"speedup\"; } );",
    [KEEP] = "keep = \"feasible\";",
    [EXTRA] = "",
};

/* Writes the sweep with one line replaced; the path is the caller's. */
static char *write_sweep(enum line line, const char *instead) {
    char *path = file_join(scratch, "trial.cfg");
    FILE *out = fopen(path, "w");

    if (out == NULL)
        return path;
    fputs("sweep: {\n", out);
    for (int i = TITLE; i < N_LINES; i++)
        fprintf(out, "%s\n", i == (int)line ? instead : good_lines[i]);
    fputs("};\n", out);
    fclose(out);
    return path;
}

/* Everything that `gpuscape sweep` checks before it runs. */
static bool check(const char *path, const char *const overrides[], size_t n,
                  struct err *e) {
    struct sweep s = {.cfg = NULL};
    struct predictor predictor = {.kind = NULL};
    struct cost_model *costs = NULL;
    struct plan p = {.sweep = NULL};
    bool loaded = sweep_load(&s, path, overrides, n, e);
    bool good = loaded && sweep_plots_check(&s, e) &&
                predictor_load(&predictor, s.model, e) &&
                (costs = cost_model_load(s.costs, e)) != NULL &&
                plan_new(&p, &s, &predictor, costs, e);

    plan_free(&p);
    cost_model_free(costs);
    predictor_free(&predictor);
    sweep_free(&s);
    return good;
}

static void test_good(void) {
    char *path = write_sweep(EXTRA, good_lines[EXTRA]);
    struct err e = {0};
    struct sweep s;

    if (!ok(sweep_load(&s, path, NULL, 0, &e), "a sweep that is right")) {
        printf("# %s\n", e.text);
        free(path);
        return;
    }
    is_str(s.name, "trial", "named as its file");
    is_str(s.title, "A trial", "title");
    is_str(s.question, "Which?", "question");
    is_str(s.base.name, "GeForce GTX 1080 Ti", "base");
    is_str(s.reference.name, "GeForce GTX 1070", "reference");
    is_str(s.model, "efficiency", "the model where none is named");
    is_str(s.costs, "costs", "the cost model where none is named");
    is_int((long long)s.n_workloads, 2, "workloads");
    is_str(s.workloads[0].label, "lenet5_inference_b24", "label");
    is_str(s.workloads[1].label, "lenet5_training_b48", "label");
    ok(s.workloads[1].phase == PHASE_TRAINING &&
           s.workloads[1].optimizer == OPTIMIZER_ADAM,
       "phase and optimizer");
    is_str(s.workloads[0].stack, "cudnn", "the stack where none is named");
    is_int((long long)s.n_axes, 2, "axes");
    is_int((long long)sweep_axis(&s, "boost_clock_mhz"), 1, "an axis by name");
    is_int((long long)sweep_axis(&s, "batch"), 2, "no such axis");
    is_int((long long)s.n_objectives, 2, "objectives");
    ok(s.objectives[0].maximise && !s.objectives[1].maximise, "max and min");
    is_str(s.objectives[1].column, "power_w", "what to minimise");
    is_int((long long)s.n_constraints, 2, "constraints");
    is_str(s.constraints[1], "sm_count * cores_per_sm >= 1000", "as written");
    is_str(s.marks[0].name, "TITAN Xp", "a mark");
    is_int(s.keep, KEEP_FEASIBLE, "keep");
    sweep_free(&s);
    ok(check(path, NULL, 0, &e), "and it can be planned");
    free(path);
}

static const struct {
    enum line line;
    const char *instead, *wanted[3];
} refused[] = {
    {EXTRA, "titel = 3;", {":12", "unknown key 'titel'", "'title'"}},
    {EXTRA, "title = \"again\";", {":12"}},
    {EXTRA, "keep", {":12", "duplicate"}},
    {TITLE, "", {":1", "missing key 'title'"}},
    {TITLE, "title = 4;", {":2", "title", "a string"}},
    {TITLE, "titel = \"A trial\";", {"missing key 'title'", "'titel'"}},
    {BASE, "", {":1", "missing key 'base'"}},
    {BASE, "base = \"gtx-1080ti\";", {":3", "'gtx-1080-ti'"}},
    {BASE, "base = [ \"gtx-1080-ti\" ];", {":3", "base", "a string"}},
    {REFERENCE, "reference = \"gtx1070\";", {":4", "'gtx-1070'"}},
    {REFERENCE,
     "reference = \"./gtx-1070.cfg\";",
     {":4", "'reference'", "No such file"}},

    {WORKLOADS, "", {":1", "missing key 'workloads'"}},
    {WORKLOADS, "workloads = ();", {":5", "'workloads' is empty"}},
    {WORKLOADS, "workloads = 3;", {":5", "a list"}},
    {WORKLOADS, "workloads = [ \"vgg16\" ];", {":5", "expected a workload {"}},
    {WORKLOADS,
     "workloads = ( { network = \"vgg61\"; } );",
     {":5", "'network'", "did you mean 'vgg16'?"}},
    {WORKLOADS,
     "workloads = ( { batch = 3; } );",
     {":5", "missing key 'network'"}},
    {WORKLOADS,
     "workloads = ( { network = \"lenet5\"; bach = 3; } );",
     {":5", "unknown key 'bach'", "'batch'"}},
    {WORKLOADS,
     "workloads = ( { network = \"lenet5\"; batch = 0; } );",
     {":5", "batch", "found 0"}},
    {WORKLOADS,
     "workloads = ( { network = \"lenet5\"; batch = 2.5; } );",
     {":5", "batch", "a whole number"}},
    {WORKLOADS,
     "workloads = ( { network = \"lenet5\"; phase = \"train\"; } );",
     {":5", "phase", "'training'"}},
    {WORKLOADS,
     "workloads = ( { network = \"lenet5\"; optimizer = \"adams\"; } );",
     {":5", "optimizer", "'adam'"}},
    {WORKLOADS,
     "workloads = ( { network = \"lenet5\"; precision = \"fp16\"; } );",
     {":5", "precision", "fp32"}},
    {WORKLOADS,
     "workloads = ( { network = \"lenet5\"; stack = \"cuddn\"; } );",
     {":5", "'stack'", "cudnn"}},
    {WORKLOADS,
     "workloads = ( { network = \"lenet5\"; },\n { network = \"lenet5\"; "
     "optimizer = \"adam\"; } );",
     {":6", "workloads 1 and 2", "'lenet5_inference_b1'"}},

    {AXES, "", {":1", "missing key 'axes'"}},
    {AXES, "axes = ();", {":6", "found 0", "1 to 12"}},
    {AXES, "axes = ( 3 );", {":6", "expected an axis {"}},
    {AXES,
     "axes = ( { field = \"sm_cout\"; values = [3]; } );",
     {":6", "'sm_cout'", "'sm_count'"}},
    {AXES,
     "axes = ( { field = \"sm_count\"; values = [3]; },\n { field = "
     "\"sm_count\"; values = [5]; } );",
     {":7", "axis 'sm_count' appears twice"}},
    {AXES,
     "axes = ( { field = \"device\"; values = ( \"gtx-1070\" ); } );",
     {":3", "'base' and an axis over devices exclude each other"}},
    {AXES,
     "axes = ( { field = \"batch\"; values = [3]; } );",
     {":5", "'batch' is an axis of this sweep"}},

    {OBJECTIVES, "", {":1", "missing key 'objectives'"}},
    {OBJECTIVES, "objectives = ();", {":7", "found 0, expected 1 to 16"}},
    {OBJECTIVES,
     "objectives = [ \"speedup\" ];",
     {":7", "objective 1: found 'speedup'", "'max METRIC'"}},
    {OBJECTIVES, "objectives = [ 3 ];", {":7", "a string"}},
    {OBJECTIVES,
     "objectives = [ \"max speedup\", \"min speedup\" ];",
     {":7", "objective 'speedup' appears twice"}},
    {OBJECTIVES,
     "objectives = [ \"max speedpu\" ];",
     {"objective 1", "'speedpu'", "did you mean 'speedup'?"}},
    {OBJECTIVES,
     "objectives = [ \"max bound\" ];",
     {"objective 1", "'bound' is not a number"}},
    {OBJECTIVES,
     "objectives = [ \"max fits\" ];",
     {"objective 1", "'fits' is not a number"}},
    {OBJECTIVES, "objectives = [ \"max \" ];", {"objective 1", "''"}},

    {CONSTRAINTS, "constraints = \"power_w <= 3\";", {":8", "a list"}},
    {CONSTRAINTS, "constraints = [ 3 ];", {":8", "a string"}},
    {CONSTRAINTS,
     "constraints = [ \"power_w <= 300\", \"powr_w <= 3\" ];",
     {"trial.cfg: constraint 2", "unknown name 'powr_w'",
      "did you mean 'power_w'?"}},
    {CONSTRAINTS,
     "constraints = [ \"power_w <= \" ];",
     {"trial.cfg: constraint 1", "character"}},
    {CONSTRAINTS,
     "constraints = [ \"(power_w <= 3\" ];",
     {"trial.cfg: constraint 1", "character"}},
    {CONSTRAINTS,
     "constraints = [ \"power_w = 3\" ];",
     {"trial.cfg: constraint 1", "expected '=='"}},
    {CONSTRAINTS, "constraints = [ \"\" ];", {"constraint 1", "empty"}},
    {CONSTRAINTS,
     "constraints = [ \"feasible == 1\" ];",
     {"constraint 1", "unknown name 'feasible'"}},
    {CONSTRAINTS,
     "constraints = [ \"bound == 1\" ];",
     {"constraint 1", "unknown name 'bound'"}},

    {MARKS, "marks = [ \"titanxp\" ];", {":9", "'titan-xp'"}},
    {MARKS, "marks = 3;", {":9", "a list"}},
    {MARKS, "marks = [ 3 ];", {":9", "a string"}},

    {PLOTS, "plots = [ \"map\" ];", {":10", "expected a plot {"}},
    {PLOTS, "plots = ( { x = \"power_w\"; } );", {":10", "'kind'"}},
    {PLOTS,
     "plots = ( { kind = \"paretto\"; x = \"power_w\"; y = \"speedup\"; } );",
     {"trial.cfg", "'paretto'", "did you mean 'pareto'?"}},
    {PLOTS,
     "plots = ( { kind = \"pareto\"; y = \"speedup\"; } );",
     {"trial.cfg", "a pareto plot needs 'x'"}},
    {PLOTS,
     "plots = ( { kind = \"map\"; x = \"sm_count\"; y = \"boost_clock_mhz\"; } "
     ");",
     {"trial.cfg", "a map plot needs 'z'"}},
    {PLOTS,
     "plots = ( { kind = \"map\"; x = \"sm_count\"; y = \"power_w\"; z = "
     "\"speedup\"; } );",
     {"trial.cfg", "two numeric axes"}},
    {PLOTS,
     "plots = ( { kind = \"map\"; x = \"sm_count\"; y = \"sm_count\"; z = "
     "\"speedup\"; } );",
     {"trial.cfg", "two numeric axes"}},
    {PLOTS,
     "plots = ( { kind = \"pareto\"; x = \"power\"; y = \"speedup\"; } );",
     {"trial.cfg: plot 1", "'power'", "did you mean 'power_w'?"}},
    {PLOTS,
     "plots = ( { kind = \"pareto\"; x = \"reason\"; y = \"speedup\"; } );",
     {"trial.cfg: plot 1", "'reason' is not a number"}},
    {PLOTS,
     "plots = ( { kind = \"lines\"; x = \"sm_count\"; y = \"speedup\"; series "
     "= \"bounds\"; } );",
     {"trial.cfg: plot 1", "'bounds'", "'bound'"}},
    {PLOTS,
     "plots = ( { kind = \"pareto\"; x = \"power_w\"; y = \"speedup\"; name = "
     "\"../up\"; } );",
     {"trial.cfg", "plot name '../up'", "letters a-z"}},
    {PLOTS,
     "plots = ( { kind = \"pareto\"; x = \"power_w\"; y = \"speedup\"; name = "
     "\"a`touch x`\"; } );",
     {"trial.cfg", "plot name 'a`touch x`'"}},
    {PLOTS,
     "plots = ( { kind = \"pareto\"; x = \"power_w\"; y = \"speedup\"; name = "
     "\"twin\"; }, { kind = \"lines\"; x = \"sm_count\"; y = \"speedup\"; name "
     "= \"twin\"; } );",
     {"trial.cfg", "two plots are called 'twin'"}},
    {PLOTS,
     "plots = ( { kind = \"pareto\"; x = \"power_w\"; y = \"speedup\"; log_x = "
     "1; } );",
     {":10", "log_x", "true or false"}},
    {PLOTS,
     "plots = ( { kind = \"pareto\"; x = \"power_w\"; y = \"speedup\"; "
     "colour = 1; } );",
     {":10", "unknown key 'colour'"}},

    {KEEP, "keep = \"al\";", {":11", "keep", "'all'"}},
    {KEEP, "keep = true;", {":11", "a string"}},
    {EXTRA, "model = \"eficiency\";", {"'eficiency'", "'efficiency'"}},
    {EXTRA, "costs = \"cost\";", {"'cost'", "'costs'"}},
};

static void test_refused(void) {
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char *path = write_sweep(refused[i].line, refused[i].instead);
        char shown[TEXT_SHOWN_MAX];
        struct err e = {0};

        ok(!check(path, NULL, 0, &e), "refused: %s",
           text_shown(refused[i].instead[0] != '\0'
                          ? refused[i].instead
                          : good_lines[refused[i].line],
                      shown));
        for (size_t j = 0; j < 3 && refused[i].wanted[j] != NULL; j++)
            has_str(e.text, refused[i].wanted[j], "  and says why");
        free(path);
    }
}

/* Texts that do not fit are refused, not cut. */
static void test_long(void) {
    static const struct {
        enum line line;
        const char *head, *tail, *wanted;
    } cases[] = {
        {TITLE, "title = \"", "\";", "'title': found 300 characters"},
        {BASE, "base = \"", "\";", "'base': found 300 characters"},
        {CONSTRAINTS, "constraints = [ \"1", " \" ];", "too long"},
        {MARKS, "marks = [ \"", "\" ];", ":9"},
        {OBJECTIVES, "objectives = [ \"max ", "\" ];", "objective 1"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char long_text[301], *line, *path;
        struct err e = {0};

        memset(long_text, cases[i].line == CONSTRAINTS ? '0' : 'x', 300);
        long_text[300] = '\0';
        line = mem_printf("%s%s%s", cases[i].head, long_text, cases[i].tail);
        path = write_sweep(cases[i].line, line);
        ok(!check(path, NULL, 0, &e), "too long: %s...", cases[i].head);
        has_str(e.text, cases[i].wanted, "  and says so");
        free(path);
        free(line);
    }
}

static void test_set(void) {
    static const char *const good[] = {
        "keep=front", "axes.[1].count=5", "title = Another: one",
        "axes.[0].values=[14, 28, 42]", "constraints.[0]=power_w <= 271.25"};
    static const struct {
        const char *set, *wanted[2];
    } bad[] = {
        {"keep", {"'keep'", "KEY=VALUE"}},
        {"kep=front", {"unknown key 'kep'", "'keep'"}},
        {"keep=fron", {"\"fron\"", "'front'"}},
        {"axes.[7].count=5", {"axes has 2 elements"}},
        {"axes.[1].cout=5", {"unknown key 'cout'", "'count'"}},
        {"axes.count=5", {"axes", "index"}},
        {"axis.[0].count=5", {"no key 'axis'", "'axes'"}},
        {"axes.[1].count=0", {"count", "found 0"}},
        {"axes.[1].count=99999999999999999999", {"count"}},
        {"base=gtx-1080ti", {"'gtx-1080-ti'"}},
        {"=3", {"'=3'"}},
        {"constraints.[0]=powr_w < 3", {"'powr_w'", "'power_w'"}},
    };
    char *path = write_sweep(EXTRA, "");
    struct err e = {0};
    struct sweep s;

    if (ok(sweep_load(&s, path, good, sizeof good / sizeof *good, &e),
           "values can be set")) {
        is_int(s.keep, KEEP_FRONT, "a name");
        is_int((long long)s.axes[1].n, 5, "a number in a list");
        is_int((long long)s.axes[0].n, 3, "an array");
        is_str(s.title, "Another: one", "a text without quotes");
        is_str(s.constraints[0], "power_w <= 271.25", "an expression");
        sweep_free(&s);
    } else {
        printf("# %s\n", e.text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        e = (struct err){0};
        ok(!check(path, &bad[i].set, 1, &e), "refused: --set %s", bad[i].set);
        for (size_t j = 0; j < 2 && bad[i].wanted[j] != NULL; j++)
            has_str(e.text, bad[i].wanted[j], "  and says why");
    }
    free(path);
}

/* A sweep over devices needs no base: the first one stands for it. */
static void test_devices(void) {
    static const char *const sets[] = {"keep=all"};
    char *path = write_sweep(BASE, "");
    char *all = file_read(path, &(struct err){0});
    FILE *out = fopen(path, "w");
    char *axes = strstr(all, "axes ="), *rest = strchr(axes, '\n');
    struct err e = {0};
    struct sweep s;

    fprintf(out,
            "%.*saxes = ( { field = \"device\"; values = ( \"titan-xp\", "
            "\"gtx-1070\" ); } );%s",
            (int)(axes - all), all, rest);
    fclose(out);
    if (ok(sweep_load(&s, path, sets, 1, &e), "a sweep over devices")) {
        is_str(s.base.name, "TITAN Xp", "its base is the first");
        is_str(s.base_file, "titan-xp", "and its file");
        sweep_free(&s);
    } else {
        printf("# %s\n", e.text);
    }
    free(all);
    free(path);
}

static void test_supplied(void) {
    size_t n;
    char **names = file_list("sweeps", &n);

    ok(n >= 4, "there are sweeps");
    for (size_t i = 0; i < n; i++) {
        struct err e = {0};

        if (!ok(check(names[i], NULL, 0, &e), "sweep %s", names[i]))
            printf("# %s\n", e.text);
    }
    file_list_free(names, n);
}

int main(void) {
    char *path;

    if (mkdtemp(scratch) == NULL)
        return 1;
    test_good();
    test_refused();
    test_long();
    test_set();
    test_devices();
    test_supplied();
    path = file_join(scratch, "trial.cfg");
    unlink(path);
    rmdir(scratch);
    free(path);
    return done();
}

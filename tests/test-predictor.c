/* SPDX-License-Identifier: MIT
 *
 * Training, model files and leaving out, for every kind of predictor.
 */
#include "config.h"

#include "predict/predictor.h"

#include "base/file.h"
#include "predict/efficiency.h"
#include "synthetic.h"
#include "tap.h"
#include "threads.h"

#include <unistd.h>

static char folder[] = "/tmp/test-predictor-XXXXXX";

static const struct train_options quick = {
    .seed = 11, .members = 2, .epochs = 2, .rows_per_group = 40, .cards = true};

static const struct train_options small = {
    .seed = 11, .members = 1, .epochs = 1, .rows_per_group = 40};

static const char *const machines[] = {"gtx-1080-ti", "tesla-k40",
                                       "tesla-v100-sxm2-16gb", "tesla-p4"};
enum { N_MACHINES = sizeof machines / sizeof *machines };

/* Session rows enough for a null time, and kernel rows. */
static void add_device(struct measurements *m, const struct device *d,
                       size_t n) {
    synthetic_rows(m, d, SESSION, OP_CONV2D, n, 7);
    synthetic_rows(m, d, SESSION, OP_DENSE, n, 7);
    synthetic_rows(m, d, EVENTS, OP_CONV2D, n / 2, 7);
    synthetic_rows(m, d, EVENTS, OP_UNARY, n / 2, 7);
}

static void table(struct measurements *m, size_t n) {
    for (size_t i = 0; i < N_MACHINES; i++) {
        struct device d = device_named(machines[i]);

        add_device(m, &d, n);
    }
}

static bool train(struct predictor *p, const struct predictor_kind *kind,
                  const struct measurements *m, const bool excluded[],
                  const struct train_options *options) {
    struct err e = {0};
    bool good = predictor_train(p, kind, m, excluded, options, &e);

    if (!good)
        ok(false, "training: %s", e.text);
    return good;
}

/* Mean |predicted / true - 1| in percent over new shapes on a device. */
static double error_percent(const struct predictor *p, const struct device *d,
                            size_t stack, enum op_kind kind) {
    enum { N = 80 };
    struct rng rng;
    double sum = 0;

    rng_init(&rng, 12345, (uint64_t)kind);
    for (size_t i = 0; i < N; i++) {
        struct op op = draw_op(&rng, kind);

        sum += fabs(predictor_time_ms(p, &op, stack, d) /
                        synthetic_time_ms(&op, stack, d) -
                    1);
    }
    return 100 * sum / N;
}

static void test_learns(void) {
    static const struct {
        size_t stack;
        enum op_kind kind;
    } groups[] = {{SESSION, OP_CONV2D},
                  {SESSION, OP_DENSE},
                  {EVENTS, OP_CONV2D},
                  {EVENTS, OP_UNARY}};
    const struct train_options options = {
        .seed = 11, .members = 1, .epochs = 80, .rows_per_group = 50};
    const bool excluded[N_MACHINES] = {[2] = true};
    struct measurements m = {0};
    struct predictor before, after;

    table(&m, 110);
    if (train(&before, &predictor_efficiency, &m, excluded, &quick) &&
        train(&after, &predictor_efficiency, &m, excluded, &options))
        for (size_t i = 0; i < 4; i++) {
            size_t s = groups[i].stack;
            enum op_kind k = groups[i].kind;
            double first = error_percent(&before, m.devices, s, k);
            double seen = error_percent(&after, m.devices, s, k);
            double unseen = error_percent(&after, &m.devices[2], s, k);

            ok(seen < 20 && seen < 0.5 * first,
               "%s, %s: training leaves %.1f %% of %.1f %%", stacks[s].name,
               op_kind_names[k], seen, first);
            ok(unseen < 35, "and %.1f %% on a device it never saw", unseen);
        }
    predictor_free(&before);
    predictor_free(&after);
    measurements_free(&m);
}

static void test_bits(const struct predictor_kind *kind,
                      const struct measurements *m) {
    const bool none[N_MACHINES] = {false};
    struct train_options other = quick;
    struct predictor p[3] = {{0}};
    char *text[3] = {NULL};

    other.seed = 12;
    for (size_t i = 0; i < 3; i++) {
        threads_set(i == 1 ? 2 : 1);
        if (train(&p[i], kind, m, none, i == 2 ? &other : &quick))
            text[i] = model_text(&p[i]);
    }
    if (text[0] != NULL && text[1] != NULL && text[2] != NULL) {
        ok(strcmp(text[0], text[1]) == 0,
           "%s: the same bytes from one thread and two", kind->name);
        ok(strcmp(strstr(text[0], "rows ="), strstr(text[2], "rows =")) != 0,
           "%s: others from another seed", kind->name);
    }
    for (size_t i = 0; i < 3; i++) {
        predictor_free(&p[i]);
        free(text[i]);
    }
}

/* A device whose rows are absurd stands first and among the others, so that
 * every number of a device and of a row differs; left out, it leaves no trace.
 */
static void test_leaves_out(const struct predictor_kind *kind,
                            const struct measurements *without) {
    const struct device marker = device_named("gtx-1050");
    const bool none[N_MACHINES] = {false};
    const bool excluded[N_MACHINES + 1] = {true};
    struct measurements with = {0};
    struct predictor a = {0}, b = {0}, c = {0};
    struct rng rng;

    rng_init(&rng, 666, 0);
    for (size_t i = 0; i < without->n; i++) {
        const struct measurement *r = &without->rows[i];
        struct op odd = draw_op(&rng, (enum op_kind)(i % OP_N_KINDS));

        odd.batch = 60000;
        odd.k = 1 + (double)i;
        odd.phase = (enum op_phase)(i % OP_N_PHASES);
        synthetic_row(&with, &marker, i % 3, &odd, 3e5 + (double)i);
        synthetic_row(&with, &marker, r->stack, &r->op, 1000 * r->time_ms);
        synthetic_row(&with, &without->devices[r->device], r->stack, &r->op,
                      r->time_ms);
    }
    if (train(&a, kind, without, none, &quick) &&
        train(&b, kind, &with, excluded, &quick) &&
        train(&c, kind, &with, (const bool[N_MACHINES + 1]){false}, &quick)) {
        char *text_a = model_text(&a), *text_b = model_text(&b);
        char *text_c = model_text(&c);

        ok(strcmp(text_a, text_b) == 0,
           "%s: a left-out device leaves no trace in the model", kind->name);
        ok(strcmp(text_a, text_c) != 0, "%s: left in, it does", kind->name);
        ok(strstr(text_b, marker.name) == NULL &&
               strstr(text_c, marker.name) != NULL,
           "%s: the model says what it saw", kind->name);
        free(text_a);
        free(text_b);
        free(text_c);
    }
    predictor_free(&a);
    predictor_free(&b);
    predictor_free(&c);
    measurements_free(&with);
}

static void test_all_left_out(const struct predictor_kind *kind,
                              const struct measurements *m) {
    const bool all[N_MACHINES] = {true, true, true, true};
    struct predictor p;
    struct err e = {0};

    ok(!predictor_train(&p, kind, m, all, &quick, &e) && e.code == ERR_INPUT,
       "%s: with every device left out", kind->name);
    has_str(e.text, "every device of the tables is left out", "there is none");
    predictor_free(&p);
}

/* Invariant: a model written and read back predicts the same bits. */
static void test_round_trip(const struct predictor *p, const char *path) {
    struct device d = device_named("titan-xp");
    char *text = model_text(p), *again;
    struct predictor read;
    struct err e = {0};
    size_t differ = 0;
    struct rng rng;

    write_text(path, text);
    if (!ok(predictor_load(&read, path, &e), "%s: written and read back",
            p->kind->name)) {
        printf("# %s\n", e.text);
        free(text);
        return;
    }
    rng_init(&rng, 5, 5);
    for (size_t i = 0; i < 300; i++) {
        struct op op = draw_op(&rng, (enum op_kind)(i % OP_N_KINDS));
        struct law_term t[2];
        size_t stack = i % STACK_N;

        op.phase = (enum op_phase)(i % OP_N_PHASES);
        predictor_terms(p, &op, &stack, 1, &d, &t[0]);
        predictor_terms(&read, &op, &stack, 1, &d, &t[1]);
        differ += memcmp(&t[0], &t[1], sizeof *t) != 0 ||
                  predictor_time_ms(p, &op, stack, &d) !=
                      predictor_time_ms(&read, &op, stack, &d);
    }
    is_int((long long)differ, 0, "it predicts the same bits");
    ok(read.seed == p->seed && read.n_rows == p->n_rows &&
           read.n_devices == p->n_devices &&
           strcmp(read.devices[1], p->devices[1]) == 0 &&
           memcmp(read.covers, p->covers, sizeof read.covers) == 0 &&
           memcmp(read.null_ms, p->null_ms, sizeof read.null_ms) == 0,
       "and knows what it was trained on");
    again = model_text(&read);
    ok(strcmp(text, again) == 0, "written again it is the same file");
    predictor_free(&read);
    free(again);
    free(text);
}

/* Where a part of a model file begins. */
static char *place(char *text, const char *part) {
    char *at = strstr(text, part);

    if (at == NULL) {
        printf("Bail out! the model file has no '%s'\n", part);
        exit(1);
    }
    return at;
}

/* The line of a text that holds the place. */
static size_t line_of(const char *text, const char *at) {
    size_t line = 1;

    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

static void refused(const char *text, const char *path, size_t line,
                    const char *says, const char *what) {
    struct predictor p;
    struct err e = {0};
    char *where =
        line > 0 ? mem_printf("%s:%zu: ", path, line) : mem_printf("%s:", path);

    write_text(path, text);
    ok(!predictor_load(&p, path, &e) && e.code == ERR_INPUT && p.kind == NULL,
       "refused: %s", what);
    ok(strncmp(e.text, where, strlen(where)) == 0, "with file and line");
    if (strncmp(e.text, where, strlen(where)) != 0)
        printf("# '%s' lacks '%s'\n", e.text, where);
    has_str(e.text, says, "and why");
    free(where);
}

static void test_damaged(const struct predictor *p, const char *path) {
    static const struct {
        const char *what, *old, *new, *says;
    } damages[] = {
        {"another version", "version = 3;", "version = 2;",
         "found version 2, this program reads 3"},
        {"an unknown kind", "kind = \"efficiency\"", "kind = \"eficiency\"",
         "did you mean 'efficiency'?"},
        {"text for a number", "rows = ", "rows = \"many\"; # ", "rows"},
        {"a negative number", "rows = ", "rows = -", "rows"},
        {"another feature", "\"log2_k\"", "\"log2_kk\"",
         "found 'log2_kk', expected 'log2_k'"},
        {"text among numbers", "layer_mean = [", "layer_mean = [1.5, \"x\", ",
         "mismatched element type"},
        {"an unknown key", "seed =", "speed = 3; seed =", "speed"},
        {"a repeated key", "seed =", "seed = 3; seed =", "seed"},
        {"another stack", "name = \"pytorch2\"", "name = \"pytorch3\"",
         "found 'pytorch3', expected 'pytorch2'"},
        {"an unknown operation", "\"unary forward\"", "\"unary sideways\"",
         "expected an operation and a phase"},
        {"another network", "network = \"g\"", "network = \"h\"",
         "found 'h', expected 'g'"},
        {"another width", "network = \"f\"; sizes = [",
         "network = \"f\"; sizes = [3, ", "expected"},
    };
    char *text = model_text(p), *damaged;
    struct predictor none;
    struct err e = {0};
    char *at, *end;

    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        damaged = replaced(text, damages[i].old, damages[i].new);
        if (!ok(damaged != NULL, "there is a '%s'", damages[i].old))
            continue;
        at = place(text, damages[i].old);
        refused(damaged, path, line_of(text, at), damages[i].says,
                damages[i].what);
        free(damaged);
    }

    at = place(text, "layer_scale");
    end = place(at, "\n      ");
    damaged =
        mem_printf("%.*s%s", (int)(end - text), text, place(end, ",") + 1);
    refused(damaged, path, line_of(text, at), "numbers, expected",
            "a number too few");
    free(damaged);
    at = place(text, "parameters");
    end = place(at, ",");
    damaged = mem_printf("%.*s, 0.25%s", (int)(end - text), text, end);
    refused(damaged, path, line_of(text, at), "numbers, expected",
            "a number too many");
    free(damaged);

    for (size_t i = 0; i < 4; i++) {
        text[strlen(text) * 3 / 4] = '\0';
        refused(text, path, 0, "", "a truncated file");
    }
    refused("", path, 0, "model", "an empty file");
    refused("device: { name = \"x\"; };", path, 0, "model", "a device");
    unlink(path);
    ok(!predictor_load(&none, path, &e) && strstr(e.text, path) != NULL,
       "a file that is not there");
    ok(!predictor_load(&none, "eficiency", &e), "an unknown model");
    has_str(e.text, "did you mean 'efficiency'?", "has a nearest");
    free(text);
}

static void test_kinds(void) {
    struct err e = {0};

    for (size_t i = 0; i < PREDICTOR_N_KINDS; i++)
        ok(predictor_kind_find(predictor_kinds[i]->name, &e) ==
               predictor_kinds[i],
           "%s by name", predictor_kinds[i]->name);
    ok(predictor_kind_find("rufline", &e) == NULL, "an unknown kind");
    has_str(e.text,
            "no predictor is called 'rufline'; did you mean "
            "'roofline'?",
            "with the nearest");
}

/* The host's null operation: the shortest of many forward calls. */
static void test_null_times(void) {
    struct device a = device_named("gtx-1080-ti");
    struct device b = device_named("tesla-k40");
    struct op op = op_dense(23, 41, 67), step = op;
    struct measurements m = {0};
    double null_ms[2];

    step.phase = OP_STEP;
    for (size_t i = 0; i < 401; i++)
        synthetic_row(&m, &a, SESSION, &op, 0.25 + 0.001 * (double)(400 - i));
    for (size_t i = 0; i < 199; i++)
        synthetic_row(&m, &b, SESSION, &op, 0.3);
    synthetic_row(&m, &a, SESSION, &step, 1e-4);
    synthetic_row(&m, &a, FETCH, &op, 1e-4);
    synthetic_row(&m, &b, SESSION, &step, 1e-4);
    predictor_null_times(&m, SESSION, null_ms);
    near(null_ms[0], 0.252, 1e-9, "the 0.5 % quantile of forward calls");
    ok(isnan(null_ms[1]), "unknown with fewer than 200");
    predictor_null_times(&m, EVENTS, null_ms);
    ok(isnan(null_ms[0]), "and where no host is in the times");
    measurements_free(&m);
}

int main(void) {
    const bool none[N_MACHINES] = {false};
    struct measurements m = {0};
    struct predictor p;
    char *path;

    if (!ok(mkdtemp(folder) != NULL, "a scratch folder"))
        return done();
    path = file_join(folder, "it's $(a) model.cfg");
    test_kinds();
    test_null_times();
    table(&m, 110);
    for (size_t i = 0; i < PREDICTOR_N_KINDS; i++) {
        const struct predictor_kind *kind = predictor_kinds[i];

        test_bits(kind, &m);
        test_leaves_out(kind, &m);
        test_all_left_out(kind, &m);
        if (train(&p, kind, &m, none, &quick))
            test_round_trip(&p, path);
        predictor_free(&p);
    }
    if (train(&p, &predictor_efficiency, &m, none, &small))
        test_damaged(&p, path);
    predictor_free(&p);
    test_learns();
    measurements_free(&m);
    unlink(path);
    free(path);
    ok(rmdir(folder) == 0, "nothing is left");
    return done();
}

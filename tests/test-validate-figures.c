/* SPDX-License-Identifier: MIT
 *
 * The figures of a validation, from tables that the test writes.
 */
#include "config.h"

#include "draw/validate_figures.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "draw/figure.h"

#include "tap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char scratch[] = "/tmp/test-validate-figures-XXXXXX";

static const char summary[] = "left_out,predictor,stacks,devices,n,mape_pct\n"
                              "device,efficiency,kernels,3,2,9\n"
                              "device,efficiency,all,3,23456,17.25\n"
                              "device,scaled,all,3,23456,31\n";
static const char devices[] = "device,stacks,n,efficiency,scaled\n"
                              "GeForce GTX 1080 Ti,all,20,23.5,11.5\n"
                              "GeForce GTX 1080 Ti,kernels,20,77,88\n"
                              "\"It's a \"\"kestrel\"\"\",all,3,9.25,37\n"
                              "Tesla T4,all,30,19,\n";
static const char rows[] =
    "device,stack,op,phase,predictor,device_was,measured_ms,predicted_ms\n"
    "Tesla T4,pytorch2,dense,forward,efficiency,left out,0.5,0.6\n"
    "Tesla T4,pytorch2,dense,forward,scaled,left out,0.5,70\n"
    "Tesla T4,tensorflow1,dense,forward,efficiency,seen,8,7.2\n"
    "Tesla T4,tensorflow1,dense,forward,efficiency,left out,3,1.5\n";

static char *path_of(const char *name) {
    return file_join(scratch, name);
}

static void put(const char *name, const char *text) {
    char *path = path_of(name);
    struct file_out out;
    struct err e;

    if (file_out_open(&out, path, &e)) {
        fputs(text, out.stream);
        file_out_commit(&out, &e);
    }
    free(path);
}

static char *get(const char *name) {
    struct err e;
    char *path = path_of(name), *text = file_read(path, &e);

    free(path);
    return text != NULL ? text : mem_strdup("");
}

static void drop(const char *name) {
    char *path = path_of(name);

    unlink(path);
    rmdir(path);
    free(path);
}

static size_t count(const char *text, const char *part) {
    size_t n = 0;

    for (; (text = strstr(text, part)) != NULL; text++)
        n++;
    return n;
}

static void put_tables(void) {
    put("summary.csv", summary);
    put("devices.csv", devices);
    put("rows.csv", rows);
}

static void test_predicted(void) {
    struct err e = {0};
    char *csv, *gp;

    put_tables();
    ok(validate_figures_found(scratch), "the tables are found");
    ok(validate_figures_draw(scratch, "predicted", 0, &e), "drawn %s", e.text);
    csv = get("plots/predicted.csv");
    gp = get("plots/predicted.gp");
    is_int((long long)count(csv, "\nrow,"), 3,
           "the rows of the first predictor");
    has_str(csv, "row,0.5,0.6,0,,,,,kernels\n", "kernels on a left-out GPU");
    has_str(csv, "row,3,1.5,1,,,,,sessions\n", "a session");
    has_str(csv, "row,8,7.2,3,,,,,sessions-seen\n", "a GPU that was seen");
    is_int((long long)count(csv, "\nline-25,"), 2, "lines above and below");
    /* Errors 20, 10 and 50 %. */
    has_str(gp, "n = 3: error median 20.0 %, mean 26.7 %", "caption");
    has_str(gp, "all 23,456", "how many rows there are");
    has_str(gp, "17.2 %", "mean over devices");
    has_str(gp, "each GPU left out", "what was left out");
    ok(strstr(gp, "are drawn.") == NULL, "none is left out of the figure");
    free(csv);
    free(gp);
}

static void test_errors(void) {
    struct err e = {0};
    char *csv, *gp;
    const char *best, *middle, *worst;

    put_tables();
    ok(validate_figures_draw(scratch, "errors", 0, &e), "drawn %s", e.text);
    csv = get("plots/errors.csv");
    gp = get("plots/errors.gp");
    best = strstr(csv, "name,0,3,,,,,,\"It's a \"\"kestrel\"\"\"");
    middle = strstr(csv, "name,0,2,,,,,,Tesla T4");
    worst = strstr(csv, "name,0,1,,,,,,GTX 1080 Ti");
    ok(best != NULL && middle != NULL && worst != NULL,
       "in order, best on top");
    is_int((long long)count(csv, "\ndot,"), 5, "a dot where there is a number");
    has_str(csv, "dot,37,3,2,,,,,scaled\n", "a predictor's dot");
    has_str(csv, "range,,,,9.25,37,3,3,\n", "from the best to the worst");
    has_str(gp, "'efficiency: median 19.0 %'", "median of three");
    has_str(gp, "'scaled: median 24.2 %'", "of the two that are known");
    ok(strstr(gp, "kestrel") == NULL, "no name of a device is in the script");
    free(csv);
    free(gp);
}

/* Over 20,000 rows a part is drawn, the same part each time. */
static void test_many(void) {
    enum { N = 20777 };
    struct text t = {0};
    struct err e = {0};
    char *csv, *again, *gp;

    put_tables();
    text_add(&t, "device,stack,op,phase,predictor,device_was,measured_ms,"
                 "predicted_ms\n");
    for (size_t i = 0; i < N; i++)
        text_add(&t,
                 "Tesla T4,pytorch2,dense,forward,efficiency,left out,%g,"
                 "%g\n",
                 0.01 * (double)(i + 7), 0.0113 * (double)(i + 7));
    put("rows.csv", t.text);
    ok(validate_figures_draw(scratch, "predicted", 0, &e), "drawn %s", e.text);
    csv = get("plots/predicted.csv");
    gp = get("plots/predicted.gp");
    is_int((long long)count(csv, "\nrow,"), 20000, "not all");
    has_str(gp, "a random 20,000", "and says so");
    has_str(gp, "n = 20,777", "but counts all");
    ok(validate_figures_draw(scratch, NULL, 0, &e), "again %s", e.text);
    again = get("plots/predicted.csv");
    is_str(again, csv, "the same");
    free(csv);
    free(again);
    free(gp);
    free(t.text);
}

static void refused(const char *name, const char *text, const char *part) {
    struct err e = {0};

    put_tables();
    put(name, text);
    ok(!validate_figures_draw(scratch, NULL, 0, &e), "%s is refused", name);
    has_str(e.text, part, "and the message says why");
}

static void test_refused(void) {
    refused("rows.csv", "device,stak,op\n", "'stack'");
    refused("rows.csv",
            "device,stack,op,phase,predictor,device_was,measured_ms,"
            "predicted_ms\nT,pytorch2,dense,forward,efficiency,seen,-1,1\n",
            "above zero");
    refused("summary.csv",
            "left_out,predictor,stacks,devices,n,mape_pct\n"
            "device,efficiency,all,3,2,nine\n",
            "found 'nine', expected a number");
    refused("summary.csv", "left_out,predictor,stacks\n", "'all'");
    refused("devices.csv", "device,stacks,n\nT,all,3\n", "predictors");
}

static void test_pictures(void) {
    const unsigned all = 1u << FIGURE_PNG | 1u << FIGURE_SVG | 1u << FIGURE_PDF;
    struct err e = {0};

    put_tables();
    if (!ok(validate_figures_draw(scratch, NULL, all, &e), "drawn %s", e.text))
        return;
    for (size_t i = 0; i < VALIDATE_N_FIGURES; i++)
        for (int t = 0; t < FIGURE_DUMB; t++) {
            char *name = mem_printf("plots/%s.%s", validate_figure_names[i],
                                    figure_terminal_names[t]);
            char *path = path_of(name);

            ok(file_exists(path), "%s", name);
            drop(name);
            free(name);
            free(path);
        }
}

int main(void) {
    static const char *const files[] = {
        "summary.csv",         "devices.csv",        "rows.csv",
        "plots/predicted.csv", "plots/predicted.gp", "plots/errors.csv",
        "plots/errors.gp",     "plots/figures.csv",  "plots"};

    if (!ok(mkdtemp(scratch) != NULL, "a scratch folder"))
        return done();
    ok(!validate_figures_found(scratch), "no tables yet");
    test_predicted();
    test_errors();
    test_many();
    test_refused();
    if (figure_can_draw())
        test_pictures();
    else
        skip("pictures", "no gnuplot");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        drop(files[i]);
    ok(rmdir(scratch) == 0, "nothing else was written");
    return done();
}

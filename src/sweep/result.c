/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/result.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/mem.h"
#include "sweep/summary.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In the order in which they appear: where the manifest stands, the rest
 * does. */
enum output { POINTS, FRONT, MARKS, TEXT, JSON, SWEEP, MANIFEST, N_OUTPUTS };

static const char *const names[N_OUTPUTS] = {
    "points.csv",   "front.csv", "marks.csv",    "summary.txt",
    "summary.json", "sweep.cfg", "manifest.json"};

static bool open_all(struct file_out files[], const char *dir, struct err *e) {
    for (size_t i = 0; i < N_OUTPUTS; i++) {
        char *path = file_join(dir, names[i]);
        bool good = file_out_open(&files[i], path, e);

        free(path);
        if (!good)
            return false;
    }
    return true;
}

/* Everything is on the disk before the first file takes its name, so that a
 * full disk leaves all that was there before. */
static bool sync_all(struct file_out files[], struct err *e) {
    for (size_t i = 0; i < N_OUTPUTS; i++) {
        errno = 0;
        if (!ferror(files[i].stream) && fflush(files[i].stream) == 0 &&
            (fsync(fileno(files[i].stream)) == 0 || errno == EINVAL ||
             errno == ENOTSUP || errno == EROFS))
            continue;
        return err_set(e, ERR_IO, "%s: writing failed: %s", files[i].path,
                       errno != 0 ? strerror(errno)
                                  : "an earlier write was refused");
    }
    return true;
}

/* The reference and the marks, with the columns of the points. */
static bool write_marks(const struct plan *p, FILE *out, struct err *e) {
    struct err ignored; /* plan_new () made such a batch already */
    struct batch b;

    batch_new(&b, p, &ignored);
    fputs("mark,is_reference", out);
    for (size_t i = 1; i < p->n_columns; i++) {
        putc(',', out);
        csv_put(out, p->columns[i].name);
    }
    putc('\n', out);
    for (size_t m = 0; m < p->n_marks; m++) {
        plan_evaluate_mark(p, m, &b);
        csv_put(out, plan_mark(p, m)->name);
        fputs(m == 0 ? ",true" : ",false", out);
        for (size_t i = 1; i < p->n_columns; i++) {
            double value = batch_value(&b, i, 0);
            char number[32];

            putc(',', out);
            if (!isnan(value))
                csv_put(out, plan_text(p, i, value, number));
        }
        putc('\n', out);
    }
    batch_free(&b);
    return !ferror(out) || err_set(e, ERR_IO, "cannot write marks.csv");
}

static bool write_all(struct run *r, const struct plan *p,
                      const struct predictor *predictor,
                      const struct run_options *options,
                      struct file_out files[], struct err *e) {
    if (!run_plan(r, p, options, files[POINTS].stream, files[FRONT].stream, e))
        return false;
    return write_marks(p, files[MARKS].stream, e) &&
           summary_text(p, r, predictor, files[TEXT].stream, e) &&
           summary_json(p, r, files[JSON].stream, e) &&
           summary_manifest(p, r, predictor, files[MANIFEST].stream, e) &&
           (cfg_write(p->sweep->cfg, files[SWEEP].stream) ||
            err_set(e, ERR_IO, "cannot write sweep.cfg"));
}

bool result_run(struct run *r, const struct plan *p,
                const struct predictor *predictor,
                const struct run_options *options, const char *dir,
                struct err *e) {
    struct file_out files[N_OUTPUTS] = {{0}};
    bool good;

    *r = (struct run){0};
    good = file_make_dir(dir, e) && open_all(files, dir, e) &&
           write_all(r, p, predictor, options, files, e) && sync_all(files, e);
    for (size_t i = 0; i < N_OUTPUTS; i++)
        if (good)
            good = file_out_commit(&files[i], e);
        else
            file_out_abort(&files[i]);
    if (!good)
        run_free(r);
    return good;
}

static void add_cells(struct table *t, const struct plan *p,
                      const struct batch *b, const size_t columns[], size_t n) {
    table_row(t);
    for (size_t i = 0; i < n; i++) {
        char number[32];

        table_add_text(
            t, plan_text(p, columns[i], batch_value(b, columns[i], 0), number));
    }
}

/* Axes and linked fields, then objectives, then what explains a point; none
 * twice. */
static size_t choose_columns(const struct plan *p, size_t out[]) {
    static const enum metric_id others[] = {METRIC_TIME_ID, METRIC_POWER_ID,
                                            METRIC_AREA_ID, METRIC_BOUND_ID};
    const struct sweep *s = p->sweep;
    size_t n = 0;

    for (size_t i = 0; i < s->n_axes; i++)
        out[n++] = i + 1; /* after point_id */
    for (size_t i = 0; i < s->n_links; i++)
        if (s->links[i].field < device_n_fields)
            out[n++] = s->n_axes + i + 1;
    for (size_t i = 0; i < s->n_objectives; i++)
        out[n++] = p->objective_column[i];
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        out[n++] = plan_metric(p, others[i]);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n;) {
            if (out[j] != out[i]) {
                j++;
                continue;
            }
            for (size_t k = j; k + 1 < n; k++)
                out[k] = out[k + 1];
            n--;
        }
    return n;
}

struct ranked {
    double value;
    size_t index;
};

static int by_value(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;

    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

struct table *result_front_table(const struct plan *p, const struct run *r,
                                 size_t most) {
    struct table *t = table_new();
    struct ranked *ranked = mem_alloc(r->n_front, sizeof *ranked);
    size_t *columns = mem_alloc(p->n_columns, sizeof *columns);
    size_t n_columns = choose_columns(p, columns);
    size_t shown = r->n_front < most ? r->n_front : most;
    struct err ignored; /* plan_new () made such a batch already */
    struct batch b;

    batch_new(&b, p, &ignored);
    for (size_t i = 0; i < n_columns; i++)
        table_column(t, p->columns[columns[i]].name);
    for (size_t i = 0; i < r->n_front; i++) {
        plan_evaluate(p, r->front[i], 1, &b);
        ranked[i] = (struct ranked){batch_value(&b, p->objective_column[0], 0),
                                    r->front[i]};
    }
    qsort(ranked, r->n_front, sizeof *ranked, by_value);
    for (size_t i = 0; i < shown; i++) {
        size_t at = shown > 1 ? i * (r->n_front - 1) / (shown - 1) : 0;

        plan_evaluate(p, ranked[at].index, 1, &b);
        add_cells(t, p, &b, columns, n_columns);
    }
    batch_free(&b);
    free(columns);
    free(ranked);
    return t;
}

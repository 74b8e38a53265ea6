/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/result.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/mem.h"
#include "sweep/cells.h"
#include "sweep/checkpoint.h"
#include "sweep/points_h5.h"
#include "sweep/rows.h"
#include "sweep/summary.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static bool write_sweep(const struct plan *p, const struct outputs *o,
                        struct err *e) {
    return cfg_write(p->sweep->cfg, outputs_stream(o, OUTPUT_SWEEP)) ||
           err_set(e, ERR_IO, "cannot write sweep.cfg");
}

bool result_write(const struct run *r, const struct plan *p,
                  const struct predictor *predictor, const struct outputs *o,
                  struct err *e) {
    struct findings f;
    bool good;

    findings_find(&f, p, r);
    good =
        chances_write(&f.chances, outputs_stream(o, OUTPUT_DOUBT), e) &&
        write_marks(p, outputs_stream(o, OUTPUT_MARKS), e) &&
        (!o->form.cells || cells_write(&r->tally.cells, p, r->front, r->n_front,
                                       outputs_stream(o, OUTPUT_CELLS), e)) &&
        summary_text(p, r, &f, predictor, outputs_stream(o, OUTPUT_TEXT), e) &&
        summary_json(p, r, &f, predictor, outputs_stream(o, OUTPUT_JSON), e) &&
        summary_manifest(p, r, predictor, outputs_stream(o, OUTPUT_MANIFEST),
                         e) &&
        write_sweep(p, o, e);
    findings_free(&f);
    return good;
}

static bool is_shard(const struct result_task *task) {
    return task->share.n_shards > 1;
}

/* A shard among the files of a whole sweep would be taken for part of it. */
static bool check_place(const char *dir, const struct result_task *task,
                        struct err *e) {
    char *manifest = file_join(dir, output_names[OUTPUT_MANIFEST]);
    bool whole = is_shard(task) && file_exists(manifest);

    free(manifest);
    return !whole ||
           err_set(e, ERR_INPUT,
                   "%s: it holds the results of a whole sweep; a shard needs "
                   "a folder of its own",
                   dir);
}

/* What a killed run left, but for the rows to go on with. */
static void clean(const char *dir, bool packed,
                  const struct rows_written *rows) {
    for (size_t i = 0; i < OUTPUT_N; i++)
        file_remove_temporaries(dir, output_names[i],
                                i == outputs_rows(packed) ? rows->points_ending
                                : i == OUTPUT_FRONT       ? rows->front_ending
                                                          : NULL);
}

static double share_done(const struct checkpoint *c, const struct plan *p) {
    size_t n = plan_n_batches(p), first, end, done;

    checkpoint_share(c, n, &first, &end);
    done = c->made.tally.n;
    if (c->made.rows.points_ending != NULL)
        done += c->made.rows.next_batch - first;
    return end > first ? (double)done / (2 * (double)(end - first)) : 0;
}

/* Puts points.h5 together from the packed rows; kept from then on are those,
 * if any were. */
static bool make_table(const struct run *r, const struct plan *p,
                       const struct run_options *options,
                       const struct outputs *o, struct err *e) {
    struct checkpoint *c = options->checkpoint;
    FILE *rows = outputs_stream(o, OUTPUT_PACKED);
    size_t first, end;

    checkpoint_share(c, plan_n_batches(p), &first, &end);
    if (checkpoint_is_begun(c) &&
        !checkpoint_rows(c, &r->tally, end, rows,
                         outputs_stream(o, OUTPUT_FRONT), e))
        return false;
    if (fflush(rows) != 0)
        return err_set(e, ERR_IO, "cannot write the points: %s",
                       strerror(errno));
    return points_h5_make(
        p, outputs_path(o, OUTPUT_PACKED), rows_kept(p, &r->tally),
        outputs_path(o, OUTPUT_TABLE), options->stop, options->stop_data, e);
}

/* Evaluates and writes, with the folder locked and the checkpoint open. */
static bool run_into(struct run *r, const struct plan *p,
                     const struct predictor *predictor,
                     const struct run_options *options,
                     struct result_task *task, struct checkpoint *c,
                     struct err *e) {
    struct run_options with = *options;
    struct outputs_form form = outputs_form(p, is_shard(task));
    enum output points = outputs_rows(form.packed);
    struct outputs o = {0};
    bool good = outputs_open(&o, c->dir, form, &c->made.rows, &c->rows_kept, e);

    if (!c->rows_kept)
        checkpoint_forget_rows(c);
    task->resumed = share_done(c, p);
    c->points_ending = file_out_ending(&o.files[points]);
    c->front_ending = file_out_ending(&o.files[OUTPUT_FRONT]);
    with.checkpoint = c;
    good = good && run_plan(r, p, &with, outputs_stream(&o, points),
                            outputs_stream(&o, OUTPUT_FRONT), e);
    file_out_start(&o.files[points]);
    file_out_start(&o.files[OUTPUT_FRONT]);
    good = good &&
           (form.shard || !form.packed || make_table(r, p, &with, &o, e)) &&
           (is_shard(task) ? write_sweep(p, &o, e)
                           : result_write(r, p, predictor, &o, e));
    if (good)
        return outputs_commit(&o, e);
    outputs_abort(&o, c->rows_kept);
    return false;
}

bool result_run(struct run *r, const struct plan *p,
                const struct predictor *predictor,
                const struct run_options *options, struct result_task *task,
                const char *dir, struct err *e) {
    struct result_task alone = {.share = {1, 1},
                                .checkpoint_s = RESULT_CHECKPOINT_S};
    struct checkpoint c = {.journal = {.fd = -1}};
    int lock = -1;
    bool good;

    if (task == NULL)
        task = &alone;
    *r = (struct run){0};
    good = file_make_dir(dir, e) && check_place(dir, task, e) &&
           file_lock(dir, &lock, e) &&
           checkpoint_open(&c, p, dir, task->share, task->resume,
                           task->checkpoint_s, &task->dropped, e);
    if (good && lock >= 0)
        clean(dir, rows_are_packed(p), &c.made.rows);
    if (good && checkpoint_is_complete(&c)) {
        size_t ignored;

        task->resumed = 1;
        checkpoint_take(&c, &r->tally, &ignored);
        run_tallied(r, p);
    } else if (good) {
        good = run_into(r, p, predictor, options, task, &c, e) &&
               (!is_shard(task) || checkpoint_complete(&c, &r->tally, e));
    }
    task->can_resume = !good && checkpoint_is_begun(&c);
    if (good && !is_shard(task))
        checkpoint_remove(&c);
    else
        checkpoint_close(&c);
    file_unlock(lock);
    if (!good)
        run_free(r);
    return good;
}

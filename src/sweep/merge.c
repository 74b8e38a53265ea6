/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/merge.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "sweep/checkpoint.h"
#include "sweep/inputs.h"
#include "sweep/merge_rows.h"
#include "sweep/outputs.h"
#include "sweep/result.h"
#include "sweep/rows.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool read_journal(struct progress_made *made, const char *dir,
                         const struct plan *p, struct err *e) {
    char *path = file_join(dir, CHECKPOINT_FILE);
    bool there = file_exists(path), good;

    *made = (struct progress_made){0};
    good = there ? progress_made_read(made, path, p, e)
                 : err_set(e, ERR_INPUT,
                           "%s: no shard of a sweep (it holds "
                           "no " CHECKPOINT_FILE ")",
                           dir);
    free(path);
    if (good && !made->complete) {
        if (made->share.n_shards > 1)
            err_set(e, ERR_INPUT,
                    "%s: shard %zu/%zu is not complete; go on with `gpuscape "
                    "sweep ... --shard %zu/%zu --resume -o %s`",
                    dir, made->share.shard, made->share.n_shards,
                    made->share.shard, made->share.n_shards, dir);
        else
            err_set(e, ERR_INPUT, "%s: no shard, but a run that was stopped",
                    dir);
        progress_made_free(made);
        return false;
    }
    return good;
}

/* Takes a shard's place among the others. */
static bool add(struct merge *m, const char *dir,
                const struct progress_made *made, const char *first,
                struct err *e) {
    size_t shard = made->share.shard, n = made->share.n_shards;

    if (m->dirs == NULL) {
        m->n = n;
        m->dirs = mem_alloc(n, sizeof *m->dirs);
        m->identity = mem_strdup(made->identity);
        m->sweep_name = mem_strdup(made->name);
        m->sweep_path = file_join(dir, output_names[OUTPUT_SWEEP]);
    }
    if (n != m->n)
        return err_set(e, ERR_INPUT,
                       "%s: it is shard %zu/%zu, but %s is one of %zu", dir,
                       shard, n, first, m->n);
    if (!inputs_same(m->identity, made->identity, dir, e))
        return err_prefix(e, "unlike %s", first);
    if (m->dirs[shard - 1] != NULL)
        return err_set(e, ERR_INPUT, "%s: shard %zu/%zu is also in %s", dir,
                       shard, n, m->dirs[shard - 1]);
    m->dirs[shard - 1] = dir;
    return true;
}

static bool check_all_there(const struct merge *m, struct err *e) {
    enum { MOST = 10 };
    struct text missing = {0};
    size_t n = 0;

    for (size_t i = 0; i < m->n; i++)
        if (m->dirs[i] == NULL && n++ < MOST)
            text_add(&missing, "%s%zu/%zu", n > 1 ? ", " : "", i + 1, m->n);
    if (n > 0)
        err_set(e, ERR_INPUT, "missing: shard %s%s", missing.text,
                n > MOST ? " and more" : "");
    free(missing.text);
    return n == 0;
}

bool merge_open(struct merge *m, const char *const dirs[], size_t n,
                struct err *e) {
    bool good = true;

    *m = (struct merge){0};
    for (size_t i = 0; good && i < n; i++) {
        struct progress_made made;

        good = read_journal(&made, dirs[i], NULL, e);
        if (good) {
            good = add(m, dirs[i], &made, dirs[0], e);
            progress_made_free(&made);
        }
    }
    good = good && check_all_there(m, e);
    if (!good)
        merge_free(m);
    return good;
}

void merge_free(struct merge *m) {
    free(m->dirs);
    free(m->identity);
    free(m->sweep_path);
    free(m->sweep_name);
    *m = (struct merge){0};
}

/* Joins the tallies in the order of the points. */
static bool join(struct tally *t, struct progress_made made[],
                 const struct merge *m, const struct plan *p, struct err *e) {
    size_t n = plan_n_batches(p);

    tally_init(t, p, 0);
    for (size_t i = 0; i < m->n; i++) {
        size_t first, end;

        share_of((struct share){i + 1, m->n}, n, &first, &end);
        if (!read_journal(&made[i], m->dirs[i], p, e))
            return false;
        if (first == end)
            continue;
        if (made[i].tally.first != first || made[i].tally.n != end - first)
            return err_set(e, ERR_INPUT,
                           "%s: it does not hold all of its share", m->dirs[i]);
        tally_join(t, &made[i].tally);
    }
    return true;
}

static bool same_file(const char *a, const char *b) {
    struct stat x, y;

    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

static bool check_place(const struct merge *m, const char *dir, struct err *e) {
    for (size_t i = 0; i < m->n; i++)
        if (same_file(m->dirs[i], dir))
            return err_set(e, ERR_INPUT,
                           "%s: it is one of the shards; the whole needs a "
                           "folder of its own",
                           dir);
    return true;
}

static bool check_inputs(const struct merge *m, const struct plan *p,
                         struct err *e) {
    char *now = inputs_identity(p, e);
    bool good = now != NULL && inputs_same(m->identity, now, m->dirs[0], e);

    free(now);
    return good;
}

static bool write_all(struct run *r, const struct merge *m,
                      const struct progress_made made[], const struct plan *p,
                      const struct predictor *predictor,
                      const struct outputs *o, struct err *e) {
    struct merge_rows rows = {
        .run = r,
        .plan = p,
        .points = outputs_stream(o, outputs_rows(o->form.packed)),
        .front = outputs_stream(o, OUTPUT_FRONT)};
    bool good = rows_begin(p, rows.points, rows.front) ||
                err_set(e, ERR_IO, "cannot write the points");

    if (good && o->form.packed) {
        rows.table = points_h5_new(p, outputs_path(o, OUTPUT_TABLE),
                                   rows_kept(p, &r->tally), e);
        good = rows.table != NULL;
    }
    for (size_t i = 0; good && i < m->n; i++)
        good = merge_rows_of(&rows, m->dirs[i], made[i].points_crc, e);
    good = good && merge_rows_end(&rows, e) &&
           (rows.table == NULL || points_h5_end(rows.table, e)) &&
           result_write(r, p, predictor, o, e);
    points_h5_free(rows.table);
    return good;
}

static bool into_folder(struct run *r, const struct merge *m,
                        const struct progress_made made[], const struct plan *p,
                        const struct predictor *predictor, const char *dir,
                        struct err *e) {
    struct rows_written none = {0};
    struct outputs o = {0};
    char *journal = file_join(dir, CHECKPOINT_FILE);
    bool continued, there = file_exists(journal), good;

    free(journal);
    if (there)
        return err_set(e, ERR_INPUT,
                       "%s: it holds a shard or the checkpoint of a run", dir);
    run_tallied(r, p);
    good =
        outputs_open(&o, dir, outputs_form(p, false), &none, &continued, e) &&
        write_all(r, m, made, p, predictor, &o, e);
    if (good)
        return outputs_commit(&o, e);
    outputs_abort(&o, false);
    return false;
}

bool merge_run(struct run *r, const struct merge *m, const struct plan *p,
               const struct predictor *predictor, const char *dir,
               struct err *e) {
    struct progress_made *made = mem_alloc(m->n, sizeof *made);
    int lock = -1;
    bool good;

    *r = (struct run){0};
    good = check_inputs(m, p, e) && file_make_dir(dir, e) &&
           check_place(m, dir, e) && file_lock(dir, &lock, e) &&
           join(&r->tally, made, m, p, e) &&
           into_folder(r, m, made, p, predictor, dir, e);
    file_unlock(lock);
    for (size_t i = 0; i < m->n; i++)
        progress_made_free(&made[i]);
    free(made);
    if (!good)
        run_free(r);
    return good;
}

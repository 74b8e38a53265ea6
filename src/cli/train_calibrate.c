/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/train_calibrate.h"

#include "base/file.h"
#include "base/mem.h"
#include "cli/measured.h"
#include "predict/calibrate.h"
#include "predict/measurement.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool train_write(const struct predictor *p, const char *path, struct err *e) {
    struct file_out out;

    /* A write that fails is seen by the commit. */
    return file_out_open(&out, path, e) &&
           (predictor_save(p, out.stream), file_out_commit(&out, e));
}

/* The device's rows against the model as trained. */
static size_t compare(const struct predictor *p, const struct measurements *m,
                      const struct device *d, struct calibration_row out[]) {
    size_t n = 0;

    for (size_t i = 0; i < m->n; i++) {
        const struct measurement *r = &m->rows[i];

        if (strcmp(m->devices[r->device].name, d->name) == 0 &&
            predictor_covers(p, &r->op, r->stack))
            out[n++] = (struct calibration_row){
                r->stack, r->op.kind,
                log(predictor_time_ms(p, &r->op, r->stack, d) / r->time_ms)};
    }
    return n;
}

static void say_factors(const struct calibration *c,
                        const struct calibration_row rows[], size_t n) {
    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++) {
            size_t count = 0;

            for (size_t i = 0; i < n; i++)
                count += rows[i].stack == s && rows[i].kind == k;
            if (count > 0)
                cli_note("%s, %s: times x %.3f, from %zu rows", stacks[s].name,
                         op_kind_names[k], exp(c->log_factor[s][k]), count);
        }
}

static bool correct(struct predictor *p, const struct measurements *m,
                    const struct device *d, struct err *e) {
    struct calibration_row *rows = mem_alloc(m->n, sizeof *rows);
    struct calibration c = {.n_rows = 0}, none = {.n_rows = 0};
    size_t n;

    strcpy(c.device, d->name);
    strcpy(none.device, d->name);
    /* A former correction of the device must not be in what is compared. */
    predictor_calibrate(p, &none);
    n = compare(p, m, d, rows);
    if (n < CALIBRATION_LEAST) {
        free(rows);
        return err_set(e, ERR_INPUT,
                       "the tables hold %zu rows of %s that the model can "
                       "predict; a calibration needs %d or more",
                       n, d->name, CALIBRATION_LEAST);
    }
    calibration_fit(&c, rows, n);
    predictor_calibrate(p, &c);
    cli_note("calibrated for %s by %zu rows", d->name, n);
    say_factors(&c, rows, n);
    free(rows);
    return true;
}

bool train_calibrate(const struct cli *c, const char *model, const char *device,
                     const char *path, struct err *e) {
    struct measurements m = {0};
    struct predictor p = {0};
    struct device d;
    bool good = predictor_load(&p, model, e) &&
                measured_read(&m, c->operands, c->n_operands, e) &&
                measured_device(&m, device, &d, e) && correct(&p, &m, &d, e) &&
                train_write(&p, path, e);

    if (good)
        cli_note("wrote %s", path);
    measurements_free(&m);
    predictor_free(&p);
    return good;
}

void train_say_calibrated(const struct left_out *x) {
    static const size_t rows[] = {0, 3, 10, 50};
    double *error = mem_alloc(x->n_devices, sizeof *error);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double sum = 0;
        size_t n = 0;

        calibration_try(x, rows[i], error);
        for (size_t d = 0; d < x->n_devices; d++)
            if (!isnan(error[d])) {
                sum += error[d];
                n++;
            }
        cli_note("with %zu measured rows a software stack and operation of "
                 "the left-out device: mean error %.1f %% over %zu devices",
                 rows[i], 100 * sum / (double)n, n);
    }
    free(error);
}

/* SPDX-License-Identifier: MIT
 *
 * What `gpuscape sensitivity` prints, writes and draws of a study.
 */
#ifndef SENSITIVITY_REPORT_H
#define SENSITIVITY_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/table.h"
#include "draw/gallery.h"
#include "study/sensitivity.h"

struct sensitivity_report {
    const struct study *study;
    enum table_format format;
    const char *dir;      /* of the files; NULL: none are written */
    struct gallery *into; /* of the figures; NULL: none are drawn */
    struct sensitivity_options options;
};

/* As text: what is studied. */
void sensitivity_put_head(const struct sensitivity_report *r);

/* The table of one method: printed, and with a folder written and drawn. */
bool sensitivity_put(const struct sensitivity_report *r, size_t method,
                     const struct table *t,
                     const struct sensitivity_count *count, struct err *e);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The folder of a sweep, read for a report: what was asked, the feasible
 * points, the reference, the list of figures, the summary and the manifest.
 * And the words for its columns and designs.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "base/err.h"
#include "base/table.h"
#include "base/text.h"
#include "study/space.h"
#include "sweep/sweep.h"

enum { SOURCE_WORDS_MAX = 320 };

struct source {
    struct sweep sweep;
    struct space space;    /* without points where none is feasible */
    struct table *marks;   /* the reference is its first row */
    struct table *figures; /* NULL: none were drawn */
    struct table *doubt;   /* front-doubt.csv; NULL: not there */
    double *doubt_ids;     /* of its rows, rising; owned */
    json_t *summary, *manifest;
};

bool source_read(struct source *s, const char *dir, struct err *e);
void source_free(struct source *s);

/* A cell of a feasible point, "" where there is no such column; the same as a
 * number, NAN where it is none; that of the reference. */
const char *source_text(const struct source *s, size_t point,
                        const char *column);
double source_number(const struct source *s, size_t point, const char *column);
double source_reference(const struct source *s, const char *column);

/* Of a point of the front a column of front-doubt.csv, a probability; NAN
 * where it is not known. */
double source_doubt(const struct source *s, size_t point, const char *column);
bool source_has_doubt(const struct source *s);

/* "Board power (W)": a column at the head of a table. */
const char *source_label(const struct source *s, const char *column,
                         char out[SOURCE_WORDS_MAX]);
/* "board power", and "256 W": a column within a sentence. */
const char *source_name(const struct source *s, const char *column,
                        char out[SOURCE_WORDS_MAX]);
const char *source_amount(const struct source *s, const char *column, double x,
                          char out[SOURCE_WORDS_MAX]);

/* "28 multiprocessors and a boost clock of 1582 MHz": what was chosen of a
 * design, at most four things. */
void source_design(const struct source *s, size_t point, struct text *out);
/* "28 and 1582 MHz": the same of the reference; nothing where it is not
 * known. */
void source_design_of_reference(const struct source *s, struct text *out);

/* Whether the designs are devices with names. */
bool source_has_names(const struct source *s);

#endif

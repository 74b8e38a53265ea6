/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/drawing.h"

#include "base/csv.h"
#include "base/mem.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const struct drawing_row drawing_row_empty = {
    .layer = "",
    .x = (double)NAN,
    .y = (double)NAN,
    .z = (double)NAN,
    .x_low = (double)NAN,
    .x_high = (double)NAN,
    .y_low = (double)NAN,
    .y_high = (double)NAN,
};

double *drawing_numbers(const struct drawing *d, const char *column,
                        struct err *e) {
    const struct table *t = d->points;
    size_t at;
    double *out;

    if (!table_find(t, column, &at, e))
        return NULL;
    out = mem_alloc(table_rows(t), sizeof *out);
    if (table_numbers(t, at, out, e))
        return out;
    free(out);
    return NULL;
}

double *drawing_ranks(const struct drawing *d, const char *column,
                      struct err *e) {
    const struct table *t = d->points;
    double *out = drawing_numbers(d, column, e);
    size_t n = table_rows(t), at, n_seen = 0;
    size_t *seen;
    struct err ignored;

    if (out != NULL || !table_find(t, column, &at, &ignored))
        return out;
    out = mem_alloc(n, sizeof *out);
    seen = mem_alloc(n, sizeof *seen);
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;

        while (k < n_seen &&
               strcmp(table_cell(t, seen[k], at), table_cell(t, i, at)) != 0)
            k++;
        if (k == n_seen)
            seen[n_seen++] = i;
        out[i] = (double)k;
    }
    free(seen);
    return out;
}

double *drawing_axis(const struct drawing *d, const struct figure_axis *axis,
                     struct err *e) {
    double *x = drawing_numbers(d, axis->column, e);
    char shown[TEXT_NUMBER_MAX];

    for (size_t i = 0; x != NULL && i < table_rows(d->points); i++) {
        if (!axis->log || isnan(x[i]) || x[i] > 0)
            continue;
        err_set(e, ERR_INPUT,
                "%s:%zu: column %s: found %s, expected a number above zero "
                "for a logarithmic axis",
                table_path(d->points), table_line(d->points, i), axis->column,
                text_number(x[i], shown));
        free(x);
        return NULL;
    }
    return x;
}

bool *drawing_flags(const struct drawing *d, const char *column, bool otherwise,
                    struct err *e) {
    size_t n = table_rows(d->points);
    bool *out = mem_alloc(n, sizeof *out);
    double *x = NULL;

    if (table_has(d->points, column) &&
        (x = drawing_numbers(d, column, e)) == NULL) {
        free(out);
        return NULL;
    }
    for (size_t i = 0; i < n; i++)
        out[i] = x == NULL ? otherwise : x[i] > 0;
    free(x);
    return out;
}

double *drawing_optional(const struct drawing *d, const char *column,
                         struct err *e) {
    double *x;

    if (column[0] != '\0' && table_has(d->points, column))
        return drawing_numbers(d, column, e);
    x = mem_alloc(table_rows(d->points), sizeof *x);
    for (size_t i = 0; i < table_rows(d->points); i++)
        x[i] = (double)NAN;
    return x;
}

void drawing_note(struct drawing *d, const char *format, ...) {
    va_list args;
    char sentence[256];

    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    text_add(&d->caption, "%s%s", d->caption.length > 0 ? " " : "", sentence);
}

void drawing_key(struct drawing *d, const char *name, const char *format, ...) {
    va_list args;
    char text[DRAWING_KEY_MAX], *variable = mem_printf("key_%s", name);

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    drawing_set_text(d, variable, text);
    if (text[0] != '\0' && d->n_keys < DRAWING_MAX_KEYS)
        strcpy(d->keys[d->n_keys++], text);
    free(variable);
}

const char *drawing_count(size_t n, const char *noun, char *out) {
    char digits[32];
    size_t length = (size_t)snprintf(digits, sizeof digits, "%zu", n), at = 0;

    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    if (noun != NULL)
        snprintf(out + at, DRAWING_KEY_MAX - at, " %s%s", noun,
                 n == 1 ? "" : "s");
    return out;
}

/* Length of the UTF-8 sequence that `s` begins with; 0 when it is none. */
static size_t sequence(const unsigned char *s) {
    size_t n = s[0] < 0x80                   ? 1
               : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
               : s[0] >= 0xe0 && s[0] < 0xf0 ? 3
               : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
                                             : 0;

    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    /* Overlong forms, surrogates and what is beyond Unicode. */
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] >= 0xa0) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] >= 0x90))
        return 0;
    return n;
}

char *drawing_clean(const char *text) {
    struct text out = {0};

    text_add(&out, "%s", "");
    while (*text != '\0') {
        size_t n = sequence((const unsigned char *)text);

        if (n == 0)
            text_add(&out, "?");
        else if (n == 1 && ((unsigned char)*text < 32 || *text == 127))
            text_add(&out, "\\x%02x", (unsigned char)*text);
        else
            text_add(&out, "%.*s", (int)n, text);
        text += n == 0 ? 1 : n;
    }
    return out.text;
}

void drawing_set_number(struct drawing *d, const char *name, double x) {
    char shown[TEXT_NUMBER_MAX];

    fprintf(d->gp, "%s = %s\n", name, text_number(x, shown));
}

/* Line ends, which only wrapping puts in, and quotes lie between the strings: a
 * doubled quote right at the beginning of a string is none to gnuplot. */
void drawing_quoted(FILE *gp, const char *text) {
    fputc('\'', gp);
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            fputs("'.\"\\n\".'", gp);
        else if (*text == '\'')
            fputs("'.\"'\".'", gp);
        else
            fputc(*text, gp);
    }
    fputc('\'', gp);
}

void drawing_set_text(struct drawing *d, const char *name, const char *text) {
    fprintf(d->gp, "%s = ", name);
    drawing_quoted(d->gp, text);
    fputc('\n', d->gp);
}

static void put_number(FILE *csv, double x) {
    char shown[TEXT_NUMBER_MAX];

    fputc(',', csv);
    if (!isnan(x))
        fputs(text_number(x, shown), csv);
}

/* gnuplot reads a backslash in a cell as the start of an escape, so it is
 * written twice. */
static void put_text(FILE *csv, const char *text) {
    char *clean = drawing_clean(text);
    struct text out = {0};

    for (const char *c = clean; *c != '\0'; c++)
        text_add(&out, *c == '\\' ? "\\\\" : "%c", *c);
    csv_put(csv, out.text == NULL ? "" : out.text);
    free(out.text);
    free(clean);
}

void drawing_put(struct drawing *d, const struct drawing_row *row) {
    fputs(row->layer, d->csv);
    put_number(d->csv, row->x);
    put_number(d->csv, row->y);
    put_number(d->csv, row->z);
    put_number(d->csv, row->x_low);
    put_number(d->csv, row->x_high);
    put_number(d->csv, row->y_low);
    put_number(d->csv, row->y_high);
    fputc(',', d->csv);
    if (row->text != NULL)
        put_text(d->csv, row->text);
    fputc('\n', d->csv);
}

void drawing_point(struct drawing *d, const char *layer, double x, double y) {
    struct drawing_row row = drawing_row_empty;

    row.layer = layer;
    row.x = x;
    row.y = y;
    drawing_put(d, &row);
}

void drawing_segment(struct drawing *d, const char *layer, double x0, double y0,
                     double x1, double y1) {
    struct drawing_row row = drawing_row_empty;

    row.layer = layer;
    row.x_low = x0;
    row.y_low = y0;
    row.x_high = x1;
    row.y_high = y1;
    drawing_put(d, &row);
}

void drawing_break(struct drawing *d, double x, double y) {
    drawing_point(d, "break", x, y);
}

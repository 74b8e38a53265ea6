/* SPDX-License-Identifier: MIT
 *
 * The words that stand for a picture where it is not seen.
 */
#include "config.h"

#include "draw/drawing.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

void drawing_alt(struct drawing *d, const char *format, ...) {
    va_list args;
    char piece[400];

    va_start(args, format);
    vsnprintf(piece, sizeof piece, format, args);
    va_end(args);
    text_add(&d->alt, "%s", piece);
}

/* The last parentheses at the end of a label, or NULL. */
static const char *unit_of(const char *label) {
    const char *open = strrchr(label, '(');
    size_t n = strlen(label);

    return open != NULL && open > label && label[n - 1] == ')' &&
                   n - (size_t)(open - label) > 2
               ? open
               : NULL;
}

const char *drawing_words(const char *label, char out[FIGURE_NAME_MAX]) {
    const char *unit = unit_of(label);
    size_t n = unit == NULL ? strlen(label) : (size_t)(unit - label);

    while (n > 0 && label[n - 1] == ' ')
        n--;
    snprintf(out, FIGURE_NAME_MAX, "%.*s", (int)n, label);
    return out;
}

const char *drawing_amount(const struct figure_axis *axis, double x,
                           char out[FIGURE_NAME_MAX]) {
    const char *unit = unit_of(axis->label);
    int n = unit == NULL ? 0 : (int)strlen(unit) - 2;

    if (fabs(x) >= 1000 && fabs(x) < 1e6)
        snprintf(out, FIGURE_NAME_MAX, "%.0f", x);
    else
        snprintf(out, FIGURE_NAME_MAX, "%.4g", x);
    if (n > 0 && n < 24)
        snprintf(out + strlen(out), FIGURE_NAME_MAX - strlen(out), "%s%.*s",
                 n == 1 && unit[1] == 'x' ? "" : " ", n, unit + 1);
    return out;
}

void drawing_alt_range(struct drawing *d, const struct figure_axis *axis,
                       double low, double high) {
    char words[FIGURE_NAME_MAX], from[FIGURE_NAME_MAX], to[FIGURE_NAME_MAX];

    drawing_alt(d, "%s from %s to %s", drawing_words(axis->label, words),
                drawing_amount(axis, low, from),
                drawing_amount(axis, high, to));
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const layout_names[LAYOUT_N] = {"slide", "column", "dumb"};

/* Advance widths of DejaVu Sans, in em, rounded up in groups. */
static double glyph_width(unsigned char c) {
    static const struct {
        const char *glyphs;
        double width;
    } groups[] = {{"ijlI'|", 0.30},
                  {" .,:;!()[]ftr-/\\\"", 0.40},
                  {"mwM%@", 0.95},
                  {"W", 1.0},
                  {"ABCDEGHKNOPQRUVXYZ", 0.75}};

    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (strchr(groups[i].glyphs, c) != NULL)
            return groups[i].width;
    return 0.64;
}

/* Width of the first n bytes; bytes that continue a UTF-8 sequence have
 * none, and what is wider than a byte's worth of Latin counts a full em. */
static double width_of(enum layout_kind kind, const char *text, size_t n) {
    double width = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];

        if ((c & 0xc0) == 0x80)
            continue;
        width += kind == LAYOUT_DUMB ? 1 : c >= 0xe0 ? 1 : glyph_width(c);
    }
    return width;
}

double layout_text_width(enum layout_kind kind, const char *text) {
    return width_of(kind, text, strlen(text));
}

/* Bold letters are wider by this. */
static const double BOLD = 1.15;

/* Breaks at blanks so that no line is wider than `width`; a longer word is
 * left whole.  Returns the number of lines. */
static size_t wrap(struct text *out, enum layout_kind kind, const char *text,
                   double width) {
    size_t lines = 0;

    while (*(text += strspn(text, " ")) != '\0') {
        size_t n = strcspn(text, " ");

        while (text[n] != '\0') {
            size_t next = n + strspn(text + n, " ");

            next += strcspn(text + next, " ");
            if (width_of(kind, text, next) > width)
                break;
            n = next;
        }
        text_add(out, "%s%.*s", lines > 0 ? "\n" : "", (int)n, text);
        text += n;
        lines++;
    }
    if (lines == 0)
        text_add(out, "%s", "");
    return lines;
}

/* Rows that the entries of the key need, side by side: gnuplot puts its own
 * over the plot area. */
static double key_rows(struct layout *l, const struct layout_need *need) {
    double widest = 0;
    double room = need->wide_key ? l->width - 1.2 : layout_plot_width(l);
    double sign = l->kind == LAYOUT_DUMB ? 8 : 4.5; /* with what is around it */

    l->key_columns = 1;
    if (need->n_keys == 0)
        return 0;
    for (size_t i = 0; i < need->n_keys; i++)
        widest = fmax(widest, layout_text_width(l->kind, need->keys[i]));
    l->key_columns = fmax(floor(room / (l->small_size * (widest + sign))), 1);
    return ceil((double)need->n_keys / l->key_columns);
}

void layout_init(struct layout *l, enum layout_kind kind,
                 const struct layout_need *need) {
    /* Slide: 1920 pixels at 32 an em; column: 85 mm at 7 points an em. */
    static const struct layout shapes[LAYOUT_N] = {
        {.width = 60, .height = 33.75, .title_size = 1.3, .small_size = 0.8},
        {.width = 34.4, .title_size = 1.1, .small_size = 0.85},
        {.width = 79, .height = 24, .title_size = 1, .small_size = 1}};
    size_t title, lines, caption;
    /* From line to line: gnuplot's SVG takes more than its cairo pictures, and
     * the lower lines of a long caption would be cut off. */
    const double pitch = kind == LAYOUT_COLUMN ? 1.5 : 1.3;
    double rows;

    *l = shapes[kind];
    l->kind = kind;
    if (kind == LAYOUT_DUMB) {
        wrap(&l->title, kind, need->title, l->width);
        text_add(&l->caption, "%s", "");
        text_add(&l->y_label, "%s", need->y_label);
        l->left = need->y_tics + 5;
        l->right = fmax(need->right, 2);
        l->top = 3 + fmin(key_rows(l, need), 4); /* maxrows of style.gp */
        l->bottom = 4;
        l->title_y = l->height - 0.5;
        l->key_y = l->height - 1.5;
        return;
    }
    title = wrap(&l->title, kind, need->title,
                 (l->width - 1.2) / (BOLD * l->title_size));
    l->left = need->y_tics + 3.0;
    l->right = fmax(need->right, 1.6);
    rows = key_rows(l, need);
    l->top = 0.6 + 1.3 * l->title_size * (double)title +
             (rows > 0 ? 0.3 + 1.35 * l->small_size * rows : 0) + 0.4;
    l->caption_size = 0.9 * l->small_size;
    caption = wrap(&l->caption, kind, need->caption,
                   (l->width - 1.2) / l->caption_size);
    l->bottom = 3.7 + pitch * l->caption_size * (double)caption +
                (kind == LAYOUT_COLUMN ? need->below : 0);
    /* A column is as tall as its texts make it. */
    if (kind == LAYOUT_COLUMN)
        l->height = l->top + l->bottom +
                    fmax(need->plot_height > 0
                             ? need->plot_height
                             : 0.72 * (l->width - l->left - fmin(l->right, 7)),
                         need->least_height);
    lines = wrap(&l->y_label, kind, need->y_label, layout_plot_height(l));
    l->left += 1.3 * (double)(lines > 0 ? lines - 1 : 0);
    l->title_y = l->height - 0.5 - 0.65 * l->title_size;
    l->key_y = l->height - 0.7 - 1.3 * l->title_size * (double)title;
    l->caption_y = 0.4 + pitch * l->caption_size * ((double)caption - 0.5);
}

void layout_free(struct layout *l) {
    free(l->title.text);
    free(l->caption.text);
    free(l->y_label.text);
    *l = (struct layout){0};
}

double layout_plot_width(const struct layout *l) {
    return l->width - l->left - l->right;
}

double layout_plot_height(const struct layout *l) {
    return l->height - l->top - l->bottom;
}

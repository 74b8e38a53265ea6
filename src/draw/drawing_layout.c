/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/drawing.h"

#include <math.h>
#include <stdlib.h>

static void put_axis(struct drawing *d, char axis, const struct scale *s,
                     const char *label) {
    char name[16], shown[TEXT_NUMBER_MAX], *clean = drawing_clean(label);

    snprintf(name, sizeof name, "%c_label", axis);
    drawing_set_text(d, name, clean);
    free(clean);
    snprintf(name, sizeof name, "%c_low", axis);
    drawing_set_number(d, name, s->low);
    snprintf(name, sizeof name, "%c_high", axis);
    drawing_set_number(d, name, s->high);
    snprintf(name, sizeof name, "%c_log", axis);
    drawing_set_number(d, name, s->log);
    fprintf(d->gp, "set %stics (",
            axis == 'z'   ? "cb"
            : axis == 'x' ? "x"
                          : "y");
    for (size_t i = 0; i < s->n_tics; i++) {
        fputs(i > 0 ? ", " : "", d->gp);
        drawing_quoted(d->gp, s->label[i]);
        fprintf(d->gp, " %s", text_number(s->tic[i], shown));
    }
    fputs(")\n", d->gp);
}

static void put_layout(struct drawing *d, const struct layout *l) {
    const struct {
        const char *name;
        double value;
    } numbers[] = {{"width", l->width},
                   {"height", l->height},
                   {"left", l->left / l->width},
                   {"right", 1 - l->right / l->width},
                   {"top", 1 - l->top / l->height},
                   {"bottom", l->bottom / l->height},
                   {"title_size", l->title_size},
                   {"small_size", l->small_size},
                   {"caption_size", l->caption_size},
                   {"title_y", l->title_y / l->height},
                   {"caption_y", l->caption_y / l->height},
                   {"key_y", l->key_y / l->height},
                   {"key_columns", l->key_columns}};
    char name[32];

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        snprintf(name, sizeof name, "%s_%s", numbers[i].name,
                 layout_names[l->kind]);
        drawing_set_number(d, name, numbers[i].value);
    }
    snprintf(name, sizeof name, "title_%s", layout_names[l->kind]);
    drawing_set_text(d, name, l->title.text);
    snprintf(name, sizeof name, "caption_%s", layout_names[l->kind]);
    drawing_set_text(d, name, l->caption.text);
    snprintf(name, sizeof name, "y_label_%s", layout_names[l->kind]);
    drawing_set_text(d, name, l->y_label.text);
}

void drawing_layouts(struct drawing *d, const double right[LAYOUT_N]) {
    const char *keys[DRAWING_MAX_KEYS];
    char *title = drawing_clean(d->figure->title);
    char *caption = drawing_clean(d->caption.text ? d->caption.text : "");
    char *y_label = drawing_clean(d->figure->y.label);

    put_axis(d, 'x', &d->x, d->figure->x.label);
    put_axis(d, 'y', &d->y, d->figure->y.label);
    if (d->figure->kind == FIGURE_MAP || d->figure->kind == FIGURE_BOTTLENECK)
        put_axis(d, 'z', &d->z, d->figure->z.label);
    for (size_t i = 0; i < d->n_keys; i++)
        keys[i] = d->keys[i];
    drawing_set_number(d, "n_keys", (double)d->n_keys);
    for (int kind = 0; kind < LAYOUT_N; kind++) {
        struct layout_need need = {.title = title,
                                   .caption = caption,
                                   .y_label = y_label,
                                   .y_tics = d->y_names[kind],
                                   .right = right[kind],
                                   .n_keys = d->n_keys,
                                   .keys = keys,
                                   .least_height = d->least_height,
                                   .plot_height = d->plot_height,
                                   .below = d->below,
                                   .wide_key = d->wide_key};

        for (size_t i = 0; i < d->y.n_tics; i++)
            need.y_tics =
                fmax(need.y_tics,
                     layout_text_width((enum layout_kind)kind, d->y.label[i]));
        layout_init(&d->layouts[kind], (enum layout_kind)kind, &need);
        put_layout(d, &d->layouts[kind]);
        place_init(&d->places[kind], layout_plot_width(&d->layouts[kind]),
                   layout_plot_height(&d->layouts[kind]));
    }
    free(title);
    free(caption);
    free(y_label);
}

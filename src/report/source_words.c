/* SPDX-License-Identifier: MIT
 *
 * The words of source.h.
 */
#include "config.h"

#include "report/source.h"

#include "device/device.h"
#include "draw/drawing.h"
#include "sweep/column.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THINGS = 4 };

/* KEY, how a value of it reads in a sentence, and beside others. */
static const struct phrase {
    const char *key, *before, *after, *unit;
} phrases[] = {
    {"sm_count", "", " multiprocessors", ""},
    {"cores_per_sm", "", " cores in each multiprocessor", ""},
    {"boost_clock_mhz", "a boost clock of ", " MHz", " MHz"},
    {"memory_type", "", " memory", ""},
    {"memory_bandwidth_gbs", "", " GB/s of memory bandwidth", " GB/s"},
    {"memory_capacity_gib", "", " GiB of memory", " GiB"},
    {"memory_bus_bits", "a memory bus of ", " bits", " bits"},
    {"l2_cache_kib", "", " KiB of L2 cache", " KiB"},
    {"host_link_gbs", "a host link of ", " GB/s", " GB/s"},
    {"batch", "a batch of ", "", ""},
};

static const struct phrase *phrase_of(const char *key) {
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (strcmp(phrases[i].key, key) == 0)
            return &phrases[i];
    return NULL;
}

/* A capital only begins a sentence; "SM", "FP32" are no such. */
static void lower_first(char *text) {
    if (isupper((unsigned char)text[0]) && islower((unsigned char)text[1]))
        text[0] = (char)tolower((unsigned char)text[0]);
}

/* Squares as they are printed. */
static void put_squares(char *text, size_t size) {
    char *at = strstr(text, "mm2");

    if (at == NULL || strlen(text) + 2 > size)
        return;
    memmove(at + 4, at + 3, strlen(at + 3) + 1);
    at[2] = '\xc2';
    at[3] = '\xb2';
}

const char *source_label(const struct source *s, const char *column,
                         char out[SOURCE_WORDS_MAX]) {
    size_t axis = sweep_axis(&s->sweep, column);

    column_label(&s->sweep, column, out, SOURCE_WORDS_MAX);
    if (strcmp(column, "speedup") == 0)
        strcpy(out, "Speedup");
    else if (axis < s->sweep.n_axes &&
             s->sweep.axes[axis].kind == AXIS_MEMORY_TYPE)
        strcpy(out, "Memory type");
    put_squares(out, SOURCE_WORDS_MAX);
    return out;
}

const char *source_name(const struct source *s, const char *column,
                        char out[SOURCE_WORDS_MAX]) {
    char label[SOURCE_WORDS_MAX], words[FIGURE_NAME_MAX];

    source_label(s, column, label);
    snprintf(out, SOURCE_WORDS_MAX, "%s", drawing_words(label, words));
    lower_first(out);
    return out;
}

const char *source_amount(const struct source *s, const char *column, double x,
                          char out[SOURCE_WORDS_MAX]) {
    struct figure_axis axis = {0};
    char amount[FIGURE_NAME_MAX];

    column_label(&s->sweep, column, axis.label, sizeof axis.label);
    snprintf(out, SOURCE_WORDS_MAX, "%s", drawing_amount(&axis, x, amount));
    put_squares(out, SOURCE_WORDS_MAX);
    return out;
}

static bool reads_time(size_t field) {
    return field < device_n_fields &&
           device_fields[field].role != DEVICE_ROLE_NONE;
}

/* What tells the designs apart, most telling first: what the axes set, what
 * links solve for, numbers beside them, what else follows and matters. */
static size_t things_of(const struct source *s,
                        const char *names[SWEEP_MAX_AXES + SWEEP_MAX_LINKS]) {
    const struct sweep *w = &s->sweep;
    bool solved = false;
    size_t n = 0;

    for (size_t i = 0; i < w->n_axes; i++)
        if (w->axes[i].kind != AXIS_PARAMETER)
            names[n++] = w->axes[i].name;
    for (size_t i = 0; i < w->n_links; i++)
        if (w->links[i].kind == LINK_SOLVE) {
            names[n++] = w->links[i].name;
            solved = true;
        }
    for (size_t i = 0; !solved && i < w->n_axes; i++)
        if (w->axes[i].kind == AXIS_PARAMETER)
            names[n++] = w->axes[i].name;
    for (size_t i = 0; i < w->n_links; i++)
        if (w->links[i].kind != LINK_SOLVE && reads_time(w->links[i].field))
            names[n++] = w->links[i].name;
    return n < MOST_THINGS ? n : MOST_THINGS;
}

/* A number as a person writes it, any other text as it is. */
static void add_value(struct text *out, const char *text) {
    double x;

    if (text_to_number(text, &x))
        text_add(out, fabs(x) >= 1000 && fabs(x) < 1e6 ? "%.0f" : "%.4g", x);
    else
        text_add(out, "%s", text);
}

static void add_thing(const struct source *s, const char *name,
                      const char *value, struct text *out) {
    const struct phrase *p = phrase_of(name);
    char words[SOURCE_WORDS_MAX];

    text_add(out, "%s", p != NULL ? p->before : "");
    add_value(out, value);
    if (p != NULL)
        text_add(out, "%s", p->after);
    else if (strcmp(name, "device") != 0)
        text_add(out, " %s", source_name(s, name, words));
}

static const char *between(size_t i, size_t n) {
    return i == 0 ? "" : i + 1 < n ? ", " : " and ";
}

void source_design(const struct source *s, size_t point, struct text *out) {
    const char *names[SWEEP_MAX_AXES + SWEEP_MAX_LINKS];
    size_t n = things_of(s, names);

    for (size_t i = 0; i < n; i++) {
        text_add(out, "%s", between(i, n));
        add_thing(s, names[i], source_text(s, point, names[i]), out);
    }
}

/* Of the device itself: a mark has no values on some axes. */
static bool reference_value(const struct source *s, const char *name,
                            struct text *out) {
    const struct phrase *p = phrase_of(name);
    const struct device *d = &s->sweep.reference;
    size_t field = device_field_index(name);

    if (p == NULL)
        return false;
    if (strcmp(name, "memory_type") == 0)
        text_add(out, "%s", d->memory_type);
    else if (field == device_n_fields || isnan(device_get(d, field)))
        return false;
    else {
        char value[TEXT_NUMBER_MAX];

        add_value(out, text_number(device_get(d, field), value));
        text_add(out, "%s", p->unit);
    }
    return true;
}

void source_design_of_reference(const struct source *s, struct text *out) {
    const char *names[SWEEP_MAX_AXES + SWEEP_MAX_LINKS];
    size_t n = things_of(s, names), known = 0;
    struct text ignored = {0};

    for (size_t i = 0; i < n; i++)
        if (reference_value(s, names[i], &ignored))
            names[known++] = names[i];
    free(ignored.text);
    for (size_t i = 0; i < known; i++) {
        text_add(out, "%s", between(i, known));
        reference_value(s, names[i], out);
    }
}

bool source_has_names(const struct source *s) {
    return s->sweep.n_axes == 1 && s->sweep.axes[0].kind == AXIS_DEVICE;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/inputs.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { SAMPLES = 64 };

struct visitor {
    input_visit *visit;
    void *data;
};

static bool tell(const struct visitor *v, const char *kind, const char *name,
                 struct err *e) {
    char *path = file_find(kind, name, e);
    unsigned long crc = 0;
    bool good = path != NULL && file_checksum(path, &crc, e);

    free(path);
    if (good)
        v->visit(v->data, kind, name, crc);
    return good;
}

bool inputs_each(const struct sweep *s, input_visit *visit, void *data,
                 struct err *e) {
    struct visitor v = {visit, data};
    bool good = tell(&v, "models", s->model, e) &&
                tell(&v, "models", s->costs, e) &&
                tell(&v, "devices", s->base_file, e) &&
                tell(&v, "devices", s->reference_file, e);

    for (size_t i = 0; good && i < s->n_workloads; i++)
        good = tell(&v, "networks", s->network_files[i], e);
    for (size_t i = 0; good && i < s->n_axes; i++)
        for (size_t j = 0;
             good && s->axes[i].kind == AXIS_DEVICE && j < s->axes[i].n; j++)
            good = tell(&v, "devices", s->axes[i].files[j], e);
    for (size_t i = 0; good && i < s->n_marks; i++)
        good = tell(&v, "devices", s->mark_files[i], e);
    return good;
}

static unsigned long crc_of(const void *bytes, size_t n) {
    return crc32_z(crc32(0, NULL, 0), bytes, n);
}

/* A tab or a newline in a name would look like another line. */
static void add_line(struct text *t, const char *kind, const char *name,
                     unsigned long crc) {
    char shown[TEXT_SHOWN_MAX];

    text_add(t, "%s '%s'\tCRC-32 %08lx\n", kind, text_shown(name, shown), crc);
}

static void add_input(void *data, const char *kind, const char *name,
                      unsigned long crc) {
    add_line(data, kind, name, crc);
}

static bool add_sweep(struct text *t, const struct sweep *s, struct err *e) {
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    bool good = out != NULL && cfg_write(s->cfg, out);

    if (out != NULL && fclose(out) != 0)
        good = false;
    if (good)
        add_line(t, "the sweep", s->name, crc_of(text, n));
    free(text);
    return good ||
           err_set(e, ERR_IO, "%s: %s", cfg_path(s->cfg), strerror(errno));
}

static bool add_samples(struct text *t, const struct plan *p, struct err *e) {
    size_t n = p->n_points < SAMPLES ? p->n_points : SAMPLES;
    size_t on_front = plan_metric(p, METRIC_ON_FRONT_ID);
    unsigned long crc = crc_of(NULL, 0);
    struct batch b;

    if (!batch_new(&b, p, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        /* Both ends, and evenly between; no product that could overflow. */
        size_t index = n == 1 ? 0
                              : (size_t)((double)(p->n_points - 1) *
                                         ((double)i / (double)(n - 1)));

        plan_evaluate(p, index, 1, &b);
        for (size_t c = 0; c < p->n_columns; c++) {
            double x = c == on_front ? 0 : batch_value(&b, c, 0);
            char number[TEXT_NUMBER_MAX];

            text_number(x, number);
            crc = crc32_z(crc, (const unsigned char *)number, strlen(number));
        }
    }
    batch_free(&b);
    text_add(t, "the points\t%zu\n", p->n_points);
    text_add(t, "values of points\tCRC-32 %08lx\n", crc);
    return true;
}

char *inputs_identity(const struct plan *p, struct err *e) {
    struct text t = {0};

    text_add(&t, "gpuscape\t%s\n", PACKAGE_VERSION);
    if (add_sweep(&t, p->sweep, e) && inputs_each(p->sweep, add_input, &t, e) &&
        add_samples(&t, p, e))
        return t.text;
    free(t.text);
    return NULL;
}

/* Length of the part of a line before its tab, and of the line. */
static size_t head_of(const char *line, size_t *length) {
    *length = strcspn(line, "\n");
    return strcspn(line, "\t\n");
}

bool inputs_same(const char *then, const char *now, const char *place,
                 struct err *e) {
    while (*then != '\0' || *now != '\0') {
        size_t old, new, label = head_of(then, &old),
                         label_now = head_of(now, &new);

        if (old == new &&strncmp(then, now, old) == 0) {
            then += old + (then[old] != '\0');
            now += new + (now[new] != '\0');
            continue;
        }
        if (label == label_now && strncmp(then, now, label) == 0 &&
            label < old && label < new)
            return err_set(e, ERR_INPUT,
                           "%s: made with another input: %.*s was %.*s, is "
                           "%.*s",
                           place, (int)label, then, (int)(old - label - 1),
                           then + label + 1, (int)(new - label_now - 1),
                           now + label_now + 1);
        return err_set(e, ERR_INPUT,
                       "%s: made with another input: %.*s, in place of %.*s",
                       place, (int)label, then, (int)label_now, now);
    }
    return true;
}

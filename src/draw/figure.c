/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/figure.h"

#include "base/file.h"
#include "base/mem.h"
#include "draw/drawing.h"
#include "draw/gnuplot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct figure_kind_info figure_kinds[FIGURE_N_KINDS] = {
    [FIGURE_MAP] = {"map", "two axes, a metric as colour and contour lines",
                    "map.gp"},
    [FIGURE_BOTTLENECK] = {"bottleneck",
                           "two axes, what bounds each design as colour, a "
                           "metric as contour lines",
                           "bottleneck.gp"},
    [FIGURE_PARETO] = {"pareto", "two objectives, all points and their front",
                       "pareto.gp"},
    [FIGURE_LINES] = {"lines",
                      "a metric along one axis, a line for each value "
                      "of another",
                      "lines.gp"},
    [FIGURE_COORDINATES] = {"coordinates",
                            "parallel coordinates of designs, the front "
                            "before the others",
                            "coordinates.gp"},
    [FIGURE_PREDICTED] = {"predicted",
                          "of validate: predicted against measured times",
                          "predicted.gp"},
    [FIGURE_ERRORS] = {"errors", "of validate: the error on each GPU",
                       "errors.gp"},
    [FIGURE_BARS] = {"bars", "of compare: groups of bars with intervals",
                     "bars.gp"},
    [FIGURE_PARALLEL] = {"parallel",
                         "of compare: parallel coordinates of a few devices",
                         "parallel.gp"},
    [FIGURE_TORNADO] = {"tornado",
                        "of sensitivity: what each parameter alone changes",
                        "tornado.gp"},
    [FIGURE_INDICES] = {"indices",
                        "of sensitivity: Sobol indices with intervals",
                        "indices.gp"},
    [FIGURE_ROOFLINE] = {"roofline",
                         "of compare: what layers attain under each roof",
                         "roofline.gp"},
    [FIGURE_LAYERS] = {"layers",
                       "of compare: stacked layer times, a bar a device",
                       "layers.gp"},
};

const char *const figure_kind_names[FIGURE_N_KINDS] = {
    "map",       "bottleneck", "pareto", "lines",    "coordinates",
    "predicted", "errors",     "bars",   "parallel", "tornado",
    "indices",   "roofline",   "layers"};
const char *const figure_terminal_names[FIGURE_N_TERMINALS] = {"png", "svg",
                                                               "pdf", "dumb"};

static bool (*const prepare[FIGURE_N_KINDS])(struct drawing *, struct err *) = {
    [FIGURE_MAP] = drawing_map,
    [FIGURE_BOTTLENECK] = drawing_bottleneck,
    [FIGURE_PARETO] = drawing_pareto,
    [FIGURE_LINES] = drawing_lines,
    [FIGURE_COORDINATES] = drawing_coordinates,
    [FIGURE_PREDICTED] = drawing_predicted,
    [FIGURE_ERRORS] = drawing_errors,
    [FIGURE_BARS] = drawing_bars,
    [FIGURE_PARALLEL] = drawing_parallel,
    [FIGURE_TORNADO] = drawing_tornado,
    [FIGURE_INDICES] = drawing_indices,
    [FIGURE_ROOFLINE] = drawing_roofline,
    [FIGURE_LAYERS] = drawing_layers,
};

bool figure_can_draw(void) {
    return gnuplot_found();
}

static bool check(const struct figure *f, const struct table *points,
                  struct err *e) {
    char shown[TEXT_SHOWN_MAX];

    /* The name goes into the script and into file names. */
    if (!gallery_name_is_good(f->name))
        return err_set(e, ERR_INPUT,
                       "figure name '%s': expected small letters, digits and "
                       "inner hyphens, and not 'figures'",
                       text_shown(f->name, shown));
    if (table_rows(points) == 0)
        return err_set(e, ERR_INPUT, "%s: no points to draw",
                       table_path(points));
    return true;
}

static bool copy_template(FILE *gp, const char *file, struct err *e) {
    char *path = file_data("plots", file, e);
    char *text = path == NULL ? NULL : file_read(path, e);

    if (text != NULL)
        fputs(text, gp);
    free(path);
    free(text);
    return text != NULL;
}

static void put_head(struct drawing *d) {
    const struct figure *f = d->figure;

    fprintf(d->gp,
            "# %s.gp: a figure of " PACKAGE_STRING ", drawn from %s.csv.\n"
            "#   gnuplot %s.gp                        draws %s.png again\n"
            "#   gnuplot -e \"terminal='svg'\" %s.gp   or 'pdf', or 'dumb'\n\n",
            f->name, f->name, f->name, f->name, f->name);
    drawing_set_text(d, "figure_name", f->name);
    fputs("data = figure_name.'.csv'\n", d->gp);
    fputs("layer,x,y,z,x_low,x_high,y_low,y_high,text\n", d->csv);
}

/* Enters a figure into the list of its folder; as in the pictures, what a
 * terminal should not see stands as \xNN. */
static void enter(const struct drawing *d, struct gallery *into) {
    const struct figure *f = d->figure;
    char *title = drawing_clean(f->title);
    char *caption = drawing_clean(d->caption.text ? d->caption.text : "");
    char *alt = drawing_clean(d->alt.text ? d->alt.text : "");

    gallery_add(into, figure_kinds[f->kind].name, f->name, title, caption, alt);
    free(title);
    free(caption);
    free(alt);
}

/* NAME.csv and NAME.gp, both or neither. */
static bool write_files(const struct figure *f, const struct table *points,
                        struct gallery *into, struct err *e) {
    const char *dir = into->dir;
    struct drawing d = {.figure = f, .points = points};
    struct file_out csv = {0}, gp = {0};
    char *csv_path = mem_printf("%s/%s.csv", dir, f->name);
    char *gp_path = mem_printf("%s/%s.gp", dir, f->name);
    bool good =
        file_out_open(&csv, csv_path, e) && file_out_open(&gp, gp_path, e);

    if (good) {
        d.csv = csv.stream;
        d.gp = gp.stream;
        text_add(&d.caption, "%s", f->caption);
        put_head(&d);
        good = prepare[f->kind](&d, e);
        if (!good)
            err_prefix(e, "figure %s", f->name);
        good = good && copy_template(gp.stream, "style.gp", e) &&
               copy_template(gp.stream, figure_kinds[f->kind].template, e) &&
               file_out_commit(&csv, e) && file_out_commit(&gp, e);
    }
    if (!good) {
        file_out_abort(&csv);
        file_out_abort(&gp);
    }
    for (int kind = 0; kind < LAYOUT_N; kind++) {
        layout_free(&d.layouts[kind]);
        place_free(&d.places[kind]);
    }
    if (good)
        enter(&d, into);
    free(d.caption.text);
    free(d.alt.text);
    free(csv_path);
    free(gp_path);
    return good;
}

/* Takes the date out of a PDF, whose bytes are then the same each time: cairo
 * writes it as it draws and cannot be told not to.  Blanks keep every offset
 * in the file true. */
static bool remove_date(const char *path, struct err *e) {
    static const char key[] = "/CreationDate (D:";
    FILE *f = fopen(path, "r+b");
    size_t matched = 0, length = 0;
    int c = EOF;
    bool good = f != NULL;

    while (good && matched < sizeof key - 1 && (c = getc(f)) != EOF)
        matched = c == key[matched] ? matched + 1 : c == key[0];
    if (good && matched == sizeof key - 1) {
        for (length = matched; (c = getc(f)) != EOF && c != ')';)
            length++;
        length++;
        good = c == ')' && fseek(f, -(long)length, SEEK_CUR) == 0;
        for (; good && length > 0; length--)
            good = putc(' ', f) != EOF;
    }
    if (f != NULL && fclose(f) != 0)
        good = false;
    return good || err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
}

/* gnuplot draws beside the old picture, which is replaced by a whole one or
 * not at all. */
static bool draw_picture(const struct figure *f, const char *dir,
                         const char *terminal, struct err *e) {
    char *commands = mem_printf("terminal = '%s'; picture = '.%s.%s.new'",
                                terminal, f->name, terminal);
    char *script = mem_printf("%s.gp", f->name);
    char *fresh = mem_printf("%s/.%s.%s.new", dir, f->name, terminal);
    char *path = mem_printf("%s/%s.%s", dir, f->name, terminal);
    struct stat status;
    bool good = gnuplot_run(dir, commands, script, e);

    if (good && (stat(fresh, &status) != 0 || status.st_size == 0))
        good = err_set(e, ERR_IO, "%s: gnuplot wrote no picture", path);
    good = good && (strcmp(terminal, figure_terminal_names[FIGURE_PDF]) != 0 ||
                    remove_date(fresh, e));
    if (good && rename(fresh, path) != 0)
        good = err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
    if (!good)
        unlink(fresh);
    free(commands);
    free(script);
    free(fresh);
    free(path);
    return good;
}

bool figure_preview(const char *dir, const char *name, struct err *e) {
    char *script = mem_printf("%s.gp", name);
    bool good = gnuplot_run(dir, "terminal = 'dumb'", script, e);

    free(script);
    return good;
}

bool figure_draw(const struct figure *f, const struct table *points,
                 struct gallery *into, unsigned terminals, struct err *e) {
    const char *dir = into->dir;

    if (!check(f, points, e) || !file_make_dir(dir, e) ||
        !write_files(f, points, into, e))
        return false;
    for (int t = 0; t < FIGURE_DUMB; t++)
        if ((terminals & (1u << t)) != 0 &&
            !draw_picture(f, dir, figure_terminal_names[t], e))
            return false;
    return (terminals & (1u << FIGURE_DUMB)) == 0 ||
           figure_preview(dir, f->name, e);
}

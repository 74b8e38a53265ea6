/* SPDX-License-Identifier: MIT
 *
 * What the options were given with, and what is said about it.
 */
#include "config.h"

#include "cli/cli.h"

#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef _OPENMP
#include <omp.h>
#endif

size_t cli_count(const struct cli *c, size_t option) {
    size_t n = 0;

    for (size_t i = 0; i < c->n_values; i++)
        n += c->values[i].option == option;
    return n;
}

const char *cli_value_at(const struct cli *c, size_t option, size_t i) {
    for (size_t j = 0; j < c->n_values; j++)
        if (c->values[j].option == option && i-- == 0)
            return c->values[j].text;
    return NULL;
}

const char *cli_value(const struct cli *c, size_t option, const char *absent) {
    const char *text = cli_value_at(c, option, 0);

    return text != NULL ? text : absent;
}

bool cli_size(const struct cli *c, size_t option, size_t low, size_t high,
              size_t *out) {
    const char *text = cli_value(c, option, NULL);
    char shown[TEXT_SHOWN_MAX];
    size_t x;

    if (text == NULL)
        return true;
    if (text_to_size(text, &x) && x >= low && x <= high) {
        *out = x;
        return true;
    }
    cli_wrong(c,
              "option '--%s': found '%s', expected a whole number from %zu to "
              "%zu",
              c->command->options[option].name, text_shown(text, shown), low,
              high);
    return false;
}

bool cli_choice(const struct cli *c, size_t option, const char *const names[],
                size_t n, size_t *out) {
    const char *text = cli_value(c, option, NULL);
    char shown[TEXT_SHOWN_MAX], near[CLI_NEAREST_MAX];
    struct text list = {0};
    size_t i;

    if (text == NULL)
        return true;
    i = text_index(text, names, n);
    if (i < n) {
        *out = i;
        return true;
    }
    for (i = 0; i < n; i++)
        text_add(&list, "%s%s",
                 i == 0      ? ""
                 : i + 1 < n ? ", "
                             : " or ",
                 names[i]);
    cli_wrong(c, "option '--%s': found '%s', expected %s%s",
              c->command->options[option].name, text_shown(text, shown),
              list.text, cli_nearest(text, names, n, near));
    free(list.text);
    return false;
}

bool cli_format(const struct cli *c, size_t option, enum table_format *out) {
    size_t i = *out;
    bool good = cli_choice(c, option, table_format_names, TABLE_N_FORMATS, &i);

    *out = (enum table_format)i;
    return good;
}

bool cli_threads(const struct cli *c, size_t option) {
    enum { MOST = 1024 };
    size_t n = 0;

    if (!cli_size(c, option, 1, MOST, &n))
        return false;
#ifdef _OPENMP
    if (n > 0)
        omp_set_num_threads((int)n);
    /* What runs in parallel does not split again. */
    omp_set_max_active_levels(1);
#endif
    return true;
}

const char *cli_nearest(const char *name, const char *const names[], size_t n,
                        char out[CLI_NEAREST_MAX]) {
    const char *near = text_nearest(name, names, n, text_name_in_array);

    out[0] = '\0';
    if (near != NULL)
        snprintf(out, CLI_NEAREST_MAX, "; did you mean '%s'?", near);
    return out;
}

int cli_fail(const struct err *e) {
    fprintf(stderr, "gpuscape: %s\n", e->text);
    return e->code == ERR_USAGE ? CLI_USAGE : CLI_FAILED;
}

int cli_wrong(const struct cli *c, const char *format, ...) {
    va_list list;

    if (c->quiet)
        return CLI_USAGE;
    fprintf(stderr, "gpuscape: %s: ", c->name);
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fprintf(stderr, "\nTry 'gpuscape %s --help'.\n", c->name);
    return CLI_USAGE;
}

void cli_note(const char *format, ...) {
    va_list list;

    fputs("gpuscape: ", stderr);
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    putc('\n', stderr);
}

void cli_add_known(struct table *t, double x) {
    if (isnan(x))
        table_add_text(t, "");
    else
        table_add_number(t, x);
}

void cli_put_table(struct table *t, enum table_format format) {
    table_write(t, format, stdout);
    table_free(t);
}

/* SPDX-License-Identifier: MIT
 *
 * Writes models/costs.cfg.  The same model gives the same bytes.
 */
#include "config.h"

#include "cost/cost_model.h"

#include "cost/cost_tables.h"

#include <string.h>

enum { LINE = 78 };

/* Words after "# ", in lines. */
static void put_comment(FILE *out, const char *indent, const char *text) {
    size_t column = 0;

    while (*text != '\0') {
        size_t n = strcspn(text, " ");

        if (column == 0 || column + 1 + n > LINE) {
            fprintf(out, "%s%s#", column > 0 ? "\n" : "", indent);
            column = strlen(indent) + 1;
        }
        fprintf(out, " %.*s", (int)n, text);
        column += n + 1;
        text += n + strspn(text + n, " ");
    }
    fputc('\n', out);
}

static void put_text(FILE *out, const char *text) {
    fputc('"', out);
    for (; *text != '\0'; text++)
        fprintf(out, "%s%c", *text == '"' || *text == '\\' ? "\\" : "", *text);
    fputc('"', out);
}

static void put_number(FILE *out, const void *row, const struct cost_key *k) {
    double value;

    memcpy(&value, (const char *)row + k->offset, sizeof value);
    fprintf(out, "%s = %.6g;", k->key, value);
}

static void put_row(FILE *out, const struct cost_section *s, const char *row) {
    size_t first = 1;

    fputs("        { ", out);
    if (s->name != NULL) {
        fprintf(out, "%s = ", s->name);
        put_text(out, row);
        fputc(';', out);
        first = 0;
    }
    for (size_t i = 0; i < s->n_keys; i++)
        if (s->keys[i].where != COST_FACTS) {
            fputs(first ? "" : " ", out);
            put_number(out, row, &s->keys[i]);
            first = 0;
        }
    fputs(" }", out);
}

static void put_section(FILE *out, const struct cost_section *s,
                        const struct cost_model *m) {
    const char *rows = (const char *)m + s->offset;
    size_t n = 0;

    fputc('\n', out);
    put_comment(out, "    ", s->help);
    if (s->form != COST_GROUP) {
        memcpy(&n, (const char *)m + s->n_offset, sizeof n);
        memcpy(&rows, (const char *)m + s->offset, sizeof rows);
    }
    for (size_t i = 0; s->form == COST_ROWS && i < s->n_keys; i++)
        if (s->keys[i].where != COST_FACTS && s->keys[i].help[0] != '\0')
            fprintf(out, "    #   %s: %s\n", s->keys[i].key, s->keys[i].help);
    fprintf(out, "    %s%s", s->key,
            s->form == COST_GROUP  ? ":\n    {\n"
            : s->form == COST_ROWS ? " = (\n"
                                   : " = [ ");
    for (size_t i = 0; s->form == COST_GROUP && i < s->n_keys; i++) {
        fputs("        ", out);
        put_number(out, rows, &s->keys[i]);
        fprintf(out, " # %s\n", s->keys[i].help);
    }
    for (size_t i = 0; i < n; i++) {
        if (s->form == COST_ROWS)
            put_row(out, s, rows + i * s->size);
        else
            put_text(out, rows + i * s->size);
        fputs(i + 1 < n              ? s->form == COST_ROWS ? ",\n" : ", "
              : s->form == COST_ROWS ? "\n"
                                     : "",
              out);
    }
    fputs(s->form == COST_GROUP  ? "    };\n"
          : s->form == COST_ROWS ? "    );\n"
                                 : " ];\n",
          out);
}

bool cost_model_write(const struct cost_model *m, const char *head, FILE *out) {
    fputs("# SPDX-License-Identifier: MIT\n#\n", out);
    put_comment(out, "", head);
    fputs("costs:\n{", out);
    for (size_t i = 0; i < cost_n_sections; i++)
        if (cost_sections[i].where != COST_FACTS)
            put_section(out, &cost_sections[i], m);
    fputs("};\n", out);
    return !ferror(out);
}

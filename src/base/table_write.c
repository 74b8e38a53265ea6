/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/table_private.h"

#include "base/csv.h"
#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const table_format_names[TABLE_N_FORMATS] = {"text", "csv", "json",
                                                         "markdown", "latex"};

static bool is_bool(const char *cell) {
    return strcmp(cell, "true") == 0 || strcmp(cell, "false") == 0;
}

/* Numbers that the table's writer could not write as finite. */
static bool is_odd(const char *cell) {
    return strcmp(cell, "nan") == 0 || strcmp(cell, "inf") == 0 ||
           strcmp(cell, "-inf") == 0;
}

static enum table_kind column_kind(const struct table *t, size_t column) {
    size_t numbers = 0, bools = 0, odd = 0, empty = 0;
    double x;

    for (size_t row = 0; row < table_rows(t); row++) {
        const char *cell = table_cell(t, row, column);

        if (cell[0] == '\0')
            empty++;
        else if (text_to_number(cell, &x))
            numbers++;
        else if (is_bool(cell))
            bools++;
        else if (is_odd(cell))
            odd++;
        else
            return TABLE_KIND_TEXT;
    }
    if (numbers > 0 && numbers + odd + empty == table_rows(t))
        return TABLE_KIND_NUMBER;
    return bools > 0 && bools + empty == table_rows(t) ? TABLE_KIND_BOOL
                                                       : TABLE_KIND_TEXT;
}

bool table_is_numeric(const struct table *t, size_t column) {
    return column_kind(t, column) == TABLE_KIND_NUMBER;
}

const char *table_short_number(const char *cell, char out[TEXT_NUMBER_MAX]) {
    double x, size;
    int decimals;

    if (!text_to_number(cell, &x) ||
        (strlen(cell) < TEXT_NUMBER_MAX && strpbrk(cell, ".eE") == NULL))
        return cell;
    size = fabs(x);
    if (x == 0)
        return strcpy(out, "0");
    if (size < 1e-4 || size >= 1e9) {
        snprintf(out, TEXT_NUMBER_MAX, "%.3e", x);
        return out;
    }
    decimals = 3 - (int)floor(log10(size));
    snprintf(out, TEXT_NUMBER_MAX, "%.*f", decimals > 0 ? decimals : 0, x);
    return out;
}

size_t table_utf8_length(const unsigned char *p) {
    unsigned low = 0x80, high = 0xbf;
    size_t n;

    if (p[0] < 0x80)
        return 1;
    if (p[0] >= 0xc2 && p[0] <= 0xdf)
        n = 2;
    else if (p[0] >= 0xe0 && p[0] <= 0xef)
        n = 3;
    else if (p[0] >= 0xf0 && p[0] <= 0xf4)
        n = 4;
    else
        return 0;
    low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : low;
    high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : high;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    return n;
}

bool table_is_unfit(const unsigned char *p) {
    return table_utf8_length(p) == 0 || *p < 32 || *p == 127 ||
           (*p == 0xc2 && p[1] < 0xa0);
}

/* Columns that a text takes on a terminal as put_shown () writes it. */
static size_t width(const char *text) {
    const unsigned char *p = (const unsigned char *)text;
    size_t n = 0;

    while (*p != '\0') {
        bool unfit = table_is_unfit(p);

        n += unfit ? strlen("\\xff") : 1;
        p += unfit ? 1 : table_utf8_length(p);
    }
    return n;
}

static void put_shown(const char *text, FILE *out) {
    const unsigned char *p = (const unsigned char *)text;

    while (*p != '\0') {
        bool unfit = table_is_unfit(p);
        size_t n = unfit ? 1 : table_utf8_length(p);

        if (unfit)
            fprintf(out, "\\x%02x", *p);
        else
            fwrite(p, 1, n, out);
        p += n;
    }
}

static void put_aligned(const char *text, size_t room, bool right, bool last,
                        FILE *out) {
    int blanks = (int)(room - width(text));

    if (right)
        fprintf(out, "%*s", blanks, "");
    put_shown(text, out);
    if (!right && !last)
        fprintf(out, "%*s", blanks, "");
    fputs(last ? "\n" : "  ", out);
}

static void write_text(const struct table *t, const enum table_kind kinds[],
                       FILE *out) {
    size_t n = table_columns(t), *room = mem_alloc(n, sizeof *room);
    char number[TEXT_NUMBER_MAX];

    for (size_t i = 0; i < n; i++) {
        room[i] = width(table_name(t, i));
        for (size_t row = 0; row < table_rows(t); row++) {
            const char *cell = table_cell(t, row, i);
            size_t w = width(kinds[i] == TABLE_KIND_NUMBER
                                 ? table_short_number(cell, number)
                                 : cell);

            room[i] = w > room[i] ? w : room[i];
        }
    }
    for (size_t i = 0; i < n; i++)
        put_aligned(table_name(t, i), room[i], kinds[i] == TABLE_KIND_NUMBER,
                    i + 1 == n, out);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < room[i]; j++)
            putc('-', out);
        fputs(i + 1 == n ? "\n" : "  ", out);
    }
    for (size_t row = 0; row < table_rows(t); row++)
        for (size_t i = 0; i < n; i++) {
            bool right = kinds[i] == TABLE_KIND_NUMBER;
            const char *cell = table_cell(t, row, i);

            put_aligned(right ? table_short_number(cell, number) : cell,
                        room[i], right, i + 1 == n, out);
        }
    free(room);
}

static void write_csv(const struct table *t, FILE *out) {
    size_t n = table_columns(t);

    for (size_t i = 0; i < n; i++) {
        csv_put(out, table_name(t, i));
        putc(i + 1 == n ? '\n' : ',', out);
    }
    for (size_t row = 0; row < table_rows(t); row++)
        for (size_t i = 0; i < n; i++) {
            csv_put(out, table_cell(t, row, i));
            putc(i + 1 == n ? '\n' : ',', out);
        }
}

static void json_string(const char *text, FILE *out) {
    const unsigned char *p = (const unsigned char *)text;

    putc('"', out);
    while (*p != '\0') {
        size_t n = table_utf8_length(p);

        if (*p == '"' || *p == '\\')
            fprintf(out, "\\%c", *p);
        else if (*p < 32 || *p == 127)
            fprintf(out, "\\u%04x", *p);
        else if (n == 0)
            fputs("\\ufffd", out);
        else
            fwrite(p, 1, n, out);
        p += n > 0 ? n : 1;
    }
    putc('"', out);
}

/* JSON has fewer ways to write a number than a table: no "+5", ".5", "05". */
static bool is_json_number(const char *p) {
    size_t n;

    p += *p == '-';
    n = strspn(p, "0123456789");
    if (n == 0 || (n > 1 && p[0] == '0'))
        return false;
    p += n;
    if (*p == '.') {
        n = strspn(p + 1, "0123456789");
        p += n + 1;
        if (n == 0)
            return false;
    }
    if (*p == 'e' || *p == 'E') {
        p += 1 + (p[1] == '+' || p[1] == '-');
        n = strspn(p, "0123456789");
        p += n;
        if (n == 0)
            return false;
    }
    return *p == '\0';
}

static void json_value(const char *cell, enum table_kind kind, FILE *out) {
    char number[TEXT_NUMBER_MAX];
    double x;

    if (kind == TABLE_KIND_TEXT)
        json_string(cell, out);
    else if (kind == TABLE_KIND_BOOL && cell[0] != '\0')
        fputs(cell, out);
    else if (!text_to_number(cell, &x))
        fputs("null", out);
    else
        fputs(is_json_number(cell) ? cell : text_number(x, number), out);
}

static void write_json(const struct table *t, const enum table_kind kinds[],
                       FILE *out) {
    putc('[', out);
    for (size_t row = 0; row < table_rows(t); row++) {
        fputs(row > 0 ? ",\n  {" : "\n  {", out);
        for (size_t i = 0; i < table_columns(t); i++) {
            fputs(i > 0 ? ", " : "", out);
            json_string(table_name(t, i), out);
            fputs(": ", out);
            json_value(table_cell(t, row, i), kinds[i], out);
        }
        putc('}', out);
    }
    fputs(table_rows(t) > 0 ? "\n]\n" : "]\n", out);
}

bool table_write(const struct table *t, enum table_format format, FILE *out) {
    enum table_kind *kinds = mem_alloc(table_columns(t), sizeof *kinds);

    for (size_t i = 0; format != TABLE_CSV && i < table_columns(t); i++)
        kinds[i] = column_kind(t, i);
    if (format == TABLE_TEXT)
        write_text(t, kinds, out);
    else if (format == TABLE_CSV)
        write_csv(t, out);
    else if (format == TABLE_JSON)
        write_json(t, kinds, out);
    else if (format == TABLE_MARKDOWN)
        table_write_markdown(t, kinds, out);
    else
        table_write_latex(t, kinds, out);
    free(kinds);
    return !ferror(out);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/csv.h"

#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* A longer row is a quote that was not closed. */
enum { CHUNK = 1 << 18, ROW_MAX = 1 << 24 };

struct csv {
    gzFile gz;
    char *path;
    char *buffer; /* rows are split and unquoted in place */
    size_t begin, end, capacity;
    bool at_end;
    size_t line, next_line;
    char **cells;
    size_t n_cells, cell_capacity;
    char **names;
    size_t columns;
};

static bool fail_line(const struct csv *csv, struct err *e, const char *what) {
    return err_set(e, ERR_INPUT, "%s:%zu: %s", csv->path, csv->line, what);
}

/* Reads more behind what is there. */
static bool fill(struct csv *csv, struct err *e) {
    int n, code;
    const char *text;

    if (csv->begin > 0) {
        memmove(csv->buffer, csv->buffer + csv->begin, csv->end - csv->begin);
        csv->end -= csv->begin;
        csv->begin = 0;
    }
    if (csv->end > ROW_MAX)
        return fail_line(csv, e, "the row is too long; is a quote not closed?");
    csv->buffer =
        mem_grow(csv->buffer, &csv->capacity, csv->end + CHUNK + 1, 1);
    errno = 0;
    n = gzread(csv->gz, csv->buffer + csv->end, CHUNK);
    text = gzerror(csv->gz, &code);
    if (n < 0 || (code != Z_OK && code != Z_STREAM_END))
        return err_set(e, ERR_IO, "%s: reading failed near line %zu: %s",
                       csv->path, csv->next_line,
                       code == Z_ERRNO       ? strerror(errno)
                       : code == Z_BUF_ERROR ? "the gzip file is cut off"
                                             : text);
    csv->end += (size_t)n;
    csv->at_end = n == 0;
    return true;
}

/* Length of the row at buffer + begin without its line end, or SIZE_MAX when
 * more must be read; *past is the number of bytes with the line end. */
static size_t row_length(const struct csv *csv, size_t *past) {
    const char *row = csv->buffer + csv->begin, *p = row;
    const char *end = csv->buffer + csv->end, *newline, *quote;
    bool quoted = false;

    for (;;) {
        newline = memchr(p, '\n', (size_t)(end - p));
        quote = memchr(p, '"', (size_t)((newline ? newline : end) - p));
        if (quoted && quote == NULL)
            quote = memchr(p, '"', (size_t)(end - p));
        if (quote != NULL) {
            quoted = !quoted;
            p = quote + 1;
        } else if (quoted || newline == NULL) {
            *past = (size_t)(end - row);
            return csv->at_end ? *past : SIZE_MAX;
        } else {
            *past = (size_t)(newline - row) + 1;
            return (size_t)(newline - row);
        }
    }
}

/* A quoted cell, unquoted in place; returns the place behind its closing
 * quote, or NULL. */
static char *unquote(char *p, const char *end) {
    char *to = p;

    for (p++; p < end; p++) {
        if (*p == '"' && p + 1 < end && p[1] == '"')
            p++;
        else if (*p == '"')
            break;
        *to++ = *p;
    }
    if (p >= end)
        return NULL;
    *to = '\0';
    return p + 1;
}

static void add_cell(struct csv *csv, char *cell) {
    csv->cells = mem_grow(csv->cells, &csv->cell_capacity, csv->n_cells + 1,
                          sizeof *csv->cells);
    csv->cells[csv->n_cells++] = cell;
}

/* Splits the row [p, end) into cells; *end is written over. */
static bool split(struct csv *csv, char *p, char *end, struct err *e) {
    csv->n_cells = 0;
    for (;; p++) {
        add_cell(csv, p);
        if (p < end && *p == '"') {
            p = unquote(p, end);
            if (p == NULL)
                return fail_line(csv, e, "a quote is not closed");
            if (p < end && *p != ',')
                return fail_line(csv, e,
                                 "text between a closing quote and the comma");
        }
        for (; p < end && *p != ','; p++) {
            if (*p == '"')
                return fail_line(csv, e,
                                 "a quote inside a cell that is not quoted");
            if (*p == '\r')
                return fail_line(csv, e, "a carriage return inside a cell");
        }
        if (p == end) {
            *p = '\0';
            return true;
        }
        *p = '\0';
    }
}

/* The next row into `cells`: 1, 0 at the end, -1. */
static int read_row(struct csv *csv, struct err *e) {
    size_t n, past;
    char *row;

    csv->line = csv->next_line;
    for (;;) {
        n = row_length(csv, &past);
        if (n != SIZE_MAX)
            break;
        if (!fill(csv, e))
            return -1;
    }
    if (past == 0)
        return 0;
    row = csv->buffer + csv->begin;
    csv->begin += past;
    for (const char *p = row; p < row + past; p++) {
        p = memchr(p, '\n', (size_t)(row + past - p));
        if (p == NULL)
            break;
        csv->next_line++;
    }
    if (memchr(row, '\0', n) != NULL) {
        fail_line(csv, e, "a NUL byte; is this a text file?");
        return -1;
    }
    if (n > 0 && row[n - 1] == '\r')
        n--;
    return split(csv, row, row + n, e) ? 1 : -1;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool check_names(const struct csv *csv, struct err *e) {
    char shown[TEXT_SHOWN_MAX], **sorted;
    bool good = true;

    for (size_t i = 0; i < csv->columns; i++)
        if (csv->names[i][0] == '\0')
            return err_set(e, ERR_INPUT, "%s:1: column %zu has no name",
                           csv->path, i + 1);
    sorted = mem_alloc(csv->columns, sizeof *sorted);
    memcpy(sorted, csv->names, csv->columns * sizeof *sorted);
    qsort(sorted, csv->columns, sizeof *sorted, by_text);
    for (size_t i = 1; good && i < csv->columns; i++)
        if (strcmp(sorted[i - 1], sorted[i]) == 0)
            good = err_set(e, ERR_INPUT, "%s:1: two columns are named '%s'",
                           csv->path, text_shown(sorted[i], shown));
    free(sorted);
    return good;
}

static bool read_header(struct csv *csv, struct err *e) {
    static const char mark[] = "\xef\xbb\xbf"; /* UTF-8's byte order mark */
    int status;

    if (!fill(csv, e))
        return false;
    if (csv->end >= 3 && memcmp(csv->buffer, mark, 3) == 0)
        csv->begin = 3;
    status = read_row(csv, e);
    if (status < 0)
        return false;
    if (status == 0)
        return err_set(e, ERR_INPUT, "%s: empty, expected a line of names",
                       csv->path);
    csv->columns = csv->n_cells;
    csv->names = mem_alloc(csv->columns, sizeof *csv->names);
    for (size_t i = 0; i < csv->columns; i++)
        csv->names[i] = mem_strdup(csv->cells[i]);
    return check_names(csv, e);
}

struct csv *csv_open(const char *path, struct err *e) {
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                      : open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    struct csv *csv;

    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        close(fd);
        errno = EISDIR;
        fd = -1;
    }
    if (fd < 0) {
        err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
        return NULL;
    }
    csv = mem_alloc(1, sizeof *csv);
    csv->path = mem_strdup(standard ? "standard input" : path);
    csv->line = csv->next_line = 1;
    csv->gz = gzdopen(fd, "rb");
    if (csv->gz == NULL) {
        err_set(e, ERR_IO, "%s: cannot be read", csv->path);
        close(fd);
    } else if (read_header(csv, e)) {
        return csv;
    }
    csv_close(csv);
    return NULL;
}

void csv_close(struct csv *csv) {
    if (csv == NULL)
        return;
    for (size_t i = 0; csv->names != NULL && i < csv->columns; i++)
        free(csv->names[i]);
    if (csv->gz != NULL)
        gzclose(csv->gz);
    free(csv->names);
    free(csv->cells);
    free(csv->buffer);
    free(csv->path);
    free(csv);
}

size_t csv_columns(const struct csv *csv) {
    return csv->columns;
}

const char *csv_name(const struct csv *csv, size_t column) {
    assert(column < csv->columns);
    return csv->names[column];
}

const char *csv_path(const struct csv *csv) {
    return csv->path;
}

size_t csv_line(const struct csv *csv) {
    return csv->line;
}

bool csv_find(const struct csv *csv, const char *name, size_t *out,
              struct err *e) {
    const void *names = csv->names;
    size_t i = text_index(name, names, csv->columns);
    char shown[TEXT_SHOWN_MAX], near_shown[TEXT_SHOWN_MAX];
    const char *near;

    if (i < csv->columns) {
        *out = i;
        return true;
    }
    near = text_nearest(name, names, csv->columns, text_name_in_array);
    return err_set(e, ERR_INPUT, "%s: no column '%s'%s%s%s", csv->path,
                   text_shown(name, shown), near ? "; did you mean '" : "",
                   near ? text_shown(near, near_shown) : "", near ? "'?" : "");
}

int csv_next(struct csv *csv, struct err *e) {
    int status = read_row(csv, e);

    if (status != 1 || csv->n_cells == csv->columns)
        return status;
    if (csv->n_cells == 1 && csv->cells[0][0] == '\0')
        err_set(e, ERR_INPUT, "%s:%zu: an empty line, expected %zu cells",
                csv->path, csv->line, csv->columns);
    else
        err_set(e, ERR_INPUT, "%s:%zu: found %zu cells, expected %zu",
                csv->path, csv->line, csv->n_cells, csv->columns);
    return -1;
}

const char *csv_cell(const struct csv *csv, size_t column) {
    assert(column < csv->n_cells);
    return csv->cells[column];
}

bool csv_number(const struct csv *csv, size_t column, double *out,
                struct err *e) {
    char shown[TEXT_SHOWN_MAX];

    if (text_to_number(csv_cell(csv, column), out))
        return true;
    return csv_fail(csv, column, e, "found '%s', expected a number",
                    text_shown(csv_cell(csv, column), shown));
}

bool csv_fail(const struct csv *csv, size_t column, struct err *e,
              const char *format, ...) {
    char shown[TEXT_SHOWN_MAX];
    va_list args;

    e->code = ERR_INPUT;
    va_start(args, format);
    vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    return err_prefix(e, "%s:%zu: column %s", csv->path, csv->line,
                      text_shown(csv_name(csv, column), shown));
}

void csv_put(FILE *out, const char *text) {
    size_t n = strlen(text);
    bool blank = n > 0 && (strchr(" \t", text[0]) != NULL ||
                           strchr(" \t", text[n - 1]) != NULL);

    if (!blank && strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            putc('"', out);
        putc(*text, out);
    }
    putc('"', out);
}

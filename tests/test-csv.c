/* SPDX-License-Identifier: MIT
 *
 * Reading and writing of comma-separated tables.
 */
#include "config.h"

#include "base/csv.h"
#include "tap.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static char folder[] = "/tmp/test-csv-XXXXXX";
static char path[64];

static void put(const void *bytes, size_t n) {
    FILE *out = fopen(path, "w");

    fwrite(bytes, 1, n, out);
    fclose(out);
}

/* Reads a text to its end or its first failure. */
static int read_all(const char *text, size_t n, struct err *e) {
    struct csv *csv;
    int status;

    put(text, n);
    csv = csv_open(path, e);
    if (csv == NULL)
        return -1;
    while ((status = csv_next(csv, e)) == 1)
        ;
    csv_close(csv);
    return status;
}

static void test_cells(void) {
    static const char text[] = "\xef\xbb\xbf"
                               "name,\"a \"\"b\"\"\",time_ms\r\n"
                               "\"GTX, 1080\",,3.625e2\r\n"
                               " x ,\"two\nlines\",\"-17\"\n"
                               "last,\"\",7";
    struct err e = {0};
    struct csv *csv;
    size_t column = 9;
    double x = 0;

    put(text, sizeof text - 1);
    csv = csv_open(path, &e);
    if (!ok(csv != NULL, "opens"))
        return;
    is_int((long long)csv_columns(csv), 3, "columns");
    is_str(csv_name(csv, 0), "name", "the byte order mark is skipped");
    is_str(csv_name(csv, 1), "a \"b\"", "a quoted name");
    is_int(csv_next(csv, &e), 1, "row 1");
    is_str(csv_cell(csv, 0), "GTX, 1080", "a comma in quotes");
    is_str(csv_cell(csv, 1), "", "an empty cell");
    ok(csv_number(csv, 2, &x, &e) && x == 362.5, "a number before CRLF");
    is_int(csv_next(csv, &e), 1, "row 2");
    is_str(csv_cell(csv, 0), " x ", "blanks stay");
    is_str(csv_cell(csv, 1), "two\nlines", "a line end in quotes");
    ok(csv_number(csv, 2, &x, &e) && x == -17, "a quoted number");
    is_int(csv_next(csv, &e), 1, "a row without a line end");
    is_int((long long)csv_line(csv), 5, "lines are those of the file");
    is_str(csv_cell(csv, 1), "", "an empty quoted cell");
    ok(!csv_number(csv, 0, &x, &e), "no number");
    has_str(e.text, "table.csv:5: column name: found 'last', expected a number",
            "its message");
    ok(csv_find(csv, "time_ms", &column, &e) && column == 2, "a column");
    ok(!csv_find(csv, "time-mss", &column, &e), "an absent column");
    has_str(e.text, "no column 'time-mss'; did you mean 'time_ms'?",
            "its message");
    is_int(csv_next(csv, &e), 0, "the end");
    is_int(csv_next(csv, &e), 0, "and again");
    csv_close(csv);
}

static void test_refused(void) {
    static const struct {
        const char *text, *message;
    } cases[] = {{"", ": empty, expected a line of names"},
                 {"\xef\xbb\xbf", ": empty, expected"},
                 {"a,b,a\n", ":1: two columns are named 'a'"},
                 {"a,,c\n", ":1: column 2 has no name"},
                 {"\n", ":1: column 1 has no name"},
                 {"a,b\n1,2\n3\n", ":3: found 1 cells, expected 2"},
                 {"a,b\n1,2,3\n", ":2: found 3 cells, expected 2"},
                 {"a,b\n1,2\n\n3,4\n", ":3: an empty line, expected 2 cells"},
                 {"a,b\n1,2\n\"3,4\n5,6\n", ":3: a quote is not closed"},
                 {"a,b\n\"1\"x,2\n", ":2: text between a closing quote"},
                 {"a,b\n1\"1\",2\n", ":2: a quote inside a cell"},
                 {"a,b\n1\r,2\n", ":2: a carriage return inside a cell"},
                 {NULL, NULL}};
    static const char nul[] = "a,b\n1,2\n3,\0004\n";
    struct err e = {0};
    char *big;

    for (size_t i = 0; cases[i].text != NULL; i++) {
        is_int(read_all(cases[i].text, strlen(cases[i].text), &e), -1,
               "refused");
        has_str(e.text, cases[i].message, "its message");
    }
    is_int(read_all(nul, sizeof nul - 1, &e), -1, "a NUL byte");
    has_str(e.text, ":3: a NUL byte", "its message");
    big = malloc(20u << 20);
    memset(big, 'x', 20u << 20);
    memcpy(big, "a\n\"", 3);
    is_int(read_all(big, 20u << 20, &e), -1, "a row of 20 MiB");
    has_str(e.text, ":2: the row is too long", "its message");
    free(big);
    ok(csv_open("/", &e) == NULL, "a folder");
    is_str(e.text, "/: Is a directory", "its message");
    ok(csv_open("no/such", &e) == NULL, "an absent file");
    is_str(e.text, "no/such: No such file or directory", "its message");
}

/* Rows that straddle the reader's buffer, plain and gzip. */
static void test_long(bool gzip) {
    enum { ROWS = 70000 };
    struct err e = {0};
    gzFile gz = gzopen(path, gzip ? "wb" : "wbT");
    struct csv *csv;
    struct stat status;
    double x, y, sum = 0;
    size_t rows = 0, wrong = 0;

    gzprintf(gz, "n,text,square\n");
    for (int i = 0; i < ROWS; i++)
        gzprintf(gz, "%d,\"a, \"\"%d\"\"\n\",%.1f\n", i, i, 0.5 * i * i);
    gzclose(gz);
    csv = csv_open(path, &e);
    while (csv != NULL && csv_next(csv, &e) == 1) {
        char want[32];

        csv_number(csv, 0, &x, &e);
        csv_number(csv, 2, &y, &e);
        sprintf(want, "a, \"%.0f\"\n", x);
        wrong += strcmp(csv_cell(csv, 1), want) != 0 || y != 0.5 * x * x ||
                 csv_line(csv) != 2 + 2 * rows;
        sum += x;
        rows++;
    }
    csv_close(csv);
    is_int((long long)rows, ROWS, "all rows");
    is_int((long long)wrong, 0, "all right");
    ok(sum == 0.5 * ROWS * (ROWS - 1.0), "each once");
    if (!gzip)
        return;
    stat(path, &status);
    ok(truncate(path, status.st_size - 100) == 0, "cut off");
    csv = csv_open(path, &e);
    while (csv != NULL && csv_next(csv, &e) == 1)
        ;
    csv_close(csv);
    has_str(e.text, "the gzip file is cut off", "is an error");
}

static void test_stdin(void) {
    struct err e = {0};
    struct csv *csv;

    put("a,b\n3,x\n", 8);
    ok(freopen(path, "r", stdin) != NULL, "standard input");
    csv = csv_open("-", &e);
    ok(csv != NULL && csv_next(csv, &e) == 1, "is read");
    is_str(csv_path(csv), "standard input", "and named");
    csv_close(csv);
}

static void test_put(void) {
    static const char *const cells[] = {"plain",   "a,b",    "say \"so\"",
                                        " before", "after ", "two\nlines",
                                        "",        "cr\r",   "a b"};
    enum { N = sizeof cells / sizeof cells[0] };
    struct err e = {0};
    FILE *out = fopen(path, "w");
    struct csv *csv;
    char *text = NULL;
    size_t n;

    for (int row = 0; row < 2; row++)
        for (size_t i = 0; i < N; i++) {
            if (row == 0)
                fprintf(out, "c%zu", i);
            else
                csv_put(out, cells[i]);
            putc(i + 1 < N ? ',' : '\n', out);
        }
    fclose(out);
    csv = csv_open(path, &e);
    ok(csv != NULL && csv_next(csv, &e) == 1, "what was put reads back");
    for (size_t i = 0; i < N; i++)
        is_str(csv_cell(csv, i), cells[i], "as the same");
    csv_close(csv);
    out = open_memstream(&text, &n);
    csv_put(out, "a b");
    csv_put(out, "|");
    csv_put(out, "c\"d");
    fclose(out);
    is_str(text, "a b|\"c\"\"d\"", "quotes only where they must be");
    free(text);
}

int main(void) {
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/table.csv", folder);
    test_cells();
    test_refused();
    test_long(false);
    test_long(true);
    test_stdin();
    test_put();
    unlink(path);
    rmdir(folder);
    return done();
}

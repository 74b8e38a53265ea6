/* SPDX-License-Identifier: MIT
 *
 * Tables in memory and their three ways out.
 */
#include "config.h"

#include "base/table.h"
#include "tap.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

static char *written(const struct table *t, enum table_format format) {
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);

    ok(table_write(t, format, out), "written as %s",
       table_format_names[format]);
    fclose(out);
    return text;
}

static struct table *example(void) {
    struct table *t = table_new();

    table_column(t, "device");
    table_column(t, "time_ms");
    table_column(t, "cores");
    table_column(t, "feasible");
    table_row(t);
    table_add_text(t, "Titan \"V\",\n\xc2\xb5");
    table_add_number(t, 0.30000000000000004);
    table_add_number(t, 5120);
    table_add_text(t, "true");
    table_row(t);
    table_add_text(t, "1080");
    table_add_number(t, 123456.789);
    table_add_text(t, "");
    table_add_text(t, "false");
    table_row(t);
    table_add_text(t, "bad \xff\xc0\xaf\xed\xa0\x80 end");
    table_add_number(t, (double)NAN);
    table_add_number(t, 11811160064.0);
    return t;
}

static void test_write(void) {
    struct table *t = example();
    char *text = written(t, TABLE_TEXT);

    is_str(text,
           "device                            time_ms        cores  feasible\n"
           "--------------------------------  -------  -----------  --------\n"
           "Titan \"V\",\\x0a\xc2\xb5                    0.3000         5120  "
           "true\n"
           "1080                               123457               false\n"
           "bad \\xff\\xc0\\xaf\\xed\\xa0\\x80 end      nan  11811160064  \n",
           "text is aligned");
    free(text);
    text = written(t, TABLE_CSV);
    is_str(text,
           "device,time_ms,cores,feasible\n"
           "\"Titan \"\"V\"\",\n\xc2\xb5\",0.30000000000000004,5120,true\n"
           "1080,123456.789,,false\n"
           "bad \xff\xc0\xaf\xed\xa0\x80 end,nan,11811160064,\n",
           "CSV is as it is");
    free(text);
    text = written(t, TABLE_JSON);
    is_str(text,
           "[\n  {\"device\": \"Titan \\\"V\\\",\\u000a\xc2\xb5\", "
           "\"time_ms\": 0.30000000000000004, \"cores\": 5120, "
           "\"feasible\": true},\n"
           "  {\"device\": \"1080\", \"time_ms\": 123456.789, "
           "\"cores\": null, \"feasible\": false},\n"
           "  {\"device\": \"bad "
           "\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd end\", "
           "\"time_ms\": null, \"cores\": 11811160064, \"feasible\": null}\n"
           "]\n",
           "JSON has types");
    free(text);
    table_free(t);
    t = table_new();
    table_column(t, "x");
    text = written(t, TABLE_JSON);
    is_str(text, "[]\n", "no rows");
    free(text);
    table_row(t);
    table_add_text(t, "+.5");
    table_row(t);
    table_add_text(t, "007");
    text = written(t, TABLE_JSON);
    is_str(text, "[\n  {\"x\": 0.5},\n  {\"x\": 7}\n]\n",
           "numbers that JSON would not take are rewritten");
    free(text);
    table_free(t);
}

static void test_significant(void) {
    static const struct {
        double x;
        const char *shown;
    } cases[] = {{3.14159265, "3.142"},
                 {-271.828, "-271.8"},
                 {0.000123456, "0.0001235"},
                 {1.2346e-7, "1.235e-07"},
                 {987654.321, "987654"},
                 {6.02214e23, "6.022e+23"},
                 {0, "0"},
                 {42, "42"}};
    enum { N = sizeof cases / sizeof cases[0] };

    for (size_t i = 0; i < N; i++) {
        struct table *t = table_new();
        char *text;

        table_column(t, "x");
        table_row(t);
        table_add_number(t, cases[i].x);
        text = written(t, TABLE_TEXT);
        has_str(text, cases[i].shown, "four significant digits");
        free(text);
        table_free(t);
    }
}

/* Letters that mean something in a document, and numbers as in the text. */
static void test_markup(void) {
    struct table *t = table_new();
    char *text;

    table_column(t, "time_ms");
    table_column(t, "a|b");
    table_row(t);
    table_add_number(t, 17.123456);
    table_add_text(t, "50% & $x_1^2 {#~} \\<a>*|");
    table_row(t);
    table_add_text(t, "");
    table_add_text(t, "[1] \xc3\xa9\n\xff");
    text = written(t, TABLE_MARKDOWN);
    is_str(text,
           "| time_ms | a\\|b |\n"
           "| ---: | --- |\n"
           "| 17.12 | 50% \\& $x_1^2 {#\\~} \\\\\\<a\\>\\*\\| |\n"
           "|  | \\[1\\] \xc3\xa9\\\\x0a\\\\xff |\n",
           "Markdown");
    free(text);
    text = written(t, TABLE_LATEX);
    is_str(text,
           "\\begin{tabular}{rl}\n\\hline\n"
           "time\\_ms & a\\textbar{}b \\\\\n\\hline\n"
           "17.12 & 50\\% \\& \\$x\\_1\\textasciicircum{}2 "
           "\\{\\#\\textasciitilde{}\\} \\textbackslash{}"
           "\\textless{}a\\textgreater{}{*}\\textbar{} \\\\\n"
           " & {[}1] \xc3\xa9\\textbackslash{}x0a\\textbackslash{}xff "
           "\\\\\n\\hline\n\\end{tabular}\n",
           "LaTeX");
    free(text);
    table_free(t);
}

static void test_read(void) {
    char folder[] = "/tmp/test-table-XXXXXX", path[64];
    struct err e = {0};
    struct table *t;
    FILE *out;
    double x[3];
    size_t column = 9;

    if (!ok(mkdtemp(folder) != NULL, "a folder"))
        return;
    snprintf(path, sizeof path, "%s/t.csv", folder);
    out = fopen(path, "w");
    fputs("name,ok,time_ms\n\"a\nb\",true,2.5\nc,false,17\nd,7,x\n", out);
    fclose(out);
    t = table_read(path, &e);
    is_int((long long)table_rows(t), 3, "rows");
    is_int((long long)table_columns(t), 3, "columns");
    is_str(table_cell(t, 1, 0), "c", "a cell");
    is_str(table_cell(t, 0, 0), "a\nb", "a cell of two lines");
    is_int((long long)table_line(t, 2), 5, "the line of a row");
    ok(table_find(t, "ok", &column, &e) && column == 1, "a column");
    ok(table_has(t, "name") && !table_has(t, "nam"), "has");
    ok(table_numbers(t, 1, x, &e) && x[0] == 1 && x[1] == 0 && x[2] == 7,
       "true and false as numbers");
    ok(!table_numbers(t, 2, x, &e), "a cell that is no number");
    has_str(e.text, "t.csv:5: column time_ms: found 'x', expected a number",
            "its message");
    ok(!table_find(t, "time", &column, &e), "an absent column");
    has_str(e.text, "t.csv: no column 'time'; did you mean 'time_ms'?",
            "its message");
    table_free(t);
    out = fopen(path, "w");
    fputs("a,b\n1\n", out);
    fclose(out);
    ok(table_read(path, &e) == NULL, "a short row");
    has_str(e.text, "t.csv:2: found 1 cells, expected 2", "its message");
    unlink(path);
    rmdir(folder);
}

int main(void) {
    test_write();
    test_significant();
    test_markup();
    test_read();
    return done();
}

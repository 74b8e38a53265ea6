/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/report_files.h"

#include "base/file.h"
#include "cli/cli.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

typedef bool write_fn(const struct report *r, FILE *out, struct err *e);

static bool write_one(const struct report *r, const char *dir, const char *name,
                      write_fn *write, struct err *e) {
    char *path = file_join(dir, name);
    struct file_out f = {0};
    bool good = file_out_open(&f, path, e) && write(r, f.stream, e) &&
                file_out_commit(&f, e);

    if (!good)
        file_out_abort(&f);
    free(path);
    return good;
}

static bool write_html(const struct report *r, FILE *out, struct err *e) {
    struct text left_out = {0};
    bool good = report_write_html(r, out, &left_out, e);

    for (char *line = left_out.text; good && line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');

        *end = '\0';
        cli_note("left out: %s", line);
        line = end + 1;
    }
    free(left_out.text);
    return good;
}

bool report_files_write(const char *dir, struct err *e) {
    struct report r;
    bool good;

    if (!report_read(&r, dir, e))
        return false;
    good = write_one(&r, dir, "report.html", write_html, e) &&
           write_one(&r, dir, "report.md", report_write_markdown, e) &&
           write_one(&r, dir, "report.tex", report_write_latex, e);
    report_free(&r);
    if (good)
        cli_note("written: %s/report.html, .md and .tex", dir);
    return good;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "compare/comparison_files.h"

#include "base/file.h"
#include "base/mem.h"
#include "compare/comparison_layers.h"

#include <stdlib.h>

static const struct {
    const char *suffix;
    bool brief;
} files[TABLE_N_FORMATS] = {
    [TABLE_TEXT] = {"txt", true},   [TABLE_CSV] = {"csv", false},
    [TABLE_JSON] = {"json", false}, [TABLE_MARKDOWN] = {"md", true},
    [TABLE_LATEX] = {"tex", true},
};

static bool write_file(const struct table *t, enum table_format format,
                       const char *path, struct err *e) {
    struct file_out out;

    if (!file_out_open(&out, path, e))
        return false;
    table_write(t, format, out.stream);
    return file_out_commit(&out, e);
}

static bool write_table(const struct comparison *c,
                        const struct comparison_measured measured[],
                        enum comparison_table which, enum table_format format,
                        const char *dir, struct err *e) {
    struct table *t = comparison_table(c, measured, which, files[format].brief);
    char *path = mem_printf("%s/%s.%s", dir, comparison_table_names[which],
                            files[format].suffix);
    bool good = write_file(t, format, path, e);

    free(path);
    table_free(t);
    return good;
}

bool comparison_write(const struct comparison *c,
                      const struct comparison_measured measured[],
                      const char *dir, struct err *e) {
    if (!file_make_dir(dir, e))
        return false;
    for (int which = 0; which < COMPARISON_N_TABLES; which++)
        for (int format = 0; format < TABLE_N_FORMATS; format++)
            if (!write_table(c, measured, (enum comparison_table)which,
                             (enum table_format)format, dir, e))
                return false;
    return true;
}

bool comparison_write_layers(const struct comparison *c,
                             const struct predictor *predictor, const char *dir,
                             struct err *e) {
    struct table *t = comparison_layers(c, predictor, c->n_workloads, e);
    char *path = mem_printf("%s/layers.csv", dir);
    bool good = t != NULL && write_file(t, TABLE_CSV, path, e);

    free(path);
    table_free(t);
    return good;
}

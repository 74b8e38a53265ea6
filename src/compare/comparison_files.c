/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "compare/comparison_files.h"

#include "base/file.h"
#include "base/mem.h"

#include <stdlib.h>

static const struct {
    const char *suffix;
    bool brief;
} files[TABLE_N_FORMATS] = {
    [TABLE_TEXT] = {"txt", true},   [TABLE_CSV] = {"csv", false},
    [TABLE_JSON] = {"json", false}, [TABLE_MARKDOWN] = {"md", true},
    [TABLE_LATEX] = {"tex", true},
};

static bool write_table(const struct comparison *c,
                        const struct comparison_measured measured[],
                        enum comparison_table which, enum table_format format,
                        const char *dir, struct err *e) {
    struct table *t = comparison_table(c, measured, which, files[format].brief);
    char *path = mem_printf("%s/%s.%s", dir, comparison_table_names[which],
                            files[format].suffix);
    struct file_out out;
    bool good = file_out_open(&out, path, e);

    if (good) {
        table_write(t, format, out.stream);
        good = file_out_commit(&out, e);
    }
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

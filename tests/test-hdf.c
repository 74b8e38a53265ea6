/* SPDX-License-Identifier: MIT
 *
 * HDF5: chunks, tables, and the points of sweeps, which hold cell by cell
 * what the CSV holds.
 */
#include "config.h"

#include "base/hdf.h"

#include "base/rng.h"
#include "base/table.h"
#include "sweep/result.h"
#include "sweep/rows.h"

#include "job.h"
#include "threads.h"

#include <unistd.h>

static char scratch[] = "/tmp/test-hdf-XXXXXX";
static const struct run_options quiet = {.progress = NULL};

static void fill(enum hdf_kind kind, double x[], size_t n) {
    struct rng rng;

    rng_init(&rng, 7, kind);
    for (size_t i = 0; i < n; i++) {
        double u = rng_uniform(&rng);

        x[i] = kind == HDF_NUMBER ? (u - 0.3) * 1e3 : floor(u * 2 + 3);
        if (kind == HDF_FLAG)
            x[i] = u < 0.4;
        if (kind != HDF_INTEGER && u > 0.9)
            x[i] = (double)NAN;
    }
}

static bool same(const double a[], const double b[], size_t n) {
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i] && !(isnan(a[i]) && isnan(b[i])))
            return false;
    return true;
}

static void test_chunks(void) {
    static const size_t sizes[] = {1, 5, 1000, HDF_CHUNK};
    unsigned char *bytes = mem_alloc(HDF_PACKED_MAX, 1);
    double *x = mem_alloc(HDF_CHUNK, sizeof *x);
    double *y = mem_alloc(HDF_CHUNK, sizeof *y);
    bool good = true, refused = true;

    for (int kind = 0; kind < HDF_N_KINDS; kind++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            size_t n = sizes[i], length;

            fill((enum hdf_kind)kind, x, n);
            length = hdf_pack((enum hdf_kind)kind, x, n, bytes);
            good = good && length > 0 && length <= HDF_PACKED_MAX &&
                   hdf_unpack((enum hdf_kind)kind, bytes, length, y, n) &&
                   same(x, y, n);
            refused =
                refused &&
                !hdf_unpack((enum hdf_kind)kind, bytes, length - 1, y, n) &&
                !hdf_unpack((enum hdf_kind)kind, bytes, length, y, n + 1);
        }
    ok(good, "chunks of all kinds and lengths unpack to what was packed");
    ok(refused, "chunks of other lengths are refused");
    free(bytes);
    free(x);
    free(y);
}

/* 5000 rows: a whole chunk and a part of one. */
static bool write_table(const char *path, const double *const x[],
                        struct err *e) {
    static const char *const names[] = {"", "a/b", "\xc3\xa9, \"c\"", "17"};
    static const struct hdf_column columns[] = {
        {"z_number", HDF_NUMBER, "ms", "a number", 0, NULL},
        {"id", HDF_INTEGER, "", "", 0, NULL},
        {"flag", HDF_FLAG, "", "a flag", 0, NULL},
        {"name", HDF_NAME, "", "a name", 4, names},
    };
    unsigned char *bytes = mem_alloc(HDF_PACKED_MAX, 1);
    struct hdf_out *h = hdf_create(path, columns, 4, 5000, e);
    double rest[HDF_CHUNK] = {0};
    bool good = h != NULL && hdf_note(h, "title", "Of a test", e);

    for (size_t j = 0; good && j < 4; j++) {
        size_t length = hdf_pack(columns[j].kind, x[j], HDF_CHUNK, bytes);

        memcpy(rest, x[j] + HDF_CHUNK, (5000 - HDF_CHUNK) * sizeof *rest);
        good = hdf_put(h, j, 0, bytes, length, e);
        length = hdf_pack(columns[j].kind, rest, HDF_CHUNK, bytes);
        good = good && hdf_put(h, j, 1, bytes, length, e);
    }
    free(bytes);
    if (good)
        return hdf_finish(h, e);
    hdf_drop(h);
    return false;
}

static void check_cells(const char *path, double *const x[]) {
    struct err e = {ERR_NONE, ""};
    struct table *t = table_read(path, &e);
    double *y = mem_alloc(5000, sizeof *y);
    size_t *rows, n, at, three[] = {4097, 2, 4999};
    char where[80];

    if (!ok(t != NULL, "it is read as a table")) {
        printf("# %s\n", e.text);
        return;
    }
    is_int((long long)table_rows(t), 5000, "its rows");
    ok(table_columns(t) == 4 && strcmp(table_name(t, 0), "z_number") == 0 &&
           strcmp(table_name(t, 3), "name") == 0,
       "its columns in their order");
    ok(table_numbers(t, 0, y, &e) && same(x[0], y, 5000), "numbers");
    ok(table_numbers(t, 2, y, &e) && same(x[2], y, 5000), "flags as numbers");
    for (size_t i = 0; i < 5000; i++)
        if (isnan(x[0][i]) && (three[0] = i) > 4096)
            break;
    is_str(table_cell(t, three[0], 0), "", "an empty cell");
    ok(!table_numbers_at(t, 0, three, 3, y, &e), "which is no number");
    snprintf(where, sizeof where, "t.h5:%zu: column z_number: found ''",
             three[0] + 1);
    has_str(e.text, where, "its message says where");
    ok(!table_numbers(t, 3, y, &e), "names are no numbers");
    has_str(e.text, "column name: found 'a/b', expected a number",
            "its message");
    ok(table_numbers_at(t, 1, &three[1], 2, y, &e) && y[0] == x[1][2] &&
           y[1] == x[1][4999],
       "numbers of some rows");
    rows = table_true_rows(t, 2, " or not", &n, &e);
    ok(rows == NULL, "a flag that is empty is not true or false");
    has_str(e.text, "column flag: found '', expected true or false or not",
            "its message");
    ok(!table_find(t, "names", &at, &e), "a column that is not there");
    has_str(e.text, "t.h5: no column 'names'; did you mean 'name'?",
            "its message");
    is_str(table_cell(t, 4999, 3), "\xc3\xa9, \"c\"", "a name");
    table_free(t);
    free(y);
}

static void test_table(void) {
    char *path = file_join(scratch, "t.h5"),
         *again = file_join(scratch, "u.h5");
    double *x[4];
    struct err e = {ERR_NONE, ""};
    unsigned long first = 0, second = 1;

    for (size_t j = 0; j < 4; j++)
        x[j] = mem_alloc(5000, sizeof *x[j]);
    fill(HDF_NUMBER, x[0], 5000);
    fill(HDF_INTEGER, x[1], 5000);
    fill(HDF_FLAG, x[2], 5000);
    for (size_t i = 0; i < 5000; i++)
        x[3][i] = (double)(i % 2 + 1);
    ok(write_table(path, (const double *const *)x, &e), "a table is written");
    check_cells(path, x);
    /* Times of the file's objects would count seconds. */
    sleep(1);
    ok(write_table(again, (const double *const *)x, &e) &&
           file_checksum(path, &first, &e) && file_checksum(again, &second, &e),
       "and again");
    ok(first == second, "to the same bytes");
    ok(truncate(path, 3000) == 0 && hdf_open(path, &e) == NULL,
       "a file that was cut off");
    has_str(e.text, "t.h5: cannot be read: truncated file", "its message");
    unlink(path);
    unlink(again);
    free(path);
    free(again);
    for (size_t j = 0; j < 4; j++)
        free(x[j]);
}

#define TWO                                                                    \
    "workloads = ( { network = \"lenet5\"; batch = 24; }, "                    \
    "{ network = \"alexnet\"; batch = 16; phase = \"training\"; } );\n"
#define BASE "base = \"gtx-1080-ti\"; reference = \"gtx-1080-ti\";\n"
#define GOALS "objectives = [ \"max speedup\", \"min power_w\" ];\n"

/* Grids that have everything a column can: names of devices that need
 * quoting, links that fail, prices that are unknown, soft constraints; and a
 * sample. */
static const char *const sweeps[] = {
    BASE TWO GOALS
    "axes = ( { field = \"sm_count\"; from = 6; to = 60; step = 6; },\n"
    "{ field = \"boost_clock_mhz\"; from = 703; to = 2209; count = 913; } );\n"
    "constraints = ( \"power_w <= 260\",\n"
    "{ expression = \"area_mm2 < 400\"; soft = true; } );\n",
    "reference = \"gtx-1080-ti\";\n" TWO GOALS
    "axes = ( { field = \"device\"; values = ( \"tesla-v100-sxm2-16gb\",\n"
    "\"gtx-1070\", \"SCRATCH/odd.cfg\" ); },\n"
    "{ field = \"boost_clock_mhz\"; from = 703; to = 2209; count = 1400; } "
    ");\n",
    BASE TWO GOALS
    "axes = ( { field = \"sm_count\"; from = 6; to = 60; step = 6; } );\n"
    "links = ( { field = \"boost_clock_mhz\"; solve = \"power_w\"; "
    "equals = \"150\"; from = 1000; to = 2000; } );\n",
    BASE TWO GOALS
    "axes = ( { field = \"sm_count\"; from = 6; to = 60; step = 6; },\n"
    "{ field = \"memory_bandwidth_gbs\"; from = 100; to = 900; step = 1; } );\n"
    "sampling = { design = \"sobol\"; points = 500; };\n",
};

static char *members_of(const char *sweep, const char *keep,
                        const char *format) {
    const char *place = strstr(sweep, "SCRATCH");
    int before = place == NULL ? 0 : (int)(place - sweep);

    return mem_printf("%.*s%s%skeep = \"%s\"; points_format = \"%s\";", before,
                      sweep, place != NULL ? scratch : "",
                      place != NULL ? place + 7 : sweep, keep, format);
}

/* Runs into scratch/NAME; the checksum of the points' file. */
static struct table *run_into(const char *sweep, const char *keep,
                              const char *format, const char *name,
                              unsigned long *crc) {
    char *members = members_of(sweep, keep, format), *points;
    char *dir = file_join(scratch, name);
    struct table *t = NULL;
    struct err e = {ERR_NONE, ""};
    struct job j;
    struct run r;

    if (job_good(&j, scratch, members)) {
        if (result_run(&r, &j.plan, &j.predictor, &quiet, NULL, dir, &e)) {
            points = outputs_points(dir);
            file_checksum(points, crc, &e);
            t = table_read(points, &e);
            free(points);
            run_free(&r);
        }
        job_close(&j);
    }
    if (t == NULL)
        printf("# %s\n", e.text);
    free(members);
    free(dir);
    return t;
}

static bool same_tables(const struct table *a, const struct table *b) {
    if (table_rows(a) != table_rows(b) ||
        table_columns(a) != table_columns(b) || table_rows(a) == 0)
        return false;
    for (size_t j = 0; j < table_columns(a); j++)
        if (strcmp(table_name(a, j), table_name(b, j)) != 0)
            return false;
    for (size_t i = 0; i < table_rows(a); i++)
        for (size_t j = 0; j < table_columns(a); j++)
            if (strcmp(table_cell(a, i, j), table_cell(b, i, j)) != 0) {
                printf("# row %zu, %s: '%s', '%s'\n", i + 1, table_name(a, j),
                       table_cell(a, i, j), table_cell(b, i, j));
                return false;
            }
    return true;
}

static void test_points(void) {
    char *odd = file_join(scratch, "odd.cfg");
    FILE *out = fopen(odd, "w");

    fputs("device: { base = \"gtx-1080-ti\"; status = \"hypothetical\";\n"
          "sm_count = 20; name = \"a \\\"b\\\", c\\n1,true\\nd\"; };\n",
          out);
    fclose(out);
    free(odd);
    for (size_t i = 0; i < sizeof sweeps / sizeof *sweeps; i++)
        for (int keep = 0; keep < KEEP_N; keep++) {
            const char *name = sweep_keep_names[keep];
            unsigned long text = 0, one = 0, two = 1;
            struct table *csv = run_into(sweeps[i], name, "csv", "c", &text);
            struct table *hdf, *again;

            threads_set(1);
            hdf = run_into(sweeps[i], name, "hdf5", "h", &one);
            threads_set(2);
            again = run_into(sweeps[i], name, "hdf5", "h", &two);
            ok(csv != NULL && hdf != NULL && same_tables(csv, hdf),
               "sweep %zu, %s: the same cells in the same order", i + 1, name);
            ok(one == two && one != text, "the same bytes by two threads");
            table_free(csv);
            table_free(hdf);
            table_free(again);
        }
}

static void test_choice(void) {
    struct job j;

    if (!job_good(&j, scratch, sweeps[0]))
        return;
    j.plan.n_points = ROWS_CSV_MOST;
    ok(!rows_want_hdf5(&j.plan), "ten million points are CSV");
    j.plan.n_points++;
    ok(rows_want_hdf5(&j.plan), "one more is HDF5");
    is_int(rows_are_packed(&j.plan), hdf_library() != NULL,
           "where the build has it");
    is_str(rows_file(&j.plan),
           hdf_library() != NULL ? "points.packed" : "points.csv",
           "and its rows go there");
    j.sweep.keep = KEEP_FRONT;
    ok(!rows_want_hdf5(&j.plan), "a front alone is not");
    j.sweep.keep = KEEP_FEASIBLE;
    j.sweep.points_format = FORMAT_CSV;
    ok(!rows_want_hdf5(&j.plan), "nor what shall be CSV");
    job_close(&j);
}

int main(void) {
    struct err e = {ERR_NONE, ""};
    char *command;

    if (mkdtemp(scratch) == NULL)
        return 1;
    test_chunks();
    test_choice();
    if (hdf_library() != NULL) {
        test_table();
        test_points();
    } else {
        ok(hdf_open("x.h5", &e) == NULL, "no HDF5 in this build");
        has_str(e.text,
                "x.h5: an HDF5 file, and this gpuscape was built "
                "without HDF5; install libhdf5-dev",
                "its message");
    }
    command = mem_printf("rm -rf '%s'", scratch);
    ok(system(command) == 0, "nothing is left");
    free(command);
    return done();
}

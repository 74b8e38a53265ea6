/* SPDX-License-Identifier: MIT
 *
 * HDF5 files in a build without the library.
 */
#include "config.h"

#include "base/hdf.h"

static bool fail(const char *path, struct err *e) {
    return err_set(e, ERR_INPUT,
                   "%s: an HDF5 file, and this gpuscape was built without "
                   "HDF5; install libhdf5-dev and configure it again",
                   path);
}

const char *hdf_library(void) {
    return NULL;
}

struct hdf_out *hdf_create(const char *path, const struct hdf_column columns[],
                           size_t n, size_t rows, struct err *e) {
    (void)columns;
    (void)n;
    (void)rows;
    fail(path, e);
    return NULL;
}

struct hdf_in *hdf_open(const char *path, struct err *e) {
    fail(path, e);
    return NULL;
}

/* What follows has nothing to work on: there is no hdf_out and no hdf_in. */

bool hdf_note(struct hdf_out *h, const char *key, const char *text,
              struct err *e) {
    (void)h;
    (void)text;
    return fail(key, e);
}

bool hdf_put(struct hdf_out *h, size_t column, size_t chunk,
             const unsigned char *bytes, size_t length, struct err *e) {
    (void)h;
    (void)column;
    (void)chunk;
    (void)bytes;
    (void)length;
    return fail("output", e);
}

bool hdf_finish(struct hdf_out *h, struct err *e) {
    (void)h;
    return fail("output", e);
}

void hdf_drop(struct hdf_out *h) {
    (void)h;
}

void hdf_close(struct hdf_in *h) {
    (void)h;
}

size_t hdf_rows(const struct hdf_in *h) {
    (void)h;
    return 0;
}

size_t hdf_columns(const struct hdf_in *h) {
    (void)h;
    return 0;
}

const struct hdf_column *hdf_column(const struct hdf_in *h, size_t column) {
    (void)h;
    (void)column;
    return NULL;
}

bool hdf_read(const struct hdf_in *h, size_t column, size_t first, size_t n,
              double out[], struct err *e) {
    (void)h;
    (void)column;
    (void)first;
    (void)n;
    (void)out;
    return fail("input", e);
}

/* SPDX-License-Identifier: MIT
 *
 * Tables in HDF5 files (https://www.hdfgroup.org): each column a dataset of
 * one dimension, points/NAME, in chunks that are shuffled and deflated as
 * HDF5's standard filters do it.  A value is a double, NAN an empty cell; in
 * the file it is
 *   INTEGER  64 bits, never empty
 *   NUMBER   an IEEE double
 *   FLAG     8 bits, FALSE or TRUE, -1 for empty
 *   NAME     32 bits, the place of a text in names/NAME, -1 for empty
 *
 * hdf_write.c and hdf_read.c are the only ones that know the library.  It is
 * optional: without it hdf_library () is NULL and the others fail.  It takes
 * one thread at a time; only hdf_pack () and hdf_unpack () may run in several.
 */
#ifndef HDF_H
#define HDF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { HDF_CHUNK = 4096 }; /* rows */

enum hdf_kind { HDF_INTEGER, HDF_NUMBER, HDF_FLAG, HDF_NAME, HDF_N_KINDS };

/* All borrowed. */
struct hdf_column {
    const char *name;
    enum hdf_kind kind;
    const char *unit, *description; /* attributes */
    size_t n_names;                 /* of a NAME */
    const char *const *names;
};

/* Its name and version. */
const char *hdf_library(void);

/* Bytes of a chunk of n <= HDF_CHUNK values, as they are in the file: `out`
 * has room for HDF_PACKED_MAX.  Returns how many there are. */
enum { HDF_PACKED_MAX = HDF_CHUNK * 8 + 1024 };
size_t hdf_pack(enum hdf_kind kind, const double x[], size_t n,
                unsigned char out[]);
/* The reverse; false where the bytes are not those of n values. */
bool hdf_unpack(enum hdf_kind kind, const unsigned char *bytes, size_t length,
                double x[], size_t n);

struct hdf_out;

/* A new table of so many rows; what was in the file is gone.  The same rows
 * make the same bytes.  NULL on failure. */
struct hdf_out *hdf_create(const char *path, const struct hdf_column columns[],
                           size_t n, size_t rows, struct err *e);
/* An attribute of the whole. */
bool hdf_note(struct hdf_out *h, const char *key, const char *text,
              struct err *e);
/* A packed chunk of HDF_CHUNK values; those behind the last row are 0. */
bool hdf_put(struct hdf_out *h, size_t column, size_t chunk,
             const unsigned char *bytes, size_t length, struct err *e);
/* Writes the rest and frees, also on failure. */
bool hdf_finish(struct hdf_out *h, struct err *e);
/* Frees without a word; NULL is allowed. */
void hdf_drop(struct hdf_out *h);

/* Whether the file begins as HDF5 does. */
bool hdf_is_file(const char *path);

struct hdf_in;

/* NULL on failure.  What hdf_create () makes is read, and any file whose
 * group `points` holds datasets of these types. */
struct hdf_in *hdf_open(const char *path, struct err *e);
void hdf_close(struct hdf_in *h);
size_t hdf_rows(const struct hdf_in *h);
size_t hdf_columns(const struct hdf_in *h);
/* A column with its names; valid while the file is open. */
const struct hdf_column *hdf_column(const struct hdf_in *h, size_t column);
/* Values of rows first ... first + n - 1. */
bool hdf_read(const struct hdf_in *h, size_t column, size_t first, size_t n,
              double out[], struct err *e);

#endif

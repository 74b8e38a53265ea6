/* SPDX-License-Identifier: MIT
 *
 * What the writer and the reader of HDF5 files share.
 */
#ifndef HDF_PRIVATE_H
#define HDF_PRIVATE_H

#include "base/err.h"

#define HDF_GROUP "points"
#define HDF_NAMES "names"
/* Attribute of a column of names: where its texts are. */
#define HDF_NAMES_OF "names"

/* "PATH: " and what the library says went wrong; false. */
bool hdf_fail(const char *path, const char *what, struct err *e);
/* The library keeps quiet, and leaves the program's end alone. */
void hdf_begin(void);

#endif

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/hdf.h"

#include "base/hdf_private.h"

#include "base/mem.h"

#include <errno.h>
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything follows from the rows: no times are kept, and the version of the
 * format is that of HDF5 1.10. */
struct hdf_out {
    char *path;
    hid_t file, group, names;
    size_t n;
    hid_t *columns; /* owned */
};

const char *hdf_library(void) {
    return H5_VERS_INFO;
}

void hdf_begin(void) {
    H5dont_atexit();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

/* Down to the innermost failure, or the one that has the system's number. */
static herr_t note_failure(unsigned n, const H5E_error2_t *error, void *data) {
    struct err *e = data;
    const char *number = strstr(error->desc, "errno = ");
    long code = number != NULL ? strtol(number + 8, NULL, 10) : 0;

    (void)n;
    snprintf(e->text, sizeof e->text, "%s",
             code != 0 ? strerror((int)code) : error->desc);
    return code != 0; /* not 0: no further */
}

bool hdf_fail(const char *path, const char *what, struct err *e) {
    struct err found = {ERR_IO, "HDF5 refuses"};

    H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, note_failure, &found);
    return err_set(e, ERR_IO, "%s: %s: %s", path, what, found.text);
}

/* A text attribute; an empty one is left out. */
static bool put_text(hid_t object, const char *key, const char *text) {
    hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR), attribute;
    bool good = true;

    if (text != NULL && text[0] != '\0') {
        H5Tset_size(type, H5T_VARIABLE);
        H5Tset_cset(type, H5T_CSET_UTF8);
        attribute =
            H5Acreate2(object, key, type, space, H5P_DEFAULT, H5P_DEFAULT);
        good = attribute >= 0 && H5Awrite(attribute, type, &text) >= 0;
        good = (attribute < 0 || H5Aclose(attribute) >= 0) && good;
    }
    H5Sclose(space);
    H5Tclose(type);
    return good;
}

/* Booleans as other programs know them. */
static hid_t flag_type(void) {
    hid_t type = H5Tenum_create(H5T_NATIVE_INT8);
    signed char value = 0;

    H5Tenum_insert(type, "FALSE", &value);
    value = 1;
    H5Tenum_insert(type, "TRUE", &value);
    return type;
}

static hid_t type_of(enum hdf_kind kind) {
    switch (kind) {
    case HDF_INTEGER:
        return H5Tcopy(H5T_NATIVE_INT64);
    case HDF_FLAG:
        return flag_type();
    case HDF_NAME:
        return H5Tcopy(H5T_NATIVE_INT32);
    default:
        return H5Tcopy(H5T_NATIVE_DOUBLE);
    }
}

/* Settings of a deflated dataset. */
static hid_t settings(hsize_t chunk, bool shuffle) {
    hid_t p = H5Pcreate(H5P_DATASET_CREATE);

    H5Pset_obj_track_times(p, false);
    H5Pset_chunk(p, 1, &chunk);
    if (shuffle)
        H5Pset_shuffle(p);
    H5Pset_deflate(p, 1);
    return p;
}

/* names/COLUMN: texts of one length, with a NUL behind each. */
static bool put_names(struct hdf_out *h, const struct hdf_column *c) {
    hsize_t n = c->n_names;
    hid_t p = settings(n, false), space = H5Screate_simple(1, &n, NULL);
    hid_t type = H5Tcopy(H5T_C_S1), set;
    size_t size = 1;
    char *texts;
    bool good;

    for (size_t i = 0; i < c->n_names; i++)
        size = strlen(c->names[i]) >= size ? strlen(c->names[i]) + 1 : size;
    texts = mem_alloc(c->n_names, size);
    for (size_t i = 0; i < c->n_names; i++)
        memcpy(texts + i * size, c->names[i], strlen(c->names[i]));
    H5Tset_size(type, size);
    H5Tset_cset(type, H5T_CSET_UTF8);
    set =
        H5Dcreate2(h->names, c->name, type, space, H5P_DEFAULT, p, H5P_DEFAULT);
    good = set >= 0 &&
           H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts) >= 0;
    good = (set < 0 || H5Dclose(set) >= 0) && good;
    free(texts);
    H5Tclose(type);
    H5Sclose(space);
    H5Pclose(p);
    return good;
}

/* points/COLUMN with its attributes. */
static bool put_column(struct hdf_out *h, const struct hdf_column *c,
                       size_t rows) {
    hsize_t n = rows, most = H5S_UNLIMITED;
    hid_t p = settings(HDF_CHUNK, c->kind != HDF_FLAG);
    hid_t space = H5Screate_simple(1, &n, &most), type = type_of(c->kind);
    hid_t set =
        H5Dcreate2(h->group, c->name, type, space, H5P_DEFAULT, p, H5P_DEFAULT);
    char *place = mem_printf("/" HDF_NAMES "/%s", c->name);
    bool good = set >= 0 && put_text(set, "unit", c->unit) &&
                put_text(set, "description", c->description);

    if (set >= 0)
        h->columns[h->n++] = set;
    if (good && c->kind == HDF_NAME && c->n_names > 0)
        good = put_names(h, c) && put_text(set, HDF_NAMES_OF, place);
    free(place);
    H5Tclose(type);
    H5Sclose(space);
    H5Pclose(p);
    return good;
}

/* A group that remembers the order of what is in it. */
static hid_t add_group(hid_t file, const char *name) {
    hid_t p = H5Pcreate(H5P_GROUP_CREATE), group;

    H5Pset_obj_track_times(p, false);
    H5Pset_link_creation_order(p,
                               H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    group = H5Gcreate2(file, name, H5P_DEFAULT, p, H5P_DEFAULT);
    H5Pclose(p);
    return group;
}

static hid_t create_file(const char *path) {
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), file;
    hid_t creation = H5Pcreate(H5P_FILE_CREATE);

    H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
    H5Pset_obj_track_times(creation, false);
    file = H5Fcreate(path, H5F_ACC_TRUNC, creation, access);
    H5Pclose(creation);
    H5Pclose(access);
    return file;
}

struct hdf_out *hdf_create(const char *path, const struct hdf_column columns[],
                           size_t n, size_t rows, struct err *e) {
    struct hdf_out *h = mem_alloc(1, sizeof *h);
    bool good;

    hdf_begin();
    h->path = mem_strdup(path);
    h->columns = mem_alloc(n, sizeof *h->columns);
    h->group = h->names = -1;
    h->file = create_file(path);
    if (h->file >= 0)
        h->group = add_group(h->file, HDF_GROUP);
    if (h->group >= 0)
        h->names = add_group(h->file, HDF_NAMES);
    good = h->names >= 0;
    for (size_t i = 0; good && i < n; i++)
        good = put_column(h, &columns[i], rows);
    if (good)
        return h;
    hdf_fail(path, "cannot be made", e);
    hdf_drop(h);
    return NULL;
}

bool hdf_note(struct hdf_out *h, const char *key, const char *text,
              struct err *e) {
    return put_text(h->file, key, text) ||
           hdf_fail(h->path, "writing failed", e);
}

bool hdf_put(struct hdf_out *h, size_t column, size_t chunk,
             const unsigned char *bytes, size_t length, struct err *e) {
    hsize_t at = (hsize_t)chunk * HDF_CHUNK;

    return H5Dwrite_chunk(h->columns[column], H5P_DEFAULT, 0, &at, length,
                          bytes) >= 0 ||
           hdf_fail(h->path, "writing failed", e);
}

/* Closes all; the first failure is told where `e` is not NULL. */
static bool close_all(struct hdf_out *h, struct err *e) {
    bool good = true;

    for (size_t i = 0; i < h->n; i++)
        good = H5Dclose(h->columns[i]) >= 0 && good;
    good = (h->group < 0 || H5Gclose(h->group) >= 0) && good;
    good = (h->names < 0 || H5Gclose(h->names) >= 0) && good;
    if (good && e != NULL)
        good = H5Fflush(h->file, H5F_SCOPE_GLOBAL) >= 0;
    if (!good && e != NULL)
        hdf_fail(h->path, "writing failed", e);
    if (h->file >= 0 && H5Fclose(h->file) < 0 && good) {
        good = false;
        if (e != NULL)
            hdf_fail(h->path, "writing failed", e);
    }
    free(h->columns);
    free(h->path);
    free(h);
    return good;
}

bool hdf_finish(struct hdf_out *h, struct err *e) {
    return close_all(h, e);
}

void hdf_drop(struct hdf_out *h) {
    if (h != NULL)
        close_all(h, NULL);
}

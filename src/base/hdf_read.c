/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/hdf.h"

#include "base/hdf_private.h"
#include "base/mem.h"
#include "base/text.h"

#include <hdf5.h>
#include <math.h>
#include <stdlib.h>

/* A column that is open, with the texts that its description borrows. */
struct open_column {
    hid_t set;
    char *name, **names;
};

struct hdf_in {
    char *path;
    hid_t file, group;
    size_t n, rows;
    struct hdf_column *columns;
    struct open_column *open;
};

/* Texts of one length, or NULL; the caller frees each and the array. */
static char **read_names(hid_t file, const char *place, size_t *n) {
    hid_t set = H5Dopen2(file, place, H5P_DEFAULT), space, type;
    hssize_t count;
    size_t size;
    char *texts, **out = NULL;

    if (set < 0)
        return NULL;
    space = H5Dget_space(set);
    type = H5Dget_type(set);
    count = H5Sget_simple_extent_npoints(space);
    size = H5Tget_size(type);
    if (count > 0 && H5Tget_class(type) == H5T_STRING &&
        H5Tis_variable_str(type) == 0) {
        texts = mem_alloc((size_t)count, size);
        if (H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts) >= 0) {
            *n = (size_t)count;
            out = mem_alloc(*n, sizeof *out);
            for (size_t i = 0; i < *n; i++)
                out[i] = mem_printf("%.*s", (int)size, texts + i * size);
        }
        free(texts);
    }
    H5Tclose(type);
    H5Sclose(space);
    H5Dclose(set);
    return out;
}

/* A text attribute as hdf_create () leaves it; NULL where there is none. */
static char *read_text(hid_t object, const char *key) {
    char *text = NULL, *out = NULL;
    hid_t attribute, type;

    if (H5Aexists(object, key) <= 0)
        return NULL;
    attribute = H5Aopen(object, key, H5P_DEFAULT);
    type = H5Aget_type(attribute);
    if (H5Tis_variable_str(type) > 0 &&
        H5Aread(attribute, type, (void *)&text) >= 0 && text != NULL) {
        out = mem_strdup(text);
        H5free_memory(text);
    }
    H5Tclose(type);
    H5Aclose(attribute);
    return out;
}

/* What a dataset of that type holds; HDF_N_KINDS: nothing that is known. */
static enum hdf_kind kind_of(hid_t set) {
    hid_t type = H5Dget_type(set);
    H5T_class_t class = H5Tget_class(type);
    size_t size = H5Tget_size(type);

    H5Tclose(type);
    if (class == H5T_FLOAT)
        return HDF_NUMBER;
    if (class == H5T_ENUM && size == 1)
        return HDF_FLAG;
    if (class == H5T_INTEGER)
        return H5Aexists(set, HDF_NAMES_OF) > 0 ? HDF_NAME : HDF_INTEGER;
    return HDF_N_KINDS;
}

/* Rows of a dataset of one dimension; false for another. */
static bool count_rows(hid_t set, size_t *rows) {
    hid_t space = H5Dget_space(set);
    hsize_t n = 0;
    bool good = H5Sget_simple_extent_ndims(space) == 1 &&
                H5Sget_simple_extent_dims(space, &n, NULL) == 1;

    H5Sclose(space);
    *rows = (size_t)n;
    return good;
}

static bool add_column(struct hdf_in *h, hid_t set, const char *name,
                       struct err *e) {
    struct hdf_column *c = &h->columns[h->n];
    struct open_column *o = &h->open[h->n++];
    char shown[TEXT_SHOWN_MAX], *place;
    const void *names;
    size_t rows;

    *o = (struct open_column){set, mem_strdup(name), NULL};
    c->name = o->name;
    c->kind = kind_of(set);
    if (c->kind == HDF_N_KINDS || !count_rows(set, &rows) ||
        (h->n > 1 && rows != h->rows))
        return err_set(e, ERR_INPUT,
                       "%s: %s/%s: expected one dimension of numbers, flags "
                       "or names, as long as the others",
                       h->path, HDF_GROUP, text_shown(name, shown));
    h->rows = rows;
    if (c->kind != HDF_NAME)
        return true;
    place = read_text(set, HDF_NAMES_OF);
    if (place != NULL)
        o->names = read_names(h->file, place, &c->n_names);
    free(place);
    c->names = names = o->names;
    return c->names != NULL ||
           err_set(e, ERR_INPUT, "%s: %s/%s: its names are not there", h->path,
                   HDF_GROUP, text_shown(name, shown));
}

/* The group's datasets in the order in which they were made, or by name where
 * that was not kept. */
static bool add_columns(struct hdf_in *h, struct err *e) {
    H5G_info_t info;
    hid_t p = H5Gget_create_plist(h->group);
    unsigned order = 0;
    bool good = true;

    H5Pget_link_creation_order(p, &order);
    H5Pclose(p);
    H5Gget_info(h->group, &info);
    h->columns = mem_alloc(info.nlinks, sizeof *h->columns);
    h->open = mem_alloc(info.nlinks, sizeof *h->open);
    for (hsize_t i = 0; good && i < info.nlinks; i++) {
        H5_index_t by =
            order & H5P_CRT_ORDER_INDEXED ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
        char name[256];
        hid_t set;

        if (H5Lget_name_by_idx(h->group, ".", by, H5_ITER_INC, i, name,
                               sizeof name, H5P_DEFAULT) < 0 ||
            (set = H5Dopen2(h->group, name, H5P_DEFAULT)) < 0)
            good = hdf_fail(h->path, "a column cannot be read", e);
        else
            good = add_column(h, set, name, e);
    }
    return good &&
           (h->n > 0 ||
            err_set(e, ERR_INPUT, "%s: group '" HDF_GROUP "' has no columns",
                    h->path));
}

struct hdf_in *hdf_open(const char *path, struct err *e) {
    struct hdf_in *h = mem_alloc(1, sizeof *h);
    bool good;

    hdf_begin();
    h->path = mem_strdup(path);
    h->group = -1;
    h->file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (h->file < 0)
        good = hdf_fail(path, "cannot be read", e);
    else if ((h->group = H5Gopen2(h->file, HDF_GROUP, H5P_DEFAULT)) < 0)
        good = err_set(e, ERR_INPUT,
                       "%s: it has no group '" HDF_GROUP
                       "', which holds the columns",
                       path);
    else
        good = add_columns(h, e);
    if (good)
        return h;
    hdf_close(h);
    return NULL;
}

void hdf_close(struct hdf_in *h) {
    if (h == NULL)
        return;
    for (size_t i = 0; i < h->n; i++) {
        struct open_column *o = &h->open[i];

        for (size_t k = 0; k < h->columns[i].n_names; k++)
            free(o->names[k]);
        free(o->names);
        free(o->name);
        H5Dclose(o->set);
    }
    if (h->group >= 0)
        H5Gclose(h->group);
    if (h->file >= 0)
        H5Fclose(h->file);
    free(h->columns);
    free(h->open);
    free(h->path);
    free(h);
}

size_t hdf_rows(const struct hdf_in *h) {
    return h->rows;
}

size_t hdf_columns(const struct hdf_in *h) {
    return h->n;
}

const struct hdf_column *hdf_column(const struct hdf_in *h, size_t column) {
    return &h->columns[column];
}

/* Enumerations do not become numbers by themselves. */
static bool read_flags(const struct hdf_in *h, size_t column, hid_t memory,
                       hid_t space, size_t n, double out[]) {
    hid_t type = H5Dget_type(h->open[column].set);
    signed char *flags = mem_alloc(n, 1);
    bool good = H5Dread(h->open[column].set, type, memory, space, H5P_DEFAULT,
                        flags) >= 0;

    for (size_t i = 0; i < n; i++)
        out[i] = flags[i];
    free(flags);
    H5Tclose(type);
    return good;
}

bool hdf_read(const struct hdf_in *h, size_t column, size_t first, size_t n,
              double out[], struct err *e) {
    const struct hdf_column *c = &h->columns[column];
    hsize_t from = first, count = n;
    hid_t space, memory;
    bool good;

    if (n == 0)
        return true;
    space = H5Dget_space(h->open[column].set);
    memory = H5Screate_simple(1, &count, NULL);
    good = H5Sselect_hyperslab(space, H5S_SELECT_SET, &from, NULL, &count,
                               NULL) >= 0;
    if (c->kind == HDF_FLAG)
        good = good && read_flags(h, column, memory, space, n, out);
    else
        good = good && H5Dread(h->open[column].set, H5T_NATIVE_DOUBLE, memory,
                               space, H5P_DEFAULT, out) >= 0;
    H5Sclose(memory);
    H5Sclose(space);
    if (!good)
        return hdf_fail(h->path, c->name, e);
    for (size_t i = 0; i < n && c->kind >= HDF_FLAG; i++) {
        if (out[i] < 0)
            out[i] = (double)NAN;
        else if (c->kind == HDF_NAME && out[i] >= (double)c->n_names)
            return err_set(e, ERR_INPUT,
                           "%s: column %s, row %zu: code %.0f is beyond its "
                           "%zu names",
                           h->path, c->name, first + i + 1, out[i], c->n_names);
    }
    return true;
}

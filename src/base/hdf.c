/* SPDX-License-Identifier: MIT
 *
 * Chunks of columns as the filters of HDF5 make them: shuffle puts the k-th
 * bytes of all elements together, deflate is zlib's stream.
 */
#include "config.h"

#include "base/hdf.h"

#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Of numbers that look like noise a higher level makes little more, slowly. */
enum { LEVEL = 1 };

static const size_t sizes[HDF_N_KINDS] = {
    [HDF_INTEGER] = 8, [HDF_NUMBER] = 8, [HDF_FLAG] = 1, [HDF_NAME] = 4};

/* zlib asks for memory here, which is there or the program ends: so packing
 * cannot fail. */
static voidpf room(voidpf nothing, uInt n, uInt size) {
    (void)nothing;
    return mem_alloc(n, size);
}

static void no_room(voidpf nothing, voidpf p) {
    (void)nothing;
    free(p);
}

/* Elements as this machine has them. */
static void to_elements(enum hdf_kind kind, const double x[], size_t n,
                        void *out) {
    int64_t *integer = out;
    int32_t *code = out;
    int8_t *flag = out;

    switch (kind) {
    case HDF_INTEGER:
        for (size_t i = 0; i < n; i++)
            integer[i] = (int64_t)x[i];
        break;
    case HDF_NAME:
        for (size_t i = 0; i < n; i++)
            code[i] = isnan(x[i]) ? -1 : (int32_t)x[i];
        break;
    case HDF_FLAG:
        for (size_t i = 0; i < n; i++)
            flag[i] = isnan(x[i]) ? -1 : (int8_t)x[i];
        break;
    default:
        memcpy(out, x, n * sizeof *x);
    }
}

static void from_elements(enum hdf_kind kind, const void *in, size_t n,
                          double x[]) {
    const int64_t *integer = in;
    const int32_t *code = in;
    const int8_t *flag = in;

    switch (kind) {
    case HDF_INTEGER:
        for (size_t i = 0; i < n; i++)
            x[i] = (double)integer[i];
        break;
    case HDF_NAME:
        for (size_t i = 0; i < n; i++)
            x[i] = code[i] < 0 ? (double)NAN : code[i];
        break;
    case HDF_FLAG:
        for (size_t i = 0; i < n; i++)
            x[i] = flag[i] < 0 ? (double)NAN : flag[i];
        break;
    default:
        memcpy(x, in, n * sizeof *x);
    }
}

size_t hdf_pack(enum hdf_kind kind, const double x[], size_t n,
                unsigned char out[]) {
    double elements[HDF_CHUNK];
    unsigned char shuffled[sizeof elements];
    const unsigned char *bytes = (const unsigned char *)elements;
    size_t size = sizes[kind];
    z_stream z = {.zalloc = room, .zfree = no_room};
    int status;

    assert(n <= HDF_CHUNK);
    to_elements(kind, x, n, elements);
    for (size_t k = 0; k < size; k++)
        for (size_t i = 0; i < n; i++)
            shuffled[k * n + i] = bytes[i * size + k];
    z.next_in = shuffled;
    z.avail_in = (uInt)(n * size);
    z.next_out = out;
    z.avail_out = HDF_PACKED_MAX;
    deflateInit(&z, LEVEL);
    status = deflate(&z, Z_FINISH);
    assert(status == Z_STREAM_END);
    (void)status;
    deflateEnd(&z);
    return z.total_out;
}

bool hdf_unpack(enum hdf_kind kind, const unsigned char *bytes, size_t length,
                double x[], size_t n) {
    double elements[HDF_CHUNK];
    unsigned char shuffled[sizeof elements], *out = (unsigned char *)elements;
    size_t size = sizes[kind];
    uLongf got = sizeof shuffled;

    if (n > HDF_CHUNK ||
        uncompress(shuffled, &got, bytes, (uLong)length) != Z_OK ||
        got != n * size)
        return false;
    for (size_t k = 0; k < size; k++)
        for (size_t i = 0; i < n; i++)
            out[i * size + k] = shuffled[k * n + i];
    from_elements(kind, elements, n, x);
    return true;
}

bool hdf_is_file(const char *path) {
    static const char signature[] = "\x89HDF\r\n\x1a\n";
    char begin[8];
    FILE *in = fopen(path, "re");
    bool is = in != NULL && fread(begin, 1, sizeof begin, in) == 8 &&
              memcmp(begin, signature, sizeof begin) == 0;

    if (in != NULL)
        fclose(in);
    return is;
}

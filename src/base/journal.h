/* SPDX-License-Identifier: MIT
 *
 * A file of records that is only ever added to, so that what was written
 * before the program was killed can be read back.  A record is its length,
 * a CRC-32, its kind and its bytes, little-endian; each is on the disk when
 * journal_append () returns.  What was cut off in the middle of a record is
 * dropped when the file is read.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Bytes of a record in the making; {0} is empty. */
struct record {
    unsigned char *bytes; /* owned */
    size_t length, capacity;
};

void record_size(struct record *r, size_t x);
void record_number(struct record *r, double x);
void record_text(struct record *r, const char *text);
void record_bytes(struct record *r, const void *bytes, size_t n);
void record_free(struct record *r);

/* The same in the order in which it was put.  Reading past the end gives 0
 * and sets `bad`. */
struct record_reader {
    const unsigned char *at;
    size_t left;
    bool bad;
};

size_t record_get_size(struct record_reader *r);
double record_get_number(struct record_reader *r);
/* Allocated; "" when bad. */
char *record_get_text(struct record_reader *r);
/* What record_bytes () put, borrowed from the record; *n says how many. */
const void *record_get_bytes(struct record_reader *r, size_t *n);
/* How many elements of `size` bytes follow: a count that was written and
 * that the rest of the record can hold; otherwise 0 and bad. */
size_t record_get_count(struct record_reader *r, size_t size);

struct journal {
    int fd;
    char *path;
    size_t end; /* of the last whole record */
};

/* Gets a record; false and `e` ends the reading. */
typedef bool journal_visit(void *data, uint32_t kind,
                           struct record_reader *record, struct err *e);

/* A new file without records; one that is there is emptied. */
bool journal_create(struct journal *j, const char *path, struct err *e);
/* Visits all whole records of a file. */
bool journal_read(const char *path, journal_visit *visit, void *data,
                  struct err *e);
/* The same, drops a torn tail and goes on behind the last whole record. */
bool journal_open(struct journal *j, const char *path, journal_visit *visit,
                  void *data, struct err *e);
/* On failure the records before it are as they were. */
bool journal_append(struct journal *j, uint32_t kind, const struct record *r,
                    struct err *e);
/* {0} and a closed one are allowed. */
void journal_close(struct journal *j);

#endif

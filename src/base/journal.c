/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/journal.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static const char magic[] = "gpuscape journal 1\n";
enum { MAGIC = sizeof magic - 1, SIZE = 8, HEAD = 16 };

static void put(struct record *r, uint64_t x, size_t n) {
    r->bytes = mem_grow(r->bytes, &r->capacity, r->length + n, 1);
    for (size_t i = 0; i < n; i++)
        r->bytes[r->length++] = (unsigned char)(x >> 8 * i);
}

void record_size(struct record *r, size_t x) {
    put(r, x, SIZE);
}

void record_number(struct record *r, double x) {
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    put(r, bits, SIZE);
}

void record_bytes(struct record *r, const void *bytes, size_t n) {
    record_size(r, n);
    r->bytes = mem_grow(r->bytes, &r->capacity, r->length + n, 1);
    if (n > 0)
        memcpy(r->bytes + r->length, bytes, n);
    r->length += n;
}

void record_text(struct record *r, const char *text) {
    record_bytes(r, text, strlen(text));
}

void record_free(struct record *r) {
    free(r->bytes);
    *r = (struct record){0};
}

static uint64_t get(const unsigned char *at, size_t n) {
    uint64_t x = 0;

    for (size_t i = 0; i < n; i++)
        x |= (uint64_t)at[i] << 8 * i;
    return x;
}

static uint64_t take(struct record_reader *r) {
    uint64_t x;

    if (r->left < SIZE) {
        r->bad = true;
        r->left = 0;
        return 0;
    }
    x = get(r->at, SIZE);
    r->at += SIZE;
    r->left -= SIZE;
    return x;
}

size_t record_get_size(struct record_reader *r) {
    return (size_t)take(r);
}

double record_get_number(struct record_reader *r) {
    uint64_t bits = take(r);
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

size_t record_get_count(struct record_reader *r, size_t size) {
    size_t n = record_get_size(r);

    if (n > r->left / size) {
        r->bad = true;
        return 0;
    }
    return n;
}

const void *record_get_bytes(struct record_reader *r, size_t *n) {
    const unsigned char *bytes;

    *n = record_get_count(r, 1);
    bytes = r->at;
    r->at += *n;
    r->left -= *n;
    return bytes;
}

char *record_get_text(struct record_reader *r) {
    size_t n;
    const void *bytes = record_get_bytes(r, &n);
    char *text = mem_alloc(n + 1, 1);

    memcpy(text, bytes, n);
    return text;
}

static bool fail(struct err *e, const char *path) {
    return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
}

/* All n bytes, or as many as there are. */
static size_t read_all(int fd, void *out, size_t n) {
    size_t done = 0;
    ssize_t got = 1;

    while (done < n && got > 0) {
        got = read(fd, (char *)out + done, n - done);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            done += (size_t)got;
    }
    return done;
}

static bool write_all(int fd, const void *bytes, size_t n) {
    size_t done = 0;

    while (done < n) {
        ssize_t put_now = write(fd, (const char *)bytes + done, n - done);

        if (put_now >= 0)
            done += (size_t)put_now;
        else if (errno != EINTR)
            return false;
    }
    return true;
}

bool journal_create(struct journal *j, const char *path, struct err *e) {
    *j = (struct journal){
        .fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
    if (j->fd < 0)
        return fail(e, path);
    j->path = mem_strdup(path);
    j->end = MAGIC;
    if (write_all(j->fd, magic, MAGIC) && fsync(j->fd) == 0)
        return true;
    fail(e, path);
    unlink(path);
    journal_close(j);
    return false;
}

/* One record; false at the end of what is whole. */
static bool next(int fd, size_t left, struct record *r, uint32_t *kind) {
    unsigned char head[HEAD];
    uint64_t length;
    uLong crc;

    if (left < HEAD || read_all(fd, head, HEAD) < HEAD)
        return false;
    length = get(head, 8);
    if (length > left - HEAD)
        return false;
    r->bytes = mem_grow(r->bytes, &r->capacity, (size_t)length + 1, 1);
    r->length = (size_t)length;
    if (read_all(fd, r->bytes, r->length) < r->length)
        return false;
    *kind = (uint32_t)get(head + 12, 4);
    crc = crc32_z(crc32(0, NULL, 0), head + 12, 4);
    return crc32_z(crc, r->bytes, r->length) == get(head + 8, 4);
}

/* Visits the records; *end is where the last whole one ends, 0 where not even
 * the file's head is whole. */
static bool visit_all(int fd, const char *path, journal_visit *visit,
                      void *data, size_t *end, struct err *e) {
    char start[MAGIC];
    struct record r = {0};
    struct stat status;
    uint32_t kind;
    size_t size, got;
    bool good = true;

    *end = 0;
    if (fstat(fd, &status) != 0)
        return fail(e, path);
    size = (size_t)status.st_size;
    got = read_all(fd, start, MAGIC);
    if (memcmp(start, magic, got) != 0)
        return err_set(e, ERR_INPUT,
                       "%s: not a journal of this version of gpuscape", path);
    if (got == MAGIC)
        *end = MAGIC;
    while (good && got == MAGIC && next(fd, size - *end, &r, &kind)) {
        struct record_reader reader = {r.bytes, r.length, false};

        good = visit(data, kind, &reader, e);
        if (good && (reader.bad || reader.left > 0))
            good = err_set(e, ERR_INPUT, "%s: a record of another form", path);
        *end += HEAD + r.length;
    }
    record_free(&r);
    return good;
}

bool journal_read(const char *path, journal_visit *visit, void *data,
                  struct err *e) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t end;
    bool good;

    if (fd < 0)
        return fail(e, path);
    good = visit_all(fd, path, visit, data, &end, e);
    close(fd);
    return good;
}

bool journal_open(struct journal *j, const char *path, journal_visit *visit,
                  void *data, struct err *e) {
    *j = (struct journal){.fd = open(path, O_RDWR | O_CLOEXEC)};
    if (j->fd < 0)
        return fail(e, path);
    j->path = mem_strdup(path);
    if (!visit_all(j->fd, path, visit, data, &j->end, e)) {
        journal_close(j);
        return false;
    }
    if (ftruncate(j->fd, (off_t)j->end) == 0 &&
        lseek(j->fd, 0, SEEK_END) >= 0 &&
        (j->end > 0 || write_all(j->fd, magic, MAGIC))) {
        if (j->end == 0)
            j->end = MAGIC;
        return true;
    }
    fail(e, path);
    journal_close(j);
    return false;
}

bool journal_append(struct journal *j, uint32_t kind, const struct record *r,
                    struct err *e) {
    struct record head = {0};
    uLong crc;
    bool good;

    put(&head, r->length, 8);
    put(&head, 0, 4);
    put(&head, kind, 4);
    crc = crc32_z(crc32(0, NULL, 0), head.bytes + 12, 4);
    crc = crc32_z(crc, r->bytes, r->length);
    head.length = 8;
    put(&head, crc, 4);
    head.length = HEAD;
    good = write_all(j->fd, head.bytes, HEAD) &&
           write_all(j->fd, r->bytes, r->length) && fsync(j->fd) == 0;
    record_free(&head);
    if (good) {
        j->end += HEAD + r->length;
        return true;
    }
    err_set(e, ERR_IO, "%s: writing failed: %s", j->path, strerror(errno));
    /* Where this fails too, the tail is dropped when the file is read. */
    if (ftruncate(j->fd, (off_t)j->end) == 0)
        lseek(j->fd, (off_t)j->end, SEEK_SET);
    return false;
}

void journal_close(struct journal *j) {
    if (j->path != NULL && j->fd >= 0)
        close(j->fd);
    free(j->path);
    *j = (struct journal){.fd = -1};
}

/* SPDX-License-Identifier: MIT
 *
 * Journals: what was put comes back to the bit, also from a file that was cut
 * at any byte; what is damaged is never taken for a record.
 */
#include "config.h"

#include "base/journal.h"

#include "base/file.h"
#include "base/mem.h"

#include "tap.h"

#include <float.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch[] = "/tmp/test-journal-XXXXXX";

enum { N_RECORDS = 3 };
static const char *const texts[N_RECORDS] = {"", "a line\nand \xff more",
                                             "third"};
static const double values[N_RECORDS] = {-0.0, 6.02214076e23, DBL_TRUE_MIN};
static const size_t sizes[N_RECORDS] = {SIZE_MAX, 20987654321, 7};

static void put(struct record *r, size_t i) {
    record_text(r, texts[i]);
    record_number(r, values[i]);
    record_size(r, sizes[i]);
}

struct seen {
    size_t n, wrong;
};

static bool see(void *data, uint32_t kind, struct record_reader *in,
                struct err *e) {
    struct seen *s = data;
    size_t i = s->n++;
    char *text = record_get_text(in);
    double x = record_get_number(in);

    (void)e;
    s->wrong += i >= N_RECORDS || kind != 40 + i ||
                strcmp(text, texts[i]) != 0 ||
                memcmp(&x, &values[i], sizeof x) != 0 ||
                record_get_size(in) != sizes[i];
    free(text);
    return true;
}

static char *write_journal(void) {
    char *path = file_join(scratch, "j");
    struct journal j;
    struct err e = {ERR_NONE, ""};

    ok(journal_create(&j, path, &e), "a journal is made");
    for (size_t i = 0; i < N_RECORDS; i++) {
        struct record r = {0};

        put(&r, i);
        ok(journal_append(&j, (uint32_t)(40 + i), &r, &e), "record %zu", i);
        record_free(&r);
    }
    journal_close(&j);
    return path;
}

static size_t size_of(const char *path) {
    struct stat status;

    return stat(path, &status) == 0 ? (size_t)status.st_size : 0;
}

static void write_bytes(const char *path, const unsigned char *bytes,
                        size_t n) {
    FILE *out = fopen(path, "w");

    fwrite(bytes, 1, n, out);
    fclose(out);
}

static unsigned char *read_bytes(const char *path, size_t *n) {
    unsigned char *bytes;
    FILE *in = fopen(path, "r");

    *n = size_of(path);
    bytes = mem_alloc(*n, 1);
    if (fread(bytes, 1, *n, in) != *n)
        ok(false, "the file can be read");
    fclose(in);
    return bytes;
}

static void test_round_trip(const char *path) {
    struct seen seen = {0, 0};
    struct err e = {ERR_NONE, ""};

    ok(journal_read(path, see, &seen, &e), "it is read: %s", e.text);
    is_int((long long)seen.n, N_RECORDS, "records");
    is_int((long long)seen.wrong, 0, "of the values that were put");
}

/* Cut at every byte: the whole records before the cut, and a file that can be
 * written on. */
static void test_cuts(const char *path) {
    size_t n, wrong = 0, after_wrong = 0, counts[N_RECORDS + 1] = {0};
    unsigned char *bytes = read_bytes(path, &n);
    char *cut = file_join(scratch, "cut");
    struct err e = {ERR_NONE, ""};

    for (size_t k = 0; k <= n; k++) {
        struct seen seen = {0, 0}, again = {0, 0};
        struct record r = {0};
        struct journal j;

        write_bytes(cut, bytes, k);
        if (!journal_open(&j, cut, see, &seen, &e)) {
            wrong++;
            continue;
        }
        wrong += seen.wrong;
        counts[seen.n]++;
        if (seen.n < N_RECORDS) {
            put(&r, seen.n);
            after_wrong += !journal_append(&j, (uint32_t)(40 + seen.n), &r, &e);
            record_free(&r);
        }
        journal_close(&j);
        after_wrong += !journal_read(cut, see, &again, &e) || again.wrong > 0 ||
                       again.n != (seen.n < N_RECORDS ? seen.n + 1 : seen.n);
    }
    is_int((long long)wrong, 0, "cut at any byte, what is whole is read");
    is_int((long long)after_wrong, 0, "and can be written on");
    is_int((long long)counts[N_RECORDS], 1, "all records only with all bytes");
    is_int((long long)counts[2], 16 + 8 + 5 + 16, "two where the third is cut");
    unlink(cut);
    free(cut);
    free(bytes);
}

/* Any byte that is changed is noticed, or the file refused. */
static void test_damage(const char *path) {
    size_t n, wrong = 0, refused = 0;
    unsigned char *bytes = read_bytes(path, &n);
    char *bad = file_join(scratch, "bad");

    for (size_t k = 0; k < n; k++) {
        struct seen seen = {0, 0};
        struct err e = {ERR_NONE, ""};

        bytes[k] ^= 0x5a;
        write_bytes(bad, bytes, n);
        bytes[k] ^= 0x5a;
        if (!journal_read(bad, see, &seen, &e)) {
            refused++;
            wrong += strstr(e.text, "not a journal") == NULL;
        }
        wrong += seen.wrong > 0 || seen.n >= N_RECORDS;
    }
    is_int((long long)wrong, 0, "no damaged record is taken for a whole one");
    is_int((long long)refused, 19, "a damaged head is refused");
    unlink(bad);
    free(bad);
    free(bytes);
}

static void test_refused(const char *path) {
    struct rlimit limit, before;
    struct seen seen = {0, 0};
    struct err e = {ERR_NONE, ""};
    struct record r = {0};
    struct journal j;
    size_t size = size_of(path);

    ok(journal_open(&j, path, see, &seen, &e), "opened");
    put(&r, 1);
    getrlimit(RLIMIT_FSIZE, &before);
    limit = before;
    limit.rlim_cur = size + 20;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    ok(!journal_append(&j, 41, &r, &e), "a full disk");
    setrlimit(RLIMIT_FSIZE, &before);
    has_str(e.text, "File too large", "says why");
    is_int((long long)size_of(path), (long long)size, "and leaves no part");
    record_free(&r);
    journal_close(&j);
    ok(!journal_read("/nowhere/at all", see, &seen, &e), "no such file");
    has_str(e.text, "/nowhere/at all: No such file", "by name");
}

/* Counts that a record cannot hold do not become memory. */
static void test_counts(void) {
    struct record r = {0};
    struct record_reader in;

    record_size(&r, 1000000);
    record_number(&r, 2.5);
    in = (struct record_reader){r.bytes, r.length, false};
    ok(record_get_count(&in, 8) == 0 && in.bad, "a count too large is none");
    in = (struct record_reader){r.bytes, r.length, false};
    ok(record_get_size(&in) == 1000000 && record_get_number(&in) == 2.5 &&
           !in.bad && record_get_size(&in) == 0 && in.bad,
       "nor is there anything behind the end");
    record_free(&r);
}

int main(void) {
    char *path;

    if (mkdtemp(scratch) == NULL)
        return 1;
    path = write_journal();
    test_round_trip(path);
    test_cuts(path);
    test_damage(path);
    test_refused(path);
    test_counts();
    unlink(path);
    free(path);
    rmdir(scratch);
    return done();
}

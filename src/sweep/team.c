/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/team.h"

#include "base/mem.h"
#include "base/text.h"
#include "sweep/inputs.h"

#include <stdlib.h>
#include <unistd.h>

enum { RANGES = 3 }; /* that a rank has at most */

void team_init(struct team *t, struct ranks *ranks) {
    *t = (struct team){.ranks = ranks,
                       .busy = mem_alloc(ranks->n, sizeof *t->busy)};
}

void team_free(struct team *t) {
    free(t->busy);
    *t = (struct team){0};
}

void team_tell(const struct team *t, enum errand errand,
               const struct record *body) {
    for (size_t i = 1; i < t->ranks->n; i++)
        ranks_send(t->ranks, i, errand, body);
}

void team_dismiss(struct team *t) {
    const double longest_s = 30;
    size_t left = t->lost ? 0 : t->ranks->n - 1;
    struct message m = {0};

    if (!t->lost)
        team_tell(t, ERRAND_END, NULL);
    /* What is on its way is let go, or its sender would never be free. */
    while (left > 0 && ranks_receive(t->ranks, longest_s, &m))
        left -= m.kind == ERRAND_BYE;
    record_free(&m.body);
    if (t->lost || left > 0)
        ranks_abort(t->ranks);
}

bool team_give(struct team *t, enum errand errand, size_t first, size_t n) {
    size_t to = 0;
    struct record r = {0};

    for (size_t i = 1; i < t->ranks->n; i++)
        if (t->busy[i] < RANGES && (to == 0 || t->busy[i] < t->busy[to]))
            to = i;
    if (to == 0)
        return false;
    record_size(&r, first);
    record_size(&r, n);
    ranks_send(t->ranks, to, errand, &r);
    record_free(&r);
    t->busy[to]++;
    return true;
}

bool team_hear(struct team *t, double wait_s, struct message *m) {
    if (!ranks_receive(t->ranks, wait_s, m))
        return false;
    if (m->kind == ERRAND_DONE || m->kind == ERRAND_PAGE)
        t->busy[m->from]--;
    if (m->kind == ERRAND_STOP)
        t->stop = true;
    return true;
}

size_t team_points(const struct message *m) {
    struct record_reader in = {m->body.bytes, m->body.length, false};

    return record_get_size(&in);
}

/* What a rank would run, in the form of inputs_identity (). */
static char *intention(const struct plan *p, struct share share,
                       const char *dir, struct err *e) {
    char *identity = p != NULL ? inputs_identity(p, e) : NULL;
    struct text t = {0};

    if (identity == NULL)
        return NULL;
    text_add(&t, "%sthe share\t%zu/%zu\nthe folder\t%s\n", identity,
             share.shard, share.n_shards, dir);
    free(identity);
    return t.text;
}

static void tell_intention(const struct ranks *ranks, const char *mine,
                           const struct err *e) {
    struct record r = {0};
    char host[256] = "";

    gethostname(host, sizeof host - 1);
    record_size(&r, mine != NULL);
    record_text(&r, host);
    record_text(&r, mine != NULL ? mine : e->text);
    ranks_send(ranks, 0, ERRAND_AGREE, &r);
    record_free(&r);
}

/* Hears whether all agree. */
static bool hear_verdict(const struct ranks *ranks, struct err *e) {
    const double long_s = 3600;
    struct message m = {0};
    struct record_reader in;
    bool good;

    while (!ranks_receive(ranks, long_s, &m))
        ;
    in = (struct record_reader){m.body.bytes, m.body.length, false};
    good = record_get_size(&in) == 1;
    record_free(&m.body);
    return good || err_set(e, ERR_INPUT, "the ranks do not agree");
}

/* Holds a rank's word against that of the first. */
static bool hold(const char *mine, const struct message *m, struct err *e) {
    struct record_reader in = {m->body.bytes, m->body.length, false};
    bool good = record_get_size(&in) == 1;
    char *host = record_get_text(&in), *text = record_get_text(&in);
    char *place = mem_printf("rank %zu on %s, unlike rank 0", m->from, host);

    if (!good)
        err_set(e, ERR_INPUT, "rank %zu on %s: %s", m->from, host, text);
    else
        good = inputs_same(mine, text, place, e);
    free(place);
    free(host);
    free(text);
    return good;
}

/* Hears what all others would run.  The trouble of the lowest rank counts. */
static bool hear_all(const struct ranks *ranks, const char *mine,
                     struct err *e) {
    const double long_s = 3600;
    size_t in_trouble = mine == NULL ? 0 : ranks->n, left = ranks->n - 1;
    struct message m = {0};

    while (left > 0) {
        struct err theirs;

        if (!ranks_receive(ranks, long_s, &m))
            continue;
        left--;
        if (m.from < in_trouble && !hold(mine, &m, &theirs)) {
            in_trouble = m.from;
            *e = theirs;
        }
    }
    record_free(&m.body);
    return in_trouble == ranks->n;
}

bool team_agree(const struct ranks *ranks, const struct plan *p,
                struct share share, const char *dir, struct err *e) {
    struct record verdict = {0};
    char *mine;
    bool good;

    if (ranks->n == 1)
        return p != NULL;
    mine = intention(p, share, dir, e);
    if (ranks->me > 0) {
        tell_intention(ranks, mine, e);
        good = hear_verdict(ranks, e);
    } else {
        good = hear_all(ranks, mine, e);
        record_size(&verdict, good);
        for (size_t i = 1; i < ranks->n; i++)
            ranks_send(ranks, i, ERRAND_VERDICT, &verdict);
        record_free(&verdict);
    }
    free(mine);
    return good;
}

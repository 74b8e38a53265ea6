/* SPDX-License-Identifier: MIT
 *
 * The second pass.  Pages are made a few at a time, by this process or by
 * other ranks, and written in order; how far they may be ahead of what is
 * written is limited, and with it the memory.
 */
#include "config.h"

#include "sweep/pass.h"

#include "analyse/parallel.h"
#include "base/mem.h"
#include "sweep/page.h"
#include "sweep/team.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct second_pass {
    struct pass *pass;
    struct team *team; /* NULL: alone */
    const struct tally *tally;
    FILE *points, *front;
    size_t at, end;         /* batches to be handed out */
    size_t written;         /* the batch behind what is written */
    bool refused;           /* some could not be: */
    int why;                /* errno */
    struct page_room room;  /* of this process */
    size_t n_own, n_theirs; /* batches on a page of its own, of another's */
    size_t n_pages;         /* a ring: */
    struct page *pages;     /* owned */
    bool *ready;            /* owned */
    size_t oldest, n_begun; /* the page to be written next, and how many */
    struct message heard;   /* room */
};

/* A place in the ring for the next n batches; returns it. */
static size_t begin_page(struct second_pass *s, size_t n) {
    size_t place = (s->oldest + s->n_begun++) % s->n_pages;

    s->pages[place].first = s->at;
    s->pages[place].n = n;
    s->ready[place] = false;
    s->at += n;
    return place;
}

static size_t page_size(const struct second_pass *s, size_t most) {
    return s->end - s->at < most ? s->end - s->at : most;
}

static bool has_room(const struct second_pass *s) {
    return s->at < s->end && s->n_begun < s->n_pages;
}

static void hand_out(struct second_pass *s) {
    while (s->team != NULL && has_room(s)) {
        size_t n = page_size(s, s->n_theirs);

        if (!team_give(s->team, ERRAND_ROWS, s->at, n))
            return;
        begin_page(s, n);
    }
}

/* Writes all pages whose turn it is, until one cannot be. */
static void write_ready(void *data) {
    struct second_pass *s = data;

    while (!s->refused && s->n_begun > 0 && s->ready[s->oldest]) {
        const struct page *page = &s->pages[s->oldest];

        if (!page_write(page, s->points, s->front)) {
            s->refused = true;
            s->why = errno;
            return;
        }
        s->written = page->first + page->n;
        s->oldest = (s->oldest + 1) % s->n_pages;
        s->n_begun--;
    }
}

static void tell(void *data, size_t n) {
    pass_tell(((struct second_pass *)data)->pass, n);
}

/* Makes a page while those before it are written. */
static void make_own(struct second_pass *s) {
    const struct page_work work = {tell, write_ready, s};
    size_t place = begin_page(s, page_size(s, s->n_own));

    page_make(&s->pages[place], &s->room, s->tally, &work);
    s->ready[place] = true;
}

/* A page's points and first batch, then its rows. */
static bool take_page(struct second_pass *s, struct err *e) {
    struct record *body = &s->heard.body;
    struct record_reader in = {body->bytes, body->length, false};
    size_t points = record_get_size(&in), first = record_get_size(&in);
    size_t rows_at = body->length - in.left;

    for (size_t i = 0; i < s->n_begun; i++) {
        size_t place = (s->oldest + i) % s->n_pages;

        if (s->pages[place].first != first || s->ready[place] ||
            !page_take(&s->pages[place], body, rows_at))
            continue;
        s->ready[place] = true;
        pass_tell(s->pass, points);
        return true;
    }
    return err_set(e, ERR_INPUT, "rank %zu sent no page of this sweep",
                   s->heard.from);
}

/* Hears what there is; waits for the first message at most `wait_s`. */
static bool listen(struct second_pass *s, double wait_s, struct err *e) {
    while (s->team != NULL && team_hear(s->team, wait_s, &s->heard)) {
        wait_s = 0;
        if (s->heard.kind == ERRAND_PAGE && !take_page(s, e))
            return false;
    }
    return true;
}

/* Between two pages: a checkpoint where one is due, and whether to go on. */
static bool rest(const struct second_pass *s, struct err *e) {
    struct checkpoint *c = s->pass->options->checkpoint;
    bool stop = pass_is_stopped(s->pass);

    if (c != NULL && (stop || checkpoint_is_due(c)) &&
        !checkpoint_rows(c, s->tally, s->written, s->points, s->front, e))
        return false;
    return !stop || pass_stopped(s->pass, e);
}

static bool go(struct second_pass *s, struct err *e) {
    const double look_s = 0.02;
    bool good = true;

    while (good && s->written < s->end) {
        bool idle;

        hand_out(s);
        idle = !has_room(s);
        if (!idle)
            make_own(s);
        good = listen(s, idle && !s->ready[s->oldest] ? look_s : 0, e);
        if (good && (idle || s->team != NULL))
            write_ready(s);
        if (good && s->refused)
            good = err_set(e, ERR_IO, "cannot write the points: %s",
                           strerror(s->why));
        good = good && (s->written == s->end || rest(s, e));
    }
    return good;
}

static void tell_front(const struct second_pass *s) {
    struct record r = {0};

    record_bytes(&r, s->tally->front,
                 s->tally->n_front * sizeof *s->tally->front);
    team_tell(s->team, ERRAND_FRONT, &r);
    record_free(&r);
}

/* Where only a thin front is kept there is little to do. */
static bool is_worth_a_team(const struct pass *s, const struct tally *t) {
    return s->options->team != NULL && s->options->team->ranks->n > 1 &&
           (s->p->sweep->keep != KEEP_FRONT || t->n_front > s->p->n_points / 8);
}

bool pass_rows(struct pass *pass, const struct tally *t, size_t at,
               FILE *points, FILE *front, struct err *e) {
    bool together = is_worth_a_team(pass, t), good;
    size_t left = t->first + t->n - at;
    struct second_pass s = {.pass = pass,
                            .tally = t,
                            .points = points,
                            .front = front,
                            .at = at,
                            .end = at + left,
                            .written = at,
                            .n_own = left < PAGE_BATCHES ? left : PAGE_BATCHES,
                            .n_pages = 2};

    if (together) {
        s.team = pass->options->team;
        /* Short ones, for the others wait to be heard meanwhile; theirs are
         * long enough that they need not ask all the time. */
        s.n_own = parallel_threads() < s.n_own ? parallel_threads() : s.n_own;
        s.n_theirs = 2 * parallel_threads() < PAGE_BATCHES
                         ? 2 * parallel_threads()
                         : PAGE_BATCHES;
        s.n_pages = 4 * s.team->ranks->n;
        tell_front(&s);
    }
    page_room_init(&s.room, pass->p, s.n_own);
    s.pages = mem_alloc(s.n_pages, sizeof *s.pages);
    s.ready = mem_alloc(s.n_pages, sizeof *s.ready);
    good = go(&s, e);
    for (size_t i = 0; i < s.n_pages; i++)
        page_free(&s.pages[i]);
    free(s.pages);
    free(s.ready);
    page_room_free(&s.room);
    record_free(&s.heard.body);
    return good;
}

/* SPDX-License-Identifier: MIT
 *
 * What a rank does that does not lead.
 */
#include "config.h"

#include "sweep/team.h"

#include "base/mem.h"
#include "sweep/page.h"
#include "sweep/scan.h"
#include "sweep/tally.h"

#include <stdlib.h>
#include <string.h>

struct worker {
    const struct ranks *ranks;
    const struct plan *p;
    struct crew crew;
    struct page_room room; /* once the front is known */
    struct page page;
    struct tally front; /* nothing but the final front */
    struct message heard;
    struct record answer; /* room */
};

static void answer(struct worker *w, enum errand errand) {
    ranks_send(w->ranks, 0, errand, &w->answer);
    w->answer.length = 0;
}

static void ignore(void *data, size_t n) {
    (void)data;
    (void)n;
}

/* The batches that a message names. */
static void get_range(const struct worker *w, size_t *first, size_t *n) {
    struct record_reader in = {w->heard.body.bytes, w->heard.body.length,
                               false};

    *first = record_get_size(&in);
    *n = record_get_size(&in);
}

static void scan(struct worker *w) {
    size_t first, n, from, points;

    get_range(w, &first, &n);
    from = plan_points_before(w->p, first);
    points = plan_points_before(w->p, first + n) - from;
    crew_scan(&w->crew, from, points, ignore, NULL);
    record_size(&w->answer, points);
    answer(w, ERRAND_DONE);
}

static void hand_over(struct worker *w) {
    struct tally found;

    tally_init(&found, w->p, 0);
    scans_join(w->crew.scans, w->crew.n, &found);
    tally_put(&found, &w->answer);
    tally_free(&found);
    answer(w, ERRAND_TALLY);
}

static void take_front(struct worker *w) {
    struct record_reader in = {w->heard.body.bytes, w->heard.body.length,
                               false};
    size_t n;
    const void *bytes = record_get_bytes(&in, &n);

    page_room_init(&w->room, w->p, PAGE_BATCHES);
    w->front.n_front = n / sizeof *w->front.front;
    w->front.front = mem_alloc(w->front.n_front, sizeof *w->front.front);
    memcpy(w->front.front, bytes, n);
}

static void make_page(struct worker *w) {
    static const struct page_work work = {ignore, NULL, NULL};
    struct page *page = &w->page;

    get_range(w, &page->first, &page->n);
    page_make(page, &w->room, &w->front, &work);
    record_size(&w->answer, plan_points_before(w->p, page->first + page->n) -
                                plan_points_before(w->p, page->first));
    record_size(&w->answer, page->first);
    page_put(page, &w->answer);
    answer(w, ERRAND_PAGE);
}

/* False: no more to do. */
static bool serve(struct worker *w) {
    switch (w->heard.kind) {
    case ERRAND_SCAN:
        scan(w);
        return true;
    case ERRAND_COLLECT:
        hand_over(w);
        return true;
    case ERRAND_FRONT:
        take_front(w);
        return true;
    case ERRAND_ROWS:
        make_page(w);
        return true;
    default:
        answer(w, ERRAND_BYE);
        return false;
    }
}

void team_work(const struct ranks *ranks, const struct plan *p,
               bool (*stop)(void *data), void *stop_data) {
    const double look_s = 0.1;
    struct worker w = {.ranks = ranks, .p = p};
    bool told = false, more = true;

    crew_init(&w.crew, p);
    while (more) {
        if (!told && stop(stop_data)) {
            told = true;
            answer(&w, ERRAND_STOP);
        }
        if (ranks_receive(ranks, look_s, &w.heard))
            more = serve(&w);
    }
    crew_free(&w.crew);
    page_room_free(&w.room);
    page_free(&w.page);
    free(w.front.front);
    record_free(&w.heard.body);
    record_free(&w.answer);
}

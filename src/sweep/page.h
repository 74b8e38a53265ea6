/* SPDX-License-Identifier: MIT
 *
 * The rows of a few neighbouring batches, made in parallel: what is written
 * to the tables in one go, or sent to the rank that does.
 */
#ifndef PAGE_H
#define PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/journal.h"
#include "sweep/plan.h"
#include "sweep/rows.h"
#include "sweep/tally.h"

enum { PAGE_BATCHES = 16 }; /* at most on a page */

struct page {
    size_t first, n;      /* batches */
    struct record record; /* the page as it was received, if it was: */
    size_t rows_at;       /* where its rows begin; 0: they are here: */
    struct rows rows[PAGE_BATCHES];
};

/* Room in which pages are made; a thread each. */
struct page_room {
    const struct plan *p;
    size_t n;
    struct batch *batches; /* owned */
};

/* For pages of at most `n` batches. */
void page_room_init(struct page_room *room, const struct plan *p, size_t n);
void page_room_free(struct page_room *room);

/* What happens while a page is made: `done` is told by any thread how many
 * more points are; one thread begins with `meanwhile`, if it is given. */
struct page_work {
    void (*done)(void *data, size_t n);
    void (*meanwhile)(void *data);
    void *data;
};

/* Evaluates the batches that the page names; `front` holds the final front. */
void page_make(struct page *page, const struct page_room *room,
               const struct tally *front, const struct page_work *work);
bool page_write(const struct page *page, FILE *points, FILE *front);
void page_free(struct page *page);

/* Puts the rows into a record; takes a record over (`in` gets the room of the
 * last one) whose rows begin at a byte, false where they are not those of this
 * page. */
void page_put(const struct page *page, struct record *out);
bool page_take(struct page *page, struct record *in, size_t rows_at);

#endif

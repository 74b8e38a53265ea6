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
    size_t first, n; /* batches */
    size_t n_rows;   /* how many of `rows` are in use, in their order */
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

/* Evaluates the batches that the page names; `front` holds the final front.
 * `done` is told how many points are, by one thread or another. */
void page_make(struct page *page, const struct page_room *room,
               const struct tally *front, void (*done)(void *data, size_t n),
               void *data);
bool page_write(const struct page *page, FILE *points, FILE *front);
void page_free(struct page *page);

/* The rows as bytes behind the first batch, and from behind it; false where
 * they are not those of a page. */
void page_put(const struct page *page, struct record *out);
bool page_get(struct page *page, struct record_reader *in);

#endif

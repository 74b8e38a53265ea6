/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/page.h"

#include "base/mem.h"
#include "sweep/point.h"

#include <stdlib.h>
#include <string.h>

void page_room_init(struct page_room *room, const struct plan *p, size_t n) {
    struct err ignored; /* plan_new () made such a batch already */

    *room = (struct page_room){p, n, mem_alloc(n, sizeof *room->batches)};
    for (size_t i = 0; i < n; i++)
        batch_new(&room->batches[i], p, &ignored);
}

void page_room_free(struct page_room *room) {
    for (size_t i = 0; i < room->n; i++)
        batch_free(&room->batches[i]);
    free(room->batches);
    *room = (struct page_room){0};
}

/* The first place of the front with an index of at least `index`. */
static size_t front_from(const struct tally *front, size_t index) {
    size_t low = 0, high = front->n_front;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (front->front[middle] < index)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Evaluates n points from `first` on and marks those of the front.  Where
 * only the front is kept and little of it is here, nothing else is. */
static void evaluate(const struct tally *front, const struct plan *p,
                     size_t first, size_t n, struct batch *b) {
    double *on_front =
        b->values + plan_metric(p, METRIC_ON_FRONT_ID) * PLAN_BATCH;
    size_t low = front_from(front, first), high = front_from(front, first + n);
    bool few = p->sweep->keep == KEEP_FRONT && high - low < n / 8;

    if (few) {
        b->first = first;
        b->n = high - low;
        for (size_t i = low; i < high; i++)
            point_evaluate(p, front->front[i], b, i - low);
    } else {
        plan_evaluate(p, first, n, b);
        memset(on_front, 0, n * sizeof *on_front);
    }
    for (size_t i = low; i < high; i++)
        on_front[few ? i - low : front->front[i] - first] = 1;
}

void page_make(struct page *page, const struct page_room *room,
               const struct tally *front, const struct page_work *work) {
    const struct plan *p = room->p;

    page->rows_at = 0;
#pragma omp parallel
    {
#pragma omp single nowait
        if (work->meanwhile != NULL)
            work->meanwhile(work->data);
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < page->n; i++) {
            size_t first = plan_points_before(p, page->first + i);
            size_t n = plan_points_before(p, page->first + i + 1) - first;

            evaluate(front, p, first, n, &room->batches[i]);
            rows_fill(&page->rows[i], p, &room->batches[i]);
            work->done(work->data, n);
        }
    }
}

/* The rows of all batches of a record. */
static bool write_record(const struct page *page, FILE *points, FILE *front) {
    struct record_reader in = {page->record.bytes + page->rows_at,
                               page->record.length - page->rows_at, false};

    for (size_t i = 0; i < page->n; i++)
        if (!rows_write_record(&in, points, front))
            return false;
    return true;
}

bool page_write(const struct page *page, FILE *points, FILE *front) {
    if (page->rows_at > 0)
        return write_record(page, points, front);
    for (size_t i = 0; i < page->n; i++)
        if (!rows_write(&page->rows[i], points, front))
            return false;
    return true;
}

void page_free(struct page *page) {
    for (size_t i = 0; i < PAGE_BATCHES; i++)
        rows_free(&page->rows[i]);
    record_free(&page->record);
    *page = (struct page){0};
}

void page_put(const struct page *page, struct record *out) {
    for (size_t i = 0; i < page->n; i++)
        rows_put(&page->rows[i], out);
}

bool page_take(struct page *page, struct record *in, size_t rows_at) {
    struct record room = page->record;
    struct record_reader rows = {in->bytes + rows_at, in->length - rows_at,
                                 false};

    for (size_t i = 0; i < page->n; i++)
        rows_skip(&rows);
    if (rows.bad || rows.left > 0)
        return false;
    page->record = *in;
    page->rows_at = rows_at;
    *in = room;
    return true;
}

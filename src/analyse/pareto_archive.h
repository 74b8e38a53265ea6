/* SPDX-License-Identifier: MIT
 *
 * The front of points that come in batches, in any order, without keeping the
 * others: what pareto_front () says of all of them at once.  Of points with
 * equal objectives the one with the lowest index is kept, whichever came
 * first.
 *
 * The points stand in trees of falling size (Bentley and Saxe, J. Algorithms
 * 1(4), 1980): a batch's own front, less what the trees dominate, becomes a
 * tree, and trees of like size become one.  A point that is dominated by a
 * later one goes when their trees meet, so at most about twice the largest
 * front there ever was is held.
 */
#ifndef PARETO_ARCHIVE_H
#define PARETO_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pareto_archive;

/* For points of d objectives, 1 <= d <= PARETO_MAX_OBJECTIVES; free () by
 * pareto_archive_free (), which accepts NULL. */
struct pareto_archive *pareto_archive_new(size_t d);
void pareto_archive_free(struct pareto_archive *a);

/* x is n rows of d finite values; index[] says what the rows are called,
 * ascending.  Both are copied. */
void pareto_archive_add(struct pareto_archive *a, const double x[],
                        const uint64_t index[], size_t n);

/* Adds the points of `other`, which stays as it is. */
void pareto_archive_merge(struct pareto_archive *a,
                          const struct pareto_archive *other);

/* Some point of the archive dominates `corner`: it is no greater in all
 * objectives and less in one.  Then it dominates all that is no less than the
 * corner too, and such points need not be added.  The point becomes by[d],
 * unless that is NULL.  Threads may ask at once. */
bool pareto_archive_dominates(const struct pareto_archive *a,
                              const double corner[], double *by);

/* How many points are held: those on the front, and some that are not. */
size_t pareto_archive_held(const struct pareto_archive *a);

/* The front, by ascending index; returns how many points it has.  *x, rows of
 * d, and *index are the caller's to free; either may be NULL. */
size_t pareto_archive_front(struct pareto_archive *a, double **x,
                            uint64_t **index);

#endif

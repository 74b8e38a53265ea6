/* SPDX-License-Identifier: MIT
 *
 * The sections of a sweep's report below its answer, in their order.
 */
#ifndef SECTIONS_H
#define SECTIONS_H

#include "report/choice.h"
#include "report/report.h"
#include "report/source.h"

/* The numbers that are seen first: those of the design that answers. */
void sections_facts(struct report *r, const struct source *s,
                    const struct choice *c);

/* Each adds its heading and what stands below.  The first two need points. */
void sections_designs(struct report *r, const struct source *s,
                      const struct choice *c);
void sections_front(struct report *r, const struct source *s);
void sections_figures(struct report *r, const struct source *s);
void sections_axes(struct report *r, const struct source *s);
void sections_trust(struct report *r, const struct source *s);
void sections_assumed(struct report *r, const struct source *s);
void sections_methods(struct report *r, const struct source *s);
void sections_manifest(struct report *r, const struct source *s);

#endif

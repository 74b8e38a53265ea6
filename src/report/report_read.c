/* SPDX-License-Identifier: MIT
 *
 * The report on a sweep, put together.
 */
#include "config.h"

#include "report/report.h"

#include "base/mem.h"
#include "report/choice.h"
#include "report/sections.h"
#include "report/sentences.h"
#include "report/source.h"

static void answer(struct report *r, const struct source *s,
                   const struct choice *c) {
    r->answer = sentences_answer(s, c);
    r->sure_word = mem_strdup(sentences_sure_word(s, c));
    r->sure = sentences_sure(s, c);
    sections_facts(r, s, c);
}

bool report_read(struct report *r, const char *dir, struct err *e) {
    struct source s;
    struct choice c;

    *r = (struct report){.dir = NULL};
    if (!source_read(&s, dir, e))
        return false;
    r->dir = mem_strdup(dir);
    r->title = mem_strdup(s.sweep.title);
    r->question = mem_strdup(s.sweep.question);
    if (s.space.n > 0) {
        choice_make(&c, &s);
        answer(r, &s, &c);
        sections_figures(r, &s);
        sections_designs(r, &s, &c);
        sections_front(r, &s);
    } else {
        r->answer = sentences_none(&s);
        sections_figures(r, &s);
    }
    sections_axes(r, &s);
    sections_trust(r, &s);
    sections_assumed(r, &s);
    sections_methods(r, &s);
    sections_manifest(r, &s);
    source_free(&s);
    return true;
}

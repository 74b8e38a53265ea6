/* SPDX-License-Identifier: MIT
 *
 * The first pass.  Ranges of batches are handed out in rising order.  Now and
 * then everybody is asked for what the ranges so far left; together that is
 * the tally of all batches up to a boundary, for the checkpoint, although no
 * rank saw neighbouring ranges.
 */
#include "config.h"

#include "sweep/pass.h"

#include "base/clock.h"
#include "sweep/scan.h"
#include "sweep/team.h"

/* It goes in groups of batches, after each of which it may stop: long enough
 * that the threads seldom wait for each other, short enough for somebody who
 * pressed Ctrl-C.  A team has shorter ones, for each rank has a few at once. */
enum { LEAST_GROUP = 8, TEAM_GROUPS = 3 };
static const double short_group_s = 0.05, long_group_s = 0.2;

/* When asked to stop, and a rank is silent: mpirun kills what goes on for a
 * second; but a group may take longer than that. */
static const double patience_s = 0.3, patience_groups = 3;

struct first_pass {
    struct pass *pass;
    struct team *team;    /* NULL: alone */
    size_t at, end;       /* batches to be handed out */
    size_t group;         /* batches at a time */
    double longest_s;     /* that a group took */
    struct crew crew;     /* of this process */
    struct tally *t;      /* all up to the last boundary */
    struct tally fresh;   /* since then, as it comes in */
    size_t boundary;      /* where `fresh` will end */
    size_t missing;       /* parts of it that are still to come */
    bool worth_keeping;   /* in a checkpoint, even if it is the first */
    struct message heard; /* room */
};

static size_t n_ranks(const struct first_pass *f) {
    return f->team != NULL ? f->team->ranks->n : 1;
}

/* Batches of the next range.  Towards the end of a team's they become fewer,
 * so that all come to the end together. */
static size_t next_range(const struct first_pass *f) {
    size_t left = f->end - f->at, n = f->group;

    if (n_ranks(f) > 1) {
        size_t part = left / (4 * n_ranks(f));
        size_t least = CREW_PIECE * f->crew.n; /* something for each thread */

        n = n < part ? n : part;
        n = n > least ? n : least;
    }
    return n < left ? n : left;
}

static void scan_own(struct first_pass *f) {
    const struct plan *p = f->pass->p;
    size_t n = next_range(f), first = plan_points_before(p, f->at);
    double start_s = clock_now_s(), taken_s;
    double shorter = n_ranks(f) > 1 ? TEAM_GROUPS : 1;

    crew_scan(&f->crew, first, plan_points_before(p, f->at + n) - first,
              pass_tell, f->pass);
    f->at += n;
    taken_s = clock_now_s() - start_s;
    if (taken_s > f->longest_s)
        f->longest_s = taken_s;
    if (n < f->group)
        return;
    if (taken_s < short_group_s / shorter)
        f->group *= 2;
    else if (taken_s > long_group_s / shorter && f->group > LEAST_GROUP)
        f->group /= 2;
}

static void hand_out(struct first_pass *f) {
    while (f->team != NULL && f->at < f->end) {
        size_t n = next_range(f);

        if (!team_give(f->team, ERRAND_SCAN, f->at, n))
            return;
        f->at += n;
    }
}

/* Once all parts are there: behind the rest with them, and into the
 * checkpoint. */
static bool settle(struct first_pass *f, struct err *e) {
    struct checkpoint *c = f->pass->options->checkpoint;
    struct tally *fresh = &f->fresh;
    size_t end = f->boundary;
    bool good = true;

    if (f->missing > 0)
        return true;
    fresh->n = end - fresh->first;
    /* A run that was too short for a checkpoint needs none. */
    if (c != NULL && fresh->n > 0 &&
        (f->worth_keeping || checkpoint_is_begun(c)))
        good = checkpoint_tally(c, fresh, e);
    tally_join(f->t, fresh);
    tally_init(fresh, f->pass->p, end);
    f->worth_keeping = false;
    return good;
}

/* Asks everybody for what all ranges up to here left. */
static bool collect(struct first_pass *f, bool worth_keeping, struct err *e) {
    struct tally own;

    f->boundary = f->at;
    f->worth_keeping = f->worth_keeping || worth_keeping;
    tally_init(&own, f->pass->p, 0);
    scans_join(f->crew.scans, f->crew.n, &own);
    tally_add(&f->fresh, &own);
    if (f->team != NULL) {
        team_tell(f->team, ERRAND_COLLECT, NULL);
        f->missing += n_ranks(f) - 1;
    }
    return settle(f, e);
}

static bool take_tally(struct first_pass *f, struct err *e) {
    struct record_reader in = {f->heard.body.bytes, f->heard.body.length,
                               false};
    struct tally part;

    if (!tally_get(&part, f->pass->p, &in))
        return err_set(e, ERR_INPUT, "rank %zu sent no tally of this sweep",
                       f->heard.from);
    tally_add(&f->fresh, &part);
    f->missing--;
    return settle(f, e);
}

/* Hears what there is; waits for the first message at most `wait_s`. */
static bool listen(struct first_pass *f, double wait_s, struct err *e) {
    while (f->team != NULL && team_hear(f->team, wait_s, &f->heard)) {
        wait_s = 0;
        if (f->heard.kind == ERRAND_DONE)
            pass_tell(f->pass, team_points(&f->heard));
        else if (f->heard.kind == ERRAND_TALLY && !take_tally(f, e))
            return false;
    }
    return true;
}

/* Waits for all parts.  Somebody who asks for an end does not get to wait for
 * a rank that is dead. */
static bool wait_for_all(struct first_pass *f, struct err *e) {
    const double look_s = 0.02;
    double give_up_s = 0;

    while (f->missing > 0) {
        if (!listen(f, look_s, e))
            return false;
        if (give_up_s == 0 && pass_is_stopped(f->pass))
            give_up_s =
                clock_now_s() + patience_s + patience_groups * f->longest_s;
        if (give_up_s > 0 && clock_now_s() > give_up_s && f->missing > 0) {
            f->team->lost = true;
            return pass_stopped(f->pass, e);
        }
    }
    return true;
}

static bool go(struct first_pass *f, struct err *e) {
    const struct checkpoint *c = f->pass->options->checkpoint;
    bool stop = false, good = true;

    while (good && !stop && f->at < f->end) {
        hand_out(f);
        if (f->at < f->end)
            scan_own(f);
        good = listen(f, 0, e);
        stop = f->at < f->end && pass_is_stopped(f->pass);
        if (good && !stop && f->at < f->end && f->missing == 0 && c != NULL &&
            checkpoint_is_due(c))
            good = collect(f, true, e);
    }
    return good && collect(f, stop, e) && wait_for_all(f, e) &&
           (!stop || pass_stopped(f->pass, e));
}

bool pass_tally(struct pass *s, struct tally *t, size_t end, struct err *e) {
    struct first_pass f = {.pass = s,
                           .team = s->options->team,
                           .at = t->first + t->n,
                           .end = end,
                           .group = LEAST_GROUP,
                           .t = t};
    bool good;

    crew_init(&f.crew, s->p);
    tally_init(&f.fresh, s->p, f.at);
    good = go(&f, e);
    tally_free(&f.fresh);
    crew_free(&f.crew);
    record_free(&f.heard.body);
    return good;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/ranks.h"

#include "base/mem.h"
#include "base/ranks_transport.h"
#include "base/text.h"

#include <stdlib.h>
#include <time.h>

/* The first that is set counts: mpirun under Slurm passes Slurm's own on,
 * which tell of mpirun's helpers. */
static const struct launcher {
    const char *n, *me;
} launchers[] = {
    {"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"},
    {"PMI_SIZE", "PMI_RANK"},
    {"SLURM_STEP_NUM_TASKS", "SLURM_PROCID"},
};
enum { N_LAUNCHERS = sizeof launchers / sizeof *launchers };

static const struct ranks alone = {1, 0};

const char *ranks_library(void) {
    return ranks_transport_name();
}

struct ranks ranks_launched(void) {
    for (size_t i = 0; i < N_LAUNCHERS; i++) {
        const char *n = getenv(launchers[i].n), *me = getenv(launchers[i].me);
        struct ranks r;

        if (n != NULL && me != NULL && text_to_size(n, &r.n) &&
            text_to_size(me, &r.me) && r.me < r.n)
            return r;
    }
    return alone;
}

bool ranks_begin(struct ranks *r, struct err *e) {
    struct ranks launched = ranks_launched();

    *r = alone;
    if (launched.n == 1)
        return true;
    if (ranks_library() == NULL)
        return err_set(e, ERR_INPUT,
                       "this gpuscape was built without MPI, so each of the "
                       "%zu processes that were launched would do all of the "
                       "work: build it with ./configure --with-mpi, or give "
                       "each its --shard I/%zu and its own folder",
                       launched.n, launched.n);
    ranks_transport_begin(&r->n, &r->me);
    if (r->n == launched.n)
        return true;
    ranks_transport_end(); /* as many worlds of one process each */
    *r = alone;
    return err_set(e, ERR_INPUT,
                   "%zu processes were launched, but they do not find each "
                   "other: start them with the mpirun of %s, with which "
                   "gpuscape was built",
                   launched.n, ranks_library());
}

void ranks_end(struct ranks *r) {
    if (r->n > 1)
        ranks_transport_end();
    *r = alone;
}

void ranks_abort(const struct ranks *r) {
    if (r->n > 1)
        ranks_transport_abort();
}

void ranks_send(const struct ranks *r, size_t to, uint32_t kind,
                const struct record *body) {
    struct ranks_head head = {kind, body != NULL ? body->length : 0};

    if (r->n > 1)
        ranks_transport_send(to, head, body != NULL ? body->bytes : NULL);
}

static bool receive_now(struct message *m) {
    struct ranks_head head;
    struct record *body = &m->body;

    if (!ranks_transport_head(&m->from, &head))
        return false;
    m->kind = (uint32_t)head.kind;
    body->length = (size_t)head.length;
    body->bytes = mem_grow(body->bytes, &body->capacity, body->length + 1, 1);
    ranks_transport_body(m->from, body->bytes, body->length);
    return true;
}

/* MPI's own way of waiting keeps a processor busy. */
bool ranks_receive(const struct ranks *r, double wait_s, struct message *m) {
    const long first_ns = 20000, longest_ns = 1000000;
    struct timespec pause = {0, first_ns};
    double waited_s = 0;

    while (r->n > 1) {
        if (receive_now(m))
            return true;
        if (waited_s >= wait_s)
            return false;
        nanosleep(&pause, NULL);
        waited_s += 1e-9 * (double)pause.tv_nsec;
        if (pause.tv_nsec < longest_ns)
            pause.tv_nsec *= 2;
    }
    return false;
}

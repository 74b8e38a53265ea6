/* SPDX-License-Identifier: MIT
 *
 * What launchers say in the environment.  Messages need a launcher:
 * cli-mpi.bats.
 */
#include "config.h"

#include "base/ranks.h"

#include "tap.h"

#include <stdlib.h>

static const char *const names[] = {
    "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK", "PMI_SIZE", "PMI_RANK",
    "SLURM_STEP_NUM_TASKS", "SLURM_PROCID",
};
enum { N_NAMES = sizeof names / sizeof *names };

/* Sets the variables, in the order above; NULL: not set. */
static struct ranks launched(const char *const values[N_NAMES]) {
    for (size_t i = 0; i < N_NAMES; i++)
        if (values[i] != NULL)
            setenv(names[i], values[i], 1);
        else
            unsetenv(names[i]);
    return ranks_launched();
}

int main(void) {
    static const struct {
        const char *what, *values[N_NAMES];
        size_t n, me;
    } cases[] = {
        {"nobody", {NULL}, 1, 0},
        {"mpirun", {"7", "5"}, 7, 5},
        {"another mpirun", {NULL, NULL, "3", "2"}, 3, 2},
        {"srun", {NULL, NULL, NULL, NULL, "16", "11"}, 16, 11},
        {"mpirun under Slurm", {"7", "5", NULL, NULL, "2", "1"}, 7, 5},
        {"one process under Slurm", {"1", "0", NULL, NULL, "2", "1"}, 1, 0},
        {"a batch script", {NULL, NULL, NULL, NULL, NULL, "0"}, 1, 0},
        {"a rank that cannot be", {"3", "3"}, 1, 0},
        {"no number", {"many", "1"}, 1, 0},
        {"nothing", {"", ""}, 1, 0},
    };
    struct ranks r = {9, 9};
    struct message m = {0};
    struct err e;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ranks got = launched(cases[i].values);

        ok(got.n == cases[i].n && got.me == cases[i].me, "%s: rank %zu of %zu",
           cases[i].what, got.me, got.n);
    }
    launched(cases[0].values);
    ok(ranks_begin(&r, &e) && r.n == 1 && r.me == 0, "alone");
    ranks_send(&r, 0, 3, NULL);
    ok(!ranks_receive(&r, 10, &m), "there is nobody to wait for");
    ranks_end(&r);
    if (ranks_library() == NULL) {
        launched(cases[1].values);
        ok(!ranks_begin(&r, &e), "seven without MPI");
        has_str(e.text, "built without MPI, so each of the 7 processes",
                "the message");
    } else {
        skip("seven without MPI", "this build has MPI");
    }
    return done();
}

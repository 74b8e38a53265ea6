/* SPDX-License-Identifier: MIT
 *
 * The only file that knows MPI.  An error inside MPI ends all ranks with
 * MPI's own words, which is its default.
 */
#include "config.h"

#include "base/ranks_transport.h"

#include <mpi.h>

enum { TAG_HEAD = 1, TAG_BODY = 2, HEAD = 2 };
static const size_t piece_most = (size_t)1 << 28; /* lengths are ints */

const char *ranks_transport_name(void) {
    return MPI_LIBRARY;
}

void ranks_transport_begin(size_t *n, size_t *me) {
    int provided, size, rank;

    /* Threads are OpenMP's; between two parallel loops one of them talks. */
    MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    *n = (size_t)size;
    *me = (size_t)rank;
}

void ranks_transport_end(void) {
    MPI_Finalize();
}

void ranks_transport_abort(void) {
    MPI_Abort(MPI_COMM_WORLD, 1);
}

static size_t piece(size_t left) {
    return left < piece_most ? left : piece_most;
}

void ranks_transport_send(size_t to, struct ranks_head head,
                          const unsigned char *bytes) {
    uint64_t numbers[HEAD] = {head.kind, head.length};

    MPI_Send(numbers, HEAD, MPI_UINT64_T, (int)to, TAG_HEAD, MPI_COMM_WORLD);
    for (size_t at = 0, n = (size_t)head.length; at < n; at += piece(n - at))
        MPI_Send(bytes + at, (int)piece(n - at), MPI_BYTE, (int)to, TAG_BODY,
                 MPI_COMM_WORLD);
}

bool ranks_transport_head(size_t *from, struct ranks_head *head) {
    uint64_t numbers[HEAD];
    MPI_Status status;
    int there;

    MPI_Iprobe(MPI_ANY_SOURCE, TAG_HEAD, MPI_COMM_WORLD, &there, &status);
    if (!there)
        return false;
    MPI_Recv(numbers, HEAD, MPI_UINT64_T, status.MPI_SOURCE, TAG_HEAD,
             MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    *from = (size_t)status.MPI_SOURCE;
    *head = (struct ranks_head){numbers[0], numbers[1]};
    return true;
}

void ranks_transport_body(size_t from, unsigned char *bytes, size_t n) {
    for (size_t at = 0; at < n; at += piece(n - at))
        MPI_Recv(bytes + at, (int)piece(n - at), MPI_BYTE, (int)from, TAG_BODY,
                 MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

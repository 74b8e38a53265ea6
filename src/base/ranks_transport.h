/* SPDX-License-Identifier: MIT
 *
 * What `ranks` asks of the library that carries messages: ranks_mpi.c in a
 * build with MPI, ranks_alone.c in one without.
 */
#ifndef RANKS_TRANSPORT_H
#define RANKS_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Kind and length of a message. */
struct ranks_head {
    uint64_t kind, length;
};

/* NULL: there is none, and the functions below are not called. */
const char *ranks_transport_name(void);

/* Gets how many there are and which this is. */
void ranks_transport_begin(size_t *n, size_t *me);
void ranks_transport_end(void);
void ranks_transport_abort(void);

void ranks_transport_send(size_t to, struct ranks_head head,
                          const unsigned char *bytes);
/* Gets a head, if one is there; its bytes must be asked for next. */
bool ranks_transport_head(size_t *from, struct ranks_head *head);
void ranks_transport_body(size_t from, unsigned char *bytes, size_t n);

#endif

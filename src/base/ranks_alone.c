/* SPDX-License-Identifier: MIT
 *
 * A build without MPI.
 */
#include "config.h"

#include "base/ranks_transport.h"

const char *ranks_transport_name(void) {
    return NULL;
}

void ranks_transport_begin(size_t *n, size_t *me) {
    *n = 1;
    *me = 0;
}

void ranks_transport_end(void) {
}

void ranks_transport_abort(void) {
}

void ranks_transport_send(size_t to, struct ranks_head head,
                          const unsigned char *bytes) {
    (void)to;
    (void)head;
    (void)bytes;
}

bool ranks_transport_head(size_t *from, struct ranks_head *head) {
    (void)from;
    (void)head;
    return false;
}

void ranks_transport_body(size_t from, unsigned char *bytes, size_t n) {
    (void)from;
    (void)bytes;
    (void)n;
}

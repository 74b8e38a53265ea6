/* SPDX-License-Identifier: MIT
 *
 * Bytes that grow, in room that is kept from use to use.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>

/* {0} is empty; `text` is owned. */
struct buffer {
    char *text;
    size_t length, capacity;
};

void buffer_add(struct buffer *b, const void *bytes, size_t n);
/* Room for n more bytes, behind what is there. */
char *buffer_room(struct buffer *b, size_t n);

#endif

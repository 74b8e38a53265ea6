/* SPDX-License-Identifier: MIT
 *
 * Bytes that grow, in room that is kept from use to use.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>
#include <string.h>

/* {0} is empty; `text` is owned. */
struct buffer {
    char *text;
    size_t length, capacity;
};

void buffer_grow(struct buffer *b, size_t n);

/* Room for n more bytes, behind what is there. */
static inline char *buffer_room(struct buffer *b, size_t n) {
    if (b->capacity - b->length < n || b->text == NULL)
        buffer_grow(b, n);
    return b->text + b->length;
}

static inline void buffer_add(struct buffer *b, const void *bytes, size_t n) {
    memcpy(buffer_room(b, n), bytes, n);
    b->length += n;
}

#endif

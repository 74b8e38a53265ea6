/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/buffer.h"

#include "base/mem.h"

#include <string.h>

char *buffer_room(struct buffer *b, size_t n) {
    b->text = mem_grow(b->text, &b->capacity, b->length + n, 1);
    return b->text + b->length;
}

void buffer_add(struct buffer *b, const void *bytes, size_t n) {
    memcpy(buffer_room(b, n), bytes, n);
    b->length += n;
}

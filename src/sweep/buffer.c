/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/buffer.h"

#include "base/mem.h"

void buffer_grow(struct buffer *b, size_t n) {
    b->text = mem_grow(b->text, &b->capacity, b->length + n, 1);
}

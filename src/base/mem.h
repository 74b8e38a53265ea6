/* SPDX-License-Identifier: MIT
 *
 * Memory that is there or the program ends: running out is the one failure
 * that is not worth a value.  The message goes to standard error once and the
 * exit status is 1.  Release with free ().
 */
#ifndef MEM_H
#define MEM_H

#include <stddef.h>

/* Zeroed room for n elements of `size` bytes; never NULL, also for n = 0. */
void *mem_alloc(size_t n, size_t size);

/* The same on a multiple of 64 bytes, a line of the caches. */
void *mem_alloc_lines(size_t n, size_t size);

/* Makes room for at least n elements, at least doubling `*capacity`; the new
 * part is not zeroed.  `p` may be NULL with *capacity 0. */
void *mem_grow(void *p, size_t *capacity, size_t n, size_t size);

char *mem_strdup(const char *text);

/* Text as by printf, allocated. */
char *mem_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

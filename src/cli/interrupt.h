/* SPDX-License-Identifier: MIT
 *
 * Ctrl-C and SIGTERM as a question that a long work asks now and then.  The
 * second of them ends the program at once.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <stdbool.h>

/* From here to interrupt_end () the signals are kept. */
void interrupt_begin(void);
void interrupt_end(void);

/* Whether one came; `data` is not used. */
bool interrupt_came(void *data);

#endif

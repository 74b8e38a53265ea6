/* SPDX-License-Identifier: MIT
 *
 * Running gnuplot: by fork and exec, never through a shell.
 */
#ifndef GNUPLOT_H
#define GNUPLOT_H

#include <stdbool.h>

#include "base/err.h"

/* Whether $PATH has a gnuplot. */
bool gnuplot_found(void);

/* Runs `gnuplot -d -e COMMANDS SCRIPT` in folder `dir`; the user's start-up
 * files are not read.  Standard output is inherited, what gnuplot says on
 * standard error becomes part of the message.  `commands` is the program's
 * own text, never a user's. */
bool gnuplot_run(const char *dir, const char *commands, const char *script,
                 struct err *e);

#endif

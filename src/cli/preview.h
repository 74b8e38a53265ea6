/* SPDX-License-Identifier: MIT
 *
 * A figure in the terminal at the end of a run, drawn with letters: only where
 * standard output is a terminal.
 */
#ifndef PREVIEW_H
#define PREVIEW_H

#include <stdbool.h>

#include "cli/cli.h"

#define CLI_OPTION_NO_PREVIEW                                                  \
    { 0, "no-preview", NULL, "no figure in the terminal at the end", false }

/* Shows a front, or else the first figure, of those that `command` has just
 * drawn into DIR/plots.  A preview that fails is no failure of the run. */
void preview_show(const char *dir, const char *command);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The files of a report, written into the folder that it is about.
 */
#ifndef REPORT_FILES_H
#define REPORT_FILES_H

#include <stdbool.h>

#include "base/err.h"

/* Writes DIR/report.html, report.md and report.tex and says so; pictures that
 * had to be left out are named. */
bool report_files_write(const char *dir, struct err *e);

#endif

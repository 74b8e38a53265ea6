/* SPDX-License-Identifier: MIT
 *
 * What `gpuscape show` prints of each kind of file.  The exit status is
 * returned.
 */
#ifndef SHOW_H
#define SHOW_H

#include <stddef.h>

#include "base/table.h"
#include "network/work.h"

struct show_options {
    enum table_format format;
    size_t batch;
    enum phase phase;
    enum optimizer optimizer;
};

int show_device(const char *name, const struct show_options *o);
int show_network(const char *name, const struct show_options *o);
int show_model(const char *name, const struct show_options *o);
int show_sweep(const char *name, const struct show_options *o);

/* A table of the columns `property` and `value`. */
struct table *show_properties(void);
void show_property(struct table *t, const char *property, const char *format,
                   ...) __attribute__((format(printf, 3, 4)));

#endif

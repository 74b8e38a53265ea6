/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/json.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

json_t *json_text(const char *text) {
    json_t *value = json_string(text);
    char *plain;

    if (value != NULL)
        return value;
    plain = mem_strdup(text);
    for (char *c = plain; *c != '\0'; c++)
        if ((unsigned char)*c >= 128)
            *c = '?';
    value = json_string(plain);
    free(plain);
    return value;
}

json_t *json_known(double x) {
    return isfinite(x) ? json_real(x) : json_null();
}

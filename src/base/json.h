/* SPDX-License-Identifier: MIT
 *
 * Values of JSON that jansson refuses: text that is not UTF-8, numbers that
 * are not finite.
 */
#ifndef JSON_H
#define JSON_H

#include <jansson.h>

/* A new string; bytes above 127 of text that is not UTF-8 become '?'. */
json_t *json_text(const char *text);

/* A new number, or null where it is not finite. */
json_t *json_known(double x);

#endif

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/model_part.h"

#include "base/text.h"

#include <string.h>

/* As libconfig floats: a digit sequence without '.' or exponent would be read
 * as an integer. */
void model_put_numbers(FILE *out, const char *key, const double x[], size_t n,
                       int digits) {
    fprintf(out, "    %s = [", key);
    for (size_t i = 0; i < n; i++) {
        char number[TEXT_NUMBER_MAX];

        snprintf(number, sizeof number, "%.*g", digits, x[i]);
        fprintf(out, "%s%s%s%s", i > 0 ? "," : "",
                i % 8 == 0 ? "\n      " : " ", number,
                strpbrk(number, ".e") ? "" : ".0");
    }
    fprintf(out, "];\n");
}

bool model_get_numbers(struct cfg *cfg, const struct cfg_node *group,
                       const char *key, double out[], size_t n, struct err *e) {
    const struct cfg_node *list = cfg_list(cfg, group, key, e);

    if (list == NULL)
        return false;
    if (cfg_count(list) != n)
        return cfg_fail(list, e, "'%s': found %zu numbers, expected %zu", key,
                        cfg_count(list), n);
    for (size_t i = 0; i < n; i++)
        if (!cfg_number_at(list, i, -1e300, 1e300, &out[i], e))
            return false;
    return true;
}

void model_put_cell(FILE *out, const struct model_cell *cell) {
    fprintf(out, "stack = \"%s\"; kind = \"%s\"; phase = \"%s\";",
            stacks[cell->stack].name, op_kind_names[cell->kind],
            op_phase_names[cell->phase]);
}

bool model_get_cell(struct cfg *cfg, const struct cfg_node *group,
                    struct model_cell *out, struct err *e) {
    const char *stack_names[STACK_N];

    for (size_t i = 0; i < STACK_N; i++)
        stack_names[i] = stacks[i].name;
    return cfg_choice(cfg, group, "stack", stack_names, STACK_N, &out->stack,
                      e) &&
           cfg_choice(cfg, group, "kind", op_kind_names, OP_N_KINDS, &out->kind,
                      e) &&
           cfg_choice(cfg, group, "phase", op_phase_names, OP_N_PHASES,
                      &out->phase, e);
}

void model_put_quoted(FILE *out, const char *text) {
    putc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            putc('\\', out);
        putc(*text, out);
    }
    putc('"', out);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/parameter.h"

#include "base/text.h"
#include "sweep/metric.h"

#include <string.h>

const double PARAMETER_MOST = 1e15;

/* Names that a parameter cannot take: what expressions read already. */
static bool is_taken(const char *name) {
    static const char *const words[] = {"batch", "device", "memory_type",
                                        "point_id", "reference"};
    size_t n = sizeof words / sizeof *words;

    for (size_t i = 0; i < METRIC_N; i++)
        if (strcmp(metrics[i].key, name) == 0)
            return true;
    return text_index(name, words, n) < n ||
           device_field_index(name) < device_n_fields;
}

bool parameter_load(struct cfg *cfg, const struct cfg_node *group,
                    char name[SWEEP_NAME_MAX], char label[SWEEP_NAME_MAX],
                    struct err *e) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    char shown[TEXT_SHOWN_MAX];
    const char *text;

    if (!cfg_string(cfg, group, "parameter", &text, e))
        return false;
    if (text[0] < 'a' || text[0] > 'z' || text[strspn(text, letters)] != '\0' ||
        !text_copy(name, SWEEP_NAME_MAX / 2, text))
        return cfg_fail_key(group, "parameter", e,
                            "parameter '%s': expected a word of a-z, 0-9 and "
                            "'_', at most %d characters",
                            text_shown(text, shown), SWEEP_NAME_MAX / 2 - 1);
    if (is_taken(name))
        return cfg_fail_key(group, "parameter", e,
                            "parameter '%s': a field, a metric or another "
                            "known name is called so; expected a new one",
                            name);
    label[0] = '\0';
    if (!cfg_has(cfg, group, "label"))
        return true;
    if (!cfg_string(cfg, group, "label", &text, e))
        return false;
    return text_copy(label, SWEEP_NAME_MAX / 2, text) ||
           cfg_fail_key(group, "label", e,
                        "'label': expected at most %d characters",
                        SWEEP_NAME_MAX / 2 - 1);
}

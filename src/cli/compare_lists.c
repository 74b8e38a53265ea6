/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/compare_lists.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_BATCH = 1048576, DEFAULT_BATCH = 16 };

/* Takes one word of an option; false after a message. */
typedef bool take_fn(struct compare_lists *l, const struct cli *c,
                     size_t option, const char *word);

static bool say_twice(const struct cli *c, size_t option, const char *word) {
    char shown[TEXT_SHOWN_MAX];

    cli_wrong(c, "option '--%s': '%s' is given twice",
              c->command->options[option].name, text_shown(word, shown));
    return false;
}

static bool take_network(struct compare_lists *l, const struct cli *c,
                         size_t option, const char *word) {
    for (size_t i = 0; i < l->n_networks; i++)
        if (strcmp(l->networks[i], word) == 0)
            return say_twice(c, option, word);
    l->networks = mem_grow(l->networks, &l->networks_capacity,
                           l->n_networks + 1, sizeof *l->networks);
    l->networks[l->n_networks++] = mem_strdup(word);
    return true;
}

static bool take_batch(struct compare_lists *l, const struct cli *c,
                       size_t option, const char *word) {
    char shown[TEXT_SHOWN_MAX];
    size_t batch;

    if (!text_to_size(word, &batch) || batch < 1 || batch > MAX_BATCH) {
        cli_wrong(c,
                  "option '--batch': found '%s', expected whole numbers from "
                  "1 to %d with commas between them",
                  text_shown(word, shown), MAX_BATCH);
        return false;
    }
    for (size_t i = 0; i < l->n_batches; i++)
        if (l->batches[i] == batch)
            return say_twice(c, option, word);
    l->batches = mem_grow(l->batches, &l->batches_capacity, l->n_batches + 1,
                          sizeof *l->batches);
    l->batches[l->n_batches++] = batch;
    return true;
}

static bool take_phase(struct compare_lists *l, const struct cli *c,
                       size_t option, const char *word) {
    size_t phase = text_index(word, phase_names, PHASE_N);
    char shown[TEXT_SHOWN_MAX], near[CLI_NEAREST_MAX];

    if (phase == PHASE_N) {
        cli_wrong(c,
                  "option '--phase': found '%s', expected inference, training "
                  "or both with a comma between them%s",
                  text_shown(word, shown),
                  cli_nearest(word, phase_names, PHASE_N, near));
        return false;
    }
    for (size_t i = 0; i < l->n_phases; i++)
        if (l->phases[i] == (enum phase)phase)
            return say_twice(c, option, word);
    l->phases[l->n_phases++] = (enum phase)phase;
    return true;
}

/* Each word between commas of each value of an option. */
static bool take_words(struct compare_lists *l, const struct cli *c,
                       size_t option, take_fn *take) {
    for (size_t i = 0; i < cli_count(c, option); i++) {
        const char *at = cli_value_at(c, option, i);

        for (;;) {
            size_t n = strcspn(at, ",");
            char *word = mem_printf("%.*s", (int)n, at);
            bool good = n > 0 && take(l, c, option, word);

            free(word);
            if (n == 0)
                cli_wrong(c, "option '--%s': a word is missing beside a comma",
                          c->command->options[option].name);
            if (!good)
                return false;
            if (at[n] == '\0')
                break;
            at += n + 1;
        }
    }
    return true;
}

bool compare_lists_read(struct compare_lists *l, const struct cli *c,
                        size_t network, size_t batch, size_t phase) {
    if (!take_words(l, c, network, take_network) ||
        !take_words(l, c, batch, take_batch) ||
        !take_words(l, c, phase, take_phase))
        return false;
    if (l->n_networks == 0) {
        cli_wrong(c, "a network is missing: -n NETWORK");
        return false;
    }
    if (l->n_batches == 0) {
        l->batches = mem_alloc(1, sizeof *l->batches);
        l->batches[l->n_batches++] = DEFAULT_BATCH;
    }
    if (l->n_phases == 0)
        for (size_t i = 0; i < PHASE_N; i++)
            l->phases[l->n_phases++] = (enum phase)i;
    return true;
}

void compare_lists_free(struct compare_lists *l) {
    for (size_t i = 0; i < l->n_networks; i++)
        free(l->networks[i]);
    free(l->networks);
    free(l->batches);
    *l = (struct compare_lists){0};
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/composition.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES = 4 };

/* Index of an operation under a stack among the unique ones. */
static size_t unique(struct composition *c, size_t *capacity,
                     const struct op *op, size_t stack) {
    size_t stacks_capacity = *capacity, same_capacity = *capacity;
    size_t same = c->n_uniques;

    for (size_t i = c->n_uniques; i-- > 0;)
        if (op_equal(&c->ops[i], op)) {
            if (c->stacks[i] == stack)
                return i;
            same = i;
        }
    c->same =
        mem_grow(c->same, &same_capacity, c->n_uniques + 1, sizeof *c->same);
    c->same[c->n_uniques] = same;
    c->stacks = mem_grow(c->stacks, &stacks_capacity, c->n_uniques + 1,
                         sizeof *c->stacks);
    c->ops = mem_grow(c->ops, capacity, c->n_uniques + 1, sizeof *c->ops);
    c->ops[c->n_uniques] = *op;
    c->stacks[c->n_uniques] = stack;
    return c->n_uniques++;
}

/* The stacks that an operation is the mean of; their number. */
static size_t sources(const struct predictor *p, const struct op *op,
                      size_t stack, size_t out[STACK_N]) {
    size_t n = 0;

    if (stack < STACK_N && predictor_covers(p, op, stack)) {
        out[0] = stack;
        return 1;
    }
    for (size_t s = 0; s < STACK_N; s++)
        if (!stacks[s].session && predictor_covers(p, op, s))
            out[n++] = s;
    return n;
}

struct capacities {
    size_t uniques, uses;
};

static bool add_layer(struct composition *c, struct capacities *capacity,
                      const struct workload *w, size_t layer, size_t stack,
                      struct err *e) {
    struct lowered lowered[LOWER_MAX];
    size_t n = lower_layer(&w->network, layer, w->batch, w->phase, w->optimizer,
                           lowered);

    for (size_t i = 0; i < n; i++) {
        size_t from[STACK_N];
        size_t n_from = sources(c->predictor, &lowered[i].op, stack, from);

        if (n_from == 0)
            return err_set(e, ERR_INPUT,
                           "the model saw no %s of %s in any software stack, "
                           "which layer '%s' of network %s needs; train it on "
                           "tables that have it",
                           op_phase_names[lowered[i].op.phase],
                           op_kind_names[lowered[i].op.kind],
                           w->network.layers[layer].name, w->network.name);
        for (size_t j = 0; j < n_from; j++) {
            c->uses = mem_grow(c->uses, &capacity->uses, c->n_uses + 1,
                               sizeof *c->uses);
            c->uses[c->n_uses++] = (struct composition_use){
                unique(c, &capacity->uniques, &lowered[i].op, from[j]), layer,
                lowered[i].part, lowered[i].count / (double)n_from};
        }
    }
    return true;
}

static double values(struct shape s) {
    return (double)(s.channels * s.height * s.width);
}

bool composition_init(struct composition *c, const struct predictor *p,
                      const struct workload *w, struct err *e) {
    const struct network *n = &w->network;
    struct capacities capacity = {0, 0};
    double copied = values(n->input);
    size_t stack;

    *c = (struct composition){.predictor = p, .n_layers = n->n_layers};
    if (!stack_find(w->stack, &stack, e))
        return false;
    if (w->phase == PHASE_INFERENCE)
        copied += values(n->layers[n->n_layers - 1].out);
    c->copy_ms_gbs =
        1e-6 * BYTES * (double)w->batch * copied / STACK_LINK_EFFICIENCY;
    c->session = stack < STACK_N && stacks[stack].session;
    /* All of a time without a closed form stands as overhead. */
    c->lean = stack == STACK_N && p->kind->times == NULL;
    /* Kernel-level stacks say nothing of the host: take the plain session. */
    c->host_stack = c->session ? stack : 0;
    for (size_t i = 0; i < n->n_layers; i++)
        if (!add_layer(c, &capacity, w, i, stack, e)) {
            composition_free(c);
            return false;
        }
    /* What a card did under one library is no fact of the mean of several. */
    query_init(&c->query, p, c->ops, c->stacks, c->n_uniques, c->lean);
    return true;
}

void composition_free(struct composition *c) {
    query_free(&c->query);
    free(c->ops);
    free(c->stacks);
    free(c->same);
    free(c->uses);
    *c = (struct composition){0};
}

void composition_drop(struct composition *c, enum lower_part part) {
    size_t n = 0;

    for (size_t i = 0; i < c->n_uses; i++)
        if (c->uses[i].part != part)
            c->uses[n++] = c->uses[i];
    c->n_uses = n;
}

/* Every operation's overhead becomes the least that any stack gives it. */
static void take_least(const struct composition *c, struct law_term terms[]) {
    for (size_t i = 0; i < c->n_uniques; i++) {
        double *least_ms = &terms[c->same[i]].overhead_ms;

        *least_ms = fmin(*least_ms, terms[i].overhead_ms);
    }
    for (size_t i = 0; i < c->n_uniques; i++)
        terms[i].overhead_ms = terms[c->same[i]].overhead_ms;
}

/* Terms of the unique operations without what is paid once a network:
 * device x operation. */
static struct law_term *unique_terms(const struct composition *c,
                                     const struct device *const devices[],
                                     size_t n) {
    struct law_term *terms = mem_alloc(n * c->n_uniques, sizeof *terms);

    query_terms(&c->query, devices, n, terms);
    for (size_t i = 0; i < n * c->n_uniques; i++) {
        terms[i].host = 0;
        terms[i].link_ms_gbs = terms[i].copy_ms_gbs = 0;
    }
    for (size_t i = 0; c->lean && i < n; i++)
        take_least(c, terms + i * c->n_uniques);
    return terms;
}

void composition_laws(const struct composition *c,
                      const struct device *const devices[], size_t n,
                      struct law out[]) {
    struct law_term *terms = unique_terms(c, devices, n);
    struct law_term once = {.host = 1,
                            .link_ms_gbs = c->copy_ms_gbs,
                            .copy_ms_gbs =
                                c->copy_ms_gbs * STACK_LINK_EFFICIENCY};
    double *count = mem_alloc(c->n_uniques, sizeof *count);

    for (size_t i = 0; i < c->n_uses; i++)
        count[c->uses[i].unique] += c->uses[i].count;
    for (size_t j = 0; j < n; j++) {
        out[j] = (struct law){.overlap = c->predictor->kind->overlap,
                              .host_default_ms = predictor_null_ms(
                                  c->predictor, c->host_stack, devices[j])};
        law_add(&out[j], &once, 1);
        for (size_t i = 0; i < c->n_uniques; i++)
            law_add(&out[j], &terms[j * c->n_uniques + i], count[i]);
    }
    free(count);
    free(terms);
}

void composition_law(const struct composition *c, const struct device *d,
                     struct law *out) {
    composition_laws(c, &d, 1, out);
}

void composition_layers(const struct composition *c, const struct device *d,
                        struct layer_time out[]) {
    struct law_term *terms = unique_terms(c, &d, 1);
    struct law_parts *parts = mem_alloc(c->n_layers, sizeof *parts);

    memset(out, 0, c->n_layers * sizeof *out);
    for (size_t i = 0; i < c->n_uses; i++) {
        const struct composition_use *use = &c->uses[i];
        struct law law = {.overlap = c->predictor->kind->overlap};
        struct law_parts *sum = &parts[use->layer], p;

        law_add(&law, &terms[use->unique], use->count);
        out[use->layer].part_ms[use->part] += law_time_ms(&law, d, &p);
        sum->overhead_ms += p.overhead_ms;
        sum->compute_ms += p.compute_ms;
        sum->memory_ms += p.memory_ms;
        law_free(&law);
    }
    for (size_t i = 0; i < c->n_layers; i++) {
        for (size_t j = 0; j < PART_N; j++)
            out[i].total_ms += out[i].part_ms[j];
        out[i].bound = law_bound(&parts[i]);
    }
    free(parts);
    free(terms);
}

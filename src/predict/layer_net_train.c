/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/layer_net.h"

#include "base/mem.h"
#include "base/rng.h"
#include "predict/boxcox.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 128 };
static const double first_rate = 0.1, dropped = 0.2;

/* Adam as the papers' library has it: the correction of the moments is in
 * the rate, and epsilon, large, is beside the uncorrected root. */
struct adam {
    size_t n;
    double power1, power2; /* beta^step */
    double *first, *second;
};

static void adam_step(struct adam *a, double parameters[],
                      const double gradient[], double rate) {
    const double beta1 = 0.9, beta2 = 0.999, epsilon = 0.1;

    a->power1 *= beta1;
    a->power2 *= beta2;
    rate *= sqrt(1 - a->power2) / (1 - a->power1);
    for (size_t i = 0; i < a->n; i++) {
        double g = gradient[i];

        a->first[i] += (1 - beta1) * (g - a->first[i]);
        a->second[i] += (1 - beta2) * (g * g - a->second[i]);
        parameters[i] -= rate * a->first[i] / (sqrt(a->second[i]) + epsilon);
    }
}

/* The training of one network. */
struct job {
    struct layer_net *net;
    uint64_t stream; /* of random numbers */
    size_t n, n_devices;
    double *inputs;  /* n x all columns, then n x the network's */
    double *targets; /* n */
};

/* The papers transform the squared sizes of maps and filters. */
static bool is_transformed(const struct recipe *r, size_t column) {
    return r->boxcox && (column == LAYER_NET_side_squared ||
                         column == LAYER_NET_kernel_squared);
}

/* Picks the columns that vary and fits their scaling, on the training rows. */
static void fit_columns(struct job *job, const struct recipe *r) {
    struct layer_net *x = job->net;
    double *column = mem_alloc(job->n, sizeof *column);

    for (size_t c = 0; c < LAYER_NET_N_COLUMNS; c++) {
        double sum = 0, squares = 0, lambda = 1;
        size_t i = x->n_columns;

        for (size_t row = 0; row < job->n; row++)
            column[row] = job->inputs[row * LAYER_NET_N_COLUMNS + c];
        if (is_transformed(r, c))
            lambda = boxcox_lambda(column, job->n);
        for (size_t row = 0; row < job->n; row++) {
            if (lambda < 1 || lambda > 1)
                column[row] = boxcox(column[row], lambda);
            sum += column[row];
        }
        for (size_t row = 0; row < job->n; row++) {
            double off = column[row] - sum / (double)job->n;

            squares += off * off;
        }
        squares /= (double)job->n;
        /* Some column there must be. */
        if (squares < 1e-18 && (i > 0 || c + 1 < LAYER_NET_N_COLUMNS))
            continue;
        x->column[i] = c;
        x->lambda[i] = lambda;
        x->mean[i] = sum / (double)job->n;
        x->scale[i] = squares < 1e-18 ? 0 : 1 / sqrt(squares);
        x->n_columns++;
    }
    free(column);
}

static void fit_inputs(struct job *job) {
    size_t n = job->net->n_columns;

    for (size_t row = 0; row < job->n; row++) {
        double all[LAYER_NET_N_COLUMNS];

        memcpy(all, job->inputs + row * LAYER_NET_N_COLUMNS, sizeof all);
        layer_net_inputs(job->net, all, job->inputs + row * n);
    }
}

/* Weights of the output whose sign leaves its ReLU open on the first rows:
 * closed on all, it has no gradient and never opens. */
static void open_output(struct job *job, struct dense_net_tape *t) {
    struct dense_net *net = &job->net->net;
    size_t n = job->n < BATCH ? job->n : BATCH;
    double *w = dense_net_weights(net, net->n_layers - 1);
    double y[BATCH], sum = 0;

    dense_net_forward(net, job->inputs, n, NULL, t, y);
    for (size_t i = 0; i < n; i++)
        sum += t->sums[i];
    for (size_t i = 0; sum < 0 && i < net->sizes[net->n_layers - 1]; i++)
        w[i] = -w[i];
}

/* The model file holds nine digits, so what is used is what is saved. */
static void round_parameters(struct dense_net *net) {
    for (size_t i = 0; i < net->n_parameters; i++)
        net->parameters[i] = (double)(float)net->parameters[i];
}

/* What one network's training needs beside the network. */
struct room {
    struct dense_net_tape tape;
    struct adam adam;
    double *x, *dropout, *gradient;
    size_t *order;
};

static void room_init(struct room *m, const struct job *job) {
    const struct dense_net *net = &job->net->net;

    *m = (struct room){
        .adam = {.n = net->n_parameters, .power1 = 1, .power2 = 1}};
    dense_net_tape_init(&m->tape, net, BATCH);
    m->adam.first = mem_alloc(net->n_parameters, sizeof *m->adam.first);
    m->adam.second = mem_alloc(net->n_parameters, sizeof *m->adam.second);
    m->gradient = mem_alloc(net->n_parameters, sizeof *m->gradient);
    m->x = mem_alloc(BATCH * net->sizes[0], sizeof *m->x);
    m->dropout =
        mem_alloc(BATCH * net->sizes[net->n_layers - 1], sizeof *m->dropout);
    m->order = mem_alloc(job->n, sizeof *m->order);
}

static void room_free(struct room *m) {
    dense_net_tape_free(&m->tape);
    free(m->adam.first);
    free(m->adam.second);
    free(m->gradient);
    free(m->x);
    free(m->dropout);
    free(m->order);
}

static void train_step(const struct job *job, const struct recipe *r,
                       struct room *m, size_t first, size_t n, double rate,
                       struct rng *rng) {
    struct dense_net *net = &job->net->net;
    size_t width = net->sizes[0];
    double y[BATCH], dy[BATCH];

    for (size_t i = 0; i < n; i++)
        memcpy(m->x + i * width, job->inputs + m->order[first + i] * width,
               width * sizeof *m->x);
    dense_net_dropout(m->dropout, n * net->sizes[net->n_layers - 1], dropped,
                      rng);
    dense_net_forward(net, m->x, n, m->dropout, &m->tape, y);
    for (size_t i = 0; i < n; i++) {
        layer_net_loss(r, y[i], job->targets[m->order[first + i]], &dy[i]);
        dy[i] /= (double)n;
    }
    dense_net_backward(net, dy, n, m->dropout, &m->tape, m->gradient);
    dense_net_decay(net, r->decay, m->gradient);
    adam_step(&m->adam, net->parameters, m->gradient, rate);
}

/* Work done so far over all networks, told to the caller. */
struct progress {
    const struct train_options *options;
    double done, total; /* rows x epochs */
};

static void progress_add(struct progress *p, size_t n) {
#pragma omp critical(layer_net_progress)
    {
        p->done += (double)n;
        if (p->options->progress != NULL)
            p->options->progress(p->options->progress_data, p->done / p->total);
    }
}

static void train_job(struct job *job, const struct recipe *r,
                      struct progress *progress) {
    const size_t *hidden = job->n_devices > 1 ? r->several : r->one;
    size_t n_hidden = 0, epochs = progress->options->epochs;
    struct room room;
    struct rng rng;

    while (hidden[n_hidden] > 0)
        n_hidden++;
    fit_columns(job, r);
    fit_inputs(job);
    rng_init(&rng, progress->options->seed, job->stream);
    dense_net_init(&job->net->net, job->net->n_columns, hidden, n_hidden);
    dense_net_randomise(&job->net->net, &rng);
    room_init(&room, job);
    open_output(job, &room.tape);
    for (size_t epoch = 0; epoch < epochs; epoch++) {
        size_t halvings = epoch * r->epochs / (epochs * r->halving);
        double rate = ldexp(first_rate, -(int)halvings);

        rng_permute(&rng, room.order, job->n);
        for (size_t first = 0; first < job->n; first += BATCH)
            train_step(job, r, &room, first,
                       job->n - first < BATCH ? job->n - first : BATCH, rate,
                       &rng);
        progress_add(progress, job->n);
    }
    round_parameters(&job->net->net);
    room_free(&room);
}

static int by_size(const void *a, const void *b) {
    const struct job *x = a, *y = b;

    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->stream < y->stream ? -1 : x->stream > y->stream;
}

/* The rows of one network; false where there are none. */
static bool job_init(struct job *job, const struct recipe *r,
                     const struct measurements *m, const size_t rows[],
                     size_t n, size_t s, size_t k, size_t h) {
    bool *seen = mem_alloc(m->n_devices, sizeof *seen);

    job->inputs = mem_alloc(n * LAYER_NET_N_COLUMNS, sizeof *job->inputs);
    job->targets = mem_alloc(n, sizeof *job->targets);
    job->net->per_ms =
        k == OP_CONV2D && stacks[s].session ? r->long_per_ms : r->per_ms;
    job->stream = (s * OP_N_KINDS + k) * OP_N_PHASES + h;
    for (size_t i = 0; i < n; i++) {
        const struct measurement *row = &m->rows[rows[i]];
        double *columns;

        if (row->stack != s || row->op.kind != k ||
            layer_net_phase(r, row->op.phase) != h)
            continue;
        columns = job->inputs + job->n * LAYER_NET_N_COLUMNS;
        layer_net_op_columns(&row->op, columns);
        layer_net_device_columns(&m->devices[row->device], columns);
        job->targets[job->n++] = job->net->per_ms * row->time_ms;
        job->n_devices += !seen[row->device];
        seen[row->device] = true;
    }
    free(seen);
    if (job->n > 0)
        return true;
    free(job->inputs);
    free(job->targets);
    return false;
}

/* Networks are independent, each with its own stream of random numbers and
 * one thread, so the bits do not depend on the number of threads. */
void *layer_nets_train(const struct recipe *recipe,
                       const struct measurements *m, const size_t rows[],
                       size_t n, const struct train_options *options,
                       struct err *e) {
    struct job jobs[STACK_N * OP_N_KINDS * OP_N_PHASES];
    struct progress progress = {options, 0,
                                (double)n * (double)options->epochs};
    struct layer_nets *p;
    size_t n_jobs = 0;

    if (n == 0 || options->epochs == 0) {
        err_set(e, ERR_INPUT, "cannot train on %zu rows for %zu epochs", n,
                options->epochs);
        return NULL;
    }
    openblas_set_num_threads(1);
    p = mem_alloc(1, sizeof *p);
    p->recipe = recipe;
    for (size_t s = 0; s < STACK_N; s++)
        for (size_t k = 0; k < OP_N_KINDS; k++)
            for (size_t h = 0; h < OP_N_PHASES; h++) {
                jobs[n_jobs] = (struct job){.net = &p->nets[s][k][h]};
                n_jobs += job_init(&jobs[n_jobs], recipe, m, rows, n, s, k, h);
            }
    qsort(jobs, n_jobs, sizeof *jobs, by_size);
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < n_jobs; i++)
        train_job(&jobs[i], recipe, &progress);
    for (size_t i = 0; i < n_jobs; i++) {
        free(jobs[i].inputs);
        free(jobs[i].targets);
    }
    return p;
}

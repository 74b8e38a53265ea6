/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/icbd2018.h"

#include "predict/layer_net.h"

static const struct recipe recipe = {
    .boxcox = false,
    .phases_as_one = true,
    .relative_loss = false,
    .long_per_ms = 1,
    .per_ms = 1,
    .decay = 1e-5,
    .one = {32, 64, 128, 128},
    .several = {32, 64, 128, 128, 128, 128},
    .epochs = 300,
    .halving = 40,
};

static void *train(const struct measurements *m, const size_t rows[], size_t n,
                   const double null_ms[STACK_N],
                   const struct train_options *options, struct err *e) {
    (void)null_ms;
    return layer_nets_train(&recipe, m, rows, n, options, e);
}

static void *load(struct cfg *cfg, const struct cfg_node *group,
                  struct err *e) {
    return layer_nets_load(&recipe, cfg, group, e);
}

const struct predictor_kind predictor_icbd2018 = {
    .name = "icbd2018",
    .help = "Justus et al. 2018: a network for each type of layer on its raw "
            "sizes, squared error of the log",
    .train = train,
    .save = layer_nets_save,
    .load = load,
    .free = layer_nets_free,
    .prepare = layer_nets_prepare,
    .release = layer_nets_release,
    .times = layer_nets_times,
    .phases_apart = false,
    .facts = layer_nets_facts,
    .epochs = 300,
    .rows_per_group = 1500,
};

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/stack.h"

#include "base/text.h"

#include <string.h>

const struct stack stacks[STACK_N] = {
    {"tensorflow1", "justus2018", "session_step", true, false, true,
     "TensorFlow 1, wall clock of one session step, result stays on the GPU"},
    {"tensorflow1-fetch", "perfnet", "session_step_fetch", true, true, true,
     "TensorFlow 1, wall clock of one session step, result copied to the host"},
    {"pytorch2", "neusight", "cuda_event", false, false, false,
     "PyTorch 2 eager calls, events on the GPU"},
    {"cudnn-loop", "deepbench", "kernel_loop", false, false, false,
     "vendor libraries called in a loop"},
    {"cudnn-best", "dlperf", "kernel_event", false, false, false,
     "cuDNN 7.6 and cuBLAS 10.1, fastest algorithm, events on the GPU"},
};

static const char *name_at(const void *list, size_t i) {
    return i < STACK_N ? ((const struct stack *)list)[i].name : STACK_KERNELS;
}

bool stack_find(const char *name, size_t *out, struct err *e) {
    char shown[TEXT_SHOWN_MAX];
    const char *nearest;

    for (size_t i = 0; i <= STACK_N; i++)
        if (strcmp(name_at(stacks, i), name) == 0) {
            *out = i;
            return true;
        }
    nearest = text_nearest(name, stacks, STACK_N + 1, name_at);
    return err_set(e, ERR_INPUT,
                   "no software stack is called '%s'; %s%s%s`gpuscape list "
                   "stacks` names them",
                   text_shown(name, shown), nearest ? "did you mean '" : "",
                   nearest ? nearest : "", nearest ? "'? " : "");
}

bool stack_is_session(const char *name) {
    for (size_t s = 0; s < STACK_N; s++)
        if (strcmp(stacks[s].name, name) == 0)
            return stacks[s].session;
    return false;
}

size_t stack_of(const char *source, const char *timing) {
    size_t i = 0;

    while (i < STACK_N && (strcmp(stacks[i].source, source) != 0 ||
                           strcmp(stacks[i].timing, timing) != 0))
        i++;
    return i;
}

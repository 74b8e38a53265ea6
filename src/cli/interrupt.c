/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>

static const int signals[] = {SIGINT, SIGTERM};
enum { N_SIGNALS = sizeof signals / sizeof *signals };

/* A handler is given nothing but the signal, so this is the one static
 * variable of the program. */
static volatile sig_atomic_t came;

static void note(int signal_number) {
    came = signal_number;
    for (size_t i = 0; i < N_SIGNALS; i++)
        signal(signals[i], SIG_DFL);
}

void interrupt_begin(void) {
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};

    came = 0;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < N_SIGNALS; i++) {
        struct sigaction before;

        /* What the caller ignores (nohup, a background job) stays so. */
        if (sigaction(signals[i], NULL, &before) == 0 &&
            before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

void interrupt_end(void) {
    for (size_t i = 0; i < N_SIGNALS; i++) {
        struct sigaction before;

        if (sigaction(signals[i], NULL, &before) == 0 &&
            before.sa_handler == note)
            signal(signals[i], SIG_DFL);
    }
}

bool interrupt_came(void *data) {
    (void)data;
    return came != 0;
}

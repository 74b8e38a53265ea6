/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/scale.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Digits with a comma between thousands from 10,000 on. */
static void label(char out[SCALE_LABEL_MAX], double x, int decimals) {
    char digits[SCALE_LABEL_MAX];
    size_t n, whole, start;

    if (x != 0 && (fabs(x) >= 1e9 || fabs(x) < 1e-5)) {
        snprintf(out, SCALE_LABEL_MAX, "%.3g", x);
        return;
    }
    n = (size_t)snprintf(digits, sizeof digits, "%.*f", decimals, x);
    whole = strcspn(digits, ".");
    start = digits[0] == '-';
    if (whole - start < 5) {
        memcpy(out, digits, n + 1);
        return;
    }
    for (size_t i = 0; i <= n; i++) {
        if (i > start && i < whole && (whole - i) % 3 == 0)
            *out++ = ',';
        *out++ = digits[i];
    }
}

static void tics_linear(struct scale *s, size_t max_tics) {
    static const double step_of[] = {1, 2, 2.5, 5, 10};
    double rough = (s->high - s->low) / (double)max_tics;
    double power = floor(log10(rough)), step = 0, first, slack;
    int decimals = 0;

    for (size_t i = 0; i < 5; i++) {
        step = step_of[i] * pow(10, power);
        first = ceil(s->low / step - 1e-9);
        if (floor(s->high / step + 1e-9) - first + 1 <= (double)max_tics) {
            decimals = (int)-power + (step_of[i] == 2.5);
            decimals -= step_of[i] == 10;
            break;
        }
    }
    decimals = decimals < 0 ? 0 : decimals;
    slack = 1e-9 * step;
    s->n_tics = 0;
    for (double k = ceil((s->low - slack) / step);
         k * step <= s->high + slack && s->n_tics < max_tics; k++) {
        s->tic[s->n_tics] = k == 0 ? 0 : k * step;
        label(s->label[s->n_tics], s->tic[s->n_tics], decimals);
        s->n_tics++;
    }
}

/* The finest of these sets of leading digits that is not too fine. */
static size_t tics_log(struct scale *s, size_t max_tics, bool store) {
    static const char *const sets[] = {"1 1.5 2 3 4 5 6 8", "1 2 3 5", "1 2 5",
                                       "1 3", "1"};

    for (size_t set = 0; set < sizeof sets / sizeof *sets; set++) {
        size_t n = 0;

        for (int power = (int)floor(log10(s->low));
             power <= (int)ceil(log10(s->high)); power++) {
            const char *text = sets[set];
            double digit;
            int used;

            for (; sscanf(text, "%lf%n", &digit, &used) == 1; text += used) {
                double x = digit * pow(10, power);
                int decimals = power >= 0 ? 0 : -power;

                if (x < s->low * (1 - 1e-9) || x > s->high * (1 + 1e-9))
                    continue;
                if (n < max_tics && store) {
                    s->tic[n] = x;
                    label(s->label[n], x,
                          decimals + (digit == 1.5 && power < 1));
                }
                n++;
            }
        }
        if (n <= max_tics) {
            s->n_tics = store ? n : s->n_tics;
            return n;
        }
    }
    return 0;
}

void scale_init(struct scale *s, double low, double high, bool log,
                size_t max_tics) {
    assert(low <= high && max_tics >= 2 && max_tics < SCALE_MAX_TICS);
    assert(!log || low > 0);
    /* Below a relative width of 1e-6 the labels would all read the same. */
    if (!(high - low > 1e-6 * fmax(fabs(low), fabs(high)))) {
        double half = low == 0 ? 1 : 0.05 * fabs(low);

        low -= half;
        high += half;
    }
    *s = (struct scale){.log = log, .low = low, .high = high};
    if (log && tics_log(s, max_tics, false) >= 3)
        tics_log(s, max_tics, true);
    else
        tics_linear(s, max_tics);
}

double scale_to_unit(const struct scale *s, double x) {
    if (s->log)
        return log(x / s->low) / log(s->high / s->low);
    return (x - s->low) / (s->high - s->low);
}

double scale_from_unit(const struct scale *s, double u) {
    if (s->log)
        return s->low * pow(s->high / s->low, u);
    return s->low + u * (s->high - s->low);
}

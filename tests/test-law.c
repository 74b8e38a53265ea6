/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "predict/law.h"

#include "synthetic.h"
#include "tap.h"

static const struct law_term terms[] = {
    {0.0123, 0, 913.7, 41.3, 0, 0},
    {0, 1.31, 57.1, 233.9, 6.7, 4.2},
    {0.0071, 0.2, 4021.5, 3.3, 0.9, 0.7},
};
static const double counts[] = {3, 1, 2.5};
enum { N = 3 };

static struct device some_device(void) {
    struct device d = device_named("gtx-1080-ti");

    d.boost_clock_mhz = 1733;
    d.sustained_clock_mhz = (double)NAN;
    d.memory_bandwidth_gbs = 419.7;
    d.host_link_gbs = 11.3;
    d.host_overhead_ms = 0.237;
    return d;
}

static struct law law_of_all(bool overlap) {
    struct law law = {.overlap = overlap, .host_default_ms = 0.41};

    for (size_t i = 0; i < N; i++)
        law_add(&law, &terms[i], counts[i]);
    return law;
}

static void test_sum(void) {
    struct device d = some_device();
    struct law law = law_of_all(false);
    double want = 0, parts_sum;
    struct law_parts parts;

    is_int((long long)law.n, 1, "sums collapse into one term");
    for (size_t i = 0; i < N; i++)
        want += counts[i] *
                (terms[i].overhead_ms + terms[i].host * 0.237 +
                 terms[i].compute_ms_mhz / 1733 +
                 terms[i].memory_ms_gbs / 419.7 + terms[i].link_ms_gbs / 11.3);
    near(law_time_ms(&law, &d, NULL), want, 1e-14,
         "and give the sum over the terms");
    near(law_time_ms(&law, &d, &parts), want, 1e-14, "with parts as without");
    parts_sum =
        parts.overhead_ms + parts.compute_ms + parts.memory_ms + parts.link_ms;
    near(parts_sum, want, 1e-14, "the parts add up");
    near(parts.link_ms, (6.7 + 2.5 * 0.9) / 11.3, 1e-14, "the link's part");
    near(parts.overhead_ms,
         3 * 0.0123 + 2.5 * 0.0071 + (1.31 + 2.5 * 0.2) * 0.237, 1e-14,
         "the overhead's part holds the host's");
    law_free(&law);
    ok(law.terms == NULL && law.n == 0, "freed");
}

static void test_overlap(void) {
    struct device d = some_device();
    struct law law = law_of_all(true);
    double want = 0, hidden = 0;
    struct law_parts parts;

    is_int((long long)law.n, N, "overlapped terms stay apart");
    for (size_t i = 0; i < N; i++) {
        double compute = terms[i].compute_ms_mhz / 1733;
        double memory = terms[i].memory_ms_gbs / 419.7;

        want +=
            counts[i] * (terms[i].overhead_ms + terms[i].host * 0.237 +
                         fmax(compute, memory) + terms[i].link_ms_gbs / 11.3);
        hidden += compute < memory ? counts[i] * memory : 0;
    }
    near(law_time_ms(&law, &d, &parts), want, 1e-14,
         "the longer of compute and memory counts");
    near(parts.memory_ms, hidden, 1e-14, "and only it");
    law_free(&law);
}

static void test_host(void) {
    struct device d = some_device();
    struct law law = law_of_all(false);
    double with = law_time_ms(&law, &d, NULL);

    d.host_overhead_ms = (double)NAN;
    near(law_time_ms(&law, &d, NULL) - with,
         (1.31 + 2.5 * 0.2) * (0.41 - 0.237), 1e-12,
         "a device without a host overhead takes the law's");
    d.sustained_clock_mhz = 1601;
    d.host_overhead_ms = 0.237;
    near(law_time_ms(&law, &d, NULL) - with,
         (3 * 913.7 + 57.1 + 2.5 * 4021.5) * (1 / 1601.0 - 1 / 1733.0), 1e-11,
         "the sustained clock counts where it is stated");
    law_free(&law);
}

static void test_link_efficiency(void) {
    struct law_term term = {
        .overhead_ms = 0.3, .link_ms_gbs = 6.7, .copy_ms_gbs = 4.1};
    struct device d = some_device();
    struct law law = {0};

    law_add(&law, &term, 2);
    near(law_time_ms(&law, &d, NULL), 2 * (0.3 + 6.7 / 11.3), 1e-14,
         "copies take the learned share of the link");
    d.host_link_efficiency = 0.43;
    near(law_time_ms(&law, &d, NULL), 2 * (0.3 + 4.1 / (11.3 * 0.43)), 1e-14,
         "or the share that the device states");
    law_free(&law);
}

static void test_bound(void) {
    const struct law_parts parts[BOUND_N] = {{0.31, 0.57, 0.56, 0.02},
                                             {0.31, 0.52, 0.56, 0.55},
                                             {0.61, 0.52, 0.56, 0.55},
                                             {0.31, 0.52, 0.56, 0.58}};
    static const char *const names[BOUND_N] = {"compute", "memory", "overhead",
                                               "link"};

    for (size_t i = 0; i < BOUND_N; i++)
        is_str(law_bound_names[law_bound(&parts[i])], names[i],
               "the longest part is the bound");
}

int main(void) {
    test_sum();
    test_overlap();
    test_host();
    test_link_efficiency();
    test_bound();
    return done();
}

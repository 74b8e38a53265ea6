/* SPDX-License-Identifier: MIT
 *
 * What the errors of two devices have in common.
 */
#include "config.h"

#include "predict/kin.h"

#include "predict/conformal.h"
#include "predict/left_out.h"
#include "tap.h"

#include <math.h>
#include <string.h>

static const struct device a = {
    .architecture = "Pascal", .sm_count = 28, .cores_per_sm = 128};

static void test_likeness(void) {
    struct device b = a;

    is_int(kin_likeness(&a, &b) == 1, 1, "a structure is like itself");
    b.sm_count = 30;
    /* (28 / 30) ^ 10 */
    near(kin_likeness(&a, &b), 0.50161183, 1e-6, "two multiprocessors more");
    near(kin_likeness(&b, &a), 0.50161183, 1e-6, "the other way round");
    b.cores_per_sm = 120;
    near(kin_likeness(&a, &b), 0.50161183 * 0.5244601, 1e-5, "and fewer cores");
    strcpy(b.architecture, "Volta");
    is_int(kin_likeness(&a, &b) == 0, 1, "nothing of another architecture");
}

static void test_deviation(void) {
    static const struct kin k = {
        .n_pairs = 9, .board = 0.12, .structure = 0.3, .balance = 0.2};

    near(kin_deviation(&k, true, 1, 0.4, 0.7), 0.06, 1e-12,
         "one structure: the balance alone");
    near(kin_deviation(&k, false, 0.75, 0.5, 0.5), sqrt(0.0144 + 0.0225), 1e-12,
         "two boards of like structures");
    near(kin_deviation(&k, true, 0, 0.5, 0.5), 0.3, 1e-12, "unlike ones");
    near(kin_odds(0.1, 0.2), 0.6914624612740131, 1e-12, "half a deviation");
    near(kin_odds(-0.1, 0.2), 0.3085375387259869, 1e-12, "below");
    ok(kin_odds(1e-9, 0) == 1 && kin_odds(-1e-9, 0) == 0 &&
           kin_odds(0, 0) == 0.5,
       "without doubt");
}

static void test_of_ratio(void) {
    struct kin k;

    kin_of_ratio(&k, 0.416);
    near(k.structure, 0.25291004, 1e-6, "a 90 % half-width as a deviation");
    ok(kin_is_known(&k) && k.board == 0 && k.balance == 0, "and no more");
    kin_of_ratio(&k, (double)NAN);
    ok(!kin_is_known(&k), "of nothing nothing");
}

/* Rows of four devices, the first two twins, in one stack: a kind bound by
 * arithmetic and one by memory, each device with one error in each. */
static void test_fit(void) {
    enum { ROWS = CONFORMAL_LEAST_ROWS + 1, DEVICES = 4 };
    static const double errors[DEVICES][2] = {
        {0.30, 0.10}, {0.20, 0.05}, {-0.15, -0.05}, {0.05, 0.20}};
    struct left_out_error rows[DEVICES * 2 * ROWS];
    size_t twins[DEVICES] = {0, 0, 2, 3}, n = 0;
    struct left_out x = {DEVICES * 2 * ROWS, DEVICES, rows, twins};
    struct kin k;

    for (unsigned short d = 0; d < DEVICES; d++)
        for (size_t kind = 0; kind < 2; kind++)
            for (size_t i = 0; i < ROWS; i++)
                rows[n++] = (struct left_out_error){
                    d, 3, kind == 0 ? OP_CONV2D : OP_UNARY, OP_FORWARD,
                    errors[d][kind] + 0.01 * ((double)i - (ROWS - 1) / 2.0)};
    kin_fit(&k, &x);
    is_int((long long)k.n_twins, 2, "two kinds of a pair of twins");
    is_int((long long)k.n_pairs, 10, "two kinds of five other pairs");
    is_int((long long)k.n_balances, 4, "four devices with both kinds");
    near(k.board, sqrt((0.01 + 0.0025) / 2), 1e-9, "twins");
    /* 0.45^2 + 0.35^2 + 0.25^2 + 0.15^2 + 0.20^2 and 0.15^2 + 0.10^2 + 0.10^2 +
     * 0.15^2 + 0.25^2, less the twins' */
    near(k.structure, sqrt((0.45 + 0.1275) / 10 - 0.00625), 1e-9, "others");
    near(k.balance, sqrt((0.04 + 0.0225 + 0.01 + 0.0225) / 4), 1e-9,
         "arithmetic against memory");
    x.n = 2 * ROWS;
    kin_fit(&k, &x);
    ok(!kin_is_known(&k), "one device makes no pair");
}

static void test_file(void) {
    static const struct kin k = {
        77, 19, 20, 0.1479002276173394, 0.2295118172, 0.1217475711};
    struct err e = {0};
    struct cfg *cfg;
    char text[1024] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    struct kin back = {0};

    if (out == NULL)
        return;
    fputs("intervals = {", out);
    kin_save(&k, out);
    fputs("};", out);
    fclose(out);
    cfg = cfg_parse(text, "a model", &e);
    ok(cfg != NULL && kin_load(&back, cfg, cfg_top(cfg, "intervals", &e), &e) &&
           memcmp(&back, &k, sizeof k) == 0,
       "written and read back: the same bits %s", e.text);
    cfg_close(cfg);
    cfg = cfg_parse("intervals = { kin = { pairs = 3; twins = 0; balances = 0; "
                    "board = -1.0; "
                    "structure = 0.1; balance = 0.1; }; };",
                    "a model", &e);
    ok(cfg != NULL && !kin_load(&back, cfg, cfg_top(cfg, "intervals", &e), &e),
       "no negative deviation");
    has_str(e.text, "board: found -1", "its name");
    cfg_close(cfg);
}

int main(void) {
    test_likeness();
    test_deviation();
    test_of_ratio();
    test_fit();
    test_file();
    return done();
}

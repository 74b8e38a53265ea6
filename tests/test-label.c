/* SPDX-License-Identifier: MIT
 *
 * How far a device is from those that were learned from.
 */
#include "config.h"

#include "predict/label.h"

#include "synthetic.h"
#include "tap.h"

static void label_is(const struct label_ranges *r, const struct device *d,
                     enum label label, const char *causes, const char *what) {
    struct label_verdict v = label_of(r, d);
    char *text = label_causes_text(v.causes);

    ok(v.label == label && strcmp(text, causes) == 0, "%s is %s (%s)", what,
       label_names[label], causes);
    if (v.label != label || strcmp(text, causes) != 0)
        printf("# found %s (%s)\n", label_names[v.label], text);
    free(text);
}

int main(void) {
    struct device a = device_named("gtx-1080-ti");
    struct device b = device_named("tesla-v100-sxm2-16gb");
    struct device amd = device_named("radeon-rx-580");
    struct label_ranges r, again;
    struct device d;
    struct cfg *cfg;
    const struct cfg_node *top;
    struct err e = {0};
    char text[4096];
    FILE *f;

    label_ranges_init(&r);
    label_is(&r, &a, LABEL_OUTSIDE,
             "sm_count cores_per_sm compute_capability clock_mhz "
             "memory_bandwidth_gbs peak_fp32_gflops balance_flop_per_byte",
             "anything, when nothing was learned");
    label_ranges_add(&r, &a);
    label_ranges_add(&r, &b);
    label_is(&r, &a, LABEL_INSIDE, "", "a training device");
    label_is(&r, &b, LABEL_INSIDE, "", "the other");
    d = b;
    d.sm_count = b.sm_count * 1.25;
    d.boost_clock_mhz = a.boost_clock_mhz / 1.25;
    label_is(&r, &d, LABEL_EDGE, "sm_count clock_mhz peak_fp32_gflops",
             "a device at the last of the edge");
    d.sm_count += 1;
    label_is(&r, &d, LABEL_OUTSIDE, "sm_count", "a step further");
    d = a;
    d.memory_bandwidth_gbs = a.memory_bandwidth_gbs / 1.24;
    label_is(&r, &d, LABEL_EDGE, "memory_bandwidth_gbs balance_flop_per_byte",
             "a device with a slower memory");
    d = a;
    d.compute_capability = (double)NAN;
    label_is(&r, &d, LABEL_OUTSIDE, "compute_capability", "an unknown fact");
    d = a;
    strcpy(d.vendor, "Another");
    label_is(&r, &d, LABEL_OUTSIDE, "vendor", "another vendor");
    ok(label_of(&r, &amd).label == LABEL_OUTSIDE, "AMD's is outside");

    f = fmemopen(text, sizeof text, "w");
    fputs("model: {\n", f);
    label_ranges_save(&r, f);
    fputs("};\n", f);
    fclose(f);
    cfg = cfg_parse(text, "text", &e);
    top = cfg != NULL ? cfg_top(cfg, "model", &e) : NULL;
    ok(top != NULL && label_ranges_load(&again, cfg, top, &e) &&
           memcmp(&r, &again, sizeof r) == 0,
       "ranges are read back to the same bits%s", e.text);
    cfg_close(cfg);
    cfg = cfg_parse("model: { ranges = { sm_count = [3.0, 2.0]; }; };", "text",
                    &e);
    top = cfg_top(cfg, "model", &e);
    ok(!label_ranges_load(&again, cfg, top, &e), "the wrong way round");
    has_str(e.text, "text:1: 'sm_count': found 3 above 2", "says where");
    cfg_close(cfg);
    return done();
}

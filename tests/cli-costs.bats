#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What a design costs, in sweeps.

load helpers

# write_sweep BASE AXES CONSTRAINTS OBJECTIVES
write_sweep () {
    cat >s.cfg <<END
sweep: {
  title = "Costs";
  base = "$1";
  workloads = ( { network = "vgg16"; batch = 16; phase = "training"; },
                { network = "alexnet"; batch = 64; phase = "inference"; } );
  axes = ( $2 );
  constraints = [ $3 ];
  objectives = [ $4 ];
};
END
}

# each CONDITION: an awk expression over v["column"] holds in every row.
each () {
    local condition=${1//$'\n'/ }
    awk -F , -v OFS=, '
        NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next }
        { for (i = 1; i <= NF; i++) v[name[i]] = $i
          rows++
          if (!('"$condition"')) { print "not '"${condition//\"/}"' in row " NR ": " $0; bad = 1 } }
        END { exit bad || rows == 0 }' r/points.csv
}

@test 'bands, energy and the largest batch in every row' {
    write_sweep gtx-1080-ti \
        '{ field = "sm_count"; values = [ 14, 28, 56 ]; },
         { field = "memory_capacity_gib"; values = [ 2.75, 11.0, 22.0 ]; }' \
        '' '"max speedup", "min cost_usd", "min energy_j"'
    run_gpuscape sweep s.cfg -o r --no-plots
    expect_status 0
    has_columns r/points.csv power_lo_w power_hi_w area_lo_mm2 area_hi_mm2 \
        cost_lo_usd cost_hi_usd price_usd die_yield fits_reticle real_memory \
        max_batch_vgg16_training_b16 max_batch energy_j_alexnet_inference_b64
    each 'v["power_lo_w"] < v["power_w"] && v["power_w"] < v["power_hi_w"]'
    each 'v["area_lo_mm2"] < v["area_mm2"] && v["area_mm2"] < v["area_hi_mm2"]'
    each 'v["cost_lo_usd"] < v["cost_usd"] && v["cost_usd"] < v["cost_hi_usd"]'
    each '(v["energy_j_vgg16_training_b16"] * 1000 / (v["power_w"] *
          v["time_ms_vgg16_training_b16"]) - 1) ^ 2 < 1e-18'
    each '(v["fits"] == "true") ==
          (v["max_batch_vgg16_training_b16"] >= 16 &&
           v["max_batch_alexnet_inference_b64"] >= 64)'
    each 'v["max_batch"] <= v["max_batch_vgg16_training_b16"]'
    each 'v["price_usd"] > v["cost_usd"]'
    each 'v["real_memory"] == "true"'
}

@test 'the reticle as a constraint' {
    write_sweep rtx-2080-ti '{ field = "sm_count"; from = 40; to = 120; step = 8; }' \
        '"fits_reticle == 1"' '"max speedup", "min area_mm2"'
    run_gpuscape sweep s.cfg -o r --no-plots
    expect_status 0
    each '(v["area_mm2"] <= 858) == (v["feasible"] == "true")'
    expect_in "$(cat r/points.csv)" 'constraint: fits_reticle == 1' ',true,'
}

@test 'spare multiprocessors take area and raise the yield' {
    write_sweep rtx-3090 '{ field = "sm_count"; from = 60; to = 84; step = 4; },
                          { field = "die_sm_count"; values = [ 84 ]; }' \
        '' '"max speedup", "min cost_usd"'
    run_gpuscape sweep s.cfg -o r --no-plots
    expect_status 0
    awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i; next }
        before != "" && $n["die_yield"] > before { bad = 1 }
        { before = $n["die_yield"] + 0 } END { exit bad }' r/points.csv
    [ "$(awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i; next }
        { print $n["area_mm2"] }' r/points.csv | sort -u | wc -l)" -eq 1 ]
    write_sweep rtx-3090 '{ field = "sm_count"; values = [ 82, 86 ]; },
                          { field = "die_sm_count"; values = [ 84 ]; }' \
        '' '"max speedup", "min cost_usd"'
    run_gpuscape sweep s.cfg -o r --no-plots
    expect_status 0
    each '(v["sm_count"] <= 84) == (v["feasible"] == "true")'
}

@test 'what has no price cannot be sought by it' {
    write_sweep quadro-p5000 '{ field = "sm_count"; from = 10; to = 20; step = 5; }' \
        '' '"max speedup", "min price_usd"'
    run_gpuscape sweep s.cfg -o r --no-plots
    each 'v["feasible"] == "false" && v["reason"] == "unknown: price_usd"'
}

@test 'a cap of the base stays when the clock is swept, and can be swept' {
    write_sweep tesla-t4 '{ field = "boost_clock_mhz"; from = 1400; to = 1800; step = 10; }' \
        '' '"max speedup", "min power_w"'
    run_gpuscape sweep s.cfg -o r --no-plots
    expect_status 0
    # no step at the base's own clock, 1590 MHz
    awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i; next }
        { p = $n["power_w"]
          if (before && (p / before > 1.03 || p < before)) { print; bad = 1 }
          before = p } END { exit bad }' r/points.csv
    write_sweep tesla-t4 '{ field = "base_clock_mhz"; from = 500; to = 1500; step = 500; }' \
        '' '"max speedup", "min power_w"'
    run_gpuscape sweep s.cfg -o r --no-plots
    expect_status 0
    [ "$(awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i; next }
        { print $n["power_w"] }' r/points.csv | sort -u | wc -l)" -eq 3 ]
}

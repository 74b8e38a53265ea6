#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape calibrate and validate --costs

load helpers

# Some of the device files as a table of GPUs.
write_gpus () {
    cat >head.csv <<'END'
name,vendor,architecture,memory_type,process_nm,sm_count,cores_per_sm,boost_clock_mhz,base_clock_mhz,die_area_mm2,memory_bandwidth_gbps,memory_bus_bits,l2_cache_kb,tdp_w,transistors_millions,memory_capacity_gb,launch_price_usd,compute_capability
END
    for file in "$data"/devices/{gtx-7[58]0,gtx-7[58]0-ti,gtx-9[678]0,gtx-980-ti,gtx-10[5678]0,gtx-10[578]0-ti,titan-v,gtx-1650,gtx-1660,rtx-20[678]0,rtx-30[5678]0,rtx-3060-ti,rtx-3090,rtx-40[678]0,rtx-4090}.cfg; do
        [ -e "$file" ] || continue
        sed 's/^ *//; s/;$//; s/"//g' "$file" | awk -F ' = ' '
            { value[$1] = $2 }
            END {
                n = split("name vendor architecture memory_type process_nm " \
                    "sm_count cores_per_sm boost_clock_mhz base_clock_mhz " \
                    "die_area_mm2 memory_bandwidth_gbs memory_bus_bits " \
                    "l2_cache_kib board_power_w transistors_millions " \
                    "memory_capacity_gib launch_price_usd " \
                    "compute_capability", key, " ")
                for (i = 1; i <= n; i++)
                    printf "%s%s", value[key[i]], i < n ? "," : "\n"
            }'
    done | cat head.csv - >"$1"
}

@test 'calibrate: a file that the program reads, the same bytes again' {
    write_gpus gpus.csv
    run_gpuscape calibrate gpus.csv -o a.cfg --format csv -j1
    expect_status 0
    expect_in "$stderr" 'wrote a.cfg'
    expect_in "$stdout" 'quantity,left_out,of,n,mean_pct' 'area,chip,all' \
        'power,architecture,all' 'price,one,all'
    run_gpuscape calibrate gpus.csv -o b.cfg -j2
    expect_status 0
    cmp a.cfg b.cfg
    expect_in "$(cat a.cfg)" 'gpuscape calibrate gpus.csv' 'chip left out'
    expect_not_in "$(cat a.cfg)" "$scratch"
    run_gpuscape check a.cfg
    expect_status 0
    [ "$stdout" = 'a.cfg: OK (costs)' ]
}

@test 'validate --costs: rows of generations and of devices' {
    write_gpus gpus.csv
    run_gpuscape validate --costs gpus.csv --by generation --format csv
    expect_status 0
    expect_in "$stdout" 'area,chip,Turing,' 'power,one,Pascal,' \
        'price,one,Ampere,'
    expect_in "$stderr" 'left out of the fit'
    run_gpuscape validate --costs gpus.csv --by device --format json
    expect_status 0
    expect_in "$stdout" '"device"' '"modelled"' 'GeForce GTX 1080 Ti'
}

@test 'the committed costs are those of the facts' {
    [ -n "${GPUSCAPE_SHARED-}" ] || skip 'no table of GPUs'
    run_gpuscape calibrate "$GPUSCAPE_SHARED/data/gpu-specs.csv" -o new.cfg
    expect_status 0
    # Last digits may differ where the processor's arithmetic does.
    tr -s ' ;' '\n\n' <new.cfg >new
    tr -s ' ;' '\n\n' <"$data/models/costs.cfg" >old
    paste old new | awk '
        $1 != $2 && ($1 + 0 == 0 || ($2 / $1 - 1) ^ 2 > 1e-6) {
            print "committed " $1 ", now " $2
            bad = 1
        }
        END { exit bad }'
}

@test 'calibrate and --costs: wrong usage and wrong tables' {
    write_gpus gpus.csv
    run_gpuscape calibrate gpus.csv
    fails_with 2 'missing' '-o'
    run_gpuscape calibrate -o a.cfg
    fails_with 2 'a table of GPUs is missing'
    run_gpuscape calibrate gpus.csv -o a.cfg --facts ./none.cfg
    fails_with 1 'none.cfg'
    run_gpuscape calibrate gpus.csv -o missing/a.cfg
    fails_with 1 'missing/a.cfg'
    sed 's/tdp_w/tdp/' gpus.csv >t.csv
    run_gpuscape calibrate t.csv -o a.cfg
    fails_with 1 't.csv' 'tdp_w'
    sed '3s/,[0-9]*,\([^,]*\)$/,-5,\1/' gpus.csv >t.csv
    run_gpuscape calibrate t.csv -o a.cfg
    fails_with 1 't.csv:3:' 'launch_price_usd' '-5'
    sed 's/GDDR6X/SRAM/' gpus.csv >t.csv
    run_gpuscape calibrate t.csv -o a.cfg
    fails_with 1 'SRAM'
    head -n 1 gpus.csv >t.csv
    run_gpuscape calibrate t.csv -o a.cfg
    fails_with 1 't.csv' 'no GPU states'
    sed 's/term = "core_pj"/term = "core_pk"/' "$data/models/silicon.cfg" >s.cfg
    run_gpuscape calibrate gpus.csv -o a.cfg --facts ./s.cfg
    fails_with 1 'core_pj'
    [ ! -e a.cfg ]
    run_gpuscape validate --costs gpus.csv gpus.csv
    fails_with 2 'one table'
    run_gpuscape validate --costs --device titan-v
    fails_with 2 '--device' '--costs'
    run_gpuscape validate gpus.csv --by device
    fails_with 2 '--by' '--costs'
    run_gpuscape validate --costs --by vendor
    fails_with 2 "'vendor'" 'generation'
    run_gpuscape validate
    fails_with 2 'a table of measurements is missing'
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape show

load helpers

@test 'a device: what is stated, what follows, what is modelled' {
    run_gpuscape show device gtx-1080-ti --format csv
    expect_status 0
    [ -z "$stderr" ]
    expect_in "$stdout" 'sm_count,28,,stated,' \
        'memory_bandwidth_gbs,484.4,GB/s,stated,' \
        'cores,3584,,derived,' 'peak_fp32_gflops,11339.776,GFLOP/s,derived,'
    expect_in "$stdout" 'area_mm2,' ',mm2,modelled,' 'power_w,' ',W,modelled,' \
        'mean error 15 %'
    run_gpuscape show device gtx-1080-ti
    expect_status 0
    expect_in "$stdout" 'modelled'
}

@test 'the band of a modelled number is a factor on both sides' {
    run_gpuscape show device gtx-1080-ti --format csv
    for quantity in area_mm2 power_w price_usd; do
        row=$(grep "^$quantity," <<<"$stdout")
        # LOW to HIGH (90 %, ...): their product is the square of the value
        awk -v row="$row" 'BEGIN {
            split(row, cell, ",")
            match(row, /[0-9.]+ to [0-9.]+/)
            split(substr(row, RSTART, RLENGTH), band, " to ")
            x = cell[2]
            ratio = band[1] * band[2] / (x * x)
            exit !(band[1] < x && x < band[2] && ratio > 0.99 && ratio < 1.01)
        }' || { echo "$row"; return 1; }
    done
}

@test 'cost, yield and price; a workstation has no price' {
    run_gpuscape show device gtx-1080-ti --format csv
    expect_in "$stdout" 'segment,gaming,' 'yield,0.' ',within the reticle' \
        'memory_usd,82.5,USD' 'cost_usd,' 'price_usd,'
    run_gpuscape show device quadro-p5000 --format csv
    expect_in "$stdout" 'segment,workstation,' \
        'price_usd,,USD,modelled,unknown'
}

@test 'memory that no parts make is told' {
    cat >odd.cfg <<'END'
device: {
  base = "gtx-1080-ti";
  name = "Odd";
  status = "hypothetical";
  memory_capacity_gib = 17;
};
END
    run_gpuscape show device ./odd.cfg --format csv
    expect_status 0
    expect_in "$stdout" 'memory_parts,none,,derived,"no memory part'
    run_gpuscape show device gtx-1080-ti
    expect_not_in "$stdout" 'memory_parts'
}

@test 'a device by path, and a name that only looks like code' {
    cat >odd.cfg <<'END'
device: {
  base = "gtx-1080-ti";
  name = "A \"quoted\" $(touch pwned) `touch pwned`\n\x1b[31m";
  status = "hypothetical";
};
END
    run_gpuscape show device ./odd.cfg
    expect_status 0
    expect_in "$stdout" 'A "quoted" $(touch pwned) `touch pwned`\x0a\x1b[31m'
    [ ! -e pwned ]
}

@test 'a network: layers, total, memory' {
    run_gpuscape show network vgg16
    expect_status 0
    expect_in "$stdout" 'VGG16' 'conv1_1' '64x224x224' 'total' '138357544' \
        'activations'
    run_gpuscape show network vgg16 --format csv
    expect_status 0
    expect_not_in "$stdout" 'total'
    printf '%s\n' "$stdout" >vgg16.csv
    has_columns vgg16.csv layer kind output parameters mmac activations_mib
    [ "$(count_rows vgg16.csv)" -eq 40 ]
    # The sums are those of the literature.
    awk -F, 'NR > 1 { p += $4; m += $5 } END {
        exit !(p == 138357544 && m > 15469 && m < 15471) }' vgg16.csv
}

@test 'a batch scales the work of a network, training adds to it' {
    run_gpuscape show network lenet5 --format csv
    one=$stdout
    run_gpuscape show network lenet5 -b 7 --format csv
    seven=$stdout
    # c1 has 5 x 5 x 6 x 28 x 28 multiply-adds
    expect_in "$one" 'c1,conv2d,6x28x28,156,0.1176,'
    expect_in "$seven" 'c1,conv2d,6x28x28,156,0.8232,'
    run_gpuscape show network lenet5 --phase training --optimizer adam
    expect_status 0
    expect_in "$stdout" 'training with adam' 'gradients'
}

@test 'a sweep: its points, axes and objectives' {
    cp "$data/sweeps/cores-vs-clock.cfg" .
    run_gpuscape show sweep ./cores-vs-clock.cfg --format csv
    expect_status 0
    expect_in "$stdout" 'title,' 'base,gtx-1080-ti' 'axis,' 'points,' \
        'objective,max '
}

@test 'wrong usage and unknown names' {
    run_gpuscape show
    fails_with 2 'missing'
    run_gpuscape show device
    fails_with 2 'missing'
    run_gpuscape show devise gtx-1080-ti
    fails_with 2 "did you mean 'device'?"
    run_gpuscape show device gtx-1080-tu
    fails_with 1 "'gtx-1080-tu'" "did you mean 'gtx-1080-ti'?"
    run_gpuscape show network vgg61
    fails_with 1 "did you mean 'vgg16'?"
    run_gpuscape show model nope
    fails_with 1 "'nope'"
    run_gpuscape show sweep core-vs-clock
    fails_with 1 "did you mean 'cores-vs-clock'?"
    run_gpuscape show device gtx-1080-ti -b 3
    fails_with 2 'for networks'
    run_gpuscape show network vgg16 --optimizer adam
    fails_with 2 '--phase training'
    run_gpuscape show network vgg16 --phase trainign
    fails_with 2 "did you mean 'training'?"
    for batch in 0 -1 1.5 7x '' 99999999; do
        run_gpuscape show network vgg16 "--batch=$batch"
        fails_with 2 "'$batch'" 'whole number from 1'
    done
}

@test 'a file of another kind is refused with its line' {
    run_gpuscape show network "$data/devices/gtx-1080-ti.cfg"
    fails_with 1 'gtx-1080-ti.cfg:' "found 'device'" 'network'
}

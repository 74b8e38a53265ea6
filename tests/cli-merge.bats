#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Shards of a sweep and their merging.

# shellcheck disable=SC2154 # variables of the helpers
load helpers

setup_sweep () {
    cat >trial.cfg <<END
sweep: {
title = "A trial"; base = "gtx-1080-ti"; reference = "gtx-1080-ti";
workloads = ( { network = "lenet5"; batch = 24; } );
axes = ( { field = "memory_bandwidth_gbs"; values = [ 320, 401, 484 ]; },
    { field = "sm_count"; from = 6; to = 60; step = 6; },
    { field = "boost_clock_mhz"; from = 703; to = 2209; count = 613; } );
constraints = ( "power_w <= 260", { expression = "area_mm2 < 400"; soft = true; } );
objectives = [ "max speedup", "min power_w", "min area_mm2" ];
};
END
}

# shards N [OPTION]...: into s1 ... sN.
shards () {
    local i
    for i in $(seq "$1"); do
        run_gpuscape sweep trial.cfg --shard "$i/$1" -o "s$i" -j "$((i % 3 + 1))" "${@:2}"
        expect_status 0
        expect_in "$stderr" "shard $i/$1"
        [ -z "$stdout" ]
    done
}

@test 'merged shards are the whole, whatever is kept' {
    setup_sweep
    for keep in all feasible front; do
        rm -rf whole s? out
        run_gpuscape sweep trial.cfg --no-plots -o whole --set "keep=$keep"
        expect_status 0
        summary=$stdout
        shards 3 --set "keep=$keep"
        run_gpuscape merge s2 s3 s1 -o out --no-plots
        expect_status 0
        [ "$stdout" = "$summary" ]
        diff -r whole out
        [ "$(count_rows out/front.csv)" -gt 10 ]
    done
}

# More memory costs and does nothing here: all of the second share is dominated
# by points of the first, which it must not look at.
@test 'the front of a shard is that of its share' {
    setup_sweep
    memory='axes.[0]={ field="memory_capacity_gib"; values=[8.0, 11.0]; }'
    run_gpuscape sweep trial.cfg --shard 2/2 -o s2 --set "$memory" \
        --set keep=feasible --set 'objectives=["max speedup", "min power_w", "min cost_usd"]'
    expect_status 0
    run_gpuscape pareto s2/points.csv --max speedup --min power_w \
        --min cost_usd
    expect_status 0
    printf '%s\n' "$stdout" | cmp - s2/front.csv
    [ "$(count_rows s2/front.csv)" -gt 10 ]
}

@test 'more shards than batches' {
    setup_sweep
    run_gpuscape sweep trial.cfg --no-plots -o whole --set 'axes.[2].count=30'
    shards 5 --set 'axes.[2].count=30'
    run_gpuscape merge s1 s2 s3 s4 s5 -o out --no-plots
    expect_status 0
    diff -r whole out
}

@test 'names that hold commas, quotes and newlines are merged as they are' {
    mkdir parts
    cat >parts/odd.cfg <<'END'
device: { base = "gtx-1080-ti"; status = "hypothetical"; sm_count = 20;
    name = "a \"b\", c\n1,true\nd"; };
END
    cat >trial.cfg <<'END'
sweep: {
title = "Odd"; reference = "gtx-1080-ti";
workloads = ( { network = "lenet5"; batch = 24; } );
axes = ( { field = "device"; values = ( "gtx-1070", "parts/odd.cfg" ); },
    { field = "boost_clock_mhz"; from = 703; to = 2209; count = 4500; } );
objectives = [ "max speedup", "min power_w" ];
};
END
    run_gpuscape sweep trial.cfg --no-plots -o whole
    expect_status 0
    shards 2
    run_gpuscape merge s1 s2 -o out --no-plots
    expect_status 0
    diff -r whole out
}

@test 'shards that do not make a whole are refused' {
    setup_sweep
    shards 3
    run_gpuscape merge s1 s3 -o out --no-plots
    fails_with 1 'missing: shard 2/3'
    cp -r s2 copy
    run_gpuscape merge s1 s2 copy s3 -o out --no-plots
    fails_with 1 'copy: shard 2/3 is also in s2'
    run_gpuscape sweep trial.cfg --shard 2/2 -o half
    run_gpuscape merge s1 half s3 -o out --no-plots
    fails_with 1 'half: it is shard 2/2, but s1 is one of 3'
    run_gpuscape sweep trial.cfg --shard 2/3 -o other --set keep=front
    run_gpuscape merge s1 other s3 -o out --no-plots
    fails_with 1 'unlike s1' 'other' "the sweep 'trial' was CRC-32"
    mkdir empty
    run_gpuscape merge s1 empty -o out --no-plots
    fails_with 1 'empty: no shard of a sweep'
    run_gpuscape merge s1 s2 s3 -o s2 --no-plots
    fails_with 1 's2: it is one of the shards'
    [ ! -e out ]
    # A table that somebody edited.
    cp s2/points.csv kept.csv
    sed -i '7s/,/,0/' s2/points.csv
    run_gpuscape merge s1 s2 s3 -o out --no-plots
    fails_with 1 's2/points.csv: not as the shard left it'
    [ "$(find out -type f | wc -l)" -eq 0 ]
    cp kept.csv s2/points.csv
    # The last record lost.
    cp s2/sweep.journal kept.journal
    truncate -s -3 s2/sweep.journal
    run_gpuscape merge s1 s2 s3 -o out --no-plots
    fails_with 1 's2: shard 2/3 is not complete' '--shard 2/3 --resume -o s2'
    run_gpuscape sweep trial.cfg --shard 2/3 -o s2 --resume
    expect_status 0
    run_gpuscape merge s1 s2 s3 -o out --no-plots
    expect_status 0
}

@test 'inputs that changed since the shards were run are named' {
    setup_sweep
    cp "$data/devices/gtx-1080-ti.cfg" mine.cfg
    sed -i 's/base = "gtx-1080-ti"/base = ".\/mine.cfg"/' trial.cfg
    shards 2
    echo '# another' >>mine.cfg
    run_gpuscape merge s1 s2 -o out --no-plots
    fails_with 1 "devices './mine.cfg' was CRC-32"
    run_gpuscape sweep trial.cfg --shard 2/2 -o s2
    run_gpuscape merge s1 s2 -o out --no-plots
    fails_with 1 'unlike s1' 's2' "devices './mine.cfg'"
}

@test 'a complete shard is not run again, a whole is not made a shard' {
    setup_sweep
    shards 2
    run_gpuscape sweep trial.cfg --shard 1/2 -o s1 --resume
    expect_status 0
    expect_in "$stderr" 'gone on from 100 %'
    run_gpuscape sweep trial.cfg --no-plots -o whole
    run_gpuscape sweep trial.cfg --shard 1/2 -o whole
    fails_with 1 'whole: it holds the results of a whole sweep'
}

@test 'wrong usage is 2' {
    for shard in 0/3 4/3 1 1/ /3 a/3 1/0 1.5/3 1/9999999; do
        run_gpuscape sweep cores-vs-clock --shard "$shard"
        fails_with 2 "--shard: '$shard' is not I/N"
    done
    run_gpuscape sweep cores-vs-clock --checkpoint -1
    fails_with 2 "--checkpoint: '-1'"
    run_gpuscape merge
    fails_with 2 'DIR'
}

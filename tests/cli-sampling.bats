#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Sampled sweeps: points drawn from the axes' ranges.

load helpers

write_sweep () {
    cat >sampled.cfg <<'END'
sweep: {
    title = "A sample";
    base = "gtx-1080-ti";
    workloads = ( { network = "lenet5"; batch = 24; } );
    axes = (
        { field = "sm_count"; values = [14, 21, 28, 35]; },
        { field = "memory_bandwidth_gbs"; from = 200; to = 800; count = 2; }
    );
    objectives = [ "max throughput", "min power_w" ];
    sampling = { design = "sobol"; points = 256; seed = 4; };
};
END
}

@test 'a sampled sweep has its points, the same for any threads' {
    write_sweep
    run_gpuscape sweep sampled.cfg -o one -j 1 --no-plots
    expect_status 0
    expect_in "$stdout" 'Sampling    sobol, seed 4' 'Points      256,'
    [ "$(count_rows one/points.csv)" -eq 256 ]
    run_gpuscape sweep sampled.cfg -o three -j 3 --no-plots
    cmp one/points.csv three/points.csv
    cmp one/front.csv three/front.csv
    # Listed multiprocessors, bandwidths that no axis lists.
    [ "$(tail -n +2 one/points.csv | cut -d, -f2 | sort -u | wc -l)" -eq 4 ]
    [ "$(tail -n +2 one/points.csv | cut -d, -f3 | sort -u | wc -l)" -eq 256 ]
    run_gpuscape sweep sampled.cfg -o other --set sampling.seed=5 --no-plots
    ! cmp -s one/points.csv other/points.csv
    run_gpuscape sweep one/sweep.cfg -o again --no-plots
    cmp one/points.csv again/points.csv
}

@test 'its figure is a scatter; what needs a grid is refused' {
    need gnuplot
    write_sweep
    run_gpuscape sweep sampled.cfg -o out
    expect_status 0
    [ -s out/plots/pareto.png ] && [ ! -e out/plots/map.gp ]
    sed 's/^};/    plots = ( { kind = "map"; x = "sm_count"; y = "memory_bandwidth_gbs"; z = "speedup"; } );\n};/' \
        sampled.cfg >map.cfg
    run_gpuscape sweep map.cfg -o map
    fails_with 1 'a map plot needs a grid, and this sweep is sampled'
}

@test 'a sampled sweep is shown, described and studied' {
    write_sweep
    run_gpuscape show sweep ./sampled.cfg
    expect_in "$stdout" 'sobol, seed 4' '256'
    run_gpuscape sensitivity sampled.cfg -m oat --format csv
    expect_in "$stdout" $'\nsm_count,28,14,35,'
    run_gpuscape sweep sampled.cfg -o out --no-plots
    run_gpuscape stats out --table regression --format csv
    expect_in "$stdout" $'\nthroughput,sm_count,0.' ',256'
}

@test 'links follow the sampled points; one along an axis keeps to its values' {
    cat >linked.cfg <<'END'
sweep: {
    title = "A linked sample";
    base = "gtx-1080-ti";
    workloads = ( { network = "lenet5"; batch = 24; } );
    axes = (
        { field = "memory_bus_bits"; values = [128, 192, 320, 352]; },
        { parameter = "budget_w"; from = 180; to = 330; count = 2; },
        { parameter = "width"; from = 1; to = 3; count = 3; }
    );
    links = (
        { parameter = "rate"; along = "memory_bus_bits"; values = [7, 9, 10, 11]; },
        { field = "memory_bandwidth_gbs"; value = "memory_bus_bits * rate / 8"; },
        { field = "cores_per_sm"; value = "64 * width"; },
        { field = "boost_clock_mhz"; solve = "power_w"; equals = "budget_w"; from = 300; to = 4000; }
    );
    objectives = [ "max throughput", "min area_mm2" ];
    sampling = { design = "lhs"; points = 300; seed = 9; };
};
END
    run_gpuscape sweep linked.cfg -o one -j 1 --no-plots
    expect_status 0
    expect_not_in "$stdout" 'What each axis does'
    expect_in "$(cat one/summary.json)" '"sampling": "lhs"'
    expect_not_in "$(cat one/summary.json)" '"knobs"' 'Warning'
    run_gpuscape sweep linked.cfg -o two -j 2 --no-plots
    cmp one/points.csv two/points.csv
    # bus, budget, width, rate, bandwidth, cores
    [ "$(tail -n +2 one/points.csv | cut -d, -f3 | sort -u | wc -l)" -eq 300 ]
    tail -n +2 one/points.csv | awk -F, '
        BEGIN { rate[128] = 7; rate[192] = 9; rate[320] = 10; rate[352] = 11 }
        $5 != rate[$2] || $6 != $2 * $5 / 8 || $7 != 64 * $4 { exit 1 }'
    # The power that was solved for is the budget, to the last digit.
    power=$(head -n 1 one/points.csv | tr , '\n' | grep -n '^power_w$' | cut -d: -f1)
    tail -n +2 one/points.csv | awk -F, -v p="$power" '$p != $3 { exit 1 }'
    run_gpuscape sensitivity linked.cfg -m oat
    fails_with 1 "link 'rate' has a value for each of the axis 'memory_bus_bits' and none between" "in place of 'along'"
}

@test 'a sample does not free a sweep from the limit of structures' {
    # 2^10 x 2^12 x 2^14 x 2^14 x 2^14 = 2^64
    cat >many.cfg <<'END'
sweep: {
    title = "Many";
    base = "gtx-1080-ti";
    workloads = ( { network = "lenet5"; } );
    axes = (
        { field = "cores_per_sm"; from = 1; to = 1024; step = 1; },
        { field = "batch"; from = 1; to = 4096; step = 1; },
        { field = "process_nm"; from = 5; to = 50; count = 16384; },
        { field = "compute_capability"; from = 3; to = 9; count = 16384; },
        { field = "base_clock_mhz"; from = 1000; to = 1600; count = 16384; }
    );
    objectives = [ "max speedup" ];
    sampling = { design = "random"; points = 5; };
};
END
    run_gpuscape sweep many.cfg --no-plots
    fails_with 1 'combinations of axes that change a device'
}

@test 'the share of a link is no count: it takes any number' {
    write_sweep
    sed 's/{ field = "memory_bandwidth_gbs".*/{ field = "host_link_efficiency"; from = 0.25; to = 0.9; count = 3; }/' sampled.cfg >share.cfg
    run_gpuscape sweep share.cfg -o out --no-plots
    expect_status 0
    [ "$(tail -n +2 out/points.csv | cut -d, -f3 | sort -u | wc -l)" -eq 256 ]
    awk -F, 'NR > 1 && ($3 < 0.25 || $3 > 0.9) { exit 1 }' out/points.csv
}

@test 'no recommendation is drawn from a sample' {
    run_gpuscape recommend vgg16-twice-1080-ti \
        --set 'sampling={ design = "lhs"; points = 9; }'
    fails_with 1 'a recommendation searches the whole grid'
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape sensitivity

load helpers

# A small study: 4 levels of one structural axis, one closed form.
write_study () {
    cat >study.cfg <<'END'
sweep: {
    title = "A study";
    base = "gtx-1080-ti";
    workloads = ( { network = "lenet5"; batch = 24; } );
    axes = (
        { field = "sm_count"; values = [14, 21, 28, 35]; },
        { field = "memory_bandwidth_gbs"; from = 200; to = 800; count = 2; }
    );
    objectives = [ "max throughput" ];
};
END
}

@test 'all four methods, with a sentence for each parameter' {
    write_study
    run_gpuscape sensitivity study.cfg --samples 64 --trajectories 8
    expect_status 0
    [ -z "$stderr" ]
    expect_in "$stdout" 'Response    throughput' 'sm_count: 4 values, 14 to 35, base 28' \
        'One parameter at a time, over its range: 5 evaluations' \
        'Elasticities at the base device: 5 evaluations' \
        'Elementary effects (Morris): 24 evaluations' \
        'Shares of the variance (Sobol): 256 evaluations' \
        '+10 % memory_bandwidth_gbs gives +' ' % throughput (+'
}

@test 'one table as csv and json; the same bytes for any threads' {
    need jq
    write_study
    run_gpuscape sensitivity study.cfg -m sobol --samples 64 --format csv -j 1
    expect_status 0
    one=$stdout
    expect_in "$one" 'parameter,low,high,first,first_lo,first_hi,total,total_lo,total_hi'
    run_gpuscape sensitivity study.cfg -m sobol --samples 64 --format csv -j 3
    [ "$stdout" = "$one" ]
    run_gpuscape sensitivity study.cfg -m sobol --samples 64 --format csv --seed 2
    [ "$stdout" != "$one" ]
    run_gpuscape sensitivity study.cfg --format json
    [ "$(jq length <<<"$stdout")" -eq 2 ]
    [ "$(jq '[.[] | select(.parameter == "sm_count")][0].low' <<<"$stdout")" -eq 14 ]
}

@test 'another response, and an override' {
    write_study
    run_gpuscape sensitivity study.cfg -m oat -r power_w \
        --set 'axes.[0].values=[10,40]' --format csv
    expect_status 0
    expect_in "$stdout" 'sm_count,28,10,40,'
}

@test 'tables and figures in a folder' {
    need gnuplot
    write_study
    run_gpuscape sensitivity study.cfg --samples 64 --trajectories 8 -o out
    expect_status 0
    expect_in "$stderr" 'gpuscape: written to out'
    for name in oat elasticity morris sobol; do
        [ "$(count_rows "out/$name.csv")" -eq 2 ]
    done
    for name in tornado sobol; do
        for end in csv gp png svg pdf; do
            [ -s "out/plots/$name.$end" ] || { echo "$name.$end"; return 1; }
        done
    done
    run_gpuscape sensitivity study.cfg -m oat --no-plots -o bare
    [ -s bare/oat.csv ] && [ ! -e bare/plots ]
}

@test 'what is wrong is named' {
    write_study
    run_gpuscape sensitivity study.cfg -m sobl
    fails_with 2 "there is no method 'sobl'; did you mean 'sobol'?"
    run_gpuscape sensitivity study.cfg -r thruput
    fails_with 1 "did you mean 'throughput'?"
    run_gpuscape sensitivity study.cfg -r sm_count
    fails_with 1 "the response 'sm_count' is a parameter of the study"
    run_gpuscape sensitivity unseen-vs-1080ti
    fails_with 1 "axis 'device' has no range"
    run_gpuscape sensitivity study.cfg -m oat -m sobol --format csv
    fails_with 2 'csv and json hold one table'
    run_gpuscape sensitivity study.cfg --samples 3
    fails_with 2 "option '--samples': found '3', expected a whole number from 16"
    run_gpuscape sensitivity
    fails_with 2 'FILE'
}

@test 'a sweep cannot ask for the figures of a study' {
    write_study
    sed 's/^};/    plots = ( { kind = "tornado"; } );\n};/' study.cfg >sweep.cfg
    run_gpuscape sweep sweep.cfg --no-plots
    fails_with 1 "a plot of kind 'tornado' is of another command" 'expected one of a sweep: map, bottleneck, '
}

@test 'the shipped study of VGG16 training' {
    run_gpuscape sensitivity what-matters-vgg16 -m sobol --format csv
    expect_status 0
    [ "$(printf '%s\n' "$stdout" | wc -l)" -eq 7 ]
    # Bandwidth, multiprocessors and cores matter, the link does not.
    expect_in "$stdout" $'\nhost_link_gbs,4,32,0.00'
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape list

load helpers

kinds='devices networks models predictors stacks sweeps recommend fields metrics plots kinds'

@test 'every list is there in every format, with something in it' {
    need jq
    for kind in $kinds; do
        run_gpuscape list "$kind" --format csv
        expect_status 0
        [ -z "$stderr" ]
        printf '%s\n' "$stdout" >"$kind.csv"
        n=$(count_rows "$kind.csv")
        [ "$n" -ge 1 ] || { echo "$kind is empty"; return 1; }
        run_gpuscape list "$kind"
        [ "$(printf '%s\n' "$stdout" | wc -l)" -eq $((n + 2)) ]
        run_gpuscape list "$kind" --format json
        [ "$(jq length <<<"$stdout")" -eq "$n" ]
    done
}

@test 'devices: one row a file, with what follows from its fields' {
    run_gpuscape list devices --format csv
    expect_status 0
    printf '%s\n' "$stdout" >devices.csv
    has_columns devices.csv name title cores fp32_tflops status
    [ "$(count_rows devices.csv)" -eq "$(ls "$data"/devices/*.cfg | wc -l)" ]
    # 28 x 128 cores, 2 x 3584 x 1582 MHz
    expect_in "$stdout" 'gtx-1080-ti,GeForce GTX 1080 Ti,Pascal,28,3584,1582,'
    expect_in "$stdout" ',11.339776,250,real'
    expect_in "$stdout" ',hypothetical'
}

@test 'networks: published totals' {
    run_gpuscape list networks --format csv
    expect_status 0
    # 138,357,544 parameters, 15.47 GMAC
    expect_in "$stdout" 'vgg16,VGG16,3x224x224,40,138.357544,15.47'
}

@test 'models: those that predict times, not the costs' {
    run_gpuscape list models --format csv
    expect_status 0
    expect_not_in "$stdout" 'costs' 'silicon'
}

@test 'fields and metrics name their units' {
    run_gpuscape list fields --format csv
    expect_in "$stdout" 'memory_bandwidth_gbs,GB/s,1,100000,true,yes,'
    run_gpuscape list metrics --format csv
    expect_in "$stdout" 'throughput,images/s,true,more,'
}

@test 'a local file is listed; one that is broken is told of, not hidden' {
    mkdir devices
    cat >devices/mine.cfg <<'END'
device: {
  base = "gtx-1080-ti";
  name = "Mine $(id) `id`";
  status = "hypothetical";
  sm_count = 37;
};
END
    echo 'device: { base = "mine"; name = "Broken"; ' >devices/broken.cfg
    run_gpuscape list devices --format csv
    expect_status 1
    # 37 x 128
    expect_in "$stdout" 'mine,Mine $(id) `id`,Pascal,37,4736,'
    expect_in "$stdout" 'gtx-1080-ti,'
    expect_not_in "$stdout" 'Broken'
    expect_in "$stderr" 'devices/broken.cfg:'
}

@test 'wrong usage' {
    run_gpuscape list
    fails_with 2 'KIND' "gpuscape list --help"
    run_gpuscape list device
    fails_with 2 "'device'" "did you mean 'devices'?"
    run_gpuscape list devices networks
    fails_with 2 "'networks'" 'too many'
    run_gpuscape list devices --format xml
    fails_with 2 "'xml'" 'text, csv, json, markdown or latex'
    run_gpuscape list devices --format csv --format csv
    fails_with 2 'format' 'twice'
    run_gpuscape list devices --formt csv
    fails_with 2 "did you mean '--format'?"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape check

load helpers

@test 'all files that come with the program are sound' {
    run_gpuscape check "$data"/devices/*.cfg "$data"/networks/*.cfg \
        "$data"/models/*.cfg
    expect_status 0
    [ -z "$stderr" ]
    expect_in "$stdout" 'gtx-1080-ti.cfg: OK (device)' \
        'vgg16.cfg: OK (network)' 'costs.cfg: OK (costs)' \
        'silicon.cfg: OK (silicon)'
    [ "$(printf '%s\n' "$stdout" | grep -c ': OK (')" -eq \
        "$(ls "$data"/{devices,networks,models}/*.cfg | wc -l)" ]
}

@test 'the sweeps that come with the program are sound' {
    [ -e "$data/models/efficiency.cfg" ] || skip 'no model yet'
    run_gpuscape check "$data"/sweeps/*.cfg
    expect_status 0
    expect_in "$stdout" 'cores-vs-clock.cfg: OK (sweep)'
}

@test 'what is wrong is named, and the other files are still checked' {
    cat >typo.cfg <<'END'
device: {
  base = "gtx-1080-ti";
  name = "Typo";
  status = "hypothetical";
  smcount = 20;
};
END
    sed 's/smcount/sm_count/' typo.cfg >good.cfg
    run_gpuscape check typo.cfg good.cfg missing.cfg
    expect_status 1
    [ "$stdout" = 'good.cfg: OK (device)' ]
    expect_in "$stderr" 'typo.cfg:5:' "'smcount'" 'sm_count' \
        'missing.cfg: No such file'
}

@test 'the one group of a file says what it is' {
    printf '# a comment\n/* and\nanother */ devise: { name = "x"; };\n' >a.cfg
    run_gpuscape check a.cfg
    fails_with 1 'a.cfg:3:' "found 'devise'" 'device'
    printf 'name,speed\nA,3\n' >table
    run_gpuscape check table
    fails_with 1 "found 'name'" 'model, costs or silicon'
    : >empty.cfg
    run_gpuscape check empty.cfg
    fails_with 1 'empty.cfg'
    run_gpuscape check .
    fails_with 1 'directory'
}

@test 'a word is a file here, not a name among the data' {
    run_gpuscape check gtx-1080-ti
    fails_with 1 'No such file'
}

@test 'a constraint over something unknown is found without running' {
    [ -e "$data/models/efficiency.cfg" ] || skip 'no model yet'
    cat >s.cfg <<'END'
sweep: {
  title = "A small sweep";
  base = "gtx-1080-ti";
  workloads = ( { network = "lenet5"; } );
  axes = ( { field = "boost_clock_mhz"; values = [1000, 1500]; } );
  constraints = [ "powr_w <= 300" ];
  objectives = [ "max speedup", "min power_w" ];
};
END
    run_gpuscape check s.cfg
    fails_with 1 's.cfg' 'powr_w' 'power_w'
    sed 's/powr_w/power_w/' s.cfg >t.cfg
    run_gpuscape check t.cfg
    expect_status 0
}

@test 'no file is wrong usage' {
    run_gpuscape check
    fails_with 2 'FILE'
}

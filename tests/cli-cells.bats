#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Maps and lines of sweeps that keep the front alone: drawn from cells, they
# are those of all points.

# shellcheck disable=SC2154 # variables of the helpers
load helpers

# write_sweep FILE CLOCKS
write_sweep () {
    cat >"$1" <<END
sweep: {
title = "Cells"; base = "gtx-1080-ti"; reference = "gtx-1080-ti";
workloads = ( { network = "vgg16"; batch = 16; } );
axes = ( { field = "memory_bandwidth_gbs"; values = [ 320, 401, 484 ]; },
    { field = "sm_count"; from = 6; to = 60; step = 6; },
    { field = "boost_clock_mhz"; from = 703; to = 2209; count = $2; } );
constraints = [ "power_w <= 260", "speedup >= 0.3" ];
objectives = [ "max speedup", "min power_w" ];
plots = (
    { kind = "map"; x = "sm_count"; y = "boost_clock_mhz"; z = "speedup";
      name = "a"; },
    { kind = "bottleneck"; x = "boost_clock_mhz"; y = "sm_count"; name = "b"; },
    { kind = "pareto"; x = "power_w"; y = "speedup"; },
    { kind = "map"; x = "memory_bandwidth_gbs"; y = "boost_clock_mhz";
      z = "energy_j"; name = "c"; },
    { kind = "lines"; x = "boost_clock_mhz"; y = "time_ms";
      series = "sm_count"; name = "d"; },
    { kind = "lines"; x = "sm_count"; y = "power_w"; name = "e"; } );
};
END
}

@test 'figures from cells are those from all points' {
    need gnuplot
    write_sweep trial.cfg 41
    run_gpuscape sweep trial.cfg -o all
    expect_status 0
    [ ! -e all/cells.csv ]
    for threads in 1 3; do
        run_gpuscape sweep trial.cfg -o front --set keep=front -j "$threads"
        expect_status 0
        expect_not_in "$stderr" 'not drawn'
        for name in a b c d e; do
            [ "$(wc -l <"all/plots/$name.csv")" -gt 10 ]
            cmp "all/plots/$name.csv" "front/plots/$name.csv"
        done
        expect_in "$(cat front/plots/figures.csv)" 'Of the designs shown' \
            'Each cell shows the best' 'Each point is the best'
        # 10 x 41 three times, 3 x 41 and 10.
        [ "$(count_rows front/cells.csv)" -eq 1363 ]
        rm -rf "front-$threads"
        mv front "front-$threads"
    done
    cmp front-1/cells.csv front-3/cells.csv
    # A folder that is used again holds no cells of the run before.
    run_gpuscape sweep trial.cfg -o front-1 --no-plots
    expect_status 0
    [ ! -e front-1/cells.csv ]
}

@test 'only a plot that the file asks for has cells' {
    write_sweep trial.cfg 41
    sed -i '/^plots/,/) *;$/d' trial.cfg
    grep -q objectives trial.cfg
    run_gpuscape sweep trial.cfg -o out --no-plots --set keep=front
    expect_status 0
    [ ! -e out/cells.csv ]
}

@test 'without cells there is no map of the front alone' {
    need gnuplot
    write_sweep trial.cfg 41
    sed -i '/^plots/,/) *;$/d' trial.cfg
    run_gpuscape sweep trial.cfg -o all
    expect_status 0
    [ -e all/plots/map.svg ]
    run_gpuscape sweep trial.cfg -o out --set keep=front
    expect_status 0
    expect_not_in "$stderr" 'not drawn'
    [ ! -e out/plots/map.csv ]
    [ -e out/plots/pareto.svg ]
    run_gpuscape sweep trial.cfg -o one --set keep=front --set 'objectives=["min power_w"]'
    expect_status 0
    run_gpuscape plot one
    fails_with 1 'one/sweep.cfg: there is nothing to draw'
}

@test 'axes of many values are binned' {
    write_sweep trial.cfg 1000
    run_gpuscape sweep trial.cfg -o out --no-plots --set keep=front
    expect_status 0
    [ "$(awk -F, '$1 == 1 { print $5 }' out/cells.csv | sort -u | wc -l)" -eq 256 ]
    [ "$(awk -F, '$1 == 1 { print $4 }' out/cells.csv | sort -u | wc -l)" -eq 10 ]
    # Of all points of a bin the best: bin 1 has values 4 to 7.
    run_gpuscape sweep trial.cfg -o all --no-plots
    bin=$(awk -F, '$1 == 1 { print $5 }' out/cells.csv | sort -gu | sed -n 2p)
    awk -F, -v bin="$bin" '
        FNR == 1 { for (i = 1; i <= NF; i++) at[FILENAME, $i] = i; next }
        FILENAME == "out/cells.csv" {
            if ($1 == 1 && $5 == bin && $4 == 60) got = $at[FILENAME, "speedup"]
            next
        }
        { if ($3 == 60 && $at[FILENAME, "feasible"] == "true" && $at[FILENAME, "speedup"] > best[$4])
              best[$4] = $at[FILENAME, "speedup"] }
        END {
            n = 0
            for (c in best) v[n++] = c
            for (i = 0; i < n; i++)
                for (j = i + 1; j < n; j++)
                    if (v[j] + 0 < v[i] + 0) { t = v[i]; v[i] = v[j]; v[j] = t }
            for (i = 4; i < 8; i++) if (best[v[i]] > most) most = best[v[i]]
            print got, most, bin, v[5]
            exit !(got == most && bin == v[5])
        }' out/cells.csv all/points.csv
}

@test 'shards, an end before the end: the same cells' {
    [ -z "${GPUSCAPE_RUN-}" ] || skip 'stops the wrong process'
    write_sweep trial.cfg 20000
    run_gpuscape sweep trial.cfg -o whole --no-plots --set keep=front
    expect_status 0
    for i in 1 2 3; do
        run_gpuscape sweep trial.cfg -o "s$i" --shard "$i/3" --set keep=front
        expect_status 0
        [ ! -e "s$i/cells.csv" ]
    done
    run_gpuscape merge s1 s2 s3 -o merged --no-plots
    expect_status 0
    diff -r whole merged
    gpuscape sweep trial.cfg -o out --no-plots --set keep=front -j 1 \
        --checkpoint 0 2>words &
    process=$!
    for _ in $(seq 400); do
        [ -s out/sweep.journal ] && break
        sleep 0.01
    done
    kill -TERM "$process" 2>/dev/null || :
    wait "$process" || :
    run_gpuscape sweep trial.cfg -o out --no-plots --set keep=front --resume
    expect_status 0
    expect_in "$stderr" 'gone on from'
    diff -r whole out
}

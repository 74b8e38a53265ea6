#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape sweep with links, soft constraints and the report of its axes; the
# coupled sweeps that come with the program.

# shellcheck disable=SC2154 # variables of the helpers
load helpers

# write_sweep FILE [MEMBER]...: a sweep that is right, with more members.
write_sweep () {
    {
        echo 'sweep: {'
        echo 'title = "A trial"; base = "gtx-1080-ti"; reference = "gtx-1080-ti";'
        echo 'workloads = ( { network = "lenet5"; batch = 24; } );'
        echo 'objectives = [ "max speedup", "min power_w" ];'
        printf '%s\n' "${@:2}"
        echo '};'
    } >"$1"
}

axes='axes = ( { parameter = "watts"; values = [150, 250]; }, { field = "sm_count"; from = 8; to = 68; step = 4; } );'
links='links = ( { field = "boost_clock_mhz"; solve = "power_w"; equals = "watts"; from = 500; to = 2000; } );'

@test 'a solved field is a column, and what has no solution an empty cell' {
    write_sweep trial.cfg "$axes" "$links"
    run_gpuscape sweep trial.cfg --no-plots -o out
    expect_status 0
    has_columns out/points.csv watts sm_count boost_clock_mhz violations violated
    expect_in "$stdout" \
        'boost_clock_mhz from 500 to 2000 so that power_w = watts' \
        'not feasible, link boost_clock_mhz: no value in 500..2000 gives power_w = watts'
    [ "$(grep -ciE '(^|,)-?(nan|inf)(,|$)' out/points.csv)" -eq 0 ]
    # 68 multiprocessors at 150 W.
    grep -q '^15,150,68,,' out/points.csv
    grep '^15,' out/points.csv |
        grep -q ',false,"\{0,1\}link boost_clock_mhz: no value in 500..2000 gives power_w = watts"\{0,1\},false$'
    run_gpuscape pareto out/points.csv --max speedup --min power_w
    expect_status 0
    printf '%s\n' "$stdout" | diff - out/front.csv
}

@test 'the same bytes for any number of threads, with links' {
    write_sweep trial.cfg "$axes" "$links" \
        'constraints = ( { expression = "area_mm2 < 400"; soft = true; } );'
    for threads in 1 2 3; do
        run_gpuscape sweep trial.cfg --no-plots -o "out$threads" \
            -j "$threads" --set 'axes.[1].step=1' \
            --set 'axes.[0]={parameter="watts"; from=120; to=320; count=301;}'
        expect_status 0
    done
    diff -r out1 out2
    diff -r out1 out3
    [ "$(count_rows out1/points.csv)" -eq 18361 ]
}

@test 'links that are wrong are refused before anything is written' {
    write_sweep trial.cfg "$axes" "${links/boost_clock_mhz/boost_clok_mhz}"
    run_gpuscape sweep trial.cfg -o out
    fails_with 1 'trial.cfg:6' 'boost_clok_mhz' 'did you mean "boost_clock_mhz"?'
    write_sweep trial.cfg "$axes" 'links = ( { parameter = "a"; value = "b + 1"; }, { parameter = "b"; value = "a - 1"; } );'
    run_gpuscape sweep trial.cfg -o out
    fails_with 1 'trial.cfg' 'links go round: a, which reads b, which reads a'
    run_gpuscape check trial.cfg
    fails_with 1 'links go round'
    [ ! -e out ]
}

@test 'soft constraints are counted' {
    write_sweep trial.cfg "$axes" \
        'constraints = ( { expression = "power_w <= 200"; soft = true; }, "area_mm2 < 700" );'
    run_gpuscape sweep trial.cfg --no-plots -o out
    expect_status 0
    expect_in "$stdout" 'break the soft constraint: power_w <= 200'
    violated=$(grep -c ',1,power_w <= 200,' out/points.csv)
    [ "$violated" -gt 2 ]
    need jq
    n=$(jq '.soft_violations["power_w <= 200"]' out/summary.json)
    [ "$n" -eq "$(grep ',1,power_w <= 200,' out/points.csv | grep -c ',true,,\(true\|false\)$')" ]
}

@test 'the summary says what each axis does, and warns of dead ones' {
    write_sweep trial.cfg "$axes"
    run_gpuscape sweep trial.cfg --no-plots -o out
    expect_status 0
    expect_in "$stdout" 'What each axis does' \
        'Warning: watts changes no objective and no time: a dead knob'
    need jq
    [ "$(jq -r '.warnings[0]' out/summary.json)" = \
      'Warning: watts changes no objective and no time: a dead knob' ]
    [ "$(jq -r '.knobs[] | select(.axis == "sm_count" and .response == "speedup") | .direction' out/summary.json)" = rises ]
    [ "$(jq -r '.knobs[] | select(.axis == "watts" and .response == "time_ms") | .lines_dead' out/summary.json)" -eq 16 ]
}

@test 'show says what a sweep links' {
    run_gpuscape show sweep cores-vs-clock-at-power
    expect_status 0
    expect_in "$stdout" 'boost_clock_mhz from 400 to 2400 so that power_w = budget_w'
    run_gpuscape show sweep memory-generations
    expect_status 0
    expect_in "$stdout" 'memory_type: HBM2' 'data_rate_gbps along memory_type'
}

@test 'at constant power the power is constant' {
    run_gpuscape sweep cores-vs-clock-at-power --no-plots -o out
    expect_status 0
    head -n 1 out/points.csv | tr , '\n' | grep -nx power_w | cut -d : -f 1 >at
    awk -F , -v at="$(cat at)" 'NR > 1 && $at != "" {
        n++; far = $at / $2 - 1; if (far > 1e-6 || far < -1e-6) exit 1 }
        END { exit n < 200 }' out/points.csv
}

@test 'at constant area the area is within half a multiprocessor' {
    run_gpuscape sweep cores-vs-clock-at-area --no-plots -o out
    expect_status 0
    expect_not_in "$stdout" 'not feasible'
    head -n 1 out/points.csv | tr , '\n' | grep -nx area_mm2 | cut -d : -f 1 >at
    awk -F , -v at="$(cat at)" 'NR > 1 { n++
        if (min == "" || $at < min) min = $at; if ($at > max) max = $at }
        END { exit !(n == 147 && max / min < 1.03) }' out/points.csv
}

@test 'bus times rate is bandwidth in every memory generation' {
    run_gpuscape sweep memory-generations --no-plots -o out --set keep=all
    expect_status 0
    awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        NR > 1 { n++
            far = $at["memory_bus_bits"] * $at["data_rate_gbps"] / 8 / $at["memory_bandwidth_gbs"] - 1
            if (far > 1e-12 || far < -1e-12) exit 1 }
        END { exit n != 128 }' out/points.csv
    expect_not_in "$stdout" 'impossible'
}

@test 'lines are named after the memory types' {
    need gnuplot
    run_gpuscape sweep memory-generations -o out
    expect_status 0
    for type in GDDR5 GDDR5X GDDR6 HBM2; do
        grep -q "^line,.*,$type\$" out/plots/power-vs-bandwidth.csv
    done
    run_gpuscape sweep cores-vs-clock-at-cost -o cost
    expect_status 0
    [ -s cost/plots/speedup-vs-cores.png ]
    expect_in "$(cat cost/plots/speedup-vs-cores.gp)" \
        'boost_clock_mhz such that price_usd = budget_usd.'
}

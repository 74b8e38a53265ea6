#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape recommend: the answer, its files, what it says where there is none.

# shellcheck disable=SC2154 # variables of the helpers
load helpers

# write_question FILE [MEMBER]...: a question that is right, with more members.
write_question () {
    {
        echo 'recommend: {'
        echo 'title = "A trial"; base = "gtx-1080-ti";'
        echo 'workloads = ( { network = "lenet5"; batch = 24; } );'
        echo 'axes = ( { field = "sm_count"; from = 6; to = 60; step = 6; },'
        echo '{ field = "boost_clock_mhz"; from = 703; to = 2209; count = 13; } );'
        printf '%s\n' "${@:2}"
        echo '};'
    } >"$1"
}

wanted='targets = [ "speedup >= 0.8" ]; limits = [ "power_w <= 260", "area_mm2 <= 600" ]; best = "coolest";'

@test 'the answer as text and as JSON' {
    need jq
    write_question trial.cfg "$wanted"
    run_gpuscape recommend trial.cfg
    expect_status 0
    expect_in "$stdout" 'A trial' 'coolest: least power_w' 'answer' \
        'speedup >= 0.8' 'reference'
    run_gpuscape recommend trial.cfg --format json
    expect_status 0
    [ "$(jq .feasible <<<"$stdout")" = true ]
    [ "$(jq '.answer.metrics.speedup >= 0.8' <<<"$stdout")" = true ]
    [ "$(jq '.answer.metrics.power_w <= 260' <<<"$stdout")" = true ]
    [ "$(jq '.answer.metrics.area_mm2 <= 600' <<<"$stdout")" = true ]
    [ "$(jq '.limits | length' <<<"$stdout")" -eq 3 ]
    [ "$(jq -r '.limits[0].kind' <<<"$stdout")" = target ]
    [ "$(jq '.score == .answer.metrics.power_w' <<<"$stdout")" = true ]
    [ "$(jq '.score <= .best_of_grid.metrics.power_w' <<<"$stdout")" = true ]
}

@test '--no-refine: the best point of the grid, whatever the threads' {
    need jq
    write_question trial.cfg "$wanted"
    run_gpuscape recommend trial.cfg --no-refine --format json -j 1
    expect_status 0
    [ "$(jq .refined <<<"$stdout")" = false ]
    [ "$(jq '.answer.free.sm_count % 6' <<<"$stdout")" = 0 ]
    first=$stdout
    run_gpuscape recommend trial.cfg --no-refine --format json -j 3
    [ "$stdout" = "$first" ]
}

@test 'the grid has the answer that a sweep of it has' {
    write_question trial.cfg "$wanted"
    run_gpuscape recommend trial.cfg --no-refine --no-plots -o out
    expect_status 0
    for file in answer.txt answer.json points.csv front.csv recommend.cfg; do
        [ -s "out/$file" ] || { echo "no $file"; return 1; }
    done
    [ "$(cat out/answer.txt)" = "$stdout" ]
    [ "$(count_rows out/points.csv)" -eq 130 ]
    best=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["feasible"] == "true" && (least == "" || $at["power_w"] < least) {
            least = $at["power_w"]
            row = $at["sm_count"] " " sprintf("%.4g", $at["boost_clock_mhz"]) }
        END { print row }' out/points.csv)
    expect_in "$(grep '^answer ' out/answer.txt | tr -s ' ')" "answer $best"
    run_gpuscape recommend out/recommend.cfg --no-refine
    [ "$stdout" = "$(cat out/answer.txt)" ]
}

@test 'a plot of the candidates' {
    need gnuplot
    write_question trial.cfg "$wanted"
    run_gpuscape recommend trial.cfg -o out
    expect_status 0
    for kind in png svg pdf csv gp; do
        [ -s "out/plots/candidates.$kind" ]
    done
    expect_in "$(cat out/plots/candidates.csv)" answer
}

@test '--device-out: a device that predict takes' {
    need jq
    write_question trial.cfg "$wanted"
    run_gpuscape recommend trial.cfg --device-out my.cfg --format json
    expect_status 0
    time=$(jq .answer.metrics.time_ms <<<"$stdout")
    run_gpuscape check my.cfg
    expect_status 0
    run_gpuscape predict -d ./my.cfg -n lenet5 -b 24 --format json
    expect_status 0
    [ "$(jq ".[0].time_ms == $time" <<<"$stdout")" = true ]
}

@test 'no device: what stands in the way, the nearest, nothing written' {
    need jq
    write_question trial.cfg 'targets = [ "speedup >= 0.8" ];' \
        'limits = [ "power_w <= 90", "area_mm2 <= 900" ]; best = "smallest";'
    run_gpuscape recommend trial.cfg
    expect_status 0
    expect_in "$stdout" 'No device of this space' 'without any one of these' \
        'nearest' 'missed_by_percent'
    run_gpuscape recommend trial.cfg --format json --device-out my.cfg
    expect_status 1
    expect_in "$stderr" 'my.cfg is not written'
    [ ! -e my.cfg ]
    [ "$(jq .feasible <<<"$stdout")" = false ]
    [ "$(jq -r '[.smallest_sets[].without[]] | join(";")' <<<"$stdout")" = \
        'power_w <= 90' ]
    # Alone neither helps.
    write_question trial.cfg 'targets = [ "speedup >= 0.8" ];' \
        'limits = [ "power_w <= 60", "area_mm2 <= 101" ]; best = "smallest";'
    run_gpuscape recommend trial.cfg --format json
    expect_status 0
    [ "$(jq '.smallest_sets[0].without | length' <<<"$stdout")" -eq 2 ]
}

@test 'every shipped question has an answer in time' {
    need jq
    n=0
    for file in "$data"/recommend/*.cfg; do
        run_gpuscape check "$file"
        expect_status 0
        run_gpuscape recommend "$file" --format json
        expect_status 0
        [ "$(jq .feasible <<<"$stdout")" = true ]
        n=$((n + 1))
    done
    [ "$n" -ge 2 ]
}

@test 'bad input' {
    run_gpuscape recommend
    fails_with 2 'FILE'
    run_gpuscape recommend nowhere
    fails_with 1 "no 'nowhere'"
    write_question trial.cfg "$wanted" 'runners = 3;'
    run_gpuscape recommend trial.cfg
    fails_with 1 'trial.cfg:' "did you mean 'runners_up'"
    write_question trial.cfg "$wanted"
    run_gpuscape recommend trial.cfg --set 'limits.[0]="power_w <= 9 <= 10"'
    fails_with 1 "'limits', entry 1" 'entries of their own'
    run_gpuscape recommend trial.cfg --set 'best=cheap'
    fails_with 1 "'cheapest'"
    run_gpuscape recommend trial.cfg --format csv
    fails_with 2 'csv'
    run_gpuscape recommend trial.cfg -o /dev/null/x
    expect_status 1
    run_gpuscape check trial.cfg
    expect_status 0
    write_question trial.cfg 'limits = [ "power_q <= 3" ]; best = "coolest";'
    run_gpuscape check trial.cfg
    expect_status 1
    expect_in "$stderr" "did you mean 'power_w'"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape sweep: output directory, threads, failures that must lose nothing,
# names that hold anything.

# shellcheck disable=SC2016,SC2154 # hostile names; variables of the helpers
load helpers

outputs='points.csv front.csv front-doubt.csv marks.csv summary.txt summary.json sweep.cfg
manifest.json'

# write_sweep FILE [MEMBER]...: a sweep that is right, with more members.
write_sweep () {
    {
        echo 'sweep: {'
        echo 'title = "A trial"; reference = "gtx-1080-ti";'
        echo 'workloads = ( { network = "lenet5"; batch = 24; } );'
        echo 'objectives = [ "max speedup", "min power_w" ];'
        printf '%s\n' "${@:2}"
        echo '};'
    } >"$1"
}

axes='base = "gtx-1080-ti"; axes = ( { field = "sm_count"; from = 6; to = 60; step = 6; }, { field = "boost_clock_mhz"; from = 703; to = 2209; count = 13; } );'

# checksums DIR: of every file in it, hidden ones too.
checksums () {
    (cd "$1" && find . -type f -exec cksum {} + | sort -k 3)
}

@test 'a sweep writes its files and prints its summary' {
    write_sweep trial.cfg "$axes" 'constraints = [ "power_w <= 260" ];'
    run_gpuscape sweep trial.cfg --no-plots
    expect_status 0
    for file in $outputs; do
        [ -s "result/trial/$file" ]
    done
    [ "$(find result/trial -type f | wc -l)" -eq 8 ]
    [ "$stdout" = "$(cat result/trial/summary.txt)" ]
    expect_in "$stderr" '130 points' 'written to result/trial'
    [ "$(count_rows result/trial/points.csv)" -eq 130 ]
    [ "$(count_rows result/trial/front.csv)" -gt 1 ]
    has_columns result/trial/points.csv point_id sm_count boost_clock_mhz \
        time_ms_lenet5_inference_b24 time_ms throughput speedup power_w \
        area_mm2 memory_need_gib fits bound feasible reason on_front
    [ "$(head -n 1 result/trial/points.csv)" = \
      "$(head -n 1 result/trial/front.csv)" ]
    grep -c ',true$' result/trial/points.csv |
        grep -qx "$(count_rows result/trial/front.csv)"
}

@test 'the summary says what a person asks' {
    write_sweep trial.cfg "$axes" 'question = "Which one?";' \
        'constraints = [ "power_w <= 260", "area_mm2 < 500" ];' \
        'marks = [ "titan-xp" ];'
    run_gpuscape sweep trial.cfg --no-plots -o out
    expect_status 0
    expect_in "$stdout" 'A trial' 'Which one?' 'GeForce GTX 1080 Ti' \
        'lenet5_inference_b24' 'sm_count: 10 values, 6 to 60' \
        'boost_clock_mhz: 13 values, 703 to 2209' 'Points      130' \
        'not feasible, constraint: power_w <= 260' \
        'not feasible, constraint: area_mm2 < 500' 'The front'
    grep -q '^TITAN Xp,false,' out/marks.csv
    grep -q '^GeForce GTX 1080 Ti,true,28,1582,' out/marks.csv
}

@test 'the JSON files parse and agree with the tables' {
    need jq
    write_sweep trial.cfg "$axes" 'constraints = [ "power_w <= 260" ];'
    run_gpuscape sweep trial.cfg --no-plots -o out
    expect_status 0
    [ "$(jq .on_front out/summary.json)" -eq "$(count_rows out/front.csv)" ]
    [ "$(jq '.feasible + ([.not_feasible[]] | add)' out/summary.json)" \
      -eq 130 ]
    [ "$(jq -r '.objectives[0].column' out/summary.json)" = speedup ]
    [ "$(jq '.inputs | length' out/manifest.json)" -eq 5 ]
    [ "$(jq -r .version out/manifest.json)" = \
      "$(gpuscape --version | sed -n '1s/gpuscape //p')" ]
}

@test 'a dry run says how many points and writes nothing' {
    write_sweep trial.cfg "$axes"
    run_gpuscape sweep trial.cfg --dry-run --set 'axes.[1].count=1301'
    expect_status 0
    expect_in "$stdout" '13010 points of 10 structures, 1 workloads' \
        'expected time: about'
    [ ! -e result ]
}

@test 'the same bytes for any number of threads' {
    write_sweep trial.cfg "$axes" 'constraints = [ "power_w <= 260" ];'
    for threads in 1 2 3; do
        run_gpuscape sweep trial.cfg --no-plots -o "out$threads" \
            -j "$threads" --set 'axes.[1].count=1501'
        expect_status 0
    done
    diff -r out1 out2
    diff -r out1 out3
    [ "$(count_rows out1/points.csv)" -eq 15010 ]
}

@test 'sweep.cfg is the sweep as run' {
    write_sweep trial.cfg "$axes"
    run_gpuscape sweep trial.cfg --no-plots -o out --set keep=front \
        --set 'axes.[0].to=48' --set 'constraints=["power_w < 251.7"]'
    expect_status 0
    run_gpuscape sweep out/sweep.cfg --no-plots -o again
    expect_status 0
    for file in points.csv front.csv summary.txt sweep.cfg; do
        cmp "out/$file" "again/$file"
    done
    grep -q 'to = 48' out/sweep.cfg
}

@test 'every wrong sweep is refused with file and line, and writes nothing' {
    write_sweep trial.cfg "$axes" 'keeep = "all";'
    run_gpuscape sweep trial.cfg -o out
    fails_with 1 'trial.cfg:6' "unknown key 'keeep'" "'keep'"
    write_sweep trial.cfg "$axes"
    head -c 150 trial.cfg >cut.cfg
    run_gpuscape sweep cut.cfg -o out
    fails_with 1 'cut.cfg:'
    run_gpuscape sweep nowhere.cfg -o out
    fails_with 1 'nowhere.cfg'
    run_gpuscape sweep cores-vs-clok -o out
    fails_with 1 "did you mean 'cores-vs-clock'?"
    run_gpuscape sweep trial.cfg -o out --set 'model=efficient'
    fails_with 1 "did you mean 'efficiency'?"
    run_gpuscape sweep trial.cfg -o out --set 'axes.[0].field=sm_cuont'
    fails_with 1 "'sm_cuont'" "'sm_count'"
    [ ! -e out ]
}

@test 'wrong usage is 2' {
    run_gpuscape sweep
    fails_with 2 'FILE'
    run_gpuscape sweep a b
    fails_with 2 "'b'"
    for threads in 0 -1 1.5 x 99999999999999999999; do
        run_gpuscape sweep cores-vs-clock -j "$threads"
        fails_with 2 "$threads"
    done
    run_gpuscape sweep cores-vs-clock --dry
    [ "$status" -eq 0 ] || fails_with 2 'dry'
}

@test 'running twice into a folder replaces the files and no others' {
    write_sweep trial.cfg "$axes"
    run_gpuscape sweep trial.cfg --no-plots -o out
    echo mine >out/notes.txt
    run_gpuscape sweep trial.cfg --no-plots -o out --set 'axes.[0].to=48'
    expect_status 0
    [ "$(count_rows out/points.csv)" -eq 104 ]
    [ "$(cat out/notes.txt)" = mine ]
    [ "$(find out -type f | wc -l)" -eq 9 ]
}

@test 'a sweep that cannot be run leaves the folder as it was' {
    write_sweep trial.cfg "$axes"
    run_gpuscape sweep trial.cfg --no-plots -o out
    checksums out >before
    run_gpuscape sweep trial.cfg --no-plots -o out --set 'axes.[0].step=7.5'
    fails_with 1 'whole numbers'
    checksums out | diff before -
}

@test 'a disk that fills up leaves the folder as it was' {
    write_sweep trial.cfg "$axes"
    run_gpuscape sweep trial.cfg --no-plots -o out
    checksums out >before
    # From tables that do not fit to summaries that do not.
    for kib in 1 4 16 20 24 28; do
        run bash -c "trap '' XFSZ; ulimit -f $kib
            ${GPUSCAPE_RUN-} gpuscape sweep trial.cfg --no-plots -o out \
                --set title=Another --set 'axes.[1].count=17'"
        [ "$status" -eq 1 ]
        expect_in "$output" 'File too large'
        checksums out | diff before -
    done
}

@test 'folders that cannot be written are named' {
    write_sweep trial.cfg "$axes"
    : >file
    run_gpuscape sweep trial.cfg --no-plots -o file/out
    fails_with 1 'file' 'Not a directory'
    run_gpuscape sweep trial.cfg --no-plots -o /proc/nothing/here
    fails_with 1 '/proc/nothing'
    mkdir -p out/front.csv
    run_gpuscape sweep trial.cfg --no-plots -o out
    fails_with 1 'out/front.csv' 'Is a directory'
    [ "$(find out -type f | wc -l)" -eq 0 ]
    [ "$(id -u)" -eq 0 ] && return
    mkdir locked
    chmod a-w locked
    run_gpuscape sweep trial.cfg --no-plots -o locked
    fails_with 1 'locked' 'Permission denied'
}

@test 'a run that is killed leaves the files of the one before' {
    [ -z "${GPUSCAPE_RUN-}" ] || skip 'kills the wrong process'
    write_sweep trial.cfg "$axes"
    run_gpuscape sweep trial.cfg --no-plots -o out
    for file in $outputs; do cksum "out/$file"; done >before
    gpuscape sweep trial.cfg --no-plots -o out -j 1 \
        --set 'axes.[1].count=200000' >/dev/null 2>&1 &
    process=$!
    for _ in $(seq 600); do
        find out -name '*.tmp' -size +0 | grep -q . && break
        sleep 0.05
    done
    find out -name '*.tmp' -size +0 | grep -q .
    kill -9 "$process"
    wait "$process" || :
    for file in $outputs; do cksum "out/$file"; done | diff before -
    run_gpuscape sweep trial.cfg --no-plots -o out
    expect_status 0
}

@test 'where no point is feasible the sweep ends well and says so' {
    write_sweep trial.cfg "$axes" 'constraints = [ "power_w < 5" ];'
    for keep in all feasible front; do
        run_gpuscape sweep trial.cfg -o "out-$keep" --set "keep=$keep"
        expect_status 0
        expect_in "$stdout" 'feasible 0, on the front 0' \
            'No point is feasible'
        [ "$(count_rows "out-$keep/front.csv")" -eq 0 ]
    done
    [ "$(count_rows out-all/points.csv)" -eq 130 ]
    if command -v gnuplot >/dev/null; then
        [ -s out-all/plots/map.png ]
        expect_in "$stderr" 'pareto: no point was kept'
    fi
}

@test 'too few kept points for a map are no failure' {
    need gnuplot
    write_sweep trial.cfg "$axes" 'constraints = [ "sm_count < 12" ];'
    run_gpuscape sweep trial.cfg -o out --set keep=feasible
    expect_status 0
    expect_in "$stderr" 'not drawn' 'map needs two values'
    [ -s out/summary.txt ]
    run_gpuscape plot out
    fails_with 1 'not drawn' 'map needs two values'
}

@test 'a sweep over devices alone has a scatter, and lines are not made up' {
    write_sweep trial.cfg 'axes = ( { field = "device"; values = ( "gtx-1070", "titan-xp", "gtx-1080" ); } );'
    run_gpuscape sweep trial.cfg -o out
    expect_status 0
    [ "$(cut -d , -f 2 out/points.csv | tail -n 1)" = 'GeForce GTX 1080' ]
    sed -i 's/, "min power_w"//' trial.cfg
    run_gpuscape sweep trial.cfg -o single
    expect_status 0
}

@test 'without gnuplot the tables are written and a note says what is missing' {
    write_sweep trial.cfg "$axes"
    mkdir bin
    ln -s "$(command -v gpuscape)" bin/gpuscape
    PATH=$scratch/bin run "$BASH" -c "gpuscape sweep trial.cfg -o out"
    [ "$status" -eq 0 ]
    expect_in "$output" 'gnuplot is not installed' 'gpuscape plot out'
    [ -s out/front.csv ]
    [ ! -e out/plots ]
}

# Names that would run a command wherever one is pasted into code.
write_hostile () {
    mkdir -p 'a $(touch ran1);`touch ran2`'
    device='a $(touch ran1);`touch ran2`/"d".cfg'
    cat >"$device" <<'END'
device: {
    base = "gtx-1080-ti"; status = "hypothetical"; sm_count = 40;
    name = " `touch ran3` $(touch ran4) '; touch ran5 #\" \\ @x {/Bold\nnext, line\x1b[31m%d%s ";
};
END
    {
        echo 'sweep: {'
        cat <<'END'
title = "\"); system('touch ran6'); print(\" `touch ran7`\n$(touch ran8) ' %s \\";
question = "\x1b[2J`touch ran9`";
workloads = ( { network = "lenet5"; batch = 24; } );
axes = ( { field = "device"; values = ( "gtx-1070", "titan-xp",
END
        printf '"%s" ); },\n' "${device//\"/\\\"}"
        printf '{ field = "boost_clock_mhz"; values = [1000, 1500]; } );\n'
        printf 'reference = "%s"; marks = [ "%s" ];\n' \
            "${device//\"/\\\"}" "${device//\"/\\\"}"
        cat <<'END'
constraints = [ "power_w < 200 || sm_count == 40" ];
objectives = [ "max speedup", "min power_w" ];
plots = ( { kind = "pareto"; x = "power_w"; y = "speedup"; title = "`touch ran10`\n\"'$(touch ran11)"; },
    { kind = "lines"; x = "boost_clock_mhz"; y = "speedup"; } );
END
        echo '};'
    } >'`touch ran12` $(touch ran13); "s.cfg'
}

@test 'names are data, whatever they hold' {
    need jq
    write_hostile
    run_gpuscape sweep ./'`touch ran12` $(touch ran13); "s.cfg'
    expect_status 0
    dir='result/`touch ran12` $(touch ran13); "s'
    [ -z "$(find . -name 'ran*')" ]
    # No escape sequence reaches the terminal.
    [[ $stdout != *$'\e'* ]]
    if command -v gnuplot >/dev/null; then
        [ -s "$dir/plots/pareto.png" ]
        [ -s "$dir/plots/lines.pdf" ]
    fi
    name=$(printf " \`touch ran3\` \$(touch ran4) '; touch ran5 #\" \\\\ @x {/Bold\nnext, line\e[31m%%d%%s ")
    # The name comes back from both tables as it was written.
    run_gpuscape pareto "$dir/points.csv" --max speedup --format json
    expect_status 0
    printf '%s' "$stdout" | jq -e --arg name "$name" \
        'any(.[]; .device == $name)' >/dev/null
    run_gpuscape pareto "$dir/marks.csv" --max speedup --format json
    expect_status 0
    [ "$(printf '%s' "$stdout" | jq -r '.[0].mark')" = "$name" ]
    jq -e --arg name "$name" '.reference == $name' "$dir/summary.json" \
        >/dev/null
    jq -e '.inputs | length > 5' "$dir/manifest.json" >/dev/null
    # front.csv is what the filter says of points.csv.
    run_gpuscape pareto "$dir/points.csv" --max speedup --min power_w
    expect_status 0
    printf '%s\n' "$stdout" >filtered
    diff filtered "$dir/front.csv"
    [ -z "$(find . -name 'ran*')" ]
}

@test 'front.csv is what the filter says of points.csv' {
    write_sweep trial.cfg "$axes" 'constraints = [ "power_w <= 260" ];'
    run_gpuscape sweep trial.cfg --no-plots -o out \
        --set 'objectives=["max speedup", "min power_w", "min area_mm2"]'
    expect_status 0
    run_gpuscape pareto out/points.csv --max speedup --min power_w \
        --min area_mm2
    expect_status 0
    printf '%s\n' "$stdout" >filtered
    diff filtered out/front.csv
    [ "$(count_rows filtered)" -gt 5 ]
}

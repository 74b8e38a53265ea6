#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape plot: the figures of a sweep again, from its folder.

# shellcheck disable=SC2154 # variables of the helpers
load helpers

# A folder `out` with tables and no plots.
make_out () {
    cat >trial.cfg <<'END'
sweep: {
    title = "Cores and clock";
    base = "gtx-1080-ti"; reference = "gtx-1080-ti";
    workloads = ( { network = "lenet5"; batch = 24; } );
    axes = ( { field = "sm_count"; from = 6; to = 60; step = 6; },
             { field = "boost_clock_mhz"; from = 703; to = 2209; count = 9; } );
    constraints = [ "power_w <= 260" ];
    objectives = [ "max speedup", "min power_w" ];
    marks = [ "gtx-1070" ];
    plots = ( { kind = "map"; name = "speedup-map"; x = "sm_count"; y = "boost_clock_mhz"; z = "speedup"; },
              { kind = "pareto"; name = "trade-off"; x = "power_w"; y = "speedup"; },
              { kind = "lines"; x = "boost_clock_mhz"; y = "speedup"; series = "sm_count"; } );
};
END
    gpuscape sweep trial.cfg --no-plots -o out >/dev/null 2>&1
}

@test 'all figures in three formats, each beside its script and data' {
    need gnuplot
    make_out
    run_gpuscape plot out
    expect_status 0
    [ -z "$stdout" ]
    for name in speedup-map trade-off lines; do
        for kind in png svg pdf gp csv; do
            [ -s "out/plots/$name.$kind" ]
        done
        head -c 4 "out/plots/$name.pdf" | grep -q '^%PDF'
        head -c 8 "out/plots/$name.png" | cksum |
            grep -q "^$(printf '\211PNG\r\n\032\n' | cksum | cut -d ' ' -f 1) "
        grep -q '<svg' "out/plots/$name.svg"
    done
    [ "$(find out/plots -type f | wc -l)" -eq 16 ]
    [ "$(head -n 1 out/plots/figures.csv)" = name,kind,title,caption,alt,command ]
    [ "$(cut -d , -f 1,2 out/plots/figures.csv | tail -n +2 | tr '\n' ' ')" = \
        'speedup-map,map trade-off,pareto lines,lines ' ]
    expect_in "$(cat out/plots/figures.csv)" \
        'lines,lines,Cores and clock,"Predicted, model efficiency: lenet5' \
        'lines, one for each SM count: Speedup over GTX 1080 Ti along Boost clock'
}

@test 'the same bytes each time, PDF too' {
    need gnuplot
    make_out
    run_gpuscape plot out
    cp -r out/plots before
    # A date in a PDF has seconds.
    sleep 1.1
    run_gpuscape plot out
    expect_status 0
    diff -r before out/plots
    # The date is gone, and all else as it was drawn.
    if grep -aq 'CreationDate' out/plots/lines.pdf; then return 1; fi
    (cd out/plots && gnuplot -d -e "terminal='pdf'; picture='whole'" lines.gp)
    [ "$(stat -c %s out/plots/lines.pdf)" -eq "$(stat -c %s out/plots/whole)" ]
    [ "$(cmp -l out/plots/lines.pdf out/plots/whole | wc -l)" -le 33 ]
}

@test 'a figure that is not drawn any more is removed, and nothing else' {
    need gnuplot
    make_out
    run_gpuscape plot out --terminal svg
    run_gpuscape sensitivity trial.cfg -m oat -o out
    expect_status 0
    touch out/plots/trade-off.txt out/plots/mine.svg out/lines.svg
    sed -i 's/name = "trade-off"/name = "new"/; s/"lines";/"lines"; name = "..\/lines";/' \
        out/sweep.cfg
    run_gpuscape plot out --terminal svg
    fails_with 1 "plot name '../lines'"
    sed -i 's/ name = "..\/lines";//' out/sweep.cfg
    [ -e out/plots/trade-off.svg ]
    run_gpuscape plot out --terminal svg
    expect_status 0
    [ -s out/plots/new.svg ] && [ -s out/plots/lines.svg ]
    for end in csv gp svg; do
        [ ! -e "out/plots/trade-off.$end" ]
    done
    [ -e out/plots/trade-off.txt ] && [ -e out/plots/mine.svg ]
    [ -e out/lines.svg ] && [ -s out/plots/tornado.svg ]
}

@test 'the sweep draws the same scripts and data as plot' {
    need gnuplot
    make_out
    run_gpuscape plot out
    run_gpuscape sweep trial.cfg -o whole
    expect_status 0
    for name in speedup-map trade-off lines; do
        cmp "out/plots/$name.gp" "whole/plots/$name.gp"
        cmp "out/plots/$name.csv" "whole/plots/$name.csv"
    done
}

@test '--only draws one figure, --terminal in one format' {
    need gnuplot
    make_out
    run_gpuscape plot out --only trade-off --terminal svg
    expect_status 0
    [ -s out/plots/trade-off.svg ]
    [ "$(find out/plots -type f | wc -l)" -eq 4 ]
}

@test '--terminal dumb is a figure to read in a terminal' {
    need gnuplot
    make_out
    run_gpuscape plot out --only speedup-map --terminal dumb
    expect_status 0
    [ "$(printf '%s\n' "$stdout" | wc -l)" -gt 15 ]
    [ "$(printf '%s\n' "$stdout" | awk '{ if (length > n) n = length } END { print n }')" -le 132 ]
    expect_in "$stdout" 'SM count' 'Cores and clock'
    # Text, not codes.
    [ -z "$(printf '%s' "$stdout" | tr -d '[:print:][:space:]' | tr -d '\200-\377')" ]
}

@test 'names that there are not' {
    make_out
    run_gpuscape plot out --only tradeoff
    fails_with 1 "'tradeoff'" "'trade-off'"
    run_gpuscape plot out --terminal pgn
    fails_with 2 "'pgn'" "'png'"
    run_gpuscape plot
    fails_with 2 'DIR'
    [ ! -e out/plots ]
}

@test 'a folder without results' {
    mkdir empty
    run_gpuscape plot empty
    fails_with 1 'empty/sweep.cfg'
    run_gpuscape plot nowhere
    fails_with 1 'nowhere/sweep.cfg'
    make_out
    rm out/points.csv
    run_gpuscape plot out
    fails_with 1 'out/points.csv'
    make_out
    rm out/marks.csv
    run_gpuscape plot out
    fails_with 1 'out/marks.csv'
}

@test 'tables that were spoilt are refused with their line' {
    need gnuplot
    make_out
    sed -i '5s/,/,x/2' out/points.csv
    run_gpuscape plot out
    fails_with 1 'out/points.csv:5' "expected a number"
    make_out
    head -c 3000 out/points.csv >piece
    cp piece out/points.csv
    run_gpuscape plot out
    fails_with 1 'out/points.csv:'
    make_out
    sed -i '1s/speedup/speedpu/g' out/points.csv
    run_gpuscape plot out
    fails_with 1 "speedup" "speedpu"
}

@test 'without gnuplot the message says how to get it' {
    make_out
    mkdir bin
    ln -s "$(command -v gpuscape)" bin/gpuscape
    PATH=$scratch/bin run "$BASH" -c 'gpuscape plot out'
    [ "$status" -eq 1 ]
    expect_in "$output" 'gnuplot' 'install'
}

@test 'a gnuplot that fails is an error, and the picture before is kept' {
    need gnuplot
    make_out
    run_gpuscape plot out --only trade-off --terminal png
    cksum out/plots/trade-off.png >before
    mkdir bin
    printf '#!/bin/sh\necho "line 3: no such thing" >&2\nexit 1\n' >bin/gnuplot
    chmod +x bin/gnuplot
    PATH=$scratch/bin:$PATH run_gpuscape plot out --only trade-off
    fails_with 1 'gnuplot failed' 'no such thing'
    cksum out/plots/trade-off.png | diff before -
    [ -z "$(find out -name '*.new')" ]
}

@test 'a script draws again alone in its folder' {
    need gnuplot
    make_out
    run_gpuscape plot out --terminal png
    for name in speedup-map trade-off lines; do
        mkdir "alone-$name"
        cp "out/plots/$name.gp" "out/plots/$name.csv" "alone-$name"
        (cd "alone-$name" && gnuplot -d "$name.gp")
        cmp "out/plots/$name.png" "alone-$name/$name.png"
    done
}

@test 'a relative path, a trailing slash and another folder' {
    need gnuplot
    make_out
    run_gpuscape plot out/ --terminal svg
    expect_status 0
    (cd out && gpuscape plot . --terminal svg)
    mkdir else
    (cd else && gpuscape plot ../out --terminal svg)
}

@test 'maps with lines of power and area, and of what bounds the designs' {
    need gnuplot
    make_out
    sed -i 's/{ kind = "map"; name/{ kind = "bottleneck"; name = "bound"; x = "sm_count"; y = "boost_clock_mhz"; }, &/' \
        trial.cfg
    run_gpuscape sweep trial.cfg -o out
    expect_status 0
    grep -q '^iso-1,' out/plots/speedup-map.csv
    grep -q '^iso-2,' out/plots/speedup-map.csv
    expect_in "$(cat out/plots/speedup-map.gp)" \
        'Dashed lines: Board power.' 'Dotted lines: Die area.'
    if grep -q '^iso-' out/plots/bound.csv; then return 1; fi
    expect_in "$(grep ^bound, out/plots/figures.csv)" 'lines: Speedup over'
    expect_in "$(grep ^trade-off, out/plots/figures.csv)" \
        'are on it with a probability of 90 % or more.'
    sed -i 's/name = "speedup-map";/& iso = [ "area_mm2" ];/' trial.cfg
    run_gpuscape sweep trial.cfg -o out
    expect_in "$(cat out/plots/speedup-map.gp)" 'Dashed lines: Die area.'
    sed -i 's/"area_mm2" \]/"area_mm2", "power_w", "speedup" ]/' trial.cfg
    run_gpuscape sweep trial.cfg -o out
    fails_with 1 'found 3 columns, expected at most 2'
    sed -i 's/, "power_w", "speedup" \]/, "powr_w" ]/' trial.cfg
    run_gpuscape sweep trial.cfg -o out
    fails_with 1 "'powr_w' is no column" "did you mean 'power_w'?"
}

@test 'a figure in the terminal at the end, and only in a terminal' {
    need gnuplot
    need script
    make_out
    script -qec 'gpuscape sweep trial.cfg -o out' /dev/null >screen </dev/null
    # The front, though the map is drawn first.
    [ "$(grep -c 'Pareto front (' screen)" -eq 1 ]
    expect_in "$(cat screen)" 'better' 'Cores and clock'
    script -qec 'gpuscape sweep trial.cfg -o out --no-preview' /dev/null \
        >screen </dev/null
    [ "$(grep -c 'Pareto front (' screen)" -eq 0 ]
    script -qec 'gpuscape sweep trial.cfg -o out --no-plots' /dev/null \
        >screen </dev/null
    [ "$(grep -c 'Pareto front (' screen)" -eq 0 ]
    run_gpuscape sweep trial.cfg -o out
    expect_status 0
    [ "$(grep -c 'Pareto front (' <<<"$stdout")" -eq 0 ]
    script -qec 'gpuscape compare rtx-3090 -n lenet5 -o other' /dev/null \
        >screen </dev/null
    expect_in "$(cat screen)" 'Speedup over the GTX 1080 Ti, inference'
}

@test 'a second model beside the first' {
    need gnuplot
    make_out
    sed -i 's/series = "sm_count";/& second = "roofline";/' trial.cfg
    run_gpuscape sweep trial.cfg -o out
    expect_status 0
    [ "$(count_rows out/second.csv)" -eq 90 ]
    # Its own speedups over its own reference, whatever the first one says.
    expect_in "$(head -n 1 out/second.csv)" 'point_id,time_ms_' ',speedup'
    gpuscape sweep trial.cfg --no-plots -o alone --set model=roofline >/dev/null 2>&1
    speedup () { awk -F , -v want="$2" 'NR == 1 { for (i = 1; i <= NF; i++)
        if ($i == "speedup") c = i } $1 == want { print $c }' "$1"; }
    for point in 0 41 89; do
        [ "$(speedup out/second.csv $point)" = "$(speedup alone/points.csv $point)" ]
        [ "$(speedup out/second.csv $point)" != "$(speedup out/points.csv $point)" ]
    done
    # The middle one of eight lines, nine points.
    [ "$(grep -c '^second,' out/plots/lines.csv)" -eq 9 ]
    expect_in "$(cat out/plots/lines.gp)" 'by model roofline, up to'
    sed -i 's/second = "roofline"/second = "rofline"/' trial.cfg
    run_gpuscape sweep trial.cfg -o out
    fails_with 1 'rofline'
    sed -i 's/kind = "pareto";/& second = "roofline";/' trial.cfg
    run_gpuscape sweep trial.cfg -o out
    fails_with 1 "'second' of plot 2: expected a lines plot"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape report

load helpers

hostile='</title></svg><script>alert(1)</script><img src=x onerror=alert(2)> & $x_1 \\ | `%#'

# sweep_of TITLE: a small sweep in ./out, with a plot where gnuplot is there.
sweep_of () {
    local plots=--no-plots
    command -v gnuplot >/dev/null && plots=
    cat >small.cfg <<END
sweep: {
    title = "$1";
    question = "Q $1";
    base = "gtx-1080-ti";
    reference = "gtx-1080-ti";
    workloads = ( { network = "alexnet"; batch = 8; phase = "inference"; } );
    axes = ( { field = "sm_count"; from = 16; to = 40; step = 4; },
             { field = "boost_clock_mhz"; values = [ 1200, 1500, 1800 ]; } );
    constraints = [ "power_w <= 330" ];
    objectives = [ "max speedup", "min power_w" ];
    plots = ( { kind = "pareto"; name = "front"; x = "power_w"; y = "speedup"; title = "P $1"; },
              { kind = "map"; name = "map"; x = "sm_count"; y = "boost_clock_mhz"; z = "speedup"; } );
};
END
    # shellcheck disable=SC2086 # none or one option
    run_gpuscape sweep small.cfg -o out $plots
    expect_status 0
}

report () {
    run_gpuscape report out
    expect_status 0
}

need_pictures () {
    need gnuplot
    ! grep -q 'this picture is missing' out/report.html ||
        skip 'built without Expat'
}

@test 'the answer is made from the numbers' {
    sweep_of 'More of which?'
    report
    [ -z "$stdout" ]
    expect_in "$stderr" 'out/report.html'
    # By the table: the fastest that needs no more than the reference's power.
    watts=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
        NR == 2 { print $c["power_w"] }' out/marks.csv)
    best=$(awk -F, -v limit="$watts" '
        NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
        $c["power_w"] <= limit && $c["speedup"] > most {
            most = $c["speedup"]
            low = $c["speedup_lo"]
            high = $c["speedup_hi"]
            sm = $c["sm_count"]
            clock = $c["boost_clock_mhz"]
        }
        END { printf "%d multiprocessors and a boost clock of %d MHz " \
                "(the reference: 28 and 1582 MHz) and is %.2f times as fast " \
                "(90 %% interval %.2f to %.2f)", sm, clock, most, low, high }
        ' out/front.csv)
    expect_in "$(cat out/report.html)" "$best" '<h1>More of which?</h1>' \
        'the constraint power_w &lt;= 330 rules out'
    expect_in "$(cat out/report.md)" "$best" '# More of which?'
    expect_in "$(sed 's/\\%/%/g' out/report.tex)" "$best" \
        '\section*{More of which?}'
}

@test 'sections, in the order in which they are read' {
    sweep_of 'More of which?'
    report
    [ "$(grep -c '<h1>' out/report.html)" -eq 1 ]
    run bash -c "grep -o '<h[1-6]>[^<]*' out/report.html | grep -v Further"
    [ "$output" = "<h1>More of which?
<h2>Answer
<h2>The designs to look at
<h2>The front
<h2>What matters
<h2>How sure
<h2>What was assumed
<h2>Methods
<h2>Manifest" ]
    expect_in "$(cat out/report.html)" 'of 23 devices was left out' \
        'gpuscape validate' 'GeForce GTX 1080 Ti: Pascal, 28 multiproc' \
        '<td class="s">inside</td>' 'alexnet, inference, batch 8'
    # Short forms leave out rows and columns.
    expect_in "$(cat out/report.html)" 's x" aria-sort'
    expect_not_in "$(cat out/report.tex)" 'Energy of a batch'
    # All of the front, and as many rows as its file has.
    rows=$(sed -n '/Designs of the front/,/<.table>/p' out/report.html |
        grep -c '^<tr.*<td')
    [ "$rows" -eq "$(count_rows out/front.csv)" ]
}

@test 'pictures: each of the list, with words, and names of its own' {
    sweep_of 'More of which?'
    report
    need_pictures
    [ "$(grep -c '<svg ' out/report.html)" -eq \
        "$(count_rows out/plots/figures.csv)" ]
    [ "$(grep -o 'role="img" aria-labelledby="p[0-9]-title p[0-9]-desc"' \
        out/report.html | sort -u | wc -l)" -eq 2 ]
    # No name stands twice, and each one that is used is there.
    [ -z "$(grep -o ' id="[^"]*"' out/report.html | sort | uniq -d)" ]
    grep -oE '(href="|url\()#[^")]*' out/report.html | sed 's/.*#//' |
        sort -u >used
    grep -o ' id="[^"]*' out/report.html | sed 's/.*"//' | sort >there
    [ -s used ]
    [ -z "$(comm -23 used there)" ]
}

@test 'nothing in a file is markup or script' {
    sweep_of "$hostile"
    report
    page=$(cat out/report.html)
    # Ours, once; no element, attribute or handler of theirs.
    [ "$(grep -o '<script' out/report.html | wc -l)" -eq 1 ]
    expect_not_in "$page" '<img' '<script>alert' '</svg><script' 'Gnuplot'
    expect_in "$page" '<h1>&lt;/title&gt;&lt;/svg&gt;&lt;script&gt;alert(1)'
    [ -z "$(grep -oE '<[a-z]+[^>]* on[a-z]+=' out/report.html)" ]
    [ -z "$(grep -oE '(https?:|src=|@import|javascript:|style=")' out/report.html |
        grep -v '^src=$')" ]
    [ -z "$(grep -oE '<[a-z]+ [^>]*src=' out/report.html)" ]
    [ -z "$(grep -oE 'url\([^#]' out/report.html)" ]
    [ -z "$(grep -oE ' href="[^#]' out/report.html)" ]
    expect_in "$(cat out/report.md)" '# \</title\>\</svg\>\<script\>alert(1)' \
        '\`%#'
    [ -z "$(grep -oE '(^|[^\\])<' out/report.md)" ]
    expect_in "$(cat out/report.tex)" '\section*{\textless{}/title\textgreater{}' \
        '\& \$x\_1 \textbackslash{} \textbar{} `\%\#'
}

@test 'a picture that is no picture of gnuplot' {
    sweep_of 'More of which?'
    need gnuplot
    cat >out/plots/map.svg <<'END'
<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="alert(1)">
<script>alert(2)</script><style>body { display: none }</style>
<foreignObject><iframe src="x"/></foreignObject><a href="javascript:x"><text>in a</text></a>
<g id="q" style="fill:red;position:fixed;stroke:url(http://x)" onclick="y"><text>seen &lt;b&gt;</text>
<use href="http://x/y.svg#z"/><use xlink:href="#q" xmlns:xlink="http://www.w3.org/1999/xlink"/></g></svg>
END
    report
    need_pictures
    picture=$(grep -o '<svg viewBox="0 0 9 9".*</svg>' out/report.html)
    expect_in "$picture" 'seen &lt;b&gt;' '<g id="p2-q" fill="red">' \
        '<use href="#p2-q">' '<use></use>'
    expect_not_in "$picture" alert script style onload onclick iframe 'in a' \
        http position
    printf '<svg><g></svg>' >out/plots/map.svg
    report
    expect_in "$stderr" 'left out: out/plots/map.svg:1: not an SVG picture'
    printf '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>' >out/plots/map.svg
    report
    expect_in "$stderr" 'left out: out/plots/map.svg'
    [ "$(grep -c '<svg ' out/report.html)" -eq 1 ]
}

@test 'the policy names the script that the page holds' {
    need openssl base64
    sweep_of 'More of which?'
    report
    hash=$(openssl dgst -sha256 -binary "$data/report/sort.js" | base64)
    grep -q "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-$hash';" \
        out/report.html
}

@test 'the same bytes twice' {
    sweep_of 'More of which?'
    report
    mkdir first
    cp out/report.* first
    report
    for file in report.html report.md report.tex; do
        cmp "first/$file" "out/$file"
    done
}

@test 'how sure: what was drawn of the errors' {
    sweep_of 'More of which?'
    report
    # That of the design which answers, found by its number.
    sure=$(awk -F, '
        FNR == 1 { for (i = 1; i <= NF; i++) c[FILENAME, $i] = i; next }
        FILENAME ~ /marks/ && limit == "" { limit = $c[FILENAME, "power_w"] }
        FILENAME ~ /front.csv/ && $c[FILENAME, "power_w"] <= limit &&
            $c[FILENAME, "speedup"] > most {
            most = $c[FILENAME, "speedup"]
            id = $c[FILENAME, "point_id"]
        }
        FILENAME ~ /doubt/ && $c[FILENAME, "point_id"] == id {
            p = sprintf("%.0f", 100 * \
                        $c[FILENAME, "beats_reference_probability"])
            print "with a probability of " (p < 1 ? "less than 1" : \
                p > 99 ? "more than 99" : p) " %"
        }' out/marks.csv out/front.csv out/front-doubt.csv)
    [ -n "$sure" ]
    expect_in "$(cat out/report.html)" "$sure" '>On the front (%)<' \
        '<dt>Faster than the reference</dt>' 'drawn 500 times (seed 1)'
    rm out/front-doubt.csv
    report
    expect_in "$(cat out/report.html)" 'interval of its speedup includes'
    expect_not_in "$(cat out/report.html)" 'On the front (%)'
}

@test 'sweep --report is sweep and report' {
    sweep_of 'More of which?'
    report
    run_gpuscape sweep small.cfg -o both --report --no-plots
    expect_status 0
    expect_in "$stderr" 'written: both/report.html'
    cmp <(grep answer out/report.html) <(grep answer both/report.html)
}

@test 'nothing feasible' {
    sweep_of 'More of which?'
    run_gpuscape sweep small.cfg -o none --no-plots \
        --set 'constraints.[0]="power_w <= 1"'
    expect_status 0
    run_gpuscape report none
    expect_status 0
    expect_in "$(cat none/report.md)" 'None of the designs is feasible' \
        'power_w \<= 1 rules out 21 of 21 designs'
}

@test 'folders that are none of a sweep' {
    mkdir empty
    run_gpuscape report empty
    fails_with 1 'empty: no sweep.cfg there'
    run_gpuscape report
    fails_with 2 'DIR'
    sweep_of 'More of which?'
    echo '[]' >out/summary.json
    run_gpuscape report out
    fails_with 1 'out/summary.json: expected an object'
    [ ! -e out/report.html ]
}

@test 'every shipped sweep has an answer' {
    for file in "$data"/sweeps/*.cfg; do
        run_gpuscape sweep "$file" -o out --no-plots
        expect_status 0
        report
        answer=$(sed -n 's/^<p class="answer">//p' out/report.html)
        expect_in "$answer" 'feasible design' 'GeForce GTX 1080 Ti'
        expect_not_in "$answer" nan inf '()' '  ' ' ,' '%!'
    done
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape report, as a browser shows it: Chromium, which never leaves this
# machine here.

load helpers

# browse FILE WIDTH [OPTION]...: the page after its scripts ran in $dom, what
# it said on its console in $console.
browse () {
    local file=$1 width=$2 user
    shift 2
    user=$(mktemp -d -p "$scratch")
    dom=$(timeout 120 chromium --headless --no-sandbox --disable-gpu \
        --no-first-run --disable-background-networking --disable-dev-shm-usage \
        --disable-component-update --disable-sync --disable-extensions \
        --user-data-dir="$user" --window-size="$width,900" \
        --enable-logging=stderr "$@" --dump-dom "file://$scratch/$file" \
        2>words)
    console=$(grep CONSOLE words || :)
    [ -n "$dom" ] || { cat words; return 1; }
}

# The page with a script of the test's own at its end, which its policy would
# refuse, in frames as wide as a telephone and a desk.
write_probe () {
    sed "s/script-src '[^']*'/script-src 'unsafe-inline'/" out/report.html \
        >probe.html
    cat >>probe.html <<'END'
<script>
"use strict";
function say(what, value) {
    var p = document.createElement("p");
    p.textContent = "PROBE " + what + "=" + value + ";";
    document.body.appendChild(p);
}
function table(title) {
    return Array.from(document.querySelectorAll("table")).find(
        t => t.caption.textContent === title);
}
function column(t, i) {
    return Array.from(t.tBodies[0].rows).map(r => Number(r.cells[i].dataset.v));
}
function order(x) {
    var up = x.every((v, i) => i === 0 || x[i - 1] <= v);
    var down = x.every((v, i) => i === 0 || x[i - 1] >= v);
    return up && down ? "level" : up ? "up" : down ? "down" : "none";
}
// Relative luminance and contrast of WCAG 2.
function luminance(rgb) {
    var c = rgb.match(/[\d.]+/g).slice(0, 3).map(v => v / 255).map(
        v => v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
}
function behind(e) {
    for (; e; e = e.parentElement) {
        var b = getComputedStyle(e).backgroundColor;
        if (b !== "rgba(0, 0, 0, 0)") return b;
    }
    return "rgb(255, 255, 255)";
}
function contrast(e) {
    var a = luminance(getComputedStyle(e).color), b = luminance(behind(e));
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
var least = Infinity;
document.querySelectorAll("h1,h2,p,dt,dd b,small,figcaption,caption,td,th button").forEach(
    e => { least = Math.min(least, contrast(e)); });
say("contrast", least >= 4.5 ? "good" : least);
say("dark", luminance(behind(document.body)) < 0.2);
say("overflow", document.documentElement.scrollWidth > innerWidth);
say("width", innerWidth);
say("pictures", Array.from(document.querySelectorAll("figure svg[role=img]")).filter(
    s => s.getBoundingClientRect().height > 50 && s.querySelector("title").textContent &&
    s.querySelector("desc").textContent).length);
var front = table("Designs of the front");
var heads = Array.from(front.tHead.rows[0].cells);
var power = heads.findIndex(h => h.textContent === "Board power (W)");
var button = heads[power].querySelector("button");
say("before", heads[power].getAttribute("aria-sort"));
button.focus();
say("focus", document.activeElement === button);
button.click();
say("once", order(column(front, power)) + heads[power].getAttribute("aria-sort"));
button.click();
say("twice", order(column(front, power)) + heads[power].getAttribute("aria-sort"));
heads[0].querySelector("button").click();
say("other", order(column(front, 0)) + heads[0].getAttribute("aria-sort") +
    heads[power].getAttribute("aria-sort"));
say("levels", Array.from(document.querySelectorAll("h1,h2,h3,h4")).map(
    h => h.tagName[1]).join(""));
</script>
END
}

make_report () {
    need chromium gnuplot
    cat >small.cfg <<'END'
sweep: {
    title = "More of which? <script>document.title = 1</script>";
    question = "<img src=x onerror='document.title = 2'>";
    base = "gtx-1080-ti";
    reference = "gtx-1080-ti";
    workloads = ( { network = "alexnet"; batch = 8; phase = "inference"; } );
    axes = ( { field = "sm_count"; from = 16; to = 40; step = 2; },
             { field = "boost_clock_mhz"; from = 1000; to = 2000; step = 250; } );
    constraints = [ "power_w <= 330" ];
    objectives = [ "max speedup", "min power_w", "min area_mm2" ];
    plots = ( { kind = "map"; x = "sm_count"; y = "boost_clock_mhz"; z = "speedup"; },
              { kind = "pareto"; x = "power_w"; y = "speedup"; },
              { kind = "lines"; x = "sm_count"; y = "speedup"; series = "boost_clock_mhz"; } );
};
END
    run_gpuscape sweep small.cfg -o out
    expect_status 0
    run_gpuscape report out
    expect_status 0
    ! grep -q 'this picture is missing' out/report.html ||
        skip 'built without Expat'
}

@test 'the page as it is: nothing on the console, the title a text' {
    make_report
    browse out/report.html 1280
    [ -z "$console" ]
    expect_in "$dom" '<title>More of which? &lt;script&gt;'
}

@test 'at a desk, in the light: pictures, order, sorting' {
    make_report
    write_probe
    browse probe.html 1280 --blink-settings=preferredColorScheme=1
    [ -z "$console" ]
    expect_in "$dom" 'PROBE contrast=good;' 'PROBE dark=false;' \
        'PROBE overflow=false;' 'PROBE width=1280;' \
        "PROBE pictures=$(count_rows out/plots/figures.csv);" \
        'PROBE before=none;' 'PROBE focus=true;' 'PROBE once=upascending;' \
        'PROBE twice=downdescending;' 'PROBE other=upascendingnone;' \
        'PROBE levels=1222222222;'
}

@test 'in a narrow window, in the dark: contrast, no overflow' {
    make_report
    write_probe
    # A window of its own is never that narrow; a frame is.
    echo '<!DOCTYPE html><title>x</title><iframe style="width:380px;height:800px;border:0"' \
        'src="probe.html"></iframe><script>onload = () => setTimeout(() => {' \
        'document.body.append(frames[0].document.body.innerText) }, 200)</script>' \
        >frame.html
    browse frame.html 1280 --blink-settings=preferredColorScheme=0 \
        --allow-file-access-from-files --virtual-time-budget=3000
    [ -z "$console" ]
    expect_in "$dom" 'PROBE contrast=good;' 'PROBE dark=true;' \
        'PROBE overflow=false;' 'PROBE width=380;' 'PROBE once=upascending;'
}

@test 'the policy refuses a script that is not ours' {
    make_report
    sed 's/<\/main>/<script>document.title = "other"<\/script>&/' \
        out/report.html >other.html
    browse other.html 1280
    expect_in "$console" 'Content Security Policy'
    expect_not_in "$dom" '<title>other'
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape compare, with the model that comes with the program.

# shellcheck disable=SC2154 # variables of the helpers
load helpers

setup_file () {
    run gpuscape list models --format csv
    [[ $output == *efficiency,* ]] || skip 'no model yet'
}

# cells NAME...: these columns of the CSV on standard input, without a header.
cells () {
    awk -F, -v names="$*" 'NR == 1 {
            n = split (names, name, " ")
            for (i = 1; i <= NF; i++) at[$i] = i
            next
        } {
            for (i = 1; i <= n; i++)
                printf "%s%s", $at[name[i]], i < n ? "," : "\n"
        }'
}

@test 'its times are those of predict' {
    run_gpuscape compare rtx-3090 hyper-1080 -n vgg16,resnet18 -b 7,24 \
        --phase training --optimizer adam --stack tensorflow1 --format csv
    expect_status 0
    printf '%s\n' "$stdout" >compare.csv
    has_columns compare.csv phase network batch optimizer stack device \
        time_ms time_lo_ms time_hi_ms throughput speedup speedup_lo \
        speedup_hi memory_need_gib bound fits
    [ "$(count_rows compare.csv)" -eq 12 ]
    for batch in 7 24; do
        gpuscape predict -d gtx-1080-ti -d rtx-3090 -d hyper-1080 -n vgg16 \
            -n resnet18 -b "$batch" --phase training --optimizer adam \
            --stack tensorflow1 --format csv |
            tail -n +2 | cut -d, -f1,2,5,6,7,8
    done >wanted
    cells network batch device time_ms time_lo_ms time_hi_ms <compare.csv |
        diff wanted -
}

@test 'both tables as text, the reference first' {
    run_gpuscape compare titan-v -n lenet5
    expect_status 0
    expect_in "${lines[0]}" 'reference GeForce GTX 1080 Ti' 'stack cudnn' \
        'training with sgd'
    expect_in "$stdout" 'inference  GeForce GTX 1080 Ti' \
        'training   TITAN V' '1 of 1' 'trained_on'
    [ "$(grep -c 'lenet5 ' <<<"$stdout")" -eq 4 ]
    run_gpuscape compare titan-v -n lenet5 --phase inference --table summary
    expect_status 0
    expect_not_in "$stdout" 'training' 'lenet5 '
}

@test 'another reference' {
    run_gpuscape compare gtx-1080-ti --reference titan-v -n alexnet \
        --phase inference --table summary --format csv
    expect_status 0
    [ "$(cells device <<<"$stdout" | tr '\n' '/')" = \
        'TITAN V/GeForce GTX 1080 Ti/' ]
    # 1 / the speedup the other way round
    other=$(gpuscape compare titan-v -n alexnet --phase inference \
        --format csv | cells speedup | tail -n 1)
    mine=$(gpuscape compare gtx-1080-ti --reference titan-v -n alexnet \
        --phase inference --format csv | cells speedup | tail -n 1)
    awk -v a="$other" -v b="$mine" 'BEGIN { d = a * b - 1
        exit !(d * d < 1e-20) }'
}

@test 'formats for programs and for documents' {
    need jq
    cat >odd.cfg <<'END'
device: { base = "gtx-1080-ti"; name = "50% & _odd_ | {1}"; status = "hypothetical";
  sm_count = 33; };
END
    run_gpuscape compare ./odd.cfg -n lenet5 -b 3 --format json
    expect_status 0
    [ "$(jq -r '[.[] | select(.device | startswith("50"))] | length' \
        <<<"$stdout")" -eq 2 ]
    [ "$(jq -r '.[0].speedup' <<<"$stdout")" = 1 ]
    [ "$(jq -r '.[0].fits' <<<"$stdout")" = true ]
    run_gpuscape compare ./odd.cfg -n lenet5 --format latex
    expect_status 0
    expect_in "$stdout" '50\% \& \_odd\_ \textbar{} \{1\}'
    [ "$(grep -c 'begin{tabular}' <<<"$stdout")" -eq 2 ]
    # Every row has as many cells as there are columns.
    awk '/begin.tabular/ { s = $0; sub (/.*{/, "", s); n = length (s) - 1 }
        /\\\\$/ { gsub (/\\&/, ""); if (gsub (/&/, "") != n - 1) exit 1 }' \
        <<<"$stdout"
    run_gpuscape compare ./odd.cfg -n lenet5 --format markdown \
        --table summary
    expect_status 0
    expect_in "$stdout" '| 50% \& _odd_ \| {1} |' '| ---: |'
    [ "$(wc -l <<<"$stdout")" -eq 6 ]
}

@test 'what does not fit in memory' {
    run_gpuscape compare gtx-1060-3gb -n vgg16 -b 64 --phase training
    expect_status 0
    expect_in "$stderr" \
        'no room for 1 of 1 workloads in the memory of GeForce GTX 1060 3 GB'
    expect_in "$stdout" '0 of 1' 'false'
}

@test 'a figure says that the reference itself has no room' {
    need gnuplot
    run_gpuscape compare titan-v --reference gtx-1060-3gb -n vgg16 -b 64 \
        --phase training -o out
    expect_status 0
    grep -q 'itself' out/plots/speedup-training.gp
    run_gpuscape compare titan-v --reference gtx-1060-3gb -n lenet5 \
        --phase training -o out
    if grep -q 'itself' out/plots/speedup-training.gp; then return 1; fi
}

@test 'measurements stand beside predictions' {
    cat >runs.csv <<'END'
source,framework,software,device,network,phase,optimizer,precision,batch,in_h,in_w,seq_len,n_gpu,data,mode,kind,time_ms,time_std_ms,images_per_s,n_iter,note
me,t,,GeForce GTX 1080 Ti,vgg16,forward,,fp32,16,224,224,,1,,,end_to_end,42.5,,,,
me,t,,TITAN V,vgg16,forward,,fp32,16,224,224,,1,,,end_to_end,34,,,,
me,t,,TITAN V,vgg16,forward,,fp16,16,224,224,,1,,,end_to_end,17,,,,
END
    run_gpuscape compare titan-v -n vgg16 --measurements runs.csv --format csv
    expect_status 0
    expect_in "$stderr" '2 of 2 measured runs are of these'
    measured='measured_ms measured_least_ms measured_most_ms measured_rows
        measured_speedup measured_pairs'
    # shellcheck disable=SC2086
    [ "$(cells phase device $measured <<<"$stdout")" = \
'inference,GeForce GTX 1080 Ti,42.5,42.5,42.5,1,1,1
inference,TITAN V,34,34,34,1,1.25,1
training,GeForce GTX 1080 Ti,,,,0,,0
training,TITAN V,,,,0,,0' ]
    echo 'not,a,table' >bad.csv
    run_gpuscape compare titan-v -n vgg16 --measurements bad.csv
    fails_with 1 'bad.csv' 'source'
    run_gpuscape compare titan-v -n vgg16 --measurements none.csv
    fails_with 1 'none.csv'
}

@test 'real measurements, with the shared data' {
    [ -n "${GPUSCAPE_SHARED-}" ] || skip 'no measurements'
    run_gpuscape compare titan-v rtx-3090 -n vgg16,resnet152 \
        --measurements "$GPUSCAPE_SHARED/data/networks/networks_cnn_no_licence_stated.csv" \
        --format csv
    expect_status 0
    cells phase network device measured_pairs <<<"$stdout" |
        grep -qx 'inference,vgg16,TITAN V,3'
}

@test 'a folder has every table in every format, and the plots' {
    run_gpuscape compare rtx-3090 hyper-1080 -n vgg16,alexnet -o out
    expect_status 0
    for table in summary workloads; do
        for kind in txt csv json md tex; do
            [ -s "out/$table.$kind" ]
        done
    done
    cmp <(gpuscape compare rtx-3090 hyper-1080 -n vgg16,alexnet --format csv) \
        out/workloads.csv
    command -v gnuplot >/dev/null || return 0
    for name in speedup-inference speedup-training time-inference \
        time-training profile roofline-vgg16-inference-b16 \
        layers-alexnet-training-b16; do
        for kind in png svg pdf gp csv; do
            [ -s "out/plots/$name.$kind" ]
        done
    done
    [ "$(find out/plots -type f | wc -l)" -eq 66 ]
    # Layer times add up to the batch but for what is paid once.
    [ "$(head -n 1 out/layers.csv | cut -d , -f 1-6)" = \
        network,batch,phase,device,layer,kind ]
    awk -F , '$1 == "vgg16" && $3 == "training" && $4 ~ /3090/ { n++; pct += $11 }
              END { exit !(n > 30 && pct > 95 && pct < 100) }' out/layers.csv
    expect_in "$(grep ^layers-vgg16-training out/plots/figures.csv)" \
        'forward' 'backward' 'update' 'Hyper 1080'
    run_gpuscape compare rtx-3090 -n vgg16 -o bare --no-plots
    expect_status 0
    [ ! -e bare/plots ]
}

@test 'more than four workloads get no figures of layers, but their table' {
    need gnuplot
    run_gpuscape compare rtx-3090 -n lenet5 -b 1,2,4 -o out
    expect_status 0
    [ -z "$(find out/plots -name 'layers-*')" ]
    [ "$(cut -d , -f 2 out/layers.csv | sort -u | wc -l)" -eq 4 ]
}

@test 'many devices and workloads go into several figures' {
    need gnuplot
    run_gpuscape compare rtx-3090 rtx-3080 rtx-3070 rtx-2070 gtx-1070 \
        gtx-1080 gtx-970 gtx-980 titan-v -n lenet5 --phase inference -o out
    expect_status 0
    [ -s out/plots/speedup-inference-2.png ]
    [ -s out/plots/profile-3.png ]
    [ ! -e out/plots/profile-4.png ]
    [ "$(cat out/plots/speedup-inference.csv out/plots/speedup-inference-2.csv |
        grep -c '^bar,')" -eq 18 ]
    # At most four lines in a profile.
    for csv in out/plots/profile*.csv; do
        [ "$(grep '^line,' "$csv" | cut -d, -f9 | sort -u | wc -l)" -le 4 ]
    done
}

@test 'the same bytes for any number of threads' {
    for n in 1 3; do
        gpuscape compare rtx-3090 hyper-1080 -n vgg16,alexnet -b 1,8 -j "$n" \
            --format csv >"$n.csv"
    done
    cmp 1.csv 3.csv
}

@test 'wrong usage' {
    run_gpuscape compare -n vgg16
    fails_with 2 'DEVICE is missing'
    run_gpuscape compare titan-v
    fails_with 2 'a network is missing: -n NETWORK'
    run_gpuscape compare titan-v -n vgg16 -b 8,none
    fails_with 2 "found 'none'" 'whole numbers from 1'
    run_gpuscape compare titan-v -n vgg16 -b 8,0
    fails_with 2 "found '0'"
    run_gpuscape compare titan-v -n vgg16 -b 8,,9
    fails_with 2 "'--batch': a word is missing"
    run_gpuscape compare titan-v -n vgg16,vgg16
    fails_with 2 "'vgg16' is given twice"
    run_gpuscape compare titan-v -n vgg16 --phase inference,trianing
    fails_with 2 "'trianing'" "'training'"
    run_gpuscape compare titan-v -n vgg16 --table sumary
    fails_with 2 "'sumary'" "'summary'"
    run_gpuscape compare titan-v -n vgg16 --format tex
    fails_with 2 "'tex'" 'markdown or latex'
}

@test 'wrong input' {
    run_gpuscape compare titan-v titan-v -n vgg16
    fails_with 1 "'TITAN V' is compared twice"
    run_gpuscape compare gtx-1080-ti -n vgg16
    fails_with 1 'compared with itself'
    run_gpuscape compare titan-w -n vgg16
    fails_with 1 "'titan-w'" "'titan-v'"
    run_gpuscape compare titan-v -n vgg61
    fails_with 1 "'vgg61'" "'vgg16'"
    run_gpuscape compare titan-v -n vgg16 --stack cudmm
    fails_with 1 "'cudmm'"
    touch file
    run_gpuscape compare titan-v -n lenet5 -o file/out
    expect_status 1
    expect_in "$stderr" 'file'
}

@test 'a full disk is noticed' {
    need_full_device
    status=0
    gpuscape compare titan-v -n lenet5 >/dev/full 2>words || status=$?
    [ "$status" -eq 1 ]
    grep -q 'cannot write standard output' words
}

@test 'the kinds of plots of a comparison are none of a sweep' {
    cat >s.cfg <<'END'
sweep: { title = "t"; base = "gtx-1080-ti"; reference = "gtx-1080-ti";
    workloads = ( { network = "lenet5"; batch = 2; } );
    axes = ( { field = "sm_count"; from = 6; to = 60; step = 6; } );
    objectives = [ "max speedup" ];
    plots = ( { kind = "bars"; x = "sm_count"; y = "speedup"; } ); };
END
    run_gpuscape sweep s.cfg
    fails_with 1 "a plot of kind 'bars' is of another command" 'expected one of a sweep: map, bottleneck, '
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape predict, with the model that comes with the program.  Its numbers
# change when it is trained anew, so the tests are of what always holds.

load helpers

setup_file () {
    run gpuscape list models --format csv
    [[ $output == *efficiency,* ]] || skip 'no model yet'
}

@test 'rows for each network and device' {
    run_gpuscape predict -d gtx-1080-ti -d titan-v -n vgg16 -n lenet5 -b 3 \
        --format csv
    expect_status 0
    [ -z "$stderr" ]
    printf '%s\n' "$stdout" >p.csv
    has_columns p.csv network batch phase stack device time_ms time_lo_ms \
        time_hi_ms images_per_s bound overhead_ms compute_ms memory_ms \
        link_ms memory_need_gib fits extrapolation
    [ "$(count_rows p.csv)" -eq 4 ]
    [ "$(cut -d, -f1-5 p.csv | tail -n +2)" = \
'vgg16,3,inference,cudnn,GeForce GTX 1080 Ti
vgg16,3,inference,cudnn,TITAN V
lenet5,3,inference,cudnn,GeForce GTX 1080 Ti
lenet5,3,inference,cudnn,TITAN V' ]
    # The parts add up, and the rate is the batch over the time.
    awk -F, 'function off (a, b) { a -= b; return a * a > 1e-12 * b * b }
        NR > 1 && (off($11 + $12 + $13 + $14, $6) || off(3000 / $6, $9)) {
            print; exit 1 }' p.csv
    # The time is the middle of its interval, where the model has one.
    awk -F, 'NR > 1 && $7 != "" {
        d = $7 * $8 / ($6 * $6) - 1; if (d * d > 1e-12 || $7 >= $6) exit 1 }' \
        p.csv
    [ "$(cut -d, -f17 p.csv | sort -u | tr '\n' ' ')" = 'extrapolation inside ' ]
}

@test 'how far a device is from those of the model' {
    cat >far.cfg <<'END'
device: { base = "gtx-1080-ti"; name = "Far"; status = "hypothetical";
  sm_count = 400; };
END
    run_gpuscape predict -d ./far.cfg -d radeon-rx-580 -n lenet5 --format csv
    expect_status 0
    expect_in "$stdout" ',outside: sm_count' 'vendor'
    run_gpuscape show device gtx-1080-ti --format csv
    expect_in "$stdout" 'extrapolation,inside,,modelled,'
}

@test 'the machine: null-operation time and sustained clock' {
    for facts in 'Host host_overhead_ms=3' 'Clock sustained_clock_mhz=900' \
        'Plain sm_count=28'; do
        # shellcheck disable=SC2086
        set -- $facts
        cat >"$1.cfg" <<END
device: { base = "gtx-1080-ti"; name = "$1"; status = "hypothetical"; $2.0; };
END
    done
    for stack in tensorflow1 cudnn; do
        run_gpuscape predict -d ./Host.cfg -d ./Clock.cfg -d ./Plain.cfg \
            -n vgg16 -b 16 --stack "$stack" --format csv
        expect_status 0
        # The host's time is an overhead; the clock acts on compute alone.
        printf '%s\n' "$stdout" | awk -F, '
            NR == 2 { host = $11; same = $12 } NR == 3 { clock = $12; m = $13 }
            NR == 4 { d = clock * 900 / $12 / 1740 - 1
                      exit !(host > $11 + 2.5 && host < $11 + 3 &&
                             same == $12 && m == $13 && d * d < 1e-6) }'
    done
}

@test 'text says what holds for all rows once' {
    run_gpuscape predict -d gtx-1080-ti -n lenet5 -b 17 --phase training \
        --optimizer adam
    expect_status 0
    expect_in "$stdout" 'batch 17, training with adam' 'stack cudnn' \
        'GeForce GTX 1080 Ti'
}

@test 'the times of the layers add up to the time' {
    for phase in inference training; do
        run_gpuscape predict -d gtx-1080-ti -n resnet18 -b 5 \
            --phase "$phase" --format csv
        time=$(tail -n 1 <<<"$stdout" | cut -d, -f6)
        run_gpuscape predict -d gtx-1080-ti -n resnet18 -b 5 \
            --phase "$phase" --layers --format csv
        expect_status 0
        expect_not_in "$stdout" 'total'
        printf '%s\n' "$stdout" >layers.csv
        # 69 layers, and what is paid once
        [ "$(count_rows layers.csv)" -eq 70 ]
        awk -F, -v time="$time" '
            NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
            { t += $at["time_ms"]; s += $at["share_pct"] }
            END { d = t / time - 1
                  exit d * d > 1e-12 || s < 99.999 || s > 100.001 }' layers.csv
    done
    has_columns layers.csv layer kind output forward_ms backward_ms update_ms
    run_gpuscape predict -d gtx-1080-ti -n resnet18 -b 5 --layers
    expect_in "$stdout" 'ResNet-18 on GeForce GTX 1080 Ti' 'total'
}

@test 'what costs more takes longer, what does not fit is told' {
    cat >slow.cfg <<'END'
device: { base = "gtx-1080-ti"; name = "Slow, \"cheap\" one";
  status = "hypothetical"; memory_capacity_gib = 2; boost_clock_mhz = 1100;
  base_clock_mhz = 900; };
END
    run_gpuscape predict -d ./slow.cfg -d gtx-1080-ti -n vgg16 -b 64 \
        --format csv
    expect_status 0
    expect_in "$stdout" '"Slow, ""cheap"" one"'
    [ "$(grep -c ',false,' <<<"$stdout")" -eq 1 ]
    # Columns from the end: the name holds a comma.
    printf '%s\n' "$stdout" | awk -F, '
        NR == 2 { slow = $(NF - 11) } NR == 3 { exit !(slow > $(NF - 11)) }'
}

@test 'a session stack has its overhead' {
    run_gpuscape predict -d gtx-1080-ti -n lenet5 --format csv
    kernels=$(tail -n 1 <<<"$stdout" | cut -d, -f6)
    run_gpuscape predict -d gtx-1080-ti -n lenet5 --stack tensorflow1 \
        --format csv
    expect_status 0
    expect_in "$stdout" ',tensorflow1,'
    [ "$kernels" != "$(tail -n 1 <<<"$stdout" | cut -d, -f6)" ]
}

@test 'json' {
    need jq
    run_gpuscape predict -d gtx-1080-ti -n lenet5 --format json
    [ "$(jq '.[0].fits' <<<"$stdout")" = true ]
    [ "$(jq '.[0].time_ms > 0' <<<"$stdout")" = true ]
}

@test 'devices that the model cannot know are pointed out once' {
    run_gpuscape predict -d radeon-rx-580 -d radeon-rx-480 -n lenet5
    expect_status 0
    [ "$(grep -c 'not NVIDIA' <<<"$stderr")" -eq 1 ]
    expect_in "$stderr" 'Radeon RX 580'
}

@test 'wrong usage' {
    run_gpuscape predict -n vgg16
    fails_with 2 'device' '-d DEVICE'
    run_gpuscape predict -d gtx-1080-ti
    fails_with 2 'network' '-n NETWORK'
    run_gpuscape predict -d gtx-1080-ti -d titan-v -n vgg16 --layers
    fails_with 2 '--layers'
    run_gpuscape predict -d gtx-1080-ti -n vgg16 -n vgg16
    fails_with 2 "'vgg16'" 'twice'
    run_gpuscape predict -d gtx-1080-ti -n vgg16 --optimizer sgd
    fails_with 2 '--phase training'
    run_gpuscape predict -d gtx-1080-ti -n vgg16 --phase training \
        --optimizer adm
    fails_with 2 "'adm'" "did you mean 'adam'?"
    run_gpuscape predict -d gtx-1080-ti -n vgg16 --layers=2
    fails_with 2 'layers' 'no value'
    run_gpuscape predict -d gtx-1080-ti -n vgg16 -b 1e3
    fails_with 2 "'1e3'"
    run_gpuscape predict -d gtx-1080-ti -n vgg16 vgg19
    fails_with 2 "'vgg19'"
}

@test 'unknown names' {
    run_gpuscape predict -d gtx-1080-tii -n vgg16
    fails_with 1 "did you mean 'gtx-1080-ti'?"
    run_gpuscape predict -d gtx-1080-ti -n vgg
    fails_with 1 "did you mean 'vgg1"
    run_gpuscape predict -d gtx-1080-ti -n vgg16 --stack tensorflow
    fails_with 1 "did you mean 'tensorflow1'?"
    run_gpuscape predict -d gtx-1080-ti -n vgg16 -m efficency
    fails_with 1 "did you mean 'efficiency'?"
    run_gpuscape predict -d gtx-1080-ti -n vgg16 -m costs
    fails_with 1 'costs.cfg' 'model'
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape train and validate, on a small table that the test makes: two
# devices, convolutions and products under one stack, with times that follow
# the devices' peak rates.

load helpers

header=source,framework,device,op,phase,optimizer,precision,batch,in_h,in_w,\
in_ch,out_h,out_w,out_ch,kernel_h,kernel_w,stride_h,stride_w,pad,pad_h,pad_w,\
groups,activation,bias,m,n,k,trans,seq_len,time_ms,time_min_ms,time_max_ms,\
time_std_ms,timing,impl,network,layer

# write_table FILE
write_table () {
    awk -v header="$header" '
    # set ("name value name value ...")
    function set (text,    word, n, i) {
        n = split (text, word, " ")
        for (i = 1; i < n; i += 2) cell[word[i]] = word[i + 1]
    }
    function put (    i) {
        for (i = 1; i <= columns; i++)
            printf "%s%s", cell[name[i]], i < columns ? "," : "\n"
        split ("", cell)
    }
    BEGIN {
        print header
        columns = split (header, name, ",")
        split ("GeForce GTX 1080 Ti|Tesla T4", device, "|")
        peak[1] = 11340; peak[2] = 8141
        for (i = 0; i < 60; i++) {
            d = i % 2 + 1
            c = 16 * (1 + i % 7); o = 24 * (1 + i % 5); s = 7 + 3 * (i % 11)
            b = 1 + i % 9
            set ("source neusight phase forward optimizer none " \
                "precision fp32 activation none timing cuda_event")
            if (i % 3) {
                set ("op conv2d kernel_h 3 kernel_w 3 stride_h 1 stride_w 1 " \
                    "pad same pad_h 1 pad_w 1 groups 1 bias 0 batch " b \
                    " in_h " s " in_w " s " out_h " s " out_w " s \
                    " in_ch " c " out_ch " o)
                work = 18e-6 * b * c * o * s * s
            } else {
                set ("op dense bias 1 trans NN batch " 64 * b " m " 64 * b \
                    " n " o " k " c " in_ch " c " out_ch " o)
                work = 128e-6 * b * c * o
            }
            cell["device"] = device[d]
            cell["time_ms"] = sprintf ("%.6g", 0.02 + work / peak[d] / 0.4)
            put ()
        }
    }' >"$1"
}

quick='--epochs 1 --members 2'

@test 'train, show, predict' {
    write_table t.csv
    # shellcheck disable=SC2086
    run_gpuscape train t.csv -o m.cfg $quick --seed 7
    expect_status 0
    [ -z "$stdout" ]
    expect_in "$stderr" '60 rows of 2 devices from 1 table' 'seed 7' \
        'wrote m.cfg'
    run_gpuscape show model ./m.cfg --format csv
    expect_status 0
    expect_in "$stdout" 'predictor,efficiency' 'seed,7' 'rows,60' \
        'device,GeForce GTX 1080 Ti' 'device,Tesla T4' \
        'seen,"pytorch2, conv2d: forward"' 'seen,"pytorch2, dense: forward"'
    expect_not_in "$stdout" 'maxpool2d'
    run_gpuscape check m.cfg
    expect_status 0
    cat >net.cfg <<'END'
network: {
  title = "Two layers";
  source = "this test";
  input = [3, 19, 23];
  layers = (
    { kind = "conv2d"; out_channels = 29; kernel = 5; pad = 2; },
    { kind = "flatten"; },
    { kind = "dense"; out_features = 31; }
  );
};
END
    run_gpuscape predict -m ./m.cfg -d tesla-t4 -n ./net.cfg --layers
    expect_status 0
    expect_in "$stdout" 'Two layers on Tesla T4' '29x19x23' 'total'
    run_gpuscape predict -m ./m.cfg -d tesla-t4 -n vgg16
    fails_with 1 'vgg16' 'train it on tables'
}

@test 'the other kinds: train, check, predict, validate, sweep' {
    write_table t.csv
    for kind in roofline scaled icbd2018 perfnetv2; do
        # shellcheck disable=SC2086
        run_gpuscape train t.csv -o $kind.cfg --predictor $kind $quick
        expect_status 0
        run_gpuscape check $kind.cfg
        expect_status 0
        run_gpuscape show model ./$kind.cfg --format csv
        expect_in "$stdout" "predictor,$kind" 'rows,60'
        cat >net.cfg <<'END'
network: {
  title = "One layer";
  source = "this test";
  input = [3, 19, 23];
  layers = ( { kind = "conv2d"; out_channels = 29; kernel = 5; pad = 2; } );
};
END
        run_gpuscape predict -m ./$kind.cfg -d tesla-t4 -n ./net.cfg
        expect_status 0
        expect_in "$stdout" 'Tesla T4'
        run_gpuscape validate t.csv -m ./$kind.cfg --format csv
        expect_status 0
        expect_in "$stdout" "dense,forward,$kind,seen"
        cat >s.cfg <<END
sweep: {
  title = "Clocks";
  base = "tesla-t4";
  reference = "tesla-t4";
  model = "./$kind.cfg";
  workloads = ( { network = "./net.cfg"; batch = 5; } );
  axes = ( { field = "boost_clock_mhz"; values = [1000, 1590]; } );
  objectives = [ "max speedup", "min power_w" ];
};
END
        run_gpuscape sweep s.cfg -o out-$kind --no-plots
        expect_status 0
    done
}

@test 'the same bytes for any number of threads, other bytes for a seed' {
    write_table t.csv
    gzip -c t.csv >t.csv.gz
    for run in 'a t.csv -j1' 'b t.csv -j2' 'c t.csv.gz -j3' \
        'd t.csv --seed 2'; do
        # shellcheck disable=SC2086
        set -- $run
        # shellcheck disable=SC2086
        run_gpuscape train "$2" -o "$1.cfg" $quick ${3-} ${4-}
        expect_status 0
    done
    cmp a.cfg b.cfg
    cmp a.cfg c.cfg
    ! cmp -s a.cfg d.cfg
}

@test 'a device is left out by either name, with its twins' {
    write_table t.csv
    sed 's/Tesla T4/TITAN X Pascal/' t.csv >u.csv
    for name in gtx-1080-ti 'GeForce GTX 1080 Ti'; do
        # shellcheck disable=SC2086
        run_gpuscape train t.csv -o m.cfg $quick --exclude-device "$name"
        expect_status 0
        expect_in "$stderr" 'left out: GeForce GTX 1080 Ti' \
            '30 rows of 1 devices'
        run_gpuscape show model ./m.cfg --format csv
        expect_not_in "$stdout" '1080'
    done
    # The TITAN X Pascal has the 1080 Ti's multiprocessors.
    # shellcheck disable=SC2086
    run_gpuscape train t.csv u.csv -o m.cfg $quick --exclude-device gtx-1080-ti
    expect_status 0
    expect_in "$stderr" 'its twins: TITAN X Pascal'
    # shellcheck disable=SC2086
    run_gpuscape train t.csv -o m.cfg $quick --exclude-device titan-v
    expect_status 0
    expect_in "$stderr" 'no rows of TITAN V'
    run_gpuscape train t.csv -o n.cfg --exclude-device gtx-1080-ti \
        --exclude-device tesla-t4
    fails_with 1 'no rows to train on'
    run_gpuscape train t.csv -o n.cfg --exclude-device tesla-t44
    fails_with 1 "'tesla-t44'" "did you mean 'tesla-t4'?"
    [ ! -e n.cfg ]
}

@test 'train: bad tables are refused at their line and nothing is written' {
    write_table t.csv
    echo before >m.cfg
    awk -F, -v OFS=, 'NR == 5 { $30 = -3 } 1' t.csv >negative.csv
    run_gpuscape train t.csv negative.csv -o m.cfg
    fails_with 1 'negative.csv:5:' 'time_ms' '-3'
    awk -F, -v OFS=, 'NR == 6 { $11 = "many" } 1' t.csv >word.csv
    run_gpuscape train word.csv -o m.cfg
    fails_with 1 'word.csv:6:' 'in_ch' "'many'"
    awk -F, -v OFS=, '{ $11 = $11 == "in_ch" ? "inch" : $11 } 1' t.csv \
        >column.csv
    run_gpuscape train column.csv -o m.cfg
    fails_with 1 'column.csv' "'in_ch'"
    sed '4s/,fp32//' t.csv >short.csv
    run_gpuscape train short.csv -o m.cfg
    fails_with 1 'short.csv:4:'
    gzip -c t.csv | head -c 400 >cut.csv.gz
    run_gpuscape train cut.csv.gz -o m.cfg
    fails_with 1 'cut.csv.gz'
    sed 's/fp32/fp16/' t.csv >half.csv
    run_gpuscape train half.csv -o m.cfg
    fails_with 1 'half.csv' '60 rows' 'fp32'
    run_gpuscape train missing.csv -o m.cfg
    fails_with 1 'missing.csv' 'No such file'
    [ "$(cat m.cfg)" = before ]
    [ -z "$(ls | grep tmp || :)" ]
}

@test 'train: wrong usage and places that cannot be written' {
    write_table t.csv
    run_gpuscape train t.csv
    fails_with 2 '-o MODEL'
    run_gpuscape train -o m.cfg
    fails_with 2 'table'
    run_gpuscape train t.csv t.csv -o m.cfg
    fails_with 2 't.csv' 'twice'
    run_gpuscape train t.csv -o m.cfg --members 0
    fails_with 2 "'0'" '1 to 16'
    run_gpuscape train t.csv -o m.cfg --seed 1.5
    fails_with 2 "'1.5'"
    run_gpuscape train t.csv -o m.cfg --predictor efficient
    fails_with 1 "did you mean 'efficiency'?"
    run_gpuscape train t.csv -o no/such/folder/m.cfg
    fails_with 1 'no/such/folder/m.cfg'
    need_full_device
    # shellcheck disable=SC2086
    run_gpuscape train t.csv -o /dev/full $quick
    fails_with 1 '/dev/full'
}

@test 'validate: each device left out, predictors side by side, means' {
    write_table t.csv
    # shellcheck disable=SC2086
    run_gpuscape validate t.csv --predictor roofline --predictor efficiency \
        $quick --format csv -j1
    expect_status 0
    printf '%s\n' "$stdout" >v1.csv
    # shellcheck disable=SC2086
    run_gpuscape validate t.csv --predictor roofline --predictor efficiency \
        $quick --format csv -j2
    printf '%s\n' "$stdout" | cmp v1.csv -
    has_columns v1.csv device stack op phase predictor device_was n mape_pct \
        median_pct p90_pct worst_pct bias_pct
    # 2 devices x (2 cells + means of all, of kernels, and of all with null
    # time) x 2 predictors, and the same means over devices
    [ "$(count_rows v1.csv)" -eq 26 ]
    expect_in "$(sed -n 2p v1.csv)" \
        'GeForce GTX 1080 Ti,pytorch2,conv2d,forward,roofline,left out,20,'
    expect_in "$(sed -n 3p v1.csv)" ',conv2d,forward,efficiency,left out,20,'
    # Means: over the cells by their rows, then over the devices.
    awk -F, 'NR == 1 || $5 != "roofline" { next }
        $2 == "kernels" || $2 == "all with null time" { next }
        $2 != "all" { s[$1] += $7 * $8; n[$1] += $7; next }
        $1 != "all" { d = s[$1] / n[$1] - $8; sum += $8; devices++
                      if (d * d > 1e-18 || n[$1] != $7) exit 1; next }
        { d = sum / devices - $8; exit d * d > 1e-18 }' v1.csv
}

@test 'validate: a model as it is, and what the device was to it' {
    write_table t.csv
    # shellcheck disable=SC2086
    run_gpuscape train t.csv -o m.cfg $quick --exclude-device tesla-t4
    run_gpuscape validate t.csv -m ./m.cfg --format csv
    expect_status 0
    expect_in "$stdout" 'GeForce GTX 1080 Ti,pytorch2,dense,forward,efficiency,seen,' \
        'Tesla T4,pytorch2,dense,forward,efficiency,left out,'
    sed 's/GeForce GTX 1080 Ti/TITAN X Pascal/' t.csv >u.csv
    run_gpuscape validate u.csv -m ./m.cfg --device titan-x-pascal \
        --format csv
    expect_status 0
    expect_in "$stdout" 'TITAN X Pascal,pytorch2,dense,forward,efficiency,twin seen,'
    expect_not_in "$stdout" 'Tesla T4'
}

@test 'validate: the model of a left-out device is the one train makes' {
    write_table t.csv
    # shellcheck disable=SC2086
    run_gpuscape train t.csv -o m.cfg $quick --exclude-device tesla-t4 --seed 5
    run_gpuscape validate t.csv -m ./m.cfg --device tesla-t4 --format csv
    with_model=$stdout
    # shellcheck disable=SC2086
    run_gpuscape validate t.csv --leave-one-out device --device 'Tesla T4' \
        $quick --seed 5 --format csv
    expect_status 0
    # As far as the digits of a model file go.
    [ "$(grep -c 'left out' <<<"$stdout")" -eq 5 ]
    paste -d, <(printf '%s\n' "$with_model") <(printf '%s\n' "$stdout") |
        awk -F, '$1 == "Tesla T4" {
            for (i = 7; i <= 12; i++) {
                d = $i - $(i + 12)
                if ($i "" != "" && d * d > 1e-12 * $i * $i) { print; exit 1 }
            }
        }'
}

# write_networks FILE
write_networks () {
    cat >"$1" <<'END'
source,framework,software,device,network,phase,optimizer,precision,batch,in_h,in_w,seq_len,n_gpu,data,mode,kind,time_ms,time_std_ms,images_per_s,n_iter,note
a,torch7,,Tesla T4,two,forward,none,fp32,16,19,23,,1,synthetic,,end_to_end,0.5,,,10,
a,torch7,,GeForce GTX 1080 Ti,two,forward,none,fp32,4,19,23,,1,synthetic,,end_to_end,0.5,,,10,
a,torch7,,GeForce RTX 4090,two,forward,none,fp32,32,19,23,,1,synthetic,,end_to_end,0.5,,,10,
a,torch7,,Tesla T4,two,forward,none,fp16,16,19,23,,1,synthetic,,end_to_end,0.5,,,10,
a,torch7,,Tesla T4,overfeat,forward,none,fp32,16,231,231,,1,synthetic,,end_to_end,0.5,,,10,
END
    mkdir -p networks
    cat >networks/two.cfg <<'END'
network: {
  title = "Two layers";
  source = "this test";
  input = [3, 19, 23];
  layers = (
    { kind = "conv2d"; out_channels = 29; kernel = 5; pad = 2; },
    { kind = "flatten"; },
    { kind = "dense"; out_features = 31; }
  );
};
END
}

@test 'validate: whole networks, device left out, seen and unknown' {
    write_table t.csv
    write_networks n.csv
    run_gpuscape validate t.csv --predictor roofline --networks n.csv \
        --table network-rows --format csv -o out
    expect_status 0
    expect_in "$stderr" 'read 3 times of whole networks; 2 more' '1: not fp32' \
        '1: a network that is not in networks/' 'wrote the tables to out'
    printf '%s\n' "$stdout" >rows.csv
    [ "$(count_rows rows.csv)" -eq 3 ]
    expect_in "$stdout" 'Tesla T4,two,forward,16,roofline,left out,0.5,' \
        'GeForce GTX 1080 Ti,two,forward,4,roofline,left out,0.5,' \
        'GeForce RTX 4090,two,forward,32,roofline,no layer data,0.5,'
    cmp rows.csv out/network-rows.csv
    for name in errors summary devices networks; do
        [ -s "out/$name.csv" ]
    done
    [ ! -e out/sums.csv ]
    expect_in "$(cat out/accuracy.md)" '### Whole networks' \
        '| all |  | forward | 8 and more | roofline | left out | 1 |'
    # The two predictors of the T4's network differ, and the error is of the
    # one that did not see it.
    awk -F, '$3 == "Tesla T4" { e = 100 * ($11 / $9 - 1) - $12
        exit e * e > 1e-12 || $10 == $11 }' rows.csv
    sed '3s/0.5,,,10/-0.5,,,10/' n.csv >bad.csv
    run_gpuscape validate t.csv --predictor roofline --networks bad.csv
    fails_with 1 'bad.csv:3:' 'time_ms' '-0.5'
    run_gpuscape validate t.csv --networks n.csv --networks n.csv
    fails_with 2 'n.csv' 'twice'
}

@test 'validate: what is left out, and tables by name' {
    write_table t.csv
    run_gpuscape validate t.csv --predictor roofline --leave-out random \
        --table summary --format csv
    expect_status 0
    expect_in "$stdout" 'random,roofline,all,'
    run_gpuscape validate t.csv --predictor roofline --leave-out architecture \
        --table summary --format csv
    expect_in "$stdout" 'architecture,roofline,all,2,60,'
    # The shapes of the two devices differ, so there are no pairs.
    run_gpuscape validate t.csv --predictor roofline --table order --format csv
    expect_status 0
    [ "$stdout" = \
        stack,predictor,pairs,right_pct,clear_pairs,clear_right_pct ]
    run_gpuscape validate t.csv --leave-out source
    fails_with 2 "'source'" 'architecture'
    run_gpuscape validate t.csv --leave-out device --leave-one-out device
    fails_with 2 '--leave-one-out'
    run_gpuscape validate t.csv --table pears
    fails_with 2 "'pears'"
    run_gpuscape validate t.csv --reference titan-v
    fails_with 1 'no rows of TITAN V'
    run_gpuscape validate t.csv --predictor roofline -o t.csv/sub
    fails_with 1 't.csv'
}

@test 'validate: wrong usage and unknown names' {
    write_table t.csv
    run_gpuscape validate t.csv -m ./m.cfg --predictor roofline
    fails_with 2 '--predictor' '-m'
    run_gpuscape validate t.csv -m ./m.cfg --seed 3
    fails_with 2 '--seed'
    run_gpuscape validate t.csv --leave-one-out source
    fails_with 2 "'source'" 'device'
    run_gpuscape validate t.csv --predictor roofline --predictor roofline
    fails_with 2 'roofline' 'twice'
    run_gpuscape validate t.csv --device titan-v
    fails_with 1 'no rows of TITAN V'
    run_gpuscape validate t.csv --device 'Tesla T5'
    fails_with 1 "'Tesla T5'" "did you mean 'Tesla T4'?"
    run_gpuscape validate t.csv -m ./missing.cfg
    fails_with 1 'missing.cfg'
}

# write_four FILE: the rows of write_table as of four devices, of which the last
# two are twins.
write_four () {
    write_table two.csv
    { cat two.csv
      sed -n '2,$s/,GeForce GTX 1080 Ti,/,Tesla V100 PCIe 16 GB,/p' two.csv
      sed -n '2,$s/,Tesla T4,/,TITAN V,/p' two.csv; } >"$1"
}

@test 'validate: intervals on left-out devices' {
    write_four t.csv
    run_gpuscape validate t.csv --predictor roofline --predictor scaled \
        --table intervals --format csv -j1 -o out --no-plots
    expect_status 0
    printf '%s\n' "$stdout" >i.csv
    cmp i.csv out/intervals.csv
    has_columns i.csv device predictor rule n held_80_pct least_80_pct \
        most_80_pct width_80 held_90_pct least_90_pct most_90_pct width_90
    # 2 predictors x 3 rules x (4 devices and all)
    [ "$(count_rows i.csv)" -eq 30 ]
    # What is said of all follows from the devices.
    awk -F, 'NR > 1 && $1 != "all" { sum += $9; n++; rows += $4
                 if (n == 1 || $9 < least) least = $9
                 if ($12 < 1 || $9 > 100) exit 1 }
        $1 == "all" { d = $9 - sum / n
                 if (d * d > 1e-18 || $10 != least || $4 != rows) exit 1
                 sum = n = rows = 0 }' i.csv
    [ ! -e out/plots ]
    expect_in "$(cat out/accuracy.md)" '### Intervals of layers, over devices' \
        '| all | roofline | four-fifths | 120 |' '| TITAN V | scaled | four-fifths | 30 |'
    run_gpuscape validate t.csv --predictor roofline --predictor scaled \
        --table intervals --format csv -j2
    printf '%s\n' "$stdout" | cmp i.csv -
    run_gpuscape validate t.csv --predictor roofline --table intervals \
        --leave-out architecture --format json
    expect_status 0
    expect_in "$stdout" '"rule": "split"'
    # Nothing is left out, or too few devices are.
    for way in random device; do
        run_gpuscape validate two.csv --predictor roofline \
            --table intervals --format csv --leave-out $way
        expect_status 0
        [ "$(wc -l <<<"$stdout")" -eq 1 ]
    done
}

@test 'validate: what errors have in common, and what is sure' {
    # Two more, so that the others of any two make pairs.
    write_four t.csv
    sed -n 's/,GeForce GTX 1080 Ti,/,Tesla P100 PCIe 16 GB,/p' t.csv >more.csv
    sed -n 's/,Tesla T4,/,Quadro P4000,/p' t.csv >>more.csv
    at=$(head -n 1 t.csv | tr , '\n' | grep -nx time_ms | cut -d : -f 1)
    awk -F, -v OFS=, -v at="$at" '{ $at *= 1.7; print }' more.csv >>t.csv
    run_gpuscape validate t.csv --predictor roofline --table kin \
        --format csv -o out --no-plots
    expect_status 0
    printf "%s\n" "$stdout" | cmp out/kin.csv -
    has_columns out/kin.csv predictor board twins structure pairs balance both \
        held_90_pct
    # Convolutions have rows enough: a pair of twins and fourteen others.
    awk -F, 'NR == 2 { bad = !($1 == "roofline" && $3 == 1 && $5 == 14 &&
                 $2 >= 0 && $4 > 0 && $8 > 0 && $8 <= 100) }
        END { exit bad || NR != 2 }' out/kin.csv
    has_columns out/odds.csv predictor of from_pct to_pct pairs stated_pct \
        right_pct
    awk -F, 'NR > 1 { n += $5; if ($6 < $3 || $6 > $4 || $7 > 100) exit 1 }
        END { exit !(n > 0) }' out/odds.csv
    expect_in "$(cat out/accuracy.md)" \
        '### What errors of left-out devices have in common'
    # Nothing was left out.
    run_gpuscape validate t.csv --predictor roofline --table odds \
        --leave-out random --format csv
    [ "$(wc -l <<<"$stdout")" -eq 1 ]
}

@test 'validate: several seeds' {
    write_table t.csv
    # shellcheck disable=SC2086
    run_gpuscape validate t.csv --predictor efficiency --predictor roofline \
        $quick --seed 5 --seeds 3 --format csv --table seeds -o out --no-plots
    expect_status 0
    expect_in "$stderr" 'seed 5, 3 of 3' 'seed 7, 1 of 3'
    printf '%s\n' "$stdout" >s.csv
    has_columns s.csv device stacks predictor seeds mean_pct sd_pct least_pct \
        most_pct
    for seed in 5 6 7; do
        # shellcheck disable=SC2086
        run_gpuscape validate t.csv --predictor efficiency \
            --predictor roofline $quick --seed $seed --format csv \
            --table summary -o "one$seed" --no-plots
        expect_status 0
        grep '^device,efficiency,all,' <<<"$stdout" | cut -d, -f6 >>seeds
        [ ! -e "one$seed/seeds.csv" ]
        expect_not_in "$stdout" seeds
    done
    # The same numbers as of one seed at a time.
    { grep '^all,all,efficiency,3,' s.csv; tr '\n' , <seeds; echo; } |
        tr '\n' , | awk -F, '{
            mean = ($9 + $10 + $11) / 3
            square = ($9 - mean) ^ 2 + ($10 - mean) ^ 2 + ($11 - mean) ^ 2
            sd = sqrt (square / 2)
            least = $9 < $10 ? $9 : $10; least = least < $11 ? least : $11
            if (($5 - mean) ^ 2 > 1e-18 || ($6 - sd) ^ 2 > 1e-18 ||
                sd == 0 || ($7 - least) ^ 2 > 1e-18) { print; exit 1 } }'
    expect_in "$(grep '^all,all,roofline' s.csv)" ',3,' ',0,'
    # All else is of the first seed.
    cmp out/errors.csv one5/errors.csv
    cmp out/rows.csv one5/rows.csv
    cut -d, -f1-9 out/summary.csv | cmp - one5/summary.csv
    expect_in "$(head -n 1 out/summary.csv)" ,seeds,mean_of_seeds_pct,sd_of_seeds_pct
    expect_in "$(cat out/accuracy.md)" '### Layers over seeds'
    run_gpuscape validate t.csv --seeds 0
    fails_with 2 '--seeds'
    run_gpuscape validate t.csv -m ./m.cfg --seeds 2
    fails_with 2 '--seeds' '-m'
}

@test 'validate: figures, and plot draws them again' {
    need gnuplot
    write_four t.csv
    run_gpuscape validate t.csv --predictor roofline --predictor scaled \
        --table summary -o out
    expect_status 0
    for name in predicted errors; do
        for kind in png svg pdf gp csv; do
            [ -s "out/plots/$name.$kind" ]
        done
    done
    expect_in "$(cat out/plots/predicted.gp)" 'n = 120: error median' \
        'each GPU left out'
    expect_in "$(cat out/plots/errors.csv)" 'Tesla V100 PCIe 16 GB'
    cp -r out/plots before
    rm out/plots/*
    run_gpuscape plot out
    expect_status 0
    for name in predicted errors; do
        cmp "before/$name.gp" "out/plots/$name.gp"
        cmp "before/$name.csv" "out/plots/$name.csv"
    done
    run_gpuscape plot out --only errors --terminal dumb
    expect_status 0
    expect_in "$stdout" 'roofline: median' 'GTX 1080 Ti'
    run_gpuscape plot out --only predict
    fails_with 1 "'predict'" "did you mean 'predicted'?"
    run_gpuscape list plots
    expect_status 0
}

@test 'intervals: the same bytes for any number of threads' {
    write_table t.csv
    # shellcheck disable=SC2086
    run_gpuscape train t.csv -o a.cfg $quick --intervals -j1
    expect_status 0
    expect_in "$stderr" 'intervals from 60 rows of 2 devices' "rule 'device'" \
        'with 10 measured rows'
    # shellcheck disable=SC2086
    run_gpuscape train t.csv -o b.cfg $quick --intervals -j2
    cmp a.cfg b.cfg
    run_gpuscape show model ./a.cfg --format csv
    expect_in "$stdout" 'intervals,"90 %, from 2 devices left out in turn"'
    run_gpuscape predict -m ./a.cfg -d tesla-t4 -n lenet5
    fails_with 1 'train it on tables'
    run_gpuscape train t.csv -o a.cfg --networks n.csv
    fails_with 2 '--networks is for --intervals'
}

@test 'calibrate: a few rows of a device correct its times' {
    write_table t.csv
    # shellcheck disable=SC2086
    run_gpuscape train t.csv -o m.cfg $quick --exclude-device tesla-t4
    run_gpuscape validate t.csv -m ./m.cfg --device tesla-t4 --format csv
    before=$(grep 'Tesla T4,all' <<<"$stdout" | head -n 1 | cut -d, -f8)
    { head -n 1 t.csv; grep 'Tesla T4' t.csv | head -n 12; } >few.csv
    run_gpuscape train --calibrate ./m.cfg few.csv --device tesla-t4 -o c.cfg
    expect_status 0
    expect_in "$stderr" 'calibrated for Tesla T4 by 12 rows' \
        'pytorch2, conv2d: times x' 'wrote c.cfg'
    run_gpuscape show model ./c.cfg --format csv
    expect_in "$stdout" 'calibrated,"Tesla T4, by 12 rows"'
    run_gpuscape validate t.csv -m ./c.cfg --device tesla-t4 --format csv
    after=$(grep 'Tesla T4,all' <<<"$stdout" | head -n 1 | cut -d, -f8)
    awk -v a="$after" -v b="$before" 'BEGIN { exit !(a < b) }'
    # Again, from the corrected model: the same correction.
    run_gpuscape train --calibrate ./c.cfg few.csv --device tesla-t4 -o d.cfg
    cmp c.cfg d.cfg
    head -n 3 few.csv >two.csv
    run_gpuscape train --calibrate ./m.cfg two.csv --device tesla-t4 -o n.cfg
    fails_with 1 'hold 2 rows of Tesla T4' '3 or more'
    run_gpuscape train --calibrate ./m.cfg few.csv -o n.cfg
    fails_with 2 '--device NAME'
    run_gpuscape train --calibrate ./m.cfg few.csv --device tesla-t4 -o n.cfg \
        --seed 3
    fails_with 2 '--seed is for training'
    run_gpuscape train few.csv --device tesla-t4 -o n.cfg
    fails_with 2 '--device is for --calibrate'
    [ ! -e n.cfg ]
}

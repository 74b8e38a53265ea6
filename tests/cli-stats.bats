#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape stats

load helpers

# speed = 0.5 cores^0.75 clock^0.5; the last row is not feasible.
write_table () {
    cat >table.csv <<'END'
point_id,cores,clock,speed,power_w,bound,feasible
0,16,400,80,50,compute,true
1,16,900,120,80,compute,true
2,81,400,270,110,memory,true
3,81,900,405,170,memory,true
4,256,400,640,290,memory,true
5,256,900,960,450,memory,true
6,256,1600,1280,100,memory,false
END
}

stats () {
    run_gpuscape stats table.csv --axis cores --axis clock --max speed \
        --min power_w --format csv "$@"
}

@test 'columns: the feasible rows, axes and objectives first' {
    write_table
    stats
    expect_status 0
    [ -z "$stderr" ]
    expect_in "$stdout" \
        'column,role,n,mean,sd,median,mad_sd,least,q05,q25,q75,q95,most' \
        'clock,axis,6,650,' 'speed,max,6,412.5,' 'power_w,min,6,'
    expect_not_in "$stdout" 'point_id' 'bound' 'feasible'
}

@test 'a power law is found again' {
    write_table
    stats --table regression
    expect_status 0
    printf '%s\n' "$stdout" | awk -F, '
        $1 == "speed" { want = $2 == "cores" ? 0.75 : 0.5; n++
            if (($3 - want) ^ 2 > 1e-18 || $6 < 0.999999) bad = 1 }
        END { exit bad || n != 2 }'
}

@test 'correlations: every axis with every other column' {
    write_table
    stats --table correlations
    expect_status 0
    [ "$(printf '%s\n' "$stdout" | wc -l)" -eq 5 ]
    expect_in "$stdout" $'\ncores,speed,0.9' $'\nclock,power_w,0.'
}

@test 'the front: ends, knee and hypervolume' {
    write_table
    stats --table front
    expect_status 0
    # By hand: 40 x 370 + 150 x 340 + 135 x 280 + 235 x 160, of 880 x 400.
    expect_in "$stdout" $'\nbest,,,960,50,' $'\nworst,,,80,450,' \
        $'\nreference,,,80,450,6,141200,0.4011363636363636'
}

@test 'histogram, marginal values and representatives' {
    write_table
    stats --table histogram --bins 4
    expect_in "$stdout" $'\ncores,16,256,2,2,0,2'
    stats --table representatives -k 2
    expect_status 0
    [ "$(printf '%s\n' "$stdout" | wc -l)" -eq 3 ]
    stats --table marginal
    fails_with 1 'a front of 12 points or more, found 6'
}

@test 'a folder of a sweep says itself what is what' {
    run_gpuscape sweep cores-vs-clock -o out --no-plots
    expect_status 0
    run_gpuscape stats out
    expect_status 0
    expect_in "$stdout" 'feasible points of 725' 'Columns, over' \
        'Correlations of' 'Histograms' 'Elasticities over' 'The front' \
        'What one more unit' 'Designs that stand for the front'
    run_gpuscape stats out --table marginal --format csv
    expect_in "$stdout" $'\nspeedup,power_w,' $'\nspeedup,area_mm2,'
    need jq
    run_gpuscape stats out --format json
    [ "$(jq '[.[] | select(.role == "axis")] | length' <<<"$stdout")" -eq 2 ]
}

@test 'what is wrong is named' {
    write_table
    run_gpuscape stats table.csv --axis coers
    fails_with 1 "table.csv: no column 'coers'; did you mean 'cores'?"
    run_gpuscape stats table.csv --max bound
    fails_with 1 "table.csv:2: column bound: found 'compute', expected a number"
    run_gpuscape stats table.csv --max speed --min speed
    fails_with 1 "column 'speed' is asked for twice"
    run_gpuscape stats table.csv --table front
    fails_with 1 'table.csv: a front needs an objective'
    run_gpuscape stats table.csv --table fronts
    fails_with 2 "did you mean 'front'?"
    sed 's/true/yes/' table.csv >odd.csv
    run_gpuscape stats odd.csv
    fails_with 1 "odd.csv:2: column feasible: found 'yes'"
    grep false table.csv >rest
    { head -n 1 table.csv; cat rest; } >none.csv
    run_gpuscape stats none.csv
    fails_with 1 'none.csv: no feasible points'
    run_gpuscape stats missing.csv
    fails_with 1 'missing.csv: No such file'
}

@test 'an axis of names is none, and what links set is described too' {
    cat >named.cfg <<'END'
sweep: {
    title = "Memory";
    base = "gtx-1080-ti";
    workloads = ( { network = "lenet5"; batch = 24; } );
    axes = (
        { field = "memory_type"; values = ["GDDR5", "GDDR5X"]; },
        { field = "memory_bus_bits"; values = [192, 256, 320]; }
    );
    links = (
        { parameter = "rate"; along = "memory_type"; values = [8, 11]; },
        { field = "memory_bandwidth_gbs"; value = "memory_bus_bits * rate / 8"; }
    );
    objectives = [ "max throughput", "min power_w" ];
};
END
    run_gpuscape sweep named.cfg -o out --no-plots
    run_gpuscape stats out --table columns --format csv
    expect_status 0
    expect_in "$stdout" $'\nmemory_bandwidth_gbs,metric,6,304,' $'\nrate,metric,6,9.5,'
    expect_in "$stdout" $'memory_bus_bits,axis,6,256,'
    expect_not_in "$stdout" 'memory_type'
}

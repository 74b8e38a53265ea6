#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# gpuscape pareto

load helpers

# The front of speed up and power down is A, B, G: C equals A, D is not
# feasible (and its power no number), E is dominated.
write_table () {
    cat >table.csv <<'END'
name,speed,power_w,feasible,note
A,3.25,10,true,
"B, ""q""",2,9.5,true,"two
lines"
C,3.25,1e1,true,same as A
D,9,nan,false,
E,1,11,true,$(id) `id`
G,4,30,true,
END
}

front='name,speed,power_w,feasible,note
A,3.25,10,true,
"B, ""q""",2,9.5,true,"two
lines"
G,4,30,true,'

@test 'the rows that nothing dominates, as they were and in their order' {
    write_table
    run_gpuscape pareto table.csv --max speed --min power_w
    expect_status 0
    [ -z "$stderr" ]
    [ "$stdout" = "$front" ]
}

@test 'standard input and -o give the same' {
    write_table
    run_gpuscape pareto --min power_w --max speed <table.csv
    [ "$stdout" = "$front" ]
    run_gpuscape pareto - --min power_w --max speed <table.csv
    [ "$stdout" = "$front" ]
    run_gpuscape pareto table.csv --min power_w --max speed -o out.csv
    expect_status 0
    [ -z "$stdout" ]
    [ "$(cat out.csv)" = "$front" ]
    gzip -c table.csv >table.csv.gz
    run_gpuscape pareto table.csv.gz --min power_w --max speed
    [ "$stdout" = "$front" ]
}

@test 'a front is its own front' {
    write_table
    run_gpuscape pareto table.csv --min power_w --max speed -o out.csv
    run_gpuscape pareto out.csv --min power_w --max speed
    [ "$stdout" = "$(cat out.csv)" ]
}

@test 'one objective, and the other direction' {
    write_table
    run_gpuscape pareto table.csv --min speed
    [ "$stdout" = 'name,speed,power_w,feasible,note
E,1,11,true,$(id) `id`' ]
    run_gpuscape pareto table.csv --max power_w
    expect_in "$stdout" 'G,4,30'
}

@test 'infeasible rows on request' {
    write_table
    run_gpuscape pareto table.csv --max speed --keep-infeasible
    expect_status 0
    expect_in "$stdout" 'D,9,nan,false,'
    run_gpuscape pareto table.csv --max power_w --keep-infeasible
    fails_with 1 'table.csv:6:' 'power_w' "'nan'" 'number'
}

@test 'no feasible row is an empty front' {
    printf 'a,feasible\n1,false\n2,false\n' >none.csv
    run_gpuscape pareto none.csv --min a
    expect_status 0
    [ "$stdout" = 'a,feasible' ]
}

@test 'random points: every row kept is undominated, every other dominated' {
    awk 'BEGIN { srand (7); print "a,b,c"
        for (i = 0; i < 300; i++)
            printf "%.3f,%.3f,%.3f\n", rand (), rand (), rand () }' >points.csv
    run_gpuscape pareto points.csv --min a --max b --min c
    expect_status 0
    printf '%s\n' "$stdout" >front.csv
    awk -F, 'FNR == 1 { next }
        NR == FNR { n++; a[n] = $1; b[n] = $2; c[n] = $3; next }
        { kept[$0] = 1 }
        END {
            for (i = 1; i <= n; i++) {
                bad = 0
                for (j = 1; j <= n; j++)
                    if (a[j] <= a[i] && b[j] >= b[i] && c[j] <= c[i] &&
                        (a[j] < a[i] || b[j] > b[i] || c[j] < c[i])) bad = 1
                row = sprintf ("%.3f,%.3f,%.3f", a[i], b[i], c[i])
                if (bad == (row in kept)) { print "row " row; exit 1 }
            }
        }' points.csv front.csv
}

@test 'formats' {
    need jq
    write_table
    run_gpuscape pareto table.csv --max speed --min power_w --format json
    [ "$(jq -r '.[1].name' <<<"$stdout")" = 'B, "q"' ]
    [ "$(jq '.[0].speed' <<<"$stdout")" = 3.25 ]
    run_gpuscape pareto table.csv --max speed --min power_w --format text
    expect_in "$stdout" 'two\x0alines'
}

@test 'wrong usage' {
    write_table
    run_gpuscape pareto table.csv
    fails_with 2 '--min' '--max'
    run_gpuscape pareto table.csv --min speed --max speed
    fails_with 2 "'speed'" 'twice'
    run_gpuscape pareto table.csv --min speed --min speed
    fails_with 2 "'speed'" 'twice'
    run_gpuscape pareto table.csv other.csv --min speed
    fails_with 2 "'other.csv'"
}

@test 'wrong tables' {
    write_table
    run_gpuscape pareto table.csv --max sped
    fails_with 1 "'sped'" "did you mean 'speed'?"
    run_gpuscape pareto table.csv --max name
    fails_with 1 'table.csv:2:' 'column name' "found 'A'"
    run_gpuscape pareto missing.csv --max speed
    fails_with 1 'missing.csv' 'No such file'
    printf 'a,feasible\n1,true\n2,perhaps\n' >odd.csv
    run_gpuscape pareto odd.csv --min a
    fails_with 1 'odd.csv:3:' "'perhaps'" 'true or false'
    printf 'a,b\n1,2\n3\n' >short.csv
    run_gpuscape pareto short.csv --min a
    fails_with 1 'short.csv:3:'
    run_gpuscape pareto --min a </dev/null
    fails_with 1 'standard input' 'empty'
}

@test 'a full disk, and what was there before' {
    need_full_device
    write_table
    run bash -c "${GPUSCAPE_RUN-} gpuscape pareto table.csv --min speed \
        >/dev/full"
    [ "$status" -eq 1 ]
    expect_in "$output" 'standard output'
    run_gpuscape pareto table.csv --min speed -o /dev/full
    fails_with 1 '/dev/full'
    echo before >kept.csv
    run_gpuscape pareto table.csv --min sped -o kept.csv
    fails_with 1 'sped'
    [ "$(cat kept.csv)" = before ]
    [ "$(ls | sort | tr '\n' ' ')" = 'kept.csv table.csv ' ]
}

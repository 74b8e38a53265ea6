#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A sweep by several ranks: the same bytes as one process, one voice, and a
# checkpoint to go on from when one of them dies.

# shellcheck disable=SC2154 # variables of the helpers
load helpers

# Open MPI as these tests need it: as root, and more ranks than processors.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_hwloc_base_binding_policy=none

need_mpi () {
    [ -z "${GPUSCAPE_RUN-}" ] || skip 'MPI is not run under valgrind'
    gpuscape --version | grep -q '^MPI: Open MPI' ||
        skip 'this build has no MPI'
    need mpirun
}

# run_ranks N ARG...: as run_gpuscape does with one process.
run_ranks () {
    local ranks=$1
    shift
    status=0
    stdout=$(mpirun -n "$ranks" gpuscape "$@" 2>words) || status=$?
    stderr=$(cat words)
}

# says N TEXT: standard error holds it N times.
says () {
    [ "$(grep -cF -- "$2" <<<"$stderr")" -eq "$1" ] ||
        { echo "not $1 times '$2': $stderr"; return 1; }
}

# write_slow_sweep FILE: seconds of points that cost more than others, and few
# rows: mpirun passes a signal on after a second.
write_slow_sweep () {
    cat >"$1" <<END
sweep: {
title = "A slow trial"; base = "gtx-1080-ti"; reference = "gtx-1080-ti";
workloads = ( { network = "lenet5"; batch = 24; } );
axes = ( { field = "sm_count"; from = 6; to = 60; step = 6; },
    { field = "memory_bandwidth_gbs"; from = 200; to = 900; count = 2; },
    { field = "boost_clock_mhz"; from = 703; to = 2209; count = 2; } );
sampling = { design = "random"; points = 3000000; seed = 7; };
objectives = [ "max speedup", "min power_w" ];
keep = "front";
};
END
}

# start_ranks N FILE ARG...: runs in the background until it has a
# checkpoint; its process is $process.
start_ranks () {
    local ranks=$1
    shift
    env --default-signal=INT mpirun -n "$ranks" gpuscape sweep "$@" \
        >data 2>words &
    process=$!
    for _ in $(seq 1000); do
        [ -s out/sweep.journal ] && break
        sleep 0.01
    done
}

# The ranks, which are children of mpirun; never another test's.
pids_of_ranks () {
    pgrep -P "$process" -x gpuscape
}

end_ranks () {
    status=0
    wait "$process" || status=$?
    stderr=$(cat words)
}

@test 'any number of ranks writes the bytes of one process' {
    need_mpi
    for keep in all feasible front; do
        write_trial trial.cfg 10000 "keep = \"$keep\";"
        run_gpuscape sweep trial.cfg --no-plots -o whole
        expect_status 0
        summary=$stdout
        for ranks in 1 2 4; do
            run_ranks "$ranks" sweep trial.cfg --no-plots -o out -j 1
            expect_status 0
            [ "$stdout" = "$summary" ]
            says 1 'written to out'
            [ "$ranks" -eq 1 ] || says 1 "s on $ranks ranks: "
            diff -r whole out
            rm -rf out
        done
        rm -rf whole
    done
}

@test 'the points of one batch, and threads in each rank' {
    need_mpi
    for count in 3 2000; do
        write_trial trial.cfg "$count"
        run_gpuscape sweep trial.cfg --no-plots -o whole
        run_ranks 3 sweep trial.cfg --no-plots -o out -j 2 --checkpoint 0
        expect_status 0
        diff -r whole out
        rm -rf whole out
    done
}

@test 'the rows of a long front are shared out too' {
    need_mpi
    write_trial trial.cfg 4000 'keep = "front";'
    sed -i '/^constraints/d' trial.cfg
    run_gpuscape sweep trial.cfg --no-plots -o whole
    run_ranks 3 sweep trial.cfg --no-plots -o out -j 1
    expect_status 0
    diff -r whole out
    [ "$(count_rows out/front.csv)" -gt 10000 ]
}

@test 'points.h5 by several ranks, also after one was killed' {
    need_mpi
    gpuscape --version | grep -q '^HDF5: HDF5' || skip 'this build has no HDF5'
    write_trial trial.cfg 20000 'points_format = "hdf5";'
    run_gpuscape sweep trial.cfg --no-plots -o whole
    expect_status 0
    [ -s whole/points.h5 ]
    run_ranks 3 sweep trial.cfg --no-plots -o direct -j 1
    expect_status 0
    diff -r whole direct
    start_ranks 3 trial.cfg --no-plots -o out -j 1 --checkpoint 0
    kill -KILL "$(pids_of_ranks | tail -n 1)"
    end_ranks
    [ "$status" -ne 0 ]
    run_ranks 2 sweep trial.cfg --no-plots -o out -j 1 --resume
    expect_status 0
    says 1 'gone on from'
    diff -r whole out
}

@test 'a shard by several ranks is the shard' {
    need_mpi
    write_trial trial.cfg 4000
    run_gpuscape sweep trial.cfg --no-plots -o whole
    for i in 1 2; do
        run_ranks $((4 - i)) sweep trial.cfg --shard "$i/2" -o "s$i" -j 1
        expect_status 0
        expect_in "$stderr" "shard $i/2"
    done
    run_gpuscape merge s2 s1 -o out --no-plots
    expect_status 0
    diff -r whole out
}

@test 'a rank that is killed ends the run, and --resume goes on' {
    need_mpi
    write_trial trial.cfg 20000
    run_gpuscape sweep trial.cfg --no-plots -o whole
    for victim in 0 2; do
        rm -rf out
        start_ranks 3 trial.cfg --no-plots -o out -j 1 --checkpoint 0
        for pid in $(pids_of_ranks); do
            tr '\0' '\n' <"/proc/$pid/environ" |
                grep -qx "OMPI_COMM_WORLD_RANK=$victim" && kill -KILL "$pid"
        done
        end_ranks
        [ "$status" -ne 0 ]
        [ ! -s data ]
        expect_in "$stderr" "rank $victim" 'exited on signal 9'
        [ "$victim" -eq 0 ] || says 1 'to go on: gpuscape sweep trial.cfg'
        [ ! -e out/manifest.json ]
        [ -s out/sweep.journal ]
        cp -r out copy
        run_ranks 2 sweep trial.cfg --no-plots -o out -j 1 --resume
        expect_status 0
        says 1 'gone on from'
        diff -r whole out
        run_gpuscape sweep trial.cfg --no-plots -o copy -j 2 --resume
        expect_status 0
        diff -r whole copy
        rm -rf copy
    done
}

@test 'a signal to mpirun, or to one rank, leaves a checkpoint' {
    need_mpi
    write_slow_sweep trial.cfg
    run_gpuscape sweep trial.cfg --no-plots -o whole
    for whom in INT rank; do
        rm -rf out
        start_ranks 2 trial.cfg --no-plots -o out -j 1 --checkpoint 0
        if [ "$whom" = rank ]; then
            kill -TERM "$(pids_of_ranks | tail -n 1)"
        else
            kill "-$whom" "$process"
        fi
        end_ranks
        [ "$status" -eq 1 ]
        [ ! -s data ]
        says 1 'stopped at'
        says 1 'to go on: gpuscape sweep trial.cfg -o out --resume'
        run_ranks 4 sweep trial.cfg --no-plots -o out -j 1 --resume
        expect_status 0
        diff -r whole out
    done
}

# run_full KIB ARG...: three ranks, whose files may have so many KiB; MPI's own
# files are not to be in the way.
run_full () {
    status=0
    stderr=$(mpirun -n 3 --mca btl self,tcp bash -c "trap '' XFSZ
        ulimit -f $1
        exec gpuscape sweep trial.cfg --no-plots -o out -j 1 --checkpoint 0 \
            ${2-}" 2>&1) || status=$?
    echo "$stderr"
}

@test 'a full disk ends all ranks and is gone on from, also if full again' {
    need_mpi
    write_trial trial.cfg 6000
    run_gpuscape sweep trial.cfg --no-plots -o whole
    for kib in 70 3000; do
        run_full "$kib"
        [ "$status" -eq 1 ]
        says 1 'File too large'
        [ "$kib" -eq 70 ] || says 1 'to go on: gpuscape sweep trial.cfg'
        run_full $((2 * kib)) --resume
        [ "$status" -eq 1 ]
        says 1 'File too large'
        [ "$kib" -eq 70 ] || says 1 'gone on from'
        [ ! -e out/points.csv ]
        run_ranks 2 sweep trial.cfg --no-plots -o out -j 1 --resume
        expect_status 0
        diff -r whole out
        rm -rf out
    done
}

@test 'one voice says what is wrong' {
    need_mpi
    write_trial trial.cfg 30
    run_ranks 3 sweep trial.cfg -o out --bogus
    fails_with 2
    says 1 "no option '--bogus'"
    run_ranks 3 sweep trial.cfg -o out --set 'axes.[0].to=1e9'
    fails_with 1
    says 1 'gpuscape: '
    run_ranks 3 sweep trial.cfg -o /dev/null/out
    fails_with 1
    says 1 'gpuscape: '
    run_ranks 3 sweep trial.cfg --dry-run
    expect_status 0
    [ "$(grep -c '300 points' <<<"$stdout")" -eq 1 ]
    [ ! -e out ]
}

@test 'ranks that would not run the same are refused' {
    need_mpi
    write_trial trial.cfg 30
    mkdir other
    cp "$data/devices/gtx-1080-ti.cfg" mine.cfg
    cp mine.cfg other
    sed -i 's/base = "gtx-1080-ti"/base = ".\/mine.cfg"/' trial.cfg
    cp trial.cfg other
    echo '# another' >>other/mine.cfg
    same=(gpuscape sweep trial.cfg --no-plots -o "$scratch/out")
    # pair WORD...: a second rank with other words, in another folder.
    pair () {
        status=0
        stdout=$(mpirun -n 1 "${same[@]}" : -n 1 -wdir "$@" 2>words) ||
            status=$?
        stderr=$(cat words)
    }
    pair other "${same[@]}"
    fails_with 1 'rank 1 on' "devices './mine.cfg' was CRC-32"
    rm other/mine.cfg
    pair other "${same[@]}"
    fails_with 1 'rank 1 on' 'mine.cfg'
    says 1 'gpuscape: '
    pair . "${same[@]}" --set keep=front
    fails_with 1 'rank 1 on' "the sweep 'trial' was CRC-32"
    pair . "${same[@]}" --shard 1/2
    fails_with 1 'rank 1 on' 'the share was 1/1, is 1/2'
    pair . gpuscape sweep trial.cfg --no-plots -o elsewhere
    fails_with 1 'rank 1 on' 'the folder was' 'is elsewhere'
    [ ! -e out ]
    pair . "${same[@]}"
    expect_status 0
}

@test 'a build without MPI says so under mpirun' {
    gpuscape --version | grep -qx 'MPI: no' || skip 'this build has MPI'
    write_trial trial.cfg 30
    export OMPI_COMM_WORLD_SIZE=4
    OMPI_COMM_WORLD_RANK=0 run_gpuscape sweep trial.cfg --no-plots -o out
    fails_with 1 'built without MPI' 'each of the 4 processes' '--with-mpi'
    # The others leave it to the first, and mpirun ends nothing before that.
    OMPI_COMM_WORLD_RANK=3 run_gpuscape sweep trial.cfg --no-plots -o out
    expect_status 0
    [ -z "$output" ]
    [ ! -e out ]
    # A launcher may start shards, or one process.
    OMPI_COMM_WORLD_RANK=3 run_gpuscape sweep trial.cfg --shard 4/4 -o out
    expect_status 0
    expect_in "$stderr" 'shard 4/4'
    OMPI_COMM_WORLD_RANK=0 OMPI_COMM_WORLD_SIZE=1 \
        run_gpuscape sweep trial.cfg --no-plots -o whole
    expect_status 0
    # Nothing else minds.
    OMPI_COMM_WORLD_RANK=3 run_gpuscape pareto whole/points.csv --min power_w
    expect_status 0
    [ -n "$stdout" ]
}

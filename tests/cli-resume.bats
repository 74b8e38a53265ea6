#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Sweeps that are stopped, killed or run out of disk, and go on.

# shellcheck disable=SC2154 # variables of the helpers
load helpers

# stop_with SIGNAL ARG...: runs the sweep and sends the signal once its
# checkpoint is there; $status, and its words in the file `words`.
stop_with () {
    local signal=$1 process
    shift
    env --default-signal=INT gpuscape sweep "$@" >data 2>words &
    process=$!
    for _ in $(seq 400); do
        [ -s out/sweep.journal ] && break
        sleep 0.01
    done
    kill "-$signal" "$process" 2>/dev/null
    status=0
    wait "$process" || status=$?
}

@test 'a signal leaves a checkpoint and says how to go on' {
    [ -z "${GPUSCAPE_RUN-}" ] || skip 'stops the wrong process'
    write_trial trial.cfg 20000
    run_gpuscape sweep trial.cfg --no-plots -o whole
    expect_status 0
    for signal in INT TERM; do
        rm -rf out
        stop_with "$signal" trial.cfg --no-plots -o out -j 1 --checkpoint 0
        cat words
        [ "$status" -eq 1 ]
        [ ! -s data ]
        expect_in "$(cat words)" 'stopped at' 'what is done is kept in out' \
            'gpuscape sweep trial.cfg -o out --resume'
        [ ! -e out/manifest.json ]
        run_gpuscape sweep trial.cfg --no-plots -o out -j 2 --resume
        expect_status 0
        expect_in "$stderr" 'gone on from'
        diff -r whole out
    done
}

@test 'what is asked for again is what is gone on with' {
    [ -z "${GPUSCAPE_RUN-}" ] || skip 'stops the wrong process'
    write_trial trial.cfg 20000
    cp "$data/devices/gtx-1080-ti.cfg" mine.cfg
    sed -i 's/base = "gtx-1080-ti"/base = ".\/mine.cfg"/' trial.cfg
    stop_with TERM trial.cfg --no-plots -o out -j 1 --checkpoint 0
    [ "$status" -eq 1 ]
    find out -type f -exec cksum {} + | sort >before
    run_gpuscape sweep trial.cfg --no-plots -o out --resume --set keep=front
    fails_with 1 'out/sweep.journal' 'made with another input' \
        "the sweep 'trial'"
    run_gpuscape sweep trial.cfg --no-plots -o out --resume --shard 2/3
    fails_with 1 'it is of shard 1/1, not of 2/3'
    echo '# another' >>mine.cfg
    run_gpuscape sweep trial.cfg --no-plots -o out --resume
    fails_with 1 "devices './mine.cfg' was CRC-32" ', is CRC-32'
    find out -type f -exec cksum {} + | sort | diff before -
    # Without --resume it begins anew and says what that cost.
    run_gpuscape sweep trial.cfg --no-plots -o out
    expect_status 0
    expect_in "$stderr" 'out held the checkpoint of another run'
    [ "$(find out -type f | wc -l)" -eq 8 ]
}

@test 'with nothing to go on from, --resume begins' {
    write_trial trial.cfg 30
    run_gpuscape sweep trial.cfg --no-plots -o whole
    run_gpuscape sweep trial.cfg --no-plots -o out --resume
    expect_status 0
    expect_in "$stderr" 'no checkpoint in out'
    diff -r whole out
    # A journal that was killed before its first record is none.
    printf 'gpuscape jou' >out/sweep.journal
    run_gpuscape sweep trial.cfg --no-plots -o out --resume
    expect_status 0
    diff -r whole out
    echo 'something else' >out/sweep.journal
    run_gpuscape sweep trial.cfg --no-plots -o out --resume
    fails_with 1 'out/sweep.journal: not a journal'
}

@test 'a folder in use is refused' {
    need flock
    write_trial trial.cfg 30
    mkdir out
    flock out sleep 5 &
    process=$!
    sleep 0.3
    run_gpuscape sweep trial.cfg --no-plots -o out
    kill "$process"
    fails_with 1 'out: another run of gpuscape is writing there'
    [ "$(find out -type f | wc -l)" -eq 0 ]
}

@test 'what a killed run left is removed, and nothing else' {
    write_trial trial.cfg 30
    mkdir out
    touch out/points.csv.123-0.tmp out/manifest.json.77-12.tmp \
        out/points.csv.tmp out/points.csv.1-x.tmp out/mine.csv.1-0.tmp
    run_gpuscape sweep trial.cfg --no-plots -o out
    expect_status 0
    [ "$(cd out && echo *.tmp)" = \
      'mine.csv.1-0.tmp points.csv.1-x.tmp points.csv.tmp' ]
}

@test 'a full disk is gone on from as well' {
    write_trial trial.cfg 6000
    run_gpuscape sweep trial.cfg --no-plots -o whole
    for kib in 70 300 3000 20000; do
        rm -rf out
        run bash -c "trap '' XFSZ; ulimit -f $kib
            ${GPUSCAPE_RUN-} gpuscape sweep trial.cfg --no-plots -o out \
                --checkpoint 0"
        [ "$status" -eq 1 ]
        expect_in "$output" 'File too large'
        run_gpuscape sweep trial.cfg --no-plots -o out --resume
        expect_status 0
        diff -r whole out
    done
}

@test 'a disk that is full again while going on is gone on from' {
    write_trial trial.cfg 20000
    run_gpuscape sweep trial.cfg --no-plots -o whole
    before=0
    for kib in 70 300 60000 60001 90000; do
        run bash -c "trap '' XFSZ; ulimit -f $kib
            ${GPUSCAPE_RUN-} gpuscape sweep trial.cfg --no-plots -o out \
                --checkpoint 0 --resume"
        [ "$status" -eq 1 ]
        expect_in "$output" 'File too large'
        # What was done stays done.
        if [ "$before" -gt 0 ]; then
            expect_in "$output" 'gone on from'
        fi
        after=$(sed -n 's/.*gone on from \([0-9]*\) %.*/\1/p' <<<"$output")
        [ "${after:-0}" -ge "$before" ]
        before=${after:-0}
        [ ! -e out/points.csv ]
    done
    [ "$before" -gt 50 ] # in the second pass
    run_gpuscape sweep trial.cfg --no-plots -o out --resume
    expect_status 0
    diff -r whole out
}

@test 'killed at random moments it ends with the same bytes' {
    [ -z "${GPUSCAPE_RUN-}" ] || skip 'kills the wrong process'
    run bash "$BATS_TEST_DIRNAME/slow/kill" 4
    echo "$output"
    [ "$status" -eq 0 ]
    expect_in "$output" '4 kills hit a running sweep'
}

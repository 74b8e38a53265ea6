#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Points as HDF5: the same answers as from CSV, the same bytes after an end
# before the end and from shards.  What is in the cells: test-hdf.c.

# shellcheck disable=SC2154 # variables of the helpers
load helpers

need_hdf5 () {
    ! gpuscape --version | grep -qx 'HDF5: no' ||
        skip 'this build has no HDF5'
}

@test 'pareto, stats and plot read it as they read CSV' {
    need_hdf5
    write_trial trial.cfg 611 'points_format = "hdf5";'
    run_gpuscape sweep trial.cfg -o csv --set points_format=csv
    expect_status 0
    run_gpuscape sweep trial.cfg -o hdf
    expect_status 0
    [ ! -e hdf/points.csv ]
    [ ! -e hdf/points.packed ]
    cmp csv/front.csv hdf/front.csv
    cmp csv/summary.txt hdf/summary.txt
    run_gpuscape pareto csv/points.csv --max speedup --min power_w
    expect_status 0
    pareto=$stdout
    [ "$(wc -l <<<"$pareto")" -gt 20 ]
    run_gpuscape pareto hdf/points.h5 --max speedup --min power_w
    expect_status 0
    [ "$stdout" = "$pareto" ]
    run_gpuscape stats csv
    stats=$stdout
    run_gpuscape stats hdf
    expect_status 0
    [ "$stdout" = "$stats" ]
    run_gpuscape stats hdf/points.h5 --axis sm_count --min power_w
    expect_status 0
    if [ -e csv/plots/map.svg ]; then
        rm -r hdf/plots
        run_gpuscape plot hdf --terminal svg
        expect_status 0
        cmp csv/plots/map.csv hdf/plots/map.csv
        cmp csv/plots/pareto.csv hdf/plots/pareto.csv
    fi
    # Another form takes the place of the first.
    run_gpuscape sweep trial.cfg --no-plots -o hdf --set points_format=csv
    expect_status 0
    [ ! -e hdf/points.h5 ]
    cmp csv/points.csv hdf/points.csv
}

@test "HDF5's own tools read it" {
    need_hdf5
    need h5dump
    write_trial trial.cfg 3 'points_format = "hdf5";'
    run_gpuscape sweep trial.cfg --no-plots -o hdf
    run h5dump -d /points/power_w -d /points/feasible -d /names/bound \
        hdf/points.h5
    [ "$status" -eq 0 ]
    expect_in "$output" 'SIMPLE { ( 30 ) / ( H5S_UNLIMITED ) }' \
        'H5T_IEEE_F64' '"FALSE"' '"W"' 'modelled board power limit' \
        '"compute", "memory", "overhead", "link"'
    run h5dump -a title hdf/points.h5
    expect_in "$output" '(0): "A trial"'
    run h5dump -H -p -d /points/power_w hdf/points.h5
    expect_in "$output" 'CHUNKED ( 4096 )' 'PREPROCESSING SHUFFLE' \
        'COMPRESSION DEFLATE'
}

@test 'what is wrong with a file is said' {
    need_hdf5
    write_trial trial.cfg 30 'points_format = "hdf5";'
    run_gpuscape sweep trial.cfg --no-plots -o hdf
    run_gpuscape pareto hdf/points.h5 --max bound
    fails_with 1 'hdf/points.h5:1: column bound: found' 'expected a number'
    run_gpuscape pareto hdf/points.h5 --max speedpu
    fails_with 1 "hdf/points.h5: no column 'speedpu'; did you mean 'speedup'?"
    run_gpuscape pareto hdf/points.h5 --max price_usd --keep-infeasible
    expect_status 0
    head -c 20000 hdf/points.h5 >cut.h5
    run_gpuscape pareto cut.h5 --max speedup
    fails_with 1 'cut.h5: cannot be read: truncated file'
    printf '\x89HDF\r\n\x1a\nnothing' >empty.h5
    run_gpuscape pareto empty.h5 --max speedup
    fails_with 1 'empty.h5: cannot be read'
    run_gpuscape sweep trial.cfg -o out --set points_format=hdf
    fails_with 1 "points_format: found" "did you mean 'hdf5'"
}

@test 'a build without HDF5 says so' {
    gpuscape --version | grep -qx 'HDF5: no' || skip 'this build has HDF5'
    write_trial trial.cfg 30 'points_format = "hdf5";'
    run_gpuscape sweep trial.cfg --no-plots -o out
    fails_with 1 'trial.cfg:8: points_format is "hdf5"' 'built without HDF5'
    printf '\x89HDF\r\n\x1a\n' >x.h5
    run_gpuscape pareto x.h5 --max speedup
    fails_with 1 'x.h5: an HDF5 file' 'built without HDF5'
}

@test 'a full disk is gone on from' {
    need_hdf5
    write_trial trial.cfg 6000 'points_format = "hdf5";'
    run_gpuscape sweep trial.cfg --no-plots -o whole
    expect_status 0
    for kib in 70 700 3000; do
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

@test 'where points.h5 cannot be made, its rows need not be made again' {
    need_hdf5
    need_full_device
    write_trial trial.cfg 6000 'points_format = "hdf5";'
    run_gpuscape sweep trial.cfg --no-plots -o whole
    mkdir out
    ln -s /dev/full out/points.h5
    run_gpuscape sweep trial.cfg --no-plots -o out --checkpoint 0
    fails_with 1 '/dev/full: cannot be made' 'what is done is kept in out'
    rm out/points.h5
    run_gpuscape sweep trial.cfg --no-plots -o out --resume
    expect_status 0
    expect_in "$stderr" 'gone on from 100 %'
    diff -r whole out
}

@test 'merged shards are the whole, whatever is kept' {
    need_hdf5
    write_trial trial.cfg 1500 'points_format = "hdf5";'
    for keep in all feasible front; do
        rm -rf whole s? out
        run_gpuscape sweep trial.cfg --no-plots -o whole --set "keep=$keep"
        expect_status 0
        for i in 1 2 3; do
            run_gpuscape sweep trial.cfg --shard "$i/3" -o "s$i" \
                --set "keep=$keep"
            expect_status 0
            [ -e "s$i/points.packed" ]
        done
        run_gpuscape merge s2 s3 s1 -o out --no-plots
        expect_status 0
        diff -r whole out
    done
    printf 'x' | dd of=s2/points.packed bs=1 seek=4000 conv=notrunc 2>/dev/null
    rm -r out
    run_gpuscape merge s1 s2 s3 -o out --no-plots
    fails_with 1 's2/points.packed: not'
    [ "$(find out -type f | wc -l)" -eq 0 ]
}

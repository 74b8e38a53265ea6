# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034 # variables for the tests
#
# Loaded by each cli-*.bats: `load helpers`.
#
# Every test starts in an empty folder of its own, $scratch, that is removed
# afterwards.  The program is found by PATH; $data is the root of its data
# (devices/, networks/, ...), $fixtures the folder tests/data.

setup () {
    : "${GPUSCAPE_TEST_DATA:=$(cd "$BATS_TEST_DIRNAME/.." && pwd)}"
    data=$GPUSCAPE_TEST_DATA
    fixtures=$BATS_TEST_DIRNAME/data
    scratch=$(mktemp -d)
    scratch=$(cd "$scratch" && pwd -P)
    cd "$scratch" || return 1
}

teardown () {
    cd / || return 1
    chmod -R u+rwX "$scratch"
    rm -rf "$scratch"
}

# run_gpuscape ARG...: afterwards $status, $stdout and $stderr (whole texts)
# and $output, $lines (both texts together, as bats' run sets them).
# GPUSCAPE_RUN, if set, is put before the program (valgrind).
run_gpuscape () {
    local words
    words=$(mktemp)
    status=0
    # shellcheck disable=SC2086 # GPUSCAPE_RUN is a command with options
    stdout=$(${GPUSCAPE_RUN-} gpuscape "$@" 2>"$words") || status=$?
    stderr=$(cat "$words")
    rm -f "$words"
    output=$stdout${stdout:+${stderr:+$'\n'}}$stderr
    mapfile -t lines <<<"$output"
}

# write_trial FILE COUNT [MEMBER]...: a sweep of COUNT times ten points, some
# of them infeasible or against a wish, with more members.
write_trial () {
    local file=$1 count=$2
    shift 2
    cat >"$file" <<END
sweep: {
title = "A trial"; base = "gtx-1080-ti"; reference = "gtx-1080-ti";
workloads = ( { network = "lenet5"; batch = 24; } );
axes = ( { field = "sm_count"; from = 6; to = 60; step = 6; },
    { field = "boost_clock_mhz"; from = 703; to = 2209; count = $count; } );
constraints = ( "power_w <= 260", { expression = "area_mm2 < 400"; soft = true; } );
objectives = [ "max speedup", "min power_w" ];
$(printf '%s\n' "$@")
};
END
}

# The checks below print what they saw when they fail.

expect_status () {
    if [ "$status" -ne "$1" ]; then
        echo "exit status $status, wanted $1"
        echo "stdout: $stdout"
        echo "stderr: $stderr"
        return 1
    fi
}

# expect_in TEXT PART...: TEXT holds each PART literally.
expect_in () {
    local text=$1 part
    shift
    for part in "$@"; do
        if [[ $text != *"$part"* ]]; then
            echo "'$part' is not in:"
            echo "$text"
            return 1
        fi
    done
}

expect_not_in () {
    local text=$1 part
    shift
    for part in "$@"; do
        if [[ $text == *"$part"* ]]; then
            echo "'$part' is in:"
            echo "$text"
            return 1
        fi
    done
}

# fails_with STATUS PART...: the program failed, said why on standard error
# and wrote no data.
fails_with () {
    expect_status "$1" || return 1
    shift
    if [ -n "$stdout" ]; then
        echo "data on standard output: $stdout"
        return 1
    fi
    expect_in "$stderr" "$@"
}

# has_columns FILE NAME...: the header of the CSV names each column.
has_columns () {
    local header name
    header=,$(head -n 1 "$1"),
    shift
    for name in "$@"; do
        expect_in "$header" ",$name," || return 1
    done
}

# Rows of a CSV file without its header.
count_rows () {
    tail -n +2 "$1" | wc -l | tr -d ' '
}

need () {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || skip "$tool is missing"
    done
}

# need_full_device: /dev/full exists.
need_full_device () {
    [ -c /dev/full ] || skip 'no /dev/full'
}

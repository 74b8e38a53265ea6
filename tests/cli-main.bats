#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The frame of the command line: help, version, wrong usage, full disks.

load helpers

commands='sweep predict compare recommend pareto stats sensitivity plot report train validate list show check'

@test '--version says name and version on standard output' {
    run_gpuscape --version
    expect_status 0
    [[ ${stdout%%$'\n'*} =~ ^gpuscape\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
    [ -z "$stderr" ]
}

@test '--help names every subcommand' {
    run_gpuscape --help
    expect_status 0
    [ -z "$stderr" ]
    for command in $commands; do
        expect_in "$stdout" "$command"
    done
}

@test 'every subcommand has --help on standard output' {
    for command in $commands; do
        run_gpuscape "$command" --help
        expect_status 0
        expect_in "$stdout" "gpuscape $command"
        [ -z "$stderr" ]
    done
}

@test 'every option that --help shows is in the manual, and the reverse' {
    page=$GPUSCAPE_MAN/gpuscape.1
    [ -f "$page" ] || skip 'the page is not there'
    : >shown
    for command in '' $commands; do
        # shellcheck disable=SC2086 # the first one is empty
        run_gpuscape $command --help
        printf '%s\n' "$stdout" | grep -oE -- '--[a-z][a-z-]+' >>shown || :
    done
    sort -u shown >shown.sorted
    # mdoc writes --name as `Fl -name' (`\-' is a hyphen too).
    sed 's/\\-/-/g' "$page" | grep -oE 'Fl -[a-z][a-z-]+' |
        sed 's/^Fl -/--/' | sort -u >paged.sorted
    [ -s shown.sorted ]
    diff shown.sorted paged.sorted
}

@test 'no subcommand is wrong usage' {
    run_gpuscape
    fails_with 2 'gpuscape --help'
}

@test 'an unknown subcommand is wrong usage and names the nearest' {
    run_gpuscape swep
    fails_with 2 "'swep'" "'sweep'"
}

@test 'an unknown option is wrong usage, for the program and a subcommand' {
    run_gpuscape --halp
    fails_with 2 'halp'
    run_gpuscape list --colour devices
    fails_with 2 'colour'
}

@test 'an option that lacks its value is wrong usage' {
    run_gpuscape predict -d
    fails_with 2 ''
}

@test 'a full disk is an error' {
    need_full_device
    run bash -c "${GPUSCAPE_RUN-} gpuscape --help >/dev/full"
    [ "$status" -eq 1 ]
    expect_in "$output" 'standard output'
}

@test 'a locale with a decimal comma changes nothing' {
    locale -a 2>/dev/null | grep -qi '^de_DE.utf-\?8$' || skip 'no de_DE'
    run_gpuscape show device gtx-1080-ti
    plain=$stdout
    LC_ALL=de_DE.UTF-8 run_gpuscape show device gtx-1080-ti
    expect_status 0
    [ "$stdout" = "$plain" ]
}

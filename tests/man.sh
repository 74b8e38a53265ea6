#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The manual pages are clean mdoc, and the page of the file formats names what
# the lists in the headers name.  MANDOC comes from the Makefile.
set -u

root=$(cd "$(dirname "$0")/.." && pwd)
formats=$root/man/gpuscape-config.5
n=0
failed=0

# report WORDS PROBLEMS: one line of the protocol.
report () {
    n=$((n + 1))
    if [ -z "$2" ]; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        printf '%s\n' "$2" | sed 's/^/# /'
        failed=1
    fi
}

for page in "$root"/man/*.[1-9]; do
    name=$(basename "$page")
    if [ -z "${MANDOC-}" ]; then
        n=$((n + 1))
        echo "ok $n - $name # SKIP mandoc is missing"
    else
        report "$name is clean" "$("$MANDOC" -T lint -W warning "$page" 2>&1)"
    fi
done

# Each X (key, ...) line of a header is an item of the page.
for header in device/device_fields.h network/network.h; do
    keys=$(sed -n 's/^ *X(\([a-z][a-z0-9_]*\), .*/\1/p' "$root/src/$header")
    report "$header has a list" "$([ -n "$keys" ] || echo 'no X (key, ...)')"
    report "gpuscape-config.5 names all of $header" "$(for key in $keys; do
        grep -q "^\.It Li $key\( Pq required\)\{0,1\}\$" "$formats" ||
            echo "lacks $key"
    done)"
done

# The ranges of numbers: "LOW to HIGH UNIT." in the item of the key.
report 'gpuscape-config.5 states the ranges' "$(
    sed -n 's/^ *X(\([a-z0-9_]*\), "[^"]*", \([0-9.]*\), \([0-9.]*\), M.*/\1 \2 \3/p' \
        "$root/src/device/device_fields.h" |
        while read -r key low high; do
            sed -n "/^\.It Li $key\( \|\$\)/,/^[0-9.]* to [0-9]/p" "$formats" |
                tail -n 1 | grep -q "^${low} to ${high}[ .]" ||
                echo "$key is from $low to $high"
        done
)"
echo "1..$n"
exit $failed

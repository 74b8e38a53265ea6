#!/bin/sh
# SPDX-License-Identifier: MIT
#
# files.mk names what is in the tree.  Only a checkout can tell: a release
# holds just what is listed.
set -u

root=$(cd "$(dirname "$0")/.." && pwd)
echo '1..1'
if [ ! -e "$root/.git" ]; then
    echo 'ok 1 - files.mk is up to date # SKIP not a checkout'
elif words=$(sh "$root/tools/update-lists" --check 2>&1); then
    echo 'ok 1 - files.mk is up to date'
else
    echo 'not ok 1 - files.mk is up to date'
    printf '%s\n' "$words" | sed 's/^/# /'
    exit 1
fi

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Each header compiles alone: it includes what it uses.
# GPUSCAPE_COMPILE and GPUSCAPE_HEADERS come from the Makefile.
set -u

n=0
failed=0
for header in $GPUSCAPE_HEADERS; do
    n=$((n + 1))
    name=${header#src/}
    # The last line is for headers of macros only: C wants a declaration.
    if words=$({ printf '#include "%s"\n' config.h "$name" "$name"
                 echo 'struct something;'; } |
        eval "$GPUSCAPE_COMPILE -fsyntax-only -x c -" 2>&1); then
        echo "ok $n - $name compiles alone and twice"
    else
        echo "not ok $n - $name compiles alone and twice"
        printf '%s\n' "$words" | sed 's/^/# /'
        failed=1
    fi
done
echo "1..$n"
exit $failed

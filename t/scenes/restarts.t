#!/bin/sh
# Every scene again, with a desk that is killed and started anew after each stanza it was sent: plainly, and so that
# what it had stored and not yet sent is lost each time. After a restart the desk is as it was.
# SPDX-License-Identifier: GPL-3.0-or-later
dir=${srcdir:-.}/t/scenes
# Each restart is a store on disk opened anew; that fsync is quick is not what is tested here.
if [ -z "$TMPDIR" ] && [ -w /dev/shm ]; then
    TMPDIR=/dev/shm
    export TMPDIR
fi
n=0
bad=0
for mode in restarts crashes; do
    for scene in "$dir"/*.scene; do
        n=$((n + 1))
        out=$(t/scene "--$mode" "$scene" 2>&1)
        if [ $? -eq 0 ]; then
            case $out in
            1..0*) echo "ok $n - $(basename "$scene") # SKIP not with $mode" ;;
            *) echo "ok $n - $(basename "$scene") with $mode" ;;
            esac
        else
            bad=1
            echo "not ok $n - $(basename "$scene") with $mode"
            printf '%s\n' "$out" | grep -v '^ok' | sed 's/^/# /'
        fi
    done
done
echo "1..$n"
exit $bad

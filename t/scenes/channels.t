#!/bin/sh
# Every scene again with customers on a second channel (t/memory.h): what the desk does for them does not depend on XMPP.
# Left out is what says so itself, and what customers say there for which only XMPP has words.
# SPDX-License-Identifier: GPL-3.0-or-later
dir=${srcdir:-.}/t/scenes
n=0
bad=0
for scene in "$dir"/*.scene; do
    n=$((n + 1))
    name=$(basename "$scene")
    out=$(t/scene --memory "$scene" 2>&1)
    case $? in
    0)
        case $out in
        1..0*) echo "ok $n - $name # SKIP only on XMPP" ;;
        *) echo "ok $n - $name on the memory channel" ;;
        esac
        ;;
    3) echo "ok $n - $name # SKIP only XMPP can say this" ;;
    *)
        bad=1
        echo "not ok $n - $name on the memory channel"
        printf '%s\n' "$out" | grep -v '^ok' | sed 's/^/# /'
        ;;
    esac
done
echo "1..$n"
exit $bad

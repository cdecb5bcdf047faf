#!/bin/sh
# Has anything changed that somebody sees? All scenes and the first seeds of the simulation are played, and the hashes of
# what the desk did (t/record.h: the catalogues' texts count by their keys) are compared with t/record.txt.
# SPDX-License-Identifier: GPL-3.0-or-later
#
#     srcdir=.. ../t/record.sh compare | write     in a build directory, with t/scene and t/sim/sim made
#
# A change of the code's form leaves the record as it is; one that changes what is done writes it anew, and its commit
# says what and why. The disk is never full in these seeds: when it is depends on how the store lays out its pages. Another
# version of ICU or SQLite may take another course: the record is of Debian 12.
# Environment: SEEDS (50), JOBS (processes, 2), SCENES (all of t/scenes/).
set -u
srcdir=${srcdir:-.}
seeds=${SEEDS:-50} jobs=${JOBS:-2}
new=$(mktemp)
trap 'rm -f "$new"' EXIT
export srcdir
export FRONTDESK_CONF_DIR="${FRONTDESK_CONF_DIR:-$srcdir/conf}"

# The name of what was played and its hash; a scene that fails, or a seed that finds something, has no hash.
one() { # NAME COMMAND…
    name=$1
    shift
    hash=$("$@" 2>/dev/null | sed -n 's/^# hash //p')
    echo "$name ${hash:-none}"
}

if [ "${1:-}" = one ]; then
    case $2 in
    *.scene) one "$(basename "$2" .scene)" t/scene "$2" ;;
    *) one "seed-$2" t/sim/sim "$2" without=disk-full ;;
    esac
    exit
fi

{ printf '%s\n' "${SCENES:-$(ls "$srcdir"/t/scenes/*.scene)}"; seq 1 "$seeds"; } | tr ' ' '\n' |
    xargs -P "$jobs" -n 1 sh "$0" one | LC_ALL=C sort > "$new"

case ${1:-} in
write) cp "$new" "$srcdir/t/record.txt" ;;
compare)
    differ=$(diff "$srcdir/t/record.txt" "$new" | sed -n 's/^> //p')
    printf '%s\n' "$differ" | sed '/^$/d; s/^/differs: /'
    echo "$(wc -l < "$new") played, $(printf '%s' "$differ" | grep -c .) differ"
    [ -z "$differ" ] && ! grep -q ' none$' "$new"
    ;;
*) echo "usage: record.sh compare | write" >&2; exit 2 ;;
esac

#!/bin/bash
# What ./quickstart builds from: its copy of the sources is exactly what git tracks, and where git does not track the
# directory, as in a release archive, all but what a build has written there. And the archive has all that git tracks.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
unset MAKEFLAGS MAKELEVEL MFLAGS
source=$(cd -- "${srcdir:-.}" && pwd -P)
quickstart=$source/quickstart
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
n=0
bad=0
same() { # same TEXT EXPECTED GOT
    n=$((n + 1))
    if [ "$2" = "$3" ]; then
        echo "ok $n - $1"
    else
        bad=1
        echo "not ok $n - $1"
        diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") | sed 's/^/# /'
    fi
}

eval "$(sed -n '/^copy_sources()/,/^}/p' "$quickstart")"
files() { # files DIRECTORY
    (cd "$1" && find . -type f | LC_ALL=C sort)
}

# A tree as somebody leaves it who has built in it, and has begun a room at the top.
top=$scratch/tree
mkdir -p "$top/src/store" "$top/new/room" "$top/t" "$top/.scratch/old" "$top/build-1" "$top/.git"
cp "$quickstart" "$(dirname "$quickstart")/.gitignore" "$top"
touch "$top/src/main.c" "$top/new/room/a b.c" "$top/t/gone.c"
touch "$top/src/main.o" "$top/src/store/sql.h" "$top/Makefile" "$top/config.status" "$top/.scratch/old/main.c" \
    "$top/build-1/main.c" "$top/t/store.log" "$top/.git/HEAD"
expected="./.gitignore
./new/room/a b.c
./quickstart
./src/main.c
./t/gone.c"
copy_sources "$scratch/archive"
same "an archive is copied without what a build wrote" "$expected" "$(files "$scratch/archive")"

if command -v git >/dev/null; then
    rm -r "$top/.git"
    git -C "$top" init -q && git -C "$top" add .
    rm "$top/t/gone.c"
    touch "$top/core" "$top/t/store" # neither tracked nor ignored
    copy_sources "$scratch/clone"
    same "a clone is copied as git tracks it" "$(grep -v gone <<<"$expected")" "$(files "$scratch/clone")"
    same "the copy can be executed" yes "$([ -x "$scratch/clone/quickstart" ] && echo yes)"
    # An archive that somebody has unpacked in a clone of something else.
    mkdir "$top/archive" && cp -r "$scratch/archive/." "$top/archive"
    top=$top/archive
    copy_sources "$scratch/inside"
    same "an archive inside another clone is copied" "$expected" "$(files "$scratch/inside")"
fi

# An entry of the list may be a directory. Left out is what is only of use beside git. Where a build has written between the
# sources, as make distcheck does, nobody can tell what is one.
if [ -e Makefile ] && [ ! -e "$source/config.status" ] && [ ! -e "$source/_build" ]; then
    top=$source
    copy_sources "$scratch/all"
    forgotten=$({ make -s distributed; echo .gitattributes; echo .git-blame-ignore-revs; } | awk -v source="${srcdir:-.}/" '
        FNR == NR { if (index($0, source) == 1) $0 = substr($0, length(source) + 1); sub(/^(\.\/)+/, ""); known[$0]; next }
        { sub(/^\.\//, ""); for (at = $0; !(at in known) && at ~ /\//; ) sub(/\/[^\/]*$/, "", at) }
        !(at in known)' - <(files "$scratch/all"))
    same "a release has every file that git tracks" "" "$forgotten"
fi
echo "1..$n"
exit $bad

#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# mutate: shows that the simulation can fail. Every defect of t/sim/mutations goes into a copy of the sources,
# alone; t/sim/sim is built there and plays seeds until one finds it. A defect that survives, that does not
# compile, or whose text is no longer there is a failure.
#
#     t/sim/mutate.sh SRCDIR [NAME…]     all of them, or those
#
# Environment: CC, JOBS (processes, 1), SEEDS (at most, for each: 60), STEPS (of a seed: 1200).

set -euo pipefail
export LC_ALL=C.UTF-8
unset MAKEFLAGS MAKELEVEL MFLAGS CDPATH

top=$(cd -- "$1" && pwd -P)
shift
seeds=${SEEDS:-60} steps=${STEPS:-1200} jobs=${JOBS:-1}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/mutate.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

fail() {
    printf 'mutate: %s\n' "$*" >&2
    exit 1
}

# Built things of the source tree would look up to date from everywhere.
copy_sources() {
    mkdir "$scratch/src"
    tar -C "$top" -cf - --exclude='*.o' --exclude='*.a' --exclude=.deps --exclude=.dirstamp --exclude=src/store/sql.h \
        --exclude=src/conf/notices.inc --exclude=src/conf/periods.h --exclude=src/acts/tables.inc --exclude=./t/sim/sim --exclude=./t/scene ./configure ./configure.ac ./aclocal.m4 \
        ./config.h.in ./Makefile.am ./Makefile.in ./build-aux ./src ./xeps ./db ./conf ./t ./README |
        tar -C "$scratch/src" -xf -
}

build() {
    make -C "$scratch/build" -j"$jobs" t/sim/sim >"$scratch/make.log" 2>&1
}

play() {
    "$scratch/build/t/sim/sim" --seeds "1-$seeds" "$steps" first jobs="$jobs" >"$scratch/play.log" 2>&1
}

field() { # NAME FIELD
    awk -v want="$1" -v field="$2: " '/^name: /{ here = substr($0, 7) == want }
        here && index($0, field) == 1 { print substr($0, length(field) + 1) }' "$list"
}

# The file with the defect, on standard output; fails unless the text is there exactly once.
mutated() { # NAME FILE
    awk -v want="$1" '
        FNR == NR {
            if (/^name: /) here = substr($0, 7) == want
            else if (here && /^-/) old = old (n_old++ ? "\n" : "") substr($0, 2)
            else if (here && /^\+/) new = new (n_new++ ? "\n" : "") substr($0, 2)
            next
        }
        { text = text $0 "\n" }
        END {
            at = index(text, old)
            if (old == "" || at == 0 || index(substr(text, at + 1), old) > 0) exit 1
            printf "%s%s%s", substr(text, 1, at - 1), new, substr(text, at + length(old))
        }' "$list" "$2"
}

caught=0 survived=0 wrong=0

say() { # NAME WHAT
    printf '%-34s %s\n' "$1" "$2"
}

try() { # NAME
    local name=$1 file
    file=$(field "$name" file)
    if [ -z "$file" ] || ! mutated "$name" "$top/$file" >"$scratch/mutated"; then
        say "$name" "NOT APPLIED: its text is not there exactly once in $file"
        wrong=$((wrong + 1))
        return
    fi
    cat "$scratch/mutated" >"$scratch/src/$file"
    if ! build; then
        say "$name" "NOT BUILT: $(grep -m1 error: "$scratch/make.log" || tail -n 1 "$scratch/make.log")"
        wrong=$((wrong + 1))
    elif play; then
        say "$name" "SURVIVED $seeds seeds: $(field "$name" breaks)"
        survived=$((survived + 1))
    else
        say "$name" "caught by $(sed -n 's/^# \(seed [0-9]*: .\{0,110\}\).*/\1/p' "$scratch/play.log" | head -n 1)" \
            "$(sed -n 's/^# \([0-9]* seeds\), .* violations$/(\1)/p' "$scratch/play.log" | tail -n 1)"
        caught=$((caught + 1))
    fi
    cat "$top/$file" >"$scratch/src/$file"
}

copy_sources
list=$scratch/src/t/sim/mutations # as it was when we began
mkdir "$scratch/build"
(cd "$scratch/build" && ../src/configure CC="${CC:-gcc}" CFLAGS='-O1' --disable-server-tests) >"$scratch/configure.log" 2>&1 ||
    fail "configure: $(tail -n 1 "$scratch/configure.log")"
# What is generated first: before the first build nothing knows who needs it.
make -C "$scratch/build" src/store/sql.h src/conf/notices.inc src/conf/periods.h src/acts/tables.inc >"$scratch/make.log" 2>&1 && build ||
    fail "the build: $(tail -n 3 "$scratch/make.log")"
play || fail "without any defect: $(grep -m1 '^# seed' "$scratch/play.log")"
say "(without any defect)" "$seeds seeds, no violation"
if [ $# -gt 0 ]; then
    names=("$@")
else
    mapfile -t names < <(sed -n 's/^name: //p' "$list")
fi
for name in "${names[@]}"; do
    try "$name"
done
printf '%d defects: %d caught, %d survived, %d not applied or not built; %d s\n' \
    ${#names[@]} $caught $survived $wrong $SECONDS
[ $survived -eq 0 ] && [ $wrong -eq 0 ]

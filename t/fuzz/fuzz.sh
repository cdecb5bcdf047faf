#!/bin/sh
# fuzz.sh: runs fuzzers that t/fuzz/fuzz.mk has built, one after the other, and says what each found.
# SPDX-License-Identifier: GPL-3.0-or-later
#
#     fuzz.sh SECONDS NAME…     each from t/fuzz/corpus/NAME/ below $srcdir; in the build directory
#
# What is new goes to fuzz/corpus/NAME/, where the next run goes on; what fails to fuzz/crashes/, and the log of each run is
# fuzz/NAME.log. Exit status 1 when something failed. To keep an input: copy it to t/fuzz/corpus/NAME/, and `make check` looks at
# it for ever. To make a corpus small again:
#     mkdir new && fuzz/fuzz_NAME -merge=1 new t/fuzz/corpus/NAME fuzz/corpus/NAME
top=${srcdir:-.}
seconds=${1:?SECONDS NAME…}
shift
status=0

# Files of the fuzzers are written thousands of times a second: not on a disk where it can be helped.
memory=/dev/shm
[ -d "$memory" ] && [ -w "$memory" ] || memory=${TMPDIR:-/tmp}
TMPDIR=$(mktemp -d "$memory/fuzz.XXXXXX") || exit 99
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
# Freed memory is held back for less long: thousands of stores would else fill the machine with it.
ASAN_OPTIONS=quarantine_size_mb=32:${ASAN_OPTIONS:-}
export ASAN_OPTIONS
trap 'exit 1' HUP INT TERM

figure() # NAME, of libFuzzer's final statistics
{
    sed -n "s/^stat::$1: *//p" "$log" | tail -n 1
}

mkdir -p fuzz/crashes
for name; do
    log=fuzz/$name.log
    new=fuzz/corpus/$name
    mkdir -p "$new"
    before=$(ls fuzz/crashes | wc -l)
    # shellcheck disable=SC2086 # FUZZ_FLAGS may be several
    fuzz/fuzz_"$name" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=4096 -max_len=4096 -reload=0 \
        -print_final_stats=1 -artifact_prefix="fuzz/crashes/$name-" ${FUZZ_FLAGS:-} "$new" "$top/t/fuzz/corpus/$name" \
        > "$log" 2>&1 || status=1
    found=$(($(ls fuzz/crashes | wc -l) - before))
    cover=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
    printf '%-10s %4d s  %10s runs (%s a second), %s branches reached, %s MiB, %s\n' "$name" "$seconds" \
        "$(figure number_of_executed_units)" "$(figure average_exec_per_sec)" "${cover:-?}" \
        "$(figure peak_rss_mb)" "$([ "$found" -eq 0 ] && echo "nothing found" || echo "$found found: see $log")"
done
exit $status

#!/bin/sh
# The layout of every C file is what .clang-format says. Other versions of clang-format lay out differently, so it
# must be 19, which Debian 12 and 13 have as clang-format-19; without it the test is skipped.
# SPDX-License-Identifier: GPL-3.0-or-later
cd "${srcdir:-.}" || exit 1

version() { # version PROGRAM: its major version, or nothing
    "$1" --version 2>/dev/null | sed -n 's/.*version \([0-9]*\)\..*/\1/p'
}

for program in clang-format-19 clang-format; do
    [ "$(version $program)" = 19 ] && break
    program=
done
[ -n "$program" ] || { echo "1..0 # SKIP clang-format 19 is not installed (package clang-format-19)"; exit 0; }

sources=$(find src xeps t -name '*.[ch]' ! -path src/store/sql.h ! -path src/conf/periods.h)
# shellcheck disable=SC2086 # one argument each
found=$($program --dry-run $sources 2>&1 | grep -E 'warning|error')
if [ -z "$found" ]; then
    echo "ok 1 - $(echo "$sources" | wc -l) files have the layout of .clang-format"
else
    printf '%s\n' "$found" | sed 's/^/# /'
    echo "not ok 1 - files have another layout than .clang-format: $program -i FILE mends it"
fi
echo "1..1"
[ -z "$found" ]

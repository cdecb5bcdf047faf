#!/bin/sh
# No test defines a function or a table that the program defines too: the linker would take the test's, and leave out
# without a word what was to be tested. A test that wants to come between uses the linker's --wrap, and defines __wrap_NAME.
# SPDX-License-Identifier: GPL-3.0-or-later
command -v nm >/dev/null && [ -e libfrontdesk.a ] || { echo "1..0 # SKIP no nm, or not in a build directory"; exit 0; }

defined() { # defined FILE…: NAME and FILE of all that other files can use; without what compilers add
    nm -A -g --defined-only "$@" 2>/dev/null | awk '$NF !~ /^(__|main$)/ { sub(/:.*/, "", $1); print $NF, $1 }' | sort -u
}
replaced() { # replaced FILE…: what they define and the program has
    defined "$@" | awk 'FNR == NR { in_program[$1]; next } $1 in in_program { print $2 ": " $1 }' names.$$ -
}
trap 'rm -f names.$$' EXIT
defined libfrontdesk.a > names.$$

objects=$(find t -name '*.o')
# shellcheck disable=SC2086 # one argument each
found=$(replaced $objects)
if [ -z "$found" ]; then
    echo "ok 1 - $(echo "$objects" | wc -l) objects of tests replace nothing of the program"
else
    printf '%s\n' "$found" | sed 's/^/# /'
    echo "not ok 1 - tests replace parts of the program"
fi
# The one test that is meant to: the wire, compiled for an older expat.
control=$(replaced src/xml/t_unit_wire_older-*.o)
if [ -n "$control" ]; then
    echo "ok 2 - a test that replaces something is found"
else
    echo "not ok 2 - a test that replaces something is found"
fi
echo "1..2"
[ -z "$found" ] && [ -n "$control" ]

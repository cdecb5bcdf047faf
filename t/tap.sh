# TAP of shell tests that collect findings: `. "${srcdir:-.}/t/tap.sh"`, points, and at the end points_end.
# SPDX-License-Identifier: GPL-3.0-or-later
n=0
bad=0

point() { # point TEXT FINDINGS: fails, and shows them, if there are any
    n=$((n + 1))
    if [ -z "$2" ]; then
        echo "ok $n - $1"
    else
        bad=1
        echo "not ok $n - $1"
        printf '%s\n' "$2" | sed 's/^/# /'
    fi
}

points_end() {
    echo "1..$n"
    exit $bad
}

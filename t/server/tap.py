# SPDX-License-Identifier: GPL-3.0-or-later
"""The Test Anything Protocol for the tests on real servers: the twin of tap.h."""

import re
import sys
import traceback

_points = 0
_failed = 0
_planned = None


def _print(line):
    print(line, flush=True)


def diag(text):
    for line in str(text).splitlines() or [""]:
        _print("# " + line)


def plan(points):
    """Says beforehand how many points there will be; without it done() says it at the end."""
    global _planned
    _planned = points
    _print("1..%d" % points)


def skip_all(why):
    _print("1..0 # SKIP " + why)
    sys.exit(0)


def ok(cond, text):
    global _points, _failed
    _points += 1
    if not cond:
        _failed += 1
    _print("%s %d - %s" % ("ok" if cond else "not ok", _points, text.replace("#", "\\#").replace("\n", " ")))
    return bool(cond)


def is_(got, want, text):
    if not ok(got == want, text):
        diag("  got: %r" % (got,))
        diag(" want: %r" % (want,))
        return False
    return True


def like(got, pattern, text):
    """got holds the regular expression somewhere."""
    if not ok(got is not None and re.search(pattern, got), text):
        diag("  got: %r" % (got,))
        diag(" want: /%s/" % pattern)
        return False
    return True


def done():
    """Prints the plan and ends the test: status 1 if a point failed or the plan was missed."""
    if _planned is None:
        _print("1..%d" % _points)
    if _failed:
        diag("%d of %d points failed" % (_failed, _points))
    sys.exit(1 if _failed or _planned not in (None, _points) else 0)


def run(*parts):
    """Runs the parts of a test, functions without arguments; one that dies is a failed point and the next goes on."""
    for part in parts:
        try:
            part()
        except Exception as e:
            ok(False, "%s: %s" % (part.__name__, (str(e) or type(e).__name__).splitlines()[0]))
            diag(traceback.format_exc())
    done()

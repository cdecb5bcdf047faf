#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of `make coverage`: which share of the lines of each file the tests ran, least first.

    coverage.py DIRECTORY [FILE]    where programs built with --coverage have run; FILE: its lines that nothing ran
"""

import collections
import json
import os
import subprocess
import sys


def place(path):
    """src/room/file.c or xeps/file.c; None: not the program's own."""
    parts = os.path.normpath(path).split(os.sep)
    tops = [i for i, part in enumerate(parts) if part in ("src", "xeps")]
    return "/".join(parts[tops[-1]:]) if tops else None


def measured(directory):
    """{file: {line: times}}, of the program's own sources."""
    files = collections.defaultdict(collections.Counter)
    for folder, _, names in os.walk(directory):
        for name in sorted(names):
            if not name.endswith(".gcda") or place(os.path.join(folder, name)) is None:
                continue
            out = subprocess.run(["gcov", "--json-format", "--stdout", name], cwd=folder, check=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
            for report in out.decode().splitlines():
                for file in json.loads(report)["files"]:
                    where = place(file["file"])
                    if where is None:
                        continue
                    for line in file["lines"]:
                        files[where][line["line_number"]] += line["count"]
    return files


def main(argv):
    files = measured(argv[1])
    if not files:
        print("nothing was measured in %s" % argv[1], file=sys.stderr)
        return 1
    if len(argv) > 2:
        print("\n".join("%s:%d" % (argv[2], n) for n, times in sorted(files[argv[2]].items()) if times == 0))
        return 0
    rows = [(sum(times > 0 for times in lines.values()), len(lines), name) for name, lines in files.items()]
    for ran, lines, name in sorted(rows, key=lambda row: row[0] / row[1]):
        print("%6.1f %%  %5d of %5d  %s" % (100 * ran / lines, ran, lines, name))
    ran, lines = sum(row[0] for row in rows), sum(row[1] for row in rows)
    print("%6.1f %%  %5d of %5d  lines in all, %d files" % (100 * ran / lines, ran, lines, len(rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))

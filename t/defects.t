#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The deliberate defects of t/sim/mutations: the text that each replaces is there exactly once, and README and t/README count them all.
Whether the simulation catches them is for `make mutations`, which takes minutes."""

import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "server"))
import tap

top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def read(name):
    with open(os.path.join(top, name), encoding="utf-8") as f:
        return f.read()


n = 0
for block in read("t/sim/mutations").split("\n\n"):
    name = re.search(r"^name: (.*)$", block, re.M)
    if not name:
        continue
    n += 1
    file = re.search(r"^file: (.*)$", block, re.M).group(1)
    old = "\n".join(line[1:] for line in block.splitlines() if line.startswith("-"))
    tap.is_(read(file).count(old), 1, "%s: its place in %s is there once" % (name.group(1), file))
tap.ok("puts %d deliberate defects" % n in read("t/README"), "t/README counts %d of them" % n)
tap.ok("| deliberate defects | %d; " % n in read("README"), "and so does the README")
tap.done()

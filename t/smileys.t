#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No text of ours holds what a chat client draws as a picture: Converse made "(conversation 8)" end in a face with
sunglasses. Looked at are the strings of the sources, but for those of the command line and the log, and the
catalogues of notices."""

import os
import re
import sys
from glob import glob

sys.dont_write_bytecode = True
top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(top, "t", "server"))
import tap

STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
# frontdesk(8) and (RFC 7622) are only told in logs; ?1 is a parameter of SQL.
PAGE = re.compile(r"\w\(\d\)|(?:RFC |XEP-)\d+|\?\d|'secure-delete', 1")
# A number that is filled in counts as a digit, and so does a placeholder of a notice that may be one.
FILLED = re.compile(r"%[-+0-9.*]*(?:l|ll|z|j)?[diu]|\{(?:max|position|queues?_n|n)\}")
SMILEY = re.compile(r"[0-9]\)|\((?:[nyYN]|brb|lol)\)|(?<![\w/])(?:[:;=8xX]['-]?[()DPpOo|*]|<3|:-?/|[xX]D)(?![\w/?])")


# The command line, the help of settings (for the sample and the manual), what only the log says, and the room that reads
# what customers write and sends nothing.
ELSEWHERE = ("/src/cli/", "/src/conf/settings_", "/src/desk/share.c", "/src/acts/")


def smileys(text):
    return SMILEY.findall(FILLED.sub("8", PAGE.sub("", text)))


def strings():
    for path in sorted(glob(top + "/src/**/*.c", recursive=True) + glob(top + "/xeps/**/*.c", recursive=True)):
        if any(elsewhere in path for elsewhere in ELSEWHERE):
            continue
        with open(path, encoding="utf-8") as f:
            for n, line in enumerate(f, 1):
                for string in STRING.findall(line):
                    yield "%s:%d" % (os.path.relpath(path, top), n), string
    for path in sorted(glob(top + "/conf/messages.*")):
        with open(path, encoding="utf-8") as f:
            for n, line in enumerate(f, 1):
                if not line.startswith("#"):
                    yield "%s:%d" % (os.path.relpath(path, top), n), line


CAUGHT = ("waited (conversation 8)", "(conversation %lld).", "at most {max})", "done :)", "no (n)", "hello ;-)", "ask :/ ")
PASSED = ("waited, #8", "▸ waited", "https://example.com", "%s: %s", "see frontdesk(8)", "%s (%s)", "(%lld more)", "{agent}: {text}", ": (now)")

tap.is_([s for s in CAUGHT if not smileys(s)], [], "the test sees smileys")
tap.is_([s for s in PASSED if smileys(s)], [], "and nothing else")
found = ["%s: %s" % (where, string) for where, string in strings() if smileys(string)]
tap.is_(found, [], "no text of ours holds one")
tap.done()

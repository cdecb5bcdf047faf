#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the clients that people use, as agents and as customers, beside a real server and a real desk, and prints which of
them show what.

    FRONTDESK=path/to/frontdesk t/clients/desk.py [--client NAME,…] [--server NAME,…] [--role agent|customer|stamps]
                                                  [--only WORD,…] [--pictures DIRECTORY] [--table FILE]

agents.py and customers.py hold the capabilities, stamps.py what is only looked at, in_*.py the clients. A result is ✓, ✗ with what was missing, or – with the
evidence that the client cannot. A picture of the screen after each is in the directory. Exit status 0: there is no ✗.
"""

import argparse
import json
import logging
import os
import sys
import time
import traceback

sys.dont_write_bytecode = True
logging.getLogger("slixmpp").setLevel(logging.CRITICAL)  # before it is imported: that alone is worth a warning to it
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "server")]

import stage
from client import Cannot
from servers import Scratch, Trouble, have

import play
import agents
import customers
import stamps
from in_converse import Converse
from in_dino import Dino
from in_gajim import Gajim
from in_profanity import Profanity

CLIENTS = {"profanity": Profanity, "converse": Converse, "gajim": Gajim, "dino": Dino}
ROLES = ("agent", "customer", "stamps")
HEADS = {"agent": "as agent", "customer": "as customer", "stamps": "shows"}


def slug(title):
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in title.lower()).strip("-").replace("--", "-")


class Result:
    def __init__(self, mark, why=""):
        self.mark = mark
        self.why = why.strip()


def judge(p, function):
    try:
        return Result(function(p) or "✓")
    except Cannot as e:
        return Result("–", str(e))
    except Trouble as e:
        return Result("✗", str(e))
    except Exception as e:
        return Result("✗", "%s: %s\n%s" % (type(e).__name__, e, traceback.format_exc()))


def opening(p):
    """The client logs in, then the desk comes up beside it."""
    p.client = p.make(p.user)
    p.client.start()
    p.desk.start()
    if p.role == "customer":
        p.actor("bob")
        p.on_duty("bob")


def play_all(scratch, server, name, role, only, pictures, say, book):
    """Plays one client in one role; returns how many passed and failed."""
    count = {"✓": 0, "–": 0, "✗": 0}
    chosen = [(number, title, function) for number, (r, title, function) in enumerate(play.CAPABILITIES)
              if r == role and (not only or any(word in title for word in only) or function.__name__ == "duty")]
    with play.Play(scratch, server, role, lambda user: CLIENTS[name](scratch, server, user, role == "customer")) as p:
        opening(p)
        for number, title, function in chosen:
            begin = time.monotonic()
            p.picture_path = os.path.join(pictures, "%s-%s-%s-%02d-%s" % (server.name, name, role, number + 1, slug(title)))
            result = judge(p, function)
            count[result.mark] = count.get(result.mark, 0) + 1
            book.enter(name, role, server.name, title, result)
            try:
                p.client.picture(p.picture_path)
            except Exception as e:
                say("    no picture: %s" % e)
            say("%s %-9s %-9s %-8s %s (%.1f s)%s" % (result.mark, server.name, name, role, title, time.monotonic() - begin,
                                                     "\n    " + result.why.replace("\n", "\n    ") if result.why else ""))
            if function.__name__ == "duty" and result.mark != "✓":
                p.actor("ann", presence=False, device=" without presence", subscriptions="ignore").send_text(p.house, "ready")
            p.clear()
    return sum(n for mark, n in count.items() if mark not in ("✗", "–")), count["✗"]


class Book:
    """All results so far, with those of earlier runs into the same directory: {"client role server": {title: [mark, why]}}."""

    def __init__(self, directory):
        self.path = os.path.join(directory, "results.json")
        self.results = {}
        if os.path.exists(self.path):
            with open(self.path, encoding="utf-8") as f:
                self.results = json.load(f)

    def enter(self, name, role, server, title, result):
        self.results.setdefault("%s %s %s" % (name, role, server), {})[title] = [result.mark, result.why]
        with open(self.path, "w", encoding="utf-8") as f:
            json.dump(self.results, f, ensure_ascii=False, indent=1)

    def cell(self, name, role, title):
        """The mark of one client: of all servers where they agree, else with their names."""
        marks = {server: column[title][0] for server in stage.SERVERS
                 for column in [self.results.get("%s %s %s" % (name, role, server), {})] if title in column}
        if len(set(marks.values())) <= 1:
            return next(iter(marks.values()), "")
        return ", ".join("%s on %s" % (mark, server.capitalize() if server == "prosody" else server) for server, mark in marks.items())

    def table(self, role):
        """The lines of the table for one role, as Markdown."""
        yield "| %s | %s |" % (HEADS[role], " | ".join(c.title for c in CLIENTS.values()))
        yield "| --- |%s" % (" --- |" * len(CLIENTS))
        for r, title, _ in play.CAPABILITIES:
            if r == role:
                yield "| %s | %s |" % (title, " | ".join(self.cell(name, role, title) for name in CLIENTS))

    def cannot(self):
        """What the clients cannot, with the evidence, each once."""
        seen = {}
        for key, column in self.results.items():
            for title, (mark, why) in column.items():
                if mark == "–":
                    seen.setdefault((CLIENTS[key.split()[0]].title, why), []).append(title)
        for (client, why), titles in sorted(seen.items()):
            yield "- %s: %s (%s)" % (client, why, "; ".join(dict.fromkeys(titles)))


def main(argv):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--client", default=",".join(CLIENTS))
    parser.add_argument("--server", default=",".join(stage.SERVERS))
    parser.add_argument("--role", default=",".join(ROLES))
    parser.add_argument("--only", default="")
    parser.add_argument("--pictures", default="pictures")
    parser.add_argument("--table")
    args = parser.parse_args(argv)
    os.makedirs(args.pictures, exist_ok=True)
    pictures = os.path.abspath(args.pictures)
    say = lambda text: print(text, flush=True)
    book = Book(pictures)
    passed = failed = 0
    for server_name in args.server.split(","):
        missing = have({"prosody": "prosody", "ejabberd": "ejabberdctl"}[server_name], "openssl")
        if missing:
            say("skipped: %s: %s is not installed" % (server_name, missing))
            continue
        for name in args.client.split(","):
            missing = CLIENTS[name].missing()
            if missing:
                say("skipped: %s: %s" % (name, missing))
                continue
            for role in args.role.split(","):
                with Scratch() as scratch, stage.SERVERS[server_name](scratch) as server:
                    os.chmod(scratch, 0o755)
                    try:
                        good, bad = play_all(scratch, server, name, role, [w for w in args.only.split(",") if w], pictures, say, book)
                    except Trouble as e:
                        say("✗ %s on %s as %s: %s" % (name, server_name, role, e))
                        good, bad = 0, 1
                    passed += good
                    failed += bad
    table = "\n".join([line for role in ROLES for line in [*book.table(role), ""]] + list(book.cannot()))
    say("\n" + table)
    if args.table:
        with open(args.table, "w", encoding="utf-8") as f:
            f.write(table + "\n")
    say("\n%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

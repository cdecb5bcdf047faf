#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real faults on real servers: frontdesk beside Prosody and ejabberd, a crowd that counts (crowd.py), and a table of what
can break (wreck.py), in random order. At the end, after calm: of all messages whose sender was told "received" none is
missing in the archive and none at the recipient. An agent's words get no receipt: for those, what the desk has archived
counts.

`make torture` runs it all; t/server-*-torture.t run each fault once or a few times. The seed decides what is done, not
how far the processes are at that moment: the same seed is the same sequence of faults, not the same run.
"""

import argparse
import json
import os
import random
import re
import signal
import statistics
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import sealed
import tap
from damage import Damaged, own_mounts
from servers import SERVERS, Scratch, Trouble, have, wait_until
from shift import too_late  # and says so when slixmpp is missing
from crowd import WAYS
from wreck import FIGURES, Fault, World, faults, read_only_disk

COPIES = (10, 10), (1, 8)  # of the store, full and short: how often one is taken, how often each is damaged


class Run:
    """One server's run and its table."""

    def __init__(self, name, args, mounts, say):
        self.name, self.mounts, self.say = name, mounts, say
        self.people = args.customers, args.agents, args.every
        self.sealed, self.messages, self.outcomes = args.sealed, args.messages, {}
        self.seconds = args.minutes * 60
        self.rng = random.Random("%s %s" % (args.seed, name))
        self.quiet = Fault("no fault", None, 0, 0)
        self.faults = faults()
        copies, self.damages = COPIES[1 if args.short else 0]
        wanted = re.compile(args.only or "")
        self.plan = [fault for fault in self.faults if wanted.search(fault.name)
                     for _ in range(round(args.share * (fault.short if args.short else fault.full)))]
        self.plan += [None] * (copies if wanted.search("WAL") else 0)  # None: a copy is damaged
        self.rng.shuffle(self.plan)
        self.windows = [self.quiet]
        self.damaged = {"times": 0, "rows": 0, "missing": 0}
        self.late = self.by_server = 0

    def play(self):
        with Scratch() as scratch, SERVERS[self.name](scratch) as server:
            sealer = sealed.Sealer() if self.sealed else None
            world = World(scratch, server, self.rng, self.mounts, *self.people, sealer)
            self.complaints = world.complaints
            self.full_by, self.read_only_by = world.disk.full_by, world.disk.read_only_by
            try:
                world.open()
                begin = time.monotonic()
                for n, fault in enumerate(self.plan):
                    if time.monotonic() - begin > self.seconds:  # on a busy machine
                        self.say("%s: the time is over; left out: %d of %d faults" % (self.name, len(self.plan) - n,
                                                                                     len(self.plan)))
                        break
                    # Mostly at once, so that one fault meets what the last one left; now and then when all of that is over.
                    time.sleep(self.rng.uniform(0, 0.4) if self.rng.random() < 0.8 else self.rng.uniform(1, 3))
                    if fault is None:
                        self.damage(world)
                    else:
                        self.inflict(world, fault)
                if self.messages:
                    wait_until("enough messages", 600, lambda: len(world.crowd.ledger.messages) >= self.messages, every=0.5)
                self.calm(world)
                self.judge(world)
                self.outcomes = world.crowd.outcomes
            except Exception:
                self.say("the end of the desk's log:\n%s" % world.desk.log_text()[-3000:])
                raise
            finally:
                world.close()
                if sealer:
                    sealer.close()

    def inflict(self, world, fault):
        if fault.do is read_only_disk and world.disk.read_only_by is None:
            return
        if not world.desk.running():
            world.complaints.append("before %s: frontdesk has ended by itself" % fault.name)
            world.desk.launch()
        fault.times += 1
        self.windows.append(fault)
        fault.in_flight += world.crowd.do(world.crowd.ledger.begin_window)
        fault.do(world)
        world.crowd.mark()
        if self.rng.random() < fault.impatient:
            time.sleep(self.rng.uniform(0, 0.5))
            return
        fault.seconds.append(wait_until("messages flow again after: " + fault.name, 180, world.crowd.flowing))

    def damage(self, world):
        copy = Damaged(world.desk, world.scratch)
        for _ in range(self.damages):
            whole, missing, complaints = copy.one(self.rng)
            self.damaged["times"] += 1
            self.damaged["rows"] += whole
            self.damaged["missing"] += missing
            world.complaints.extend(complaints)
        copy.close()

    def calm(self, world):
        """Until the desk has nothing more to send, and nothing more comes."""
        crowd = world.crowd
        world.crowd.mark()
        wait_until("messages flow in the end", 120, crowd.flowing)
        crowd.talking = False
        wait_until("the outbox is empty", 90, lambda: world.desk.cli_json("status")["link"]["unsent"] == 0, every=0.2)
        wait_until("everybody is here", 30, crowd.all_online)
        self.listen(crowd)

    @staticmethod
    def listen(crowd):
        before = -1
        for _ in range(60):
            now = crowd.do(lambda: sum(m.copies for m in crowd.ledger.messages.values()))
            if now == before:
                return
            before = now
            time.sleep(1)

    def judge(self, world):
        crowd, desk = world.crowd, world.desk
        self.expect_clean_end(world)
        archive = {}   # id: how often
        order = {}     # (talk, way): ids in the order of their first archiving
        for line in self.archive(desk):
            m = crowd.ledger.messages.get(line["stanza_id"])
            if m is None:
                continue
            way = WAYS[0] if line["author"] == "customer" else WAYS[1]
            world.expect(way == m.way and line["body"] == m.body, "archived otherwise than sent: %s" % line)
            archive[m.id] = archive.get(m.id, 0) + 1
            if archive[m.id] == 1:
                order.setdefault((m.talk, m.way), []).append(m.id)
        due = [m for m in crowd.ledger.messages.values() if m.id in archive and m.copies == 0]
        if due:  # the server may keep what it took for people it thought away
            crowd.log_in_again()
            self.listen(crowd)
            self.late = sum(m.copies > 0 for m in due)
        for m in crowd.ledger.messages.values():
            self.count(world, m, archive.get(m.id, 0))
        for talk, ids in order.items():
            self.check_order(world, ids, crowd.ledger.writings.get(talk, []), crowd.ledger.arrivals.get(talk, []))

    @staticmethod
    def archive(desk):
        status, out, err = desk.cli("archive", "export")
        if status != 0:
            raise Trouble("archive export: status %d: %s" % (status, err))
        return [json.loads(line) for line in out.split("\n")[:-1]]

    def expect_clean_end(self, world):
        world.expect(world.desk.stop() == 0, "SIGTERM at the end: exit status 0")
        found = re.findall("Sanitizer|runtime error|Assertion", world.desk.log_text())
        world.expect(not found, "the log says %s" % found)

    def count(self, world, m, archived):
        figures = self.windows[m.window].figures
        received = m.acknowledged or (m.way == WAYS[1] and archived > 0)
        figures["sent"] += m.times_sent > 0
        figures["acknowledged"] += received
        if received and not archived:
            figures["missing in archive"] += 1
            world.complaints.append("missing in the archive: %s" % m.id)
        if (received or archived) and not m.copies:
            figures["missing at recipient"] += 1
            world.complaints.append("missing at the recipient: %s" % m.id)
        world.expect(archived <= m.times_sent,
                     "%s is in the archive %d times, sent %d times" % (m.id, archived, m.times_sent))
        world.expect(m.copies == 0 or archived, "%s was relayed and not archived" % m.id)
        world.expect(m.ids <= {m.id}, "%s came as %s" % (m.id, m.ids))
        # What a customer sent twice, because the connection to the server had gone, is in the archive twice and goes on
        # twice; more copies than that are ours.
        figures["duplicates"] += max(0, m.copies - max(1, archived))

    def check_order(self, world, archived, written, arrived):
        """First appearances, of one conversation and direction: as archived, so written to the server, so arrived."""
        messages = world.crowd.ledger.messages
        once = [int(id.split("-")[1]) for id in archived if messages[id].times_sent == 1]
        world.expect(once == sorted(once), "archived in another order than sent: %s" % archived[0])
        for where, ids in (("written by the desk", written), ("at the recipient", arrived)):
            place = {id: n for n, id in enumerate(archived)}
            last = None
            for id in ids:
                if id not in place:
                    continue
                if last is None or place[id] > place[last]:
                    last = id
                elif where == "at the recipient" and (messages[id].stored or messages[last].stored):
                    self.by_server += 1  # the store for people who are away, as its <delay/> tells
                else:
                    self.windows[messages[id].window].figures["out of order"] += 1
                    world.complaints.append("out of order, %s: %s after %s" % (where, id, last))

    # -- the table --

    def table(self):
        rows = [self.quiet] + [fault for fault in self.faults if fault.times]
        head = ("\nfault", "\ntimes", "in\nflight", *FIGURES.values(), "flows again\nmedian, s", "\nmax, s")
        lines = [[cell.split("\n")[-2:][n] if "\n" in cell else ("", cell)[n] for cell in head] for n in (0, 1)]
        for fault in rows:
            seconds = ["%.1f" % f(fault.seconds) for f in (statistics.median, max)] if fault.seconds else ["", ""]
            lines.append([fault.name, fault.times or "", fault.in_flight if fault.times else "", *fault.figures.values(),
                          *seconds])
        lines.append(["all", sum(f.times for f in rows), sum(f.in_flight for f in rows),
                      *(self.total(name) for name in FIGURES), "", ""])
        if self.damaged["times"]:
            lines.append(["damaged tail of a copy's WAL", self.damaged["times"], "", "", self.damaged["rows"],
                          self.damaged["missing"], "", "", "", "", ""])
        text = [[str(cell) for cell in line] for line in lines]
        widths = [max(len(line[n]) for line in text) for n in range(len(head))]
        return "\n".join("  ".join([line[0].ljust(widths[0])] + [cell.rjust(w) for cell, w in zip(line[1:], widths[1:])])
                         .rstrip() for line in text)

    def total(self, figure):
        return sum(f.figures[figure] for f in [self.quiet] + self.faults)

    def notes(self):
        """What the figures do not say."""
        for n, what in ((self.late, "came when their recipients logged in again: the server had kept them till then"),
                        (self.by_server, "came after newer ones, from the server's store for people who are away")):
            if n:
                yield "%d messages %s" % (n, what)
        if self.sealed:
            yield "OMEMO, what came to people: %s" % ", ".join("%s %d" % pair for pair in sorted(self.outcomes.items()))
        yield "full disk: %s; read-only store: %s" % (self.full_by,
                                                      self.read_only_by or "skipped, root heeds no modes")


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("servers", nargs="*", metavar="SERVER", help="prosody, ejabberd; both without")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("TORTURE_SEED", 1)))
    parser.add_argument("--customers", type=int, default=20)
    parser.add_argument("--agents", type=int, default=4)
    parser.add_argument("--every", type=float, default=0.25, metavar="SECONDS",
                        help="between two messages of a conversation in one direction")
    parser.add_argument("--share", type=float, default=1, help="of the times in the table of faults: 0.1 for a tenth")
    parser.add_argument("--minutes", type=float, default=8, help="of faults on one server, at most")
    parser.add_argument("--only", metavar="PATTERN", help="only faults whose name holds this")
    parser.add_argument("--sealed", action="store_true", help="everybody encrypts with OMEMO")
    parser.add_argument("--messages", type=int, default=0, help="at least so many are written")
    parser.add_argument("--short", action="store_true", help="as in `make check`")
    return parser


def missing_program(name):
    return have({"prosody": "prosody", "ejabberd": "ejabberdctl"}[name])


def run(name, args, mounts, say):
    """One server: its run, played; Trouble when it cannot go on."""
    r = Run(name, args, mounts, say)
    begin = time.monotonic()
    r.play()
    say("%s: seed %d, %d customers, %d agents, %.0f s" % (name, args.seed, args.customers, args.agents,
                                                          time.monotonic() - begin))
    say(r.table())
    for note in r.notes():
        say(note)
    return r


def main():
    args = options().parse_args()
    mounts = own_mounts()
    bad = 0
    for name in args.servers or SERVERS:
        missing = missing_program(name)
        if missing:
            print("%s: skipped, %s is not installed" % (name, missing))
            continue
        r = run(name, args, mounts, lambda text: print(text, flush=True))
        for complaint in r.complaints[:40]:
            print("not as it should be: " + complaint)
        bad += len(r.complaints)
        print(flush=True)
    sys.exit(1 if bad else 0)


def play(name, seconds, *words):
    """The short run, as a test. words: more options."""
    missing = missing_program(name)
    if "--sealed" in words and sealed.program() is None:
        tap.skip_all("the helper for OMEMO is not built")
    if missing:
        tap.skip_all("%s is not installed" % missing)
    signal.signal(signal.SIGALRM, too_late)
    signal.alarm(seconds)
    args = options().parse_args(["--short", *words])

    def short():
        r = run(name, args, mounts, tap.diag)
        for fault in r.faults:
            if fault in r.plan and not (fault.do is read_only_disk and not r.read_only_by):
                tap.is_(fault.times, r.plan.count(fault), "%s: %d" % (fault.name, fault.times))
        tap.ok(r.total("acknowledged") > (100 if args.sealed else 200), "%d messages were acknowledged" % r.total("acknowledged"))
        for figure in ("missing in archive", "missing at recipient", "out of order"):
            tap.is_(r.total(figure), 0, figure + ": none")
        tap.is_((r.damaged["times"] > 0, r.damaged["missing"]), (None in r.plan, 0),
                "copies of the store keep what was before the damage")
        tap.is_(r.complaints[:10], [], "and nothing else is amiss")

    mounts = own_mounts()
    tap.run(short)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`frontdesk knowledge gaps` and `accept`: from a store of conversations to a text that closes a gap."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

TOP = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..")))
sys.path.insert(0, os.path.join(TOP, "t", "server"))
import tap

PROGRAM = os.path.abspath(os.environ.get("FRONTDESK", "./frontdesk"))
os.umask(0o022)
SCRATCH = tempfile.mkdtemp(prefix="frontdesk-gaps.")
CONF, STORE = os.path.join(SCRATCH, "frontdesk.conf"), os.path.join(SCRATCH, "frontdesk.db")
TEXTS, REVIEW = os.path.join(SCRATCH, "texts"), os.path.join(SCRATCH, "texts.review")
NOW = int(time.time() * 1000)
DAY = 86400000


def frontdesk(*words):
    return subprocess.run([PROGRAM, *words[:2], "-c", CONF, *words[2:]], capture_output=True, text=True, timeout=120)


def gaps(*words):
    r = frontdesk("knowledge", "gaps", "--json", *words)
    assert r.returncode == 0, r.stderr
    return json.loads(r.stdout)["gaps"]


def gap_of(word, *words):
    return next((g for g in gaps(*words) if any(word in w for w in g["wordings"])), None)


def missed(db, customer, text, at_ms=NOW - DAY, outcome="none", answers=(), title="", responder="faq"):
    """A conversation in which the responder found nothing, and then an agent answered."""
    db.execute("INSERT OR IGNORE INTO customer (jid, since_ms) VALUES (?, ?)", (customer, at_ms))
    who = db.execute("SELECT id FROM customer WHERE jid = ?", (customer,)).fetchone()[0]
    db.execute("INSERT OR IGNORE INTO face (customer, queue, localpart, name, since_ms) VALUES (?, 'sales', ?, ?, ?)",
               (who, customer.split("@")[0] + ".k%d" % who, customer.split("@")[0], at_ms))
    face = db.execute("SELECT id FROM face WHERE customer = ?", (who,)).fetchone()[0]
    n = db.execute("""INSERT INTO conversation (face, queue, state, opened_ms, queued_ms, customer_ms, closed_ms, reason)
                      VALUES (?, 'sales', 'closed', ?, ?, ?, ?, 'agent')""", (face, at_ms, at_ms, at_ms, at_ms + 60000)).lastrowid
    db.execute("INSERT INTO bot (conversation, responder, since, since_ms, heard, handed) VALUES (?, ?, 0, ?, 0, 1)", (n, responder, at_ms))
    for i, body in enumerate([text, *answers]):
        db.execute("INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, origin_id, body, payload) "
                   "VALUES (?, ?, ?, 'chat', ?, ?, '', ?, '')",
                   (n, at_ms + i * 1000, "agent" if i else "customer", "bob@example.com" if i else customer, "m%d-%d" % (n, i), body))
    return db.execute("INSERT INTO question (conversation, at_ms, text, outcome, title, source) VALUES (?, ?, ?, ?, ?, '')",
                      (n, at_ms, text, outcome, title)).lastrowid, n


def fill():
    with open(CONF, "w") as f:
        f.write("""
component { domain = "support.example.com"   server = "127.0.0.1:5347"   secret = "k9-of-the-test-of-the-desk" }
store { path = "%s" }
agent "bob@example.com" { name = "Bob" }
queue "sales" { agents = {"bob@example.com"} }
responder "faq" { type = "faq"  knowledge = "%s" }
""" % (STORE, TEXTS))
    os.chmod(CONF, 0o600)
    os.mkdir(TEXTS)
    with open(os.path.join(TEXTS, "shop.md"), "w") as f:
        f.write("# Delivery\n## What does delivery cost?\nDelivery costs five euros.\n"
                "# Care\n## Can I wash the cover of the sofa?\nWash the cover at thirty degrees, never in the dryer.\n"
                "# Payment\n## How can I pay?\nBy card or on account.\n")
    r = frontdesk("knowledge", "index")
    assert r.returncode == 0, r.stderr
    return sqlite3.connect(STORE, isolation_level=None)


def nothing_yet():
    r = frontdesk("knowledge", "gaps")
    tap.ok(r.returncode == 0 and "No gaps" in r.stdout, "without questions: " + r.stdout.strip())


def the_list(db):
    global WRAP, TALK
    WRAP, _ = missed(db, "ann@x.example", "Do you offer gift wrapping?", NOW - 3 * DAY)
    missed(db, "ben@x.example", "is gift wrapping possible", NOW - 2 * DAY,
           answers=["Hi Ben!", "Yes, we wrap any article as a present for three euros.", "Just tick the box at the checkout, please."])
    _, TALK = missed(db, "cyd@x.example", "gift wrapping??", NOW - DAY,
                     answers=["Hello there", "We wrap presents for three euros.\n# no heading\nQ: no question"])
    missed(db, "dan@x.example", "Do you have a shop in Ulm", NOW - DAY)
    missed(db, "eva@x.example", "What does delivery cost?", NOW - DAY)
    missed(db, "fay@x.example", "你们有实体店吗", NOW - DAY)
    g = gap_of("gift")
    tap.is_((g["gap"], g["questions"], g["customers"]), (WRAP, 3, 3), "what three customers asked in other words is one gap, named by the first")
    tap.is_(g["wordings"], ["Do you offer gift wrapping?", "is gift wrapping possible", "gift wrapping??"], "with all wordings")
    tap.is_((g["answer"].split("\n")[0], g["conversation"]), ("We wrap presents for three euros.", TALK),
            "the latest answer of an agent, without the greeting before it")
    tap.is_([g["customers"] for g in gaps()], [3, 1, 1], "the gap of the most customers comes first; shops in two languages are two")
    tap.is_(gap_of("delivery"), None, "a question that the texts answer by now is no gap")
    tap.is_(len(gaps("--since", "36h")), 3, "--since")
    tap.is_(gap_of("gift", "--since", "36h")["questions"], 1, "counts only what was asked since")


def synonyms(db):
    missed(db, "gus@x.example", "is your couch machine washable", answers=["Yes: wash the cover at thirty degrees, never in the dryer, please."])
    g = gap_of("couch")
    tap.is_(g["covered_by"], {"title": "Care › Can I wash the cover of the sofa?", "source": "shop.md"}, "a text has what the agent answered")
    tap.ok(g["synonyms"] is not None and g["synonyms"].split(", ")[0] in ("couch", "machine", "washable") and g["synonyms"].split(", ")[1] in ("wash", "cover", "sofa"), "proposed synonyms: %s" % g["synonyms"])
    tap.is_(gap_of("gift")["covered_by"], None, "no text has the other answer")


def rejected(db):
    missed(db, "hal@x.example", "How can I pay?", outcome="rejected", title="Payment › How can I pay?")
    g = gap_of("pay")
    tap.is_(g and g["rejected"], "Payment › How can I pay?", "a rejected answer is a gap as long as the same text answers")


def floods(db):
    db.execute("BEGIN")
    for i in range(3000):
        missed(db, "zed@x.example", "Wo ist mein Hund geblieben", NOW - 1000 + i % 1000)
    db.execute("COMMIT")
    tap.ok(gap_of("gift") is not None, "a flood hides no other gap")
    g = gap_of("Hund")
    tap.is_((g["customers"], g["questions"] <= 10), (1, True), "a flood of one customer is one customer with few questions: %d" % g["questions"])
    missed(db, "ida@x.example", "Of another responder: dinosaurs?", responder="other")
    tap.is_(gap_of("dinosaurs"), None, "questions to another responder are left out")


def the_text(db):
    r = frontdesk("knowledge", "gaps")
    head = "#%d  3 questions of 3 customers" % WRAP
    tap.ok(r.returncode == 0 and head in r.stdout and "An agent (#%d): We wrap" % TALK in r.stdout, "the list for people")
    r = frontdesk("knowledge", "accept", str(WRAP), "--into", TEXTS)
    tap.ok(r.returncode == 2 and 'responder "faq" would answer from it at once' in r.stderr, "nothing is published by itself: " + r.stderr.strip())
    r = frontdesk("knowledge", "accept", str(WRAP))
    path = os.path.join(REVIEW, "gap-%d.md" % WRAP)
    tap.ok(r.returncode == 0 and path + " is written. Review it" in r.stdout, "accept: " + (r.stdout + r.stderr).strip())
    with open(path) as f:
        text = f.read()
    tap.ok(text.startswith("Q: Do you offer gift wrapping?\nQ: is gift wrapping possible\nQ: gift wrapping??\nA: We wrap presents"),
           "the wordings, and the agent's answer")
    r = frontdesk("knowledge", "accept", str(WRAP))
    tap.ok(r.returncode == 1 and "is there already" in r.stderr, "a text that somebody may have begun to write is not replaced")
    tap.ok(gap_of("gift") is not None, "the gap stays until a text covers it")
    os.rename(path, os.path.join(TEXTS, "wrapping.md"))
    r = frontdesk("knowledge", "search", "--json", "can I get gift wrapping")
    top = json.loads(r.stdout)
    tap.is_((top["decision"], top["passages"][0]["title"]), ("answer", "Do you offer gift wrapping?"), "the text answers")
    tap.is_(len([p for p in os.popen("'%s' knowledge search -c '%s' Do you offer gift wrapping" % (PROGRAM, CONF)).read().split("\n")
                 if "no question" in p]), 1, "as one passage, whatever lines the agent wrote")
    tap.is_(gap_of("gift"), None, "and the gap is closed")
    shop = gap_of("Ulm")["gap"]
    r = frontdesk("knowledge", "accept", str(shop))
    with open(os.path.join(REVIEW, "gap-%d.md" % shop)) as f:
        tap.is_((r.returncode, f.read()), (0, "Q: Do you have a shop in Ulm\nA: \n"), "without an answer there is a place for it")


def wrong(db):
    for words, status, sentence in (
            (["999999"], 1, "there is no gap #999999"), (["x"], 2, "x: not the number of a gap"), (["0"], 2, "0: not the number of a gap"),
            (["1", "--since", "soon"], 2, "--since soon: not a time")):
        r = frontdesk("knowledge", "accept", *words)
        tap.ok(r.returncode == status and sentence in r.stderr, "accept %s: %s" % (" ".join(words), r.stderr.strip()))
    shop = gap_of("Hund")["gap"]
    r = frontdesk("knowledge", "accept", str(shop), "--into", os.path.join(SCRATCH, "no", "where"))
    tap.ok(r.returncode == 1 and "No such file" in r.stderr, "a directory that cannot be made: " + r.stderr.strip())


def main():
    try:
        db = fill()
        tap.run(nothing_yet, *[lambda part=part: part(db) for part in (the_list, synonyms, rejected, floods, the_text, wrong)])
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)


main()

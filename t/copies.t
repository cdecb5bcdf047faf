#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`frontdesk backup`, `restore` and `store check`: copies while somebody writes, their way back, upgrades, damage."""

import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

TOP = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..")))
sys.path.insert(0, os.path.join(TOP, "t", "server"))
import tap

PROGRAM = os.path.abspath(os.environ.get("FRONTDESK", "./frontdesk"))
os.umask(0o022)
SCRATCH = tempfile.mkdtemp(prefix="frontdesk-copies.")
CONF, STORE, COPY = (os.path.join(SCRATCH, name) for name in ("frontdesk.conf", "frontdesk.db", "copy.db"))


def frontdesk(*words, **more):
    return subprocess.run([PROGRAM, *words, "-c", CONF], capture_output=True, text=True, timeout=120, **more)


def facts(*words):
    r = frontdesk(*words, "--json")
    assert r.returncode == 0, r.stderr
    return json.loads(r.stdout)


def database(path=STORE):
    return sqlite3.connect(path, isolation_level=None, timeout=30)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def fresh():
    for name in os.listdir(SCRATCH):
        path = os.path.join(SCRATCH, name)
        if name != "frontdesk.conf":
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
    r = frontdesk("knowledge", "index")
    assert r.returncode == 0, r.stderr
    db = database()
    db.execute("INSERT INTO customer (jid, since_ms) VALUES ('ann@x.example', 1)")
    db.execute("INSERT INTO face (customer, queue, localpart, name, since_ms) VALUES (1, 'sales', 'ann.k1', 'Ann', 1)")
    db.execute("INSERT INTO conversation (face, queue, state, opened_ms, queued_ms, customer_ms) VALUES (1, 'sales', 'waiting', 1, 1, 1)")
    add(db, "Good morning")
    return db


def add(db, body):
    db.execute("INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, origin_id, body, payload) "
               "VALUES (1, ?, 'customer', 'chat', 'ann@x.example', hex(randomblob(8)), '', ?, '')", (int(time.time() * 1000), body))


class Daemon:
    """The desk without a server: it has the store."""

    def __enter__(self):
        self.child = subprocess.Popen([PROGRAM, "run", "-c", CONF], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.log = []
        threading.Thread(target=lambda: self.log.extend(iter(self.child.stderr.readline, "")), daemon=True).start()
        end = time.time() + 30
        while not any(": queues " in line for line in self.log):
            assert time.time() < end and self.child.poll() is None, "".join(self.log)
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait(30)


def under_load():
    db = fresh()
    db.execute("BEGIN")
    for _ in range(5000):
        add(db, "x" * 2000)
    db.execute("COMMIT")
    stop, said = threading.Event(), []

    def write():
        with_own = database()
        while not stop.is_set():
            add(with_own, "y" * 500)
            said.append(1)
        with_own.close()
    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(said) < 20:
            time.sleep(0.01)
        before = len(said)
        f = facts("backup", COPY)
        after = len(said)
    finally:
        stop.set()
        writer.join()
    tap.ok(5001 + before <= f["messages"] <= 5001 + after and after > before,
           "a copy while somebody writes is one moment of it: %d messages, %d to %d were written" % (f["messages"], 5001 + before, 5001 + after))
    tap.is_(oct(os.stat(COPY).st_mode & 0o777), "0o600", "only its owner may read it")
    tap.is_([n for n in os.listdir(SCRATCH) if n.startswith("copy.db")], ["copy.db"], "it is one file")
    again = facts("backup", COPY)
    tap.ok(again["messages"] > f["messages"], "the next copy takes its place")


def beside_the_daemon():
    db = fresh()
    db.execute("INSERT INTO outbox (xml) VALUES ('<message/>')")
    with Daemon():
        add(db, "While it runs")
        r = frontdesk("backup", COPY)
        tap.ok(r.returncode == 0 and "2 messages of 1 conversations, the last of " in r.stdout and "examined, and sound" in r.stdout,
               "backup beside the daemon: " + r.stdout.strip())
        r = frontdesk("restore", COPY, "--outbox", "keep")
        tap.ok(r.returncode == 1 and "another frontdesk is running on this store" in r.stderr, "restore waits for its end: " + r.stderr.strip())
    r = frontdesk("restore", COPY)
    tap.ok(r.returncode == 2 and "--outbox keep or --outbox drop is required" in r.stderr, "the choice is the administrator's")
    r = frontdesk("restore", COPY, "--outbox", "perhaps")
    tap.is_(r.returncode, 2, "and a known one")


def the_way_back():
    db = fresh()
    db.execute("INSERT INTO outbox (xml) VALUES ('<message/>')")
    columns = [c for c in db.execute("PRAGMA table_info(omemo_session)")]
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("INSERT INTO omemo_session (%s) VALUES (%s)" % (", ".join(c[1] for c in columns), ", ".join(
        "1" if c[2] == "INTEGER" else "'x'" if c[2] == "TEXT" else "x'00'" for c in columns)))
    sessions = "SELECT count(*) FROM omemo_session"
    facts("backup", COPY)
    add(db, "Said after the copy")
    # The store of a desk that was killed: its last words are in the log.
    db.execute("PRAGMA wal_autocheckpoint = 0")
    add(db, "In the log")
    os.mkdir(os.path.join(SCRATCH, "killed"))
    for end in ("", "-wal"):
        shutil.copy(STORE + end, os.path.join(SCRATCH, "killed"))
    db.close()
    for end in ("", "-wal", "-shm"):
        if os.path.exists(STORE + end):
            os.unlink(STORE + end)
    for end in ("", "-wal"):
        shutil.copy(os.path.join(SCRATCH, "killed", "frontdesk.db" + end), STORE + end)
    f = facts("restore", COPY, "--outbox", "keep")
    tap.is_((f["messages"], f["unsent"]), (1, 1), "the store is as it was when it was copied, with what was not sent")
    tap.is_(database().execute(sessions).fetchone()[0], 1, "and with its sessions of OMEMO")
    kept = [n for n in os.listdir(SCRATCH) if n.startswith("frontdesk.db.replaced-")]
    tap.is_(len(kept), 1, "what was there is kept: %s" % kept)
    tap.is_(database(os.path.join(SCRATCH, kept[0])).execute("SELECT count(*) FROM message").fetchone()[0], 3, "with all that its log had")
    tap.ok(not os.path.exists(STORE + "-wal") or os.path.getsize(STORE + "-wal") == 0, "the old log is not beside the restored store")
    time.sleep(1.1)  # the name of what is kept has the second
    f = facts("restore", COPY, "--outbox", "drop")
    tap.is_((f["unsent"], database().execute(sessions).fetchone()[0]), (0, 0), "--outbox drop sends nothing again, with no key either")
    with Daemon():
        tap.is_(facts("store", "check")["messages"], 1, "the daemon goes on with it")
    elsewhere = os.path.join(SCRATCH, "elsewhere")
    os.mkdir(elsewhere)
    with open(CONF) as f:
        text = f.read()
    other = os.path.join(elsewhere, "frontdesk.conf")
    with open(other, "w") as f:
        f.write(text.replace(STORE, os.path.join(elsewhere, "new.db")))
    os.chmod(other, 0o600)
    r = subprocess.run([PROGRAM, "restore", COPY, "--outbox", "keep", "-c", other], capture_output=True, text=True, timeout=60)
    tap.ok(r.returncode == 0 and "was there" not in r.stdout, "on another machine, where no store is: " + r.stdout.strip())


def wrong_files():
    fresh().close()
    facts("backup", COPY)
    for words, sentence in (
            (["backup", STORE], "this is the store itself"),
            (["backup", STORE + ".lock"], "this is the store itself"),
            (["backup", os.path.join(SCRATCH, "no", "where.db")], "No such file"),
            (["restore", STORE, "--outbox", "keep"], "this is the store itself"),
            (["restore", CONF, "--outbox", "keep"], "not a store of frontdesk"),
            (["restore", os.path.join(SCRATCH, "no.db"), "--outbox", "keep"], "No such file"),
            (["restore", SCRATCH, "--outbox", "keep"], "is a directory"),
            (["store", "check", CONF], "not a store of frontdesk")):
        r = frontdesk(*words)
        tap.ok(r.returncode == 1 and sentence in r.stderr, "%s: %s" % (" ".join(words), r.stderr.strip()))
    other = sqlite3.connect(os.path.join(SCRATCH, "other.db"))
    other.execute("CREATE TABLE t (x)")
    other.commit()
    r = frontdesk("restore", os.path.join(SCRATCH, "other.db"), "--outbox", "keep")
    tap.ok(r.returncode == 1 and "is not a store of frontdesk" in r.stderr, "another program's database: " + r.stderr.strip())
    tap.is_(facts("store", "check")["messages"], 1, "and the store is as it was")


def no_room():
    db = fresh()
    db.execute("BEGIN")
    for _ in range(2000):
        add(db, "x" * 2000)
    db.execute("COMMIT")

    def little():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    with open(COPY, "w") as f:
        f.write("the copy of yesterday")
    r = frontdesk("backup", COPY, preexec_fn=little)
    tap.ok(r.returncode == 1 and "the copy was not made; check the room on that disk" in r.stderr, "no room: " + r.stderr.strip())
    with open(COPY) as f:
        tap.is_((f.read(), any(n.startswith("copy.db.new") for n in os.listdir(SCRATCH))), ("the copy of yesterday", False), "the copy of before stays, and no half one")


def damage():
    db = fresh()
    db.execute("BEGIN")
    for i in range(3000):
        add(db, "word%d " % i * 40)
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    facts("backup", COPY)
    with open(COPY, "r+b") as f:
        f.seek(os.path.getsize(COPY) // 2)
        f.write(b"\xff" * 8192)
    for words in (["store", "check", COPY], ["restore", COPY, "--outbox", "keep"]):
        r = frontdesk(*words)
        tap.ok(r.returncode == 1 and (COPY + ": ") in r.stderr and "the store is damaged" in r.stderr, "%s: %s" % (" ".join(words[:2]), r.stderr.strip()[:200]))
    db = database()
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("INSERT INTO question (conversation, at_ms, text, outcome, title, source) VALUES (99, 1, 'x', 'none', '', '')")
    r = frontdesk("store", "check")
    tap.ok(r.returncode == 1 and "the table question refers to rows that are not there" in r.stderr, "references: " + r.stderr.strip())


def a_bare_copy():
    db = fresh()
    add(db, "In the log only")
    shutil.copy(STORE, COPY)  # as `cp` does it
    r = frontdesk("store", "check", COPY)
    tap.ok(r.returncode == 1 and "its log (%s-wal) is not beside it" % COPY in r.stderr, "a bare copy of a store in use is noticed: " + r.stderr.strip())
    shutil.copy(STORE + "-wal", COPY + "-wal")
    f = facts("store", "check", COPY)
    tap.is_(f["messages"], 2, "with its log it is whole")
    facts("restore", COPY, "--outbox", "keep")
    tap.is_(facts("store", "check")["messages"], 2, "and can be restored")


def upgrades():
    fresh().close()
    form = os.path.join(TOP, "t", "stores", "store-10.sql")
    os.unlink(STORE)
    old = database()
    with open(form) as f:
        old.executescript(f.read())
    version = old.execute("PRAGMA user_version").fetchone()[0]
    messages = old.execute("SELECT count(*) FROM message").fetchone()[0]
    old.close()
    tap.is_(facts("store", "check")["version"], version, "an old store is examined without an upgrade")
    facts("backup", COPY)
    with Daemon() as daemon:
        said = [line for line in daemon.log if "is upgraded" in line]
    kept = "%s.version-%d" % (STORE, version)
    tap.ok(said and kept in said[0], "an upgrade is logged, with the copy of before: %s" % "".join(said).strip())
    f = facts("store", "check", kept)
    tap.is_((f["version"], f["messages"]), (version, messages), "which is the old store")
    # A fault that the old version lived with does not keep the desk from its upgrade.
    os.unlink(STORE)
    os.unlink(kept)
    old = database()
    with open(form) as sql:
        old.executescript(sql.read())
    old.execute("PRAGMA foreign_keys = OFF")
    old.execute("INSERT INTO message (conversation, at_ms, author, jid, stanza_id, body) VALUES (9999, 1, 'customer', 'x@y', 'm', 'x')")
    old.close()
    with Daemon():
        tap.ok(os.path.exists(kept), "a row that refers to none does not stop an upgrade")
    f = facts("restore", COPY, "--outbox", "drop")
    tap.is_(f["version"], version, "a copy of an older version can be restored; the daemon upgrades it")
    new = database()
    new.execute("PRAGMA user_version = 1000")
    new.close()
    r = frontdesk("store", "check")
    tap.ok(r.returncode == 1 and "supports versions up to" in r.stderr, "a newer one cannot: " + r.stderr.strip())


def another_schema():
    for change, what in (("ALTER TABLE question DROP COLUMN source", "the table question is another one"),
                         ("DROP INDEX question_of", "the index question_of is missing"),
                         ("ALTER TABLE outcome ADD COLUMN mood TEXT", "the table outcome is another one")):
        db = fresh()
        db.execute(change)
        db.close()
        before = open(STORE, "rb").read()
        r = frontdesk("store", "check")
        tap.ok(r.returncode == 1 and what in r.stderr, "%s: %s" % (change, r.stderr.strip()))
        r = frontdesk("run")
        tap.ok(r.returncode == 1 and what in r.stderr and "a build between two releases" in r.stderr, "the daemon refuses it")
        tap.is_(database().execute("SELECT count(*) FROM message").fetchone()[0], 1, "and leaves it")
        del before
    db = fresh()
    db.execute("CREATE INDEX mine ON message (jid)")
    db.execute("CREATE TABLE notes (x)")
    tap.ok(frontdesk("store", "check").returncode == 0, "what an administrator has added does not matter")


def main():
    try:
        with open(CONF, "w") as f:
            f.write("""
component { domain = "support.example.com"   server = "127.0.0.1:%d"   secret = "k9-of-the-test-of-the-desk" }
store { path = "%s" }
agent "bob@example.com" { name = "Bob" }
queue "sales" { agents = {"bob@example.com"}  responder = "faq" }
responder "faq" { type = "faq"  knowledge = "%s" }
""" % (free_port(), STORE, os.path.join(TOP, "conf", "knowledge")))
        os.chmod(CONF, 0o600)
        tap.run(under_load, beside_the_daemon, the_way_back, wrong_files, no_room, damage, a_bare_copy, upgrades, another_schema)
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)


main()

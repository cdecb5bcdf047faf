#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line, on a store that was filled by SQL: what it prints, what it refuses, how it exits."""

import base64
import fcntl
import json
import os
import pty
import pwd
import re
import resource
import shutil
import signal
import socket
import sqlite3
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, os.path.join(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..")), "t", "server"))
import tap

PROGRAM = os.path.abspath(os.environ.get("FRONTDESK", "./frontdesk"))
# Another user must be able to come here: the test of a read-only directory.
SCRATCH = tempfile.mkdtemp(prefix="frontdesk-cli.")
CONF = os.path.join(SCRATCH, "frontdesk.conf")
STORE = os.path.join(SCRATCH, "store", "frontdesk.db")
T0 = 1772445600000  # 2026-03-02T10:00:00Z, a Monday

CONFIGURATION = """
component { domain = "support.example.com"   server = "127.0.0.1:5347"   secret = "k9-of-the-test-of-the-desk" }
store { path = "%s" }
agent "bob@example.com" { name = "Bob"   max_chats = 4 }
agent "eve@example.com" { name = "Eve"   role = "supervisor" }
agent "tom@example.com" { name = "Tom" }
queue "sales"   { title = "Sales"   agents = {"bob@example.com", "eve@example.com"} }
queue "billing" { title = "Billing" agents = {"eve@example.com", "tom@example.com"} hours = "never" }
"""

HOSTILE = "\033[2J\033]0;owned\007 \u202egnp.exe \u200b end"


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def json(self):
        return json.loads(self.out)

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**more):
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
    env.update({"TZ": "UTC", **more})
    return env


def frontdesk(*args, conf=CONF, env=None, **popen):
    words = list(args)
    if conf is not None:
        at = 2 if words[0] in ("archive", "knowledge", "omemo") else 1
        words[at:at] = ["-c", conf]
    p = subprocess.run([popen.pop("program", PROGRAM)] + words, stdout=popen.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE,
                       stdin=subprocess.DEVNULL, env=environment(**(env or {})), timeout=60, **popen)
    return Result(p.returncode, (p.stdout or b"").decode(), p.stderr.decode())


def on_terminal(columns, *args, **env):
    """The same on a terminal so many columns wide; what appears there."""
    pid, fd = pty.fork()
    if pid == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execve(PROGRAM, [PROGRAM, *args], environment(TERM="xterm", **env))
    out = b""
    while True:
        try:
            more = os.read(fd, 65536)
        except OSError:  # the other side is closed
            break
        if not more:
            break
        out += more
    os.close(fd)
    os.waitpid(pid, 0)
    return out.decode().replace("\r\n", "\n")


def database(path=STORE):
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA foreign_keys = ON")
    return db


def write_conf(path=CONF, text=None):
    with open(path, "w") as f:
        f.write(CONFIGURATION % STORE if text is None else text)
    os.chmod(path, 0o600)


def fresh_store():
    """The program makes the tables in an empty file; the rows are ours."""
    shutil.rmtree(os.path.dirname(STORE), ignore_errors=True)
    os.mkdir(os.path.dirname(STORE), 0o700)
    os.close(os.open(STORE, os.O_CREAT | os.O_WRONLY, 0o600))
    made = frontdesk("status")
    assert made.status == 0, made.err


def add_conversation(db, n, queue, state, at_ms, agent=None, reason=None, customer="anna@customer.example", desk=None):
    db.execute("INSERT OR IGNORE INTO customer (jid, since_ms) VALUES (?, ?)", (customer, at_ms))
    who = db.execute("SELECT id FROM customer WHERE jid = ?", (customer,)).fetchone()[0]
    face = "%s.k%d" % (customer.split("@")[0], n)
    db.execute("INSERT OR IGNORE INTO face (customer, queue, localpart, name, since_ms) VALUES (?, ?, ?, ?, ?)",
               (who, desk or queue, face, customer.split("@")[0].title(), at_ms))
    face = db.execute("SELECT id FROM face WHERE customer = ? AND queue = ?", (who, desk or queue)).fetchone()[0]
    db.execute("""INSERT INTO conversation (id, face, queue, state, agent, opened_ms, queued_ms, customer_ms, accepted_ms, replied_ms,
                  closed_ms, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
               (n, face, queue, state, agent, at_ms, at_ms, at_ms, at_ms + 12000 if agent else None,
                at_ms + 15000 if agent else None, at_ms + 240000 if state == "closed" else None, reason))


def add_message(db, conversation, at_ms, author, jid, body, kind="chat", origin="", payload="", replaces=""):
    n = db.execute("SELECT count(*) FROM message").fetchone()[0] + 1
    db.execute("""INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, origin_id, body, payload, replaces)
                  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
               (conversation, at_ms, author, kind, jid, "m%d" % n, origin, body, payload, replaces))


def add_event(db, conversation, at_ms, was, now, queue, agent, reason, why=""):
    db.execute("""INSERT INTO event (conversation, at_ms, from_state, to_state, queue, agent, reason, why)
                  VALUES (?, ?, ?, ?, ?, ?, ?, ?)""", (conversation, at_ms, was, now, queue, agent, reason, why))


def fill():
    db = database()
    db.execute("BEGIN")
    agents = [("bob@example.com", "auto", "available", 0), ("eve@example.com", "paused", "available", 0),
              ("tom@example.com", "auto", "offline", T0), ("gone@example.com", "auto", "available", 0)]
    for jid, manual, show, gone in agents:
        db.execute("INSERT INTO agent (jid, manual, show, gone_ms, known) VALUES (?, ?, ?, ?, ?)",
                   (jid, manual, show, gone, jid != "gone@example.com"))
    add_conversation(db, 1, "sales", "closed", T0, 1, "agent")
    add_event(db, 1, T0, "", "waiting", "sales", None, "first message")
    add_message(db, 1, T0, "customer", "anna@customer.example", "Grüße! Wo bleibt meine Rückerstattung?\nSeit März warte ich.",
                origin="o1")
    add_message(db, 1, T0 + 5, "system", "sales@support.example.com", "Thank you for your message to Sales.")
    add_event(db, 1, T0 + 100, "waiting", "offered", "sales", 1, "offer", "bob 0/4; eve paused; least busy")
    add_event(db, 1, T0 + 12000, "offered", "active", "sales", 1, "accept")
    add_message(db, 1, T0 + 15000, "agent", "bob@example.com", "Moment, ich schaue nach.")
    add_message(db, 1, T0 + 16000, "agent", "bob@example.com", "looks like a VIP", kind="note")
    add_message(db, 1, T0 + 17000, "customer", "anna@customer.example", "", payload="<reactions xmlns='urn:xmpp:reactions:0'/>")
    add_message(db, 1, T0 + 240000, "customer", "anna@customer.example", "danke, tschüss", replaces="m1")
    add_event(db, 1, T0 + 240000, "active", "closed", "sales", 1, "agent")
    add_conversation(db, 2, "billing", "waiting", T0 + 1000, customer="li@customer.example", desk="sales")
    add_message(db, 2, T0 + 1000, "customer", "li@customer.example", "我要申请退款，订单号12345什么时候到账？")
    add_conversation(db, 3, "sales", "active", T0 + 2000, 1, customer="max@customer.example")
    add_message(db, 3, T0 + 2000, "customer", "max@customer.example", HOSTILE)
    add_conversation(db, 4, "old", "waiting", T0 + 3000, customer="otto@customer.example")
    db.execute("INSERT INTO outcome VALUES (1, 'She asked for her refund.', 'refund', -25)")
    db.execute("INSERT INTO fact VALUES ('link', 'up'), ('link_since_ms', ?)", (str(T0),))
    db.execute("INSERT INTO outbox (xml) VALUES ('<message/>')")
    db.execute("COMMIT")
    db.close()


def the_words():
    r = frontdesk("--version", conf=None)
    tap.like(r.out, r"^frontdesk \d", "--version")
    r = frontdesk("--help", conf=None)
    tap.is_(r.status, 0, "--help exits 0")
    rows = re.findall(r"(?m)^  ([a-z]+(?: [a-z]+)?)  +\S", r.out)
    tap.is_(rows, ["run", "check", "status", "archive export", "archive search", "archive show", "knowledge index",
                   "knowledge search", "knowledge eval", "knowledge gaps",
                   "knowledge accept", "responder try", "backup", "restore", "store check", "omemo fingerprint", "omemo rotate", "omemo devices", "omemo trust"], "--help lists the commands")
    tap.is_(frontdesk("help", conf=None).out, r.out, "help is the same")
    for row in rows:
        r = frontdesk("help", *row.split(), conf=None)
        tap.ok(r.status == 0 and "Usage: frontdesk %s" % row in r.out, "help %s" % row)
        r = frontdesk(*row.split(), "--help", conf=None)
        tap.ok(r.status == 0 and "Usage: frontdesk %s" % row in r.out and "--config FILE" in r.out, "%s --help" % row)
    r = frontdesk("archive", "--help", conf=None)
    tap.ok(r.status == 0 and "archive search" in r.out, "archive --help lists its own")
    for words, want in [
            (["statsu"], "statsu: no such command; did you mean `frontdesk status`?"),
            (["xyzzy"], "xyzzy: no such command"),
            (["archive"], "archive: a subcommand is required: export, search or show"),
            (["archive", "serach"], "did you mean `frontdesk archive search`?"),
            (["--foo"], "--foo: no such option"),
            (["status", "--jsn"], "--jsn: no such option; did you mean --json?"),
            (["status", "--json=1"], "--json=1: this option takes no value"),
            (["status", "-x"], "-x: no such option"),
            (["status", "now"], "now: unexpected argument"),
            (["status", "-c"], "-c needs a value"),
            (["archive", "export", "--queue"], "--queue needs a value"),
            (["archive", "export", "--format", "csv"], "--format csv: the only format is jsonl"),
            (["archive", "export", "--since", "2026-02-30"], "--since 2026-02-30: not a time; write "),
            (["archive", "export", "--until", "soon"], "--until soon: not a time"),
            (["archive", "export", "--conversation", "0"], "--conversation 0: not valid; give a number of at least 1"),
            (["archive", "search"], "TEXT… is missing"),
            (["archive", "search", "-n", "many", "x"], "--limit many: not valid; give a number from 1 to 10000"),
            (["archive", "show"], "N is missing"),
            (["knowledge"], "knowledge: a subcommand is required: index, search, eval, gaps or accept"),
            (["knowledge", "find"], "knowledge find: no such command"),
            (["knowledge", "search"], "QUESTION… is missing"),
            (["knowledge", "eval"], "FILE is missing"),
            (["knowledge", "index", "x"], "x: unexpected argument"),
            (["archive", "show", "1x"], "1x: not valid; give the number of a conversation"),
    ]:
        r = frontdesk(*words, conf=None)
        tap.ok(r.status == 2 and want in r.err and r.out == "" and "See: frontdesk" in r.err, "refused: " + " ".join(words))
        if want not in r.err:
            tap.diag(r.err)
    r = subprocess.run([PROGRAM], capture_output=True)
    tap.ok(r.returncode == 2 and b"Usage:" in r.stderr, "no command at all")


def the_configuration():
    r = frontdesk("check")
    tap.is_((r.status, r.out), (0, "%s: no mistakes: 2 queues, 3 agents\n" % CONF), "check")
    r = frontdesk("check", "--json").json()
    tap.is_((r["ok"], r["mistakes"], r["file"]), (True, [], CONF), "check --json")
    wrong = os.path.join(SCRATCH, "wrong.conf")
    write_conf(wrong, CONFIGURATION % STORE + 'queue "x" { agents = {"bob@example.com"} strategie = "priority" }\nquux = 1\n')
    for words in (["check"], ["status"], ["archive", "export"], ["archive", "search", "x"], ["archive", "show", "1"]):
        r = frontdesk(*words, conf=wrong)
        tap.ok(r.status == 2 and "%s:9: " % wrong in r.err and "%s:10: " % wrong in r.err and r.out == "",
               "every mistake is named: " + " ".join(words))
    r = frontdesk("check", "--json", conf=wrong)
    tap.is_((r.status, r.json()["ok"], [m["line"] for m in r.json()["mistakes"]]), (2, False, [9, 10]), "check --json of mistakes")
    slow = os.path.join(SCRATCH, "slow.conf")
    write_conf(slow, CONFIGURATION % STORE + 'responder "ai" { type = "openai"   url = "http://127.0.0.1:1/v1"\n'
               'redact = {"\\\\b[0-9]{16}\\\\b",\n"(a+)+$"} }\n')
    r = frontdesk("check", conf=slow)
    tap.ok(r.status == 2 and '%s:10: redact: "(a+)+$": takes more than ' % slow in r.err and r.err.count("redact:") == 1
           and r.out == "", "an expression that somebody can make slow is named, and none that is quick")
    tap.ok(frontdesk("status", conf=slow).status != 2, "… but for the daemon it is no mistake")
    # Passwords in addresses: noted with the line, and printed nowhere, in whatever setting somebody wrote them.
    open_url = os.path.join(SCRATCH, "url.conf")
    write_conf(open_url, CONFIGURATION % STORE + 'responder "m" { type = "openai" url = "http://joe:hunter2@models.example/v1" '
               'proxy = "joe:hunter2@proxy.example:1" }\n')
    r = frontdesk("check", conf=open_url)
    tap.ok(r.status == 0 and "hunter2" not in r.out + r.err and "http://…@models.example/v1" in r.err and "…@proxy.example:1" in r.err,
           "a password in an address is noted, and not printed")
    r = frontdesk("check", "--json", conf=open_url)
    tap.ok("hunter2" not in r.out + r.err and len(r.json()["notes"]) == 3, "nor in JSON")
    write_conf(wrong, CONFIGURATION % STORE + 'quux = "https://joe:hunter2@models.example/v1?key=hunter2"\n'
               'responder "m" { type = "openai" url = "https://joe:hunter2@models.example/v1?key=hunter2" max_tokens = "https://joe:hunter2@x" }\n')
    r = frontdesk("check", conf=wrong)
    tap.ok(r.status == 2 and "hunter2" not in r.out + r.err, "nor in a mistake")
    r = frontdesk("status", conf=os.path.join(SCRATCH, "none.conf"))
    tap.ok(r.status == 2 and "none.conf: " in r.err, "no configuration file")
    r = subprocess.run([PROGRAM, "-c", CONF, "check"], capture_output=True)
    tap.is_(r.returncode, 0, "-c before the command")
    for table, columns in [("--settings", 0), ("--commands", 5), ("--notices", 3), ("--xeps", 2)]:
        r = frontdesk("check", table, conf=os.path.join(SCRATCH, "none.conf"))
        tap.ok(r.status == 0 and r.out != "" and (columns == 0 or all(line.count("\t") == columns - 1 for line in r.out.splitlines())),
               "check %s needs no configuration" % table)


def no_store():
    for words in (["status"], ["archive", "export"], ["archive", "search", "x"], ["archive", "show", "1"]):
        r = frontdesk(*words)
        tap.ok(r.status == 1 and "frontdesk: %s: No such file" % STORE in r.err and "frontdesk run" in r.err and r.out == "",
               "no store yet: " + " ".join(words))
    tap.ok(not os.path.exists(STORE), "none is made")


def the_status():
    r = frontdesk("status", "--json")
    s = r.json()
    tap.is_(s["link"], {"state": "down", "since": None, "running": False, "why": "", "server": "127.0.0.1:5347", "domain": "support.example.com", "rosters": None,
                        "unsent": 1, "dropped": 0}, "no daemon: the link is down whatever was written last")
    q = {row["name"]: row for row in s["queues"]}
    tap.is_([row["name"] for row in s["queues"]], ["sales", "billing", "old"], "queues of the configuration, then one that left it")
    tap.is_([q["sales"][k] for k in ("title", "waiting", "offered", "active", "bot", "open", "longest_wait_s", "configured")],
            ["Sales", 0, 0, 1, 0, True, 0, True], "a queue")
    tap.is_([q["billing"][k] for k in ("waiting", "active", "open")], [1, 0, False], "outside the hours")
    tap.ok(q["billing"]["longest_wait_s"] > 0, "longest wait")
    tap.is_([q["old"][k] for k in ("title", "waiting", "configured")], ["old", 1, False], "a queue that left the configuration")
    tap.is_(s["agents"], [
        {"jid": "bob@example.com", "name": "Bob", "state": "available", "chats": 1, "max_chats": 4},
        {"jid": "eve@example.com", "name": "Eve", "state": "paused", "chats": 0, "max_chats": 4},
        {"jid": "tom@example.com", "name": "Tom", "state": "offline", "chats": 0, "max_chats": 4}], "agents")
    r = frontdesk("status")
    tap.like(r.out, r"(?m)^Link down: support.example.com at 127.0.0.1:5347$", "table: the link")
    tap.like(r.out, r"(?m)^billing +Billing +1 +0 +0 +0 +\d+ d \d+ h +no$", "table: a queue")
    tap.like(r.out, r"(?m)^old +old +1 .* not configured$", "table: a queue that left")
    tap.like(r.out, r"(?m)^bob@example.com +Bob +available +1 +4$", "table: an agent")
    tap.ok("\033" not in r.out, "no colours in a pipe")
    with open(STORE + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        link = frontdesk("status", "--json").json()["link"]
        tap.is_((link["state"], link["running"], link["since"]), ("up", True, "2026-03-02T10:00:00.000Z"), "a daemon holds the store")
        tap.like(frontdesk("status").out, r"Link up: .*, since 2026-03-02 10:00:00", "table: the link is up")
        tap.is_(frontdesk("status", "--exit-code").status, 0, "--exit-code of a link that is up")
        for link, why, state in (("down", "nothing listens", "down"), ("down", "", "connecting")):
            db = database()
            db.execute("INSERT OR REPLACE INTO fact VALUES ('link', ?), ('link_why', ?)", (link, why))
            db.close()
            r = frontdesk("status", "--exit-code", "--json")
            tap.is_((r.status, r.json()["link"]["state"]), (1, state), "--exit-code: " + state)
    tap.is_(frontdesk("status", "--exit-code").status, 1, "--exit-code without a daemon")
    db = database()
    db.execute("BEGIN IMMEDIATE")
    r = frontdesk("status", "--json")
    tap.is_(r.status, 0, "while the daemon is in a transaction")
    db.execute("ROLLBACK")
    db.close()


def the_fingerprint():
    r = frontdesk("omemo", "fingerprint")
    tap.like(r.out, r"^([0-9a-f]{8} ){7}[0-9a-f]{8}\n$", "the fingerprint")
    one = frontdesk("omemo", "fingerprint", "--json").json()
    tap.is_(one["fingerprint"], r.out.replace(" ", "").strip(), "as JSON, and the same again")
    tap.ok(0 < one["device"] < 2**31, "the device")
    uri = "xmpp:%%s?omemo-sid-%d=%s" % (one["device"], one["fingerprint"])
    tap.is_(one["uri"], uri % "desk@support.example.com", "the URI that clients scan")
    tap.is_(frontdesk("omemo", "fingerprint", "--json", "--queue", "sales").json()["uri"], uri % "sales@support.example.com",
            "with the address of a queue")
    r = frontdesk("omemo", "fingerprint", "--queue", "sale")
    tap.ok(r.status == 2 and 'no such queue' in r.err, "a queue that there is not")
    r = frontdesk("omemo", "fingerprint", "--qr", "--json")
    tap.ok(r.status == 2 and "do not go together" in r.err, "--qr or --json")
    the_code(uri % "desk@support.example.com")


def the_code(uri):
    """A QR code as blocks: a program that reads them from pictures reads the URI."""
    r = frontdesk("omemo", "fingerprint", "--qr")
    if "without libqrencode" in r.err:
        tap.is_((r.status, r.out.splitlines()[-1]), (1, uri), "a build without QR codes names the URI")
        return
    tap.is_((r.status, r.out.splitlines()[1]), (0, uri), "--qr: the URI in words")
    squares = r.out.splitlines()[2:]
    tap.ok(all(re.search("^[ ▀▄█]+$", line) for line in squares), "blocks")
    shown = on_terminal(80, "omemo", "fingerprint", "-c", CONF, "--qr").splitlines()[2:]
    tap.is_(shown, ["\033[30;107m%s\033[0m" % line for line in squares], "on a terminal: black on white")
    r = frontdesk("omemo", "fingerprint", "--qr", env={"COLUMNS": "40"})
    tap.ok(r.status == 1 and "needs %d columns" % len(squares[0]) in r.err and "▀" not in r.out, "a screen that is too narrow")
    if shutil.which("zbarimg") is None:
        tap.diag("zbar-tools is not installed")
        return
    rows = [[c in halves for c in line for _ in range(4)] for line in squares for halves in ("▀█", "▄█") for _ in range(4)]
    picture = os.path.join(os.path.dirname(CONF), "code.pbm")
    with open(picture, "w") as f:
        f.write("P1\n%d %d\n" % (len(rows[0]), len(rows)) + "\n".join(" ".join(str(int(v)) for v in row) for row in rows) + "\n")
    p = subprocess.run(["zbarimg", "-q", "--raw", picture], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    tap.is_(p.stdout.decode().strip(), uri, "the code reads as the URI")


def until(out, words):
    """Reads the daemon's log up to the line with the words; what it read."""
    read = ""
    for line in out:
        read += line
        if words in line:
            break
    return read


def the_keys():
    """The key file: keys are encrypted at the next start, and nothing runs with another one; a new identity."""
    keys = [os.path.join(SCRATCH, name) for name in ("first.key", "second.key")]
    for n, key in enumerate(keys):
        with open(key, "wb") as f:
            f.write(bytes([n]) * 40)
        os.chmod(key, 0o600)
    confs = [os.path.join(SCRATCH, name) for name in ("keyed.conf", "other.conf")]
    for conf, key in zip(confs, keys):
        write_conf(conf, (CONFIGURATION % STORE).replace('db" }', 'db"   omemo_key_file = "%s" }' % key))
    keyed, other = confs
    was = frontdesk("omemo", "fingerprint").out.strip()
    db = database()
    secret = db.execute("SELECT secret FROM omemo_identity").fetchone()[0]
    db.close()
    daemon = subprocess.Popen([PROGRAM, "run", "-c", keyed], stderr=subprocess.PIPE, text=True, env=environment())
    tap.like(until(daemon.stderr, "omemo: "), "omemo: encrypted the keys in the store with omemo_key_file", "the keys are encrypted at the start")
    until(daemon.stderr, "link: ")
    r = frontdesk("omemo", "rotate", conf=keyed)
    tap.ok(r.status == 1 and "the daemon is running and uses the keys: stop it first" in r.err, "no new keys while the daemon runs")
    tap.is_(frontdesk("omemo", "fingerprint", conf=keyed).out.strip(), was, "beside it, the same fingerprint")
    daemon.terminate()
    daemon.communicate(timeout=60)
    found = subprocess.run(["grep", "-q", "-a", "-F", secret, STORE]).returncode  # opened here, it would lose SQLite's locks
    tap.is_(found, 1, "the private key is not in the file any more")
    tap.is_(frontdesk("check", conf=keyed).status, 0, "check")
    for conf, words in ((CONF, "are encrypted, and omemo_key_file of store { } is not set"),
                        (other, 'were not encrypted with omemo_key_file = "%s"' % keys[1])):
        r = subprocess.run([PROGRAM, "run", "-c", conf], capture_output=True, text=True, timeout=60)
        tap.ok(r.returncode == 2 and STORE in r.stderr and words in r.stderr and "`frontdesk omemo rotate`" in r.stderr, "run: " + words)
        r = frontdesk("check", conf=conf)
        tap.ok(r.status == 2 and re.search(r"%s:\d+: " % re.escape(conf), r.err) and words in r.err, "check: " + words)
        r = frontdesk("omemo", "fingerprint", conf=conf)
        tap.ok(r.status == 2 and words in r.err, "no new identity is made: " + words)
    tap.is_(frontdesk("omemo", "fingerprint", conf=keyed).out.strip(), was, "with the old file all is as it was")
    r = frontdesk("omemo", "rotate", conf=other)
    tap.like(r.out, r"^old fingerprint: %s\nnew fingerprint: ([0-9a-f]{8} ){7}[0-9a-f]{8}\n$" % was, "rotate, without the old file")
    now = r.out.split("new fingerprint: ")[1].strip()
    tap.ok(now != was and frontdesk("omemo", "fingerprint", conf=other).out.strip() == now, "another fingerprint, which stays")
    one = frontdesk("omemo", "rotate", "--json", conf=other).json()
    tap.ok(one["was"] == now.replace(" ", "") and len(one["fingerprint"]) == 64 and 0 < one["device"] < 2**31, "as JSON")
    db = database()
    for table in ("identity", "signed", "asker", "prekey", "session", "repair"):
        db.execute("DELETE FROM omemo_" + table)
    db.close()
    tap.is_(frontdesk("omemo", "rotate", "--json").json()["was"], None, "a first identity has no old one")


def the_devices():
    """The keys of agents' devices: listed, and confirmed."""
    key = {name: "Bc%s" % (name * 42) for name in "ABC"}
    hexes = {name: base64.b64decode(text)[1:].hex() for name, text in key.items()}
    r = frontdesk("omemo", "devices", "--json")
    tap.is_((r.status, r.json()), (0, []), "no device is known")
    db = database()
    db.executemany("INSERT INTO omemo_known VALUES (?, ?, ?, ?, ?)",
                   [("bob@example.com", 1, key["A"], "", T0), ("bob@example.com", 2, key["B"], key["C"], T0), ("bob@example.com", 3, "", key["A"], T0),
                    ("eve@example.com", 9, "", "", T0), ("gone@example.com", 1, key["A"], "", T0)])
    db.execute("INSERT INTO omemo_session (own, peer, device, record, heard_ms) VALUES ('x', 'bob@example.com', 2, 'r', 1), ('x', 'bob@example.com', 1, 'r', 1)")
    r = frontdesk("omemo", "devices")
    tap.is_([line.split()[1:3] for line in r.out.splitlines()[1:]],
            [["1", "trusted"], ["2", "replaced"], ["2", "unconfirmed"], ["3", "unconfirmed"], ["9", "expected"]], "devices")
    tap.like(r.out, r"(?m)^bob@example.com +2 +unconfirmed +%s *$" % " ".join(hexes["C"][i:i + 8] for i in range(0, 64, 8)), "with the fingerprint")
    rows = frontdesk("omemo", "devices", "--json", "Bob@example.com").json()
    tap.is_([(row["device"], row["trusted"], row["unconfirmed"]) for row in rows],
            [(1, hexes["A"], None), (2, hexes["B"], hexes["C"]), (3, None, hexes["A"])], "of one agent, as JSON")
    tap.is_((rows[0]["agent"], rows[0]["seen"]), ("bob@example.com", "2026-03-02T10:00:00.000Z"), "and when")
    for words, status, want in ((["devices", "gone@example.com"], 2, "no such agent"), (["trust", "bob"], 2, "no such agent"), (["trust"], 2, "is missing"),
                                (["trust", "bob@example.com", "0"], 2, "not the number of a device"), (["trust", "bob@example.com", "1"], 1, "no key of this device waits"),
                                (["trust", "eve@example.com"], 1, "no key waits")):
        r = frontdesk("omemo", *words)
        tap.ok(r.status == status and want in r.err and r.out == "", "omemo %s: %s" % (" ".join(words), want))
    r = frontdesk("omemo", "trust", "bob@example.com", "2")
    tap.like(r.out, r"^bob@example.com: device 2 is trusted now: ([0-9a-f]{8} ){7}[0-9a-f]{8}\n$", "trust")
    tap.is_(db.execute("SELECT device FROM omemo_session WHERE peer = 'bob@example.com'").fetchall(), [(1,)], "sessions with the old key are gone")
    tap.is_([(row["device"], row["trusted"]) for row in frontdesk("omemo", "trust", "bob@example.com", "--json").json()], [(3, hexes["A"])], "all that wait, as JSON")
    tap.is_([row["unconfirmed"] for row in frontdesk("omemo", "devices", "--json").json()], [None] * 4, "nothing waits any more")
    db.execute("DELETE FROM omemo_known")
    db.execute("DELETE FROM omemo_session")
    db.close()


def the_export():
    r = frontdesk("archive", "export", "--format", "jsonl")
    rows = r.lines()
    tap.is_([row["conversation"] for row in rows], [1, 1, 1, 1, 1, 1, 2, 3], "every message, in order")
    tap.is_(rows[0], {"conversation": 1, "queue": "sales", "at": "2026-03-02T10:00:00.000Z", "author": "customer",
                      "jid": "anna@customer.example", "body": "Grüße! Wo bleibt meine Rückerstattung?\nSeit März warte ich.",
                      "stanza_id": "m1", "kind": "chat", "origin_id": "o1"}, "a message")
    tap.is_((rows[3]["kind"], rows[3]["author"]), ("note", "agent"), "a note")
    tap.is_(rows[4]["payload"], "<reactions xmlns='urn:xmpp:reactions:0'/>", "a message without a body")
    tap.is_((rows[5]["replaces"], "replaces" in rows[4]), ("m1", False), "a message that corrects another one")
    tap.is_(rows[1]["author"], "system", "what the desk said")
    tap.is_(rows[6]["queue"], "billing", "the queue it stands in now, not the one it came to")
    tap.is_(rows[7]["body"], HOSTILE, "strangers' text as it was")
    tap.ok(all(ord(c) >= 32 or c == "\n" for c in r.out), "control characters are escaped")

    def ids(*words):
        return [row["stanza_id"] for row in frontdesk("archive", "export", *words).lines()]
    tap.is_(ids("--queue", "billing"), ["m7"], "--queue")
    tap.is_(ids("--conversation", "1", "--since", "2026-03-02T10:00:15Z"), ["m3", "m4", "m5", "m6"], "--conversation, --since is inclusive")
    tap.is_(ids("--until", "2026-03-02 10:00:15"), ["m1", "m2", "m7", "m8"], "--until is exclusive")
    tap.is_(ids("--since", "2026-03-02T11:00:15+01:00", "--until", "2026-03-02T10:00:16.001Z"), ["m3", "m4"], "a zone, milliseconds")
    tap.is_(len(ids("--since", "2026-03-02")), 8, "--since a day")
    tap.is_(ids("--since", "2026-03-03"), [], "--since the next day")
    tap.is_(ids("--since", "1h"), [], "--since an age")
    tap.is_(ids("--conversation", "99"), [], "--conversation that is none")
    tap.is_(ids("--conversation", "1", "--queue", "billing"), [], "both must hold")
    r = frontdesk("archive", "export", "--queue", "slaes")
    tap.ok(r.status == 0 and r.out == "" and '"slaes"' in r.err, "a queue that nobody knows")
    out = os.path.join(SCRATCH, "out.jsonl")
    r = frontdesk("archive", "export", "-o", out)
    with open(out) as f:
        tap.is_((r.status, r.out, len(f.readlines())), (0, "", 8), "--output")
    tap.is_(stat.S_IMODE(os.stat(out).st_mode), 0o600, "only its owner may read the file")
    ways = "\x7f \x85 \x9b2J \u061c \u200e \u200f \u2028 \u202a \u202e \u2066 \u2069 \u00e9 \u4f60 \u200d"
    db = database()
    db.execute("UPDATE message SET body = ?, jid = ? WHERE stanza_id = 'm8'", (ways, "a\x7fb\u202e@x"))
    for words in (["archive", "export"], ["archive", "show", "3", "--json"]):
        r = frontdesk(*words)
        tap.ok(ways in json.dumps(json.loads(r.out.splitlines()[-1] if words[1] == "export" else r.out), ensure_ascii=False).replace("\\u007f", "\x7f"),
               "%s: what is escaped is not lost" % " ".join(words))
        tap.is_([hex(ord(c)) for c in r.out if 0x7f <= ord(c) <= 0x9f or c in "\u061c\u200e\u200f\u2028\u202a\u202e\u2066\u2069"], [],
                "%s: nothing drives a terminal or turns the order around" % " ".join(words))
        tap.ok("\u00e9 \u4f60 \u200d" in r.out, "%s: and words are as they were" % " ".join(words))
    db.execute("UPDATE message SET body = ?, jid = 'max@customer.example' WHERE stanza_id = 'm8'", (HOSTILE,))
    db.close()
    r = frontdesk("archive", "export", "--output", os.path.join(SCRATCH, "no", "where"))
    tap.ok(r.status == 1 and "No such file" in r.err, "--output that cannot be written")


def outputs_that_are_there():
    """The file of an export is a new one; what somebody put in its place is not written to."""
    def export(path):
        return frontdesk("archive", "export", "-o", path)
    at = os.path.join(SCRATCH, "outputs")
    os.mkdir(at)
    old, other = os.path.join(at, "old"), os.path.join(at, "other")
    for path in (old, other):
        with open(path, "w") as f:
            f.write("as it was")
        os.chmod(path, 0o666)
    link = os.path.join(at, "hard")
    os.link(old, link)
    r = export(old)
    tap.is_((r.status, stat.S_IMODE(os.stat(old).st_mode)), (0, 0o600), "an output that was there and open to all")
    with open(link) as f:
        tap.is_(f.read(), "as it was", "whoever has another name of the old file has the old file")
    for name, target in (("link", other), ("dangling", os.path.join(at, "nowhere"))):
        os.symlink(target, os.path.join(at, name))
        r = export(os.path.join(at, name))
        tap.ok(r.status == 1 and "/%s: is a symbolic link, which is not followed" % name in r.err, "an output that is a link: " + name)
    with open(other) as f:
        tap.is_((f.read(), os.path.exists(os.path.join(at, "nowhere"))), ("as it was", False), "where it led to nothing was written")
    os.mkfifo(os.path.join(at, "pipe"))
    r = export(os.path.join(at, "pipe"))
    tap.ok(r.status == 1 and "/pipe: is a pipe, not a file" in r.err, "an output that is a pipe")
    r = export(at)
    tap.ok(r.status == 1 and "/outputs: is a directory, not a file" in r.err, "an output that is a directory")


def kinds_of_files():
    """Whatever stands where a file is expected, nothing waits for it, and it is named."""
    at = os.path.join(SCRATCH, "kinds")
    os.mkdir(at)
    os.mkfifo(os.path.join(at, "pipe"))
    os.mkdir(os.path.join(at, "dir"))
    sock = socket.socket(socket.AF_UNIX)
    sock.bind(os.path.join(at, "socket"))
    kinds = [("pipe", "is a pipe, not a file"), ("dir", "is a directory"), ("/dev/zero", "is a device, not a file")]
    conf = os.path.join(at, "conf")
    for name, what in kinds:
        path = os.path.join(at, name)
        r = frontdesk("check", conf=path)
        tap.ok(r.status == 2 and what in r.err, "the configuration is a %s" % name)
        r = frontdesk("status", conf=path)
        tap.ok(r.status == 2 and what in r.err, "… of another command")
        for setting in ("secret_file", "key_file", "ca_file"):
            text = CONFIGURATION % STORE
            if setting == "secret_file":
                text = text.replace('secret = "k9-of-the-test-of-the-desk"', 'secret_file = "%s"' % path)
            else:
                text += 'responder "m" { type = "openai" url = "http://127.0.0.1:1/v1" %s = "%s" }\n' % (setting, path)
                text = text.replace('title = "Sales"', 'title = "Sales" responder = "m"')
            write_conf(conf, text)
            r = frontdesk("check", conf=conf)
            tap.ok(r.status == 2 and '%s = "%s": %s' % (setting, path, what) in r.err, "%s is a %s" % (setting, name))
        write_conf(conf, CONFIGURATION % path)
        r = frontdesk("status", conf=conf)
        tap.ok(r.status == 1 and what in r.err, "the store is a %s" % name)
        write_conf(conf, CONFIGURATION % STORE + 'responder "faq" { type = "faq" knowledge = "%s" }\n' % at)
        r = frontdesk("knowledge", "eval", path, conf=conf)
        tap.ok(r.status == 1 and what in r.err, "the questions of an evaluation are a %s" % name)
    store = os.path.join(at, "store.db")
    write_conf(conf, CONFIGURATION % store)
    for make, what in ((os.mkfifo, "is a pipe, not a file"), (lambda p: os.symlink(conf, p), "is a symbolic link, which is not followed")):
        make(store + ".lock")
        r = frontdesk("run", conf=conf)
        tap.ok(r.status == 1 and what in r.err, "the lock " + what)
        os.unlink(store + ".lock")
    for companion in ("-wal", "-shm", "-journal"):
        os.mkfifo(store + companion)
        r = frontdesk("run", conf=conf)
        tap.ok(r.status == 1 and "store.db%s: is a pipe, not a file" % companion in r.err, "%s is a pipe" % companion)
        os.unlink(store + companion)
    # What was given open is read, whatever it is.
    r = subprocess.run([PROGRAM, "check", "-c", "/dev/stdin"], input=(CONFIGURATION % STORE).encode(), capture_output=True, timeout=60)
    tap.is_((r.returncode, r.stderr), (0, b""), "the configuration comes from a pipe that was given")
    sock.close()


def hands_of_others():
    """Who may read or change what the administrator wrote."""
    at = os.path.join(SCRATCH, "hands")
    os.mkdir(at)
    conf, secret, link = os.path.join(at, "conf"), os.path.join(at, "secret"), os.path.join(at, "link")
    write_conf(secret, "k9-of-the-test-of-the-desk\n")
    os.symlink(secret, link)
    write_conf(conf, (CONFIGURATION % STORE).replace('secret = "k9-of-the-test-of-the-desk"', 'secret_file = "%s"' % link))
    r = frontdesk("check", conf=conf)
    tap.is_((r.status, r.err), (0, ""), "a secret behind a link, as systemd and others keep them")
    for mode, what in ((0o602, "everybody can change it; chmod o-w"), (0o604, "everybody can read it; chmod o-r")):
        os.chmod(secret, mode)
        r = frontdesk("check", conf=conf)
        tap.ok(r.status == 2 and 'secret_file = "%s": %s' % (link, what) in r.err, "a secret of which " + what)
    os.chmod(secret, 0o600)
    os.chmod(conf, 0o602)
    r = frontdesk("check", conf=conf)
    tap.ok(r.status == 0 and "%s:1: note: everybody can change this file; chmod o-w" % conf in r.err, "a configuration that all can change")
    os.chmod(conf, 0o600)
    if os.geteuid() != 0:
        return
    os.chown(secret, 65534, -1)
    r = frontdesk("check", conf=conf)
    tap.ok(r.status == 0 and 'note: secret_file = "%s": it belongs to ' % link in r.err, "a secret of somebody else")
    os.chown(secret, 0, -1)
    os.chown(conf, 65534, -1)
    r = frontdesk("check", conf=conf)
    tap.ok(r.status == 0 and "%s:1: note: this file belongs to " % conf in r.err, "a configuration of somebody else")


def broken_outputs():
    every = (["status"], ["status", "--json"], ["archive", "export"], ["archive", "search", "Moment"], ["archive", "show", "1"],
             ["archive", "show", "1", "--json"], ["check"], ["check", "--json"], ["check", "--notices"])
    for words in every:
        with open("/dev/full", "w") as full:
            r = frontdesk(*words, stdout=full)
        tap.ok(r.status == 1 and "No space left" in r.err, "a full disk: " + " ".join(words))
    for words in every:
        r = frontdesk(*words, preexec_fn=lambda: os.close(1))
        tap.ok(r.status == 1 and "the output is incomplete" in r.err, "a closed output: " + " ".join(words))
    for words in every:
        read, write = os.pipe()
        os.close(read)
        r = frontdesk(*words, stdout=write)
        os.close(write)
        tap.is_((r.status, r.err), (1, ""), "a reader who left: " + " ".join(words))
    r = frontdesk("archive", "export", "--output", "/dev/full")
    tap.ok(r.status == 1 and "/dev/full: No space left" in r.err, "--output on a full disk")


def the_search():
    def found(*words):
        r = frontdesk("archive", "search", "--json", *words)
        return [hit["stanza_id"] for hit in r.json()["hits"]]
    tap.is_(found("退款"), ["m7"], "Chinese, inside a sentence without blanks")
    tap.is_(found("RÜCKERSTATTUNG"), ["m1"], "German, whatever the case")
    tap.is_(found("vip"), ["m4"], "notes too")
    tap.is_(found("seit", "märz"), ["m1"], "several words: all of them")
    tap.is_(found("seit", "vip"), [], "not one of them only")
    tap.is_(found('"NOT" OR (*'), [], "what looks like syntax is text")
    r = frontdesk("archive", "search", "!?")
    tap.ok(r.status == 2 and "no word" in r.err, "nothing to look for")
    r = frontdesk("archive", "search", "xyzzy")
    tap.is_((r.status, r.out), (0, "Nothing was found.\n"), "no hit")
    db = database()
    db.execute("BEGIN")
    for i in range(1200):  # more than a batch of the index
        add_message(db, 3, T0 + 5000 + i, "customer", "max@customer.example", "Paket %d fehlt" % i)
    db.execute("COMMIT")
    tap.is_(found("Paket", "1199"), ["m1208"], "messages that came since are caught up first")
    tap.is_(db.execute("SELECT message FROM indexed").fetchone()[0], 1208, "the index has them all")
    r = frontdesk("archive", "search", "--json", "-n", "3", "paket").json()
    tap.is_((r["query"], [hit["body"] for hit in r["hits"]], r["more"]), ("paket", ["Paket %d fehlt" % i for i in (1199, 1198, 1197)], True),
            "--limit, the newest first")
    tap.is_(r["hits"][0]["snippet"], "Paket 1199 fehlt", "a snippet")
    add_message(db, 3, T0 + 9000, "customer", "max@customer.example", "x " * 200 + "vorher\n\nNadel\033[7m nachher " + "y " * 200)
    db.close()
    r = frontdesk("archive", "search", "nadel")
    tap.like(r.out, r"^#3  2026-03-02 10:00:09  sales  customer max@customer.example\n    …[x ]*vorher  Nadel\?\[7m nachher [y ]*…\n$",
             "a snippet around the hit, printable")
    t = on_terminal(60, "-c", CONF, "archive", "search", "nadel")
    tap.ok("\033[1mNadel\033[0m" in t, "the hit is bold on a terminal")
    tap.ok(all(len(re.sub(r"\033\[\d*m", "", line)) <= 60 for line in t.splitlines()), "and the line fits")
    t = on_terminal(60, "-c", CONF, "archive", "search", "到账", NO_COLOR="1")
    tap.ok("到账" in t and "\033" not in t, "a hit late in a Chinese text; NO_COLOR")


def the_show():
    r = frontdesk("archive", "show", "1", env={"TZ": "Europe/Berlin"})
    tap.like(r.out, r"(?m)^Conversation +1\nQueue +sales\nState +closed \(agent\)\nCustomer +Anna, anna@customer.example, shown to agents as anna.k1$", "the head")
    tap.like(r.out, r"(?m)^Accepted +2026-03-02 11:00:12, after 12 s$", "moments in the local time zone")
    tap.like(r.out, r"(?m)^Topic +refund, sentiment -0.25\nSummary +She asked for her refund.$", "what it was about")
    body = r.out[r.out.index("\n2026-03-02\n"):]
    tap.is_([line.split("  ")[1] for line in body.splitlines() if re.match(r"\d\d:\d\d:\d\d  ", line)],
            ["customer anna@customer.example", "waiting in sales: first message", "system sales@support.example.com",
             "waiting → offered in sales: offer, bob@example.com", "offered → active in sales: accept, bob@example.com",
             "agent bob@example.com", "agent bob@example.com", "customer anna@customer.example", "customer anna@customer.example",
             "active → closed in sales: agent, bob@example.com"], "messages and changes in order; what closes it comes last")
    tap.ok("          bob 0/4; eve paused; least busy\n" in body, "why this agent was chosen")
    tap.ok("          Grüße! Wo bleibt meine Rückerstattung?\n          Seit März warte ich.\n" in body, "lines of a message")
    tap.ok("          (note) looks like a VIP\n" in body, "a note")
    tap.like(frontdesk("archive", "show", "2").out, r"billing \(the customer wrote to sales\)", "a transferred one")
    db = database()
    link = "https://up.example/9f/broken%20cup.jpg"
    for name in ("", "Foto.jpg"):
        db.execute("INSERT INTO message (conversation, at_ms, author, jid, stanza_id, body, file_url, file_name)"
                   " VALUES (4, ?, 'customer', 'otto@customer.example', 'f', ?, ?, ?)", (T0 + 4000, link, link, name))
    db.commit()
    tap.is_([line.strip() for line in frontdesk("archive", "show", "4").out.splitlines() if link in line],
            ["broken cup.jpg: " + link, "Foto.jpg: " + link], "a file by its name, or by the last part of its link")
    db.execute("DELETE FROM message WHERE stanza_id = 'f'")
    db.commit()
    db.close()
    s = frontdesk("archive", "show", "1", "--json").json()
    tap.is_({k: s[k] for k in s if k != "transcript"},
            {"conversation": 1, "queue": "sales", "desk": "sales", "state": "closed", "reason": "agent",
             "customer": {"jid": "anna@customer.example", "name": "Anna", "face": "anna.k1"}, "responder": None, "questions": 0,
             "agent": "bob@example.com",
             "opened": "2026-03-02T10:00:00.000Z", "accepted": "2026-03-02T10:00:12.000Z", "replied": "2026-03-02T10:00:15.000Z",
             "closed": "2026-03-02T10:04:00.000Z", "topic": "refund", "summary": "She asked for her refund.",
             "sentiment": -0.25}, "--json: the head")
    tap.is_([e["type"][0] for e in s["transcript"]], list("memeemmmme"), "--json: the transcript")
    tap.is_(s["transcript"][3], {"type": "event", "at": "2026-03-02T10:00:00.100Z", "from": "waiting", "to": "offered", "queue": "sales",
                                 "agent": "bob@example.com", "reason": "offer", "why": "bob 0/4; eve paused; least busy"}, "--json: a change")
    s = frontdesk("archive", "show", "2", "--json").json()
    tap.is_((s["reason"], s["agent"], s["accepted"], s["closed"], s["topic"], s["sentiment"]), (None,) * 6,
            "--json: what is not yet is null")
    r = frontdesk("archive", "show", "99")
    tap.is_((r.status, r.out, r.err), (1, "", "frontdesk: there is no conversation 99 in the archive\n"), "no such conversation")
    r = frontdesk("archive", "show", "3")
    tap.ok("?[2J?]0;owned? ?gnp.exe ? end" in r.out and "\033" not in r.out, "strangers' text cannot drive the terminal")


def with_a_responder():
    """Two conversations that a responder had: one has come to a person since."""
    fresh_store()
    fill()
    desk = "sales@support.example.com"
    db = database()
    db.execute("BEGIN")
    for n, state, customer in ((10, "bot", "ida@customer.example"), (11, "waiting", "udo@customer.example")):
        add_conversation(db, n, "sales", state, T0 + n, customer=customer)
        db.execute("INSERT INTO bot (conversation, responder, since, since_ms, heard) VALUES (?, 'faq', 0, ?, 0)", (n, T0 + n))
        db.execute("INSERT INTO question (conversation, at_ms, text, outcome, title, source) VALUES (?, ?, 'Geht Norwegen?', 'answer', 'T', 't.md')",
                   (n, T0 + n))
        add_message(db, n, T0 + n, "customer", customer, "Geht Norwegen?")
        add_event(db, n, T0 + n, "", "bot", "sales", None, "opened", "responder faq")
        add_message(db, n, T0 + n + 5, "bot", desk, "Ja.\n— T (t.md)")
    db.execute("INSERT INTO question (conversation, at_ms, text, outcome, title, source) VALUES (11, ?, 'Mensch', 'none', '', '')", (T0 + 11,))
    add_message(db, 11, T0 + 900, "bot", desk, 'The customer asked for a person.\n- "Geht Norwegen?": answered: T (t.md)', kind="note")
    add_event(db, 11, T0 + 901, "bot", "waiting", "sales", None, "The customer asked for a person")
    db.execute("COMMIT")
    db.close()


def the_responder():
    with_a_responder()
    r = frontdesk("archive", "show", "10")
    tap.like(r.out, r"(?m)^State +bot\nCustomer +Ida, .*\nResponder +faq, 1 question\nOpened ", "a conversation that a responder has")
    tap.ok("  bot in sales: opened\n          responder faq\n" in r.out and "  bot sales@support.example.com\n          Ja.\n          — T (t.md)\n" in r.out,
           "why it has it, and what it said")
    r = frontdesk("archive", "show", "11")
    tap.like(r.out, r"(?m)^Responder +faq, 2 questions$", "one that it had")
    tap.ok('          (briefing) The customer asked for a person.\n          - "Geht Norwegen?": answered: T (t.md)\n' in r.out and
           "  bot → waiting in sales: The customer asked for a person\n" in r.out, "a note of the bot is a briefing")
    tap.ok("Responder" not in frontdesk("archive", "show", "1").out, "and nothing of it where there was none")
    heads = {n: frontdesk("archive", "show", n, "--json").json() for n in ("1", "10", "11")}
    tap.is_({n: (heads[n]["responder"], heads[n]["questions"]) for n in heads}, {"1": (None, 0), "10": ("faq", 1), "11": ("faq", 2)}, "--json: the same")
    tap.like(frontdesk("archive", "search", "norwegen").out,
             r"(?m)^#11  .*  sales  bot's briefing sales@support.example.com$[^#]*^#11  .*  sales  customer udo@", "search tells a briefing from what was said")
    rows = frontdesk("archive", "export", "--conversation", "11").lines()
    tap.is_([(row["author"], row["kind"]) for row in rows], [("customer", "chat"), ("bot", "chat"), ("bot", "note")], "export has author bot")
    tap.like(frontdesk("status").out, r"(?m)^sales +Sales +1 +0 +1 +1 ", "status counts it as bot")
    for columns in (80, 40):
        t = re.sub(r"\033\[\d*m", "", on_terminal(columns, "-c", CONF, "archive", "show", "11"))
        tap.ok(max(map(len, t.splitlines())) <= columns, "the transcript fits %d columns" % columns)
    write_conf(CONF + ".responder", CONFIGURATION % STORE + 'responder "faq" { type = "faq"  knowledge = "%s" }\n' % SCRATCH)
    r = frontdesk("check", conf=CONF + ".responder")
    tap.is_((r.status, r.out), (0, "%s: no mistakes: 2 queues, 3 agents, 1 responder\n" % (CONF + ".responder")), "check counts responders")


def the_terminal():
    def widest(text):
        return max(len(line) for line in re.sub(r"\033\[\d*m", "", text).splitlines())
    t = on_terminal(100, "-c", CONF, "status")
    tap.ok("\033[31mdown\033[0m" in t and "\033[1mQUEUE\033[0m" in t, "colours on a terminal")
    for columns in (100, 80, 60, 40, 20):
        tap.ok(widest(on_terminal(columns, "-c", CONF, "status", NO_COLOR="1").split("\n\n", 1)[1]) <= columns, "tables fit %d columns" % columns)
        tap.ok(widest(on_terminal(columns, "-c", CONF, "archive", "show", "1").split("\n\n", 1)[1]) <= columns, "a transcript fits %d columns" % columns)
    t = on_terminal(60, "-c", CONF, "status")
    tap.like(t, r"(?m)^\S*QUEUE\S* +sales\n\S*TITLE\S* +Sales\n", "where columns do not fit, a row is a record")
    tap.ok("\033" not in on_terminal(100, "-c", CONF, "status", NO_COLOR="1"), "NO_COLOR")
    tap.ok("\033" in on_terminal(100, "-c", CONF, "status", NO_COLOR=""), "NO_COLOR= is no wish")
    tap.ok(widest(on_terminal(200, "-c", CONF, "status", COLUMNS="70").split("\n\n", 1)[1]) <= 70, "COLUMNS comes before the terminal's size")
    tap.ok(widest(frontdesk("status", env={"COLUMNS": "70"}).out.split("\n\n", 1)[1]) <= 70, "COLUMNS holds in a pipe too")
    tap.ok(widest(frontdesk("status", env={"COLUMNS": "wide"}).out) > 70, "COLUMNS that is no number")
    db = database()
    db.execute("INSERT INTO conversation (id, face, queue, state, opened_ms, queued_ms, customer_ms) VALUES (50, 1, ?, 'waiting', 1, 1, 1)",
               ("退款" * 30 + HOSTILE,))
    db.close()
    t = on_terminal(100, "-c", CONF, "status", NO_COLOR="1")
    row = [line for line in t.splitlines() if line.startswith("退款")][0]
    tap.ok(len(row) + row.count("退") + row.count("款") <= 100 and "…" in row, "wide characters are counted twice")
    tap.ok("\033" not in t, "a hostile queue's name in a table")


def after_a_crash():
    """A writer dies with its commit still in the write-ahead log."""
    pid = os.fork()
    if pid == 0:
        db = database()
        db.execute("PRAGMA wal_autocheckpoint = 0")
        add_message(db, 1, T0 + 999999, "customer", "anna@customer.example", "just in time")
        db.execute("BEGIN IMMEDIATE")
        add_message(db, 1, T0 + 999999, "customer", "anna@customer.example", "never committed")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    tap.ok(os.path.getsize(STORE + "-wal") > 0, "a daemon was killed and left its log")
    tap.is_(frontdesk("status").status, 0, "status after a crash")
    last = frontdesk("archive", "export", "--since", "2026-03-02T10:10:00Z").lines()
    tap.is_([row["body"] for row in last], ["just in time"], "what was committed is exported, what was not is not")


def status_while_locked(conf):
    """What the daemon wrote last says that the link is up; but it can take nothing, and cannot write that down."""
    def link(waits):
        for _ in range(200):
            link = frontdesk("status", "--json", conf=conf).json()["link"]
            if (link["state"] == "waiting") == waits:
                break
            time.sleep(0.05)
        return link["state"], link["running"], link["since"] is not None, link["why"]
    db = sqlite3.connect(STORE, timeout=10, isolation_level=None)
    db.execute("UPDATE fact SET value = 'up' WHERE name = 'link'")
    db.execute("BEGIN IMMEDIATE")
    locked = "process %d (%s) holds the write lock of the store" % (os.getpid(), of_process(os.getpid(), "status", "Name")[0])
    tap.is_(link(True), ("waiting", True, False, locked), "another program locks the store: status says so")
    tap.like(frontdesk("status", conf=conf).out, r"(?m)^Link waiting: .*\n%s\nfrontdesk accepts nothing until it can write the store again" % re.escape(locked),
             "in words too")
    db.execute("ROLLBACK")
    tap.ok(link(False)[0] != "waiting", "and shows what the store says when it is free")
    db.execute("UPDATE fact SET value = 'down' WHERE name = 'link'")
    db.close()


def beside_the_daemon():
    """The real daemon, at a port where nobody listens."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        conf = os.path.join(SCRATCH, "daemon.conf")
        write_conf(conf, (CONFIGURATION % STORE).replace("127.0.0.1:5347", "127.0.0.1:%d" % nobody.getsockname()[1]))
        daemon = subprocess.Popen([PROGRAM, "run", "-c", conf], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
        try:
            for _ in range(200):
                link = frontdesk("status", "--json", conf=conf).json()["link"]
                # It takes the lock a moment before it writes what is so.
                if (link["running"] and link["state"] == "down") or daemon.poll() is not None:
                    break
                time.sleep(0.05)
            tap.is_((link["running"], link["state"]), (True, "down"), "the daemon runs, its server does not")
            for _ in range(200):
                if frontdesk("status", "--json", conf=conf).json()["link"]["why"]:
                    break
                time.sleep(0.05)
            tap.like(frontdesk("status", conf=conf).out, "nothing listens at 127.0.0.1:", "status says why, as the log did")
            status_while_locked(conf)
            tap.is_(len(frontdesk("archive", "export", "--json", "--queue", "billing", conf=conf).lines()), 1, "export beside the daemon")
            hits = frontdesk("archive", "search", "--json", "退款", conf=conf).json()["hits"]
            tap.is_([hit["conversation"] for hit in hits], [2], "search beside the daemon")
            tap.is_(frontdesk("archive", "show", "1", conf=conf).status, 0, "show beside the daemon")
            r = frontdesk("run", conf=conf)
            tap.ok(r.status == 1 and "another frontdesk is running on this store" in r.err, "a second daemon refuses to start")
            daemon.kill()
            daemon.wait(10)
            tap.is_(frontdesk("status", "--json", conf=conf).json()["link"]["running"], False, "killed: it is not said to run")
            daemon = subprocess.Popen([PROGRAM, "run", "-c", conf], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
            for _ in range(200):
                if frontdesk("status", "--json", conf=conf).json()["link"]["running"] or daemon.poll() is not None:
                    break
                time.sleep(0.05)
            daemon.send_signal(signal.SIGTERM)
            tap.is_(daemon.wait(10), 0, "SIGTERM: it leaves with status 0")
        finally:
            if daemon.poll() is None:
                daemon.kill()
                daemon.wait()
    r = frontdesk("run", conf=os.path.join(SCRATCH, "none.conf"))
    tap.is_(r.status, 2, "run without a configuration")


def signals_at_the_start():
    """They come while the daemon opens its store: here it waits there for somebody who writes."""
    for number, name in ((signal.SIGTERM, "SIGTERM"), (signal.SIGINT, "SIGINT")):
        path = os.path.join(SCRATCH, name + ".db")
        conf = os.path.join(SCRATCH, name + ".conf")
        write_conf(conf, CONFIGURATION % path)
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("BEGIN EXCLUSIVE")
        daemon = subprocess.Popen([PROGRAM, "run", "-c", conf], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
        try:
            for _ in range(200):
                if is_locked(path + ".lock") or daemon.poll() is not None:
                    break
                time.sleep(0.05)
            tap.ok(is_locked(path + ".lock"), "the daemon has its lock, and waits to read its store")
            daemon.send_signal(signal.SIGHUP)
            daemon.send_signal(number)
            db.execute("ROLLBACK")
            log = daemon.communicate(timeout=20)[1].decode()
            tap.is_(daemon.returncode, 0, "%s while it starts: it leaves with status 0" % name)
            tap.ok("configuration: reloaded" in log, "and a SIGHUP before it is not lost")
        finally:
            db.close()
            if daemon.poll() is None:
                daemon.kill()
                daemon.wait()


def of_process(pid, name, field):
    with open("/proc/%d/%s" % (pid, name)) as f:
        return re.search(r"^%s:?\s+(.*)$" % field, f.read(), re.M).group(1).split()


def wait_for_lock(daemon, path):
    for _ in range(400):
        if is_locked(path + ".lock") or daemon.poll() is not None:
            break
        time.sleep(0.05)
    return is_locked(path + ".lock")


def the_process():
    """What it may do, and where the secret is not."""
    home = os.path.join(SCRATCH, "process")
    os.mkdir(home)
    path = os.path.join(home, "p.db")
    conf = os.path.join(SCRATCH, "process.conf")
    user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    uid = pwd.getpwnam(user).pw_uid
    os.chown(home, uid, -1)
    os.chmod(SCRATCH, 0o755)
    write_conf(conf, CONFIGURATION % path + 'process { user = "%s" }\n' % user)
    unlimited = (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2
    daemon = subprocess.Popen([PROGRAM, "run", "-c", conf], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=home,
                              env=environment(), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, unlimited))
    try:
        tap.ok(wait_for_lock(daemon, path), "a daemon that becomes %s runs" % user)
        tap.is_(set(of_process(daemon.pid, "status", "Uid")), {str(uid)}, "as that user, for good")
        if os.getuid() == 0:
            tap.is_(of_process(daemon.pid, "status", "CapEff"), ["0" * 16], "without any of root's rights")
            tap.is_(os.stat(path).st_uid, uid, "and the store is that user's")
        tap.is_(of_process(daemon.pid, "status", "NoNewPrivs"), ["1"], "it can gain no others")
        tap.is_(of_process(daemon.pid, "limits", "Max core file size")[:2], ["0", "0"], "it writes no core dump")
        if os.getuid() == 0:
            with open("/proc/%d/environ" % daemon.pid, "rb") as f, open("/proc/%d/cmdline" % daemon.pid, "rb") as g:
                tap.ok(b"k9-of-the-test-of-the-desk" not in f.read() + g.read(), "the secret is in no argument and no environment")
        daemon.send_signal(signal.SIGABRT)
        log = daemon.communicate(timeout=20)[1].decode(errors="replace")
        tap.ok("k9-of-the-test-of-the-desk" not in log, "nor in the log")
        tap.is_([name for name in os.listdir(home) if "core" in name], [], "and it died without a dump")
    finally:
        if daemon.poll() is None:
            daemon.kill()
            daemon.wait()
    write_conf(conf, CONFIGURATION % path + 'process { user = "nobody-of-this-name" }\n')
    r = frontdesk("run", conf=conf)
    tap.ok(r.status == 1 and 'process { user = "nobody-of-this-name" }: there is no such user' in r.err, "a user that is not there")
    if os.getuid() != 0:
        write_conf(conf, CONFIGURATION % path + 'process { user = "root" }\n')
        r = frontdesk("run", conf=conf)
        tap.ok(r.status == 1 and "only root can change to another user" in r.err, "another user, without being root")


def is_locked(path):
    try:
        with open(path) as f:
            fcntl.flock(f, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True


def refused_stores():
    other = os.path.join(SCRATCH, "other.db")
    conf = os.path.join(SCRATCH, "other.conf")
    write_conf(conf, CONFIGURATION % other)

    def refusal(*words):
        return frontdesk(*(words or ("status",)), conf=conf)
    db = sqlite3.connect(STORE)
    newer = db.execute("PRAGMA user_version").fetchone()[0] + 1
    db.close()
    db = sqlite3.connect(other)
    db.execute("PRAGMA user_version = %d" % newer)
    db.close()
    r = refusal()
    tap.ok(r.status == 1 and "%s: the store has schema version %d, and this frontdesk supports versions up to %d" % (other, newer, newer - 1) in r.err, "a newer store")
    os.remove(other)
    db = sqlite3.connect(other)
    db.execute("CREATE TABLE precious (x)")
    db.close()
    r = refusal()
    tap.ok(r.status == 1 and "%s: the file is a database of another program" % other in r.err, "a database of another program")
    db = sqlite3.connect(other)
    tap.is_(db.execute("SELECT group_concat(name) FROM sqlite_schema").fetchone()[0], "precious", "and it is left alone")
    db.close()
    with open(other, "wb") as f:
        f.write(b"no database at all" * 1000)
    r = refusal("archive", "export")
    tap.ok(r.status == 1 and other in r.err and "check that the file is a frontdesk store" in r.err, "no database")
    os.remove(other)
    os.mkdir(other)
    r = refusal()
    tap.ok(r.status == 1 and other in r.err, "a directory")
    r = frontdesk("status", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    tap.ok(r.status == 1 and STORE in r.err and "check whether the disk is full" in r.err, "a disk without room")
    tap.diag(r.err.strip())
    shutil.copyfile(STORE, os.path.join(SCRATCH, "damaged.db"))
    with open(os.path.join(SCRATCH, "damaged.db"), "r+b") as f:
        f.seek(8192)
        f.write(b"\xff" * 4096 * 30)
    write_conf(conf, CONFIGURATION % os.path.join(SCRATCH, "damaged.db"))
    for words in (["status"], ["archive", "export"], ["archive", "search", "x"], ["archive", "show", "1"]):
        r = refusal(*words)
        tap.ok(r.status == 1 and "malformed" in r.err, "a damaged store: " + " ".join(words))


def no_right_to_write():
    """As another user, since root may write everything."""
    def nobody():
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    theirs = os.path.join(SCRATCH, "theirs.conf")
    write_conf(theirs)
    if os.getuid() == 0:
        os.chmod(SCRATCH, 0o755)
        os.chown(theirs, 65534, 65534)
        become = nobody
    else:
        become = None
    # A copy that another user can reach: the build may be in somebody's home.
    program = os.path.join(SCRATCH, "frontdesk")
    shutil.copy(PROGRAM, program)
    os.chmod(program, 0o755)
    directory = os.path.dirname(STORE)
    os.chmod(directory, 0o555)
    os.chmod(STORE, 0o444)
    r = frontdesk("archive", "search", "x", conf=theirs, preexec_fn=become, program=program)
    tap.ok(r.status == 1 and STORE in r.err and "user" in r.err, "a store that this user may only read")
    tap.diag(r.err.strip())
    os.chmod(directory, 0o700)
    os.chmod(STORE, 0o600)
    if become:
        r = frontdesk("status", conf=theirs, preexec_fn=become, program=program)
        tap.ok(r.status == 1 and STORE in r.err, "a directory that this user may not enter")
        tap.diag(r.err.strip())


def memory():
    """The export does not grow with the archive."""
    def peak():
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
            os.execve(PROGRAM, [PROGRAM, "-c", CONF, "archive", "export"], environment(ASAN_OPTIONS="quarantine_size_mb=1"))
        _, status, usage = os.wait4(pid, 0)
        assert status == 0
        return usage.ru_maxrss
    def more(messages):
        db = database()
        db.execute("BEGIN")
        db.executemany("""INSERT INTO message (conversation, at_ms, author, jid, stanza_id, body)
                          VALUES (1, ?, 'customer', 'anna@customer.example', 'x', ?)""",
                       ((T0 + i, "word " * 100) for i in range(messages)))
        db.execute("COMMIT")
        db.close()
    # From where SQLite's cache of pages is full: with sanitizers that alone is ten MiB.
    more(20000)
    before = peak()
    more(40000)
    grown = peak() - before
    tap.ok(grown < 8192, "40,000 messages of 500 bytes more cost %d KiB" % grown)


def main():
    try:
        write_conf()
        tap.run(the_words, the_configuration, no_store, the_responder, lambda: (fresh_store(), fill()), the_status, the_fingerprint, the_keys, the_devices, the_export, the_show,
                outputs_that_are_there, kinds_of_files, hands_of_others, broken_outputs, the_search, the_terminal, after_a_crash, beside_the_daemon, signals_at_the_start, the_process,
                refused_stores, no_right_to_write, memory)
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)


main()

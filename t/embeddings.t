#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vectors of the knowledge, from a service behind HTTP (t/server/vectors.py): made by `frontdesk knowledge index` and by the
daemon, used by search and eval, with services that are away, slow, broken or hostile."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

TOP = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..")))
sys.path.insert(0, os.path.join(TOP, "t", "server"))
import tap
import vectors

PROGRAM = os.path.abspath(os.environ.get("FRONTDESK", "./frontdesk"))
os.umask(0o022)
SCRATCH = tempfile.mkdtemp(prefix="frontdesk-embeddings.")
CONF = os.path.join(SCRATCH, "frontdesk.conf")
STORE = os.path.join(SCRATCH, "frontdesk.db")
TEXTS = os.path.join(SCRATCH, "texts")
LOG = os.path.join(SCRATCH, "log")

SHOP = """# Shop
## Price of a sofa
A sofa costs 400 euros.
## Returns
You may return goods within 30 days.
## Shipping
We ship within 3 days by courier.
## Opening hours
Open monday to friday nine to six.
## Payment by invoice
Companies may pay by invoice.
## Repair of chairs
We repair broken chairs in our workshop.
"""


def ok(true, text, said=""):
    if not tap.ok(true, text):
        tap.diag(said)


def configure(*settings, port=1):
    with open(CONF, "w") as f:
        f.write('component { domain = "support.example.com"  server = "127.0.0.1:%d"  secret = "k9-of-the-test-of-the-desk" }\n'
                'store { path = "frontdesk.db" }\nagent "bob@example.com" { name = "Bob" }\n'
                'queue "sales" { agents = {"bob@example.com"}  responder = "faq" }\n'
                'responder "faq" { type = "faq"  knowledge = "texts"  %s }\n' % (port, "  ".join(settings)))
    os.chmod(CONF, 0o600)


def at(url, model="small", *more):
    return ('embeddings = "%s"' % url, 'embeddings_model = "%s"' % model, *more)


def write(name, text):
    with open(os.path.join(TEXTS, name), "w") as f:
        f.write(text)


def fresh():
    for end in ("", "-wal", "-shm", ".lock"):
        if os.path.exists(STORE + end):
            os.remove(STORE + end)


def run(*words, timeout=60):
    return subprocess.run([PROGRAM, *words, "-c", CONF], capture_output=True, text=True, timeout=timeout)


def found(question):
    r = run("knowledge", "search", "--json", question)
    return json.loads(r.stdout), r.stderr


def is_found(question, decision, title, text):
    answer, said = found(question)
    best = answer["passages"][0]["title"] if answer["passages"] else "-"
    tap.is_(answer["decision"] + " " + best, decision + " " + title, text)
    return answer, said


def ask(query):
    with sqlite3.connect("file:%s?mode=ro" % STORE, uri=True) as db:
        return db.execute(query).fetchall()


def until(true, seconds=20):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def makes_and_finds(service):
    configure()
    run("knowledge", "index")
    is_found("what does the couch cost", "none", "Shop › Price of a sofa", "by the words alone, a couch is not known")
    configure(*at(service.url()))
    r = run("knowledge", "index")
    ok(r.returncode == 0 and "vectors of 6 of 6 passages by small" in r.stdout, "index makes the vectors", r.stdout + r.stderr)
    how, request, headers = service.calls[0]
    tap.is_(request["model"], "small", "the model is named in the request")
    ok(len(request["input"]) == 6 and "Authorization" not in headers, "one request for all texts, without a key")
    answer, said = is_found("what does the couch cost", "ask", "Shop › Price of a sofa", "a couch is a sofa")
    best = answer["passages"][0]
    ok(best["meaning"] > 0.5 > best["words"] and said == "", "search tells both scores", answer)
    r = run("knowledge", "search", "what does the couch cost")
    ok("(words 0." in r.stdout and "meaning 0." in r.stdout, "… also as text", r.stdout)
    is_found("who won the game", "none", "Shop › Repair of chairs", "what nothing covers stays unanswered")
    with open(os.path.join(SCRATCH, "questions"), "w") as f:
        f.write("price of a couch\tPrice of a sofa\nwho won the game\t-\n")
    r = run("knowledge", "eval", "--json", os.path.join(SCRATCH, "questions"))
    e = json.loads(r.stdout)
    ok(e["inside"]["answer_right"] == 1 and e["outside"]["none"] == 1 and service.calls[-1][1]["input"] == ["who won the game"],
           "eval uses them too", e)
    state = json.loads(run("status", "--json").stdout)["embeddings"]
    ok(len(state) == 1 and (state[0]["passages"], state[0]["vectors"], state[0]["dimension"]) == (6, 6, 256),
           "status says how many there are", state)
    ok("vectors of 6 of 6 passages by small" in run("status").stdout, "… also as text")


def sends_little(service):
    with open(os.path.join(SCRATCH, "key"), "w") as f:
        f.write("sk-of-the-test\n")
    os.chmod(os.path.join(SCRATCH, "key"), 0o600)
    configure(*at(service.url(), "small", 'embeddings_key_file = "key"', 'redact = {"[0-9]{4,}"}'))
    n = len(service.calls)
    found("my card 4111111111111111 for a sofa")
    how, request, headers = service.calls[-1]
    ok(len(service.calls) == n + 1 and request["input"] == ["my card […] for a sofa"], "redact applies to questions", request)
    tap.is_(headers.get("Authorization"), "Bearer sk-of-the-test", "the key goes along")
    write("cards.md", "# Cards\n## Test card\nUse 4111111111111111 for tests.\n")
    run("knowledge", "index")
    tap.is_(service.calls[-1][1]["input"], ["Cards › Test card\nUse […] for tests."], "… and to the texts")
    os.remove(os.path.join(TEXTS, "cards.md"))
    run("knowledge", "index")


def is_checked():
    for url, words in (("http://127.0.0.1:1/v1", None), ("http://localhost:1/v1", None),
                       ("https://api.example.com/v1", "leave this machine"),
                       ("http://10.0.0.7:1/v1", "go without encryption")):
        configure(*at(url))
        r = run("check")
        said = r.stdout + r.stderr
        ok(r.returncode == 0 and ("note:" in said and words in said if words else "note:" not in said),
               "check: %s: %s" % (url, words or "nothing"), said)
    configure(*at("ftp://x/"))
    r = run("check")
    ok(r.returncode == 2 and "not the URL of a service" in r.stdout + r.stderr, "check refuses what is not a URL of HTTP")


def fails_softly(service):
    configure(*at(service.url()))
    for how in ("never", "500", "404", "null", "nan", "zero", "huge", "few", "many", "deep", "error", "text", "flood", "wide"):
        configure(*at(service.url(how), "small", 'embeddings_timeout = "500ms"'))
        begin = time.monotonic()
        answer, said = found("when may I return goods")
        took = time.monotonic() - begin
        ok(answer["decision"] == "answer" and "by the words alone" in said and took < 10,
               "a service that answers with %s: the words alone, and that is said" % how, (answer, said, took))
    for how in ("reversed", "bare", "list", "base64"):
        configure(*at(service.url(how)))
        answer, said = found("what does the couch cost")
        ok(answer["decision"] == "ask" and said == "", "a service that answers in the form %s is understood" % how, (answer, said))
    configure(*at("http://127.0.0.1:1/v1"))
    answer, said = found("when may I return goods")
    ok(answer["decision"] == "answer" and "by the words alone" in said, "a service that is away: the words alone", said)


def index_meets(service):
    """What the service answers while the vectors are made."""
    for how, ends, words in (("null", 1, "not a number"), ("deep", 1, "not JSON"), ("twice", 1, "not numbered"), ("500", 1, "HTTP status 500"), ("reversed", 0, ""),
                             ("one", 0, ""), ("404", 1, "HTTP status 404")):
        fresh()
        configure(*at(service.url(how), how))
        r = run("knowledge", "index")
        made = "vectors of 6 of 6" in r.stdout
        ok(r.returncode == ends and made == (ends == 0) and words in r.stderr, "index with a service that answers with %s" % how,
               r.stdout + r.stderr)
    fresh()
    write("bad.md", "# Bad\n## Bad\nThis is poison for the model.\n")
    configure(*at(service.url("picky"), "picky"))
    r = run("knowledge", "index")
    ok("vectors of 7 of 7 passages" in r.stdout and "a text has no vector" in r.stderr and r.returncode == 0,
           "one text that is refused does not stop the others", r.stdout + r.stderr)
    os.remove(os.path.join(TEXTS, "bad.md"))


def changes_model(service):
    fresh()
    configure(*at(service.url(), "small"))
    run("knowledge", "index")
    configure(*at(service.url("wide"), "large"))
    answer, said = found("what does the couch cost")
    ok("0 of 0 passages have vectors" in said and answer["decision"] == "none", "vectors of another model are not used", said)
    r = run("knowledge", "index")
    ok("vectors of 6 of 6 passages by large" in r.stdout and ask("SELECT dimension FROM vector_set") == [(96,)],
           "another name of the model makes them again, and removes the old ones", r.stdout)
    is_found("price of a couch", "answer", "Shop › Price of a sofa", "… and they are used")


class Daemon:
    """The daemon, whose server is away: it has only its knowledge to look after."""

    def __enter__(self):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        return self

    def start(self):
        self.log = open(LOG, "ab")
        self.process = subprocess.Popen([PROGRAM, "run", "-c", CONF], stdout=self.log, stderr=self.log)

    def kill(self, with_signal=signal.SIGKILL):
        self.process.send_signal(with_signal)
        self.process.wait(timeout=20)

    def __exit__(self, *args):
        if self.process.poll() is None:
            self.kill()


def count():
    try:
        return ask("SELECT count(*) FROM vector")[0][0]
    except sqlite3.OperationalError:
        return 0


def in_the_background(service):
    fresh()
    write("many.md", "".join("## Part %d\nNumber %d and word%d.\n" % (i, i * 7, i * 13) for i in range(600)))
    configure(*at(service.url("slow"), "small"))
    with Daemon() as daemon:
        daemon.start()
        ok(until(lambda: 0 < count() < 600), "the daemon makes vectors in the background")
        daemon.kill()
        before, calls = count(), len(service.calls)
        ok(0 < before < 606, "killed in the middle, what was made is kept", before)
        daemon.start()
        ok(until(lambda: count() == 606), "after the restart it goes on", count())
        texts = [t for how, request, headers in service.calls[calls:] for t in request["input"]]
        ok(len(texts) <= 606 - before + 32, "… and asks for no more than the rest and what was under way", (len(texts), before))
        tap.is_(ask("PRAGMA foreign_key_check"), [], "nothing dangles")
        write("new.md", "# Parking\n## Where can I park?\nBehind the house.\n")
        ok(until(lambda: count() == 607, 40), "a new text gets its vector")
        configure(*at(service.url("404"), "other"))
        daemon.process.send_signal(signal.SIGHUP)
        ok(until(lambda: "HTTP status 404" in open(LOG).read()), "a service that fails is logged")
        time.sleep(1)
        tap.is_(open(LOG).read().count("HTTP status 404"), 1, "… once")
        daemon.kill(signal.SIGTERM)
    os.remove(os.path.join(TEXTS, "many.md"))
    os.remove(os.path.join(TEXTS, "new.md"))


def main():
    os.mkdir(TEXTS)
    write("shop.md", SHOP)
    try:
        with vectors.Vectors() as service:
            makes_and_finds(service)
            sends_little(service)
            is_checked()
            fails_softly(service)
            index_meets(service)
            changes_model(service)
            in_the_background(service)
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)
    tap.done()


main()

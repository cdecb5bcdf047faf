#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`frontdesk knowledge`: what it prints and refuses, how well the example of an invented shop is answered, and how the daemon
keeps what is known up to date."""

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

PROGRAM = os.path.abspath(os.environ.get("FRONTDESK", "./frontdesk"))
os.umask(0o022)  # files that a group may change are said
SCRATCH = tempfile.mkdtemp(prefix="frontdesk-knowledge.")
CONF = os.path.join(SCRATCH, "frontdesk.conf")
MINE = os.path.join(SCRATCH, "mine")

BEGIN = """
component { domain = "support.example.com"   server = "127.0.0.1:5347"   secret = "k9-of-the-test-of-the-desk" }
store { path = "frontdesk.db" }
agent "bob@example.com" { name = "Bob" }
queue "sales" { agents = {"bob@example.com"} }
"""
SHOP = 'responder "shop" { type = "faq"  knowledge = "%s" }\n' % os.path.join(TOP, "conf", "knowledge")


def configure(*responders):
    with open(CONF, "w") as f:
        f.write(BEGIN + "".join(responders))
    os.chmod(CONF, 0o600)


def write(name, text):
    with open(os.path.join(MINE, name), "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())


def knowledge(*words):
    return subprocess.run([PROGRAM, "knowledge", words[0], "-c", CONF, *words[1:]], capture_output=True, text=True, timeout=120)


def found(question, *words):
    r = knowledge("search", "--json", *words, question)
    assert r.returncode == 0, r.stderr
    return json.loads(r.stdout)


def without_knowledge():
    configure()
    for words in (["index"], ["search", "x"], ["eval", "/dev/null"]):
        r = knowledge(*words)
        tap.ok(r.returncode == 2 and 'no responder has `knowledge`; add responder "faq" {' in r.stderr and r.stdout == "",
               "%s: no responder has knowledge" % words[0])
    configure('responder "faq" { type = "faq"  knowledge = "nowhere" }\n')
    r = knowledge("index")
    tap.ok(r.returncode == 1 and "/nowhere: No such file or directory; the directory of `knowledge` must exist" in r.stderr,
           "a directory that is not there")
    r = knowledge("search", "--json", "x")
    tap.is_((r.returncode, json.loads(r.stdout)), (0, {"decision": "none", "passages": []}), "and so nothing is known")


def the_shop():
    configure(SHOP)
    r = knowledge("index")
    tap.ok(r.returncode == 0 and "/conf/knowledge: 44 passages of 9 files; 9 read, 0 removed" in r.stdout, "index: " + r.stdout.strip())
    r = knowledge("index", "--json")
    row = json.loads(r.stdout)["directories"][0]
    tap.is_((row["files"], row["passages"], row["read"], row["removed"], row["mistakes"]), (9, 44, 0, 0, 0), "index --json, a second time")
    for question, title, source in [
            ("How long may I return something?", "Returns › How long may I return something?", "returns.md"),
            ("Which cards do you accept?", "Payment › How can I pay?", "payment.md"),
            ("can I pay by installments", "Payment › Can I pay in instalments?", "payment.md"),
            ("可以寄到国外吗？", "配送 › 可以寄到国外吗？", "delivery.zh.md"),
            ("优惠券怎么用", "优惠券怎么用？", "payment.zh.csv")]:
        answer = found(question)
        best = answer["passages"][0]
        tap.is_((answer["decision"], best["title"], best["source"]), ("answer", title, source), question)
        tap.ok(set(answer) == {"decision", "passages"} and all(set(p) == {"title", "source", "score"} and 0 < p["score"] <= 1.001
                                                              for p in answer["passages"]), "the fields of the answer")
    both = found("cancel")
    tap.ok(both["decision"] == "ask" and {p["source"] for p in both["passages"][:2]} == {"payment.md", "booking.md"},
           "one word of two passages: it asks back")
    tap.is_(found("who is the president of Brazil")["decision"], "none", "what no text covers")
    r = knowledge("search", "What", "does", "delivery", "cost?")
    tap.ok(r.returncode == 0 and r.stdout.startswith("answer: ") and "Standard shipping is 4.90 euros." in r.stdout,
           "search in words, the question unquoted")
    tap.ok(knowledge("search", "zzzz").stdout.startswith("none: "), "search in words finds nothing")


def the_evaluation():
    """The figures are well above these; what breaks the ranking falls below them."""
    configure(SHOP)
    questions = os.path.join(TOP, "t", "knowledge", "shop.tsv")
    r = knowledge("eval", "--json", questions)
    e = json.loads(r.stdout)
    tap.is_((r.returncode, e["inside"]["questions"], e["outside"]["questions"]), (0, 67, 26), "eval --json")
    tap.diag({k: v for k, v in e.items() if k != "wrong"})
    tap.ok(e["recall@1"] >= RECALL_1, "recall@1 %.3f" % e["recall@1"])
    tap.ok(e["recall@3"] >= RECALL_3, "recall@3 %.3f" % e["recall@3"])
    tap.ok(e["recall@1"] <= e["mrr"] <= e["recall@3"], "MRR %.3f" % e["mrr"])
    inside, outside = e["inside"], e["outside"]
    tap.ok(inside["answer_right"] + inside["ask_right"] >= HELPED * inside["questions"], "answered or asked back rightly: %d" %
           (inside["answer_right"] + inside["ask_right"]))
    tap.ok(outside["none"] >= SILENT * outside["questions"], "silent on %d of %d that are not covered" % (outside["none"], outside["questions"]))
    around = e["intervals"]
    tap.is_(len(around), 6, "each share has its interval")
    for name in ("recall@1", "recall@3"):
        low, high = around[name]
        tap.ok(low < e[name] < high and 0.03 < (high - low) / 2 < 0.12, "95 %% interval of %s: %.3f to %.3f" % (name, low, high))
    for row in (inside, outside):
        tap.is_(row["answer"] + row["ask"] + row["none"], row["questions"], "each question has one decision")
    r = knowledge("eval", questions)
    tap.ok(r.returncode == 0 and r.stdout.startswith("recall@1 %.3f  recall@3 %.3f  MRR %.3f" % (e["recall@1"], e["recall@3"], e["mrr"])) and
           "asked back" in r.stdout and "not covered" in r.stdout and "95 % interval" in r.stdout and
           "%.3f to %.3f" % tuple(around["recall@1"]) in r.stdout, "eval as tables")


def the_followups():
    """A question after another one: the previous question is the first column."""
    configure(SHOP)
    path = os.path.join(TOP, "t", "knowledge", "followups.tsv")
    e = json.loads(knowledge("eval", "--json", path).stdout)
    inside, outside = e["inside"], e["outside"]
    tap.diag({k: v for k, v in e.items() if k != "wrong"})
    tap.is_((inside["questions"], outside["questions"]), (23, 2), "questions after others")
    tap.ok(inside["answer_right"] >= 17 and inside["answer"] - inside["answer_right"] <= 1, "answered rightly: %d, wrongly: %d" %
           (inside["answer_right"], inside["answer"] - inside["answer_right"]))
    alone = os.path.join(SCRATCH, "alone.tsv")
    with open(path, encoding="utf-8") as f, open(alone, "w", encoding="utf-8") as out:
        for line in f:
            out.write(line.split("\t", 1)[1] if "\t" in line and line[0] != "#" else line)
    by_itself = json.loads(knowledge("eval", "--json", alone).stdout)["inside"]
    tap.ok(by_itself["answer_right"] < inside["answer_right"] / 2, "by themselves: %d" % by_itself["answer_right"])


def the_facts():
    """The larger set, of which README has the figures."""
    configure('responder "facts" { type = "faq"  knowledge = "%s" }\n' % os.path.join(TOP, "t", "knowledge", "facts"))
    e = json.loads(knowledge("eval", "--json", os.path.join(TOP, "t", "knowledge", "facts.tsv")).stdout)
    inside, outside = e["inside"], e["outside"]
    tap.diag({k: v for k, v in e.items() if k != "wrong"})
    tap.ok(inside["questions"] >= 150 and outside["questions"] >= 80, "%d and %d questions" % (inside["questions"], outside["questions"]))
    tap.ok(e["recall@1"] >= 0.88 and e["recall@3"] >= 0.95, "recall@1 %.3f, recall@3 %.3f" % (e["recall@1"], e["recall@3"]))
    tap.ok(inside["answer_right"] >= 0.8 * inside["questions"], "answered rightly: %d" % inside["answer_right"])
    tap.ok(inside["answer"] - inside["answer_right"] <= 0.05 * inside["questions"], "answered wrongly: %d" %
           (inside["answer"] - inside["answer_right"]))
    tap.ok(outside["none"] >= 0.9 * outside["questions"], "silent where nothing is known: %d" % outside["none"])


def forms_of_expected():
    os.makedirs(MINE, exist_ok=True)
    configure('responder "mine" { type = "faq"  knowledge = "mine" }\n')
    write("a.md", "# Shop\n## Returns\nWithin 30 days.\n## Delivery\nBy post.\n")
    path = os.path.join(SCRATCH, "q.tsv")

    def figures(text):
        with open(path, "w") as f:
            f.write(text)
        r = knowledge("eval", "--json", path)
        return json.loads(r.stdout) if r.returncode == 0 else (r.returncode, r.stderr)
    for expected in ("Returns", "Shop › Returns", "a.md", "a.md#Returns", "a.md#Shop › Returns"):
        tap.is_(figures("returns\t%s\n" % expected)["recall@1"], 1.0, "expected as " + expected)
    tap.is_(figures("returns → Returns\n# remark\n\nreturns -> Delivery\n")["recall@1"], 0.5, "expected behind an arrow, right and wrong")
    e = figures("moon\t-\nreturns\t-\nmoon\tReturns\n")
    tap.is_(([w["line"] for w in e["wrong"]], e["outside"]["none"], e["inside"]["none"]), ([2, 3], 1, 1), "what was decided wrongly is named")
    tap.is_(figures("returns\n"), (2, "frontdesk: %s:1: the expected passage is missing; write QUESTION, a tab, and a title, a file, or - "
                             "for a question that the knowledge does not cover\n" % path), "a line without a passage")
    tap.is_(figures("# nothing\n"), (1, "frontdesk: %s: the file contains no questions\n" % path), "no question")
    r = knowledge("eval", os.path.join(SCRATCH, "none.tsv"))
    tap.ok(r.returncode == 1 and "none.tsv: No such file" in r.stderr, "no such file")


def changes_and_mistakes():
    write("a.md", "# Opening hours\nFrom nine to five.\n")
    tap.is_(found("opening hours")["decision"], "answer", "search reads what has changed")
    tap.is_(found("returns")["decision"], "none", "and forgets what is no more")
    tap.is_(found("Good morning! Opening hours?"), found("Opening hours?"), "a greeting is no part of the question")
    write("a.md", b"# Opening hours\n\nF\xfcnf.\n")
    write("b.csv", 'Where?,"In the street\n')
    r = knowledge("index")
    tap.is_((r.returncode, sorted(r.stderr.splitlines())),
            (1, ["frontdesk: %s/a.md:3: this is not UTF-8 text; save the file as UTF-8" % MINE,
                 "frontdesk: %s/b.csv:1: a quotation mark is not closed; write a quotation mark inside a text twice" % MINE]), "mistakes are named")
    tap.is_(found("opening hours")["decision"], "answer", "a file with a mistake stays as it was")
    os.unlink(os.path.join(MINE, "b.csv"))
    write("synonyms.txt", ",".join("w%d" % i for i in range(33)) + "\n")
    r = knowledge("index")
    tap.ok("synonyms.txt:1: more than 32 phrases in a line; divide the line" in r.stderr, "too many synonyms in a line")
    write("synonyms.txt", "opening hours, business times\n")
    tap.is_(found("business times")["decision"], "answer", "synonyms are read again too")


def links():
    configure('responder "mine" { type = "faq"  knowledge = "mine" }\n')
    write("a.md", "# Opening hours\nFrom nine to five.\n")
    write("fax.md", "# Fax number\n1234\n")
    os.mkdir(os.path.join(MINE, "deep"))
    for name, to in (("one", "."), ("two", "."), ("deep/three", ".."), ("deep/four", "."), ("logo.png", "/nonexistent")):
        os.symlink(to, os.path.join(MINE, name))
    tap.is_(found("fax number")["decision"], "answer", "a file beside links")
    os.unlink(os.path.join(MINE, "fax.md"))
    r = knowledge("index")
    tap.is_((r.returncode, sorted(r.stderr.splitlines())),
            (1, ["frontdesk: %s/%s: a link to a directory that contains the link: not followed" % (MINE, name) for name in ("deep/four", "deep/three", "one", "two")]),
            "links that go round are named, and each is looked at once")
    tap.is_(found("fax number")["decision"], "none", "what is gone is forgotten, though a link leads nowhere")
    for name in ("one", "two", "deep/three", "deep/four", "logo.png"):
        os.unlink(os.path.join(MINE, name))
    os.rmdir(os.path.join(MINE, "deep"))
    away = MINE + ".away"
    os.mkdir(away)
    with open(os.path.join(away, "fax.md"), "w") as f:
        f.write("# Fax number\n1234\n")
    os.symlink(away, os.path.join(MINE, "share"))
    out = "a link that leads out of the directory, so it is not followed: add its target to knowledge_also to allow it"
    r = knowledge("index")
    tap.is_((r.returncode, r.stderr), (1, "frontdesk: %s/share: %s\n" % (MINE, out)), "a link that leads out is named")
    tap.is_(found("fax number")["decision"], "none", "and not followed")
    # Neither is one to a file, nor one further in, nor one through a link that may be followed.
    os.symlink(os.path.join(away, "fax.md"), os.path.join(MINE, "fax.md"))
    os.mkdir(os.path.join(MINE, "deep"))
    os.symlink("../../mine.away", os.path.join(MINE, "deep", "er"))
    os.symlink("/etc/passwd", os.path.join(MINE, "users.txt"))
    os.symlink("/", os.path.join(MINE, "everything"))
    os.symlink("a.md", os.path.join(MINE, "inside.md"))
    os.symlink("/etc/hostname", os.path.join(MINE, "logo.png"))
    r = knowledge("index")
    tap.is_((r.returncode, sorted(r.stderr.splitlines())),
            (1, ["frontdesk: %s/%s: %s" % (MINE, name, out) for name in ("deep/er", "everything", "fax.md", "share", "users.txt")]),
            "nor are others; what is no text is not named")
    tap.is_([found(q)["decision"] == "none" for q in ("fax number", "root daemon", "opening hours")], [True, True, False],
            "a link within the directory is followed")
    for name in ("fax.md", "deep/er", "users.txt", "everything", "inside.md", "logo.png"):
        os.unlink(os.path.join(MINE, name))
    os.rmdir(os.path.join(MINE, "deep"))
    configure('responder "mine" { type = "faq"  knowledge = "mine"  knowledge_also = "mine.away" }\n')
    tap.is_(found("fax number")["decision"], "answer", "a file behind a link that knowledge_also allows")
    os.symlink("/etc", os.path.join(away, "etc"))
    r = knowledge("index")
    tap.is_((r.returncode, r.stderr), (1, "frontdesk: %s/share/etc: %s\n" % (MINE, out)), "which leads no further")
    os.unlink(os.path.join(away, "etc"))
    os.rename(away, away + ".2")
    r = knowledge("index")
    tap.is_((r.returncode, r.stderr), (1, "frontdesk: %s/share: a link whose target does not exist: its passages stay in the store until the link is removed\n" % MINE),
            "a link that leads nowhere is named")
    tap.is_(found("fax number")["decision"], "answer", "and what was behind it is kept")
    os.unlink(os.path.join(MINE, "share"))
    tap.is_(found("fax number")["decision"], "none", "until the link is gone")
    shutil.rmtree(away + ".2")
    # What was read before somebody turned it into a link that leads out is forgotten.
    write("fax.md", "# Fax number\n1234\n")
    tap.is_(found("fax number")["decision"], "answer", "a file")
    os.rename(os.path.join(MINE, "fax.md"), MINE + ".fax.md")
    os.symlink(MINE + ".fax.md", os.path.join(MINE, "fax.md"))
    tap.is_(found("fax number")["decision"], "none", "that became a link")
    os.unlink(os.path.join(MINE, "fax.md"))
    os.unlink(MINE + ".fax.md")
    # The directory itself may be one.
    os.symlink(MINE, MINE + ".link")
    configure('responder "mine" { type = "faq"  knowledge = "mine.link" }\n')
    tap.is_(found("opening hours")["decision"], "answer", "the directory is a link itself")
    os.unlink(MINE + ".link")


def kinds_of_files():
    """Nothing in the directory keeps anybody waiting."""
    configure('responder "mine" { type = "faq"  knowledge = "mine" }\n')
    os.mkfifo(os.path.join(MINE, "pipe.md"))
    os.mkfifo(os.path.join(MINE, "pipe"))
    with open(os.path.join(MINE, "huge.md"), "wb") as f:
        f.truncate(10 << 30)
    os.symlink("loop.md", os.path.join(MINE, "loop.md"))
    r = knowledge("index")
    tap.is_((r.returncode, sorted(r.stderr.splitlines())),
            (1, ["frontdesk: %s/huge.md: larger than 4 MiB, the limit for a file: divide it" % MINE, "frontdesk: %s/pipe.md: is a pipe, not a file" % MINE]),
            "a pipe and a file of 10 GiB are named")
    for name in ("pipe.md", "pipe", "huge.md", "loop.md"):
        os.unlink(os.path.join(MINE, name))


def secrets():
    """A file that holds a secret of the configuration is refused, and the secret is said nowhere."""
    key = os.path.join(SCRATCH, "key")
    with open(key, "w") as f:
        f.write("sk-abc_def_123\n")
    os.chmod(key, 0o600)
    mine = ('responder "mine" { type = "openai"  url = "https://joe:hunter22@m.example/v1"  knowledge = "mine"  key_file = "%s" }\n' % key +
            'tool "order" { description = "o"  url = "https://m.example"  key_file = "%s.tool" }\n' % key)
    with open(key + ".tool", "w") as f:
        f.write("tool\n")
    os.chmod(key + ".tool", 0o600)
    configure(mine)
    with open(CONF) as f:
        text = f.read().replace('agents = {"bob@example.com"} }', 'agents = {"bob@example.com"} responder = "mine" }')
    with open(CONF, "w") as f:
        f.write(text)
    write("a.md", "# Opening hours\nFrom nine to five.\n")
    write("notes.md", "# Alarm\nCall the police.\n")
    tap.is_(found("alarm")["decision"], "answer", "a file without secrets")
    cases = (("the component's", "# Alarm\n\nPut `k9-of-the-test-of-the-desk` there.\n", 3, "the secret of component"),
             ("in the middle of a word", "# Alarm\n\n\nxk9-of-the-test-of-the-deskx\n", 4, "the secret of component"),
             ("a key", "# Alarm\nThe key is sk-abc_def_123.\n", 2, 'the key of responder "mine"'),
             ("as Markdown writes it", "# Alarm\n\nsk-abc\\_def\\_123\n", 3, 'the key of responder "mine"'),
             ("a short one, alone", "# Alarm\ntool\n", 2, 'the key of tool "order"'),
             ("a password in an address", "# Alarm\nhunter22\n", 2, 'the password in url of responder "mine"'))
    for what, body, line, setting in cases:
        write("notes.md", "# Alarm\nCall the police.\n")
        knowledge("index")
        write("notes.md", body)
        r = knowledge("index")
        tap.is_((r.returncode, r.stderr),
                (1, "frontdesk: %s/notes.md:%d: contains %s, so it is not read: remove the secret from the file, and replace it by a new one\n" % (MINE, line, setting)),
                "a secret: %s" % what)
        tap.is_([found(q)["decision"] for q in ("alarm", "opening hours")], ["none", "answer"], "… the file is forgotten, others are not")
    write("notes.md", "# Alarm\nThe toolbox is in the cellar.\n")
    tap.is_(found("alarm")["decision"], "answer", "a short one within a word is none")
    # A secret that comes to be one later, in a file that has not changed.
    write("notes.md", "# Alarm\nsesame-open-up\n")
    tap.is_(found("alarm")["decision"], "answer", "what is no secret yet")
    with open(CONF, "w") as f:
        f.write(text.replace("k9-of-the-test-of-the-desk", "sesame-open-up"))
    r = knowledge("index")
    tap.ok(r.returncode == 1 and "notes.md:2: contains the secret of component" in r.stderr and "sesame" not in r.stderr + r.stdout,
           "what has become one")
    os.unlink(os.path.join(MINE, "notes.md"))


def several_responders():
    write("a.md", "# Opening hours\nFrom nine to five.\n")
    configure('responder "mine" { type = "faq"  knowledge = "mine" }\n', SHOP, 'responder "copy" { type = "faq"  knowledge = "mine" }\n')
    tap.is_(len(json.loads(knowledge("index", "--json").stdout or "{}").get("directories", [])), 2, "a directory of two responders is read once")
    r = knowledge("search", "opening hours")
    tap.ok(r.returncode == 2 and "several responders have knowledge; choose one with --responder: mine, shop, copy" in r.stderr, "which one?")
    r = knowledge("search", "--responder", "nobody", "opening hours")
    tap.ok(r.returncode == 2 and "--responder nobody: no responder with `knowledge` has this name" in r.stderr, "none of that name")
    tap.is_(found("opening hours", "--responder", "copy")["passages"][0]["title"], "Opening hours", "this one")
    tap.is_(found("business times", "--responder", "shop")["decision"], "none", "nothing of one is known to the other")
    configure(SHOP)
    knowledge("index")
    configure('responder "mine" { type = "faq"  knowledge = "mine" }\n', SHOP)
    tap.is_(json.loads(knowledge("index", "--json").stdout)["directories"][0]["read"], 2, "a directory that left the configuration was forgotten")


class Daemon:
    """`frontdesk run` on this configuration, at a port where nobody listens: it does without a link."""

    def __init__(self):
        self.nobody = socket.socket()
        self.nobody.bind(("127.0.0.1", 0))
        self.log = os.path.join(SCRATCH, "daemon.log")

    def configure(self, directory):
        with open(CONF, "w") as f:
            f.write(BEGIN.replace("5347", str(self.nobody.getsockname()[1])).replace("frontdesk.db", "daemon.db") +
                    'responder "faq" { type = "faq"  knowledge = "%s" }\n' % directory)

    def __enter__(self):
        with open(self.log, "wb") as log:
            self.child = subprocess.Popen([PROGRAM, "run", "-c", CONF], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.wait(60)
        self.nobody.close()

    def says(self, text):
        """How many lines of its log hold the text."""
        with open(self.log, errors="replace") as f:
            return sum(text in line for line in f)

    def knows(self):
        """{file: its passages} of the store; the full-text index is for the program only, these tables are not."""
        try:
            db = sqlite3.connect("file:%s?mode=ro" % os.path.join(SCRATCH, "daemon.db"), uri=True)
            rows = db.execute("""SELECT name, body FROM passage JOIN knowledge_file f ON f.id = passage.file
                                 WHERE state = 'live' ORDER BY passage.id""").fetchall()
            db.close()
        except sqlite3.OperationalError as e:
            return str(e)
        return {name: [body for file, body in rows if file == name] for name, _ in rows}

    def comes_to(self, question, wanted, text):
        """A look at the files is due every ten seconds; who is slow gets more time than that."""
        end = time.monotonic() + 90
        while question() != wanted and time.monotonic() < end and self.child.poll() is None:
            time.sleep(0.1)
        tap.is_(question(), wanted, text)


def the_daemon():
    """One look at the files after the first is waited for, no more."""
    shutil.rmtree(MINE)
    os.mkdir(MINE)
    other = os.path.join(SCRATCH, "other")
    os.mkdir(other)
    with open(os.path.join(other, "new.md"), "w") as f:
        f.write("# Warranty\nTwo years.\n")
    daemon = Daemon()
    daemon.configure(MINE)
    write("returns.md", "# Returns\nWithin 30 days.\n")
    knowledge("index")
    write("returns.md", b"# Returns\nF\xfcnf Tage.\n")
    write("hours.md", "# Opening hours\nFrom nine to five.\n# Where\nIn the street.\n")
    write("gone.md", "# Fax\n1234\n")
    mistake = "returns.md:2: this is not UTF-8 text"
    with daemon:
        daemon.comes_to(daemon.knows, {"returns.md": ["Within 30 days."], "hours.md": ["From nine to five.", "In the street."], "gone.md": ["1234"]},
                        "the daemon reads what is new at its start; a file with a mistake stays as it was")
        write("hours.md", "# Opening hours\nAt night.\n")
        os.unlink(os.path.join(MINE, "gone.md"))
        daemon.comes_to(daemon.knows, {"returns.md": ["Within 30 days."], "hours.md": ["At night."]},
                        "it reads again what has changed, and forgets what is gone")
        daemon.comes_to(lambda: daemon.says("2 passages in 2 files (1 read, 1 removed)"), 1, "which is in the log")
        daemon.configure(other)
        daemon.child.send_signal(signal.SIGHUP)
        daemon.comes_to(daemon.knows, {"new.md": ["Two years."]}, "a new configuration with another directory replaces what is known")
        tap.is_(daemon.says(mistake), 1, "the mistake is in the log once, though it was met twice")
        file = os.path.join(other, "new.md")
        changed = "warn  knowledge: %s: other users may change it (mode 666), and customers are told what it says" % file
        os.chmod(file, 0o666)
        for n in 1, 2:
            daemon.child.send_signal(signal.SIGHUP)
            daemon.comes_to(lambda: daemon.says(changed), n, "a file that others may change: it is in the log, and again after a reload")
        r = subprocess.run([PROGRAM, "check", "-c", CONF], capture_output=True, text=True, timeout=60)
        tap.ok(r.returncode == 0 and ('note: responder "faq": knowledge: %s: other users may change it (mode 666)' % file) in r.stderr,
               "check notes it: " + r.stderr.strip())
        r = knowledge("index")
        tap.ok(r.returncode == 0 and "%s: other users may change it" % file in r.stderr, "so does index; it is no mistake")
        os.chmod(file, 0o644)
        r = subprocess.run([PROGRAM, "check", "-c", CONF], capture_output=True, text=True, timeout=60)
        tap.is_((r.returncode, "may change" in r.stderr), (0, False), "what is right is not noted")
        daemon.child.terminate()
        tap.is_(daemon.child.wait(60), 0, "and the daemon ends well")


def the_store_of_root():
    if os.geteuid() != 0:
        tap.ok(True, "a store that root makes # SKIP this is not root")
        return
    store = os.path.join(SCRATCH, "store")
    os.mkdir(store, 0o700)
    os.chown(store, 65534, 65534)
    os.chmod(SCRATCH, 0o755)
    with open(CONF, "w") as f:
        f.write(BEGIN.replace("frontdesk.db", "store/frontdesk.db") + SHOP)
    r = knowledge("index")
    owners = {name: os.stat(os.path.join(store, name)).st_uid for name in os.listdir(store)}
    tap.ok(r.returncode == 0 and owners.get("frontdesk.db") == 65534 and set(owners.values()) == {65534},
           "a store that root makes belongs to the owner of its directory: %s" % owners)


RECALL_1, RECALL_3, HELPED, SILENT = 0.78, 0.92, 0.68, 0.92


def main():
    try:
        tap.run(without_knowledge, the_shop, the_evaluation, the_followups, the_facts, forms_of_expected, changes_and_mistakes, links, kinds_of_files, secrets, several_responders, the_daemon, the_store_of_root)
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)


main()

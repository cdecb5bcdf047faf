#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make knowledge: `frontdesk knowledge eval` beside plain BM25, on the same passages and questions.

Plain BM25 (k1 1.2, b 0.75) sees words in lower case and pairs of Chinese characters, title and text alike; it has no silence
of its own, so it is given the best threshold that there is: the one at which it keeps silent on as many of the questions
that are not covered as can be asked for (95 %), found on these very questions. The constants of frontdesk were fitted on
questions of other makers (t/README), so none of these was used for them.

A third line is with vectors. MODEL_URL names a service for embeddings, MODEL the model and its version, MODEL_KEY_FILE its key;
the first line says which. Without MODEL_URL they are made by the test's own service (t/server/vectors.py), which knows of
spelling and a few synonyms only: that shows what a bad model spoils, and nothing of what a good one gains.
SETS names a directory of further sets: each has knowledge/ and questions.tsv, as t/knowledge has.
"""

import json
import math
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter

TOP = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
sys.path.insert(0, os.path.join(TOP, "t", "server"))
import vectors  # noqa: E402
PROGRAM = os.path.abspath(os.environ.get("FRONTDESK", "./frontdesk"))
HAN = "㐀-鿿"


def words(text):
    for run in re.findall("[%s]+|[^\\W_%s]+" % (HAN, HAN), text.lower()):
        if re.match("[%s]" % HAN, run):
            yield from (run[i:i + 2] for i in range(max(len(run) - 1, 1)))
        else:
            yield run


class BM25:
    def __init__(self, passages):  # (title, source, body)
        self.keys = [source + "#" + title.split(" › ")[-1] for title, source, _ in passages]
        self.titles = [title.split(" › ")[-1] for title, _, _ in passages]
        self.bags = [Counter(words(title + "\n" + body)) for title, _, body in passages]
        self.mean = sum(sum(b.values()) for b in self.bags) / len(self.bags)
        self.having = Counter(w for b in self.bags for w in b)

    def ask(self, question):
        scores = []
        for key, title, bag in zip(self.keys, self.titles, self.bags):
            size, score = sum(bag.values()), 0
            for w in set(words(question)):
                if w in bag:
                    idf = math.log(1 + (len(self.bags) - self.having[w] + 0.5) / (self.having[w] + 0.5))
                    score += idf * bag[w] * 2.2 / (bag[w] + 1.2 * (0.25 + 0.75 * size / self.mean))
            scores.append((score, key, title))
        return sorted(scores, reverse=True)[:3]


def plain(bm25, rows):
    asked = [(bm25.ask(question), expected) for question, expected in rows]
    outside = sorted((hits[0][0] for hits, expected in asked if expected == "-"), reverse=True)
    threshold = outside[int(len(outside) * 0.05)] + 1e-9 if outside else 0
    inside = [([expected in (key, title) for _, key, title in hits], hits[0][0]) for hits, expected in asked if expected != "-"]
    said = [right for right, score in inside if score >= threshold]
    return (sum(r[0] for r, _ in inside) / len(inside), sum(any(r) for r, _ in inside) / len(inside), len(said) / len(inside),
            sum(r[0] for r in said) / len(inside), sum(s < threshold for s in outside) / len(outside))


def ours(scratch, responder, rows, conf="k.conf"):
    path = os.path.join(scratch, "rows.tsv")
    with open(path, "w") as f:
        f.writelines("%s\t%s\n" % row for row in rows)
    e = json.loads(subprocess.run([PROGRAM, "knowledge", "eval", "-c", os.path.join(scratch, conf), "--responder", responder,
                                   "--json", path], capture_output=True, check=True).stdout)
    i, o = e["inside"], e["outside"]
    return (e["recall@1"], e["recall@3"], i["answer"] / i["questions"], i["answer_right"] / i["questions"], o["none"] / o["questions"],
            i["ask"] / i["questions"], i["ask_right"] / i["questions"])


def rows_of(path):
    with open(path) as f:
        for number, line in enumerate(f, 1):
            if line.strip() and not line.startswith("#"):
                question, expected = line.rstrip("\n").split("\t")
                yield number, question, expected


def sets():
    """(name, directory of texts, file of questions, languages apart)"""
    yield "facts", os.path.join(TOP, "t", "knowledge", "facts"), os.path.join(TOP, "t", "knowledge", "facts.tsv"), True
    yield "shop", os.path.join(TOP, "conf", "knowledge"), os.path.join(TOP, "t", "knowledge", "shop.tsv"), True
    more = os.environ.get("SETS", "")
    for name in sorted(os.listdir(more)) if more else ():
        yield name, os.path.join(more, name, "knowledge"), os.path.join(more, name, "questions.tsv"), False


def write_conf(scratch, name, extra):
    blocks = ['responder "%s" { type = "faq"  knowledge = "%s"  %s }\n' % (name, texts, extra) for name, texts, _, _ in sets()]
    path = os.path.join(scratch, name)
    with open(path, "w") as f:
        f.write('component { domain = "support.example.com"  secret = "x" }\nstore { path = "k.db" }\nagent "bob@example.com" {}\n'
                'queue "sales" { agents = {"bob@example.com"} }\n' + "".join(blocks))
    os.chmod(path, 0o600)
    subprocess.run([PROGRAM, "knowledge", "index", "-c", path], check=True, stdout=subprocess.DEVNULL)


def embeddings(service):
    key = os.environ.get("MODEL_KEY_FILE")
    return 'embeddings = "%s"  embeddings_model = "%s"  embeddings_timeout = "10s"  %s' % (
        os.environ.get("MODEL_URL") or service.url(), os.environ.get("MODEL") or "default", 'embeddings_key_file = "%s"' % key if key else "")


def main():
    scratch = tempfile.mkdtemp(prefix="frontdesk-knowledge.")
    try:
        with vectors.Vectors() as service:
            compare(scratch, service)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def compare(scratch, service):
    write_conf(scratch, "k.conf", "")
    write_conf(scratch, "vectors.conf", embeddings(service))
    db = sqlite3.connect(os.path.join(scratch, "k.db"))
    print("vectors by " + ("%s at %s" % (os.environ.get("MODEL") or "the model", os.environ["MODEL_URL"]) if os.environ.get("MODEL_URL")
                           else "the test's own service, which knows of spelling only"))
    print("%-38s %8s %8s %8s %8s %9s %8s %9s %8s" % ("", "recall@1", "recall@3", "answered", "rightly", "asked b.", "rightly",
                                                  "none", "silent"))
    for responder, directory, questions, apart in sets():
        passages = db.execute("SELECT p.title, f.name, p.body FROM passage p JOIN knowledge_file f ON f.id = p.file JOIN "
                              "knowledge_directory d ON d.id = f.directory WHERE d.path = ?", (directory,)).fetchall()
        bm25 = BM25(passages)
        for language in ("English", "Chinese") if apart else ("",):
            rows = [(q, e.split("|")[0]) for _, q, e in rows_of(questions)
                    if not apart or bool(re.search("[%s]" % HAN, q)) == (language == "Chinese")]
            n = sum(e != "-" for _, e in rows)
            for who, (r1, r3, answered, right, silent, asked, asked_right) in (
                    ("%s%s (%d + %d)" % (responder, language and ", " + language, n, len(rows) - n), ours(scratch, responder, rows)),
                    ("  with vectors", ours(scratch, responder, rows, "vectors.conf")),
                    ("  plain BM25", plain(bm25, rows) + (0, 0))):
                print("%-38s %8.3f %8.3f %8.3f %8.3f %9.3f %8.3f %9.3f %8.3f" % (who, r1, r3, answered, right, asked, asked_right,
                                                                                max(1 - answered - asked, 0), silent), flush=True)


main()

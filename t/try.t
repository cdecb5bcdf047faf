#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`frontdesk responder try`: a conversation with a responder of texts and with one of a language model (t/server/endpoint.py), as
text and as JSON; what is shown, and what is left alone."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..")))
sys.path.insert(0, os.path.join(TOP, "t", "server"))
import endpoint
import tap

PROGRAM = os.path.abspath(os.environ.get("FRONTDESK", "./frontdesk"))
SCRATCH = tempfile.mkdtemp(prefix="frontdesk-try.")
CONF = os.path.join(SCRATCH, "frontdesk.conf")
STORE = os.path.join(SCRATCH, "frontdesk.db")
KNOWLEDGE = os.path.join(SCRATCH, "knowledge")

TEXT = """# Shop
## How long may I return something?
Within 30 days.
## What does delivery cost?
Three euros.
"""
BEGIN = """
component { domain = "support.example.com"   server = "127.0.0.1:5347"   secret = "k9-of-the-test-of-the-desk" }
store { path = "%s" }
agent "bob@example.com" { name = "Bob" }
queue "care" { title = "Care"   agents = {"bob@example.com"} }
queue "sales" { title = "Sales"   agents = {"bob@example.com"}   responder = "faq"   responder_mode = "fallback"   responder_share = 1 }
responder "faq" { type = "faq"   knowledge = "%s" }
tool "order_status" { description = "The state of an order."   url = "%%s/orders/{order}?n={note}"
                      parameters = {"order: its number", "note: a note", "who: {desk.customer}"} }
""" % (STORE, KNOWLEDGE)
SECRET = "sk-test-4f1d9c7e2b8a"


def configure(model, *behaviours):
    with open(CONF, "w") as f:
        f.write(BEGIN % model.url("shop", "shop"))
        for name in behaviours:
            f.write('responder "%s" { type = "openai"   url = "%s"   name = "Robo"   key_file = "%s"   retries = 0   knowledge = "%s"\n'
                    '    use = {"order_status"}   total_timeout = "20s" }\n'
                    % (name, model.url(name, name) if name != "gone" else "http://127.0.0.1:9/v1", SCRATCH + "/key", KNOWLEDGE))
    os.chmod(CONF, 0o600)


def ask(*lines, args=(), name="faq", env=None):
    """The finished process: what it printed, complained of, and its status."""
    return subprocess.run([PROGRAM, "responder", "try", "-c", CONF, *args, name], input="".join(l + "\n" for l in lines),
                          capture_output=True, text=True, timeout=120, env={**os.environ, **(env or {})})


def events(*lines, **kwargs):
    done = ask(*lines, args=("--json",), **kwargs)
    return done, [json.loads(line) for line in done.stdout.splitlines()]


def shown(done):
    return done.stdout.replace("\n       ", " ")


def texts():
    done = ask("How long may I return something?", "", "Who painted the Mona Lisa?", "yes", "What does delivery cost?")
    tap.is_((done.returncode, done.stderr), (0, ""), "texts: a conversation from a pipe")
    out = shown(done)
    tap.like(out, r"(?s)^Responder faq \(faq\) in queue sales[.].*\nYou: How long may I return something[?]\nSales: Welcome", "it says who talks")
    tap.like(out, r"· finds \d[.]\d\d Shop › How long may I return something[?] \(shop[.]md\)", "what the texts have")
    tap.like(out, r"· decides: an answer, with Shop › How long may I return something[?] \(shop[.]md\)\nSales: Within 30 days", "the answer and its text")
    tap.like(out, r"· decides: has no answer\n", "what has no answer")
    tap.like(out, r"(?s)You: yes\nSales: Somebody will take over.*· hands over to people[.] Briefing: The customer asked for a person",
             "the hand-over, with its briefing")
    tap.like(out, r"(?s)begins another conversation.*You: What does delivery cost[?]\nSales: Welcome.*Three euros", "a new conversation after it")
    quiet = ask("How long may I return something?", args=("-q",))
    tap.ok("·" not in quiet.stdout and "Responder" not in quiet.stdout and "Within 30 days" in quiet.stdout, "--quiet: only what is said")
    tap.ok(not os.path.exists(STORE), "nothing is stored")


def languages():
    done = ask("Wie lange kann ich etwas zurückgeben, bitte?", "你好")
    tap.like(shown(done), r"Willkommen bei Sales|您好", "a customer is answered in the language of the message")


def model_answers():
    done = ask("What does delivery cost?", name="uses")
    tap.is_((done.returncode, done.stderr), (0, ""), "model: a conversation")
    tap.like(shown(done), r"(?s)^Responder uses \(openai, http://127[.]0[.]0[.]1:\d+/uses/uses/v1\) in queue care[.].*Tools are really called[.]",
             "it says which service is asked")
    tap.like(done.stdout, r"· asks the model: \d messages, 2 passages, about \d+ tokens, tools: answer ask handoff close order_status\n"
             r"  · the model answers after \d+[.]\d s, 25 tokens: calls order_status \{", "the request and the call")
    tap.like(done.stdout, r"· asks order_status: GET http://\S+/orders/12%2F3", "the tool")
    tap.like(done.stdout, r"(?s)· order_status answers after .*· asks the model: .*Robo: It says: \{", "its result, and the answer")
    verbose = ask("What does delivery cost?", name="whole", args=("-v",))
    tap.like(verbose.stdout, r'(?s)"role": "system",.*"role": "user",.*Robo: The answer to: What does delivery cost', "--verbose: the whole request")
    tap.ok(SECRET not in done.stdout + verbose.stdout, "the key is not shown")


def model_hands_over():
    done, told = events("I want my money back", name="handoff")
    tap.is_(done.returncode, 0, "JSON: a conversation")
    tap.is_([e["event"] for e in told], ["customer", "message", "request", "answer", "decision", "message", "end"], "what happens, in order")
    by = {e["event"]: e for e in told}
    tap.is_((by["answer"]["calls"][0]["name"], by["answer"]["tokens"], by["answer"]["error"]), ("handoff", 25, None), "the call")
    tap.is_((by["end"]["to"], "wants a refund" in by["end"]["briefing"]), ("people", True), "the end")
    tap.is_([m["role"] for m in by["request"]["request"]["messages"]], ["system", "user"], "the request")


def model_fails():
    done, told = events("What does delivery cost?", name="gone")
    tap.is_(done.returncode, 1, "a model that cannot be reached: status 1")
    tap.ok(any(e["event"] == "answer" and e["error"] for e in told), "its error is shown")
    tap.ok(any(e["event"] == "message" and "Three euros" in e["text"] for e in told), "and the texts answer")
    done, told = events("What about it?", "And now?", name="picky")
    tap.is_((done.returncode, sum(e["event"] == "answer" and "The answer to" in e["text"] for e in told)), (0, 2), "a service that rejects things answers")
    tap.is_(sum(e["event"] == "log" and "the service rejects" in e["text"] for e in told), 4, "and what it rejects is said once")


def real():
    """A model that somebody runs: MODEL_URL=http://127.0.0.1:8080/v1, and MODEL_NAME if the service has several."""
    if not os.environ.get("MODEL_URL"):
        tap.diag("no MODEL_URL: no real model is asked")
        return
    with open(CONF, "a") as f:
        f.write('responder "real" { type = "openai"   url = "%s"   model = "%s"   knowledge = "%s"   total_timeout = "5m"\n'
                '    first_token_timeout = "2m" }\n' % (os.environ["MODEL_URL"], os.environ.get("MODEL_NAME", "default"), KNOWLEDGE))
    done, told = events("What does delivery cost?", "I want to talk to somebody about a refund.", name="real")
    for event in told:
        tap.diag(json.dumps({k: v for k, v in event.items() if k != "request"}))
    said = " ".join(e["text"] for e in told if e["event"] == "message")
    tap.ok(done.returncode == 0 and not re.search("<[|/a-z]|tool_call|think>", said), "a real model answers, without marks")
    tap.like(said, "(?i)three|3", "and knows the text")


def refusals():
    tap.is_((ask(name="nobody").returncode, ask(name="faq", args=("-q", "-v")).returncode), (2, 2), "status 2 for what cannot be")
    tap.like(ask(name="nobody").stderr, "no such responder; choose one of: faq, uses", "the names are listed")
    tap.is_((ask().returncode, ask().stdout.count("You:")), (0, 0), "nothing is written")
    long = ask("x" * 20000, "\x01\x1b[31m\udcff".encode("utf-8", "surrogateescape").decode("latin-1"))
    tap.is_((long.returncode, "\x1b" in long.stdout), (0, False), "a long line and control characters")
    with open(CONF, "a") as f:
        f.write("nonsense = 1\n")
    broken = ask()
    tap.is_((broken.returncode, "nonsense" in broken.stderr), (2, True), "a mistake in the configuration")


def main():
    os.mkdir(KNOWLEDGE)
    with open(os.path.join(KNOWLEDGE, "shop.md"), "w") as f:
        f.write(TEXT)
    with open(SCRATCH + "/key", "w") as f:
        f.write(SECRET + "\n")
    os.chmod(SCRATCH + "/key", 0o600)
    with endpoint.Endpoint() as model:
        configure(model, "uses", "whole", "handoff", "gone", "picky")
        for part in (texts, languages, model_answers, model_hands_over, model_fails, real, refusals):
            part()
    shutil.rmtree(SCRATCH)
    tap.done()


main()

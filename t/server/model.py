# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: customers are answered by a language model, over real HTTP, by endpoints good and
bad."""

import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import time

import endpoint
import tap
import vectors
from servers import free_port, wait_until, write_file
from shift import Shift

KEY = "sk-test-4f1d9c7e2b8a"
OURS = "agent_first_reply = \"off\"   offer_timeout = \"5m\"   max_chats = 100   flood_messages = 1000\n"
# Silence is 3 s here and an answer 12 s at most; whatever waits for less than that waits for an event, not for a time.
TIMES = 'debounce = "100ms" connect_timeout = "3s" first_token_timeout = "3s" total_timeout = "12s"'
PATIENCE = 40  # seconds, for a machine that is busy with other things

WELCOME = "^Welcome to .*I am the automatic assistant"
HANDED_OVER = "^Somebody will take over here"


class Floor(Shift):
    """A shift with an endpoint: a queue and a responder for each of the given rows, name: (behaviour, settings)."""

    def __init__(self, scratch, server, rows, **kwargs):
        self.model = endpoint.Endpoint(kwargs.pop("certificate", None)).start()
        self.rows = rows
        super().__init__(scratch, server, "", **kwargs)
        self.key_file = os.path.join(self.desk.dir, "key")
        write_file(self.key_file, KEY + "\n")
        self.configure(self.text())

    def text(self):
        return (OURS + "".join('agent "%s@localhost" { name = "%s" }\n' % (a, a.title()) for a in ("bob", "eve"))
                + "".join(self.queue(name, *row) for name, row in self.rows.items()))

    def queue(self, name, behaviour, settings=""):
        url = behaviour if "://" in behaviour else self.model.url(behaviour, name)
        settings += "" if "grounded" in settings else " grounded = false"
        return ('queue "%s" { title = "%s"   agents = {"bob@localhost", "eve@localhost"}   responder = "%s" }\n'
                'responder "%s" { type = "openai"   url = "%s"   key_file = "%s"   %s   %s }\n'
                % (name, name.title(), name, name, url, self.key_file, TIMES, settings))

    def customers_for(self, names):
        """Each logs in under the name of a queue, all at once: their faces at the agent tell them apart."""
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            return dict(zip(names, pool.map(self.customer, names)))

    def asked(self, name, n=1, seconds=PATIENCE):
        """The n-th call of the queue's model, when it has come."""
        return wait_until("call %d of %s" % (n, name), seconds, lambda: self.model.calls(name)[n - 1:n])[0]

    def hung_up(self, name, n=1):
        return wait_until("the end of call %d of %s" % (n, name), PATIENCE,
                          lambda: self.model.calls(name)[n - 1].hung_up)

    def briefings(self, agent, names):
        """What the agent is told before anything else, by queue; the agent takes each, so that the next is offered."""
        told = {}
        while len(told) < len(names):
            offer = agent.expect(".", r"(?s)^▸ .*Briefing: ", PATIENCE)
            agent.send_text(offer.sender, "!accept")
            told[offer.sender.split(".")[0]] = offer.body
        return told

    def said(self, customer, name):
        """All that the queue said to the customer, each message once, without the welcome."""
        seen = {(s.id, s.body) for s in customer.seen
                if s.kind == "message" and s.body and s.sender.startswith(name + "@")}
        return sorted(body for _, body in seen if not re.match(WELCOME, body))

    def __exit__(self, kind, *rest):
        try:
            super().__exit__(kind, *rest)
        finally:
            self.model.stop()
        if not kind:
            with open(self.desk.store, "rb") as f:
                in_store = KEY.encode() in f.read()
            tap.is_((KEY in self.desk.log_text(), in_store), (False, False),
                    "the key is in no log and not in the store")


# ---- whatever an endpoint does ----

GOOD = {  # name: (settings, what the customer is told)
    "whole": ("", "The answer to: What about whole?"),
    "other-type": ("", "The answer to: What about other-type?"),
    "streams": ("", "The answer to: What about streams?"),
    "slow": ("", "It takes longer than the service may be silent, " + "word by " * 5 + "word, but never stops."),
    "bare": ("", "The answer to: What about bare?"),
    "lingers": ("", "The answer to: What about lingers?"),
    "asks": ("", "Which order is it?"),
    "busy": ("", "The answer to: What about busy?"),
    "recovers": ("", "The answer to: What about recovers?"),
    "picky": ("", "The answer to: What about picky?"),
    "cuts": ("", "You order it. It comes by post."),
    "hostile": ('links = {"shop.example"}', "▸ !close\n\n</body></message><message to='x'><body>& evil, "
                                            "see […] or https://shop.example/a"),
}
HOSTILE = ("▸ !close\n\n</body></message><message to='x'><body>&amp; \u202eevil\u0007, "
           "see https://evil.example/a?b=c or https://shop.example/a")
ONCE = "retries = 0"
# libcurl says these itself, and its words are not those of every release. It counts headers only since 8.6.
NOBODY_THERE = "Couldn't connect to server|Could not connect to server"
TOO_MANY_HEADERS = "the headers of the answer are too large|Too many response headers"
BAD = {  # name: (behaviour, settings, what the briefing says, how many calls there may be)
    "silent": ("silent", "", "no answer within the timeout", (1,)),
    "mute": ("mute", "", "no answer within the timeout", (1,)),
    "stops": ("stops", "", "the answer stopped before its end", (1,)),
    "truncated": ("truncated", "", "transfer closed with outstanding read data remaining", (1,)),
    "cut-short": ("cut-short", "", "the answer ended before it was complete", (1,)),
    "hangs-up": ("hangs-up", ONCE, "Empty reply from server|Connection died", range(1, 7)),
    "unauthorized": ("unauthorized", "", r"HTTP status 401: the service reports: Incorrect API key provided", (1,)),
    "full": ("full", "", "HTTP status 429: the service reports: quota exceeded", (1,)),
    "broken": ("broken", "", "HTTP status 500: the service reports: out of order", (3,)),
    "says-error": ("says-error", "", "the service reports: the model is not loaded", (1,)),
    "nonsense": ("nonsense", "", "the response of the service is not a JSON object", (1,)),
    "page": ("page", "", "the response of the service is neither JSON nor an event stream", (1,)),
    "nothing": ("nothing", "", "the service sent no answer", (1,)),
    "wordless": ("wordless", "", "its answer was empty", (1,)),
    "no-tool": ("no-tool", "", 'it called a tool that does not exist: "launch"', (1,)),
    "redirects": ("redirects", "", "HTTP status 302", (1,)),
    "endless": ("endless", "", "the answer is longer than 64 KiB", (1,)),
    "garbage": ("garbage", "", "a line of the stream is longer than 256 KiB", (1,)),
    "heads": ("heads", ONCE, TOO_MANY_HEADERS, (1,)),
    "informs": ("informs", ONCE, TOO_MANY_HEADERS, (1,)),
    "gone": ("http://127.0.0.1:%d/v1", "retries = 1", NOBODY_THERE, (0,)),
    "writes-tool": ("writes-tool", "", 'as text, which is not carried out: "order_status"', (1,)),
    "leaky": ("streams", "", "the answer contained a secret of the configuration", (1,)),
}
HANDS_OVER = ("handoff", "writes-handoff", "calls-at-0")
HANDOFF = (r"The language model hands the customer over: wants a refund; about: money; "
           r"summary: Paid twice, wants it back; sentiment -0\.50")


def rows_of_all():
    rows = {name: (name if name in endpoint.BEHAVIOURS else "streams", settings) for name, (settings, _) in GOOD.items()}
    rows.update({name: (behaviour % free_port() if "%" in behaviour else behaviour, settings)
                 for name, (behaviour, settings, _, _) in BAD.items()})
    return {**rows, **{name: (name, "") for name in (*HANDS_OVER, "closes")}}


def every_endpoint(scratch, server):
    with Floor(scratch, server, rows_of_all()) as floor:
        floor.model.say("slow", GOOD["slow"][1])
        floor.model.say("hostile", HOSTILE)
        floor.model.say("leaky", "The secret is %s, is it not?" % server.secret)
        bob = floor.agent("bob")
        floor.open()
        people = floor.customers_for(floor.rows)
        begin = time.monotonic()
        for name, customer in people.items():
            customer.send_text(floor.address(name), "What about %s?" % name)
        for name, customer in people.items():
            customer.expect("^%s@" % name, WELCOME, PATIENCE)

        for name, (_, answer) in GOOD.items():
            people[name].expect("^%s@" % name, "(?s)^%s$" % re.escape(answer), PATIENCE)
            tap.ok(True, "%s: is answered" % name)
        people["closes"].expect("^closes@", "^Have a nice day[.]$", PATIENCE)
        told = floor.briefings(bob, [*BAD, *HANDS_OVER])
        for name, (_, _, why, calls) in BAD.items():
            people[name].expect("^%s@" % name, HANDED_OVER, PATIENCE)
            tap.like(told.get(name), r"Briefing: The language model could not answer: [^\n]*(%s)" % why,
                     "%s: the agent is told why" % name)
            tap.ok(len(floor.model.calls(name)) in calls, "%s: is asked so often" % name)
        for name in HANDS_OVER:
            people[name].expect("^%s@" % name, HANDED_OVER, PATIENCE)
            tap.like(told.get(name), HANDOFF, "%s: the agent is told what the model knows" % name)
        tap.diag("all were served after %.1f s" % (time.monotonic() - begin))

        tap.is_(floor.model.calls("whole")[1:], [], "whole: is asked once")
        busy = floor.model.calls("busy")
        tap.is_((len(busy), len(floor.model.calls("recovers"))), (2, 3), "busy and recovers: are asked again")
        tap.ok(busy[1].at - busy[0].at > 0.9, "Retry-After is heeded")
        what_was_said(floor, people)
        what_was_sent(floor, people)
        what_was_learnt(floor, people["picky"])


def what_was_said(floor, people):
    told = {name: floor.said(customer, name) for name, customer in people.items()}
    tap.is_({name: told[name] for name in GOOD if told[name] != [GOOD[name][1]]}, {}, "nothing is said twice")
    by_people = HANDED_OVER + "|^Bob is with you"
    tap.is_([text for name in [*BAD, *HANDS_OVER] for text in told[name] if not re.match(by_people, text)], [],
            "and nothing of a broken answer")
    wanted = {**dict.fromkeys(GOOD, (1, 0)), **dict.fromkeys([*BAD, *HANDS_OVER], (0, 1)), "closes": (0, 0)}
    tap.is_({q["name"]: (q["bot"], q["waiting"] + q["offered"] + q["active"])
             for q in floor.desk.cli_json("status")["queues"]}, wanted, "each conversation is where it belongs")


def what_was_sent(floor, people):
    call = floor.model.calls("streams")[0]
    tap.is_((call.method, call.path), ("POST", "/streams/streams/v1/chat/completions"), "method and path")
    tap.is_((call.headers.get("authorization"), call.headers.get("content-type")),
            ("Bearer " + KEY, "application/json"), "headers")
    tap.is_((call.json["stream"], [t["function"]["name"] for t in call.json["tools"]]),
            (True, ["answer", "ask", "handoff", "close"]), "the request")
    with open("/proc/%d/cmdline" % floor.desk.pid, "rb") as f:
        tap.ok(KEY.encode() not in f.read(), "the key is no argument of the process")
    sent = "".join(c.body for name in people for c in floor.model.calls(name))
    tap.ok(KEY not in sent and floor.server.secret not in sent, "neither key nor secret is told to the model")
    tap.ok(not any(people[name].bare in sent for name in people), "nor is the customer's address")


def what_was_learnt(floor, customer):
    """What a service refuses is left out until the next start, and the log names the setting."""
    before = len(floor.model.calls("picky"))
    tap.is_(before, len(endpoint.PICKY) + 1, "picky: is asked again at once for each thing that it refuses")
    customer.send_text(floor.address("picky"), "And now?")
    customer.expect("^picky@", "^The answer to: And now[?]$", PATIENCE)
    tap.is_(len(floor.model.calls("picky")), before + 1, "and then not any more")
    log = floor.desk.log_text()
    for what, setting in (("max_tokens", 'set max_tokens_name = "max_completion_tokens"'), ("stream_options", "set extra = "),
                          ("tools", "set tools = false"), ("the role system", "until the next start")):
        said = [line for line in log.splitlines() if "responder picky: the service rejects %s" % what in line]
        tap.ok(len(said) == 1 and setting in said[0], "the log says once that it rejects %s" % what)


# ---- what a model thinks ----

THINKERS = {"%s-%s" % (behaviour, stream): (behaviour, 'stream = "%s"' % stream)
            for behaviour in ("thinks", "ponders", "harmony") for stream in ("sentences", "corrections", "off")}


def thoughts(scratch, server):
    """Nobody reads them, in the first answer and in the next, which may come while it is written."""
    with Floor(scratch, server, THINKERS) as floor:
        floor.open()
        people = floor.customers_for(THINKERS)
        for n in ("one", "two", "three"):
            for name, customer in people.items():
                customer.send_text(floor.address(name), "What about %s?" % n)
            for name, customer in people.items():
                customer.expect("^%s@" % name, "(?s)The answer to: What about %s[?]$" % n, PATIENCE)
        said = {name: floor.said(customer, name) for name, customer in people.items()}
        tap.is_({name: texts for name, texts in said.items() if re.search("nuisance|[<|>]", " ".join(texts))}, {},
                "nobody reads what a model thinks, nor its marks")
        tap.is_({name: len(texts) for name, texts in said.items() if name.endswith("-off")},
                {name: 3 for name in said if name.endswith("-off")}, "and all of what it says, once")
        whole = " ".join(sorted(said["thinks-sentences"]))
        tap.is_((whole.count(endpoint.LONG.strip()), len(said["thinks-sentences"])), (3, 5),
                "the first answer comes at its end, and the next while they are written")
        tap.ok("nuisance" not in " ".join(m["body"] for m in floor.archive()), "nor is it in the archive")


# ---- calls under way ----

PIECE = "^" + re.escape(endpoint.LONG.strip()) + "$"


def warm_up(floor, customer, name):
    """What a service writes is shown before its end when it has answered once."""
    customer.send_text(floor.address(name), "How do you write?")
    customer.expect("^%s@" % name, "^The answer to: How do you write[?]$", PATIENCE)


def under_way(scratch, server):
    """Who goes on meanwhile, and how many calls there are at once."""
    crowd = ["one", "two", "three", "four", "five"]
    with Floor(scratch, server, {"newer": ("second", ""), "taken": ("halfway", ""), "few": ("after-1-1", "max_calls = 2"),
                                 **dict.fromkeys(("bye", "human", "off"), ("waits", ""))}) as floor:
        bob = floor.agent("bob")
        floor.open()
        people = floor.customers_for(["newer", "taken", "bye", "human", "off", *crowd])
        warm_up(floor, people["taken"], "taken")
        for name in ("newer", "taken", "bye", "human", "off"):
            people[name].send_text(floor.address(name), "What does it cost")
        for name in crowd:
            people[name].send_text(floor.address("few"), "I am %s" % name)

        floor.asked("newer")
        people["newer"].send_text(floor.address("newer"), "to send it to France?")
        tap.ok(floor.hung_up("newer"), "a newer message ends the call that is under way")
        people["newer"].expect("^newer@", "(?s)^The answer to: What does it cost.*to send it to France[?]$", PATIENCE)
        texts = [m["content"] for m in floor.model.calls("newer")[1].json["messages"]]
        tap.ok("What does it cost" in texts[-1] and "France" in texts[-1], "and both are asked as one")

        people["taken"].expect("^taken@", PIECE, PATIENCE)
        face = floor_take(floor, bob, "taken")
        tap.ok(floor.hung_up("taken", 2), "an agent takes the conversation: the call is ended")
        floor.model.release("taken")
        bob.send_text(face, "Bob here")
        people["taken"].expect("^taken@", "^Bob here$")

        for name, words, answer in (("bye", "bye", "^Goodbye"), ("human", "a person please", HANDED_OVER)):
            floor.asked(name)
            people[name].send_text(floor.address(name), words)
            people[name].expect("^%s@" % name, answer, PATIENCE)
            tap.ok(floor.hung_up(name), "%s: so it is" % words)
            floor.model.release(name)

        floor.asked("off")
        floor.configure(floor.text().replace('responder = "off"', 'responder = "off"   responder_mode = "off"'))
        floor.desk.reload()
        people["off"].expect("^off@", HANDED_OVER, PATIENCE)
        tap.ok(floor.hung_up("off"), "the responder is switched off: so it is")
        floor.model.release("off")

        for name in crowd:
            people[name].expect("^few@", "^The answer to: I am %s$" % name, PATIENCE)
        tap.is_((len(floor.model.calls("few")), floor.model.most["few"]), (5, 2),
                "no more than max_calls at once, and all in turn")
        said = {name: floor.said(people[name], name) for name in ("newer", "taken", "bye", "human", "off")}
        tap.is_(said["newer"], ["The answer to: What does it cost\n\nto send it to France?"], "who went on is answered once")
        tap.is_(said["taken"], sorted(["Bob here", "Bob is with you now.", endpoint.LONG.strip(), "The answer to: How do you write?"]),
                "nobody talks over the agent")
        tap.is_([len(said[name]) for name in ("bye", "human", "off")], [1, 1, 1], "nor to who has said goodbye")


def floor_take(floor, agent, name):
    """The agent takes the customer's conversation from the responder: the face."""
    number = next(m["conversation"] for m in floor.archive() if m["queue"] == name)
    agent.send_text(floor.address(), "take %d" % number)
    return agent.expect("^%s[.]" % name, r"^▸ Conversation #\d+ is yours", PATIENCE).sender


def restarts(scratch, server):
    """kill -9 and SIGTERM with calls under way: asked again, answered once."""
    with Floor(scratch, server, {"killed": ("waits", ""), "stopped": ("halfway", "")}, links=3) as floor:
        floor.open()
        people = floor.customers_for(["killed", "stopped"])
        people["killed"].send_text(floor.address("killed"), "Where am I?")
        floor.asked("killed")
        floor.desk.kill()
        tap.ok(floor.hung_up("killed"), "kill -9 amid a call")
        floor.desk.start()
        floor.asked("killed", 2)
        floor.model.release("killed")
        tap.ok(people["killed"].expect("^killed@", "^The answer to: Where am I[?]$", PATIENCE), "it is asked again")

        warm_up(floor, people["stopped"], "stopped")
        people["stopped"].send_text(floor.address("stopped"), "And I?")
        people["stopped"].expect("^stopped@", PIECE, PATIENCE)
        tap.is_(floor.desk.stop(), 0, "SIGTERM amid a call: exit status 0")
        tap.ok(floor.hung_up("stopped", 2), "the call is ended")
        floor.model.release("stopped")
        start_with_few_files(floor.desk)
        tap.ok(people["stopped"].expect("^stopped@", "The answer to: And I[?]$", PATIENCE),
               "and asked again after the start")
        tap.is_(floor.said(people["killed"], "killed"), ["The answer to: Where am I?"], "nothing is said twice")
        said = " ".join(text for text in floor.said(people["stopped"], "stopped") if "How do you write" not in text)
        rest = said.replace(endpoint.LONG.strip(), "", 2).replace("The answer to: And I?", "", 1)
        tap.ok(said.count(endpoint.LONG.strip()) == 2 and said.count("The answer to: And I?") == 1 and rest.strip() == "",
               "what was begun is given whole, in however many messages: %s" % said)
        tap.is_([len(floor.model.calls(name)) for name in ("killed", "stopped")], [2, 3],
                "nothing is asked more often")


def start_with_few_files(desk):
    since = desk.log_size()
    desk.spawn(["prlimit", "--nofile=64:2000", desk.binary, "run", "-c", desk.conf], desk.log)
    desk.wait_log(r"\blink up\b", 30, since)
    with open("/proc/%d/limits" % desk.pid) as f:
        tap.like(f.read(), r"Max open files +2000 ", "a thousand calls at once need more files than most shells give")


# ---- https ----


def certificate(scratch):
    """A self-signed one for 127.0.0.1, with its key: two files, the second without the key."""
    both, alone = os.path.join(scratch, "key-and-cert.pem"), os.path.join(scratch, "cert.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", both, "-out", alone],
                   check=True, capture_output=True)
    with open(alone) as f, open(both, "a") as out:
        out.write(f.read())
    return both, alone


def https(scratch, server):
    if not shutil.which("openssl"):
        tap.ok(True, "https # SKIP openssl is not installed")
        return
    both, alone = certificate(scratch)
    with Floor(scratch, server, {"stranger": ("streams", ONCE), "known": ("streams", 'ca_file = "%s"' % alone)},
               certificate=both) as floor:
        bob = floor.agent("bob")
        floor.open()
        people = floor.customers_for(["stranger", "known"])
        for name, customer in people.items():
            customer.send_text(floor.address(name), "Who are you?")
        people["known"].expect("^known@", "^The answer to: Who are you[?]$", PATIENCE)
        tap.ok(True, "https, with a certificate that ca_file knows")
        people["stranger"].expect("^stranger@", HANDED_OVER, PATIENCE)
        tap.like(floor.briefings(bob, ["stranger"])["stranger"],
                 "could not answer: SSL certificate problem: self-signed certificate",
                 "a certificate that nobody knows is refused")
        tap.is_((len(floor.model.calls("stranger")), len(floor.model.calls("known"))), (0, 1),
                "before anything is said to it")


# ---- tools of the administrator ----


def tool_of(url, settings):
    return ('tool "order_status" { description = "The state of an order."   url = "%s/orders/{order}?n={note}"\n'
            '    parameters = {"order: its number", "note: a note"}   %s }\n' % (url, settings))


def tools(scratch, server):
    for name, behaviour, settings, said in (
            ("got", "shop", "", r'^It says: \{"asked": "/got/shop/v1/orders/12%2F3%20%C3%A9", "with": ""\}$'),
            ("posted", "shop", "post = true confirm = false", r'^It says: .*"with": "\{.*order.*12/3 é.*\}"\}$'),
            ("lost", "lost", "", r"^It says: The tool failed: HTTP status 404$"),
            ("large", "shop", "max_bytes = 20", r"^It says: The tool failed: the answer is too large$")):
        with Floor(scratch, server, {"uses": ("uses", 'use = {"order_status"}')}) as floor:
            settings += ' key_file = "%s"' % floor.key_file
            with open(floor.desk.conf, "a") as f:
                f.write(tool_of(floor.model.url(behaviour, name), settings))
            floor.open()
            jane = floor.customers_for(["jane"])["jane"]
            jane.send_text(floor.address("uses"), "Where is my order?")
            tap.ok(jane.expect("^uses@", said, PATIENCE), "%s: the model is told what the tool has" % name)
            call = floor.model.calls(name)[0]
            tap.is_((call.method, call.headers.get("authorization")), ("POST" if "post" in settings else "GET", "Bearer " + KEY),
                    "%s: how it was asked" % name)
            tap.is_(len(floor.model.calls("uses")), 2, "%s: the model is asked twice" % name)


def grounded(scratch, server):
    """A figure that is in no text of the company is read by the agent alone."""
    facts = 'grounded = true   instructions = "We take shoes back within 14 days."'
    with Floor(scratch, server, {"told": ("streams", facts), "made-up": ("streams", facts)}) as floor:
        floor.model.say("told", "You have fourteen days.")
        floor.model.say("made-up", "You have 14 weeks.")
        floor.open()
        bob = floor.agent("bob")
        people = floor.customers_for(["told", "made-up"])
        for name, customer in people.items():
            customer.send_text(floor.address(name), "How long?")
        people["told"].expect("^told@", "^You have fourteen days[.]$", PATIENCE)
        people["made-up"].expect("^made-up@", HANDED_OVER, PATIENCE)
        tap.like(floor.briefings(bob, ["made-up"])["made-up"],
                 r'draft that was not sent \(nothing says "14 weeks"\): You have 14 weeks[.]', "the agent has the draft")
        tap.is_([t for t in floor.said(people["made-up"], "made-up") if "week" in t], [], "and the customer has not")


SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def signed_tools(scratch, server):
    """Who asks is told by the desk, and the service can verify that the desk has told it."""
    with Floor(scratch, server, {"uses": ("uses", 'use = {"order_status"}')}) as floor:
        secret_file = os.path.join(floor.desk.dir, "tool-secret")
        write_file(secret_file, SECRET + "\n")
        with open(floor.desk.conf, "a") as f:
            f.write('''tool "order_status" { description = "x"   url = "%s/orders/{order}?q={desk.queue}"   post = true   confirm = false   secret_file = "%s"
                    parameters = {"order: its number", "customer: {desk.customer}"}   headers = {"X-Customer: {desk.customer}"} }\n'''
                    % (floor.model.url("shop", "signed"), secret_file))
        floor.open()
        jane = floor.customers_for(["jane"])["jane"]
        jane.send_text(floor.address("uses"), "Where is the order of bob@localhost?")
        jane.expect("^uses@", "^It says: ", PATIENCE)
        call = floor.model.calls("signed")[0]
        bare = jane.bare
        tap.is_((call.path.rpartition("?")[2], call.headers["x-customer"], call.json),
                ("q=uses", bare, {"order": "12/3 é", "customer": bare}), "signed: the desk tells who asks")
        tap.ok(endpoint.verified(call, SECRET), "signed: the service verifies it")
        tap.ok(not endpoint.verified(call, "whsec_" + "A" * 32), "signed: by no other secret")
        call.body = call.body.replace("jane", "john")
        tap.ok(not endpoint.verified(call, SECRET), "signed: and not if somebody else's name is in it")
        write_file(secret_file, "hunter2\n")
        status, out, err = floor.desk.cli("check")
        tap.is_((status, "hunter2" in out + err), (2, False), "signed: a bad secret is refused, and not shown")
        tap.like(out + err, "not a secret of Standard Webhooks", "signed: and the mistake is named")


# ---- vectors of the knowledge ----

TEXTS = ("# Shop\n## Price of a sofa\nA sofa costs 400 euros.\n## Returns\nYou may return goods within 30 days.\n## Shipping\n"
         "We ship within 3 days by courier.\n## Opening hours\nOpen monday to friday nine to six.\n## Payment by invoice\n"
         "Companies may pay by invoice.\n## Repair of chairs\nWe repair chairs in our workshop.\n")


def meanings(scratch, server):
    """A customer asks in other words than the texts have; then the service for embeddings is slow, and then it fails."""
    with vectors.Vectors() as service, Floor(scratch, server, {}) as floor:
        texts = os.path.join(floor.desk.dir, "texts")
        os.mkdir(texts)
        write_file(os.path.join(texts, "shop.md"), TEXTS)
        with open(floor.desk.conf, "a") as f:
            f.write('queue "shop" { title = "Shop"   agents = {"bob@localhost"}   responder = "faq" }\n'
                    'responder "faq" { type = "faq"   knowledge = "%s"   debounce = "100ms"   embeddings = "%s"   embeddings_model = "t"\n'
                    '    embeddings_key_file = "%s" }\n' % (texts, service.url(), floor.key_file))
        floor.open()
        wait_until("vectors of all texts", PATIENCE, lambda: "vectors of 6 of 6 passages by t" in floor.desk.cli("status")[1])
        tap.is_(service.calls[0][2].get("Authorization"), "Bearer " + KEY, "the daemon has vectors made, with the key")
        jane = floor.customers_for(["jane"])["jane"]
        jane.send_text(floor.address("shop"), "What does the couch cost?")
        tap.ok(jane.expect("^shop@", "1. Price of a sofa", PATIENCE), "a couch is a sofa")
        tap.is_(service.calls[-1][1]["input"], ["What does the couch cost?"], "the question was sent, and nothing else")
        service.behave("never")
        begin = time.monotonic()
        jane.send_text(floor.address("shop"), "When may I return goods?")
        jane.expect("^shop@", "within 30 days", PATIENCE)
        tap.ok(time.monotonic() - begin >= 1, "a slow service: the answer comes after embeddings_timeout")
        service.behave("null")
        jane.send_text(floor.address("shop"), "How do you ship?")
        tap.ok(jane.expect("^shop@", "by courier", PATIENCE), "a broken one: the words find it")
        log = floor.desk.log_text()
        tap.ok("within embeddings_timeout; the answer is found by the words alone" in log and "not a number; the answer" in log,
               "both are logged")


PARTS = (every_endpoint, thoughts, under_way, restarts, tools, signed_tools, grounded, meanings, https)

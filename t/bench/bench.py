#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark behind `make bench`: prints one table and compares it with the goals. It never fails because of a figure.

Environment: FRONTDESK, the program (./frontdesk); BENCH_BIN, where server, echo, load, route and ask were built
(t/bench); BENCH_QUICK=1, a smoke run of a minute whose figures mean little; BENCH_ONLY="relay server memory model
knowledge sealed", some of the parts.

What is compared runs in turns, in one run, and each ratio is the median of the ratios of the turns: other work on the
machine then spoils both sides alike. Absolute figures are this machine's, on this day.
"""

import os
import platform
import re
import select
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.dont_write_bytecode = True  # the source tree may be read-only, and is not ours to litter
sys.path.insert(0, os.path.join(TOP, "t", "server"))

import passages  # noqa: E402
import servers  # noqa: E402
from servers import Process, Trouble  # noqa: E402

BIN = os.path.abspath(os.environ.get("BENCH_BIN") or HERE)
QUICK = os.environ.get("BENCH_QUICK") == "1"
PARTS = (os.environ.get("BENCH_ONLY") or "relay server memory model knowledge sealed").split()

ROUNDS = 1 if QUICK else 3
MESSAGES_SEALED = 100 if QUICK else 1000
PAIRS = 1 if QUICK else 4        # frontdesk and the echo through one server, in turns
# When a busy machine makes it slow, parts end with fewer rounds, so many seconds after the beginning, and say so.
BUDGET = {"relay": 150, "prosody": 240, "ejabberd": 330, "memory": 420, "model": 600}
RELAY_SECONDS = 1 if QUICK else 3
HALF_SECONDS = 1 if QUICK else 2
SERVER_SECONDS = 2 if QUICK else 5
SERVER_HALF_SECONDS = 1 if QUICK else 3
WAITING = (10, 1000, 10000) if QUICK else (10, 1000, 10000, 100000)
DECISIONS = 50 if QUICK else 200
OPEN = 1000 if QUICK else 10000
CALLS = 50 if QUICK else 500     # to a language model, under way at once
CALL_SECONDS = (2, 4) if QUICK else (5, 15)
SLICES, SLICE_SECONDS = (2, 1) if QUICK else (20, 3)
BESIDE_RATE = 1000               # messages a second, beside the calls
PASSAGES = (100, 1000) if QUICK else (100, 1000, 100000)
QUESTIONS = 100 if QUICK else 500

CUSTOMERS, AGENTS, CHATS = 100, 25, 4   # a desk of 25 people, all busy
WINDOW = 1000                           # messages on their way to the fake server and back
EACH = 1                                # round trips on their way for each customer on a real server
BYTES = 100                             # of text in a message
DOMAIN = servers.COMPONENT

LIMITS = """
max_waiting = 1000000
flood_messages = 10000
flood_period = "1s"
agent_first_reply = "off"
offline_grace = "1h"
offer_timeout = "1h"
"""


def desk_text(agents, chats):
    names = ["agent%d@localhost" % n for n in range(agents)]
    return (LIMITS + "max_chats = %d\n" % chats + "".join('agent "%s" { }\n' % name for name in names)
            + 'queue "desk" { agents = {%s} }\n' % ", ".join('"%s"' % name for name in names))


class Talker(Process):
    """A program that obeys lines on its standard input, each answered by one line."""

    def __init__(self, *argv):
        super().__init__()
        self.child = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *argv], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
        self.name = os.path.basename(argv[0])

    def read(self, seconds):
        """The words of the next line, and its name=number pairs."""
        if not select.select([self.child.stdout], [], [], seconds)[0]:
            raise Trouble("%s says nothing for %g s" % (self.name, seconds))
        line = self.child.stdout.readline()
        if not line:
            self.child.wait(10)
            raise Trouble("%s: %s" % (self.name, self.child.stderr.read().strip() or "ended"))
        pairs = (word.split("=") for word in line.split() if "=" in word)
        return line.split(), {name: float(value) for name, value in pairs}

    def tell(self, line):
        try:
            self.child.stdin.write(line + "\n")
        except BrokenPipeError:
            pass  # read() says why

    def ask(self, line, seconds=120):
        self.tell(line)
        return self.read(seconds)[1]

    def end(self):
        """Its standard input ends, and so does it."""
        if self.child:
            for pipe in (self.child.stdin, self.child.stdout, self.child.stderr):
                pipe.close()
            if self.wait(30) != 0:
                raise Trouble("%s ended with status %d" % (self.name, self.child.returncode))
            self.child = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()


class Plain(Process):
    """A component of the baseline."""

    def __init__(self, scratch, *argv):
        super().__init__()
        self.spawn(list(argv), os.path.join(scratch, "component.log"))


def program(name):
    return os.path.join(BIN, name)


def progress(text):
    print("  … " + text, file=sys.stderr, flush=True)


BEGIN = time.monotonic()


def rounds(part, most):
    """0, 1, … as long as there is time, at least one."""
    for n in range(most):
        if n and time.monotonic() - BEGIN > BUDGET[part]:
            progress("out of time: %d rounds of %d" % (n, most))
            return
        yield n


def median(values):
    return statistics.median(values)


def make_store(directory):
    """A store as frontdesk makes it, with a conversation for each customer; its path."""
    desk = start_desk(directory, 1)

    def made():
        if not desk.running():
            raise Trouble("frontdesk made no store: " + desk.log_text())
        try:
            db = sqlite3.connect("file:%s?mode=ro" % desk.store, uri=True)
            version = db.execute("PRAGMA user_version").fetchone()[0]
            db.close()
        except sqlite3.Error:
            version = 0
        return version and os.path.exists(desk.store + "-wal") and desk.log_size()

    servers.wait_until("the store is made", 20, made)
    desk.stop()
    db = sqlite3.connect(desk.store)
    for n in range(AGENTS):
        db.execute("INSERT INTO agent (id, jid) VALUES (?, ?)", (n + 1, "agent%d@localhost" % n))
    for n in range(CUSTOMERS):
        db.execute("INSERT INTO customer (id, jid, since_ms) VALUES (?, ?, 0)", (n + 1, "customer%d@localhost" % n))
        db.execute("INSERT INTO face (id, customer, queue, localpart, name, since_ms) VALUES (?, ?, 'desk', ?, ?, 0)",
                   (n + 1, n + 1, "customer%d.abcd" % n, "customer%d" % n))
        db.execute("INSERT INTO conversation (id, face, queue, state, agent, opened_ms, queued_ms, customer_ms) "
                   "VALUES (?, ?, 'desk', 'active', ?, 0, 0, 0)", (n + 1, n + 1, n % AGENTS + 1))
    db.commit()
    db.close()
    return desk.store


# ---- (a) relays alone ----


class Contender:
    """kind: what the fake server plays; start(dir, port) gives a running process."""

    def __init__(self, name, kind, start):
        self.name, self.kind, self.start = name, kind, start
        self.runs = []

    def figures(self, key):
        return [run[key] for run in self.runs]


def start_echo(directory, port):
    return Plain(directory, program("echo"), str(port), DOMAIN, "bench")


def start_echo_rows(directory, port):
    return Plain(directory, program("echo"), str(port), DOMAIN, "bench", make_store(directory))


def python_with_slixmpp():
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import slixmpp"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return python
    return None


def start_slixmpp(directory, port, *store):
    return Plain(directory, python_with_slixmpp(), os.path.join(HERE, "slix.py"), str(port), DOMAIN, "bench", *store)


def start_slixmpp_rows(directory, port):
    return start_slixmpp(directory, port, os.path.join(directory, "slixmpp.db"))


def start_desk(directory, port, agents=AGENTS, chats=CHATS):
    desk = servers.Desk(directory, None, desk_text(agents, chats), (DOMAIN, "127.0.0.1:%d" % port, "bench"),
                        level="warn")
    desk.launch()
    return desk


def fake_server(kind, customers, agents):
    talker = Talker(program("server"), kind, DOMAIN, "desk@" + DOMAIN, str(customers), str(agents), str(BYTES))
    port = int(talker.read(10)[0][1])
    return talker, port


def relay_once(scratch, contender):
    directory = os.path.join(scratch, "relay")
    os.makedirs(directory)
    server, port = fake_server(contender.kind, CUSTOMERS, AGENTS if contender.kind == "desk" else 0)
    with server:
        component = contender.start(directory, port)
        try:
            server.ask("wait %d" % component.pid)
            if contender.kind == "desk":
                server.ask("open")
            server.ask("relay 1000 %d 0" % WINDOW)
            speed = server.ask("relay 4000 %d 0" % WINDOW)["per_second"]
            messages = max(1000, int(speed * RELAY_SECONDS))
            run = server.ask("relay %d %d 0" % (messages, WINDOW))
            run["cpu"] *= 100000 / messages
            half = run["per_second"] / 2
            paced = server.ask("relay %d %d %f" % (max(500, half * HALF_SECONDS), WINDOW, half))
            run["p50"], run["p99"] = paced["p50_us"] / 1000, paced["p99_us"] / 1000
            if contender.kind == "desk":
                run["trips"] = server.ask("trips %d %d 0" % (messages / 2, WINDOW))["per_second"]
        finally:
            component.kill()
    shutil.rmtree(directory)
    contender.runs.append(run)


def bench_relay(scratch, table):
    contenders = [
        Contender("bare expat echo", "echo", start_echo),
        Contender("bare echo + the same rows", "echo", start_echo_rows),
        Contender("frontdesk", "desk", start_desk),
    ]
    echo, rows, desk = contenders
    slixmpp = None
    if python_with_slixmpp():
        slixmpp = Contender("slixmpp echo + one row", "echo", start_slixmpp_rows)
        contenders += [Contender("slixmpp echo", "echo", start_slixmpp), slixmpp]
    else:
        table.note("slixmpp is not installed: nothing to compare with")
    for turn in rounds("relay", ROUNDS):
        for contender in contenders:
            progress("relay %d/%d: %s" % (turn + 1, ROUNDS, contender.name))
            relay_once(scratch, contender)
    table.head("(a) one message in, one out, on a fake server; %d customers, %d agents, %d on their way, median of %d"
               % (CUSTOMERS, AGENTS, WINDOW, len(desk.runs)),
               ("component", "messages/s", "CPU s/100k", "half load p50 ms", "p99 ms"))
    for c in contenders:
        table.row(c.name, "%.0f" % median(c.figures("per_second")), "%.2f" % median(c.figures("cpu")),
                  "%.2f" % median(c.figures("p50")), "%.2f" % median(c.figures("p99")))

    def ratio(other):
        return median([a / b for a, b in zip(desk.figures("per_second"), other.figures("per_second"))])

    if slixmpp:
        table.goal("frontdesk / slixmpp with one row", ratio(slixmpp), ">=", 10, "%.1f")
    table.goal("frontdesk / bare echo with the same rows", ratio(rows), ">=", 0.5, "%.2f")
    table.figure("frontdesk / bare echo without a store", "%.2f" % ratio(echo))
    table.figure("frontdesk there and back, round trips/s", "%.0f" % median(desk.figures("trips")))


# ---- (b) through a real server ----


def family(pid):
    """A process and all below it: ejabberd has helpers."""
    children = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % entry) as f:
                parent = int(f.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(entry))
    found = [pid]
    for member in found:
        found += children.get(member, [])
    return ",".join(str(member) for member in found[:16])


class EchoDesk(Process):
    """The bare echo that plays the desk on a real server."""

    def __init__(self, scratch, server):
        super().__init__()
        self.log = os.path.join(scratch, "echo.log")
        self.argv = [program("echo"), str(server.component_port), DOMAIN, server.secret, "-", str(AGENTS)]

    def start(self):
        """The server may still hold the connection of the component before."""
        for _ in range(20):
            open(self.log, "w").close()
            self.spawn(self.argv, self.log)
            try:
                return servers.wait_until("the echo is up", 5, self.is_up)
            except Trouble as e:
                trouble = e
                self.kill()
                time.sleep(0.5)
        raise trouble

    def is_up(self):
        with open(self.log) as f:
            text = f.read()
        if not self.running():
            raise Trouble("echo: " + text)
        return "up" in text.split()

    def stop(self):
        self.kill()


def through_server(server, component, rate):
    """Logs everybody in, opens the conversations, and runs: as fast as it goes, and at a rate (0: half of that)."""
    with Talker(program("load"), str(server.c2s_port), "desk@" + DOMAIN, str(CUSTOMERS), str(AGENTS), str(BYTES),
                str(component.pid), family(server.pid)) as load:
        load.read(60)
        load.ask("open")
        run = load.ask("run %g %d 0" % (SERVER_SECONDS, EACH))
        half = load.ask("run %g %d %f" % (SERVER_HALF_SECONDS, EACH, rate or run["per_second"] / 2))
        load.end()
    messages = 2 * run["trips"]
    return {"per_second": run["per_second"], "component": run["component_cpu"] * 100000 / messages,
            "server": run["server_cpu"] * 100000 / messages, "p50": half["p50_us"] / 1000,
            "p99": half["p99_us"] / 1000}


def bench_one_server(scratch, name):
    """(runs of the echo, runs of frontdesk), in pairs."""
    echo_runs, desk_runs = [], []
    server = servers.SERVERS[name](scratch)
    server.level = "error"
    server.configure()
    with server:
        for n in range(CUSTOMERS):
            server.register("customer%d" % n)
        for n in range(AGENTS):
            server.register("agent%d" % n)
        desk = servers.Desk(scratch, server, desk_text(AGENTS, CHATS), level="info")
        rate = 0
        for pair in rounds(name, PAIRS):
            # One at a time: on ejabberd, components that share a listener get each other's messages.
            turns = [(EchoDesk(scratch, server), echo_runs), (desk, desk_runs)]
            for component, runs in turns if pair % 2 == 0 else reversed(turns):
                progress("%s %d/%d: %s" % (name, pair + 1, PAIRS, type(component).__name__))
                with component:
                    runs.append(through_server(server, component, rate))
                    rate = rate or runs[0]["per_second"] / 2
    return echo_runs, desk_runs


def bench_server(scratch, table):
    table.head("(b) round trips customer-desk-agent-desk-customer (4 stanzas through component and server) on real servers,\n"
               "    %d customers, %d agents, closed loop, median of the pairs; half load: the same rate for both"
               % (CUSTOMERS, AGENTS),
               ("server and component", "pairs", "round trips/s", "CPU s/100k: comp.", "server", "half load p50 ms", "p99 ms"))
    goals = []
    for name in ("prosody", "ejabberd"):
        missing = servers.have("prosody" if name == "prosody" else "ejabberdctl")
        if missing:
            table.note("%s is not installed" % name)
            continue
        echo, desk = bench_one_server(scratch, name)
        for who, runs in (("bare echo", echo), ("frontdesk", desk)):
            def mid(key, runs=runs):
                return median([run[key] for run in runs])
            table.row("%s, %s" % (name, who), "%d" % len(runs), "%.0f" % mid("per_second"), "%.2f" % mid("component"),
                      "%.1f" % mid("server"), "%.2f" % mid("p50"), "%.2f" % mid("p99"))
        goals.append((name, median([d["per_second"] / e["per_second"] for d, e in zip(desk, echo)]),
                      median([100 * d["component"] / d["server"] for d in desk])))
    for name, throughput, share in goals:
        table.goal("%s: throughput of frontdesk / bare echo" % name, throughput, ">=", 0.97, "%.3f")
        table.goal("%s: component's CPU in %% of the server's" % name, share, "<", 10, "%.1f")


# ---- (c) memory and routing ----


def memory_once(scratch, customers, agents):
    """(peak MiB, seconds until all were in line or served)"""
    directory = os.path.join(scratch, "memory")
    os.makedirs(directory)
    server, port = fake_server("desk", customers, agents)
    with server:
        desk = start_desk(directory, port, max(agents, 1), 1000)
        try:
            server.ask("wait %d" % desk.pid)
            seconds = server.ask("open", 600)["seconds"]
            if agents:
                server.ask("relay %d %d 0" % (2 * customers, WINDOW))
            time.sleep(2)  # the full-text index begins to catch up: that is part of the peak
            peak = desk.memory("VmHWM") / 2 ** 20
        finally:
            desk.kill()
    shutil.rmtree(directory)
    return peak, seconds


def open_route(scratch, waiting):
    directory = os.path.join(scratch, "route-%d" % waiting)
    os.makedirs(directory)
    desk = servers.Desk(directory, None, desk_text(1, 1), (DOMAIN, "127.0.0.1:1", "bench"), level="warn")
    return Talker(program("route"), desk.conf, str(waiting))


def bench_routing(scratch):
    """{waiting: microseconds of each round}; all lines are open at once and decide in turns."""
    lines = {waiting: open_route(scratch, waiting) for waiting in WAITING}
    times = {waiting: [] for waiting in WAITING}
    for waiting, line in lines.items():
        progress("filling a line with %d customers" % waiting)
        line.read(300)
    for _ in range(ROUNDS):
        for waiting, line in lines.items():
            times[waiting].append(line.ask("decide %d" % DECISIONS)["p50_us"])
    for line in lines.values():
        line.end()
    return times


def bench_memory(scratch, table):
    times = bench_routing(scratch)
    table.head("(c) a line of waiting customers; one decision: an agent becomes available, an offer is made, without the\n"
               "    commit; medians",
               ("customers", "peak MiB", "one decision us", "until all were in, s"))
    progress("memory with %d being served" % OPEN)
    served = [memory_once(scratch, OPEN, OPEN // 1000) for _ in rounds("memory", ROUNDS)]
    table.row("%d being served" % OPEN, "%.1f" % median([r[0] for r in served]), "", "%.1f" % median([r[1] for r in served]))
    for waiting in WAITING:
        progress("memory with %d waiting" % waiting)
        runs = [memory_once(scratch, waiting, 0) for _ in rounds("memory", ROUNDS)]
        table.row("%d waiting" % waiting, "%.1f" % median([r[0] for r in runs]), "%.0f" % median(times[waiting]),
                  "%.1f" % median([r[1] for r in runs]))
    most, least = WAITING[-1], WAITING[0]
    table.goal("decision with %d waiting / with %d" % (most, least),
               median([b / a for a, b in zip(times[least], times[most])]), "<=", 1.5, "%.2f")
    table.goal("peak MiB with %d open conversations" % OPEN, median([r[0] for r in served]), "<", 24, "%.1f")


# ---- (f) encrypted messages ----

def bench_sealed(scratch, table):
    confs = []
    for off in ("", 'omemo = "off" '):
        directory = os.path.join(scratch, "sealed-off" if off else "sealed")
        os.makedirs(directory)
        text = desk_text(1, 100).replace("{ }", "{ %s}" % off).replace('queue "desk" { ', 'queue "desk" { ' + off)
        confs.append(servers.Desk(directory, None, text, (DOMAIN, "127.0.0.1:1", "bench"), level="warn").conf)
    talker = Talker(program("sealed"), *confs)
    talker.read(30)
    both = [talker.ask("plain %d" % MESSAGES_SEALED) for _ in rounds("sealed", ROUNDS)]
    runs = [talker.ask("sealed %d" % MESSAGES_SEALED) for _ in rounds("sealed", ROUNDS)]
    talker.end()
    table.head("(f) messages with OMEMO: CPU time of the step and the commit, medians, in turns", ("messages", "us"))
    for of, name, what in ((both, "on_us", "plain"), (both, "off_us", "plain, OMEMO is switched off"),
                           (runs, "plain_us", "plain, among encrypted ones"), (runs, "decrypted_us", "encrypted"),
                           (runs, "answered_us", "to a customer, plain"), (runs, "encrypted_us", "to a customer, encrypted")):
        table.row(what, "%.0f" % median([run[name] for run in of]))
    table.figure("encrypted / plain message of a customer",
                 "%.2f" % median([run["decrypted_us"] / run["plain_us"] for run in runs]))
    table.figure("encrypted / plain message to a customer",
                 "%.2f" % median([run["encrypted_us"] / run["answered_us"] for run in runs]))
    table.goal("plain message with OMEMO / without", median([run["on_us"] / run["off_us"] for run in both]), "<=", 1.02,
               "%.3f")


# ---- (d) calls to a language model under way ----

MODEL = """
queue "ai" { agents = {"agent0@localhost"}   responder = "model" }
responder "model" {
    type = "openai"   url = "%s"   model = "small"   max_calls = 1000   debounce = "off"
    max_turns = 1000   context_tokens = 500   tokens_conversation = 0   tokens_customer = 0
}
"""


def start_endpoint():
    """Answers after some seconds, each after others; its process and the URL."""
    endpoint = Talker("/usr/bin/python3", os.path.join(TOP, "t", "server", "endpoint.py"))
    return endpoint, "http://127.0.0.1:%s/bench/after-%d-%d/v1" % (endpoint.read(10)[0][1], *CALL_SECONDS)


def until(endpoint, what, condition):
    """… the endpoint's figures are so."""
    servers.wait_until(what, 4 * CALL_SECONDS[1], lambda: condition(endpoint.ask("figures")), every=0.2)


def desk_beside(scratch, name, url):
    """A desk at work on a fake server: (fake server, desk)."""
    directory = os.path.join(scratch, name)
    os.makedirs(directory)
    server, port = fake_server("desk", CUSTOMERS, AGENTS)
    desk = servers.Desk(directory, None, desk_text(AGENTS, CHATS) + MODEL % url,
                        (DOMAIN, "127.0.0.1:%d" % port, "bench"), level="warn")
    desk.launch()
    server.ask("wait %d" % desk.pid)
    server.ask("open")
    server.ask("relay 1000 %d 0" % WINDOW)
    return server, desk


def relay_at_once(plain, busy, rate):
    """[(p99 in ms of the one, of the other)] of slices of a relay by both, so that the machine is the same to both."""
    line = "relay %d %d %f" % (rate * SLICE_SECONDS, WINDOW, rate)
    runs = []
    for _ in rounds("model", SLICES):
        for server in (plain, busy):
            server.tell(line)
        runs.append(tuple(server.read(60)[1]["p99_us"] / 1000 for server in (plain, busy)))
    return runs


def bench_model(scratch, table):
    endpoint, url = start_endpoint()
    (plain, plain_desk), (busy, busy_desk) = (desk_beside(scratch, name, url) for name in ("plain", "busy"))
    try:
        rate = BESIDE_RATE
        busy.ask("calls %d ai@%s" % (CALLS, DOMAIN))
        until(endpoint, "half of the calls were answered, and others came", lambda f: f["asked"] >= 1.5 * CALLS)
        progress("model: relaying without and with calls")
        before, begin = endpoint.ask("figures")["asked"], time.monotonic()
        runs = relay_at_once(plain, busy, rate)
        figures, seconds = endpoint.ask("figures"), time.monotonic() - begin
        memory = [desk.memory("VmHWM") / 2 ** 20 for desk in (plain_desk, busy_desk)]
    finally:
        for process in (plain_desk, busy_desk, plain, busy, endpoint):
            process.kill()
    answers = (figures["asked"] - before) / seconds
    table.head("(d) %.0f messages a second relayed on fake servers, by a desk without calls to a language model and by\n"
               "    one with them, at the same time; a call takes %d to %d s; median of %d slices of %d s"
               % (rate, *CALL_SECONDS, len(runs), SLICE_SECONDS), ("calls under way", "p99 ms", "answers/s", "peak MiB"))
    table.row("none", "%.2f" % median([r[0] for r in runs]), "", "%.1f" % memory[0])
    table.row("%.0f" % figures["open"], "%.2f" % median([r[1] for r in runs]), "%.0f" % answers, "%.1f" % memory[1])
    table.goal("p99 with %d calls under way / with none" % CALLS, median([b / a for a, b in runs]), "<=", 1.2, "%.2f")


# ---- (e) answers from knowledge ----


def ask_of(scratch, n):
    """(what the program said of reading n passages, of answering)"""
    directory = os.path.join(scratch, "knowledge-%d" % n)
    os.makedirs(directory)
    texts = passages.Passages(os.path.join(directory, "texts"), n)
    questions = os.path.join(directory, "questions")
    servers.write_file(questions, "".join(texts.question(i) + "\n" for i in range(QUESTIONS)))
    responder = 'responder "faq" { type = "faq"   knowledge = "%s/texts" }\n' % directory
    desk = servers.Desk(directory, None, desk_text(1, 1) + responder, (DOMAIN, "127.0.0.1:1", "bench"), level="warn")
    progress("reading %d passages" % n)
    with Talker(program("ask"), desk.conf, questions) as asker:
        read = asker.read(600)[1]
        asked = asker.ask("ask %d" % QUESTIONS)
        progress("making vectors for %d passages" % n)
        made = asker.ask("vectors", 600)
        near = asker.ask("near %d" % (QUESTIONS // 10 or 1), 600)
        asker.end()
    shutil.rmtree(directory)
    return read, asked, made, near


def bench_knowledge(scratch, table):
    table.head("(e) knowledge_ask(), CPU time; %d questions, of which a fifth are about something else" % QUESTIONS,
               ("passages", "read in s", "its longest step ms", "answer p50 ms", "p99 ms"))
    rows = []
    for n in PASSAGES:
        read, asked, made, near = ask_of(scratch, n)
        rows.append((n, made, near))
        p50, p99 = asked["p50_us"] / 1000, asked["p99_us"] / 1000
        table.row("%d" % read["passages"], "%.1f" % read["seconds"], "%.0f" % read["longest_ms"], "%.2f" % p50, "%.2f" % p99)
    table.goal("an answer from %d passages, p50 ms" % n, p50, "<", 50, "%.1f")
    table.goal("an answer from %d passages, p99 ms" % n, p99, "<", 50, "%.1f")
    table.head("    the same with vectors of 768 components, all of which are compared", (
        "passages", "made in s", "longest step ms", "answer p50 ms", "p99 ms", "longest slice ms"))
    for n, made, near in rows:
        table.row("%d" % made["made"], "%.1f" % made["seconds"], "%.1f" % made["longest_ms"], "%.2f" % (near["p50_us"] / 1000),
                  "%.2f" % (near["p99_us"] / 1000), "%.1f" % near["slice_ms"])
    table.note("an answer from %d passages with vectors costs %.1f times one from %d"
               % (rows[-1][0], rows[-1][2]["p50_us"] / rows[-2][2]["p50_us"], rows[-2][0]))
    table.goal("a slice of the vectors of %d passages, ms" % n, near["slice_ms"], "<", 50, "%.1f")


# ---- the table ----


class Table:
    def __init__(self):
        self.goals = []

    def head(self, title, columns):
        print("\n" + title)
        self.widths = [max(28, len(columns[0]))] + [max(8, len(c)) for c in columns[1:]]
        self.row(*columns)

    def row(self, *cells):
        print("  " + cells[0].ljust(self.widths[0]) + "".join(
            "  " + cell.rjust(width) for cell, width in zip(cells[1:], self.widths[1:])), flush=True)

    def note(self, text):
        print("  (%s)" % text, flush=True)

    def figure(self, what, value):
        self.goals.append((what, value, "", ""))

    def goal(self, what, value, sign, limit, form):
        met = {">=": value >= limit, "<=": value <= limit, "<": value < limit}[sign]
        self.goals.append((what, form % value, "%s %g" % (sign, limit), "met" if met else "NOT MET"))

    def end(self):
        print("\nRatios and goals")
        for what, value, limit, verdict in self.goals:
            print("  %-48s %8s  %-8s %s" % (what, value, limit, verdict))


def machine(scratch):
    with open("/proc/cpuinfo") as f:
        model = re.search(r"model name\s*:\s*(.*)", f.read())
    kind = subprocess.run(["stat", "-f", "-c", "%T", scratch], capture_output=True, text=True, check=False).stdout.strip()
    text = "%d cores (%s), Linux %s, store on %s, load %.1f when it began" % (
        os.cpu_count(), model.group(1) if model else platform.machine(), platform.release(), kind, os.getloadavg()[0])
    if kind in ("tmpfs", "ramfs"):
        text += "\nNo disk: commits cost nothing here. Set TMPDIR to a directory on a disk."
    return text


def main():
    parts = {"relay": bench_relay, "server": bench_server, "memory": bench_memory, "model": bench_model,
             "knowledge": bench_knowledge, "sealed": bench_sealed}
    wanted = [os.environ.get("FRONTDESK") or "frontdesk"]
    wanted += [program(name) for name in ("server", "echo", "load", "route", "ask", "sealed")]
    missing = [path for path in wanted if not os.access(path, os.X_OK)]
    if missing:
        sys.exit("bench: not there: %s; `make bench` builds them" % ", ".join(missing))
    table = Table()
    with servers.Scratch() as scratch:
        print("frontdesk benchmark%s\n%s" % (" (QUICK: figures mean little)" if QUICK else "", machine(scratch)), flush=True)
        for part in PARTS:
            try:
                parts[part](scratch, table)
            except (Trouble, OSError, subprocess.SubprocessError) as e:
                table.note("%s: %s" % (part, e))
                table.figure(part, "failed")
    table.end()
    print("Ratios travel between machines, absolute figures do not. %.0f s." % (time.monotonic() - BEGIN))
    if any(value == "failed" for _, value, _, _ in table.goals):
        sys.exit(1)


if __name__ == "__main__":
    main()

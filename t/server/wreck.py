# SPDX-License-Identifier: GPL-3.0-or-later
"""What torture.py breaks: a world of one desk, one server, the wire between them, the disk below and a crowd; and the
table of what can befall it. Each fault does its harm and mends it again; what flows afterwards is the desk's affair."""

import os
import random
import re
import sqlite3
import time

from crowd import Crowd
from damage import Disk
from proxy import Proxy
from servers import COMPONENT, Desk, Trouble, wait_until

CONF = """
agent_first_reply = "off"   offline_grace = "1h"   offer_timeout = "1h"   max_chats = 1000
flood_messages = 10000   flood_period = "1s"
%s
queue "sales" { title = "Sales"   agents = {%s} }
"""


class World:
    """One desk beside one server, the wire between them, the disk below, and the crowd."""

    def __init__(self, scratch, server, rng, mounts, customers, agents, every, sealer=None):
        self.scratch, self.server, self.rng = scratch, server, rng
        names = ["agent%d@%s" % (n, server.domain) for n in range(agents)]
        self.proxy = Proxy(server.component_port, lambda ids: self.crowd.ledger.wrote(ids))
        self.desk = Desk(scratch, server, "", level="info",
                         component=(server.component, "127.0.0.1:%d" % self.proxy.port, server.secret))
        self.disk = Disk(os.path.join(self.desk.dir, "disk"), mounts)
        self.desk.store_text = "min_free = 0"  # else new words are refused before anything fails
        self.desk.store = os.path.join(self.disk.path, "frontdesk.db")
        self.desk.configure(CONF % ("\n".join('agent "%s" { }' % name for name in names),
                                    ", ".join('"%s"' % name for name in names)))
        self.crowd = Crowd(server, "sales@" + COMPONENT, random.Random(rng.random()), customers, agents, every,
                           sealer, lambda text: self.complaints.append(text))
        self.complaints = []

    def expect(self, cond, complaint):
        if not cond:
            self.complaints.append(complaint)

    def open(self):
        self.desk.start()
        self.crowd.come()
        wait_until("the agents are available", 30, lambda: all(
            agent["state"] == "available" for agent in self.desk.cli_json("status")["agents"]), every=0.2)
        self.crowd.talking = True
        self.crowd.mark()
        wait_until("every customer is served", 60, self.crowd.flowing)

    def ends_with_an_error(self, pattern, what):
        """The desk gives up by itself: status 1 and a sentence that says why."""
        since = self.desk.log_size()
        try:
            status = self.desk.wait(60)
        except Trouble:
            self.complaints.append("%s: frontdesk goes on" % what)
            self.desk.kill()
            return
        text = self.desk.log_text(max(0, since - 4096))
        self.expect(status == 1, "%s: exit status %s, not 1" % (what, status))
        self.expect(re.search(pattern, text), "%s: the log says no /%s/:\n%s" % (what, pattern, text[-1500:]))

    def close(self):
        self.crowd.leave()
        self.desk.kill()
        self.proxy.__exit__()
        self.disk.close()


# ---- what can break: each does it and mends it again ----

def kill_desk(w):
    w.desk.kill()
    w.desk.launch()


def server_away(w, end):
    """The desk comes back before the people do, or after them. At ejabberd it has to wait: what comes there for somebody
    who is just logging in may be stored, and given to them after newer messages."""
    w.proxy.refusing = w.server.name == "ejabberd" or w.rng.random() < 0.5
    end()
    w.server.start()
    if w.proxy.refusing:
        wait_until("everybody is back", 60, w.crowd.all_online)
        w.proxy.refusing = False


def restart_server(w):
    server_away(w, w.server.stop)


def kill_server(w):
    server_away(w, w.server.kill)


def cut_wire(w):
    if w.rng.random() < 0.5:  # what is on its way is lost, though TCP has confirmed it
        w.proxy.swallow(w.rng.random())
        time.sleep(w.rng.uniform(0.05, 1))
    w.proxy.cut()


def stall_wire(w):
    w.proxy.stall()
    time.sleep(w.rng.uniform(1, 4))
    w.proxy.go_on()


def slow_wire(w):
    w.proxy.delay = w.rng.uniform(0.05, 0.3)
    time.sleep(w.rng.uniform(1, 3))
    w.proxy.go_on()


def freeze(process, seconds):
    process.freeze()
    try:
        time.sleep(seconds)
    finally:
        process.thaw()


def freeze_desk(w):
    freeze(w.desk, w.rng.uniform(1, 4))


def freeze_server(w):
    freeze(w.server, w.rng.uniform(1, 4))


def freeze_server_long(w):
    freeze(w.server, 23)  # the desk gives the link up after 20


def fill_disk(w):
    since = w.desk.log_size()
    w.disk.fill(w.desk.pid)
    w.desk.wait_log(r" error +store: the last changes could not be written and were not sent \(.*free space", 60, since)
    if w.rng.random() < 0.5:  # and it does not even start
        w.desk.kill()
        w.desk.launch()
        w.disk.fill_for(w.desk.pid)
    time.sleep(w.rng.uniform(0.5, 2))
    w.expect(w.desk.running(), "the disk is full: frontdesk ended")
    w.disk.free(w.desk.pid)


def lock_store(w):
    """Another program has the write lock; nothing is lost, and the process stays."""
    other = sqlite3.connect(w.desk.store, isolation_level=None, timeout=30)
    other.execute("BEGIN IMMEDIATE")
    time.sleep(w.rng.uniform(1, 12))
    other.close()
    w.expect(w.desk.running(), "the store is locked: frontdesk ended")


def read_only_disk(w):
    if w.rng.random() < 0.5:
        w.desk.kill()
    else:
        w.expect(w.desk.stop() == 0, "SIGTERM: exit status 0")
    w.disk.read_only(True)
    try:
        w.desk.launch()
        w.ends_with_an_error(r" error +store: .*([Rr]ead-?only|[Pp]ermission)", "the store is read-only")
    finally:
        w.disk.read_only(False)
    w.desk.launch()


FIGURES = {  # of a fault's window, with the head of their column
    "sent": "sent",
    "acknowledged": "acknow-\nledged",
    "missing in archive": "missing in\narchive",
    "missing at recipient": "missing at\nrecipient",
    "duplicates": "dupli-\ncates",
    "out of order": "out of\norder",
}


class Fault:
    def __init__(self, name, do, full, short, impatient=0.0):
        self.name, self.do = name, do
        self.full, self.short = full, short  # how often, in `make torture` and in `make check`
        self.impatient = impatient           # how often the next fault comes before messages flow again
        self.times = self.in_flight = 0
        self.seconds = []                    # from the end of the fault until every conversation flows both ways
        self.figures = dict.fromkeys(FIGURES, 0)


def faults():
    return [
        Fault("frontdesk killed (SIGKILL)", kill_desk, 100, 6, impatient=0.25),
        Fault("server restarted", restart_server, 4, 1),
        Fault("server killed (SIGKILL)", kill_server, 4, 1),
        Fault("TCP connection cut", cut_wire, 16, 2),
        Fault("TCP connection stalled 1-4 s", stall_wire, 5, 1),
        Fault("TCP connection slow", slow_wire, 5, 1),
        Fault("frontdesk frozen 1-4 s (SIGSTOP)", freeze_desk, 5, 1),
        Fault("server frozen 1-4 s (SIGSTOP)", freeze_server, 5, 1),
        Fault("server frozen 23 s (SIGSTOP)", freeze_server_long, 1, 0),
        Fault("disk full", fill_disk, 4, 1),
        Fault("store locked 1-12 s", lock_store, 5, 1),
        Fault("store read-only", read_only_disk, 4, 1),
    ]

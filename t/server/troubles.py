# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: troubles of the store that pass. Another program locks it, its disk is full, its file is
taken away: the desk takes nothing meanwhile, says what is in the way, and goes on by itself."""

import os
import re
import resource
import shutil
import socket
import subprocess
import threading
import time

import endpoint
import tap
from servers import Desk, wait_until
from shift import Shift

NEEDS = ("sqlite3", "prlimit")

CONF = """
agent_first_reply = "off"   max_chats = 1   offer_timeout = "1h"   flood_messages = 1000
agent "bob@localhost" { name = "Bob" }
queue "sales" { title = "Sales"   agents = {"bob@localhost"} }
"""
HELD = r"warn +store: process %d \(sqlite3\) holds the write lock \(for \d+ s so far\): frontdesk accepts nothing"
FAILED = r"error +store: the last changes could not be written and were not sent \(.*frontdesk accepts nothing until it can write again"


class Holder:
    """A shell that holds the write lock of a store."""

    def __init__(self, store):
        self.child = subprocess.Popen(["sqlite3", "-bail", store], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.say(".timeout 10000\nBEGIN IMMEDIATE;\nSELECT 'held';\n")
        assert self.child.stdout.readline() == "held\n"

    def say(self, text):
        self.child.stdin.write(text)
        self.child.stdin.flush()

    def let_go(self):
        self.child.communicate("ROLLBACK;\n", timeout=10)


class Manager:
    """What a service manager hears by sd_notify: the newest status, and when the watchdog was last fed."""

    def __init__(self, directory):
        self.path = os.path.join(directory, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.status, self.fed, self.longest = "", time.monotonic(), 0
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            text = self.socket.recv(4096).decode()
            if text.startswith("STATUS="):
                self.status = text[7:]
            elif text == "WATCHDOG=1":
                now = time.monotonic()
                self.longest, self.fed = max(self.longest, now - self.fed), now

    def environment(self):
        return dict(os.environ, NOTIFY_SOCKET=self.path, WATCHDOG_USEC="1000000")


class Watched(Desk):
    """A desk with a service manager."""

    def launch(self):
        self.manager = Manager(self.dir)
        self.spawn([self.binary, "run", "-c", self.conf], self.log, cwd=self.dir, env=self.manager.environment())


def acknowledged(actor):
    return {s.xml[0].get("id") for s in actor.seen if s.kind == "message" and s.has("{urn:xmpp:receipts}received")}


def another_has_the_lock(scratch, server):
    """Longer than any timeout of SQLite: the loop goes on, nothing is lost, and all of it arrives in order."""
    desk = Watched(scratch, server, "")
    with Shift(scratch, server, CONF, desk=desk) as shift:
        sales = shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
        face = shift.served(jane, bob)
        holder = Holder(desk.store)
        for i in range(5):
            jane.send_text(sales, "jane %d" % i, id="jane-%d" % i, receipt=True)
            bob.send_text(face, "bob %d" % i)
        desk.wait_log(HELD % holder.child.pid)
        says = "waiting: process %d (sqlite3) holds the write lock of the store" % holder.child.pid
        wait_until("the status", 5, lambda: desk.manager.status == says)
        tap.ok(True, "the status says who holds the lock")
        time.sleep(10)
        tap.is_(acknowledged(jane), set(), "nothing is acknowledged")
        link = desk.cli_json("status")["link"]
        tap.is_((link["state"], "waiting: " + link["why"]), ("waiting", says), "frontdesk status works meanwhile, and says so too")
        shift.configure(CONF.replace('title = "Sales"', 'title = "Sold"'))
        desk.reload()
        time.sleep(0.5)
        tap.ok("configuration: reloaded" not in desk.log_text(), "SIGHUP: the configuration is not read while the lock is held")
        begin = time.monotonic()
        holder.let_go()
        desk.wait_log("configuration: reloaded from")
        bob.expect(face, "^jane 4$")
        jane.expect(sales, "^bob 4$")
        tap.ok(time.monotonic() - begin < 2, "all arrives as soon as the lock is free")
        tap.is_([b for b in bob.bodies(re.escape(face)) if b.startswith("jane ")], ["jane %d" % i for i in range(5)], "in order")
        tap.is_([b for b in jane.bodies("sales@") if b.startswith("bob ")], ["bob %d" % i for i in range(5)], "both ways")
        wait_until("the receipts", 10, lambda: len(acknowledged(jane)) == 5)
        tap.ok(desk.manager.longest < 1.5, "the watchdog was fed all the time (%.1f s)" % desk.manager.longest)
        desk.wait_log(r"store: the write lock became free after 1\d\.\d s: frontdesk continues")
        wait_until("the status", 5, lambda: desk.manager.status == "link up" and desk.cli_json("status")["link"]["state"] == "up")
        tap.ok(True, "and both status say so")
        bob.send_text(face, "!info")
        tap.ok(bob.expect(face, r"^▸ jane, conversation #1 in Sold,"), "what SIGHUP asked for was done after the lock")
        holder = Holder(desk.store)
        time.sleep(0.2)
        begin = time.monotonic()
        tap.is_(desk.stop(), 0, "SIGTERM while the lock is held: exit status 0")
        tap.ok(time.monotonic() - begin < 10, "and soon")
        holder.let_go()


MODEL = """
queue "help" { title = "Help"   agents = {"bob@localhost"}   responder = "ai" }
responder "ai" { type = "openai"   url = "%s"   debounce = "100ms" }
"""


def answered_while_locked(scratch, server):
    """What a language model answers while another program holds the lock is kept, and told afterwards."""
    with endpoint.Endpoint() as model, Shift(scratch, server, CONF + MODEL % model.url("waits", "help")) as shift:
        shift.agent("bob")
        shift.open()
        tom = shift.customer("tom")
        tom.send_text(shift.address("help"), "What does delivery cost?")
        wait_until("the model is asked", 20, lambda: model.calls("help"))
        holder = Holder(shift.desk.store)
        model.release("help")
        shift.desk.wait_log(HELD % holder.child.pid)
        tap.is_([b for b in tom.bodies("help@") if "What does delivery cost" in b], [], "an answer is not told while nothing can be kept")
        holder.let_go()
        tap.ok(tom.expect("^help@", r"(?s)What does delivery cost\?"), "and comes when the lock is free")
        tap.is_(len(model.calls("help")), 1, "the model was asked once")


def locked_at_the_start(scratch, server):
    """The store is locked when the desk starts: it waits, and can be stopped."""
    with Shift(scratch, server, CONF) as shift:
        shift.open()
        shift.desk.stop()
        shift.desk.log = shift.desk.log + ".2"
        holder = Holder(shift.desk.store)
        shift.desk.launch()
        time.sleep(1.5)
        tap.ok(shift.desk.running() and "link up" not in shift.desk.log_text(), "a store that is locked: the start waits")
        shift.desk.wait_log(HELD % holder.child.pid)
        holder.let_go()
        shift.desk.wait_log("link up")
        tap.ok(True, "and goes on when it is free")


def searches(scratch, server):
    """Three searches beside a desk at work: they read what is indexed, say what is not, and hold nothing up."""
    with Shift(scratch, server, CONF) as shift:
        desk, sales = shift.desk, shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
        face = shift.served(jane, bob, "A zebra")
        jane.send_text(sales, "x")
        bob.expect(face, "^x$")
        wait_until("the index", 10, lambda: "zebra" in desk.cli("archive", "search", "zebra")[1], every=0.2)
        for i in range(300):
            jane.send_text(sales, "A giraffe %d " % i + 1000 * "word ", id="jane-%d" % i, receipt=True)
        searching = [subprocess.Popen([desk.binary, "archive", "search", "zebra", "-c", desk.conf], stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True) for _ in range(3)]
        answers = [search.communicate(timeout=60) + (search.returncode,) for search in searching]
        tap.ok(all("zebra" in out and status == 0 for out, _, status in answers), "three searches find what is indexed")
        tap.ok(all(re.match(r"^(.*newest \d+ messages are not indexed yet.*\n)?$", err) for _, err, _ in answers),
               "and say what is not: %s" % answers[0][1])
        bob.expect(face, "^A giraffe 299 ", 30)
        wait_until("the receipts", 20, lambda: len([i for i in acknowledged(jane) if i.startswith("jane-")]) == 300)
        tap.ok("holds the write lock" not in desk.log_text(), "the desk did not wait for them")


def limit(desk, size):
    resource.prlimit(desk.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def no_room(scratch, server):
    """A store that cannot grow: the desk stays, takes nothing, and goes on when there is room."""
    with Shift(scratch, server, CONF, links=None) as shift:
        desk, sales = shift.desk, shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
        face = shift.served(jane, bob)
        pid = desk.pid
        before = desk.log_size()
        limit(desk, 65536)
        for i in range(200):
            jane.send_text(sales, "jane %d " % i + 3000 * "x", id="jane-%d" % i, receipt=True)
        desk.wait_log(FAILED)
        kept = len(acknowledged(jane))
        since = desk.log_size()
        desk.wait_log(r"store: it still cannot be written", since=before)  # said once: perhaps by now
        tap.ok(desk.running() and "link up" not in desk.log_text(since), "a store that cannot grow: it stays, without a link")
        tap.ok(kept < 200, "what was not kept was not acknowledged")
        link = desk.cli_json("status")["link"]
        tap.is_((link["state"], link["why"]), ("waiting", "the store cannot be written"), "frontdesk status does not say up")
        time.sleep(3)  # until it tries again less often than once a second
        limit(desk, resource.RLIM_INFINITY)
        desk.wait_log("link up", since=since)
        shift.on_duty("bob")
        jane.send_text(sales, "Still there?", id="jane-last", receipt=True)
        bob.expect(face, r"^Still there\?$")
        bob.send_text(face, "Yes")
        jane.expect(sales, "^Yes$")
        tap.is_(desk.pid, pid, "it goes on by itself when there is room, and the conversation too")
        archived = {m["stanza_id"] for m in shift.archive()}
        tap.is_(acknowledged(jane) - archived, set(), "what was acknowledged is in the archive")
        desk.kill()
        desk.log = desk.log + ".2"
        desk.spawn(["prlimit", "--fsize=65536:", desk.binary, "run", "-c", desk.conf], desk.log)
        desk.wait_log(r"error +store: ")
        time.sleep(1)
        tap.ok(desk.running() and "link up" not in desk.log_text(), "one that starts so waits")
        limit(desk, resource.RLIM_INFINITY)
        desk.wait_log("link up", 20)
        tap.ok(True, "and begins when there is room")


def little_room(scratch, server):
    """Below min_free: new words are refused with an error of type wait, until a reload wants less."""
    with Shift(scratch, server, CONF) as shift:
        desk, sales = shift.desk, shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
        face = shift.served(jane, bob)
        least = shutil.disk_usage(desk.dir).free // 1048576 + 10240
        desk.store_text = "min_free = %d" % min(least, 1048576)
        shift.configure(CONF)
        desk.reload()
        desk.wait_log(r"error +store: only \d+ MiB are free on its disk, and min_free is \d+ MiB: new messages are refused")
        jane.send_text(sales, "Hello?", id="no")
        error = jane.expect_error("^sales@", "resource-constraint")
        tap.is_(error.find("{jabber:client}error").get("type"), "wait", "little room: a customer is to try again later")
        tap.like(str(error), "We cannot take your message right now", "and is told why")
        bob.send_text(face, "Hello!")
        tap.ok(bob.expect_error(re.escape(face), "resource-constraint"), "so is an agent")
        desk.store_text = "min_free = 0"
        shift.configure(CONF)
        desk.reload()
        desk.wait_log(r"MiB are free on its disk: messages are accepted again")
        jane.send_text(sales, "And now?")
        tap.ok(bob.expect(face, r"^And now\?$"), "and with room the conversation goes on")


def taken_away(scratch, server):
    """The store is moved away and back; then it is removed for good."""
    with Shift(scratch, server, CONF, links=None) as shift:
        desk, sales = shift.desk, shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        tap.like(desk.log_text(), r"store: \S+frontdesk\.db: created a new, empty store", "a new store is said in the log")
        jane = shift.customer("jane")
        face = shift.served(jane, bob)
        names = [desk.store + suffix for suffix in ("", "-wal", "-shm")]
        for name in names:
            os.rename(name, name + ".away")
        jane.send_text(sales, "Into the void", id="void", receipt=True)
        desk.wait_log(r"error +store: \S+frontdesk\.db was removed while frontdesk was running: nothing is accepted any more")
        time.sleep(0.5)
        tap.is_(acknowledged(jane), set(), "the store is moved away: nothing is acknowledged")
        for name in names:
            os.rename(name + ".away", name)
        since = desk.log_size()
        desk.wait_log("link up", since=since)
        shift.on_duty("bob")
        jane.send_text(sales, "Back?")
        tap.ok(bob.expect(face, r"^Back\?$"), "and back: the desk goes on by itself")

        since = desk.log_size()
        os.unlink(desk.store + "-wal")
        desk.wait_log(r"db-wal was removed while frontdesk was running: nothing is accepted until the store is open again", since=since)
        desk.wait_log("link up", since=since)
        shift.on_duty("bob")
        tap.ok("Back?" in [m["body"] for m in shift.archive()], "its log is removed: what was in it is kept")

        since = desk.log_size()
        for name in names:
            os.unlink(name)
        jane.send_text(sales, "Into the void again", id="void-2", receipt=True)
        tap.is_(desk.wait(15), 1, "the store is removed: the desk ends, to be started on what stands there")
        tap.like(desk.log_text(since), r"error +store: the file was not put back: frontdesk exits", "and the log says so")
        tap.ok("void-2" not in acknowledged(jane), "what went nowhere was not acknowledged")


PARTS = (another_has_the_lock, answered_while_locked, locked_at_the_start, searches, no_room, little_room, taken_away)

# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk with one client under test, and slixmpp for everybody else; and the list of capabilities that agents.py and
customers.py fill. A capability is a function of a Play. Its title is a row of the table in t/README."""

import os
import re
import ssl
import struct
import sys
import time
import urllib.request
import zlib
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "server"))

import servers
import stage
from actors import Actor, payload
from client import Cannot
from servers import Desk, Trouble, wait_until, write_file

REACTIONS = "urn:xmpp:reactions:0"
REPLY = "urn:xmpp:reply:0"
RETRACT = "urn:xmpp:message-retract:1"

CONF = """
offer_timeout = "10m"   position_every = "1s"   agent_first_reply = "off"   max_chats = 50
agent "ann@localhost"  { name = "Ann Fischer" %(avatar)s }
agent "bob@localhost"  { name = "Bob" }
agent "cleo@localhost" { name = "Cleo" }
agent "dora@localhost" { name = "Dora" }
queue "sales"   { title = "Sales"     agents = {"ann@localhost", "dora@localhost"} }
queue "billing" { title = "Billing"   agents = {"bob@localhost"} }
queue "night"   { title = "Night"     agents = {"cleo@localhost"} }
queue "help"    { title = "Shoe Shop" agents = {"bob@localhost"}   responder = "faq" }
responder "faq" { type = "faq"   knowledge = "%(knowledge)s"   name = "Assistant"   debounce = "1s" }
"""

FIRST = ("Jane Otto Mary Karl Lucy Hans Rosa Emil Nora Paul Ida Max Elsa Tom Vera Leo Mia Jan Olga Ben Eva Ralf Tina Udo Greta "
         "Finn Lena Knut Sara Theo Anja Bert Cora Dirk Edda Fritz Gina Horst Inga Jost Kira Lars Moni Nils Oda Piet").split()
LAST = "Miller Weber Jones Brandt Novak Hill Peters Lang Moore Vogel".split()

CAPABILITIES = []  # of (role, title, function, servers' need)


def capability(role, title):
    """role: "agent" or "customer", which is what the client under test is."""
    def add(function):
        CAPABILITIES.append((role, title, function))
        return function
    return add


def small_picture():
    """A PNG, 96 pixels in a square."""
    size = 96
    rows = b"".join(b"\0" + b"".join(bytes((x * 2, y * 2, 160)) for x in range(size)) for y in range(size))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Guest:
    """A customer at slixmpp whose agent is the client under test."""

    def __init__(self, actor, name, queue):
        self.actor = actor
        self.name = name
        self.queue = queue  # the address
        self.face = None
        self.ids = {}

    def say(self, text, **kwargs):
        kwargs.setdefault("extra", payload("nick", "nick", self.name))
        self.ids[text] = self.actor.send_text(self.queue, text, receipt=True, markable=True, **kwargs)
        return self.ids[text]

    def hear(self, pattern, seconds=10):
        return self.actor.expect("^%s" % re.escape(self.queue), pattern, seconds)


class Play:
    """role: what the client under test is. make(user): a client, not started."""

    def __init__(self, scratch, server, role, make):
        self.scratch = scratch
        self.server = server
        self.role = role
        self.make = make
        self.user = "ann" if role == "agent" else "jane"
        self.client = None
        self.actors = {}
        self.guests = []
        self.names = iter((first, LAST[(n + len(server.name)) % len(LAST)]) for n, first in enumerate(FIRST))
        for user in ("ann", "bob", "cleo", "dora", "jane", "uwe", "wei"):
            server.register(user)  # before the desk starts: ejabberd returns what is sent to an account that does not exist
        self.knows_avatar = self.desk_knows("avatar")
        self.desk = Desk(scratch, server, CONF % {
            "avatar": 'avatar = "%s"' % self.file("ann.png") if self.knows_avatar else "",
            "knowledge": os.path.join(servers.CONF, "knowledge")})

    @staticmethod
    def desk_knows(setting):
        with open(os.path.join(servers.CONF, "frontdesk.conf.sample")) as f:
            return re.search(r"^#?\s*%s\s*=" % setting, f.read(), re.M) is not None

    @property
    def house(self):
        return "desk@" + self.desk.domain

    def address(self, queue):
        return "%s@%s" % (queue, self.desk.domain)

    def file(self, name):
        path = os.path.join(self.scratch, name)
        if not os.path.exists(path):
            with open(path, "wb") as f:
                f.write(small_picture())
            os.chmod(path, 0o644)
        return path

    # -- people --

    def actor(self, user, presence=True, device="", **kwargs):
        """Somebody at slixmpp; the same one each time, for each device."""
        if user + device not in self.actors:
            self.actors[user + device] = Actor(self.server, user, **kwargs).connect(presence)
        return self.actors[user + device]

    def leave(self, key):
        self.actors.pop(key).disconnect()

    def newcomer(self, queue="sales", **kwargs):
        first, last = next(self.names)
        actor = self.actor(first.lower(), subscriptions="ignore", receipts=True, **kwargs)
        guest = Guest(actor, "%s %s" % (first, last), self.address(queue))
        self.guests.append(guest)
        return guest

    def asks(self, text, queue="sales"):
        """A new customer writes, and the client under test is offered it."""
        guest = self.newcomer(queue)
        since = len(self.client.received())
        guest.say(text)
        found = self.client.wait_received(r"<message\b[^>]*\bfrom=['\"](%s[^'\"/]*@[^'\"/]+)"
                                          % re.escape(guest.name.lower().replace(" ", "-")), 15, since)
        guest.face = found.group(1)
        return guest

    def serves(self, text="Hello, I have a question about my order", answer="Good morning, how can I help?"):
        """The same, and the client answers."""
        guest = self.asks(text)
        self.client.say(guest.face, answer)
        guest.hear("^%s$" % re.escape(answer))
        return guest

    def served(self, text, queue="billing", agent="bob"):
        """The client under test is the customer: it writes, and the agent at slixmpp takes it. The agent and the face."""
        bob = self.actor(agent)
        bob.forget()
        self.client.say(self.address(queue), text)
        face = bob.expect("@", re.escape(text), 15).sender.split("/")[0]
        bob.send_text(face, "!accept")
        bob.expect(face, "is yours|have this conversation already")
        self.client.wait_text(self.address(queue), "Bob is with you")
        self.open_face = face
        return bob, face

    open_face = None
    request = ""  # what the client shows of the contact request

    def clear(self):
        """After each capability: nothing is left open."""
        if self.open_face:
            self.actors["bob"].send_text(self.open_face, "!close")
            time.sleep(0.7)
        self.open_face = None
        if self.role != "agent":
            return
        janitor = self.actor("ann", presence=False, device=" without presence", subscriptions="ignore")
        for guest in self.guests:
            if guest.face:
                # From a device without presence, which the client under test does not notice.
                janitor.send_text(guest.face, "!accept")
                janitor.send_text(guest.face, "!close")
            else:
                guest.actor.send_text(guest.queue, "bye")
        self.guests = []
        time.sleep(0.7)

    # -- the desk --

    def agent_state(self, user):
        return next(a["state"] for a in self.desk.cli_json("status")["agents"] if a["jid"] == "%s@%s" % (user, self.server.domain))

    def on_duty(self, user, seconds=15):
        wait_until("%s is on duty" % user, seconds, lambda: self.agent_state(user) == "available", every=0.2)

    def active(self, queue="sales"):
        return next(q["active"] for q in self.desk.cli_json("status")["queues"] if q["name"] == queue)

    def upload(self, actor, path):
        """Uploads a file as clients do (XEP-0363); its address."""
        with open(path, "rb") as f:
            data = f.read()
        slot = actor.iq(stage.UPLOADS, "<request xmlns='urn:xmpp:http:upload:0' filename='%s' size='%d' content-type='image/png'/>"
                        % (escape(os.path.basename(path)), len(data)))
        if slot.type == "error":
            raise Trouble("no upload: %s" % slot)
        put, get = (re.search(r"<(?:\w+:)?%s [^>]*url=['\"]([^'\"]+)" % name, str(slot)).group(1).replace("&amp;", "&") for name in ("put", "get"))
        context = ssl.create_default_context(cafile=stage.bundle(self.server))
        headers = dict(re.findall(r"<(?:\w+:)?header name=['\"]([^'\"]+)['\"]>([^<]+)<", str(slot)), **{"Content-Type": "image/png"})
        request = urllib.request.Request(put, data, headers, method="PUT")
        urllib.request.urlopen(request, timeout=10, context=context).close()
        return get

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            if self.client:
                self.client.stop()
        finally:
            self.desk.kill()
            for actor in self.actors.values():
                try:
                    actor.disconnect()
                except Exception:
                    actor.vanish()  # the server has closed the stream before


def reaction(id, *emoji):
    return "<reactions xmlns='%s' id='%s'>%s</reactions>" % (REACTIONS, id, "".join("<reaction>%s</reaction>" % e for e in emoji))


def reply_to(id, to):
    return "<reply xmlns='%s' to='%s' id='%s'/>" % (REPLY, to, id)


def retraction(id):
    return "<retract xmlns='%s' id='%s'/><store xmlns='urn:xmpp:hints'/>" % (RETRACT, id)


def has(name, namespace):
    """A condition on stanzas, for Actor.expect_stanza()."""
    return lambda s: s.kind == "message" and s.has("{%s}%s" % (namespace, name))

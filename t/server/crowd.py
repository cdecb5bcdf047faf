# SPDX-License-Identifier: GPL-3.0-or-later
"""A crowd that counts: many customers and a few agents on a real server, who write numbered messages to each other while
things break, and a ledger of what became of each message.

A customer asks for a receipt (XEP-0184). Whoever loses the connection to the server comes back, and a customer then
writes again, with the same ids, what was never acknowledged, as clients do. Agents accept every offer.

A crowd may encrypt (sealed.py): then each person writes nothing in plain text to an address whose keys have come, and
what comes from there has to be encrypted as well.

The ledger knows windows: window 0 before the first fault, then one for each fault. A message belongs to the window in
which it was first sent; one that was on its way when the next fault began belongs to that.
"""

import asyncio
import re
import time
from xml.sax.saxutils import escape, quoteattr

from actors import NS, Actor, Stage
import sealed
from servers import COMPONENT

RECEIVED = "{urn:xmpp:receipts}received"
DELAY = "{urn:xmpp:delay}delay"
WAYS = ("to the agent", "to the customer")
COUNTED = re.compile(r"customer (\d+) #(\d+) (up|down)$")


class Message:
    __slots__ = ("id", "body", "talk", "way", "window", "in_flight", "sent_at", "times_sent", "acknowledged", "refused",
                 "copies", "ids", "stored", "written")

    def __init__(self, id, body, talk, way, window):
        self.id, self.body, self.talk, self.way, self.window = id, body, talk, way, window
        self.in_flight = False      # … when the fault of its window began
        self.sent_at = 0.0          # the last time, by time.monotonic()
        self.times_sent = 0
        self.acknowledged = False   # the sender has a receipt
        self.refused = False        # the sender has an error
        self.written = False        # by the desk, to the server
        self.copies = 0             # that came to the recipient
        self.ids = set()            # … with these ids
        self.stored = False         # the server had kept the first of them for somebody whom it thought away


class Ledger:
    """Touched in the loop's thread only, until the crowd is silent."""

    def __init__(self):
        self.messages = {}        # by id
        self.by_body = {}
        self.window = 0
        self.recent = []          # first sent in this window
        self.writings = {}        # (talk, way): ids in the order in which the desk first wrote them
        self.arrivals = {}        # … in which they first arrived
        self.mark = 0.0
        self.flowing = {}         # (talk, way): when the first message sent after the mark came

    def new(self, talk, way, number):
        up = way == WAYS[0]
        body = "customer %d #%d %s" % (talk, number, "up" if up else "down")
        m = Message("%s%d-%d" % ("c" if up else "a", talk, number), body, talk, way, self.window)
        self.messages[m.id] = self.by_body[body] = m
        self.recent.append(m)
        return m

    def arrived(self, body, id, stored):
        m = self.by_body[body]
        if m.copies == 0:
            m.stored = stored
            self.arrivals.setdefault((m.talk, m.way), []).append(m.id)
        m.copies += 1
        m.ids.add(id)
        if m.sent_at > self.mark:
            self.flowing.setdefault((m.talk, m.way), time.monotonic())

    def wrote(self, ids):
        """The desk wrote these, whether or not they get through."""
        for id in ids:
            m = self.messages.get(id)
            if m and not m.written:
                m.written = True
                self.writings.setdefault((m.talk, m.way), []).append(id)

    def begin_window(self):
        """Returns how many messages were on their way."""
        self.window += 1
        n = 0
        for m in self.recent:
            if m.copies == 0 and not m.refused:
                m.window, m.in_flight = self.window, True
                n += 1
        self.recent = []
        return n


class Talker(Actor):
    """Somebody of the crowd, who lives on the loop."""

    def __init__(self, crowd, user, **kwargs):
        super().__init__(crowd.server, user, **kwargs)
        self.crowd = crowd
        self.held = False  # somebody else sees to the connection
        self.asked = {}    # address of the desk: when its keys were asked for
        self.met = set()   # addresses with which there is a session
        self.read_by = set()  # those of them that have answered encrypted
        self.ciphers = {}  # id of a message: what was sent
        self.plain = set()  # ids of what came in plain text
        self.ciphers_heard = {}  # … that came: its text

    def online(self):
        return self.client is not None and not self.client.failed and self.client.transport is not None

    def ready(self, to):
        """Whether a message to that address can be written now. Else its keys are asked for: one address after the other,
        because the desk gives one person the same prekeys at all of them, and each can be used once."""
        if self.crowd.sealer is None or to in self.met:
            return True
        now = time.monotonic()
        busy = any(a not in self.met and now - at < 5 for a, at in self.asked.items())
        if self.online() and self.met <= self.read_by and not busy:
            self.asked[to] = now
            self.client.send_raw("<iq type='get' to=%s id=%s>%s</iq>" % (
                quoteattr(to), quoteattr("keys " + to), sealed.request("bundles:" + self.crowd.device)))
        return False

    def keys_came(self, iq):
        address = iq.get("id")[len("keys "):]
        if self.crowd.sealer.take(self.user, address, self.crowd.device, iq):
            self.met.add(address)

    def content(self, to, id, body):
        """The same ciphertext when it is sent again."""
        if self.crowd.sealer is None or to not in self.met:
            return "<body>%s</body>" % escape(body)
        if id not in self.ciphers:
            self.ciphers[id] = self.crowd.sealer.seal(self.user, to, body)
        return self.ciphers[id]

    def opened(self, xml):
        """The text of a message that came."""
        body = xml.findtext(NS + "body")
        if self.crowd.sealer is None or xml.get("type") == "error":
            return body
        address = xml.get("from").split("/")[0]
        outcome, text = self.crowd.sealer.read(self.user, address, xml)
        repeat = xml.get("id") in self.ciphers_heard
        outcome = "repeated" if repeat and outcome != "text" else outcome
        self.crowd.outcomes[outcome] = self.crowd.outcomes.get(outcome, 0) + (outcome != "plain" or body is not None)
        if outcome in ("text", "empty"):
            self.read_by.add(address)
        if outcome == "repeated":  # the keys of an old repeat are gone: it is "again" or "broken"
            return self.ciphers_heard[xml.get("id")]
        if outcome == "text":
            self.ciphers_heard[xml.get("id")] = text
        elif outcome == "plain" and body is not None and address in self.read_by and xml.get("id") not in self.plain:
            self.crowd.complain("%s has written encrypted to %s, and is answered in plain text: %s" % (
                self.user, address, body))
        elif outcome not in ("plain", "empty"):
            self.crowd.complain("%s: %s cannot be decrypted: %s" % (self.user, xml.get("id"), outcome))
        if outcome != "plain":
            return text or None
        self.plain.add(xml.get("id"))  # it may come again
        return body

    def write(self, to, m):
        if not self.online():
            return  # lost in the middle of a burst
        m.sent_at = time.monotonic()
        m.times_sent += 1
        receipt = "<request xmlns='urn:xmpp:receipts'/>" if m.way == WAYS[0] else ""
        self.client.send_raw("<message to=%s id=%s type='chat'>%s%s</message>"
                             % (quoteattr(to), quoteattr(m.id), self.content(to, m.id, m.body), receipt))

    def _arrived(self, stanza):
        xml = getattr(stanza, "xml", None)
        if xml is not None and xml.tag == NS + "iq" and (xml.get("id") or "").startswith("keys "):
            self.keys_came(xml)
            return stanza
        if xml is None or xml.tag != NS + "message":
            return super()._arrived(stanza)
        if xml.get("type") == "error":
            m = self.crowd.ledger.messages.get(xml.get("id"))
            if m:
                m.refused = True
            return stanza
        receipt = xml.find(RECEIVED)
        if receipt is not None:
            m = self.crowd.ledger.messages.get(receipt.get("id"))
            if m and m.talk == self.number:
                m.acknowledged = True
            return stanza
        body = self.opened(xml)
        if body is not None:
            if "could not be decrypted" in body or "could not decrypt" in body:
                self.crowd.complain("the desk could not read %s" % self.user)
            counted = COUNTED.match(body)
            if counted and counted.group(3) == self.hears:
                delay = xml.find(DELAY)
                self.crowd.ledger.arrived(body, xml.get("id"), delay is not None and delay.get("from") != COMPONENT)
            self.heard(xml.get("from"), body, counted)
        return stanza

    async def live(self):
        """Comes back whenever the connection is lost, and says the next message in its time."""
        pause = self.crowd.every
        while self.crowd.open:
            if self.held:
                pass
            elif not self.online():
                await self.come_back()
            elif self.crowd.talking:
                for _ in range(5 if self.crowd.rng.random() < 0.2 else 1):  # now and then a burst
                    self.speak()
            await asyncio.sleep(pause * self.crowd.rng.uniform(0.8, 1.2))

    def drop(self):
        if self.client is not None:
            self._abort(self.client)
            self.client = None

    async def come_back(self):
        self.drop()
        coming = asyncio.ensure_future(self._connect())
        for _ in range(100):
            await asyncio.wait({coming}, timeout=0.1)
            if coming.done() or (self.client is not None and self.client.failed):
                break
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        if not self.online():  # in a moment again
            return
        self.client.send_raw("<presence/>")
        self.back()

    def back(self):
        pass


class Customer(Talker):
    hears = "down"

    def __init__(self, crowd, number):
        super().__init__(crowd, "customer%d" % number, subscriptions="ignore")
        self.number = number
        self.sent = []

    def speak(self):
        if not self.ready(self.crowd.desk_address):
            return
        m = self.crowd.ledger.new(self.number, WAYS[0], len(self.sent) + 1)
        self.sent.append(m)
        self.write(self.crowd.desk_address, m)

    def back(self):
        for m in self.sent:
            if not m.acknowledged and not m.refused:
                self.write(self.crowd.desk_address, m)

    def heard(self, sender, body, counted):
        pass


class Agent(Talker):
    hears = "up"
    number = None

    def __init__(self, crowd, number):
        super().__init__(crowd, "agent%d" % number)
        self.faces = {}  # customer's number: the face

    def speak(self):
        for talk, face in self.faces.items():
            if not self.ready(face):
                continue
            self.crowd.counts[talk] += 1
            self.write(face, self.crowd.ledger.new(talk, WAYS[1], self.crowd.counts[talk]))

    def heard(self, sender, body, counted):
        if counted and counted.group(3) == self.hears:
            self.faces[int(counted.group(1))] = sender.split("/")[0]
        elif body.startswith("▸ ") and "take it within" in body:
            face = sender.split("/")[0]
            self.client.send_raw("<message to=%s type='chat'>%s</message>"
                                 % (quoteattr(face), self.content(face, "!accept " + body, "!accept")))


class Crowd:
    """every: seconds between two messages of one conversation in one direction. sealer: all encrypt; None: nobody."""

    def __init__(self, server, desk_address, rng, customers, agents, every, sealer=None, complain=None):
        self.server, self.desk_address, self.rng, self.every = server, desk_address, rng, every
        self.sealer, self.complain = sealer, complain
        self.device = ""      # of the desk
        self.outcomes = {}    # of what came: how often
        self.ledger = Ledger()
        self.customers = [Customer(self, n) for n in range(customers)]
        self.agents = [Agent(self, n) for n in range(agents)]
        self.people = self.agents + self.customers
        self.counts = [0] * customers
        self.open = True      # people come back when they are cut off
        self.talking = False
        self.lives = []

    def do(self, function, *args, seconds=30):
        """In the loop's thread, where the ledger is written."""
        async def run():
            return function(*args)
        return Stage.run(run(), seconds)

    def come(self):
        for person in self.people:
            person.connect()

        if self.sealer is not None:
            answer = self.customers[0].iq(self.desk_address, sealed.request("devicelist"))
            self.device = answer.xml.find(".//{%s}device" % sealed.NS_OMEMO).get("id")

        async def start():
            self.lives = [asyncio.ensure_future(person.live()) for person in self.people]
        Stage.run(start(), 10)

    def all_online(self):
        return all(person.online() for person in self.people)

    def mark(self):
        """From here on flowing() is counted."""
        def do():
            self.ledger.mark = time.monotonic()
            self.ledger.flowing = {}
        self.do(do)

    def flowing(self):
        """Seconds since the mark until every conversation flowed both ways; None: not yet."""
        first = self.ledger.flowing
        if len(first) < len(self.customers) * len(WAYS):
            return None
        return max(first.values()) - self.ledger.mark

    def log_in_again(self):
        """Everybody, one after the other, to be given what the server has kept for those it thought away."""
        async def again(person):
            person.held = True
            person.client.send_raw("<presence type='unavailable'/>")
            await person.client.disconnect(wait=2)
            await person.come_back()
            person.held = False
        for person in self.people:
            Stage.run(again(person), 30)

    def leave(self):
        self.open = False

        async def end():
            for life in self.lives:
                life.cancel()
            for person in self.people:
                person.drop()
        Stage.run(end(), 10)

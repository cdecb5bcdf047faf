# SPDX-License-Identifier: GPL-3.0-or-later
"""Customers and agents for tests on real servers: slixmpp clients that a plain synchronous test tells what to do.

    jane = Actor(server, "jane").connect()
    jane.send_text("sales@support.localhost", "hello")
    answer = jane.expect(r"^sales@", r"position 1")

All clients live on one asyncio loop in a thread; every call here hands its work to that loop and waits, bounded.
Everything that arrives is kept in .seen with its time; expect() looks at what it has not returned before, in order.
"""

import asyncio
import inspect
import itertools
import logging
import re
import threading
import time
import uuid
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

logging.getLogger("slixmpp").setLevel(logging.CRITICAL)  # before it is imported: that alone is worth a warning to it

import slixmpp
import slixmpp.xmlstream.handler
import slixmpp.xmlstream.matcher

from servers import Trouble

NS = "{jabber:client}"
NAMESPACES = {
    "chatstates": "http://jabber.org/protocol/chatstates",
    "receipts": "urn:xmpp:receipts",
    "markers": "urn:xmpp:chat-markers:0",
    "hints": "urn:xmpp:hints",
    "sid": "urn:xmpp:sid:0",
    "oob": "jabber:x:oob",
    "correct": "urn:xmpp:message-correct:0",
    "delay": "urn:xmpp:delay",
    "nick": "http://jabber.org/protocol/nick",
    "rosterx": "http://jabber.org/protocol/rosterx",
    "commands": "http://jabber.org/protocol/commands",
    "forms": "jabber:x:data",
    "disco-info": "http://jabber.org/protocol/disco#info",
    "disco-items": "http://jabber.org/protocol/disco#items",
}

# slixmpp says much about connections that tests break on purpose.
logging.getLogger("asyncio").setLevel(logging.CRITICAL)


class Stage:
    """The loop and its thread, started when the first actor comes; crowd.py plays on it too."""

    loop = None
    lock = threading.Lock()

    @classmethod
    def run(cls, coroutine, seconds):
        with cls.lock:
            if cls.loop is None:
                cls.loop = asyncio.new_event_loop()
                threading.Thread(target=cls._turn, daemon=True).start()
        future = asyncio.run_coroutine_threadsafe(coroutine, cls.loop)
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()
            raise Trouble("not within %g s" % seconds) from None

    @classmethod
    def _turn(cls):
        asyncio.set_event_loop(cls.loop)
        cls.loop.run_forever()


class Stanza:
    """One stanza as it arrived. xml is an ElementTree element; find() takes "{namespace}name" or a bare name of the
    stream's own namespace, and looks at the children only."""

    def __init__(self, xml):
        self.at = time.time()
        self.xml = xml
        self.kind = xml.tag.split("}")[1]
        self.taken = False
        self.sender = xml.get("from") or ""
        self.to = xml.get("to") or ""
        self.id = xml.get("id")
        self.type = xml.get("type")

    @property
    def body(self):
        return self.text("body")

    def find(self, name):
        return self.xml.find(name if name.startswith("{") else NS + name)

    def has(self, name):
        return self.find(name) is not None

    def text(self, name):
        child = self.find(name)
        return None if child is None else child.text or ""

    @property
    def chat_state(self):
        prefix = "{%s}" % NAMESPACES["chatstates"]
        return next((c.tag[len(prefix):] for c in self.xml if c.tag.startswith(prefix)), None)

    @property
    def nick(self):
        return self.text("{%s}nick" % NAMESPACES["nick"])

    @property
    def stamp(self):
        delay = self.find("{%s}delay" % NAMESPACES["delay"])
        return None if delay is None else delay.get("stamp")

    @property
    def condition(self):
        """Of an error, the defined condition."""
        error = self.find("error")
        return None if error is None or not len(error) else error[0].tag.split("}")[1]

    def __str__(self):
        return ET.tostring(self.xml, encoding="unicode")

    __repr__ = __str__


def payload(name, ns, text=None, **attributes):
    """The text of one element, for send_message(extra=…)."""
    words = "".join(" %s=%s" % (k.replace("_", "-"), quoteattr(v)) for k, v in attributes.items())
    start = "<%s xmlns=%s%s" % (name, quoteattr(NAMESPACES.get(ns, ns)), words)
    return start + "/>" if text is None else "%s>%s</%s>" % (start, escape(text), name)


class _Client(slixmpp.ClientXMPP):
    def __init__(self, actor, jid, password, port, **options):
        super().__init__(jid, password, **options)
        self.actor = actor
        self.port = port
        self.register_plugin("xep_0030")
        self.register_plugin("xep_0199")
        self["feature_mechanisms"].unencrypted_plain = True
        self.roster.auto_authorize = None  # the actor answers, or does not
        self.roster.auto_subscribe = False
        self.online = asyncio.Event()
        self.failed = None
        self.add_event_handler("session_start", lambda _: self.online.set())
        for event in ("failed_all_auth", "connection_failed", "disconnected"):
            self.add_event_handler(event, self._fail(event))
        self.add_filter("in", actor._arrived)
        if actor.suggestions:
            self["xep_0030"].add_feature(NAMESPACES["rosterx"])
            self.register_handler(slixmpp.xmlstream.handler.Callback(
                "suggestions", slixmpp.xmlstream.matcher.MatchXPath("%siq/{%s}x" % (NS, NAMESPACES["rosterx"])),
                lambda iq: iq.reply().send()))

    def come(self):
        """Connects without TLS. slixmpp until 1.8 is told so beside the address, later ones know it by attributes."""
        address = ("127.0.0.1", self.port)
        if "use_ssl" in inspect.signature(self.connect).parameters:
            self.connect(address, use_ssl=False, force_starttls=False, disable_starttls=True)
        else:
            self.enable_direct_tls = self.enable_starttls = False
            self.enable_plaintext = True
            self.connect(*address)

    def _fail(self, event):
        def handler(reason):
            self.failed = "%s %s" % (event, reason or "")
            self.online.set()
        return handler


class Actor:
    """One client session. user None: an anonymous visitor, with an address that the server chooses.
    subscriptions: "accept" grants what is asked for and asks back, "ignore" leaves it unanswered.
    receipts: True answers XEP-0184 requests. suggestions: True takes those of XEP-0144, and only says so."""

    def __init__(self, server, user, password=None, resource=None, subscriptions="accept", receipts=False, lang=None,
                 register=True, suggestions=False):
        self.server = server
        self.user = user
        self.password = password or server.users.get(user) or "secret"
        self.resource = resource or "test-" + uuid.uuid4().hex[:6]
        self.subscriptions = subscriptions
        self.receipts = receipts
        self.suggestions = suggestions
        self.lang = lang
        self.seen = []
        self.news = threading.Condition()
        self.client = None
        self._ids = itertools.count(1)
        if register and user is not None and user not in server.users:
            server.register(user, self.password)

    # -- coming and going --

    def connect(self, presence=True, seconds=20):
        """Logs in; presence: with initial presence, so that messages arrive."""
        Stage.run(self._connect(), seconds)
        if presence:
            self.presence()
        return self

    async def _connect(self):
        if self.user is None:
            client = _Client(self, self.server.guests, "", self.server.c2s_port, sasl_mech="ANONYMOUS")
        else:
            client = _Client(self, "%s@%s/%s" % (self.user, self.server.domain, self.resource), self.password,
                             self.server.c2s_port)
        self.client = client
        client.come()
        await client.online.wait()
        if client.failed:
            self._abort(client)
            raise Trouble("%s cannot log in: %s" % (self.user or "a visitor", client.failed))
        try:
            await client.get_roster(timeout=10)  # a session that asked for its roster gets subscription requests
        except slixmpp.exceptions.XMPPError:
            pass  # visitors may have none

    @property
    def jid(self):
        return self.client.boundjid.full

    @property
    def bare(self):
        return self.client.boundjid.bare

    def disconnect(self, seconds=10):
        """Says goodbye and closes the stream."""
        if self.client:
            Stage.run(self._disconnect(), seconds)
            self.client = None

    async def _disconnect(self):
        self.client.send_raw("<presence type='unavailable'/>")
        await self.client.disconnect(wait=2)

    def vanish(self):
        """Breaks the TCP connection without a word."""
        if self.client:
            Stage.run(self._vanish(), 5)
            self.client = None

    async def _vanish(self):
        self._abort(self.client)

    @staticmethod
    def _abort(client):
        client.cancel_connection_attempt()  # else it would come back by itself some day, beside the next one
        client.abort()

    def __enter__(self):
        return self.connect() if self.client is None else self

    def __exit__(self, *_):
        self.disconnect()

    # -- saying --

    def new_id(self):
        return "%s-%d-%s" % (self.user or "visitor", next(self._ids), uuid.uuid4().hex[:8])

    def send_raw(self, xml):
        """As it is: only well-formed XML, or this session's stream ends."""
        Stage.run(self._send(xml), 10)

    async def _send(self, xml):
        self.client.send_raw(xml)

    def send_message(self, to, extra="", id=None, type="chat"):
        """A message with the given XML inside; returns its id."""
        id = id or self.new_id()
        lang = " xml:lang=%s" % quoteattr(self.lang) if self.lang else ""
        self.send_raw("<message to=%s id=%s type=%s%s>%s</message>"
                      % (quoteattr(str(to)), quoteattr(id), quoteattr(type), lang, extra))
        return id

    def send_text(self, to, body, id=None, type="chat", chat_state=None, receipt=False, markable=False, origin_id=None,
                  corrects=None, url=None, extra=""):
        """A message with a body and what clients put beside it; returns its id."""
        xml = "<body>%s</body>" % escape(body)
        if chat_state:
            xml += payload(chat_state, "chatstates")
        if receipt:
            xml += payload("request", "receipts")
        if markable:
            xml += payload("markable", "markers")
        if origin_id:
            xml += payload("origin-id", "sid", id=origin_id)
        if corrects:
            xml += payload("replace", "correct", id=corrects)
        if url:
            xml += "<x xmlns='jabber:x:oob'><url>%s</url></x>" % escape(url)
        return self.send_message(to, xml + extra, id=id, type=type)

    def send_state(self, to, state):
        return self.send_message(to, payload(state, "chatstates"))

    def presence(self, show=None, type=None, to=None, status=None, priority=None, extra=""):
        """show: away, xa, dnd, chat; type: unavailable, subscribe, subscribed, …"""
        attributes = "".join(" %s=%s" % (k, quoteattr(v)) for k, v in (("to", to), ("type", type)) if v)
        xml = "".join("<%s>%s</%s>" % (k, escape(str(v)), k)
                      for k, v in (("show", show), ("status", status), ("priority", priority)) if v is not None)
        self.send_raw("<presence%s>%s%s</presence>" % (attributes, xml, extra))

    def iq(self, to, xml, type="get", seconds=10):
        """Sends a request and returns the answer, a result or an error."""
        id = self.new_id()
        self.send_raw("<iq%s id=%s type=%s>%s</iq>"
                      % (" to=" + quoteattr(str(to)) if to else "", quoteattr(id), quoteattr(type), xml))
        return self.expect_stanza("the answer to %s" % xml, lambda s: s.kind == "iq" and s.id == id
                                  and s.type in ("result", "error"), seconds)

    def disco(self, to, what="info", node=None, seconds=10):
        return self.iq(to, payload("query", "disco-" + what, **({"node": node} if node else {})), seconds=seconds)

    # -- hearing --

    def _arrived(self, stanza):
        """In the loop's thread, for every stanza."""
        xml = getattr(stanza, "xml", None)
        if xml is None or not xml.tag.startswith(NS):
            return stanza
        s = Stanza(ET.fromstring(ET.tostring(xml)))  # slixmpp changes its own copy
        if s.kind == "presence" and s.type == "subscribe" and self.subscriptions == "accept":
            to = quoteattr(s.sender)
            self.client.send_raw("<presence to=%s type='subscribed'/>" % to)
            if self.client.client_roster[s.sender]["subscription"] not in ("to", "both"):
                self.client.send_raw("<presence to=%s type='subscribe'/>" % to)
        if s.kind == "message" and self.receipts and s.id and s.has("{%s}request" % NAMESPACES["receipts"]):
            self.client.send_raw("<message to=%s type='chat'>%s</message>"
                                 % (quoteattr(s.sender), payload("received", "receipts", id=s.id)))
        with self.news:
            self.seen.append(s)
            self.news.notify_all()
        return stanza

    def _take(self, wanted, seconds):
        end = time.monotonic() + seconds
        checked = 0
        with self.news:
            while True:
                for s in self.seen[checked:]:
                    if not s.taken and wanted(s):
                        s.taken = True
                        return s
                checked = len(self.seen)
                left = end - time.monotonic()
                if left <= 0:
                    return None
                self.news.wait(left)

    def _untaken(self):
        with self.news:
            return [s for s in self.seen if not s.taken and s.kind != "iq"]

    def expect_stanza(self, what, wanted, seconds=10):
        """The first stanza not taken before for which wanted(stanza) is true."""
        s = self._take(wanted, seconds)
        if s is None:
            raise Trouble("%s saw nothing like %s within %g s; not taken yet:\n%s" % (
                self.user or "the visitor", what, seconds, "\n".join(map(str, self._untaken()[-12:])) or "nothing"))
        return s

    @staticmethod
    def _message_like(sender, body, type=None):
        def wanted(s):
            return (s.kind == "message" and s.body is not None and s.type != "error"
                    and (type is None or s.type == type)
                    and re.search(sender, s.sender) and re.search(body, s.body))
        return wanted

    def expect(self, sender=".", body="", seconds=10):
        """The next message with a body whose sender and body hold these regular expressions."""
        return self.expect_stanza("a message from /%s/ with /%s/" % (sender, body),
                                  self._message_like(sender, body), seconds)

    def expect_error(self, sender=".", condition=".", seconds=10):
        """The next error of any kind."""
        return self.expect_stanza("an error %s from /%s/" % (condition, sender),
                                  lambda s: s.type == "error" and re.search(sender, s.sender)
                                  and re.search(condition, s.condition or ""), seconds)

    def expect_state(self, state, sender=".", seconds=10):
        return self.expect_stanza("chat state %s from /%s/" % (state, sender),
                                  lambda s: s.kind == "message" and s.chat_state == state
                                  and re.search(sender, s.sender), seconds)

    def expect_presence(self, sender=".", type=None, show=None, seconds=10):
        """type None: available; show None: any."""
        return self.expect_stanza("presence %s from /%s/" % (type or "available", sender),
                                  lambda s: s.kind == "presence" and s.type == type
                                  and (show is None or s.text("show") == show)
                                  and re.search(sender, s.sender), seconds)

    def nothing(self, seconds=1, sender=".", body=""):
        """Trouble when a message like this, not taken before, is there or comes in that time."""
        s = self._take(self._message_like(sender, body), seconds)
        if s is not None:
            raise Trouble("%s was not to see %s" % (self.user or "the visitor", s))

    def bodies(self, sender="."):
        """The bodies of all messages so far from such senders, taken or not, in the order they came."""
        with self.news:
            return [s.body for s in self.seen if s.kind == "message" and s.type != "error" and s.body is not None
                    and re.search(sender, s.sender)]

    def forget(self):
        """All that came so far counts as taken."""
        with self.news:
            for s in self.seen:
                s.taken = True


class Customer(Actor):
    """Ignores subscription requests, as strangers do."""

    def __init__(self, server, user=None, **kwargs):
        kwargs.setdefault("subscriptions", "ignore")
        super().__init__(server, user, **kwargs)


class Agent(Actor):
    """Grants the desk what it asks for."""

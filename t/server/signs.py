# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: what clients show of a chat without its words, and from which address it comes."""

import base64
import hashlib
import os
import re

import tap
from shift import Shift, ns

CONF = """
agent "bob@localhost" { name = "Bob"   avatar = "%(dir)s/bob.png" }
agent "eve@localhost" { name = "Eve" }
queue "sales" { title = "Shoe Shop"   avatar = "%(dir)s/shop.jpg"   agents = {"bob@localhost", "eve@localhost"}
                strategy = "ring-all"   offer_timeout = "60s" }
"""
PICTURES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "pictures")
METADATA, DATA = "urn:xmpp:avatar:metadata", "urn:xmpp:avatar:data"
PHOTO = "{vcard-temp:x:update}"


def picture(name):
    with open(os.path.join(PICTURES, name), "rb") as f:
        return f.read()


def sha1(name):
    return hashlib.sha1(picture(name)).hexdigest()


def photo(presence):
    """The hash in presence (XEP-0153)."""
    x = presence.find(PHOTO + "x")
    return None if x is None else x.findtext(PHOTO + "photo")


def said(actor, address):
    """From which addresses messages with words came, of all that came from this one and its resources."""
    return {s.sender for s in actor.seen if s.kind == "message" and s.body and s.sender.split("/")[0] == address}


def addresses(scratch, server):
    """xep: 0085"""
    with Shift(scratch, server, CONF % {"dir": PICTURES}) as shift:
        sales = shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
        face = shift.served(jane, bob)
        bob.send_text(face, "How can I help?")
        jane.expect(sales, "How can I help")
        for state in ("active", "composing", "paused", "inactive", "gone"):
            jane.send_state(sales, state)
            tap.is_(bob.expect_state(state, face).sender, face + "/desk", "%s comes from a resource of the face" % state)
            bob.send_state(face, state)
            tap.is_(jane.expect_state(state, sales).sender, sales + "/desk", "and to the customer from one of the queue")
        jane.send_text(sales, "With a state", chat_state="active", receipt=True)
        m = bob.expect(face, "With a state")
        tap.is_((m.sender, m.chat_state), (face, "active"), "one beside words comes with them")
        tap.is_((said(bob, face), said(jane, sales)), ({face}, {sales}), "all words come from the bare addresses")
        tap.is_({s.sender for s in bob.seen if s.kind == "presence" and s.sender.startswith(face)}, {face + "/desk"},
                "and all presence from the resource")


def offer_ends(scratch, server):
    """A colleague is faster: presence tells it, and no message."""
    with Shift(scratch, server, CONF % {"dir": PICTURES}) as shift:
        bob, eve = shift.agent("bob"), shift.agent("eve")
        shift.open()
        jane = shift.customer("jane")
        face = shift.asks(jane, bob, "Hello")
        bob.expect_presence("^%s/desk$" % re.escape(face), show="away")
        eve.expect(face, "^Hello$")
        eve.send_text(face, "!accept")
        jane.expect("^sales", "Eve")
        m = bob.expect_presence("^%s/desk$" % re.escape(face), "unavailable")
        tap.is_(m.text("status"), "Not with you any more", "the chat is not there any more")
        tap.is_(bob.bodies(face)[-1], "Hello", "and does not move up")


def metadata(actor, address):
    """The next headline with the metadata of a picture (XEP-0084, sent unasked): (id, type, bytes); None: there is none."""
    def is_one(s):
        if s.kind != "message" or s.sender != address or not s.has("{http://jabber.org/protocol/pubsub#event}event"):
            return False
        return s.xml.find(".//{%s}metadata" % METADATA) is not None
    info = actor.expect_stanza("a headline with a picture", is_one).xml.find(".//{%s}info" % METADATA)
    return None if info is None else (info.get("id"), info.get("type"), int(info.get("bytes")))


def data(actor, address):
    """The picture that a client then asks for."""
    answer = actor.iq(address, "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='%s'/></pubsub>" % DATA)
    return base64.b64decode(answer.xml.findtext(".//{%s}data" % DATA) or "")


def in_card(actor, address):
    card = actor.iq(address, "<vCard xmlns='vcard-temp'/>").find(ns("vcard", "vCard"))
    return base64.b64decode(card.findtext(ns("vcard", "PHOTO") + "/" + ns("vcard", "BINVAL")) or "")


def pictures(scratch, server):
    """xep: 0084 0153"""
    shop = (sha1("shop.jpg"), "image/jpeg", len(picture("shop.jpg")))
    with Shift(scratch, server, CONF % {"dir": PICTURES}) as shift:
        sales = shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
        face = shift.asks(jane, bob, "Hello")
        tap.is_(metadata(jane, sales), shop, "the queue sends a new customer its picture")
        tap.is_(metadata(bob, face), shop, "the face sends the queue's picture, as a headline of the bare address")
        m = bob.expect_presence("^%s/desk$" % re.escape(face))
        tap.is_(photo(m), shop[0], "with the same hash in presence")
        tap.is_((data(bob, face), in_card(bob, face)), (picture("shop.jpg"),) * 2, "and it is there in both forms")
        bob.send_text(face, "!accept")
        jane.expect(sales, "Bob is with you")
        mine = (sha1("bob.png"), "image/png", len(picture("bob.png")))
        tap.is_(metadata(jane, sales), mine, "while Bob serves, the queue has his")
        tap.is_((data(jane, sales), in_card(jane, sales)), (picture("bob.png"),) * 2, "in both forms")
        tap.is_(photo([s for s in jane.seen if s.kind == "presence" and s.sender == sales + "/desk"][-1]), mine[0],
                "and its hash in presence")
        bob.send_text(face, "!close")
        tap.is_(metadata(jane, sales), shop, "and then its own again")
        shift.configure(re.sub(r"avatar = \S+", "", CONF))
        since = shift.desk.log_size()
        shift.desk.reload()
        shift.desk.wait_log("configuration: reloaded", since=since)
        ann = shift.customer("ann")
        face = shift.asks(ann, bob, "Hello")
        tap.is_(photo(bob.expect_presence("^%s/desk$" % re.escape(face), show="away")), "", "without pictures the hash is empty")


PARTS = (addresses, offer_ends, pictures)

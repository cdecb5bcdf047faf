# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: OMEMO with Profanity, as a customer and as an agent, in a terminal."""

import re
import sqlite3

import tap
from actors import Agent
from profanity import Profanity
from servers import wait_until
from shift import Shift

NEEDS = ("profanity", "tmux")

CONF = """
agent_first_reply = "off"
flood_messages = 1000
agent "%(agent)s@localhost" { name = "Bob" }
queue "sales" { title = "Sales"   agents = {"%(agent)s@localhost"} }
"""

OMEMO = "<encrypted[^>]*eu.siacs.conversations.axolotl"


def begin(person, address, fingerprint):
    """Makes the keys, and begins a session with an address of the desk."""
    person.type("/omemo gen")
    wait_until("the keys", 30, lambda: "bundles:" in "".join(person.stanzas("SENT")))
    start(person, address, fingerprint)


def start(person, address, fingerprint):
    person.type("/omemo start %s" % address)
    sent_keys = r"(?=.*\bfrom=.%s)(?=.*<identityKey>)" % re.escape(address)
    person.wait_stanza(sent_keys, 20)
    person.window(address)
    shown = fingerprint.replace(" ", "-")

    def trusted():  # Profanity takes the keys in a while after it has got them
        person.type("/omemo trust %s" % shown)
        person.type("/omemo fingerprint")
        return re.search(r"%s \(trusted\)" % shown, person.screen())
    wait_until("the desk's fingerprint is trusted", 20, trusted, every=1)


def sent_sealed(person, before):
    """What the person has sent since, as far as it has a body: all of it encrypted?"""
    sent = [s for s in person.stanzas("SENT")[before:] if "<body>" in s]
    return bool(sent) and all(re.search(OMEMO, s) for s in sent)


def fingerprint_of(shift):
    status, out, err = shift.desk.cli("omemo", "fingerprint")
    assert status == 0, err
    return out.strip()


def customer(scratch, server):
    """A customer with OMEMO, an agent without."""
    with Profanity(scratch, server, "olga") as olga, Shift(scratch, server, CONF % {"agent": "bob"}, links=2) as shift:
        sales = shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        begin(olga, sales, fingerprint_of(shift))
        olga.say(sales, "Do you ship to Norway & 挪威?")
        face = bob.expect(r"^olga.*@%s$" % re.escape(shift.desk.domain), "^Do you ship to Norway & 挪威\\?$").sender
        tap.ok(sent_sealed(olga, 0), "the customer's words are encrypted on the wire")
        bob.send_text(face, "Yes, we do: 5 €")
        tap.ok(olga.hear(sales, "Yes, we do: 5 €"), "the answer is on the customer's screen")
        m = olga.wait_stanza(r"<message\b[^>]*\bfrom=.%s.*%s" % (re.escape(sales), OMEMO))
        tap.ok("5 €" not in m and "urn:xmpp:eme:0" in m and "<store" in m, "encrypted, with what belongs to it")
        for i in range(60):  # more than a heartbeat
            olga.type("Line %d" % i)
            bob.expect(face, "^Line %d$" % i)
        tap.ok(True, "sixty more")
        bob.send_text(face, "Thank you for all of them")
        tap.ok(olga.wait_for("Thank you for all of them"), "and an answer")
        said = [row["body"] for row in shift.archive()]
        tap.ok("Line 59" in said and "Thank you for all of them" in said, "the archive has the text")
        shift.desk.restart()
        shift.on_duty("bob")
        olga.type("After the restart")
        tap.ok(bob.expect(face, "^After the restart$"), "and after a restart of the desk")
        bob.send_text(face, "Here again")
        tap.ok(olga.wait_for("Here again"), "both ways")


def agent(scratch, server):
    """An agent with OMEMO, a customer without."""
    with Profanity(scratch, server, "fred") as bob, Shift(scratch, server, CONF % {"agent": "fred"}) as shift:
        house, sales = shift.address(), shift.address("sales")
        shift.desk.start()
        bob.wait_stanza("<presence[^>]*subscribe")
        bob.type("/sub allow %s" % house)
        bob.type("/sub request %s" % house)
        shift.on_duty("fred")
        jane = shift.customer("jane")
        jane.send_text(sales, "Good morning")
        face = re.search(r"\bfrom=.(jane[^\"']+)", bob.wait_stanza(r"<message\b[^>]*\bfrom=.jane")).group(1)
        bob.hear(face, "Good morning")
        begin(bob, face, fingerprint_of(shift))
        before = len(bob.stanzas("SENT"))
        bob.window(face)
        bob.type("!accept")
        tap.ok(bob.wait_for(r"Conversation #\d+ is yours"), "an encrypted command is carried out")
        bob.type("What can I do for you?")
        tap.ok(jane.expect(sales, "^What can I do for you\\?$"), "an encrypted answer reaches the customer")
        tap.ok(sent_sealed(bob, before), "both were encrypted on the wire")
        jane.send_text(sales, "My order 4711")
        tap.ok(bob.wait_for("My order 4711"), "the customer's words are on the agent's screen")
        clear = [s for s in bob.stanzas("RECV") if "My order 4711" in s]
        tap.ok(not clear, "encrypted%s" % "".join(": " + s for s in clear))
        bob.type("!close done")
        tap.ok(jane.expect(sales, "^Bob has closed the conversation"), "!close closes")


def empty_list(server, user):
    """Profanity 0.13 publishes its device only into a list that is there."""
    before = Agent(server, user)
    before.connect(False)
    m = before.iq("", "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='eu.siacs.conversations.axolotl.devicelist'>"
                      "<item id='current'><list xmlns='eu.siacs.conversations.axolotl'/></item></publish><publish-options>"
                      "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                      "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
                      "<field var='pubsub#access_model'><value>open</value></field></x></publish-options></pubsub>", "set")
    assert m.type == "result", m
    before.disconnect()


def first(scratch, server):
    """The desk writes first, encrypted, to an agent whose client announces OMEMO."""
    empty_list(server, "tess")
    with Profanity(scratch, server, "tess") as tess, Shift(scratch, server, CONF % {"agent": "tess"}) as shift:
        house, sales = shift.address(), shift.address("sales")
        tess.type("/omemo gen")
        wait_until("the keys", 30, lambda: "bundles:" in "".join(tess.stanzas("SENT")))
        tess.wait_stanza(r"<publish node=.eu.siacs.conversations.axolotl.devicelist", 20, "SENT")
        shift.desk.start()
        tess.wait_stanza("<presence[^>]*subscribe")
        tess.type("/sub allow %s" % house)
        tess.type("/sub request %s" % house)
        shift.on_duty("tess")
        wait_until("the keys of the agent", 20, lambda: keys_of(shift))
        jane = shift.customer("jane2")
        jane.send_text(sales, "Good evening")
        face = re.search(r"\bfrom=.(jane2[^\"']+)", tess.wait_stanza(r"<message\b[^>]*\bfrom=.jane2")).group(1)
        tap.ok(tess.hear(face, "Good evening"), "the customer's words are on the agent's screen")
        got = [s for s in tess.stanzas("RECV") if "<body>" in s and face in s]
        tap.ok(got and all(re.search(OMEMO, s) for s in got), "encrypted from the first on, before the agent wrote")


def keys_of(shift):
    db = sqlite3.connect("file:%s?mode=ro" % shift.desk.store, uri=True)
    try:
        return db.execute("SELECT count(*) FROM omemo_theirs WHERE bundle <> ''").fetchone()[0] > 0
    finally:
        db.close()


PARTS = (customer, agent, first)

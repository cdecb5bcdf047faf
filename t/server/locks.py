# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: who gets OMEMO, and what is refused, as the servers carry it. The keys are made up, but for
those of exchange()."""

import base64
import os
import re
import sqlite3

import sealed
import tap
from servers import wait_until
from shift import Shift

NEEDS = ()

PUBSUB = "http://jabber.org/protocol/pubsub"
LIST = "eu.siacs.conversations.axolotl.devicelist"
BUNDLES = "eu.siacs.conversations.axolotl.bundles:"

CONF = """
agent_first_reply = "off"
agent "lucy@localhost" { name = "Lucy" omemo = "%(agent)s" }
queue "sales" { title = "Sales"   agents = {"lucy@localhost"} omemo = "%(queue)s" }
"""


def key(n):
    return base64.b64encode(os.urandom(n)).decode()


def publish(actor, node, item, access="open"):
    m = actor.iq("", "<pubsub xmlns='%s'><publish node='%s'>%s</publish><publish-options>"
                     "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>%s#publish-options</value></field>"
                     "<field var='pubsub#access_model'><value>%s</value></field></x></publish-options></pubsub>"
                 % (PUBSUB, node, item, PUBSUB, access), "set")
    assert m.type == "result", m


def publish_device(actor, device):
    keys = "".join("<preKeyPublic preKeyId='%d'>%s</preKeyPublic>" % (i, key(33)) for i in range(1, 26))
    publish(actor, BUNDLES + device, "<item id='current'><bundle xmlns='eu.siacs.conversations.axolotl'><signedPreKeyPublic signedPreKeyId='1'>%s"
            "</signedPreKeyPublic><signedPreKeySignature>%s</signedPreKeySignature><identityKey>%s</identityKey><prekeys>%s</prekeys></bundle></item>"
            % (key(33), key(64), key(33), keys))
    publish_list(actor, device)


def publish_list(actor, *devices):
    publish(actor, LIST, "<item id='current'><list xmlns='eu.siacs.conversations.axolotl'>%s</list></item>"
            % "".join("<device id='%s'/>" % d for d in devices))


def announce(actor):
    """The client says that it has OMEMO; before its first presence."""
    actor.client["xep_0030"].add_feature(LIST + "+notify")


def kept(shift, what):
    db = sqlite3.connect("file:%s?mode=ro" % shift.desk.store, uri=True)
    try:
        return db.execute(what).fetchall()
    finally:
        db.close()


def shown(actor, address):
    """The device in the headline from this address."""
    m = actor.expect_stanza("the devices of %s" % address, lambda s: s.kind == "message" and s.type == "headline"
                            and s.sender == address and LIST in str(s), 20)
    return re.search(r"<[^>]*device\b[^>]*\bid=.(\d+)", str(m)).group(1)


def devices_of(actor, address):
    m = actor.iq(address, "<pubsub xmlns='%s'><items node='%s'/></pubsub>" % (PUBSUB, LIST))
    return m.type, re.findall(r"device\b[^>]*\bid=.(\d+)", str(m))


def showing(scratch, server):
    """The desk shows its device to an agent's client that announces OMEMO, before the client asks."""
    with Shift(scratch, server, CONF % {"agent": "prefer", "queue": "prefer"}) as shift:
        lucy = shift.agent("lucy", presence=False)
        announce(lucy)
        publish_device(lucy, "4711")
        lucy.presence()
        shift.open()
        device = shown(lucy, shift.address())
        tap.ok(device, "the house shows its device in a headline")
        wait_until("the agent's keys", 20, lambda: kept(shift, "SELECT 1 FROM omemo_theirs WHERE peer LIKE 'lucy@%' AND bundle <> ''"))
        nina = shift.customer("nina", presence=False)
        announce(nina)
        publish_device(nina, "4712")
        nina.presence()
        face = shift.asks(nina, lucy, "Hello")
        tap.is_(shown(lucy, face), device, "the bare face too, whom the agent has not subscribed to")
        wait_until("the customer's keys", 20, lambda: kept(shift, "SELECT 1 FROM omemo_theirs WHERE peer LIKE 'nina@%' AND bundle LIKE '% %'"))
        tap.ok(True, "the keys of a customer's open list are read as the queue, without a subscription")
        tap.is_(devices_of(nina, shift.address("sales")), ("result", [device]), "a customer who asks gets the same device")
        lucy.send_text(face, "Good morning")
        tap.ok(nina.expect("^sales@", "^Good morning$"), "keys that are not sound hold nothing up")


def refusing(scratch, server):
    """omemo = "require" and "off", as a client meets them."""
    with Shift(scratch, server, CONF % {"agent": "require", "queue": "require"}) as shift:
        lucy = shift.agent("lucy")
        shift.open()
        oscar = shift.customer("oscar")
        oscar.send_text(shift.address("sales"), "My card is 4711")
        e = oscar.expect_error("^sales@", "not-acceptable")
        tap.ok("switch on encryption" in str(e), "a plain message comes back with the reason")
        tap.ok(oscar.expect("^sales@", "switch on encryption"), "and with a sentence in the chat")
        lucy.send_text(shift.address(), "agents")
        tap.ok(lucy.expect("^desk@", "^Not carried out: "), "an agent's plain command is not carried out")
        tap.is_(shift.archive(), [], "nothing of it is in the archive")
    with Shift(scratch, server, CONF % {"agent": "off", "queue": "off"}) as shift:
        lucy = shift.agent("lucy")
        shift.open()
        paul = shift.customer("paul")
        tap.is_(devices_of(paul, shift.address("sales")), ("result", []), "off: an empty list, at once, so clients offer to disable OMEMO")
        tap.is_(devices_of(lucy, shift.address()), ("result", []), "for agents too")
        face = shift.asks(paul, lucy, "Plain then")
        tap.is_(devices_of(lucy, face), ("result", []), "and at a face")


def sealed_from(actor, sealer, name, address, text):
    """Waits for this text, encrypted for that device, from this address."""
    def wanted(s):
        if s.kind != "message" or s.sender.split("/")[0] != address or s.find(sealed.ENCRYPTED) is None:
            return False
        if not hasattr(s, "opened"):
            s.opened = sealer.read(name, address, s)
        return s.opened == ("text", text)
    return actor.expect_stanza("%s, encrypted" % text, wanted, 20)


def login(actor, sealer, name):
    """As Conversations logs in: its keys are at the server, open to all."""
    announce(actor)
    number, item = sealer.own(name)
    publish(actor, BUNDLES + number, item)
    return number


def exchange(scratch, server):
    """What Conversations does, with real keys: the agent answers from the notification, and a second device of the customer."""
    if sealed.program() is None:
        tap.diag("exchange: t/server/sealer is not built")
        return
    sealer = sealed.Sealer()
    with Shift(scratch, server, CONF % {"agent": "prefer", "queue": "prefer"}) as shift:
        lucy = shift.agent("lucy", presence=False)
        publish_list(lucy, login(lucy, sealer, "lucy"))
        lucy.presence()
        shift.open()
        wait_until("the agent's keys", 20, lambda: kept(shift, "SELECT 1 FROM omemo_theirs WHERE peer LIKE 'lucy@%' AND bundle LIKE '% %'"))
        rosa = shift.customer("rosa", presence=False)
        phone = shift.customer("rosa")
        publish_list(rosa, login(rosa, sealer, "rosa"), sealer.own("phone")[0])
        publish(phone, BUNDLES + sealer.own("phone")[0], sealer.own("phone")[1])
        rosa.presence()
        sales = shift.address("sales")
        rosa.send_text(sales, "Do you ship to Norway?")
        m = lucy.expect_stanza("the customer's words", lambda s: s.kind == "message" and s.find(sealed.ENCRYPTED) is not None
                               and s.sender.startswith("rosa"), 20)
        face = m.sender.split("/")[0]
        tap.is_(sealer.read("lucy", face, m)[0], "text", "the desk writes to the agent first, encrypted")
        sealed_from(lucy, sealer, "lucy", face, "Do you ship to Norway?")
        wait_until("the customer's keys", 20, lambda: kept(shift, "SELECT count(*) FROM omemo_theirs WHERE peer LIKE 'rosa@%' AND bundle LIKE '% %'") == [(2,)])
        lucy.send_message(face, sealer.seal("lucy", face, "Yes, we do"))
        tap.ok(sealed_from(rosa, sealer, "rosa", sales, "Yes, we do"), "the answer from the notification reaches the customer, encrypted")
        tap.ok(sealed_from(phone, sealer, "phone", sales, "Yes, we do"), "and the customer's other device")
        tap.is_(kept(shift, "SELECT jid FROM omemo_asker"), [], "nobody has fetched the desk's keys for it")
        rosa.send_message(sales, sealer.seal("rosa", sales, "Thank you"))
        tap.ok(sealed_from(lucy, sealer, "lucy", face, "Thank you"), "nor for what the customer writes next")
        publish_list(rosa)
        phone.send_text(sales, "I lost my keys")
        tap.ok(phone.expect("^sales@", "^From now on we write to you without encryption"), "an empty list, and plain text: plain again")
        lucy.send_message(face, sealer.seal("lucy", face, "No problem"))
        tap.ok(rosa.expect("^sales@", "^No problem$"), "from then on")
    sealer.close()


PARTS = (showing, refusing, exchange)

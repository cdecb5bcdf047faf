# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: who is here, what the desk's addresses say of themselves, the house's chat, and the
command line beside the running desk."""

import json
import re

import tap
from actors import payload
from servers import wait_until
from shift import DEVICES, Shift, ns

CONF = """
agent_first_reply = "off"   offline_grace = "1s"   max_chats = 2
agent "bob@localhost"  { name = "Bob" }
agent "eve@localhost"  { name = "Eve"   role = "supervisor" }
agent "nina@localhost" { name = "Nina" }
agent "olaf@localhost" { name = "Olaf" }
queue "sales"   { title = "Sales"     agents = {"bob@localhost"} }
queue "billing" { title = "Billing"   agents = {"eve@localhost"} }
queue "spares"  { title = "Spares"    agents = {"olaf@localhost", "nina@localhost"} }
"""


def subscriptions(scratch, server):
    """The desk asks, grants, probes; and works for those who never subscribe."""
    with Shift(scratch, server, CONF) as shift:
        house = shift.address()
        nina = shift.agent("nina")  # before the desk starts: only a probe can tell
        olaf = shift.agent("olaf", subscriptions="ignore")
        shift.open("nina")
        tap.ok(nina.expect_presence("^%s$" % house, "subscribe"), "the desk asks an agent for the subscription")
        tap.ok(nina.expect_presence("^%s$" % house, "subscribed"), "and grants its own")
        tap.ok(nina.expect_presence("^%s/desk$" % house), "the agent sees the house there")
        tap.is_(shift.status("agents", "olaf")["state"], "offline", "who grants nothing is not seen")
        olaf.send_text(house, "ready")
        olaf.expect(house, "You take offers")
        shift.on_duty("olaf")
        tap.ok(True, "ready, without a subscription")
        jane = shift.customer("jane")
        shift.served(jane, olaf, "Where are my spares?", "spares")
        nina.disconnect()
        shift.wait_agent("nina", "offline")
        nina.connect()
        shift.wait_agent("nina", "available")
        shift.desk.restart()  # the agents are here before it again
        shift.links = 2
        shift.on_duty("nina", "olaf")
        tap.is_([str(s) for s in nina.seen if s.kind == "presence" and s.type == "subscribe"][1:], [],
                "who has granted it is not asked again")
        tap.ok(nina.expect_presence("^%s/desk$" % house, "unavailable"), "the agent saw the house go")


LATE_CONF = """
agent "bob@localhost"   { name = "Bob" }
agent "later@localhost" { name = "Later" }
queue "sales" { title = "Sales"   agents = {"bob@localhost", "later@localhost"} }
"""


def account_later(scratch, server):
    """An account that is made after the desk has started: ejabberd has dropped the request that came before it."""
    with Shift(scratch, server, LATE_CONF) as shift:
        house = shift.address()
        shift.agent("bob")
        shift.open()
        later = shift.agent("later", subscriptions="ignore")
        wait_until("the request comes", 40, lambda: [s for s in later.seen if s.type == "subscribe"])
        asked = [s for s in later.seen if s.kind == "presence" and s.type == "subscribe"]
        tap.is_([(s.sender, s.nick) for s in asked], [(house, "frontdesk")], "the request comes, and once")
        card = later.iq(house, payload("vCard", "vcard")).find(ns("vcard", "vCard"))
        tap.is_(card.findtext(ns("vcard", "FN")), asked[0].nick, "the desk's vcard has the same name")
        later.presence(type="subscribed", to=house)
        shift.on_duty("later")
        tap.ok(True, "accepted: on duty")


def devices(scratch, server):
    """Several devices are one agent; the best presence counts; pause and ready."""
    with Shift(scratch, server, CONF) as shift:
        house, sales = shift.address(), shift.address("sales")
        phone = shift.agent("bob", resource="phone")
        laptop = shift.agent("bob", resource="laptop")
        shift.open()
        phone.presence("away")
        for show, state in (("xa", "away"), ("dnd", "away"), ("chat", "available"), ("away", "away"), (None, "available")):
            laptop.presence(show)
            shift.wait_agent("bob", state)
        tap.ok(True, "the best of two devices")
        phone.presence("dnd")
        laptop.presence("dnd")
        shift.wait_agent("bob", "dnd")
        jane = shift.customer("jane")
        jane.send_text(sales, "Anybody?")
        jane.expect(sales, "Nobody is here at the moment")
        phone.presence()
        face = phone.expect("^jane", "Anybody").sender
        phone.send_text(face, "!accept")
        jane.expect(sales, "Bob is with you")
        laptop.presence()
        shift.wait_agent("bob", "available")
        phone.disconnect()
        laptop.send_text(face, "From the laptop")
        jane.expect(sales, "^From the laptop$")
        tap.is_(shift.status("agents", "bob")["state"], "available", "one device has gone: the agent has not")

        laptop.send_text(house, "pause lunch")
        laptop.expect(house, "^Paused")
        laptop.presence("chat")
        shift.wait_agent("bob", "paused")
        ann = shift.customer("ann")
        ann.send_text(sales, "Me too")
        ann.expect(sales, "Nobody is here")
        laptop.send_text(house, "agents")
        laptop.expect(house, r"Bob: paused, 1/2, lunch")
        laptop.send_text(house, "ready")
        laptop.expect(house, "^Your pause is over.*you take offers")
        tap.ok(laptop.expect("^ann", "Me too"), "paused whatever the presence says, until ready")
        jane.send_text(sales, "Still there?")
        tap.ok(laptop.expect(face, "^Still there"), "and what one has stays")


def grace(scratch, server):
    """Offline past the grace: to the head of the queue, both sides told."""
    conf = CONF.replace('agents = {"bob@localhost"}', 'agents = {"bob@localhost", "eve@localhost"}').replace(
        "max_chats = 2", "max_chats = 1")
    with Shift(scratch, server, conf) as shift:
        sales = shift.address("sales")
        bob, eve = shift.agent("bob"), shift.agent("eve", presence=False)
        shift.open("bob")
        jane, ann = shift.customer("jane"), shift.customer("ann")
        face = shift.served(jane, bob)
        ann.send_text(sales, "I am next")
        ann.expect(sales, "number 1")
        bob.vanish()
        tap.ok(jane.expect(sales, "^Bob had to leave. You are back at the front", seconds=20), "the customer is told")
        shift.wait_queue("sales", waiting=2, active=0)
        eve.presence()
        tap.is_(eve.expect("@support", r"^▸ ").sender, face, "at the head of the queue")
        eve.send_text(face, "Eve here")
        jane.expect(sales, "^Eve here$")
        eve.send_text(face, "!close")
        jane.expect(sales, "closed")
        eve.expect("^ann", "I am next")
        eve.presence("away")  # or the agent who comes back would have nobody
        bob.connect()
        tap.ok(bob.expect(face, "You were offline for too long"), "and the agent, at the next login")
        bob.expect("^ann", "I am next")


def house(scratch, server):
    """What agents ask of it, and the menu for customers."""
    with Shift(scratch, server, CONF) as shift:
        desk = shift.address()
        bob, eve = shift.agent("bob"), shift.agent("eve")
        shift.open()
        jane, ann = shift.customer("jane"), shift.customer("ann")

        def answers(agent, line, pattern):
            agent.send_text(desk, line)
            tap.like(agent.expect("^%s$" % desk).body, pattern, "%s" % line)

        answers(bob, "help", r"(?s)mine: .*queue: .*agents: .*pause \[reason\]: .*stats: .*Not possible now: take")
        answers(bob, "mine", "^You have no conversations")
        face = shift.served(jane, bob)
        answers(bob, "!mine", r"^#1  jane in Sales, last heard \d+ s ago: xmpp:%s$" % re.escape(face))
        answers(bob, "agents", r"^Bob: available, 1/2\nEve: available, 0/2\nNina: offline, 0/2")
        answers(bob, "frobnicate", 'There is no command "frobnicate" here')

        ann.send_text(desk, "Where is my money?")  # to the house: the menu
        menu = ann.expect("^%s$" % desk)
        tap.like(menu.body, r"1  Sales\n2  Billing\n3  Spares", "a customer gets the menu")
        eve.send_text(desk, "pause")
        eve.expect(desk, "Paused")
        ann.send_text(desk, "2")
        ann.expect(desk, "Billing goes on at billing@")
        ann.expect("^%s$" % shift.address("billing"), "Nobody is here")
        answers(bob, "queue", r"^Sales: 0 waiting$")
        answers(eve, "queue", r"(?s)^Sales: 0 waiting\nBilling: 1 waiting\n  #2  ann, \d+ s\nSpares: 0 waiting")
        answers(bob, "take 2", "There is no conversation #2 in your queues")
        eve.send_text(desk, "take 2")
        eve.expect("^ann", r"▸ Conversation #2 is yours")
        eve.expect("^ann", "^Where is my money")
        eve.expect(desk, r"^Conversation #2 is yours: ann, xmpp:ann\.")
        tap.ok(ann.expect("^billing", "^Eve is with you"), "take 2")
        ann.send_text(desk, "Thank you")
        tap.ok(eve.expect("^ann", "^Thank you$"), "who has chosen may go on writing to the house")
        answers(bob, "stats", r"Sales: 1 opened, 1 answered, 0 closed, 0 abandoned; median wait \d+ s; now 0 waiting$")
        answers(eve, "ready", "you take offers")

    with Shift(scratch, server, CONF, default_queue="billing") as shift:
        eve = shift.agent("eve")
        shift.open()
        ann = shift.customer("ann")
        ann.send_text(shift.address(), "Straight to you")
        tap.ok(ann.expect("^billing@", "number 1"), "a default queue takes the place of the menu")
        eve.expect("^ann", "^Straight to you$")


def of_itself(scratch, server):
    """disco, vcard, ping, version, time, presence; for customers and agents, and for strangers nothing."""
    with Shift(scratch, server, CONF) as shift:
        desk, sales = shift.address(), shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane, ann = shift.customer("jane"), shift.customer("ann")
        jane.send_text(sales, "Hello", extra=payload("nick", "nick", "Jane Doe"))
        face = bob.expect("^jane-doe", "Hello").sender

        # xep: 0030
        items = jane.disco(desk, "items").find(ns("disco-items", "query"))
        tap.is_([(i.get("jid"), i.get("name")) for i in items],
                [(sales, "Sales"), (shift.address("billing"), "Billing"), (shift.address("spares"), "Spares")],
                "the house lists the queues, and no customers")
        tap.is_(len(bob.disco(desk, "items").find(ns("disco-items", "query"))), 3, "to agents as well")
        tap.is_(len(jane.disco(sales, "items").find(ns("disco-items", "query"))), 0, "a queue lists nobody")

        def identities(who, address):
            found = who.disco(address).find(ns("disco-info", "query"))
            return {(i.get("category"), i.get("type"), i.get("name")) for i in found.findall(ns("disco-info", "identity"))}
        tap.is_(identities(jane, desk), {("component", "generic", "frontdesk"), ("collaboration", "workgroup", "frontdesk")},
                "what the house is")
        tap.is_(identities(jane, sales), {("account", "registered", "Sales")}, "a queue is a person to clients")
        tap.is_(identities(bob, face), {("account", "registered", "Jane Doe · Sales")}, "so is a face")

        # xep: 0054 0092 0199 0202
        card = bob.iq(face, payload("vCard", "vcard")).find(ns("vcard", "vCard"))
        tap.is_(card.findtext(ns("vcard", "FN")), "Jane Doe · Sales", "the face's vcard")
        card = jane.iq(sales, payload("vCard", "vcard")).find(ns("vcard", "vCard"))
        tap.is_(card.findtext(ns("vcard", "FN")), "Sales", "the queue's vcard")
        for who, address in ((jane, desk), (jane, sales), (bob, face)):
            tap.is_(who.iq(address, payload("ping", "ping")).type, "result", "ping %s" % address.split("@")[0])
            version = who.iq(address, payload("query", "version")).find(ns("version", "query"))
            tap.is_(version.findtext(ns("version", "name")), "frontdesk", "version")
        tap.like(jane.iq(desk, payload("time", "time")).find(ns("time", "time")).findtext(ns("time", "utc")),
                 r"^20\d\d-\d\d-\d\dT.*Z$", "time")

        # xep: 0163 0384
        for who, address in ((jane, sales), (bob, face), (bob, desk)):
            m = who.iq(address, "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='%s'/></pubsub>" % DEVICES,
                       seconds=3)
            tap.is_((m.type, len(m.find(ns("pubsub", "pubsub"))[0])), ("result", 1), "the desk's OMEMO device")

        for what in (payload("query", "disco-info"), payload("vCard", "vcard"), payload("ping", "ping")):
            for who in (ann, jane):
                m = who.iq(face, what)
                tap.is_((m.type, m.condition), ("error", "item-not-found"), "a face is nobody's business but the agents'")
        ann.send_text(face, "Hello Jane")
        ann.expect_error("^%s$" % re.escape(face), "item-not-found")
        tap.is_([b for b in bob.bodies() + jane.bodies() if "Hello Jane" in b], [], "nobody gets through by a face")
        m = jane.iq(desk, "<query xmlns='urn:example:unknown'/>")
        tap.is_((m.type, m.condition), ("error", "service-unavailable"), "every question is answered")

        # xep: 0115 0153
        jane.presence(type="subscribe", to=sales)
        jane.expect_presence("^%s$" % sales, "subscribed")
        m = jane.expect_presence("^%s/desk$" % sales)
        caps = m.find(ns("caps", "c"))
        tap.is_(m.text("show"), None, "who subscribes to a desk sees that it is open")
        m = jane.disco(sales, node="%s#%s" % (caps.get("node"), caps.get("ver")))
        tap.is_((m.type, m.find(ns("disco-info", "query")).get("node")), ("result", "%s#%s" % (caps.get("node"), caps.get("ver"))),
                "and can look up what it can")


def command_line(scratch, server):
    """status and archive beside the running desk, and after it was killed."""
    with Shift(scratch, server, CONF) as shift:
        sales = shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane, ann = shift.customer("jane"), shift.customer("ann")
        words = "我要申请退款，订单号12345什么时候到账？"
        face = shift.served(jane, bob, words)
        bob.send_text(face, "马上为您处理")
        jane.expect(sales, "马上")
        ann.send_text(shift.address("billing"), "Guten Tag, wann öffnen Sie?")
        tap.like(ann.expect("^billing").body, "^Guten Tag und danke", "who writes German is answered in German")

        status = shift.desk.cli_json("status")
        tap.is_((status["link"]["state"], status["link"]["running"], status["link"]["domain"]), ("up", True, shift.desk.domain),
                "status: the link")
        tap.is_({q["name"]: (q["waiting"], q["offered"], q["active"], q["bot"]) for q in status["queues"]},
                {"sales": (0, 0, 1, 0), "billing": (1, 0, 0, 0), "spares": (0, 0, 0, 0)}, "the queues")
        tap.is_([(a["jid"], a["state"], a["chats"], a["max_chats"]) for a in status["agents"]][:2],
                [(bob.bare, "available", 1, 2), ("eve@localhost", "offline", 0, 2)], "the agents")

        def archive():
            return [shift.desk.cli(*args) for args in (
                ("archive", "export"), ("archive", "show", "1"), ("archive", "show", "2", "--json"),
                ("archive", "search", "退款"), ("archive", "search", "öffnen", "--json"))]
        wait_until("the desk has indexed all", 20, lambda: "not indexed" not in shift.desk.cli("archive", "search", "退款")[2], every=0.2)
        running = archive()
        tap.is_([status for status, _, _ in running], [0] * 5, "the archive beside the running desk")
        lines = [json.loads(line) for line in running[0][1].splitlines()]
        tap.is_([(m["conversation"], m["queue"], m["author"], m["jid"], m["body"]) for m in lines if m["author"] != "system"],
                [(1, "sales", "customer", jane.bare, words), (1, "sales", "agent", bob.bare, "马上为您处理"),
                 (2, "billing", "customer", ann.bare, "Guten Tag, wann öffnen Sie?")], "export has what was said")
        tap.like(running[3][1], "我要申请.*退款", "退款 finds the sentence")
        tap.like(running[4][1], "Guten Tag", "öffnen finds the other")
        wait_until("the server has taken all", 20, lambda: shift.desk.cli_json("status")["link"]["unsent"] == 0, every=0.2)

        shift.desk.kill()
        tap.is_(archive(), running, "after kill -9 the archive is the same")
        status = shift.desk.cli_json("status")
        tap.is_((status["link"]["state"], status["link"]["running"], status["queues"][0]["active"]), ("down", False, 1),
                "and status says that nobody is there")


PARTS = (subscriptions, account_later, devices, grace, house, of_itself, command_line)

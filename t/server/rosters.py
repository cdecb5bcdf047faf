# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: agents' contact lists show their chats."""

import re

import tap
from servers import prosody_lacks, wait_until
from shift import Shift, ns

CONF = """
offer_timeout = "30s"
agent "bob@localhost" { name = "Bob" }
agent "eve@localhost" { name = "Eve" }
queue "sales"   { title = "Shoe Shop"   agents = {"bob@localhost"} }
queue "billing" { title = "Billing"     agents = {"eve@localhost"} }
"""
KEEP_NOT = 'roster_keep = "off"'
ROSTER = "{jabber:iq:roster}"


def entry(item, group):
    """A contact or a suggestion as (address, name, groups)."""
    return item.get("jid"), item.get("name"), [g.text for g in item.findall(group)]


def is_push(s):
    """Of a face: not of the agent's own subscriptions."""
    return (s.kind == "iq" and s.type == "set" and s.has(ROSTER + "query")
            and "." in s.find(ROSTER + "query")[0].get("jid").split("@")[0])


def pushed(agent, seconds=10):
    """What the agent's client is told of its contact list next: the entry and its subscription."""
    item = agent.expect_stanza("a push of the contact list", is_push, seconds).find(ROSTER + "query")[0]
    return entry(item, ROSTER + "group"), item.get("subscription")


def suggested(agent, seconds=15):
    """What the desk suggests next: the action and the entry."""
    s = agent.expect_stanza("a suggestion", lambda s: s.kind == "iq" and s.has(ns("rosterx", "x")), seconds)
    item = s.find(ns("rosterx", "x"))[0]
    return item.get("action"), entry(item, ns("rosterx", "group"))


def untold(agent):
    """Whether nothing more has come of either kind."""
    return not any(not s.taken and (is_push(s) or s.kind == "iq" and s.has(ns("rosterx", "x"))) for s in agent.seen)


def refuses(shift):
    """ejabberd before 23.10 grants what it then refuses."""
    def answer():
        if re.search(r"rosters: .* did not change", shift.desk.log_text()):
            return "refused"
        return "done" if any(is_push(s) for s in shift.agents[0].seen) else None
    return wait_until("the server changes it, or not", 15, answer) == "refused"


def changed_by_server(shift, bob, jane, face):
    """xep: 0356"""
    name = "jane \u00b7 Shoe Shop"
    first, subscription = pushed(bob)
    tap.is_(first, (face, name, ["Waiting for you"]), "the server adds the offered chat to the contact list")
    tap.ok(subscription in ("both", "none"), "without asking anybody: %s" % subscription)
    bob.send_text(face, "!accept")
    tap.is_(pushed(bob), ((face, name, ["With you"]), subscription), "taken: it changes its group")
    bob.send_text(face, "!close")
    tap.is_(pushed(bob), ((face, name, ["Closed"]), subscription), "closed: once more")
    tap.is_(shift.desk.cli_json("status")["link"]["rosters"], shift.server.domain, "status says who lets us")
    shift.configure(CONF, KEEP_NOT)
    shift.desk.reload()
    tap.is_(pushed(bob)[1], "remove", "and it goes")
    tap.is_([s for s in bob.seen if s.kind == "presence" and s.type in ("subscribe", "unsubscribe", "unsubscribed")
             and s.sender.split("/")[0] == face], [], "no subscription was asked for or ended")


def own_entry_stays(shift, bob, jane):
    """The agent's own entry for the same customer."""
    shift.configure(CONF)
    shift.desk.reload()
    face = next(s for s in bob.seen if s.kind == "message" and s.sender.startswith("jane")).sender.split("/")[0]
    bob.iq(None, "<query xmlns='jabber:iq:roster'><item jid='%s' name='My Jane'><group>Friends</group></item></query>" % face,
           type="set")
    pushed(bob)
    jane.send_text(shift.address("sales"), "Hello again")
    bob.expect(face, "Hello again")
    bob.send_text(face, "!accept")
    jane.expect("^sales", "Bob is with you|ours|again", seconds=10)
    items = bob.iq(None, "<query xmlns='jabber:iq:roster'/>").find(ROSTER + "query")
    tap.is_([entry(i, ROSTER + "group") for i in items if i.get("jid") == face], [(face, "My Jane", ["Friends"])],
            "what the agent has made stays as it is")


def granted(scratch, server):
    if server.name == "prosody" and prosody_lacks("mod_privilege"):
        tap.diag("skipped: mod_privilege is not installed")
        return
    with type(server)(scratch, privilege=True) as lets, Shift(scratch, lets, CONF) as shift:
        bob = shift.agent("bob", suggestions=True)
        shift.open()
        jane = shift.customer("jane")
        face = shift.asks(jane, bob, "Hello")
        if refuses(shift):
            tap.diag("this server grants changes, and refuses them")
            tap.is_(suggested(bob)[1][0], face, "the server refuses: the client is asked")
            tap.is_(len(re.findall("did not change", shift.desk.log_text())), 1, "the log says it once")
            return
        changed_by_server(shift, bob, jane, face)
        own_entry_stays(shift, bob, jane)
        tap.ok(untold(bob), "no client was asked")


def suggestions(scratch, server):
    """xep: 0144"""
    with Shift(scratch, server, CONF) as shift:
        bob, eve = shift.agent("bob", suggestions=True), shift.agent("eve")
        shift.open()
        jane, tom = shift.customer("jane"), shift.customer("tom")
        face = shift.asks(jane, bob, "Hello")
        name = "jane \u00b7 Shoe Shop"
        tap.is_(suggested(bob), ("add", (face, name, ["Waiting for you"])), "no grant: a client that takes suggestions gets one")
        bob.send_text(face, "!accept")
        tap.is_(suggested(bob), ("modify", (face, name, ["With you"])), "another group")
        bob.send_text(face, "!close")
        tap.is_(suggested(bob), ("modify", (face, name, ["Closed"])), "and another")
        shift.configure(CONF, KEEP_NOT)
        shift.desk.reload()
        tap.is_(suggested(bob), ("delete", (face, name, ["Closed"])), "out of it")
        shift.served(tom, eve, queue="billing")
        tap.ok(untold(eve), "a client that takes none is told nothing")
        tap.is_(shift.desk.cli_json("status")["link"]["rosters"], None, "status: nobody lets us")


PARTS = (granted, suggestions)

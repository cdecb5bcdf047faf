# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: what can befall the link, the server and the desk itself."""

import os
import re
import sqlite3
import time

import tap
from servers import Desk, wait_until
from shift import Shift

CONF = """
agent_first_reply = "off"   max_chats = 1   offer_timeout = "1h"   flood_messages = 1000
agent "bob@localhost" { name = "Bob" }
queue "sales" { title = "Sales"   agents = {"bob@localhost"} }
"""


def times(desk, pattern):
    return len(re.findall(pattern, desk.log_text()))


def refused_at_the_door(scratch, server):
    """Wrong secret, unknown domain: tried again and again, said once, in a sentence that says what to change."""
    where = "127.0.0.1:%d" % server.component_port
    wrong = Desk(scratch, server, CONF, component=(server.component, where, 'not "the" secret'))
    unknown = Desk(scratch, server, CONF, component=("nowhere.localhost", where, server.secret))
    unknown_says = {"prosody": r"does not know the component nowhere\.localhost \(host-unknown\): add it",
                    "ejabberd": r"does not accept the secret for nowhere\.localhost .*lack the domain"}[server.name]
    wrong_says = r"does not accept the secret for support\.localhost \(not-authorized\): set component\.secret to the server's"
    try:
        wrong.launch()
        unknown.launch()
        for desk, sentence, what in ((wrong, wrong_says, "a wrong secret"), (unknown, unknown_says, "an unknown domain")):
            desk.wait_log(sentence)
            wait_until("three attempts", 20, lambda: times(desk, "reconnecting in") >= 3)
            tap.is_((times(desk, sentence), times(desk, " error ")), (1, 1), "%s: said once" % what)
            tap.ok("not \"the\"" not in desk.log_text() and server.secret not in desk.log_text(), "the log keeps the secret")
            tap.is_(desk.cli_json("status")["link"]["state"], "down", "status: the link is down")
            tap.is_(desk.stop(), 0, "and SIGTERM ends it all the same")
    finally:
        wrong.kill()
        unknown.kill()


def two_desks(scratch, server):
    """On one store: the second refuses to start. On one domain: somebody says so."""
    with Shift(scratch, server, CONF) as shift:
        bob = shift.agent("bob")
        shift.open()
        status, _, err = shift.desk.cli("run")
        tap.is_(status, 1, "a second frontdesk on the same store refuses to start")
        tap.like(err, r"frontdesk\.db: another frontdesk is running on this store: stop it first", "and says why")
        jane = shift.customer("jane")
        face = shift.served(jane, bob)
        other = Desk(scratch, server, CONF, name="other")
        try:
            other.launch()
            if server.name == "prosody":
                other.wait_log(r"another component is already connected to .* as support\.localhost \(conflict\)")
                tap.ok(True, "a second frontdesk on the same domain is told of the conflict")
            else:
                # ejabberd splits the messages between both: a stray fence betrays it, and while messages go there are many.
                other.wait_log(r"\blink up\b")

                def betrayed():
                    bob.send_text(face, "Is anybody else here?")
                    return any(times(desk, "a second frontdesk is connected as support.localhost") for desk in (shift.desk, other))
                wait_until("a stray fence", 30, betrayed, every=0.5)
                tap.ok(True, "a second frontdesk on the same domain is noticed")
                shift.links = None
        finally:
            other.kill()


def ids_of(actor, pattern):
    """{body: ids} of what came, so that a message that came twice is seen to be the same."""
    found = {}
    for s in actor.seen:
        if s.kind == "message" and s.type != "error" and s.body and re.search(pattern, s.body):
            found.setdefault(s.body, set()).add(s.id)
    return found


def back(*actors):
    """After their server was away."""
    for actor in actors:
        actor.vanish()
        actor.connect()


def server_comes_and_goes(scratch, server):
    """Absent at the start, restarted, killed: the desk finds it again, and conversations and the line are as before."""
    server.stop()
    with Shift(scratch, server, CONF, links=5) as shift:
        desk, sales = shift.desk, shift.address("sales")
        desk.launch()
        absent = r"nothing listens at 127\.0\.0\.1:%d: start the server" % server.component_port
        desk.wait_log(absent)
        server.start()
        desk.wait_log(r"\blink up\b", 60)
        tap.is_(times(desk, absent), 1, "absent at the start: said once, and found when it comes")
        bob = shift.agent("bob")
        shift.on_duty("bob")
        jane, ann, ben = (shift.customer(user) for user in ("jane", "ann", "ben"))
        face = shift.served(jane, bob)
        for number, customer in enumerate((ann, ben), 1):
            customer.send_text(sales, "I am %s" % customer.user)
            customer.expect(sales, "number %d in line" % number)
        for how, end in (("restarted", server.stop), ("killed", server.kill)):
            tap.is_(desk.restart(), 0, "SIGTERM: exit status 0")  # and the back-off begins anew
            since = desk.log_size()
            end()
            desk.wait_log(r"(warn|error) +link: ", 30, since)
            server.start()
            back(bob, jane, ann, ben)
            desk.wait_log(r"\blink up\b", 90, since)
            shift.on_duty("bob")
            jane.send_text(sales, "jane after it was %s" % how)
            bob.expect(face, "^jane after it was %s$" % how)
            bob.send_text(face, "bob after it was %s" % how)
            tap.ok(jane.expect(sales, "^bob after it was %s$" % how), "the server was %s: the conversation goes on" % how)
            shift.wait_queue("sales", waiting=2, offered=0, active=1)
        bob.send_text(face, "!close")
        jane.expect(sales, "closed")
        his = bob.expect("^ann", "^I am ann", 20)
        tap.ok(his, "and the line is in its order")
        bob.send_text(his.sender, "!accept")
        ann.expect(sales, "Bob is with you")
        bob.send_text(his.sender, "!close")
        bob.expect("^ben", "I am ben")
        twice = {body: ids for actor in (bob, jane, ann, ben) for body, ids in ids_of(actor, "after it|^I am").items()
                 if len(ids) > 1}
        tap.is_(twice, {}, "nothing came twice with different ids")


def desk_is_killed(scratch, server):
    """kill -9 amid a conversation: all as before; what was acknowledged is there, what came twice is the same."""
    with Shift(scratch, server, CONF, links=3) as shift:
        desk, sales = shift.desk, shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane, ann, ben = (shift.customer(user) for user in ("jane", "ann", "ben"))
        face = shift.served(jane, bob)
        for number, customer in enumerate((ann, ben), 1):
            customer.send_text(sales, "I am %s" % customer.user)
            customer.expect(sales, "number %d in line" % number)
        for i in range(60):
            jane.send_text(sales, "jane %d" % i, id="jane-%d" % i, receipt=True)
            bob.send_text(face, "bob %d" % i, id="bob-%d" % i)
            if i == 20:
                bob.expect(face, "^jane 5$")
            if i == 40:
                desk.kill()
        before = desk.cli_json("status")
        archived = [m["stanza_id"] for m in shift.archive()]
        desk.start()
        shift.on_duty("bob")
        after = desk.cli_json("status")
        tap.is_([[q[k] for k in ("waiting", "offered", "active")] for q in after["queues"]],
                [[q[k] for k in ("waiting", "offered", "active")] for q in before["queues"]], "the line is as it was")
        jane.send_text(sales, "jane last")
        bob.send_text(face, "bob last")
        bob.expect(face, "^jane last$")
        jane.expect(sales, "^bob last$")
        acknowledged = [s.xml[0].get("id") for s in jane.seen if s.kind == "message" and s.has("{urn:xmpp:receipts}received")]
        tap.ok(len(acknowledged) > 5, "%d messages were acknowledged before or after" % len(acknowledged))
        at_bob, at_jane = ids_of(bob, r"^jane \d+$"), ids_of(jane, r"^bob \d+$")
        got = set().union(*at_bob.values()), set().union(*at_jane.values())
        tap.is_([id for id in acknowledged if id not in got[0]], [], "what was acknowledged has arrived")
        tap.is_([id for id in archived if re.match(r"jane-\d+$", id) and id not in got[0]], [], "so has what was archived")
        tap.is_([id for id in archived if re.match(r"bob-\d+$", id) and id not in got[1]], [], "both ways")
        tap.is_([body for ids in (at_bob, at_jane) for body in ids if len(ids[body]) > 1], [], "nothing twice with different ids")
        order = list(dict.fromkeys(b for b in bob.bodies(face) if re.match(r"jane \d+$", b)))
        tap.is_(order, sorted(order, key=lambda b: int(b.split()[1])), "and in order")
        bob.send_text(face, "!close")
        jane.expect(sales, "closed")
        offer = bob.expect("^ann", "I am ann")
        tap.ok(True, "the next in line is still the next")
        desk.kill()
        desk.start()  # with an open offer this time
        bob.send_text(offer.sender, "!accept")
        tap.ok(ann.expect(sales, "^Bob is with you"), "an offer outlives it too")


def signals(scratch, server):
    """SIGHUP with a good and with a bad file; SIGTERM."""
    with Shift(scratch, server, CONF) as shift:
        desk = shift.desk
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
        face = shift.served(jane, bob)

        def titles():
            return [i.get("name") for i in jane.disco(desk.domain, "items").xml[0]]

        def reload(text, pattern):
            since = desk.log_size()
            shift.configure(text)
            desk.reload()
            return desk.wait_log(pattern, since=since)

        reload(CONF.replace('title = "Sales"', 'title = "Verkauf"'), "configuration: reloaded from")
        tap.is_(titles(), ["Verkauf"], "SIGHUP: the new title is in force")
        reload(CONF.replace("Sales", "Worse").replace("queue", "qeue"), "configuration: not reloaded because of mistakes: the old one stays in force")
        tap.like(desk.log_text(), r"frontdesk\.conf:\d+: .*qeue", "a bad file: its mistake is named")
        tap.is_(titles(), ["Verkauf"], "and changes nothing")
        os.chmod(desk.conf, 0o644)
        desk.reload()
        desk.wait_log("readable by everybody|not be readable|chmod")
        reload(CONF, "configuration: reloaded from")
        tap.is_(titles(), ["Sales"], "a good one again is in force")
        ann = shift.customer("ann")
        ann.send_text(shift.address("sales"), "I am ann")
        ann.expect(shift.address("sales"), ".")
        reload(CONF.replace('title = "Sales"', 'title = "Sales" abandon_after = "1s"'), "abandon_after changed; timers of 1 open conversations")
        tap.ok(ann.expect(shift.address("sales"), "^We are sorry that nobody"), "another period holds for who waits already")
        reload(CONF, "configuration: reloaded from")
        desk.component = (desk.component[0], desk.component[1], "another secret")
        reload(CONF, "a change of domain, server or secret of component { }, or of path or omemo_key_file of store { }, needs a restart")
        jane.send_text(shift.address("sales"), "Still there?")
        tap.ok(bob.expect(face, "^Still there"), "the conversation went on all the time")

        bob.send_text(face, "One moment")
        jane.expect(shift.address("sales"), "^One moment$")
        tap.is_(desk.stop(), 0, "SIGTERM: exit status 0")
        tap.is_(kept(desk), 0, "the server has closed in order: nothing will be sent twice")
        tap.ok(bob.expect_presence("^%s/desk$" % re.escape(desk.domain), "unavailable"), "the agent sees the house go")
        jane.send_text(shift.address("sales"), "Anybody?")
        jane.expect_error("^sales")


def kept(desk):
    """Stanzas that the next start would send again."""
    db = sqlite3.connect("file:%s?mode=ro" % desk.store, uri=True)
    n = db.execute("SELECT count(*) FROM outbox").fetchone()[0]
    db.close()
    return n


def half_open(scratch, server):
    """A server that hangs: given up, and found again when it goes on."""
    if server.name != "prosody":
        return  # 20 s each; the code does not know which server it is
    with Shift(scratch, server, CONF, links=2) as shift:
        desk, sales = shift.desk, shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
        face = shift.served(jane, bob)
        jane.send_text(sales, "before")
        bob.expect(face, "^before$")
        begin = time.monotonic()
        server.freeze()
        try:
            desk.wait_log(r"was given up \(the server has not answered for 20 s\)", 60)
        finally:
            server.thaw()
        tap.ok(18 < time.monotonic() - begin < 30, "a server that hangs is given up after 20 s")
        wait_until("the link is up again", 30, lambda: times(desk, r"\blink up\b") == 2)
        shift.on_duty("bob")
        jane.send_text(sales, "after")
        bob.expect(face, "^after$")
        bob.send_text(face, "I am here")
        tap.ok(jane.expect(sales, "^I am here$"), "and the conversation goes on")


PARTS = (refused_at_the_door, two_desks, server_comes_and_goes, desk_is_killed, signals, half_open)

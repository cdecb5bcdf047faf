# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: whose words are these? Errors that a customer writes, rooms and calls, and domains
that are written in another way than addresses have them."""

import re

import tap
from actors import NAMESPACES, payload
from servers import SERVERS
from shift import Shift, ns

NAMESPACES.update({
    "muc": "http://jabber.org/protocol/muc",
    "muc-user": "http://jabber.org/protocol/muc#user",
    "jmi": "urn:xmpp:jingle-message:0",
    "invitation": "jabber:x:conference",
})

CONF = """
agent_first_reply = "off"
agent "bob@localhost" { name = "Bob" }
queue "sales" { title = "Sales"   agents = {"bob@localhost"} }
"""

ERROR = ("<message type='error' id='%s' to='%s'><error type='%s'><pay-your-invoice-at-evil-example xmlns='u:x'/>%s</error>"
         "</message>")


def errors(scratch, server):
    """What a customer writes into errors is nobody's words, however often it comes."""
    with Shift(scratch, server, CONF) as shift:
        bob = shift.agent("bob")
        shift.open()
        jane, sales = shift.customer("jane"), shift.address("sales")
        face = shift.served(jane, bob)
        first = bob.send_text(face, "Hi")
        jane.expect(sales, "^Hi$")
        for _ in range(50):
            jane.send_raw(ERROR % (first, sales, "cancel", ""))
            jane.send_raw(ERROR % (first, sales, "wait", ""))
        jane.send_text(sales, "All said")
        bob.expect(face, "^All said$")
        told = [b for b in bob.bodies(face) if "did not reach" in b]
        tap.is_(told, ["▸ Your message did not reach the customer (undefined-condition)."], "one error of a hundred counts")
        tap.is_([b for b in bob.bodies() if "invoice" in b], [], "and nothing of what was written in it")
        second = bob.send_text(face, "More", id="bob@localhost/desk.1")
        seen = jane.expect(sales, "^More$")
        tap.like(seen.id, r"^fd-[a-z2-7]+$", "an id that names an address has another name at the customer")
        jane.send_message(sales, payload("reactions", "reactions", id=seen.id)[:-2]
                          + "><reaction>\N{THUMBS UP SIGN}</reaction></reactions>")
        back = bob.expect_stanza("the reaction", lambda s: s.has(ns("reactions", "reactions")))
        tap.is_(back.find(ns("reactions", "reactions")).get("id"), second, "and what refers to it comes back under the id")


def rooms_and_calls(scratch, server):
    """A real room that invites the desk, a direct invitation, a call: none of them is a customer. xep: 0045 0249 0353"""
    with Shift(scratch, server, CONF) as shift:
        bob = shift.agent("bob")
        shift.open()
        jane, sales, room = shift.customer("jane"), shift.address("sales"), "party@" + server.rooms
        jane.send_raw("<presence to='%s/jane'><x xmlns='%s'/></presence>" % (room, NAMESPACES["muc"]))
        jane.expect_presence("^%s/jane$" % room)
        jane.iq(room, "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>", "set")
        for target in (sales, shift.address()):
            jane.send_message(room, "<x xmlns='%s'><invite to='%s'><reason>Come</reason></invite></x>"
                              % (NAMESPACES["muc-user"], target), type="normal")
            no = jane.expect_stanza("the room says that the desk declines", lambda s: s.kind == "message"
                                    and s.sender == room and s.find(ns("muc-user", "x")) is not None
                                    and s.find(ns("muc-user", "x")).find(ns("muc-user", "decline")) is not None)
            tap.is_(no.find(ns("muc-user", "x")).find(ns("muc-user", "decline")).get("from").split("/")[0], target,
                    "%s declines the room's invitation" % target)
        asked = jane.send_message(sales, "<body>Come to %s</body>" % room + payload("x", "invitation", jid=room))
        tap.is_(jane.expect_error(sales, "not-acceptable").id, asked, "words beside a direct invitation get an error")
        jane.send_message(sales, "<propose xmlns='%s' id='call-1'><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>"
                          "</propose>" % NAMESPACES["jmi"])
        no = jane.expect_stanza("the call is rejected", lambda s: s.has(ns("jmi", "reject")))
        tap.is_((no.find(ns("jmi", "reject")).get("id"), no.sender), ("call-1", sales + "/desk"), "a call is rejected at once")
        tap.is_(bob.bodies(), [], "and the agent has heard nothing")
        tap.is_(shift.archive(), [], "nor is anything of it a conversation")


def _labels(scratch, server, component, domain):
    """One server whose configuration has the domains so, and a desk that has both in A-labels."""
    written = {"t\N{LATIN SMALL LETTER A WITH DIAERESIS}st.localhost": "xn--tst-qla.localhost",
               "b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.localhost": "xn--bcher-kva.localhost"}
    with SERVERS[server.name](scratch, component=component, domain=domain) as other:
        text = CONF.replace("@localhost", "@" + written.get(domain, domain))
        with Shift(scratch, other, text) as shift:
            shift.desk.component = (written.get(component, component),) + shift.desk.component[1:]
            shift.desk.configure(text)
            shift.desk.component = (component,) + shift.desk.component[1:]
            bob = shift.agent("bob")
            shift.desk.start()
            jane = shift.customer("jane")
            bob.expect_presence("^desk@%s$" % re.escape(component), "subscribe")
            face = shift.served(jane, bob, "Hello")
            bob.send_text(face, "Gr\N{LATIN SMALL LETTER U WITH DIAERESIS}ezi")
            tap.ok(jane.expect("sales@" + component, "^Gr"), "%s beside %s: served" % (component, domain))
            status, out, err = shift.desk.cli("check")
            tap.like(err, 'domain = "xn--tst-qla.localhost": converted to "t', "check says what it made of the domain")


def u_labels(scratch, server):
    """A server that has its domains in U-labels, as addresses do."""
    _labels(scratch, server, "t\N{LATIN SMALL LETTER A WITH DIAERESIS}st.localhost",
            "b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.localhost")


def a_labels(scratch, server):
    """One that was given A-labels for the desk: it knows nothing else, and the desk finds that out."""
    _labels(scratch, server, "xn--tst-qla.localhost", "localhost")


PARTS = (errors, rooms_and_calls, u_labels, a_labels)

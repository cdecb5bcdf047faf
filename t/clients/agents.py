# SPDX-License-Identifier: GPL-3.0-or-later
"""What an agent needs, one function for each row of the table. The client under test is Ann's, who serves Sales; customers and
her colleagues Bob (Billing) and Dora (Sales, off duty but where it says so) are slixmpp."""

import re
import time

from client import Cannot
from play import REACTIONS, REPLY, RETRACT, capability, has, payload, reaction, reply_to, retraction
from servers import Trouble, wait_until

STATES = "http://jabber.org/protocol/chatstates"
QUESTION = "Do you ship to Norway?"


def must(condition, text):
    if not condition:
        raise Trouble(text)


def count(text, piece):
    """How often the text has lines that consist of the piece, beside a name and a time."""
    return len(re.findall(r"(?m)^(?![>»▸ ]).*%s\s*$" % re.escape(piece), text))


@capability("agent", "comes on duty by accepting the request")
def duty(p):
    p.client.wait_received(r"<presence\b[^>]*\btype=['\"]subscribe['\"]", 15)
    time.sleep(1)
    try:
        p.request = p.client.request_text(p.house)
    except Cannot as e:
        p.request = e
    p.client.accept(p.house)
    p.on_duty("ann")


@capability("agent", "… by accepting it later, after opening the chat")
def late(p):
    with p.make("cleo") as cleo:
        cleo.wait_received(r"<presence\b[^>]*\btype=['\"]subscribe['\"]", 15)
        cleo.chat(p.house)
        time.sleep(3)
        cleo.stop()
        cleo.start()
        cleo.wait_received(r"<presence\b[^>]*\btype=['\"]subscribe['\"]", 15)
        cleo.chat(p.house)
        time.sleep(2)
        cleo.accept(p.house)
        p.on_duty("cleo")


@capability("agent", "sees who asks for the contact and why")
def why(p):
    request = next(s for s in p.client.received() if re.search(r"<presence\b[^>]*\btype=['\"]subscribe['\"]", s))
    must("<nick" in request and re.search(r"<status>.*[A-Za-z]{3}", request), "the request has no nick or no status: " + request)
    if isinstance(p.request, Cannot):
        raise p.request
    must("so that I can bring you customers" in " ".join(p.request.split()), "not shown: " + p.request)


@capability("agent", "an offer begins with the name, and the question is next")
def offer(p):
    guest = p.asks(QUESTION)
    p.client.wait_text(guest.face, re.escape(QUESTION))
    # The beginning of the stanza: not a copy out of the server's archive.
    bodies = [m.group(1) for s in p.client.received() for m in [re.match(
        r"\s*<message\b[^>]*from=['\"]%s.*?<body>([^<]*)" % re.escape(guest.face), s, re.S)] if m]
    must(re.match("▸ " + guest.name, bodies[0]), "the first message is: " + bodies[0])
    must(bodies[1:] == [QUESTION], "then: %s" % bodies[1:])


@capability("agent", "further lines show while the offer is open")
def further(p):
    guest = p.asks(QUESTION)
    p.client.wait_text(guest.face, re.escape(QUESTION))
    guest.say("It is a pair of boots")
    p.client.wait_text(guest.face, "a pair of boots")


@capability("agent", "answering takes it")
def answering(p):
    guest = p.asks(QUESTION)
    p.client.say(guest.face, "Yes, we do: 5 €")
    guest.hear("is with you")
    guest.hear("^Yes, we do: 5 €$")
    must(p.active() == 1, "not active")


@capability("agent", "👍 takes it")
def thumb(p):
    guest = p.asks(QUESTION)
    p.client.wait_text(guest.face, re.escape(QUESTION))
    p.client.react(guest.face, QUESTION, "👍")
    p.client.wait_sent("<reaction>👍")
    guest.hear("is with you")


@capability("agent", "the backlog is complete, in order, nothing twice")
def backlog(p):
    guest = p.asks("I ordered boots")
    for text in ("Two weeks ago, by the way", "Where are they?"):
        time.sleep(1.1)
        guest.say(text)
    time.sleep(1)
    p.client.say(guest.face, "Let me look")
    guest.hear("^Let me look$")
    guest.say("Thank you, I wait")
    p.client.wait_text(guest.face, "Thank you, I wait")
    text = p.client.text(guest.face)
    pieces = ("I ordered boots", "Two weeks ago, by the way", "Where are they?", "Let me look", "Thank you, I wait")
    counts = [count(text, piece) for piece in pieces]
    must(counts[1:] == [1] * 4 and 1 <= counts[0] <= 2, "shown %s times:\n%s" % (counts, text))
    places = [re.search(r"(?m)^(?![>»]).*%s\s*$" % re.escape(piece), text).start() for piece in pieces[1:]]
    must(places == sorted(places), "not in order:\n" + text)


@capability("agent", "the customer has a name, not a code")
def name(p):
    guest = p.serves()
    p.client.wait("the name %s of %s" % (guest.name, guest.face), lambda: guest.name in p.client.name_of(guest.face), 6)


@capability("agent", "presence tells whose turn it is")
def presence(p):
    guest = p.asks(QUESTION)
    wire = r"<presence\b(?![^>]*type=)[^>]*from=['\"]%s/" % re.escape(guest.face)
    p.client.wait_received(wire + r".*<show>away", 6)
    p.client.say(guest.face, "Yes")
    p.client.wait("online", lambda: p.client.presence_of(guest.face) == "online", 6)


@capability("agent", "typing of the customer shows")
def sees_typing(p):
    guest = p.serves()
    p.client.chat(guest.face)
    guest.actor.send_state(guest.queue, "composing")
    p.client.wait_received(r"<message\b[^>]*from=['\"]%s[^>]*>.*<composing" % re.escape(guest.face))
    p.client.wait("the typing", lambda: p.client.is_typing(guest.face), 6)


@capability("agent", "typing of the agent is passed on")
def types(p):
    guest = p.serves()
    guest.actor.forget()
    p.client.compose(guest.face)
    try:
        guest.actor.expect_state("composing", "^" + guest.queue)
    except Trouble:
        p.client.why_silent(guest.face, "<composing")
        raise
    finally:
        p.client.clear()


@capability("agent", "corrections of the customer")
def corrected(p):
    guest = p.serves()
    id = guest.say("I want two bokos")
    p.client.wait_text(guest.face, "two bokos")
    guest.say("I want two books", corrects=id)
    p.client.wait_text(guest.face, "two books")
    must("two bokos" not in p.client.text(guest.face), "the first text is still there")


@capability("agent", "corrections of the agent")
def corrects(p):
    guest = p.serves()
    p.client.say(guest.face, "It costs 5 erous")
    first = guest.hear("erous")
    p.client.correct(guest.face, "It costs 5 erous", "It costs 5 euros")
    m = guest.hear("^It costs 5 euros$")
    must(m.find("{urn:xmpp:message-correct:0}replace").get("id") == first.id, "replaces another id")


@capability("agent", "reactions of the customer")
def reacted(p):
    guest = p.serves(answer="Shall I send it?")
    id = next(s.id for s in guest.actor.seen if s.body == "Shall I send it?")
    guest.actor.send_message(guest.queue, reaction(id, "🎉"))
    p.client.wait("the reaction", lambda: "🎉" in p.client.reactions_to(guest.face, "Shall I send it?"), 6)


@capability("agent", "reactions of the agent")
def reacts(p):
    guest = p.serves()
    id = guest.say("It arrived today")
    p.client.wait_text(guest.face, "It arrived today")
    p.client.react(guest.face, "It arrived today", "👍")
    m = guest.actor.expect_stanza("a reaction", has("reactions", REACTIONS))
    must(m.find("{%s}reactions" % REACTIONS).get("id") == id and m.body is None, "another id, or a body: %s" % m)


@capability("agent", "replies of the customer")
def replied(p):
    guest = p.serves(answer="Red or blue?")
    id = next(s.id for s in guest.actor.seen if s.body == "Red or blue?")
    guest.say("Blue, please", extra=reply_to(id, guest.queue))
    p.client.wait_text(guest.face, "Blue, please")
    p.client.wait("the reply", lambda: p.client.reply_shown(guest.face, "Red or blue?", "Blue, please"), 6)


@capability("agent", "replies of the agent")
def replies(p):
    guest = p.serves()
    id = guest.say("In which colours?")
    p.client.wait_text(guest.face, "In which colours")
    p.client.reply(guest.face, "In which colours?", "Red and blue")
    m = guest.actor.expect_stanza("a reply", has("reply", REPLY))
    must(m.find("{%s}reply" % REPLY).get("id") == id, "to another id: %s" % m)


@capability("agent", "retractions of the customer")
def withdrawn(p):
    guest = p.serves()
    id = guest.say("My number is 4711")
    p.client.wait_text(guest.face, "4711")
    guest.actor.send_message(guest.queue, retraction(id))
    p.client.wait("no more 4711", lambda: p.client.retracted(guest.face, "My number is 4711"), 6)


@capability("agent", "retractions of the agent")
def withdraws(p):
    guest = p.serves()
    p.client.say(guest.face, "The code is 0815")
    id = guest.hear("0815").id
    p.client.retract(guest.face, "The code is 0815")
    m = guest.actor.expect_stanza("a retraction", has("retract", RETRACT))
    must(m.find("{%s}retract" % RETRACT).get("id") == id, "of another id: %s" % m)


@capability("agent", "a picture of the customer")
def got_file(p):
    guest = p.serves()
    url = p.upload(guest.actor, p.file("boots.png"))
    guest.say(url, url=url, extra="")
    p.client.wait_received(r"<message\b[^>]*from=['\"]%s.*<url>%s</url>" % (re.escape(guest.face), re.escape(url)))
    p.client.wait("the picture", lambda: p.client.image_shown(guest.face, url), 10)


@capability("agent", "a picture of the agent")
def sends_file(p):
    guest = p.serves()
    p.client.send_file(guest.face, p.file("price.png"))
    m = guest.hear("^https://.*price.*png", 20)
    must(m.find("{jabber:x:oob}x") is not None and m.find("{jabber:x:oob}x")[0].text == m.body, "no address beside it: %s" % m)


@capability("agent", "receipts of the customer's client")
def receipt(p):
    guest = p.serves()
    p.client.say(guest.face, "Has this arrived?")
    guest.hear("Has this arrived")
    try:
        p.client.wait("the receipt", lambda: p.client.receipt_shown(guest.face, "Has this arrived?"), 6)
    except Trouble:
        p.client.why_silent(guest.face, "urn:xmpp:receipts")
        raise


@capability("agent", "the customer's read marker")
def read(p):
    guest = p.serves()
    p.client.say(guest.face, "Please read this")
    m = guest.hear("Please read this")
    guest.actor.send_message(guest.queue, payload("displayed", "markers", id=m.id))
    p.client.wait("the marker", lambda: p.client.read_shown(guest.face, "Please read this"), 6)


@capability("agent", "the agent's read marker reaches the customer")
def reads(p):
    guest = p.serves()
    p.client.sends_markers()
    p.client.chat(p.house)  # Gajim sends none for a chat that is shown: mark_as_read() in gtk/main.py
    guest.say("Have you read this?")
    p.client.wait_received(r"<message\b[^>]*from=['\"]%s.*Have you read this" % re.escape(guest.face))
    p.client.chat(guest.face)
    try:
        m = guest.actor.expect_stanza("a marker", has("displayed", "urn:xmpp:chat-markers:0"))
    except Trouble:
        p.client.why_silent(guest.face, "<displayed")
        raise
    must(m.find("{urn:xmpp:chat-markers:0}displayed").get("id") in guest.ids.values(), "of an unknown id: %s" % m)


@capability("agent", "commands behind !")
def commands(p):
    guest = p.serves()
    p.client.say(guest.face, "!note likes Norway")
    p.client.wait_text(guest.face, r"▸ Noted")
    p.client.say(guest.face, "!frobnicate")
    p.client.wait_text(guest.face, r"▸ There is no command .?!?frobnicate")
    must(not [b for b in guest.actor.bodies() if "note" in b or "frob" in b], "the customer has seen a command")


@capability("agent", "commands in the house's chat")
def house(p):
    p.client.say(p.house, "agents")
    p.client.wait_text(p.house, r"Ann Fischer: available")


@capability("agent", "commands by menu")
def menu(p):
    guest = p.serves()
    listed = p.client.menu(guest.face)
    must(re.search(r"(?m)\bclose\b", listed), "the menu: " + listed)
    must(not re.search(r"(?m)\baccept\s*(:|$)", listed), "the menu offers to accept what the agent has: " + listed)
    shown = p.client.run(guest.face, "info")
    must(guest.name.split()[0] in shown, "info shows: " + shown)


@capability("agent", "`mine` leads to each customer")
def mine(p):
    guest = p.serves()
    p.client.say(p.house, "mine")
    p.client.wait_text(p.house, r"xmpp:%s" % re.escape(guest.face))


@capability("agent", "transfer")
def transfer(p):
    bob = p.actor("bob")
    p.on_duty("bob")
    bob.forget()
    guest = p.serves()
    p.client.say(guest.face, "!transfer billing an invoice")
    guest.hear("passed your conversation on")
    face = bob.expect("@", "an invoice|Ann Fischer").sender.split("/")[0]
    bob.send_text(face, "!accept")
    bob.expect(face, "is yours")
    bob.send_text(face, "!close")
    guest.face = None


@capability("agent", "close")
def close(p):
    guest = p.serves()
    p.client.say(guest.face, "!close sold")
    guest.hear("^Ann Fischer has closed")
    must(p.active() == 0, "still active")
    must("sold" not in " ".join(guest.actor.bodies()), "the note reached the customer")
    guest.face = None


@capability("agent", "three customers at once stay apart")
def three(p):
    guests = [p.serves("Hello, where is order %d?" % n) for n in (1, 2, 3)]
    for guest in guests:
        guest.say("I am " + guest.name)
    for guest in reversed(guests):
        p.client.wait_text(guest.face, "I am " + guest.name)
        p.client.say(guest.face, "Thank you, " + guest.name)
    for guest in guests:
        guest.hear("^Thank you, %s$" % guest.name)
        text = p.client.text(guest.face)
        must(count(text, "I am " + guest.name) == count(text, "Thank you, " + guest.name) == 1
             and len(re.findall("I am|Thank you", text)) == 2, "the chat of %s shows:\n%s" % (guest.name, text))


@capability("agent", "chats that are over do not move up")
def quiet(p):
    guest = p.asks("Is it cold in Norway?")
    try:
        dora = p.actor("dora")
        p.on_duty("dora")
        dora.send_text(p.house, "queue")
        number = re.search(r"#(\d+) +%s" % guest.name, dora.expect(p.house, guest.name).body).group(1)
        since = len(p.client.received())
        dora.send_text(p.house, "take " + number)
        dora.expect(p.house, "is yours")
        time.sleep(2)
        loud = [s for s in p.client.received()[since:] if guest.face in s and "<body>" in s and "message-correct" not in s]
        must(not loud, "a message came after another agent took it: " + "".join(loud)[:400])
    finally:
        dora.send_text(guest.face, "!close")
        guest.face = None
        p.leave("dora")
        wait_until("dora is off duty", 30, lambda: p.agent_state("dora") != "available", every=0.2)


@capability("agent", "a second device sees the same")
def second(p):
    guest = p.serves()
    other = p.actor("ann", device=" at home")
    other.send_text(guest.face, "From the other device")
    guest.hear("^From the other device$")
    try:
        p.client.wait_text(guest.face, "From the other device")
    finally:
        p.leave("ann at home")


@capability("agent", "a new device shows the customers held")
def new_device(p):
    guest = p.serves()
    time.sleep(1)
    p.client.stop()
    p.client.renew()
    p.client.wait_received(r"<presence\b(?![^>]*type=)[^>]*from=['\"]%s/" % re.escape(guest.face), 15)
    p.client.say(guest.face, "Still here")
    guest.hear("^Still here$")
    guest.say("Good, so am I")
    p.client.wait_text(guest.face, "Good, so am I")


@capability("agent", "the roster is in groups, where the server allows it")
def roster(p):
    if not p.server.grants_rosters:
        raise Cannot("%s 23.01 lets components only read rosters" % p.server.name)
    guest = p.serves()
    p.client.wait("the customer in the group With you", lambda: any(
        guest.name in n for group, names in p.client.groups().items() if group.startswith("With you") for n in names), 6)

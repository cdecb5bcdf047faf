# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: customers are served, from the first word to the last."""

import json
import re
import time

import tap
from actors import payload
from shift import Shift, ns

CONF = """
offer_timeout = "30s"   position_every = "1s"   agent_first_reply = "off"   flood_messages = 1000
agent "bob@localhost" { name = "Bob" }
agent "eve@localhost" { name = "Eve"   role = "supervisor" }
agent "tom@localhost" { name = "Tom" }
queue "sales"   { title = "Sales"     agents = {"bob@localhost", "eve@localhost"} }
queue "billing" { title = "Billing"   agents = {"tom@localhost", "eve@localhost"} }
"""


def declines_and_accepts(shift, bob, eve):
    """Declined by one, accepted by the next."""
    sales = shift.address("sales")
    cleo = shift.customer("cleo")
    face = shift.asks(cleo, bob, "Do you ship to Norway?")
    tap.like(face, r"^cleo\.[a-z0-9]{4}@support\.localhost$", "the face is readable and not the customer's address")
    tap.like(cleo.expect("^%s$" % sales, "Sales").body, r"number 1 in line", "the customer is told the position")
    time.sleep(2)
    bob.send_text(face, "!decline")
    bob.expect(face, r"^▸ Declined\.$")
    tap.ok(eve.expect(face, r"^▸ cleo has waited .* in Sales, #1"), "declined: the next agent is asked")
    m = eve.expect(face, "^Do you ship to Norway")
    cleo.send_text(sales, "And to Sweden?")
    tap.ok(eve.expect(face, "^And to Sweden"), "what is written while the offer is open is passed on")
    eve.send_text(face, "!accept")
    eve.expect(face, r"^▸ Conversation #1 is yours")
    tap.is_([b for b in eve.bodies(face) if "Norway" in b or "Sweden" in b], ["Do you ship to Norway?", "And to Sweden?"],
            "and nothing of it comes twice")
    tap.like(m.stamp, r"^20\d\d-.*Z$", "what was written while waiting has its time")  # xep: 0203
    tap.is_(m.nick, "cleo · Sales", "the agent sees the customer's name")  # xep: 0172
    tap.ok(eve.expect_presence("^%s/desk$" % re.escape(face)), "the face is seen without a subscription: offered")
    tap.ok(eve.expect_presence("^%s/desk$" % re.escape(face)), "… and held")
    tap.ok(eve.expect_stanza("the face's name as a headline", lambda s: s.kind == "message" and s.type == "headline"
                             and s.sender == face), "its name comes as a headline from the bare face")
    tap.ok(cleo.expect_presence("^%s/desk$" % re.escape(sales)), "the customer sees the queue")
    tap.ok(cleo.expect(sales, "^Eve is with you now"), "!accept: the customer is told who comes")
    bob.send_text(face, "I know this one")
    bob.expect(face, r"^▸ Not sent: Eve has this conversation")
    eve.send_text(face, "!close ships to Norway")
    cleo.expect(sales, "^Eve has closed")
    eve.expect(face, r"^▸ Conversation #1 is closed")
    tap.is_([b for b in cleo.bodies() if "ships to" in b], [], "the note of !close stays inside")


def accepts_by_answering(shift, jane, bob):
    """The receipt, the position, the offer, the answer: the face."""
    sales = shift.address("sales")
    # xep: 0184
    asked = jane.send_text(sales, "Hello, can you help?", receipt=True, origin_id="jane-origin-1")
    receipt = jane.expect_stanza("a receipt", lambda s: s.kind == "message" and s.has(ns("receipts", "received")))
    tap.is_(receipt.find(ns("receipts", "received")).get("id"), asked, "the customer's message is acknowledged")
    tap.is_([m["stanza_id"] for m in shift.archive() if m["author"] == "customer"][-1:], [asked],
            "what was acknowledged is in the archive")
    offer = bob.expect("^jane", r"^▸")
    tap.like(offer.body, r"(?s)^▸ jane has waited .* in Sales, #\d+", "the offer says who it is")
    face = offer.sender
    answered = bob.send_text(face, "Sure, Bob here")
    jane.expect(sales, "in line")
    jane.expect(sales, "^Bob is with you now")
    m = jane.expect(sales, "^Sure, Bob here$")
    tap.is_((m.sender, m.id, m.nick, m.type), (sales, answered, "Bob · Sales", "chat"), "answering accepts; id and nick are kept")
    m = bob.expect(face, "^Hello, can you help")
    tap.is_((m.sender, m.id, m.type), (face, asked, "chat"), "the question comes with the customer's id")
    # xep: 0359
    tap.is_(m.find(ns("sid", "origin-id")).get("id"), m.id, "the origin-id becomes the id")
    return face


def talks(shift, jane, bob, face):
    sales = shift.address("sales")
    sent = [(jane.send_text(sales, "jane says %d" % i), bob.send_text(face, "bob says %d" % i)) for i in range(8)]
    heard = [(bob.expect(face, "^jane says %d$" % i).id, jane.expect(sales, "^bob says %d$" % i).id) for i in range(8)]
    tap.is_(heard, sent, "both ways with the same ids")
    tap.is_([b for b in bob.bodies(face) if "says" in b], ["jane says %d" % i for i in range(8)], "in order for the agent")
    tap.is_([b for b in jane.bodies(sales) if "says" in b], ["bob says %d" % i for i in range(8)],
            "in order for the customer")

    # xep: 0085
    jane.send_state(sales, "composing")
    m = bob.expect_state("composing", face)
    tap.ok(m.has(ns("hints", "no-store")), "the customer types: a chat state that no server stores")  # xep: 0334
    bob.send_state(face, "paused")
    jane.expect_state("paused", sales)

    # xep: 0333
    markable = bob.send_text(face, "Please read this", markable=True)
    tap.ok(jane.expect(sales, "^Please read this").has(ns("markers", "markable")), "a markable message is one to the customer")
    jane.send_message(sales, payload("displayed", "markers", id=markable))
    m = bob.expect_stanza("a marker", lambda s: s.kind == "message" and s.has(ns("markers", "displayed")))
    tap.is_((m.sender, m.find(ns("markers", "displayed")).get("id")), (face, markable), "the customer has read it")
    markable = jane.send_text(sales, "And you this", markable=True)
    bob.expect(face, "^And you this")
    bob.send_message(face, payload("displayed", "markers", id=markable))
    m = jane.expect_stanza("a marker", lambda s: s.kind == "message" and s.has(ns("markers", "displayed")))
    tap.is_((m.sender, m.find(ns("markers", "displayed")).get("id")), (sales, markable), "the agent has read it")

    # xep: 0184
    asked = bob.send_text(face, "Did that arrive?", receipt=True)
    jane.expect(sales, "^Did that arrive")
    m = bob.expect_stanza("a receipt", lambda s: s.kind == "message" and s.has(ns("receipts", "received")))
    tap.is_((m.sender, m.find(ns("receipts", "received")).get("id")), (face, asked), "the customer's client has received it")


def changes(shift, jane, bob, face):
    """Corrections, reactions, retractions, replies, files."""
    sales = shift.address("sales")
    # xep: 0308
    wrong = jane.send_text(sales, "I want two bokos")
    bob.expect(face, "bokos")
    jane.send_text(sales, "I want two books", corrects=wrong)
    tap.is_(bob.expect(face, "books").find(ns("correct", "replace")).get("id"), wrong, "the customer corrects")
    wrong = bob.send_text(face, "Two boks then")
    jane.expect(sales, "boks")
    bob.send_text(face, "Two books then", corrects=wrong)
    tap.is_(jane.expect(sales, "^Two books").find(ns("correct", "replace")).get("id"), wrong, "the agent corrects")

    # xep: 0444
    def reaction(s):
        return s.kind == "message" and s.has(ns("reactions", "reactions"))
    bob.send_message(face, "<reactions xmlns='urn:xmpp:reactions:0' id='%s'><reaction>\U0001f44d</reaction></reactions>" % wrong)
    m = jane.expect_stanza("a reaction", reaction).find(ns("reactions", "reactions"))
    tap.is_((m.get("id"), m[0].text), (wrong, "\U0001f44d"), "the agent reacts")
    jane.send_message(sales, "<reactions xmlns='urn:xmpp:reactions:0' id='%s'><reaction>❤</reaction></reactions>" % wrong)
    m = bob.expect_stanza("a reaction", reaction).find(ns("reactions", "reactions"))
    tap.is_((m.get("id"), m[0].text), (wrong, "❤"), "the customer reacts")

    # xep: 0424
    jane.send_text(sales, "This person retracted a message.", extra=payload("retract", "retract", id=wrong))
    tap.is_(bob.expect(face, "retracted").find(ns("retract", "retract")).get("id"), wrong, "the customer retracts")

    # xep: 0461 0428
    reply = "<reply xmlns='urn:xmpp:reply:0' id='%s' to='%s'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'/>"
    jane.send_text(sales, "That one", extra=reply % (wrong, sales))
    m = bob.expect(face, "^That one").find("{urn:xmpp:reply:0}reply")
    tap.is_((m.get("id"), m.get("to")), (wrong, bob.bare), "the customer replies to the agent's words, which are Bob's to Bob")
    bob.send_text(face, "This one", extra=reply % (wrong, bob.jid))
    m = jane.expect(sales, "^This one").find("{urn:xmpp:reply:0}reply")
    tap.is_((m.get("id"), m.get("to")), (wrong, sales), "the agent replies to own words, which are the desk's to the customer")

    # xep: 0066
    url = "https://upload.example/1/the%20receipt.png?a=1&b=2"
    for writer, to, reader, sender in ((jane, sales, bob, face), (bob, face, jane, sales)):
        writer.send_text(to, url, url=url)
        m = reader.expect(sender, "^https://upload")
        tap.is_((m.body, m.find(ns("oob", "x"))[0].text), (url, url), "a file for %s: its URL is equal to the body" % reader.user)


def one_id(shift, jane, bob, face):
    """What Converse, Gajim, Cheogram and Conversations send: a message has one id, signs have no body, the last line is withdrawn."""
    sales = shift.address("sales")
    # xep: 0359 0424, as Converse sends it: an edit has an origin-id of its own, and is taken back by that
    for writer, to, reader, sender, word in ((jane, sales, bob, face, "(withdrawn)"), (bob, face, jane, sales, "(withdrawn)")):
        first, edit, own = writer.new_id(), writer.new_id(), writer.new_id()
        writer.send_text(to, "I have a qestion", id=first, chat_state="active", receipt=True, origin_id=first)
        m = reader.expect(sender, "qestion")
        tap.is_((m.id, m.find(ns("sid", "origin-id")).get("id")), (first, first), "one id for %s" % reader.user)
        writer.send_text(to, "I have a question", id=edit, chat_state="active", receipt=True, corrects=first, origin_id=own)
        m = reader.expect(sender, "a question")
        tap.is_((m.id, m.find(ns("correct", "replace")).get("id"), m.has(ns("sid", "origin-id"))), (edit, first, False),
                "an edit has no other for %s" % reader.user)
        writer.send_message(to, "<retract id='%s' xmlns='urn:xmpp:message-retract:1'/><body>/me retracted a message</body>"
                                "<store xmlns='urn:xmpp:hints'/><fallback for='urn:xmpp:message-retract:1' "
                                "xmlns='urn:xmpp:fallback:0'/>" % own)
        m = reader.expect_stanza("a retraction", lambda s: s.kind == "message" and s.has(ns("retract", "retract")))
        tap.is_((m.body, m.find(ns("retract", "retract")).get("id"), m.find(ns("correct", "replace")).get("id")),
                (word, first, first), "the last line is withdrawn for %s" % reader.user)

    # xep: 0444 0428, as Gajim and Cheogram send it; as Conversations sends it, without an id or a body, it passes too
    mine = bob.send_text(face, "Shall I send it?")
    jane.expect(sales, "^Shall I")
    jane.send_message(sales, "<reactions xmlns='urn:xmpp:reactions:0' id='%s'><reaction>\U0001f44d</reaction></reactions>"
                             "<body>&gt; Shall I send it?\n\U0001f44d</body><fallback xmlns='urn:xmpp:fallback:0' "
                             "for='urn:xmpp:reactions:0'><body/></fallback>" % mine)
    m = bob.expect_stanza("a reaction", lambda s: s.kind == "message" and s.has(ns("reactions", "reactions")))
    tap.is_((m.body, m.find(ns("reactions", "reactions")).get("id"), m.has("{urn:xmpp:fallback:0}fallback")), (None, mine, False),
            "a reaction goes without a body")
    jane.send_raw("<message type='chat' to='%s'><reactions xmlns='urn:xmpp:reactions:0' id='%s'/>"
                  "<store xmlns='urn:xmpp:hints'/></message>" % (sales, mine))
    m = bob.expect_stanza("a reaction", lambda s: s.kind == "message" and s.has(ns("reactions", "reactions")))
    tap.is_((m.body, len(m.find(ns("reactions", "reactions")))), (None, 0), "and is taken back")
    jane.send_raw("<message type='chat' to='%s' xml:lang='de'><body xml:lang='en'>Yes, please</body><body xml:lang='de'>Ja, bitte"
                  "</body></message>" % sales)
    m = bob.expect(face, "^Ja, bitte$")
    tap.is_(len(m.xml.findall("{jabber:client}body")), 1, "one body of several")


def stays_inside(shift, jane, bob, face):
    """Notes, commands, unknown words, encryption."""
    sales = shift.address("sales")
    for line, answer in (("!note he is a SECRET friend of the boss", "Noted"),
                         ("!frobnicate the SECRET", 'There is no command "frobnicate" here'),
                         ("!info", r"(?s)^▸ jane, conversation #\d+ in Sales.*SECRET friend"),
                         ("!history 3", r"(?s)^▸ Last messages.*SECRET friend"),
                         ("!help", r"(?s)!close.*!transfer QUEUE\|AGENT.*Not possible now: !accept"),
                         ("/info", r"^▸ jane, conversation")):
        bob.send_text(face, line)
        tap.ok(bob.expect(face, answer), "%s is answered to the agent" % line.split()[0])
    bob.send_text(face, "!!important")
    tap.ok(jane.expect(sales, "^!important$"), "!! sends a !")
    # xep: 0384
    omemo = "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/><payload>c2VjcmV0</payload></encrypted>"
    for _ in range(2):
        jane.send_text(sales, "I sent you an OMEMO FALLBACK", extra=omemo)
    tap.ok(jane.expect(sales, "cannot read encrypted messages"), "OMEMO is explained")
    jane.send_text(sales, "Without OMEMO now")
    bob.expect(face, "^Without OMEMO now$")
    bob.send_text(face, "Good")
    jane.expect(sales, "^Good$")
    tap.is_([b for b in jane.bodies() if "cannot read" in b][1:], [], "and only once")
    bob.send_text(face, "FALLBACK of the agent", extra=omemo)
    bob.expect(face, r"^▸ Not sent: .*encrypted")
    tap.is_([b for b in bob.bodies() if "OMEMO FALLBACK" in b], [], "nothing of it reaches the agent")
    tap.is_([b for b in jane.bodies() if re.search("SECRET|FALLBACK of|frobnicate|/info", b)], [],
            "notes, commands and unknown words never reach the customer")


def is_asked_about(shift, jane, bob, face):
    """A command's word without its mark: held while the desk is killed, and sent first by what follows."""
    sales = shift.address("sales")
    house = shift.address("desk")
    held = bob.send_text(face, "Queue", receipt=True, origin_id="bob-held-1")
    tap.ok(bob.expect(face, r"^▸ Not sent yet: \"Queue\" is also a command, in the chat with the house, xmpp:%s\."
                      % re.escape(house)), "a lone word of the house is asked about")
    jane.send_text(sales, "Anybody?")
    bob.expect(face, "^Anybody")
    shift.desk.kill()
    shift.desk.start()
    bob.send_text(face, "That is the word")
    m = jane.expect(sales, "^(Queue|That is)")
    tap.is_((m.body, m.id), ("Queue", held), "what is said next sends it first, also after a kill, with its id")
    tap.ok(jane.expect(sales, "^That is the word$"), "and then itself")
    tap.ok(bob.expect_stanza("the receipt of the customer's client", lambda s: s.kind == "message" and s.sender == face
                             and s.find(ns("receipts", "received")) is not None
                             and s.find(ns("receipts", "received")).get("id") == held), "the receipt for it comes back")
    bob.send_text(face, "mine")
    bob.expect(face, '^▸ Not sent yet: "mine"')
    again = bob.send_text(face, "mine")
    tap.is_(jane.expect(sales, "^mine$").id, again, "the same word again is sent")
    bob.send_text(face, "queue")
    jane.expect(sales, "^queue$")
    tap.is_([b for b in jane.bodies(sales) if b in ("Queue", "mine", "queue")], ["Queue", "mine", "queue"],
            "each once, and none is asked about twice")


def quote(text, to, id):
    """What Dino puts around a reply: the quote, and the mark that says how long it is."""
    quoted = "".join("> %s\n" % line for line in text.splitlines())
    return quoted, ("<reply to='%s' xmlns='urn:xmpp:reply:0' id='%s'/><fallback for='urn:xmpp:reply:0' xmlns='urn:xmpp:fallback:0'>"
                    "<body start='0' end='%d'/></fallback>" % (to, id, len(quoted)))


def quotes_stay_inside(shift, jane, bob, face):
    """Whose words are these? What clients send around them, as Dino 0.4, Converse 14 and Gajim 1.7 were seen to."""
    sales = shift.address("sales")
    # xep: 0461 0428
    asked = jane.send_text(sales, "Is it in stock? 🤔")
    bob.expect(face, "^Is it in stock")
    quoted, reply = quote("Is it in stock? 🤔", face, asked)
    note = bob.send_text(face, quoted + "!note he is a SECRET buyer", extra=reply)
    tap.ok(bob.expect(face, "^▸ Noted"), "a command in a reply is one")
    bob.send_text(face, quoted + "!note not marked, SECRET")
    tap.ok(bob.expect(face, "Not sent: a command follows your quote"), "a quote that is not marked hides none")
    bob.send_text(face, "\u200b\u00a0!note SECRET too")
    tap.ok(bob.expect(face, "^▸ Noted"), "nor does what cannot be seen")
    bob.send_text(face, "! ntoe SECRET as well")
    tap.ok(bob.expect(face, "did you mean !note"), "what is nearly a command is asked about")
    # xep: 0308 0359
    bob.send_text(face, "he is no SECRET buyer", corrects=note, origin_id="gajim-1")
    tap.ok(bob.expect(face, "the message that you correct never reached the customer"), "a note that is corrected into words goes to nobody")
    wrong = bob.send_text(face, "!nte SECRET", origin_id="gajim-2")
    bob.expect(face, "There is no command")
    bob.send_text(face, "!note SECRET in the end", corrects="gajim-2")
    tap.ok(bob.expect(face, "^▸ Noted"), "a command that is corrected is carried out")
    bob.send_text(face, "!note SECRET once more", corrects=wrong)
    tap.ok(bob.expect(face, "was already carried out"), "once")
    # xep: 0424 0444
    bob.send_text(face, "/me retracted a SECRET message", extra=payload("store", "hints") + "<fallback for='urn:xmpp:message-retract:1' "
                  "xmlns='urn:xmpp:fallback:0'/>" + payload("retract", "urn:xmpp:message-retract:1", id=note))
    tap.ok(bob.expect(face, "never got the message that you take back"), "a note that is taken back neither")
    bob.send_message(face, "<reactions xmlns='urn:xmpp:reactions:0' id='%s'><reaction>👍</reaction></reactions>" % note)
    quoted, reply = quote("▸ Noted. SECRET", face, "a-line-of-the-desk")
    bob.send_text(face, quoted + "Yes, three of them", extra=reply)
    m = jane.expect(sales, "Yes, three of them")
    tap.is_((m.body, m.find("{urn:xmpp:reply:0}reply")), ("Yes, three of them", None), "words added to a line of the desk go alone")
    # xep: 0203
    bob.send_text(face, "!close", extra=payload("delay", "delay", **{"from": "localhost", "stamp": "2026-01-01T00:00:00Z"}))
    tap.ok(bob.expect(face, "you wrote this at 2026-01-01 00:00"), "an old command is asked about")
    bob.send_text(face, "Happy new year", extra=payload("delay", "delay", **{"from": "localhost", "stamp": "2026-01-01T00:00:00Z"}))
    tap.is_(jane.expect(sales, "^Happy new year").stamp, "2026-01-01T00:00:00.000Z", "old words have their time")
    # xep: 0066 0071
    jane.send_message(sales, "<x xmlns='jabber:x:oob'><url>https://upload.example/bare.png</url></x>")
    tap.ok(bob.expect(face, "^https://upload.example/bare.png$"), "a file without a body is shown as its link")
    jane.send_message(sales, "<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'><p>Only "
                      "<b>formatted</b></p></body></html>")
    tap.ok(bob.expect(face, "^Only formatted$"), "and formatted text as plain text")
    tap.is_([b for b in jane.bodies() if "SECRET" in b], [], "nothing of what was for the desk reaches the customer")


def is_handed_on(shift, jane, bob, eve, tom, face):
    sales = shift.address("sales")
    bob.send_text(face, "!transfer billing wants her money back")
    bob.expect(face, r"^▸ Passed on to Billing")
    tap.ok(jane.expect(sales, "^Bob has passed your conversation on to Billing"), "!transfer QUEUE: the customer is told")
    tap.ok(tom.expect(face, r"(?s)From Bob: wants her money back.*Bob: Good then"), "the next agent has note and history")
    tom.send_text(face, "Tom here")
    m = jane.expect(sales, "^Tom here$")
    tap.is_((m.sender, m.nick), (sales, "Tom · Sales"), "the customer goes on at the same address")
    bob.send_text(face, "What does she say?")
    bob.expect(face, r"^▸ Not sent: this conversation was transferred")
    tom.send_text(face, "!transfer nobody")
    tom.expect(face, r'"nobody" is neither a queue nor an agent. The queues are: sales billing')
    tom.send_text(face, "!transfer EVE she is the boss")
    tom.expect(face, r"^▸ Offered to Eve")
    tap.ok(eve.expect(face, r"From Tom: she is the boss"), "!transfer AGENT: offered to that agent")
    jane.expect(sales, "^Tom has passed your conversation on to Eve")
    eve.send_text(face, "!accept")
    eve.expect(face, "is yours")
    jane.expect(sales, "^Eve is with you now")
    eve.send_text(face, "!leave")
    eve.expect(face, "went back to the head of the line")
    tap.ok(jane.expect(sales, "^Eve had to leave"), "!leave: the customer is told")
    tom.expect(face, r"(?s)^▸ jane.*\n▸ Has waited .* in Billing, #")
    tom.send_text(face, "Tom again")
    jane.expect(sales, "^Tom is with you now")
    jane.expect(sales, "^Tom again$")
    tap.is_([b for b in jane.bodies(sales) if "What does she say" in b], [], "only the holder reaches the customer")


def closed_for(agent, face):
    """Why a conversation was closed, as the chat's presence tells it."""
    m = agent.expect_stanza("the end of a chat", lambda s: s.kind == "presence" and s.type == "unavailable"
                            and s.sender == face + "/desk" and ": " in (s.text("status") or ""))
    return m.text("status").split(": ", 1)[1]


def ends(shift, jane, tom, face):
    sales = shift.address("sales")
    tom.send_text(face, "!close money sent")
    tap.ok(jane.expect(sales, "^Tom has closed the conversation"), "!close: the customer is told")
    tom.expect(face, "is closed")
    tom.send_text(face, "One more")
    tom.expect(face, r"^▸ The conversation is open again")
    tap.ok(jane.expect(sales, "^One more$"), "the agent who closed it may write on")
    tom.send_text(face, "!close")
    jane.expect(sales, "^Tom has closed the conversation")
    tom.expect(face, "is closed")
    jane.send_text(sales, "One more question")
    tap.ok(jane.expect(sales, "^Welcome back! Tom is with you again"), "reopened, with the same agent")
    tom.expect(face, "The customer writes again")
    tom.expect(face, "^One more question$")
    tom.send_text(face, "Go ahead")
    jane.expect(sales, "^Go ahead$")
    jane.send_text(sales, "Bye!")
    tap.ok(jane.expect(sales, "^Goodbye"), "the customer's goodbye ends it")
    tom.expect(face, "^Bye!$")
    tap.is_(closed_for(tom, face), "the customer has ended it", "and presence tells the agent, without a message")


def whole_conversation(scratch, server):
    with Shift(scratch, server, CONF, links=2) as shift:
        bob, eve, tom = (shift.agent(user) for user in ("bob", "eve", "tom"))
        shift.open()
        jane = shift.customer("jane", receipts=True)
        declines_and_accepts(shift, bob, eve)
        face = accepts_by_answering(shift, jane, bob)
        talks(shift, jane, bob, face)
        changes(shift, jane, bob, face)
        one_id(shift, jane, bob, face)
        stays_inside(shift, jane, bob, face)
        is_asked_about(shift, jane, bob, face)
        quotes_stay_inside(shift, jane, bob, face)
        bob.send_text(face, "Good then")
        jane.expect(shift.address("sales"), "^Good then$")
        is_handed_on(shift, jane, bob, eve, tom, face)
        ends(shift, jane, tom, face)

        lines = [m for m in shift.archive() if m["conversation"] == 2]
        tap.is_([m["body"] for m in lines if m["author"] == "customer"][:3],
                ["Hello, can you help?", "jane says 0", "jane says 1"], "the archive has the customer's words")
        tap.is_({m["jid"] for m in lines if m["author"] == "agent"}, {bob.bare, tom.bare}, "and whose the answers were")
        tap.ok(not any("FALLBACK" in m["body"] for m in lines), "and nothing of what could not be read")
        status, out, _ = shift.desk.cli("archive", "show", "2")
        reasons = ("opened", "offered", "answered", "transfer", "agent left", "reopened", "active → closed in billing: customer")
        tap.is_([r for r in reasons if r not in out], [], "every change has its reason")


LINE_CONF = """
max_chats = 1   position_every = "1s"   offer_timeout = "1s"   agent_first_reply = "off"   round_pause = "1s"
agent "bob@localhost" { name = "Bob" }
agent "eve@localhost" { name = "Eve" }
queue "sales"   { title = "Sales"   agents = {"bob@localhost"}   offer_timeout = "30s" }
queue "billing" { title = "Billing"   agents = {"bob@localhost", "eve@localhost"}   language = "de" }
"""


def line(scratch, server):
    """First in, first out; who goes, and a visitor without an account."""
    with Shift(scratch, server, LINE_CONF) as shift:
        sales = shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane, ann, ben = (shift.customer(user) for user in ("jane", "ann", "ben"))
        guest = shift.customer(None)
        her = shift.served(jane, bob)
        for number, customer in enumerate((ann, ben, guest), 1):
            customer.send_text(sales, "I am %s" % (customer.user or "a visitor"))
            tap.like(customer.expect(sales, "Sales").body, "number %d in line" % number, "number %d is told so" % number)
        shift.wait_queue("sales", waiting=3, active=1)
        ann.send_text(sales, "bye")
        ann.expect(sales, "^Goodbye")
        tap.ok(ben.expect(sales, "^You are now number 1 in line"), "one has gone: the next is told the new position")
        guest.expect(sales, "^You are now number 2 in line")
        bob.send_text(her, "!close")
        jane.expect(sales, "closed")
        his = bob.expect("^ben", "I am ben").sender
        bob.send_text(his, "!accept")
        ben.expect(sales, "Bob is with you now")
        bob.send_text(his, "!close")
        ben.expect(sales, "closed")
        face = bob.expect("@support", "I am a visitor").sender
        bob.send_text(face, "Hello visitor")
        guest.expect(sales, "^Hello visitor$")
        tap.ok(True, "a visitor without an account is served in turn")


def offer_runs_out(scratch, server):
    """To the next agent; notices in the customer's language."""
    with Shift(scratch, server, LINE_CONF) as shift:
        billing = shift.address("billing")
        bob, eve = shift.agent("bob"), shift.agent("eve")
        shift.open()
        jane = shift.customer("jane", lang="fr")  # in which the desk says nothing
        li = shift.customer("li", lang="zh-CN")
        jane.send_text(billing, "Wo ist mein Geld?")
        tap.like(jane.expect(billing).body, "Guten Tag und danke", "the queue's language")
        face = bob.expect("^jane", "Geld").sender
        tap.ok(eve.expect(face, "^Wo ist mein Geld"), "the offer runs out: the next agent is asked")
        eve.send_text(face, "!accept")
        eve.expect(face, "is yours|has run out")
        li.send_text(billing, "你好")
        tap.like(li.expect(billing).body, "[一-龥]{4}", "the customer's own language")
        bob.send_text(face, "!accept")
        tap.ok(bob.expect(face, "Eve was faster"), "a late accept is answered kindly")


LANGUAGE_CONF = """
agent "bob@localhost" { name = "Bob" }
queue "sales" { title = "Sales"   agents = {"bob@localhost"} }
"""


def languages(scratch, server):
    """Clients that say xml:lang='en' whatever is written, as Gajim and Dino do, and one that says nothing, on whose messages
    a server may stamp its own."""
    with Shift(scratch, server, LANGUAGE_CONF, links=2) as shift:
        sales = shift.address("sales")
        shift.agent("bob")
        shift.open()
        jane, uwe, wang = (shift.customer(user, lang="en") for user in ("jane", "uwe", "wang"))
        mei = shift.customer("mei")
        uwe.send_text(sales, "Guten Tag, haben Sie den Laufschuh auch in 44?", chat_state="active")
        tap.like(uwe.expect(sales).body, "^Guten Tag und danke", "a German whose client says 'en' is welcomed in German")
        wang.send_text(sales, "请怎怎样退货", chat_state="active", markable=True)
        tap.like(wang.expect(sales).body, "^您好，感谢您联系Sales", "a Chinese one in Chinese")
        mei.send_text(sales, "你好，请问可以退货吗？")
        tap.like(mei.expect(sales).body, "^您好，感谢您联系Sales", "and one whose client says nothing")
        jane.send_text(sales, "Hello, do you have the blue running shoe in 44?")
        tap.like(jane.expect(sales).body, "^Thank you for your message", "English is answered in English")
        shift.desk.restart()
        uwe.send_text(sales, "bye")
        tap.ok(uwe.expect(sales, "^Auf Wiedersehen"), "it is remembered, also after a restart")


GONE_CONF = """
customer_gone = "3s"
agent "bob@localhost" { name = "Bob" }
agent "eve@localhost" { name = "Eve"   role = "supervisor" }
queue "sales" { title = "Sales"   agents = {"bob@localhost"} }
"""


def goes_and_is_blocked(scratch, server):
    """A visitor closes the browser; somebody is blocked, and let in again."""
    with Shift(scratch, server, GONE_CONF) as shift:
        sales, house = shift.address("sales"), shift.address()
        bob, eve = shift.agent("bob"), shift.agent("eve")
        shift.open()
        guest, jane = shift.customer(None), shift.customer("jane")
        face = shift.served(guest, bob, "Anybody?")
        guest.disconnect()
        bob.send_text(face, "Yes, how can I help?")
        tap.like(bob.expect(face, "did not reach the customer").body, "service-unavailable", "a visitor who has gone: the agent is told")
        tap.is_(closed_for(bob, face), "the customer has ended it", "and the conversation ends after a while")
        status, out, _ = shift.desk.cli("archive", "show", "1", "--json")
        tap.is_((status, json.loads(out)["state"], json.loads(out)["reason"]), (0, "closed", "customer"), "which the archive knows")

        face = shift.served(jane, bob, "Buy pills")
        bob.send_text(face, "!block pills")
        bob.expect(face, "is blocked for 30 d")
        jane.send_text(sales, "More pills")
        tap.ok(jane.expect_error("^sales", "forbidden"), "whoever is blocked is told so")
        eve.send_text(house, "dropped")
        tap.like(eve.expect("^%s$" % re.escape(house), "blocked").body, r"^1  \S+ \(localhost\): blocked|^1  jane", "a supervisor sees what was dropped")
        eve.send_text(house, "unblock 1")
        eve.expect("^%s$" % re.escape(house), "^Unblocked")
        jane.send_text(sales, "I am sorry")
        tap.ok(jane.expect(sales, "Sales"), "and is heard again when the block has ended")


PARTS = (whole_conversation, line, offer_runs_out, languages, goes_and_is_blocked)

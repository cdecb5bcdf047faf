# SPDX-License-Identifier: GPL-3.0-or-later
"""What a customer needs, one function for each row of the table. The client under test is Jane's; the agent is Bob of Billing,
at slixmpp."""

import re
import time

from agents import count, must
from client import Cannot
from play import REACTIONS, REPLY, RETRACT, capability, has, payload, reaction, reply_to, retraction
from servers import Trouble, wait_until

ASK = "Hello, I have a question about an invoice"


def greeted(p, user, text, pattern):
    with p.make(user) as client:
        client.say(p.address("billing"), text)
        client.wait_text(p.address("billing"), pattern)
        client.picture(p.picture_path + "-" + user)
        client.say(p.address("billing"), {"uwe": "Tschüss", "wei": "再见"}[user])


@capability("customer", "a welcome with the position, in English")
def english(p):
    bob = p.actor("bob")
    p.on_duty("bob")
    p.client.say(p.address("billing"), ASK)
    p.client.wait_text(p.address("billing"), "Thank you for your message to Billing. You are number 1 in line")
    p.open_face = bob.expect("@", "invoice").sender.split("/")[0]
    bob.send_text(p.open_face, "!accept")
    bob.expect(p.open_face, "is yours")


@capability("customer", "… in German")
def german(p):
    greeted(p, "uwe", "Guten Tag, wann kommt denn meine Bestellung an?", "Guten Tag und danke")


@capability("customer", "… in Chinese")
def chinese(p):
    greeted(p, "wei", "你好，我的订单什么时候到？", "您")


@capability("customer", "the agent's name")
def agent_name(p):
    p.served(ASK)
    p.client.wait("Bob's name", lambda: "Bob" in p.client.name_of(p.address("billing")), 6)


@capability("customer", "typing of the agent shows")
def sees_typing(p):
    bob, face = p.served(ASK)
    bob.send_state(face, "composing")
    p.client.wait("the typing", lambda: p.client.is_typing(p.address("billing")), 6)


@capability("customer", "typing of the customer is passed on")
def types(p):
    bob, face = p.served(ASK)
    p.client.compose(p.address("billing"))
    try:
        bob.expect_state("composing", face)
    except Trouble:
        p.client.why_silent(p.address("billing"), "<composing")
        raise
    finally:
        p.client.clear()


@capability("customer", "receipts")
def receipt(p):
    p.client.say(p.address("billing"), "Has this arrived?")
    try:
        p.client.wait("the receipt", lambda: p.client.receipt_shown(p.address("billing"), "Has this arrived?"), 6)
    except Trouble:
        p.client.why_silent(p.address("billing"), "urn:xmpp:receipts")
        raise
    p.open_face = p.actor("bob").expect("@", "Has this arrived").sender.split("/")[0]


@capability("customer", "the agent's read marker")
def read(p):
    bob, face = p.served("Have you read this?")
    m = next(s for s in reversed(bob.seen) if s.body == "Have you read this?")
    bob.send_message(face, payload("displayed", "markers", id=m.id))
    p.client.wait("the marker", lambda: p.client.read_shown(p.address("billing"), "Have you read this?"), 6)


@capability("customer", "corrections of the agent")
def corrected(p):
    bob, face = p.served(ASK)
    id = bob.send_text(face, "It costs 5 erous")
    p.client.wait_text(p.address("billing"), "5 erous")
    bob.send_text(face, "It costs 5 euros", corrects=id)
    p.client.wait_text(p.address("billing"), "5 euros")
    must("5 erous" not in p.client.text(p.address("billing")), "the first text is still there")


@capability("customer", "corrections of the customer")
def corrects(p):
    bob, face = p.served(ASK)
    p.client.say(p.address("billing"), "I want two bokos")
    first = bob.expect(face, "bokos")
    p.client.correct(p.address("billing"), "I want two bokos", "I want two books")
    m = bob.expect(face, "^I want two books$")
    must(m.find("{urn:xmpp:message-correct:0}replace").get("id") == first.id, "replaces another id")


@capability("customer", "reactions of the agent")
def reacted(p):
    bob, face = p.served(ASK)
    p.client.say(p.address("billing"), "I send it back")
    m = bob.expect(face, "I send it back")
    bob.send_message(face, reaction(m.id, "🎉"))
    p.client.wait("the reaction", lambda: "🎉" in p.client.reactions_to(p.address("billing"), "I send it back"), 6)


@capability("customer", "reactions of the customer")
def reacts(p):
    bob, face = p.served(ASK)
    id = bob.send_text(face, "It is on its way")
    p.client.wait_text(p.address("billing"), "on its way")
    p.client.react(p.address("billing"), "It is on its way", "👍")
    m = bob.expect_stanza("a reaction", has("reactions", REACTIONS))
    must(m.find("{%s}reactions" % REACTIONS).get("id") == id and m.body is None, "another id, or a body: %s" % m)


@capability("customer", "a number as reaction chooses")
def chooses(p):
    p.client.say(p.address("help"), "How do I cancel?")
    p.client.wait_text(p.address("help"), r"1\. ")
    p.client.react(p.address("help"), "Which of these do you mean?", "1️⃣")
    p.client.wait_text(p.address("help"), r"— ")


@capability("customer", "👍 rates an answer")
def rates(p):
    p.client.say(p.address("help"), "Could I pick up the goods at your shop?")
    p.client.wait_text(p.address("help"), "Garden Street")
    since = p.desk.log_size()
    p.client.react(p.address("help"), "Garden Street", "👍")
    p.client.wait_sent("<reaction>👍")
    time.sleep(1)
    must(not re.search("no answer to that", p.client.text(p.address("help")).rsplit("Garden Street", 1)[-1]), "it was taken for a question")
    must(not re.search("(?i)error", p.desk.log_text(since)), "the log has an error")


@capability("customer", "replies of the agent")
def replied(p):
    bob, face = p.served(ASK)
    p.client.say(p.address("billing"), "In which colours?")
    m = bob.expect(face, "In which colours")
    bob.send_text(face, "Red and blue", extra=reply_to(m.id, face))
    p.client.wait_text(p.address("billing"), "Red and blue")
    p.client.wait("the reply", lambda: p.client.reply_shown(p.address("billing"), "In which colours?", "Red and blue"), 6)


@capability("customer", "replies of the customer")
def replies(p):
    bob, face = p.served(ASK)
    id = bob.send_text(face, "Red or blue?")
    p.client.wait_text(p.address("billing"), "Red or blue")
    p.client.reply(p.address("billing"), "Red or blue?", "Blue, please")
    m = bob.expect_stanza("a reply", has("reply", REPLY))
    must(m.find("{%s}reply" % REPLY).get("id") == id, "to another id: %s" % m)


@capability("customer", "retractions of the agent")
def withdrawn(p):
    bob, face = p.served(ASK)
    id = bob.send_text(face, "The code is 0815")
    p.client.wait_text(p.address("billing"), "0815")
    bob.send_message(face, retraction(id))
    p.client.wait("no more 0815", lambda: p.client.retracted(p.address("billing"), "The code is 0815"), 6)


@capability("customer", "retractions of the customer")
def withdraws(p):
    bob, face = p.served(ASK)
    p.client.say(p.address("billing"), "My number is 4711")
    id = bob.expect(face, "4711").id
    p.client.retract(p.address("billing"), "My number is 4711")
    m = bob.expect_stanza("a retraction", has("retract", RETRACT))
    must(m.find("{%s}retract" % RETRACT).get("id") == id, "of another id: %s" % m)


@capability("customer", "a picture of the agent")
def got_file(p):
    bob, face = p.served(ASK)
    url = p.upload(bob, p.file("price.png"))
    bob.send_text(face, url, url=url)
    p.client.wait_received(r"<url>%s</url>" % re.escape(url))
    p.client.wait("the picture", lambda: p.client.image_shown(p.address("billing"), url), 10)


@capability("customer", "a picture of the customer")
def sends_file(p):
    bob, face = p.served(ASK)
    p.client.send_file(p.address("billing"), p.file("boots.png"))
    m = bob.expect(face, "^https://.*boots.*png", 20)
    must(m.find("{jabber:x:oob}x") is not None and m.find("{jabber:x:oob}x")[0].text == m.body, "no address beside it: %s" % m)


@capability("customer", "the answer of the assistant names no file")
def titles(p):
    p.client.say(p.address("help"), "How do I cancel an appointment?")
    p.client.wait_text(p.address("help"), "24 hours before")
    must(not re.search(r"\.(md|txt|csv)\b", p.client.text(p.address("help"))), "it does")


@capability("customer", "thanks after the close reopen nothing")
def thanks(p):
    bob, face = p.served(ASK)
    bob.send_text(face, "!close")
    p.client.wait_text(p.address("billing"), "Bob has closed")
    p.open_face = None
    p.client.say(p.address("billing"), "Thank you, bye!")
    time.sleep(2)
    must(p.active("billing") == 0, "it is open again")
    must("Welcome back" not in p.client.text(p.address("billing")).rsplit("Thank you, bye!", 1)[-1], "it welcomes back")


@capability("customer", "a visitor's reload closes the old conversation")
def reload(p):
    p.client.reload()
    p.client.say(p.address("night"), "Is anybody there at night?")
    p.client.wait_text(p.address("night"), "Thank you")
    p.client.reload()
    # The desk asks after 30 s whether a visitor is still there, and the server has given the old one up by then.
    wait_until("the old one is closed", 60, lambda: next(
        q["waiting"] for q in p.desk.cli_json("status")["queues"] if q["name"] == "night") == 0, every=0.3)

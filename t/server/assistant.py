# SPDX-License-Identifier: GPL-3.0-or-later
"""A part of the tests on real servers: a responder answers a customer before a person does, and after."""

import os
import re

import tap
from servers import write_file
from shift import Shift, ns

CONF = """
agent_first_reply = "off"
agent "bob@localhost" { name = "Bob" }
queue "sales" { title = "Sales"   agents = {"bob@localhost"}   responder = "faq" }
responder "faq" { type = "faq"   knowledge = "knowledge"   name = "Assistant"   debounce = "100ms" }
"""

SHOP = """# Shop
## How long may I return something?
You may return any article within **30 days** after you have received it.
## When do I get my money back?
Within five working days.
## What does delivery to Norway cost?
Five euros.
## What does delivery to Sweden cost?
Four euros.
"""
DAYS = "You may return any article within *30 days* after you have received it.\n— How long may I return something?"
MONEY = "Within five working days.\n— When do I get my money back?"


def answers(shift, jane, bob):
    """At once, and to a number."""
    sales = shift.address("sales")
    asked = jane.send_text(sales, "How many days do I have to return an article?", receipt=True)
    receipt = jane.expect_stanza("a receipt", lambda s: s.kind == "message" and s.has(ns("receipts", "received")))
    tap.is_(receipt.find(ns("receipts", "received")).get("id"), asked, "a question to the responder is acknowledged")
    tap.is_(jane.expect(sales, "I am the automatic assistant").nick, "Assistant", "the responder says what it is")
    m = jane.expect(sales, "30 days")
    tap.is_((m.body, m.sender, m.nick, m.type), (DAYS, sales, "Assistant", "chat"), "and answers, with its title")
    jane.send_text(sales, "what does delivery cost")
    choices = jane.expect(sales, "Which of these").body
    jane.send_text(sales, re.search(r"(?m)^(\d)\. .*Sweden", choices).group(1))
    tap.like(jane.expect(sales, "euros").body, r"^Four euros\.\n— .*Sweden", "it asks back, and takes a number for an answer")
    shift.wait_queue("sales", bot=1, waiting=0, offered=0)
    tap.is_(bob.bodies(), [], "no agent is asked meanwhile")


def hands_over(shift, jane, bob):
    """To a person, and is silent from then on; the face."""
    sales = shift.address("sales")
    jane.send_text(sales, "I want to talk to a human")
    tap.ok(jane.expect(sales, "^Somebody will take over here"), "whoever wants a person is told that one comes")
    offer = bob.expect("^jane", r"(?s)^▸ jane has waited .* in Sales, #")
    tap.like(offer.body, r"(?s)Briefing: The customer asked for a person\. .* 3 questions.*\n▸ +- \"How many days .*\": answered: Shop › "
             r".*\n▸ +- \"what does delivery cost\": asked back\n", "the agent is given a briefing first")
    bob.send_text(offer.sender, "Hello Jane, Bob here")
    jane.expect(sales, "^Bob is with you now")
    tap.is_(jane.expect(sales, "^Hello Jane, Bob here$").nick, "Bob · Sales", "the agent answers")
    jane.send_text(sales, "When do I get my money back?")
    bob.expect(offer.sender, "^When do I get my money back")
    bob.send_text(offer.sender, "I will look")
    jane.expect(sales, "^I will look$")
    return offer.sender


def takes_it_again(shift, jane, bob, face):
    sales = shift.address("sales")
    bob.send_text(face, "!bot")
    bob.expect(face, r"^▸ The responder has the conversation now")
    tap.ok(jane.expect(sales, "^Bob has left you with the automatic assistant"), "!bot: the customer is told")
    jane.send_text(sales, "and when is my money back?")
    m = jane.expect(sales, "working days")
    tap.is_((m.body, m.nick), (MONEY, "Assistant"), "and the responder answers again")
    shift.wait_queue("sales", bot=1, active=0)


def before_a_person(scratch, server):
    with Shift(scratch, server, CONF) as shift:
        os.mkdir(os.path.join(shift.desk.dir, "knowledge"))
        write_file(os.path.join(shift.desk.dir, "knowledge", "shop.md"), SHOP)
        bob = shift.agent("bob")
        shift.open()
        shift.desk.wait_log("knowledge: .* 4 passages")
        jane = shift.customer("jane")
        answers(shift, jane, bob)
        takes_it_again(shift, jane, bob, hands_over(shift, jane, bob))

        lines = [m for m in shift.archive() if m["author"] == "bot"]
        said = [m["body"] for m in lines if m["kind"] == "chat"]
        tap.is_({m["jid"] for m in lines}, {shift.address("sales")}, "the archive has its words, as author bot")
        # What it would have said beside Bob would be here.
        tap.is_([body.split()[0] for body in said], ["You", "Which", "Four", "Within"], "all of them, and none while Bob had it")
        tap.is_([m["body"].split(".")[0] for m in lines if m["kind"] == "note"], ["The customer asked for a person"], "and the briefing, as a note")
        tap.is_([body for body in jane.bodies() if "With the responder" in body], [], "which the customer never saw")


PARTS = (before_a_person,)

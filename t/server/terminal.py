# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: an agent who uses Profanity, in a terminal."""

import re

import tap
from profanity import Profanity
from shift import Shift

NEEDS = ("profanity", "tmux")

CONF = """
agent_first_reply = "off"
agent "bob@localhost" { name = "Bob" }
queue "sales" { title = "Sales"   agents = {"bob@localhost"} }
"""


def profanity(scratch, server):
    with Profanity(scratch, server, "bob") as bob, Shift(scratch, server, CONF) as shift:
        house, sales = shift.address(), shift.address("sales")
        shift.desk.start()
        # As an agent does once: add the house.
        bob.wait_stanza("<presence[^>]*subscribe")
        bob.type("/sub allow %s" % house)
        bob.type("/sub request %s" % house)
        shift.on_duty("bob")
        bob.wait_stanza(r"<presence[^>]*type=.subscribed.")
        tap.ok(True, "on duty by presence, after /sub allow")

        jane = shift.customer("jane")
        jane.send_text(sales, "Do you ship <to> Norway & 挪威?")
        jane.expect(sales, "number 1 in line")
        face = re.search(r"\bfrom=.(jane[^\"']+)", bob.wait_stanza(r"<message\b[^>]*\bfrom=.jane")).group(1)
        bob.hear(face, r"Do you ship <to> Norway & 挪威\?")
        tap.ok(True, "the offer is on the screen")
        bob.type("Yes, we do: 5 €")
        m = jane.expect(sales, "^Yes, we do: 5 €$")
        tap.is_((m.sender, m.nick), (sales, "Bob · Sales"), "answering accepts, and the answer arrives")
        tap.ok("Bob is with you now." in jane.bodies(sales), "the customer was told who comes")
        jane.send_text(sales, "Wonderful")
        tap.ok(bob.wait_for("Wonderful"), "the customer's words are on the screen")
        jane.send_state(sales, "composing")
        tap.ok(bob.wait_stanza("<composing"), "so are chat states")  # xep: 0085

        # Profanity keeps every / to itself; of // it lets one through, and that is an alias of !.
        sent = len(bob.stanzas("SENT"))
        bob.type("/accept")
        bob.type("/win 1")
        bob.wait_for("Unknown command: /accept")
        bob.window(face)
        tap.is_([s for s in bob.stanzas("SENT")[sent:] if "<body>" in s], [], "/accept never leaves Profanity")
        bob.type("!frobnicate")
        tap.ok(bob.wait_for(r'There is no command "frobnicate" here'), "an unknown !word is answered on the screen")
        bob.type("//note likes Norway")
        tap.ok(bob.wait_for(r"▸ Noted"), "//note is /note, which is !note")
        bob.type("!info")
        bob.wait_for("Note of Bob: likes Norway")
        # xep: 0050 0004
        bob.type("/cmd list")
        listed = bob.wait_for(r"Ad hoc commands:[\s\S]*transfer[\s\S]*\n.*!\s*\n") and bob.screen().rsplit("Ad hoc commands:", 1)[1]
        tap.ok(not re.search(r"! +(accept|decline|suggest)\s", listed), "the menu has no accept for what he holds, no suggest without a model")
        bob.say(house, "agents")
        bob.wait_for("Bob: available")
        for line, shown in (("/cmd exec mine", r"My conversations[\s\S]*\[1\] jane in Sales, #1"), ("/form submit", r"\[note\] note: leave a note"),
                            ("/field1 note", "Field updated"), ("/form submit", r"Note: jane in Sales, #1"),
                            ('/field1 "size 44"', "Field updated"), ("/form submit", "")):
            bob.type(line)
            bob.wait_for(shown)
        bob.wait_stanza(r"<note[^>]*>Noted\.")
        tap.is_([m["body"] for m in shift.archive() if m["kind"] == "note"], ["likes Norway", "size 44"],
                "mine leads to the conversation, and to a note, by forms")
        bob.window(face)
        bob.type("!close sold")
        tap.ok(jane.expect(sales, "^Bob has closed the conversation"), "!close closes")
        bob.wait_for(r"▸ Conversation #1 is closed")
        tap.is_([b for b in jane.bodies() if re.search("frobnicate|note|info|sold", b)], [], "no command reached the customer")

        bob.say(house, "mine")
        tap.ok(bob.wait_for("You have no conversations"), "the house answers in its own window")
        jane.send_text(sales, "One more thing")
        jane.expect(sales, "^Welcome back! Bob is with you again")
        bob.hear(face, "One more thing")
        bob.type("!close")
        jane.expect(sales, "closed")
        tap.is_([s for s in map(str, jane.seen) if bob.jid in s], [],
                "the customer has not seen the agent's address")
        tap.is_([s for s in bob.stanzas() if jane.bare in s], [], "nor the agent the customer's")


PARTS = (profanity,)

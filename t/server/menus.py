# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: an agent who uses menus (XEP-0050, XEP-0004), as a client does it that knows nothing of
the desk: it keeps the session, shows what is to be shown, returns what is hidden, and sends the actions it was given."""

import re
from xml.sax.saxutils import escape, quoteattr

import tap
from actors import NAMESPACES, Trouble, payload
from shift import Shift, ns

CONF = """
agent_first_reply = "off"   flood_messages = 100
agent "bob@localhost" { name = "Bob" }
agent "kim@localhost" { name = "Kim" }
agent "tom@localhost" { name = "Tom" }
queue "sales"   { title = "Sales"     agents = {"bob@localhost", "kim@localhost", "tom@localhost"} }
queue "billing" { title = "Billing"   agents = {"kim@localhost"} }
"""


class Menu:
    """The commands of an address, in the hands of an agent."""

    def __init__(self, agent, address):
        self.agent = agent
        self.address = address
        items = agent.disco(address, "items", NAMESPACES["commands"]).find(ns("disco-items", "query"))
        self.words = [i.get("node") for i in items]

    def open(self, node):
        if node not in self.words:
            raise Trouble("the menu of %s has no %s: %s" % (self.address, node, self.words))
        return Stage(self, node, None, payload("command", "commands", node=node, action="execute"))


class Stage:
    """An answer: a form with `fields` ({var: options, or None}), or the end with a `note`."""

    def __init__(self, menu, node, session, request):
        self.menu = menu
        self.node = node
        answer = menu.agent.iq(menu.address, request, "set")
        command = answer.find(ns("commands", "command"))
        if answer.type == "error" or command is None:
            raise Trouble("%s: %s" % (request, answer))
        self.session = command.get("sessionid")
        if session not in (None, self.session):
            raise Trouble("the session was %s: %s" % (session, answer))
        self.status = command.get("status")
        note = command.find(ns("commands", "note"))
        self.note = note.text if note is not None else None
        self.note_type = note.get("type") if note is not None else None
        actions = command.find(ns("commands", "actions"))
        self.actions = [a.tag.split("}")[1] for a in actions] if actions is not None else []
        self.default = actions.get("execute") if actions is not None else None
        form = command.find(ns("forms", "x"))
        self.title = form.findtext(ns("forms", "title")) if form is not None else None
        self.hidden, self.fields, self.chosen = {}, {}, {}
        for field in form.findall(ns("forms", "field")) if form is not None else ():
            self._read(field)

    def _read(self, field):
        var, value = field.get("var"), field.findtext(ns("forms", "value"))
        options = {o.findtext(ns("forms", "value")): o.get("label") for o in field.findall(ns("forms", "option"))}
        if field.get("type") == "hidden":
            self.hidden[var] = value
            return
        self.fields[var] = options or None
        if value is not None:
            self.chosen[var] = value

    def answer(self, action=None, **values):
        """Sends the form with these values, and returns the next stage. action None: the default one."""
        if action and action not in self.actions:
            raise Trouble("%s is none of %s" % (action, self.actions))
        for var, value in values.items():
            if var not in self.fields or (self.fields[var] and value not in self.fields[var]):
                raise Trouble("%s=%s is none of %s" % (var, value, self.fields))
        fields = "".join("<field var=%s><value>%s</value></field>" % (quoteattr(k), escape(v))
                         for k, v in {**self.hidden, **self.chosen, **values}.items())
        return self._go_on(action or self.default, "<x xmlns='jabber:x:data' type='submit'>%s</x>" % fields)

    def back(self):
        """As Gajim does: without a form."""
        return self._go_on("prev", "")

    def _go_on(self, action, form):
        return Stage(self.menu, self.node, self.session,
                     "<command xmlns='http://jabber.org/protocol/commands' node=%s sessionid=%s action=%s>%s</command>"
                     % (quoteattr(self.node), quoteattr(self.session), quoteattr(action), form))


def menus(scratch, server):
    """From the house's menu to each conversation; what is possible, and what can be chosen."""
    with Shift(scratch, server, CONF) as shift:
        desk, sales = shift.address(), shift.address("sales")
        bob, kim = shift.agent("bob"), shift.agent("kim")
        tom = shift.agent("tom", presence=False)
        shift.open("bob", "kim")
        kim.send_text(desk, "pause")
        kim.expect(desk, "Paused")
        jane, ann = shift.customer("jane"), shift.customer("ann")

        house = Menu(bob, desk)
        tap.is_(house.words, ["mine", "queue", "agents", "pause", "stats", "help"], "the house's menu, with nobody waiting")
        end = house.open("mine")
        tap.is_((end.status, end.note), ("completed", "You have no conversations."), "mine, and there are none")
        face = shift.asks(jane, bob, "Where is my parcel?")
        tap.is_(Menu(bob, face).words, ["accept", "decline", "note", "history", "info", "pause", "help"],
                "a conversation that is offered")
        stage = Menu(bob, desk).open("mine")
        tap.is_((stage.status, stage.actions, stage.default), ("executing", ["next"], "next"), "mine asks which")
        tap.is_(stage.fields, {"conversation": {"1": "jane in Sales, #1, offered to you: Where is my parcel?"}}, "one is offered")
        stage = stage.answer()
        tap.is_((stage.title, stage.actions), ("jane in Sales, #1", ["prev", "next"]), "then what to do with it")
        tap.is_(list(stage.fields["command"]), ["accept", "decline", "note", "history", "info"], "as its own menu has it")
        end = stage.answer(command="accept")
        tap.is_((end.status, end.note), ("completed", "Done: see the customer's chat."), "accepted")
        tap.ok(jane.expect(sales, "^Bob is with you now"), "the customer is told")
        bob.expect(face, r"▸ Conversation #1 is yours")
        tap.ok("accept" not in Menu(bob, face).words, "and it can no longer be accepted")

        ann.send_text(sales, "A second one")
        second = bob.expect("^ann", "A second one").sender
        stage = Menu(bob, desk).open("mine").answer(conversation="1")
        tap.ok("accept" not in stage.fields["command"], "no accept for what one holds")
        stage = stage.back()
        tap.is_(list(stage.fields["conversation"]), ["2", "1"], "back, to choose the other one")
        stage = stage.answer(conversation="2").answer(command="decline")
        tap.is_((stage.status, stage.note), ("completed", "Declined."), "declined, and no address was typed")

        tap.is_(Menu(bob, desk).words[:2], ["mine", "take"], "somebody waits: take")
        stage = Menu(bob, desk).open("take")
        tap.is_((stage.actions, list(stage.fields["conversation"])), (["complete"], ["2"]), "a list of who waits")
        stage = stage.answer("complete")
        tap.like(stage.note, "^Conversation #2 is yours: ann, xmpp:%s$" % re.escape(second), "taken")

        stage = Menu(bob, second).open("transfer")
        tap.is_(list(stage.fields["to"]), ["sales", "billing"], "transfer: no colleague is free")
        tom.presence()
        shift.on_duty("tom")
        stage = Menu(bob, desk).open("mine").answer(conversation="2").answer(command="transfer")
        tap.is_((stage.title, stage.actions), ("Transfer: ann in Sales, #2", ["complete"]), "the same by way of mine")
        tap.is_(list(stage.fields["to"]), ["sales", "billing", "tom@localhost"], "now Tom is; Kim, who pauses, is not")
        end = stage.answer(to="tom@localhost", note="5 <pairs> & laces")
        tap.is_((end.status, end.note, end.note_type), ("completed", "Offered to Tom.", "info"), "transferred")
        tap.ok(tom.expect(second, r"From Bob: 5 <pairs> & laces"), "with the note")
        tap.ok(ann.expect(sales, "Tom"), "and the customer is told")
        tap.is_([b for b in ann.bodies() if "laces" in b], [], "but not the note")

        for n in range(25):
            jane.send_text(sales, "line %d" % n)
            bob.expect(face, "^line %d$" % n)
        bob.send_text(face, "!history 25")
        tap.like(bob.expect("^%s$" % desk).body, r"(?s)^!history 25, jane in Sales, #1, xmpp:%s\nLast messages:.*line 24$"
                 % re.escape(face), "a long history comes in the house's chat")
        tap.like(bob.expect(face, "▸ The answer").body, r"xmpp:%s$" % re.escape(desk), "and a line leads there")
        end = Menu(bob, face).open("history").answer(args="25")
        tap.like(end.note, r"(?s)^Last messages:.*line 0\n.*line 24$", "by menu it is whole")
        end = Menu(bob, face).open("close").answer(args="sold")
        tap.like(end.note, "^Conversation #1 is closed", "closed by menu")
        tap.ok("reopen" in Menu(bob, face).words, "and it can be opened again")


PARTS = (menus,)

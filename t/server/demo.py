#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conversation of ./quickstart: two customers, the assistant and two agents, on a throw-away Prosody, each line as it
happens.

    FRONTDESK=path/to/frontdesk t/server/demo.py [--once]

It is a test too: a line that does not come within some seconds, or an agent's address on a customer's screen, ends it
with status 1. With --once it ends after the transcript, else it goes on until Ctrl-C.
"""

import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time

sys.dont_write_bytecode = True
logging.getLogger("slixmpp").setLevel(logging.CRITICAL)  # before it is imported: that alone is worth a warning to it

import servers
from actors import Actor, payload
from servers import Desk, Prosody, Scratch, Trouble, have, write_file

PASSWORD = "secret"
AGENTS = ("bob", "eve")
KNOWLEDGE = os.path.join(servers.CONF, "knowledge")  # the invented shop
CUSTOMERS = ("alice", "carl")
VISITOR = "dora"  # the customer whom a spectator may be

CONF = """
# Bob takes one conversation at a time, so that somebody has to wait.
agent "bob@localhost" { name = "Bob"   max_chats = 1 }
agent "eve@localhost" { name = "Eve" }

queue "sales"   { title = "Sales"     agents = {"bob@localhost"}   offer_timeout = "1m"   responder = "faq" }
queue "billing" { title = "Billing"   agents = {"eve@localhost"}   offer_timeout = "1m" }

responder "faq" { type = "faq"   knowledge = "%s"   name = "Assistant"   debounce = "1s" }
""" % KNOWLEDGE


class Screen:
    """What is printed: one line for each message, with who sees it; names in colour on a terminal only."""

    INKS = {"alice": "32", "carl": "33", "dora": "32", "bob": "36", "eve": "35", "bot": "34"}
    MARGIN = 31

    def __init__(self):
        self.terminal = sys.stdout.isatty()
        self.colours = self.terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.width = min(shutil.get_terminal_size((100, 24)).columns, 110)
        self.lock = threading.Lock()

    def ink(self, text, code):
        return "\033[%sm%s\033[0m" % (code, text) if self.colours else text

    def say(self, text=""):
        with self.lock:
            print(text, flush=True)

    def paragraph(self, text):
        self.say("\n".join(textwrap.wrap(text, self.width, break_on_hyphens=False)))

    def chapter(self, text):
        lines = textwrap.wrap(text, self.width - 3)
        self.say("\n" + "\n".join(self.ink("── " + line if n == 0 else "   " + line, "1")
                                  for n, line in enumerate(lines)))

    def message(self, who, arrow, other, body):
        """alice → sales   Hello"""
        head = "  %s %s %s" % (self.ink("%-6s" % who.capitalize(), self.INKS.get(who, "1")), arrow,
                               self.ink("%-*s" % (self.MARGIN - 12, other), "2"))
        room = max(self.width - self.MARGIN, 30)
        lines = [piece for line in body.split("\n") for piece in textwrap.wrap(line, room, break_on_hyphens=False) or [""]]
        self.say(head + " " + ("\n" + " " * self.MARGIN).join(lines))

    def output(self, desk, *args):
        """Runs a subcommand as a person would, on this terminal."""
        command = "frontdesk " + " ".join(args)
        self.say("\n" + self.ink("$ " + command, "1"))
        status = subprocess.run([desk.binary, *args, "-c", desk.conf]).returncode
        if status != 0:
            raise Trouble("`%s` ended with status %d" % (command, status))


class Person(Actor):
    """A client whose every message is shown."""

    def __init__(self, screen, server, user):
        super().__init__(server, user, password=PASSWORD, resource="quickstart",
                         subscriptions="accept" if user in AGENTS else "ignore")
        self.screen = screen

    def _arrived(self, stanza):
        known = len(self.seen)
        stanza = super()._arrived(stanza)
        for s in self.seen[known:]:
            if s.kind == "message" and s.body is not None:
                other = s.sender.split("@")[0] + (", " + s.nick if s.nick and self.user in CUSTOMERS else "")
                body = s.body + (" (written before)" if s.stamp else "")
                self.screen.message(self.user, "←", other, body)
        return stanza

    def writes(self, to, body):
        # On a terminal about as fast as one can follow; else so that the archive's times differ.
        time.sleep(min(0.6 + len(body) / 40, 2.5) if self.screen.terminal else 0.3)
        self.screen.message(self.user, "→", to.split("@")[0], body)
        nick = payload("nick", "nick", self.user.capitalize()) if self.user in CUSTOMERS else ""
        self.send_text(to, body, extra=nick)

    def sees(self, pattern):
        """Waits until a message that holds the pattern is on the screen; its sender."""
        return self.expect(body=pattern, seconds=20).sender

    def reads(self, pattern):
        """The same; its text."""
        return self.expect(body=pattern, seconds=20).body


def play(screen, server, desk):
    alice, carl, bob, eve = people = [Person(screen, server, name) for name in CUSTOMERS + AGENTS]
    for person in people:
        person.connect()
    try:
        conversation(screen, desk, "sales@" + desk.domain, alice, carl, bob, eve)
        secrecy(alice, carl)
        show(screen, desk)
    finally:
        for person in people:
            person.disconnect()


def show(screen, desk):
    screen.chapter("All of it is in the archive: Alice's conversation, and Carl's with the two agents.")
    screen.output(desk, "archive", "show", "1")
    screen.output(desk, "archive", "show", "2")
    screen.chapter("And the desk as it is now:")
    # The server confirms what it took a moment later.
    servers.wait_until("everything sent", 20, lambda: desk.cli_json("status")["link"]["unsent"] == 0, every=0.2)
    screen.output(desk, "status")


def duty(desk):
    """Agents whom the desk knows to be there."""
    return [a["jid"] for a in desk.cli_json("status")["agents"] if a["state"] == "available"]


def conversation(screen, desk, sales, alice, carl, bob, eve):
    on_duty(screen, desk)
    with_the_assistant(screen, sales, alice, bob)
    her = with_a_person(screen, sales, alice, carl, bob)
    his = next_in_line(screen, sales, alice, carl, bob, her)
    handed_on(screen, sales, carl, bob, eve, his)


def on_duty(screen, desk):
    screen.chapter("Bob (Sales) and Eve (Billing) log in with ordinary clients. The desk asks each for the presence, and "
                   "knows from then on who is on duty.")
    servers.wait_until("both agents on duty", 20, lambda: len(duty(desk)) == 2, every=0.2)
    screen.say("  on duty: " + ", ".join(duty(desk)))

    screen.chapter("The assistant of the sales desk reads the texts of conf/knowledge, those of an invented shop.")
    read = desk.wait_log(r"knowledge: .*: (\d+ passages in \d+ files)", 20).group(1)
    screen.say("  known: %s; no network, and no language model" % read)


def with_the_assistant(screen, sales, alice, bob):
    screen.chapter("Alice asks in words of her own. The text that covers it is her answer, with its title.")
    alice.writes(sales, "Good morning! Could I pick up the goods at your shop?")
    alice.sees("automatic assistant")
    alice.sees(r"Garden Street 12.*\n— .*Can I collect my order myself\?")

    screen.chapter("What is not clear is asked back. A number is enough.")
    alice.writes(sales, "And how do I cancel?")
    choices = alice.reads(r"\n1\. .*\n2\. ")
    alice.writes(sales, re.search(r"(\d)\. .*appointment", choices).group(1))
    alice.sees(r"24 hours before.*\n— .*cancel an appointment\?")

    screen.chapter("What no text covers is not made up. She is told so, and offered a person.")
    alice.writes(sales, "Could you mend my grandfather's coat?")
    alice.sees("I have no answer to that.*a person")
    if bob.bodies():
        raise Trouble("bob was written to while the assistant had the conversation: %s" % bob.bodies())
    screen.say("  Bob has not been disturbed so far.")


def with_a_person(screen, sales, alice, carl, bob):
    screen.chapter("\"yes\": Bob gets an offer: her name, a briefing of what she asked and what became of it, and her own messages. "
                   "He sees her face, an address of the desk's own, and never her real one.")
    alice.writes(sales, "yes")
    alice.sees("Somebody will take over here.*number 1 in line")
    her = bob.sees(r"(?s)^▸ Alice has waited .*Briefing: .*asked for a person.*pick up the goods.*answered: .*cancel.*coat.*nothing found")
    bob.sees("^Good morning!")

    screen.chapter("Carl asks for a person at once, and is in the line at once. Bob takes one conversation at a time, so Carl "
                   "waits.")
    carl.writes(sales, "Hello, I want to talk to a human: I think I have paid twice for order 1207.")
    carl.sees("Somebody will take over here")

    screen.chapter("Bob accepts, and the assistant is silent. From now on what either writes reaches the other, and is in the "
                   "archive before it is sent.")
    bob.writes(her, "!accept")
    alice.sees("Bob is with you")
    bob.writes(her, "Good morning Alice. With pleasure: bring it along, our tailor loves old coats.")
    alice.sees("our tailor")
    alice.writes(sales, "Wonderful, thank you!")
    bob.sees("Wonderful")
    return her


def next_in_line(screen, sales, alice, carl, bob, her):
    screen.chapter("Bob closes the conversation. He is free again, so Carl, the next in line, is offered to him.")
    bob.writes(her, "!close brings a coat to be mended")
    alice.sees("closed")
    his = bob.sees("paid twice")

    screen.chapter("Simply answering is an accept as well.")
    bob.writes(his, "Hello Carl. My colleague in Billing can see your payments, one moment please.")
    carl.sees("one moment")
    return his


def handed_on(screen, sales, carl, bob, eve, his):
    screen.chapter("Bob transfers Carl to Billing, with a note for his colleague. Carl goes on writing where he always wrote.")
    bob.writes(his, "!transfer billing order 1207, paid twice?")
    carl.sees("Billing")
    bob.sees("Passed on")
    eve.sees("order 1207, paid twice")
    eve.writes(his, "Hello Carl, this is Eve. You are right, the money is on its way back.")
    carl.sees("on its way back")
    carl.writes(sales, "That was quick. Thank you!")
    eve.sees("quick")
    eve.writes(his, "!close refunded")
    carl.sees("closed")
    eve.sees("is closed")


def secrecy(*customers):
    for customer in customers:
        seen = " ".join(str(s) for s in customer.seen if s.kind == "message")
        for agent in AGENTS:
            if agent + "@" in seen:
                raise Trouble("%s was shown the address of %s" % (customer.user, agent))
        if "Briefing" in seen or "With the responder" in seen:
            raise Trouble("%s was shown a briefing" % customer.user)


def write_script(desk, name, command):
    """A short word for a long command; its path."""
    path = os.path.join(os.path.dirname(desk.dir), name)
    write_file(path, "#!/bin/sh\nexec " + command + "\n", 0o700)
    return path


def profanity_script(desk, server, user):
    """A Profanity that logs in as that user by itself."""
    home = os.path.join(os.path.dirname(desk.dir), "profanity-" + user)
    for part in ("data", "config"):
        os.makedirs(os.path.join(home, part, "profanity"))
    write_file(os.path.join(home, "data", "profanity", "accounts"),
               "[%s]\nenabled=true\njid=%s@%s\npassword=%s\nserver=127.0.0.1\nport=%d\ntls.policy=disable\n"
               "resource=quickstart\npresence.login=online\npresence.last=online\n"
               % (user, user, server.domain, PASSWORD, server.c2s_port))
    write_file(os.path.join(home, "config", "profanity", "profrc"),
               "[ui]\nsplash=false\n[otr]\npolicy=manual\n[notifications]\nmessage=off\ntyping=off\n")
    return write_script(desk, user, "env XDG_DATA_HOME='%s/data' XDG_CONFIG_HOME='%s/config' profanity -a %s"
                        % (home, home, user))


JOIN = """\
The desk goes on. Join it with a client of your own:

    server    127.0.0.1, port %(port)d, without TLS
    customer  %(visitor)s@localhost  password %(password)s
              writes to sales@%(domain)s: the assistant answers first,
              or to billing@%(domain)s: people only
    agent     bob@localhost   password %(password)s  serves Sales
    agent     eve@localhost   password %(password)s  serves Billing

Take two clients, or two terminals, and be customer and agent at once.

    Profanity, as the agent Bob:
        %(script_agent)s
    Profanity, as the customer Dora:
        %(script_visitor)s
        and in it: /msg sales@%(domain)s Do you accept PayPal?
    A Profanity of your own:
        /connect bob@localhost server 127.0.0.1 port %(port)d tls disable
    Gajim: add an account, log in as bob@localhost; Advanced Settings:
        host 127.0.0.1, port %(port)d, type Plain
    Any other client that can connect to a host and port without TLS
        (Conversations and Dino cannot)
    From another machine: the same behind
        ssh -L %(port)d:127.0.0.1:%(port)d THIS-MACHINE

As the customer: ask the assistant in your own words what a customer of a
shop may ask, in English or Chinese (what it knows is in
%(knowledge)s); it says when it does not know.
"human" brings a person.

As the agent: when Dora wants a person, a chat with her opens, with a
briefing. Answer to take it; !bot gives her back to the assistant; !close
ends it; !help lists the rest. A chat with the house, desk@%(domain)s,
understands: help, queue, agents, mine, stats.

The command line knows it too:
    %(script_cli)s status

Ctrl-C ends and removes it all. Until then, what is said at the desk:
"""


def join(screen, server, desk):
    server.register(VISITOR, PASSWORD)
    screen.say("\n" + JOIN % {
        "knowledge": KNOWLEDGE, "port": server.c2s_port, "domain": desk.domain, "password": PASSWORD, "visitor": VISITOR,
        "script_agent": profanity_script(desk, server, "bob"),
        "script_visitor": profanity_script(desk, server, VISITOR),
        "script_cli": write_script(desk, "frontdesk", "'%s' -c '%s' \"$@\"" % (desk.binary, desk.conf))})
    watch(screen, desk)


def writer(message):
    """Of a line of `archive export`, in one short word."""
    return {"bot": "bot", "system": "desk"}.get(message["author"]) or message["jid"].split("@")[0]


def watch(screen, desk):
    """Shows what comes into the archive, as the archive tells it."""
    since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    shown = 0
    while desk.running() and desk.server.running():
        status, out, err = desk.cli("archive", "export", "--since", since)
        if status != 0:
            raise Trouble("`frontdesk archive export` ended with status %d: %s" % (status, err))
        lines = out.split("\n")[:-1]  # not splitlines(): text may hold other ends of lines
        for line in lines[shown:]:
            message = json.loads(line)
            kind = "note in" if message["kind"] == "note" else "conversation"
            screen.message(writer(message), "→", "%s %d" % (kind, message["conversation"]), message["body"])
        shown = len(lines)
        time.sleep(1)
    raise Trouble("frontdesk or Prosody has ended")


def main(argv):
    if argv not in ([], ["--once"]):
        print("Usage: demo.py [--once]", file=sys.stderr)
        return 2
    missing = have("prosody")
    if missing:
        print("quickstart: %s is not installed" % missing, file=sys.stderr)
        return 1
    signal.signal(signal.SIGHUP, lambda number, _: sys.exit(128 + number))  # the terminal went: clean up as well
    screen = Screen()
    desk = None
    try:
        with Scratch() as scratch, Prosody(scratch) as server:
            for user in CUSTOMERS + AGENTS:
                server.register(user, PASSWORD)
            with Desk(scratch, server, CONF, level="info") as desk:
                screen.paragraph("A Prosody of its own listens on 127.0.0.1, ports %d (clients) and %d (components); "
                                 "frontdesk is %s. In what follows, → is what somebody writes and ← is what appears on "
                                 "somebody's screen." % (server.c2s_port, server.component_port, desk.domain))
                play(screen, server, desk)
                if not argv:
                    try:
                        join(screen, server, desk)
                    except KeyboardInterrupt:
                        screen.say("\nEnding …")
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read this has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except Trouble as e:
        screen.say("\nquickstart: this did not go as it should: %s" % e)
        if desk is not None and os.path.exists(desk.log):
            screen.say("The end of frontdesk's log:\n" + desk.log_text()[-3000:])
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

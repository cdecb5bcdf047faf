# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests on real servers share: a shift at the desk. One desk with a fresh store, its agents and its customers;
when the shift ends, everybody's eyes are looked through for addresses that they must not have seen.

    with Shift(scratch, server, CONF) as shift:
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
"""

import json
import re
import signal
import sys
import time

import tap
from servers import SERVERS, Desk, Scratch, have, wait_until

try:
    from actors import NAMESPACES, Agent, Customer
except ImportError:
    tap.skip_all("slixmpp is not installed")

NAMESPACES.update({
    "omemo": "eu.siacs.conversations.axolotl",
    "reactions": "urn:xmpp:reactions:0",
    "retract": "urn:xmpp:message-retract:1",
    "pubsub": "http://jabber.org/protocol/pubsub",
    "caps": "http://jabber.org/protocol/caps",
    "ping": "urn:xmpp:ping",
    "version": "jabber:iq:version",
    "time": "urn:xmpp:time",
    "vcard": "vcard-temp",
})

DEVICES = "eu.siacs.conversations.axolotl.devicelist"


def ns(prefix, name):
    """A name as ElementTree has it."""
    return "{%s}%s" % (NAMESPACES[prefix], name)


class Shift:
    """links: how often the link is to come up until the end; None: not counted. default_queue: of component { }.
    desk: one that was made before; else one is made, and the other words are those of Desk."""

    def __init__(self, scratch, server, text, links=1, default_queue=None, desk=None, **kwargs):
        self.scratch = scratch
        self.server = server
        self.links = links
        self.default_queue = default_queue
        self.agents = []
        self.customers = []
        self.addresses = {}
        self.desk = desk or Desk(scratch, server, "", **kwargs)
        self.configure(text)

    def configure(self, text, component=""):
        """component: further settings of that block."""
        self.desk.configure(text)
        more = ('default_queue = "%s"   ' % self.default_queue if self.default_queue else "") + component
        if more:
            with open(self.desk.conf, "r+") as f:
                written = f.read().replace("component {", "component { %s" % more, 1)
                f.seek(0)
                f.write(written)

    # -- people --

    def agent(self, user, presence=True, **kwargs):
        return self._come(Agent(self.server, user, **kwargs), self.agents, presence)

    def customer(self, user, presence=True, **kwargs):
        """user None: a visitor without an account."""
        return self._come(Customer(self.server, user, **kwargs), self.customers, presence)

    def _come(self, actor, people, presence):
        actor.connect(presence)
        people.append(actor)
        self.addresses[actor] = actor.bare
        return actor

    def address(self, local=""):
        """Of a queue; of the house."""
        return "%s@%s" % (local or "desk", self.desk.domain)

    # -- the desk --

    def open(self, *on_duty, seconds=30):
        """Starts the desk and waits until these agents are available to it; by default all who are here."""
        self.desk.start(seconds)
        self.on_duty(*(on_duty or {agent.user for agent in self.agents}))
        return self

    def on_duty(self, *users, seconds=20):
        for user in users:
            self.wait_agent(user, "available", seconds)

    def status(self, what, name):
        """A row of `status`: what is "queues", by the queue's name, or "agents", by the user's name."""
        key, value = ("name", name) if what == "queues" else ("jid", "%s@%s" % (name, self.server.domain))
        return next(row for row in self.desk.cli_json("status")[what] if row[key] == value)

    def wait_agent(self, user, state, seconds=20):
        wait_until("%s is %s" % (user, state), seconds, lambda: self.status("agents", user)["state"] == state, every=0.1)

    def wait_queue(self, queue, seconds=20, **figures):
        """Until the queue's figures are these: waiting=1, active=0."""
        wait_until("%s: %s" % (queue, figures), seconds,
                   lambda: figures.items() <= self.status("queues", queue).items(), every=0.1)

    def archive(self, *args):
        """The lines of `archive export`."""
        status, out, err = self.desk.cli("archive", "export", "--format", "jsonl", *args)
        assert status == 0, err
        return [json.loads(line) for line in out.split("\n")[:-1]]  # not splitlines(): text may hold other ends of lines

    # -- scenes that many need --

    def asks(self, customer, agent, body, queue="sales", **kwargs):
        """The customer writes, and the agent is shown it as an offer: the face."""
        customer.send_text(self.address(queue), body, **kwargs)
        return agent.expect(r"@%s$" % re.escape(self.desk.domain), "^%s$" % re.escape(body)).sender

    def served(self, customer, agent, body="Hello", queue="sales"):
        """The customer writes, the agent accepts: the face."""
        face = self.asks(customer, agent, body, queue)
        agent.send_text(face, "!accept")
        agent.expect(face, r"^▸ Conversation #\d+ is yours")
        customer.expect("^%s@" % queue, "is with you now|ist jetzt für Sie da|现在为您服务")
        return face

    # -- the end --

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        status = 0
        try:
            if self.desk.running():
                status = self.desk.stop()
        finally:
            self.desk.kill()
            for actor in self.agents + self.customers:
                self._go(actor)
        if kind:
            tap.diag("the end of the log:\n" + self.desk.log_text()[-3000:])
            return
        tap.is_((status, re.findall("Sanitizer|runtime error|Assertion", self.desk.log_text())), (0, []), "the desk ended well")
        self.secrecy("no customer has seen an agent's address", self.customers, self.agents)
        self.secrecy("no agent has seen a customer's address", self.agents, self.customers)
        if self.links is not None:
            tap.is_(len(re.findall(r"\blink up: ", self.desk.log_text())), self.links, "the stream stayed open")

    @staticmethod
    def _go(actor):
        try:
            actor.disconnect()
        except Exception:
            actor.vanish()  # the server has gone before

    def secrecy(self, point, readers, others):
        secrets = {self.addresses[other] for other in others}
        found = [str(s) for reader in readers for s in reader.seen for secret in secrets if secret in str(s)]
        tap.is_(found[:1], [], point)


def too_late(_number, _frame):
    print("Bail out! the test takes too long", flush=True)
    sys.exit(1)  # atexit ends the processes


def play(name, seconds, *modules):
    """Runs the PARTS of the modules, functions of (scratch, server), on one server of that name, in at most so many
    seconds altogether."""
    missing = have(*{"prosody": ("prosody",), "ejabberd": ("ejabberdctl",)}[name],
                   *(program for module in modules for program in getattr(module, "NEEDS", ())))
    if missing:
        tap.skip_all("%s is not installed" % missing)
    signal.signal(signal.SIGALRM, too_late)
    signal.alarm(seconds)

    def bound(part, scratch, server):
        def run():
            begin = time.monotonic()
            part(scratch, server)
            tap.diag("%s: %.1f s" % (part.__name__, time.monotonic() - begin))
        run.__name__ = part.__name__
        return run

    with Scratch() as scratch, SERVERS[name](scratch) as server:
        tap.run(*(bound(part, scratch, server) for module in modules for part in module.PARTS))

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client under test can do, with the same names for each client. A client that lacks a thing raises Cannot, with the
place in its program that shows it; a fault of the desk is a Trouble, because something did not appear in time."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "server"))

from servers import Trouble, have, wait_until


class Cannot(Exception):
    """This client lacks the thing. The text is the evidence."""


class Lack:
    """A thing that a client lacks: no file below these paths holds the word that it would need on the wire. It is looked
    up each time, so that a release that learns it is noticed."""

    def __init__(self, word, *paths, why=""):
        self.word = word
        self.paths = paths
        self.why = why

    def files(self):
        for path in self.paths:
            if os.path.isdir(path):
                for folder, _, names in os.walk(path):
                    yield from (os.path.join(folder, name) for name in names if not name.endswith((".pyc", ".map")))
            else:
                yield path

    def check(self, client):
        for path in self.files():
            with open(path, "rb") as f:
                if self.word.encode() in f.read():
                    raise Trouble("%s has `%s` by now, in %s: this script has to learn it" % (client.title, self.word, path))
        raise Cannot("no `%s` in %s%s" % (self.word, " or ".join(self.paths), ": " + self.why if self.why else ""))


class Client:
    """One person at one client. user: an account of the server, whose password is "secret". anonymous: a client of web pages
    logs in without an account instead; the others have no such visitors."""

    title = None  # the program's name
    needs = ()  # programs
    lacks = {}  # method: Lack
    never = {}  # method: the evidence in words, where no file shows it

    def __init__(self, scratch, server, user, anonymous=False):
        self.scratch = scratch
        self.server = server
        self.user = user
        self.jid = "%s@%s" % (user, server.domain)
        if user not in server.users:
            server.register(user)

    @classmethod
    def missing(cls):
        """Why this client cannot run here, or None."""
        program = have(*cls.needs)
        return program and "%s is not installed" % program

    def lack(self, what):
        if what in self.lacks:
            self.lacks[what].check(self)
        raise Cannot(self.never.get(what) or "%s has no way to do this (%s)" % (self.title, what))

    # -- coming and going --

    def start(self):
        raise NotImplementedError

    def stop(self):
        raise NotImplementedError

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def renew(self):
        """A new device: the same person with an empty profile, after start()."""
        raise NotImplementedError

    def accept(self, house):
        """Accepts the contact request of the house as the client's user does it."""
        raise NotImplementedError

    def reload(self):
        """An anonymous visitor loads the page again."""
        raise Cannot("%s keeps its account when it starts again" % self.title)

    def request_text(self, house):
        """What the client shows of the contact request."""
        self.lack("request_text")

    # -- hands --

    def chat(self, address):
        """Shows the chat with this address."""
        raise NotImplementedError

    def say(self, address, text):
        raise NotImplementedError

    def compose(self, address):
        """Types into the chat and does not send; clear() takes it away."""
        raise NotImplementedError

    def clear(self):
        raise NotImplementedError

    def correct(self, address, old, new):
        """Changes the last message that was sent there."""
        self.lack("correct")

    def react(self, address, text, emoji):
        """Reacts to the message that holds the text."""
        self.lack("react")

    def reply(self, address, text, answer):
        self.lack("reply")

    def retract(self, address, text):
        self.lack("retract")

    def send_file(self, address, path):
        self.lack("send_file")

    def menu(self, address):
        """The commands (XEP-0050) that the client lists for an address, as text."""
        self.lack("menu")

    def run(self, address, command):
        """Runs one of them; what it shows."""
        self.lack("run")

    # -- eyes --

    def text(self, address):
        """All that the chat with this address shows."""
        raise NotImplementedError

    def name_of(self, address):
        """The name under which the client shows this address."""
        raise NotImplementedError

    def presence_of(self, address):
        """online, away or offline, as the client shows it."""
        self.lack("presence_of")

    def is_typing(self, address):
        """Whether the client shows that the other is typing."""
        self.lack("is_typing")

    def reactions_to(self, address, text):
        """The emoji that are shown at a message."""
        self.lack("react")

    def reply_shown(self, address, quoted, answer):
        """Whether the answer is drawn as a reply to the quoted message."""
        self.lack("reply")

    def retracted(self, address, text):
        """Whether a message that held the text is shown as withdrawn."""
        return text not in self.text(address)

    def image_shown(self, address, url):
        """Whether the file is shown as a picture or offered as a file, and not as a bare link."""
        self.lack("image_shown")

    def receipt_shown(self, address, text):
        self.lack("receipt_shown")

    def read_shown(self, address, text):
        self.lack("read_shown")

    def sends_markers(self):
        """True; or Cannot."""
        self.lack("sends_markers")

    def groups(self):
        """The groups of the roster: {group: [names]}."""
        raise NotImplementedError

    def picture(self, path):
        """Writes what is on the screen, to path with the right ending; the name of the file."""
        raise NotImplementedError

    def why_silent(self, address, word):
        """Raises Cannot if the client has sent no stanza with the word to this address, and is known not to."""

    # -- stanzas --

    def received(self):
        """The stanzas so far, as text, in order."""
        raise NotImplementedError

    def sent(self):
        raise NotImplementedError

    def came(self, namespace, name, text):
        """Whether a receipt or a marker of the last own message with this text has come."""
        message = next((s for s in reversed(self.sent()) if text in s and "<body" in s), None)
        ids = message and re.findall(r"\bid=['\"]([^'\"]+)", message) or []
        return any(namespace in s and "<" + name in s and any(id in s for id in ids) for s in self.received())

    # -- with these, waiting --

    def wait_received(self, pattern, seconds=10, since=0):
        """The match of the first stanza that holds the regular expression."""
        return self._wait_stanza(self.received, "received", pattern, seconds, since)

    def wait_sent(self, pattern, seconds=10, since=0):
        return self._wait_stanza(self.sent, "sent", pattern, seconds, since)

    def _wait_stanza(self, stanzas, what, pattern, seconds, since):
        def found():
            return next((m for m in (re.search(pattern, s) for s in stanzas()[since:]) if m), None)
        return wait_until("%s has %s no stanza /%s/" % (self.title, what, pattern), seconds, found, every=0.1)

    def wait_text(self, address, pattern, seconds=10):
        """Until the chat shows the regular expression."""
        try:
            return wait_until("/%s/ in %s" % (pattern, self.title), seconds, lambda: re.search(pattern, self.text(address)), every=0.3)
        except Trouble as e:
            raise Trouble("%s; it shows:\n%s" % (e, self.text(address)[-1500:])) from None

    def wait(self, what, condition, seconds=10):
        return wait_until("%s: %s" % (self.title, what), seconds, condition, every=0.3)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Profanity in a terminal."""

import os
import re
import time

import client
import profanity
from client import Cannot, Lack
from servers import write_file

BINARY = "/usr/bin/profanity"


class Profanity(client.Client):
    title = "Profanity"
    needs = ("profanity", "tmux")
    lacks = {
        "react": Lack("urn:xmpp:reactions", BINARY),
        "reply": Lack("urn:xmpp:reply", BINARY),
        "retract": Lack("urn:xmpp:message-retract", BINARY),
        "read_shown": Lack("urn:xmpp:chat-markers", BINARY),
        "sends_markers": Lack("urn:xmpp:chat-markers", BINARY),
        "name_of": Lack("jabber.org/protocol/nick", BINARY, why="a stranger's name would have to come with a message"),
    }
    never = {
        "anonymous": "an account without a password is not offered",
        "image_shown": "a terminal shows the address of a picture",
    }

    def __init__(self, scratch, server, user, anonymous=False):
        super().__init__(scratch, server, user)
        self.terminal = None
        self.old = ([], [])
        self.renew_profile()

    def renew_profile(self):
        self.terminal = profanity.Profanity(self.scratch, self.server, self.user, rows=50, columns=120,
                                            commands=("/receipts request on",))

    def start(self):
        # Written anew each time, because Profanity leaves the password out when it ends.
        write_file(os.path.join(self.terminal.dir, "data", "profanity", "accounts"), profanity.ACCOUNT.replace(
            "policy=disable", "policy=trust") % {"account": self.jid, "password": "secret", "port": self.server.c2s_port})
        self.terminal.start()
        return self

    def stop(self):
        self.terminal.stop()

    def renew(self):
        self.renew_profile()
        return self.start()

    # -- hands --

    def accept(self, house):
        self.terminal.type("/sub allow %s" % house)
        self.terminal.type("/sub request %s" % house)

    def request_text(self, house):
        self.terminal.type("/win 1")
        self.terminal.wait_for("Received authorization request from " + re.escape(house))
        raise Cannot("Profanity shows who asks, and not the text: sv_ev_subscription() in src/event/server_events.c gets the address only")

    def chat(self, address):
        self.terminal.type("/msg %s" % address)
        time.sleep(0.4)

    def say(self, address, text):
        self.chat(address)
        self.terminal.type(text)

    def compose(self, address):
        self.chat(address)
        self.terminal.type("Let me", enter=False)

    def clear(self):
        for _ in range(6):
            self.terminal.key("BSpace")

    def correct(self, address, old, new):
        self.chat(address)
        self.terminal.type("/correct " + new)

    def send_file(self, address, path):
        self.chat(address)
        self.terminal.type("/sendfile " + path)

    def menu(self, address):
        self.chat(address)
        self.terminal.type("/cmd list")
        self.terminal.wait_for(r"Ad hoc commands:[\s\S]*\n.*!\s*\n")
        return self.terminal.screen().rsplit("Ad hoc commands:", 1)[1]

    def run(self, address, command):
        self.chat(address)
        self.terminal.type("/cmd exec " + command)
        self.terminal.wait_for("%s completed" % command)
        return self.terminal.screen().rsplit("%s completed" % command, 1)[1]

    # -- eyes --

    def text(self, address):
        """The lines as they were written: Profanity folds long ones."""
        self.chat(address)
        lines = []
        for line in self.terminal.screen().splitlines()[1:-1]:
            begin = re.match(r"\d\d:\d\d:\d\d ?. ?(?:[^ :]+(?: [^ :]+)?: |\* )?(.*)", line)
            if begin:
                lines.append(begin.group(1))
            elif lines and line.startswith(" " * 11):
                lines[-1] += "\n" + line.strip()
        return "\n".join(lines)

    def name_of(self, address):
        self.chat(address)
        title = self.terminal.screen().splitlines()[0]
        if address in title:
            self.lack("name_of")
        return title

    def presence_of(self, address):
        self.chat(address)
        title = self.terminal.screen().splitlines()[0]
        if address in title:
            raise Cannot("Profanity shows the presence of contacts only: _show_contact_presence() in src/ui/titlebar.c")
        return re.search(r"\[(online|away|offline|chat|dnd|xa)\]", title).group(1)

    def is_typing(self, address):
        self.chat(address)
        return "typing" in self.terminal.screen().splitlines()[0]

    def receipt_shown(self, address, text):
        """Profanity draws the message in another colour until the receipt is there."""
        return self.came("urn:xmpp:receipts", "received", text)

    def sends_markers(self):
        self.lack("sends_markers")

    def reply_shown(self, address, quoted, answer):
        self.lack("reply")

    def groups(self):
        self.terminal.type("/win 1")
        self.terminal.type("/roster")
        time.sleep(0.5)
        found = {}
        for address, name, groups in re.findall(r"(?m)^\S+ -   (\S+@\S+)(?: \((.*)\))? - (?:none|to|from|both) - (.+)$",
                                                self.terminal.screen()):
            for group in groups.strip().split(", "):
                found.setdefault(group, []).append(name or address)
        return found

    def picture(self, path):
        write_file(path + ".txt", self.terminal.tmux("capture-pane", "-p", "-t", "main"), 0o644)
        return path + ".txt"

    # -- stanzas --

    def received(self):
        return self.terminal.stanzas("RECV")

    def sent(self):
        return self.terminal.stanzas("SENT")

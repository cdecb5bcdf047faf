# SPDX-License-Identifier: GPL-3.0-or-later
"""Gajim."""

import json
import os
import re
import sqlite3
import time
import uuid

import screen
from client import Cannot, Lack
from servers import Trouble, wait_until

SOURCE = "/usr/lib/python3/dist-packages/gajim"
SIDE = 421  # where the chat begins, in pixels from the left of the window
PARTS = re.compile(r"\d\d:\d\d$|There is no more history$|(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ")


class Gajim(screen.Graphical):
    title = "Gajim"
    needs = screen.Graphical.needs + ("gajim", "gdbus")
    environment = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    lacks = {
        "react": Lack("Namespace.REACTIONS", SOURCE),
        "reply": Lack("Namespace.REPLY", SOURCE),
        "retract": Lack("message-retract:1", SOURCE, "/usr/lib/python3/dist-packages/nbxmpp"),
    }

    def configure(self):
        """Gajim 1.7 keeps its settings in SQLite, as JSON."""
        home = self.path("gajim")
        os.mkdir(home, 0o700)
        space = str(uuid.uuid4())
        program = {"use_keyring": False, "check_for_update": False, "plugins_update_check": False, "show_help_start_chat": False,
                   "autoaway": False, "autoxa": False, "sounds_on": False, "confirm_on_window_delete": False, "workspace_order": [space]}
        account = {"active": True, "autoconnect": True, "name": self.jid.split("@")[0], "hostname": self.server.domain,
                   "account_label": self.user, "password": "secret", "savepass": True, "use_custom_host": True,
                   "custom_host": "127.0.0.1", "custom_port": self.server.c2s_port, "custom_type": "PLAIN",
                   "use_plain_connection": True, "confirm_unencrypted_connection": False, "default_workspace": space,
                   "test_ft_proxies_on_startup": False, "use_ft_proxies": False}
        with sqlite3.connect(os.path.join(home, "settings.sqlite")) as db:
            db.executescript("CREATE TABLE settings (name TEXT UNIQUE, settings TEXT);"
                             "CREATE TABLE account_settings (account TEXT UNIQUE, settings TEXT);")
            for name, value in (("app", program), ("soundevents", {}), ("status_presets", {}), ("proxies", {}), ("plugins", {}),
                                ("workspaces", {space: {"name": "Home", "color": "", "avatar_sha": "", "chats": []}})):
                db.execute("INSERT INTO settings VALUES (?, ?)", (name, json.dumps(value)))
            db.execute("INSERT INTO account_settings VALUES (?, ?)", (self.user, json.dumps({"account": account})))
            db.execute("PRAGMA user_version = 5")

    def argv(self):
        return ["gajim", "-c", self.path("gajim")]

    def settle(self):
        wait_until("Gajim logs in", 60, lambda: any("<presence" in s for s in self.wire.sent.stanzas), every=0.2)
        self.current = None
        self.shell("sh", "-c", "xdotool search --sync --onlyvisible --class gajim windowsize %@ 1100 740 windowmove %@ 0 0")
        time.sleep(1.5)

    # -- hands --

    def action(self, name, parameter="", window=""):
        self.shell("gdbus", "call", "--session", "--dest", "org.gajim.Gajim", "--object-path", "/org/gajim/Gajim" + window,
                   "--method", "org.gtk.Actions.Activate", name, "[%s]" % parameter, "{}")
        time.sleep(0.3)

    def account_page(self):
        items = [w for w in self.tree() if w[1] == "list item" and w[4] < 70]
        lowest = max(items, key=lambda w: w[5])
        self.click(35, lowest[5] + lowest[7] / 2)
        time.sleep(0.7)

    def accept(self, house):
        self.account_page()
        self.press("push button", "^Accept$")
        time.sleep(1)
        # A form asks for a name and a group of the new contact.
        for _ in range(4):
            forms = [w for w in self.find("push button", "^(Next|Add|Close|Add Contact)$")]
            if not self.find("frame", "^Add Contact$") or not forms:
                break
            self.click(forms[-1][4] + forms[-1][6] / 2, forms[-1][5] + forms[-1][7] / 2)
            time.sleep(1.2)
        self.current = None

    def request_text(self, house):
        self.account_page()
        self.current = None
        return "\n".join(w[2] for w in self.find("label") if w[4] > SIDE)

    current = None

    def chat(self, address):
        if address == self.current:
            return
        before = self.banner()
        self.action("open-chat", "<['%s', '%s']>" % (self.user, address))
        time.sleep(0.4)
        if self.find("frame|dialog", "^Start / Join Chat"):
            self.key("Return")  # a new chat: the address is typed in, and its row is chosen
            time.sleep(0.5)
        end = time.monotonic() + 4
        while self.banner() == before and time.monotonic() < end and self.current is not None:
            time.sleep(0.2)
        time.sleep(0.5)
        self.current = address

    def banner(self):
        """The name above the chat."""
        return " ".join(w[2] for w in self.tree() if w[1] == "label" and w[4] > SIDE and w[5] < 105)

    def focus(self):
        """Clicks into the input, which is the lowest text."""
        inputs = self.wait("an input", lambda: [w for w in self.tree() if w[1] == "text" and w[4] > SIDE and "editable" in w[8]], 10)
        lowest = max(inputs, key=lambda w: w[5])
        self.click(lowest[4] + 60, lowest[5] + lowest[7] / 2)

    def say(self, address, text):
        self.chat(address)
        self.focus()
        self.type(text)
        self.key("Return")
        time.sleep(0.4)

    def compose(self, address):
        self.chat(address)
        self.focus()
        self.shell("xdotool", "type", "--delay", "120", "Let me")

    def clear(self):
        self.key("ctrl+a", "BackSpace")

    def correct(self, address, old, new):
        self.chat(address)
        self.focus()
        self.key("ctrl+Up")
        time.sleep(0.4)
        self.key("ctrl+a", "BackSpace")
        self.type(new)
        self.key("Return")

    def send_file(self, address, path):
        self.chat(address)
        shared = self.path(os.path.basename(path))
        with open(path, "rb") as source, open(shared, "wb") as target:
            target.write(source.read())
        os.chmod(shared, 0o644)
        self.action("send-file-httpupload", "<['file://%s']>" % shared, window="/window/1")
        time.sleep(1)
        if self.find("push button", "^Send"):
            self.press("push button", "^Send", last=True)

    def window(self):
        """The widgets of the last window that is not the main one."""
        tree = self.tree()
        frames = [n for n, w in enumerate(tree) if w[0] == 1 and w[1] in ("frame", "dialog") and w[2] != "Gajim"]
        return tree[frames[-1]:] if frames else []

    def commands(self, address):
        """The window with the commands of an address."""
        self.action(self.user + "-execute-command", "<'%s'>" % address)
        self.wait("the list of commands", lambda: [w for w in self.window() if re.match("close|info", w[2])], 10)
        time.sleep(0.5)

    def dismiss(self):
        self.key("alt+F4")
        time.sleep(0.5)
        self.current = None

    def menu(self, address):
        try:
            self.commands(address)
            return "\n".join(w[2] for w in self.window() if w[2])
        finally:
            if self.window():
                self.dismiss()

    def run(self, address, command):
        try:
            self.commands(address)
            w = next(w for w in self.window() if re.match(command + r"\b", w[2]))
            self.click(w[4] + 30, w[5] + w[7] / 2)
            time.sleep(0.4)
            w = [w for w in self.window() if w[1] == "push button" and re.match("Execute|Next|Forward", w[2])][-1]
            self.click(w[4] + w[6] / 2, w[5] + w[7] / 2)
            time.sleep(2.5)
            return "\n".join(w[2] + " " + w[3] for w in self.window() if w[2] or w[3])
        finally:
            if self.window():
                self.dismiss()

    # -- eyes --

    def rows(self, address):
        """The widgets below the list of messages, in lists, one for each row."""
        self.chat(address)
        rows = []
        for w in self.tree():
            if w[1] == "list item" and w[4] >= SIDE:
                rows.append([])
            elif rows and w[4] > SIDE and w[0] > 17:
                rows[-1].append(w)
        return rows

    def text(self, address):
        """The words of the rows, without times and names."""
        found = []
        for row in self.rows(address):
            found += [w[2] for w in row if w[1] == "label" and w[2] and w[4] >= 470 and not PARTS.match(w[2]) and w[0] >= 21]
        return "\n".join(found)

    def row_of(self, address, text):
        return next((row for row in reversed(self.rows(address)) if any(text in w[2] for w in row)), [])

    def name_of(self, address):
        self.chat(address)
        return self.banner()

    def presence_of(self, address):
        """The dot at the picture of the chat."""
        self.chat(address)
        red, green, blue = self.pixel(466, 90)
        return "online" if green > red + 40 and green > blue + 40 else "away" if red > blue + 60 else "offline"

    def is_typing(self, address):
        return "is composing" in self.name_of(address)

    def image_shown(self, address, url):
        """A preview has the name of the file and its size; a bare link has neither."""
        row = self.row_of(address, os.path.basename(url)) or self.rows(address)[-1]
        return any(re.search(r"(?m)^[\d.,]+.[kM]?i?B$", w[2]) for w in row) and not any(url in w[2] for w in row)

    def receipt_shown(self, address, text):
        return self.came("urn:xmpp:receipts", "received", text)

    def read_shown(self, address, text):
        return self.came("urn:xmpp:chat-markers:0", "displayed", text)

    def why_silent(self, address, word):
        if not any(word in s for s in self.sent() if address in s):
            raise Cannot("Gajim sends no `%s` to somebody who does not have its presence: gajim/common/modules/chatstates.py, receipts.py,"
                         " chat_markers.py" % word.strip("<"))

    def sends_markers(self):
        return True

    def groups(self):
        self.account_page()
        self.current = None
        found, group, last = {}, "", None
        for _ in range(12):  # screens of a long list
            shown = sorted((w for w in self.tree() if w[4] < SIDE and 140 < w[5] < 740 and w[2]), key=lambda w: w[5])
            for w in shown:
                head = re.match(r"(.*) \(\d+/\d+\)$", w[2])
                if head:
                    group = head.group(1)
                elif not any(w[2] in names for names in found.values()):
                    found.setdefault(group, []).append(w[2])
            if shown == last:
                break
            last = shown
            self.shell("xdotool", "mousemove", "245", "400", "click", "--repeat", "5", "--delay", "50", "5")
            time.sleep(0.6)
        return found

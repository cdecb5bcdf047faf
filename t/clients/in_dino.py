# SPDX-License-Identifier: GPL-3.0-or-later
"""Dino. It needs STARTTLS with a certificate that it trusts, at port 5222 of the account's domain, and prints its stanzas."""

import os
import re
import sqlite3
import time

import screen
from client import Cannot, Lack
from servers import Trouble, wait_until

PROGRAM = ("/usr/bin/dino-im", "/usr/lib/x86_64-linux-gnu/dino-im")
SIDE = 300  # where the chat begins, in pixels from the left of the window
TOP, BOTTOM = 46, 676  # of the messages
TIMES = re.compile(r"(\d+ min ago|Just now|Today|Yesterday|\d\d[:∶]\d\d|.*\d\d[:∶]\d\d)$")
SHIFT = 5  # the accessibility bus counts from inside the shadow of the window


class Dino(screen.Graphical):
    title = "Dino"
    needs = screen.Graphical.needs + ("dino-im", "gdbus")
    environment = {"GSK_RENDERER": "cairo", "GTK_A11Y": "atspi"}
    lacks = {
        "retract": Lack("urn:xmpp:message-retract", *PROGRAM),
        "run": Lack("http://jabber.org/protocol/commands", *PROGRAM),
        "menu": Lack("http://jabber.org/protocol/commands", *PROGRAM),
        "name_of": Lack("jabber.org/protocol/nick", *PROGRAM, why="a name comes from the roster only"),
    }

    def configure(self):
        """Dino keeps its account in SQLite, and adds the other tables itself."""
        home = self.path("data", "dino")
        os.mkdir(home, 0o700)
        with sqlite3.connect(os.path.join(home, "dino.db")) as db:
            db.executescript(
                "CREATE TABLE account (id INTEGER PRIMARY KEY AUTOINCREMENT, bare_jid TEXT NOT NULL UNIQUE, resourcepart TEXT,"
                " password TEXT, alias TEXT, enabled INTEGER, roster_version TEXT, mam_earliest_synced INTEGER);"
                "CREATE TABLE settings (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, value TEXT);")
            db.execute("INSERT INTO account (bare_jid, resourcepart, password, alias, enabled, mam_earliest_synced)"
                       " VALUES (?, 'dino', 'secret', ?, 1, 0)", (self.jid, self.user))
            db.execute("INSERT INTO settings (key, value) VALUES ('check_spelling', 'false'), ('window_width', '1080'), ('window_height', '720')")

    def argv(self):
        return ["dino-im", "--print-xmpp=all"]

    def ports(self):
        return {5222: self.server.c2s_port, self.server.https_port: self.server.https_port}

    def settle(self):
        wait_until("Dino logs in", 60, lambda: any("<presence" in s for s in self.sent()), every=0.3)
        self.current = None
        self.shell("sh", "-c", "xdotool search --sync --onlyvisible --class dino windowsize %@ 1100 740 windowmove %@ 0 0")
        time.sleep(1.5)

    # -- hands --

    def press_at(self, w):
        self.click(w[4] + w[6] / 2 + SHIFT, w[5] + w[7] / 2 + SHIFT)
        time.sleep(0.4)

    def accept(self, house):
        self.chat(house)
        self.press_at(self.wait("Accept", lambda: self.find("push button", "^Accept$"), 8)[0])
        time.sleep(1)

    def request_text(self, house):
        self.chat(house)
        shown = " ".join(w[2] for w in self.find("label"))
        if "customers" not in shown:
            raise Cannot("Dino shows who asks, and not the text: main/src/ui/conversation_content_view/subscription_notification.vala")
        return shown

    current = None

    def number_of(self, address):
        """Dino's own number of the conversation with an address."""
        with sqlite3.connect("file:%s?mode=ro" % self.path("data", "dino", "dino.db"), uri=True) as db:
            row = db.execute("SELECT c.id FROM conversation c JOIN jid j ON j.id = c.jid_id WHERE j.bare_jid = ?", (address,)).fetchone()
        return row and row[0]

    def chat(self, address):
        if address == self.current:
            return
        number = self.number_of(address)
        if number is None:
            self.shell("dino-im", "xmpp:%s?message" % address)
            number = self.wait("a chat with " + address, lambda: self.number_of(address), 8)
        self.shell("gdbus", "call", "--session", "--dest", "im.dino.Dino", "--object-path", "/im/dino/Dino",
                   "--method", "org.gtk.Actions.Activate", "open-conversation", "[<%d>]" % number, "{}")
        self.current = address
        time.sleep(0.8)

    def focus(self):
        self.click(600, 703)

    def say(self, address, text):
        self.chat(address)
        self.focus()
        self.type(text)
        self.key("Return")
        time.sleep(0.5)

    def compose(self, address):
        self.chat(address)
        self.focus()
        self.shell("xdotool", "type", "--delay", "120", "Let me")

    def clear(self):
        self.key("ctrl+a", "BackSpace")

    def correct(self, address, old, new):
        self.chat(address)
        self.focus()
        self.key("Up")
        time.sleep(0.4)
        self.key("ctrl+a", "BackSpace")
        self.type(new)
        self.key("Return")

    def hover(self, address, text):
        """Moves onto a message; the buttons that appear beside it."""
        self.chat(address)
        found = self.wait("the message " + text, lambda: [w for w in self.labels() if text in w[2]], 5)[-1]
        self.shell("xdotool", "mousemove", "500", "600", "sleep", "0.2", "mousemove", str(found[4] + 40 + SHIFT), str(found[5] + 8 + SHIFT))
        time.sleep(0.7)
        return [w for w in self.tree() if w[1] == "push button" and w[4] > 700 and abs(w[5] - found[5]) < 60 and TOP < w[5] < BOTTOM and w[6] > 0]

    def press_named(self, address, text, name):
        """Presses one of those buttons, which are named after their widgets, at its outer edge: a hidden one, which leads to the
        newest message, lies above the middle of both of them at the last message."""
        w = self.wait("the button " + name, lambda: [w for w in self.hover(address, text) if w[2] == name], 5)[0]
        self.click(w[4] + SHIFT + (3 if name == "GtkImage" else w[6] - 5), w[5] + w[7] / 2 + SHIFT)
        time.sleep(0.6)

    def reply(self, address, text, answer):
        self.press_named(address, text, "GtkImage")
        self.focus()
        self.type(answer)
        self.key("Return")

    def react(self, address, text, emoji):
        self.press_named(address, text, "GtkMenuButton")
        time.sleep(1.5)
        self.shell("xdotool", "type", "--delay", "40", {"👍": "thumbs up", "1️⃣": "keycap: 1", "🎉": "party popper"}.get(emoji, emoji))
        time.sleep(1.2)
        self.key("Down")
        self.key("Return")
        time.sleep(0.5)

    def send_file(self, address, path):
        shared = self.path(os.path.basename(path))
        with open(path, "rb") as source, open(shared, "wb") as target:
            target.write(source.read())
        os.chmod(shared, 0o644)
        self.chat(address)
        self.click(338, 703)
        time.sleep(2)
        self.shell("xdotool", "type", "--delay", "30", shared)
        time.sleep(0.5)
        self.key("Return")
        time.sleep(1.5)
        sends = self.find("push button", "^Send$")
        if sends:
            self.press_at(sends[-1])

    # -- eyes --

    def labels(self):
        """The labels among the messages, from top to bottom."""
        found = [w for w in self.tree() if w[1] == "label" and w[4] >= SIDE and TOP < w[5] < BOTTOM and w[6] > 0 and w[4] < 1090
                 and w[2] not in ("GtkLabel", "")]
        return sorted(found, key=lambda w: (w[5], w[4]))

    def text(self, address):
        self.chat(address)
        return "\n".join(w[2] for w in self.labels() if not TIMES.match(w[2]))

    def name_of(self, address):
        name = self.title_of(address)
        if name == address:
            self.lack("name_of")
        return name

    def title_of(self, address):
        """What stands above the chat."""
        self.chat(address)
        return " ".join(w[2] for w in self.tree() if w[1] == "label" and w[4] > SIDE and 10 < w[5] < TOP and w[0] == 12)

    def presence_of(self, address):
        """The picture in the list of chats is grey for contacts that are offline."""
        name = self.title_of(address)
        row = next(w for w in self.tree() if w[1] == "label" and w[4] < SIDE and w[5] > TOP and w[2] == name)
        colour = self.pixel(18, row[5] + SHIFT + 4)
        return "online" if max(colour) - min(colour) > 16 else "offline"

    def is_typing(self, address):
        self.chat(address)
        return any("typing" in w[2] for w in self.tree() if w[1] == "label")

    def reactions_to(self, address, text):
        shown = self.text(address)
        return shown[shown.rindex(text):] if text in shown else ""

    def reply_shown(self, address, quoted, answer):
        return self.text(address).count(quoted) >= 2

    def image_shown(self, address, url):
        """A bare link is gone, or a picture of some size is there."""
        self.chat(address)
        return any(w[1] in ("image", "filler") and re.search("Picture|Image|File", w[2]) and w[6] > 60 and TOP < w[5] < BOTTOM
                   for w in self.tree()) or url not in self.text(address)

    def receipt_shown(self, address, text):
        return self.came("urn:xmpp:receipts", "received", text)

    def read_shown(self, address, text):
        return self.came("urn:xmpp:chat-markers:0", "displayed", text)

    def sends_markers(self):
        return True

    def groups(self):
        raise Cannot("Dino lists contacts by name, without groups: main/src/ui/add_conversation/roster_list.vala")

    # -- stanzas --

    def stanzas(self, direction):
        """What Dino printed, without the namespaces before each name."""
        try:
            with open(self.log, encoding="utf-8", errors="replace") as f:
                printed = f.read()
        except FileNotFoundError:
            return []
        found = []
        for part in re.split(r"(?m)^XMPP (?=IN|OUT)", printed)[1:]:
            head, _, xml = part.partition("\n")
            if head.startswith(direction):
                xml = re.sub(r"\{[^{}\s]*\}:xmlns='", "xmlns='", xml)
                xml = re.sub(r"(</?|\s)\{[^{}\s]*\}:", r"\1", xml)
                found.append(re.sub(r"\s*\n\s*<", "<", re.sub(r">\s*\n\s*", ">", xml)))
        return found

    def received(self):
        return self.before[0] + self.stanzas("IN")

    def sent(self):
        return self.before[1] + self.stanzas("OUT")

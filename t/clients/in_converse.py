# SPDX-License-Identifier: GPL-3.0-or-later
"""Converse in Chromium. As a customer it is an anonymous visitor of a web page."""

import atexit
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading

import client
from client import Cannot, Lack
from servers import Trouble

MODULES = os.environ.get("FRONTDESK_NODE_MODULES", "")
HERE = os.path.dirname(os.path.abspath(__file__))


class Converse(client.Client):
    title = "Converse"
    needs = ("node", "chromium")

    @classmethod
    def missing(cls):
        for module in ("converse.js", "playwright-core"):
            if not os.path.isdir(os.path.join(MODULES, module)):
                return "%s is not installed (npm; FRONTDESK_NODE_MODULES names the directory)" % module
        return super().missing()

    def __init__(self, scratch, server, user, anonymous=False):
        super().__init__(scratch, server, user)
        self.anonymous = anonymous
        self.browser = None
        self.before = {"received": [], "sent": []}
        self.profile = tempfile.mkdtemp(prefix="converse-", dir=scratch)
        atexit.register(self.kill)

    def settings(self):
        common = {"websocket_url": self.server.websocket, "discover_connection_methods": False, "view_mode": "fullscreen",
                  "auto_login": True, "loglevel": "info", "i18n": "en", "allow_registration": False}
        if self.anonymous:
            return dict(common, authentication="anonymous", jid=self.server.guests)
        return dict(common, authentication="login", jid=self.jid, password="secret")

    def do(self, what, seconds=60, **words):
        """One command of converse.js; its value."""
        if self.browser is None or self.browser.poll() is not None:
            raise Trouble("Converse does not run")
        self.browser.stdin.write(json.dumps(dict(words, do=what)) + "\n")
        self.browser.stdin.flush()
        timer = threading.Timer(seconds, self.kill)
        timer.start()
        line = self.browser.stdout.readline()
        timer.cancel()
        if not line:
            raise Trouble("Converse ended at %s" % what)
        answer = json.loads(line)
        if "error" in answer:
            raise Trouble("Converse, %s: %s" % (what, answer["error"]))
        return answer["value"]

    # -- coming and going --

    def start(self):
        self.browser = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "node", os.path.join(HERE, "converse.js")],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        stderr=open(os.path.join(self.scratch, "converse.log"), "a"))
        self.do("start", settings=self.settings(), profile=self.profile, locale="en-US")
        return self

    def stop(self):
        if self.browser and self.browser.poll() is None:
            try:
                self.before = self.do("frames")
                self.do("stop", 15)
                self.browser.wait(10)
            except (Trouble, subprocess.TimeoutExpired):
                self.kill()
        self.browser = None

    def kill(self):
        if self.browser and self.browser.poll() is None:
            self.browser.kill()
            self.browser.wait(10)

    def renew(self):
        shutil.rmtree(self.profile, ignore_errors=True)
        self.profile = tempfile.mkdtemp(prefix="converse-", dir=self.scratch)
        return self.start()

    def reload(self):
        if not self.anonymous:
            raise Cannot("an account stays the same after a reload")
        self.do("reload")

    def accept(self, house):
        self.do("accept", to=house)

    def request_text(self, house):
        self.chat(house)
        shown = self.do("evaluate", code="document.querySelector('converse-contact-approval-alert')?.innerText || ''")
        if "would like to be your contact" not in shown:
            raise Trouble("Converse shows no request: " + shown)
        raise Cannot("Converse shows who asks, and not the text: createRequestingContact() in "
                     "src/headless/plugins/roster/contacts.js reads the nick only")

    # -- hands --

    def chat(self, address):
        self.do("chat", to=address)

    def say(self, address, text):
        self.do("say", to=address, text=text)

    def compose(self, address):
        self.do("compose", to=address)

    def clear(self):
        self.do("clear")

    def correct(self, address, old, new):
        self.do("correct", to=address, old=old, text=new)

    def react(self, address, text, emoji):
        self.do("react", to=address, old=text, emoji=emoji)

    def reply(self, address, text, answer):
        self.do("reply", to=address, old=text, text=answer)

    def retract(self, address, text):
        self.do("retract", to=address, old=text)

    def send_file(self, address, path):
        self.do("file", to=address, path=path)

    def menu(self, address):
        return self.do("menu", to=address)

    def run(self, address, command):
        return self.do("command", to=address, command=command)

    # -- eyes --

    def text(self, address):
        return self.do("text", to=address)

    def name_of(self, address):
        return self.do("title", to=address)

    def groups(self):
        found = {}
        for line in self.do("evaluate", code="[...document.querySelectorAll('.roster-group')].map(g => [g.querySelector('.group-toggle')"
                            ".innerText.trim(), ...[...g.querySelectorAll('.contact-name')].map(n => n.innerText.trim())])"):
            found[line[0]] = line[1:]
        return found

    def presence_of(self, address):
        """Converse shows the presence of contacts only; the chat's title has a dot for them."""
        html = self.do("evaluate", code="document.querySelector('converse-roster-contact a[data-jid=\"%s\"], "
                       ".list-item[data-jid=\"%s\"]')?.outerHTML || ''" % (address, address))
        found = re.search(r"contact-name--(\w+)", html)
        if not found or "chat-status--avatar" not in html:
            raise Cannot("a chat with somebody who is not in the roster has no sign of presence: "
                         "src/plugins/rosterview/templates/unsaved_contact.js")
        return found.group(1)

    def is_typing(self, address):
        return "typing" in self.do("notifications", to=address)

    def html(self, address, text):
        return self.do("html", to=address, old=text)

    def reactions_to(self, address, text):
        found = re.search(r"(?s)<converse-reactions.*?</converse-reactions>", self.html(address, text))
        return found.group() if found else ""

    def reply_shown(self, address, quoted, answer):
        html = self.html(address, answer)
        return "converse-reply-context" in html and quoted in html

    def image_shown(self, address, url):
        return self.do("pictures", to=address) > 0

    def receipt_shown(self, address, text):
        return "chat-msg__receipt" in self.html(address, text) and self.came("urn:xmpp:receipts", "received", text)

    def read_shown(self, address, text):
        """Converse draws the same tick for both."""
        return "chat-msg__receipt" in self.html(address, text) and self.came("urn:xmpp:chat-markers:0", "displayed", text)

    def sends_markers(self):
        return True

    def picture(self, path):
        self.do("picture", path=path + ".png")
        return path + ".png"

    # -- stanzas --

    def received(self):
        return self.before["received"] + self.do("frames")["received"]

    def sent(self):
        return self.before["sent"] + self.do("frames")["sent"]

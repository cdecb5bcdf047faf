# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of a crowd that encrypts with OMEMO: sealer.c does it, one process for all of them. Every device knows the
session with an address of the desk once it has fetched the keys from there."""

import os
import re
import subprocess
import threading
import xml.etree.ElementTree as ET

from servers import Trouble

NS_OMEMO = "eu.siacs.conversations.axolotl"
NS_PUBSUB = "http://jabber.org/protocol/pubsub"
ENCRYPTED = "{%s}encrypted" % NS_OMEMO


def program():
    """The helper beside the program under test; None: it is not built."""
    path = os.path.join(os.path.dirname(os.environ.get("FRONTDESK", "./frontdesk")), "t", "server", "sealer")
    return path if os.access(path, os.X_OK) else None


def request(node):
    return "<pubsub xmlns='%s'><items node='%s.%s'/></pubsub>" % (NS_PUBSUB, NS_OMEMO, node)


def one_line(element):
    return re.sub(r"\s+", " ", ET.tostring(element, encoding="unicode"))


class Sealer:
    def __init__(self):
        self.process = subprocess.Popen([program()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lock = threading.Lock()

    def ask(self, *words):
        with self.lock:
            self.process.stdin.write("\t".join(words) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        if not line:
            raise Trouble("the helper for OMEMO has ended")
        return line.rstrip("\n")

    def take(self, name, address, device, answer):
        """Begins a session from the answer to the request for the keys; False: there are none in it."""
        bundle = answer.find(".//{%s}bundle" % NS_OMEMO)
        return bundle is not None and self.ask("take", name, address, device, one_line(bundle)) == "yes"

    def seal(self, name, address, text):
        """What a message holds in place of its text."""
        sealed = self.ask("seal", name, address, text)
        if not sealed:
            raise Trouble("%s has no session with %s" % (name, address))
        return sealed + "<body>fallback</body>"

    def read(self, name, address, message):
        """(outcome, text): "text", "empty", "again", "foreign" or "broken"; "plain": it is not encrypted."""
        encrypted = message.find(ENCRYPTED)
        if encrypted is None:
            return "plain", None
        outcome, _, text = self.ask("read", name, address, one_line(encrypted)).partition("\t")
        return outcome, text

    def own(self, name):
        """(number, item): of the device, and what its server keeps for others."""
        number, _, item = self.ask("own", name, "-", "-").partition("\t")
        return number, item

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)

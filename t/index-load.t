#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The full-text index keeps up while people write all the time: beside a server of a few lines, which gives the desk
messages in every half of a second, so that there is never a quiet one."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ.get("srcdir", "."), "t", "server"))
import tap

DOMAIN = "support.example.com"
CONF = """component { domain = "%s" server = "127.0.0.1:%d" secret = "secret" flood_domain_messages = 1000000 }
store { path = "%s" }
flood_messages = 10000
agent "bob@example.com" { name = "Bob" }
queue "sales" { title = "Sales" agents = {"bob@example.com"} }
"""
HEADER = ("<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' from='%s' id='s'>" %
          DOMAIN)
HAN = "".join(chr(0x4e00 + (i * 7919) % 20000) for i in range(9900))


class Server:
    """Takes the component, answers its pings, and keeps no more of what it says."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.text = ""

    def accept(self):
        self.listener.settimeout(20)
        self.link, _ = self.listener.accept()
        self.link.settimeout(20)
        self.read_until("<stream:stream")
        self.send(HEADER)
        self.read_until("</handshake>")
        self.send("<handshake/>")

    def read_until(self, words):
        while words not in self.text:
            self.text += self.link.recv(65536).decode("utf-8", "replace")

    def send(self, xml):
        self.link.settimeout(20)
        self.link.sendall(xml.encode())

    def pump(self):
        """Pings of the desk to itself come back."""
        try:
            while True:
                self.link.setblocking(False)
                data = self.link.recv(1 << 20)
                if not data:
                    raise EOFError("the desk hung up")
                self.text = self.text[-4096:] + data.decode("utf-8", "replace")
                for ping in re.findall(r"<iq [^>]*id=\"(fence-[^\"]*)\"", self.text):
                    self.send("<iq type='get' from='%s' to='%s' id='%s'><ping xmlns='urn:xmpp:ping'/></iq>" %
                              (DOMAIN, DOMAIN, ping))
                self.text = ""
        except BlockingIOError:
            pass


def message(n):
    return ("<message type='chat' from='jane%d@customer.example/x' to='sales@%s' id='m%d'><body>%s last%d</body></message>" %
            (n % 100, DOMAIN, n, HAN, n))


def number(store, sql):
    db = sqlite3.connect("file:%s?mode=ro" % store, uri=True)
    try:
        return db.execute(sql).fetchone()[0]
    finally:
        db.close()


def test(directory):
    server = Server()
    conf, store = os.path.join(directory, "frontdesk.conf"), os.path.join(directory, "frontdesk.db")
    with open(conf, "w") as f:
        f.write(CONF % (DOMAIN, server.port, store))
    os.chmod(conf, 0o600)
    with open(os.path.join(directory, "log"), "w") as log:
        desk = subprocess.Popen([os.path.abspath("frontdesk"), "run", "-c", conf], stdout=log, stderr=log)
    try:
        server.accept()
        for n in range(30):
            server.send(message(n))
        until, n, indexed = time.monotonic() + 60, 30, 0
        while time.monotonic() < until and indexed < 30:
            server.send(message(n))
            n += 1
            end = time.monotonic() + 0.4
            while time.monotonic() < end:
                server.pump()
                time.sleep(0.02)
            indexed = number(store, "SELECT message FROM indexed")
        tap.ok(indexed >= 30, "messages are indexed though there is never a quiet second")
        tap.ok(desk.poll() is None, "and the desk serves")
    finally:
        desk.terminate()
        tap.is_(desk.wait(20), 0, "it leaves in order")
    out = subprocess.run([os.path.abspath("frontdesk"), "archive", "search", "-c", conf, "last7"], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True).stdout
    tap.like(out, "last7", "a message of 9,900 characters is found by its last word")


def main():
    with tempfile.TemporaryDirectory() as directory:
        tap.run(lambda: test(directory))


main()

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the daemon says that it is ready (sd_notify), and what `frontdesk status` says until then."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..")))
sys.path.insert(0, os.path.join(TOP, "t", "server"))
import tap

PROGRAM = os.path.abspath(os.environ.get("FRONTDESK", "./frontdesk"))
SCRATCH = tempfile.mkdtemp(prefix="frontdesk-ready.")
CONF = os.path.join(SCRATCH, "frontdesk.conf")


class Desk:
    def __init__(self, port, name):
        store = os.path.join(SCRATCH, name)
        with open(CONF, "w") as f:
            f.write("""
component { domain = "support.example.com"   server = "127.0.0.1:%d"   secret = "k9-of-the-test-of-the-desk" }
store { path = "%s" }
agent "bob@example.com" { name = "Bob" }
queue "sales" { agents = {"bob@example.com"} }
""" % (port, store))
        os.chmod(CONF, 0o600)
        path = os.path.join(SCRATCH, name + ".notify")
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.bind(path)
        self.child = subprocess.Popen([PROGRAM, "run", "-c", CONF], stderr=subprocess.DEVNULL, env=dict(os.environ, NOTIFY_SOCKET=path))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait(30)

    def hears(self, text, seconds):
        self.manager.settimeout(seconds)
        try:
            while self.manager.recv(4096).decode() != text:
                pass
            return True
        except TimeoutError:
            return False

    def status(self):
        r = subprocess.run([PROGRAM, "status", "--json", "--exit-code", "-c", CONF], capture_output=True, text=True, timeout=60)
        return r.returncode, json.loads(r.stdout)["link"]["state"]


def listener():
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    s.settimeout(30)
    return s


def nobody_listens():
    s = listener()
    port = s.getsockname()[1]
    s.close()
    with Desk(port, "nobody.db") as desk:
        tap.ok(desk.hears("READY=1", 30), "ready when the first attempt has failed: the desk tries again by itself")
        tap.is_(desk.status(), (1, "down"), "the link is down")


def a_slow_server():
    s = listener()
    s.listen(1)
    with Desk(s.getsockname()[1], "slow.db") as desk:
        link, _ = s.accept()
        link.recv(1000)
        tap.ok(not desk.hears("READY=1", 0.5), "not ready while the first attempt lasts")
        tap.is_(desk.status(), (1, "connecting"), "the link is connecting")
        link.close()
        tap.ok(desk.hears("READY=1", 30), "ready when it has ended")
    s.close()


def main():
    try:
        tap.run(nobody_listens, a_slow_server)
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)


main()

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one would write in an afternoon: a slixmpp component that stores every message and sends it back.

    slix.py PORT DOMAIN SECRET [STORE]

With STORE each message is a row and a commit (WAL, synchronous=FULL) before it goes back; without, an echo only.
"""

import logging
import sqlite3
import sys
import time

import slixmpp


class Echo(slixmpp.ComponentXMPP):
    def __init__(self, port, domain, secret, store):
        super().__init__(domain, secret, "127.0.0.1", port)
        self.db = None
        if store:
            self.db = sqlite3.connect(store, isolation_level=None)
            self.db.executescript("""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                CREATE TABLE message (
                    id INTEGER PRIMARY KEY, at_ms INTEGER, jid TEXT, stanza_id TEXT, body TEXT);
                CREATE INDEX message_jid ON message (jid, id);
            """)
        self.add_event_handler("message", self.echo)

    def echo(self, message):
        if self.db:
            self.db.execute("INSERT INTO message (at_ms, jid, stanza_id, body) VALUES (?, ?, ?, ?)",
                            (int(time.time() * 1000), message["from"].bare, message["id"], message["body"]))
        answer = self.make_message(message["from"], message["body"], mtype="chat", mfrom=message["to"])
        answer["id"] = message["id"]
        answer.send()


logging.basicConfig(level=logging.ERROR)
port, domain, secret = int(sys.argv[1]), sys.argv[2], sys.argv[3]
component = Echo(port, domain, secret, sys.argv[4] if len(sys.argv) > 4 else None)
component.connect()
component.loop.run_until_complete(component.disconnected)

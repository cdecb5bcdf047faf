#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service for embeddings, as the Embeddings API has it, on a free port of loopback: good ones and bad ones.

    with Vectors() as service:
        url = service.url("good")      # http://127.0.0.1:PORT/good/v1
        …
        service.calls                  # [(behaviour, request)]

The vectors are real ones: pieces of three characters of each word, hashed into 256 places, after synonyms have been
replaced. So texts about the same thing are near to each other, "couch" is near to "sofa", and the same text has always
the same vector. The behaviour is the word before /v1.

By itself it prints "port N" and serves until its standard input ends.
"""

import base64
import hashlib
import http.server
import json
import re
import struct
import sys
import threading
import time

SAME = {"couch": "sofa", "couches": "sofa", "sofas": "sofa", "settee": "sofa", "cash": "money", "reimbursed": "refund",
        "postage": "shipping", "parcel": "delivery", "kanapee": "sofa", "沙发": "sofa"}
SMALL = set("a an and are at can do does for how i in is it me my of on the to what when where you your with".split())
DIMENSION = 256


def vector(text, dimension=DIMENSION):
    out = [0.0] * dimension
    for word in re.findall(r"[a-zà-ÿ0-9]+|[\u4e00-\u9fff]+", text.lower()):
        small = word in SMALL
        word = "  %s " % SAME.get(word, word)
        for i in range(len(word) - 2):
            digest = hashlib.md5(word[i:i + 3].encode()).digest()
            out[digest[0] % dimension] += (0.1 if small else 1.0) * (1 if digest[1] % 2 else -1)
    return out if any(out) else [1.0] + out[1:]


def rows(texts, dimension=DIMENSION):
    return [{"object": "embedding", "index": i, "embedding": vector(t, dimension)} for i, t in enumerate(texts)]


def packed(v):
    return base64.b64encode(struct.pack("<%df" % len(v), *v)).decode()


def good(texts):
    return {"object": "list", "model": "test", "data": rows(texts), "usage": {"prompt_tokens": 1, "total_tokens": 1}}


def changed(key, make):
    """A good answer whose vectors have been changed."""
    def answer(texts):
        out = good(texts)
        for row in out["data"]:
            row[key] = make(row[key])
        return out
    return answer


BEHAVIOURS = {
    "good": good,
    "reversed": lambda texts: {"data": rows(texts)[::-1]},
    "bare": lambda texts: {"data": [{"embedding": vector(t)} for t in texts]},
    "list": lambda texts: [{"index": i, "embedding": [vector(t)]} for i, t in enumerate(texts)],
    "base64": changed("embedding", packed),
    "wide": lambda texts: {"data": rows(texts, 96)},
    "null": changed("embedding", lambda v: [None] + v[1:]),
    "nan": changed("embedding", lambda v: packed([float("nan")] + v[1:])),
    "zero": changed("embedding", lambda v: [0] * len(v)),
    "huge": changed("embedding", lambda v: [1e308] * 20000),
    "few": lambda texts: {"data": rows(texts)[1:]},
    "many": lambda texts: {"data": rows(texts + ["one more"])},
    "twice": changed("index", lambda i: 0),
    "deep": lambda texts: "[" * 100000,
    "error": lambda texts: {"error": {"message": "no such model"}},
    "text": lambda texts: "hello",
    "flood": lambda texts: " " * (6 << 20),
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def whole(self, status, body):
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        how, texts = self.server.now or self.path.split("/")[1], request["input"]
        self.server.calls.append((how, request, dict(self.headers)))
        if how.isdigit():  # an HTTP status
            self.whole(int(how), json.dumps({"error": {"message": "trouble"}}))
        elif how == "slow":
            time.sleep(0.3)
            self.whole(200, json.dumps(good(texts)))
        elif how == "never":
            time.sleep(30)
        elif how == "one" and len(texts) > 1:  # takes no more than one text at a time
            self.whole(413, "{}")
        elif how == "picky" and any("poison" in t for t in texts):
            self.whole(400, "{}")
        else:
            answer = BEHAVIOURS.get(how, good)(texts)
            self.whole(200, answer if isinstance(answer, str) else json.dumps(answer))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # the other side hung up


class Vectors:
    def __enter__(self):
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.calls = []
        self.server.now = None
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *args):
        self.server.shutdown()
        self.server.server_close()

    @property
    def port(self):
        return self.server.server_address[1]

    @property
    def calls(self):
        return self.server.calls

    def behave(self, how):
        """From now on all answers are of this behaviour, whatever the URL says; None: as it says."""
        self.server.now = how

    def url(self, how="good"):
        return "http://127.0.0.1:%d/%s/v1" % (self.port, how)


if __name__ == "__main__":
    with Vectors() as service:
        print("port %d" % service.port, flush=True)
        sys.stdin.read()

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A language model's endpoint, as the Chat Completions API has it, on a free port of loopback: good ones and bad ones.

    with Endpoint() as endpoint:
        url = endpoint.url("streams", "jane")      # http://127.0.0.1:PORT/jane/streams/v1
        …
        endpoint.calls("jane")[0].headers["authorization"]

The last word before /v1 is how it behaves, a row of BEHAVIOURS; the one before that, the label, tells calls apart. It
answers with the last message that it was sent, or with what say() gave for the label. A behaviour that waits goes on
after release(label). Everything is kept: what was asked, how many calls were open at once, who hung up early.

By itself (for the benchmark) it prints "port N" and obeys lines on its standard input: "figures", which it answers.
"""

import asyncio
import base64
import collections
import hashlib
import hmac
import json
import random
import re
import ssl
import sys
import threading
import time

DONE = "[DONE]"
LONG = ("This is the first of several sentences, and it is written so that it is worth a message of its own, whatever "
        "comes behind it. ")


class Call:
    """One request, and what became of it."""

    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body
        self.at = time.monotonic()
        self.hung_up_at = None  # the other side did, before the answer was complete
        self.ended = False

    @property
    def hung_up(self):
        return self.hung_up_at is not None

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def asked(self):
        """What the customer wrote last, without the marks that the desk puts around it; or what a tool said."""
        last = self.json["messages"][-1]["content"]
        said = re.findall(r"<message>\n(.*?)\n</message>", last, re.S)
        return "\n\n".join(said) if said else last.strip()


def verified(call, secret, tolerance=300):
    """Whether a request is signed as Standard Webhooks 1.0.0 has it: by this secret, just now, and not changed on its way."""
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    name, at = call.headers["webhook-id"], call.headers["webhook-timestamp"]
    mac = hmac.new(key, ("%s.%s." % (name, at)).encode() + call.body.encode(), hashlib.sha256).digest()
    wanted = "v1," + base64.b64encode(mac).decode()
    return (any(hmac.compare_digest(one, wanted) for one in call.headers["webhook-signature"].split(" "))
            and abs(int(at) - time.time()) < tolerance)


class Answer:
    """How a behaviour answers a call. Bodies are chunked (RFC 9112 section 7.1) unless a length is given."""

    def __init__(self, endpoint, call, label, number, writer):
        self.endpoint, self.call, self.label, self.number, self.writer = endpoint, call, label, number, writer
        self.close = False  # … the connection, instead of waiting for the next call on it
        self.chunked = False

    @property
    def text(self):
        return self.endpoint.texts.get(self.label) or "The answer to: " + self.call.asked

    async def write(self, data):
        self.writer.write(data)
        await self.writer.drain()

    async def head(self, status=200, kind="application/json", length=None, **headers):
        self.chunked = length is None
        lines = ["HTTP/1.1 %d Status" % status, "Content-Type: " + kind,
                 "Transfer-Encoding: chunked" if self.chunked else "Content-Length: %d" % length]
        lines += ["%s: %s" % (name.replace("_", "-"), value) for name, value in headers.items()]
        await self.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def chunk(self, text):
        data = text.encode()
        await self.write(b"%x\r\n%s\r\n" % (len(data), data))

    async def end(self):
        await self.write(b"0\r\n\r\n")

    async def whole(self, status, body, kind="application/json", **headers):
        data = body.encode()
        await self.head(status, kind, len(data), **headers)
        await self.write(data)

    async def error(self, status, message, **headers):
        await self.whole(status, json.dumps({"error": {"message": message, "type": "trouble"}}), **headers)

    async def event(self, event):
        await self.chunk("data: %s\n\n" % (event if event == DONE else json.dumps(event)))

    async def delta(self, reason=None, **delta):
        await self.event({"id": "c", "object": "chat.completion.chunk", "usage": None,
                          "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})

    async def stream(self, text, pause=0.0):
        await self.head(kind="text/event-stream")
        await self.delta(role="assistant", content="")
        for token in re.findall(r"\S+\s*|\s+", text):
            await asyncio.sleep(pause)
            await self.delta(content=token)

    async def finish(self, reason="stop"):
        """The end of a stream: why, what it cost, and that nothing follows."""
        await self.delta(reason)
        await self.event({"id": "c", "object": "chat.completion.chunk", "choices": [],
                          "usage": {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25}})
        await self.event(DONE)
        await self.end()

    async def tool(self, name, **arguments):
        """A call of a tool, in pieces: the name first, then the arguments, cut wherever it happens."""
        await self.head(kind="text/event-stream")
        await self.delta(role="assistant", content=None, tool_calls=[
            {"index": 0, "id": "call_1", "type": "function", "function": {"name": name, "arguments": ""}}])
        text = json.dumps(arguments)
        for at in range(0, len(text), 7):
            await self.delta(tool_calls=[{"index": 0, "function": {"arguments": text[at:at + 7]}}])
        await self.finish("tool_calls")

    async def until_released(self):
        await self.endpoint.gate(self.label).wait()


FOR_EVER = 3600

# ---- those that answer ----


async def whole(a):
    await a.whole(200, json.dumps({"id": "c", "object": "chat.completion", "usage": {"total_tokens": 25}, "choices": [
        {"index": 0, "message": {"role": "assistant", "content": a.text}, "finish_reason": "stop"}]}))


async def other_type(a):
    """Right JSON that calls itself something else."""
    await a.whole(200, json.dumps({"choices": [{"message": {"content": a.text}}]}), kind="text/html")


async def streams(a):
    await a.stream(a.text)
    await a.finish()


async def slow(a):
    await a.stream(a.text, 0.25)
    await a.finish()


async def bare(a):
    """As the least of servers: to the end of the connection, lines with \\r\\n, comments, no usage, no [DONE]."""
    a.close = True
    await a.write(b"HTTP/1.0 200 OK\r\n\r\n: hello\r\n\r\n")
    for word in a.text.split(" "):
        await a.write(b"data:%s\r\n\r\n" % json.dumps({"choices": [{"delta": {"content": word + " "}}]}).encode())
    await a.write(b"data:" + json.dumps({"choices": [{"delta": {}, "finish_reason": "stop"}]}).encode() + b"\r\n\r\n")


async def lingers(a):
    """Says that it is done, and keeps the connection open."""
    await a.stream(a.text)
    await a.delta("stop")
    await a.event(DONE)
    await asyncio.sleep(FOR_EVER)


async def handoff(a):
    await a.tool("handoff", reason="wants a refund", category="money", summary="Paid twice, wants it back",
                 sentiment=-0.5)


async def asks(a):
    await a.tool("ask", text="Which order is it?", sentiment=0.1)


THOUGHT = "The customer is a nuisance, and wants to know something, so that it is best to say it. Well. "


async def in_letters(a, text):
    """A stream whose pieces are three characters long, so that every mark is cut."""
    await a.head(kind="text/event-stream")
    for at in range(0, len(text), 3):
        await asyncio.sleep(0)
        await a.delta(content=text[at:at + 3])
    await asyncio.sleep(0.7)  # longer than news of it waits
    await a.finish()


async def thinks(a):
    """As Qwen and DeepSeek do where the service takes nothing out, and in a field of its own too."""
    await a.head(kind="text/event-stream")
    await a.delta(content=None, reasoning_content=THOUGHT, reasoning=THOUGHT)
    for piece in ("<thi", "nk>\n", THOUGHT, THOUGHT, "</th", "ink>\n\n", LONG):
        await a.delta(content=piece)
        await asyncio.sleep(0.3)
    for at in range(0, len(a.text), 5):
        await a.delta(content=a.text[at:at + 5])
    await a.delta(content="<|im_e")
    await a.delta(content="nd|>")
    await a.finish()


async def ponders(a):
    """The template has the mark of the beginning, and only that of the end comes."""
    await in_letters(a, 2 * THOUGHT + "</think>" + LONG + a.text + "</s>")


async def harmony(a):
    await in_letters(a, "<|channel|>analysis<|message|>" + 2 * THOUGHT + "<|end|><|start|>assistant<|channel|>final<|message|>"
                     + LONG + a.text + "<|return|>")


async def writes_handoff(a):
    """A call as text, as it comes where the service does not know the model's way to write it."""
    await in_letters(a, "I pass you on.\n<tool_call>\n" + json.dumps({"name": "handoff", "arguments": {
        "reason": "wants a refund", "category": "money", "summary": "Paid twice, wants it back", "sentiment": -0.5}}) + "\n</tool_call>")


async def writes_tool(a):
    await in_letters(a, "```json\n" + json.dumps({"name": "order_status", "arguments": {"order": "5"}}) + "\n```")


async def closes(a):
    await a.tool("close", text="Have a nice day.")


async def uses(a):
    """Wants the tool order_status, and says what came of it."""
    if a.call.json["messages"][-1]["role"] == "tool":
        await a.whole(200, json.dumps({"choices": [{"message": {"content": "It says: " + a.call.asked}}]}))
    else:
        await a.tool("order_status", order="12/3 é", note="ünder way")


async def shop(a):
    """No model: a service that a tool asks."""
    await a.whole(200, json.dumps({"asked": a.call.path.split("?")[0], "with": a.call.body}, ensure_ascii=False))


async def lost(a):
    await a.whole(404, "no such order", kind="text/plain")


PICKY = (  # what the request has, and what the service says to that
    (lambda r: "max_tokens" in r, "Unsupported parameter: 'max_tokens' is not supported with this model. "
                                  "Use 'max_completion_tokens' instead."),
    (lambda r: "stream_options" in r, "Extra inputs are not permitted: 'stream_options'"),
    (lambda r: "tools" in r, "registry.ollama.ai/library/gemma:2b does not support tools"),
    (lambda r: r["messages"][0]["role"] == "system", "System role not supported"),
)


async def picky(a):
    """Refuses one thing after the other, and takes only roles that alternate."""
    request = a.call.json
    for has, says in PICKY:
        if has(request):
            await a.error(400, says)
            return
    roles = [m["role"] for m in request["messages"]]
    if roles != ["user", "assistant"] * (len(roles) // 2) + ["user"] or not all(m["content"] for m in request["messages"]):
        await a.error(400, "Conversation roles must alternate user/assistant/user/assistant/...")
        return
    await whole(a)


async def cuts(a):
    """At max_tokens, in the middle of a word; the rest when it is asked for."""
    if a.call.json["messages"][-1]["content"].startswith("Your answer was cut off"):
        await a.stream("It comes by post.")
        await a.finish()
        return
    await a.stream("You order it. It com")
    await a.finish("length")


async def calls_at_0(a):
    """Two calls with the same index, as Ollama and Gemini send them; the second is the one that counts."""
    await a.head(kind="text/event-stream")
    for n, (name, arguments) in enumerate((("answer", {"text": "No."}),
                                           ("functions.handoff", {"reason": "wants a refund", "category": "money",
                                                                  "summary": "Paid twice, wants it back", "sentiment": "-0.5"}))):
        await a.delta(role="assistant", content="", tool_calls=[
            {"index": 0, "id": "call_%d" % n, "type": "function",
             "function": {"name": name, "arguments": "```json\n%s\n```" % json.dumps(arguments)}}])
    await a.finish("tool_calls")


async def waits(a):
    """Nothing, not even a status, before it is released."""
    await a.until_released()
    await streams(a)


async def halfway(a):
    """A sentence, then nothing before it is released; from the second call on: before the first answer nothing is shown."""
    if a.number == 1:
        await streams(a)
        return
    await a.stream(LONG)
    await a.until_released()
    for token in a.text.split(" "):
        await a.delta(content=token + " ")
    await a.finish()


async def second(a):
    """Only from the second call on."""
    await (silent(a) if a.number == 1 else streams(a))


async def busy(a):
    await (a.error(429, "slow down", Retry_After="1") if a.number == 1 else streams(a))


async def recovers(a):
    await (a.error(500, "not yet") if a.number <= 2 else whole(a))


# ---- those that do not ----


async def silent(_):
    await asyncio.sleep(FOR_EVER)


async def mute(a):
    """A status, and no word."""
    await a.head(kind="text/event-stream")
    await asyncio.sleep(FOR_EVER)


async def stops(a):
    await a.stream("It is about to")
    await asyncio.sleep(FOR_EVER)


async def truncated(a):
    """In the middle of an event."""
    a.close = True
    await a.stream("It is about to")
    await a.chunk('data: {"choices": [{"delta": {"con')


async def cut_short(a):
    """At the end of an event: the HTTP is complete, the answer is not."""
    await a.stream("It is about to")
    await a.end()


async def hangs_up(a):
    a.close = True


async def unauthorized(a):
    await a.error(401, "Incorrect API key provided: sk-***")


async def full(a):
    await a.error(429, "quota exceeded", Retry_After="3600")


async def broken(a):
    await a.error(500, "out of order")


async def says_error(a):
    """With status 200, in the stream."""
    await a.head(kind="text/event-stream")
    await a.event({"error": {"message": "the model is not loaded", "code": 500}})
    await a.end()


async def nonsense(a):
    await a.whole(200, '{"choices": [{"message": {"content": "It')


async def page(a):
    await a.whole(200, "<!DOCTYPE html><html><body>Please log in</body></html>", kind="text/html")


async def nothing(a):
    await a.whole(200, "")


async def wordless(a):
    await a.stream("  ")
    await a.finish()


async def no_tool(a):
    await a.tool("launch", target="moon")


async def redirects(a):
    await a.whole(302, "", Location="/%s/whole/v1/chat/completions" % a.label)


async def endless(a):
    """A stream of words that has no end."""
    await a.head(kind="text/event-stream")
    while True:
        await a.delta(content="word " * 100)


async def garbage(a):
    await a.head(kind="text/event-stream")
    while True:
        await a.chunk("x" * 65536)


async def heads(a):
    """Headers that have no end."""
    await a.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        await a.write(b"".join(b"X-%d: %s\r\n" % (i, b"x" * 1000) for i in range(64)))


async def informs(a):
    """Interim answers that have no end."""
    while True:
        await a.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100)


BEHAVIOURS = {f.__name__.replace("_", "-"): f for f in (
    whole, other_type, streams, slow, bare, lingers, handoff, asks, closes, thinks, ponders, harmony, writes_handoff, writes_tool, picky, cuts, calls_at_0, uses, shop, lost, waits, halfway, second, busy, recovers,
    silent, mute, stops, truncated, cut_short, hangs_up, unauthorized, full, broken, says_error, nonsense, page, nothing,
    wordless, no_tool, redirects, endless, garbage, heads, informs)}


def after(least, most):
    """after-5-15: a stream that begins after so many seconds, by chance."""
    async def behaviour(a):
        await asyncio.sleep(random.uniform(least, most))
        await streams(a)
    return behaviour


def behaviour_of(name):
    match = re.fullmatch(r"after-(\d+)-(\d+)", name)
    return after(int(match[1]), int(match[2])) if match else BEHAVIOURS.get(name)


# ---- the endpoint ----


class Endpoint:
    """certificate: a PEM file with a key and its certificate, for https."""

    def __init__(self, certificate=None):
        self.tls = None
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate)
        self.texts = {}
        self.kept = collections.defaultdict(list)
        self.gates = {}
        self.open = collections.Counter()
        self.most = collections.Counter()
        self.port = None
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(lambda *_: None)  # connections break here on purpose

    def url(self, name, label=""):
        return "%s://127.0.0.1:%d/%s/%s/v1" % ("https" if self.tls else "http", self.port, label or name, name)

    def say(self, label, text):
        self.texts[label] = text

    def calls(self, label):
        return list(self.kept[label])

    def release(self, label):
        self.loop.call_soon_threadsafe(lambda: self.gate(label).set())

    def gate(self, label):
        return self.gates.setdefault(label, asyncio.Event())

    # -- one connection --

    @staticmethod
    async def _read(first, reader):
        head = first + await reader.readuntil(b"\r\n\r\n")
        line, *rest = head.decode().split("\r\n")
        method, path, _ = line.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (h.partition(":") for h in rest if h)}
        return Call(method, path, headers, (await reader.readexactly(int(headers.get("content-length", 0)))).decode())

    async def _answer(self, call, writer):
        """True when the next call may come on the same connection."""
        match = re.fullmatch(r"/([^/]*)/([^/]*)/v1/(?:chat/completions|orders/.*)", call.path)
        behave, label = match and behaviour_of(match[2]), match[1] if match else ""
        self.kept[label].append(call)
        answer = Answer(self, call, label, len(self.kept[label]), writer)
        if not behave:
            await answer.error(404, "there is no " + call.path)
            return True
        self.open[label] += 1
        self.open[None] += 1
        for key in (label, None):
            self.most[key] = max(self.most[key], self.open[key])
        try:
            await behave(answer)
            call.ended = True
        finally:
            self.open[label] -= 1
            self.open[None] -= 1
        return not answer.close

    async def _one(self, call, writer, peek):
        """False when the connection is over."""
        answer = asyncio.ensure_future(self._answer(call, writer))
        await asyncio.wait({answer, peek}, return_when=asyncio.FIRST_COMPLETED)
        if answer.done() and not answer.exception():
            return answer.result()
        call.hung_up_at = time.monotonic()
        answer.cancel()
        return False

    async def _serve(self, reader, writer):
        peek = asyncio.ensure_future(reader.read(1))  # also tells when the other side hangs up
        try:
            while first := await peek:
                call = await self._read(first, reader)
                peek = asyncio.ensure_future(reader.read(1))
                if not await self._one(call, writer, peek):
                    break
        except (OSError, asyncio.IncompleteReadError, ValueError):
            pass
        finally:
            peek.cancel()
            writer.transport.abort() if writer.transport.get_write_buffer_size() else writer.close()

    # -- life --

    async def _listen(self):
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls, backlog=1000)
        self.port = server.sockets[0].getsockname()[1]

    def start(self):
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self._listen(), self.loop).result(10)
        return self

    def stop(self):
        async def end():
            tasks = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.loop.stop()
        asyncio.run_coroutine_threadsafe(end(), self.loop)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


def main():
    with Endpoint() as endpoint:
        print("port %d" % endpoint.port, flush=True)
        for line in sys.stdin:
            if line.strip() != "figures":
                sys.exit("not understood: " + line)
            print("figures asked=%d open=%d most=%d" % (sum(map(len, endpoint.kept.values())), endpoint.open[None],
                                                        endpoint.most[None]), flush=True)
            endpoint.most[None] = endpoint.open[None]


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: whatever text passes the desk, its stream to the server stays open."""

import re

import tap
from actors import payload
from servers import Desk, wait_until
from shift import Shift, ns

CONF = """
agent_first_reply = "off"   flood_messages = 1000   max_message = 20000
agent "bob@localhost" { name = "Bob" }
agent "eve@localhost" { name = "Eve" }
queue "sales" { title = "Sales"   agents = {"bob@localhost"} }
queue "small" { title = "Small"   agents = {"eve@localhost"}   max_message = 10000 }
"""

# Every character that XML 1.0 allows below U+10000, but for the carriage return, which servers pass on as a line feed;
# and of the planes above it every 97th, so that each byte that UTF-8 can have is there.
BASIC = "\t\n" + "".join(map(chr, (*range(0x20, 0xD800), *range(0xE000, 0xFFFE))))
ABOVE = "".join(map(chr, (*range(0x10000, 0x110000, 97), 0x1FFFE, 0x10FFFD, 0x10FFFE, 0x10FFFF)))
ALL = ["%d: %s." % (i, (BASIC + ABOVE)[i:i + 9000]) for i in range(0, len(BASIC + ABOVE), 9000)]
ODD = ["<b>&amp;]]>'\"</b><!-- --><?pi?>", "  \t blanks \n\n ", "\u202eright to left\u202c \u2066\u2069\u200f",
       "zero\u200b\u200c\u200d\u2060\ufeffwidth", "e\u0301\u0323" * 50, "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1e9",
       "\x7f\x80\x85\x9f\xa0\xad", "\ufdd0\ufffd\U0001fffe\U0010ffff", "%s %n %1$s {queue} {} $HOME ${HOME} `id` \\n \\0"]


def is_same(got, want, text):
    """Without printing thousands of characters."""
    at = next((i for i, (a, b) in enumerate(zip(got, want)) if a != b), min(len(got), len(want)))
    if not tap.ok(got == want, text):
        tap.diag("from character %d on: got %r, want %r" % (at, got[at:at + 20], want[at:at + 20]))


def every_character(scratch, server):
    with Shift(scratch, server, CONF) as shift:
        sales = shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
        texts = ALL + ["odd " + text for text in ODD]
        jane.send_text(sales, texts[0])  # first into an offer, and from the store when it is accepted
        face = bob.expect("^jane", r"^▸").sender
        bob.send_text(face, "!accept")
        jane.expect(sales, "is with you")
        # A line that begins by turning the direction of writing round could read as the desk's, so it is marked.
        marked = texts[0].replace("\u202a\u202b", "[customer] \u202a\u202b")
        is_same(bob.expect(face, "^0: ").body, marked, "a first message")
        for text in texts[1:]:
            jane.send_text(sales, text)
        for text in texts:
            bob.send_text(face, text)
        for text in texts[1:]:
            is_same(bob.expect(face, "^" + re.escape(text[:12])).body, text, "from a customer, from %r on" % text[:8])
        for text in texts:
            is_same(jane.expect(sales, "^" + re.escape(text[:12])).body, text, "from an agent, from %r on" % text[:8])
        said = [m["body"] for m in shift.archive() if m["author"] in ("customer", "agent")]
        tap.ok(sorted(said) == sorted(texts * 2), "and so it stands in the archive")
        status, out, err = shift.desk.cli("archive", "show", "1")
        tap.ok(status == 0 and not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066]", out),
               "which shows nothing that a terminal would obey")


def every_command_argument(scratch, server):
    with Shift(scratch, server, CONF) as shift:
        house, sales = shift.address(), shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
        face = shift.served(jane, bob)
        for text in ALL + ODD:
            bob.send_text(face, "!note " + text)
        for _ in ALL + ODD:
            bob.expect(face, r"^▸ Noted")
        notes = [m["body"] for m in shift.archive() if m["body"].startswith("0: ")]
        tap.ok(notes and notes[0] == ALL[0], "!note keeps every character")
        for text in ODD + [ALL[0], ALL[-1]]:
            for line in ("!transfer %s", "!x%s", "!history %s", "!%s"):
                bob.send_text(face, line % text)
            for line in ("take %s", "pause %s", "agents", "ready", "%s"):
                bob.send_text(house, line % text if "%" in line else line)
        bob.send_text(face, "!info")
        bob.expect(face, r"(?s)^▸ jane.*Note of Bob")
        bob.send_text(face, "!close " + ALL[1])
        jane.expect(sales, "closed the conversation")
        bob.send_text(house, "mine")
        tap.ok(bob.expect("^%s$" % house, "^You have no conversations"), "every command survived them")


def odd_stanzas(scratch, server):
    """Names, ids, languages, payloads."""
    with Shift(scratch, server, CONF) as shift:
        sales = shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane", lang="tlh-Latn-x-no-language-of-this-world-and-very-long")
        nick = "J<&\"'>\u202e\u200b\U0001f600\t 雷"
        sent = jane.send_text(sales, "Hello", id="<&\"'>]]> ~", extra=payload("nick", "nick", nick))
        face = bob.expect("@support", r"^▸ .* has waited").sender
        tap.like(face, r"^[a-z0-9-]+\.[a-z0-9]{4}@support\.localhost$", "an odd name makes a plain address")
        bob.send_text(face, "!accept")
        m = bob.expect(face, "^Hello$")
        tap.is_(m.id, sent, "an odd id is kept")
        jane.send_text(sales, "odd id", id="\U0001f600\u202e")
        tap.like(bob.expect(face, "^odd id$").id, "^fd-[a-z2-7]+$", "one that is no ASCII has another name on this side")
        tap.ok(m.nick and "\u202e" not in m.nick and "<&\"'>" in m.nick, "the name is kept, without what turns it round")
        tap.ok(jane.expect(sales, "is with you"), "an unknown language is no trouble")
        # Not longer: the expat of server and client hold a tag of thousands of bytes back until more comes.
        jane.send_text(sales, "long id", id="i" * 1000)
        tap.ok(len(bob.expect(face, "^long id").id) < 300, "a very long id is replaced")
        url = "https://x.example/?a=<&\"'>\u202e\U0001f600"
        jane.send_text(sales, url, url=url)
        m = bob.expect(face, "^https")
        tap.is_((m.body, m.find(ns("oob", "x"))[0].text), (url, url), "an odd URL is kept")
        jane.send_text(sales, "deep", extra="<x xmlns='urn:x'>" * 20 + "</x>" * 20)
        jane.send_text(sales, "wide", extra="<x xmlns='urn:x'>" + "<y/>" * 900 + "</x>")
        bob.expect(face, "^deep$")
        bob.expect(face, "^wide$")
        over = jane.send_text(sales, "too wide", extra="<x xmlns='urn:x'>" + "<y/>" * 1100 + "</x>")
        tap.is_(jane.expect_error("^sales").id, over, "over a limit: an error to the sender, and the stream goes on")
        bob.send_text(face, "After all that")
        jane.expect(sales, "^After all that$")
        tap.is_([b for b in bob.bodies() if "too wide" in b], [], "nothing of it is passed on")


def broken_clients(scratch, server):
    """What is no XML ends the sender's own stream at the server; nothing of it may end ours."""
    with Shift(scratch, server, CONF) as shift:
        sales = shift.address("sales")
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
        face = shift.served(jane, bob)
        for number, body in enumerate(("&#1;", "\x01", "&#xFFFE;", "\ufffe", "&#xD800;", "&#0;")):
            mallory = shift.customer("mallory")
            mallory.send_raw("<message to='%s' type='chat'><body>broken %d %s</body></message>" % (sales, number, body))
            wait_until("the server's answer to %r" % body, 10,
                       lambda: not mallory.client.is_connected() or mallory.client.failed or bob.bodies("^mallory"))
            mallory.vanish()
        bob.send_text(face, "Still here")
        tap.ok(jane.expect(sales, "^Still here$"), "the desk goes on")


def lengths(scratch, server):
    """10,000 characters pass, however many bytes they are; one more is refused."""
    with Shift(scratch, server, CONF) as shift:
        small = shift.address("small")
        eve = shift.agent("eve")
        shift.open()
        jane = shift.customer("jane")
        face = shift.served(jane, eve, queue="small")
        for text in ("x" * 10000, "\U0001f600" * 10000, "&" * 10000):
            jane.send_text(small, text)
            is_same(eve.expect(face, "^" + text[:10]).body, text, "10,000 times %r" % text[0])
        refused = jane.send_text(small, "y" * 10001)
        m = jane.expect_error("^small", "not-acceptable")
        tap.is_(m.id, refused, "10,001 characters are refused to the customer")
        refused = eve.send_text(face, "y" * 10001)
        m = eve.expect_error(re.escape(face), "not-acceptable")
        tap.is_(m.id, refused, "and to the agent")
        tap.is_([b for b in eve.bodies() + jane.bodies() if b.startswith("yyy")], [], "and go nowhere")


NOT_TEXT = [bytes([b]) for b in (*range(0x01, 0x09), 0x0b, 0x0c, *range(0x0e, 0x20), 0x7f, *range(0x80, 0x100))] + [
    b"\xc0\x80", b"\xc2\x80", b"\xc2\x85", b"\xc2\x9f", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xef\xbf\xbe",
    b"\xef\xbf\xbf", b"\xf0\x80\x80\x80", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xe2\x82"]


def refused_configuration(scratch, server):
    """check names each line with a byte that no setting may have."""
    keys = ("welcome", "welcome_no_estimate", "closed_hours", "nobody", "position", "accepted", "requeued", "transferred")
    for first in range(0, len(NOT_TEXT), 32):
        some = NOT_TEXT[first:first + 32]
        lines = []
        for i, byte in enumerate(some):
            lines += [b'agent "a%d@localhost" { name = "B%sb" }' % (i, byte), b'queue "q%d" {' % i, b'title = "S%ss"' % byte,
                      b'greeting = "Dear%scustomer"' % byte, b'agents = {"a%d@localhost"} }' % i]
        lines += [b'messages "en" {'] + [b'%s = "x%sy"' % (key.encode(), byte) for key, byte in zip(keys, some)] + [b"}"]
        desk = Desk(scratch, server, "")
        with open(desk.conf, "ab") as f:
            f.write(b"\n".join(lines) + b"\n")
        with open(desk.conf, "rb") as f:
            wrong = [number for number, line in enumerate(f, 1) for byte in some if b'= "' in line and byte in line]
        status, _, err = desk.cli("check")
        named = sorted({int(n) for n in re.findall(r"^%s:(\d+): " % re.escape(desk.conf), err, re.M)})
        tap.is_((status, named), (2, sorted(set(wrong))), "%d lines with %r to %r are named" % (len(wrong), some[0], some[-1]))


NAME = "Bob <b>&amp;]]> '\u202e\u200b李雷\U0001f600\ufdd0\U0001fffe\xad\xa0~`%s$HOME ${HOME}"
TITLE = "".join(map(chr, range(0x20, 0x7f))) + "ÄÖÜ"
GREETING = "Line one\n\tline \"two\" \\ <&'>]]> \u202e雷\U0010ffff"
ACCEPTED = "{agent} <b>&]]>'\"\\ %s $HOME \u2066雷 {agent}"


def quoted(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("\n", "\\n").replace("\t", "\\t")


def odd_configuration(scratch, server):
    """What check lets pass goes out."""
    conf = 'agent_first_reply = "off"\nagent "bob@localhost" { name = %s }\n' % quoted(NAME) + (
        'queue "sales" { title = %s\n greeting = %s\n agents = {"bob@localhost"} }\n' % (quoted(TITLE), quoted(GREETING))) + (
        'messages "en" { accepted = %s }\n' % quoted(ACCEPTED))
    with Shift(scratch, server, conf) as shift:
        sales = shift.address("sales")
        status, _, err = shift.desk.cli("check")
        if not tap.is_((status, err), (0, ""), "check lets every other text pass"):
            return
        bob = shift.agent("bob")
        shift.open()
        jane = shift.customer("jane")
        jane.send_text(sales, "Hello")
        tap.is_(jane.expect(sales, "^Line one").body, GREETING, "the greeting")
        tap.ok(TITLE in jane.expect(sales, "in line").body, "the title of the queue, in a notice")
        face = bob.expect("^jane", r"^▸ .* has waited").sender
        bob.send_text(face, "Good morning")
        tap.is_(jane.expect(sales, "李雷").body, ACCEPTED.replace("{agent}", NAME), "an overridden notice, the agent's name in it")
        m = jane.expect(sales, "^Good morning$")
        tap.is_(m.nick, "%s · %s" % (NAME, TITLE), "the names of agent and queue, as nick")
        item = jane.disco(shift.address(), "items").find(ns("disco-items", "query"))[0]
        tap.is_(item.get("name"), TITLE, "the title of the queue, in disco")
        status, out, _ = shift.desk.cli("status")
        tap.ok(status == 0 and not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out), "status shows them harmlessly")


PARTS = (every_character, every_command_argument, odd_stanzas, broken_clients, lengths, refused_configuration, odd_configuration)

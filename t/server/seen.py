#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the servers do that the desk relies on or has to bear, asked of those that are installed here: a table.

    t/server/seen.py [prosody] [ejabberd]

Facts, not a test: t/README has the tables that were seen, to compare with when a new release comes. Each fact is one
function with one sentence; what it returns is the cell. Components are plain sockets here, because most of this is about
what a library would not send."""

import hashlib
import os
import re
import socket
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from actors import Actor
from servers import COMPONENT, SERVERS, Scratch, Trouble, free_port, have

SECOND = "other.localhost"
UPLOAD = "upload.localhost"
QUIET = 1.0  # seconds after which nothing more is expected
FACTS = []


class Component:
    """An external component (XEP-0114) by hand."""

    def __init__(self, server, domain=COMPONENT, secret=None, port=None):
        self.domain, self.text, self.closed = domain, "", False
        self.socket = socket.create_connection(("127.0.0.1", port or server.component_port), 10)
        self.send("<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='%s'>"
                  % domain)
        header = self.wait(r"<stream:stream[^>]*\bid=['\"]([^'\"]*)|<stream:error")
        if header and header.group(1):
            digest = hashlib.sha1((header.group(1) + (secret or server.secret)).encode()).hexdigest()
            self.send("<handshake>%s</handshake>" % digest)
            self.wait(r"<handshake|<stream:error")
        self.up = "<handshake" in self.text

    def send(self, text):
        try:
            self.socket.sendall(text if isinstance(text, bytes) else text.encode())
        except OSError:
            self.closed = True

    def read(self, seconds):
        """Takes what comes until nothing has come for so long."""
        self.socket.settimeout(seconds)
        try:
            data = self.socket.recv(65536)
            self.closed = self.closed or not data
            self.text += data.decode(errors="replace")
            return bool(data)
        except socket.timeout:
            return False
        except OSError:
            self.closed = True
            return False

    def wait(self, pattern, seconds=5):
        end = time.monotonic() + seconds
        while True:
            found = re.search(pattern, self.text)
            left = end - time.monotonic()
            if found or self.closed or left <= 0:
                return found
            self.read(left)

    def hear(self, seconds=QUIET):
        """All that came since the last time."""
        while not self.closed and self.read(seconds):
            pass
        text, self.text = self.text, ""
        return text

    def alive(self):
        """Whether the stream still answers: by a ping of our domain to itself."""
        self.send("<iq type='get' id='alive' from='%s' to='%s'><ping xmlns='urn:xmpp:ping'/></iq>" % (self.domain, self.domain))
        return bool(self.wait(r"id=['\"]alive", 3))

    def end(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def condition(text):
    """Of a stream error or of a stanza's, as "type condition (text)"."""
    error = re.search(r"<(?:stream:)?error\b.*?</(?:stream:)?error>", text, re.S)
    if not error:
        return None
    error = error.group(0)
    names = [n for n in re.findall(r"<([a-z-]+)\s[^>]*urn:ietf:params:xml:ns:xmpp-st[a-z]+", error) if n != "text"]
    kind = re.search(r"<error\b[^>]*\btype=['\"]([a-z]+)", error)
    return "%s%s" % (kind.group(1) + " / " if kind else "", "`%s`" % names[0] if names else "an error")


def outcome(component, text):
    """What becomes of a stream on which this is written."""
    component.hear(0.1)
    component.send(text)
    heard = component.hear()
    if component.closed or "<stream:error" in heard:
        return "stream closed, %s" % (condition(heard) or "without a word")
    if not component.alive():
        return "stream dead"
    return condition(heard) or "accepted"


def fact(sentence, **needs):
    """needs: words for the server, such as mam=True."""
    def keep(function):
        FACTS.append((sentence, function, needs))
        return function
    return keep


def message(to, sender=None, body="Hello", extra="", kind="chat", id="m1"):
    source = " from='%s'" % sender if sender else ""
    target = " to='%s'" % to if to else ""
    return "<message%s%s type='%s' id='%s'>%s%s</message>" % (source, target, kind, id, "<body>%s</body>" % body if body else "", extra)


SALES = "sales@" + COMPONENT

# ---- the link ----


@fact("a wrong secret")
def wrong_secret(server):
    with Component(server, secret="not it") as c:
        return condition(c.text) or "accepted"


@fact("a domain that is not configured")
def unknown_domain(server):
    with Component(server, domain="nobody.localhost") as c:
        return condition(c.text) or ("accepted" if c.up else "closed")


@fact("a second connection for the same domain")
def conflict(server):
    with Component(server) as first, Component(server) as second:
        if not second.up:
            return "%s to the new one%s" % (condition(second.text), "" if first.alive() else ", and the first is gone")
        first.hear(0.1), second.hear(0.1)
        with Actor(server, "jane") as jane:
            for n in range(40):
                jane.send_text(SALES, "word %d" % n)
            time.sleep(QUIET)
            counts = [len(re.findall("<body>word", c.hear())) for c in (first, second)]
        return "accepted; 40 messages of one customer: %d and %d" % tuple(counts)


@fact("our ping of our own domain")
def ping(server):
    with Component(server) as c:
        return "comes back to us" if c.alive() and "type='get'" in c.text.replace('"', "'") else "does not come back"


@fact("a wrong `from`")
def wrong_from(server):
    with Component(server) as c:
        return outcome(c, message("jane@localhost", "sales@other.example"))


@fact("`from` with the domain in capitals")
def capital_from(server):
    with Component(server) as c:
        return outcome(c, message("jane@localhost", "sales@" + COMPONENT.upper()))


@fact("no `from`")
def no_from(server):
    with Component(server) as c:
        return outcome(c, message("jane@localhost"))


@fact("no `to`")
def no_to(server):
    with Component(server) as c:
        return outcome(c, message(None, SALES))


@fact("a bad `to`")
def bad_to(server):
    with Component(server) as c:
        return outcome(c, message("a b@@localhost", SALES))


@fact("a control character")
def control(server):
    with Component(server) as c:
        return outcome(c, message("jane@localhost", SALES, "a\x01b"))


@fact("a byte that is not UTF-8")
def not_utf8(server):
    with Component(server) as c:
        return outcome(c, message("jane@localhost", SALES, "a@b").encode().replace(b"a@b", b"a\xffb"))


@fact("an XML comment")
def comment(server):
    with Component(server) as c:
        return outcome(c, message("jane@localhost", SALES, extra="<!-- x -->"))


def largest(sizes, passes):
    """The largest size that passes, and what became of the next."""
    good, bad = 0, None
    for size in sizes:
        result = passes(size)
        if result is not None:
            bad = result
            break
        good = size
    return "%d KiB pass%s" % (good // 1024, "; more: " + bad if bad else "")


SIZES = [n * 1024 for n in (64, 200, 250, 270, 500, 530, 1100, 5000)]


@fact("the largest stanza from us")
def component_limit(server):
    with Actor(server, "jane") as jane:
        def passes(size):
            with Component(server) as c:
                c.send(message("jane@localhost", SALES, "x" * size, id="s%d" % size))
                try:
                    jane.expect_stanza("a large message", lambda s: s.kind == "message" and s.id == "s%d" % size, 4)
                    return None
                except Trouble:
                    heard = c.hear()
                    return ("stream closed, %s" % condition(heard)) if c.closed else (condition(heard) or "dropped")
        return largest(SIZES, passes)


@fact("the largest stanza from a customer")
def customer_limit(server):
    with Component(server) as c:
        def passes(size):
            jane = Actor(server, "jane").connect()
            c.hear(0.1)
            jane.send_text(SALES, "x" * size, id="s%d" % size)
            if c.wait(r"id=['\"]s%d\b" % size, 4):
                c.hear(0.3)
                jane.disconnect()
                return None
            failed = jane.client.failed
            jane.vanish()
            return "stream closed" if failed else "dropped"
        return largest(SIZES, passes)


# ---- who is there ----


@fact("what a customer gets when the component is away")
def away(server):
    with Actor(server, "jane") as jane:
        jane.send_text(SALES, "Hello", id="gone")
        try:
            s = jane.expect_stanza("an error", lambda s: s.kind == "message" and s.type == "error", 4)
        except Trouble:
            return "nothing"
        return "%s / `%s`" % (s.find("error").get("type"), s.condition)


@fact("we write to somebody who does not exist")
def nobody(server):
    with Component(server) as c:
        return outcome(c, message("nobody.at.all@localhost", SALES))


@fact("we write to a visitor who has left")
def visitor_left(server):
    with Component(server) as c:
        guest = Actor(server, None).connect()
        address = guest.jid
        guest.disconnect()
        time.sleep(0.3)
        return outcome(c, message(address, SALES))


@fact("we write to a resource that is not there, of somebody who is")
def other_resource(server):
    with Component(server) as c, Actor(server, "jane", resource="here") as jane:
        time.sleep(0.2)
        said = outcome(c, message("jane@localhost/gone", SALES, "to another resource"))
        got = [s for s in jane.seen if s.kind == "message" and s.body == "to another resource"]
        if not got:
            return "%s, and she gets nothing" % said
        return "another resource gets it%s" % ("" if got[0].xml.get("to", "").endswith("/gone") else ", with `to` changed")


@fact("a customer disconnects: we hear")
def disconnects(server):
    with Component(server) as c:
        def left(directed, how):
            jane = Actor(server, "jane").connect()
            if directed:
                jane.presence(to=SALES)
                c.wait(r"<presence\b")
            c.hear(0.2)
            getattr(jane, how)()
            return "unavailable" if re.search(r"<presence[^>]*type=['\"]unavailable", c.hear()) else "nothing"
        return "%s; after directed presence %s (and %s when her connection breaks)" % (
            left(False, "disconnect"), left(True, "disconnect"), left(True, "vanish"))


def probed(c, user):
    c.hear(0.2)
    c.send("<presence from='%s' to='%s@localhost' type='probe'/>" % (COMPONENT, user))
    found = re.search(r"<presence[^>]*type=['\"]([a-z]+)", c.hear())
    return "`%s`" % found.group(1) if found else "nothing"


@fact("we probe somebody who has not let us see her (while she has our request)")
def probe(server):
    with Component(server) as c:
        with Actor(server, "kim", subscriptions="ignore") as kim:
            kim.iq(None, "<query xmlns='jabber:iq:roster'><item jid='a@localhost'/></query>", type="set")
            before = probed(c, "kim")
            c.send("<presence from='%s' to='kim@localhost' type='subscribe'/>" % COMPONENT)
            after = probed(c, "kim")
        with Actor(server, "kim", subscriptions="ignore") as kim:
            time.sleep(QUIET)
            kept = any(s.kind == "presence" and s.type == "subscribe" for s in kim.seen)
        return "%s (%s, and at her next login our request is %s)" % (before, after, "there" if kept else "gone")


def answers(c, user, type):
    c.hear(0.2)
    c.send("<presence from='%s' to='%s@localhost' type='%s'/>" % (COMPONENT, user, type))
    heard = c.hear()
    return ", ".join("`%s`" % t for t in re.findall(r"<presence[^>]*type=['\"]([a-z]+)", heard)) or "nothing"


@fact("we ask somebody to let us see him who has no account yet; then he has one, and our request")
def asked_too_early(server):
    with Component(server) as c:
        said = answers(c, "early", "subscribe")
        with Actor(server, "early", subscriptions="ignore") as early:
            time.sleep(QUIET)
            came = any(s.kind == "presence" and s.type == "subscribe" for s in early.seen)
            return "%s (we hear %s)" % ("comes" if came else "does not come", said)


@fact("we send our request three times, and she does not answer: she gets")
def asked_again(server):
    with Component(server) as c:
        with Actor(server, "kate", subscriptions="ignore") as kate:
            said = [answers(c, "kate", "subscribe") for _ in range(3)]
            got = [s for s in kate.seen if s.kind == "presence" and s.type == "subscribe"]
            return "%d (we hear %s)" % (len(got), said[-1])


@fact("we are let see her: what comes by itself, at the subscription and at a login")
def subscribed(server):
    with Component(server) as c:
        ann = Actor(server, "ann").connect()  # accepts what is asked for
        c.hear(0.2)
        c.send("<presence from='%s' to='ann@localhost' type='subscribe'/>" % COMPONENT)
        first = re.findall(r"<presence[^>]*?(?:type=['\"]([a-z]+)['\"])?[^>]*>", c.hear())
        ann.disconnect()
        c.hear()
        ann = Actor(server, "ann").connect()
        again = re.findall(r"<presence\b[^>]*>", c.hear())
        ann.disconnect()
        kinds = [re.search(r"type=['\"]([a-z]+)", p) for p in again]
        return "%d presences; at login %s" % (len(first), ", ".join(k.group(1) if k else "available" for k in kinds) or "nothing")


def read_later(server, xml, mark):
    """Whether somebody who was offline gets it at login. user: of this fact alone."""
    with Component(server) as c:
        heard = outcome(c, xml)
        time.sleep(0.3)
        with Actor(server, "off") as off:
            time.sleep(QUIET)
            got = any(mark in str(s) for s in off.seen)
            off.forget()
        return "kept for the login" if got else heard


@fact("a message to somebody who is offline")
def offline_message(server):
    server.register("off")
    return read_later(server, message("off@localhost", SALES, "kept-words"), "kept-words")


@fact("a chat state to somebody who is offline")
def offline_state(server):
    server.register("off")
    return read_later(server, message("off@localhost", SALES, "", "<composing xmlns='http://jabber.org/protocol/chatstates'/>"), "composing")


@fact("… with `<no-store/>`")
def offline_no_store(server):
    server.register("off")
    return read_later(server, message("off@localhost", SALES, "", "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
                                      "<no-store xmlns='urn:xmpp:hints'/>"), "composing")


@fact("a PEP headline (nick) from a face, without any subscription")
def headline(server):
    with Component(server) as c, Actor(server, "jane") as jane:
        time.sleep(0.3)  # her presence is on its way
        c.send(message("jane@localhost", "face@" + COMPONENT, "", "<event xmlns='http://jabber.org/protocol/pubsub#event'><items "
                       "node='http://jabber.org/protocol/nick'><item id='current'><nick xmlns='http://jabber.org/protocol/nick'>"
                       "Tom</nick></item></items></event>", kind="headline", id="pep"))
        try:
            jane.expect_stanza("a headline", lambda s: s.kind == "message" and s.id == "pep", 3)
            return "arrives"
        except Trouble:
            return "does not arrive"


@fact("a face asks for the OMEMO devices of somebody it does not know")
def devices(server):
    with Component(server) as c, Actor(server, "jane") as jane:
        jane.iq(None, "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='eu.siacs.conversations.axolotl.devicelist'>"
                "<item id='current'><list xmlns='eu.siacs.conversations.axolotl'><device id='4711'/></list></item></publish></pubsub>",
                type="set")
        c.hear(0.2)
        c.send("<iq from='face@%s' to='jane@localhost' type='get' id='d'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items "
               "node='eu.siacs.conversations.axolotl.devicelist'/></pubsub></iq>" % COMPONENT)
        heard = c.hear()
        return "gets them" if "4711" in heard else condition(heard) or "an empty answer"


# ---- what has to be switched on ----


@fact("the server's archive (XEP-0313): a message from us to an account", mam=True)
def archive(server):
    with Component(server) as c, Actor(server, "mia") as mia:
        c.send(message("mia@localhost", SALES, "for the archive", id="arch"))
        s = mia.expect_stanza("the message", lambda s: s.kind == "message" and s.id == "arch")
        stamped = s.find("{urn:xmpp:sid:0}stanza-id")
        time.sleep(QUIET)
        try:
            mia.iq(None, "<query xmlns='urn:xmpp:mam:2' queryid='q'/>", type="set")
        except Trouble:
            return "does not answer"
        time.sleep(0.3)
        kept = any("for the archive" in str(x) and "urn:xmpp:mam:2" in str(x) for x in mia.seen)
        return "%s; %s" % ("in her archive" if kept else "not in her archive",
                           "has a stanza-id by %s" % ("her" if stamped.get("by") == mia.bare else stamped.get("by"))
                           if stamped is not None else "has no stanza-id")


@fact("… and one to a visitor who has left", mam=True)
def archive_visitor(server):
    return visitor_left(server)


@fact("a component asks for an upload slot (XEP-0363)", upload=True)
def slot(server):
    with Component(server) as c:
        c.send("<iq from='%s' to='%s' type='get' id='u'><request xmlns='urn:xmpp:http:upload:0' filename='a.txt' size='3' "
               "content-type='text/plain'/></iq>" % (COMPONENT, UPLOAD))
        heard = c.hear(2)
        return "gets one" if "<slot" in heard else condition(heard) or "no answer"


@fact("… when it is let (`http_file_share_access`, `access: all`)", upload="all")
def slot_all(server):
    return slot(server)


@fact("privileges (XEP-0356): what we are told", privilege=True)
def privileges(server):
    with Component(server) as c:
        heard = c.hear(1.5)
        names = re.findall(r"urn:xmpp:privilege:\d", heard)
        access = re.findall(r"\baccess=['\"]([a-z-]+)", heard)
        return "`%s`: %s" % (names[0], ", ".join(sorted(set(access)))) if names else "nothing"


def roster(server, c, kind, items=""):
    c.send("<iq from='%s' to='jane@localhost' type='%s' id='r'><query xmlns='jabber:iq:roster'>%s</query></iq>" % (COMPONENT, kind, items))
    heard = c.hear()
    return "works" if re.search(r"type=['\"]result", heard) else condition(heard) or "no answer"


@fact("… reading and changing the roster of an account", privilege=True)
def privileged_roster(server):
    with Component(server) as c, Actor(server, "jane"):
        c.hear(1)
        return "get %s, set %s" % (roster(server, c, "get"), roster(
            server, c, "set", "<item jid='face@%s' name='Tom' subscription='both'/>" % COMPONENT))


@fact("strangers are kept out (`mod_block_strangers`): our message", strangers=True)
def strangers(server):
    with Component(server) as c, Actor(server, "jane") as jane:
        said = outcome(c, message("jane@localhost", SALES, "from a stranger"))
        return "arrives" if any(s.body == "from a stranger" for s in jane.seen) else said


# ---- the servers, with more in them ----

def prosody(needs):
    class With(SERVERS["prosody"]):
        CONFIG = SERVERS["prosody"].CONFIG
    host, end = "", ""
    if needs.get("privilege"):
        host = ('    modules_enabled = { "privilege" }\n    privileged_entities = { ["%s"] = { roster = "both", '
                'message = "outgoing" } }\n' % COMPONENT)
        end = 'Component "%s"\n    modules_enabled = { "privilege" }\n' % COMPONENT
    if needs.get("upload"):
        end = 'Component "%s" "http_file_share"\n    http_host = "localhost"\n' % UPLOAD
        if needs["upload"] == "all":
            end += '    http_file_share_access = { "%s" }\n' % COMPONENT
    if needs.get("strangers"):
        host = '    modules_enabled = { "block_strangers" }\n'
    line = 'VirtualHost "%(domain)s"\n'
    With.CONFIG = With.CONFIG.replace(line, line + host, 1) + end
    return With


def ejabberd(needs):
    class With(SERVERS["ejabberd"]):
        CONFIG = SERVERS["ejabberd"].CONFIG
    modules = ""
    if needs.get("privilege"):
        modules += "  mod_privilege:\n    roster:\n      both: tests\n    message:\n      outgoing: tests\n"
        With.CONFIG = With.CONFIG.replace("shaper_rules:", "acl:\n  tests:\n    server: %s\naccess_rules:\n  tests:\n    - allow: tests\nshaper_rules:" % COMPONENT)
    if needs.get("upload"):
        modules += '  mod_http_upload:\n    host: "upload.@HOST@"\n    docroot: "/tmp"\n    put_url: "http://@HOST@/upload"\n%s' % (
            "    access: all\n" if needs["upload"] == "all" else "")
    if needs.get("strangers"):
        modules += "  mod_block_strangers: {}\n"
    With.CONFIG = With.CONFIG.replace("modules:\n", "modules:\n" + modules, 1)
    return With


MODULES = "/usr/lib/prosody/modules", "/usr/share/prosody/modules", "/usr/local/lib/prosody/modules"


def lacks(name, needs):
    """A module that has to be installed by itself."""
    for key, module in (("privilege", "mod_privilege"), ("strangers", "mod_block_strangers")):
        if name == "prosody" and needs.get(key) and not any(
                os.path.exists(os.path.join(d, module)) or os.path.exists(os.path.join(d, module + ".lua")) for d in MODULES):
            return "%s is not installed" % module
    return None


def version(server):
    with Actor(server, "jane") as jane:
        answer = jane.iq("localhost", "<query xmlns='jabber:iq:version'/>")
        return "%s %s" % tuple(answer.find("{jabber:iq:version}query").findtext("{jabber:iq:version}" + n) for n in ("name", "version"))


def ask(name, scratch):
    """{sentence: cell} of one server."""
    cells = {}
    kinds = []
    for _, _, needs in FACTS:
        if needs not in kinds:
            kinds.append(needs)
    for needs in kinds:
        mine = [(sentence, function) for sentence, function, n in FACTS if n == needs]
        why = lacks(name, needs)
        if why:
            cells.update({sentence: why for sentence, _ in mine})
            continue
        make = {"prosody": prosody, "ejabberd": ejabberd}[name]
        server = make(needs)(scratch, mam=bool(needs.get("mam")))
        try:
            server.start()
        except Trouble as e:
            cells.update({sentence: "the server does not start so" for sentence, _ in mine})
            print(e, file=sys.stderr)
            continue
        try:
            server.register("jane")
            cells.setdefault("", version(server))
            for sentence, function in mine:
                try:
                    cells[sentence] = function(server)
                except (Trouble, OSError) as e:
                    cells[sentence] = "trouble: %s" % str(e).splitlines()[0]
                print("%s: %s: %s" % (name, sentence, cells[sentence]), file=sys.stderr, flush=True)
        finally:
            server.stop()
    return cells


def some(names):
    """Only the facts whose sentence holds one of these words."""
    wanted = os.environ.get("SEEN_ONLY", "").split(",")
    FACTS[:] = [f for f in FACTS if any(word in f[0] for word in wanted)]
    return names


def main(names):
    wanted = some(names) or [n for n, program in (("prosody", "prosody"), ("ejabberd", "ejabberdctl")) if not have(program)]
    with Scratch() as scratch:
        tables = [ask(name, scratch) for name in wanted]
    print("| | %s |" % " | ".join(t[""] for t in tables))
    print("| --- |%s" % (" --- |" * len(tables)))
    for sentence, _, _ in FACTS:
        print("| %s | %s |" % (sentence, " | ".join(t[sentence] for t in tables)))


if __name__ == "__main__":
    if any(name not in SERVERS for name in sys.argv[1:]):
        sys.exit("usage: t/server/seen.py [prosody] [ejabberd]")
    main(sys.argv[1:])

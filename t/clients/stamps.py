# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients make of stamps (XEP-0203), corrections (XEP-0308) and repeats: not what is right or wrong, but what the desk has to
know. The client under test is Jane's; strangers at slixmpp write to her, without the desk. Each function returns what was
seen."""

import time
from datetime import datetime, timedelta, timezone

from play import capability

OLD, NEW = "It rained in the morning", "It rains in the evening"


class Stranger:
    """Somebody new, whose chat is shown."""

    numbers = iter(range(1, 100))

    def __init__(self, p):
        self.p = p
        user = "stranger%d" % next(self.numbers)
        self.address = "%s@%s" % (user, p.server.domain)
        self.actor = p.actor(user, subscriptions="ignore")
        self.jane = "%s@%s" % (p.user, p.server.domain)

    def say(self, text, hours=None, **kwargs):
        """hours: how old the stamp is."""
        stamp = "" if hours is None else "<delay xmlns='urn:xmpp:delay' from='%s' stamp='%s'/>" % (
            self.address, (datetime.now(timezone.utc) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ"))
        return self.actor.send_text(self.jane, text, extra=stamp, **kwargs)

    def begin(self, text, **kwargs):
        """The first line, until it is shown."""
        id = self.say(text, **kwargs)
        self.p.client.wait_received(text)
        self.p.client.wait_text(self.address, text)
        return id

    def shown(self):
        time.sleep(2)
        return self.p.client.text(self.address)


def place(text):
    """Where the older line is shown, beside the newer one."""
    if OLD not in text or NEW not in text:
        return "not shown"
    return "above" if text.index(OLD) < text.index(NEW) else "below"


@capability("stamps", "a line with an older stamp, in the open chat")
def older(p):
    who = p.elder = Stranger(p)
    who.begin(NEW)
    who.say(OLD, hours=1)
    return place(who.shown())


@capability("stamps", "… after a restart of the client")
def older_again(p):
    p.client.stop()
    p.client.start()
    return place(p.elder.shown())


@capability("stamps", "two lines with the same older stamp")
def equal(p):
    who = Stranger(p)
    who.begin(OLD, hours=1)
    who.say(NEW, hours=1)
    return {"above": "in order"}.get(place(who.shown()), "out of order")


def corrected(who, text):
    if NEW not in text:
        return "not shown"
    return "a new line" if OLD in text else "in place"


@capability("stamps", "a correction of the last line")
def last(p):
    who = Stranger(p)
    id = who.begin(OLD)
    who.say(NEW, corrects=id)
    return corrected(who, who.shown())


@capability("stamps", "a correction of an older line")
def earlier(p):
    who = Stranger(p)
    id = who.begin(OLD)
    who.say("Here is something else")
    who.say(NEW, corrects=id)
    return corrected(who, who.shown())


@capability("stamps", "a correction of a line that it never got")
def unknown(p):
    who = Stranger(p)
    who.begin("Here is something else")
    who.say(NEW, corrects="nothing-has-this-id")
    return {"in place": "a new line"}.get(corrected(who, who.shown()), "not shown")


@capability("stamps", "the same id twice")
def twice(p):
    who = Stranger(p)
    id = who.begin(OLD)
    who.say(OLD, id=id)
    return "twice" if who.shown().count(OLD) > 1 else "once"

# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the tests on real servers: the unit that is shipped, started by a real systemd as the README says, with all that
it forbids. A forbidden system call ends the process here, where the unit only lets it fail: what works, works without."""

import os
import re
import shutil
import signal
import time

import endpoint
import tap
from machine import Machine
from servers import COMPONENT, Desk, shipped, wait_until
from shift import Shift

NEEDS = ("systemctl", "unshare", "nsenter")
README = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "README")
UNIT = "frontdesk.service"
ETC = "/etc/frontdesk"

CONF = """
agent_first_reply = "off"   offline_grace = "1m"
agent "bob@localhost" { name = "Bob" }
queue "sales" { title = "Sales"   agents = {"bob@localhost"} }
queue "help"  { title = "Help"    agents = {"bob@localhost"}   responder = "ai" }
responder "ai" { type = "openai"   url = "%s"   key_file = "/etc/frontdesk/key"   knowledge = "/etc/frontdesk/knowledge"   debounce = "100ms" }
"""

# What it waits for is shorter than in the unit; and the log goes where the test reads it.
DROP_IN = """[Service]
SystemCallErrorNumber=kill
RestartSec=100ms
WatchdogSec=4s
TimeoutAbortSec=2s
StandardOutput=append:/var/log/frontdesk.log
StandardError=append:/var/log/frontdesk.log
"""


def commands(step):
    """The indented lines of a step of the README's ten minutes."""
    with open(README) as f:
        text = f.read()
    block = re.search(r"^\*\*%d\. .*?\n\n((?:    [^\n]*\n)+)" % step, text, re.M | re.S).group(1)
    return re.sub("^    ", "", block, flags=re.M)


class Service(Desk):
    """The desk as a service of a machine, installed and begun by the README's own commands."""

    def __init__(self, machine, server, text):
        self.machine = machine
        super().__init__(machine.dir, server, text)

    def install(self, scratch, name):
        m = self.machine
        self.conf = m.path(ETC + "/frontdesk.conf")
        self.store = m.path("/var/lib/frontdesk/frontdesk.db")
        self.log = m.path("/var/log/frontdesk.log")
        m.run("sh", "-c", "userdel frontdesk; rm -rf /etc/frontdesk /var/lib/frontdesk /usr/local/bin/frontdesk")
        shutil.copy(self.binary, m.path("/usr/local/bin/frontdesk"))
        m.write("/etc/systemd/system/" + UNIT, shipped(UNIT, {"@bindir@": "/usr/local/bin", "@sysconfdir@": "/etc"}))
        os.mkdir(m.path("/etc/systemd/system/%s.d" % UNIT))
        m.write("/etc/systemd/system/%s.d/test.conf" % UNIT, DROP_IN)
        m.must("sh", "-ec", commands(2))
        with open(os.path.join(os.path.dirname(self.binary), UNIT)) as f:
            built_for = re.search(r"--config (\S+)/frontdesk\.conf", f.read()).group(1)
        if built_for != ETC:  # ./configure without --sysconfdir=/etc
            m.must("sh", "-ec", 'mkdir -p "${1%/*}" && ln -s "$2" "$1"', "sh", built_for, ETC)
        m.write(ETC + "/secret", self.component[2], 0o640)
        m.write(ETC + "/key", "sk-of-tests\n", 0o640)
        m.must("chgrp", "frontdesk", ETC + "/secret", ETC + "/key")
        os.mkdir(m.path(ETC + "/knowledge"), 0o755)
        m.write(ETC + "/knowledge/shop.md", "# Shop\n## What does delivery cost?\nDelivery costs five euros.\n")

    def configure(self, text):
        domain, server, _ = self.component
        self.machine.write(ETC + "/frontdesk.conf",
                           'component { domain = "%s"   server = "%s"   secret_file = "%s/secret" }\n'
                           'log { level = "debug" }\n' % (domain, server, ETC) + text)

    @property
    def pid(self):
        number = int(self.machine.properties(UNIT, "MainPID")["MainPID"])
        return self.machine.host_pid(number) if number else None

    def running(self):
        return self.state()[0] == "active"

    def state(self):
        p = self.machine.properties(UNIT, "ActiveState", "SubState", "Result", "ExecMainStatus", "NRestarts")
        return p["ActiveState"], p["SubState"], p["Result"], p["ExecMainStatus"], p["NRestarts"]

    def launch(self):
        self.machine.must("sh", "-ec", commands(5))

    def stop(self):
        self.machine.must("systemctl", "stop", UNIT)
        return int(self.state()[3])

    def kill(self):
        if self.machine.running():
            self.machine.run("systemctl", "kill", "--signal=KILL", UNIT)

    def signal(self, number):
        os.kill(self.pid, number)

    def cli(self, *args, stdin=None, seconds=60, env=None):
        return self.machine.run("frontdesk", *args, seconds=seconds)


def sanitized():
    with open(os.path.abspath(os.environ.get("FRONTDESK") or "frontdesk"), "rb") as f:
        return "the sanitizers make calls of their own" if b"__asan_init" in f.read() else None


def rights(pid):
    with open("/proc/%d/status" % pid) as f:
        fields = dict(line.rstrip("\n").split(":", 1) for line in f)
    return {name: fields[name].split() for name in ("Uid", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp")}


def under_systemd(scratch, server):
    """From the README's commands to a served customer, a crash, a hang, a new configuration, and the end."""
    missing = Machine.missing() or sanitized()
    if missing:
        tap.skip_all(missing)
    with Machine(scratch) as machine, endpoint.Endpoint() as model:
        url = model.url("streams", "help").replace("127.0.0.1", "localhost")  # a name: the resolver is needed
        desk = Service(machine, server, CONF % url)
        with Shift(scratch, server, CONF % url, links=None, desk=desk) as shift:
            serves(shift, desk, machine)
            survives(shift, desk, machine)
            takes_a_configuration(desk, machine, CONF % url)
        tap.is_(desk.state()[:3], ("inactive", "dead", "success"), "systemd saw it stop well")
        refuses_a_mistake(desk, machine)
        tap.is_(re.findall(r".*(?:status=31|SYS\b).*", machine.log_text()), [], "no system call was made that the unit forbids")


def serves(shift, desk, machine):
    bob = shift.agent("bob")
    shift.open()
    tap.is_(desk.state(), ("active", "running", "success", "0", "0"), "systemd saw it start")
    is_zero = lambda bits: int(bits[0], 16) == 0
    r = rights(desk.pid)
    tap.ok("0" not in r["Uid"] and is_zero(r["CapEff"]) and is_zero(r["CapBnd"]), "it is nobody of importance")
    tap.is_((r["NoNewPrivs"], r["Seccomp"]), (["1"], ["2"]), "it can become nobody else, and its calls are filtered")
    jane = shift.customer("jane")
    face = shift.served(jane, bob, "Do you hear me?")
    bob.send_text(face, "From behind the wall")
    jane.expect("^sales@", "^From behind the wall$")
    tap.ok(True, "a customer is served")
    tom = shift.customer("tom")
    tom.send_text(shift.address("help"), "What does delivery cost?")
    tap.ok(tom.expect("^help@", r"(?s)What does delivery cost\?", 30), "a language model is asked, by the name of its host")
    tap.is_(machine.run("frontdesk", "check")[0], 0, "root can ask the program about it")
    limits = machine.properties(UNIT, "MemoryHigh", "MemoryMax", "TasksMax")
    tap.is_(limits, {"MemoryHigh": str(256 << 20), "MemoryMax": str(512 << 20), "TasksMax": "1100"}, "it has bounds")
    tap.ok(desk.memory("VmHWM") < int(limits["MemoryHigh"]) / 4, "and needs less than a quarter of its memory")


def survives(shift, desk, machine):
    jane, bob = shift.customers[0], shift.agents[0]

    def back(times):
        wait_until("the service is back", 30, lambda: desk.state()[:2] + desk.state()[4:] == ("active", "running", times), every=0.2)
        shift.on_duty("bob")

    desk.signal(signal.SIGKILL)
    back("1")
    jane.send_text(shift.address("sales"), "Are you alive?")
    bob.expect("^jane", "^Are you alive", 30)
    tap.ok(True, "killed, it is started again, and bob has his customer")
    desk.signal(signal.SIGSTOP)
    back("2")
    jane.send_text(shift.address("sales"), "And now?")
    bob.expect("^jane", "^And now", 30)
    tap.ok("watchdog" in machine.log_text().lower(), "hanging, it is ended by the watchdog and started again")
    begin = time.monotonic()
    for times in range(3, 10):
        desk.signal(signal.SIGKILL)
        wait_until("start %d" % times, 30, lambda: desk.state()[0::4] == ("active", str(times)), every=0.05)
    tap.ok(True, "seven times in %.1f s: the unit does not give up" % (time.monotonic() - begin))
    shift.on_duty("bob")


def takes_a_configuration(desk, machine, text):
    before, since = desk.pid, desk.log_size()
    desk.configure(text + 'queue "spares" { title = "Spares"   agents = {"bob@localhost"} }\n')
    machine.must("systemctl", "reload", UNIT)
    wait_until("the new queue", 20, lambda: any(q["name"] == "spares" for q in desk.cli_json("status")["queues"]), every=0.1)
    tap.is_(desk.pid, before, "systemctl reload gives it the new configuration")
    desk.configure(text + "queue\n")
    status, _, err = machine.run("systemctl", "reload", UNIT)
    tap.is_((status != 0, desk.pid, desk.running()), (True, before, True), "a mistake is not taken over, and it goes on")
    tap.like(desk.log_text(since), r"frontdesk\.conf", "and the log says where the mistake is")
    desk.configure(text)


def refuses_a_mistake(desk, machine):
    desk.configure('queue "sales"\n')
    machine.run("systemctl", "reset-failed", UNIT)
    tap.ok(machine.run("systemctl", "start", UNIT)[0] != 0, "it does not start with a mistake in its configuration")
    tap.is_(desk.state(), ("failed", "failed", "exit-code", "2", "0"), "and is not tried again")


PARTS = [under_systemd]

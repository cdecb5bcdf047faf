# SPDX-License-Identifier: GPL-3.0-or-later
"""Prosody, ejabberd and frontdesk from scratch directories on free ports of loopback, for tests and benchmarks.

    with Scratch() as dir, Prosody(dir) as server, Desk(dir, server, TEXT) as desk: …

The servers' component sections are the files that conf/ ships, with domain, secret and port put in. Works as root and
as any user; touches no system service; ends only processes that it started.
"""

import atexit
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
CONF = os.environ.get("FRONTDESK_CONF_DIR") or os.path.join(os.path.dirname(os.path.dirname(HERE)), "conf")

DOMAIN = "localhost"
GUESTS = "guest.localhost"
COMPONENT = "support.localhost"
SECRET = "a secret of tests"


class Trouble(Exception):
    pass


def wait_until(what, seconds, condition, every=0.02):
    """Returns the first true value of condition(); Trouble after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Trouble("%s: not within %g s" % (what, seconds))
        time.sleep(every)


_given = set()


def free_port():
    """A port that nothing listens on, below the range that outgoing connections use, never given twice."""
    for _ in range(1000):
        port = random.randrange(20000, 32000)
        if port in _given:
            continue
        with socket.socket() as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.add(port)
        return port
    raise Trouble("no free port")


def listens(port):
    with socket.socket() as s:
        s.settimeout(1)
        return s.connect_ex(("127.0.0.1", port)) == 0


def write_file(path, text, mode=0o600):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as f:
        f.write(text)
    os.chmod(path, mode)


def have(*programs):
    """The first of the programs that is missing, or None. Where servers live is not always in a user's PATH."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    return next((p for p in programs if not shutil.which(p, path=path)), None)


def _stop_on_signal(number, _frame):
    sys.exit(128 + number)  # so that atexit ends the processes


signal.signal(signal.SIGTERM, _stop_on_signal)


class Scratch:
    """A directory that goes at the end; with KEEP_SCRATCH=1 in the environment it stays."""

    def __init__(self):
        # Short, because of the names of sockets in it.
        self.path = tempfile.mkdtemp(prefix="fd-", dir=os.environ.get("TMPDIR", "/tmp"))
        atexit.register(self.remove)

    def remove(self):
        if not os.environ.get("KEEP_SCRATCH"):
            shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        self.remove()


class Process:
    """A child that is ended with its parent, whatever becomes of that."""

    stop_signal = signal.SIGTERM
    stop_seconds = 15

    def __init__(self):
        self.child = None
        atexit.register(self.kill)

    def spawn(self, argv, log, env=None, cwd=None):
        with open(log, "ab") as out:
            self.child = subprocess.Popen(["setpriv", "--pdeathsig", "KILL"] + argv, stdin=subprocess.DEVNULL,
                                          stdout=out, stderr=out, env=env, cwd=cwd)

    @property
    def pid(self):
        return self.child.pid if self.child else None

    def running(self):
        return self.child is not None and self.child.poll() is None

    def wait(self, seconds):
        """The exit status; negative is a signal."""
        try:
            return self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Trouble("%s: still there after %g s" % (type(self).__name__, seconds)) from None

    def stop(self):
        """Asks it to end and returns its exit status; kills it when it does not, and says so."""
        if not self.child:
            return None
        if self.running():
            self.child.send_signal(self.stop_signal)
        try:
            status = self.wait(self.stop_seconds)
        except Trouble:
            self.kill()
            raise
        self.child = None
        return status

    def kill(self):
        """kill -9."""
        if self.running():
            self.child.kill()
            self.child.wait(10)
        self.child = None

    def freeze(self):
        """Stops it where it is, as a machine that hangs; thaw() lets it go on."""
        self.child.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.child.send_signal(signal.SIGCONT)

    def cpu_seconds(self):
        with open("/proc/%d/stat" % self.pid) as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, field="VmRSS"):
        """Bytes; VmHWM is the peak."""
        with open("/proc/%d/status" % self.pid) as f:
            return int(re.search(r"^%s:\s+(\d+) kB" % field, f.read(), re.M).group(1)) * 1024

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *_):
        if kind:
            self.kill()
        else:
            self.stop()


def shipped(name, substitutes):
    """The text of a file of conf/ with words put in place of others, each of which must occur outside comments."""
    with open(os.path.join(CONF, name)) as f:
        lines = f.read().splitlines(keepends=True)
    code = "".join(line for line in lines if not line.lstrip().startswith(("#", "--")))
    for old, new in substitutes.items():
        if old not in code:
            raise Trouble("conf/%s does not say %s" % (name, old))
        code = code.replace(old, str(new))
    return code


class Server(Process):
    """What both have in common. mam: archive every message on the server, as many deployments do.
    extra: further component domains with the same secret. privilege: the component may change its users' rosters."""

    name = None
    start_seconds = 60

    def __init__(self, scratch, component=COMPONENT, secret=SECRET, extra=(), mam=False, domain=DOMAIN, privilege=False):
        super().__init__()
        self.privilege = privilege
        self.domain = domain
        self.rooms = "rooms." + domain
        self.guests = GUESTS
        self.component = component
        self.secret = secret
        self.extra = tuple(extra)
        self.mam = mam
        self.c2s_port = free_port()
        self.component_port = free_port()
        self.dir = tempfile.mkdtemp(prefix=self.name + "-", dir=scratch)
        self.log = os.path.join(self.dir, "server.log")
        self.users = {}
        self.took = {}

    def ports(self):
        return [self.c2s_port, self.component_port]

    def start(self):
        begin = time.monotonic()
        self.launch()

        def ready():
            if not self.running():
                raise Trouble("%s ended at its start:\n%s" % (self.name, self.log_tail()))
            return self.settled() and all(listens(port) for port in self.ports())

        wait_until("%s listens" % self.name, self.start_seconds, ready)
        self.took["start"] = time.monotonic() - begin
        return self

    def stop(self):
        begin = time.monotonic()
        status = super().stop()
        self.took["stop"] = time.monotonic() - begin
        return status

    def settled(self):
        return True

    def restart(self):
        self.stop()
        return self.start()

    def log_tail(self, lines=30):
        try:
            with open(self.log, errors="replace") as f:
                return "".join(f.readlines()[-lines:])
        except FileNotFoundError:
            return ""

    def path(self, *names):
        return os.path.join(self.dir, *names)


# Of the agents' host; the component loads the module too.
PRIVILEGED = """    modules_enabled = { "privilege" }
    privileged_entities = { ["%s"] = { roster = "both" } }
"""
MODULES = "/usr/lib/prosody/modules", "/usr/share/prosody/modules", "/usr/local/lib/prosody/modules"


def prosody_lacks(module):
    """A community module, on Debian of the package prosody-modules."""
    return not any(os.path.exists(os.path.join(d, name)) for d in MODULES for name in (module, module + ".lua"))


class Prosody(Server):
    name = "prosody"

    CONFIG = """
%(root)s
data_path = "%(dir)s/data"
pidfile = "%(dir)s/prosody.pid"
certificates = "%(dir)s/certs"
admin_socket = "%(dir)s/prosody.sock"
log = { { levels = { min = "%(level)s" }, to = "console" } }

interfaces = { "127.0.0.1" }
c2s_ports = { %(c2s)d }
component_ports = { %(component)d }
s2s_ports = { }
http_ports = { }
https_ports = { }
network_settings = { nagle = false }

modules_enabled = {
    "blocklist", "carbons", "csi_simple", "disco", "pep", "ping", "posix", "private", "register", "roster", "saslauth",
    "smacks", "time", "uptime", "vcard4", "vcard_legacy", "version", %(mam)s
}
modules_disabled = { "s2s" }
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
consider_websocket_secure = true
authentication = "internal_plain"

VirtualHost "%(domain)s"
%(privilege)s
VirtualHost "%(guests)s"
    authentication = "anonymous"

Component "%(rooms)s" "muc"

Include "%(dir)s/conf.d/*.cfg.lua"
"""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.level = "info"
        for name in ("data", "certs", "conf.d"):
            os.mkdir(self.path(name))
        self.configure()

    def configure(self):
        write_file(self.path("prosody.cfg.lua"), self.CONFIG % {
            "root": "run_as_root = true" if os.geteuid() == 0 else "",
            "dir": self.dir, "level": self.level, "c2s": self.c2s_port, "component": self.component_port,
            "domain": self.domain, "guests": self.guests, "rooms": self.rooms, "mam": '"mam"' if self.mam else "",
            "privilege": PRIVILEGED % self.component if self.privilege else ""})
        for number, domain in enumerate((self.component,) + self.extra):
            write_file(self.path("conf.d", "component-%d.cfg.lua" % number),
                       shipped("prosody.cfg.lua", {"support.example.com": domain, "change-me": self.secret})
                       + ('    modules_enabled = { "privilege" }\n' if self.privilege else ""))

    def settled(self):
        return os.path.exists(self.path("prosody.pid"))  # from then on it heeds signals

    def launch(self):
        if self.settled():
            os.unlink(self.path("prosody.pid"))
        self.spawn(["prosody", "--config", self.path("prosody.cfg.lua"), "-F"], self.log)

    def register(self, user, password="secret", host=None):
        """Without a running server too."""
        folder = re.sub(b"[^A-Za-z0-9]", lambda m: b"%%%02x" % ord(m[0]), (host or self.domain).encode()).decode()
        accounts = self.path("data", folder, "accounts")
        os.makedirs(accounts, exist_ok=True)
        name = re.sub("[^A-Za-z0-9]", lambda m: "%%%02x" % ord(m[0]), user)
        write_file(os.path.join(accounts, name + ".dat"), 'return { ["password"] = "%s" };\n' % password)
        self.users[user] = password


ACCESS = """acl:
  frontdesk:
    server: "%s"
access_rules:
  frontdesk:
    allow: frontdesk
"""


class Ejabberd(Server):
    name = "ejabberd"

    CONFIG = """
hosts:
  - %(domain)s
  - %(guests)s
loglevel: %(level)s
log_rotate_count: 0
listen:
  -
    port: %(c2s)d
    ip: "127.0.0.1"
    module: ejabberd_c2s
    max_stanza_size: 262144
    access: all
  -
    port: %(http)d
    ip: "127.0.0.1"
    module: ejabberd_http
    request_handlers:
      /api: mod_http_api
%(listen)s
s2s_access: none
auth_method: internal
auth_password_format: plain
host_config:
  %(guests)s:
    auth_method: anonymous
    allow_multiple_connections: true
    anonymous_protocol: sasl_anon
api_permissions:
  "tests":
    who:
      ip: 127.0.0.1/8
    what:
      - register
%(access)sshaper_rules:
  max_user_sessions: 100
  max_user_offline_messages: 1000
modules:
  mod_adhoc: {}
  mod_admin_extra: {}
  mod_blocking: {}
  mod_caps: {}
  mod_carboncopy: {}
  mod_client_state: {}
  mod_disco: {}
  mod_http_api: {}
  mod_last: {}
  mod_muc:
    host: %(rooms)s
%(mam)s
  mod_offline:
    access_max_user_messages: max_user_offline_messages
  mod_ping: {}
%(privilege)s  mod_privacy: {}
  mod_private: {}
  mod_pubsub:
    plugins: [flat, pep]
  mod_roster: {}
  mod_stream_mgmt: {}
  mod_time: {}
  mod_vcard: {}
  mod_version: {}
"""

    CTL = """
ERLANG_NODE=frontdesk@localhost
ERL_DIST_PORT=%(dist)d
INET_DIST_INTERFACE=127.0.0.1
ERL_OPTIONS="-env ERL_CRASH_DUMP_BYTES 0 +sbwt none +sbwtdcpu none +sbwtdio none"
"""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.level = "info"
        self.http_port = free_port()
        self.dist_port = free_port()
        self.log = self.path("log", "ejabberd.log")
        for name in ("spool", "log", "conf"):
            os.mkdir(self.path(name))
        self.configure()
        self.copy_ctl()

    def ports(self):
        return super().ports() + [self.http_port]

    def configure(self):
        # What an administrator copies: the item below "listen:".
        item = shipped("ejabberd.yml", {"support.example.com": self.component, "change-me": self.secret,
                                        "5347": self.component_port}).split("listen:\n", 1)[1]
        for domain in self.extra:
            item = item.rstrip("\n") + '\n      "%s":\n        password: "%s"\n' % (domain, self.secret)
        write_file(self.path("conf", "ejabberd.yml"), self.CONFIG % {
            "c2s": self.c2s_port, "http": self.http_port, "level": self.level, "listen": item,
            "domain": self.domain, "guests": self.guests, "rooms": self.rooms,
            "mam": "  mod_mam:\n    default: always" if self.mam else "",
            "access": ACCESS % self.component if self.privilege else "",
            "privilege": "  mod_privilege:\n    roster:\n      both: frontdesk\n" if self.privilege else ""})
        write_file(self.path("conf", "ctl.cfg"), self.CTL % {"dist": self.dist_port})
        write_file(self.path("conf", "inetrc"), "{lookup, [file, native]}.\n")

    def copy_ctl(self):
        """The script as Debian has it insists on its own user; and without exec the server would not be our child."""
        with open(shutil.which("ejabberdctl", path="/usr/sbin:/sbin:" + os.environ.get("PATH", ""))) as f:
            text = f.read()
        text = re.sub(r"^INSTALLUSER=.*$", "INSTALLUSER=", text, flags=re.M)
        text = text.replace('as_current_user) "$@" ;;', 'as_current_user) exec "$@" ;;')
        write_file(self.path("ejabberdctl"), text, 0o700)

    def launch(self):
        env = dict(os.environ, HOME=self.dir, EJABBERD_BYPASS_WARNINGS="true")
        self.spawn([self.path("ejabberdctl"), "-d", self.path("conf"), "-c", self.path("conf", "ctl.cfg"),
                    "-l", self.path("log"), "-s", self.path("spool"), "foreground"], self.path("console.log"), env=env)

    def log_tail(self, lines=30):
        tail = super().log_tail(lines)
        with open(self.path("console.log"), errors="replace") as f:
            return tail + "".join(f.readlines()[-lines:])

    def register(self, user, password="secret", host=None):
        """Only while it runs."""
        request = urllib.request.Request(
            "http://127.0.0.1:%d/api/register" % self.http_port,
            json.dumps({"user": user, "host": host or self.domain, "password": password}).encode(),
            {"Content-Type": "application/json"})
        try:
            urllib.request.urlopen(request, timeout=10).close()
        except urllib.error.HTTPError as e:
            if e.code != 409:  # it is registered already
                raise Trouble("register %s: %s" % (user, e.read().decode())) from None
        self.users[user] = password


SERVERS = {"prosody": Prosody, "ejabberd": Ejabberd}


class Desk(Process):
    """The program under test, $FRONTDESK or ./frontdesk. text: the blocks of the configuration besides component,
    store and log. server: one of the above, or None with component given as (domain, "host:port", secret)."""

    def __init__(self, scratch, server, text, component=None, name="desk", level="debug"):
        super().__init__()
        self.binary = os.path.abspath(os.environ.get("FRONTDESK") or "frontdesk")
        self.server = server
        self.level = level
        self.store_text = ""  # more of store { }
        self.component = component or (server.component, "127.0.0.1:%d" % server.component_port, server.secret)
        self.install(scratch, name)
        self.configure(text)

    def install(self, scratch, name):
        self.dir = tempfile.mkdtemp(prefix=name + "-", dir=scratch)
        self.conf = os.path.join(self.dir, "frontdesk.conf")
        self.store = os.path.join(self.dir, "frontdesk.db")
        self.log = os.path.join(self.dir, "frontdesk.log")

    @property
    def domain(self):
        return self.component[0]

    def configure(self, text):
        """Writes the configuration; a running desk reads it after reload()."""
        quoted = [value.replace("\\", "\\\\").replace('"', '\\"') for value in self.component]
        write_file(self.conf, 'component { domain = "%s"   server = "%s"   secret = "%s" }\n' % tuple(quoted)
                   + 'store { path = "%s"   %s }\nlog { level = "%s" }\n' % (self.store, self.store_text, self.level) + text)

    def log_text(self, since=0):
        try:
            with open(self.log, "rb") as f:
                f.seek(since)
                return f.read().decode(errors="replace")
        except FileNotFoundError:
            return ""

    def log_size(self):
        return os.path.getsize(self.log) if os.path.exists(self.log) else 0

    def wait_log(self, pattern, seconds=15, since=0):
        """The match of a regular expression in the log, after so many bytes of it."""
        def found():
            match = re.search(pattern, self.log_text(since))
            if not match and not self.running():
                raise Trouble("frontdesk ended with %s:\n%s" % (self.child.poll() if self.child else None,
                                                                self.log_text(since)))
            return match
        try:
            return wait_until("/%s/ in the log" % pattern, seconds, found)
        except Trouble as e:
            raise Trouble("%s; the log:\n%s" % (e, self.log_text(since)[-4000:])) from None

    def launch(self):
        """Starts without waiting for the link."""
        self.spawn([self.binary, "run", "-c", self.conf], self.log, cwd=self.dir)

    def start(self, seconds=30):
        since = self.log_size()
        self.launch()
        self.wait_log(r"\blink up\b", seconds, since)
        return self

    def restart(self):
        status = self.stop()
        self.start()
        return status

    def reload(self):
        self.child.send_signal(signal.SIGHUP)

    def cli(self, *args, stdin=None, seconds=60, env=None):
        """(status, standard output, standard error) of a subcommand; the configuration is given to it."""
        done = subprocess.run([self.binary, *args, "-c", self.conf], input=stdin, text=True, capture_output=True,
                              timeout=seconds, env=dict(os.environ, **env) if env else None, cwd=self.dir)
        return done.returncode, done.stdout, done.stderr

    def cli_json(self, *args, seconds=60):
        status, out, err = self.cli(*args, "--json", seconds=seconds)
        if status != 0:
            raise Trouble("frontdesk %s: status %d: %s" % (" ".join(args), status, err))
        return json.loads(out)

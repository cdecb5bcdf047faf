# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen for a graphical client: Xvfb, openbox, a session bus, and namespaces of its own, in which the CA of the tests is
trusted and nothing but the server can be reached. Hands are xdotool, eyes are the accessibility bus and pictures."""

import json
import os
import re
import shlex
import socket
import subprocess
import tempfile
import threading
import time
import xml.parsers.expat

import client
import stage
from servers import Process, Trouble, have, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
NOBODY = 65534


class Tap:
    """The stanzas of one direction of a stream without TLS, as text."""

    def __init__(self):
        self.stanzas = []
        self.begin_stream()

    def begin_stream(self):
        self.data, self.depth, self.start = b"", 0, 0
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.StartElementHandler = self.opened
        self.parser.EndElementHandler = self.closed

    def opened(self, *_):
        if self.depth == 1:
            self.start = self.parser.CurrentByteIndex
        self.depth += 1

    def closed(self, _):
        self.depth -= 1
        if self.depth == 1:
            # The index is where the end tag begins, or where an empty element ends.
            index = self.parser.CurrentByteIndex
            end = self.data.index(b">", index) + 1 if self.data[index:index + 2] == b"</" else index
            self.stanzas.append(self.data[self.start:end].decode(errors="replace"))

    def feed(self, data):
        if re.match(rb"\s*<(\?xml|stream:stream)", data):
            self.begin_stream()
        self.data += data
        try:
            self.parser.Parse(data)
        except xml.parsers.expat.ExpatError:
            pass  # TLS, or the stream begins anew in the middle of the data


class Relay:
    """A socket in a directory that is a port of the server; the client's namespace has no other way out."""

    def __init__(self, path, port):
        self.path = path
        self.port = port
        self.sent, self.received = Tap(), Tap()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        os.chmod(path, 0o666)
        self.listener.listen(20)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                near.close()
                continue
            for source, target, tap in ((near, far, self.sent), (far, near, self.received)):
                threading.Thread(target=self.copy, args=(source, target, tap), daemon=True).start()

    @staticmethod
    def copy(source, target, tap):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                tap.feed(data)
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()


class Display(Process):
    """Xvfb."""

    def __init__(self, folder, size):
        super().__init__()
        self.folder = folder
        self.size = size

    def start(self):
        read, write = os.pipe()
        os.set_inheritable(write, True)
        self.child = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "Xvfb", "-displayfd", str(write), "-screen", "0", self.size + "x24",
                                       "-nolisten", "tcp"], pass_fds=(write,), stdin=subprocess.DEVNULL,
                                      stdout=open(os.path.join(self.folder, "xvfb.log"), "ab"), stderr=subprocess.STDOUT)
        os.close(write)
        with os.fdopen(read) as f:
            self.name = ":" + f.readline().strip()
        return self


class Manager(Process):
    """openbox."""

    def __init__(self, folder, display):
        super().__init__()
        self.spawn(["openbox"], os.path.join(folder, "openbox.log"), env=dict(os.environ, DISPLAY=display, HOME=folder))


class Graphical(client.Client):
    """What Gajim and Dino have in common."""

    needs = ("Xvfb", "openbox", "dbus-run-session", "xdotool", "import", "ip", "unshare", "xclip")
    size = "1100x760"
    window_class = None  # of xdotool
    environment = {}
    tls = False  # whether the stream is encrypted, and the relay sees nothing of it

    @classmethod
    def missing(cls):
        try:
            import gi
            gi.require_version("Atspi", "2.0")
        except (ImportError, ValueError):
            return "gir1.2-atspi-2.0 is not installed"
        return super().missing()

    def __init__(self, scratch, server, user, anonymous=False):
        super().__init__(scratch, server, user)
        self.session = self.display = self.manager = None
        self.relays = []
        self.before = ([], [])
        self.renew_profile()

    def renew_profile(self):
        self.dir = tempfile.mkdtemp(prefix=self.title.lower() + "-", dir=self.scratch)
        for name in ("run", "config", "data", "cache"):
            os.mkdir(os.path.join(self.dir, name), 0o700)
        self.configure()

    def configure(self):
        """Writes the account into the profile."""
        raise NotImplementedError

    def argv(self):
        raise NotImplementedError

    def ports(self):
        """{port in the namespace: port of the server}"""
        return {self.server.c2s_port: self.server.c2s_port, self.server.https_port: self.server.https_port}

    # -- coming and going --

    def start(self):
        self.display = Display(self.dir, self.size).start()
        self.manager = Manager(self.dir, self.display.name)
        paths = {}
        for inside, outside in self.ports().items():
            path = os.path.join(self.dir, "relay-%d-%d" % (inside, len(self.relays)))
            self.relays.append(Relay(path, outside))
            paths[inside] = path
        self.wire = self.relays[-len(paths)]
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "%d:%d" % (NOBODY, NOBODY), self.dir], check=True)
        env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": self.dir, "DISPLAY": self.display.name, "GDK_BACKEND": "x11",
               "XDG_RUNTIME_DIR": self.path("run"), "XDG_CONFIG_HOME": self.path("config"), "XDG_DATA_HOME": self.path("data"),
               "XDG_CACHE_HOME": self.path("cache"), "GSETTINGS_BACKEND": "memory",
               "GIO_USE_NETWORK_MONITOR": "base",  # which does not mind that there is no way out
               "PYTHONDONTWRITEBYTECODE": "1", **self.environment}
        inner = ["dbus-run-session", "--", "/usr/bin/python3", os.path.join(HERE, "session.py")]
        bundle = stage.bundle(self.server)
        shared = os.path.join(self.dir, "bundle.crt")
        with open(bundle) as source, open(shared, "w") as target:
            target.write(source.read())
        os.chmod(shared, 0o644)
        outer = "mount --bind %s /etc/ssl/certs/ca-certificates.crt && ip link set lo up && exec \"$@\"" % shlex.quote(shared)
        if os.geteuid() == 0:
            argv = ["unshare", "-m", "-n", "sh", "-c", outer, "-", "setpriv", "--reuid=%d" % NOBODY, "--regid=%d" % NOBODY,
                    "--clear-groups", *inner]
        else:
            # Gajim does not start as root, so the user of outside is put back in a second namespace.
            argv = ["unshare", "-r", "-m", "-n", "sh", "-c", outer, "-", "unshare", "-U", "--map-user=%d" % os.getuid(),
                    "--map-group=%d" % os.getgid(), *inner]
        self.session = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        stderr=open(os.path.join(self.scratch, self.title + ".session.log"), "a"), env=env, cwd=self.dir)
        self.log = self.path("client-%d.log" % len(self.relays))
        self.tell({"relays": paths, "argv": self.argv(), "env": {}, "log": self.log})
        self.settle()
        return self

    def settle(self):
        """Waits until the client is logged in."""
        raise NotImplementedError

    def tell(self, words):
        self.session.stdin.write(json.dumps(words) + "\n")
        self.session.stdin.flush()

    def do(self, command, seconds=60, **words):
        if self.session is None or self.session.poll() is not None:
            raise Trouble("%s does not run" % self.title)
        self.tell(dict(words, do=command))
        timer = threading.Timer(seconds, self.session.kill)
        timer.start()
        # The daemons of the session bus print into the same pipe.
        line = next((line for line in self.session.stdout if line.startswith("{")), None)
        timer.cancel()
        if not line:
            raise Trouble("%s ended" % self.title)
        answer = json.loads(line)
        if "error" in answer:
            raise Trouble("%s, %s: %s" % (self.title, command, answer["error"]))
        return answer["value"]

    def shell(self, *argv, input=None):
        status, out, err = self.do("shell", argv=list(argv), input=input)
        if status:
            raise Trouble("%s: %s" % (" ".join(argv)[:200], err.strip()))
        return out

    def stop(self):
        if self.session and self.session.poll() is None:
            self.before = (self.received(), self.sent())
            try:
                self.tell({"do": "stop"})
                self.session.wait(15)
            except (OSError, subprocess.TimeoutExpired):
                self.session.kill()
                self.session.wait(10)
        self.session = None
        for process in (self.manager, self.display):
            if process:
                process.kill()
        for relay in self.relays:
            relay.close()

    def renew(self):
        self.renew_profile()
        return self.start()

    def path(self, *names):
        return os.path.join(self.dir, *names)

    # -- hands --

    def key(self, *names):
        self.shell("xdotool", "key", "--delay", "40", *names)

    def type(self, text):
        """ASCII by keys; anything else is pasted, because keyboards of Xvfb have no such letters."""
        if text.isascii():
            self.shell("xdotool", "type", "--delay", "12", text)
        else:
            # xclip serves the clipboard from the background.
            self.shell("sh", "-c", "xclip -selection clipboard >/dev/null 2>&1", input=text)
            self.key("ctrl+v")
        time.sleep(0.2)

    def click(self, x, y, button=1):
        self.shell("xdotool", "mousemove", str(int(x)), str(int(y)), "sleep", "0.1", "click", str(button))

    # -- eyes --

    def tree(self):
        return self.do("tree")

    def find(self, role=None, name=None, text=None):
        """The showing widgets of a role whose name or text hold the regular expressions."""
        return [w for w in self.tree() if (role is None or re.search(role, w[1])) and (name is None or re.search(name, w[2]))
                and (text is None or re.search(text, w[3]))]

    def press(self, role=None, name=None, text=None, last=False, button=1):
        """Clicks on a widget."""
        found = self.wait("%s %s %s" % (role, name, text), lambda: self.find(role, name, text), 5)
        w = found[-1 if last else 0]
        self.click(w[4] + w[6] / 2, w[5] + w[7] / 2, button)
        time.sleep(0.3)
        return w

    def pixel(self, x, y):
        """The colour of a place on the screen."""
        out = subprocess.run(["import", "-window", "root", "-display", self.display.name, "-crop", "1x1+%d+%d" % (x, y), "-depth", "8", "rgb:-"],
                             check=True, timeout=20, capture_output=True).stdout
        return tuple(out[:3])

    def picture(self, path):
        subprocess.run(["import", "-window", "root", "-display", self.display.name, path + ".png"], check=True, timeout=20)
        return path + ".png"

    def received(self):
        return self.before[0] + self.wire.received.stanzas

    def sent(self):
        return self.before[1] + self.wire.sent.stanzas

# SPDX-License-Identifier: GPL-3.0-or-later
"""Profanity in a terminal, driven through tmux: a real client's eyes and hands for tests on real servers.

    with Profanity(scratch, server, "bob") as bob:
        bob.wait_for(r"Sales")          # on the screen
        bob.type("!accept")             # in the window that is shown
        bob.wait_stanza(r"<body>.*</body>")

The tmux server, its socket and all of Profanity's files are in the scratch directory; both end with the test.
"""

import os
import re
import subprocess
import tempfile

from servers import Process, Trouble, wait_until, write_file

ACCOUNT = """[%(account)s]
enabled=true
jid=%(account)s
password=%(password)s
server=127.0.0.1
port=%(port)d
resource=profanity
tls.policy=disable
auth.policy=legacy
presence.last=online
presence.login=online
"""

PROFRC = """[connection]
account=%(account)s

[logging]
chlog=true
maxsize=100000000
rotate=false

[notifications]
message=false
room=false
invite=false
sub=false

[otr]
policy=manual

[omemo]
policy=manual

[presence]
autoaway.mode=off

[ui]
splash=false
beep=false
flash=false
"""


class Profanity(Process):
    """One client, logged in as user after start(). commands: what else is typed then, such as "/privacy …"."""

    stop_seconds = 10

    def __init__(self, scratch, server, user, password=None, columns=160, rows=60, commands=()):
        super().__init__()
        self.server = server
        self.user = user
        self.password = password or server.users.get(user) or "secret"
        self.jid = "%s@%s" % (user, server.domain)
        self.columns = columns
        self.rows = rows
        self.commands = commands
        self.dir = tempfile.mkdtemp(prefix="prof-", dir=scratch)
        self.socket = os.path.join(self.dir, "tmux")
        self.log = os.path.join(self.dir, "profanity.log")
        self._read = 0
        if user not in server.users:
            server.register(user, self.password)
        self.configure()

    def configure(self):
        words = {"account": self.jid, "password": self.password, "port": self.server.c2s_port}
        for parts, text in ((("data", "profanity", "accounts"), ACCOUNT), (("config", "profanity", "profrc"), PROFRC)):
            path = os.path.join(self.dir, *parts)
            os.makedirs(os.path.dirname(path))
            write_file(path, text % words)

    def tmux(self, *args):
        done = subprocess.run(["tmux", "-S", self.socket, *args], capture_output=True, text=True, timeout=10)
        if done.returncode:
            raise Trouble("tmux %s: %s" % (args[0], done.stderr.strip()))
        return done.stdout

    def start(self, seconds=20):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("TMUX", "XDG_"))}
        env.update(HOME=self.dir, LANG="C.UTF-8", LC_ALL="C.UTF-8", TERM="xterm-256color",
                   XDG_DATA_HOME=os.path.join(self.dir, "data"), XDG_CONFIG_HOME=os.path.join(self.dir, "config"))
        if os.path.exists(self.socket):
            os.unlink(self.socket)  # of the time before stop(): nobody listens there
        # In the foreground (-D), so that it is our child and its end is the end of all in it.
        self.spawn(["tmux", "-S", self.socket, "-f", "/dev/null", "-D"], os.path.join(self.dir, "tmux.log"), env=env)
        wait_until("tmux", 10, lambda: os.path.exists(self.socket))
        self.tmux("new-session", "-d", "-s", "main", "-x", str(self.columns), "-y", str(self.rows),
                  "exec profanity -a %s -l DEBUG -f %s" % (self.jid, self.log))
        self.wait_for(r"logged in successfully", seconds)
        for command in self.commands:
            self.type(command)
        return self

    def stop(self):
        """/quit, as a person does it: so that the server sees it go."""
        if self.running():
            try:
                self.type("/quit")
                wait_until("profanity quits", 5, lambda: not self.alive())
            except Trouble:
                pass  # the terminal closes under it
        self.kill()

    def alive(self):
        """Whether Profanity itself runs in its terminal."""
        try:
            self.tmux("has-session", "-t", "main")
        except Trouble:
            return False
        return True

    # -- hands --

    def type(self, text, enter=True):
        """Types into the window that is shown."""
        self.tmux("send-keys", "-t", "main", "-l", "--", text)
        if enter:
            self.key("Enter")

    def key(self, name):
        """A key by tmux's name: Enter, M-2 (the second window), PPage."""
        self.tmux("send-keys", "-t", "main", name)

    def window(self, which, title=None):
        """Shows a window, by number or by the other's address, and waits until its title (a regular expression, by
        default the address: a contact with a name in the roster goes by that) is there. The window of a message that
        has just come may not be there yet."""
        for tries_left in range(9, -1, -1):
            self.type("/win %s" % which)
            if not title and str(which).isdigit():
                return
            try:
                self.wait_for(r"\A[^\n]*%s" % (title or re.escape(which)), 2)
                return
            except Trouble:
                if tries_left == 0:
                    raise

    def hear(self, sender, pattern, seconds=10, title=None):
        """Shows the chat with an address, where a message that holds the regular expression comes or came. A message
        in another window shows only as a number in the corner."""
        self.wait_stanza(r"<message\b[^>]*\bfrom=.%s" % re.escape(sender), seconds)
        self.window(sender, title)
        return self.wait_for(pattern, seconds)

    def say(self, to, text):
        """Opens the chat with an address, types the line there."""
        self.type("/msg %s" % to)
        self.wait_for(r"\A[^\n]*%s" % re.escape(to))
        self.type(text)

    # -- eyes --

    def screen(self):
        """The lines that are not empty."""
        lines = self.tmux("capture-pane", "-p", "-J", "-t", "main").splitlines()
        return "\n".join(line.rstrip() for line in lines if line.strip())

    def wait_for(self, pattern, seconds=10):
        """The match of a regular expression on the screen."""
        def shown():
            if not self.alive():
                raise Trouble("profanity ended; its log:\n%s" % self.log_text()[-2000:])
            return re.search(pattern, self.screen())
        try:
            return wait_until("/%s/ on %s's screen" % (pattern, self.user), seconds, shown, every=0.05)
        except Trouble as e:
            raise Trouble("%s; the screen:\n%s" % (e, self.screen() if self.alive() else "gone")) from None

    def log_text(self):
        try:
            with open(self.log, encoding="utf-8", errors="replace") as f:
                return f.read()
        except FileNotFoundError:
            return ""

    def stanzas(self, direction="RECV"):
        """What its debug log holds of one direction, RECV or SENT, as text, in order."""
        return re.findall(r"%s: (<.*)" % direction, self.log_text())

    def wait_stanza(self, pattern, seconds=10, direction="RECV"):
        """The first stanza that holds the regular expression."""
        try:
            return wait_until("a stanza /%s/" % pattern, seconds,
                              lambda: next((s for s in self.stanzas(direction) if re.search(pattern, s)), None))
        except Trouble as e:
            raise Trouble("%s; the last ones:\n%s" % (e, "\n".join(self.stanzas(direction)[-8:]))) from None

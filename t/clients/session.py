# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside the namespaces and the session bus of a graphical client; screen.py starts it. The first line of standard input is
its configuration, each further one a command; each gets a line of JSON back. It relays the ports of the server, which is
outside, starts the client, and reads what the client shows through the accessibility bus (AT-SPI)."""

import json
import os
import socket
import subprocess
import sys
import threading

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi

DEPTH = 60


def copy(source, target):
    try:
        while True:
            data = source.recv(65536)
            if not data:
                break
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def relay(port, path):
    """127.0.0.1:port in here is the server behind the socket."""
    listener = socket.create_server(("127.0.0.1", port))

    def serve():
        while True:
            near, _ = listener.accept()
            far = socket.socket(socket.AF_UNIX)
            try:
                far.connect(path)
            except OSError:
                near.close()
                continue
            for ends in ((near, far), (far, near)):
                threading.Thread(target=copy, args=ends, daemon=True).start()
    threading.Thread(target=serve, daemon=True).start()


def describe(node, depth, found):
    """The showing widgets below a node: [depth, role, name, text, x, y, width, height, states]."""
    try:
        states = node.get_state_set()
        # GTK 4 marks what is on the screen as visible only.
        if depth > 1 and not states.contains(Atspi.StateType.SHOWING) and not states.contains(Atspi.StateType.VISIBLE):
            return
        text = ""
        if node.get_text_iface():
            text = Atspi.Text.get_text(node, 0, -1)
        box = Atspi.Component.get_extents(node, Atspi.CoordType.SCREEN) if node.get_component_iface() else None
        names = [s.value_nick for s in (Atspi.StateType.FOCUSED, Atspi.StateType.SELECTED, Atspi.StateType.EDITABLE)
                 if states.contains(s)]
        found.append([depth, node.get_role_name(), node.get_name() or "", text or "", *((box.x, box.y, box.width, box.height)
                                                                                         if box else (0, 0, 0, 0)), names])
        if depth < DEPTH:
            for n in range(min(node.get_child_count(), 500)):
                child = node.get_child_at_index(n)
                if child:
                    describe(child, depth + 1, found)
    except gi.repository.GLib.Error:
        pass  # the widget has gone in the meantime


def tree(_):
    found = []
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    for n in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(n)
        if program:
            program.clear_cache()
            describe(program, 0, found)
    return found


def shell(command):
    done = subprocess.run(command["argv"], input=command.get("input"), capture_output=True, text=True, timeout=30)
    return [done.returncode, done.stdout, done.stderr]


def main():
    setup = json.loads(sys.stdin.readline())
    for port, path in setup["relays"].items():
        relay(int(port), path)
    log = open(setup["log"], "ab")
    client = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *setup["argv"]], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                              env=dict(os.environ, **setup["env"]))
    commands = {"tree": tree, "shell": shell, "alive": lambda _: client.poll() is None}
    Atspi.init()
    for line in sys.stdin:
        command = json.loads(line)
        if command["do"] == "stop":
            break
        try:
            answer = {"value": commands[command["do"]](command)}
        except Exception as e:
            answer = {"error": "%s: %s" % (type(e).__name__, e)}
        print(json.dumps(answer), flush=True)
    client.terminate()
    try:
        client.wait(8)
    except subprocess.TimeoutExpired:
        client.kill()


main()

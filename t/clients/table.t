#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts that drive real clients are not run here, because they take an hour (./quickstart clients). This holds that they
parse, that each method of the common interface that a capability calls exists, and that the table in t/README has a row for
each capability, in the same order, and a column for each client."""

import ast
import glob
import os
import re
import shutil
import subprocess
import sys

top = os.environ.get("srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
here = os.path.join(top, "t", "clients")
points = failed = 0


def ok(cond, text):
    global points, failed
    points += 1
    failed += not cond
    print("%s %d - %s" % ("ok" if cond else "not ok", points, text), flush=True)


def parse(path):
    with open(path, encoding="utf-8") as f:
        return ast.parse(f.read(), path)


def tree(name):
    return trees[os.path.join(here, name)]


trees = {}
for path in sorted(glob.glob(os.path.join(here, "*.py"))):
    try:
        trees[path] = parse(path)
        ok(True, "%s parses" % os.path.basename(path))
    except SyntaxError as e:
        ok(False, "%s: %s" % (os.path.basename(path), e))

for path in sorted(glob.glob(os.path.join(here, "*.js"))):
    if shutil.which("node"):
        done = subprocess.run(["node", "--check", path], capture_output=True, text=True)
        ok(done.returncode == 0, "%s parses %s" % (os.path.basename(path), done.stderr.strip().replace("\n", " ")))
    else:
        points += 1
        print("ok %d - %s # SKIP node is not installed" % (points, os.path.basename(path)))


def capabilities(name):
    """The titles of one file's functions, by the role that they are for."""
    for node in tree(name).body:
        for call in getattr(node, "decorator_list", ()):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "capability":
                yield call.args[0].value, call.args[1].value


def methods_used(name):
    """p.client.METHOD in the capabilities."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "client":
            yield node.attr


interface = {f.name for c in tree("client.py").body if isinstance(c, ast.ClassDef) and c.name == "Client"
             for f in c.body if isinstance(f, ast.FunctionDef)}
for name in ("agents.py", "customers.py", "stamps.py"):
    missing = sorted(set(methods_used(name)) - interface)
    ok(not missing, "client.py has each method that %s calls %s" % (name, " ".join(missing)))

with open(os.path.join(top, "t", "README"), encoding="utf-8") as f:
    readme = f.read()
clients = next(n.value for n in tree("desk.py").body if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "CLIENTS")
for role, head, name in (("agent", "as agent", "agents.py"), ("customer", "as customer", "customers.py"), ("stamps", "shows", "stamps.py")):
    table = re.search(r"(?m)^\| %s \|.*\n\|[ |-]+\n((?:\|.*\n)+)" % head, readme)
    rows = re.findall(r"(?m)^\| (.*?) \|", table.group(1)) if table else []
    wanted = [title for r, title in capabilities(name) if r == role]
    ok(wanted and rows == wanted, "t/README has a row for each function of %s, in order" % name)
    if rows != wanted:
        for title in wanted:
            if title not in rows:
                print("# without a row: %s" % title)
        for title in rows:
            if title not in wanted:
                print("# a row without a capability: %s" % title)
    columns = len(table.group(0).split("\n")[0].split("|")) - 3 if table else 0
    ok(columns == len(clients.keys), "and a column for each client")

print("1..%d" % points)
sys.exit(failed != 0)

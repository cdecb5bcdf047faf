#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No function can reach itself through another file, except within the domain's own circle of files. Who reaches whom is
read from the objects, as the compiler saw it: the functions that a function calls or names, and those in each table that it
reads. The handlers in wiring.c are not counted, because reaching them by desk->wiring is how a circle is
opened. A table counts as a whole."""

import bisect
import collections
import os
import re
import shutil
import subprocess
import sys
from glob import glob

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "server"))
import tap

top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# The nouns of the domain may reach each other: an agent who leaves gives conversations back, which are offered to agents.
DOMAIN = {"src/desk/%s.c" % noun for noun in ("agent", "conversation", "line", "offer", "router", "say")}

# Circles that stay, by their files, with the reason. One that is no longer there fails the test.
KNOWN = {
    "src/cli/cmd.c src/cli/cmd_check.c src/cli/cmd_export.c src/cli/cmd_knowledge.c src/cli/cmd_knowledge_eval.c src/cli/cmd_knowledge_gaps.c "
    "src/cli/cmd_omemo.c src/cli/cmd_omemo_trust.c src/cli/cmd_run.c src/cli/cmd_search.c src/cli/cmd_show.c src/cli/cmd_status.c src/cli/cmd_store.c src/cli/cmd_try.c":
        "the table of subcommands is beside the reader of their options",
}

WIRING = "src/wiring.c"

# Relocations that are counted from their own place; what they mean is counted from the next instruction.
FROM_HERE = ("R_X86_64_PC32", "R_X86_64_PLT32")
# The relocations of a pointer in a table.
POINTERS = ("R_X86_64_64", "R_AARCH64_ABS64")

FILE = re.compile(r"^(\S+)\.o:\s+file format ")
SYMBOL = re.compile(r"^([0-9a-f]+) (.{7}) (\S+)\s+([0-9a-f]+) (?:\.hidden )?(\S+)$")
RECORDS = re.compile(r"^RELOCATION RECORDS FOR \[(\S+)\]:")
RELOCATION = re.compile(r"^\s*([0-9a-f]+):?\s+(R_\w+)\s+(\S+?)(?:([-+])0x([0-9a-f]+))?$")
FUNCTION = re.compile(r"^[0-9a-f]+ <([^>]+)>:$")
INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\s(?:.*\s[0-9a-f]+ <([^>+]+)>$)?")


def sources():
    """Of the library, as Makefile.am and the fragments of the rooms list them."""
    found = []
    for fragment in [top + "/Makefile.am", top + "/xeps/room.am"] + sorted(glob(top + "/src/*/room.am")):
        room = os.path.relpath(os.path.dirname(fragment), top)
        with open(fragment, encoding="utf-8") as f:
            for file in re.findall(r"^libfrontdesk_a_SOURCES \+?= (\S+\.c)$", f.read(), re.M):
                found.append(file.replace("%D%", room))
    return found


def objdump(files, *options):
    """What it says of each file, by lines."""
    out = subprocess.run(["objdump", *options] + [file[:-2] + ".o" for file in files], capture_output=True, text=True, check=True)
    about = {}
    for line in out.stdout.splitlines():
        m = FILE.match(line)
        if m:
            about[m.group(1) + ".c"] = lines = []
        elif line:
            lines.append(line)
    return about


def plain(name):
    """A function that the compiler has cut into parts, or copied, is still that function."""
    return re.sub(r"\.(cold|part|isra|constprop|llvm)\b.*$", "", name)


class Object:
    """The symbols of one file. A node of the graph is a function or a table: (file, name)."""

    def __init__(self, file, symbols):
        self.nodes = {}  # symbol: node
        self.exported = {}
        self.places = collections.defaultdict(list)  # section: [(address, end, node)], rising
        for m in map(SYMBOL.match, symbols):
            if not m or m.group(3).startswith("*") or "d" in m.group(2):
                continue
            address, flags, section, size, symbol = m.groups()
            self.nodes[symbol] = node = (file, plain(symbol))
            self.places[section].append((int(address, 16), int(address, 16) + int(size, 16), node))
            if flags[0] != "l":
                self.exported[symbol] = node
        for places in self.places.values():
            places.sort()

    def at(self, section, address):
        places = self.places.get(section, [])
        i = bisect.bisect_right(places, (address, sys.maxsize)) - 1
        return places[i][2] if i >= 0 and address < places[i][1] else None

    def target(self, relocation, everywhere, following):
        """The node that a relocation means; None: another library's, or a text."""
        address, kind, symbol, sign, offset = relocation.groups()
        if symbol in self.nodes or symbol in everywhere:
            return self.nodes.get(symbol) or everywhere[symbol]
        offset = int(offset or "0", 16) * (-1 if sign == "-" else 1)
        return self.at(symbol, offset + following - int(address, 16) if kind in FROM_HERE else offset)


def read_code(o, file, lines, everywhere, graph):
    """What each function calls or names."""
    function, jump, relocations = None, None, []
    for line in lines + ["ffffffff: end"]:
        relocation = RELOCATION.match(line)
        if relocation:  # what the instruction before shows is then the one after it
            relocations.append(relocation)
            jump = None
            continue
        m = INSTRUCTION.match(line)
        if m:
            graph[function].update(o.target(r, everywhere, int(m.group(1), 16)) for r in relocations)
            graph[function].add(o.nodes.get(jump))
            jump, relocations = m.group(2), []
        elif FUNCTION.match(line):
            graph[function].update(o.target(r, everywhere, int(r.group(1), 16) + 4) for r in relocations)
            graph[function].add(o.nodes.get(jump))
            function, jump, relocations = (file, plain(FUNCTION.match(line).group(1))), None, []


def read_tables(o, lines, everywhere, graph):
    """What each table points to."""
    section = ""
    for line in lines:
        m, relocation = RECORDS.match(line), RELOCATION.match(line)
        if m:
            section = m.group(1)
        elif relocation and section.startswith((".data", ".rodata")) and relocation.group(2) in POINTERS:
            graph[o.at(section, int(relocation.group(1), 16))].add(o.target(relocation, everywhere, 0))


def read_graph(files):
    """{node: {node it reaches}}"""
    objects = {file: Object(file, lines) for file, lines in objdump(files, "-t").items()}
    everywhere = {symbol: node for o in objects.values() for symbol, node in o.exported.items()}
    graph = collections.defaultdict(set)
    for file, lines in objdump(files, "-dr", "--no-show-raw-insn").items():
        read_code(objects[file], file, lines, everywhere, graph)
    for file, lines in objdump(files, "-r").items():
        read_tables(objects[file], lines, everywhere, graph)
    graph.pop(None, None)
    for node in graph:
        graph[node].discard(None)
    return graph


def circles(graph):
    """Tarjan's strongly connected components, without recursion."""
    index, low, stack, on_stack, found = {}, {}, [], set(), []

    def enter(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        on_stack.add(node)
        return node, iter(graph.get(node, ()))

    for root in sorted(graph):
        work = [enter(root)] if root not in index else []
        while work:
            node, reached = work[-1]
            for other in reached:
                if other not in index:
                    work.append(enter(other))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    at = stack.index(node)
                    found.append(sorted(stack[at:]))
                    on_stack.difference_update(stack[at:])
                    del stack[at:]
    return found


def among_files(graph):
    """The circles that more than one file has a part in: {files: nodes}"""
    found = {}
    for circle in circles(graph):
        files = sorted({file for file, _ in circle})
        if len(files) > 1:
            found[" ".join(files)] = circle
    return found


def describe(graph, circle):
    """Its steps from file to file."""
    steps = collections.defaultdict(set)
    for a in circle:
        for b in graph[a]:
            if b in circle and a[0] != b[0]:
                steps[a[0], b[0]].add("%s > %s" % (a[1], b[1]))
    for (a, b), names in sorted(steps.items()):
        tap.diag("  %s to %s: %s" % (a, b, ", ".join(sorted(names))))


def test_circles(graph):
    found = among_files(graph)
    for files, circle in found.items():
        why = "the domain's own" if set(files.split()) <= DOMAIN else KNOWN.get(files)
        if why is not None:
            tap.diag("%d parts of %s: %s" % (len(circle), files, why))
        elif not tap.ok(False, "a new circle of %d parts: %s" % (len(circle), files)):
            describe(graph, circle)
    tap.is_(sorted(set(KNOWN) - set(found)), [], "the known circles are there still: else their lines can go")


def test_of_the_test(graph):
    """If a timer knew its handlers, everything that sets one would be in a circle."""
    set_one = ("src/desk/timer.c", "timer_set")
    tables = {node for node in graph if node[0] == WIRING}
    found = " ".join(among_files({**graph, set_one: graph[set_one] | tables}))
    for file in ("src/desk/timer.c", "src/bot/responder.c"):
        tap.like(found, re.escape(file), "without wiring.c a circle goes through %s" % file)


def main():
    if shutil.which("objdump") is None:
        tap.skip_all("needs objdump of binutils")
    graph = read_graph(sources())
    wired = {node: reached for node, reached in graph.items() if node[0] != WIRING}
    tap.ok(len(wired) > 1000, "%d functions and tables are looked at" % len(wired))
    test_circles(wired)
    test_of_the_test(graph)
    tap.done()


main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""What can befall a store from below: a disk that is full or read-only, and a write-ahead log whose tail was damaged."""

import atexit
import ctypes
import json
import os
import resource
import shutil
import sqlite3
import struct
import subprocess

from servers import write_file

CLONE_NEWNS = 0x20000


def own_mounts():
    """Gives this process mounts that nobody else sees and that end with it: true where that is allowed. Before the first
    thread."""
    libc = ctypes.CDLL(None, use_errno=True)
    return (os.geteuid() == 0 and libc.unshare(CLONE_NEWNS) == 0
            and subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True).returncode == 0)


class Disk:
    """The directory of a store. With mounts of our own it is a small tmpfs; without, a limit on the size of the daemon's
    files stands in for a full disk, and the modes of the files for a read-only one (root does not heed those)."""

    SIZE = 512 * 1024 * 1024
    LEFT = 256 * 1024  # of the room, when little is to be left

    def __init__(self, path, mounts):
        self.path = path
        os.mkdir(path, 0o700)
        self.mounted = mounts and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "mode=700,size=%d" % self.SIZE, "frontdesk-torture", path],
            capture_output=True).returncode == 0
        if self.mounted:
            atexit.register(self.close)
        self.filler = os.path.join(path, "filler")
        self.full_by = "a full tmpfs" if self.mounted else "RLIMIT_FSIZE"
        self.read_only_by = "a tmpfs mounted read-only" if self.mounted else "chmod" if os.geteuid() != 0 else None

    def _remount(self, options):
        subprocess.run(["mount", "-o", "remount," + options, self.path], check=True, capture_output=True)

    def fill_for(self, pid):
        """Another process, on a disk that is full."""
        if not self.mounted:
            largest = max(entry.stat().st_size for entry in os.scandir(self.path))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))

    def fill(self, pid):
        if not self.mounted:
            self.fill_for(pid)
            return
        s = os.statvfs(self.path)
        self._remount("size=%d" % ((s.f_blocks - s.f_bfree) * s.f_frsize + self.LEFT))
        with open(self.filler, "wb", buffering=0) as f:
            try:
                while True:
                    f.write(bytes(4096))
            except OSError:
                pass

    def free(self, pid):
        if self.mounted:
            os.unlink(self.filler)
            self._remount("size=%d" % self.SIZE)
        else:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def read_only(self, yes):
        if self.mounted:
            self._remount("ro" if yes else "rw")
            return
        for entry in os.scandir(self.path):
            os.chmod(entry.path, 0o400 if yes else 0o600)
        os.chmod(self.path, 0o500 if yes else 0o700)

    def close(self):
        if self.mounted:
            subprocess.run(["umount", "--lazy", self.path], capture_output=True)
            self.mounted = False


def rows(path):
    """What sqlite3 finds in a store: the messages, and what PRAGMA integrity_check says."""
    db = sqlite3.connect(path)
    try:
        found = db.execute("SELECT id, stanza_id, body FROM message ORDER BY id").fetchall()
        return found, integrity(db)
    finally:
        db.close()


def integrity(db):
    """"ok", or what is wrong. Since SQLite 3.44 the check of the whole file looks through full-text indexes too, for which
    only the desk has the tokenizer: then each table is checked by itself, those of the indexes among them."""
    try:
        return db.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.OperationalError as e:
        if "no such tokenizer" not in str(e):
            raise
    tables = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'").fetchall()
    said = [db.execute("PRAGMA integrity_check(%s)" % name).fetchone()[0] for name, in tables]
    return next((words for words in said if words != "ok"), "ok")


class Log:
    """The write-ahead log beside a store that nobody writes at the moment (https://sqlite.org/walformat.html)."""

    HEADER, FRAME_HEADER = 32, 24

    def __init__(self, store):
        with open(store + "-wal", "rb") as f:
            self.bytes = f.read()
        with open(store + "-shm", "rb") as f:
            shm = f.read(136)
        self.frame = self.FRAME_HEADER + struct.unpack_from(">I", self.bytes, 8)[0]
        committed, = struct.unpack_from("=I", shm, 16)                   # mxFrame
        backfilled, = struct.unpack_from("=I", shm, 96)                  # nBackfill
        attempted, = struct.unpack_from("=I", shm, 128)                  # nBackfillAttempted
        self.first = max(backfilled, attempted)                          # frames that are in the database too
        self.last = committed
        self.commits = [n for n in range(1, committed + 1)
                        if struct.unpack_from(">I", self.bytes, self.end_of(n - 1) + 4)[0] != 0]

    def end_of(self, frame):
        return self.HEADER + frame * self.frame

    def safe_before(self, offset):
        """The length of the log up to the last commit that is whole before this byte."""
        whole = (offset - self.HEADER) // self.frame
        return self.end_of(max([0] + [n for n in self.commits if n <= whole]))


def cut_off(rng, log, at):
    return log[:at]


def one_bit(rng, log, at):
    return log[:at] + bytes([log[at] ^ (1 << rng.randrange(8))]) + log[at + 1:]


def one_sector(rng, log, at):
    return log[:at] + rng.randbytes(512) + log[at + 512:]


def zeros_to_the_end(rng, log, at):
    return log[:at] + bytes(len(log) - at)


DAMAGES = (cut_off, one_bit, one_sector, zeros_to_the_end)


class Damaged:
    """A store as a dead machine would leave it, copied, and damaged again and again."""

    def __init__(self, desk, scratch):
        self.desk = desk
        self.dir = os.path.join(scratch, "damaged")
        os.makedirs(self.dir, exist_ok=True)
        self.copy = os.path.join(self.dir, "frontdesk.db")
        desk.freeze()
        try:
            self.log = Log(desk.store)
            with open(desk.store, "rb") as f:
                self.database = f.read()
        finally:
            desk.thaw()
        with open(desk.conf) as f:
            text = f.read()
        self.conf = os.path.join(self.dir, "frontdesk.conf")
        write_file(self.conf, text.replace(desk.store, self.copy))

    def lay_out(self, log):
        for name in os.listdir(self.dir):
            if name.startswith("frontdesk.db"):
                os.unlink(os.path.join(self.dir, name))
        for suffix, content in (("", self.database), ("-wal", log)):
            with open(self.copy + suffix, "wb") as f:
                f.write(content)

    def export(self):
        done = subprocess.run([self.desk.binary, "archive", "export", "-c", self.conf], capture_output=True, timeout=60)
        lines = done.stdout.decode().split("\n")[:-1]
        return done.returncode, [json.loads(line)["body"] for line in lines], done.stderr.decode()

    def one(self, rng):
        """One damage: (rows that were whole before it, how many of them are missing, complaints)."""
        damage = rng.choice(DAMAGES)
        at = rng.randrange(self.log.end_of(self.log.first), self.log.end_of(self.log.last))
        self.lay_out(self.log.bytes[:self.log.safe_before(at)])
        want, _ = rows(self.copy)
        self.lay_out(damage(rng, self.log.bytes, at))
        status, bodies, err = self.export()  # first, so that it is frontdesk that meets the damage
        got, integrity = rows(self.copy)
        what = "%s at byte %d of %d: " % (damage.__name__, at, len(self.log.bytes))
        complaints = []
        if integrity != "ok":
            complaints.append(what + "integrity_check: %s" % integrity)
        if status != 0 or err:
            complaints.append(what + "export: status %d, %s" % (status, err.strip()))
        if got[:len(want)] != want or bodies[:len(want)] != [body for _, _, body in want]:
            complaints.append(what + "rows are not those before the damage")
        if got != want:
            complaints.append(what + "%d rows, not %d" % (len(got), len(want)))
        return len(want), len(set(want) - set(got)), complaints

    def close(self):
        shutil.rmtree(self.dir, ignore_errors=True)

# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine with a systemd of its own, for the test of the unit: the files of this one below an overlay, so that nothing
that is installed there is left here, and its own processes, mounts, IPC and control groups; the network is this one's.

    with Machine(scratch) as machine:
        machine.run("systemctl", "is-system-running")

Only as root, and where namespaces and control groups may be made: Machine.missing() says what is in the way."""

import os
import re
import subprocess

from servers import Process, Trouble, wait_until, write_file

SYSTEMD = "/lib/systemd/systemd"
GROUPS = "/sys/fs/cgroup"

# Outside: a control group of its own. Inside: an overlay, the few devices that a service may see, a kernel that nothing
# can set, and no service but those that are started.
OUTSIDE = """
for tree in %(groups)s/systemd %(groups)s/unified %(groups)s; do
    if [ -f $tree/cgroup.procs ]; then mkdir $tree/%(name)s && echo $$ > $tree/%(name)s/cgroup.procs; fi
done
exec unshare --mount --pid --fork --uts --ipc --cgroup --kill-child sh -ec "$1"
"""
INSIDE = """
mount --make-rprivate /
mount -t tmpfs tmpfs %(dir)s
mkdir %(dir)s/upper %(dir)s/work %(dir)s/root
mount -t overlay overlay -o lowerdir=/,upperdir=%(dir)s/upper,workdir=%(dir)s/work %(dir)s/root
cd %(dir)s/root
mount -t tmpfs tmpfs dev -o mode=755
for device in null zero full random urandom tty; do touch dev/$device; mount --bind /dev/$device dev/$device; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
touch dev/kmsg
mount -t proc proc proc
mount --bind proc/sys proc/sys && mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
if [ -f %(groups)s/cgroup.controllers ]; then
    mount -t cgroup2 cgroup2 sys/fs/cgroup
else
    mount -t tmpfs tmpfs sys/fs/cgroup -o mode=755
    mkdir sys/fs/cgroup/systemd sys/fs/cgroup/unified
    mount -t cgroup -o none,name=systemd,xattr cgroup sys/fs/cgroup/systemd
    mount -t cgroup2 cgroup2 sys/fs/cgroup/unified
fi
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
rm -rf etc/systemd/system lib/systemd/system/*.wants && mkdir etc/systemd/system
echo '[Unit]' > etc/systemd/system/test.target
pivot_root . mnt
umount -l mnt
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=test %(systemd)s --system --unit=test.target --log-target=kmsg \
    --show-status=no
"""


class Machine(Process):
    def __init__(self, scratch):
        super().__init__()
        self.dir = os.path.join(scratch, "machine")
        self.log = os.path.join(scratch, "machine.log")
        self.first = None  # its process 1, as this machine counts
        self.words = {"dir": self.dir, "groups": GROUPS, "systemd": SYSTEMD, "name": "frontdesk-test-%d" % os.getpid()}

    @staticmethod
    def missing():
        if os.geteuid() != 0:
            return "a systemd of one's own needs root"
        if not os.path.exists(SYSTEMD):
            return "there is no systemd"
        tried = subprocess.run(["unshare", "--mount", "--pid", "--fork", "--uts", "--ipc", "--cgroup", "sh", "-ec",
                                "mount --make-rprivate /; mount -t cgroup2 cgroup2 /mnt"], capture_output=True)
        return None if tried.returncode == 0 else "control groups cannot be mounted here"

    def start(self):
        os.mkdir(self.dir)
        self.spawn(["sh", "-ec", OUTSIDE % self.words, "sh", INSIDE % self.words], self.log)

        def ready():
            if not self.running():
                raise Trouble("the machine ended at its start:\n" + self.log_text())
            with open("/proc/%d/task/%d/children" % (self.pid, self.pid)) as f:
                self.first = int((f.read().split() or [0])[0])
            return self.first and self.run("systemctl", "is-system-running")[1] == "running\n"

        wait_until("the machine runs", 60, ready, every=0.1)
        return self

    def log_text(self):
        with open(self.log, errors="replace") as f:
            text = f.read()
        try:
            with open(self.path("/dev/kmsg"), errors="replace") as f:
                return text + f.read()
        except OSError:
            return text

    def path(self, path):
        """A file of it, as seen from here."""
        return "/proc/%d/root%s" % (self.first or 0, path)

    def run(self, *argv, seconds=60):
        """(status, standard output, standard error) of a command there."""
        done = subprocess.run(["nsenter", "-t", str(self.first), "-m", "-p", "-u", "-i", "-C", "-r", "-w", "env", "-i",
                               "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", *argv],
                              text=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=seconds)
        return done.returncode, done.stdout, done.stderr

    def must(self, *argv, seconds=60):
        """Standard output of a command that has to succeed."""
        status, out, err = self.run(*argv, seconds=seconds)
        if status != 0:
            raise Trouble("%s: status %d: %s%s" % (" ".join(argv), status, err, self.log_text()[-3000:]))
        return out

    def write(self, path, text, mode=0o644):
        write_file(self.path(path), text, mode)

    def properties(self, unit, *names):
        out = self.must("systemctl", "show", unit, "--property", ",".join(names))
        return dict(line.split("=", 1) for line in out.splitlines())

    def host_pid(self, pid):
        """The process that has this number there."""
        for name in os.listdir("/proc"):
            try:
                with open("/proc/%s/status" % name) as f:
                    numbers = re.search(r"^NSpid:\s+(.*)$", f.read(), re.M)
            except (OSError, NotADirectoryError):
                continue
            if numbers and numbers.group(1).split() == [name, str(pid)]:
                return int(name)
        raise Trouble("there is no process %s" % pid)

    def kill(self):
        super().kill()
        self.first = None
        for tree in ("systemd", "unified", "."):
            group = os.path.join(GROUPS, tree, self.words["name"])
            for dir, _, _ in os.walk(group, topdown=False):
                try:
                    wait_until("%s is empty" % dir, 10, lambda: not self._members(dir))
                    os.rmdir(dir)
                except (OSError, Trouble):
                    pass

    @staticmethod
    def _members(group):
        with open(os.path.join(group, "cgroup.procs")) as f:
            return f.read()

    def stop(self):
        self.kill()
        return 0

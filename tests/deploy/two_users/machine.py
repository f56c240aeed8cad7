"""A machine of its own for a test: own users, folders and processes, gone when the test ends.

It is a mount namespace and a PID namespace (unshare(1)). What is written to /etc, /srv, /var and
/root goes to a tmpfs over them, so users made there are real to the kernel and never reach the
machine that runs the test. The network is shared: services listen on free ports of loopback.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.stack import ROOT

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_LAYERED = ("etc", "srv", "var/lib", "var/backups", "root")
_EMPTY = ("/dev/shm", "/run", "/var/tmp", "/tmp")
_PREPARE = """
set -e
scratch=$1; shift
mount -t tmpfs -o mode=0755 tmpfs "$scratch"
for name in $LAYERED; do
    above="$scratch/$name/upper" aside="$scratch/$name/work"
    mkdir -p "$above" "$aside"
    # Python may lie below /root, and other users must get to it.
    if [ "$name" = root ]; then chmod 0711 "$above"; else chmod 0755 "$above"; fi
    mount -t overlay overlay -o "lowerdir=/$name,upperdir=$above,workdir=$aside" "/$name"
done
for name; do mount -t tmpfs -o mode=1777 tmpfs "$name"; done
echo ready
exec cat
"""


def why_not_here() -> str:
    """Return why no such machine can be made here, or nothing."""
    if os.getuid() != 0:
        return "needs root: run it with sudo"
    missing = [tool for tool in ("unshare", "nsenter", "setpriv", "useradd") if shutil.which(tool) is None]
    if missing:
        return f"needs {', '.join(missing)}"
    trial = subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], capture_output=True)
    return "" if trial.returncode == 0 else "needs namespaces, which this machine does not allow"


class Machine:
    """The machine. `root` is its file system, seen from outside."""

    def __init__(self) -> None:
        self._scratch = Path(tempfile.mkdtemp(prefix="clinic-two-users-", dir="/var/tmp"))
        self._made_at = self._scratch.stat().st_ctime_ns  # by the clock of files, which is a coarse one
        used = (ROOT.resolve(), Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve())
        empty = [name for name in _EMPTY if not any(path.is_relative_to(name) for path in used)]
        enter = ("unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child")
        self._unshare = subprocess.Popen(
            [*enter, "sh", "-c", _PREPARE, "sh", str(self._scratch), *empty],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PATH": _PATH, "LAYERED": " ".join(_LAYERED)},
            text=True,
        )
        if self._unshare.stdout.readline() != "ready\n":
            self.stop()
            raise RuntimeError("the namespace could not be prepared; the messages are above")
        self._pid = _only_child(self._unshare.pid)
        self._services: list[Service] = []
        self.root = Path(f"/proc/{self._pid}/root")

    def stop(self) -> None:
        """End every process of the machine; its files go with them."""
        self._unshare.kill()  # its child ends with it, and all others with that one: it is their init
        self._unshare.wait()
        for service in self._services:
            service.wait()
        self._unshare.stdin.close()
        self._unshare.stdout.close()
        self._scratch.rmdir()

    def command(
        self,
        *command: str,
        user: str = "",
        group: str = "",
        env: Mapping[str, str] | None = None,
        cwd: str = "/",
        umask: str = "0022",
    ) -> list[str]:
        """Return the command line that runs `command` there, as root or as systemd runs a `user`."""
        become: Sequence[str] = ()
        if user:
            become = ("setpriv", "--reuid", user, "--regid", group or user, "--init-groups", "--no-new-privs")
            become = (*become, "--inh-caps=-all", "--bounding-set=-all")
        variables = [f"{name}={value}" for name, value in ({"PATH": _PATH} | dict(env or {})).items()]
        return [
            *("nsenter", "--target", str(self._pid), "--mount", "--pid", "--"),
            *("env", "-i", "-C", cwd, *variables, *become),
            *("sh", "-c", f'umask {umask}; exec "$@"', "sh", *command),
        ]

    def run(
        self, *command: str, given: str = "", check: bool = True, **how: object
    ) -> subprocess.CompletedProcess:
        """Run a command to its end. Raises RuntimeError with its output when `check` and it fails."""
        done = subprocess.run(
            self.command(*command, **how), input=given, capture_output=True, text=True, timeout=300
        )
        if check and done.returncode:
            raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def start(self, *command: str, log: Path, **how: object) -> Service:
        """Start a command that goes on; its output is added to `log`."""
        with log.open("ab") as out:
            service = Service(subprocess.Popen(self.command(*command, **how), stdout=out, stderr=out))
        self._services.append(service)
        return service

    def file(self, path: str) -> Path:
        """Return where an absolute path of the machine is, seen from outside."""
        return self.root / path.lstrip("/")

    def was_changed(self, path: str) -> bool:
        """Whether a file was made, written or renamed on this machine, not before it was made.

        No program can set the time that tells (the ctime).
        """
        return self.file(path).stat().st_ctime_ns >= self._made_at


class Service:
    """A process of the machine that goes on until it is stopped."""

    def __init__(self, entering: subprocess.Popen) -> None:
        self._entering = entering  # nsenter(1), which waits for the process itself

    @property
    def has_ended(self) -> bool:
        """Whether it ended by itself."""
        return self._entering.poll() is not None

    def stop(self) -> None:
        """Ask it to end, and wait until it did."""
        if not self.has_ended:
            os.kill(_only_child(self._entering.pid), signal.SIGTERM)
            self.wait()

    def wait(self) -> None:
        """Wait until it ended."""
        self._entering.wait(40)


def _only_child(pid: int) -> int:
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(child)

"""Run the site and the worker on one machine, for `make run`."""

from __future__ import annotations

import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from clinic_site.ops import static_bundles

_GRACE = 30  # seconds for a process to stop
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    """Prepare the database and the static files, then run until Ctrl-C."""

    help = "Run the site and the outbox worker on this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --port."""
        parser.add_argument("--port", type=int, default=8000)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Set the umask before the system checks, which open the database: all files are to be private."""
        os.umask(0o077)
        return super().execute(*args, **options)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        """Check the port before anything is changed, then prepare and run."""
        _check_port(port)
        for number in _STOPPING:
            signal.signal(number, _interrupt)
        processes: list[subprocess.Popen] = []
        try:
            self._prepare()
            self._run(port, processes)
        except KeyboardInterrupt:
            self.stdout.write("Stopping …")
        except OperationalError as error:
            raise CommandError(f"the database cannot be used: {error}") from None
        except OSError as error:  # a full or read-only disk
            raise CommandError(f"{error.filename}: {error.strerror}") from None
        finally:
            _stop(processes)

    def _run(self, port: int, processes: list[subprocess.Popen]) -> None:
        environment = os.environ | {"SITE_URL": f"http://127.0.0.1:{port}", "PORT": str(port)}
        for command in (
            _python("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "clinic_site.wsgi"),
            _python("manage.py", "worker"),
        ):
            processes.append(
                subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)
            )
        self.announce(port, processes)
        while all(process.poll() is None for process in processes):
            time.sleep(0.2)
        raise CommandError("the site or its worker stopped unexpectedly; see the last log lines above")

    def announce(self, port: int, processes: list[subprocess.Popen]) -> None:
        """Print the addresses once the first page answers, and say if it is an error page.

        Raises CommandError as `wait_for_first_page` does.
        """
        status = wait_for_first_page(port, processes)
        self._print_urls(port)
        if status >= http.HTTPStatus.BAD_REQUEST:
            self.stdout.write(
                f"\n  The first page shows an error (status {status}). The log is in this window, above.\n"
            )
            self.stdout.flush()

    def _prepare(self) -> None:
        Path(settings.VAR_DIR, "mail").mkdir(parents=True, exist_ok=True)
        self.stdout.write("Preparing the database …")
        self.stdout.flush()
        call_command("migrate", verbosity=0)
        call_command("load_faq", stdout=self.stdout)
        if Path(settings.CLINIC_FILE).name == "example.toml":  # make run CLINIC=example
            call_command("example_clinic")
        stamp = Path(settings.VAR_DIR) / "static.stamp"
        fingerprint = _static_fingerprint()
        collected = Path(settings.STATIC_ROOT, "staticfiles.json").is_file()
        if not collected or not stamp.is_file() or stamp.read_text() != fingerprint:
            self.stdout.write("Collecting and compressing static files …")
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            stamp.write_text(fingerprint)

    def _print_urls(self, port: int) -> None:
        mail = settings.EMAIL_FILE_PATH if "filebased" in settings.EMAIL_BACKEND else settings.EMAIL_HOST
        self.stdout.write(
            f"\n  Site   http://127.0.0.1:{port}/\n"
            f"  Admin  http://127.0.0.1:{port}/admin/   (create a staff account: make staff)\n"
            f"  Mail   {mail}\n\n  Ctrl-C ends everything.\n"
        )
        self.stdout.flush()


def _python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "not a valid port"
            raise CommandError(f"port {port} cannot be used ({reason}); try: make run PORT=8001") from None


def _static_fingerprint() -> str:
    """Return a hash of the names, sizes and modification times of all static files."""
    for name in (static_bundles.CSS, static_bundles.JS):
        static_bundles.build(name)
    lines = []
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            lines.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def wait_for_first_page(port: int, processes: list[subprocess.Popen], *, seconds: float = 120) -> int:
    """Wait until the site answers a request for its first page; return the HTTP status, whatever it is.

    An open port is not enough: gunicorn accepts connections before it has loaded the site. Raises
    CommandError if one of `processes` ends first, or if no answer comes within about `seconds`.
    """
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if any(process.poll() is not None for process in processes):
            raise CommandError("the site did not start; see the last log lines above")
        if status := _status_of_first_page(port, min(left, 5)):  # then look again whether the processes run
            return status
        time.sleep(0.1)
    raise CommandError(f"the first page did not answer within {seconds} seconds; see the log lines above")


def _status_of_first_page(port: int, seconds: float) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _interrupt(*_: object) -> None:
    _ignore_signals()
    raise KeyboardInterrupt


def _ignore_signals() -> None:
    """Ignore signals that would end this process: a second Ctrl-C must not leave another one running."""
    for number in _STOPPING:
        signal.signal(number, signal.SIG_IGN)


def _stop(processes: list[subprocess.Popen]) -> None:
    _ignore_signals()
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

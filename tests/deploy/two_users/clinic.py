"""The clinic's two sides on a machine, installed line by line from the guide."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from tests.deploy.two_users.browser import Answer, ask, hidden_inputs
from tests.deploy.two_users.guide import install_steps
from tests.deploy.two_users.machine import Machine, Service
from tests.deploy.two_users.unit import Unit, read_unit
from tests.stack import PATIENCE, ROOT, STAFF_PASSWORD, Mailbox, free_port, wait_until

CODE = "/srv/clinic"
_POSTGRES = "/var/lib/clinic-postgres"
_ADDRESS = re.compile(r"^(?:# )?DATABASE_URL=postgres://(\w+):PASSWORD@127\.0\.0\.1/clinic$", re.MULTILINE)
_CREATE_ROLE = re.compile(r"createuser --pwprompt (\w+)$")
_REFERENCE = re.compile(r'class="reference"[^>]*>\s*([^<]+?)\s*<')
HOSTS = {"public": "www.example.org", "staff": "staff.example.org"}


@dataclass(frozen=True)
class Sent:
    """A request that was acknowledged: what its receipt shows, and what was typed."""

    reference: str
    name: str
    phone: str
    message: str


class Answering:
    """A process that answers questions: a JSON list a line, [name, arguments]."""

    def __init__(self, process: subprocess.Popen) -> None:
        self._process = process

    def __call__(self, name: str, *arguments: Any) -> Any:
        """Return the answer. Raises RuntimeError with the error of the other side."""
        self._process.stdin.write(json.dumps([name, arguments]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"error": "the process ended"}
        if "error" in answer:
            raise RuntimeError(f"{name}: {answer['error']}")
        return answer["answer"]

    def stop(self) -> None:
        """End it."""
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


class Clinic:
    """Both sides, their database and their users; `staff` and `intruder` answer questions as those users."""

    def __init__(self, machine: Machine, mailbox: Mailbox) -> None:
        self.machine, self.mailbox = machine, mailbox
        self.ports = {"public": free_port(), "staff": free_port(), "postgres": free_port()}
        self.passwords = {name: secrets.token_hex(24) for name in ("postgres", "clinic", "clinic_public")}
        self.services: dict[str, Service] = {}
        self.staff: Answering
        self.intruder: Answering
        self.log = Path(tempfile.mkdtemp(prefix="clinic-two-users-log-"), "log.txt")
        self.log.touch()
        self.sent: list[Sent] = []
        self.units: dict[str, Unit] = {
            "public": read_unit("clinic-public@.service"),
            "staff": read_unit("clinic-staff.service"),
            "worker": read_unit("clinic-worker.service"),
        }

    # --- setting up ---------------------------------------------------------------------------
    def install(self) -> None:
        """Follow the guide up to its services."""
        copy_release(self.machine, CODE)
        self._start_postgres()
        for step in install_steps():
            for line in step.lines:
                self.as_root(line)
            if any("public.env.example" in line for line in step.lines):
                self._fill_in()
        account = ("--username", "nurse", "--role", "clinician", "--password-from-env")
        self.manage("make_staff", *account, STAFF_PASSWORD=STAFF_PASSWORD)

    def as_root(self, line: str, *, check: bool = True) -> None:
        """Run a line of the guide as root in the folder of the code."""
        if role := _CREATE_ROLE.search(line):
            make = SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                Identifier(role[1]), Literal(self.passwords[role[1]])
            )
            self.as_superuser(make, database="postgres")
            return
        here = {"PGHOST": _POSTGRES, "PGPORT": str(self.ports["postgres"])}
        self.machine.run("bash", "-ec", line, env=here, cwd=CODE, check=check)

    def _start_postgres(self) -> None:
        binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        as_postgres = {"user": "postgres", "cwd": _POSTGRES}
        self.machine.run("install", "-d", "-o", "postgres", "-m", "0755", _POSTGRES)
        password = f"{_POSTGRES}/password"
        self.machine.run("tee", password, given=self.passwords["postgres"], umask="0077", **as_postgres)
        self.machine.run(
            *(str(binaries / "initdb"), "-D", f"{_POSTGRES}/db", "-U", "postgres", "-E", "UTF8"),
            *("--locale=C", "--no-sync", "-A", "scram-sha-256", "--auth-local=peer", f"--pwfile={password}"),
            **as_postgres,
        )
        self.machine.run("rm", password)
        options = f"-c listen_addresses=127.0.0.1 -c port={self.ports['postgres']} -c fsync=off"
        options += f" -c unix_socket_directories={_POSTGRES}"
        self.machine.run(
            *(str(binaries / "pg_ctl"), "-D", f"{_POSTGRES}/db", "-l", f"{_POSTGRES}/log", "-w"),
            *("-o", options, "start"),
            **as_postgres,
        )

    def _fill_in(self) -> None:
        for side in ("public", "staff"):
            file = self.machine.file(f"/etc/clinic/{side}.env")
            text = _ADDRESS.sub(lambda found: f"DATABASE_URL={self.database(found[1])}", file.read_text())
            text = re.sub(
                r"^EMAIL_URL=.*$", f"EMAIL_URL=smtp://127.0.0.1:{self.mailbox.port}", text, flags=re.M
            )
            file.write_text(text.replace("front-desk@example.org", "front-desk@clinic.test"))
        facts = (ROOT / "tests" / "clinic.toml").read_text()
        self.machine.file("/etc/clinic/clinic.toml").write_text(facts)

    # --- running ------------------------------------------------------------------------------
    def database(self, role: str, name: str = "clinic") -> str:
        """Return the address of the database for a role."""
        return f"postgres://{role}:{self.passwords[role]}@127.0.0.1:{self.ports['postgres']}/{name}"

    def as_superuser(self, statement: Any, *, database: str = "clinic") -> list[tuple]:
        """Run one statement beside all rules; return its rows."""
        with psycopg.connect(self.database("postgres", database), autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def keep(self) -> None:
        """Keep the database as it is now; `put_back` makes it so again."""
        self._copy_database("clinic", "kept", owner="postgres")

    def put_back(self) -> None:
        """Make the database what it was at `keep`."""
        self.as_superuser("DROP DATABASE clinic WITH (FORCE)", database="postgres")
        self._copy_database("kept", "clinic", owner="clinic")

    def _copy_database(self, source: str, target: str, *, owner: str) -> None:
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}"
        self.as_superuser(SQL(end).format(Literal(source)), database="postgres")
        copy = SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
        names = map(Identifier, (target, source, owner))
        self.as_superuser(copy.format(*names), database="postgres")

    def environment(self, service: str) -> dict[str, str]:
        """Return what systemd gives to a service, with a port that is free here.

        Pages are rendered when they are asked for: no test here is about the page cache.
        """
        unit = self.units[service]
        lines = self.machine.file(unit.environment_file).read_text().splitlines()
        given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        bind = {"BIND": f"127.0.0.1:{self.ports[service]}"} if service in self.ports else {}
        return given | unit.environment | bind | {"LANG": "C.UTF-8", "PREWARM": "false"}

    def _as(self, service: str) -> dict[str, Any]:
        unit = self.units[service]
        env = self.environment(service)
        return {"user": unit.user, "group": unit.group, "umask": unit.umask, "cwd": unit.cwd, "env": env}

    def start(self, service: str) -> None:
        """Start one of the services as its unit says, and wait until it answers."""
        self.services[service] = self.machine.start(
            *self.units[service].command, log=self.log, **self._as(service)
        )
        if service in HOSTS:
            wait_until(
                lambda: self._answers(service), PATIENCE, f"answer of the {service} side; see {self.log}"
            )

    def restart(self, service: str) -> None:
        """Stop a service and start it again."""
        self.services[service].stop()
        self.start(service)

    def _answers(self, side: str) -> bool:
        if self.services[side].has_ended:
            raise RuntimeError(f"the {side} side ended: {self.log.read_text()[-3000:]}")
        try:
            return self.ask(side, "GET", "/livez").status == 200
        except OSError:
            return False

    def manage(self, *arguments: str, check: bool = True, **env: str) -> subprocess.CompletedProcess:
        """Run a management command as the staff side."""
        how = self._as("worker")
        how["env"] |= env
        return self.machine.run(".venv/bin/python", "manage.py", *arguments, check=check, **how)

    def answering(self, service: str, module: str) -> Answering:
        """Start a module of these tests as the user of a service."""
        how = self._as(service)
        how["env"] |= {"DJANGO_SETTINGS_MODULE": "clinic_site.settings"}
        command = self.machine.command(".venv/bin/python", "-m", module, **how)
        with self.log.open("ab") as log:
            return Answering(
                subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
                )
            )

    def stop(self) -> None:
        """Remove the log; the machine ends the processes."""
        for answering in ("staff", "intruder"):
            with contextlib.suppress(AttributeError, OSError):
                getattr(self, answering).stop()
        shutil.rmtree(self.log.parent)

    # --- asking -------------------------------------------------------------------------------
    def ask(
        self, side: str, method: str, path: str, form: list[tuple[str, str]] | None = None, **headers: str
    ) -> Answer:
        """Send one request to a side as nginx passes it on."""
        return ask(self.ports[side], HOSTS[side], method, path, form, **headers)

    def send_request(self, name: str, phone: str, message: str) -> Sent:
        """Fill in the callback form, send it, and return what the receipt shows."""
        form = [
            ("name", name),
            ("adult", "yes"),
            ("channel", "phone"),
            ("phone", phone),
            ("message", message),
        ]
        form += [("email", ""), ("times", "any"), ("voicemail", "no"), ("say_clinic_name", "no")]
        form += [("consent", "on"), ("stamp", self.intruder("stamp"))]
        answer = self.ask("public", "POST", "/callback/", form)
        if "/again/" in answer.location:  # the answers, to be checked; the form there contains them all
            answer = self.ask("public", "GET", answer.location)
            answer = self.ask("public", "POST", "/callback/", hidden_inputs(answer.page))
        if answer.status != 303:
            raise RuntimeError(f"the form was answered with {answer.status}")
        receipt = self.ask("public", "GET", answer.location)
        sent = Sent(_REFERENCE.search(receipt.page)[1].strip(), name, phone, message)
        self.sent.append(sent)
        return sent


def copy_release(machine: Machine, target: str) -> None:
    """Put what git knows of this checkout into a folder of root, with its packages beside it."""
    named = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True
    )
    for name in filter(None, named.stdout.decode().split("\0")):
        source, copy = ROOT / name, machine.file(f"{target}/{name}")
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
            shutil.copy(source, copy)
    machine.run("chmod", "-R", "u=rwX,go=rX", target)
    machine.run("ln", "-s", str((ROOT / ".venv").resolve()), f"{target}/.venv")

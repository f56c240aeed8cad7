"""Files that the public side's user can read, write or put in the place of others."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.deploy.two_users.clinic import CODE, Clinic
from tests.deploy.two_users.guide import named_paths, upgrade_lines

_KEYS = "/etc/clinic/staff"
_FOLDERS = ["/etc", "/srv", "/var", "/run", "/tmp", "/dev/shm", "/home", "/opt", "/usr/local"]
_SERVED = ["/etc", "/srv", "/var/lib", "/var/backups"]
_MARK_CODE = "import os; open(f'/tmp/ran-as-{os.getuid()}', 'w').close()\n"
_PLANTED = {
    "local.env": "EMAIL_FROM=intruder@example.org\nREDIS_URL=redis://127.0.0.1:6399\nLOG_LEVEL=DEBUG\n"
    "KEEP_DAYS=spam=1\nCONFIRMATION_FROM=intruder@example.org\nMAINTENANCE=true\n",
    ".env": "EMAIL_FROM=intruder@example.org\n",
    "sitecustomize.py": _MARK_CODE,
    "usercustomize.py": _MARK_CODE,
    "clinic.pth": _MARK_CODE,
    "manage.py": _MARK_CODE,
    "clinic_site/settings.py": _MARK_CODE,
    "templates/account/login.html": "written by the public side",
    "admin/login.html": "written by the public side",
    "gunicorn.conf.py": _MARK_CODE,
    "__pycache__/settings.cpython-311.pyc": "written by the public side",
}


@pytest.fixture
def planted(clinic: Clinic) -> Iterator[list[tuple[str, str]]]:
    """Take note of what an intruder put in the place of something; undo it afterward."""
    done: list[tuple[str, str]] = []
    clinic.machine.run("cp", "-a", "/etc/clinic", "/etc/clinic.kept")
    yield done
    for path, aside in reversed(done):
        clinic.machine.run("rm", "-rf", path)
        if aside:
            clinic.machine.run("mv", aside, path)
    clinic.machine.run("rm", "-rf", "/etc/clinic")
    clinic.machine.run("mv", "/etc/clinic.kept", "/etc/clinic")
    clinic.restart("staff")


def _put(clinic: Clinic, planted: list[tuple[str, str]], how: str, path: str, what: str) -> bool:
    """Write a file or a link in the place of `path`; return whether that was possible."""
    aside = clinic.intruder("move_aside", path)
    if clinic.intruder(how, path, what).startswith("refused"):
        if aside:
            clinic.machine.run("mv", aside, path)
        return False
    planted.append((path, aside))
    return True


def _staff_keys(clinic: Clinic) -> dict[str, tuple[int, int, bytes]]:
    """Return mode, owner and content of each key file of the staff side, by name."""
    files = [path for path in clinic.machine.file(_KEYS).iterdir() if path.is_file()]
    return {path.name: (path.stat().st_mode, path.stat().st_uid, path.read_bytes()) for path in files}


def _uids_that_ran_the_intruders_code(clinic: Clinic) -> set[str]:
    intruder = clinic.machine.run("id", "-u", clinic.units["public"].user).stdout.strip()
    marks = {path.name.removeprefix("ran-as-") for path in clinic.machine.file("/tmp").glob("ran-as-*")}
    return marks - {intruder}


def test_the_public_side_reads_no_secret_of_the_staff_side(clinic: Clinic) -> None:
    clinic.manage("backup", "/var/backups/clinic/read.backup", check=False)
    given = {path.read_bytes() for path in clinic.machine.file("/etc/clinic/public").iterdir()}
    keys = {line for _m, _u, content in _staff_keys(clinic).values() for line in content.split(b"\n")}
    public = (b"", *b"".join(given).split(b"\n"))
    secrets = {line.split(b" ")[-1] for line in keys if line not in public and not line.startswith(b"#")}
    secrets = {each for each in secrets if len(each) > 20 and not each.startswith(b"age1")}
    secrets |= {clinic.passwords[role].encode() for role in ("clinic", "postgres")}
    assert len(secrets) >= 4

    # The secrets are random and were made on the machine, so no file that is older contains one.
    readable = filter(clinic.machine.was_changed, clinic.intruder("readable_files", _FOLDERS))
    contents = {path: clinic.machine.file(path).read_bytes() for path in readable}

    assert given <= set(contents.values())
    assert [path for path, content in contents.items() if any(each in content for each in secrets)] == []
    assert clinic.intruder("readable_files", ["/var/backups"]) == []


def test_nothing_that_the_staff_side_reads_can_be_replaced_by_the_public_side(clinic: Clinic) -> None:
    started_with = [f"{CODE}/deploy/manage", *(unit.environment_file for unit in clinic.units.values())]

    assert clinic.intruder("can_replace", [*clinic.staff("read_paths"), *started_with]) == []


def test_nothing_that_belongs_to_the_staff_side_can_be_written_by_the_public_side(clinic: Clinic) -> None:
    """Sockets, shared memory and lock files among it."""
    uid = int(clinic.machine.run("id", "-u", clinic.units["staff"].user).stdout)
    found = clinic.intruder("writable", _FOLDERS)

    assert [path for path in found if clinic.machine.file(path).lstat().st_uid == uid] == []


def test_the_public_side_can_write_to_no_folder_of_the_site(clinic: Clinic) -> None:
    # The socket of the test's PostgreSQL is open to everyone, as Debian's is in /run/postgresql.
    expected = ("/etc/clinic/public/", "/var/lib/clinic-postgres/.s.PGSQL.")

    found = clinic.intruder("writable", _SERVED)

    assert [path for path in found if not path.startswith(expected)] == []


def test_planted_files_change_no_setting_and_no_code_of_the_staff_side(
    clinic: Clinic, planted: list[tuple[str, str]]
) -> None:
    login = clinic.ask("staff", "GET", "/staff/login/").page
    settings = clinic.staff("settings")
    code = clinic.machine.file(CODE)
    folders = {
        *clinic.intruder("writable", _SERVED),
        CODE,
        "/var/lib/clinic",
        "/etc/clinic",
        "/tmp",
        "/dev/shm",
    }
    for folder in sorted(folders):
        if not clinic.machine.file(folder).is_dir() or folder.startswith(f"{CODE}/.venv"):
            continue
        for name, text in _PLANTED.items():
            _put(clinic, planted, "write", f"{folder}/{name}", text)

    clinic.restart("staff")
    again = clinic.answering("staff", "tests.deploy.two_users.as_staff")

    try:
        changed = {name: value for name, value in again("settings").items() if settings.get(name) != value}
    finally:
        again.stop()
    assert code.is_dir()
    assert changed == {}
    assert _without_tokens(clinic.ask("staff", "GET", "/staff/login/").page) == _without_tokens(login)
    assert _uids_that_ran_the_intruders_code(clinic) == set()


def test_staff_script_cannot_be_replaced(clinic: Clinic, planted: list[tuple[str, str]]) -> None:
    root = clinic.staff("static_root")
    (name,) = [path.name for path in clinic.machine.file(f"{root}/js").glob("site.*.js")]
    script = clinic.ask("staff", "GET", f"/static/js/{name}").page
    assert len(script) > 1000

    _put(clinic, planted, "write", f"{root}/js/{name}", "alert('written by the public side')")
    clinic.restart("staff")

    assert clinic.ask("staff", "GET", f"/static/js/{name}").page == script


def test_links_in_the_place_of_folders_make_root_open_no_key(
    clinic: Clinic, planted: list[tuple[str, str]]
) -> None:
    paths = set(named_paths())
    paths.add(clinic.staff("static_root"))
    before = _staff_keys(clinic)
    for path in sorted(paths, key=len, reverse=True):
        _put(clinic, planted, "link", path, _KEYS)

    for line in upgrade_lines():
        clinic.as_root(line, check=False)

    assert _staff_keys(clinic) == before


def test_root_writes_to_nothing_that_the_public_side_can_lead_elsewhere(clinic: Clinic) -> None:
    assert clinic.intruder("can_redirect", named_paths()) == []


def _without_tokens(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", page)

"""A database of release 0.1 is upgraded as docs/operations.md says, and nobody loses anything.

`release_0_1/database.json` was made with the code of that release (commit 1613710). On PostgreSQL
the sides are separate afterward, as the guide sets them up; on SQLite one process has both roles.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clinic_site.ops.key_files import STAFF_KEY_FILES
from tests.deploy.postgres import private_postgres
from tests.stack import Stack

pytestmark = pytest.mark.deploy

FOLDER = Path(__file__).parent / "release_0_1"
DATABASE = FOLDER / "database.json"
DUMP = json.loads(DATABASE.read_text(encoding="utf-8"))
REQUESTS = {request["case"]: request for request in DUMP["requests"]}


@dataclass(frozen=True)
class Upgraded:
    """The site after the upgrade: what its commands printed, and what patients and staff found."""

    commands: dict[str, str]
    patients: dict[str, Any]
    staff: dict[str, Any]


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    folder = tmp_path_factory.mktemp("upgrade")
    server = request.getfixturevalue("postgres") if request.param == "PostgreSQL" else "sqlite:"
    site = Stack(folder, 0, server=server, CLINIC_FILE=str(FOLDER / "clinic.toml"), EMAIL_URL="file:")
    try:
        yield _upgrade(site, folder / "etc")
    finally:
        site.stop()


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with private_postgres() as url:
        yield url


def _upgrade(site: Stack, etc: Path) -> Upgraded:
    etc.mkdir()
    _use_old_keys(site, etc)
    printed = _in_the_site(site, "steps", "with_the_old_keys", etc)
    site.env |= dict(line.split("=", 1) for line in printed.splitlines() if "_FILE=" in line)
    public, staff = _sides(site, etc)
    site.env = staff
    commands = _in_the_site(site, "steps", "with_the_new_keys")
    site.env = public
    patients = _in_the_site(site, "inspection", "patients")
    site.env = staff
    found = _in_the_site(site, "inspection", "staff")
    return Upgraded(*map(_last_line, (commands, patients, found)))


def _last_line(printed: str) -> Any:
    return json.loads(printed.strip().rpartition("\n")[2])


def _use_old_keys(site: Stack, etc: Path) -> None:
    """Set the key files that release 0.1 had, and no others."""
    names = [name for name, value in site.env.items() if name.endswith("_KEY_FILE") or "KEYS_FILE" in name]
    for name in {*names, "BACKUP_IDENTITY_FILE", "BACKUP_RECIPIENTS_FILE"}:
        site.env.pop(name, None)
    for name, lines in DUMP["keys"].items():
        path = etc / f"{name.removesuffix('_FILE').lower()}.key"
        path.write_text("\n".join(lines) + "\n", encoding="ascii")
        path.chmod(0o600)
        site.env[name] = str(path)


def _sides(site: Stack, etc: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return the environments of the public and of the staff side, as the guide has them."""
    if site.database_url.startswith("sqlite"):
        return site.env, site.env
    own_key = etc / "staff-django.key"
    own_key.write_text("the staff side's own key, which opens no receipt of release 0.1\n", encoding="ascii")
    own_key.chmod(0o600)
    receipts = site.env["SECRET_KEY_FILE"]
    staff = site.env | {"ROLE": "staff", "SECRET_KEY_FILE": str(own_key), "RECEIPT_KEYS_FILE": receipts}
    public = {name: value for name, value in site.env.items() if name not in STAFF_KEY_FILES}
    return public | {"ROLE": "public"}, staff


def _in_the_site(site: Stack, module: str, function: str, *more: object) -> str:
    """Call a function of this folder in a process of the site and return what it printed."""
    arguments = ", ".join(repr(str(each)) for each in (DATABASE, *more))
    call = f"from tests.upgrades.{module} import {function}; {function}({arguments})"
    return site.manage("shell", "--no-imports", "--command", call)


@pytest.mark.parametrize("case", REQUESTS)
def test_every_request_opens_with_its_words(upgraded: Upgraded, case: str) -> None:
    found = upgraded.staff["requests"][case]

    assert REQUESTS[case]["written"].items() <= found["answers"].items()
    assert "changed after it arrived" not in found["page"]
    assert REQUESTS[case]["reference"] in found["page"]


@pytest.mark.parametrize("case", REQUESTS)
def test_every_receipt_opens_its_status_page(upgraded: Upgraded, case: str) -> None:
    assert REQUESTS[case]["reference"] in upgraded.patients["pages"][case]


def test_requests_keep_their_status(upgraded: Upgraded) -> None:
    found = {case: each["status"] for case, each in upgraded.staff["requests"].items()}

    before = {case: each["status"] for case, each in REQUESTS.items()}
    assert found == before | {DUMP["withdraws_later"]: "withdrawn"}
    assert upgraded.staff["requests"]["quarantined callback"]["quarantined"]


def test_a_change_by_the_patient_is_kept(upgraded: Upgraded) -> None:
    assert upgraded.staff["requests"]["changed callback"]["changes"] == [
        {"voicemail": True, "times": ["afternoon"]}
    ]


def test_every_request_is_indexed_and_protected_against_changes(upgraded: Upgraded) -> None:
    assert {case for case, each in upgraded.staff["requests"].items() if each["authenticated"]} == {*REQUESTS}


def test_a_draft_is_continued_with_its_code(upgraded: Upgraded) -> None:
    assert 'value="Dora Draft"' in upgraded.patients["draft"]


def test_the_audit_trail_is_verified_before_and_after_new_events(upgraded: Upgraded) -> None:
    counts = [int(each["verify_audit"].split()[0]) for each in (upgraded.commands, upgraded.staff)]

    old = sum(row["model"] == "intake.auditevent" for row in DUMP["rows"])
    assert old <= counts[0] < counts[1]


def test_nothing_is_left_on_old_keys(upgraded: Upgraded) -> None:
    # An authenticator app and its recovery codes.
    assert "2 second factors" in upgraded.commands["rekey"]
    assert "; 0 left on old keys" in upgraded.commands["rekey"]


def test_staff_sign_in_with_their_password_and_app_and_keep_their_role(upgraded: Upgraded) -> None:
    assert upgraded.staff["signed_in"]
    assert upgraded.staff["roles"] == {"kim": ["Manager"], "desk": ["Front desk"], "root": []}


def test_notes_are_kept(upgraded: Upgraded) -> None:
    assert {"A note of the old release.", "A letter from a court."} <= set(upgraded.staff["notes"])


def test_the_facts_of_the_clinic_file_are_kept(upgraded: Upgraded) -> None:
    clinic = upgraded.staff["clinic"]

    assert {name: clinic["clinic"][name] for name in ("name", "tagline", "street", "phone", "email")} == {
        "name": "Upgraded Clinic",
        "tagline": "Care that stays",
        "street": "7 Example Street",
        "phone": "732 555 0177",
        "email": "hello@upgraded.test",
    }
    assert clinic["callback"]["promise_hours"] == 6
    assert upgraded.staff["addresses"] == ["staff@clinic.test"]


def test_settings_of_the_workbench_are_kept(upgraded: Upgraded) -> None:
    clinic = upgraded.staff["clinic"]

    assert {day: len(spans) for day, spans in clinic["opening_hours"].items() if spans} == {
        "monday": 2,
        "wednesday": 1,
    }
    assert clinic["holidays"] == {"2027-01-01": "New Year"}
    assert upgraded.staff["replies"] == ["Please call us at {phone}."]
    assert [subject for subject, _text in upgraded.staff["mail"]] == ["Own subject {reference}"]


def test_answers_that_the_clinic_wrote_are_kept(upgraded: Upgraded) -> None:
    changed, own = DUMP["faq"]["changed"], DUMP["faq"]["own"]

    assert upgraded.staff["faq"][changed] == ["An answer that the clinic wrote.", 3, True]
    assert upgraded.staff["faq"][own] == ["An own answer.", 0, False]

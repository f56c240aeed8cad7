"""What the staff side reads back from the database while a person signs in."""

from __future__ import annotations

import base64
import pickle
import time

import pytest

from tests.deploy.two_users.browser import StaffBrowser
from tests.deploy.two_users.clinic import HOSTS, Clinic
from tests.deploy.two_users.harm import Harm
from tests.second_factor import totp_code
from tests.stack import STAFF_PASSWORD

_MARK = "/tmp/unpickled"


class _Opens:
    """Makes a file when it is unpickled."""

    def __reduce__(self) -> tuple:
        return (open, (_MARK, "w"))


_PICKLE = pickle.dumps(_Opens())


@pytest.fixture
def nurse(clinic: Clinic, harm: Harm) -> StaffBrowser:
    """Return somebody at the sign-in page whose account has a second factor."""
    clinic.staff("look", [])
    return StaffBrowser(clinic.ports["staff"], HOSTS["staff"])


def test_pickle_in_the_cache_is_not_run_at_sign_in(clinic: Clinic, nurse: StaffBrowser) -> None:
    """Written beside all rights: even a row that should not be there is never unpickled."""
    nurse.submit("/staff/login/", login="nurse", password="not the password of the nurse")
    passed = nurse.submit("/staff/login/", login="nurse", password=STAFF_PASSWORD)
    wrong = nurse.submit(passed.location, code="000000")
    assert wrong.status == 200
    value = base64.b64encode(_PICKLE).decode()
    clinic.as_superuser(f"UPDATE cache SET value = '{value}', expires = now() + interval '1 hour'")
    ((rows,),) = clinic.as_superuser("SELECT count(*) FROM cache")
    assert rows > 0

    nurse.submit(passed.location, code="000001")
    inside = nurse.submit(passed.location, code=totp_code(at=time.time()))

    assert not clinic.machine.file(_MARK).exists()
    assert inside.status == 302
    assert nurse.ask("GET", "/admin/intake/submission/").status == 200


def test_the_public_side_can_write_to_nothing_that_signing_in_reads(clinic: Clinic, harm: Harm) -> None:
    tables = [
        row[0]
        for row in clinic.intruder(
            "query",
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND (has_table_privilege(oid, 'INSERT, DELETE, TRUNCATE') OR"
            " has_any_column_privilege(oid, 'INSERT, UPDATE'))",
        )
    ]

    assert [name for name in tables if not name.startswith("intake_")] == []

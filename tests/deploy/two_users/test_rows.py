"""Statements that the public side's database role allows, each followed by the work of the staff side."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from tests.deploy.two_users.clinic import Clinic
from tests.deploy.two_users.harm import Harm, number_of
from tests.deploy.two_users.hostile import HOSTILE_ANSWERS, HOSTILE_NUMBER, Rights

_BEYOND_ROWS = [
    "CREATE TABLE mine (id int)",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    """CREATE TRIGGER mine BEFORE UPDATE ON intake_submission FOR EACH ROW
       EXECUTE FUNCTION suppress_redundant_updates_trigger()""",
    "CREATE RULE mine AS ON INSERT TO intake_submission DO INSTEAD NOTHING",
    "ALTER TABLE intake_submission DISABLE TRIGGER ALL",
    "DROP TABLE intake_submission CASCADE",
    "SET ROLE clinic",
    "SET SESSION AUTHORIZATION postgres",
    "SET session_replication_role = replica",
    "ALTER ROLE clinic PASSWORD 'mine'",
    "ALTER ROLE clinic SET search_path = mine",
    "ALTER DATABASE clinic SET search_path = mine",
    "COPY intake_submission TO PROGRAM 'id'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "CREATE EXTENSION dblink",
    "CREATE LANGUAGE plpython3u",
    "SELECT passwd FROM pg_shadow",
    "COMMENT ON TABLE intake_submission IS 'mine'",
]


@pytest.fixture
def rights(clinic: Clinic, harm: Harm) -> Rights:
    return Rights(clinic.intruder, clinic.staff("choices"), clinic.staff("contexts"))


def _harm_of(clinic: Clinic, harm: Harm, attempts: Iterable[tuple[str, list[str]]]) -> list[str]:
    """Return a line for each attempt that did harm, each against the same database as it was."""
    found = []
    for name, statements in attempts:
        clinic.put_back()
        said = clinic.intruder("sql", statements)
        if not all(each.startswith("refused") for each in said):
            found += [f"{name} → {line}" for line in harm.after()]
    return found


def test_without_an_attack_every_request_is_as_it_was_sent(clinic: Clinic, harm: Harm) -> None:
    assert harm.after() == []
    for sent in clinic.sent:
        answers = harm.expected[sent.reference]["current"]
        assert (answers["name"], answers["message"]) == (sent.name, sent.message)
        assert answers["phone"]["e164"] == number_of(sent)


def test_deleting_all_that_may_be_deleted_loses_no_request(
    clinic: Clinic, harm: Harm, rights: Rights
) -> None:
    clinic.intruder("sql", rights.deletions())

    assert harm.after() == []


def test_changing_any_column_that_may_be_changed_harms_no_request(
    clinic: Clinic, harm: Harm, rights: Rights
) -> None:
    assert _harm_of(clinic, harm, rights.updates()) == []


def test_changing_all_columns_at_once_harms_no_request(clinic: Clinic, harm: Harm, rights: Rights) -> None:
    assert _harm_of(clinic, harm, rights.updates_of_all()) == []


def test_forged_rows_harm_no_request(clinic: Clinic, harm: Harm, rights: Rights) -> None:
    names = ", ".join(f"'{sent.reference}'" for sent in clinic.sent)
    ids = clinic.as_superuser(f"SELECT id FROM intake_submission WHERE reference IN ({names})")

    assert _harm_of(clinic, harm, rights.insertions([str(row[0]) for row in ids])) == []


@pytest.mark.parametrize("statement", _BEYOND_ROWS)
def test_the_public_role_can_do_nothing_beyond_rows(clinic: Clinic, statement: str) -> None:
    (said,) = clinic.intruder("sql", [statement])

    assert said.startswith("refused")


def test_the_audit_trail_is_in_place_after_all_that_may_be_written(
    clinic: Clinic, harm: Harm, rights: Rights
) -> None:
    clinic.staff("look", [clinic.sent[0].reference])
    changes = [statement for _name, statements in rights.updates() for statement in statements]

    clinic.intruder("sql", [*changes, *rights.deletions()])

    assert "all in place" in clinic.staff("verify_audit")


def test_a_row_that_was_sealed_again_shows_staff_that_it_was_changed(clinic: Clinic, harm: Harm) -> None:
    """The role cannot do this; an intruder who finds a way past it must not go unseen."""
    first = clinic.sent[0]
    ((key,),) = clinic.as_superuser(f"SELECT id FROM intake_submission WHERE reference = '{first.reference}'")
    forged = clinic.intruder("sealed", json.dumps(HOSTILE_ANSWERS), f"intake.submission|{key}|sealed")
    clinic.as_superuser(f"UPDATE intake_submission SET sealed = '{forged}' WHERE id = '{key}'")

    seen = clinic.staff("look", [first.reference])[first.reference]

    assert "changed after it arrived" in seen["page"]
    assert HOSTILE_NUMBER not in seen["page"]
    assert seen["current"].startswith("refused")

"""What an intruder on the public side cannot do, asked of PostgreSQL itself."""

from __future__ import annotations

import psycopg
import pytest

from tests.deploy.fleet import Fleet

REFUSED = [
    "SELECT * FROM auth_user",
    "INSERT INTO auth_user (username) VALUES ('intruder')",
    "UPDATE auth_user SET is_superuser = true",
    "SELECT * FROM django_session",
    "SELECT actor_id, at FROM intake_auditevent",
    "DELETE FROM intake_auditevent",
    "SELECT * FROM intake_note",
    "SELECT * FROM intake_contactattempt",
    "UPDATE intake_statuschange SET after = 'new'",
    "UPDATE intake_submission SET sealed = ''",
    "UPDATE intake_submission SET due_at = NULL",
    "DELETE FROM intake_submission",
    "UPDATE intake_amendment SET sealed = ''",
    "DELETE FROM intake_amendment",
    "DELETE FROM intake_outboxmessage",
    "UPDATE intake_faqentry SET answer = 'Call 555'",
    "UPDATE intake_canaryrun SET failed_at = ''",
    "CREATE TABLE mine (id int)",
    "DROP TABLE intake_submission",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_public_role_may_not(fleet: Fleet, statement: str) -> None:
    with psycopg.connect(fleet.public_database) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_every_table_is_either_named_for_the_public_role_or_closed_to_it(fleet: Fleet) -> None:
    with psycopg.connect(fleet.stack.database_url) as connection:
        found = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_any_column_privilege('clinic_public', oid, 'SELECT')"
        ).fetchall()

    assert {name for (name,) in found} == {
        *("intake_submission", "intake_amendment", "intake_outboxmessage", "intake_draft"),
        *("intake_ratecount", "intake_faqentry", "intake_canaryrun", "intake_auditevent"),
        *("intake_statuschange", "intake_submissionlink"),
        *("intake_openinghours", "intake_holiday", "intake_promisekept"),
        "django_migrations",
    }

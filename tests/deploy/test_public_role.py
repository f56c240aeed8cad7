"""What an intruder on the public side cannot do, asked of PostgreSQL itself."""

from __future__ import annotations

import re
import uuid

import psycopg
import pytest

from intake.crypto.receipts import secret_of
from tests.deploy.fleet import Fleet
from tests.deploy.test_behind_nginx import ANSWERS, post
from tests.stack import PATIENCE, wait_until
from tests.typed import NONCE

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
    "INSERT INTO intake_statuschange (after) VALUES ('withdrawn')",
    "UPDATE intake_submission SET sealed = ''",
    "UPDATE intake_submission SET status = 'withdrawn'",
    "UPDATE intake_submission SET purge_after = now()",
    "UPDATE intake_submission SET closed_at = now()",
    "UPDATE intake_submission SET version = 2",
    "UPDATE intake_submission SET secret_hash = ''",
    "UPDATE intake_submission SET due_at = NULL",
    "DELETE FROM intake_submission",
    "UPDATE intake_amendment SET sealed = ''",
    "INSERT INTO intake_amendment (sealed) VALUES ('')",
    "SELECT sealed FROM intake_amendment",
    "DELETE FROM intake_amendment",
    "UPDATE intake_patientaction SET result = 'applied'",
    "DELETE FROM intake_patientaction",
    "SELECT state FROM intake_outboxmessage",
    "UPDATE intake_outboxmessage SET state = 'sent'",
    "DELETE FROM intake_outboxmessage",
    "UPDATE intake_faqentry SET answer = 'Call 555'",
    "UPDATE intake_canaryrun SET failed_at = ''",
    "UPDATE clinic_clinicfacts SET phone = '555'",
    "INSERT INTO clinic_clinicfacts (name) VALUES ('Ours')",
    "DELETE FROM clinic_person",
    "UPDATE clinic_notice SET text = ''",
    "UPDATE clinic_picturefile SET content = ''",
    "UPDATE intake_openinghours SET monday = ''",
    "SELECT * FROM clinic_staffaddress",
    "CREATE TABLE mine (id int)",
    "DROP TABLE intake_submission",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_public_role_may_not(fleet: Fleet, statement: str) -> None:
    with psycopg.connect(fleet.public_database) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_granting_the_rights_for_the_first_time_prints_no_notice(fleet: Fleet) -> None:
    assert fleet.notices == []


def test_every_table_is_either_named_for_the_public_role_or_closed_to_it(fleet: Fleet) -> None:
    with psycopg.connect(fleet.stack.database_url) as connection:
        found = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_any_column_privilege('clinic_public', oid, 'SELECT')"
        ).fetchall()

    assert {name for (name,) in found} == {
        *("intake_submission", "intake_patientaction", "intake_outboxmessage", "intake_draft"),
        *("intake_ratecount", "intake_faqentry", "intake_canaryrun", "intake_auditevent"),
        *("intake_openinghours", "intake_holiday", "intake_promisekept"),
        *("clinic_clinicfacts", "clinic_person", "clinic_treatment", "clinic_fee", "clinic_plan"),
        *("clinic_notice", "clinic_picture", "clinic_picturefile"),
        "django_migrations",
    }


# What the public side may not write into a row that it adds: a column, and a value for it in SQL.
STAFFS_COLUMNS = [
    *(("intake_submission", *each) for each in {
        "status": "'withdrawn'",
        "entered_as": "'phone'",
        "claimed_at": "now()",
        "waiting_since": "now()",
        "waiting_until": "now()",
        "paused_seconds": "60",
        "next_call_at": "now() + interval '1 year'",
        "promised_call_at": "now()",
        "way": "'email'",
        "call_times": "'any'",
        "language": "'es'",
        "outcome": "'advert'",
        "outcome_text": "'v1.x'",
        "closed_at": "now()",
        "legal_hold": "true",
        "version": "9",
        "asked_again_at": "now()",
        "amended_at": "now()",
        "withdrawn_at": "now()",
        "status_before": "'new'",
        "purged_at": "now()",
        "phone_index": "'00'",
        "email_index": "'00'",
        "index_key": "'00'",
        "indexed_at": "now()",
        "seal_mac": "'00'",
        "secret_hash": "''",
        "received_at": "now() + interval '2 days'",
    }.items()),
    *(("intake_outboxmessage", *each) for each in {
        "kind": "'digest'",
        "state": "'sent'",
        "day": "now()::date",
        "attempts": "1",
        "lease_until": "now() + interval '1 year'",
        "sent_at": "now()",
        "last_error": "'x'",
        "submission_id": "NULL",
    }.items()),
    *(("intake_patientaction", *each) for each in {
        "applied_at": "now()",
        "result": "'applied'",
        "sealed": "''",
        "received_at": "now() + interval '2 days'",
    }.items()),
]  # fmt: skip


def _own(table: str, name: str) -> dict[str, str]:
    """Return, in SQL, what makes a copy of a row a fresh one that the public side may add."""
    return {
        "intake_submission": {
            "id": f"'{uuid.uuid4()}'",
            "reference": f"'{name}'",
            "idempotency_key": f"'{name}'",
            "phone_index": "''",
            "email_index": "''",
            "index_key": "''",
            "indexed_at": "NULL",
            "seal_mac": "NULL",
            "amended_at": "NULL",
            "asked_again_at": "NULL",
            "way": "''",
            "call_times": "''",
            "language": "''",
            "version": "1",
        },
        "intake_outboxmessage": {"id": f"'{uuid.uuid4()}'", "state": "'waiting'", "kind": "'confirmation'"}
        | {"attempts": "0", "sent_at": "NULL", "lease_until": "NULL", "lease_by": "''", "last_error": "''"},
        "intake_patientaction": {"id": f"'{uuid.uuid4()}'", "applied_at": "NULL", "result": "'pending'"}
        | {"sealed": "'v1.x.y'"},
    }[table]


def _insert_a_copy(fleet: Fleet, reference: str, table: str, changes: dict[str, str]) -> None:
    """Add, as the public side, a copy of a row of a request with some columns changed; it is not kept."""
    request = "id" if table == "intake_submission" else "submission_id"
    with psycopg.connect(fleet.stack.database_url) as owner:
        columns = [
            name
            for (name,) in owner.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = %s AND is_generated = 'NEVER'",
                [table],
            )
        ]
        row = owner.execute(
            f"SELECT {', '.join(f'{c}::text' for c in columns)} FROM {table}"
            f" WHERE {request} = (SELECT id FROM intake_submission WHERE reference = %s) LIMIT 1",
            [reference],
        ).fetchone()
    given = dict(zip(columns, row, strict=True))
    values = [changes.get(column, "%s") for column in columns]
    bound = [given[column] for column in columns if column not in changes]
    with psycopg.connect(fleet.public_database) as connection:
        connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(values)})", bound)
        connection.rollback()


@pytest.fixture(scope="module")
def sent(fleet: Fleet) -> tuple[str, str]:
    """Return reference and secret of a request that was sent to the public side, and changed there."""
    receipt = post(fleet, "/callback/", ANSWERS | {"name": "Inserted"}).headers["Location"]
    page = fleet.ask(receipt).text
    secret = secret_of(NONCE)
    assert secret in page
    reference = re.search(r'class="reference"[^>]*>\s*([^<]+?)\s*<', page)[1]
    address = post(fleet, "/request/", {"reference": reference, "secret": secret}).headers["Location"]
    assert post(fleet, f"{address}change/", {"code_word": "Sunday"}).status == 303
    _wait_until_applied(fleet, reference)
    return reference, secret


def _ask_database(fleet: Fleet, query: str, *values: str) -> list[tuple]:
    with psycopg.connect(fleet.stack.database_url) as connection:
        return connection.execute(query, values).fetchall()


def _wait_until_applied(fleet: Fleet, reference: str) -> None:
    query = (
        "SELECT applied_at FROM intake_patientaction a JOIN intake_submission s ON s.id = a.submission_id"
        " WHERE s.reference = %s AND applied_at IS NULL"
    )
    wait_until(lambda: not _ask_database(fleet, query, reference), PATIENCE, "actions that are applied")


@pytest.mark.parametrize("table", ["intake_submission", "intake_outboxmessage", "intake_patientaction"])
def test_the_public_role_adds_a_row_that_is_new(fleet: Fleet, sent: tuple[str, str], table: str) -> None:
    _insert_a_copy(fleet, sent[0], table, _own(table, "FRESHROW"))


@pytest.mark.parametrize(("table", "column", "value"), STAFFS_COLUMNS)
def test_public_role_cannot_insert_columns_written_by_staff(
    fleet: Fleet, sent: tuple[str, str], table: str, column: str, value: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _insert_a_copy(fleet, sent[0], table, _own(table, "FORGEDROW") | {column: value})


def test_no_one_can_add_a_request_that_is_due_for_its_purge(fleet: Fleet, sent: tuple[str, str]) -> None:
    due = {"purge_after": "now()"}
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.IntegrityError)):
        _insert_a_copy(fleet, sent[0], "intake_submission", _own("intake_submission", "DUEROW") | due)


def test_a_withdrawal_and_its_undoing_pass_from_the_public_to_the_staff_side(
    fleet: Fleet, sent: tuple[str, str]
) -> None:
    reference, secret = sent
    status = "SELECT status FROM intake_submission WHERE reference = %s"
    address = post(fleet, "/request/", {"reference": reference, "secret": secret}).headers["Location"]

    post(fleet, f"{address}withdraw/", {})
    assert "You canceled this request" in fleet.ask(address).text
    _wait_until_applied(fleet, reference)
    assert _ask_database(fleet, status, reference) == [("withdrawn",)]

    post(fleet, f"{address}undo/", {})
    assert "Cancel this request" in fleet.ask(address).text
    _wait_until_applied(fleet, reference)
    assert _ask_database(fleet, status, reference) == [("new",)]


def test_the_same_words_from_another_form_are_marked_by_the_staff_side(fleet: Fleet) -> None:
    answers = ANSWERS | {"name": "Sent again"}
    receipt = post(fleet, "/callback/", answers | {"nonce": NONCE[::-1]}).headers["Location"]
    reference = re.search(r'class="reference"[^>]*>\s*([^<]+?)\s*<', fleet.ask(receipt).text)[1]

    again = post(fleet, "/callback/", answers | {"nonce": NONCE[1:] + NONCE[:1]})

    assert again.headers["Location"] == "/callback/received/"
    _wait_until_applied(fleet, reference)
    asked = "SELECT asked_again_at IS NOT NULL FROM intake_submission WHERE reference = %s"
    assert _ask_database(fleet, asked, reference) == [(True,)]


def test_the_same_words_from_another_form_after_a_change_are_a_new_request(
    fleet: Fleet, sent: tuple[str, str]
) -> None:
    receipt = post(fleet, "/callback/", ANSWERS | {"name": "Inserted", "nonce": NONCE[::-1]})

    assert sent[0] not in fleet.ask(receipt.headers["Location"]).text

"""What people find after an upgrade. Each function runs in a process of the upgraded site.

The clock is set to the moment at which the old database was dumped, so that no draft or request in
it ever expires.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client, override_settings

from clinic_site.clinic import store
from intake.models import CannedReply, FaqEntry, MailTemplate, Note, Submission
from intake.services.access.reading import open_submission
from intake.services.triage.sealed_text import open_fields
from tests.second_factor import totp_code
from tests.upgrades.steps import output


def patients(path: str) -> None:
    """Print what patients find with their receipts and their draft code. One of them withdraws."""
    dump = _read(path)
    with _at_the_dump(dump):
        pages = {}
        for request in dump["requests"]:
            client = Client(headers={"host": "127.0.0.1"})
            found = client.post("/request/", {name: request[name] for name in ("reference", "secret")})
            pages[request["case"]] = client.get(found["Location"]).content.decode()
            if request["case"] == dump["withdraws_later"]:
                client.post(f"{found['Location']}withdraw/")
        client = Client(headers={"host": "127.0.0.1"})
        client.post("/consultation/resume/", {"code": dump["draft_code"]})
        draft = client.get("/consultation/reach/").content.decode()
    print(json.dumps({"pages": pages, "draft": draft}))


def staff(path: str) -> None:
    """Run the worker, then print what staff find after signing in with both factors."""
    dump = _read(path)
    with _at_the_dump(dump):
        for _round in range(2):  # the worker indexes open requests first, then closed ones
            call_command("worker", once=True)
        client = Client(headers={"host": "127.0.0.1"})
        client.post("/staff/login/", {"login": "kim", "password": dump["password"]})
        client.post("/staff/2fa/authenticate/", {"code": totp_code(at=time.time())})
        kim = User.objects.get(username="kim")
        report = {
            "signed_in": client.session.get("_auth_user_id") == str(kim.pk),
            "roles": {
                user.username: [group.name for group in user.groups.all()] for user in User.objects.all()
            },
            "requests": {each["case"]: _request(each["id"], client, kim) for each in dump["requests"]},
            "notes": sorted(
                open_fields(note.sealed, note.sealed_context)["text"]
                for note in Note.objects.exclude(sealed="")
            ),
            "clinic": json.loads(store.current().model_dump_json()),
            "addresses": store.staff_addresses(),
            "faq": {
                entry.slug: [entry.answer, entry.yes_count, entry.published]
                for entry in FaqEntry.objects.all()
            },
            "replies": list(CannedReply.objects.values_list("text", flat=True)),
            "mail": list(MailTemplate.objects.values_list("subject", "text")),
        }
    report["verify_audit"] = output("verify_audit")
    print(json.dumps(report, default=str))


@contextmanager
def _at_the_dump(dump: dict[str, Any]) -> Iterator[None]:
    """Set the clock, and render pages without collectstatic."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with (
        time_machine.travel(dump["made_at"]),
        override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}),
    ):
        yield


def _request(pk: str, client: Client, reader: User) -> dict[str, Any]:
    row = Submission.objects.get(pk=pk)
    opened = open_submission(row, reader)
    page = client.get(f"/admin/intake/submission/{pk}/change/")
    return {
        "status": row.status,
        "quarantined": row.quarantined,
        "answers": opened.answers,
        "changes": [change.answers for change in opened.changes],
        "page": page.content.decode() if page.status_code == 200 else "",
        "authenticated": row.indexed_at is not None and row.seal_mac is not None,
    }


def _read(path: str) -> dict[str, Any]:
    return json.loads(Path(path).read_text(encoding="utf-8"))

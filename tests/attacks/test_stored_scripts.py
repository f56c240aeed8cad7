"""Input is escaped wherever it is shown: it never adds an element to a page.

Each page is compared with the same page for harmless input, so this does not depend on the content
security policy. `test_stored_scripts_in_a_browser` repeats it in a browser.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from intake.crypto.receipts import status_page_code
from intake.enums import Kind, RevealReason
from intake.mail.notifications import compose
from intake.models import FaqEntry, OutboxMessage, Submission
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from tests.attacks.markup import SCRIPTS, dangers, scripts, skeleton
from tests.intake.consultation_answers import TYPED
from tests.second_factor import sign_in
from tests.typed import SECRET, answer_to

pytestmark = pytest.mark.django_db
HERE = "/admin/intake/submission"
TEXTS = ("name", "ask_for", "code_word", "which_language", "message", "note", "hopes", "medicines_now")


def _answers(words: str, kind: Kind) -> dict[str, Any]:
    """Return answers in which every text is `words`, regardless of the form's limits."""
    return {
        "for_whom": "me",
        "adult": "yes",
        "channel": "email",
        "phone": {"typed": words, "e164": "+17325550142", "extension": ""},
        "email": f'"{words}"@example.com',
        "times": ["any"],
        "voicemail": True,
        "say_clinic_name": True,
        "language": "interpreter",
        "consent": "callback-2" if kind == Kind.CALLBACK else "consultation-1",
        "wording": "callback-2" if kind == Kind.CALLBACK else "consultation-1",
    } | dict.fromkeys(TEXTS, words)


class Desk:
    """A nurse who looks at every page of a request."""

    def __init__(self, nurse: AbstractBaseUser) -> None:
        self.client = sign_in(Client(), nurse)

    def look(self, words: str, kind: Kind) -> Iterator[tuple[str, HttpResponse]]:
        """Yield the pages of a request in which all texts are `words`, including notes and outcome."""
        asked = receive(kind, _answers(words, kind))
        here = f"{HERE}/{asked.pk}"
        amend(asked, {"wording": "change-1", "ask_for": words, "code_word": words}, timezone.now())
        self.client.post(f"{here}/do/note/", {"text": words})
        yield "card", self.client.get(f"{here}/change/")
        why = {"reason": RevealReason.OTHER.value, "text": words}
        yield "reveal", self.client.post(f"{here}/reveal/", why, follow=True)
        yield "print", self.client.get(f"{here}/print/")
        typed = {"result": words, "reason": words, "text": words, "outcome_text": words}
        yield "refused act", self.client.post(f"{here}/do/attempt/", typed, follow=True)
        yield "conflict", self.client.get(f"{here}/compare/attempt/")
        yield "queue", self.client.get(f"{HERE}/?tab={_url(words)}&found={_url(words)}&kind={_url(words)}")
        yield (
            "key in",
            self.client.post(f"{HERE}/key-in/", dict.fromkeys((*TEXTS, "phone", "email"), words)),
        )
        yield "audit", self.client.get("/admin/intake/auditevent/", {"q": words})
        stranger = Client()
        address = f"/request/{status_page_code(asked.pk, SECRET, timezone.now())}/"
        yield "status", stranger.get(address)
        yield (
            "change",
            stranger.post(f"{address}change/", dict.fromkeys((*TEXTS, "phone", "email"), words)),
        )
        Submission.objects.filter(pk=asked.pk).update(status="spam")  # no twin, no suggestions


def _url(words: str) -> str:
    from urllib.parse import quote

    return quote(words, safe="")


@pytest.mark.parametrize("kind", list(Kind))
def test_pages_of_staff_and_patients_have_no_injected_elements(nurse: AbstractBaseUser, kind: Kind) -> None:
    desk = Desk(nurse)
    plain = {name: skeleton(page.content.decode()) for name, page in desk.look("harmless " * 80, kind)}
    unlike = []
    for words in scripts(joined=22):
        for name, page in desk.look(words, kind):
            text = page.content.decode()
            unlike += [(name, words)] * (skeleton(text) != plain[name])
            unlike += [(name, danger) for danger in dangers(text)]
            if name == "reveal":
                assert words in unescape(text), "nothing was shown, so nothing was tested"

    assert unlike == []


def test_every_script_is_escaped_in_the_form(typed: Callable[..., dict[str, Any]]) -> None:
    client = Client()
    plain = skeleton(answer_to(client, typed(name="harmless", consent="", message="x")).content.decode())
    shown = client.post("/callback/", typed(name="harmless"), follow=True)
    receipt = skeleton(shown.content.decode())

    for script in scripts(joined=2, at_most=200):
        refused = answer_to(client, typed(name=script, consent="", message=script)).content.decode()
        assert (skeleton(refused), dangers(refused)) == (plain, []), script
        assert script in unescape(refused)
    for script in SCRIPTS[::12]:
        answer = client.post("/callback/", typed(name=script, message=script), follow=True).content.decode()
        assert (skeleton(answer), script in unescape(answer)) == (receipt, False), script


def _steps(words: str) -> Iterator[tuple[str, str]]:
    client = Client()
    client.post("/consultation/start/")
    texts = dict.fromkeys(TEXTS, words)
    for slug, answers in TYPED.items():
        reached = answers | {name: value for name, value in texts.items() if name not in answers}
        answer = client.post(
            f"/consultation/{slug}/", reached | {"name": words} if slug == "reach" else reached
        )
        if answer["Location"].endswith("/again/"):
            yield f"{slug} refused", client.get(answer["Location"]).content.decode()
            client.post(f"/consultation/{slug}/", answers)
        yield slug, client.get(f"/consultation/{slug}/").content.decode()
    check = client.get("/consultation/check/").content.decode()
    yield "check", check
    yield "send", client.post("/consultation/send/", {"typed": words, "draft": words}).content.decode()
    yield "resume", client.post("/consultation/resume/", {"code": words}, follow=True).content.decode()
    yield "too late", Client().post("/consultation/hopes/", texts, follow=True).content.decode()


def test_consultation_steps_have_no_injected_elements() -> None:
    plain = {name: skeleton(page) for name, page in _steps("harmless")}
    for script in [text for text in SCRIPTS if len(text) <= 60][::20]:
        for name, page in _steps(script):
            assert (skeleton(page), dangers(page)) == (plain[name], []), (name, script)


FORMS = (
    *(("/self-check/", ("event", "item1", "asked")), ("/consultation/is-this-for-me/", ("danger", "travel"))),
    *(("/request/", ("reference", "secret")), ("/questions-to-ask/", ("own", "topics", "extra"))),
)


@pytest.mark.parametrize(("path", "names"), FORMS)
def test_forms_escape_what_they_return(path: str, names: tuple[str, ...]) -> None:
    client = Client()
    plain = skeleton(client.post(path, dict.fromkeys(names, "harmless"), follow=True).content.decode())

    for script in scripts(joined=4, at_most=55):
        page = client.post(path, dict.fromkeys(names, script), follow=True).content.decode()
        assert (skeleton(page), dangers(page)) == (plain, []), script


def test_search_terms_and_paths_are_escaped() -> None:
    client = Client()
    for script in scripts(joined=3, at_most=200):
        assert dangers(client.get("/search/", {"q": script}).content.decode()) == [], script
        assert dangers(client.get(f"/nowhere/{_url(script)}/").content.decode()) == [], script


def test_faq_entries_are_sanitized_in_preview_and_page(nurse: AbstractBaseUser) -> None:
    staff, client = sign_in(Client(), nurse), Client()
    for number, script in enumerate(scripts(joined=14)):
        entry = FaqEntry.objects.create(
            question=script[:200],
            slug=f"q-{number}",
            answer=f"{script}\n\n{script}",
            topic=script[:60],
            references=script[:80],
            learn_more=script[:80],
            published=True,
        )
        for page in (
            staff.get(f"/admin/intake/faqentry/{entry.pk}/change/"),
            staff.get("/admin/intake/faqentry/"),
            client.get("/faq/"),
            client.get("/search/", {"q": "alert"}),
        ):
            assert dangers(page.content.decode()) == [], script
        entry.delete()


def test_user_names_are_escaped(nurse: AbstractBaseUser) -> None:
    staff = sign_in(Client(), nurse)
    asked = receive(Kind.CALLBACK, _answers("harmless", Kind.CALLBACK))
    for script in SCRIPTS[::18]:
        type(nurse).objects.filter(pk=nurse.pk).update(username=script[:150], first_name=script[:150])
        staff.post(f"{HERE}/{asked.pk}/do/claim/", {"take_over": "1"})
        for address in (
            f"{HERE}/{asked.pk}/change/",
            f"{HERE}/",
            "/admin/intake/auditevent/",
            "/admin/auth/user/",
        ):
            assert dangers(staff.get(address).content.decode()) == [], script


def test_mail_contains_no_input() -> None:
    for words in scripts(joined=22):
        for kind in Kind:
            asked = receive(kind, _answers(words, kind) | {"email": "sam@example.com", "confirm": True})
            for message in OutboxMessage.objects.filter(submission=asked):
                written = compose(message)
                assert written.content_subtype == "plain"
                assert not any(
                    script in written.body + written.subject for script in words.split() if len(script) > 7
                )
    assert mail.outbox == []


def _export(staff: Client, file_format: str) -> HttpResponse:
    every = {"plain": ["reference"], "reaching": ["name", "ask_for", "code_word"], "written": ["message"]}
    return staff.post(f"{HERE}/export/", {"reason": "own_work", "format": file_format, **every})


def test_exports_contain_scripts_only_as_data(nurse: AbstractBaseUser) -> None:
    staff = sign_in(Client(), nurse)
    texts = scripts(joined=30)
    for words in texts:
        receive(Kind.CALLBACK, _answers(words, Kind.CALLBACK))

    files = {file_format: _export(staff, file_format) for file_format in ("csv", "json", "fhir")}

    for answer in files.values():
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        assert (answer["X-Content-Type-Options"], answer["Content-Type"].split(";")[0] in _DATA) == (
            "nosniff",
            True,
        )
    contents = {
        file_format: b"".join(answer.streaming_content).decode() for file_format, answer in files.items()
    }
    assert all(words in {row["name"] for row in _rows(contents["json"])} for words in texts)
    assert len(list(csv.reader(io.StringIO(contents["csv"])))) == len(texts) + 1
    assert json.loads(contents["fhir"])["resourceType"] == "Bundle"


_DATA = {"text/csv", "application/json", "application/fhir+json"}


def _rows(text: str) -> list[dict[str, Any]]:
    found = json.loads(text)
    rows = (
        found
        if isinstance(found, list)
        else next(value for value in found.values() if isinstance(value, list))
    )
    return [row.get("answers", row) if isinstance(row.get("answers"), dict) else row for row in rows]


def test_corpus_has_at_least_100_scripts() -> None:
    assert len(set(SCRIPTS)) >= 100
    assert len([script for script in SCRIPTS if dangers(f"<p>{script}</p>")]) >= 60

"""What a browser's history, a printout or a scanned code shows to somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

import intake.views.receipt as receipt_view
from intake.crypto.sealed_input import LIFETIME
from intake.models import Submission
from tests.intake.consultation_answers import fill, text, url
from tests.typed import SECRET

Typed = Callable[..., dict[str, Any]]
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "intake"
PUBLIC = {"faq.html", "faq_thanks.html", "callback.html"}


def test_the_title_of_no_form_page_has_the_clinics_name() -> None:
    pages = {page for page in TEMPLATES.rglob("*.html") if page.name not in PUBLIC}
    titles = {page.name: re.findall(r"block title %}(.*)", page.read_text()) for page in pages}

    assert [name for name, found in titles.items() if any("facts.name" in title for title in found)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("typed_wrong", [{"name": ""}, {"nonce": ""}, {"nonce": "", "change": "yes"}])
def test_the_title_of_a_sent_callback_form_has_no_clinic_name(
    client: Client, typed: Typed, typed_wrong: dict[str, str]
) -> None:
    page = client.post("/callback/", typed(**typed_wrong), follow=True).content.decode()

    assert "Example Clinic" not in re.findall("<title>(.*?)</title>", page)[0]


@pytest.mark.django_db
def test_the_title_of_a_result_is_that_of_the_questions(client: Client) -> None:
    page = client.post("/self-check/", {"event": "no"}, follow=True).content.decode()

    assert "<title>Five questions</title>" in page


@pytest.mark.django_db
def test_the_qr_code_is_one_address_with_the_secret_in_its_fragment(
    client: Client, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[str] = []
    draw = receipt_view.qr_code
    monkeypatch.setattr(receipt_view, "qr_code", lambda words: encoded.append(words) or draw(words))

    client.get(client.post("/callback/", typed())["Location"])

    reference = Submission.objects.get().reference
    assert encoded == [f"{settings.SITE_URL}/request/#{reference}.{SECRET}"]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["who", "is-this-for-me"])
def test_a_parent_of_a_minor_is_not_sent_to_a_parent(client: Client, page: str) -> None:
    fill(client, up_to="who")

    html = text(client.post(url(page), {"for_whom": "someone", "adult": "no"}, follow=True))

    assert "a parent" not in html
    assert "a child or teenager in your care" in html


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["/request/", "/self-check/"])
def test_a_page_with_what_was_typed_has_no_address_for_search_engines(client: Client, form: str) -> None:
    page = client.post(form, {}, follow=True).content.decode()

    assert '<meta name="robots" content="noindex">' in page
    assert 'rel="canonical"' not in page
    assert 'property="og:url"' not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("/self-check/", {"event": "no"}),
        ("/self-check/", {"asked": "yes"} | {f"item{number}": "yes" for number in range(1, 6)}),
        ("/consultation/is-this-for-me/", {"ever_had": "yes"}),
        ("/es/consulta/es-para-mi/", {"ever_had": "yes"}),
    ],
)
def test_a_result_says_for_how_long_others_can_open_it_and_how_to_prevent_that(
    client: Client, path: str, answers: dict[str, str]
) -> None:
    page = client.post(path, answers, follow=True).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]

    assert f"{LIFETIME.seconds // 60} minut" in main
    assert "“Leave this site”" in main or "“Salir de este sitio”" in main


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/privacy/", "/es/su-privacidad/"])
def test_the_page_on_privacy_says_that_an_address_contains_a_result(client: Client, path: str) -> None:
    page = client.get(path).content.decode()

    assert f"{LIFETIME.seconds // 60} minut" in page

"""A mistyped address leads to the page that was meant, and never touches codes or the staff side."""

from __future__ import annotations

import pytest
from django.test import Client

from clinic_site.public.pages import public_pages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("/Crisis/", "/crisis/"),
        ("/CRISIS", "/crisis/"),
        ("/faq.", "/faq/"),
        ("/faq/,", "/faq/"),
        ("/faq/)", "/faq/"),
        ("/REQUEST/", "/request/"),
        ("/Consultation/Is-This-For-Me/", "/consultation/is-this-for-me/"),
        ("/crisis//", "/crisis/"),
        ("/crisis/%20", "/crisis/"),
        ("/crisis/%E2%80%8B", "/crisis/"),
        ("/cri%C2%ADsis/", "/crisis/"),
        ("/faq%E2%80%A6", "/faq/"),
        ("/What-Is-PTSD/?from=letter", "/what-is-ptsd/?from=letter"),
        ("/ptsd-medicines-one-by-one/", "/ptsd-medicines/"),
        ("/ptsd-medicines-one-by-one", "/ptsd-medicines/"),
        ("/index.html", "/"),
    ],
)
def test_letter_case_and_stray_punctuation_redirect_to_the_page(
    client: Client, typed: str, path: str
) -> None:
    response = client.get(typed)

    assert (response.status_code, response.headers.get("Location")) == (301, path)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        *("/request/AbC_d-9/", "/request/ABC./", "/Request/abc/", "/request/AGAIN/"),
        *("/callback/received/AbC_d/", "/Admin/", "/STAFF/", "/admin./", "/what_is_ptsd/", "/nowhere/"),
        *("//evil.example/", "/Faq/x/", "/Pictures/abc/", "/."),
    ],
)
def test_codes_staff_paths_and_other_addresses_are_not_redirected(client: Client, typed: str) -> None:
    target = client.get(typed).headers.get("Location", "")

    assert target not in {page.path for page in public_pages().values()}


def test_a_posted_form_goes_on_with_what_was_typed(client: Client) -> None:
    response = client.post("/Callback/", {"name": "Ana"})

    assert (response.status_code, response.headers["Location"]) == (308, "/callback/")


@pytest.mark.parametrize("path", [page.path for page in public_pages().values()])
def test_no_page_redirects_to_itself(client: Client, path: str) -> None:
    assert client.get(path.upper(), follow=True).redirect_chain in ([], [(path, 301)])


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("/what_is_ptsd/", "/what-is-ptsd/"),
        ("/crysis/", "/crisis/"),
        ("/ketamine/side-effects/", "/ketamine-side-effects/"),
        ("/insurance/", "/getting-care/"),
        ("/request/abc/def/", "/request/"),
        ("/about-us/", "/about-relevance-recovery/"),
        ("/compare.html", "/compare-ptsd-treatments/"),
        ("/ptsd/what-is-ptsd/", "/what-is-ptsd/"),
        ("/prices/", "/costs/"),
        ("/doctors/", "/team/"),
        ("/who-we-are/", "/about-relevance-recovery/"),
        ("/is-it-for-me/", "/consultation/is-this-for-me/"),
    ],
)
def test_the_404_page_suggests_the_page_that_was_meant(client: Client, typed: str, path: str) -> None:
    response = client.get(typed)

    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    assert response.status_code == 404
    assert f'<a href="{path}">' in main.partition('id="meant"')[2]


@pytest.mark.parametrize(
    "typed",
    [
        "/qqqqqqqq/",
        "/the/page/",
        "/no-such-page/",
        "/es/no-existe/",
        "/es/no-est%C3%A1/",
        "/Admin/nothing/",
        f"/{'x' * 300}/",
    ],
)
def test_the_404_page_suggests_nothing_for_other_addresses(client: Client, typed: str) -> None:
    assert 'id="meant"' not in client.get(typed).content.decode()

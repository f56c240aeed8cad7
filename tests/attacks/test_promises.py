"""Claims of docs/asvs.md that no other test covers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.test import Client

from intake.roles import Role
from tests.second_factor import give_app, sign_in
from tests.stack import ROOT
from tests.typed import answer_to

pytestmark = pytest.mark.django_db
SECOND_FACTOR = "/staff/2fa/authenticate/"
_SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
_ODD_PASSWORDS = {
    "surrounding spaces": "  a password with room around  ",
    "other scripts": "пароль 密码 كلمة 🔑 long enough",
    "sixty-four characters": "long" * 16,
    "a hundred characters": "a long password " * 6 + "ends",
    "letters of both cases": "A Long Password For Tests",
}


@pytest.mark.parametrize("word", ["localStorage", "sessionStorage", "indexedDB", "innerHTML", "postMessage"])
@pytest.mark.parametrize("script", _SCRIPTS, ids=lambda path: path.name)
def test_scripts_use_no_storage_markup_or_messaging(script: Path, word: str) -> None:
    assert word not in script.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path",
    [
        *("/.git/config", "/.git/HEAD", "/.env", "/var/local.env", "/manage.py", "/requirements.txt"),
        *(
            "/clinic_site/settings.py",
            "/static/",
            "/static/css/",
            "/static/../manage.py",
            "/static/.git/HEAD",
        ),
        *("/static/%2e%2e/manage.py", "/static/..%2fmanage.py", "/metrics/", "/__debug__/", "/styleguide/"),
    ],
)
def test_source_files_and_directory_listings_are_not_served(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_there_are_no_default_accounts() -> None:
    assert get_user_model().objects.count() == 0


@pytest.mark.parametrize("kind", _ODD_PASSWORDS)
def test_password_is_checked_exactly_as_typed(
    person: Callable[..., AbstractBaseUser], client: Client, kind: str
) -> None:
    cache.clear()
    password = _ODD_PASSWORDS[kind]
    user = give_app(person("clerk", Role.FRONT_DESK))
    user.set_password(password)
    user.save()
    near = {password.strip(), password.lower(), password[:60]} - {password}

    refused = [
        Client().post("/staff/login/", {"login": "clerk", "password": other}).status_code for other in near
    ]
    answer = client.post("/staff/login/", {"login": "clerk", "password": password})

    assert refused == [200] * len(near)
    assert answer.get("Location") == SECOND_FACTOR


@pytest.mark.parametrize("path", ["/staff/login/", "/staff/password/change/"])
def test_password_fields_are_masked_and_allow_password_managers(
    client: Client, nurse: AbstractBaseUser, path: str
) -> None:
    if path != "/staff/login/":
        sign_in(client, nurse)
    page = client.get(path, follow=True).content.decode()

    boxes = [box for box in re.findall(r"<input[^>]*>", page) if re.search(r'name="[^"]*password', box)]
    assert boxes
    assert [box for box in boxes if 'type="password"' not in box] == []
    assert [box for box in boxes if not re.search(r'autocomplete="(current|new)-password"', box)] == []


@pytest.mark.parametrize("path", ["/admin/", "/admin/intake/submission/", "/admin/auth/user/", "/staff/2fa/"])
def test_every_staff_page_has_a_sign_out_button(client: Client, nurse: AbstractBaseUser, path: str) -> None:
    page = sign_in(client, nurse).get(path, follow=True).content.decode()

    assert re.search(r'action="/(admin|staff)/logout/"|href="/(admin|staff)/logout/"', page)


@pytest.mark.parametrize(
    "template_code", ["{{7*7}}", "{{ settings.SECRET_KEY }}", "{% debug %}", "{{ form|safe }}"]
)
def test_template_syntax_in_input_is_not_evaluated(client: Client, template_code: str) -> None:
    refused = answer_to(client, {"name": template_code}, headers={"sec-fetch-site": "same-origin"})
    found = client.get("/search/", {"q": template_code})

    assert template_code in refused.content.decode()
    assert template_code in found.content.decode()

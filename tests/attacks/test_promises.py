"""What docs/asvs.md says in a sentence and no other test shows."""

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

pytestmark = pytest.mark.django_db
LET_ON = "/staff/2fa/authenticate/"
_SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
_ODD_PASSWORDS = {
    "spaces around it": "  a password with room around  ",
    "other scripts": "пароль 密码 كلمة 🔑 long enough",
    "sixty-four signs": "long" * 16,
    "a hundred signs": "a long password " * 6 + "ends",
    "letters of both cases": "A Long Password For Tests",
}


@pytest.mark.parametrize("word", ["localStorage", "sessionStorage", "indexedDB", "innerHTML", "postMessage"])
@pytest.mark.parametrize("script", _SCRIPTS, ids=lambda path: path.name)
def test_no_script_keeps_things_writes_markup_or_talks_to_other_windows(script: Path, word: str) -> None:
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
def test_nothing_of_the_release_and_no_list_of_files_is_served(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_nobody_has_an_account_that_was_not_made_by_hand() -> None:
    assert get_user_model().objects.count() == 0


@pytest.mark.parametrize("kind", _ODD_PASSWORDS)
def test_a_password_is_checked_as_it_was_typed(
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
    assert answer.get("Location") == LET_ON


@pytest.mark.parametrize("path", ["/staff/login/", "/staff/password/change/", "/staff/reauthenticate/"])
def test_a_password_is_hidden_and_a_manager_may_fill_it_in(
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
def test_the_way_out_is_on_every_page_of_the_staff_side(
    client: Client, nurse: AbstractBaseUser, path: str
) -> None:
    page = sign_in(client, nurse).get(path, follow=True).content.decode()

    assert re.search(r'action="/(admin|staff)/logout/"|href="/(admin|staff)/logout/"', page)


@pytest.mark.parametrize("words", ["{{7*7}}", "{{ settings.SECRET_KEY }}", "{% debug %}", "{{ form|safe }}"])
def test_words_of_a_template_stay_words(client: Client, words: str) -> None:
    refused = client.post("/callback/", {"name": words}, headers={"sec-fetch-site": "same-origin"})
    found = client.get("/search/", {"q": words})

    assert words in refused.content.decode()
    assert words in found.content.decode()

"""`make staff` answers mistakes in plain words."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from pytest_django import Settings

pytestmark = pytest.mark.django_db
GOOD = "a walk along the canal in May"


def test_weak_password_is_asked_for_again_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = iter(["short", GOOD, GOOD])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(secret))

    call_command("make_staff", username="nia", role="clinician")

    assert get_user_model().objects.get().check_password(GOOD)
    assert "too short" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "message"), [(KeyboardInterrupt, "Stopped"), (EOFError, "no terminal")], ids=["Ctrl-C", "pipe"]
)
def test_interruption_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, error: type[BaseException], message: str
) -> None:
    def stop(_prompt: str) -> str:
        raise error

    monkeypatch.setattr("builtins.input", stop)

    with pytest.raises(CommandError, match=message):
        call_command("make_staff")


def test_printed_address_has_the_chosen_port(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.STAFF_URL = "http://127.0.0.1:8000"
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setattr("getpass.getpass", lambda _prompt: GOOD)

    call_command("make_staff", username="nia", role="clinician")

    assert "http://localhost:8123/staff/login/" in capsys.readouterr().out


def test_all_mistakes_of_the_options_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    get_user_model().objects.create_user("nia")
    monkeypatch.setenv("STAFF_PASSWORD", "short")

    with pytest.raises(CommandError) as stopped:
        call_command(
            "make_staff", username="Nia", role="clinician", email="nia at clinic", password_from_env=True
        )
    for words in (
        "An account named Nia already exists",
        "nia at clinic is not an email address",
        "too short",
    ):
        assert words in str(stopped.value)


def test_wrong_options_are_named_before_a_password_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: pytest.fail("asked"))

    with pytest.raises(CommandError, match="without spaces"):
        call_command("make_staff", username="nia two", role="clinician")


def test_username_that_cannot_be_used_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    get_user_model().objects.create_user("nia")
    names = iter(["", "nia", "nia two", "nia2"])
    monkeypatch.setattr("builtins.input", lambda _prompt: next(names))
    monkeypatch.setattr("getpass.getpass", lambda _prompt: GOOD)

    call_command("make_staff", role="clinician")

    said = capsys.readouterr().out
    assert all(words in said for words in ("Enter a username.", "already exists", "without spaces"))
    assert get_user_model().objects.filter(username="nia2").exists()

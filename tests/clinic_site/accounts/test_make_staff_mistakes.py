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

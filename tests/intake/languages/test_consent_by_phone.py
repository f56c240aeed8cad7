"""Consent that is read aloud: in the language that the person speaks."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.intake.workbench import LIST


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["callback", "consultation"])
def test_consent_to_read_aloud_is_there_in_spanish_too(staff: Client, kind: str) -> None:
    page = staff.get(f"{LIST}key-in/?kind={kind}").content.decode()

    assert "I read this to them, and they agree: “" in page
    assert '<span lang="es">Español: “' in page
    assert "los mensajes de texto y el correo electrónico no son del todo privados.”</span>" in page

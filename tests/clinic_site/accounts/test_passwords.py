"""Passwords that contain well-known names are rejected in any spelling."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

NELL = User(username="nell.baker", email="sister.nell@clinic.test", first_name="Zoë", last_name="Bäcker")


@pytest.mark.parametrize(
    "password",
    [
        "ExampleClinic2026tulip",
        "tulip e x a m p l e-clinic river",
        "Ex4mpl3Cl1n1c tulip river",
        "Éxämple Çlinic tulip river",
        "river tulip freehold 2026",
        "river tulip Fr33h0ld!!",
        "river tulip FREEH01D cloud",
        "f1r2e3e4h5o6l7d tulip river",
        "river nellbaker tulip 19",
        "river Nell_B4ker tulip",
        "river tulip backer cloud 7",
        "sisternell river tulip 88",
    ],
)
def test_a_password_with_a_known_name_is_rejected_in_any_spelling(password: str) -> None:
    with pytest.raises(ValidationError, match="from this password") as caught:
        validate_password(password, NELL)

    assert "own_name" in {error.code for error in caught.value.error_list}


@pytest.mark.parametrize("password", ["velvet tugboat anthem seven", "an example of river tulips 4", "Zoë"])
def test_other_words_are_not_mistaken_for_names(password: str) -> None:
    codes = set()
    try:
        validate_password(password, NELL)
    except ValidationError as error:
        codes = {each.code for each in error.error_list}

    assert "own_name" not in codes


def test_the_error_names_what_to_remove() -> None:
    with pytest.raises(ValidationError, match="Remove “Freehold” from this password"):
        validate_password("river tulip freehold 2026")

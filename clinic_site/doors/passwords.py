"""Passwords that are long and still easy to guess: known ones, rows of keys, repeats, our own name."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from clinic_site import clinic

_GOOD_ENOUGH = 3  # of 4: "safely unguessable", 10⁸ guesses and more
_LOOKED_AT = 72  # signs; what comes after them only makes a password stronger


class GuessablePasswordValidator:
    """Refuses what the estimator zxcvbn would guess; asks for no capitals, digits or signs."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Return when the password is good enough. Raises ValidationError (`guessable`)."""
        known = [clinic.current().clinic.name, *clinic.current().clinic.name.split()]
        if user is not None:
            known += [user.get_username(), getattr(user, "first_name", ""), getattr(user, "last_name", "")]
        guess = zxcvbn(password[:_LOOKED_AT], user_inputs=[word for word in known if word])
        if guess["score"] < _GOOD_ENOUGH:
            raise ValidationError(
                _("This password is easy to guess. Take a few words that do not belong together."),
                code="guessable",
            )

    def get_help_text(self) -> str:
        """Return the rule in one sentence."""
        return _("A few words that do not belong together are hard to guess.")

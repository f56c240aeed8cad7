"""Reject long passwords that are easy to guess: common ones, keyboard rows, repeats and known names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from clinic_site import clinic

_MIN_SCORE = 3  # of 4: "safely unguessable", at least 10⁸ guesses
_MAX_CHECKED = 72  # characters; the rest can only make a password stronger
_MIN_NAME_LENGTH = 4  # letters; shorter names are part of too many words, and zxcvbn knows them
# Characters that look like letters; 1 looks like i and l.
_LEET = str.maketrans("01345789@$!|+", "oieastbgasilt")
_OTHER_LEET = _LEET | str.maketrans("1!|", "lli")


class GuessablePasswordValidator:
    """Reject passwords that zxcvbn rates as guessable; there are no composition rules."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Check the password. Raises ValidationError with code `own_name` or `guessable`."""
        names = [*_clinic_names(), *_user_names(user)]
        for name in names:
            if _contains(password, name):
                raise ValidationError(
                    _("Remove “%(name)s” from this password. It’s easy to guess in any spelling.")
                    % {"name": name},
                    code="own_name",
                )
        known = [word for name in names for word in (name, *name.split())]
        if zxcvbn(password[:_MAX_CHECKED], user_inputs=known)["score"] < _MIN_SCORE:
            raise ValidationError(
                _("This password is easy to guess. Use a few unrelated words."),
                code="guessable",
            )

    def get_help_text(self) -> str:
        """Return a one-sentence summary of the rule."""
        return _("A few unrelated words are hard to guess.")


def _clinic_names() -> list[str]:
    """Return the clinic's name, each pair of adjacent words in it, and its town."""
    facts = clinic.current().clinic
    pairs = [" ".join(pair) for pair in pairwise(facts.name.split())]
    return [name for name in (facts.name, *pairs, facts.town) if name]


def _user_names(user: AbstractBaseUser | None) -> list[str]:
    if user is None:
        return []
    email = getattr(user, "email", "").partition("@")[0]
    names = (user.get_username(), email, getattr(user, "first_name", ""), getattr(user, "last_name", ""))
    return [name for name in names if name]


def _contains(password: str, name: str) -> bool:
    """Return whether a password contains a name, ignoring case, accents, lookalikes and separators."""
    pairs = zip(_spellings(password), _spellings(name), strict=True)
    return any(len(name) >= _MIN_NAME_LENGTH and name in password for password, name in pairs)


def _spellings(text: str) -> Iterator[str]:
    """Yield the letters only, then the letters with lookalike characters replaced."""
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(each)
    )
    for spelled in (plain, plain.translate(_LEET), plain.translate(_OTHER_LEET)):
        yield "".join(each for each in spelled if each.isalpha())

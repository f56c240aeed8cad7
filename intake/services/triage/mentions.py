"""Mentions of colleagues in a note, such as @ana: they get an email with the link, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser

from intake.services.triage.colleagues import colleagues

_MENTION = re.compile(r"(?<![\w.+-])@([\w.@+-]+)")  # the characters of a username, not within an address


@dataclass(frozen=True)
class Mentions:
    """The colleagues mentioned in a note: who gets an email, and who doesn't, by reason."""

    notified: list[AbstractBaseUser]
    without_address: list[AbstractBaseUser]
    without_right: list[AbstractBaseUser]


def mentions_in(text: str, *, author: AbstractBaseUser) -> Mentions:
    """Return the colleagues of `author` whose username follows an @ in `text`, ignoring case.

    Those who may not read the notes of others aren't notified, because the link would show them
    nothing. An @ with any other text is ignored.
    """
    names = {name.casefold().rstrip("@.+-") for name in _MENTION.findall(text)}
    names |= {name.casefold() for name in _MENTION.findall(text)}
    if not names:
        return Mentions([], [], [])
    found = [
        each for each in colleagues() if each.get_username().casefold() in names and each.pk != author.pk
    ]
    return Mentions(
        notified=[each for each in found if each.reads_notes and each.email],
        without_address=[each for each in found if each.reads_notes and not each.email],
        without_right=[each for each in found if not each.reads_notes],
    )

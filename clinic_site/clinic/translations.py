"""Facts in the language of a page: the clinic's translation, or else the English text, marked as such."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings

from clinic_site.clinic.facts import Clinic
from clinic_site.clinic.sections import Translatable
from clinic_site.clinic.store import current
from clinic_site.core import languages

_LISTS = ("people", "treatments", "fees", "plans", "notices", "rooms")
_Value = TypeVar("_Value", bound=Translatable)


class InEnglish(str):
    """English text on a page in another language. Templates give it a `lang` attribute."""

    __slots__ = ()


_latest: dict[str, tuple[Clinic, Clinic]] = {}


def for_readers() -> Clinic:
    """Return the current facts in the current language."""
    known, language = current(), languages.current()
    if language == settings.LANGUAGE_CODE:
        return known
    if language not in _latest or _latest[language][0] is not known:
        _latest[language] = (known, in_language(known, language))
    return _latest[language][1]


def translated_for_readers(values: Iterable[_Value]) -> list[_Value]:
    """Return some of the current facts in the current language."""
    language = languages.current()
    if language == settings.LANGUAGE_CODE:
        return list(values)
    return [_translated(value, language) for value in values]


def in_language(known: Clinic, language: str) -> Clinic:
    """Return facts with their texts in a language other than English, as far as they are translated."""
    lists = {name: tuple(_translated(each, language) for each in getattr(known, name)) for name in _LISTS}
    texts = {
        "clinic": _translated(known.clinic, language),
        "map_picture": known.map_picture and _translated(known.map_picture, language),
        "holidays": {day: InEnglish(name) for day, name in known.holidays.items()},
        "other_hours": {
            day: each.model_copy(update={"name": InEnglish(each.name)})
            for day, each in known.other_hours.items()
        },
    }
    return known.model_copy(update=lists | texts)


def untranslated(value: Translatable, language: str) -> list[str]:
    """Return the names of the texts of `value` that are not translated."""
    there = value.translations.get(language, {})
    return [name for name in value.translated if getattr(value, name) and not there.get(name)]


def _translated(value: _Value, language: str) -> _Value:
    there = value.translations.get(language, {})
    texts: dict[str, Any] = {
        name: there.get(name) or InEnglish(getattr(value, name))
        for name in value.translated
        if there.get(name) or getattr(value, name)
    }
    if portrait := getattr(value, "portrait", None):
        texts["portrait"] = _translated(portrait, language)
    return value.model_copy(update=texts)

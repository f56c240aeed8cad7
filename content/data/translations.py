"""Texts of data files in other languages: `es/claims.yaml` beside `claims.yaml` replaces its words.

A translation has the shape of its original and only what differs: `claim-id: {text: …}`. Lists are
matched by position. Numbers, sources, and dates stay where they are, in the original.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clinic_site.core.languages import current, prefix_of
from content.errors import ContentError, did_you_mean
from content.files import read_yaml


def in_current_language(path: Path, values: Any) -> Any:
    """Return the values of the file at `path` with the texts of the current language.

    Texts without a translation stay as they are. Raises ContentError, naming the translation, if it
    has a key or a place that the original lacks.
    """
    translation = path.parent / current() / path.name
    if not prefix_of(current()) or not translation.is_file():
        return values
    return _merged(values, read_yaml(translation)[0] or {}, translation)


def _merged(original: Any, words: Any, file: Path) -> Any:
    if isinstance(words, dict) and isinstance(original, dict):
        return _merged_by_key(original, words, file)
    if isinstance(words, list) and isinstance(original, list):
        return _merged_by_position(original, words, file)
    return words


def _merged_by_key(original: dict[Any, Any], words: dict[Any, Any], file: Path) -> dict[Any, Any]:
    known = {str(key): key for key in original}  # YAML reads an id like 988 as a number
    merged = dict(original)
    for key, part in words.items():
        if str(key) not in known:
            what = f"{key} is not in the original{did_you_mean(str(key), known)}"
            raise ContentError(file, 1, what)
        own = known[str(key)]
        merged[own] = _merged(original[own], part, file)
    return merged


def _merged_by_position(original: list[Any], words: list[Any], file: Path) -> list[Any]:
    if len(words) != len(original):
        what = f"a list has {len(words)} parts, and {len(original)} in the original: {str(words)[:60]}"
        raise ContentError(file, 1, what)
    return [_merged(one, other, file) for one, other in zip(original, words, strict=True)]

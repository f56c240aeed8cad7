"""The clinic file: the first values of the facts, in TOML.

The first `migrate` loads them into the database; after that, the facts are edited in the admin. The file
still sets the time zone, and is used until the database has been reached once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pydantic
from django.conf import settings

from clinic_site.clinic.facts import Callback, Clinic, Facts
from clinic_site.core.trusted_files import UntrustedFileError, read_trusted

_KNOWN = {"": Clinic, "clinic": Facts, "callback": Callback}


class ClinicFileError(Exception):
    """The clinic file is invalid; the message names the file and each error."""


def load(path: Path) -> Clinic:
    """Read and validate a clinic file.

    Raises ClinicFileError with the file and, for each error, the key and what to write instead.
    """
    try:
        return Clinic.model_validate(tomllib.loads(read_trusted(path, secret=False).decode("utf-8")))
    except OSError as error:
        raise ClinicFileError(f"{path}: cannot be read ({error.strerror})") from error
    except UntrustedFileError as error:
        raise ClinicFileError(str(error)) from None
    except UnicodeDecodeError:
        raise ClinicFileError(f"{path}: not encoded in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ClinicFileError(f"{path}: not valid TOML: {error}") from error
    except pydantic.ValidationError as error:
        raise ClinicFileError(f"{path}: {'; '.join(map(_in_words, error.errors()))}") from error


@cache
def _load_once(path: Path) -> Clinic:
    return load(path)


def of_file() -> Clinic:
    """Return the facts of the clinic file (`CLINIC_FILE`), read once by this process."""
    return _load_once(Path(settings.CLINIC_FILE))


@cache
def _for_readers(path: Path | str) -> Clinic:
    known = _load_once(Path(path))
    lists = ("people", "treatments", "fees", "plans")
    return known.model_copy(
        update={name: tuple(each for each in getattr(known, name) if each.published) for name in lists}
    )


def for_readers() -> Clinic:
    """Return the facts of the clinic file without the entries that are not published."""
    return _for_readers(settings.CLINIC_FILE)


def _in_words(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"] if part != "[key]")
    say = _WORDS.get(error["type"])
    return f"{where}: {say(error) if say else error['msg']}"


def _unknown(error: Any) -> str:
    section = str(error["loc"][0]) if len(error["loc"]) > 1 else ""
    model = _KNOWN.get(section)
    known = f"; the keys are {', '.join(model.model_fields)}" if model else ""
    return f"there is no such key{known}"


def _own_words(error: Any) -> str:
    return str(error["ctx"]["error"])


def _literal(error: Any) -> str:
    return f"write one of these: {error['ctx']['expected']}"


def _always(text: str) -> Callable[[Any], str]:
    return lambda _error: text


_NUMBER = _always("write a whole number without quotation marks, like 4")
_TIME = _always('write times of the day, like "09:00-17:00"')
_DATE = _always('write a date, like "2026-12-25"')
_WORDS: dict[str, Callable[[Any], str]] = {
    "extra_forbidden": _unknown,
    "value_error": _own_words,
    "literal_error": _literal,
    "missing": _always("is missing"),
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "int_from_float": _NUMBER,
    "greater_than_equal": lambda error: f"write {error['ctx']['ge']} or more",
    "less_than_equal": lambda error: f"write {error['ctx']['le']} or less",
    "string_type": _always("write text in quotation marks"),
    "string_too_short": _always("is empty"),
    "bool_type": _always("write true or false"),
    "bool_parsing": _always("write true or false"),
    "time_parsing": _TIME,
    "time_type": _TIME,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_type": _DATE,
    "tuple_type": _always("write a list in square brackets"),
    "dict_type": _always("write this as a section with keys"),
    "model_type": _always("write this as a section with keys"),
    "model_attributes_type": _always("write this as a section with keys"),
}

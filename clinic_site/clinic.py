"""Facts about the clinic, read once from a TOML file and checked.

Imports nothing of the site, so that every layer may use it.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pydantic
from django.conf import settings

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class ClinicFileError(Exception):
    """The clinic file cannot be used; the message names the file and what to mend."""


class _Section(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Span(_Section):
    """One stretch of opening hours in local wall time, `opens` before `closes`."""

    opens: dt.time
    closes: dt.time

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        opens, dash, closes = value.partition("-")
        if not dash:
            raise ValueError('write a span like "09:00-17:00"')
        return {"opens": opens.strip(), "closes": closes.strip()}

    @pydantic.model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("give local times without a zone; the clinic's zone is time_zone")
        if self.opens >= self.closes:
            raise ValueError("a span must open before it closes, on the same day")
        return self


class Facts(_Section):
    """What the clinic is called and where it is; an unknown fact is an empty string."""

    name: str
    tagline: str = ""
    street: str = ""
    town: str = ""
    state: str = ""
    postal_code: str = ""
    phone: str = ""
    email: str = ""
    license_line: str = ""
    security_contact: str = ""
    time_zone: str

    @pydantic.field_validator("name")
    @classmethod
    def _named(cls, value: str) -> str:
        if not value:
            raise ValueError("the clinic needs a name")
        return value

    @pydantic.field_validator("phone")
    @classmethod
    def _can_be_dialled(cls, value: str) -> str:
        digits = re.sub(r"\D", "", value)
        national = len(digits) == 10 or (len(digits) == 11 and digits[0] == "1")
        whole = 8 <= len(digits) <= 15 if value.startswith("+") else national
        if value and not (whole and re.fullmatch(r"\+?[\d\s().-]+", value)):
            raise ValueError('write the whole number in digits, like "732 555 0142"')
        return value

    @pydantic.field_validator("security_contact")
    @classmethod
    def _can_be_written_to(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^@\s,:/]+@[^@\s,:/]+|https://\S+", value):
            raise ValueError("give one address, like security@example.org, or an https:// page")
        return value

    @pydantic.field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is not a time zone, try America/New_York")
        return value


class Callback(_Section):
    """The promise made to a person who asks for a call."""

    promise_hours: int = pydantic.Field(default=0, ge=0, le=200)
    staff_email: str = ""

    @pydantic.field_validator("staff_email")
    @classmethod
    def _one_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^@\s,]+@[^@\s,]+", value):
            raise ValueError("give one address, like front-desk@example.org")
        return value


class Clinic(_Section):
    """All facts of one clinic file."""

    clinic: Facts
    callback: Callback = Callback()
    opening_hours: dict[str, tuple[Span, ...]] = {}
    holidays: dict[dt.date, str] = {}

    @pydantic.field_validator("opening_hours")
    @classmethod
    def _weekdays(cls, value: dict[str, tuple[Span, ...]]) -> dict[str, tuple[Span, ...]]:
        for day, spans in value.items():
            if day not in WEEKDAYS:
                raise ValueError(f"{day!r} is not a weekday, use {', '.join(WEEKDAYS)}")
            for earlier, later in pairwise(spans):
                if later.opens < earlier.closes:
                    raise ValueError(f"the spans of {day} overlap or are out of order")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone."""
        return ZoneInfo(self.clinic.time_zone)

    @property
    def hours_known(self) -> bool:
        """Whether any opening hours are given."""
        return any(self.opening_hours.values())

    @property
    def phone_link(self) -> str:
        """The phone number as a `tel:` address (RFC 3966), or an empty string."""
        digits = "".join(sign for sign in self.clinic.phone if sign.isdigit())
        if not digits:
            return ""
        return f"tel:+{digits}" if len(digits) > 10 else f"tel:+1{digits}"

    def spans_on(self, day: dt.date) -> tuple[Span, ...]:
        """Return the opening hours of one date; none on a holiday."""
        if day in self.holidays:
            return ()
        return self.opening_hours.get(WEEKDAYS[day.weekday()], ())

    def empty_facts(self) -> list[str]:
        """Return the names of facts that a live site needs and that are empty."""
        needed = ("street", "postal_code", "phone", "license_line")
        missing = [f"clinic.{name}" for name in needed if not getattr(self.clinic, name)]
        if not self.hours_known:
            missing.append("opening_hours")
        if not self.callback.promise_hours:
            missing.append("callback.promise_hours")
        return missing


def load(path: Path) -> Clinic:
    """Read and check one clinic file.

    Raises ClinicFileError with the file, the key and what is wrong with it.
    """
    try:
        return Clinic.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ClinicFileError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError:
        raise ClinicFileError(f"{path}: not in UTF-8; save it so") from None
    except tomllib.TOMLDecodeError as error:
        raise ClinicFileError(f"{path}: not valid TOML: {error}") from error
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ClinicFileError(f"{path}: {where}: {first['msg']}") from error


@cache
def _load_once(path: Path) -> Clinic:
    return load(path)


def current() -> Clinic:
    """Return the clinic that this process serves (`CLINIC_FILE`)."""
    return _load_once(Path(settings.CLINIC_FILE))

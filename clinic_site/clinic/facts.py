"""Facts about the clinic as values, whether from the clinic file or the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import pydantic

from clinic_site.clinic import rules
from clinic_site.clinic.sections import Section, Translatable
from clinic_site.clinic.state_names import state_name

# Ends the name of a holiday on the weekday on which it is observed if it falls on a weekend.
OBSERVED = " (observed)"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _unless(problem: Callable[[str], str]) -> pydantic.AfterValidator:
    def checked(value: str) -> str:
        if found := problem(value):
            raise ValueError(found)
        return value

    return pydantic.AfterValidator(checked)


_Number = Annotated[str, _unless(rules.phone_problem)]
_Email = Annotated[str, _unless(rules.email_problem)]
_ZipCode = Annotated[str, _unless(rules.postal_code_problem)]
_Link = Annotated[str, _unless(rules.link_problem)]
_Contact = Annotated[str, _unless(rules.contact_problem)]


class Span(Section):
    """A period of opening hours in local time, where `opens` is before `closes`."""

    opens: dt.time
    closes: dt.time

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        opens, dash, closes = value.partition("-")
        if not dash:
            raise ValueError('write a period like "09:00-17:00"')
        return {"opens": opens.strip(), "closes": closes.strip()}

    @pydantic.model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("give local times without a zone; the clinic's zone is time_zone")
        if self.opens >= self.closes:
            raise ValueError(
                "a period must open before it closes, on the same day; for hours past midnight, "
                'write two, like "18:00-23:59" and, on the next day, "00:00-01:00"'
            )
        return self


class OtherHours(Section):
    """The hours of a day that differ from those of its weekday."""

    name: str
    hours: tuple[Span, ...] = pydantic.Field(min_length=1)


class Picture(Translatable):
    """A picture as pages show it: `digest` names its content, `widths` are its files in pixels."""

    translated = ("alt",)

    alt: str
    digest: str
    width: int
    height: int
    widths: tuple[int, ...]


class Facts(Translatable):
    """The clinic's name, address, contacts and texts; an unknown fact is an empty string."""

    translated = (
        *("tagline", "about", "languages", "directions", "parking", "transit", "accessibility"),
        *("before_visit", "visit_day", "after_visit", "bring"),
        *("out_of_network", "payment_plans", "cancellation", "referrals"),
    )

    name: str
    tagline: str = ""
    about: str = ""
    street: str = ""
    town: str = ""
    state: str = ""
    postal_code: _ZipCode = ""
    directions: str = ""
    parking: str = ""
    transit: str = ""
    accessibility: str = ""
    phone: _Number = ""
    text_number: _Number = ""
    fax: _Number = ""
    email: _Email = ""
    booking_link: _Link = ""
    languages: str = ""
    telehealth: Literal["", "yes", "no"] = ""
    license_line: str = ""
    security_contact: _Contact = ""
    before_visit: str = ""
    visit_day: str = ""
    after_visit: str = ""
    bring: str = ""
    out_of_network: str = ""
    payment_plans: str = ""
    cancellation: str = ""
    price_range: str = ""
    referrals: str = ""
    time_zone: str

    @property
    def area(self) -> str:
        """The town and the state in the current language, like "Freehold, New Jersey"; "" if unknown."""
        return ", ".join(part for part in (self.town, state_name(self.state)) if part)

    @property
    def locality(self) -> str:
        """The last line of the address: town, state and ZIP code, as far as they are known."""
        area = ", ".join(part for part in (self.town, self.state) if part)
        return " ".join(part for part in (area, self.postal_code) if part)

    @pydantic.field_validator("name")
    @classmethod
    def _named(cls, value: str) -> str:
        if not value:
            raise ValueError("the clinic needs a name")
        return value

    @pydantic.field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:  # `available_timezones` opens every file of the time zone database
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):  # no such name, no name at all, a folder of names
            raise ValueError(f"{value!r} is not a time zone, try America/New_York") from None
        return value


class Person(Translatable):
    """Someone who works at the clinic."""

    translated = ("role", "languages", "text")

    name: str = pydantic.Field(min_length=1)
    credentials: str = ""
    role: str = ""
    license_number: str = ""
    license_state: str = ""
    languages: str = ""
    text: str = ""
    reviews_pages: bool = False
    published: bool = True
    portrait: Picture | None = None


class Treatment(Translatable):
    """A treatment or support that the clinic offers."""

    translated = ("name", "summary", "course", "length", "not_for", "ages")

    name: str = pydantic.Field(min_length=1)
    kind: Literal["medicine", "therapy", "support"] = "medicine"
    drug: Literal["", "ketamine", "esketamine"] = ""
    summary: str = ""
    course: str = ""
    length: str = ""
    not_for: str = ""
    ages: str = ""
    published: bool = True


class Fee(Translatable):
    """What something costs."""

    translated = ("item", "includes")

    item: str = pydantic.Field(min_length=1)
    price: str = pydantic.Field(min_length=1)
    includes: str = ""
    valid_from: dt.date | None = None
    published: bool = True


class Plan(Translatable):
    """An insurance plan that the clinic accepts."""

    translated = ("note",)

    name: str = pydantic.Field(min_length=1)
    note: str = ""
    published: bool = True


class Notice(Translatable):
    """The version of a legal notice that applies, in Markdown."""

    translated = ("text",)

    kind: Literal["privacy", "estimate", "nondiscrimination", "complaints"]
    text: str
    version: int = 1
    since: dt.date | None = None


class Callback(Section):
    """The response time promised to people who request a call."""

    promise_hours: int = pydantic.Field(default=0, ge=0, le=200)
    staff_email: _Email = ""


class Clinic(Section):
    """All facts about a clinic."""

    clinic: Facts
    callback: Callback = Callback()
    opening_hours: dict[str, tuple[Span, ...]] = {}
    holidays: dict[dt.date, str] = {}
    other_hours: dict[dt.date, OtherHours] = {}
    kept_holidays: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    fees: tuple[Fee, ...] = ()
    plans: tuple[Plan, ...] = ()
    notices: tuple[Notice, ...] = ()
    rooms: tuple[Picture, ...] = ()
    map_picture: Picture | None = None

    @pydantic.field_validator("opening_hours")
    @classmethod
    def _weekdays(cls, value: dict[str, tuple[Span, ...]]) -> dict[str, tuple[Span, ...]]:
        for day, spans in value.items():
            if day not in WEEKDAYS:
                raise ValueError(f"{day!r} is not a weekday; use {', '.join(WEEKDAYS)}")
            for earlier, later in pairwise(spans):
                if later.opens < earlier.closes:
                    raise ValueError(f"the periods of {day} overlap or are out of order")
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
        """The phone number as a `tel:` URI (RFC 3966), or an empty string."""
        return _link("tel", self.clinic.phone)

    @property
    def fax_link(self) -> str:
        """The fax number as a `tel:` URI (RFC 3966), or an empty string."""
        return _link("tel", self.clinic.fax)

    @property
    def text_link(self) -> str:
        """The number for text messages as an `sms:` URI (RFC 5724), or an empty string."""
        return _link("sms", self.clinic.text_number)

    def spans_on(self, day: dt.date) -> tuple[Span, ...]:
        """Return the opening hours of a date, empty on a holiday."""
        if day in self.holidays:
            return ()
        if day in self.other_hours:
            return self.other_hours[day].hours
        return self.opening_hours.get(WEEKDAYS[day.weekday()], ())


def _link(scheme: str, number: str) -> str:
    digits = "".join(char for char in number if char.isdigit())
    if not digits:
        return ""
    is_international = number.strip().startswith("+") or len(digits) > 10
    return f"{scheme}:+{digits}" if is_international else f"{scheme}:+1{digits}"

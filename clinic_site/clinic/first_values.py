"""Load the clinic file into the database, once. After that, the facts are edited in the admin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.db import connections, transaction

from clinic_site.clinic import store
from clinic_site.clinic.clinic_file import ClinicFileError, of_file
from clinic_site.clinic.facts import WEEKDAYS, Clinic, Facts
from clinic_site.clinic.file_limits import limit_problems
from clinic_site.clinic.models import (
    ClinicFacts,
    Fee,
    Holiday,
    Notice,
    OpeningHours,
    Person,
    Plan,
    StaffAddress,
    Treatment,
)
from clinic_site.clinic.notices_file import notices_of_file
from clinic_site.clinic.spans import spans_in_words

DISPATCH = "clinic.first_values"
# Supports that many clinics offer. Readers don't see them until the clinic publishes them.
_SUPPORTS = {
    "Biofeedback": "Sensors show your heartbeat or breathing, so that you can practice calming them.",
    "Meditation": "Guided practice in noticing your breath, your body and your thoughts.",
    "Yoga": "Gentle movement and breathing, at your own pace.",
    "Music therapy": "Listening to music or making it, with a therapist.",
    "Exercise": "Moving in a way that fits your body and your day.",
    "Diet": "Advice on eating well that fits your health and your budget.",
}
_LISTS = {"people": Person, "treatments": Treatment, "fees": Fee, "plans": Plan}


def after_migration(*, using: str, **_kwargs: object) -> None:
    """Load the clinic file, unless this database lacks the tables (a migration to an earlier state).

    Raises CommandError if texts of the file are too long. The tables exist by then: run `migrate` again.
    """
    if ClinicFacts._meta.db_table in connections[using].introspection.table_names():
        try:
            load_once()
        except ClinicFileError as error:
            raise CommandError(str(error)) from None
        extend_holidays()


@transaction.atomic
def load_once() -> bool:
    """Store the facts of the clinic file, and return True, unless facts are stored already.

    Opening hours, holidays and lists that have rows already are left alone. Raises ClinicFileError, and
    stores nothing, if texts of the file are too long.
    """
    if ClinicFacts.objects.exists():
        return False
    known = of_file()
    if problems := limit_problems(known):
        raise ClinicFileError(f"{settings.CLINIC_FILE}: {'; '.join(problems)}")
    names = set(Facts.model_fields) - {"time_zone"}
    row = {name: getattr(known.clinic, name) for name in names}
    ClinicFacts(**row, promise_hours=known.callback.promise_hours).save()
    if address := store.first_address():
        StaffAddress.objects.get_or_create(email__iexact=address, defaults={"email": address})
    if known.hours_known and not OpeningHours.objects.exists():
        OpeningHours(**_hours(known), kept_holidays="\n".join(known.kept_holidays)).save()
    for date, name in known.holidays.items():
        Holiday.objects.get_or_create(date=date, defaults={"name": name})
    for date, day in known.other_hours.items():
        values = {"name": day.name, "closed": False, "hours": spans_in_words(day.hours)}
        Holiday.objects.get_or_create(date=date, defaults=values)
    _load_lists(known)
    _load_notices(known)
    store.clear_cache()
    return True


def extend_holidays() -> None:
    """Store the dates of the clinic's yearly holidays for the coming years."""
    hours = OpeningHours.objects.exclude(kept_holidays="").first()
    if hours:
        hours.save()


def _hours(known: Clinic) -> dict[str, str]:
    return {day: spans_in_words(known.opening_hours.get(day, ())) for day in WEEKDAYS}


def _load_lists(known: Clinic) -> None:
    for name, model in _LISTS.items():
        if not model.objects.exists():
            for place, each in enumerate(getattr(known, name), start=1):
                values: dict[str, Any] = each.model_dump(exclude={"portrait"})
                model.objects.create(**values, order=place * 10)
    if not Treatment.objects.exists():
        _propose_supports()


def _propose_supports() -> None:
    for place, (name, summary) in enumerate(_SUPPORTS.items(), start=1):
        Treatment.objects.create(
            name=name, kind="support", summary=summary, order=place * 10, published=False
        )


def _load_notices(known: Clinic) -> None:
    notices = {kind: {"text": text} for kind, text in _notices_of_release_0_1(known).items()}
    notices |= {each.kind: each.model_dump(include={"text", "translations"}) for each in known.notices}
    for kind, texts in notices.items():
        if not Notice.objects.filter(kind=kind).exists():
            Notice(kind=kind, **texts).save()


def _notices_of_release_0_1(known: Clinic) -> dict[str, str]:
    if settings.NOTICES_FILE is None:
        return {}
    try:
        return notices_of_file(settings.NOTICES_FILE, known.clinic.name)
    except FileNotFoundError:  # removed after an earlier upgrade
        return {}

"""Facts about the clinic, the public interface of this package."""

from clinic_site.clinic.clinic_file import ClinicFileError, load, of_file
from clinic_site.clinic.facts import WEEKDAYS, Callback, Clinic, Facts, Span
from clinic_site.clinic.store import (
    clear_cache,
    current,
    first_address,
    is_notified,
    notified,
    read,
    staff_addresses,
)
from clinic_site.clinic.translations import for_readers, translated_for_readers

__all__ = [
    "WEEKDAYS",
    "Callback",
    "Clinic",
    "ClinicFileError",
    "Facts",
    "Span",
    "clear_cache",
    "current",
    "first_address",
    "for_readers",
    "is_notified",
    "load",
    "notified",
    "of_file",
    "read",
    "staff_addresses",
    "translated_for_readers",
]
